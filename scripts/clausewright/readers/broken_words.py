"""Words that were broken at the end of a line: which hyphens are the word's own, and which are the line's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from .source import Joined
from .words import split_words

# First parts of words that keep their hyphen.
_HYPHENATED = frozenset({
    "self", "non", "co", "on", "off", "e", "ex", "well", "full", "part", "long", "short", "face",
    "day", "year", "one", "two", "three", "first", "up", "check", "follow", "work", "school",
    "cyber", "multi", "anti", "pre", "post", "re", "un",
})  # fmt: skip


def count_whole_words(lines: Sequence[str]) -> Counter[str]:
    """Count the words of a text, all in lower case. What stands at a break may be half a word,
    and proves nothing.
    """
    known = Counter(word.casefold() for line in lines for word in split_words(re.sub(r"\w+[-‐]$", "", line)))
    known.subtract(
        split_words(after)[0].casefold()
        for line, after in pairwise(lines)
        if line.endswith("-") and split_words(after)
    )
    return known


def join_lines(above: str, below: str, known: Counter[str]) -> tuple[str, Joined | None]:
    """Two lines as one. A word that was broken at the end of the first is whole again,
    unless the hyphen is its own.
    """
    broken = re.search(r"(\w+)([-‐\u00ad\ufffe])$", above)
    rest = re.match(r"[a-z]\w*", below)
    if not broken or not rest:
        # Dashes and slashes that end a line keep the space that they had.
        return f"{above}{'' if above.endswith('/') and above[-2:-1].strip() else ' '}{below}", None
    first, second = broken[1], rest[0]
    whole = f"{first}{second}"
    keeps_hyphen = first.casefold() in _HYPHENATED or (
        known[first.casefold()] > 1 and known[second.casefold()] > 0 and not known[whole.casefold()]
    )
    if keeps_hyphen and not known[whole.casefold()]:
        return f"{above}{below}", None
    return f"{above[: broken.start(2)]}{below}", Joined((first, second), whole)
