"""Compare: the file that came back against the file as it was sent. Pure: two Word files in, what a school changed out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from ..diff.align import align, gaps, similarity
from ..word.returned import Paragraph, Piece, Remark, WordFile, words_of

# What stands for a field among a paragraph's own words.
FIELD = "\ufffc"
# Two paragraphs this much alike are one paragraph that was edited.
_ALIKE = 0.45


@dataclass(frozen=True, slots=True)
class Pair:
    """A paragraph as it was sent and as it came back; None where it was put in or taken out."""

    sent: Paragraph | None
    back: Paragraph | None
    place: str


@dataclass(frozen=True, slots=True)
class ValueEdit:
    """A field whose words were changed: its key, what was sent, what came back, and in how many of its places."""

    key: str
    old: str
    new: str
    changed: int
    places: int


@dataclass(frozen=True, slots=True)
class TextEdit:
    """A clause or section (by its id, "" for what stands before the first) whose own words were changed: its paragraphs, paired."""

    place: str
    pairs: tuple[Pair, ...]
    changed: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Returned:
    """What a school changed in a file, and what people wrote beside it."""

    values: tuple[ValueEdit, ...]
    texts: tuple[TextEdit, ...]
    remarks: tuple[Remark, ...]

    @property
    def is_untouched(self) -> bool:
        """Whether the file came back as it was sent."""
        return not (self.values or self.texts or self.remarks)


def compare(sent: WordFile, back: WordFile) -> Returned:
    """Find what was changed between the file as sent and as it came back.

    Paragraphs are matched by their words, so that a word processor that drops a bookmark or the name of a field loses nothing.
    """
    pairs = list(_paired(sent.paragraphs, back.paragraphs))
    return Returned(tuple(_values(pairs)), tuple(_texts(pairs)), back.remarks)


# -- paragraphs ------------------------------------------------------------------------------------------------------------------------


def _paired(sent: Sequence[Paragraph], back: Sequence[Paragraph]) -> Iterator[Pair]:
    words = [[words_of(one.text) for one in side] for side in (sent, back)]

    def likeness(i: int, j: int) -> float:
        one, other = sent[i], back[j]
        if one.in_table != other.in_table:
            return 0
        # A short paragraph may be little but values, whose words can all be new.
        own = own_words(one)
        same_but_values = own == own_words(other) and one.place == other.place and FIELD in own
        return 1 if same_but_values else similarity(words[0][i], words[1][j])

    place = ""
    for i, j in align([one.text for one in sent], [other.text for other in back], likeness, _ALIKE):
        place = sent[i].place if i is not None else place
        yield Pair(sent[i] if i is not None else None, back[j] if j is not None else None, place)


# -- values ----------------------------------------------------------------------------------------------------------------------------


def _fields(paragraph: Paragraph) -> list[Piece]:
    return [piece for piece in paragraph.pieces if piece.key is not None]


def _in_step(one: Paragraph, other: Paragraph) -> Iterator[tuple[Piece, Piece]]:
    """The fields of two paragraphs that are the same places: by name where the names are there, by order where they are not."""
    sent, back = _fields(one), _fields(other)
    if len(sent) == len(back):
        yield from zip(sent, back, strict=True)
        return
    for equal, first, second in gaps([(piece.key, piece.text) for piece in sent], [(piece.key, piece.text) for piece in back]):
        if equal:
            yield from zip((sent[at] for at in first), (back[at] for at in second), strict=True)


def _values(pairs: Sequence[Pair]) -> Iterator[ValueEdit]:
    printed: dict[str, list[tuple[str, str]]] = {}
    for pair in pairs:
        if pair.sent and pair.back:
            for one, other in _in_step(pair.sent, pair.back):
                printed.setdefault(str(one.key), []).append((one.text, other.text))
    for key, words in printed.items():
        edited = [(old, new) for old, new in words if old.strip() != new.strip()]
        for old, new in dict.fromkeys(edited):
            yield ValueEdit(key, old, new.strip(), edited.count((old, new)), len(words))


# -- texts -----------------------------------------------------------------------------------------------------------------------------


def own_words(paragraph: Paragraph | None) -> str:
    """A paragraph's words, with a mark where a field stands: a changed value is no change of the text."""
    if paragraph is None:
        return ""
    return " ".join("".join(FIELD if piece.key is not None else piece.text for piece in paragraph.pieces).split())


def _texts(pairs: Sequence[Pair]) -> Iterator[TextEdit]:
    for place, group in groupby(pairs, key=lambda pair: pair.place):
        own = tuple(group)
        changed = tuple(pair for pair in own if own_words(pair.sent) != own_words(pair.back))
        if changed:
            yield TextEdit(place, own, changed)
