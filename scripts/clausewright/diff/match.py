"""Identity: which item of the old document is which of the new one. Ids decide;
similarity speaks only for what has none.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..model.ast import classes_of
from ..model.document import Document, Item, PlacedClause, Prose, Section
from .align import align, similarity
from .normalise import make_text_key, read_text

# How alike two headings, or two pieces of prose, are at least that are one.
_SAME_TITLE = 0.6
_SAME_PROSE = 0.4


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
    """Clauses that were split or merged: the places of the old ones and of the new ones.
    One of each is also a pair.
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
    """A section of level 2 with what is under it, or what stands before the first:
    places in reading order.
    """

    head: int | None
    places: tuple[int, ...]


def split_prose(document: Document) -> list[Item]:
    """Return the items of a document, with every block outside a clause as an item of its own."""
    items: list[Item] = []
    for item in document.items:
        if isinstance(item, Prose):
            items += [Prose((block,)) for block in item.blocks]
        else:
            items.append(item)
    return items


def group_by_section(items: Sequence[Item]) -> list[Group]:
    """Return the sections of a document; the first group is what stands before them all."""
    groups: list[tuple[int | None, list[int]]] = [(None, [])]
    for place, item in enumerate(items):
        if isinstance(item, Section) and item.level <= 2:
            groups.append((place, []))
        else:
            groups[-1][1].append(place)
    return [Group(head, tuple(places)) for head, places in groups]


def match(old: Sequence[Item], new: Sequence[Item], lineage: Lineage) -> Matched:
    """Find what became of what: clauses by id and lineage, sections by title and by their clauses,
    then what is left by its text.
    """
    matched = Matched(old, new)
    _match_clauses(matched, lineage)
    before, after = group_by_section(old), group_by_section(new)
    partners = _match_sections(matched, before, after)
    for j, i in partners.items():
        _match_within(matched, before[i].places, after[j].places)
    _match_same_text_elsewhere(matched)
    return matched


# -- clauses -------------------------------------------------------------------------------------------------


def _match_clauses(matched: Matched, lineage: Lineage) -> None:
    olds = _map_places_of_clauses(matched.old)
    news = _map_places_of_clauses(matched.new)
    links = _find_links(matched, olds, news, lineage)
    old_kin, new_kin = _match_families(matched, olds, news, links)
    for id, j in news.items():
        if id in olds and j not in new_kin:
            matched.pair(olds[id], j)
    used = set(matched.pairs.values()) | old_kin
    for id, j in news.items():
        i = olds.get(lineage.stands_for.get(id, ""))
        if j not in matched.pairs and j not in new_kin and i is not None and i not in used:
            matched.pair(i, j)
            used.add(i)


def _map_places_of_clauses(items: Sequence[Item]) -> dict[str, int]:
    return {item.id: place for place, item in enumerate(items) if isinstance(item, PlacedClause)}


def _find_links(
    matched: Matched, olds: Mapping[str, int], news: Mapping[str, int], lineage: Lineage
) -> dict[str, set[str]]:
    """For each new clause the old ones that it took over from."""
    links: dict[str, set[str]] = defaultdict(set)
    for id, place in news.items():
        item = matched.new[place]
        replaced = lineage.replaces.get(id, item.replaces if isinstance(item, PlacedClause) else ())
        links[id] = set()
        for old_id in replaced:
            # An old clause that is still there, beside one that was there too, was not taken over.
            stood_beside = old_id in news and id in olds
            if old_id in olds and not stood_beside:
                links[id].add(old_id)
        if links[id] and id in olds:
            links[id].add(id)
    return links


def _match_families(
    matched: Matched, olds: Mapping[str, int], news: Mapping[str, int], links: Mapping[str, set[str]]
) -> tuple[set[int], set[int]]:
    """Pair one clause of each family; return the old and the new places of all that belong to one."""
    old_kin: set[int] = set()
    new_kin: set[int] = set()
    for old_ids, new_ids in _find_connected_components(links, news, olds):
        old_places = sorted(olds[id] for id in old_ids)
        new_places = sorted(news[id] for id in new_ids)
        old_kin.update(old_places)
        new_kin.update(new_places)
        matched.pair(*_find_closest_pair(matched, old_places, new_places))
        if len(old_places) > 1 or len(new_places) > 1:
            matched.families.append(Family(tuple(old_places), tuple(new_places)))
    return old_kin, new_kin


def _find_closest_pair(matched: Matched, olds: Sequence[int], news: Sequence[int]) -> tuple[int, int]:
    """The two clauses of a family that have one id, else those that are most alike, else the first ones."""

    def closeness(pair: tuple[int, int]) -> tuple[bool, float, int, int]:
        i, j = pair
        has_same_id = _get_id(matched.old[i]) == _get_id(matched.new[j])
        return has_same_id, _rate_likeness(matched, i, j), -j, -i

    return max(((i, j) for i in olds for j in news), key=closeness)


def _find_connected_components(
    links: Mapping[str, set[str]], news: Mapping[str, int], olds: Mapping[str, int]
) -> Iterator[tuple[set[str], set[str]]]:
    """Old and new clauses that hang together by what replaces what:
    the connected components of a bipartite graph, by depth-first search.
    """
    heirs: dict[str, set[str]] = defaultdict(set)
    for id, old_ids in links.items():
        for old_id in old_ids:
            heirs[old_id].add(id)
            if old_id in news and old_id in olds:
                heirs[old_id].add(old_id)
    seen: set[str] = set()
    for start in links:
        if start in seen or not links[start]:
            continue
        component_news, component_olds, waiting = {start}, set[str](), [start]
        while waiting:
            id = waiting.pop()
            neighbours = set(links.get(id, ()))
            if id in olds and id in heirs:
                neighbours.add(id)
            for old_id in neighbours - component_olds:
                component_olds.add(old_id)
                fresh = heirs[old_id] - component_news
                component_news |= fresh
                waiting += fresh
        seen |= component_news
        yield component_olds, component_news


