"""Identity: which item of the old document is which of the new one. Ids decide; similarity speaks only for
what has none.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..model.ast import classes_of
from ..model.document import Document, Item, PlacedClause, Prose, Section
from .align import align, similarity
from .normalise import key, read_text

_TITLE = 0.6
_PROSE = 0.4


@dataclass(frozen=True, slots=True)
class Lineage:
    """What is known of clauses beyond their ids.

    `replaces`: for a new clause the old ones that it took over from, by whatever steps. `stands_for`: for a
    clause that a choice puts in another's place, that other (two clauses of one concept).
    """

    replaces: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stands_for: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Family:
    """Clauses that were split or merged: the places of the old ones and of the new ones. One of each is also
    a pair.
    """

    olds: tuple[int, ...]
    news: tuple[int, ...]


@dataclass(slots=True)
class Matched:
    """The items of two documents and what became of what: `pairs` leads from new places to old ones."""

    old: Sequence[Item]
    new: Sequence[Item]
    pairs: dict[int, int] = field(default_factory=dict)
    families: list[Family] = field(default_factory=list)

    def pair(self, i: int, j: int) -> None:
        """Note that the old item `i` is the new item `j`."""
        self.pairs[j] = i


@dataclass(frozen=True, slots=True)
class Group:
    """A section of level 2 with what is under it, or what stands before the first: places in reading order."""

    head: int | None
    places: tuple[int, ...]


def split_prose(document: Document) -> list[Item]:
    """Its items, with every block outside a clause as an item of its own."""
    found: list[Item] = []
    for item in document.items:
        found += [Prose((block,)) for block in item.blocks] if isinstance(item, Prose) else [item]
    return found


def group_by_section(items: Sequence[Item]) -> list[Group]:
    """The sections of a document; the first group is what stands before them all."""
    found: list[tuple[int | None, list[int]]] = [(None, [])]
    for at, item in enumerate(items):
        if isinstance(item, Section) and item.level <= 2:
            found.append((at, []))
        else:
            found[-1][1].append(at)
    return [Group(head, tuple(places)) for head, places in found]


def match(old: Sequence[Item], new: Sequence[Item], lineage: Lineage) -> Matched:
    """Find what became of what."""
    matched = Matched(old, new)
    _match_clauses(matched, lineage)
    before, after = group_by_section(old), group_by_section(new)
    partners = _match_sections(matched, before, after)
    for j, i in partners.items():
        _match_within(matched, before[i].places, after[j].places)
    _match_what_moved(matched)
    return matched


# -- clauses -------------------------------------------------------------------------------------------------


def _match_clauses(matched: Matched, lineage: Lineage) -> None:
    olds = {item.id: at for at, item in enumerate(matched.old) if isinstance(item, PlacedClause)}
    news = {item.id: at for at, item in enumerate(matched.new) if isinstance(item, PlacedClause)}
    links: dict[str, set[str]] = defaultdict(set)
    for id, at in news.items():
        item = matched.new[at]
        known = lineage.replaces.get(id, item.replaces if isinstance(item, PlacedClause) else ())
        # An old clause that is still there, beside one that was there too, was not taken over.
        links[id] = {before for before in known if before in olds and not (before in news and id in olds)}
        if links[id] and id in olds:
            links[id].add(id)
    taken = _match_families(matched, olds, news, links)
    for id, j in news.items():
        if id in olds and j not in taken[1]:
            matched.pair(olds[id], j)
    stood = set(matched.pairs.values()) | taken[0]
    for id, j in news.items():
        i = olds.get(lineage.stands_for.get(id, ""))
        if j not in matched.pairs and j not in taken[1] and i is not None and i not in stood:
            matched.pair(i, j)
            stood.add(i)


def _match_families(
    matched: Matched, olds: Mapping[str, int], news: Mapping[str, int], links: Mapping[str, set[str]]
) -> tuple[set[int], set[int]]:
    """Pair one clause of each family; return the places of all that belong to one."""
    taken: tuple[set[int], set[int]] = (set(), set())
    for before, after in _components(links, news, olds):
        old_places, new_places = sorted(olds[id] for id in before), sorted(news[id] for id in after)
        taken[0].update(old_places)
        taken[1].update(new_places)
        i, j = max(
            ((i, j) for i in old_places for j in new_places),
            key=lambda pair: (
                _id(matched.old[pair[0]]) == _id(matched.new[pair[1]]),
                _alike(matched, *pair),
                -pair[1],
                -pair[0],
            ),
        )
        matched.pair(i, j)
        if len(old_places) > 1 or len(new_places) > 1:
            matched.families.append(Family(tuple(old_places), tuple(new_places)))
    return taken


def _components(
    links: Mapping[str, set[str]], news: Mapping[str, int], olds: Mapping[str, int]
) -> Iterator[tuple[set[str], set[str]]]:
    """Old and new clauses that hang together by what replaces what."""
    children: dict[str, set[str]] = defaultdict(set)
    for id, before in links.items():
        for one in before:
            children[one].add(id)
            if one in news and one in olds:
                children[one].add(one)
    seen: set[str] = set()
    for start in links:
        if start in seen or not links[start]:
            continue
        after, before, waiting = {start}, set[str](), [start]
        while waiting:
            for one in (links.get(id := waiting.pop(), set())) | (
                {id} if id in olds and id in children else set()
            ):
                if one not in before:
                    before.add(one)
                    fresh = children[one] - after
                    after |= fresh
                    waiting += fresh
        seen |= after
        yield before, after


def _id(item: Item) -> str:
    return item.id if isinstance(item, PlacedClause) else ""


def _text(item: Item) -> list[str]:
    parts = item.title if isinstance(item, Section) else item.blocks
    return read_text(parts).lower().split()


def _alike(matched: Matched, i: int, j: int) -> float:
    return similarity(_text(matched.old[i]), _text(matched.new[j]))


# -- sections ------------------------------------------------------------------------------------------------


def _match_sections(matched: Matched, before: Sequence[Group], after: Sequence[Group]) -> dict[int, int]:
    """Pair the headings of level 2, by title, then by the clauses under them, then by likeness; return the
    pairs of groups.
    """
    partners = {0: 0}
    by_title: dict[str, list[int]] = defaultdict(list)
    for at, group in enumerate(before[1:], 1):
        by_title[_title(matched.old, group)].append(at)
    for at, group in enumerate(after[1:], 1):
        if same := by_title.get(_title(matched.new, group)):
            partners[at] = same.pop(0)
    free = set(range(1, len(before))) - set(partners.values())
    _match_by_clauses(matched, before, after, partners, free)
    lone, olds = [at for at in range(1, len(after)) if at not in partners], sorted(free)
    titles = [_title(matched.old, before[at]) for at in olds], [_title(matched.new, after[at]) for at in lone]
    for i, j in align(
        *titles, lambda i, j: _alike(matched, before[olds[i]].head or 0, after[lone[j]].head or 0), _TITLE
    ):
        if i is not None and j is not None:
            partners[lone[j]] = olds[i]
    for new_at, old_at in partners.items():
        old_head, new_head = before[old_at].head, after[new_at].head
        if old_head is not None and new_head is not None:
            matched.pair(old_head, new_head)
    return partners


def _match_by_clauses(
    matched: Matched,
    before: Sequence[Group],
    after: Sequence[Group],
    partners: dict[int, int],
    free: set[int],
) -> None:
    """Pair the sections left with those of the free ones that share most clauses with them."""
    group_of_old = {place: at for at, group in enumerate(before) for place in group.places}
    for at, group in enumerate(after):
        if at not in partners:
            shared = Counter(
                group_of_old[i] for place in group.places if (i := matched.pairs.get(place)) is not None
            )
            if candidates := [(count, -i) for i, count in shared.items() if i in free]:
                partners[at] = -max(candidates)[1]
                free.discard(partners[at])


def _title(items: Sequence[Item], group: Group) -> str:
    item = items[group.head] if group.head is not None else None
    return key(item.title) if isinstance(item, Section) else ""


# -- what has no id ------------------------------------------------------------------------------------------


def _match_within(matched: Matched, olds: Iterable[int], news: Iterable[int]) -> None:
    """Pair the lower headings, and the prose, of two sections."""
    for kind, enough in ((Section, _TITLE), (Prose, _PROSE)):
        lone_old = [at for at in olds if isinstance(matched.old[at], kind)]
        lone_new = [at for at in news if isinstance(matched.new[at], kind)]
        keys = [_key(matched.old[at]) for at in lone_old], [_key(matched.new[at]) for at in lone_new]

        def likeness(i: int, j: int, old: list[int] = lone_old, new: list[int] = lone_new) -> float:
            boxes = _box(matched.old[old[i]]), _box(matched.new[new[j]])
            return float(boxes[0] == boxes[1]) if any(boxes) else _alike(matched, old[i], new[j])

        for i, j in align(*keys, likeness, enough):
            if i is not None and j is not None:
                matched.pair(lone_old[i], lone_new[j])


def _key(item: Item) -> str:
    return key(item.title if isinstance(item, Section) else item.blocks)


def _box(item: Item) -> tuple[str, ...]:
    """The classes of the Div that a block is: two definitions tables, or two records, are the same one."""
    block = item.blocks[0] if isinstance(item, Prose) and item.blocks else None
    return tuple(classes_of(block)) if block and block["t"] == "Div" else ()


def _match_what_moved(matched: Matched) -> None:
    """Pair headings and prose that are word for word the same elsewhere."""
    lone: dict[tuple[type[Item], str], list[int]] = defaultdict(list)
    used = set(matched.pairs.values())
    for at, item in enumerate(matched.old):
        if at not in used and not isinstance(item, PlacedClause):
            lone[type(item), _key(item)].append(at)
    for at, item in enumerate(matched.new):
        if (
            at not in matched.pairs
            and not isinstance(item, PlacedClause)
            and (same := lone.get((type(item), _key(item))))
        ):
            matched.pair(same.pop(0), at)
