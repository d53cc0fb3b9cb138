"""What a table of values holds: its places, the texts of its cells, and what all of them say together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from openpyxl.utils import get_column_letter

from ..errors import Problem
from ..model.dates import read_day, read_month
from ..model.values import Kind

Where = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """A cell: its sheet (empty in a CSV file), row and column."""

    file: str
    sheet: str
    row: int
    column: int

    @property
    def name(self) -> str:
        """The file, and the sheet in it."""
        return f"{self.file}, sheet {self.sheet}" if self.sheet else self.file

    def problem(self, message: str, hint: str) -> Problem:
        """A fault at this cell."""
        position = (
            f"row {self.row}, column {get_column_letter(self.column)}" if self.column else f"row {self.row}"
        )
        return Problem(self.name, self.row, f"{position}: {message}", hint)


@dataclass(frozen=True, slots=True)
class CellText:
    """The text of a cell, and where it stands."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """A row about a school that the library does not have yet: its id, its name and what the table says of
    its facts, by their keys ("phase").
    """

    id: str
    name: str
    facts: Mapping[str, CellText]
    place: Place


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A row that records a decision: whose it is, and its cells by their headings ("policy", "on")."""

    holder: tuple[str, str]
    cells: Mapping[str, CellText]
    place: Place


@dataclass(slots=True)
class Table:
    """What was sent back: for every holder and variable the cells that its columns have, empty ones too.

    `exported` are the texts that were sent out, by holder and variable, where the file still knows them.
    `new_schools` are rows about schools that the library does not have, `decisions` those of a sheet of
    adoptions. `unread` are headings of columns that say nothing that a library knows.
    """

    cells: dict[Where, dict[str, CellText]] = field(default_factory=dict)
    exported: dict[Where, dict[str, str]] = field(default_factory=dict)
    new_schools: dict[str, SchoolRow] = field(default_factory=dict)
    decisions: list[DecisionRow] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


ReadCell = Callable[[Any, Kind, Place], str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's rows of cells, and how the text of one is read."""

    file: str
    title: str
    rows: list[list[Any]]
    read_cell: ReadCell

    def width(self, row: int) -> int:
        """How many cells a row has."""
        return len(self.rows[row - 1]) if row <= len(self.rows) else 0

    def place(self, row: int, column: int = 0) -> Place:
        """The place of a row, or of a cell in it."""
        return Place(self.file, self.title, row, column)

    def read(self, row: int, column: int, kind: Kind = Kind.TEXT) -> CellText:
        """The text of a cell, with a day or month as files have it; empty where the row ends before it."""
        place = self.place(row, column)
        if column > self.width(row):
            return CellText("", place)
        return CellText(
            _read_written_day(kind, self.read_cell(self.rows[row - 1][column - 1], kind, place)), place
        )

    def numbers(self) -> range:
        """The numbers of the rows below the head. A sheet that was exported has its help and the names of its
        columns there, one that somebody made has not.
        """
        has_help = self.width(3) > 0 and getattr(self.rows[2][0], "value", "") == "Whose"
        return range(4 if has_help else 2, len(self.rows) + 1)


def _read_written_day(kind: Kind, text: str) -> str:
    """The text of a cell that holds a day or month, as files have it where it can be read as one; any other
    text as it stands.
    """
    if kind is Kind.DATE:
        return read_day(text) or text
    return (read_month(text) or text) if kind is Kind.MONTH else text
