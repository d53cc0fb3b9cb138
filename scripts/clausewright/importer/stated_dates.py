"""Dates as policies write them, and how often they say that they are reviewed."""

from __future__ import annotations

import re

from ..model.dates import first_day, suggest_iso

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH = "|".join([*(month[:3] for month in MONTHS), "sept"])
DATE_PATTERN = (
    r"(?:\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:"
    + _MONTH
    + r")[a-z]*,?\s+\d{4}|(?:"
    + _MONTH
    + r")[a-z]*(?:\s+\d{1,2}(?:st|nd|rd|th)?)?,?\s+\d{4}"
    + r"|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{2}(?:-\d{2})?)"
)
DATE = re.compile(DATE_PATTERN, re.IGNORECASE)
COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
LONGEST_INTERVAL = 120
# A year of two figures may be one of the last century, and is no day of a policy then.
_FIRST_YEAR, _LAST_YEAR = 1900, 2070
_INTERVAL = re.compile(
    r"(?P<yearly>\b(?:annual(?:ly)?|yearly|(?:every|each) year)\b)"
    r"|\b(?P<count>\d{1,3}|one|two|three|four|five)[ -](?P<unit>years?|months?|monthly|yearly)\b",
    re.IGNORECASE,
)


def read_months(text: str) -> int:
    """The months of an interval, such as "annually", "2 years" or "every three years"; 0 where it is none."""
    match = _INTERVAL.search(text)
    if not match:
        return 0
    if match["yearly"]:
        return 12
    count = int(COUNTS.get(match["count"].lower(), match["count"]))
    months = count if match["unit"].lower().startswith("month") else 12 * count
    return months if months <= LONGEST_INTERVAL else 0


def find_iso_date(text: str) -> str:
    """The first date in a text as 2026-09-15, or as 2026-09 where it names no day;
    empty where there is none that can be.
    """
    match = DATE.search(text)
    if not match:
        return ""
    return _check_date(suggest_iso(match[0], forgives_misspelt_months=True) or match[0])


def _check_date(name: str) -> str:
    try:
        return name if _FIRST_YEAR < first_day(name).year < _LAST_YEAR else ""
    except ValueError:
        return ""
