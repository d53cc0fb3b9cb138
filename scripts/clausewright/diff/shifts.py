"""Shifts: what moved where nothing has an id. As little as can be has moved, and headings sooner stay than
the text between them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

from ..model.document import Section
from .match import Matched
from .normalise import read_text
from .order import Moves

_HEADING, _LONG = 3.0, 200


def moved_items(matched: Matched) -> Moves:
    """Find what moved. What follows a heading to its new place has moved with it."""
    places = sorted(matched.pairs)
    olds = [matched.pairs[j] for j in places]
    stayed = weighted_lis(olds, [_weight(matched, j) for j in places])
    alone: set[int] = set()
    with_section: dict[int, int] = {}
    old_rank = dict(zip(sorted(olds), count(), strict=False))
    head: int | None = None
    before = -1
    for at, (j, i) in enumerate(zip(places, olds, strict=True)):
        item = matched.new[j]
        follows = head is not None and old_rank[i] == before + 1
        before = old_rank[i]
        if at in stayed:
            head = None
        elif (
            follows
            and head is not None
            and not (isinstance(item, Section) and item.level <= _level(matched, head))
        ):
            with_section[j] = head
        elif isinstance(item, Section):
            head = with_section[j] = j
        else:
            head = None
            alone.add(j)
    return Moves(frozenset(alone), with_section)


def _level(matched: Matched, at: int) -> int:
    item = matched.new[at]
    return item.level if isinstance(item, Section) else 0


def _weight(matched: Matched, at: int) -> float:
    item = matched.new[at]
    if isinstance(item, Section):
        return _HEADING
    length = len(read_text(getattr(item, "blocks", ())).split())
    return 1 + min(length, _LONG) / _LONG


def weighted_lis(numbers: Sequence[int], weights: Sequence[float]) -> set[int]:
    """The places of a heaviest rising subsequence of different numbers."""
    rank = {number: at for at, number in enumerate(sorted(numbers), 1)}
    # A Fenwick tree: for each rank the heaviest chain that ends in one up to it, and where that chain ends.
    best: list[tuple[float, int]] = [(0.0, -1)] * (len(numbers) + 1)
    previous: list[int] = []
    heaviest = (0.0, -1)
    for at, (number, weight) in enumerate(zip(numbers, weights, strict=True)):
        so_far = max(
            (best[one] for one in _below(rank[number] - 1)), key=lambda chain: chain[0], default=(0.0, -1)
        )
        previous.append(so_far[1])
        chain = (so_far[0] + weight, at)
        heaviest = max(heaviest, chain, key=lambda one: one[0])
        for one in _above(rank[number], len(numbers)):
            best[one] = max(best[one], chain, key=lambda each: each[0])
    found: set[int] = set()
    here = heaviest[1]
    while here >= 0:
        found.add(here)
        here = previous[here]
    return found


def _below(at: int) -> Iterator[int]:
    while at > 0:
        yield at
        at -= at & -at


def _above(at: int, last: int) -> Iterator[int]:
    while at <= last:
        yield at
        at += at & -at
