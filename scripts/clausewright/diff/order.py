"""Order: which matched items kept their place, which moved, and the reading order of both documents as one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..model.document import Item, Section
from .align import longest_increasing_subsequence
from .match import Matched, group_by_section


@dataclass(frozen=True, slots=True)
class Moves:
    """The new places of items that moved. `with_section` leads from those that moved with their whole section
    to its heading.
    """

    alone: frozenset[int]
    with_section: dict[int, int]

    def moved(self, at: int) -> bool:
        """Say whether the item at a new place came from elsewhere."""
        return at in self.alone or at in self.with_section


def moved_items_by_section(matched: Matched) -> Moves:
    """Find what moved: whole sections first, then items within a section or from one to another."""
    new_groups = group_by_section(matched.new)
    old_group = _group_of(matched.old)
    partner: dict[int, int] = {0: 0}
    for at, group in enumerate(new_groups):
        if group.head is not None and (i := matched.pairs.get(group.head)) is not None:
            partner[at] = old_group[i]
    matched_groups = sorted(partner)
    in_order = longest_increasing_subsequence([partner[at] for at in matched_groups])
    displaced = {group for at, group in enumerate(matched_groups) if at not in in_order}
    alone: set[int] = set()
    with_section: dict[int, int] = {}
    for at, group in enumerate(new_groups):
        head, home = group.head, partner.get(at)
        if head is not None and at in displaced:
            with_section[head] = head
        here = [place for place in group.places if place in matched.pairs]
        stayed = [place for place in here if old_group[matched.pairs[place]] == home]
        rising = longest_increasing_subsequence([matched.pairs[place] for place in stayed])
        faithful = {place for n, place in enumerate(stayed) if n in rising}
        if head is not None and at in displaced:
            with_section |= dict.fromkeys(faithful, head)
        alone |= set(here) - faithful
    return Moves(frozenset(alone), with_section)


def _group_of(items: Sequence[Item]) -> dict[int, int]:
    found = {}
    for at, group in enumerate(group_by_section(items)):
        for place in (*((group.head,) if group.head is not None else ()), *group.places):
            found[place] = at
    return found


def merge_reading_orders(matched: Matched, moved: Moves) -> Iterator[tuple[int | None, int | None]]:
    """The places of both documents in one order: (old, new) for what stayed; an old place alone for what went
    from there.
    """
    anchored = {j: i for j, i in matched.pairs.items() if not moved.moved(j)}
    old_at = new_at = 0
    for j in [*sorted(anchored), len(matched.new)]:
        i = anchored.get(j, len(matched.old))
        yield from _gap(matched, range(old_at, i), range(new_at, j))
        if j in anchored:
            yield i, j
        old_at, new_at = i + 1, j + 1


def _gap(matched: Matched, olds: range, news: range) -> Iterator[tuple[int | None, int | None]]:
    """What went stands before what came, each under the heading that both documents have; then what has
    headings of its own.
    """
    first_old = next((at for at in olds if isinstance(matched.old[at], Section)), olds.stop)
    first_new = next((at for at in news if isinstance(matched.new[at], Section)), news.stop)
    yield from ((at, None) for at in range(olds.start, first_old))
    yield from ((None, at) for at in range(news.start, first_new))
    yield from ((at, None) for at in range(first_old, olds.stop))
    yield from ((None, at) for at in range(first_new, news.stop))
