"""What became of what where nothing has an id. Exact text first, then likeness, then place.

The work is bounded: a text is held only against the few others that share its rarest words, and against its
neighbours.
"""

from __future__ import annotations

from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ..model.change import number_of
from ..model.document import Item, Section
from .align import align, intern_values, interned_similarity, lcs_runs, longest_increasing_subsequence
from .candidates import Words, find_candidate_pairs
from .match import Matched
from .normalise import read_block_text, strip_editorial
from .split_and_merged import find_split_and_merged_clauses

# How alike two texts must be to be one: wherever they stand, between the same neighbours, and where nothing
# else stands there.
_ANYWHERE, _BETWEEN, _BESIDE = 0.6, 0.5, 0.4
_HEADING = 0.5
# A shorter text says too little to be recognised elsewhere when it was reworded, or when it is the same.
_TELLING, _SHORTEST = 6, 3
# What of two equally alike texts decides: that they stand between the same neighbours, that their number is
# the same.
_SAME_GAP_BONUS, _SAME_NUMBER_BONUS = 0.05, 0.02


@dataclass(frozen=True, slots=True)
class Texts:
    """The items of a side: their exact texts, and their words without what is editorial,
    as numbers that both sides share.
    """

    items: Sequence[Item]
    exact: Sequence[tuple[bool, str]]
    words: Words

    def is_heading(self, place: int) -> bool:
        """Say whether an item is a heading."""
        return isinstance(self.items[place], Section)

    def is_chapter(self, place: int) -> bool:
        """Say whether an item is a heading right under which a lower one stands."""
        heading = self.items[place]
        below = self.items[place + 1] if place + 1 < len(self.items) else None
        return isinstance(heading, Section) and isinstance(below, Section) and below.level > heading.level


def match_by_text(old: Sequence[Item], new: Sequence[Item]) -> Matched:
    """Find what became of what: pairs of items, and the families of clauses that were split or merged."""
    matched = Matched(old, new)
    before, after = _read_both(old, new)
    _match_same_in_order(matched, before, after)
    _match_same_elsewhere(matched, before, after)
    _match_alike(matched, before, after)
    matched.families += find_split_and_merged_clauses(matched, before.words, after.words)
    _match_headings_by_content(matched, before, after)
    _match_between_neighbours(matched, before, after)
    return matched


def _read_both(old: Sequence[Item], new: Sequence[Item]) -> tuple[Texts, Texts]:
    old_texts = [_read_item(item) for item in old]
    new_texts = [_read_item(item) for item in new]
    split = [strip_editorial(text).split() for text in (*old_texts, *new_texts)]
    [numbers] = intern_values([word for words in split for word in words])
    interned: list[list[int]] = []
    start = 0
    for words in split:
        interned.append(numbers[start : start + len(words)])
        start += len(words)
    return (
        Texts(old, _list_exact_texts(old, old_texts), interned[: len(old)]),
        Texts(new, _list_exact_texts(new, new_texts), interned[len(old) :]),
    )


def _read_item(item: Item) -> str:
    return read_block_text(item.title if isinstance(item, Section) else item.blocks)


def _list_exact_texts(items: Sequence[Item], texts: Sequence[str]) -> list[tuple[bool, str]]:
    """What must be the same for two items to be the same: whether it is a heading, and its text."""
    return [(isinstance(item, Section), text) for item, text in zip(items, texts, strict=True)]


def _list_unmatched_old(matched: Matched) -> list[int]:
    """The old places that have no counterpart yet, and belong to no family."""
    used = set(matched.pairs.values())
    for family in matched.families:
        used.update(family.olds)
    return [place for place in range(len(matched.old)) if place not in used]


def _list_unmatched_new(matched: Matched) -> list[int]:
    """The new places that have no counterpart yet, and belong to no family."""
    used = set(matched.pairs)
    for family in matched.families:
        used.update(family.news)
    return [place for place in range(len(matched.new)) if place not in used]


# -- the same text -------------------------------------------------------------------------------------------


def _match_same_in_order(matched: Matched, before: Texts, after: Texts) -> None:
    for equal, olds, news in lcs_runs(before.exact, after.exact):
        if equal:
            for i, j in zip(olds, news, strict=True):
                matched.pair(i, j)


def _match_same_elsewhere(matched: Matched, before: Texts, after: Texts) -> None:
    waiting: dict[tuple[bool, str], list[int]] = defaultdict(list)
    for i in _list_unmatched_old(matched):
        waiting[before.exact[i]].append(i)
    for j in _list_unmatched_new(matched):
        same = waiting.get(after.exact[j])
        if same and (after.is_heading(j) or len(after.words[j]) >= _SHORTEST):
            matched.pair(same.pop(0), j)


# -- nearly the same text ------------------------------------------------------------------------------------


