"""Pieces: an assembled text cut at the fences of its clauses, each of which pandoc reads by itself.

The shapes of a version, and its versions, have most of their clauses in common. So most pieces have been read
before, and after one changed clause only that is read.
"""

from __future__ import annotations

import re

_CLAUSE = re.compile(r"^:{12} \{.*?^:{12}$\n?", re.DOTALL | re.MULTILINE)
# What one piece says of another: definitions of links and notes; and brackets alone, which lead to a heading
# of their words.
_REACHING = re.compile(r"\]:|\[[^][]*\](?![({])")


def cut_into_pieces(text: str) -> list[str]:
    """Return an assembled text as pieces that read the same by themselves as in the whole: each clause, and
    what stands before, between and after them. A text of which that is not sure is one piece.
    """
    if _REACHING.search(text):
        return [text]
    pieces, end = [], 0
    for clause in _CLAUSE.finditer(text):
        pieces += [text[end : clause.start()], clause[0]]
        end = clause.end()
    return [piece for piece in (*pieces, text[end:]) if piece.strip()]
