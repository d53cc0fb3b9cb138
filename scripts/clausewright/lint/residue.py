"""Residue: what was left over from a template, from Word or from another house."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise

from ..errors import Severity
from .engine import Finding, LintText, Statement
from .rules import Rule, at, pattern, short

_ANY = re.IGNORECASE
_REPEATED = 4
_SHORT_LINE = 14
_PAGE_LINES = 12
_LETTER_LINES = 10
_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_UNFILLED = re.compile(
    r"(?i:\[(?:insert|enter|add|name|school|date|your|trust|academy|head|role|tbc|details)\b[^\]\n]{0,60}\](?!\())|"
    r"(?i:<(?:insert|enter|name|school|date)\b[^>\n]{0,60}>)|"
    r"\b(?:X{3,}|x{3,})\b|\bSchool [XYZ]\b|\b[A-Z]{2,} School Name\b|\b(?:TBC|TBA|TBD)\b|(?i:\(insert"
    r" [^)\n]{2,60}\))"
)
# What stands under such a heading is there to be filled in by whoever uses it.
_TO_FILL = re.compile(
    r"\b(?:form|letter|template|sample|pro[- ]?forma|checklist|record sheet|log|slip|request)s?\b", _ANY
)


def _unfilled(paper: LintText) -> Iterator[Finding]:
    """Places that nobody filled in; forms and letters to be filled in by others are left alone."""
    is_form = False
    own = paper.own
    letters = [place for place, line in enumerate(own) if line.text.lstrip("# ").startswith("Dear ")]
    for place, line in enumerate(own):
        if line.is_heading:
            is_form = bool(_TO_FILL.search(line.text))
        is_letter = any(abs(place - letter) <= _LETTER_LINES for letter in letters)
        for found in _UNFILLED.finditer(line.text) if not (is_form or is_letter) else ():
            yield at(
                line,
                f"a place in the text was never filled in: “{short(found[0])}”",
                "Fill it in, or make it a field.",
            )


_PAGE = re.compile(
    rf"^\s*(?:Page \d+(?: of \d+)?|Page \d+ {_MONTH} \d{{4}}|[^.;:]{{3,60}} Page \d+ of \d+|Page \d+"
    r" [|\u2013-] [^.;:]{3,60}|"
    r"-\s?\d{1,3}\s?-|\d{1,3} ?\| ?Page)\s*$",
    _ANY,
)


def _headers(paper: LintText) -> Iterator[Finding]:
    """Page numbers, and short lines that stand in the text again and again and are no sentences, items or
    headings.
    """
    hint = "Delete it; headers and page numbers are made by the compiler."
    again: defaultdict[str, list[Statement]] = defaultdict(list)
    places = {(line.path, line.line): place for place, line in enumerate(paper.own)}
    for line in paper.own:
        text = " ".join(line.text.split())
        if _PAGE.match(text) and not line.is_item:
            yield at(line, f"a page's header or footer stands in the text: “{short(text)}”", hint)
        elif (
            not (line.is_heading or line.is_item or line.is_table)
            and 2 < len(text.split()) <= _SHORT_LINE
            and text[-1] not in ".:;?!"
        ):
            again[re.sub(r"\d+", "0", text)].append(line)
    for lines in again.values():
        if len(lines) >= _REPEATED and _are_pages_apart(lines, places):
            message = (
                f"stands {len(lines)} times, as a page's header or footer does: “{short(lines[0].text)}”"
            )
            yield at(lines[1], message, hint)


def _are_pages_apart(lines: list[Statement], places: Mapping[tuple[str, int], int]) -> bool:
    """Whether there is about as much text between them as a page has; what stands closer is a table or a
    form.
    """
    gaps = sorted(
        places[behind.path, behind.line] - places[line.path, line.line] for line, behind in pairwise(lines)
    )
    return gaps[len(gaps) // 2] >= _PAGE_LINES


RULES = (
    Rule("PH-UNFILLED", Severity.ERROR, "A place in the text was never filled in.", _unfilled),
    pattern(
        "PH-BLANK",
        "A dotted line waits for somebody's pen.",
        "Make it a field, or let {{ sign_off() }} make the lines for signatures.",
        r"\.{6,}+(?! ?\d)|…{3,}+(?![.\s]*\d)|_{4,}",
        on=False,
    ),
    pattern(
        "RES-FIELD",
        "A word processor left something behind.",
        "Delete it.",
        r"\[bookmark:[^\]]*\]",
        r"\b_GoBack\b",
        r"Error! (?:Reference source not found|Bookmark not defined)\.?",
        r"\b(?:MERGEFIELD|HYPERLINK|PAGEREF|MERGEFORMAT)\b",
        severity=Severity.ERROR,
    ),
    Rule("RES-HEADER", Severity.WARNING, "A page's header or footer stands in the text.", _headers),
    pattern(
        "RES-BOILER",
        "An instruction to whoever adapts the policy stands in the text.",
        "Follow it and delete it, or make it a clause of kind adopter-note, which only the model shows.",
        r"\(?\bdelete (?:as|where) (?:appropriate|applicable|necessary)\b\)?",
        r"\b(?:amend|adapt|edit|complete) (?:as|where) (?:appropriate|applicable|necessary)\b",
        r"\bguidance notes? for (?:schools|adopters|governors)\b",
        severity=Severity.ERROR,
        flags=_ANY,
    ),
    pattern(
        "RES-VOICE",
        "The text speaks to schools in general, not to the people of this one.",
        "Say what holds here; advice to whoever adapts the policy is a clause of kind adopter-note.",
        r"(?<!these )(?<!those )(?<!such )(?<!other )(?<!our )(?<!all )(?<!both )(?<!local )(?<!feeder"
        r" )(?<!special )(?<!as )(?<!in )"
        r"(?<!of )(?<!or )(?<!funded )(?<!maintained )"
        r"\b(?:schools|academies|organisations|settings|governing (?:bodies|boards)) "
        r"(?:should|must|may wish|may want|are advised|are recommended|will need|need to|will wish)\b",
        r"\bthe (?:school|academy|organisation|trust|governing (?:body|board)|headteacher) may"
        r" (?:wish|want) to "
        r"(?:add|adapt|amend|include|consider|insert|use|name)\b",
        r"\bit is (?:strongly )?(?:recommended|suggested|advised) that (?:the|your|each|all|a) "
        r"(?:schools?|academ(?:y|ies)|governing|trusts?)\b",
        r"\byour (?:school|academy|organisation|setting)\b",
        r"\bthis (?:template|model policy)\b|\bthis model\b(?= (?:should|must|may|can|is|has|has"
        r" been|for)\b)",
        r"\bpolicy template\b",
        r"\bif an organisation\b",
        r"\b(?:employees|staff|teachers|they)\b[^.\n]{0,60}\bshould (?:\w+ )?be advised (?:as"
        r" follows|that|of)\b",
        r"^#+ (?:\d[\d.]* )?recommendations$",
        flags=_ANY,
    ),
    pattern(
        "RES-MODELTITLE",
        "The text calls itself a model or a template.",
        "Name it as the school's own policy.",
        r"^\W*(?:MODEL|Model|DRAFT|Draft|TEMPLATE|Template|SAMPLE|Sample|EXAMPLE|Example) (?:[A-Za-z]+"
        r" ){0,4}(?:POLICY|[Pp]olicy)\b",
        r"^\W*(?:\w+ ){1,6}(?:POLICY TEMPLATE|Policy [Tt]emplate|MODEL POLICY|Model Policy)\b",
        severity=Severity.ERROR,
    ),
    pattern(
        "RES-VOCAB",
        "A word belongs to another kind of organisation.",
        "Use the school's own words: pupils, families, visits.",
        r"\bservice[- ]users?\b",
        r"\bassessment visits?\b",
        r"\b(?:patients|tenants|care home)\b",
        flags=_ANY,
    ),
    pattern(
        "RES-SCOPE",
        "The text speaks of many schools or of an authority's own services.",
        "Say who is covered in this school.",
        r"\bdelegated schools\b",
        r"\bcentrally managed services?\b",
        flags=_ANY,
    ),
)
