"""Residue: places that nobody filled in, and headers and footers of pages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise

from ..errors import Severity
from .engine import Finding, LintText, Rule, Statement, report, shorten

_ANY = re.IGNORECASE

_REPEATED = 4

_SHORT_LINE = 14

_PAGE_LINES = 12

_LETTER_LINES = 10

_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"

_UNFILLED = re.compile(
    r"(?i:\[(?:insert|enter|add|name|school|date|your|trust|academy|head|role|tbc"
    r"|details)\b[^\]\n]{0,60}\](?!\())|"
    r"(?i:<(?:insert|enter|name|school|date)\b[^>\n]{0,60}>)|"
    r"\b(?:X{3,}|x{3,})\b|\bSchool [XYZ]\b|\b[A-Z]{2,} School Name\b|\b(?:TBC|TBA|TBD)\b|(?i:\(insert"
    r" [^)\n]{2,60}\))"
)

# What stands under such a heading is there to be filled in by whoever uses it.
_TO_FILL = re.compile(
    r"\b(?:form|letter|template|sample|pro[- ]?forma|checklist|record sheet|log|slip|request)s?\b", _ANY
)


def _find_unfilled(policy_text: LintText) -> Iterator[Finding]:
    """Places that nobody filled in; forms and letters to be filled in by others are left alone."""
    is_form = False
    lines = policy_text.own_lines
    letters = [place for place, line in enumerate(lines) if line.text.lstrip("# ").startswith("Dear ")]
    for place, line in enumerate(lines):
        if line.is_heading:
            is_form = bool(_TO_FILL.search(line.text))
        is_letter = any(abs(place - letter) <= _LETTER_LINES for letter in letters)
        for match in _UNFILLED.finditer(line.text) if not (is_form or is_letter) else ():
            yield report(
                line,
                f"a place in the text was never filled in: “{shorten(match[0])}”",
                "Fill it in, or make it a field.",
            )


_PAGE = re.compile(
    rf"^\s*(?:Page \d+(?: of \d+)?|Page \d+ {_MONTH} \d{{4}}|[^.;:]{{3,60}} Page \d+ of \d+|Page \d+"
    r" [|\u2013-] [^.;:]{3,60}|"
    r"-\s?\d{1,3}\s?-|\d{1,3} ?\| ?Page)\s*$",
    _ANY,
)


def _find_headers(policy_text: LintText) -> Iterator[Finding]:
    """Page numbers, and short lines that stand in the text again and again and are no sentences, items or
    headings.
    """
    hint = "Delete it; headers and page numbers are made by the compiler."
    again: defaultdict[str, list[Statement]] = defaultdict(list)
    places = {(line.path, line.line): place for place, line in enumerate(policy_text.own_lines)}
    for line in policy_text.own_lines:
        text = " ".join(line.text.split())
        if _PAGE.match(text) and not line.is_item:
            yield report(line, f"a page's header or footer stands in the text: “{shorten(text)}”", hint)
        elif (
            not (line.is_heading or line.is_item or line.is_table)
            and 2 < len(text.split()) <= _SHORT_LINE
            and text[-1] not in ".:;?!"
        ):
            again[re.sub(r"\d+", "0", text)].append(line)
    for lines in again.values():
        if len(lines) >= _REPEATED and _are_pages_apart(lines, places):
            message = (
                f"stands {len(lines)} times, as a page's header or footer does: “{shorten(lines[0].text)}”"
            )
            yield report(lines[1], message, hint)


def _are_pages_apart(lines: list[Statement], places: Mapping[tuple[str, int], int]) -> bool:
    """Whether there is about as much text between them as a page has; what stands closer is a table or a
    form.
    """
    gaps = sorted(
        places[behind.path, behind.line] - places[line.path, line.line] for line, behind in pairwise(lines)
    )
    return gaps[len(gaps) // 2] >= _PAGE_LINES


RULES = (
    Rule("PH-UNFILLED", Severity.ERROR, "A place in the text was never filled in.", _find_unfilled),
    Rule("RES-HEADER", Severity.WARNING, "A page's header or footer stands in the text.", _find_headers),
)
