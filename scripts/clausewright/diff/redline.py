"""Redlines: the old and the new text out of a marked one, and the values that print differently marked in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from ..model.ast import Element, Elements, classes_of, every, pairs_of, span
from ..model.change import Changes, Mark
from ..model.document import Document, Item, PlacedClause, Prose, Section
from ..model.tokens import TOKEN, key_of, string_token, token
from .normalise import is_numbered

_GONE, _NEW = "deletion", "insertion"
_OLD = "old."


def accept_changes(changes: Changes) -> Document:
    """The new document, out of the redline alone. Equal to it once both are unnumbered."""
    kept = [one for one in changes.redline if one.mark not in (Mark.REMOVED, Mark.MOVED_AWAY)]
    kept.sort(key=lambda one: one.new_at or 0)
    return Document(
        _title(accept_part(list(changes.title))),
        tuple(take_side(one.new, one.item, accept_part) for one in kept),
    )


def reject_changes(changes: Changes) -> Document:
    """The old document, out of the redline alone. Equal to it once both are unnumbered."""
    kept = [one for one in changes.redline if one.mark not in (Mark.ADDED, Mark.MOVED_AWAY)]
    kept.sort(key=lambda one: one.old_at or 0)
    return Document(
        _title(reject_part(list(changes.title))),
        tuple(take_side(one.old, one.item, reject_part) for one in kept),
    )


def take_side(facts: Item | None, item: Item, project: Callable[[Any], Any]) -> Item:
    """One side of an item of a redline: its text as `project` gives it, the facts (strength, audience ...) of
    that side.
    """
    match facts, item:
        case PlacedClause(), PlacedClause():
            return replace(
                facts, title=tuple(project(list(item.title))), blocks=tuple(project(list(item.blocks)))
            )
        case Section(), Section():
            return replace(facts, title=tuple(project(list(item.title))))
        case Prose(), Prose():
            return Prose(tuple(project(list(item.blocks))))
    raise TypeError("an item of a redline has a side of another sort")


def _title(inlines: Elements) -> str:
    return "".join(node["c"] if node["t"] == "Str" else " " for node in inlines)


# -- one side of a piece -------------------------------------------------------------------------------------


def accept_part(node: Any) -> Any:
    """Blocks or inlines without what is gone, and without the marks."""
    return _side(node, _GONE, _NEW)


def reject_part(node: Any) -> Any:
    """Blocks or inlines as they were."""
    return _side(node, _NEW, _GONE)


def _side(node: Any, without: str, keep: str) -> Any:
    if isinstance(node, list | tuple):
        found: list[Any] = []
        for part in node:
            classes = classes_of(part) if isinstance(part, dict) and part.get("t") in ("Span", "Div") else ()
            if without in classes:
                continue
            side = _side(part, without, keep)
            found += side["c"][1] if keep in classes else [side]
        return found
    if not isinstance(node, dict):
        return node
    match node.get("t"):
        case "BulletList":
            return {**node, "c": _items(node["c"], without, keep)}
        case "OrderedList":
            return {**node, "c": [node["c"][0], _items(node["c"][1], without, keep)]}
        case "Table":
            return _table(node, without, keep)
    return {**node, "c": _side(node["c"], without, keep)} if isinstance(node.get("c"), list) else node


def _items(items: list[Elements], without: str, keep: str) -> list[Elements]:
    return [_side(item, without, keep) for item in items if not _is_all(item, without)]


def _is_all(item: Elements, mark: str) -> bool:
    return len(item) == 1 and item[0]["t"] == "Div" and mark in classes_of(item[0])


def _table(node: Element, without: str, keep: str) -> Element:
    attr, caption, specs, head, bodies, foot = node["c"]
    pairs = dict(attr[2])
    columns = pairs.get("old-columns" if keep == _GONE else "new-columns")

    def rows(some: list[Any]) -> list[Any]:
        return [[_unclassed(row[0]), cells(row[1])] for row in some if without not in row[0][1]]

    def cells(some: list[Any]) -> list[Any]:
        return [
            [_unclassed(cell[0]), *cell[1:4], _side(cell[4], without, keep)]
            for cell in some
            if without not in cell[0][1]
        ]

    bodies = [[body[0], body[1], rows(body[2]), rows(body[3])] for body in bodies]
    attr = [attr[0], attr[1], [pair for pair in attr[2] if pair[0] not in ("old-columns", "new-columns")]]
    specs = json.loads(columns) if columns else specs
    caption = _side(caption, without, keep)
    return {**node, "c": [attr, caption, specs, [head[0], rows(head[1])], bodies, [foot[0], rows(foot[1])]]}


def _unclassed(attr: list[Any]) -> list[Any]:
    return [attr[0], [name for name in attr[1] if name not in (_GONE, _NEW)], attr[2]]


# -- values --------------------------------------------------------------------------------------------------


def mark_values(blocks: Elements, changed: Collection[str]) -> Elements:
    """Blocks or inlines of a redline, with every token whose key is in `changed` marked: the old value gone,
    the new one new.

    The old value is printed by the token `old.<key>`. What is gone already prints old values alone; what is
    new, new ones.
    """
    found: Elements = _valued(blocks, frozenset(changed))
    return found


def _valued(node: Any, changed: frozenset[str]) -> Any:
    if isinstance(node, list | tuple):
        found: list[Any] = []
        for part in node:
            found += (
                _inline(part, changed) if isinstance(part, dict) and "t" in part else [_valued(part, changed)]
            )
        return found
    return node


def _inline(node: Element, changed: frozenset[str]) -> Elements:
    classes = classes_of(node) if node["t"] in ("Span", "Div") else []
    if _NEW in classes or is_numbered(node):
        return [node]
    if _GONE in classes:
        return [_old(node, changed)]
    if node["t"] == "Str":
        return [piece for part in TOKEN.split(node["c"]) if part for piece in _piece(part, changed)]
    if node["t"] in ("Link", "Image") and _strings(node) & changed:
        return [*_marked([_old(node, changed)], _GONE), *_marked([node], _NEW)]
    if node["t"] == "Table":
        return [_valued_table(node, changed)]
    return [{**node, "c": _valued(node["c"], changed)} if isinstance(node.get("c"), list) else node]


def _valued_table(node: Element, changed: frozenset[str]) -> Element:
    """Rows and cells that are gone or new as a whole stay as they are, but for old values in what is gone."""
    attr, caption, specs, head, bodies, foot = node["c"]

    def cell(one: Any) -> Any:
        if _NEW in one[0][1]:
            return one
        blocks = _old(one[4], changed) if _GONE in one[0][1] else _valued(one[4], changed)
        return [*one[:4], blocks]

    def row(one: Any) -> Any:
        if _NEW in one[0][1]:
            return one
        return _old(one, changed) if _GONE in one[0][1] else [one[0], [cell(each) for each in one[1]]]

    new_bodies = [
        [body[0], body[1], [row(one) for one in body[2]], [row(one) for one in body[3]]] for body in bodies
    ]
    return {**node, "c": [attr, caption, specs, [head[0], [row(one) for one in head[1]]], new_bodies, foot]}


def _piece(text: str, changed: frozenset[str]) -> Elements:
    if TOKEN.fullmatch(text) and (key := key_of(text)) in changed:
        return [
            *_marked([{"t": "Str", "c": token(_OLD + key)}], _GONE),
            *_marked([{"t": "Str", "c": text}], _NEW),
        ]
    return [{"t": "Str", "c": text}]


def _marked(inlines: Elements, mark: str) -> Elements:
    return [span(inlines, "", [mark], change="value")]


def _strings(node: Element) -> frozenset[str]:
    """The keys in the strings (target, description) of a link or picture; for a picture its alt text too."""
    return frozenset(
        map(key_of, TOKEN.findall(json.dumps(node["c"] if node["t"] == "Image" else node["c"][2])))
    )


def _old(node: Any, changed: frozenset[str]) -> Any:
    """The same with the old values of what has changed."""

    def old(found: Any) -> str:
        text = str(found[0])
        if (key := key_of(text)) not in changed:
            return text
        return string_token(_OLD + key) if text.startswith("Qs") else token(_OLD + key)

    return json.loads(TOKEN.sub(old, json.dumps(node)))


def find_change_ids(node: Any) -> set[str]:
    """The ids of the changes that marks in a piece of a redline name."""
    marked = [
        part
        for part in every(node)
        if part["t"] in ("Span", "Div") and {_GONE, _NEW}.intersection(classes_of(part))
    ]
    return {pairs_of(part).get("change", "") for part in marked}
