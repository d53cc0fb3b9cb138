"""Which texts are worth holding against each other: those that share their rarest words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

# The words of each item, as numbers.
Words = Sequence[Sequence[int]]
# Of a text its rarest words and pairs count, and only those that few others have; the nearest are looked at.
_FEATURES, _COMMON, _CANDIDATES = 24, 48, 6


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
