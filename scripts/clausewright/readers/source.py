"""What every reader of a foreign file returns: its pieces in reading order, its words, its pictures, and what
was left out of the pieces.

One rule holds for every reader. What it meets is kept as it is; or kept in another form, with a remark; or it
is a unit that is named in `left_out` with its place. So nothing of a file goes unsaid.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..errors import ClausewrightError, Problem
from ..word.symbols import UNKNOWN
from .words import (
    cut_head_off,
    drop_emphasis,
    is_lost_target,
    plain,
    split_all_words,
    split_words,
    write_link,
    write_picture_mark,
)

MOST_PARAGRAPHS = 10_000
SYMBOL = "symbol"
NO_PLACE = "stands where the file's format has no place for words"
# So many words of a text say where something near it stands.
_PLACE_WORDS = 6


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph on one line.

    `heading` is its level where the file says that it is a heading, `label` the number or bullet that the
    writing program printed before it, `depth` how deep it stands in lists. `lost` marks an item whose bullet
    is gone, `strong` a paragraph all in bold. `rich` is the text with the marks of its emphasis, empty where
    it has none; `text` never has them. `note` is the key of the note of which it is a paragraph, empty
    outside notes: notes stand at the end, and the marks that lead to them where the file has them.
    """

    text: str
    heading: int = 0
    label: str = ""
    depth: int = 0
    quoted: bool = False
    strong: bool = False
    lost: bool = False
    rich: str = ""
    note: str = ""

    @staticmethod
    def of(text: str) -> Paragraph:
        """A paragraph of a text that may have marks of emphasis."""
        text = " ".join(text.split())
        bare = drop_emphasis(text)
        return Paragraph(bare, rich=text if text != bare else "")

    def without(self, text: str) -> str:
        """Its text from where `text`, which ends it, begins; with the marks of emphasis."""
        return (
            cut_head_off(self.rich, len(self.text) - len(text))
            if self.rich and self.text.endswith(text)
            else text
        )


@dataclass(frozen=True, slots=True)
class Grid:
    """A table, the head first; cells may have marks of emphasis.
    `guessed` says that it was put together from running text.
    """

    rows: tuple[tuple[str, ...], ...]
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Words of the source that are not in the draft, where they stood, and why.

    `unit` names what kind of thing it is where it is no running text ("picture", "target of a link"): its
    text tells of it, and is not counted among the source's words.
    """

    text: str
    why: str
    place: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the source: the key that stands where it stood, what the file calls it, and its words for
    those who cannot see it ("" where it has none). `data` is empty where the file only names it.
    """

    key: str
    name: str
    description: str = ""
    data: bytes = b""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Joined:
    """A word that was broken at a line's end: its two parts, and the word made of them."""

    parts: tuple[str, str]
    word: str


Piece = Paragraph | Grid


@dataclass(frozen=True, slots=True)
class Source:
    """A foreign file, read. `words` are all its words, taken from the file by another way than `pieces`.
    `title` is what the file's own record calls it, which nobody may have looked at: it only confirms a title
    that stands in the text.
    """

    name: str
    format: str
    words: tuple[str, ...]
    pieces: tuple[Piece, ...]
    left_out: tuple[LeftOut, ...] = ()
    joined: tuple[Joined, ...] = ()
    remarks: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    title: str = ""


