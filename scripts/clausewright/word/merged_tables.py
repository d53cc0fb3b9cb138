"""A table of a Word file merged into the one that took its place: rows and columns that came or went are
tracked as such, and so is what stands in the cells that stayed.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from lxml import etree

from ..diff.align import align, similarity
from .atoms import PartText, read_plain_text
from .elements import value_of
from .marks import DELETED, INSERTED, MARK
from .package import Element, w

# How alike two rows or columns are at least that are one, edited.
_SAME_ROW, _SAME_COLUMN = 0.4, 0.5


@dataclass(frozen=True, slots=True)
class Sides:
    """A part of the old file and the one of the new file that took its place."""

    old: PartText
    new: PartText
    adapt: Callable[[Element], Element]


class Merger(Protocol):
    """Merges what stands in the cells."""

    def merge_holders(self, old: Element, new: Element, sides: Sides) -> None:
        """Merge the paragraphs and tables of a cell."""

    def take_block(self, block: Element, mark: str, sides: Sides) -> Element:
        """A row or cell of the old file, as it stands in the new one."""


class TableMerger:
    """Merges a table into the one that took its place: rows, columns, then what stands in the cells."""

    def __init__(self, merger: Merger, old: Element, new: Element, sides: Sides) -> None:
        self.merger, self.old, self.new, self.sides = merger, old, new, sides
        self.old_rows, self.new_rows = _list_rows(old), _list_rows(new)
        self.columns = self._pair_columns()

    def merge(self) -> None:
        """Track rows and columns that came or went, and the cells that changed."""
        olds = [[read_block_text(cell, self.sides.old) for cell in _list_cells(row)] for row in self.old_rows]
        news = [[read_block_text(cell, self.sides.new) for cell in _list_cells(row)] for row in self.new_rows]
        old_words = [" ".join(row).split() for row in olds]
        new_words = [" ".join(row).split() for row in news]

        def likeness(i: int, j: int) -> float:
            alike = similarity(old_words[i], new_words[j])
            begin_alike = bool(olds[i] and news[j] and olds[i][0] and olds[i][0] == news[j][0])
            return max(alike, 0.8) if begin_alike else alike

        before: Element | None = None
        for i, j in align([tuple(row) for row in olds], [tuple(row) for row in news], likeness, _SAME_ROW):
            if i is not None and j is not None and self._can_become(self.old_rows[i], self.new_rows[j]):
                self._merge_rows(self.old_rows[i], self.new_rows[j])
                before = self.new_rows[j]
                continue
            if i is not None:
                gone = self.merger.take_block(self.old_rows[i], DELETED, self.sides)
                self._fit_row(gone, is_old=True)
                self._add_row(gone, before)
                before = gone
            if j is not None:
                mark_block(self.new_rows[j], INSERTED)
                self._fit_row(self.new_rows[j], is_old=False)
                before = self.new_rows[j]
        self._widen_grid()

    def _add_row(self, row: Element, before: Element | None) -> None:
        if before is not None:
            before.addnext(row)
        elif self.new_rows:
            self.new_rows[0].addprevious(row)
        else:
            self.new.append(row)

    def _pair_columns(self) -> list[tuple[int | None, int | None]]:
        """The columns of both tables side by side; nothing where they are the same, or no plain grid."""
        widths = [_read_width(rows) for rows in (self.old_rows, self.new_rows)]
        if 0 in widths or widths[0] == widths[1]:
            return []
        sides = (self.old_rows, self.sides.old), (self.new_rows, self.sides.new)
        texts: list[list[list[str]]] = []
        for (rows, part), width in zip(sides, widths, strict=True):
            columns: list[list[str]] = [[] for _ in range(width)]
            for row in rows:
                for column, cell in zip(columns, _list_cells(row), strict=True):
                    column.append(read_block_text(cell, part))
            texts.append(columns)
        words = [[" ".join(column).split() for column in columns] for columns in texts]
        heads = [[column[0] for column in columns] for columns in texts]
        return list(
            align(heads[0], heads[1], lambda i, j: similarity(words[0][i], words[1][j]), _SAME_COLUMN)
        )

    def _can_become(self, old: Element, new: Element) -> bool:
        """Say whether one row can become the other by what stands in its cells."""
        if self.columns:
            return True
        spans = [[_read_span(cell) for cell in _list_cells(row)] for row in (old, new)]
        return spans[0] == spans[1]

    def _merge_rows(self, old: Element, new: Element) -> None:
        old_cells, new_cells = _list_cells(old), _list_cells(new)
        pairs = self.columns or [(place, place) for place in range(len(new_cells))]
        before: Element | None = None
        for i, j in pairs:
            if i is not None and j is not None:
                self.merger.merge_holders(old_cells[i], new_cells[j], self.sides)
                before = new_cells[j]
            elif j is not None:
                mark_block(new_cells[j], INSERTED)
                before = new_cells[j]
            elif i is not None:
                gone = self.merger.take_block(old_cells[i], DELETED, self.sides)
                if before is not None:
                    before.addnext(gone)
                else:
                    new_cells[0].addprevious(gone)
                before = gone

    def _fit_row(self, row: Element, *, is_old: bool) -> None:
        """Give a row that came or went an empty cell for each column that only the other table has: it comes
        and goes with that column.
        """
        cells = iter(_list_cells(row))
        before: Element | None = None
        for i, j in self.columns:
            is_lacking = (i if is_old else j) is None
            if is_lacking:
                before = _put_empty_cell(row, before, INSERTED if is_old else DELETED)
            else:
                before = next(cells, before)

    def _widen_grid(self) -> None:
        grid = self.new.find(w("tblGrid"))
        old_columns = self.old.findall(f"{w('tblGrid')}/{w('gridCol')}")
        if grid is None or not self.columns:
            return
        widths = iter(list(grid))
        for child in list(grid):
            grid.remove(child)
        for i, j in self.columns:
            if j is not None:
                width = next(widths, None)
            else:
                width = copy.deepcopy(old_columns[i]) if i is not None and i < len(old_columns) else None
            if width is not None:
                grid.append(width)


def _put_empty_cell(row: Element, before: Element | None, mark: str) -> Element:
    cell = etree.Element(w("tc"))
    etree.SubElement(cell, w("p"))
    cell.set(MARK, mark)
    if before is not None:
        before.addnext(cell)
    else:
        first = next(iter(row.findall(w("tc"))), None)
        if first is not None:
            first.addprevious(cell)
        else:
            row.append(cell)
    return cell


def _list_rows(table: Element) -> list[Element]:
    return [row for row in table.iter(w("tr")) if next(row.iterancestors(w("tbl")), None) is table]


def _list_cells(row: Element) -> list[Element]:
    return [cell for cell in row.iter(w("tc")) if next(cell.iterancestors(w("tr")), None) is row]


def _read_width(rows: Sequence[Element]) -> int:
    """How many columns a plain grid has; 0 where cells span several, or rows have not as many."""
    widths = {len(_list_cells(row)) for row in rows}
    spans = {_read_span(cell) for row in rows for cell in _list_cells(row)}
    return widths.pop() if len(widths) == 1 and spans == {("", "")} else 0


def _read_span(cell: Element) -> tuple[str, str]:
    properties = cell.find(w("tcPr"))
    merged = properties.find(w("vMerge")) if properties is not None else None
    return value_of(properties, "gridSpan").removeprefix("1"), (
        "" if merged is None else merged.get(w("val"), "continue")
    )


def read_block_text(block: Element, part: PartText) -> str:
    """Return what a paragraph, a table, a row or a cell says, on one line."""
    if block.tag == w("p"):
        return read_plain_text(block, part)
    return " ".join(filter(None, (read_plain_text(paragraph, part) for paragraph in block.iter(w("p")))))


def mark_block(block: Element, mark: str) -> None:
    """Mark a paragraph, a table, a row or a cell as all gone or all new."""
    is_cell = block.tag == w("tc")
    for row in block.iter(w("tr")):
        row.set(MARK, mark)
    if is_cell:
        block.set(MARK, mark)
    for run in block.iter(w("r")):
        run.set(MARK, mark)
    for paragraph in block.iter(w("p")):
        paragraph.set(MARK, mark)
