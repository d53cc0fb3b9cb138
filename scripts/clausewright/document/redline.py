"""The marks of a redline, made ready for a format.

A redline marks words with Spans, blocks with Divs, rows and cells with classes (`insertion`, `deletion`). No
format can do all of that, and every format can mark words. So `lower_marks` hands every mark down to the
words under it, and says on the Span how much it is of: the attribute `whole` is "paragraph", "row" or "cell",
or is not there. Where something moved and was edited on the way, it is "edit" on the words that were.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from ..model.ast import (
    Element,
    Elements,
    classes_of,
    div,
    element,
    id_of,
    pairs_of,
    replace_elements,
    span,
    walk_elements,
)

INSERTION, DELETION = "insertion", "deletion"
COLUMNS = ("old-columns", "new-columns")
# How much a mark is of that stands in something that moved.
EDIT = "edit"
_HOLDERS = frozenset({"Emph", "Strong", "Strikeout", "Underline", "Superscript", "Subscript", "SmallCaps"})


@dataclass(frozen=True, slots=True)
class Mark:
    """What was done to a piece of a document, and the id of the Change that tells of it."""

    kind: str
    change: str = ""

    def span(self, inlines: Elements, whole: str = "") -> Element:
        """Inlines under this mark."""
        pairs = {name: value for name, value in (("change", self.change), ("whole", whole)) if value}
        return span(inlines, classes=[self.kind], **pairs)

    def div(self, blocks: Elements) -> Element:
        """Blocks under this mark."""
        return div(blocks, classes=[self.kind], **({"change": self.change} if self.change else {}))


def read_mark(node: Element) -> Mark | None:
    """The mark that a Span or Div is, if it is one."""
    return _mark(node["c"][0]) if node["t"] in ("Span", "Div") else None


def _mark(attributes: list[Any]) -> Mark | None:
    kind = next((name for name in (INSERTION, DELETION) if name in attributes[1]), "")
    return Mark(kind, dict(attributes[2]).get("change", "")) if kind else None


def read_whole(node: Element) -> str:
    """How much a mark's Span is of: "paragraph", "row", "cell" or, for some words alone, ""."""
    return pairs_of(node).get("whole", "")


def lower_marks(blocks: Elements, mark: Mark | None = None, whole: str = "") -> Elements:
    """Blocks whose marks stand on their words alone. `mark` is the one that they all stand under, `whole` how
    much it is of.
    """
    lowered_blocks: Elements = []
    for block in blocks:
        lowered_blocks += _block(block, mark, whole or ("paragraph" if mark else ""))
    return lowered_blocks


def _block(node: Element, mark: Mark | None, whole: str) -> Elements:
    content: Any = node.get("c")
    if node["t"] == "Div" and (block_mark := read_mark(node)):
        # Marks do not nest; where a value's marks stand in a block that is gone or new altogether, the
        # block's own counts.
        return (
            lower_marks(content[1], mark or block_mark, whole or "paragraph")
            if mark is None or mark.kind == block_mark.kind
            else []
        )
    match node["t"]:
        case "Para" | "Plain":
            return [{**node, "c": _marked(content, mark, whole)}]
        case "Header":
            return [element("Header", content[0], content[1], _marked(content[2], mark, whole))]
        case "Table":
            return [_table(node, mark)]
        case "HorizontalRule" if mark:
            return [mark.div([node])]
    return [{**node, "c": _held(node["t"], content, mark, whole)}] if content else [node]


def _held(kind: str, content: Any, mark: Mark | None, whole: str) -> Any:
    """The content of a block that holds blocks."""
    match kind:
        case "BlockQuote":
            return lower_marks(content, mark, whole)
        case "Div" | "Figure":
            return [*content[:-1], lower_marks(content[-1], mark, whole)]
        case "BulletList":
            return [lower_marks(item, mark, whole) for item in content]
        case "OrderedList":
            return [content[0], [lower_marks(item, mark, whole) for item in content[1]]]
        case "DefinitionList":
            return [
                [_marked(term, mark, "paragraph"), [lower_marks(blocks, mark, whole) for blocks in meanings]]
                for term, meanings in content
            ]
    return content


