"""Alignment: which parts of an old sequence are which parts of a new one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence

from rapidfuzz.distance import Indel, LCSseq

Pair = tuple[int | None, int | None]
Likeness = Callable[[int, int], float]
# Beyond this many pairs a gap is aligned by position: every pair of it would be looked at.
_LARGEST_GAP = 2_500
_NEAR = 8
# Of more pairs no table is made: it would need an eighth of a byte for each.
_LARGEST_TABLE, _PIECE = 100_000_000, 8
# Pairs as a linked list from its end: their weight, the last pair, the list before it.
_Chain = tuple[float, tuple[int, int] | None, object]


def intern_values(*sequences: Sequence[Hashable]) -> list[list[int]]:
    """Sequences of anything as sequences of small numbers: the matcher compares hashes, and numbers cannot
    collide.
    """
    known: dict[Hashable, int] = {}
    return [[known.setdefault(one, len(known)) for one in sequence] for sequence in sequences]


def similarity(old: Sequence[Hashable], new: Sequence[Hashable]) -> float:
    """How much of two sequences is common to both, in order: 0 nothing, 1 all."""
    first, second = intern_values(old, new)
    return float(Indel.normalized_similarity(first, second))


def containment(old: Sequence[Hashable], new: Sequence[Hashable]) -> float:
    """How much of the shorter sequence is in the longer one, in order: 0 nothing, 1 all."""
    first, second = intern_values(old, new)
    return float(LCSseq.similarity(first, second)) / (min(len(old), len(new)) or 1)


def lcs_runs(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[tuple[bool, range, range]]:
    """The longest common subsequence as runs: whether equal, where in the old, where in the new.

    Of two very long sequences not the longest, but what lies around the pieces that each has once.
    """
    first, second = intern_values(old, new)
    yield from _runs(first, second, range(len(first)), range(len(second)))


def _runs(
    first: list[int], second: list[int], olds: range, news: range
) -> Iterator[tuple[bool, range, range]]:
    if len(olds) * len(news) > _LARGEST_TABLE:
        yield from _anchored(first, second, olds, news)
        return
    for code in Indel.opcodes(first[olds.start : olds.stop], second[news.start : news.stop]):
        yield (
            code.tag == "equal",
            range(olds.start + code.src_start, olds.start + code.src_end),
            range(news.start + code.dest_start, news.start + code.dest_end),
        )


def _anchored(
    first: list[int], second: list[int], olds: range, news: range
) -> Iterator[tuple[bool, range, range]]:
    """Runs around the pieces that both have once; where there is none, all is unequal."""
    there = _once(second, news)
    anchors = [(at, there[piece]) for piece, at in _once(first, olds).items() if piece in there]
    rising = longest_increasing_subsequence([j for _, j in anchors])
    i, j = olds.start, news.start
    for at, (to_old, to_new) in enumerate(anchors):
        if at not in rising or to_old < i or to_new < j:
            continue
        yield from _runs(first, second, range(i, to_old), range(j, to_new))
        i, j = to_old, to_new
        while i < olds.stop and j < news.stop and first[i] == second[j]:
            i, j = i + 1, j + 1
        yield True, range(to_old, i), range(to_new, j)
    if (i, j) == (olds.start, news.start):
        yield False, olds, news
    else:
        yield from _runs(first, second, range(i, olds.stop), range(j, news.stop))


def _once(sequence: list[int], places: range) -> dict[tuple[int, ...], int]:
    """The pieces of a sequence that stand in it once, in order, and where."""
    pieces = [tuple(sequence[at : at + _PIECE]) for at in places[: max(0, len(places) - _PIECE + 1)]]
    count = Counter(pieces)
    return {piece: at for at, piece in zip(places, pieces, strict=False) if count[piece] == 1}


def joined_lcs_runs(
    old: Sequence[Hashable], new: Sequence[Hashable]
) -> Iterator[tuple[bool, list[int], list[int]]]:
    """The same with neighbouring unequal runs as one."""
    before: tuple[list[int], list[int]] = ([], [])
    for equal, olds, news in lcs_runs(old, new):
        if equal:
            if before[0] or before[1]:
                yield False, *before
                before = ([], [])
            yield True, list(olds), list(news)
        else:
            before = ([*before[0], *olds], [*before[1], *news])
    if before[0] or before[1]:
        yield False, *before


def align(
    old: Sequence[Hashable], new: Sequence[Hashable], likeness: Likeness, enough: float
) -> Iterator[Pair]:
    """Pair the parts of two sequences, in order: equal ones first, then, between those, the ones that are
    `enough` alike.

    Yields pairs of places in reading order; None stands for what has no counterpart, and the old ones of a
    gap come first.
    """
    for equal, olds, news in joined_lcs_runs(old, new):
        if equal:
            yield from zip(olds, news, strict=True)
        else:
            yield from _aligned(olds, news, likeness, enough)


def _aligned(olds: list[int], news: list[int], likeness: Likeness, enough: float) -> Iterator[Pair]:
    matched = _matched(olds, news, likeness, enough) if olds and news else []
    at_old = at_new = 0
    for i, j in [*matched, (len(olds), len(news))]:
        yield from ((one, None) for one in olds[at_old:i])
        yield from ((None, one) for one in news[at_new:j])
        if i < len(olds):
            yield olds[i], news[j]
        at_old, at_new = i + 1, j + 1


def _matched(olds: list[int], news: list[int], likeness: Likeness, enough: float) -> list[tuple[int, int]]:
    """The pairs, in order in both, that are most alike all together. In a large gap only near places are
    looked at.
    """
    rows, columns = len(olds), len(news)
    small = rows * columns <= _LARGEST_GAP
    slope = columns / rows
    best: list[dict[int, float]] = [{} for _ in range(rows)]
    for i in range(rows):
        centre = round(i * slope)
        near = range(columns) if small else range(max(0, centre - _NEAR), min(columns, centre + _NEAR + 1))
        for j in near:
            alike = likeness(olds[i], news[j])
            if alike >= enough:
                best[i][j] = alike
    return _heaviest(best, columns)


def _heaviest(likes: list[dict[int, float]], columns: int) -> list[tuple[int, int]]:
    """The heaviest chain of pairs that rise in both, row by row."""
    # tops[j]: the heaviest chain that ends before column j.
    tops: list[_Chain] = [(0.0, None, None)] * (columns + 1)
    for i, row in enumerate(likes):
        if not row:
            continue
        fresh = {j: (tops[j][0] + alike, (i, j), tops[j]) for j, alike in row.items()}
        heaviest: _Chain = (0.0, None, None)
        for j in range(columns + 1):
            if j and (j - 1) in fresh and fresh[j - 1][0] > heaviest[0]:
                heaviest = fresh[j - 1]
            if heaviest[0] > tops[j][0]:
                tops[j] = heaviest
            else:
                heaviest = tops[j]
    found: list[tuple[int, int]] = []
    chain: object = tops[columns]
    while isinstance(chain, tuple) and chain[1] is not None:
        found.append(chain[1])
        chain = chain[2]
    return found[::-1]


def longest_increasing_subsequence(numbers: Sequence[int]) -> set[int]:
    """The places of a longest rising subsequence: what has kept its order, when all else has moved."""
    tails: list[int] = []
    previous: list[int | None] = []
    for at, number in enumerate(numbers):
        low, high = 0, len(tails)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if numbers[tails[middle]] < number else (low, middle)
        previous.append(tails[low - 1] if low else None)
        tails[low : low + 1] = [at]
    found: set[int] = set()
    here = tails[-1] if tails else None
    while here is not None:
        found.add(here)
        here = previous[here]
    return found
