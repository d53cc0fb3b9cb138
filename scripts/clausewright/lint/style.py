"""Style: dates, hyphens, punctuation and short forms, as this house writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..errors import Severity
from .engine import Finding, LintText
from .rules import Rule, at, pattern, short

_ANY = re.IGNORECASE
_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_BASED = "work|internet|web|school|evidence|computer|faith|class|needs|community|network|research|play|risk|cloud|text|values|strengths"
_RELATED = "work|school|age|health|gender|race|drug|gang|job|stress|alcohol|curriculum|disability|harm|performance|pupil|child"


def _questions(paper: LintText) -> Iterator[Finding]:
    """A heading that asks, or that begins or goes on with a question, without a question mark."""
    for line in paper.own:
        text = line.text.lstrip("# ").strip()
        if line.is_heading and _ASKS.search(text) and not text.endswith("?"):
            yield at(
                line,
                f"asks without a question mark: “{short(text)}”",
                "Put a question mark, or make it a plain heading.",
            )


_ASKS = re.compile(
    r"(?:^|[\u2013\u2014:-] )(?:who|what|when|where|why|how)(?: \w+)?"
    r" (?:do|does|is|are|should|can|will|must|did)(?= (?:the|this|these|an?|"
    r"we|i|you|it|they|staff|"
    r"pupils|parents|children|social|apply)\b)",
    _ANY,
)


def _two_cases(paper: LintText) -> Iterator[Finding]:
    """A term of several words that stands in mid-sentence both with capitals and without."""
    whole = "\n".join(line.text for line in paper.own)
    seen: set[str] = set()
    for line in paper.own:
        if line.is_heading or line.is_table:
            continue
        for found in _CAPITALS.finditer(line.text):
            term = found[1]
            if term.lower() in seen or term.split()[-1].rstrip("s") in _OF_NAMES:
                continue
            small = re.search(rf"(?<![\w’'-]){re.escape(term.lower())}(?![\w’'-])", whole)
            if small:
                seen.add(term.lower())
                message = f"“{term}” is elsewhere in this policy “{term.lower()}”"
                yield at(line, message, "Write it in one way; small letters read more easily.")


# Runs of capitals inside a sentence: not at its beginning, not part of a longer name, not behind a colon or
# an opening quotation mark.
_CAPITALS = re.compile(
    r"(?<=[a-z,;] )([A-Z][a-z’]+(?: (?:of )?[A-Z][a-z’]+){1,3})"
    r"(?= (?!polic|procedure|act\b|code|form\b|agreement|guidance|handbook|lead|officer|team)[a-z]|[.,;)]|$)"
)
_OF_NAMES = frozenset(
    {
        "Policy",
        "Policie",
        "Act",
        "Procedure",
        "Code",
        "Regulation",
        "Agreement",
        "Form",
        "Handbook",
        "Conduct",
        "Council",
    }
)

RULES = (
    pattern(
        "LATIN",
        "A Latin short form stands in the text.",
        "Write for example, that is, or and so on.",
        r"\b(?:e\.g\.|i\.e\.|etc\.|viz\.|N\.B\.)",
        on=False,
    ),
    pattern(
        "STYLE-DATE",
        "A date is not written as this library writes dates.",
        "Write 12 November 2026.",
        rf"\b\d{{1,2}}(?:st|nd|rd|th) (?:of )?{_MONTH}\b",
        rf"\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)\b",
        rf"\b{_MONTH}, (?:19|20)\d\d\b",
        r"\b\d{1,2}[/.]\d{1,2}[/.](?:19|20)\d\d\b",
        flags=_ANY,
    ),
    pattern(
        "META-DATES",
        "A date is on no calendar.",
        "Correct the day.",
        r"(?<!page )\b(?:30|31)(?:st|th)? (?:of )?February\b",
        r"(?<!page )\b31(?:st)? (?:of )?(?:April|June|September|November)\b",
        rf"(?<!page )\b(?:3[2-9]|[4-9]\d)(?:st|nd|rd|th)? {_MONTH}\b(?! \d\d?\b)",
        severity=Severity.ERROR,
    ),
    pattern("STYLE-PUNCT", "A colon has a hyphen behind it.", "Write the colon alone.", r"(?<![|\s-]):-(?![\w-])"),
    pattern(
        "PUNCT-STRAY",
        "A punctuation mark stands where none belongs.",
        "Delete it, or move it.",
        r"(?<=\w) (?:or|and) ?;",
        r"\b(?:or|and);",
        r"(?<=[a-z]) ,(?= ?[a-z])",
        r"(?<=[a-z]),,(?=[ a-z])",
        r"(?<=[a-z]{3})\.\.(?=\s|$)",
        r"\b(?:the|an?) \w+, or (?:parent|child|pupil|teacher|employee|member|governor|carer|headteacher|student) (?:is|has|was)\b",
    ),
    pattern("STYLE-SPACE", "There are two spaces between words.", "Write one.", r"(?<=[a-z,]) {2,}(?=[a-z])"),
    pattern(
        "STYLE-HYPHEN",
        "A hyphen is missing between words that work as one, or is too many.",
        "Write case-by-case, school-wide, work-related, up-to-date; and uneven, without one.",
        r"\b(?:case by case|day to day|face to face|one to one) (?:basis|work|running|contact|teaching|support|management|meetings?)\b",
        r"\b(?:school|trust|academy|organisation|county|nation) wide\b(?! (?:range|variety|web))",
        rf"(?<![-\w])(?:{_BASED}) based (?!on\b|in\b|at\b|upon\b|around\b|and\b|or\b)(?=[a-z])",
        rf"(?<![-\w])(?:{_RELATED}) related (?!to\b|and\b|or\b|what\b|that\b|how\b|the\b)(?=[a-z])",
        r"\bup to date (?:information|records?|list|register|contact|training|knowledge|guidance|policies|copy|version|advice)\b",
        r"\b(?:full|part) time (?:staff|employees?|teachers?|workers?|posts?|education|members?|basis)\b",
        r"\blong term (?:absence|plans?|planning|effects?|illness|sickness|condition|medical)\b",
        r"\bnon (?:teaching|statutory|compliance|attendance|exhaustive|negotiable|verbal|judgemental|discriminatory|confidential|"
        r"payment)\b",
        r"\bun-(?!American|Islamic|British|Christian)[a-z]+\b",
        flags=_ANY,
    ),
    Rule("PUNCT-QUESTION", Severity.WARNING, "A heading asks without a question mark.", _questions),
    Rule("STYLE-CASE", Severity.WARNING, "One term is written with capitals and without.", _two_cases, on=False),
)  # fmt: skip
