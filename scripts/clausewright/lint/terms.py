"""Terms that a text defines by itself, and who it says that it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..errors import Severity
from .engine import Finding, LintText
from .rules import Rule, at, pattern, short
from .said import said_in

_QUOTED = r"[“\u2018\"'](?P<term>[A-Z][\w’ /-]{2,40}?)[”’\"']"
_MEANS = "is|means|includes|refers"
_DEFINED = re.compile(
    rf"\b(?:referred to|known|described|defined)(?: \w+){{0,4}} as (?:the )?{_QUOTED}"
    rf"|\bfor the purposes? of this (?:policy|document|code),? (?:the (?:term|word) )?"
    rf"{_QUOTED.replace('term', 'word')} (?:{_MEANS})"
    rf"|\((?:the |collectively,? )?{_QUOTED.replace('term', 'short')}\)",
    re.IGNORECASE,
)


def _definitions(paper: LintText) -> Iterator[Finding]:
    """A term that is defined in capitals and written in small letters, or that is defined and never used."""
    lines = said_in(paper).lines
    for number, line in enumerate(lines):
        for found in _DEFINED.finditer(line.text):
            term = found["term"] or found["word"] or found["short"]
            # Case matters here, though not in the words around it.
            if not term[0].isupper() or not re.search(r"[a-z]", term):
                continue
            others = [
                other for at_line, other in enumerate(lines) if at_line != number and not other.is_heading
            ]
            same = [other for other in others if re.search(rf"\b{re.escape(term)}\b", other.text)]
            small = [
                other
                for other in others
                if re.search(rf"(?<![.“\"] )\b{re.escape(term.lower())}\b", other.text)
            ]
            if small:
                message = f"writes “{term.lower()}”, which is defined as “{term}”"
                yield at(
                    small[0], message, "Write a defined term the same way everywhere; {{ term(...) }} does."
                )
            elif not same and " " in term:
                yield at(
                    line,
                    f"defines “{term}”, which is used nowhere else",
                    "Use it, or leave the definition out.",
                )


_PARTY = re.compile(r"\b(?:[A-Z][\w’'.-]+ ){1,4}School (?:Academy |Multi-Academy )?Trust\b")


def _party(paper: LintText) -> Iterator[Finding]:
    """The name of a school that goes on as the name of a trust, in the text or in a value that it prints."""
    message, hint = (
        "runs the name of a school and of a trust into one",
        "Name the school, or the trust, and say once which of them each word means.",
    )
    for line in said_in(paper).lines:
        if found := _PARTY.search(line.text):
            yield at(line, f"{message}: “{found[0]}”", hint)
            return
    raw = "\n".join(line.raw for line in paper.lines)
    for school in paper.library.schools.values():
        for key, values in school.values.values.items():
            value = values[-1].value if values else ""
            if key in raw and isinstance(value, str) and _PARTY.search(value):
                yield Finding(school.values.path, values[-1].line, f"{key} {message}: “{short(value)}”", hint)


RULES = (
    Rule(
        "TERM-DEF",
        Severity.WARNING,
        "A term is defined in one way and written in another, or never used.",
        _definitions,
    ),
    Rule("TERM-PARTY", Severity.WARNING, "The name of a school and of a trust run into one.", _party),
    pattern(
        "MOD-WEAK",
        "A duty is only one to try.",
        "Say what must be done, or that it is advice.",
        r"\b(?:must|should|will|are (?:asked|expected) to) (?:try|attempt|endeavour|strive) to\b",
        r"\bshould,? (?:where|wherever) possible\b",
        on=False,
    ),
    pattern(
        "A11Y-COLOUR",
        "The text refers to a colour.",
        "Say what it means in words; not everybody sees the colour.",
        r"\b(?:highlighted|shown|marked|printed|written|shaded|(?:is|are|text) in) (?:in"
        r" )?(?:red|green|yellow|amber|blue|orange|grey)\b",
        flags=re.IGNORECASE,
    ),
)
