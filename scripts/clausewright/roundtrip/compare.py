"""Compare: the file that came back against the file as it was sent. Pure: paragraphs in, what a school
changed out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from ..diff.align import joined_lcs_runs
from ..word.paragraphs import Paragraph, Piece
from ..word.reader import Remark, WordFile
from .moves import Move, find_moves
from .pairs import ParagraphPair, pair_paragraphs, read_own_words


@dataclass(frozen=True, slots=True)
class ValueEdit:
    """A field whose words were changed: its key, what was sent, what came back, and in how many of its
    places.
    """

    key: str
    old: str
    new: str
    changed: int
    places: int


@dataclass(frozen=True, slots=True)
class TextEdit:
    """A clause or section (by its id, "" for what stands before the first) whose own words were changed: its
    paragraphs, paired.
    """

    place: str
    pairs: tuple[ParagraphPair, ...]

    @property
    def changed(self) -> tuple[ParagraphPair, ...]:
        """The pairs that differ."""
        return tuple(pair for pair in self.pairs if pair.is_changed)


@dataclass(frozen=True, slots=True)
class Returned:
    """What a school changed in a file, and what people wrote beside it; `headings` are those of the clauses,
    as they were sent.
    """

    values: tuple[ValueEdit, ...]
    texts: tuple[TextEdit, ...]
    moves: tuple[Move, ...]
    remarks: tuple[Remark, ...]
    headings: Mapping[str, str]

    @property
    def is_untouched(self) -> bool:
        """Whether the file came back as it was sent."""
        return not (self.values or self.texts or self.moves or self.remarks)


def compare(sent: Sequence[Paragraph], back: WordFile) -> Returned:
    """Find what was changed between the paragraphs as sent and the file as it came back.

    Paragraphs are matched by their words, so that a word processor that drops a bookmark or the name of a
    field loses nothing.
    """
    pairs, moves = find_moves(tuple(pair_paragraphs(sent, back.paragraphs)))
    headings = {one.place: one.text for one in reversed(sent) if one.style.startswith("Heading")}
    return Returned(tuple(_values(pairs)), tuple(_texts(pairs)), moves, back.remarks, headings)


def _fields(paragraph: Paragraph) -> list[Piece]:
    return [piece for piece in paragraph.pieces if piece.key is not None]


def _in_step(one: Paragraph, other: Paragraph) -> Iterator[tuple[Piece, Piece]]:
    """The fields of two paragraphs that are the same places: by order where all are there, by name where they
    are not.
    """
    sent, back = _fields(one), _fields(other)
    if len(sent) == len(back):
        yield from zip(sent, back, strict=True)
        return
    for equal, first, second in joined_lcs_runs([piece.key for piece in sent], [piece.key for piece in back]):
        if equal:
            yield from zip((sent[at] for at in first), (back[at] for at in second), strict=True)


def _values(pairs: Sequence[ParagraphPair]) -> Iterator[ValueEdit]:
    printed: dict[str, list[tuple[str, str]]] = {}
    for pair in pairs:
        if pair.sent and pair.back:
            for one, other in _in_step(pair.sent, pair.back):
                printed.setdefault(str(one.key), []).append((one.text, other.text))
    for key, words in printed.items():
        edited = [(old, new) for old, new in words if old.strip() != new.strip()]
        for old, new in dict.fromkeys(edited):
            yield ValueEdit(key, old, new.strip(), edited.count((old, new)), len(words))


def _texts(pairs: Sequence[ParagraphPair]) -> Iterator[TextEdit]:
    by_place: dict[str, list[ParagraphPair]] = {}
    for place, group in groupby(pairs, key=lambda pair: pair.place):
        by_place.setdefault(place, []).extend(group)
    for place, own in by_place.items():
        if any(read_own_words(pair.sent) != read_own_words(pair.back) for pair in own):
            yield TextEdit(place, tuple(own))
