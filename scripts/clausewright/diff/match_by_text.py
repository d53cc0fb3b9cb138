"""What became of what where nothing has an id. Exact text first, then likeness, then place.

The work is bounded: a text is held only against the few others that share its rarest words, and against its
neighbours.
"""

from __future__ import annotations

from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ..model.change import number_of
from ..model.document import Item, PlacedClause, Section
from .align import align, intern_values, interned_similarity, lcs_runs, longest_increasing_subsequence
from .match import Family, Matched
from .normalise import read_block_text, strip_editorial

# The words of each item, as numbers.
Words = Sequence[Sequence[int]]
# How alike two texts must be to be one: wherever they stand, between the same neighbours, and where nothing
# else stands there.
_ANYWHERE, _BETWEEN, _BESIDE = 0.6, 0.5, 0.4
_HEADING = 0.5
# A shorter text says too little to be recognised elsewhere when it was reworded, or when it is the same.
_TELLING, _SHORTEST = 6, 3
# What of two equally alike texts decides: that they stand between the same neighbours, that their number is
# the same.
_SAME_GAP_BONUS, _SAME_NUMBER_BONUS = 0.05, 0.02
# Of a text its rarest words and pairs count, and only those that few others have; the nearest are looked at.
_FEATURES, _COMMON, _CANDIDATES = 24, 48, 6
# Words of a piece count that stand together, so many at least; of a piece so much must come out of what its
# whole has lost, and a piece is so long at least.
_TOGETHER, _OF_PIECE, _PIECE = 3, 0.6, 5
# What a whole has lost is in a piece that grew when it holds so much of it, and so many words at least.
_OF_REST, _LONG_REST = 0.6, 10
# A whole that has no counterpart is in its pieces when they make up so much of it.
_OF_WHOLE = 0.5
_GONE = -1


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


def find_candidate_pairs(
    olds: Iterable[int], news: Iterable[int], old_words: Words, new_words: Words
) -> Iterator[tuple[int, int]]:
    """Yield for each of the new places the few of the old ones that share most of its rare words and pairs of
    words, the nearest first.

    An inverted index of the old texts' features spares holding each text against each, as search engines and
    the detection of near duplicates do.
    """
    index: dict[object, list[int]] = defaultdict(list)
    for i in olds:
        for feature in _list_features(old_words[i]):
            index[feature].append(i)
    for j in news:
        features = _list_features(new_words[j])
        by_rarity = sorted(
            (len(index[feature]), position) for position, feature in enumerate(features) if feature in index
        )
        shared: Counter[int] = Counter()
        for count, position in by_rarity[:_FEATURES]:
            if count <= _COMMON:
                shared.update(index[features[position]])
        nearest = sorted(shared.items(), key=lambda candidate: (-candidate[1], candidate[0]))
        for i, _ in nearest[:_CANDIDATES]:
            yield i, j


def _list_features(words: Sequence[int]) -> list[object]:
    """The words and the pairs of neighbouring words of a text, each once."""
    return list(dict.fromkeys([*words, *pairwise(words)]))


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


# -- clauses that were split or merged -----------------------------------------------------------------------


def find_split_and_merged_clauses(matched: Matched, old: Words, new: Words) -> list[Family]:
    """Find the clauses that were split or merged, and pair one of each that had no counterpart yet.

    A clause was split where what it lost stands in others that came; it is merged where the same holds the
    other way round.
    """
    old_clauses = _list_places_of_clauses(matched.old)
    new_clauses = _list_places_of_clauses(matched.new)
    new_of = {i: j for j, i in matched.pairs.items()}
    split = _find_pieces(old_clauses, new_clauses, old, new, new_of)
    for whole, piece in split.pairs:
        matched.pair(whole, piece)
    merged = _find_pieces(new_clauses, old_clauses, new, old, dict(matched.pairs))
    for whole, piece in merged.pairs:
        matched.pair(piece, whole)
    links = [(i, j) for i, pieces in split.pieces.items() for j in pieces]
    links += [(i, j) for j, pieces in merged.pieces.items() for i in pieces]
    return _join_linked(links)


def _list_places_of_clauses(items: Sequence[Item]) -> list[int]:
    return [place for place, item in enumerate(items) if isinstance(item, PlacedClause)]


@dataclass(slots=True)
class _Pieces:
    """`pieces` are, by the whole, all that it went into;
    `pairs` those of a whole and a piece that were found on the way.
    """

    pieces: dict[int, list[int]] = field(default_factory=dict)
    pairs: list[tuple[int, int]] = field(default_factory=list)


def _find_pieces(
    wholes: Sequence[int], pieces: Sequence[int], of_whole: Words, of_piece: Words, partner: Mapping[int, int]
) -> _Pieces:
    """Find the pieces without a counterpart that come out of a whole;
    `partner` leads from wholes to their counterparts.
    """
    taken = set(partner.values())
    unmatched = [place for place in pieces if place not in taken and len(of_piece[place]) >= _PIECE]
    # What is left of each whole when the words of its counterpart and of its pieces are struck out.
    left: dict[int, list[int]] = {}
    pieces_of: dict[int, list[int]] = defaultdict(list)
    for whole, piece in find_candidate_pairs(wholes, unmatched, of_whole, of_piece):
        if piece in taken:
            continue
        if whole not in left:
            left[whole] = list(of_whole[whole])
            if whole in partner:
                _strike_out(left[whole], of_piece[partner[whole]])
        rest = list(left[whole])
        remaining = len(rest) - rest.count(_GONE)
        struck = _strike_out(rest, of_piece[piece])
        # A piece can have grown: then most of what its whole has lost is in it.
        holds_the_rest = whole in partner and struck >= max(_LONG_REST, _OF_REST * remaining)
        if struck >= _OF_PIECE * len(of_piece[piece]) or holds_the_rest:
            left[whole] = rest
            pieces_of[whole].append(piece)
            taken.add(piece)
    result = _Pieces()
    for whole, parts in sorted(pieces_of.items()):
        all_parts = set(parts)
        if whole in partner:
            all_parts.add(partner[whole])
        else:
            share = left[whole].count(_GONE) / len(of_whole[whole])
            if share < _OF_WHOLE and len(parts) > 1:
                continue
            longest = max(parts, key=lambda place: (len(of_piece[place]), -place))
            result.pairs.append((whole, longest))
        if len(all_parts) > 1:
            result.pieces[whole] = sorted(all_parts)
    return result


def _strike_out(left: list[int], piece: Sequence[int]) -> int:
    """Strike the words of a piece out of what is left of a whole, where some stand together;
    return how many they are.
    """
    count = 0
    for equal, olds, _ in lcs_runs(left, piece):
        if equal and (len(olds) >= _TOGETHER or len(olds) == len(piece)):
            left[olds.start : olds.stop] = [_GONE] * len(olds)
            count += len(olds)
    return count


def _join_linked(links: Sequence[tuple[int, int]]) -> list[Family]:
    """Old and new places as families: whoever shares a link is of one (a union of sets that meet)."""
    groups: list[tuple[set[int], set[int]]] = []
    for i, j in links:
        olds, news = {i}, {j}
        apart: list[tuple[set[int], set[int]]] = []
        for group_olds, group_news in groups:
            if i in group_olds or j in group_news:
                olds |= group_olds
                news |= group_news
            else:
                apart.append((group_olds, group_news))
        groups = [*apart, (olds, news)]
    return [Family(tuple(sorted(olds)), tuple(sorted(news))) for olds, news in groups]


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
