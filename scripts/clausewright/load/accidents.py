"""Accidents: values that fit their type and were hardly meant, such as `[insert school name]`, "TBC", or the
telephone number of a template. A page would print them as they stand.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from ..model.values import EXTENSION, Kind

# What somebody is asked to fill in.
_ASKED = (
    r"insert|add|enter|fill|complete|type|your|name|names?|school|date|day|title|e-?mail|telephone|phone"
    r"|number"
    r"|address|website|url|link|here|tbc|delete|amend|role|person|contact|details?|logo|xx+"
)
_GAP = re.compile(
    rf"\[[^\[\]]*\b(?:{_ASKED})\b[^\[\]]*\]"
    rf"|<(?:[\w'’/-]+ )*(?:{_ASKED})(?: [\w'’/-]+)*>"
    r"|\{\{.*\}\}|\{[\w .-]+\}|«[^»]*»|%\w+%"
    r"|\bx{3,}\b|\?{2,}|_{3,}|\blorem ipsum\b"
    rf"|\b(?:insert|enter)(?: \w+)? (?:{_ASKED})\b"
    r"|\b(?:name|address|number|e-?mail|text) here\b",
    re.IGNORECASE,
)
_WHOLE_GAP = re.compile(
    r"tb[acd]|to be (?:confirmed|advised|announced|appointed|agreed|decided|completed|added|determined)|n/?a"
    r"|placeholder|dummy|asdf\w*|qwerty|blah|change ?me|todo|to do|[-\u2013\u2014.…*#]+"
    r"|your (?:school|name)|school name"
    r"|name of (?:the )?school|a\.? ?n\.? ?other|jo?e bloggs|(?:jane|john) doe"
    r"|(?:first ?name|name) (?:sur|last|family )name",
    re.IGNORECASE,
)
_PERCENT_ENCODED = re.compile(r"(?:[^%]|%[0-9a-f]{2})*", re.IGNORECASE)
_SHORT_GAP = re.compile(r"\b(?:TBC|TBA|TBD)\b")
# Names and addresses that nobody has; those below .example are kept for invented schools, as this one's are.
_DUMMY_HOST = re.compile(
    r"(?:^|[@/.])(?:example\.(?:com|org|net|co\.uk|sch\.uk)"
    r"|(?:your|my)-?(?:school|trust|domain|company|site|website|organisation|email)(?:name)?\.[\w.]+"
    r"|(?:domain|test|website|schoolname)\.(?:com|org|net|co\.uk|sch\.uk))(?:$|[/:?#])",
    re.IGNORECASE,
)
_ANSWERS = frozenset({"yes", "no", "on", "off", "true", "false", "y", "n"})
_ISO_DAY = re.compile(r"\d{4}-\d\d(?:-\d\d)?")


def find_accident(kind: Kind, text: str, *, is_quoted: bool) -> str:
    """What a value looks like that was hardly meant, as the end of "'school.name' is 'TBC', which ..."; an
    empty string for any other.

    A text in quotes is taken for what it says where only its writing was doubtful.
    """
    words = " ".join(text.split())
    if kind is Kind.URL and _PERCENT_ENCODED.fullmatch(words):  # "%20policies%20" is no gap there
        words = unquote(words)
    if _GAP.search(words) or _WHOLE_GAP.fullmatch(words) or _SHORT_GAP.search(words):
        return "looks like a gap that was to be filled in"
    if kind in (Kind.EMAIL, Kind.URL) and _DUMMY_HOST.search(words):
        return "looks like the example of a template"
    if kind is Kind.PHONE and _is_dummy_number(words):
        return "looks like the example of a template"
    if kind is Kind.TEXT and not is_quoted and words.lower() in _ANSWERS:
        return "is an answer, and no text"
    if kind is Kind.TEXT and not is_quoted and _ISO_DAY.fullmatch(words):
        return "prints as it stands, and not as a date in words"
    return ""


def _is_dummy_number(text: str) -> bool:
    """Say whether a number only counts up or repeats one digit: 01234 567890, 00000 000000."""
    digits = re.sub(r"\D", "", EXTENSION.split(text)[0])
    national = digits.removeprefix("44").lstrip("0")
    return len(set(national)) <= 1 or national in "12345678901234567890"
