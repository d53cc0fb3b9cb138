"""From two documents to their Changes: the redline that proves what differs,
and the entries that a reader works through.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..model.ast import element, words
from ..model.change import Cause, Change, Changes, Kind, Mark, Redline, Side, number_of
from ..model.document import Document, Inlines, Item, PlacedClause, Prose, Section
from ..model.kinds import Strength
from .blocks import diff_blocks
from .classify import classify, list_significant_words
from .defined_terms import split_terms
from .edits import add_edits
from .marked_items import mark_item, mark_title
from .match import Family, Lineage, Matched, match, split_prose
from .moves import Moves, find_moved_items_by_section, merge_reading_orders
from .normalise import read_block_text, strip_editorial

# Where an entry is noted that belongs to no item, but to all that the compiler says of the document.
_RECORD = ("record", 0)


def diff(
    policy: str, old: Document, new: Document, sides: tuple[Side, Side], lineage: Lineage | None = None
) -> Changes:
    """Compare two documents of a policy.

    Every entry has the cause "model text" and the effect "none": what caused it, and what follows, are known
    to those who know the library. Numbers, the words of references by number, and the dates of revisions are
    not compared.
    """
    matched = match(split_prose(old), split_prose(new), lineage or Lineage())
    redline, entries = build_entries(matched, find_moved_items_by_section(matched))
    title = tuple(words(new.title))
    if old.title != new.title:
        old_title, new_title = tuple(words(old.title)), tuple(words(new.title))
        title = mark_title(old_title, new_title, "title")
        renamed = Change(
            "title", (Kind.RENAMED,), Cause.MODEL, old_titles=(old_title,), new_titles=(new_title,)
        )
        entries = (renamed, *entries)
    return Changes(policy, title, *sides, entries=entries, redline=redline)


def build_entries(matched: Matched, moves: Moves) -> tuple[tuple[Redline, ...], tuple[Change, ...]]:
    """Return the redline and the entries of two documents whose items are matched.
    Causes and effects are for others to say.
    """
    return _EntryBuilder(matched, moves).build()


@dataclass(slots=True)
class _Draft:
    """An entry while it is being made."""

    kinds: set[Kind] = field(default_factory=set)
    items: list[Redline] = field(default_factory=list)
    family: Family | None = None

    def kinds_in_order(self) -> tuple[Kind, ...]:
        """Its kinds, the weightiest first; the record has no other."""
        if Kind.RECORD in self.kinds:
            return (Kind.RECORD,)
        return tuple(kind for kind in Kind if kind in self.kinds)


# An item of an entry with its place in its document.
_Placed = tuple[Item, int | None]


class _EntryBuilder:
    def __init__(self, matched: Matched, moves: Moves) -> None:
        self.matched, self.moves = matched, moves
        self.drafts: dict[str, _Draft] = {}
        self.ids: dict[tuple[str, int], str] = {}
        self.counts: Counter[str] = Counter()
        self.new_text = ""
        self.family_of_old: dict[int, Family] = {}
        self.family_of_new: dict[int, Family] = {}
        for family in matched.families:
            self.family_of_old.update(dict.fromkeys(family.olds, family))
            self.family_of_new.update(dict.fromkeys(family.news, family))
        self.old_sections = _map_sections_above(matched.old)
        self.new_sections = _map_sections_above(matched.new)
        self.new_of = {i: j for j, i in matched.pairs.items()}
        self.head_of_old = _map_heads_above(matched.old, {*self.new_of, *self.family_of_old})
        self.head_of_new = _map_heads_above(matched.new, {*matched.pairs, *self.family_of_new})

    def build(self) -> tuple[tuple[Redline, ...], tuple[Change, ...]]:
        redline = [self.mark(i, j) for i, j in merge_reading_orders(self.matched, self.moves)]
        for line in redline:
            for id in line.changes:
                self.drafts[id].items.append(line)
        entries: list[Change] = []
        for id, draft in self.drafts.items():
            entries += self.entries_of(id, draft)
        if any(entry.id not in self.drafts for entry in entries):
            redline = list(self.name_terms(redline, entries))
        return tuple(redline), tuple(entries)

    # -- items -----------------------------------------------------------------------------------------------

    def mark(self, i: int | None, j: int | None) -> Redline:
        """The line of the redline at an old place, a new place, or both."""
        if j is None and i is not None:
            return self.mark_moved_away(i) if i in self.new_of else self.mark_removed(i)
        if j is None:
            raise ValueError("an item of neither document")
        i = self.matched.pairs.get(j)
        return self.mark_added(j) if i is None else self.mark_pair(i, j)

    def mark_removed(self, i: int) -> Redline:
        item = self.matched.old[i]
        place = ("old", self.head_of_old.get(i, i))
        id = self.note(self.family_of_old.get(i), place, classify(item, None))
        return Redline(item, Mark.REMOVED, old=item, old_at=i, changes=(id,))

    def mark_added(self, j: int) -> Redline:
        item = self.matched.new[j]
        place = ("new", self.head_of_new.get(j, j))
        id = self.note(self.family_of_new.get(j), place, classify(None, item))
        return Redline(item, Mark.ADDED, new=item, new_at=j, changes=(id,))

    def mark_moved_away(self, i: int) -> Redline:
        j = self.new_of[i]
        old, new = self.matched.old[i], self.matched.new[j]
        ids = self.note_changes(i, j)
        return Redline(old, Mark.MOVED_AWAY, old=old, new=new, old_at=i, new_at=j, changes=ids)

    def mark_pair(self, i: int, j: int) -> Redline:
        old, new = self.matched.old[i], self.matched.new[j]
        ids = self.note_changes(i, j)
        if not ids:
            return Redline(new, Mark.KEPT, old=old, new=new, old_at=i, new_at=j)
        mark = Mark.MOVED_HERE if self.moves.is_moved(j) else Mark.CHANGED
        item = mark_item(old, new, ids[-1])
        return Redline(item, mark, old=old, new=new, old_at=i, new_at=j, changes=ids)

    def note_changes(self, i: int, j: int) -> tuple[str, ...]:
        """The ids of what happened to a pair: that its section moved, and what is its own."""
        ids: list[str] = []
        heading = self.moves.with_section.get(j)
        if heading is not None:
            ids.append(self.note(None, ("new", heading), (Kind.MOVED,)))
        kinds = classify(self.matched.old[i], self.matched.new[j], moved=j in self.moves.alone)
        family = self.family_of_new.get(j)
        if kinds or family:
            ids.append(self.note(family, ("new", j), kinds))
        return tuple(dict.fromkeys(ids))

    # -- entries ---------------------------------------------------------------------------------------------

    def note(self, family: Family | None, place: tuple[str, int], kinds: tuple[Kind, ...]) -> str:
        """Note kinds under the entry of an item, or of its family, and return the entry's id."""
        if family:
            place = ("new", next(j for j in family.news if j in self.matched.pairs))
        elif kinds and kinds[0] is Kind.RECORD:
            # The record, the history and the tables of who was asked are one thing to a reader.
            place = _RECORD
        if place not in self.ids:
            self.ids[place] = self.make_id(*place)
        id = self.ids[place]
        draft = self.drafts.setdefault(id, _Draft(family=family))
        if family:
            # What became of the clauses says it all: that one came and one went follows.
            kinds = tuple(kind for kind in kinds if kind not in (Kind.ADDED, Kind.REMOVED, Kind.RENAMED))
            if len(family.news) > 1:
                draft.kinds.add(Kind.SPLIT)
            if len(family.olds) > 1:
                draft.kinds.add(Kind.MERGED)
        draft.kinds.update(kinds)
        return id

    def make_id(self, side: str, place: int) -> str:
        """A stable id for the entry of an item, and a number where there is another of that name."""
        if (side, place) == _RECORD:
            return "record"
        is_new = side == "new"
        item = self.matched.new[place] if is_new else self.matched.old[place]
        match item:
            case PlacedClause():
                base = f"c-{item.id}"
            case Section():
                base = f"s-{item.id}"
            case Prose():
                heading = self.new_sections[place] if is_new else self.old_sections[place]
                base = f"t-{heading.id if heading else 'top'}"
        self.counts[base] += 1
        return base if self.counts[base] == 1 else f"{base}-{self.counts[base]}"

    def entries_of(self, id: str, draft: _Draft) -> Iterator[Change]:
        """The entry of a draft; of a table of definitions an entry for each term."""
        lines = draft.items
        standing = [line for line in lines if line.mark is not Mark.MOVED_AWAY]
        olds: list[_Placed] = [(line.old, line.old_at) for line in standing if line.old is not None]
        news: list[_Placed] = [(line.new, line.new_at) for line in standing if line.new is not None]
        is_about_section = Kind.MOVED in draft.kinds and isinstance(lines[0].new, Section)
        if is_about_section or draft.kinds == {Kind.MOVED}:
            # A section moved with all that is under it: the entry is about the section.
            heads = [placed for placed in news if isinstance(placed[0], Section)]
            if heads:
                olds = [placed for placed in olds if isinstance(placed[0], Section)][:1]
                news = heads[:1]
        old_ids = [item.id for item, _ in olds if isinstance(item, PlacedClause)]
        new_ids = [item.id for item, _ in news if isinstance(item, PlacedClause)]
        if isinstance(lines[0].item, Section) and draft.kinds in ({Kind.ADDED}, {Kind.REMOVED}):
            # A section came or went with all that is in it: it is called by its heading.
            olds, news = olds[:1], news[:1]
        old_items, new_items = [item for item, _ in olds], [item for item, _ in news]
        old_titled = [item for item in old_items if not isinstance(item, Prose)]
        new_titled = [item for item in new_items if not isinstance(item, Prose)]
        change = Change(
            id=id,
            kinds=draft.kinds_in_order(),
            cause=Cause.MODEL,
            old_ids=tuple(old_ids),
            new_ids=tuple(new_ids),
            old_titles=tuple(item.title for item in old_titled),
            new_titles=tuple(item.title for item in new_titled),
            old_numbers=tuple(number_of(item) for item in old_titled),
            new_numbers=tuple(number_of(item) for item in new_titled),
            old_section=_find_title_above(olds, self.old_sections),
            new_section=_find_title_above(news, self.new_sections),
            items=tuple(lines),
        )
        change = _add_facts_of_pair(change, old_items, new_items)
        if draft.family:
            change = _add_facts_of_family(change, old_items, new_items)
            change = self.add_family_text(change, draft.family)
        if change.kinds[0] is Kind.DEFINITION and isinstance(lines[0].item, Prose):
            for entry in split_terms(change):
                yield add_edits(entry, self.stands)
        else:
            yield add_edits(change, self.stands)

    def stands(self, sentence: str) -> bool:
        """Say whether a sentence stands in the new document."""
        if not self.new_text:
            contents = [item.title if isinstance(item, Section) else item.blocks for item in self.matched.new]
            self.new_text = f" {strip_editorial(read_block_text(contents))} "
        return f" {strip_editorial(sentence)} " in self.new_text

    def add_family_text(self, change: Change, family: Family) -> Change:
        """The same with the text of all clauses that were split or merged, before and after, as one."""
        olds = [self.matched.old[i] for i in family.olds]
        news = [self.matched.new[j] for j in family.news]
        old_blocks = [block for item in olds for block in _list_blocks_with_title(item)]
        new_blocks = [block for item in news for block in _list_blocks_with_title(item)]
        change = replace(change, together=tuple(diff_blocks(old_blocks, new_blocks, change.id)))
        if _list_words_without_titles(olds) != _list_words_without_titles(news):
            return change
        # The clauses were cut otherwise, and nobody changed a word.
        cut_otherwise = tuple(kind for kind in change.kinds if kind not in (Kind.REWORDED, Kind.EDITORIAL))
        return replace(change, kinds=cut_otherwise)

    def name_terms(self, redline: Iterable[Redline], entries: Iterable[Change]) -> Iterator[Redline]:
        """A table of definitions has an entry a term: its item names them all."""
        ids = {entry.id for entry in entries}
        terms: dict[int, list[str]] = defaultdict(list)
        for entry in entries:
            if entry.id not in self.drafts:
                terms[entry.items[0].new_at or 0].append(entry.id)
        for line in redline:
            is_table = isinstance(line.item, Prose) and line.mark is not Mark.MOVED_AWAY
            if is_table and line.new_at is not None and line.new_at in terms:
                kept = [id for id in line.changes if id in ids]
                yield replace(line, changes=(*kept, *terms[line.new_at]))
            else:
                yield line


