"""Reads a table of values, .xlsx or .csv, as somebody sent it back: plain text by holder, value and part,
each with its place.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from ..errors import Problem, did_you_mean
from ..model.library import Library
from ..model.table import CHECKED, Holder, get_kind, list_parts, restore, split_part
from ..model.values import Kind, Variable
from .files import LARGEST

_OURS = ("Read me", "Options", "As exported")
_EXPORTED = "As exported"
_MOST_ROWS = 20_000
HEAD = ("whose", "id")
Where = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """A cell: its sheet (empty in a CSV file), row and column."""

    file: str
    sheet: str
    row: int
    column: int

    def problem(self, message: str, hint: str) -> Problem:
        """A fault at this cell."""
        file = f"{self.file}, sheet {self.sheet}" if self.sheet else self.file
        position = (
            f"row {self.row}, column {get_column_letter(self.column)}" if self.column else f"row {self.row}"
        )
        return Problem(file, self.row, f"{position}: {message}", hint)


@dataclass(frozen=True, slots=True)
class CellText:
    """The text of a cell, and where it stands."""

    text: str
    place: Place


@dataclass(slots=True)
class Table:
    """What was sent back: for every holder and variable the cells that its columns have, empty ones too.

    `exported` are the texts that were sent out, by holder and variable, where the file still knows them.
    """

    cells: dict[Where, dict[str, CellText]] = field(default_factory=dict)
    exported: dict[Where, dict[str, str]] = field(default_factory=dict)


def read_table(path: Path, library: Library, holders: Iterable[Holder]) -> tuple[Table, list[Problem]]:
    """Read a table. Returns what it says and every fault of its shape; what its values say is looked at
    later.
    """
    reading = _TableReader(library, {(holder.kind, holder.id) for holder in holders}, path.name)
    try:
        data = path.read_bytes()
    except OSError as error:
        return reading.table, [
            Problem(
                path.name, 0, f"cannot be read: {error.strerror}", "Check the name, and that you may read it."
            )
        ]
    if len(data) > 5 * LARGEST:
        return reading.table, [
            Problem(path.name, 0, "is larger than any table of values", "Export it again.")
        ]
    if path.suffix.lower() == ".csv":
        reading.read_comma_separated(data)
    else:
        reading.read_workbook(data)
    return reading.table, reading.problems


Text = Callable[[Any, Kind, Place], str]


class _TableReader:
    def __init__(self, library: Library, known: set[tuple[str, str]], file: str) -> None:
        self.library, self.known, self.file = library, known, file
        self.table, self.problems = Table(), list[Problem]()
        self.seen: dict[Where, Place] = {}

    def tell_fault(self, place: Place, message: str, hint: str) -> None:
        self.problems.append(place.problem(message, hint))

    # -- files -----------------------------------------------------------------------------------------------

    def read_workbook(self, data: bytes) -> None:
        try:
            book = load_workbook(io.BytesIO(data))
        except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError):
            self.problems.append(
                Problem(
                    self.file,
                    0,
                    "is not a spreadsheet that can be read",
                    "Save it as .xlsx (Excel workbook) or .csv.",
                )
            )
            return
        # What was sent out is known before what came back is read.
        for sheet in sorted(book.worksheets, key=lambda sheet: sheet.title != _EXPORTED):
            rows = [list(row) for row in sheet.iter_rows(max_row=min(sheet.max_row, _MOST_ROWS))]
            if sheet.title == _EXPORTED:
                self.read_exported([[str(cell.value or "") for cell in row] for row in rows])
            elif sheet.title not in _OURS:
                self.read_sheet(sheet.title, rows, self.read_cell_text, first_row=4)

    def read_exported(self, rows: list[list[str]]) -> None:
        for row in rows:
            kind, id, key, part, text = (row + [""] * 5)[:5]
            cells = self.table.exported.setdefault((kind, id, key), {})
            if text:
                cells[part] = text

    def read_comma_separated(self, data: bytes) -> None:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            row = data.count(b"\n", 0, error.start) + 1
            self.problems.append(
                Problem(self.file, row, "is not UTF-8 text", "Save it again as 'CSV UTF-8'.")
            )
            return
        first = text.partition("\n")[0]
        mark = max(",;\t", key=first.count)
        try:
            rows = list(csv.reader(io.StringIO(text), delimiter=mark))
        except csv.Error as error:
            self.problems.append(
                Problem(self.file, 0, f"is not a CSV file: {error}", "Save it again as 'CSV UTF-8'.")
            )
            return
        self.read_sheet("", rows, lambda value, _, __: restore(" ".join(str(value).split())), first_row=2)

    # -- sheets ----------------------------------------------------------------------------------------------

    def read_sheet(self, title: str, rows: list[list[Any]], text: Text, first_row: int) -> None:
        def place(row: int, column: int = 0) -> Place:
            return Place(self.file, title, row, column)

        heads = [
            text(cell, Kind.TEXT, place(1, column_number))
            for column_number, cell in enumerate(rows[0] if rows else (), 1)
        ]
        if tuple(heads[:2]) != HEAD:
            self.tell_fault(
                place(1),
                "does not name the values below it",
                "Put the first row back as it was exported, or delete the sheet.",
            )
            return
        columns = {
            column_number: column_key
            for column_number, head in enumerate(heads, 1)
            if column_number > 3 and head and (column_key := self.read_column(head, place(1, column_number)))
        }
        is_list = any(
            variable.kind is Kind.LIST and part in variable.of for variable, part in columns.values()
        )
        entries: dict[tuple[str, str], int] = {}
        for number, row in enumerate(rows[first_row - 1 :], first_row):
            cells = {
                column_number: CellText(
                    text(
                        row[column_number - 1],
                        Kind.DATE if part == CHECKED else get_kind(variable, part),
                        place(number, column_number),
                    ),
                    place(number, column_number),
                )
                for column_number, (variable, part) in columns.items()
                if column_number <= len(row)
            }
            whose, id = (
                text(row[column_number], Kind.TEXT, place(number, column_number + 1))
                if column_number < len(row)
                else ""
                for column_number in (0, 1)
            )
            if not any(cell.text for cell in cells.values()) and (is_list or not (whose or id)):
                continue
            holder = (whose or "school", id)
            if not self.is_holder(holder, place(number, 2)):
                continue
            entries[holder] = entries.get(holder, 0) + 1
            for column_number, cell in cells.items():
                variable, part = columns[column_number]
                self.keep(
                    (*holder, variable.key),
                    f"{entries[holder]}.{part}" if is_list and part in variable.of else part,
                    cell,
                )
        if is_list:
            self.note_emptied({variable.key for variable, _ in columns.values()})

    def read_column(self, head: str, place: Place) -> tuple[Variable, str] | None:
        key, part = ".".join(head.split(".")[:2]), ".".join(head.split(".")[2:])
        variable = self.library.schema.get(key)
        if variable and variable.path and (part in self.list_parts(variable) or _is_entry(variable, part)):
            return variable, part
        known = [
            f"{key}.{part}".rstrip(".")
            for key, candidate in self.library.schema.items()
            if candidate.path
            for part in self.list_parts(candidate)
        ]
        hint = (
            did_you_mean(head, known)
            or "Put the first row back as it was exported, or declare the value in variables/schema.yml."
        )
        self.tell_fault(place, f"'{head}' is not a value that the schema knows", hint)
        return None

    def list_parts(self, variable: Variable) -> tuple[str, ...]:
        return (*list_parts(variable), CHECKED) if variable.check_months else list_parts(variable)

    def is_holder(self, holder: tuple[str, str], place: Place) -> bool:
        if holder in self.known:
            return True
        kind, id = holder
        ids = [known for other, known in self.known if other == kind]
        hint = (
            did_you_mean(id, ids)
            or "Make a school with 'clausewright new-school'; write the id as the library has it."
        )
        self.tell_fault(place, f"there is no {kind} '{id}'" if id else "does not say whose it is", hint)
        return False

    def keep(self, where: Where, part: str, cell: CellText) -> None:
        cells = self.table.cells.setdefault(where, {})
        if part in cells:
            first = cells[part].place
            self.tell_fault(
                cell.place,
                f"'{where[2]}' of {where[1]} stands here a second time; first in row {first.row}",
                "Keep one of the two.",
            )
        else:
            cells[part] = cell

    def note_emptied(self, keys: set[str]) -> None:
        """A list that was sent out with entries and has come back without any is empty now."""
        for where, cells in self.table.exported.items():
            if where[2] in keys and cells and where[:2] in self.known:
                self.table.cells.setdefault(where, {})

    def read_cell_text(self, cell: Any, kind: Kind, place: Place) -> str:
        value = cell.value
        if value is None:
            return ""
        if cell.data_type in ("f", "e"):
            holds = "holds a formula" if cell.data_type == "f" else f"holds the error {value}"
            self.tell_fault(
                place,
                holds,
                "Write the value itself. To write words that begin with '=', put an apostrophe before them.",
            )
            return ""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, datetime | date):
            return self.read_day_text(value, kind, place)
        if isinstance(value, int | float):
            if kind is Kind.PHONE:
                self.tell_fault(
                    place,
                    f"is the number {value:g}, so a leading nought is lost",
                    "Format the cell as text and write it again.",
                )
            return str(int(value)) if float(value).is_integer() else str(value)
        return " ".join(str(value).split())

    def read_day_text(self, value: datetime | date, kind: Kind, place: Place) -> str:
        day = value.date() if isinstance(value, datetime) else value
        if kind not in (Kind.DATE, Kind.MONTH):
            self.tell_fault(
                place,
                f"is the date {day}, where a {kind} belongs",
                "Format the cell as text and write it again.",
            )
        return day.isoformat()[:7] if kind is Kind.MONTH else day.isoformat()


def _is_entry(variable: Variable, part: str) -> bool:
    """Say whether a column is one of a list's: "2.platform"."""
    return (
        variable.kind is Kind.LIST
        and part.partition(".")[0].isdigit()
        and int(part.partition(".")[0]) < 1000
        and split_part(part)[1] in variable.of
    )
