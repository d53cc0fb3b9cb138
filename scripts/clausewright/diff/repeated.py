"""One edit that was made in many clauses is one change: a new name, a new term, a new address."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ..model.change import (
    BECAME_HEADING,
    BECAME_LINE,
    Cause,
    Change,
    Changes,
    Edit,
    EditKind,
    Kind,
    Mark,
    Place,
    Redline,
)
from ..model.document import PlacedClause, Section

# Of figures and rules each one is decided on by itself, and a condition belongs to its rule.
_REPEATABLE = {
    EditKind.WORDS: Kind.REWORDED,
    EditKind.PICTURE: Kind.REWORDED,
    EditKind.CONTACT: Kind.CONTACT,
    EditKind.LINK: Kind.LINK,
    EditKind.REFERENCE: Kind.REFERENCE,
    EditKind.SPELLING: Kind.EDITORIAL,
    EditKind.LEVEL: Kind.EDITORIAL,
    EditKind.EMPHASIS: Kind.EDITORIAL,
}
# How a reference is called that leads where it led, though its clause has another number.
FOLLOWS = "follows"
_CAUSES = frozenset({Cause.MODEL, Cause.FILE})
# What became of a whole clause is told with all of its text.
_WHOLE = frozenset(
    {Kind.ADDED, Kind.REMOVED, Kind.SPLIT, Kind.MERGED, Kind.RECORD, Kind.VALUE, Kind.DEFINITION}
)
_ARTICLE = re.compile(r"^(?:an?|the) ")
_ENDING = re.compile(r"(?:['’]s|s['’]|s)$")


@dataclass(frozen=True, slots=True)
class _Key:
    """What makes two edits one: "the head" for "a principal" is "head" for "principal"."""

    kind: EditKind
    old: str
    new: str


_SIGNS = _Key(EditKind.PUNCTUATION, "", "")


def join_repeated(changes: Changes) -> Changes:
    """Return changes in which an edit that several entries have alike is one entry, with its places.

    An entry that has other edits too stays, and no longer tells of that one.
    """
    repeated = _find_repeated(changes.entries)
    if not repeated:
        return changes
    joined: dict[_Key, Change] = {}
    ids: Counter[str] = Counter()
    for key, sharers in repeated.items():
        change = _join(key, sharers, changes.redline)
        # Several edits can be repeated in the same clauses, and begin in the same one.
        ids[change.id] += 1
        joined[key] = change if ids[change.id] == 1 else replace(change, id=f"{change.id}-{ids[change.id]}")
    heirs: dict[str, list[str]] = {}
    entries: list[Change] = []
    joined_keys: set[str] = set()
    for entry in changes.entries:
        shared = [joined[key] for key in _list_keys(entry) if key in joined]
        rest = tuple(edit for edit in entry.edits if _make_key(edit) not in joined) if shared else entry.edits
        stays = not shared or (bool(rest) and not _is_of_signs(entry))
        if stays:
            entries.append(replace(entry, edits=rest))
        for other in shared:
            if other.id not in joined_keys:
                entries.append(other)
                joined_keys.add(other.id)
        heirs[entry.id] = [*([entry.id] if stays else []), *(other.id for other in shared)]
    redline = tuple(_rename_changes(line, heirs) for line in changes.redline)
    return replace(changes, entries=tuple(entries), redline=redline)


def _find_repeated(entries: Iterable[Change]) -> dict[_Key, list[Change]]:
    """The edits that more than one entry has, with these entries."""
    sharing: dict[_Key, list[Change]] = defaultdict(list)
    for entry in entries:
        for key in _list_keys(entry):
            sharing[key].append(entry)
    return {key: sharers for key, sharers in sharing.items() if len(sharers) > 1}


def _list_keys(entry: Change) -> list[_Key]:
    """The edits of an entry that can be one with another's, each once."""
    if entry.cause not in _CAUSES or entry.only_where or not _WHOLE.isdisjoint(entry.kinds):
        return []
    if _is_of_signs(entry):
        return [_SIGNS]
    keys = [_make_key(edit) for edit in entry.edits if _can_repeat(edit)]
    return list(dict.fromkeys(keys))


def _is_of_signs(entry: Change) -> bool:
    """Say whether nothing is another but quotation marks, spaces or how a word is spelt."""
    return entry.kinds == (Kind.EDITORIAL,) and not entry.edits and bool(entry.items)


def _can_repeat(edit: Edit) -> bool:
    if edit.kind is EditKind.EMPHASIS:
        return True
    if edit.kind is EditKind.REFERENCE:
        return edit.way == FOLLOWS
    if edit.kind is EditKind.LEVEL:
        return True
    return edit.kind in _REPEATABLE and bool(edit.old and edit.new)


