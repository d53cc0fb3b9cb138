"""Tables of definitions: an entry for each term that was added, removed or changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ..model.ast import Element, classes_of, id_of, pairs_of, replace_elements, walk_elements
from ..model.change import Change, Kind, Mark
from ..model.document import Inlines, Prose

# A class of a table's row, or of anything in it, that says it was added or removed.
_MARKS = {"insertion": Kind.ADDED, "deletion": Kind.REMOVED}


def split_terms(change: Change) -> Iterator[Change]:
    """Yield an entry for each term of a table of definitions that was added, removed or changed;
    the whole where it cannot be told apart.
    """
    line = change.items[0]
    block = line.item.blocks[0] if isinstance(line.item, Prose) and len(line.item.blocks) == 1 else None
    table = block["c"][1][0] if block and block["t"] == "Div" and len(block["c"][1]) == 1 else None
    if block is None or table is None or line.mark is not Mark.CHANGED or not _has_rows_apart(table):
        yield change
        return
    attr, caption, specs, head, bodies, foot = table["c"]
    marked_rows = [row for row in bodies[0][3] if _is_marked(row)]
    for index, row in enumerate(marked_rows):
        term = _find_term_id(row) or f"{change.id}-{index}"
        kinds = tuple(kind for mark, kind in _MARKS.items() if mark in row[0][1])
        body = [*bodies[0][:3], [_rename_marks(row, f"d-{term}")]]
        table_of_term = {"t": "Table", "c": [attr, caption, specs, head, [body], foot]}
        item = Prose(({**block, "c": [block["c"][0], [table_of_term]]},))
        title = _read_first_cell(row)
        yield replace(
            change,
            id=f"d-{term}",
            kinds=(Kind.DEFINITION, *kinds),
            subject=term,
            old_titles=() if Kind.ADDED in kinds else (title,),
            new_titles=() if Kind.REMOVED in kinds else (title,),
            items=(replace(line, item=item, changes=(f"d-{term}",)),),
        )


def _has_rows_apart(table: Element) -> bool:
    """Say whether the changes of a table are all in its rows: one body, the same columns,
    the same heading.
    """
    if table["t"] != "Table":
        return False
    attr, _, _, head, bodies, _ = table["c"]
    return len(bodies) == 1 and not _is_marked(head) and "old-columns" not in dict(attr[2])


def _is_marked(node: Any) -> bool:
    """Say whether a piece of a redline has a mark: of a Span or Div, or a class of a row or cell."""
    if isinstance(node, dict):
        if node.get("t") in ("Span", "Div") and not _MARKS.keys().isdisjoint(classes_of(node)):
            return True
        return _is_marked(node.get("c"))
    if not isinstance(node, list):
        return False
    is_attributes = (
        len(node) == 3
        and isinstance(node[0], str)
        and isinstance(node[1], list)
        and isinstance(node[2], list)
    )
    if is_attributes:
        return not _MARKS.keys().isdisjoint(node[1])
    return any(_is_marked(part) for part in node)


def _find_term_id(row: Any) -> str:
    """The id of the term that a row defines, "" where it has none."""
    for part in walk_elements(row[1][0]) if row[1] else ():
        if part["t"] == "Span" and id_of(part).startswith("term-"):
            return id_of(part).removeprefix("term-")
    return ""


def _read_first_cell(row: Any) -> Inlines:
    blocks = row[1][0][4] if row[1] else []
    return tuple(blocks[0]["c"]) if blocks and blocks[0]["t"] in ("Plain", "Para") else ()


def _rename_marks(node: Any, id: str) -> Any:
    """The same with the marks naming another entry."""

    def rename(part: Any) -> Any:
        if part["t"] not in ("Span", "Div") or "change" not in pairs_of(part):
            return None
        part_id, classes, pairs = part["c"][0]
        renamed = [[key, id if key == "change" else value] for key, value in pairs]
        return [{**part, "c": [[part_id, classes, renamed], *part["c"][1:]]}]

    return replace_elements(node, rename)
