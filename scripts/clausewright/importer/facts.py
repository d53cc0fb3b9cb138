"""Facts that a policy states about itself, and how they are read off labels with their values, such as
"Approved by: the governing body", and off sentences.

Every fact that is taken out of the text is a `StatedLine`, which the draft writes into policy.yml as it was
worded; what else is made of it (an owner, a date) is read off the same words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

from ..readers.words import split_words
from .stated_dates import COUNTS, DATE, DATE_PATTERN, LONGEST_INTERVAL, find_iso_date, read_months

# Labels of metadata, by what they tell.
_LABELS = {
    "on": r"(?:date )?(?:approved|adopted|ratified|agreed)(?: on)?"
    r"|date (?:of )?(?:approval|adoption|ratification)|(?:approval|adoption|ratification) date"
    r"|date (?:approved|adopted|ratified|agreed)",
    "by": r"(?:approved|adopted|ratified|agreed|authorised) by|approval body|approver|committee",
    "reviewed": r"(?:date )?(?:last )?(?:reviewed|revised|amended)(?: on| by)?|date of last review"
    r"|last review(?: date)?|last updated"
    r"|date of issue|issued?(?: date)?|(?:effective|in force) (?:from|date)|reviewed, no change",
    "next_review": r"(?:date of )?(?:next )?review(?: date| due(?: by| on)?)?"
    r"|next review(?: due)?(?: by| on| date)?|due for review|to be reviewed(?: by| in)?|review by",
    "owner": r"(?:policy |document )?(?:owner|lead)"
    r"|(?:person |staff )?responsib(?:le|ility)(?: person| for review)?",
    "other": r"(?:supersedes|replaces)|version(?: number| no\.?)?|document (?:ref(?:erence)?|no\.?)"
    r"|status|review (?:cycle|frequency|period)|applies to|linked policies"
    r"|minute(?: number| no\.?)?|policy record|policy details|issued by"
    r"|(?:policy |document )?author|written by|prepared by",
    "date": r"date",
    "signed": r"signed(?: by)?|signature|name|position|role"
    r"|chair(?: of (?:the )?(?:governors|governing \w+|trustees))?|head ?teacher|principal",
}  # fmt: skip
# A strip that lost its line ends has labels glued to the value before them: "Jo SampleDate: May 2024".
_LABEL = re.compile(
    r"(?:(?<![\w-])|(?<=[a-z])(?=(?-i:[A-Z]))|(?<=\d)(?=(?-i:[A-Z])))(?:"
    + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _LABELS.items())
    + r")\s*(?:\([^)]*\))?\s*[:\-–]\s*",
    re.IGNORECASE,
)
WHOLE_LABEL = re.compile(
    "|".join(f"(?P<{name}>{pattern})" for name, pattern in _LABELS.items()), re.IGNORECASE
)
_ADOPTED = re.compile(
    r"(?P<body>(?:governing|local|academy|trust|school)?\s*(?:board|body|governors|council|trustees"
    r"|committee)\b[^.]{0,80}?)\b(?:adopted|approved|ratified|agreed)\b[^.]{0,60}?\b(?:on"
    rf"|in)\s+(?P<date>{DATE_PATTERN})",
    re.IGNORECASE,
)
ADOPTED_ON = re.compile(
    rf"(?:\w+ ){{0,3}}(?:adopted|approved|ratified|agreed)\b[^.:]{{0,60}}?(?P<date>{DATE_PATTERN})\.?",
    re.IGNORECASE,
)
# "Approved by the Trust Board on 3 May 2026", as a line or a sentence of its own.
_APPROVED_BY = re.compile(
    r"\b(?i:approved|adopted|ratified|agreed|authorised) by (?:the )?(?P<body>[A-Za-z][^.;:]{2,60}?)"
    rf",?\s*(?:\b(?:on|in|at (?:its|their) meeting (?:on|of|in))\s+)?(?:the )?(?P<date>(?i:{DATE_PATTERN}))",
)
_NEXT_REVIEW = re.compile(
    r"(?:^|[.;]\s+|\s{2,})next review(?: date)?(?: is)?(?: due)?\s*(?::|\bin\b|\bon\b|\bby\b)?\s*"
    rf"(?P<date>{DATE_PATTERN})",
    re.IGNORECASE,
)
_ANNUAL = re.compile(
    r"review(?:ed)?\b[^.]{0,40}\b(annual|annually|every year|each year"
    r"|every (?P<count>two|three|four|five|\d) years)",
    re.IGNORECASE,
)
# Labels of a day that is to come, and of how often.
_NEXT = re.compile(r"\b(?:next|due|by|to be)\b", re.IGNORECASE)
_CYCLE = re.compile(r"cycle|frequency|period", re.IGNORECASE)
_POST = re.compile(
    r"\b(?:head ?teacher|head of|director|manager|officer|lead|team|department|committee|board|trust|council"
    r"|governors?|governing|principal|co-?ordinator|secretary|bursar|service|SENDC[oO]|SENC[oO]|DSL|HR|CEO"
    r"|COO|CFO)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Rev|Revd)\b|^[A-Z][\w’'.-]*(?: [A-Z][\w’'.-]*){1,3}$")
# An unknown label of a table of metadata has no more words.
_LONGEST_LABEL = 4
LETTERHEAD = "At the head"


@dataclass(frozen=True, slots=True)
class StatedLine:
    """A line that a policy says of itself: its label, its words, which may be none, and where it stood."""

    label: str
    text: str
    place: str

    def __str__(self) -> str:
        """The line as it was written, or nearly so."""
        if self.label == LETTERHEAD:
            return self.text
        return f"{self.label}: {self.text}" if self.text else self.label


# ISO dates of days or of months.
_DATES = ("adopted", "issued", "next_review")


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found about a policy's standing. Days are ISO dates, or months; empty where nothing was found.

    `approver` and `responsible` are the words after such a label, whoever they name; `body` and `owner` are
    those of them that a model policy can have. `stated` are the lines that were taken out of the text.
    """

    adopted: str = ""
    body: str = ""
    next_review: str = ""
    owner: str = ""
    issued: str = ""
    months: int = 0
    approver: str = ""
    responsible: str = ""
    stated: tuple[StatedLine, ...] = ()

    def letterhead(self) -> list[str]:
        """Return the names of bodies that stood at the head of the paper."""
        return [
            line.text for line in self.stated if line.label == LETTERHEAD and not DATE.fullmatch(line.text)
        ]


