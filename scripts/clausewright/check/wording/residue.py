"""Residue: what was left over from a template, from Word or from another house."""

from __future__ import annotations

import re

from ...errors import Severity
from .rules import pattern

_ANY = re.IGNORECASE

RULES = (
    pattern(
        "PH-UNFILLED",
        "A place in the text was never filled in.",
        "Fill it in, or make it a field.",
        r"\[(?:insert|enter|add|name|school|date|your|trust|academy|head|role|tbc|details)\b[^\]\n]{0,60}\](?!\()",
        r"<(?:insert|enter|name|school|date)\b[^>\n]{0,60}>",
        r"\b[Xx]{3,}\b",
        r"\bSchool X\b",
        r"\b(?:TBC|TBA|TBD)\b",
        r"\binsert (?:name|date|school|details)\b",
        r"\.{6,}|…{3,}|_{4,}",
        severity=Severity.ERROR,
        flags=_ANY,
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
    pattern(
        "RES-HEADER",
        "A page's header or footer stands in the text.",
        "Delete it; headers and page numbers are made by the compiler.",
        r"^\s*Page \d+(?: of \d+)?\s*$",
        severity=Severity.ERROR,
    ),
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
        r"\b(?:schools|academies|organisations|settings|governing (?:bodies|boards)) "
        r"(?:should|must|may wish|are advised|will need|need to)\b",
        r"\bthe (?:school|academy|organisation|governing (?:body|board)) may wish\b",
        r"\bit is (?:strongly )?recommended that (?:the|your|each) (?:school|academy|governing|trust)\b",
        r"\byour (?:school|academy|organisation|setting)\b",
        r"\bthis (?:template|model policy|model)\b",
        r"\bif an organisation\b",
        r"\b(?:employees|staff|teachers)\b[^.\n]{0,60}\bshould (?:\w+ )?be advised as follows\b",
        flags=_ANY,
    ),
    pattern(
        "RES-MODELTITLE",
        "The text calls itself a model or a template.",
        "Name it as the school's own policy.",
        r"^\W*(?:MODEL|Model|DRAFT|Draft|TEMPLATE|Template) (?:POLICY|[Pp]olicy)\b",
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
