"""Pairs: which paragraph that came back is which that was sent. A paragraph is known by its words, whatever
the values in it are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..diff.align import Pair, align, similarity
from ..word.paragraphs import Paragraph, Piece, words_of

# What stands for a field among a paragraph's own words.
FIELD = "\ufffc"
# Two paragraphs this much alike are one paragraph that was edited. Cells of tables have few words, and keep
# their place.
_SAME_PARAGRAPH = 0.45
_SAME_CELL = 0.46


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
    """Return a paragraph's words, with a mark where a field stands:
    a changed value is no change of the text. "" where there is no paragraph.
    """
    if paragraph is None:
        return ""
    text = "".join(FIELD if piece.key is not None else piece.text for piece in paragraph.pieces)
    return " ".join(text.split())


def pair_paragraphs(sent: Sequence[Paragraph], back: Sequence[Paragraph]) -> Iterator[ParagraphPair]:
    """Pair the paragraphs, in reading order. One that was put in stands in the clause
    of the one before it.
    """
    place = ""
    for i, j in align_paragraphs(sent, back):
        before = sent[i] if i is not None else None
        after = back[j] if j is not None else None
        if before is not None:
            place = before.place
        if before is not None and after is not None:
            after = _restore_fields(before, after)
        yield ParagraphPair(before, after, place)


def align_paragraphs(sent: Sequence[Paragraph], back: Sequence[Paragraph]) -> Iterator[Pair]:
    """Yield which paragraph that came back is which that was sent, by their places, in reading order."""
    sent_words = [words_of(paragraph.text) for paragraph in sent]
    back_words = [words_of(paragraph.text) for paragraph in back]

    def likeness(i: int, j: int) -> float:
        first, second = sent[i], back[j]
        if first.in_table != second.in_table:
            return 0
        # A short paragraph may be little but values, whose words can all be new.
        keeps_place = first.place == second.place
        own_words = read_own_words(first)
        if own_words == read_own_words(second) and FIELD in own_words and (first.in_table or keeps_place):
            return 1
        alike = similarity(sent_words[i], back_words[j])
        return max(alike, _SAME_CELL) if first.in_table and keeps_place else alike

    sent_texts = [paragraph.text for paragraph in sent]
    back_texts = [paragraph.text for paragraph in back]
    yield from align(sent_texts, back_texts, likeness, _SAME_PARAGRAPH)


def _restore_fields(sent: Paragraph, back: Paragraph) -> Paragraph:
    """The paragraph that came back with its fields where it has lost them, or where what was typed has come
    to stand beside them.

    Nothing is guessed: all words between the fields must be there, and what follows a changed field must be
    there just once.
    """
    sent_fields = [(piece.key, piece.text) for piece in sent.pieces if piece.key is not None]
    back_fields = [(piece.key, piece.text) for piece in back.pieces if piece.key is not None]
    if not sent_fields or back_fields == sent_fields or read_own_words(sent) == read_own_words(back):
        return back
    values = _locate_fields(sent.pieces, back.text)
    if values is None:
        return back
    remaining = iter(values)
    pieces: list[Piece] = []
    for piece in sent.pieces:
        pieces.append(piece if piece.key is None else replace(piece, text=next(remaining)))
    return replace(back, pieces=tuple(pieces))


def _locate_fields(pieces: Sequence[Piece], text: str) -> list[str] | None:
    """What stands in a text where the fields of a paragraph stood;
    None where its other words are not all there.
    """
    first, parts = _split_at_fields(pieces)
    text = text.strip()
    if not text.startswith(first.lstrip()):
        return None
    values: list[str] = []
    start = len(first.lstrip())
    for index, (old, words) in enumerate(parts):
        is_last = index == len(parts) - 1
        follows = words.rstrip() if is_last else words
        end = len(text) - len(follows)
        if text.startswith(old + follows, start) and (not is_last or start + len(old) == end):
            end = start + len(old)
        elif is_last and (end < start or not text.endswith(follows)):
            return None
        elif not is_last:
            if not words.strip() or text.count(words, start) != 1:
                return None
            end = text.index(words, start)
        values.append(text[start:end])
        start = end + len(follows)
    return values if start == len(text) else None


def _split_at_fields(pieces: Sequence[Piece]) -> tuple[str, list[tuple[str, str]]]:
    """A paragraph's words before its first field; then each field's words and those that follow it."""
    first = ""
    parts: list[tuple[str, str]] = []
    for piece in pieces:
        if piece.key is not None:
            parts.append((piece.text, ""))
        elif parts:
            parts[-1] = (parts[-1][0], parts[-1][1] + piece.text)
        else:
            first += piece.text
    return first, parts
