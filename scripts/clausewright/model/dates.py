"""Dates as users write and read them."""

from __future__ import annotations

import os
import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Protocol, TypeVar

MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


class Dated(Protocol):
    """Anything that counts from a day on."""

    @property
    def date(self) -> date:
        """The first day on which it counts."""
        ...


AnyDated = TypeVar("AnyDated", bound=Dated)


def first_day(name: str) -> date:
    """Turn the name of a version or revision, `YYYY-MM` or `YYYY-MM-DD`, into its first day.

    Raises ValueError when `name` is neither.
    """
    if MONTH.fullmatch(name):
        return date.fromisoformat(f"{name}-01")
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", name):
        return date.fromisoformat(name)
    raise ValueError(name)


_NUMBERS = re.compile(r"(?P<day>\d{1,2})[./ -](?P<month>\d{1,2})[./ -](?P<year>\d{4}|\d{2})")
_IN_WORDS = re.compile(
    r"(?:[a-z]+,? )?(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?(?: of)? )?(?P<month>[a-z]{3,10})\.?,?"
    r" (?P<year>\d{4})",
    re.IGNORECASE,
)
_DAY_AFTER_MONTH = re.compile(r"([a-z]+) (\d{1,2}(?:st|nd|rd|th)?),? (\d{4})", re.IGNORECASE)


def suggest_iso(text: str, *, forgives_misspelt_months: bool = False) -> str:
    """Return a day or month as files have it, for one that is written as people in Britain do ("1 September
    2026", "01/09/2026", "Sept 2026"), or with the day after the month's name. In figures the day stands
    before the month. An empty string where it is none.

    What others have written may have a slip in the name of a month: then its first three letters count.
    """
    words = _DAY_AFTER_MONTH.sub(r"\2 \1 \3", " ".join(text.split()))
    if year_first := re.fullmatch(r"(\d{4})[./]?(\d{1,2})[./]?(\d{2})", words):
        return _write_iso(*map(int, year_first.groups()))
    if numbers := _NUMBERS.fullmatch(words):
        year = int(numbers["year"]) + (2000 if len(numbers["year"]) == 2 else 0)
        return _write_iso(year, int(numbers["month"]), int(numbers["day"]))
    named = _IN_WORDS.fullmatch(words)
    beginning = named["month"].lower().removesuffix(".") if named else ""
    if forgives_misspelt_months:
        beginning = beginning[:3]
    months = [
        number
        for number, month in enumerate(_MONTHS, 1)
        if beginning and (month.lower().startswith(beginning) or (beginning == "sept" and number == 9))
    ]
    if named is None or not months:
        return ""
    return _write_iso(int(named["year"]), months[0], int(named["day"]) if named["day"] else None)


def advise_on_day(text: str) -> str:
    """Return what to write instead of a text that is no day: the day as files have it, or an example; of a
    day that no calendar has, "2027-02-30", how many days its month has.
    """
    written = suggest_iso(text)
    if written:
        return f"Write {written}."
    words = " ".join(text.split())
    figures = re.fullmatch(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})", words) or _NUMBERS.fullmatch(
        words
    )
    if figures and len(figures["year"]) == 4 and 1 <= int(figures["month"]) <= 12:
        year, month = int(figures["year"]), int(figures["month"])
        return f"{_MONTHS[month - 1]} {year} has {monthrange(year, month)[1]} days; write one of them."
    return "Write a date as 2026-09-01."


def read_day(text: str) -> str:
    """Return a day as files have it, for one written so or as people in Britain write it, with the year in
    full: "2026-09-01", "1 September 2026", "01/09/2026". An empty string where it is none, or where one would
    have to guess.
    """
    words = " ".join(text.split())
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", words):
            return date.fromisoformat(words).isoformat()
    except ValueError:
        return ""
    written = suggest_iso(words) if re.search(r"(?<!\d)\d{4}(?!\d)", words) else ""
    return written if len(written) == len("2026-09-01") else ""


def read_month(text: str) -> str:
    """Return a month as files have it, for one written so or in words ("September 2026"); an empty string
    where it is none.
    """
    words = " ".join(text.split())
    written = words if MONTH.fullmatch(words) else suggest_iso(words)
    return written if len(written) == len("2026-09") else ""


def _write_iso(year: int, month: int, day: int | None) -> str:
    try:
        written = date(year, month, day or 1).isoformat()
    except ValueError:
        return ""
    return written if day else written[:7]


def in_words(day: date) -> str:
    """Return a day as "12 November 2025"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def short_day(day: date) -> str:
    """Return a day as "12 Nov 2025", for tables."""
    return f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}"


def month_in_words(name: str) -> str:
    """Return `2026-09` as "September 2026", and a full date as `in_words` does."""
    if MONTH.fullmatch(name):
        return f"{_MONTHS[int(name[5:]) - 1]} {name[:4]}"
    return in_words(first_day(name))


def find_newest(items: Iterable[AnyDated], day: date) -> AnyDated | None:
    """Return what is in force on `day`: the newest item dated no later than it."""
    return max((item for item in items if item.date <= day), key=lambda item: item.date, default=None)


def today() -> date:
    """Return the day that counts as today: SOURCE_DATE_EPOCH where it is set, so that a build can be
    repeated.

    Raises ValueError where SOURCE_DATE_EPOCH is no time.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return datetime.now().astimezone().date()
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    except (ValueError, OverflowError, OSError):
        raise ValueError(
            f"SOURCE_DATE_EPOCH is '{epoch}', which is not a number of seconds since 1970"
        ) from None


def find_later_of_today(day: date) -> date:
    """Return today, or `day` where it is later: what is looked at as on an earlier day may have been decided
    since.
    """
    try:
        return max(day, today())
    except ValueError:
        return day


def months_later(day: date, months: int) -> date:
    """Return the same day so many months later, or that month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def day_before(day: date) -> date:
    """Return the day before."""
    return day - timedelta(days=1)


def month_after(day: date, as_at: date) -> str:
    """Return a name for what is to count after `day`: the month of `as_at`, or the first month after `day`
    where that is later.
    """
    name = f"{as_at.year}-{as_at.month:02}"
    if first_day(name) > day:
        return name
    return f"{day.year + day.month // 12}-{day.month % 12 + 1:02}"