def _make_key(edit: Edit) -> _Key:
    if edit.kind is EditKind.REFERENCE and edit.way == FOLLOWS:
        return _Key(edit.kind, FOLLOWS, FOLLOWS)
    if edit.kind is EditKind.LEVEL:
        return _Key(edit.kind, edit.way, edit.way)
    if edit.kind is EditKind.EMPHASIS:
        return _Key(edit.kind, describe_type(edit), describe_type(edit))
    if edit.kind is EditKind.WORDS:
        return _Key(edit.kind, _reduce(edit.old), _reduce(edit.new))
    return _Key(edit.kind, edit.old, edit.new)


def describe_type(edit: Edit) -> str:
    """Return how words are set that are in other type now: "now bold", "no longer italic"."""
    if edit.old and edit.new:
        return f"in other type ({edit.way})"
    return f"now {edit.way}" if edit.new else f"no longer {edit.way}"


def _reduce(words: str) -> str:
    """Words without an article before them, an ending, and capitals."""
    return _ENDING.sub("", _ARTICLE.sub("", words.lower()))


def _join(key: _Key, entries: Sequence[Change], redline: Sequence[Redline]) -> Change:
    """The one entry of an edit that several entries have."""
    first = entries[0]
    if key == _SIGNS:
        return _join_signs(entries, redline)
    told_edits = [(entry, edit) for entry in entries for edit in entry.edits if _make_key(edit) == key]
    # The plainest form is the shortest one.
    plainest = min((edit for _, edit in told_edits), key=lambda edit: len(edit.old))
    if key.kind is EditKind.EMPHASIS and len({(edit.old, edit.new) for _, edit in told_edits}) > 1:
        # Other words in each place: what they have in common is how they are set.
        plainest = Edit(EditKind.EMPHASIS, way=key.new)
    kind = _REPEATABLE[key.kind]
    if all(entry.kinds == (Kind.EDITORIAL,) for entry in entries):
        kind = Kind.EDITORIAL
    alone = [entry for entry in entries if len(entry.edits) == 1] or entries
    lines: list[Redline] = []
    places: list[Place] = []
    for entry, edit in told_edits:
        for line in entry.items:
            # A line that is a heading now, and a heading that is a line, stands where it came.
            if line.mark not in (Mark.MOVED_AWAY, Mark.REMOVED) and line not in lines:
                lines.append(line)
                places.append(find_place(redline, line, edit.old, edit.new))
    return Change(
        id=f"all-{first.id}",
        kinds=(kind,),
        cause=first.cause,
        topic=_name_edit(plainest),
        reason=" ".join(dict.fromkeys(entry.reason for entry in entries if entry.reason)),
        items=tuple(lines),
        places=tuple(places),
        edits=(plainest,),
        weights=tuple(dict.fromkeys(weight for entry in alone for weight in entry.weights)),
    )


def _join_signs(entries: Sequence[Change], redline: Sequence[Redline]) -> Change:
    """The one entry of clauses in which only signs are others."""
    lines = [line for entry in entries for line in entry.items if line.mark is not Mark.MOVED_AWAY]
    return Change(
        id=f"all-{entries[0].id}",
        kinds=(Kind.EDITORIAL,),
        cause=entries[0].cause,
        topic="spelling and signs",
        items=tuple(lines),
        places=tuple(find_place(redline, line, "", "") for line in lines),
    )


def _name_edit(edit: Edit) -> str:
    """What an edit in many places is called."""
    match edit.kind:
        case EditKind.REFERENCE:
            return "references that follow their clauses"
        case EditKind.LEVEL:
            names = {
                BECAME_HEADING: "lines that are headings now",
                BECAME_LINE: "headings that are lines now",
            }
            return names.get(edit.way, f"headings one level {edit.way}")
        case EditKind.EMPHASIS:
            words = edit.new or edit.old
            return f"“{words}” in other type" if words else f"words that are {edit.way}"
    return f"“{edit.old}” is now “{edit.new}”"


def find_place(redline: Sequence[Redline], line: Redline, old: str, new: str) -> Place:
    """Return where an item stands: a clause by itself, all else by the heading above it."""
    item = line.new or line.old
    if isinstance(item, PlacedClause | Section):
        return Place(item.id, item.number, item.title, old, new)
    heading: Section | None = None
    for other in redline:
        if isinstance(other.new, Section):
            heading = other.new
        if (other.old_at, other.new_at) == (line.old_at, line.new_at):
            break
    if heading is None:
        return Place("", "", (), old, new)
    return Place(heading.id, heading.number, heading.title, old, new)


def _rename_changes(line: Redline, heirs: dict[str, list[str]]) -> Redline:
    ids = [heir for id in line.changes for heir in heirs.get(id, [id])]
    return replace(line, changes=tuple(dict.fromkeys(ids)))