def _add_facts_of_pair(change: Change, olds: Sequence[Item], news: Sequence[Item]) -> Change:
    """What the clauses' own facts add: strength and audience, where one became another."""
    if len(olds) != 1 or len(news) != 1:
        return change
    old, new = olds[0], news[0]
    if not isinstance(old, PlacedClause) or not isinstance(new, PlacedClause):
        return change
    return replace(
        change,
        strength=(old.strength, new.strength) if old.strength != new.strength else None,
        audience=(old.audience, new.audience) if set(old.audience) != set(new.audience) else None,
    )


def _add_facts_of_family(change: Change, olds: Sequence[Item], news: Sequence[Item]) -> Change:
    """The same where clauses were split or merged: a strength or an audience that only one side has."""
    before = [item for item in olds if isinstance(item, PlacedClause)]
    after = [item for item in news if isinstance(item, PlacedClause)]
    old_strengths = [clause.strength for clause in before]
    new_strengths = [clause.strength for clause in after]
    old_audience = tuple(dict.fromkeys(word for clause in before for word in clause.audience))
    new_audience = tuple(dict.fromkeys(word for clause in after for word in clause.audience))
    kinds = set(change.kinds)
    if set(old_strengths) != set(new_strengths):
        kinds.add(Kind.STRENGTH)
        was = _find_first_strength_missing(old_strengths, new_strengths)
        now = _find_first_strength_missing(new_strengths, old_strengths)
        change = replace(change, strength=(was, now))
    if set(old_audience) != set(new_audience):
        kinds.add(Kind.SCOPE)
        change = replace(change, audience=(old_audience, new_audience))
    return replace(change, kinds=tuple(kind for kind in Kind if kind in kinds))


