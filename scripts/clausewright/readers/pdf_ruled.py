"""Ruled tables of PDFs: what a page draws becomes grids of cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

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
    """A grid: its vertical lines from the left, its horizontal lines from the bottom.

    `open_right` and `open_below` are the places, by row from the top and column, at whose right or lower edge
    no line is drawn: the cell is one with the next.
    """

    across: tuple[float, ...]
    up: tuple[float, ...]
    open_right: frozenset[tuple[int, int]] = frozenset()
    open_below: frozenset[tuple[int, int]] = frozenset()

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
        """The row from the top and the column that a point is in; of a merged cell, its first."""
        column = min(max(bisect_right(self.across, x) - 1, 0), self.width - 1)
        row = self.height - 1 - min(max(bisect_right(self.up, y) - 1, 0), self.height - 1)
        while (row - 1, column) in self.open_below:
            row -= 1
        while (row, column - 1) in self.open_right:
            column -= 1
        return row, column


def find_ruled_tables(drawn: Sequence[Box]) -> list[Ruled]:
    """Find the tables among what a page draws: lines that touch, with two rows and two columns at least.

    Thin boxes are lines, and larger ones are their four edges.
    """
    lines = [line for box in drawn[:_MOST] for line in _list_edges(box)]
    tables = []
    for group in _group_touching_lines(lines):
        across = _merge_places(sorted(line.left for line in group if line.right - line.left <= _THIN))
        up = _merge_places(
            sorted(
                line.bottom
                for line in group
                if line.top - line.bottom <= _THIN and _is_parting_line(line, across)
            )
        )
        if len(across) > 2 and len(up) > 2:
            tables.append(_find_merged_cells(Ruled(across, up), group))
    return tables


def _find_merged_cells(table: Ruled, lines: Sequence[Box]) -> Ruled:
    """A table with the places at whose edges no line is drawn."""
    open_right: set[tuple[int, int]] = set()
    open_below: set[tuple[int, int]] = set()
    for row in range(table.height):
        bottom, top = table.up[table.height - 1 - row], table.up[table.height - row]
        middle = (bottom + top) / 2
        for column in range(table.width):
            left, right = table.across[column], table.across[column + 1]
            centre = (left + right) / 2
            beside = [line for line in lines if line.bottom - _NEAR <= middle <= line.top + _NEAR]
            under = [line for line in lines if line.left - _NEAR <= centre <= line.right + _NEAR]
            if column < table.width - 1 and not any(
                line.left - _SHORTEST <= right <= line.right + _SHORTEST for line in beside
            ):
                open_right.add((row, column))
            if row < table.height - 1 and not any(
                line.bottom - _SHORTEST <= bottom <= line.top + _SHORTEST for line in under
            ):
                open_below.add((row, column))
    return replace(table, open_right=frozenset(open_right), open_below=frozenset(open_below))


def _is_parting_line(line: Box, across: Sequence[float]) -> bool:
    """Say whether a line parts two rows: it runs from one column's edge to another's, or over one;
    a line under words does neither.
    """
    ends = all(any(abs(place - end) <= _NEAR for place in across) for end in (line.left, line.right))
    return ends or any(line.left + _NEAR < place < line.right - _NEAR for place in across)


def _list_edges(box: Box) -> list[Box]:
    if box.is_thin:
        return [box]
    return [
        Box(box.left, box.bottom, box.left, box.top),
        Box(box.right, box.bottom, box.right, box.top),
        Box(box.left, box.bottom, box.right, box.bottom),
        Box(box.left, box.top, box.right, box.top),
    ]


def _group_touching_lines(lines: Sequence[Box]) -> list[list[Box]]:
    """Lines in groups that touch, by way of squares of the page that they pass through."""
    parent = list(range(len(lines)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    order = sorted(range(len(lines)), key=lambda index: lines[index].bottom)
    active: list[int] = []
    for index in order:
        line = lines[index]
        active = [other for other in active if lines[other].top + _NEAR >= line.bottom]
        for other in active:
            if lines[other].left - _NEAR <= line.right and line.left - _NEAR <= lines[other].right:
                parent[root(index)] = root(other)
        active.append(index)
    groups: dict[int, list[Box]] = {}
    for index in range(len(lines)):
        groups.setdefault(root(index), []).append(lines[index])
    return list(groups.values())


def _merge_places(places: Sequence[float]) -> tuple[float, ...]:
    """Places a little apart are one."""
    marks: list[float] = []
    for place in places:
        if not marks or place - marks[-1] > _SHORTEST:
            marks.append(place)
    return tuple(marks)