def _marked(inlines: Elements, mark: Mark | None, whole: str) -> Elements:
    return [mark.span(_inlines_under(mark, inlines), whole)] if mark else _inlines(inlines, None)


def _inlines_under(mark: Mark, inlines: Elements) -> Elements:
    """Inlines under a mark. Nothing leads to what is gone, so that has no ids."""
    lowered = _inlines(inlines, mark)
    gone: Elements = replace_elements(lowered, remove_ids) if mark.kind == DELETION else lowered
    return gone


def _inlines(inlines: Elements, mark: Mark | None) -> Elements:
    """Inlines under a mark that stands outside them: one inside says nothing new, or what is not there,
    unless it is of what was edited on its way.
    """
    runs: Elements = []
    for node in inlines:
        span_mark = read_mark(node) if node["t"] == "Span" else None
        if span_mark and mark and span_mark.kind != mark.kind:
            continue
        if span_mark and mark and read_whole(node) != EDIT:
            runs += _inlines(node["c"][1], mark)
        elif span_mark:
            runs.append({**node, "c": [node["c"][0], _inlines_under(span_mark, node["c"][1])]})
        elif node["t"] == "Note":
            runs.append({**node, "c": lower_marks(node["c"], mark, "note" if mark else "")})
        elif node["t"] in _HOLDERS:
            runs.append({**node, "c": _inlines(node["c"], mark)})
        elif node["t"] in ("Span", "Link", "Quoted", "Cite"):
            content = list(node["c"])
            content[1] = _inlines(content[1], mark)
            runs.append({**node, "c": content})
        else:
            runs.append(node)
    return runs


# -- tables --------------------------------------------------------------------------------------------------


def _table(node: Element, mark: Mark | None) -> Element:
    def row(row: list[Any]) -> list[Any]:
        row_mark = mark or _mark(row[0])
        return [row[0], [cell(row_cell, row_mark, "row" if row_mark else "") for row_cell in row[1]]]

    def cell(cell: list[Any], outer: Mark | None, whole: str) -> list[Any]:
        cell_mark = _mark(cell[0])
        if cell_mark and outer and cell_mark.kind != outer.kind:
            # In a row that goes, the empty cell of a column that comes.
            outer, whole = cell_mark, "cell"
        row_mark = outer or cell_mark
        *facts, blocks = cell
        if row_mark and not blocks:
            blocks = [element("Plain", [])]
        return [*facts, lower_marks(blocks, row_mark, whole or ("cell" if row_mark else ""))]

    attributes, caption, columns, head, bodies, foot = node["c"]
    plain = [
        attributes[0],
        attributes[1],
        [[name, value] for name, value in attributes[2] if name not in COLUMNS],
    ]
    return element(
        "Table",
        plain,
        caption,
        columns,
        [head[0], [row(table_row) for table_row in head[1]]],
        [
            [
                body[0],
                body[1],
                [row(table_row) for table_row in body[2]],
                [row(table_row) for table_row in body[3]],
            ]
            for body in bodies
        ],
        [foot[0], [row(table_row) for table_row in foot[1]]],
    )


# -- one side ------------------------------------------------------------------------------------------------


def has_marked_words(node: Any) -> bool:
    """Say whether a piece of a redline has a mark on words or blocks."""
    return any(read_mark(part) is not None for part in walk_elements(node))


def take_side_with_edits(node: Any, kind: str, edited: Mark | None = None) -> Any:
    """Return a piece of a redline as it was, or as it is, by the kind of the marks that stay; what only that
    side has is marked word by word as an edit. Of a table nothing is marked: it comes and goes row by row.

    `edited` is the mark of the blocks in which the piece stands.
    """
    if isinstance(node, list):
        return _take_side_of_parts(node, kind, edited)
    content = node.get("c") if isinstance(node, dict) else None
    if not content:
        return node
    match node.get("t"):
        case "Table":
            return _take_side_of_table(node, kind)
        case "BulletList":
            return {**node, "c": _take_side_of_items(content, kind, edited)}
        case "OrderedList":
            return {**node, "c": [content[0], _take_side_of_items(content[1], kind, edited)]}
        case "Para" | "Plain" if edited is not None:
            return {**node, "c": [edited.span(take_side_with_edits(content, kind), EDIT)]}
    return {**node, "c": take_side_with_edits(content, kind, edited)}


