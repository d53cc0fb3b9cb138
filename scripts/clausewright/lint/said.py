"""What a policy says: its lines with the words that fields, citations and calls stand for, so that phrases
can be looked for in them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from ..model.library import Library
from .engine import LintText, Statement

_PRINTED = re.compile(r"\{\{\s*(.*?)\s*\}\}", re.DOTALL)
_TAG = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_CALL = re.compile(r"(\w+)\((.*)\)", re.DOTALL)
_QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_FORMS = frozenset({"plural", "possessive", "capital", "a", "name", "email", "phone", "href"})


@dataclass(frozen=True, slots=True)
class Said:
    """A policy's own lines with their words, `lines`, and all of them as one text, `whole`."""

    lines: tuple[Statement, ...]
    whole: str

    def clauses(self) -> tuple[tuple[Statement, ...], ...]:
        """The lines clause by clause; the text of the version between clauses is one too."""
        return tuple(
            tuple(group) for _, group in groupby(self.lines, key=lambda line: (line.path, line.clause))
        )


@lru_cache(maxsize=4)
def said_in(paper: LintText) -> Said:
    """Return what a paper says. A title that nobody sees, made from a clause's first words, is left out."""
    lines = [replace(line, text=_words(line.raw, paper.library)) for line in paper.lines if line.text.strip()]
    kept = [
        line
        for line, after in zip(lines, [*lines[1:], None], strict=True)
        if not (after and _is_made(line, after))
    ]
    own = tuple(line for line in kept if not line.is_apart)
    return Said(own, "\n".join(line.text for line in own))


def _is_made(line: Statement, after: Statement) -> bool:
    begun = line.text.rstrip("… ").replace("\\", "")
    is_title = line.is_heading and bool(line.clause) and line.path == after.path
    return is_title and after.text.replace("\\", "").lstrip("-* ").startswith(begun)


def _words(raw: str, library: Library) -> str:
    return _PRINTED.sub(lambda found: _printed(found[1], library), _TAG.sub("", raw))


def _printed(inside: str, library: Library) -> str:
    if called := _CALL.match(inside):
        ids = [one or other for one, other in _QUOTED.findall(called[2])]
        return " ".join(_called(called[1], id, library) for id in ids)
    parts = [part for part in inside.split(".")[1:] if part not in _FORMS]
    words = " ".join(parts).replace("_", " ")
    return f"{words}s" if ".plural" in inside else words


def _called(macro: str, id: str, library: Library) -> str:
    match macro:
        case "cite" if id in library.citations:
            return library.citations[id].facts.title
        case "policy" if id in library.policies:
            return library.policies[id].facts.title
        case "term" | "definitions" if id in library.terms:
            facts = library.terms[id].facts
            return f"{facts.term}: {' '.join(facts.forms)}" if macro == "definitions" else facts.term
        case _:
            return ""
