"""Numbering that came in: paragraphs and sections that have no number among others that do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ...errors import Severity
from .papers import Finding, Line, Paper
from .rules import Rule, at, short
from .said import said_in

_SECTION = re.compile(r"^(#+)\s+(.*?)(?:\s*\{(?P<attributes>[^{}]*)\})?\s*$")
_CLAUSE = re.compile(r"^\{\{ clause\(\"(?P<id>[^\"]+)\"(?:, number=\"(?P<number>[^\"]*)\")?\) \}\}$")
_APART = re.compile(
    r"^(?:appendix|annex|schedule|attachment|contents|signed|approval|history|versions?|glossary|references|see also|basis|sources|"
    r"notes?\b)",
    re.IGNORECASE,
)
_MOST = 0.85
_MANY = 6
_FEW = 3


@dataclass(frozen=True, slots=True)
class Part:
    """A heading or a clause of a version, with the number that it came in with."""

    line: Line
    level: int
    number: str
    title: str
    clause: str = ""


def _parts(paper: Paper) -> list[Part]:
    """The version's headings and clauses in order; only an import has numbers of its own."""
    found = []
    for line in paper.lines:
        if line.path != paper.version.body.path or line.is_apart:
            continue
        if heading := _SECTION.match(line.raw):
            number = re.search(r'number="([^"]*)"', heading["attributes"] or "")
            found.append(Part(line, len(heading[1]), number[1] if number else "", heading[2]))
        elif called := _CLAUSE.match(line.raw):
            found.append(Part(line, 0, called["number"] or "", "", called["id"]))
    return found if paper.policy.facts.numbering == "as-imported" else []


def _unnumbered(paper: Paper) -> Iterator[Finding]:
    """A second paragraph under one number where every number else has one paragraph, and a clause without one among numbered ones."""
    clauses = [part for part in _parts(paper) if part.clause]
    numbered = [part for part in clauses if re.match(r"\d+\.\d", part.number)]
    if len(numbered) < _MANY or len(numbered) < _MOST * len(clauses):
        return
    several = {id: line for id in (part.clause for part in numbered) if (line := _second_paragraph(paper, id))}
    if len(several) <= (1 - _MOST) * len(numbered):
        for line in several.values():
            yield at(
                line, f"is a paragraph without a number of its own: “{short(line.text)}”", "Give it a number, so that people can name it."
            )


def _second_paragraph(paper: Paper, id: str) -> Line | None:
    """Where a clause's second paragraph begins, if it has no list or table."""
    lines = [line for line in paper.lines if line.clause == id and line.path != paper.version.body.path and not line.is_heading]
    if any(line.is_item or line.is_table for line in lines):
        return None
    gap = next((at for at, line in enumerate(lines) if not line.text.strip() and 0 < at < len(lines) - 1), None)
    return next((line for line in lines[gap:] if line.text.strip()), None) if gap else None


def _runs_on(paper: Paper) -> Iterator[Finding]:
    """A section without a number behind numbered ones, so that it reads as a part of the last of them."""
    sections = [part for part in _parts(paper) if part.level]
    top = min((part.level for part in sections if part.number), default=0)
    # Counted from 1 without a gap: other numbers are not those of sections.
    count = 0
    for part in (part for part in sections if part.level == top):
        if re.match(rf"{count + 1}\b", part.number):
            count += 1
        elif part.number or (0 < count < _FEW):
            return
        elif count and not _APART.match(part.title):
            yield at(
                part.line, f"has no number, and follows sections that have one: “{short(part.title)}”", "Number it, or call it an appendix."
            )


def _polarity(paper: Paper) -> Iterator[Finding]:
    """Prohibitions that are none without their heading."""
    says_no = re.compile(r"\b(?:not|never|no|don[’']t|avoid|nobody|nothing|without|only|refrain)\b", re.IGNORECASE)
    donts = {placed.id for placed in paper.clauses if _is_donts(paper, placed.id)}
    for lines in said_in(paper).clauses():
        if lines[0].clause in donts:
            bare = [line for line in lines if line.is_item and not says_no.search(re.split(r"[.:]", line.text.lstrip("-* "))[0])]
            if bare:
                message = f"has {len(bare)} items that read as instructions without their heading: “{short(bare[0].text.strip('-* '))}”"
                yield at(bare[0], message, "Say no in each item: “Do not post ...”.")


def _is_donts(paper: Paper, id: str) -> bool:
    revision = paper.library.clauses[id].at(paper.version.date)
    return revision is not None and revision.facts.kind == "donts"


RULES = (
    Rule("STR-UNNUMBERED", Severity.WARNING, "A paragraph has no number where all others do.", _unnumbered),
    Rule("STR-APPENDIX", Severity.WARNING, "A section without a number reads as a part of the one before.", _runs_on),
    Rule("STR-POLARITY", Severity.WARNING, "Items of a list of prohibitions do not say no.", _polarity),
)
