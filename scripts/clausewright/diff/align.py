"""The alignment of two sequences: what they have in common, in order, and which part became which.

Every algorithm here has a name in the literature; each docstring says which, and who described it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel, LCSseq

# A place in the old sequence and one in the new; None stands for what has no counterpart.
Pair = tuple[int | None, int | None]
# How alike an old place and a new one are: 0 nothing, 1 all.
Likeness = Callable[[int, int], float]
# A run of an edit script: whether both are equal there, where in the old, where in the new.
Run = tuple[bool, range, range]
# Beyond this many pairs a gap is aligned by position: every pair of it would be looked at.
_LARGEST_GAP = 2_500
# How far from the diagonal of a large gap pairs are looked at.
_BAND = 8
# Beyond this many pairs no table of a longest common subsequence is made: it needs an eighth of a byte a
# pair.
_LARGEST_TABLE = 100_000_000
# Of how many elements the pieces are that anchor two very long sequences to each other.
_PIECE = 8


# -- how alike -----------------------------------------------------------------------------------------------


def intern_values(*sequences: Sequence[Hashable]) -> list[list[int]]:
    """Return sequences of anything as sequences of small numbers, equal where the values are.

    The matcher compares hashes; those of different strings can be the same, those of small numbers cannot.
    """
    numbers: dict[Hashable, int] = {}
    interned: list[list[int]] = []
    for sequence in sequences:
        interned.append([numbers.setdefault(value, len(numbers)) for value in sequence])
    return interned


def similarity(old: Sequence[Hashable], new: Sequence[Hashable]) -> float:
    """Return how much of two sequences is common to both, in order: 0 nothing, 1 all.

    It is twice the length of the longest common subsequence by the length of both (the normalised Indel
    similarity).
    """
    return interned_similarity(*intern_values(old, new))


def interned_similarity(old: Sequence[int], new: Sequence[int]) -> float:
    """Return the same of two sequences that are numbers already."""
    return float(Indel.normalized_similarity(old, new))


def containment(old: Sequence[Hashable], new: Sequence[Hashable]) -> float:
    """Return how much of the shorter sequence is in the longer one, in order: 0 nothing, 1 all."""
    first, second = intern_values(old, new)
    return float(LCSseq.similarity(first, second)) / (min(len(old), len(new)) or 1)


# -- the longest common subsequence --------------------------------------------------------------------------


def lcs_runs(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[Run]:
    """Yield the longest common subsequence of two sequences as runs, in order.

    Of two very long sequences it is not the longest, but what lies around the pieces that each has once, as
    in the patience diff of Bram Cohen (first in Bazaar, then in git).
    """
    first, second = intern_values(old, new)
    yield from _runs_within(first, second, range(len(first)), range(len(second)))


def _runs_within(first: list[int], second: list[int], olds: range, news: range) -> Iterator[Run]:
    if len(olds) * len(news) > _LARGEST_TABLE:
        yield from _patience_runs(first, second, olds, news)
        return
    for code in Indel.opcodes(first[olds.start : olds.stop], second[news.start : news.stop]):
        yield (
            code.tag == "equal",
            range(olds.start + code.src_start, olds.start + code.src_end),
            range(news.start + code.dest_start, news.start + code.dest_end),
        )


def _patience_runs(first: list[int], second: list[int], olds: range, news: range) -> Iterator[Run]:
    """Patience diff: anchor the two at the pieces that each has once and in one order, and look between the
    anchors. Where there is no anchor, all is unequal.
    """
    new_places = _find_unique_pieces(second, news)
    anchors: list[tuple[int, int]] = []
    for piece, old_place in _find_unique_pieces(first, olds).items():
        if piece in new_places:
            anchors.append((old_place, new_places[piece]))
    in_order = longest_increasing_subsequence([new_place for _, new_place in anchors])
    i, j = olds.start, news.start
    for index, (old_place, new_place) in enumerate(anchors):
        if index not in in_order or old_place < i or new_place < j:
            continue
        yield from _runs_within(first, second, range(i, old_place), range(j, new_place))
        i, j = old_place, new_place
        while i < olds.stop and j < news.stop and first[i] == second[j]:
            i, j = i + 1, j + 1
        yield True, range(old_place, i), range(new_place, j)
    if (i, j) == (olds.start, news.start):
        yield False, olds, news
    else:
        yield from _runs_within(first, second, range(i, olds.stop), range(j, news.stop))


def _find_unique_pieces(sequence: list[int], places: range) -> dict[tuple[int, ...], int]:
    """The pieces of a stretch of a sequence that stand in it once, in order, and where each begins."""
    starts = places[: max(0, len(places) - _PIECE + 1)]
    pieces = [tuple(sequence[start : start + _PIECE]) for start in starts]
    counts = Counter(pieces)
    return {piece: start for start, piece in zip(starts, pieces, strict=True) if counts[piece] == 1}


def joined_lcs_runs(
    old: Sequence[Hashable], new: Sequence[Hashable]
) -> Iterator[tuple[bool, list[int], list[int]]]:
    """Yield the runs of `lcs_runs` with neighbouring unequal ones as one, as lists of places."""
    gone: list[int] = []
    come: list[int] = []
    for equal, olds, news in lcs_runs(old, new):
        if not equal:
            gone += olds
            come += news
            continue
        if gone or come:
            yield False, gone, come
            gone, come = [], []
        yield True, list(olds), list(news)
    if gone or come:
        yield False, gone, come


# -- the best alignment --------------------------------------------------------------------------------------


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
            yield from _align_gap(olds, news, likeness, enough)


def _align_gap(olds: list[int], news: list[int], likeness: Likeness, enough: float) -> Iterator[Pair]:
    matches: list[tuple[int, int]] = []
    if olds and news:
        matches = _needleman_wunsch(_score_pairs(olds, news, likeness, enough), len(news))
    old_start = new_start = 0
    for i, j in [*matches, (len(olds), len(news))]:
        for old_place in olds[old_start:i]:
            yield old_place, None
        for new_place in news[new_start:j]:
            yield None, new_place
        if i < len(olds):
            yield olds[i], news[j]
        old_start, new_start = i + 1, j + 1


def _score_pairs(
    olds: list[int], news: list[int], likeness: Likeness, enough: float
) -> list[dict[int, float]]:
    """For each old place the new ones that are enough like it, with how alike they are. In a large gap only a
    band around the diagonal is looked at.
    """
    rows, columns = len(olds), len(news)
    is_small = rows * columns <= _LARGEST_GAP
    slope = columns / rows
    scores: list[dict[int, float]] = []
    for i in range(rows):
        centre = round(i * slope)
        band = range(max(0, centre - _BAND), min(columns, centre + _BAND + 1))
        row: dict[int, float] = {}
        for j in range(columns) if is_small else band:
            alike = likeness(olds[i], news[j])
            if alike >= enough:
                row[j] = alike
        scores.append(row)
    return scores


class _Chain(NamedTuple):
    """Pairs as a linked list from its end: their score together, the last pair, and the chain before it."""

    score: float
    pair: tuple[int, int] | None = None
    before: _Chain | None = None


def _needleman_wunsch(scores: list[dict[int, float]], columns: int) -> list[tuple[int, int]]:
    """The pairs, rising in both, whose scores together are the highest.

    It is the global alignment of Needleman and Wunsch (1970) without a penalty for gaps, over a sparse table:
    a row is a dictionary of the pairs that may be matched at all.
    """
    # tops[j]: the chain with the highest score that ends before column j.
    tops = [_Chain(0.0)] * (columns + 1)
    for i, row in enumerate(scores):
        if not row:
            continue
        chains = {j: _Chain(tops[j].score + alike, (i, j), tops[j]) for j, alike in row.items()}
        best = _Chain(0.0)
        for j in range(columns + 1):
            if j and (j - 1) in chains and chains[j - 1].score > best.score:
                best = chains[j - 1]
            if best.score > tops[j].score:
                tops[j] = best
            else:
                best = tops[j]
    pairs: list[tuple[int, int]] = []
    chain = tops[columns]
    while chain.pair is not None and chain.before is not None:
        pairs.append(chain.pair)
        chain = chain.before
    pairs.reverse()
    return pairs


# -- what kept its order -------------------------------------------------------------------------------------


def longest_increasing_subsequence(numbers: Sequence[int]) -> set[int]:
    """Return the places of a longest increasing subsequence: what has kept its order, when all else has
    moved.

    By patience sorting (Fredman 1975): `tails[n]` is where the smallest number stands that ends a rising
    sequence of n + 1.
    """
    tails: list[int] = []
    previous: list[int | None] = []
    for index, number in enumerate(numbers):
        low, high = 0, len(tails)
        while low < high:
            middle = (low + high) // 2
            if numbers[tails[middle]] < number:
                low = middle + 1
            else:
                high = middle
        previous.append(tails[low - 1] if low else None)
        tails[low : low + 1] = [index]
    places: set[int] = set()
    place = tails[-1] if tails else None
    while place is not None:
        places.add(place)
        place = previous[place]
    return places


def weighted_lis(numbers: Sequence[int], weights: Sequence[float]) -> set[int]:
    """Return the places of an increasing subsequence of different numbers whose weights together are the
    highest.

    The dynamic programme asks for each number what the best chain of smaller ones is; a Fenwick tree (Fenwick
    1994, also called a binary indexed tree) answers that in a logarithm of steps.
    """
    ranks = {number: rank for rank, number in enumerate(sorted(numbers), 1)}
    # Of the ranks that a node of the tree covers: the weight of the best chain that ends in one of them, and
    # the place where that chain ends.
    tree: list[tuple[float, int]] = [(0.0, -1)] * (len(numbers) + 1)
    previous: list[int] = []
    best = (0.0, -1)
    for index, (number, weight) in enumerate(zip(numbers, weights, strict=True)):
        smaller = (0.0, -1)
        for node in _list_fenwick_prefix(ranks[number] - 1):
            if tree[node][0] > smaller[0]:
                smaller = tree[node]
        previous.append(smaller[1])
        chain = (smaller[0] + weight, index)
        if chain[0] > best[0]:
            best = chain
        for node in _list_fenwick_covering(ranks[number], len(numbers)):
            if chain[0] > tree[node][0]:
                tree[node] = chain
    places: set[int] = set()
    place = best[1]
    while place >= 0:
        places.add(place)
        place = previous[place]
    return places


def _list_fenwick_prefix(node: int) -> Iterator[int]:
    """The nodes of a Fenwick tree that together cover the ranks up to one."""
    while node > 0:
        yield node
        node -= node & -node


def _list_fenwick_covering(node: int, last: int) -> Iterator[int]:
    """The nodes of a Fenwick tree that cover a rank."""
    while node <= last:
        yield node
        node += node & -node
