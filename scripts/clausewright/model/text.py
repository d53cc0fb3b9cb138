"""Sentences: where one ends in a text, said once for all who cut texts into them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

# An initial's stop, as in "J. Lyle", ends none, and neither does that of a mark such as "2." or "(a).".
_END = re.compile(r"(?<!\b[A-Z])[.!?][\"'”’)\]]*(?= +[\"'“\u2018(\[]*[A-Z{])")
_MARK = re.compile(r"\s*\(?(?:\d{1,3}|[A-Za-z]|[ivxlc]{1,6})\\?[.):](?=\s|$)")


def sentence_ends(text: str) -> Iterator[int]:
    """The places in a line at which a sentence ends and another one follows."""
    start = 0
    for found in _END.finditer(text):
        mark = _MARK.match(text, start)
        if not mark or mark.end() != found.end():
            yield found.end()
            start = found.end()


def sentences(text: str) -> list[str]:
    """The sentences of a line, without the spaces between them. None begins with what looks like the mark of
    a list's item.
    """
    ends = (end for end in sentence_ends(text) if not _MARK.match(text, end))
    return [text[start:end].strip(" ") for start, end in pairwise([0, *ends, len(text)])]