def _find_first_strength_missing(strengths: Sequence[Strength], others: Sequence[Strength]) -> Strength:
    """The first of some strengths that the other side does not have, else the first."""
    return next((strength for strength in strengths if strength not in others), strengths[0])


def _list_words_without_titles(items: Iterable[Item]) -> list[str]:
    """The words of clauses, without what is editorial."""
    return list_significant_words([getattr(item, "blocks", ()) for item in items])


def _map_sections_above(items: Iterable[Item]) -> dict[int, Section | None]:
    """For each place the heading of level 2 above it; a heading stands under itself."""
    sections: dict[int, Section | None] = {}
    heading: Section | None = None
    for place, item in enumerate(items):
        if isinstance(item, Section) and item.level <= 2:
            heading = item
        sections[place] = heading
    return sections


def _map_heads_above(items: Sequence[Item], known: Collection[int]) -> dict[int, int]:
    """For each item that came or went with the section in which it stands, the place of that section's
    heading.

    `known` are the places of what has a counterpart, and stands by itself wherever it is. The record and the
    definitions are told apart from any section.
    """
    heads: dict[int, int] = {}
    head: int | None = None
    level = 0
    for place, item in enumerate(items):
        if isinstance(item, Section) and (head is None or item.level <= level):
            head, level = (None, 0) if place in known else (place, item.level)
        elif head is not None and place not in known and _is_plain(item):
            heads[place] = head
    return heads


def _is_plain(item: Item) -> bool:
    """Say whether an item is text of its own, and not one that the compiler makes."""
    return not isinstance(item, Prose) or classify(None, item) == (Kind.ADDED,)


def _find_title_above(items: Sequence[_Placed], sections: dict[int, Section | None]) -> Inlines:
    """The title of the section in which the first of some items stands."""
    place = items[0][1] if items else None
    heading = sections.get(place) if place is not None else None
    return heading.title if heading else ()


def _list_blocks_with_title(item: Item) -> list[Any]:
    match item:
        case PlacedClause() if item.headed:
            return [element("Para", [element("Strong", list(item.title))]), *item.blocks]
        case PlacedClause() | Prose():
            return list(item.blocks)
    return []
