"""The year ahead: how many reviews fall into each month, by the committee that decides. A picture,
and the numbers that it shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from ..model.dates import month_in_words, months_later
from ..model.library import Library
from ..model.text import capitalise
from ..model.values import Words
from .register import RegisterState, Row

OVERDUE = "Overdue"
_MONTHS = 12
# Dark enough to be told from white and from each other in grey; each has a pattern of its own besides, which
# the template draws by its name.
_INKS = ("#17456b", "#8a4b08", "#4a6b1f", "#7a2a5e", "#3d4752", "#0b6b68")
_PATTERNS = ("", "rising", "dots", "level", "upright", "crossed")
_BAR, _STEP, _HEIGHT, _LEFT, _TOP = 30, 44, 200, 40, 20


@dataclass(frozen=True, slots=True)
class Year:
    """The columns, "Overdue" and the months, the committees,
    and for each column how many reviews each committee has.
    """

    months: tuple[str, ...]
    committees: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


def year(rows: Iterable[Row], library: Library, as_at: date) -> Year:
    """Count the reviews of the twelve months from a day on, and those that are overdue."""
    due = [row for row in rows if row.next_review and row.state is not RegisterState.NOT_APPLICABLE]
    bodies = tuple(sorted({row.body for row in due}))
    names = [f"{months_later(as_at.replace(day=1), ahead):%Y-%m}" for ahead in range(_MONTHS)]
    counted = Counter(
        (OVERDUE if row.state is RegisterState.OVERDUE else f"{row.next_review:%Y-%m}", row.body)
        for row in due
    )
    columns = [OVERDUE, *names]
    return Year(
        months=(OVERDUE, *map(month_in_words, names)),
        committees=tuple(_name(library, body, as_at) for body in bodies),
        counts=tuple(tuple(counted[column, body] for body in bodies) for column in columns),
    )


def _name(library: Library, body: str, day: date) -> str:
    """What the model calls a body: schools have their own words for it."""
    bound = library.values(None, day).get(f"word.{body}")
    name = bound.value.singular if bound and isinstance(bound.value, Words) else body.replace("_", " ")
    return capitalise(name)


@dataclass(frozen=True, slots=True)
class Fill:
    """What a committee's bars are filled with: a colour, and the name of a pattern on it."""

    ink: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A committee's part of a column, from its upper edge down; `fill` is the committee's place."""

    y: float
    height: float
    fill: int


@dataclass(frozen=True, slots=True)
class PictureColumn:
    """A column of the picture; its `name` is in two lines at most, `is_marked` where it stands out."""

    x: int
    width: int
    middle: float
    top: float
    bars: tuple[Bar, ...]
    total: int
    name: tuple[str, ...]
    is_marked: bool


@dataclass(frozen=True, slots=True)
class YearPicture:
    """The year as a picture: a column a month, stacked by committee. `left` and `base` are where the line
    below the columns begins, `legend` the height of the first committee's name, `in_words` tells it to those
    who do not see it. Lengths are in pixels, from the upper left.
    """

    width: int
    height: int
    left: int
    base: int
    legend: int
    in_words: str
    columns: tuple[PictureColumn, ...]
    committees: tuple[str, ...]
    fills: tuple[Fill, ...]


def draw_year(counted: Year) -> YearPicture:
    """Return the places of all that a picture of the year shows."""
    tallest = max((sum(counts) for counts in counted.counts), default=0) or 1
    legend = _TOP + _HEIGHT + 64
    columns, totals = [], []
    for index, (name, counts) in enumerate(zip(counted.months, counted.counts, strict=True)):
        columns.append(_draw_column(index, name, counts, tallest))
        if sum(counts):
            totals.append(f"{name}: {sum(counts)}")
    fills = []
    for index in range(len(counted.committees)):
        fills.append(Fill(_INKS[index % len(_INKS)], _PATTERNS[index % len(_PATTERNS)]))
    return YearPicture(
        width=_LEFT + _STEP * len(counted.months) + 10,
        height=legend + 22 * len(counted.committees),
        left=_LEFT,
        base=_TOP + _HEIGHT,
        legend=legend,
        in_words="; ".join(totals) or "nothing is due",
        columns=tuple(columns),
        committees=counted.committees,
        fills=tuple(fills),
    )


def _draw_column(index: int, name: str, counts: tuple[int, ...], tallest: int) -> PictureColumn:
    x, top = _LEFT + _STEP * index + (_STEP - _BAR) // 2, float(_TOP + _HEIGHT)
    bars = []
    for committee, count in enumerate(counts):
        if count:
            height = _HEIGHT * count / tallest
            top -= height
            bars.append(Bar(top, height, committee))
    return PictureColumn(
        x=x,
        width=_BAR,
        middle=x + _BAR / 2,
        top=top,
        bars=tuple(bars),
        total=sum(counts),
        name=tuple(_short(name)),
        is_marked=name == OVERDUE,
    )


def _short(name: str) -> Iterator[str]:
    """A column's name on two lines: "Nov", "2026"."""
    month, _, number = name.partition(" ")
    yield month if name == OVERDUE else month[:3]
    yield from (number,) if number else ()
