"""Ruled tables: the lines that a page draws, put together into grids of cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

_THIN, _NEAR, _SHORTEST, _MOST = 4.0, 3.0, 6.0, 3000


@dataclass(frozen=True, slots=True)
class Box:
    """What a page draws: its edges."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def is_thin(self) -> bool:
        """Say whether it is a line."""
        return min(self.right - self.left, self.top - self.bottom) <= _THIN


@dataclass(frozen=True, slots=True)
class Ruled:
    """A grid: its vertical lines from the left, its horizontal lines from the bottom."""

    across: tuple[float, ...]
    up: tuple[float, ...]

    @property
    def width(self) -> int:
        """How many columns it has."""
        return len(self.across) - 1

    @property
    def height(self) -> int:
        """How many rows it has."""
        return len(self.up) - 1

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.up[0]

    @property
    def top(self) -> float:
        """Its upper edge."""
        return self.up[-1]

    def holds(self, x: float, y: float) -> bool:
        """Say whether a point is inside."""
        return (
            self.across[0] - _NEAR <= x <= self.across[-1] + _NEAR
            and self.bottom - _NEAR <= y <= self.top + _NEAR
        )

    def cell(self, x: float, y: float) -> tuple[int, int]:
        """The row from the top and the column that a point is in."""
        column = min(max(bisect_right(self.across, x) - 1, 0), self.width - 1)
        row = min(max(bisect_right(self.up, y) - 1, 0), self.height - 1)
        return self.height - 1 - row, column


def ruled(drawn: Sequence[Box]) -> list[Ruled]:
    """Find the tables among what a page draws: lines that touch, with two rows and two columns at least.

    Thin boxes are lines, and larger ones are their four edges.
    """
    lines = [line for box in drawn[:_MOST] for line in _lines(box)]
    found = []
    for group in _touching(lines):
        across = _marks(sorted(line.left for line in group if line.right - line.left <= _THIN))
        up = _marks(
            sorted(line.bottom for line in group if line.top - line.bottom <= _THIN and _parts(line, across))
        )
        if len(across) > 2 and len(up) > 2:
            found.append(Ruled(across, up))
    return found


def _parts(line: Box, across: Sequence[float]) -> bool:
    """Say whether a line parts two rows: it runs from one column's edge to another's, or over one; a line
    under words does neither.
    """
    ends = all(any(abs(place - end) <= _NEAR for place in across) for end in (line.left, line.right))
    return ends or any(line.left + _NEAR < place < line.right - _NEAR for place in across)


def _lines(box: Box) -> list[Box]:
    if box.is_thin:
        return [box]
    return [
        Box(box.left, box.bottom, box.left, box.top),
        Box(box.right, box.bottom, box.right, box.top),
        Box(box.left, box.bottom, box.right, box.bottom),
        Box(box.left, box.top, box.right, box.top),
    ]


def _touching(lines: Sequence[Box]) -> list[list[Box]]:
    """Lines in groups that touch, by way of squares of the page that they pass through."""
    parent = list(range(len(lines)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    order = sorted(range(len(lines)), key=lambda at: lines[at].bottom)
    active: list[int] = []
    for at in order:
        line = lines[at]
        active = [other for other in active if lines[other].top + _NEAR >= line.bottom]
        for other in active:
            if lines[other].left - _NEAR <= line.right and line.left - _NEAR <= lines[other].right:
                parent[root(at)] = root(other)
        active.append(at)
    groups: dict[int, list[Box]] = {}
    for at in range(len(lines)):
        groups.setdefault(root(at), []).append(lines[at])
    return list(groups.values())


def _marks(places: Sequence[float]) -> tuple[float, ...]:
    """Places a little apart are one."""
    found: list[float] = []
    for place in places:
        if not found or place - found[-1] > _SHORTEST:
            found.append(place)
    return tuple(found)
