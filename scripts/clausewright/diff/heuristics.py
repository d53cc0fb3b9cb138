"""Counterparts: what became of what where nothing has an id. Exact text first, then likeness, then place.

The work is bounded: a text is held only against the few others that share its rarest words, and against its
neighbours.
"""

from __future__ import annotations

from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from ..model.change import number_of
from ..model.document import Item, Section
from .align import align, intern_values, lcs_runs, longest_increasing_subsequence
from .kinship import split_and_merged_clauses
from .match import Matched
from .near import candidate_pairs
from .normalise import strip_editorial
from .segments import read_block_text

# How alike two texts must be to be one: wherever they stand, between the same neighbours, and where nothing
# else stands there.
_ANYWHERE, _BETWEEN, _BESIDE = 0.6, 0.5, 0.4
_HEADING = 0.5
# A shorter text says too little to be recognised elsewhere when it was reworded, or when it is the same.
_TELLING, _SHORTEST = 6, 3


@dataclass(frozen=True, slots=True)
class Texts:
    """The items of a side: their exact texts, and their words without what is editorial, as numbers that both
    sides share.
    """

    items: Sequence[Item]
    exact: Sequence[tuple[bool, str]]
    words: Sequence[Sequence[int]]

    def is_heading(self, at: int) -> bool:
        """Say whether an item is a heading."""
        return isinstance(self.items[at], Section)


def read_texts(old: Sequence[Item], new: Sequence[Item]) -> tuple[Texts, Texts]:
    """The texts of both sides."""
    texts = [
        [read_block_text(item.title if isinstance(item, Section) else item.blocks) for item in side]
        for side in (old, new)
    ]
    split = [[strip_editorial(text).split() for text in side] for side in texts]
    shared = intern_values([word for side in split for words in side for word in words])[0]
    flat = iter(shared)
    words = [[[next(flat) for _ in words] for words in side] for side in split]
    before, after = (
        Texts(side, [(isinstance(item, Section), text) for item, text in zip(side, its, strict=True)], own)
        for side, its, own in zip((old, new), texts, words, strict=True)
    )
    return before, after


def match_by_text(old: Sequence[Item], new: Sequence[Item]) -> Matched:
    """Find what became of what: pairs of items, and the families of clauses that were split or merged."""
    matched = Matched(old, new)
    before, after = read_texts(old, new)
    _same_in_order(matched, before, after)
    _same_elsewhere(matched, before, after)
    _alike(matched, before, after)
    matched.families += split_and_merged_clauses(matched, before.words, after.words)
    _headings(matched, before, after)
    _beside(matched, before, after)
    return matched


def likeness(old: Sequence[int], new: Sequence[int]) -> float:
    """How much of two texts is common to both, in order: 0 nothing, 1 all."""
    return float(Indel.normalized_similarity(old, new))


def _lone(matched: Matched, texts: Texts, side: int) -> list[int]:
    """The places that have no counterpart yet, and belong to no family."""
    used = set(matched.pairs.values()) if side == 0 else set(matched.pairs)
    used |= {at for family in matched.families for at in (family.olds if side == 0 else family.news)}
    return [at for at in range(len(texts.items)) if at not in used]


# -- the same text -------------------------------------------------------------------------------------------


def _same_in_order(matched: Matched, before: Texts, after: Texts) -> None:
    for equal, olds, news in lcs_runs(before.exact, after.exact):
        if equal:
            for i, j in zip(olds, news, strict=True):
                matched.pair(i, j)


def _same_elsewhere(matched: Matched, before: Texts, after: Texts) -> None:
    waiting: dict[tuple[bool, str], list[int]] = defaultdict(list)
    for i in _lone(matched, before, 0):
        waiting[before.exact[i]].append(i)
    for j in _lone(matched, after, 1):
        same = waiting.get(after.exact[j])
        if same and (after.is_heading(j) or len(after.words[j]) >= _SHORTEST):
            matched.pair(same.pop(0), j)


# -- nearly the same text ------------------------------------------------------------------------------------


