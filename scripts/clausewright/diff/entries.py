"""Entries: from matched items to the redline and the list of changes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from ..model.ast import element
from ..model.change import Cause, Change, Kind, Mark, Redline, number_of
from ..model.document import Inlines, Item, PlacedClause, Prose, Section
from .atoms import mark_inlines
from .blocks import diff_blocks
from .classify import classify, significant_words
from .match import Family, Matched
from .normalise import key
from .order import Moves, merge_reading_orders, moved_items_by_section
from .terms import split_terms
from .words import diff_inlines

_RECORD = ("record", 0)


def build_entries(
    matched: Matched, moved: Moves | None = None
) -> tuple[tuple[Redline, ...], tuple[Change, ...]]:
    """Return the redline and the entries of two documents whose items are matched. Causes and effects are for
    others to say.

    `moved` says what moved, where that is not told by the sections of a policy.
    """
    return _Comparing(matched, moved or moved_items_by_section(matched)).all()


@dataclass(slots=True)
class _Told:
    """An entry while it is being made."""

    kinds: set[Kind] = field(default_factory=set)
    first: Kind | None = None
    items: list[Redline] = field(default_factory=list)
    family: Family | None = None


class _Comparing:
    def __init__(self, matched: Matched, moved: Moves) -> None:
        self.matched, self.moved = matched, moved
        self.told: dict[str, _Told] = {}
        self.ids: dict[tuple[str, int], str] = {}
        self.counts: Counter[str] = Counter()
        self.family_of_old = {at: family for family in matched.families for at in family.olds}
        self.family_of_new = {at: family for family in matched.families for at in family.news}
        self.old_sections, self.new_sections = _sections(matched.old), _sections(matched.new)
        self.new_of = {i: j for j, i in matched.pairs.items()}

    def all(self) -> tuple[tuple[Redline, ...], tuple[Change, ...]]:
        redline = [self.line(i, j) for i, j in merge_reading_orders(self.matched, self.moved)]
        for one in redline:
            for id in one.changes:
                self.told[id].items.append(one)
        entries = [entry for id, told in self.told.items() for entry in self.entry(id, told)]
        terms = {entry.id for entry in entries} - set(self.told)
        return (tuple(self.naming_terms(redline, entries)) if terms else tuple(redline)), tuple(entries)

    # -- items -----------------------------------------------------------------------------------------------

    def line(self, i: int | None, j: int | None) -> Redline:
        if j is None and i is not None:
            return self.left_behind(i) if i in self.new_of else self.removed(i)
        if j is None:
            raise ValueError("an item of neither document")
        i = self.matched.pairs.get(j)
        return self.added(j) if i is None else self.stayed(i, j)

    def removed(self, i: int) -> Redline:
        item = self.matched.old[i]
        id = self.tell(self.family_of_old.get(i), ("old", i), classify(item, None))
        return Redline(item, Mark.REMOVED, old=item, old_at=i, changes=(id,))

    def added(self, j: int) -> Redline:
        item = self.matched.new[j]
        id = self.tell(self.family_of_new.get(j), ("new", j), classify(None, item))
        return Redline(item, Mark.ADDED, new=item, new_at=j, changes=(id,))

    def left_behind(self, i: int) -> Redline:
        j = self.new_of[i]
        item = self.matched.old[i]
        return Redline(
            item,
            Mark.MOVED_AWAY,
            old=item,
            new=self.matched.new[j],
            old_at=i,
            new_at=j,
            changes=self.changes(i, j),
        )

    def stayed(self, i: int, j: int) -> Redline:
        old, new = self.matched.old[i], self.matched.new[j]
        ids = self.changes(i, j)
        if not ids:
            return Redline(new, Mark.KEPT, old=old, new=new, old_at=i, new_at=j)
        mark = Mark.MOVED_HERE if self.moved.moved(j) else Mark.CHANGED
        return Redline(_marked(old, new, ids[-1]), mark, old=old, new=new, old_at=i, new_at=j, changes=ids)

    def changes(self, i: int, j: int) -> tuple[str, ...]:
        """The ids of what happened to a pair: that its section moved, and what is its own."""
        found: list[str] = []
        heading = self.moved.with_section.get(j)
        if heading is not None:
            found.append(self.tell(None, ("new", heading), (Kind.MOVED,)))
        kinds = classify(self.matched.old[i], self.matched.new[j], moved=j in self.moved.alone)
        family = self.family_of_new.get(j)
        if kinds or family:
            found.append(self.tell(family, ("new", j), kinds))
        return tuple(dict.fromkeys(found))

    # -- entries ---------------------------------------------------------------------------------------------

    def tell(self, family: Family | None, place: tuple[str, int], kinds: tuple[Kind, ...]) -> str:
        """Note kinds under the entry of an item, or of its family, and return the entry's id."""
        if family:
            j = next(at for at in family.news if at in self.matched.pairs)
            place = ("new", j)
        elif kinds and kinds[0] is Kind.RECORD:
            # The record, the history and the tables of who was asked are one thing to a reader.
            place = _RECORD
        if place not in self.ids:
            self.ids[place] = self.unique(*place)
        id = self.ids[place]
        told = self.told.setdefault(id, _Told(family=family))
        if family:
            kinds = tuple(kind for kind in kinds if kind not in (Kind.ADDED, Kind.REMOVED, Kind.RENAMED))
            told.kinds |= {Kind.SPLIT} if len(family.news) > 1 else set()
            told.kinds |= {Kind.MERGED} if len(family.olds) > 1 else set()
        told.first = told.first or next(iter(kinds), None)
        told.kinds |= set(kinds)
        return id

    def unique(self, side: str, at: int) -> str:
        if (side, at) == _RECORD:
            return "record"
        items, sections = (
            (self.matched.new, self.new_sections) if side == "new" else (self.matched.old, self.old_sections)
        )
        item = items[at]
        match item:
            case PlacedClause():
                base = f"c-{item.id}"
            case Section():
                base = f"s-{item.id}"
            case Prose():
                heading = sections[at]
                base = f"t-{heading.id if heading else 'top'}"
        self.counts[base] += 1
        return base if self.counts[base] == 1 else f"{base}-{self.counts[base]}"

    def entry(self, id: str, told: _Told) -> Iterator[Change]:
        lines = told.items
        olds = [
            (one.old, one.old_at) for one in lines if one.old is not None and one.mark is not Mark.MOVED_AWAY
        ]
        news = [
            (one.new, one.new_at) for one in lines if one.new is not None and one.mark is not Mark.MOVED_AWAY
        ]
        if told.kinds == {Kind.MOVED} or (Kind.MOVED in told.kinds and isinstance(lines[0].new, Section)):
            # A section moved with all that is under it: the entry is about the section.
            heads = [pair for pair in news if isinstance(pair[0], Section)]
            olds, news = (
                ([pair for pair in olds if isinstance(pair[0], Section)][:1], heads[:1])
                if heads
                else (olds, news)
            )
        change = Change(
            id=id,
            kinds=_in_order(told),
            cause=Cause.MODEL,
            old_ids=tuple(item.id for item, _ in olds if isinstance(item, PlacedClause)),
            new_ids=tuple(item.id for item, _ in news if isinstance(item, PlacedClause)),
            old_titles=tuple(item.title for item, _ in olds if not isinstance(item, Prose)),
            new_titles=tuple(item.title for item, _ in news if not isinstance(item, Prose)),
            old_numbers=tuple(number_of(item) for item, _ in olds if not isinstance(item, Prose)),
            new_numbers=tuple(number_of(item) for item, _ in news if not isinstance(item, Prose)),
            old_section=_heading(olds, self.old_sections),
            new_section=_heading(news, self.new_sections),
            items=tuple(lines),
        )
        change = _with_clauses(change, [item for item, _ in olds], [item for item, _ in news])
        if told.family:
            change = _with_family(change, [item for item, _ in olds], [item for item, _ in news])
            sides = (self.matched.old, told.family.olds), (self.matched.new, told.family.news)
            before, after = (
                [block for at in places for block in _titled(items[at])] for items, places in sides
            )
            change = replace(change, together=tuple(diff_blocks(before, after, id)))
            texts = [
                significant_words([getattr(items[at], "blocks", ()) for at in places])
                for items, places in sides
            ]
            if texts[0] == texts[1]:
                # The clauses were cut otherwise, and nobody changed a word.
                change = replace(
                    change,
                    kinds=tuple(kind for kind in change.kinds if kind not in (Kind.REWORDED, Kind.EDITORIAL)),
                )
        yield from (
            split_terms(change)
            if change.kinds[0] is Kind.DEFINITION and isinstance(lines[0].item, Prose)
            else (change,)
        )

    def naming_terms(self, redline: list[Redline], entries: list[Change]) -> Iterator[Redline]:
        """A table of definitions has an entry a term: its item names them all."""
        terms: dict[int, list[str]] = defaultdict(list)
        for entry in entries:
            if entry.id not in self.told:
                terms[entry.items[0].new_at or 0].append(entry.id)
        for one in redline:
            known = tuple(id for id in one.changes if any(entry.id == id for entry in entries))
            is_table = one.new_at in terms and isinstance(one.item, Prose) and one.mark is not Mark.MOVED_AWAY
            yield replace(one, changes=(*known, *terms[one.new_at or 0])) if is_table else one


