"""References: to law and guidance, to other policies, to places in the text, and to addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from ...errors import Severity
from ...model.dates import in_words
from ...model.records import NameFacts
from .papers import Finding, Line, Paper
from .rules import Rule, at, pattern

_SAID = {
    "superseded": "was replaced",
    "withdrawn": "was withdrawn",
    "amended": "was amended",
    "renamed": "has another name",
    "closed": "no longer exists",
    "upcoming": "will change",
    "spelling": "is written in another way",
}


def _names(kinds: frozenset[str], paper: Paper) -> Iterator[Finding]:
    for name in paper.library.known.names.values():
        if name.kind in kinds:
            looked_for = _pattern(name.old)
            for line in paper.own:
                yield from _found(name, looked_for, line, paper.as_at)


def _pattern(old: Iterable[str]) -> re.Pattern[str]:
    """Small letters match capitals too; a name with capitals only as it is written. Longer names first."""
    names = sorted(old, key=len, reverse=True)
    parts = [f"(?i:{re.escape(name)})" if name == name.lower() else re.escape(name) for name in names]
    return re.compile(rf"(?<![\w@/.-])(?:{'|'.join(parts)})(?![\w@/])")


def _found(facts: NameFacts, looked_for: re.Pattern[str], line: Line, as_at: date) -> Iterator[Finding]:
    for found in looked_for.finditer(line.text):
        if any(word.lower() in line.text.lower() for word in facts.unless):
            continue
        when = "" if facts.kind == "spelling" else f" {'on' if facts.from_day <= as_at else 'from'} {in_words(facts.from_day)}"
        right_then = facts.kind != "spelling" and line.dated < facts.from_day
        since = ": right when this text was written, out of date today" if right_then else ""
        sure = "" if facts.verified else " Check it against the source first: the entry in policies/names.yml is not verified."
        yield at(line, f"“{found[0]}” {_SAID[facts.kind]}{when}{since}", f"Now: {facts.new}.{sure}")


def _stale(paper: Paper) -> Iterable[Finding]:
    return _names(frozenset({"superseded", "withdrawn", "amended", "upcoming"}), paper)


def _obsolete(paper: Paper) -> Iterable[Finding]:
    return _names(frozenset({"renamed", "closed"}), paper)


def _brand(paper: Paper) -> Iterable[Finding]:
    return _names(frozenset({"spelling"}), paper)


_ACTS = re.compile(
    r"\b(Equality|Data Protection|Education|Children|Human Rights|Computer Misuse|Communications|Malicious Communications|Defamation|"
    r"Safeguarding Vulnerable Groups|Employment Rights|Online Safety|Protection from Harassment) Act"
    r"(?! (?:of )?(?:\(\w+\) )?(?:19|20)\d\d)\b"
)


def _undated_acts(paper: Paper) -> Iterator[Finding]:
    """An Act without its year, unless the same policy gives the year somewhere."""
    whole = "\n".join(line.text for line in paper.lines)
    for line in paper.own:
        for found in _ACTS.finditer(line.text):
            if not re.search(rf"{found[1]} Act (?:19|20)\d\d", whole):
                yield at(line, f"“{found[0]}” has no year", "Give the year, or cite it with {{ cite(...) }}.")


_PROSE_REFERENCE = (
    r"\b(?:see|in|under|to|of) (?:the )?(?:section|paragraph|clause|para|part)s? \d+(?:\.\d+)*\b"
    r"(?! of the)(?: (?:above|below))?"
)
_WEB = r"(?<![\w/(\[<\"“'])(?:https?://|www\.)[^\s)>\]|]+"

RULES = (
    Rule("REF-STALE", Severity.WARNING, "Law, guidance or a body is named that was replaced, amended or withdrawn.", _stale),
    Rule("TERM-OBSOLETE", Severity.WARNING, "A product, a body or a word is named by a name that it no longer has.", _obsolete),
    Rule("BRAND", Severity.WARNING, "A name is not written as its owner writes it.", _brand),
    Rule("REF-EDITION", Severity.WARNING, "An Act is named without its year.", _undated_acts),
    pattern(
        "REF-HTTP",
        "A web address is not a secure one.",
        "Write the https:// address, and open it once.",
        r"\bhttp://[^\s)>\]]+",
    ),
    pattern(
        "REF-BARE",
        "A web address stands in the text as it is.",
        "Make it a link with words: [the guidance](https://...).",
        _WEB,
    ),
    pattern(
        "STR-XREF",
        "A place in a text is named by its number.",
        'Use {{ ref("clause-id") }}: it follows the clause when numbers change.',
        _PROSE_REFERENCE,
        flags=re.IGNORECASE,
    ),
)  # fmt: skip
