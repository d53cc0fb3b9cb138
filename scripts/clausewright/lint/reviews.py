"""Reviews: how often a policy says it is reviewed, when it was and will be, and whether that day is past."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ..errors import Severity
from ..model.dates import first_day, in_words, months_later, suggest_iso
from .engine import Finding, LintText, Rule, Statement, report, shorten

_MONTHS_BETWEEN = {
    "annual": 12,
    "annually": 12,
    "yearly": 12,
    "every year": 12,
    "every two years": 24,
    "biennially": 24,
    "every three years": 36,
    "termly": 4,
}

_OF_THIS = (
    r"\b(?:this|the|our) (?:[\w&’-]+ ){0,5}(?:policy|policies|document|statement)(?: (?:document"
    r"|statement))?\b"
)

_HOW_OFTEN = "|".join(sorted(_MONTHS_BETWEEN, key=len, reverse=True))

_FREQUENCY = re.compile(
    rf"{_OF_THIS}[^.\n]{{0,60}}\breviewed\b[^.\n]{{0,40}}\b({_HOW_OFTEN})\b"
    rf"|\breview(?:s|ed|ing)? (?:of )?{_OF_THIS}[^.\n]{{0,40}}\b({_HOW_OFTEN})\b",
    re.IGNORECASE,
)

_VAGUE = re.compile(
    rf"(?:{_OF_THIS}[^.\n]{{0,60}}\breviewed\b|\breview(?:s|ed|ing)?(?: and (?:update|amend"
    rf"|revise)d?)? (?:of )?{_OF_THIS})[^.\n]{{0,30}}?"
    r"\b(from time to time|periodically|regularly|on a regular basis"
    r"|as (?:and when )?(?:necessary|required|appropriate|needed))\b",
    re.IGNORECASE,
)


def _compare_frequency(policy_text: LintText) -> Iterator[Finding]:
    months = policy_text.policy.facts.review_months
    hint = "Let one of them follow the other, or leave the sentence out: the next review is printed anyway."
    for line in policy_text.own_lines:
        if match := _FREQUENCY.search(line.text):
            stated_months = _MONTHS_BETWEEN[(match[1] or match[2]).lower()]
            if stated_months != months:
                yield report(
                    line, f"says “{shorten(match[0])}”, but policy.yml says every {months} months", hint
                )
        elif match := _VAGUE.search(line.text):
            yield report(
                line, f"says “{match[1]}”, which is no date, and policy.yml says every {months} months", hint
            )


def _find_overdue(policy_text: LintText) -> Iterator[Finding]:
    """Reviews that are due: of each school's newest decision; of the version itself,
    where nobody has decided about it.
    """
    is_decided = False
    for school in policy_text.library.schools.values():
        decided = [
            adoption
            for adoption in policy_text.library.adoptions(school, policy_text.policy.id)
            if adoption.facts.on
        ]
        newest = max(decided, key=lambda adoption: adoption.date, default=None)
        is_decided |= bool(newest)
        due = newest.facts.next_review if newest else None
        if newest and due and due < policy_text.as_at:
            yield Finding(
                newest.path,
                newest.line,
                f"the review of {policy_text.policy.id} was due on {in_words(due)}",
                "Review it, and record that.",
            )
    if not is_decided and "version" not in policy_text.policy.facts.not_stated:
        due = months_later(policy_text.version.date, policy_text.policy.facts.review_months)
        if due < policy_text.as_at:
            message = (
                f"is of {in_words(policy_text.version.date)}; at {policy_text.policy.facts.review_months}"
                f" months its review was due on {in_words(due)}"
            )
            yield Finding(
                policy_text.version.body.path,
                1,
                message,
                "Review it, or correct the version's date or 'review_months'.",
            )


def _find_unsigned(policy_text: LintText) -> Iterator[Finding]:
    for school in policy_text.library.schools.values():
        for adoption in policy_text.library.adoptions(school, policy_text.policy.id):
            if adoption.facts.status == "adopted" and adoption.facts.on and not adoption.facts.minute:
                yield Finding(
                    adoption.path,
                    adoption.line,
                    f"the decision about {policy_text.policy.id} names no minute",
                    "Add 'minute:' with its number.",
                )


_DATE = (
    r"(?P<date>(?:\d{1,2}(?:st|nd|rd|th)? (?:of )?)?[A-Z][a-z]{2,8},? 20\d\d"
    r"|\d{1,2}[/.]\d{1,2}[/.](?:20)?\d\d)"
)

# What stands between a label and its date: a colon, the bars of a table, "on", "due".
_GAP = r"(?:[ \t:|\\*\u2013-]|\b(?:on|due|date|is|was)\b)*"

_NEXT = re.compile(
    r"\b(?:next review|(?:policy )?review (?:date|due|by)|(?:to|will) be (?:next )?reviewed|date (?:of"
    r"|for) next"
    rf" review){_GAP}{_DATE}",
    re.IGNORECASE,
)

_LAST = re.compile(
    r"(?<!be )(?<!next )\b(?:last reviewed|last review|reviewed|approved|adopted|ratified|agreed"
    r"|date of (?:this )?policy)"
    rf"{_GAP}{_DATE}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _StatedDay:
    """A day that the text gives, as it wrote it; `has_day` is false where it names a month only."""

    line: Statement
    words: str
    day: date
    has_day: bool


def _read_days(pattern: re.Pattern[str], policy_text: LintText) -> list[_StatedDay]:
    days = []
    for line in policy_text.own_lines:
        for match in pattern.finditer(line.text):
            written = suggest_iso(match["date"])
            if written:
                has_day = match["date"][:1].isdigit()
                days.append(_StatedDay(line, match["date"], first_day(written), has_day))
    return days


def _find_next_before_last(policy_text: LintText) -> Iterator[Finding]:
    """A next review that is not after the last decision, as the text gives both."""
    last_days, next_days = _read_days(_LAST, policy_text), _read_days(_NEXT, policy_text)
    if not last_days or not next_days:
        return
    last = max(last_days, key=lambda stated: stated.day)
    upcoming = max(next_days, key=lambda stated: stated.day)
    is_same_month = (last.day.year, last.day.month) == (upcoming.day.year, upcoming.day.month)
    is_month_only = not (last.has_day and upcoming.has_day)
    if upcoming.day <= last.day or (is_month_only and is_same_month):
        message = f"says that the next review is {upcoming.words}, which is not after the last, {last.words}"
        yield report(upcoming.line, message, "Correct one of the two.")


RULES = (
    Rule(
        "META-FREQ",
        Severity.WARNING,
        "The text says another review cycle than policy.yml.",
        _compare_frequency,
    ),
    Rule("META-OVERDUE", Severity.WARNING, "A review is overdue.", _find_overdue),
    Rule("META-UNSIGNED", Severity.WARNING, "A decision has no minute reference.", _find_unsigned, on=False),
    Rule(
        "META-NEXT",
        Severity.WARNING,
        "The next review is not after the last one.",
        _find_next_before_last,
    ),
)