def _in_order(told: _Told) -> tuple[Kind, ...]:
    found = tuple(kind for kind in Kind if kind in told.kinds)
    return (Kind.RECORD,) if Kind.RECORD in found else found


def _with_clauses(change: Change, olds: list[Item], news: list[Item]) -> Change:
    """What the clauses' own facts add: strength and audience, where one became another."""
    if (
        len(olds) != 1
        or len(news) != 1
        or not (isinstance(old := olds[0], PlacedClause) and isinstance(new := news[0], PlacedClause))
    ):
        return change
    return replace(
        change,
        strength=(old.strength, new.strength) if old.strength != new.strength else None,
        audience=(old.audience, new.audience) if set(old.audience) != set(new.audience) else None,
    )


def _with_family(change: Change, olds: list[Item], news: list[Item]) -> Change:
    """The same where clauses were split or merged: a strength or an audience that only one side has."""
    before, after = ([item for item in items if isinstance(item, PlacedClause)] for items in (olds, news))
    strengths = [one.strength for one in before], [one.strength for one in after]
    audiences = [
        tuple(dict.fromkeys(word for one in side for word in one.audience)) for side in (before, after)
    ]
    kinds = set(change.kinds)
    if set(strengths[0]) != set(strengths[1]):
        kinds.add(Kind.STRENGTH)
        was = next((one for one in strengths[0] if one not in strengths[1]), strengths[0][0])
        now = next((one for one in strengths[1] if one not in strengths[0]), strengths[1][0])
        change = replace(change, strength=(was, now))
    if set(audiences[0]) != set(audiences[1]):
        kinds.add(Kind.SCOPE)
        change = replace(change, audience=(audiences[0], audiences[1]))
    return replace(change, kinds=tuple(kind for kind in Kind if kind in kinds))


