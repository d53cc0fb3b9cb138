"""The diff of two runs of blocks: paragraphs, list items, and the rows, columns and cells of tables,
before words.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from ..model.ast import Element, Elements, attributes, classes_of, div
from .align import Pair, align, containment, similarity
from .normalise import make_text_key, read_text
from .words import diff_inlines

_TEXTS = frozenset({"Para", "Plain"})
# How alike two paragraphs, list items, rows or columns are at least that are one, edited.
_SAME_TEXT = 0.4
_SAME_ITEM = 0.35
_SAME_ROW = 0.4
_SAME_COLUMN = 0.5
# A list, table or box of the same make is the same one, though most of it is new.
_SAME_BOX = 0.15
# A sentence to which much was added is still the same one: of so many words at least, so much is contained.
_SENTENCE_WORDS, _CONTAINED = 6, 0.8


def diff_blocks(old: Elements, new: Elements, change: str) -> Elements:
    """Return the new blocks with what was added and removed marked, each mark naming the change."""
    old_words = [read_words(block) for block in old]
    new_words = [read_words(block) for block in new]
    old_keys = [make_text_key(block) for block in old]
    new_keys = [make_text_key(block) for block in new]

    def likeness(i: int, j: int) -> float:
        return _rate_likeness_of_blocks(old[i], new[j], old_words[i], new_words[j])

    marked: list[tuple[str, Element]] = []
    for i, j in align(old_keys, new_keys, likeness, _SAME_BOX):
        if i is None and j is not None:
            marked.append(("insertion", new[j]))
        elif j is None and i is not None:
            marked.append(("deletion", old[i]))
        elif i is not None and j is not None:
            merged = new[j] if old_keys[i] == new_keys[j] else diff_block(old[i], new[j], change)
            marked += [("", merged)] if merged is not None else [("deletion", old[i]), ("insertion", new[j])]
    blocks: Elements = []
    for mark, group in groupby(marked, lambda block: block[0]):
        blocks += _mark_blocks(mark, [block for _, block in group], change)
    return blocks


def diff_block(old: Element, new: Element, change: str) -> Element | None:
    """Return the new block with marks, or None where it is a block of another make
    and takes the other's place whole.
    """
    match new["t"]:
        case "Para" | "Plain" if old["t"] in _TEXTS:
            return {**new, "c": diff_inlines(old["c"], new["c"], change, diff_blocks)}
        case _ if not _is_same_make(old, new):
            return None
        case "Header":
            return {**new, "c": [*new["c"][:2], diff_inlines(old["c"][2], new["c"][2], change, diff_blocks)]}
        case "BulletList":
            return {**new, "c": _diff_items(old["c"], new["c"], change)}
        case "OrderedList":
            return {**new, "c": [new["c"][0], _diff_items(old["c"][1], new["c"][1], change)]}
        case "BlockQuote":
            return {**new, "c": diff_blocks(old["c"], new["c"], change)}
        case "Div":
            if {"insertion", "deletion"}.intersection(classes_of(new)):
                return None
            return {**new, "c": [new["c"][0], diff_blocks(old["c"][1], new["c"][1], change)]}
        case "Table":
            return _diff_tables(old, new, change)
    return None


def read_words(node: Any) -> list[str]:
    """Return the words of a piece of a document, in lower case."""
    return read_text(node).lower().split()


def _mark_blocks(mark: str, blocks: Elements, change: str) -> Elements:
    return [div(blocks, "", [mark], change=change)] if mark else blocks


def _rate_likeness_of_blocks(old: Element, new: Element, old_words: list[str], new_words: list[str]) -> float:
    """How alike two blocks are; 0 where one cannot become the other. Texts are alike from 0.4 on,
    boxes from 0.15.
    """
    if old["t"] in _TEXTS and new["t"] in _TEXTS:
        alike = similarity(old_words, new_words)
        if alike >= _SAME_TEXT:
            return alike
        # A sentence to which much was added is still the same one.
        is_long = min(len(old_words), len(new_words)) >= _SENTENCE_WORDS
        if is_long and containment(old_words, new_words) >= _CONTAINED:
            return 0.9 * alike
        return 0.0
    if not _is_same_make(old, new):
        return 0.0
    least = _SAME_BOX if old["t"] in ("Table", "Header") else 0.0
    return max(least, similarity(old_words, new_words))


def _is_same_make(old: Element, new: Element) -> bool:
    if old["t"] != new["t"]:
        return False
    match old["t"]:
        case "BulletList" | "BlockQuote" | "Table":
            return True
        case "OrderedList" | "Div":
            return bool(old["c"][0] == new["c"][0])
        case "Header":
            return bool(old["c"][:2] == new["c"][:2])
    return False


# -- lists ---------------------------------------------------------------------------------------------------


def _diff_items(old: list[Elements], new: list[Elements], change: str) -> list[Elements]:
    """The items of a list: whole ones first. An item that was added or removed is one Div
    and nothing else.
    """
    old_words = [read_words(item) for item in old]
    new_words = [read_words(item) for item in new]
    old_keys = [make_text_key(item) for item in old]
    new_keys = [make_text_key(item) for item in new]

    def likeness(i: int, j: int) -> float:
        return similarity(old_words[i], new_words[j])

    items: list[Elements] = []
    for i, j in align(old_keys, new_keys, likeness, _SAME_ITEM):
        if i is not None and j is not None:
            blocks = new[j] if old_keys[i] == new_keys[j] else diff_blocks(old[i], new[j], change)
            if not _is_one_mark(blocks):
                items.append(blocks)
                continue
        if i is not None:
            items.append(_mark_blocks("deletion", old[i], change))
        if j is not None:
            items.append(_mark_blocks("insertion", new[j], change))
    return items


def _is_one_mark(blocks: Elements) -> bool:
    """Say whether blocks are one Div that is a mark: an item that looks so is read as all gone or all new."""
    if len(blocks) != 1 or blocks[0]["t"] != "Div":
        return False
    return bool({"insertion", "deletion"}.intersection(classes_of(blocks[0])))


# -- tables --------------------------------------------------------------------------------------------------


def _diff_tables(old: Element, new: Element, change: str) -> Element | None:
    """The new table with the rows and columns of both, marked, or None where their shapes are too different
    for that.

    A row is marked by a class; a column by a class on each of its cells, and its table then keeps both lists
    of columns in the pairs `old-columns` and `new-columns`.
    """
    if not (_is_grid(old) and _is_grid(new) and _read_frame(old) == _read_frame(new)):
        return None
    columns = _match_columns(old, new)
    if not any(i is not None and j is not None for i, j in columns):
        return None
    _, _, old_specs, old_head, old_bodies, _ = old["c"]
    attr, caption, specs, head, bodies, foot = new["c"]
    if old_specs != specs or any(None in pair for pair in columns):
        pairs = [*attr[2], ["old-columns", json.dumps(old_specs)], ["new-columns", json.dumps(specs)]]
        attr = [attr[0], attr[1], pairs]
        specs = [specs[j] if j is not None else old_specs[i] for i, j in columns]
    head_rows = list(_diff_rows(old_head[1], head[1], columns, change))
    body_rows = list(_diff_rows(old_bodies[0][3], bodies[0][3], columns, change))
    new_head = [head[0], head_rows]
    new_body = [*bodies[0][:3], body_rows]
    return {"t": "Table", "c": [attr, caption, specs, new_head, [new_body], foot]}


def _list_rows(table: Element) -> list[Any]:
    rows = list(table["c"][3][1])
    for body in table["c"][4]:
        rows += body[3]
    return rows


def _is_grid(table: Element) -> bool:
    """Say whether a table is a plain grid: one body, no spans,
    as many cells in each row as there are columns.
    """
    _, _, specs, _, bodies, foot = table["c"]
    rows = _list_rows(table)
    is_even = all(len(row[1]) == len(specs) for row in rows)
    has_spans = any(cell[2] != 1 or cell[3] != 1 for row in rows for cell in row[1])
    return len(bodies) == 1 and not bodies[0][2] and not foot[1] and is_even and not has_spans


def _read_frame(table: Element) -> list[Any]:
    """What must be the same in both: attributes, caption, and all that is not a row."""
    attr, caption, _, head, bodies, foot = table["c"]
    return [attr, caption, head[0], len(head[1]), bodies[0][:2], foot]


def _match_columns(old: Element, new: Element) -> list[Pair]:
    """Pair the columns of two tables by their headings, then by what stands in them."""
    old_titles, new_titles = _list_column_titles(old), _list_column_titles(new)
    old_words = _list_words_of_columns(old, len(old_titles))
    new_words = _list_words_of_columns(new, len(new_titles))

    def likeness(i: int, j: int) -> float:
        return similarity(old_words[i], new_words[j])

    pairs = list(align(old_titles, new_titles, likeness, _SAME_COLUMN))
    is_gone = any(j is None for _, j in pairs)
    is_new = any(i is None for i, _ in pairs)
    if len(old_titles) == len(new_titles) and is_gone and is_new:
        # As many columns as before: the ones without a counterpart have new headings and new text, and are
        # the same columns.
        return [(place, place) for place in range(len(old_titles))]
    return pairs


def _list_words_of_columns(table: Element, count: int) -> list[list[str]]:
    rows = _list_rows(table)
    return [read_words([row[1][column] for row in rows]) for column in range(count)]


def _list_column_titles(table: Element) -> list[str]:
    """The headings of the columns, or their numbers where there are none."""
    head = table["c"][3][1]
    if head:
        return [make_text_key(cell[4]) for cell in head[0][1]]
    return [str(column) for column in range(len(table["c"][2]))]


def _diff_rows(old: list[Any], new: list[Any], columns: list[Pair], change: str) -> Iterator[Any]:
    is_head = len(old) == len(new) == 1
    old_words = [read_words(row) for row in old]
    new_words = [read_words(row) for row in new]

    def likeness(i: int, j: int) -> float:
        if is_head:
            return 1.0
        alike = similarity(old_words[i], new_words[j])
        return max(alike, 0.8) if _have_same_name(old[i], new[j]) else alike

    for i, j in align(
        [make_text_key(row) for row in old], [make_text_key(row) for row in new], likeness, _SAME_ROW
    ):
        before = old[i] if i is not None else None
        after = new[j] if j is not None else None
        if before is not None and after is not None and _can_become(before, after, columns):
            yield [after[0], [_diff_cell(before[1], after[1], pair, change) for pair in columns]]
            continue
        if before is not None:
            yield _mark_row(before, "deletion", [pair[0] for pair in columns])
        if after is not None:
            yield _mark_row(after, "insertion", [pair[1] for pair in columns])


def _have_same_name(old: Any, new: Any) -> bool:
    """Say whether the first cells of two rows say the same, and say something: it is the row's name."""
    if not old[1] or not new[1] or not read_text(old[1][0]):
        return False
    return make_text_key(old[1][0][4]) == make_text_key(new[1][0][4])