def _alike(matched: Matched, before: Texts, after: Texts) -> None:
    """Pair the clauses that are most alike, wherever they stand; between the same neighbours, less will do."""
    gap = Gaps(matched)
    olds = [i for i in _lone(matched, before, 0) if not before.is_heading(i)]
    news = [j for j in _lone(matched, after, 1) if not after.is_heading(j)]
    found: list[tuple[float, int, int]] = []
    for i, j in candidate_pairs(olds, news, before.words, after.words):
        alike = likeness(before.words[i], after.words[j])
        between = gap.of_old(i) == gap.of_new(j)
        short = min(len(before.words[i]), len(after.words[j])) < _TELLING
        if alike >= (_BETWEEN if between else 1.0 if short else _ANYWHERE):
            same_number = bool(number_of(old := before.items[i])) and number_of(old) == number_of(
                after.items[j]
            )
            found.append((alike + 0.05 * between + 0.02 * same_number, i, j))
    used: set[int] = set()
    for _, i, j in sorted(found, key=lambda one: (-one[0], one[2], one[1])):
        if i not in used and j not in matched.pairs:
            used.add(i)
            matched.pair(i, j)


class Gaps:
    """Where an item stands between those that have counterparts and kept their order."""

    def __init__(self, matched: Matched) -> None:
        """Take the pairs that there are now."""
        places = sorted(matched.pairs)
        kept = longest_increasing_subsequence([matched.pairs[j] for j in places])
        self.news = [j for at, j in enumerate(places) if at in kept]
        self.olds = [matched.pairs[j] for j in self.news]

    def of_old(self, at: int) -> int:
        """The gap in which an old place is."""
        return bisect(self.olds, at)

    def of_new(self, at: int) -> int:
        """The gap in which a new place is."""
        return bisect(self.news, at)


# -- headings, and what is left ------------------------------------------------------------------------------


def _headings(matched: Matched, before: Texts, after: Texts) -> None:
    """Pair the headings under which the same stands, whatever they are called now."""
    olds, news = (_under(texts) for texts in (before, after))
    head_of = {i: head for head, places in olds.items() for i in places}
    lone = set(_lone(matched, before, 0))
    found: list[tuple[int, int, int]] = []
    for j in _lone(matched, after, 1):
        shared = Counter(
            head for place in news.get(j, ()) if (head := head_of.get(matched.pairs.get(place, -1))) in lone
        )
        found += [
            (many, j, head)
            for head, many in shared.items()
            if head is not None and 2 * many >= max(len(olds[head]), len(news[j]))
        ]
    for _, j, i in sorted(found, key=lambda one: (-one[0], one[1], one[2])):
        if i in lone and j not in matched.pairs:
            lone.discard(i)
            matched.pair(i, j)


def _under(texts: Texts) -> dict[int, list[int]]:
    """The clauses under each heading, up to the next one."""
    found: dict[int, list[int]] = {}
    head: int | None = None
    for at in range(len(texts.items)):
        if texts.is_heading(at):
            head = at
            found[at] = []
        elif head is not None:
            found[head].append(at)
    return found


def _beside(matched: Matched, before: Texts, after: Texts) -> None:
    """Pair what is left, in order, where it stands between the same neighbours."""
    for is_heading, enough in ((True, _HEADING), (False, _BESIDE)):
        gap = Gaps(matched)
        olds, news = defaultdict(list), defaultdict(list)
        for i in _lone(matched, before, 0):
            if before.is_heading(i) is is_heading:
                olds[gap.of_old(i)].append(i)
        for j in _lone(matched, after, 1):
            if after.is_heading(j) is is_heading:
                news[gap.of_new(j)].append(j)
        for at in sorted(olds.keys() & news.keys()):
            _in_gap(matched, before, after, olds[at], news[at], enough)


def _in_gap(
    matched: Matched, before: Texts, after: Texts, olds: Sequence[int], news: Sequence[int], enough: float
) -> None:
    def like(i: int, j: int) -> float:
        return likeness(before.words[olds[i]], after.words[news[j]])

    for i, j in align([before.exact[at] for at in olds], [after.exact[at] for at in news], like, enough):
        if i is not None and j is not None:
            matched.pair(olds[i], news[j])
