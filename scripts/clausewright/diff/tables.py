"""The diff of two tables: columns and rows first, then cells."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from ..model.ast import Element, Elements, attributes
from .align import Pair, align, similarity
from .normalise import key, read_text

DiffBlocks = Callable[[Elements, Elements, str], Elements]
_ROW = 0.4
_COLUMN = 0.5


def diff_tables(old: Element, new: Element, change: str, diff_blocks: DiffBlocks) -> Element | None:
    """Return the new table with the rows and columns of both, marked, or None where their shapes are too
    different for that.

    A row is marked by a class; a column by a class on each of its cells, and its table then keeps both lists
    of columns in the pairs `old-columns` and `new-columns`.
    """
    if not (_is_plain(old) and _is_plain(new) and _frame(old) == _frame(new)):
        return None
    columns = list(_columns(old, new))
    if not any(i is not None and j is not None for i, j in columns):
        return None
    attr, caption, specs, head, bodies, foot = new["c"]

    def rows(before: list[Any], after: list[Any]) -> list[Any]:
        return list(_rows(before, after, columns, change, diff_blocks))

    if old["c"][2] != specs or any(None in pair for pair in columns):
        pairs = [*attr[2], ["old-columns", json.dumps(old["c"][2])], ["new-columns", json.dumps(specs)]]
        attr = [attr[0], attr[1], pairs]
        specs = [specs[j] if j is not None else old["c"][2][i] for i, j in columns]
    new_head = [head[0], rows(old["c"][3][1], head[1])]
    return {
        "t": "Table",
        "c": [
            attr,
            caption,
            specs,
            new_head,
            [[*bodies[0][:3], rows(old["c"][4][0][3], bodies[0][3])]],
            foot,
        ],
    }


def _every_row(table: Element) -> list[Any]:
    return [*table["c"][3][1], *(row for body in table["c"][4] for row in body[3])]


def _is_plain(table: Element) -> bool:
    """Say whether a table is a plain grid: one body, no spans, as many cells in each row as there are
    columns.
    """
    _, _, specs, _, bodies, foot = table["c"]
    cells = [cell for row in _every_row(table) for cell in row[1]]
    return (
        len(bodies) == 1
        and not bodies[0][2]
        and not foot[1]
        and all(len(row[1]) == len(specs) for row in _every_row(table))
        and all(cell[2] == cell[3] == 1 for cell in cells)
    )


def _frame(table: Element) -> list[Any]:
    """What must be the same in both: attributes, caption, and all that is not a row."""
    attr, caption, _, head, bodies, foot = table["c"]
    return [attr, caption, head[0], len(head[1]), bodies[0][:2], foot]


def _columns(old: Element, new: Element) -> Iterator[Pair]:
    before, after = _titles(old), _titles(new)
    words = [[read_text([row[1][at] for row in _every_row(table)]).lower().split() for at in range(len(titles))]
             for table, titles in ((old, before), (new, after))]  # fmt: skip
    found = list(align(before, after, lambda i, j: similarity(words[0][i], words[1][j]), _COLUMN))
    lone_old, lone_new = [i for i, j in found if j is None], [j for i, j in found if i is None]
    # As many columns as before: the ones without a counterpart have new headings and new text, and are the
    # same columns.
    by_place = len(before) == len(after) and lone_old and lone_new
    return zip(range(len(before)), range(len(after)), strict=True) if by_place else iter(found)


def _titles(table: Element) -> list[str]:
    head = table["c"][3][1]
    return [key(cell[4]) for cell in head[0][1]] if head else [str(at) for at in range(len(table["c"][2]))]


def _rows(
    old: list[Any], new: list[Any], columns: list[Pair], change: str, diff_blocks: DiffBlocks
) -> Iterator[Any]:
    is_head = len(old) == len(new) == 1
    words = [[read_text(row).lower().split() for row in side] for side in (old, new)]

    def likeness(i: int, j: int) -> float:
        if is_head:
            return 1.0
        same_first = (
            old[i][1]
            and new[j][1]
            and read_text(old[i][1][0])
            and key(old[i][1][0][4]) == key(new[j][1][0][4])
        )
        alike = similarity(words[0][i], words[1][j])
        return max(alike, 0.8) if same_first else alike

    for i, j in align([key(row) for row in old], [key(row) for row in new], likeness, _ROW):
        before, after = old[i] if i is not None else None, new[j] if j is not None else None
        if before is not None and after is not None and _fits(before, after, columns):
            yield [after[0], [_cell(before[1], after[1], pair, change, diff_blocks) for pair in columns]]
            continue
        if before is not None:
            yield _whole(before, "deletion", [pair[0] for pair in columns])
        if after is not None:
            yield _whole(after, "insertion", [pair[1] for pair in columns])


def _fits(old: Any, new: Any, columns: list[Pair]) -> bool:
    """Say whether one row can become the other by the words in its cells alone."""
    pairs = [(old[1][i], new[1][j]) for i, j in columns if i is not None and j is not None]
    return bool(old[0] == new[0]) and all(before[:4] == after[:4] for before, after in pairs)


def _cell(old: list[Any], new: list[Any], pair: Pair, change: str, diff_blocks: DiffBlocks) -> Any:
    i, j = pair
    if i is not None and j is not None:
        same = key(old[i][4]) == key(new[j][4])
        return [*new[j][:4], new[j][4] if same else diff_blocks(old[i][4], new[j][4], change)]
    return _classed(new[j], "insertion") if j is not None else _classed(old[i or 0], "deletion")


def _whole(row: Any, mark: str, places: list[int | None]) -> Any:
    """A row that is all gone or all new; where the other table alone has a column, an empty cell stands that
    goes with the column.
    """
    other = "deletion" if mark == "insertion" else "insertion"
    cells = [
        row[1][at] if at is not None else [attributes("", [other]), {"t": "AlignDefault"}, 1, 1, []]
        for at in places
    ]
    return [_with(row[0], mark), cells]


def _classed(cell: Any, mark: str) -> Any:
    return [_with(cell[0], mark), *cell[1:]]


def _with(attr: list[Any], mark: str) -> list[Any]:
    return [attr[0], [*attr[1], mark], attr[2]]