def _can_become(old: Any, new: Any, columns: list[Pair]) -> bool:
    """Say whether one row can become the other by the words in its cells alone."""
    kept = [(old[1][i], new[1][j]) for i, j in columns if i is not None and j is not None]
    return bool(old[0] == new[0]) and all(before[:4] == after[:4] for before, after in kept)


def _diff_cell(old: list[Any], new: list[Any], pair: Pair, change: str) -> Any:
    i, j = pair
    if i is not None and j is not None:
        is_same = make_text_key(old[i][4]) == make_text_key(new[j][4])
        return [*new[j][:4], new[j][4] if is_same else diff_blocks(old[i][4], new[j][4], change)]
    if j is not None:
        return _add_class_to_cell(new[j], "insertion")
    return _add_class_to_cell(old[i or 0], "deletion")


def _mark_row(row: Any, mark: str, places: list[int | None]) -> Any:
    """A row that is all gone or all new; where the other table alone has a column,
    an empty cell stands that goes with the column.
    """
    other = "deletion" if mark == "insertion" else "insertion"
    cells: list[Any] = []
    for place in places:
        if place is not None:
            cells.append(row[1][place])
        else:
            cells.append([attributes("", [other]), {"t": "AlignDefault"}, 1, 1, []])
    return [_add_class(row[0], mark), cells]


def _add_class_to_cell(cell: Any, mark: str) -> Any:
    return [_add_class(cell[0], mark), *cell[1:]]


def _add_class(attr: list[Any], mark: str) -> list[Any]:
    return [attr[0], [*attr[1], mark], attr[2]]
