"""The file that came back against the file as it was sent. Pure: paragraphs in, what a school changed out.

Paragraphs are paired by their words; then the pairs say which clauses were moved or copied, which values and
which words were changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote

from ..diff.align import joined_lcs_runs
from ..word.paragraphs import Paragraph, Piece
from ..word.reader import Remark, WordFile
from .moves import HEADING, Move, find_moves
from .pairs import ParagraphPair, pair_paragraphs

_CONTENTS_TITLES = frozenset({"Contents", "Table of Contents"})
_PAGE, _COUNTED = re.compile(r" ?\d+$"), re.compile(r"^\d[\d.]*[.:]? ?")
_FIGURES = re.compile(r"[\d.]+")
_ADDRESSES = ("http://", "https://", "mailto:", "tel:")


@dataclass(frozen=True, slots=True)
class ValueEdit:
    """A field whose words were changed: its key, what was sent, what came back,
    and in how many of its places.
    """

    key: str
    old: str
    new: str
    changed: int
    places: int


@dataclass(frozen=True, slots=True)
class TextEdit:
    """A clause or section (by its id, "" for what stands before the first) whose own words were changed:
    its paragraphs, paired.
    """

    place: str
    pairs: tuple[ParagraphPair, ...]

    @property
    def changed(self) -> tuple[ParagraphPair, ...]:
        """The pairs that differ."""
        return tuple(pair for pair in self.pairs if pair.is_changed)


@dataclass(frozen=True, slots=True)
class LinkEdit:
    """Words that lead elsewhere now: the clause that they stand in, the old address, and the new one, ""
    where they lead nowhere any more.
    """

    place: str
    text: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Returned:
    """What a school changed in a file, and what people wrote beside it; `headings` are those of the clauses,
    as they were sent. `page_edges` are the edits of page headers and footers, a line each; `not_compared`
    names what shows text and was not held against anything. `contents` are lines of a list of contents that
    repeat no heading.
    """

    values: tuple[ValueEdit, ...]
    texts: tuple[TextEdit, ...]
    moves: tuple[Move, ...]
    remarks: tuple[Remark, ...]
    headings: Mapping[str, str]
    page_edges: tuple[str, ...] = ()
    not_compared: tuple[str, ...] = ()
    links: tuple[LinkEdit, ...] = ()
    contents: tuple[str, ...] = ()

    @property
    def is_untouched(self) -> bool:
        """Whether the file came back as it was sent."""
        edits = (
            self.values,
            self.texts,
            self.moves,
            self.remarks,
            self.page_edges,
            self.links,
            self.contents,
        )
        return not any(edits) and not self.not_compared


def compare(sent: Sequence[Paragraph], back: WordFile, page_edges: Sequence[str] | None = None) -> Returned:
    """Find what was changed between the paragraphs as sent and the file as it came back. `page_edges` are the
    texts of the page headers and footers as they were sent, None where nobody knows them any more.

    Paragraphs are matched by their words, so that a word processor that drops a bookmark or the name of a
    field loses nothing.
    """
    back = replace(back, paragraphs=tuple(_restore_references(sent, back.paragraphs)))
    pairs, moves = find_moves(tuple(pair_paragraphs(sent, back.paragraphs)))
    headings: dict[str, str] = {}
    for paragraph in sent:
        if paragraph.style.startswith(HEADING):
            headings.setdefault(paragraph.place, paragraph.numbered_text)
    not_compared = list(back.unread)
    if page_edges is None and back.page_edges:
        not_compared.insert(0, "the page headers and footers")
    edges: tuple[str, ...] = ()
    # What was pasted into a new document left its page headers and footers behind; nobody took them out.
    is_pasted = back.identity is None and not back.page_edges
    if page_edges is not None and not is_pasted:
        edges = tuple(_find_edge_edits(page_edges, back.page_edges))
    return Returned(
        values=tuple(_find_value_edits(pairs)),
        texts=tuple(_find_text_edits(pairs)),
        moves=moves,
        remarks=back.remarks,
        headings=headings,
        page_edges=edges,
        not_compared=tuple(not_compared),
        links=tuple(_find_link_edits(pairs)),
        contents=tuple(_find_typed_contents(sent, back)),
    )


def _restore_references(sent: Sequence[Paragraph], back: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """The paragraphs that came back, with references as they were sent where only their numbers are others:
    Word counts them anew where a clause came or went.
    """
    texts = {
        piece.link: piece.text
        for paragraph in sent
        for piece in paragraph.pieces
        if piece.link.startswith("#")
    }
    for paragraph in back:
        pieces: list[Piece] = []
        for piece in paragraph.pieces:
            was = texts.get(piece.link, piece.text)
            is_recounted = _FIGURES.sub("", was) == _FIGURES.sub("", piece.text)
            pieces.append(replace(piece, text=was) if is_recounted else piece)
        yield replace(paragraph, pieces=tuple(pieces))


def _find_typed_contents(sent: Sequence[Paragraph], back: WordFile) -> Iterator[str]:
    """The lines of a list of contents that repeat no heading: somebody typed them there. Word may have put a
    number before a line, and the number of a page after it.
    """
    headings = {*_CONTENTS_TITLES}
    for paragraph in (*sent, *back.paragraphs):
        if paragraph.style.startswith(HEADING):
            headings |= {" ".join(text.split()) for text in (paragraph.text, paragraph.numbered_text)}
    for line in back.contents:
        without_page = _PAGE.sub("", line)
        readings = {line, without_page, _COUNTED.sub("", line), _COUNTED.sub("", without_page)}
        if readings.isdisjoint(headings):
            yield line


def _find_edge_edits(sent: Sequence[str], back: Sequence[str]) -> Iterator[str]:
    """The lines of page headers and footers that went and came."""
    for text in sent:
        if text not in back:
            yield f"- {text}"
    for text in back:
        if text not in sent:
            yield f"+ {text}"


def _find_link_edits(pairs: Sequence[ParagraphPair]) -> Iterator[LinkEdit]:
    """The words that were sent with an address and came back with another. What an address a value's link had
    is not known, so that links which were put in are not told.
    """
    for pair in pairs:
        if pair.sent is None or pair.back is None:
            continue
        addresses: dict[str, list[str]] = {}
        for piece in pair.back.pieces:
            addresses.setdefault(piece.text.strip(), []).append(piece.link)
        for piece in pair.sent.pieces:
            text = piece.text.strip()
            if not piece.link.startswith(_ADDRESSES) or text not in addresses:
                continue
            if not any(_is_same_address(piece.link, link) for link in addresses[text]):
                yield LinkEdit(pair.place, text, piece.link, addresses[text][0])


def _is_same_address(first: str, second: str) -> bool:
    return unquote(first).rstrip("/") == unquote(second).rstrip("/")


# -- edits ---------------------------------------------------------------------------------------------------


def _find_value_edits(pairs: Sequence[ParagraphPair]) -> Iterator[ValueEdit]:
    printed: dict[str, list[tuple[str, str]]] = {}
    for pair in pairs:
        if pair.sent and pair.back:
            for sent_field, back_field in _pair_fields(pair.sent, pair.back):
                printed.setdefault(str(sent_field.key), []).append((sent_field.text, back_field.text))
    for key, words in printed.items():
        edited = [(old, new) for old, new in words if old.split() != new.split()]
        for old, new in dict.fromkeys(edited):
            yield ValueEdit(key, old, new.strip(), edited.count((old, new)), len(words))


def _pair_fields(sent: Paragraph, back: Paragraph) -> Iterator[tuple[Piece, Piece]]:
    """The fields of two paragraphs that are the same places: by order where all are there,
    by name where they are not.
    """
    sent_fields = [piece for piece in sent.pieces if piece.key is not None]
    back_fields = [piece for piece in back.pieces if piece.key is not None]
    if len(sent_fields) == len(back_fields):
        yield from zip(sent_fields, back_fields, strict=True)
        return
    sent_keys, back_keys = [piece.key for piece in sent_fields], [piece.key for piece in back_fields]
    for equal, olds, news in joined_lcs_runs(sent_keys, back_keys):
        if equal:
            for i, j in zip(olds, news, strict=True):
                yield sent_fields[i], back_fields[j]


def _find_text_edits(pairs: Sequence[ParagraphPair]) -> Iterator[TextEdit]:
    by_place: dict[str, list[ParagraphPair]] = {}
    for pair in pairs:
        by_place.setdefault(pair.place, []).append(pair)
    for place, pairs_of_place in by_place.items():
        if any(pair.is_changed for pair in pairs_of_place):
            yield TextEdit(place, tuple(pairs_of_place))