def _take_side_of_parts(parts: list[Any], kind: str, edited: Mark | None) -> list[Any]:
    sides: list[Any] = []
    for part in parts:
        mark = read_mark(part) if isinstance(part, dict) and "t" in part else None
        if mark is None:
            sides.append(take_side_with_edits(part, kind, edited))
        elif mark.kind == kind and part["t"] == "Div":
            sides += take_side_with_edits(part["c"][1], kind, mark)
        elif mark.kind == kind:
            sides.append(mark.span(take_side_with_edits(part["c"][1], kind), EDIT))
    return sides


def _take_side_of_items(items: list[Elements], kind: str, edited: Mark | None) -> list[Elements]:
    sides = [take_side_with_edits(item, kind, edited) for item in items]
    return [side for item, side in zip(items, sides, strict=True) if side or not item]


def _take_side_of_table(node: Element, kind: str) -> Element:
    """One side of a table, without marks."""
    is_old = kind == DELETION
    attributes, caption, columns, *rows = _without(node["c"], INSERTION if is_old else DELETION)
    pairs = dict(attributes[2])
    own_columns = pairs.get(COLUMNS[0 if is_old else 1])
    columns = json.loads(own_columns) if own_columns else columns
    kept_pairs = [[name, value] for name, value in attributes[2] if name not in COLUMNS]
    return element("Table", [*attributes[:2], kept_pairs], caption, columns, *rows)


def split_row(row: Any, change: str) -> list[Any]:
    """A row as it was, all gone, and as it is, all new; where only one of them has a column, an empty cell
    stands in the other that comes and goes with the column.
    """
    halves: list[Any] = []
    for kind, other in ((DELETION, INSERTION), (INSERTION, DELETION)):
        cells: list[Any] = []
        for cell in row[1]:
            if other in cell[0][1]:
                cells.append([["", [other], []], *cell[1:-1], []])
            else:
                cells.append(_without([[["", [], []], *cell[1:]]], other)[0])
        halves.append([["", [kind], [["change", change]] if change else []], cells])
    return halves


def split_into_halves(node: Any) -> tuple[Any, Any]:
    """A list of pieces of a document as they were and as they are, without marks."""
    return _without(node, INSERTION), _without(node, DELETION)


def _without(node: Any, gone: str) -> Any:
    """A piece of a document without what is marked as `gone`, and without the other marks."""
    if isinstance(node, dict):
        return {**node, "c": _without(node["c"], gone)} if "c" in node else node
    if not isinstance(node, list):
        return node
    parts: list[Any] = []
    for part in node:
        part_mark = read_mark(part) if isinstance(part, dict) and part.get("t") in ("Span", "Div") else None
        if part_mark:
            parts += _without(part["c"][1], gone) if part_mark.kind != gone else []
        elif isinstance(part, list) and part and _is_attributes(part[0]) and (part_mark := _mark(part[0])):
            # A row or a cell: its attributes come first.
            parts += (
                [[["", [], []], *(_without(inner, gone) for inner in part[1:])]]
                if part_mark.kind != gone
                else []
            )
        else:
            parts.append(_without(part, gone))
    return parts


def _is_attributes(part: Any) -> bool:
    return (
        isinstance(part, list) and len(part) == 3 and isinstance(part[0], str) and isinstance(part[1], list)
    )


def remove_ids(node: Element) -> Elements | None:
    """Nothing leads to what is gone, and its ids may stand elsewhere; for `changed`."""
    if node["t"] in ("Span", "Div", "Link", "Table") and id_of(node):
        return [{**node, "c": [["", classes_of(node), node["c"][0][2]], *node["c"][1:]]}]
    return None