def _sections(items: Any) -> dict[int, Section | None]:
    """For each place the heading of level 2 above it; a heading stands under itself."""
    found: dict[int, Section | None] = {}
    here: Section | None = None
    for at, item in enumerate(items):
        here = item if isinstance(item, Section) and item.level <= 2 else here
        found[at] = here
    return found


def _heading(side: list[Any], sections: dict[int, Section | None]) -> Inlines:
    heading = sections.get(side[0][1]) if side else None
    return heading.title if heading else ()


def _titled(item: Item) -> list[Any]:
    match item:
        case PlacedClause() if item.headed:
            return [element("Para", [element("Strong", list(item.title))]), *item.blocks]
        case PlacedClause():
            return list(item.blocks)
        case Prose():
            return list(item.blocks)
    return []


def _marked(old: Item, new: Item, id: str) -> Item:
    """The new item with marks where it differs from the old one."""
    match old, new:
        case Section(), Section():
            return replace(new, title=_marked_title(old.title, new.title, id))
        case PlacedClause(), PlacedClause():
            blocks = diff_blocks(list(old.blocks), list(new.blocks), id)
            return replace(new, title=_marked_title(old.title, new.title, id), blocks=tuple(blocks))
        case Prose(), Prose():
            return Prose(tuple(diff_blocks(list(old.blocks), list(new.blocks), id)))
    raise TypeError("items of different sorts were matched")


def _marked_title(old: Inlines, new: Inlines, id: str) -> Inlines:
    return (
        new
        if old == new or key(old) == key(new)
        else tuple(diff_inlines(list(old), list(new), id, diff_blocks))
    )


def mark_title(old: Inlines, new: Inlines, id: str) -> Inlines:
    """A title with marks; whole where nothing of it stayed."""
    if not old or not new:
        return (*mark_inlines(list(old), "deletion", id), *mark_inlines(list(new), "insertion", id))
    return _marked_title(old, new, id)
