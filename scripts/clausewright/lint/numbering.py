"""Sections that came in without a number among others that have one, and prohibitions that lean on their
heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import Severity
from .engine import Finding, LintText, Statement
from .rules import Rule, at, short
from .said import said_in

_HEADING = re.compile(r"^(#+)\s+(.*?)(?:\s*\{(?P<attributes>[^{}]*)\})?\s*$")
_APART = re.compile(
    r"^(?:appendix|annex|schedule|attachment|contents|signed|approval|history|versions?|glossary|references|see"
    r" also|basis|sources|"
    r"notes?\b)",
    re.IGNORECASE,
)
_FEW = 3


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of a version, with the number that it came in with."""

    line: Statement
    level: int
    number: str
    title: str


def _sections(paper: LintText) -> Iterator[Section]:
    """The version's headings in order; only an import has numbers of its own."""
    if paper.policy.facts.numbering == "as-imported":
        for line in paper.lines:
            if line.path == paper.version.body.path and (heading := _HEADING.match(line.raw)):
                number = re.search(r'number="([^"]*)"', heading["attributes"] or "")
                yield Section(line, len(heading[1]), number[1] if number else "", heading[2])


def _runs_on(paper: LintText) -> Iterator[Finding]:
    """A section without a number behind numbered ones, so that it reads as a part of the last of them."""
    sections = list(_sections(paper))
    top = min((section.level for section in sections if section.number), default=0)
    # Counted from 1 without a gap: other numbers are not those of sections.
    count = 0
    for section in (section for section in sections if section.level == top):
        if re.match(rf"{count + 1}\b", section.number):
            count += 1
        elif section.number or (0 < count < _FEW):
            return
        elif count and not _APART.match(section.title):
            yield at(
                section.line,
                f"has no number, and follows sections that have one: “{short(section.title)}”",
                "Number it, or call it an appendix.",
            )


def _polarity(paper: LintText) -> Iterator[Finding]:
    """Prohibitions that are none without their heading."""
    says_no = re.compile(
        r"\b(?:not|never|no|don[’']t|avoid|nobody|nothing|without|only|refrain)\b", re.IGNORECASE
    )
    donts = {placed.id for placed in paper.clauses if _is_donts(paper, placed.id)}
    for lines in said_in(paper).clauses():
        if lines[0].clause in donts:
            bare = [
                line
                for line in lines
                if line.is_item and not says_no.search(re.split(r"[.:]", line.text.lstrip("-* "))[0])
            ]
            if bare:
                message = (
                    f"has {len(bare)} items that read as instructions without their heading:"
                    f" “{short(bare[0].text.strip('-* '))}”"
                )
                yield at(bare[0], message, "Say no in each item: “Do not post ...”.")


def _is_donts(paper: LintText, id: str) -> bool:
    revision = paper.library.clauses[id].at(paper.version.date)
    return revision is not None and revision.facts.kind == "donts"


RULES = (
    Rule(
        "STR-APPENDIX",
        Severity.WARNING,
        "A section without a number reads as a part of the one before.",
        _runs_on,
    ),
    Rule("STR-POLARITY", Severity.WARNING, "Items of a list of prohibitions do not say no.", _polarity),
)
