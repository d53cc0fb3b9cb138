"""What Word cannot change in place is replaced: the old whole, deleted, and the new whole, inserted.

A list's item keeps its label with its first paragraph, and a cell ends with its last; neither can come or go
by itself. A column cannot either: Word could, LibreOffice cannot. Each function is for `changed`, and gives
None where nothing need be replaced.
"""

from __future__ import annotations

from typing import Any

from ..model.ast import Element, Elements, element
from .redline import DELETION, INSERTION, Mark, halves, mark_of, with_tables_in_rows

Items = list[Elements]


def replaced(node: Element) -> Elements | None:
    """A list or table in which what cannot be changed in place is replaced."""
    match node["t"]:
        case "BulletList":
            return [{**node, "c": _items(node["c"])}]
        case "OrderedList":
            return [{**node, "c": [node["c"][0], _items(node["c"][1])]}]
        case "Table":
            return with_tables_in_rows(node) or [_table(node)]
    return None


def _items(items: Items) -> Items:
    return [one for item in items for one in _item(_paired(item))]


def _item(item: Elements) -> Items:
    """An item, or two where its first paragraph comes or goes without the others."""
    mark = _mark_at_start(item)
    if mark is None or (len(item) == 1 and mark_of(item[0])):
        return [item]
    old, new = halves(item)
    return [[Mark(kind, mark.change).div(half)] for kind, half in ((DELETION, old), (INSERTION, new)) if half]


def _mark_at_start(blocks: Elements) -> Mark | None:
    """The mark on the first paragraph of all, if it comes or goes with its end."""
    match blocks:
        case [{"t": "Div", "c": [_, [*inner]]} as first, *_]:
            return mark_of(first) or _mark_at_start(inner)
        case [
            {"t": "BlockQuote", "c": [*inner]}
            | {"t": "BulletList", "c": [[*inner], *_]}
            | {"t": "OrderedList", "c": [_, [[*inner], *_]]},
            *_,
        ]:
            return _mark_at_start(inner)
    return None


def _table(node: Element) -> Element:
    attributes, caption, columns, head, bodies, foot = node["c"]
    new_bodies = [[body[0], body[1], _rows(body[2]), _rows(body[3])] for body in bodies]
    return element(
        "Table",
        attributes,
        caption,
        columns,
        [head[0], _rows(head[1])],
        new_bodies,
        [foot[0], _rows(foot[1])],
    )


def _rows(rows: list[Any]) -> list[Any]:
    found = []
    for attributes, cells in rows:
        row = [attributes, [[*cell[:-1], _paired(cell[-1])] for cell in cells]]
        mark = next((mark for cell in row[1] if (mark := _unfit(cell[-1]))), None)
        if mark is None or {INSERTION, DELETION} & set(attributes[1]):
            found.append(row)
            continue
        for kind, half in zip((DELETION, INSERTION), halves([row]), strict=True):
            [[_, half_cells]] = half
            found.append([["", [kind], [["change", mark.change]] if mark.change else []], half_cells])
    return found


def _unfit(blocks: Elements) -> Mark | None:
    """The mark of a paragraph that would leave its end behind in a cell, if there is one."""
    marks = [mark for block in blocks if (mark := mark_of(block))]
    is_filled = (
        len(blocks) == 1 and marks and [block["t"] for block in blocks[0]["c"][1]] in (["Para"], ["Plain"])
    )
    return None if is_filled or not marks else marks[0]


def _paired(blocks: Elements) -> Elements:
    """Blocks in which a paragraph that takes the place of another one of its kind is one paragraph, its words
    replaced.
    """
    found: Elements = []
    for block in blocks:
        gone, come = mark_of(found[-1]) if found else None, mark_of(block)
        if not (gone and come and gone.kind == DELETION and come.kind == INSERTION):
            found.append(block)
            continue
        old, new = found.pop()["c"][1], block["c"][1]
        count = 0
        while (
            count < min(len(old), len(new))
            and old[count]["t"] == new[count]["t"]
            and old[count]["t"] in ("Para", "Plain")
        ):
            found.append(element(old[count]["t"], [gone.span(old[count]["c"]), come.span(new[count]["c"])]))
            count += 1
        found += [gone.div(old[count:])] if old[count:] else []
        found += [come.div(new[count:])] if new[count:] else []
    return found