@dataclass(frozen=True, slots=True)
class Pair:
    """A label of metadata: what it tells, its words, its value, and the word that it was glued to."""

    kind: str
    label: str
    value: str
    glued: str = ""


def list_missing(facts: Facts, *, is_titled: bool, is_dated: bool) -> tuple[str, ...]:
    """Return what a policy does not say of itself, as the `not_stated` of policy.yml names it."""
    stated = {
        "title": is_titled,
        "version": is_dated,
        "owner": bool(facts.owner),
        "approver": bool(facts.body),
        "approval": bool(facts.adopted and facts.body),
        "next-review": bool(facts.next_review),
        "review-interval": bool(facts.months),
    }
    return tuple(name for name, is_said in stated.items() if not is_said)


def find_pairs(text: str) -> list[Pair]:
    """Return the labels of a strip of metadata, collapsed onto one line or not, each with its value."""
    labels = list(_LABEL.finditer(text))
    if not labels or labels[0].start() > 0:
        return []
    ends = [*(label.start() for label in labels[1:]), len(text)]
    pairs = []
    for label, end in zip(labels, ends, strict=True):
        before = text[max(0, label.start() - 1) : label.start()]
        glued = re.search(r"\w*$", text[: label.start()])
        pairs.append(
            Pair(
                label.lastgroup or "",
                label[0].strip(" :–-"),
                text[label.end() : end].strip(" |;,\t"),
                f"{glued[0]}{split_words(label[0])[0]}" if glued and before.isalpha() else "",
            )
        )
    return date_approvals(pairs)


def date_approvals(pairs: Sequence[Pair]) -> list[Pair]:
    """A bare date right after who approved is the day of that."""
    befores = (None, *pairs)
    return [
        replace(pair, kind="on") if pair.kind == "date" and before and before.kind == "by" else pair
        for before, pair in zip(befores, pairs, strict=False)
    ]


