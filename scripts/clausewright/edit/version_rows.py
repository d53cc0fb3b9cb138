"""The text of a version as an ordered list of rows: headings, clauses, conditions and other text, which a
person moves, adds and takes out. A row that nobody touches keeps its letters and its blank lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

_CLAUSE = re.compile(r'\{\{ *clause\("([a-z0-9-]+)"(?:, *[^{}]*)?\) *\}\}')
_HEADING = re.compile(r"(#{2,3}) +(.*?)(?: *\{[^{}]*\})? *")
_TAG = re.compile(r"\{%-? *(if|elif|else|endif|for|endfor)\b.*%\}")


class RowKind(StrEnum):
    """What a row is."""

    SECTION = "section"
    PART = "part"
    CLAUSE = "clause"
    CONDITION = "condition"
    OTHERWISE = "otherwise"
    END = "end"
    TEXT = "text"


_OPENING = frozenset({RowKind.CONDITION})
_TAG_KINDS = {
    "if": RowKind.CONDITION,
    "for": RowKind.CONDITION,
    "elif": RowKind.OTHERWISE,
    "else": RowKind.OTHERWISE,
    "endif": RowKind.END,
    "endfor": RowKind.END,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its lines as they are written, how many blank lines stand above it, and how many conditions
    around it. `name` is a clause's id or a heading's words.
    """

    kind: RowKind
    text: str
    gap: int = 1
    depth: int = 0
    name: str = ""


class CannotMoveError(Exception):
    """A row cannot be moved or taken out so; the message says why."""


def read_rows(text: str) -> tuple[Row, ...]:
    """Read the text of a version, without its front matter, into rows."""
    rows: list[Row] = []
    gap = 0
    for line in text.rstrip("\n").split("\n"):
        if not line.strip():
            gap += 1
            continue
        row = _read_line(line, gap)
        continues = rows and gap == 0 and row.kind is RowKind.TEXT and rows[-1].kind is RowKind.TEXT
        if continues:
            rows[-1] = replace(rows[-1], text=f"{rows[-1].text}\n{line}")
        else:
            rows.append(row)
        gap = 0
    return _set_depths(rows)


def _read_line(line: str, gap: int) -> Row:
    if clause := _CLAUSE.fullmatch(line):
        return Row(RowKind.CLAUSE, line, gap, name=clause[1])
    if heading := _HEADING.fullmatch(line):
        kind = RowKind.SECTION if heading[1] == "##" else RowKind.PART
        return Row(kind, line, gap, name=heading[2])
    if tag := _TAG.fullmatch(line.strip()):
        return Row(_TAG_KINDS[tag[1]], line, gap)
    return Row(RowKind.TEXT, line, gap)


def _set_depths(rows: Iterable[Row]) -> tuple[Row, ...]:
    depth, placed = 0, []
    for row in rows:
        is_closing = row.kind in (RowKind.END, RowKind.OTHERWISE)
        placed.append(replace(row, depth=max(0, depth - is_closing)))
        depth += (row.kind in _OPENING) - (row.kind is RowKind.END)
    return tuple(placed)


def write_rows(rows: Sequence[Row]) -> str:
    """Write rows as the text of a version."""
    return "".join("\n" * row.gap + f"{row.text}\n" for row in rows)


def move_row(rows: Sequence[Row], index: int, *, up: bool) -> tuple[Row, ...]:
    """Move a row past its neighbour: a clause past the next row, and so into a condition or out of one; a
    condition or a section with all that is in it.

    Raises CannotMoveError where there is nothing to move past.
    """
    start, end = _find_block(rows, index)
    if up:
        first, middle, last = _find_unit_before(rows, start, rows[index].kind), start, end
    else:
        first, middle, last = start, end, _find_unit_after(rows, end, rows[index].kind)
    parts = (rows[:first], rows[middle:last], rows[first:middle], rows[last:])
    return _settle([row for part in parts for row in _set_apart(part)])


def _set_apart(rows: Sequence[Row]) -> list[Row]:
    """Rows of which the first has a blank line above it, unless it ends a condition."""
    if not rows or rows[0].kind in (RowKind.OTHERWISE, RowKind.END):
        return list(rows)
    return [replace(rows[0], gap=max(rows[0].gap, 1)), *rows[1:]]


def _find_block(rows: Sequence[Row], index: int) -> tuple[int, int]:
    """From where to where a row and what belongs to it goes."""
    row = rows[index]
    if row.kind in (RowKind.OTHERWISE, RowKind.END):
        raise CannotMoveError("It belongs to the condition above it: move that.")
    if row.kind is RowKind.CONDITION:
        return index, _find_end(rows, index) + 1
    if row.kind is RowKind.SECTION and row.depth == 0:
        end = index + 1
        while end < len(rows) and not (rows[end].kind is RowKind.SECTION and rows[end].depth == 0):
            end += 1
        return index, end
    return index, index + 1


def _find_end(rows: Sequence[Row], index: int) -> int:
    """Where the condition that begins at a row ends."""
    for position in range(index + 1, len(rows)):
        if rows[position].kind is RowKind.END and rows[position].depth == rows[index].depth:
            return position
    raise CannotMoveError("The condition has no end.")


