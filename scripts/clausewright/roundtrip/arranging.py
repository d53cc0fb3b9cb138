"""Rows of a template in another order: what stays, what comes and goes, and what moves with its condition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..diff.align import weighted_lis
from .rows import BodyRow, RowKind, find_slot, is_silent

_OTHERWISE = ("else", "elif")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that is to stand in a body: the row that it was, None where it is new; its rows as they are
    now; and how many words it has.
    """

    row: int | None
    written: tuple[BodyRow, ...]
    weight: int = 1


@dataclass(frozen=True, slots=True)
class _Condition:
    """A condition of a body: its first and last row, and whether it has another case."""

    first: int
    last: int
    has_otherwise: bool

    def covers(self, row: int) -> bool:
        return self.first < row < self.last


@dataclass(frozen=True, slots=True)
class ArrangedRows:
    """Rows in their new order, and which of the old ones have moved."""

    rows: tuple[BodyRow, ...]
    moved: frozenset[int]


def arrange_rows(rows: Sequence[BodyRow], entries: Sequence[Entry], notes: list[str]) -> ArrangedRows:
    """Put rows into the order of the entries. What is no entry and prints is left out; tags and what is
    hidden stay where they are.

    What moves takes along the condition under which it stands, where that is possible; else it stays, and
    `notes` says so.
    """
    arrangement = _Arrangement(rows, list(entries), notes)
    return arrangement.arrange()


@dataclass(slots=True)
class _Arrangement:
    rows: Sequence[BodyRow]
    entries: list[Entry]
    notes: list[str]

    def arrange(self) -> ArrangedRows:
        """Find what stays, move the rest, and write the rows."""
        staying = self.find_staying()
        moved_rows: dict[int, tuple[BodyRow, ...]] = {}
        left_out = {index for index, row in enumerate(self.rows) if not is_silent(row)}
        for place, entry in enumerate(self.entries):
            if entry.row is None:
                moved_rows[place] = entry.written
            elif place in staying:
                left_out.discard(entry.row)
        for place, entry in enumerate(self.entries):
            if entry.row is not None and place not in staying:
                self.settle_move(place, entry.row, staying, moved_rows, left_out)
        written = _drop_empty_conditions(self.write(staying, moved_rows, left_out))
        moved = {entry.row for place, entry in enumerate(self.entries) if place not in staying}
        return ArrangedRows(tuple(written), frozenset(row for row in moved if row is not None))

    def find_staying(self) -> set[int]:
        places = [place for place, entry in enumerate(self.entries) if entry.row is not None]
        numbers = [entry.row for entry in self.entries if entry.row is not None]
        weights = [self.entries[place].weight for place in places]
        return {places[index] for index in weighted_lis(numbers, weights)}

    def settle_move(
        self,
        place: int,
        row: int,
        staying: set[int],
        moved_rows: dict[int, tuple[BodyRow, ...]],
        left_out: set[int],
    ) -> None:
        """Settle what goes along with a row that moves."""
        if place in moved_rows:
            return
        conditions = [condition for condition in _list_conditions(self.rows) if condition.covers(row)]
        if not conditions:
            moved_rows[place] = self.entries[place].written
            return
        outermost = conditions[0]
        printing = [
            index for index in range(outermost.first, outermost.last + 1) if not is_silent(self.rows[index])
        ]
        along = [other for other, entry in enumerate(self.entries) if entry.row in printing]
        is_whole = (
            not staying.intersection(along)
            and [self.entries[other].row for other in along] == printing
            and along == list(range(along[0], along[0] + len(along)))
        )
        if is_whole:
            block: list[BodyRow] = []
            by_row = {entry.row: entry.written for entry in self.entries}
            for index in range(outermost.first, outermost.last + 1):
                block += by_row[index] if index in printing else [self.rows[index]]
                left_out.add(index)
            moved_rows[along[0]] = (replace(block[0], gap=1), *block[1:])
            moved_rows.update(dict.fromkeys(along[1:], ()))
        elif len(conditions) == 1 and not outermost.has_otherwise:
            opening, closing = self.rows[outermost.first], self.rows[outermost.last]
            written = (
                replace(opening, gap=1),
                *_close_up(self.entries[place].written),
                replace(closing, gap=0),
            )
            moved_rows[place] = written
        else:
            left_out.discard(row)
            moved_rows[place] = ()
            self.notes.append(
                f"“{self.rows[row].name or self.rows[row].text}” was moved out of a choice between several:"
                " move it in the file"
            )

    def write(
        self, staying: set[int], moved_rows: dict[int, tuple[BodyRow, ...]], left_out: set[int]
    ) -> list[BodyRow]:
        inserted: dict[int, list[BodyRow]] = {}
        changed: dict[int, tuple[BodyRow, ...]] = {}
        before = -1
        for place, entry in enumerate(self.entries):
            if place in staying and entry.row is not None:
                before = entry.row
                changed[entry.row] = entry.written
                continue
            following = [
                other.row for index, other in enumerate(self.entries[place:], place) if index in staying
            ]
            after = following[0] if following and following[0] is not None else len(self.rows)
            inserted.setdefault(find_slot(self.rows, before, after), []).extend(moved_rows[place])
        written: list[BodyRow] = []
        for index, row in enumerate(self.rows):
            written += inserted.get(index, [])
            if index in changed:
                written += changed[index]
            elif index not in left_out:
                written.append(row)
        return written + inserted.get(len(self.rows), [])


def _close_up(rows: tuple[BodyRow, ...]) -> tuple[BodyRow, ...]:
    return (replace(rows[0], gap=0), *rows[1:]) if rows else ()


def _list_conditions(rows: Sequence[BodyRow]) -> list[_Condition]:
    """The conditions of a body that have lines of their own, the outermost first."""
    conditions: list[_Condition] = []
    open_rows: list[tuple[int, bool]] = []
    for index, row in enumerate(rows):
        if row.kind is not RowKind.TAG:
            continue
        keyword = row.text.strip("{%- ").split(" ")[0]
        if keyword in ("if", "for"):
            open_rows.append((index, False))
        elif keyword in _OTHERWISE and open_rows:
            open_rows[-1] = (open_rows[-1][0], True)
        elif keyword in ("endif", "endfor") and open_rows:
            first, has_otherwise = open_rows.pop()
            conditions.append(_Condition(first, index, has_otherwise))
    return sorted(conditions, key=lambda condition: condition.first)


def _drop_empty_conditions(rows: Sequence[BodyRow]) -> list[BodyRow]:
    """Rows without conditions that have nothing under them any more."""
    kept: list[BodyRow] = []
    for row in rows:
        keyword = row.text.strip("{%- ").split(" ")[0] if row.kind is RowKind.TAG else ""
        above = kept[-1].text.strip("{%- ").split(" ")[0] if kept and kept[-1].kind is RowKind.TAG else ""
        if (keyword, above) in (("endif", "if"), ("endfor", "for")):
            kept.pop()
        else:
            kept.append(row)
    return kept
