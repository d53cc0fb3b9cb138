"""Redlines: the old and the new text out of a marked one, the new document out of the old one, and the values
that print differently marked in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from ..model.ast import Element, Elements, classes_of, span
from ..model.change import Changes, Mark
from ..model.document import Document, Item, PlacedClause, Prose, Section
from ..model.tokens import TOKEN, key_of, string_token, token
from .match import split_prose
from .normalise import is_numbered, normalise, strip_generated

_GONE, _NEW = "deletion", "insertion"
_OLD = "old."


# -- documents -----------------------------------------------------------------------------------------------


def accept_changes(changes: Changes) -> Document:
    """Return the new document, out of the redline alone. Equal to it once both are unnumbered."""
    lines = [line for line in changes.redline if line.mark not in (Mark.REMOVED, Mark.MOVED_AWAY)]
    lines.sort(key=lambda line: line.new_at or 0)
    items = tuple(take_side(line.new, line.item, accept_part) for line in lines)
    return Document(_title_text(accept_part(list(changes.title))), items)


def reject_changes(changes: Changes) -> Document:
    """Return the old document, out of the redline alone. Equal to it once both are unnumbered."""
    lines = [line for line in changes.redline if line.mark not in (Mark.ADDED, Mark.MOVED_AWAY)]
    lines.sort(key=lambda line: line.old_at or 0)
    items = tuple(take_side(line.old, line.item, reject_part) for line in lines)
    return Document(_title_text(reject_part(list(changes.title))), items)


def apply_changes(old: Document, changes: Changes) -> Document:
    """Return the old document with the changes made in it, unnumbered. This is how the diff proves that it
    left nothing out.

    What the changes do not speak of is taken from the old document: a difference that they miss stays behind
    and can be seen.
    """
    old_items = split_prose(old)
    gone: set[int] = set()
    come: dict[int, Item] = {}
    for line in changes.redline:
        if line.mark is Mark.KEPT:
            continue
        if line.old_at is not None:
            gone.add(line.old_at)
        if line.mark not in (Mark.REMOVED, Mark.MOVED_AWAY) and line.new_at is not None:
            come[line.new_at] = take_side(line.new, line.item, accept_part)
    left = iter([item for place, item in enumerate(old_items) if place not in gone])
    items: list[Item] = []
    for place in range(len(old_items) - len(gone) + len(come)):
        items.append(come[place] if place in come else next(left))
    is_renamed = any(entry.id == "title" for entry in changes.entries)
    title = accept_changes(changes).title if is_renamed else old.title
    return strip_to_text(Document(title, tuple(items)))


def strip_to_text(document: Document) -> Document:
    """Return a document unnumbered, and with blocks that stand together outside clauses as one item:
    what `apply_changes` is compared by.
    """
    items: list[Item] = []
    for item in strip_generated(document).items:
        before = items[-1] if items else None
        if isinstance(item, Prose) and isinstance(before, Prose):
            items[-1] = Prose(tuple(normalise([*before.blocks, *item.blocks])))
        else:
            items.append(item)
    return Document(document.title, tuple(items))


def take_side(facts: Item | None, item: Item, project: Callable[[Any], Any]) -> Item:
    """Return one side of an item of a redline: its text as `project` gives it, the facts (strength,
    audience ...) of that side.
    """
    match facts, item:
        case PlacedClause(), PlacedClause():
            title, blocks = project(list(item.title)), project(list(item.blocks))
            return replace(facts, title=tuple(title), blocks=tuple(blocks))
        case Section(), Section():
            return replace(facts, title=tuple(project(list(item.title))))
        case Prose(), Prose():
            return Prose(tuple(project(list(item.blocks))))
    raise TypeError("an item of a redline has a side of another sort")


def _title_text(inlines: Elements) -> str:
    return "".join(node["c"] if node["t"] == "Str" else " " for node in inlines)


# -- one side of a piece -------------------------------------------------------------------------------------


def accept_part(node: Any) -> Any:
    """Return blocks or inlines without what is gone, and without the marks."""
    return _project(node, _GONE, _NEW)


def reject_part(node: Any) -> Any:
    """Return blocks or inlines as they were."""
    return _project(node, _NEW, _GONE)


def _project(node: Any, drop: str, keep: str) -> Any:
    """A piece without what has the class `drop`, and with what stands in a mark of the class `keep`."""
    if isinstance(node, list | tuple):
        parts: list[Any] = []
        for part in node:
            is_holder = isinstance(part, dict) and part.get("t") in ("Span", "Div")
            classes = classes_of(part) if is_holder else ()
            if drop in classes:
                continue
            side = _project(part, drop, keep)
            parts += side["c"][1] if keep in classes else [side]
        return parts
    if not isinstance(node, dict):
        return node
    match node.get("t"):
        case "BulletList":
            return {**node, "c": _project_items(node["c"], drop, keep)}
        case "OrderedList":
            return {**node, "c": [node["c"][0], _project_items(node["c"][1], drop, keep)]}
        case "Table":
            return _project_table(node, drop, keep)
    return {**node, "c": _project(node["c"], drop, keep)} if isinstance(node.get("c"), list) else node


def _project_items(items: list[Elements], drop: str, keep: str) -> list[Elements]:
    return [_project(item, drop, keep) for item in items if not _is_all_marked(item, drop)]


def _is_all_marked(item: Elements, mark: str) -> bool:
    return len(item) == 1 and item[0]["t"] == "Div" and mark in classes_of(item[0])


def _project_table(node: Element, drop: str, keep: str) -> Element:
    """One side of a table: its rows, cells and columns of that side, without the classes that mark them."""
    attr, caption, specs, head, bodies, foot = node["c"]
    columns = dict(attr[2]).get("old-columns" if keep == _GONE else "new-columns")

    def project_rows(rows: list[Any]) -> list[Any]:
        return [[_drop_marks(row[0]), project_cells(row[1])] for row in rows if drop not in row[0][1]]

    def project_cells(cells: list[Any]) -> list[Any]:
        kept: list[Any] = []
        for cell in cells:
            if drop not in cell[0][1]:
                kept.append([_drop_marks(cell[0]), *cell[1:4], _project(cell[4], drop, keep)])
        return kept

    bodies = [[body[0], body[1], project_rows(body[2]), project_rows(body[3])] for body in bodies]
    pairs = [pair for pair in attr[2] if pair[0] not in ("old-columns", "new-columns")]
    attr = [attr[0], attr[1], pairs]
    specs = json.loads(columns) if columns else specs
    caption = _project(caption, drop, keep)
    head, foot = [head[0], project_rows(head[1])], [foot[0], project_rows(foot[1])]
    return {**node, "c": [attr, caption, specs, head, bodies, foot]}


def _drop_marks(attr: list[Any]) -> list[Any]:
    return [attr[0], [name for name in attr[1] if name not in (_GONE, _NEW)], attr[2]]


# -- values --------------------------------------------------------------------------------------------------


def mark_values(blocks: Elements, changed: Collection[str]) -> Elements:
    """Return blocks or inlines of a redline, with every token whose key is in `changed` marked: the old value
    gone, the new one new.

    The old value is printed by the token `old.<key>`. What is gone already prints old values alone; what is
    new, new ones.
    """
    marked: Elements = _mark_values_in(blocks, frozenset(changed))
    return marked


def _mark_values_in(node: Any, changed: frozenset[str]) -> Any:
    if not isinstance(node, list | tuple):
        return node
    marked: list[Any] = []
    for part in node:
        if isinstance(part, dict) and "t" in part:
            marked += _mark_values_of_element(part, changed)
        else:
            marked.append(_mark_values_in(part, changed))
    return marked


def _mark_values_of_element(node: Element, changed: frozenset[str]) -> Elements:
    classes = classes_of(node) if node["t"] in ("Span", "Div") else []
    if _NEW in classes or is_numbered(node):
        return [node]
    if _GONE in classes:
        return [_print_old_values(node, changed)]
    if node["t"] == "Str":
        pieces: Elements = []
        for part in TOKEN.split(node["c"]):
            pieces += _mark_values_of_text(part, changed) if part else []
        return pieces
    if node["t"] in ("Link", "Image") and _list_keys_in_strings(node) & changed:
        return [*_mark([_print_old_values(node, changed)], _GONE), *_mark([node], _NEW)]
    if node["t"] == "Table":
        return [_mark_values_of_table(node, changed)]
    if isinstance(node.get("c"), list):
        return [{**node, "c": _mark_values_in(node["c"], changed)}]
    return [node]


def _mark_values_of_table(node: Element, changed: frozenset[str]) -> Element:
    """Rows and cells that are gone or new as a whole stay as they are, but for old values in what is gone."""
    attr, caption, specs, head, bodies, foot = node["c"]

    def mark_cell(cell: Any) -> Any:
        if _NEW in cell[0][1]:
            return cell
        if _GONE in cell[0][1]:
            return [*cell[:4], _print_old_values(cell[4], changed)]
        return [*cell[:4], _mark_values_in(cell[4], changed)]

    def mark_row(row: Any) -> Any:
        if _NEW in row[0][1]:
            return row
        if _GONE in row[0][1]:
            return _print_old_values(row, changed)
        return [row[0], [mark_cell(cell) for cell in row[1]]]

    new_head = [head[0], [mark_row(row) for row in head[1]]]
    new_bodies = []
    for body in bodies:
        head_rows, rows = [mark_row(row) for row in body[2]], [mark_row(row) for row in body[3]]
        new_bodies.append([body[0], body[1], head_rows, rows])
    return {**node, "c": [attr, caption, specs, new_head, new_bodies, foot]}


def _mark_values_of_text(text: str, changed: frozenset[str]) -> Elements:
    key = key_of(text) if TOKEN.fullmatch(text) else ""
    if key not in changed:
        return [{"t": "Str", "c": text}]
    old = {"t": "Str", "c": token(_OLD + key)}
    return [*_mark([old], _GONE), *_mark([{"t": "Str", "c": text}], _NEW)]


def _mark(inlines: Elements, mark: str) -> Elements:
    return [span(inlines, "", [mark], change="value")]


def _list_keys_in_strings(node: Element) -> frozenset[str]:
    """The keys in the strings (target, description) of a link or picture; for a picture its alt text too."""
    strings = node["c"] if node["t"] == "Image" else node["c"][2]
    return frozenset(map(key_of, TOKEN.findall(json.dumps(strings))))


def _print_old_values(node: Any, changed: frozenset[str]) -> Any:
    """The same with the old values of what has changed."""

    def old_token(match: re.Match[str]) -> str:
        text = match[0]
        key = key_of(text)
        if key not in changed:
            return text
        return string_token(_OLD + key) if text.startswith("Qs") else token(_OLD + key)

    return json.loads(TOKEN.sub(old_token, json.dumps(node)))