def _match_alike(matched: Matched, before: Texts, after: Texts) -> None:
    """Pair the clauses that are most alike, wherever they stand; between the same neighbours,
    less will do.
    """
    gaps = Gaps(matched)
    olds = [i for i in _list_unmatched_old(matched) if not before.is_heading(i)]
    news = [j for j in _list_unmatched_new(matched) if not after.is_heading(j)]
    scored: list[tuple[float, int, int]] = []
    for i, j in find_candidate_pairs(olds, news, before.words, after.words):
        alike = interned_similarity(before.words[i], after.words[j])
        is_between = gaps.of_old(i) == gaps.of_new(j)
        is_short = min(len(before.words[i]), len(after.words[j])) < _TELLING
        enough = 1.0 if is_short else _ANYWHERE
        if is_between:
            enough = _BETWEEN
        if alike >= enough:
            number = number_of(before.items[i])
            has_same_number = bool(number) and number == number_of(after.items[j])
            score = alike + _SAME_GAP_BONUS * is_between + _SAME_NUMBER_BONUS * has_same_number
            scored.append((score, i, j))
    used: set[int] = set()
    # The best first; of those as good the first in the new document, then in the old one.
    for _, i, j in sorted(scored, key=lambda pair: (-pair[0], pair[2], pair[1])):
        if i not in used and j not in matched.pairs:
            used.add(i)
            matched.pair(i, j)


class Gaps:
    """Where an item stands between those that have counterparts and kept their order."""

    def __init__(self, matched: Matched) -> None:
        """Take the pairs that there are now."""
        places = sorted(matched.pairs)
        in_order = longest_increasing_subsequence([matched.pairs[j] for j in places])
        self.news = [j for index, j in enumerate(places) if index in in_order]
        self.olds = [matched.pairs[j] for j in self.news]

    def of_old(self, place: int) -> int:
        """The gap in which an old place is."""
        return bisect(self.olds, place)

    def of_new(self, place: int) -> int:
        """The gap in which a new place is."""
        return bisect(self.news, place)


# -- headings, and what is left ------------------------------------------------------------------------------


def _match_headings_by_content(matched: Matched, before: Texts, after: Texts) -> None:
    """Pair the headings under which the same stands, whatever they are called now."""
    old_contents, new_contents = _map_clauses_under_headings(before), _map_clauses_under_headings(after)
    heading_of = {i: heading for heading, places in old_contents.items() for i in places}
    unmatched = set(_list_unmatched_old(matched))
    scored: list[tuple[int, int, int]] = []
    for j in _list_unmatched_new(matched):
        shared: Counter[int] = Counter()
        for place in new_contents.get(j, ()):
            heading = heading_of.get(matched.pairs.get(place, -1))
            if heading is not None and heading in unmatched:
                shared[heading] += 1
        for heading, count in shared.items():
            if 2 * count >= max(len(old_contents[heading]), len(new_contents[j])):
                scored.append((count, j, heading))
    for _, j, i in sorted(scored, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if i in unmatched and j not in matched.pairs:
            unmatched.discard(i)
            matched.pair(i, j)
    _match_headings_before_headings(matched, before, after)


def _match_headings_before_headings(matched: Matched, before: Texts, after: Texts) -> None:
    """Pair the headings right under which the same heading stands: of a chapter only its name is another."""
    unmatched = set(_list_unmatched_old(matched))
    for j in reversed(_list_unmatched_new(matched)):
        i = matched.pairs.get(j + 1, 0) - 1
        if i not in unmatched:
            continue
        if before.is_chapter(i) and after.is_chapter(j):
            unmatched.discard(i)
            matched.pair(i, j)


def _map_clauses_under_headings(texts: Texts) -> dict[int, list[int]]:
    """The clauses under each heading, up to the next one."""
    contents: dict[int, list[int]] = {}
    heading: int | None = None
    for place in range(len(texts.items)):
        if texts.is_heading(place):
            heading = place
            contents[place] = []
        elif heading is not None:
            contents[heading].append(place)
    return contents


def _match_between_neighbours(matched: Matched, before: Texts, after: Texts) -> None:
    """Pair what is left, in order, where it stands between the same neighbours: headings, then clauses."""
    for is_heading, enough in ((True, _HEADING), (False, _BESIDE)):
        gaps = Gaps(matched)
        olds: dict[int, list[int]] = defaultdict(list)
        news: dict[int, list[int]] = defaultdict(list)
        for i in _list_unmatched_old(matched):
            if before.is_heading(i) is is_heading:
                olds[gaps.of_old(i)].append(i)
        for j in _list_unmatched_new(matched):
            if after.is_heading(j) is is_heading:
                news[gaps.of_new(j)].append(j)
        for gap in sorted(olds.keys() & news.keys()):
            _match_in_gap(matched, before, after, olds[gap], news[gap], enough)


def _match_in_gap(
    matched: Matched, before: Texts, after: Texts, olds: Sequence[int], news: Sequence[int], enough: float
) -> None:
    def likeness(i: int, j: int) -> float:
        return interned_similarity(before.words[olds[i]], after.words[news[j]])

    old_exact = [before.exact[place] for place in olds]
    new_exact = [after.exact[place] for place in news]
    for i, j in align(old_exact, new_exact, likeness, enough):
        if i is not None and j is not None:
            matched.pair(olds[i], news[j])