@dataclass(slots=True)
class SourceBuilder:
    """What a reader notes down while it reads. `place` says in words where it is, `title` what the file's own
    record calls it.
    """

    pieces: list[Piece] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    joined: list[Joined] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    place: str = ""
    title: str = ""

    def leave(self, text: str, why: str, place: str = "") -> None:
        """Note words that stay out of the draft."""
        if text.strip():
            self.left_out.append(LeftOut(" ".join(plain(text).split()), why, place or self.place))

    def leave_unit(self, unit: str, text: str, why: str = "", place: str = "") -> None:
        """Note something that is no running text and stays out of the draft: what it is,
        what can be said of it, and why it is not kept.
        """
        described = " ".join(plain(text).split())
        self.left_out.append(LeftOut(described, why or unit, place or self.place, unit))

    def remark(self, sentence: str) -> None:
        """Say something about the file, once."""
        if sentence not in self.remarks:
            self.remarks.append(sentence)

    def add_picture(self, name: str, description: str, data: bytes = b"") -> str:
        """Note a picture, and return what stands where it stood."""
        digest = hashlib.sha256(data or name.encode()).hexdigest()[:12]
        key = f"{digest}-{len(self.pictures)}"
        described = " ".join(plain(description).split())
        self.pictures.append(Picture(key, name, described, data, self.place))
        return write_picture_mark(key)

    def mark_link(self, text: str, target: str) -> str:
        """Return a text as a link. A target that cannot be kept is named among what is left out."""
        if text.strip() and is_lost_target(target.strip()) and target.strip():
            self.leave_unit("target of a link", f"{plain(text).strip()} -> {target.strip()}")
        return write_link(text, target)

    def arrive(self, text: str) -> None:
        """Note the text that is being read: what is left out near it is found by its first words."""
        words = plain(text).split()
        if words:
            self.place = f"near “{' '.join(words[:_PLACE_WORDS])}”"

    def build_source(self, name: str, format: str, words: list[str]) -> Source:
        """All of it, as a value. Words of the file for which no place was found are named, and signs that
        nobody knows.
        """
        self._name_unknown_signs()
        return Source(
            name,
            format,
            tuple(self._place_words(words)),
            tuple(self.pieces),
            tuple(self.left_out),
            tuple(self.joined),
            tuple(self.remarks),
            tuple(self.pictures),
            self.title,
        )

    def _place_words(self, words: list[str]) -> list[str]:
        """Compare the words of a file with those that were read out of it, and name what was passed over.

        Returns the words; where the two ways to find them only part the same letters in another way, as they
        were read.
        """
        read_words = Counter(split_all_words(self.list_texts()))
        for joined in self.joined:
            read_words.subtract(split_words(joined.word))
            read_words.update(split_all_words(joined.parts))
        missing, surplus = Counter(words) - read_words, read_words - Counter(words)
        if missing and Counter("".join(missing.elements())) == Counter("".join(surplus.elements())):
            return [*(Counter(words) - missing).elements(), *surplus.elements()]
        if missing and not surplus:
            self.leave(" ".join(missing.elements()), NO_PLACE)
        return words

    def _name_unknown_signs(self) -> None:
        """Name each text with a sign that nobody knows, where the reader has not named any."""
        if any(left.unit == SYMBOL for left in self.left_out):
            return
        for text in list(self.list_texts()):
            if UNKNOWN in text:
                self.arrive(text)
                self.leave_unit(SYMBOL, f"{text.count(UNKNOWN)} in the text", "symbol that nobody knows")

    def list_texts(self) -> Iterator[str]:
        """Every text that was read, with the labels of paragraphs, and the words that were left out."""
        for piece in self.pieces:
            if isinstance(piece, Paragraph):
                yield from (piece.label, piece.text)
            else:
                yield from (cell for row in piece.rows for cell in row)
        yield from (left.text for left in self.left_out if not left.unit)


def refuse_if_endless(name: str, paragraphs: int) -> None:
    """Raise ClausewrightError for a file with more paragraphs than any policy has: what is done with them
    takes a time that grows with their number.
    """
    if paragraphs > MOST_PARAGRAPHS:
        raise refuse(
            name,
            f"has more than {MOST_PARAGRAPHS:,} paragraphs, which no policy has: it was not read",
            "Check that this is the right file, or split it.",
        )


def refuse(name: str, message: str, hint: str) -> ClausewrightError:
    """The error for a file that cannot be read."""
    return ClausewrightError([Problem(name, 0, message, hint)])
