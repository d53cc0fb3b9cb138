"""What every reader of a foreign file returns: its pieces in reading order, its words, and what was left out
of the pieces.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ..errors import ClausewrightError, Problem
from .words import plain, tail_of, without_emphasis


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph on one line.

    `heading` is its level where the file says that it is a heading, `label` the number or bullet that the
    writing program printed before it, `depth` how deep it stands in lists. `lost` marks an item whose bullet
    is gone, `strong` a paragraph all in bold. `rich` is the text with the marks of its emphasis, empty where
    it has none; `text` never has them.
    """

    text: str
    heading: int = 0
    label: str = ""
    depth: int = 0
    quoted: bool = False
    strong: bool = False
    lost: bool = False
    rich: str = ""

    @staticmethod
    def of(text: str) -> Paragraph:
        """A paragraph of a text that may have marks of emphasis."""
        text = " ".join(text.split())
        bare = without_emphasis(text)
        return Paragraph(bare, rich=text if text != bare else "")

    def without(self, text: str) -> str:
        """Its text from where `text`, which ends it, begins; with the marks of emphasis."""
        return (
            tail_of(self.rich, len(self.text) - len(text)) if self.rich and self.text.endswith(text) else text
        )


@dataclass(frozen=True, slots=True)
class Grid:
    """A table, the head first; cells may have marks of emphasis. `guessed` says that it was put together from
    running text.
    """

    rows: tuple[tuple[str, ...], ...]
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Words of the source that are not in the draft, where they stood, and why."""

    text: str
    why: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Joined:
    """A word that was broken at a line's end: its two parts, and the word made of them."""

    parts: tuple[str, str]
    word: str


Piece = Paragraph | Grid


@dataclass(frozen=True, slots=True)
class Source:
    """A foreign file, read. `words` are all its words, taken from the file by another way than `pieces`."""

    name: str
    format: str
    words: tuple[str, ...]
    pieces: tuple[Piece, ...]
    left_out: tuple[LeftOut, ...] = ()
    joined: tuple[Joined, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(slots=True)
class SourceBuilder:
    """What a reader notes down while it reads."""

    pieces: list[Piece] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    joined: list[Joined] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def leave(self, text: str, why: str, place: str = "") -> None:
        """Note words that stay out of the draft."""
        if text.strip():
            self.left_out.append(LeftOut(" ".join(plain(text).split()), why, place))

    def source(self, name: str, format: str, words: list[str]) -> Source:
        """All of it, as a value."""
        return Source(
            name,
            format,
            tuple(words),
            tuple(self.pieces),
            tuple(self.left_out),
            tuple(self.joined),
            tuple(self.remarks),
        )


def refuse(name: str, message: str, hint: str) -> ClausewrightError:
    """The error for a file that cannot be read."""
    return ClausewrightError([Problem(name, 0, message, hint)])
