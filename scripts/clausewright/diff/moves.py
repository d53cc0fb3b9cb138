"""What moved between two documents whose items are matched, and the reading order of both as one.

Where a document has sections with ids, an item moves within its section or from one to another. Where nothing
has an id (two foreign files), as little as can be has moved, and headings sooner stay than the text between
them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..model.document import Item, Section
from .align import longest_increasing_subsequence, weighted_lis
from .match import Matched, group_by_section
from .normalise import read_text

# What weighs more sooner stays: a heading, and of two clauses the longer one, up to so many words.
_HEADING_WEIGHT, _LONG = 3.0, 200


@dataclass(frozen=True, slots=True)
class Moves:
    """The new places of items that moved. `with_section` leads from those that moved
    with their whole section to its heading.
    """

    alone: frozenset[int]
    with_section: dict[int, int]

    def is_moved(self, place: int) -> bool:
        """Say whether the item at a new place came from elsewhere."""
        return place in self.alone or place in self.with_section


def find_moved_items_by_section(matched: Matched) -> Moves:
    """Find what moved in a policy: whole sections first,
    then items within a section or from one to another.
    """
    groups = group_by_section(matched.new)
    old_group = _group_of_places(matched.old)
    partners: dict[int, int] = {0: 0}
    for index, group in enumerate(groups):
        if group.head is not None and group.head in matched.pairs:
            partners[index] = old_group[matched.pairs[group.head]]
    displaced = _find_displaced(partners)
    alone: set[int] = set()
    with_section: dict[int, int] = {}
    for index, group in enumerate(groups):
        kept = [place for place in group.places if place in matched.pairs]
        stayed = _has_stayed_in_section(matched, kept, old_group, partners.get(index))
        if group.head is not None and index in displaced:
            with_section[group.head] = group.head
            with_section |= dict.fromkeys(stayed, group.head)
        alone |= set(kept) - stayed
    return Moves(frozenset(alone), with_section)


def _group_of_places(items: Sequence[Item]) -> dict[int, int]:
    """For each place the section that it belongs to, by its index; a heading belongs to its own."""
    group_of: dict[int, int] = {}
    for index, group in enumerate(group_by_section(items)):
        if group.head is not None:
            group_of[group.head] = index
        group_of.update(dict.fromkeys(group.places, index))
    return group_of


def _find_displaced(partners: dict[int, int]) -> set[int]:
    """The sections that no longer stand in their order, as few as can be."""
    groups = sorted(partners)
    in_order = longest_increasing_subsequence([partners[group] for group in groups])
    return {group for index, group in enumerate(groups) if index not in in_order}


def _has_stayed_in_section(
    matched: Matched, kept: Sequence[int], old_group: dict[int, int], home: int | None
) -> set[int]:
    """The items of a section that were in it before, and kept their order."""
    at_home = [place for place in kept if old_group[matched.pairs[place]] == home]
    in_order = longest_increasing_subsequence([matched.pairs[place] for place in at_home])
    return {place for index, place in enumerate(at_home) if index in in_order}


def find_moved_items(matched: Matched) -> Moves:
    """Find what moved where nothing has an id. What stood under a heading and stands under it at its new
    place has moved with it.
    """
    places = sorted(matched.pairs)
    olds = [matched.pairs[j] for j in places]
    stayed = weighted_lis(olds, [_compute_weight(matched.new[j]) for j in places])
    alone: set[int] = set()
    with_section: dict[int, int] = {}
    for index, j in enumerate(places):
        head = matched.new[j]
        if index in stayed or j in with_section or j in alone:
            continue
        if not isinstance(head, Section):
            alone.add(j)
            continue
        with_section[j] = j
        inside = _list_inside(matched, places, index, stayed)
        in_order = longest_increasing_subsequence([olds[other] for other in inside])
        for position, other in enumerate(inside):
            if position in in_order:
                with_section[places[other]] = j
            else:
                alone.add(places[other])
    return Moves(frozenset(alone), with_section)


def _list_inside(matched: Matched, places: Sequence[int], index: int, stayed: set[int]) -> list[int]:
    """What stands under a heading that moved and stood under it before: its indexes among the places."""
    head = matched.new[places[index]]
    old_head = matched.pairs[places[index]]
    old_end = old_head + 1
    while old_end < len(matched.old) and not _is_end_of_section(matched.old[old_end], matched.old[old_head]):
        old_end += 1
    inside: list[int] = []
    for other in range(index + 1, len(places)):
        if other in stayed or _is_end_of_section(matched.new[places[other]], head):
            break
        if old_head < matched.pairs[places[other]] < old_end:
            inside.append(other)
    return inside


def _is_end_of_section(item: Item, head: Item) -> bool:
    """Say whether an item is a heading that is not under another one."""
    head_level = head.level if isinstance(head, Section) else 0
    return isinstance(item, Section) and item.level <= head_level


def _compute_weight(item: Item) -> float:
    if isinstance(item, Section):
        return _HEADING_WEIGHT
    length = len(read_text(item.blocks).split())
    return 1 + min(length, _LONG) / _LONG


# -- the order of both -------------------------------------------------------------------------------------


def merge_reading_orders(matched: Matched, moves: Moves) -> Iterator[tuple[int | None, int | None]]:
    """Yield the places of both documents in one order: (old, new) for what stayed; an old place alone for
    what went from there, a new one alone for what came there.
    """
    stayed = {j: i for j, i in matched.pairs.items() if not moves.is_moved(j)}
    old_start = new_start = 0
    for j in [*sorted(stayed), len(matched.new)]:
        i = stayed.get(j, len(matched.old))
        yield from _order_gap(matched, range(old_start, i), range(new_start, j))
        if j in stayed:
            yield i, j
        old_start, new_start = i + 1, j + 1


def _order_gap(matched: Matched, olds: range, news: range) -> Iterator[tuple[int | None, int | None]]:
    """What went stands before what came, each under the heading that both documents have;
    then what has headings of its own.
    """
    first_old = _find_first_heading(matched.old, olds)
    first_new = _find_first_heading(matched.new, news)
    for old_place in range(olds.start, first_old):
        yield old_place, None
    for new_place in range(news.start, first_new):
        yield None, new_place
    for old_place in range(first_old, olds.stop):
        yield old_place, None
    for new_place in range(first_new, news.stop):
        yield None, new_place


def _find_first_heading(items: Sequence[Item], places: range) -> int:
    """The first of some places at which a heading stands, or the end of them."""
    for place in places:
        if isinstance(items[place], Section):
            return place
    return places.stop
