"""Changes that only other choices bring to light, put among those that every reader sees."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..model.change import Cause, Change, Changes, EditKind, Kind, Mark, Weight


def insert_hidden_entries(changes: Changes, hidden: Iterable[Change]) -> Changes:
    """Return changes with the hidden ones beside what else there is of their clauses, under free ids;
    a clause that changed in two wordings is one change.
    """
    entries = list(changes.entries)
    used = {entry.id for entry in entries}
    for entry in hidden:
        index = _find_same_clauses(entries, entry)
        if index is not None:
            entries[index] = _add_wording(entries[index], entry)
            continue
        id, count = entry.id, 1
        while id in used:
            count += 1
            id = f"{entry.id}-{count}"
        used.add(id)
        items = tuple(replace(line, changes=(id,)) for line in entry.items)
        renamed = replace(entry, id=id, items=items)
        entries.insert(_find_index(entries, renamed), renamed)
    return replace(changes, entries=tuple(entries))


def join_wordings(entry: Change, other: Change) -> Change:
    """Return the change of a clause in two wordings that only other choices show."""
    return replace(
        entry,
        kinds=tuple(kind for kind in Kind if kind in (*entry.kinds, *other.kinds)),
        strength=entry.strength or other.strength,
        audience=entry.audience or other.audience,
        edits=tuple(dict.fromkeys((*entry.edits, *other.edits))),
        weights=tuple(weight for weight in Weight if weight in (*entry.weights, *other.weights)),
        items=(*entry.items, *other.items),
    )


def _find_same_clauses(entries: Sequence[Change], entry: Change) -> int | None:
    """Where the change of the same clauses stands that all readers see:
    a clause in two wordings changed once.
    """
    for index, other in enumerate(entries):
        is_same = (other.old_ids, other.new_ids) == (entry.old_ids, entry.new_ids)
        if is_same and other.cause is Cause.MODEL and not other.only_where:
            return index
    return None


def _add_wording(entry: Change, other: Change) -> Change:
    """A change with what it is in a wording that only other choices show."""
    items = tuple(
        replace(line, changes=(entry.id,)) for line in other.items if line.mark is not Mark.MOVED_AWAY
    )
    where = other.only_where
    # A sentence that both wordings have gained reads a little otherwise in each; it is told once.
    fresh = [edit for edit in other.edits if edit.kind not in (EditKind.SENTENCE, EditKind.WORDS)]
    return replace(
        entry,
        kinds=tuple(kind for kind in Kind if kind in (*entry.kinds, *other.kinds)),
        strength=entry.strength or other.strength,
        audience=entry.audience or other.audience,
        edits=tuple(dict.fromkeys((*entry.edits, *fresh))),
        weights=tuple(weight for weight in Weight if weight in (*entry.weights, *other.weights)),
        elsewhere=(*entry.elsewhere, *items),
        where_else=f"{entry.where_else}, or {where.removeprefix('only ')}" if entry.where_else else where,
    )


def _find_index(entries: Sequence[Change], entry: Change) -> int:
    """After what else there is of the same clause, else of the same section, else at the end."""
    ids = {*entry.new_ids, *entry.old_ids}
    after_clause = after_section = 0
    for index, other in enumerate(entries, 1):
        if not ids.isdisjoint((*other.new_ids, *other.old_ids)):
            after_clause = index
        if other.section and other.section == entry.section:
            after_section = index
    return after_clause or after_section or len(entries)
