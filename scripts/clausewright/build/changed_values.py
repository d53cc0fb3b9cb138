"""Values that print something else on the two sides of a comparison, marked in its redlines."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace

from ..diff.redline import mark_values
from ..model.ast import Elements, div
from ..model.change import Changes, Kind, Mark, Redline
from ..model.document import Item, Prose, Section
from ..model.tokens import keys_in


def mark_changed_values(changes: Changes) -> Changes:
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
        return tuple(_mark_line(line, changes.values, {**ids, "adopted": record}) for line in redline)

    marked_entries = tuple(replace(entry, items=lines(entry.items)) for entry in entries)
    return replace(changes, entries=marked_entries, redline=lines(changes.redline))


def _mark_line(line: Redline, keys: frozenset[str], ids: Mapping[str, str]) -> Redline:
    old = _print_old_values(line.old, keys) if line.old is not None else None
    match line.mark:
        case Mark.ADDED:
            return line
        case Mark.REMOVED | Mark.MOVED_AWAY:
            return replace(line, item=_print_old_values(line.item, keys), old=old)
    item = _change_item(line.item, lambda blocks: mark_values(blocks, keys))
    if line.mark is not Mark.KEPT or item == line.item:
        return replace(line, item=item, old=old)
    changed_keys = sorted(keys & _collect_keys(line.item))
    causes = (
        ids.get(".".join(key.split(".")[:2])) or ids.get(key.partition(".")[0], "") for key in changed_keys
    )
    return replace(
        line, item=item, old=old, mark=Mark.CHANGED, changes=tuple(dict.fromkeys(id for id in causes if id))
    )


def _print_old_values(item: Item, keys: frozenset[str]) -> Item:
    """An item as it was: what is gone prints what it printed."""

    def old(blocks: Elements) -> Elements:
        [gone] = mark_values([div(blocks, classes=["deletion"])], keys)
        return list(gone["c"][1])

    return _change_item(item, old)


def _change_item(item: Item, change: Callable[[Elements], Elements]) -> Item:
    if isinstance(item, Prose):
        return Prose(tuple(change(list(item.blocks))))
    title = tuple(change(list(item.title)))
    return (
        replace(item, title=title)
        if isinstance(item, Section)
        else replace(item, title=title, blocks=tuple(change(list(item.blocks))))
    )


def _collect_keys(item: Item) -> frozenset[str]:
    parts = [] if isinstance(item, Prose) else list(item.title)
    return keys_in(json.dumps([parts, [] if isinstance(item, Section) else list(item.blocks)]))
