"""Values in a redline: what a field printed stands beside what it prints now, wherever that is not the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace

from ..diff.redline import mark_values
from ..model.ast import Elements, div
from ..model.change import Changes, Kind, Mark, Redline
from ..model.document import Item, Prose, Section
from ..model.tokens import keys_in


def with_values_marked(changes: Changes) -> Changes:
    """Return the changes with every token that prints something else now marked in their redlines.

    Removed and former text prints old values. What was kept but for a value counts as changed by the entry of
    that value. The facts of an adoption are in no entry's words, so that schools which adopted on different
    days can share one comparison.
    """
    entries = tuple(
        replace(entry, places=()) if entry.kind is Kind.RECORD else entry for entry in changes.entries
    )
    if not changes.values:
        return replace(changes, entries=entries)
    ids = {entry.subject: entry.id for entry in entries if entry.subject}
    record = next((entry.id for entry in entries if entry.kind is Kind.RECORD), "")

    def lines(redline: tuple[Redline, ...]) -> tuple[Redline, ...]:
        return tuple(_valued(one, changes.values, {**ids, "adopted": record}) for one in redline)

    told = tuple(replace(entry, items=lines(entry.items)) for entry in entries)
    return replace(changes, entries=told, redline=lines(changes.redline))


def _valued(one: Redline, keys: frozenset[str], ids: Mapping[str, str]) -> Redline:
    old = _printing_old(one.old, keys) if one.old is not None else None
    match one.mark:
        case Mark.ADDED:
            return one
        case Mark.REMOVED | Mark.MOVED_AWAY:
            return replace(one, item=_printing_old(one.item, keys), old=old)
    item = _changed(one.item, lambda blocks: mark_values(blocks, keys))
    if one.mark is not Mark.KEPT or item == one.item:
        return replace(one, item=item, old=old)
    found = sorted(keys & _keys_of(one.item))
    causes = (ids.get(".".join(key.split(".")[:2])) or ids.get(key.partition(".")[0], "") for key in found)
    return replace(
        one, item=item, old=old, mark=Mark.CHANGED, changes=tuple(dict.fromkeys(id for id in causes if id))
    )


def _printing_old(item: Item, keys: frozenset[str]) -> Item:
    """An item as it was: what is gone prints what it printed."""

    def old(blocks: Elements) -> Elements:
        [gone] = mark_values([div(blocks, classes=["deletion"])], keys)
        return list(gone["c"][1])

    return _changed(item, old)


def _changed(item: Item, change: Callable[[Elements], Elements]) -> Item:
    if isinstance(item, Prose):
        return Prose(tuple(change(list(item.blocks))))
    title = tuple(change(list(item.title)))
    return (
        replace(item, title=title)
        if isinstance(item, Section)
        else replace(item, title=title, blocks=tuple(change(list(item.blocks))))
    )


def _keys_of(item: Item) -> frozenset[str]:
    parts = [] if isinstance(item, Prose) else list(item.title)
    return keys_in(json.dumps([parts, [] if isinstance(item, Section) else list(item.blocks)]))
