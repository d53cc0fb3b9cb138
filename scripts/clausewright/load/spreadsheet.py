"""Reads a table of values, .xlsx or .csv, as somebody sent it back: plain text by holder, value and part,
each with its place.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from ..errors import Problem, did_you_mean
from ..model.csv_text import restore
from ..model.library import Library
from ..model.table import CHECKED, SCHOOL_FACTS, Holder, get_kind, list_parts, split_part
from ..model.values import Kind, Variable
from .files import LARGEST
from .spreadsheet_cells import CellText, DecisionRow, Place, SchoolRow, Sheet, Table, Where

_OURS = ("Read me", "Options", "As exported")
_EXPORTED = "As exported"
_MOST_ROWS = 20_000
HEAD = ("whose", "id")
# The headings of a sheet of adoptions, as the keys of adoptions.yml.
DECISION_COLUMNS = ("policy", "version", "on", "from", "by", "minute", "next_review")
DECISION_HEADS = frozenset({"policy", "version"})
_DAYS = frozenset({"on", "from", "next_review"})


def read_table(
    path: Path, library: Library, holders: Iterable[Holder], *, may_be_new: bool = False
) -> tuple[Table, list[Problem]]:
    """Read a table. Returns what it says and every fault of its shape; what its values say is looked at
    later. With `may_be_new` it may have rows of schools that the library does not have.
    """
    known = {(holder.kind, holder.id) for holder in holders}
    return read_table_with(TableReader(library, known, path.name, may_be_new=may_be_new), path)


def read_table_with(reading: TableReader, path: Path) -> tuple[Table, list[Problem]]:
    """Read a file with a reader. Returns what it says and every fault of its shape."""
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


class TableReader:
    """Reads the sheets of one file; `known` are the holders of values that its rows may name."""

    def __init__(
        self, library: Library, known: set[tuple[str, str]], file: str, *, may_be_new: bool = False
    ) -> None:
        """Begin with an empty table."""
        self.library, self.known, self.file = library, known, file
        self.may_be_new = may_be_new
        self.table, self.problems = Table(), list[Problem]()
        self.seen: dict[Where, Place] = {}

    def tell_fault(self, place: Place, message: str, hint: str) -> None:
        """Keep a fault at a cell."""
        self.problems.append(place.problem(message, hint))

    # -- files -----------------------------------------------------------------------------------------------

    def read_workbook(self, data: bytes) -> None:
        """Read a spreadsheet."""
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
                self.read_sheet(Sheet(self.file, sheet.title, rows, self.read_cell_text))

    def read_exported(self, rows: list[list[str]]) -> None:
        """Read what was sent out, from the hidden sheet that keeps it."""
        for row in rows:
            kind, id, key, part, text = (row + [""] * 5)[:5]
            cells = self.table.exported.setdefault((kind, id, key), {})
            if text:
                cells[part] = text

    def read_comma_separated(self, data: bytes) -> None:
        """Read a CSV file, with commas, semicolons or tabs."""
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
        self.read_sheet(Sheet(self.file, "", rows, lambda value, *_: restore(" ".join(str(value).split()))))

    # -- sheets ----------------------------------------------------------------------------------------------

    def read_sheet(self, sheet: Sheet) -> None:
        """Read a sheet: one of values, of the entries of a list, or of adoptions."""
        heads = [sheet.read(1, number).text for number in range(1, sheet.width(1) + 1)]
        if tuple(heads[:2]) != HEAD:
            self.tell_fault(
                sheet.place(1),
                "does not name the values below it",
                "Put the first row back as it was exported, or delete the sheet.",
            )
        elif set(heads) >= DECISION_HEADS:
            self.read_decisions(sheet, heads)
        else:
            self.read_values(sheet, heads)

    def read_values(self, sheet: Sheet, heads: list[str]) -> None:
        """Read a sheet whose rows are holders of values, or entries of their lists."""
        facts = {number: head for number, head in enumerate(heads, 1) if head in SCHOOL_FACTS}
        facts = facts if self.may_be_new else {}
        columns = {
            number: meaning
            for number, head in enumerate(heads, 1)
            if head
            and head not in HEAD
            and not (number == 3 and head == "name")
            and number not in facts
            and (meaning := self.read_column(head, sheet.place(1, number)))
        }
        is_list = any(
            variable.kind is Kind.LIST and part in variable.of for variable, part in columns.values()
        )
        entries: dict[tuple[str, str], int] = {}
        for number in sheet.numbers():
            cells = {}
            for column, (variable, part) in columns.items():
                if column <= sheet.width(number):
                    kind = Kind.DATE if part == CHECKED else get_kind(variable, part)
                    cells[column] = sheet.read(number, column, kind)
            whose, id = sheet.read(number, 1).text, sheet.read(number, 2).text
            if not any(cell.text for cell in cells.values()) and (is_list or not (whose or id)):
                continue
            holder = (whose or "school", id)
            if self.may_be_new and holder[0] == "school" and id and not is_list:
                self.read_school(sheet, number, id, facts)
            elif not self.is_holder(holder, sheet.place(number, 2)):
                continue
            entries[holder] = entries.get(holder, 0) + 1
            for column, cell in cells.items():
                variable, part = columns[column]
                self.keep(
                    (*holder, variable.key),
                    f"{entries[holder]}.{part}" if is_list and part in variable.of else part,
                    cell,
                )
        if is_list:
            self.note_emptied({variable.key for variable, _ in columns.values()})

    def read_school(self, sheet: Sheet, number: int, id: str, columns: Mapping[int, str]) -> None:
        """Read what a row says of a school itself: of a new one its facts, which several sheets may say
        together; of a known one nothing may be said otherwise than the library does.
        """
        facts = {head: sheet.read(number, column) for column, head in columns.items()}
        facts = {head: cell for head, cell in facts.items() if cell.text}
        known = self.library.schools.get(id)
        if known is None:
            earlier = self.table.new_schools.get(id)
            row = SchoolRow(id, sheet.read(number, 3).text, facts, sheet.place(number, 2))
            if earlier:
                row = SchoolRow(id, earlier.name or row.name, {**earlier.facts, **facts}, earlier.place)
            self.table.new_schools[id] = row
            return
        for head, cell in facts.items():
            if cell.text != getattr(known.facts, head):
                hint = f"Change it in {known.values.path} itself."
                written = getattr(known.facts, head) or "nothing"
                self.tell_fault(cell.place, f"'{head}' of {id} is '{written}' in the library", hint)

    def read_decisions(self, sheet: Sheet, heads: list[str]) -> None:
        """Read a sheet whose rows record decisions."""
        columns = {}
        for number, head in enumerate(heads, 1):
            if head in DECISION_COLUMNS:
                columns[number] = head
            elif head and head not in HEAD and not (number == 3 and head == "name"):
                hint = did_you_mean(head, DECISION_COLUMNS) or f"Known: {', '.join(DECISION_COLUMNS)}."
                self.tell_fault(
                    sheet.place(1, number), f"'{head}' is no heading of a sheet of adoptions", hint
                )
        for number in sheet.numbers():
            cells = {
                head: sheet.read(number, column, Kind.DATE if head in _DAYS else Kind.TEXT)
                for column, head in columns.items()
            }
            if not any(cell.text for cell in cells.values()):
                continue
            id = sheet.read(number, 2).text
            holder = (sheet.read(number, 1).text or "school", id)
            is_new = self.may_be_new and holder[0] == "school" and id != ""
            if is_new or self.is_holder(holder, sheet.place(number, 2)):
                self.table.decisions.append(DecisionRow(holder, cells, sheet.place(number, 2)))

    def read_column(self, head: str, place: Place) -> tuple[Variable, str] | None:
        """What a column holds, by its head: a variable and the part of it; None where nobody knows."""
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
        """The parts of a value that have columns, the day of its check among them."""
        return (*list_parts(variable), CHECKED) if variable.check_months else list_parts(variable)

    def is_holder(self, holder: tuple[str, str], place: Place) -> bool:
        """Say whether a row is about somebody who holds values; if not, that is a fault."""
        if holder in self.known:
            return True
        kind, id = holder
        ids = [known for other, known in self.known if other == kind]
        hint = (
            did_you_mean(id, ids)
            or "Write the id as the library has it. Rows of new schools are taken with --new-schools."
        )
        self.tell_fault(place, f"there is no {kind} '{id}'" if id else "does not say whose it is", hint)
        return False

    def keep(self, where: Where, part: str, cell: CellText) -> None:
        """Keep a cell of a value, once."""
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
        """The text of a cell of a spreadsheet; what cannot be meant is a fault."""
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
        """The text of a cell that holds a day."""
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
