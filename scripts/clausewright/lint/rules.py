"""What a rule of wording is, and the simplest kind: a pattern that no policy should print."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ..errors import Severity
from ..model.text import shortened
from .engine import Finding, LintText, Statement


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its id, how much it matters, one sentence of help, and how it looks for faults.

    A rule that is not `on` runs only when it is asked for by name: it finds too much that is right.
    """

    id: str
    severity: Severity
    help: str
    find: Callable[[LintText], Iterable[Finding]]
    on: bool = True


def pattern(
    id: str,
    help: str,
    hint: str,
    *patterns: str,
    severity: Severity = Severity.WARNING,
    on: bool = True,
    flags: int = 0,
) -> Rule:
    """A rule that names every place where one of some patterns is found, outside quotations."""
    looked_for = re.compile("|".join(f"(?:{one})" for one in patterns), flags)

    def find(paper: LintText) -> Iterator[Finding]:
        for line in paper.own:
            for found in looked_for.finditer(line.text):
                yield at(line, f"{help[0].lower()}{help[1:].rstrip('.')}: “{short(found[0])}”", hint)

    return Rule(id, severity, help, find, on)


def at(line: Statement, message: str, hint: str) -> Finding:
    """A finding on a line."""
    return Finding(line.path, line.line, message, hint)


def short(text: str) -> str:
    """A few words of a text, for a message."""
    return shortened(" ".join(text.split()), 60)