def _get_id(item: Item) -> str:
    return item.id if isinstance(item, PlacedClause) else ""


def _list_words(item: Item) -> list[str]:
    content = item.title if isinstance(item, Section) else item.blocks
    return read_text(content).lower().split()


def _rate_likeness(matched: Matched, i: int, j: int) -> float:
    return similarity(_list_words(matched.old[i]), _list_words(matched.new[j]))


# -- sections ------------------------------------------------------------------------------------------------


def _match_sections(matched: Matched, before: Sequence[Group], after: Sequence[Group]) -> dict[int, int]:
    """Pair the headings of level 2, by title, then by the clauses under them, then by likeness; return the
    pairs of groups, by the new one.
    """
    partners = {0: 0}
    by_title: dict[str, list[int]] = defaultdict(list)
    for index, group in enumerate(before[1:], 1):
        by_title[_read_title(matched.old, group)].append(index)
    for index, group in enumerate(after[1:], 1):
        namesakes = by_title.get(_read_title(matched.new, group))
        if namesakes:
            partners[index] = namesakes.pop(0)
    free = set(range(1, len(before))) - set(partners.values())
    _match_by_clauses(matched, before, after, partners, free)
    _match_by_title_likeness(matched, before, after, partners, free)
    for new_index, old_index in partners.items():
        old_head, new_head = before[old_index].head, after[new_index].head
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
    group_of_old = {place: index for index, group in enumerate(before) for place in group.places}
    for index, group in enumerate(after):
        if index in partners:
            continue
        shared: Counter[int] = Counter()
        for place in group.places:
            old_place = matched.pairs.get(place)
            if old_place is not None:
                shared[group_of_old[old_place]] += 1
        # Of those that share as many, the first.
        candidates = [(count, -i) for i, count in shared.items() if i in free]
        if candidates:
            partners[index] = -max(candidates)[1]
            free.discard(partners[index])


def _match_by_title_likeness(
    matched: Matched,
    before: Sequence[Group],
    after: Sequence[Group],
    partners: dict[int, int],
    free: set[int],
) -> None:
    """Pair the sections left, in order, whose titles are alike."""
    olds = sorted(free)
    news = [index for index in range(1, len(after)) if index not in partners]
    old_titles = [_read_title(matched.old, before[index]) for index in olds]
    new_titles = [_read_title(matched.new, after[index]) for index in news]

    def likeness(i: int, j: int) -> float:
        return _rate_likeness(matched, before[olds[i]].head or 0, after[news[j]].head or 0)

    for i, j in align(old_titles, new_titles, likeness, _SAME_TITLE):
        if i is not None and j is not None:
            partners[news[j]] = olds[i]


def _read_title(items: Sequence[Item], group: Group) -> str:
    item = items[group.head] if group.head is not None else None
    return make_text_key(item.title) if isinstance(item, Section) else ""


# -- what has no id ------------------------------------------------------------------------------------------


def _match_within(matched: Matched, olds: Iterable[int], news: Iterable[int]) -> None:
    """Pair the lower headings, and the prose, of two sections."""
    for kind, enough in ((Section, _SAME_TITLE), (Prose, _SAME_PROSE)):
        old_places = [place for place in olds if isinstance(matched.old[place], kind)]
        new_places = [place for place in news if isinstance(matched.new[place], kind)]
        _match_in_order(matched, old_places, new_places, enough)


def _match_in_order(matched: Matched, olds: Sequence[int], news: Sequence[int], enough: float) -> None:
    """Pair items that are the same, then those that are `enough` alike, without changing their order."""

    def likeness(i: int, j: int) -> float:
        old_box, new_box = _list_box_classes(matched.old[olds[i]]), _list_box_classes(matched.new[news[j]])
        if old_box or new_box:
            return float(old_box == new_box)
        return _rate_likeness(matched, olds[i], news[j])

    old_keys = [_make_key(matched.old[place]) for place in olds]
    new_keys = [_make_key(matched.new[place]) for place in news]
    for i, j in align(old_keys, new_keys, likeness, enough):
        if i is not None and j is not None:
            matched.pair(olds[i], news[j])


def _make_key(item: Item) -> str:
    return make_text_key(item.title if isinstance(item, Section) else item.blocks)


def _list_box_classes(item: Item) -> tuple[str, ...]:
    """The classes of the Div that a block is: two definitions tables, or two records, are the same one."""
    block = item.blocks[0] if isinstance(item, Prose) and item.blocks else None
    return tuple(classes_of(block)) if block and block["t"] == "Div" else ()


def _match_same_text_elsewhere(matched: Matched) -> None:
    """Pair headings and prose that are word for word the same in another section."""
    waiting: dict[tuple[type[Item], str], list[int]] = defaultdict(list)
    used = set(matched.pairs.values())
    for place, item in enumerate(matched.old):
        if place not in used and not isinstance(item, PlacedClause):
            waiting[type(item), _make_key(item)].append(place)
    for place, item in enumerate(matched.new):
        if place in matched.pairs or isinstance(item, PlacedClause):
            continue
        same = waiting.get((type(item), _make_key(item)))
        if same:
            matched.pair(same.pop(0), place)