def _find_unit_before(rows: Sequence[Row], start: int, kind: RowKind) -> int:
    """Where that begins which a block moves past, upwards."""
    if start == 0:
        raise CannotMoveError("It stands first already.")
    if kind is RowKind.SECTION:
        sections = [
            position
            for position, row in enumerate(rows[:start])
            if row.kind is RowKind.SECTION and row.depth == 0
        ]
        if not sections:
            raise CannotMoveError("It is the first section already.")
        return sections[-1]
    above = rows[start - 1]
    if kind is RowKind.CONDITION and above.kind is RowKind.END:
        return max(
            position
            for position, row in enumerate(rows[:start])
            if row.kind is RowKind.CONDITION and row.depth == above.depth
        )
    if kind is RowKind.CONDITION and above.kind in (RowKind.CONDITION, RowKind.OTHERWISE):
        raise CannotMoveError("It stands first in its condition already.")
    return start - 1


def _find_unit_after(rows: Sequence[Row], end: int, kind: RowKind) -> int:
    """Where that ends which a block moves past, downwards."""
    if end >= len(rows):
        raise CannotMoveError("It stands last already.")
    below = rows[end]
    if kind in (RowKind.SECTION, RowKind.CONDITION) and below.kind in (RowKind.CONDITION, RowKind.SECTION):
        return _find_block(rows, end)[1]
    if kind is RowKind.CONDITION and below.kind in (RowKind.END, RowKind.OTHERWISE):
        raise CannotMoveError("It stands last in its condition already.")
    return end + 1


def remove_row(rows: Sequence[Row], index: int) -> tuple[Row, ...]:
    """Take a row out. What stands under a condition stays, and so does what stands under a heading.

    Raises CannotMoveError for a condition that has another case.
    """
    row = rows[index]
    if row.kind in (RowKind.OTHERWISE, RowKind.END):
        raise CannotMoveError("It belongs to the condition above it: take that out.")
    left_out = {index}
    if row.kind is RowKind.CONDITION:
        end = _find_end(rows, index)
        if any(other.kind is RowKind.OTHERWISE and other.depth == row.depth for other in rows[index:end]):
            raise CannotMoveError(
                "It has an “otherwise”: move the clauses out of it first, or edit the text."
            )
        left_out.add(end)
    kept = [other for position, other in enumerate(rows) if position not in left_out]
    return _settle(kept)


def insert_row(rows: Sequence[Row], index: int, text: str) -> tuple[Row, ...]:
    """Put a row, given by its line, before the row at `index`, or last."""
    return _settle([*rows[:index], _read_line(text, 1), *rows[index:]])


def rename_row(rows: Sequence[Row], index: int, heading: str) -> tuple[Row, ...]:
    """Give a section or a part other words; what stands behind them in its line stays.

    Raises CannotMoveError for what is no heading.
    """
    row = rows[index]
    if row.kind not in (RowKind.SECTION, RowKind.PART):
        raise CannotMoveError("Only a section or a part has a heading.")
    marks, rest = row.text.partition(" ")[0], row.text.partition(row.name)[2]
    renamed = _read_line(f"{marks} {heading}{rest}", row.gap)
    return _settle([*rows[:index], renamed, *rows[index + 1 :]])


def reword_row(rows: Sequence[Row], index: int, text: str) -> tuple[Row, ...]:
    """Give a text other words. Raises CannotMoveError for what is no text."""
    row = rows[index]
    if row.kind is not RowKind.TEXT:
        raise CannotMoveError("Only a text can be reworded here.")
    return _settle([*rows[:index], *read_rows_of_text(text, row.gap), *rows[index + 1 :]])


def read_rows_of_text(text: str, gap: int) -> tuple[Row, ...]:
    """The rows of a text that takes the place of another; the first has `gap` blank lines above it."""
    rows = read_rows(text.strip("\n"))
    return (replace(rows[0], gap=gap), *rows[1:]) if text.strip() else ()


def wrap_row(rows: Sequence[Row], index: int, test: str) -> tuple[Row, ...]:
    """Let a clause stand only where a test holds.

    Raises CannotMoveError for what is no clause or text.
    """
    row = rows[index]
    if row.kind not in (RowKind.CLAUSE, RowKind.TEXT):
        raise CannotMoveError("Only a clause or a text can depend on a choice.")
    opening = Row(RowKind.CONDITION, f"{{% if {test} %}}", row.gap)
    ending = Row(RowKind.END, "{% endif %}", 0)
    return _settle([*rows[:index], opening, replace(row, gap=0), ending, *rows[index + 1 :]])


def _settle(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Rows with a blank line wherever two of them would run together, and none at the head."""
    settled: list[Row] = []
    for row in _set_depths(rows):
        above = settled[-1] if settled else None
        runs_together = (
            above and above.kind not in _TAG_KINDS.values() and row.kind not in _TAG_KINDS.values()
        )
        if above is None:
            settled.append(replace(row, gap=0))
        elif runs_together and row.gap == 0:
            settled.append(replace(row, gap=1))
        else:
            settled.append(row)
    return tuple(settled)
