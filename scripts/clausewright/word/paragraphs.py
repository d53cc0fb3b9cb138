"""Paragraphs of a Word file as people read them: words, fields, where in a list or a table, and in which
clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

# The link of a footnote's words, which stand in brackets where its mark stands.
NOTE = "footnote:"
# The link of what tells of a picture, where it stands.
PICTURE = "picture:"
# What Word calls the logo that each copy is given.
LOGO_NAME = "School logo"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a paragraph. `key` is the field that they fill, "" where the file lost its name, None for
    plain words.
    """

    text: str
    key: str | None = None
    strong: bool = False
    emphasis: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: the clause or section that it stands in ("" before the first), its style, and where in a
    list or a table. `number` is what Word counts before a heading. `cell` is which table of the file it
    stands in, which row and which cell of that, None outside tables and where nobody knows; it is no part of
    what a paragraph says.
    """

    place: str
    style: str
    pieces: tuple[Piece, ...]
    level: int | None = None
    is_numbered: bool = False
    in_table: bool = False
    number: str = ""
    cell: tuple[int, int, int] | None = field(default=None, compare=False)

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def numbered_text(self) -> str:
        """Its words with its number before them."""
        return f"{self.number} {self.text}".strip()


def joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Pieces with neighbours of one kind made one, however a word processor cut them."""
    last: Piece | None = None
    for piece in pieces:
        same = last and (last.key, last.strong, last.emphasis, last.link) == (
            piece.key,
            piece.strong,
            piece.emphasis,
            piece.link,
        )
        if last and same and (piece.key is None or not last.text or not piece.text):
            last = Piece(last.text + piece.text, piece.key, piece.strong, piece.emphasis, piece.link)
            continue
        if last and (last.text or last.key):
            yield last
        last = piece
    if last and (last.text or last.key):
        yield last


def words_of(text: str) -> list[str]:
    """A text's words, as people compare them."""
    return re.findall(r"\S+", text)
