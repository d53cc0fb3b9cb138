"""Units: a clause's text cut where two people can change it apart from each other: sentences, items of lists,
rows of tables, tags.
"""

from __future__ import annotations

import re
from itertools import pairwise

from ..model.text import TAG, find_sentence_ends

# What goes before a unit belongs to it, so that an item added at the end of a list leaves the item above as
# it was.
_LINE = re.compile(r"\n*[^\n]*")
_BLOCK_TAG = re.compile(r"\{%-?\s*(.*?)\s*-?%\}", re.DOTALL)
_ONE_PIECE = re.compile(r"\s*(\||#|:::)")


def units(text: str) -> tuple[str, ...]:
    """Cut a text into its units. Put together they are the text, without the line ends after it."""
    text = text.rstrip()
    lines = [line for line in _LINE.findall(text) if line]
    return tuple(unit for line in lines for unit in _sentences(line))


def block_tags(text: str) -> tuple[str, ...]:
    """The tags that shape a text, in order. Where two sides have different ones, nobody can merge them but a
    person.
    """
    return tuple(" ".join(tag.split()) for tag in _BLOCK_TAG.findall(text))


def _sentences(line: str) -> list[str]:
    """The sentences of a line. Rows of tables stay whole, and so does what stands in a tag."""
    if _ONE_PIECE.match(line):
        return [line]
    tags = [found.span() for found in TAG.finditer(line)]
    cuts = [
        0,
        *(
            end
            for end in find_sentence_ends(line)
            if not any(start < end <= stop - 1 for start, stop in tags)
        ),
        len(line),
    ]
    return [line[start:end] for start, end in pairwise(cuts) if start < end]
