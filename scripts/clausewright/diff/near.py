"""Near: which few texts of many could be like another, so that not each has to be held against each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

Words = Sequence[Sequence[int]]
# Of a text its rarest words and pairs count, and only those that few others have; the nearest are looked at.
_FEATURES, _COMMON, _CANDIDATES = 24, 48, 6


def candidate_pairs(
    olds: Sequence[int], news: Sequence[int], old_words: Words, new_words: Words
) -> Iterator[tuple[int, int]]:
    """For each of the new places the few of the old ones that share most of its rare words and pairs of
    words, the nearest first.
    """
    having: dict[object, list[int]] = defaultdict(list)
    for i in olds:
        for feature in _features(old_words[i]):
            having[feature].append(i)
    for j in news:
        features = _features(new_words[j])
        known = sorted((len(having[feature]), at) for at, feature in enumerate(features) if feature in having)
        score: Counter[int] = Counter()
        for many, at in known[:_FEATURES]:
            for i in having[features[at]] if many <= _COMMON else ():
                score[i] += 1
        for i, _ in sorted(score.items(), key=lambda one: (-one[1], one[0]))[:_CANDIDATES]:
            yield i, j


def _features(words: Sequence[int]) -> list[object]:
    """The words and the pairs of neighbouring words of a text, each once."""
    return list(dict.fromkeys([*words, *pairwise(words)]))
