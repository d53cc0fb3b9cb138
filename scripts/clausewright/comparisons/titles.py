"""What a file of others is called, and how deep its headings stand."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..diff.marked_items import mark_title
from ..importer.foreign_document import ForeignDocument
from ..model.ast import text_of, words
from ..model.change import Cause, Change, Changes, Edit, EditKind, Kind
from ..model.document import Document, Item, PlacedClause, Section
from ..readers.source import LeftOut, Paragraph, Source
from ..readers.words import plain, split_words

_WEIGHTY = frozenset({Kind.REVERSED, Kind.LIFTED, Kind.STRENGTH, Kind.FIGURE, Kind.SCOPE})
# A link that leads to another place of the same text, and what all of these are called.
_TARGET, _LEADS_WITHIN, _LINKS_WITHIN = "target of a link", " -> #", "links within the text"
# With this the ids of units begin.
UNIT_ID = "at-beside-the-text"
_FRONT_MATTER = "front matter of the file"
# A line of front matter ends where the next key begins; a title that is in the text left its key alone
# behind.
_KEY = r"[A-Za-z_][\w-]*:(?:\s|$)"
_TITLE = re.compile(rf"(?:^|\s)[Tt]itle:(?:\s+(?!{_KEY})(?:\"([^\"]+)\"|'([^']+)'|(.+?)))?(?=\s+{_KEY}|\s*$)")


def find_title(source: Source, read: ForeignDocument) -> str:
    """Return the title that a file's front matter gives, or else that of its text;
    "" where it has neither.
    """
    for left_out in source.left_out:
        match = _TITLE.search(left_out.text) if left_out.why == _FRONT_MATTER else None
        title = next((part.strip() for part in match.groups() if part), "") if match else ""
        if title:
            return title
    if read.is_titled:
        return read.document.title
    headings = [item for item in read.document.items if isinstance(item, Section)]
    levels = read_heading_levels(source, read.document)
    if not headings or read.document.items[0] is not headings[0] or headings[0].id not in levels:
        return ""
    # A heading above all others is the title, however deep the file puts it.
    first, *others = [levels.get(heading.id, 0) for heading in headings]
    return text_of(list(headings[0].title)) if others and min(others) > first else ""


def drop_title(left_out: Iterable[LeftOut]) -> list[LeftOut]:
    """Return what is left out of a text, without the title in its front matter:
    that is compared by itself.
    """
    rest: list[LeftOut] = []
    for unit in left_out:
        text = " ".join(_TITLE.sub(" ", unit.text).split()) if unit.why == _FRONT_MATTER else unit.text
        if text:
            rest.append(replace(unit, text=text))
    return rest


def add_renaming(changes: Changes, old: str, new: str) -> Changes:
    """Return changes with an entry for another title, unless a heading tells of that already."""
    for entry in changes.entries:
        titles = {text_of(list(title)) for title in (*entry.old_titles, *entry.new_titles)}
        if {old, new} <= titles:
            return changes
    old_title, new_title = tuple(words(old)), tuple(words(new))
    renamed = Change("title", (Kind.RENAMED,), Cause.FILE, old_titles=(old_title,), new_titles=(new_title,))
    title = mark_title(old_title, new_title, "title")
    return replace(changes, title=title, entries=(renamed, *changes.entries))


def tell_units(changes: Changes) -> Changes:
    """Return changes in which what stands beside the text of a file (a comment, the target of a link) is told
    as such, and weighs by its words as text does.
    """
    entries: list[Change] = []
    heirs: dict[str, str] = {}
    for entry in changes.entries:
        is_unit = any(id.startswith(UNIT_ID) for id in (*entry.new_ids, *entry.old_ids))
        unit = _tell_unit(entry) if is_unit else entry
        index = _find_alike(entries, unit) if is_unit else None
        if index is not None:
            # Ten links that came with a list of contents are one change.
            heirs[unit.id] = entries[index].id
            entries[index] = _join_units(entries[index], unit)
        else:
            entries.append(unit)
    redline = tuple(
        replace(line, changes=tuple(dict.fromkeys(heirs.get(id, id) for id in line.changes)))
        for line in changes.redline
    )
    return replace(changes, entries=tuple(entries), redline=redline)


def _find_alike(entries: Sequence[Change], unit: Change) -> int | None:
    """Where the entry stands with which a unit is one: the one before it, or that of all links within the
    text.
    """
    for index, entry in enumerate(entries):
        if entry.topic == unit.topic == _LINKS_WITHIN:
            return index
    return len(entries) - 1 if entries and _are_alike(entries[-1], unit) else None


def _are_alike(before: Change, unit: Change) -> bool:
    """Say whether two units are of one sort, and both came or both went."""
    sides = [(bool(entry.edits[0].old), bool(entry.edits[0].new)) for entry in (before, unit) if entry.edits]
    is_unit = any(id.startswith(UNIT_ID) for id in (*before.new_ids, *before.old_ids))
    return is_unit and before.topic == unit.topic and sides in ([(True, False)] * 2, [(False, True)] * 2)


def _join_units(before: Change, unit: Change) -> Change:
    kinds = {*before.kinds, *unit.kinds}
    return replace(
        before,
        kinds=tuple(kind for kind in Kind if kind in kinds),
        new_ids=(*before.new_ids, *unit.new_ids),
        old_ids=(*before.old_ids, *unit.old_ids),
        items=(*before.items, *unit.items),
        edits=(*before.edits, *unit.edits),
        weights=tuple(dict.fromkeys((*before.weights, *unit.weights))),
    )


def _tell_unit(entry: Change) -> Change:
    name = text_of(list(next(iter(entry.titles), ())))
    line = entry.items[0]
    old, new = (_strip_name(item, name) for item in (line.old, line.new))
    edits = entry.edits if old and new and entry.edits else (Edit(EditKind.SENTENCE, old, new),)
    is_within = name == _TARGET and all(_LEADS_WITHIN in text for text in (old, new) if text)
    if is_within:
        # What they lead to is told by itself, and so are the words of their headings.
        return replace(
            entry,
            kinds=(Kind.LINK,),
            topic=_LINKS_WITHIN,
            old_titles=(),
            new_titles=(),
            edits=(_make_link(old, new),),
            weights=(),
        )
    return replace(
        entry,
        kinds=tuple(kind for kind in entry.kinds if kind in _WEIGHTY) or (Kind.REWORDED,),
        topic=name,
        old_titles=(),
        new_titles=(),
        edits=edits,
    )


def _make_link(old: str, new: str) -> Edit:
    """The edit of a link within the text, by its targets, or by its words where it leads where it led."""
    (old_words, _, before), (new_words, _, after) = (text.partition(" -> ") for text in (old, new))
    if before == after:
        return Edit(EditKind.WORDS, old_words, new_words)
    return Edit(EditKind.LINK, before, after)


def _strip_name(item: Item | None, name: str) -> str:
    """What is said of a unit, without what it is."""
    text = " ".join(text_of(list(item.blocks)).split()) if isinstance(item, PlacedClause) else ""
    return text.removeprefix(f"{name[:1].upper()}{name[1:]}: ")


def has_headings(source: Source) -> bool:
    """Say whether a file itself calls anything a heading."""
    return any(isinstance(piece, Paragraph) and piece.heading for piece in source.pieces)


def read_heading_levels(source: Source, document: Document) -> dict[str, int]:
    """Return how deep those headings of a document stand that the file itself calls so, by their ids."""
    waiting: dict[str, list[int]] = defaultdict(list)
    for piece in source.pieces:
        if isinstance(piece, Paragraph) and piece.heading:
            waiting[_make_key(piece.text)].append(piece.heading)
    levels: dict[str, int] = {}
    for item in document.items:
        if isinstance(item, Section):
            same = waiting.get(_make_key(f"{item.number} {text_of(list(item.title))}")) or waiting.get(
                _make_key(text_of(list(item.title)))
            )
            if same:
                levels[item.id] = same.pop(0)
    return levels


def _make_key(text: str) -> str:
    return " ".join(split_words(plain(text))).casefold()
