"""A paragraph of a Word file word by word, as it is held against the same paragraph of a template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..diff.align import lcs_runs
from ..word.paragraphs import NOTE, PICTURE, Paragraph, Piece
from .units import WORD

_WHOLE = (NOTE, PICTURE, "#")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a sign; or all that a field prints, a reference, a note, a picture: what comes or goes as a
    whole. `key` is the field's, None where it is none; `has_gap` whether a space stands before it.
    """

    text: str
    has_gap: bool
    key: str | None = None
    link: str = ""
    is_strong: bool = False
    is_emphasised: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether it is no word of the text's own."""
        return self.key is not None or self.link.startswith(_WHOLE)

    @property
    def identity(self) -> tuple[object, ...]:
        """What it is compared by: a field by its key, whatever it prints."""
        if self.key is not None:
            return ("field", self.key, self.has_gap)
        return ("whole" if self.is_whole else "word", self.text, self.has_gap)

    @property
    def look(self) -> tuple[bool, bool]:
        """How it is set."""
        return self.is_strong, self.is_emphasised


def read_tokens(paragraph: Paragraph) -> list[Token]:
    """Read a paragraph."""
    tokens: list[Token] = []
    has_gap = False
    for piece in paragraph.pieces:
        for text, is_space in _split_piece(piece):
            if is_space:
                has_gap = True
                continue
            key = piece.key or None
            gap = has_gap and bool(tokens)
            tokens.append(Token(text, gap, key, piece.link, piece.strong, piece.emphasis))
            has_gap = False
    return tokens


def _split_piece(piece: Piece) -> list[tuple[str, bool]]:
    """The words and spaces of a piece, each with whether it is a space."""
    text = piece.text
    words = text.strip()
    if not words:
        return [("", False)] if piece.key else [(text, True)]
    if not (piece.key or piece.link.startswith(_WHOLE)):
        return [(word, word.isspace()) for word in WORD.findall(text)]
    parts = [(words, False)]
    if text[:1].isspace():
        parts.insert(0, (" ", True))
    if text[-1:].isspace():
        parts.append((" ", True))
    return parts


def restore_fields(sent: Sequence[Token], back: Sequence[Token]) -> list[Token]:
    """Return the tokens that came back, with the fields that a word processor made plain words of: where all
    that a field printed stands in its place still.
    """
    if _count_fields(back) >= _count_fields(sent):
        return list(back)
    tokens: list[Token] = []
    restored = _find_lost_fields(sent, back)
    skip_to = 0
    for index, token in enumerate(back):
        if index in restored:
            field, last = restored[index]
            tokens.append(replace(field, has_gap=token.has_gap))
            skip_to = last + 1
        elif index >= skip_to:
            tokens.append(token)
    return tokens


def _find_lost_fields(sent: Sequence[Token], back: Sequence[Token]) -> dict[int, tuple[Token, int]]:
    """The fields that came back as plain words, with the last of those words, by the first."""
    sent_words, back_words = _split_fields(sent), _split_fields(back)
    places: dict[int, list[int]] = {}
    counts: dict[int, int] = {}
    for _, index in sent_words:
        counts[index] = counts.get(index, 0) + 1
    runs = lcs_runs([word for word, _ in sent_words], [word for word, _ in back_words])
    for is_equal, olds, news in runs:
        for old, new in zip(olds, news, strict=True) if is_equal else ():
            places.setdefault(sent_words[old][1], []).append(back_words[new][1])
    lost: dict[int, tuple[Token, int]] = {}
    for index, words in places.items():
        first, last = words[0], words[-1]
        is_whole = len(words) == counts[index] and words == list(range(first, last + 1))
        if sent[index].key is not None and is_whole and back[first].key is None:
            lost[first] = (sent[index], last)
    return lost


def _count_fields(tokens: Sequence[Token]) -> int:
    return sum(token.key is not None for token in tokens)


def _split_fields(tokens: Sequence[Token]) -> list[tuple[str, int]]:
    """Every word, those of fields too, with the index of its token."""
    words: list[tuple[str, int]] = []
    for index, token in enumerate(tokens):
        for word in WORD.findall(token.text):
            if not word.isspace():
                words.append((word, index))
    return words
