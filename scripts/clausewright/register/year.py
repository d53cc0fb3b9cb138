"""The year ahead: how many reviews fall into each month, by the committee that decides. A picture, and the
numbers that it shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from html import escape

from ..model.dates import month_in_words, months_later
from ..model.library import Library
from ..model.text import sentence
from ..model.values import Words
from .register import RegisterState, Row

OVERDUE = "Overdue"
_MONTHS = 12
# Dark enough to be told from white and from each other in grey; each has a pattern of its own besides.
_INKS = ("#17456b", "#8a4b08", "#4a6b1f", "#7a2a5e", "#3d4752", "#0b6b68")
_PATTERNS = (
    "",
    '<path d="M0 8 8 0" stroke="#fff" stroke-width="2"/>',
    '<circle cx="4" cy="4" r="1.6" fill="#fff"/>',
    '<path d="M0 4h8" stroke="#fff" stroke-width="2"/>',
    '<path d="M4 0v8" stroke="#fff" stroke-width="2"/>',
    '<path d="M0 0 8 8M0 8 8 0" stroke="#fff"/>',
)
_BAR, _STEP, _HEIGHT, _LEFT, _TOP = 30, 44, 200, 40, 20


@dataclass(frozen=True, slots=True)
class Year:
    """The columns, "Overdue" and the months, the committees, and for each column how many reviews each
    committee has.
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
    return sentence(name)


def picture(found: Year) -> str:
    """Return the year as an SVG: a column a month, stacked by committee, with its number in words for those
    who do not see it.
    """
    tallest = max((sum(counts) for counts in found.counts), default=0) or 1
    width = _LEFT + _STEP * len(found.months) + 10
    legend = _TOP + _HEIGHT + 64
    height = legend + 22 * len(found.committees)
    totals = [(name, sum(counts)) for name, counts in zip(found.months, found.counts, strict=True)]
    told = "; ".join(f"{name}: {total}" for name, total in totals if total) or "nothing is due"
    parts = "".join(_column(at, found.months[at], counts, tallest) for at, counts in enumerate(found.counts))
    keys = "".join(
        f'<rect x="{_LEFT}" y="{legend + 22 * at - 12}" width="16" height="16" fill="url(#ink-{at})"'
        f' stroke="#1b2430"/><text x="{_LEFT + 24}" y="{legend + 22 * at + 1}">{escape(name)}</text>'
        for at, name in enumerate(found.committees)
    )
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img"'
        ' aria-labelledby="year-title year-told" '
        'font-size="12" font-family="inherit">'
        '<title id="year-title">Reviews by month and committee</title><desc'
        f' id="year-told">{escape(told)}.</desc>'
        f"<defs>{''.join(map(_ink, range(len(found.committees))))}</defs>"
        f'<line x1="{_LEFT}" x2="{width - 10}" y1="{_TOP + _HEIGHT}" y2="{_TOP + _HEIGHT}"'
        f' stroke="#1b2430"/>{parts}{keys}</svg>'
    )


def _ink(at: int) -> str:
    """A fill that is told from the others without colour too."""
    ink = _INKS[at % len(_INKS)]
    pattern = f'<rect width="8" height="8" fill="{ink}"/>{_PATTERNS[at % len(_PATTERNS)]}'
    return f'<pattern id="ink-{at}" width="8" height="8" patternUnits="userSpaceOnUse">{pattern}</pattern>'


def _column(at: int, name: str, counts: tuple[int, ...], tallest: int) -> str:
    x, y = _LEFT + _STEP * at + (_STEP - _BAR) // 2, float(_TOP + _HEIGHT)
    middle = x + _BAR / 2
    bars = ""
    for committee, count in enumerate(counts):
        if count:
            tall = _HEIGHT * count / tallest
            y -= tall
            bars += (
                f'<rect x="{x}" y="{y:.1f}" width="{_BAR}" height="{tall:.1f}" fill="url(#ink-{committee})"'
                ' stroke="#1b2430"/>'
            )
    total = (
        f'<text x="{middle}" y="{y - 5:.1f}" text-anchor="middle" font-weight="700">{sum(counts)}</text>'
        if sum(counts)
        else ""
    )
    weight = ' font-weight="700"' if name == OVERDUE else ""
    lines = "".join(
        f'<text x="{middle}" y="{_TOP + _HEIGHT + 16 + 14 * row}"'
        f' text-anchor="middle"{weight}>{escape(word)}</text>'
        for row, word in enumerate(_short(name))
    )
    return bars + total + lines


def _short(name: str) -> Iterator[str]:
    """A column's name on two lines: "Nov", "2026"."""
    month, _, number = name.partition(" ")
    yield month if name == OVERDUE else month[:3]
    yield from (number,) if number else ()