def find_pairs_in_rows(rows: Sequence[Sequence[str]]) -> list[Pair]:
    """Return the pairs of a table of metadata, in which every other cell is a label. A few labels may be ones
    that nobody knows, where most are known.
    """
    pairs: list[Pair] = []
    unknown = 0
    for row in rows:
        cells = [cell.strip() for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            return []
        for column in range(0, len(cells), 2):
            name = cells[column].strip(" :")
            label = WHOLE_LABEL.fullmatch(name)
            value = cells[column + 1] if column + 1 < len(cells) else ""
            if label is None and (not value or len(name.split()) > _LONGEST_LABEL):
                return []
            unknown += label is None
            pairs.append(Pair(label.lastgroup or "" if label else "other", name, value))
    return date_approvals(pairs) if unknown * 3 <= len(pairs) else []


def collect_facts(pairs: Sequence[Pair]) -> Facts:
    """Return what a strip of metadata says. A person is neither a body
    that approves nor the owner of a model.
    """
    values: dict[str, str] = {}
    says_next = any(pair.kind == "next_review" and _NEXT.search(pair.label) for pair in pairs)
    for pair in pairs:
        if pair.value:
            values.setdefault(_tell_apart(pair, says_next=says_next), pair.value)
    approver, responsible = values.get("by", ""), values.get("owner", "")
    named = "" if DATE.search(approver) else approver
    adopted = find_iso_date(values.get("on", "")) or find_iso_date(approver)
    issued = find_iso_date(values.get("reviewed", "")) or find_iso_date(values.get("date", ""))
    next_review = find_iso_date(values.get("next_review", ""))
    if next_review and not says_next and next_review <= max(adopted, issued):
        # A review that is not after the text was issued has been.
        next_review = ""
    return Facts(
        adopted=adopted,
        body=named if _is_post(named) else "",
        next_review=next_review,
        owner=responsible if _is_post(responsible) else "",
        issued=issued,
        months=read_months(values.get("cycle", "")),
        approver=approver,
        responsible=responsible or values.get("reviewer", ""),
    )


def _tell_apart(pair: Pair, *, says_next: bool) -> str:
    """What a pair tells, where its label alone does not say it: "Review" has a day that is to come, one that
    was, where another label says "next", who reviews, or how often.
    """
    if pair.kind == "other" and _CYCLE.search(pair.label):
        return "cycle"
    if pair.kind != "next_review":
        return pair.kind
    dates = DATE.findall(pair.value)
    if not dates:
        return "cycle" if read_months(pair.value) else "reviewer"
    if len(dates) > 1:
        return "other"
    return "reviewed" if says_next and not _NEXT.search(pair.label) else "next_review"


def _is_post(text: str) -> bool:
    """Say whether a text names a post, a team or a body, and no person."""
    return bool(_POST.search(text)) and not _PERSON.search(_POST.sub("x", text)) and len(text.split()) <= 12


def find_facts(text: str) -> Facts:
    """Return what sentences say of the adoption and the review: who approved, and when it is next due."""
    adopted, annual = _ADOPTED.search(text), _ANNUAL.search(text)
    approved = _APPROVED_BY.search(text)
    dated = adopted or approved or ADOPTED_ON.fullmatch(text.strip())
    body = approved["body"].strip() if approved else ""
    if body and not body[0].isupper() and not _is_post(body):
        # "Agreed by all of us in May 2025" names nobody.
        body = ""
    due = _NEXT_REVIEW.search(text)
    count = (annual["count"] or "1") if annual else "0"
    months = 12 * int(COUNTS.get(count, count))
    return Facts(
        find_iso_date(dated["date"]) if dated else "",
        find_body(adopted["body"]) if adopted else (body if _is_post(body) else ""),
        approver=body,
        next_review=find_iso_date(due["date"]) if due else "",
        months=months if months <= LONGEST_INTERVAL else 0,
    )


def find_body(text: str) -> str:
    """Return the name of a governing body in a text, in lower case; empty where there is none."""
    match = re.search(
        r"(?:local |academy |trust )?(?:governing (?:board|body)|academy council"
        r"|board of (?:governors|trustees)|trust board|governors|trustees)",
        text,
        re.IGNORECASE,
    )
    return match[0].lower() if match else ""


def merge_facts(first: Facts, second: Facts) -> Facts:
    """Return what the first says, and where it is silent, what the second does; lines of both add up. A day
    of the second says more than a month of the first, such as the one on the cover.
    """
    merged = {}
    for name in (fact.name for fact in fields(Facts)):
        before, after = getattr(first, name), getattr(second, name)
        if isinstance(before, tuple):
            merged[name] = before + after
        elif name in _DATES and len(after) > len(before):
            merged[name] = after
        else:
            merged[name] = before or after
    return Facts(**merged)
