"""The file that came back against the file as it was sent. Pure: paragraphs in, what a school changed out.

Paragraphs are paired by their words; then the pairs say which clauses were moved or copied, which values and
which words were changed.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from urllib.parse import unquote

from ..diff.align import Pair, align, joined_lcs_runs, similarity
from ..word.paragraphs import Paragraph, Piece, words_of
from ..word.reader import Remark, WordFile

# What stands for a field among a paragraph's own words.
FIELD = "\ufffc"
_HEADING = "Heading"
_CONTENTS_TITLES = frozenset({"Contents", "Table of Contents"})
_PAGE, _COUNTED = re.compile(r" ?\d+$"), re.compile(r"^\d[\d.]*[.:]? ?")
_FIGURES = re.compile(r"[\d.]+")
_ADDRESSES = ("http://", "https://", "mailto:", "tel:")
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
class Move:
    """A clause that stands somewhere else now, or once more: its id and heading, and the heading that it now
    stands after.

    `changed` are the paragraphs of a copy that are not what the clause says; a moved clause's own edits are
    told like any others.
    """

    place: str
    heading: str
    after: str
    is_copy: bool
    changed: tuple[ParagraphPair, ...] = ()


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
        if paragraph.style.startswith(_HEADING):
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
        if paragraph.style.startswith(_HEADING):
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


# -- pairs ---------------------------------------------------------------------------------------------------


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


# -- moves ---------------------------------------------------------------------------------------------------


def find_moves(pairs: Sequence[ParagraphPair]) -> tuple[tuple[ParagraphPair, ...], tuple[Move, ...]]:
    """Find the clauses that were moved or copied: one that was cut and pasted stands elsewhere, and one that
    was copied stands twice.

    Returns the pairs without copies and with every moved clause's paragraphs at their own clause; and the
    moves.
    """
    clauses: dict[str, list[ParagraphPair]] = {}
    for pair in pairs:
        if pair.sent:
            clauses.setdefault(pair.place, []).append(pair)
    places = {
        read_own_words(clause[0].sent): place for place, clause in clauses.items() if _find_heading(clause)
    }
    pairs = _settle_insertions(pairs, places)
    gone = {place for place, clause in clauses.items() if all(pair.back is None for pair in clause)}
    moved: dict[str, list[ParagraphPair]] = {}
    moves: list[Move] = []
    taken: set[int] = set()
    for run in _list_runs_from_headings(pairs, places):
        back = [paragraph for index in run if (paragraph := pairs[index].back)]
        place = places[read_own_words(back[0])]
        sent = [paragraph for pair in clauses[place] if (paragraph := pair.sent)]
        paired_again = [replace(pair, place=place) for pair in pair_paragraphs(sent, back)]
        is_copy = place not in gone or place in moved
        changed = tuple(pair for pair in paired_again if pair.is_changed) if is_copy else ()
        after = _find_heading_before(pairs[: run.start], clauses)
        moves.append(Move(place, _find_heading(clauses[place]), after, is_copy, changed))
        taken.update(run)
        if not is_copy:
            moved[place] = paired_again
    moved_places = {move.place for move in moves}
    kept: list[ParagraphPair] = []
    for index, pair in enumerate(pairs):
        if pair.sent and pair.place in gone and pair.place in moved_places:
            # The paragraphs of a moved clause stand where its first one stood.
            kept += moved.pop(pair.place, ())
        elif index not in taken:
            kept.append(pair)
    return tuple(kept), tuple(moves)


def _find_heading(clause: Sequence[ParagraphPair]) -> str:
    """The heading of a clause as it was sent, "" where it has none."""
    first = clause[0].sent
    return first.numbered_text if first and first.style.startswith(_HEADING) else ""


def _find_heading_before(
    pairs: Sequence[ParagraphPair], clauses: Mapping[str, Sequence[ParagraphPair]]
) -> str:
    """The heading of the last clause of some pairs that has one and stayed, "" where there is none."""
    for pair in reversed(pairs):
        if pair.sent and pair.back:
            heading = _find_heading(clauses[pair.place])
            if heading:
                return heading
    return ""


def _settle_insertions(pairs: Sequence[ParagraphPair], headings: Container[str]) -> list[ParagraphPair]:
    """Let what was put in begin with a heading where it can: of "A a A a", either A is the first."""
    settled = list(pairs)
    for run in _list_inserted_runs(pairs):
        start, end = run.start, run.stop
        while start and read_own_words(settled[start].back) not in headings:
            before, last = settled[start - 1], settled[end - 1]
            if not before.sent or not before.back:
                break
            if read_own_words(before.back) != read_own_words(last.back):
                break
            start, end = start - 1, end - 1
            settled[start] = replace(before, sent=None)
            settled[end] = replace(last, sent=before.sent, place=before.place)
    return settled


def _list_inserted_runs(pairs: Sequence[ParagraphPair]) -> Iterator[range]:
    """Where paragraphs that were put in follow each other."""
    for is_inserted, group in groupby(range(len(pairs)), key=lambda index: pairs[index].sent is None):
        if is_inserted:
            indexes = list(group)
            yield range(indexes[0], indexes[-1] + 1)


def _list_runs_from_headings(pairs: Sequence[ParagraphPair], headings: Container[str]) -> Iterator[range]:
    """What was put in, from a known heading to the next."""
    for run in _list_inserted_runs(pairs):
        starts = [index for index in run if read_own_words(pairs[index].back) in headings]
        for start, end in pairwise([*starts, run.stop]):
            yield range(start, end)


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
