"""Pairs: which paragraph that came back is which one that was sent, and where its fields are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..diff.align import align, similarity
from ..word.paragraphs import Paragraph, Piece, words_of

# What stands for a field among a paragraph's own words.
FIELD = "\ufffc"
# Two paragraphs this much alike are one paragraph that was edited. Cells of tables have few words, and keep
# their place.
_ALIKE = 0.45
_CELL = 0.46


@dataclass(frozen=True, slots=True)
class ParagraphPair:
    """A paragraph as it was sent and as it came back; None where it was put in or taken out."""

    sent: Paragraph | None
    back: Paragraph | None
    place: str

    @property
    def is_changed(self) -> bool:
        """Whether its own words differ."""
        return read_own_words(self.sent) != read_own_words(self.back)


def read_own_words(paragraph: Paragraph | None) -> str:
    """A paragraph's words, with a mark where a field stands: a changed value is no change of the text."""
    if paragraph is None:
        return ""
    return " ".join(
        "".join(FIELD if piece.key is not None else piece.text for piece in paragraph.pieces).split()
    )


def pair_paragraphs(sent: Sequence[Paragraph], back: Sequence[Paragraph]) -> Iterator[ParagraphPair]:
    """Pair the paragraphs, in reading order. One that was put in stands in the clause of the one before it."""
    words = [[words_of(one.text) for one in side] for side in (sent, back)]

    def likeness(i: int, j: int) -> float:
        one, other = sent[i], back[j]
        if one.in_table != other.in_table:
            return 0
        # A short paragraph may be little but values, whose words can all be new.
        own = read_own_words(one)
        if own == read_own_words(other) and FIELD in own and (one.in_table or one.place == other.place):
            return 1
        alike = similarity(words[0][i], words[1][j])
        return max(alike, _CELL) if one.in_table and one.place == other.place else alike

    place = ""
    for i, j in align([one.text for one in sent], [other.text for other in back], likeness, _ALIKE):
        place = sent[i].place if i is not None else place
        one, other = sent[i] if i is not None else None, back[j] if j is not None else None
        yield ParagraphPair(one, _with_fields(one, other) if one and other else other, place)


def _with_fields(sent: Paragraph, back: Paragraph) -> Paragraph:
    """The paragraph that came back with its fields where it has lost them, or where what was typed has come
    to stand beside them.

    Nothing is guessed: all words between the fields must be there, and what follows a changed field must be
    there just once.
    """
    fields = [(piece.key, piece.text) for piece in sent.pieces if piece.key is not None]
    kept = [(piece.key, piece.text) for piece in back.pieces if piece.key is not None]
    if not fields or kept == fields or read_own_words(sent) == read_own_words(back):
        return back
    found = _found(sent.pieces, back.text)
    if found is None:
        return back
    values = iter(found)
    return replace(
        back,
        pieces=tuple(
            piece if piece.key is None else replace(piece, text=next(values)) for piece in sent.pieces
        ),
    )


def _found(pieces: Sequence[Piece], text: str) -> list[str] | None:
    """What stands in a text where the fields of a paragraph stood; None where its other words are not all
    there.
    """
    first, parts = _cut(pieces)
    text = text.strip()
    if not text.startswith(first.lstrip()):
        return None
    values, here = [], len(first.lstrip())
    for at, (old, words) in enumerate(parts):
        is_last = at == len(parts) - 1
        follows = words.rstrip() if is_last else words
        end = len(text) - len(follows)
        if text.startswith(old + follows, here) and (not is_last or here + len(old) == end):
            end = here + len(old)
        elif is_last and (end < here or not text.endswith(follows)):
            return None
        elif not is_last:
            if not words.strip() or text.count(words, here) != 1:
                return None
            end = text.index(words, here)
        values.append(text[here:end])
        here = end + len(follows)
    return values if here == len(text) else None


def _cut(pieces: Sequence[Piece]) -> tuple[str, list[tuple[str, str]]]:
    """A paragraph's words before its first field; then each field's words and those that follow it."""
    first, parts = "", list[tuple[str, str]]()
    for piece in pieces:
        if piece.key is not None:
            parts.append((piece.text, ""))
        elif parts:
            parts[-1] = (parts[-1][0], parts[-1][1] + piece.text)
        else:
            first += piece.text
    return first, parts
