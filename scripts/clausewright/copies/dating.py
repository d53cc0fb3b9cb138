"""Dating: of when a copy says that it is. What it says of its version tells more than the day on which one
school decided on it, and a sentence of its text, a running head or the name of the file may say either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from ..importer.imported import Imported, Terms
from ..importer.policy_file import find_version
from ..importer.stated_dates import DATE, find_iso_date
from ..model.dates import first_day
from ..model.text import split_sentences
from .units import Unit

_VERSION_LABEL = re.compile(r"(?:version|edition|issue|revision)\b", re.IGNORECASE)
_VERSION_NUMBER = re.compile(
    r"\b(?:version|edition|issue|v)\.?\s*(\d{1,2}(?:\.\d{1,3})*)\b(?!\s*[/-]\s*\d)", re.IGNORECASE
)
_BARE_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,3})*")
# A year, or a school year, in a title or the name of a file.
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?:\s*[/-]\s*(?:20)?(\d{2}))?(?!\d)")
# What a sentence says of the text in which it stands, and what it says of days to come.
_DECIDED = re.compile(
    r"(?:^|\b(?:policy|procedure|code|document|statement|plan|scheme|version)\b.*?\b)"
    r"(?:last |was |has been |were )*"
    r"(?:approved|adopted|agreed|ratified|endorsed|reviewed|revised|updated|amended|issued|published"
    r"|effective)\b"
    rf".*?(?P<date>{DATE.pattern})",
    re.IGNORECASE,
)
_TO_COME = re.compile(r"\b(?:next|due|will|shall|until|(?:must|is|are|should|to) be)\b", re.IGNORECASE)
_RUNNING_HEAD = "page header or footer"


@dataclass(frozen=True, slots=True)
class Dating:
    """What a copy says of its time.

    `version` is the date of the version that it says it is, `number` that version's number, as (3, 1), and
    `decided` the last day on which it says that it was decided on. Each is empty where the copy does not say.
    """

    version: str = ""
    number: tuple[int, ...] = ()
    decided: str = ""

    @property
    def date(self) -> str:
        """The date by which the copy is told from others: its version's, else that of the decision."""
        return self.version or self.decided


def read_dating(imported: Imported, units: Iterable[Unit], file_name: str, as_at: date) -> Dating:
    """Read what a file says of its time. Days after `as_at` are none of a text that is there."""
    heads = [left.text for left in imported.source.left_out if left.why == _RUNNING_HEAD]
    stem = re.sub(r"\.\w+$", "", file_name).replace("_", " ")
    marks = [line.text for line in imported.facts.stated if _VERSION_LABEL.match(line.label)]
    names = [imported.title.line, *heads, stem]
    version = _find_last(map(find_iso_date, marks), as_at)
    decided = find_version(imported, Terms("", "", as_at)) or _find_last(_list_decisions(units), as_at)
    if not version and not decided:
        version = _find_last((year for name in names for year in _list_years(name)), as_at)
    return Dating(version, _find_number(marks, names), decided)


def _find_last(dates: Iterable[str], as_at: date) -> str:
    """The last of some dates that are not to come; empty where there is none."""
    past = [name for name in dates if name and first_day(name) <= as_at]
    return max(past, key=first_day, default="")


def _find_number(marks: Iterable[str], names: Iterable[str]) -> tuple[int, ...]:
    for mark in marks:
        if match := _BARE_NUMBER.fullmatch(mark.strip().lower().removeprefix("v").strip()):
            return tuple(map(int, match[0].split(".")))
    for name in names:
        if match := _VERSION_NUMBER.search(name):
            return tuple(map(int, match[1].split(".")))
    return ()


def _list_years(name: str) -> Iterator[str]:
    """The years in a name. A school year begins in September."""
    for match in _YEAR.finditer(name):
        year, following = int(match[1]), match[2]
        is_school_year = following is not None and int(following) == (year + 1) % 100
        yield f"{year}-09" if is_school_year else f"{year}-01"


def _list_decisions(units: Iterable[Unit]) -> Iterator[str]:
    """The days on which sentences of a text say that the text was decided on."""
    for unit in units:
        for text in unit.plain_texts:
            for sentence in split_sentences(text):
                match = _DECIDED.search(sentence)
                if match and not _TO_COME.search(match[0]):
                    yield find_iso_date(match["date"])
