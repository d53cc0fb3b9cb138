"""Word: marks become bookmarks, which pandoc puts in the right place, and which word/ turns into tracked
changes.

A bookmark's name says all: `insertion-paragraph-12` is words that were added with the end of their paragraph.
Word must be able to give back either document, so here, unlike on a page, a new number is a change, what
moved is deleted and inserted, and what cannot be changed in place is deleted whole and inserted whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import Any

from ..model.ast import (
    SPACE,
    Element,
    Elements,
    changed,
    classes_of,
    div,
    element,
    every,
    id_of,
    span,
    text_of,
)
from ..model.change import Mark as Standing
from ..model.change import Redline
from ..model.document import Item, PlacedClause, Prose, Section
from .redline import DELETION, INSERTION, Mark, halves, mark_of, with_tables_in_rows
from .style import Style, fenced, in_alt_text, is_headed, is_local_mark, number_span, numbers_apart

# -- What Word cannot change in place ------------------------------------------------------------------------

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


# -- How a Word file is written ------------------------------------------------------------------------------


class Docx(Style):
    """How a Word file writes what pandoc leaves open. A div's id becomes a bookmark around its blocks."""

    first_level = 1
    is_for_reading = False

    def __init__(self, images: str) -> None:
        """`images` is the folder of pictures, ending in a slash."""
        super().__init__(images)
        self._numbers = count(1)

    def plain(self, node: Element) -> Elements | None:
        """What stands in Word for an element; None where it stays."""
        if node["t"] == "Image":
            attrs, alt, (_, title) = node["c"]
            return [element("Image", attrs, in_alt_text(alt), [self.image_path(node), title])]
        if node["t"] == "Link" and id_of(node):
            # Pandoc gives a link no bookmark.
            (id, classes, pairs), text, target = node["c"]
            return [span([element("Link", ["", classes, pairs], text, target)], id)]
        if node["t"] == "BlockQuote":
            # In a tight list pandoc's own style would take the place of the quotation's.
            return [element("BlockQuote", changed(node["c"], _loose))]
        if is_local_mark(node):
            return [div(node["c"][1], custom_style="Local Wording")]
        if node["t"] == "Div" and (mark := mark_of(node)):
            return [div(node["c"][1], self._bookmark(mark, "paragraph"))]
        return None

    # -- redlines --------------------------------------------------------------------------------------------

    def settled(self, blocks: Elements) -> Elements:
        """Blocks as Word wants them."""
        return super().settled(changed(blocks, replaced))

    def marked(self, mark: Mark, inlines: Elements, whole: str) -> Elements:
        """Words under a mark, in a bookmark."""
        return [span(inlines, self._bookmark(mark, whole or "words"))]

    def redline(self, one: Redline) -> Elements:
        """An item of a redline, so that accepting all gives the new one and rejecting all the old one."""
        change = one.changes[0] if one.changes else ""
        added, removed = Mark(INSERTION, change), Mark(DELETION, change)
        match one.mark:
            case Standing.ADDED:
                return self.whole(one.item, added)
            case Standing.REMOVED:
                return self.whole(one.item, removed)
            case Standing.MOVED_AWAY:
                return self.whole(one.old or one.item, removed, id="")
            case Standing.MOVED_HERE:
                return self.whole(one.new or one.item, added)
        if one.old is None or one.new is None:
            return self.item(one.item)
        if _frame(one.old) != _frame(one.new):
            return [*self.whole(one.old, removed, id=""), *self.whole(one.new, added)]
        if isinstance(one.item, Section):
            return self.item(one.item, _number(one, removed, added))
        blocks = tuple(_with_old_numbers(list(one.item.blocks), _numbers(_blocks(one.old)), removed, added))
        return self.item(replace(one.item, blocks=blocks), _number(one, removed, added), numbers_apart(one))

    def _bookmark(self, mark: Mark, of: str) -> str:
        return f"{mark.kind}-{of}-{next(self._numbers)}"


def _loose(node: Element) -> Elements | None:
    return [element("Para", node["c"])] if node["t"] == "Plain" else None


def _blocks(item: Item) -> Elements:
    return [] if isinstance(item, Section) else list(item.blocks)


def _frame(item: Item) -> tuple[object, ...]:
    """What an item's words stand in, which no mark can change."""
    match item:
        case PlacedClause():
            return (PlacedClause, item.level, fenced(item), is_headed(item))
        case Section():
            return (Section, item.level)
        case Prose():
            return (Prose,)


def _number(one: Redline, removed: Mark, added: Mark) -> Elements:
    """An item's number, tracked where it is not what it was."""
    old, new = number_span(one.old_number), number_span(one.new_number)
    if one.old_number == one.new_number:
        return new
    if old and new:
        return [removed.span(old), added.span(new)]
    return [removed.span([*old, SPACE])] if old else [added.span([*new, SPACE])]


# -- numbers in running text ---------------------------------------------------------------------------------


def _is_number(node: Element) -> bool:
    """Whether an element prints a number that pandoc was given, or what a reference says instead of one."""
    return (node["t"] == "Link" and "ref" in classes_of(node)) or (
        node["t"] == "Span" and "number" in classes_of(node)
    )


def _numbers(blocks: Elements) -> Iterator[Element]:
    return (node for node in every(blocks) if _is_number(node))


def _with_old_numbers(node: Any, old: Iterator[Element], removed: Mark, added: Mark) -> Any:
    """A piece of a redline in which every reference that says something else now is tracked; `old` are those
    of the old text, in order.

    A redline marks no numbers, so its references are those of the new text, but for what was removed; without
    what was added, they are as many as the old text's, and in the same order.
    """
    if isinstance(node, dict):
        return (
            {**node, "c": _with_old_numbers(node["c"], old, removed, added)}
            if isinstance(node.get("c"), list)
            else node
        )
    if not isinstance(node, list):
        return node
    found: list[Any] = []
    for part in node:
        mark = _mark_at(part)
        if mark == INSERTION:
            found.append(part)
        elif isinstance(part, dict) and "t" in part and part["t"] in ("Link", "Span") and _is_number(part):
            was = next(old, None)
            same = was is None or mark == DELETION or text_of(was) == text_of(part)
            found += [part] if same or was is None else [removed.span([was]), added.span([part])]
        elif mark == DELETION:
            # What was removed says what it said.
            for _ in _numbers([part] if isinstance(part, dict) else part):
                next(old, None)
            found.append(part)
        else:
            found.append(_with_old_numbers(part, old, removed, added))
    return found


def _mark_at(part: Any) -> str:
    """The mark that a part of a document begins: a Span, a Div, a row or a cell."""
    if isinstance(part, dict) and part.get("t") in ("Span", "Div"):
        own = mark_of(part)
        return own.kind if own else ""
    if (
        isinstance(part, list)
        and part
        and isinstance(part[0], list)
        and len(part[0]) == 3
        and isinstance(part[0][1], list)
    ):
        return next((kind for kind in (INSERTION, DELETION) if kind in part[0][1]), "")
    return ""
