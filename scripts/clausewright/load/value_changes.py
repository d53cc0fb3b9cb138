"""What a table that came back changes: its cells read as values of their types, and compared with the library
and with what was sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ..errors import ClausewrightError, Problem, UsageError, errors_in
from ..model.dates import suggest_iso
from ..model.library import Library
from ..model.table import CHECKED, Holder, ValueChange, get_kind, list_holders, show_cells, split_part
from ..model.values import DatedValue, Kind, Value, Variable
from .library import load_changed
from .spreadsheet_cells import CellText, Table
from .typed_values import InvalidValueError, read_simple_value, read_typed_value
from .yaml import Data


def find_changes(
    table: Table, library: Library, holders: Iterable[Holder], as_at: date
) -> tuple[tuple[ValueChange, ...], tuple[Problem, ...]]:
    """Tell what somebody changed in a table of values that was read.

    Returns the changes and every fault of its values; where there is a fault, nothing is to be written. A
    cell that still says what was sent out is no change, whatever the library has come to say since; one that
    both have changed is a fault.
    """
    by_key = {(holder.kind, holder.id): holder for holder in holders}
    changes = []
    problems: list[Problem] = []
    for (kind, id, key), cells in table.cells.items():
        if (kind, id) not in by_key:  # a school that cannot be made; that has been told
            continue
        cell_change = _CellChange(by_key[kind, id], library.schema[key], cells, table, library, as_at)
        try:
            change = cell_change.change()
        except _ValueFaults as faults:
            problems += faults.problems
            continue
        if change:
            changes.append(change)
    return tuple(changes), tuple(sorted(set(problems)))


def refuse_what_would_not_be_read(
    library: Library, files: Mapping[str, bytes], changes: Iterable[ValueChange], day: date
) -> Library:
    """The last guard before changes of values are written: read the library as it would be with `files` in
    it, and make sure that on `day` it says exactly what the changes do. Returns it.

    Raises ClausewrightError where a file could not be read any more, UsageError where a value would be
    another one.
    """
    after, problems = load_changed(library.root, files)
    if errors_in(problems):
        raise ClausewrightError(errors_in(problems))
    layers = {holder.key: holder.layer for holder in list_holders(after, day)}
    for change in changes:
        now = layers[change.holder.key].at(change.variable.key, day)
        if (now.value if now else None) != change.value:
            message = (
                f"{change.holder.layer.path}: '{change.variable.key}' is written in a way that cannot be"
                " changed from here"
            )
            raise UsageError(f"{message}. Nothing was imported; change it in the file itself.")
    return after


class _ValueFaults(Exception):
    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__()
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class _CellChange:
    """One value of one holder, as it came back."""

    holder: Holder
    variable: Variable
    cells: Mapping[str, CellText]
    table: Table
    library: Library
    as_at: date

    def change(self) -> ValueChange | None:
        now = self.holder.layer.at(self.variable.key, self.as_at)
        current = show_cells(self.variable, now)
        sent = self.table.exported.get((*self.holder.key, self.variable.key), current)
        back = {part: cell.text for part, cell in self.cells.items() if cell.text}
        # A column that is not there, or an entry's, says nothing; a list is said whole.
        absent = (
            set(current) - set(self.cells)
            if self.variable.kind is not Kind.LIST
            else {CHECKED} - set(self.cells)
        )
        back |= {part: current[part] for part in absent if part in current}
        if self.is_same(back, sent) or self.is_same(back, current):
            return None
        if not self.holder.may_set(self.variable):
            message = f"'{self.variable.key}' cannot be set by a school"
            raise self.make_fault(message, f"Write it in the row of the {self.variable.set_by}.")
        value = self.value({part: text for part, text in back.items() if part != CHECKED})
        written = self.show_cells(value)
        is_new = written != _drop_check(current)
        if not is_new and back.get(CHECKED) == sent.get(CHECKED):
            return None
        checked = self.checked_on(back, sent, is_new)
        if not is_new and checked == (now.checked_on if now else None):
            return None
        if current != sent:
            message = (
                f"'{self.variable.key}' of {self.holder.id} was changed in the library after the table was"
                " exported"
            )
            raise self.make_fault(
                message,
                f"The library says '{', '.join(current.values()) or 'nothing'}'. Export again, and change it"
                " there.",
            )
        return ValueChange(self.holder, self.variable, value, checked, is_new)

    def is_same(self, left: Mapping[str, str], right: Mapping[str, str]) -> bool:
        return _close_gaps(left) == _close_gaps(right)

    def show_cells(self, value: Value | None) -> dict[str, str]:
        return _drop_check(
            show_cells(self.variable, None if value is None else DatedValue(date.min, value, 0))
        )

    def checked_on(self, back: Mapping[str, str], sent: Mapping[str, str], is_new: bool) -> date | None:
        """The day of the check: the one written, or for a new value the day on which it was given."""
        text = back.get(CHECKED, "")
        if is_new and text == sent.get(CHECKED, ""):
            return self.as_at if self.variable.check_months else None
        if not text:
            return None
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise self.make_fault(
                f"is '{text}', which is not a date",
                f"Write {suggest_iso(text) or 'a date as 2026-09-01'}.",
                CHECKED,
            ) from None
        if day > self.as_at:
            raise self.make_fault(
                f"is '{text}', which is still to come",
                "Write the day on which somebody made sure of it.",
                CHECKED,
            )
        return day

    def value(self, back: Mapping[str, str]) -> Value | None:
        """The value that the cells say, None where they are all empty."""
        if not back:
            return None
        problems: list[Problem] = []
        for part, text in back.items():
            try:
                if self.variable.kind in (Kind.PERSON, Kind.WORDS, Kind.LIST):
                    read_simple_value(get_kind(self.variable, part), text)
            except InvalidValueError as fault:
                problems += self.make_fault(str(fault), fault.hint, part).problems
        if problems:
            raise _ValueFaults(problems)
        try:
            return read_typed_value(self.variable, self.data(back), self.holder.images(self.library))
        except InvalidValueError as fault:
            hint = (
                "Put the picture beside the school's file first."
                if self.variable.kind is Kind.IMAGE
                else fault.hint
            )
            raise self.make_fault(str(fault), hint, next(iter(back))) from None

    def data(self, back: Mapping[str, str]) -> Data:
        if self.variable.kind is Kind.LIST:
            rows: dict[int, dict[str, Data]] = {}
            for part, text in sorted(back.items(), key=lambda item: split_part(item[0])):
                number, column = split_part(part)
                rows.setdefault(number, {})[column] = text
            return [
                {column: row[column] for column in self.variable.of if column in row} for row in rows.values()
            ]
        return back[""] if "" in back else dict(back)

    def make_fault(self, message: str, hint: str, part: str | None = None) -> _ValueFaults:
        cell = self.cells.get(part or "") or next(iter(self.cells.values()), None)
        about = (
            f"'{self.variable.key}{'.' + part if part else ''}' of {self.holder.id} "
            if part is not None
            else ""
        )
        if cell is None:
            return _ValueFaults([Problem(self.variable.key, 0, f"{about}{message}", hint)])
        return _ValueFaults([cell.place.problem(f"{about}{message}", hint)])


def _drop_check(cells: Mapping[str, str]) -> dict[str, str]:
    return {part: text for part, text in cells.items() if part != CHECKED}


def _close_gaps(cells: Mapping[str, str]) -> dict[str, str]:
    """Number the entries of a list without gaps, so that an empty row between two is no change."""
    numbers = sorted({split_part(part)[0] for part in cells if part[:1].isdigit()})
    return {
        (
            f"{numbers.index(split_part(part)[0]) + 1}.{split_part(part)[1]}" if part[:1].isdigit() else part
        ): text
        for part, text in cells.items()
    }
