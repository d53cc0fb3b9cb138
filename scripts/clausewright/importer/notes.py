"""Notes: the footnotes and endnotes of a source, each put after the clause that has its mark."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ..model.text import shorten
from ..readers.source import Grid, Paragraph, Piece, Source, SourceBuilder
from ..readers.words import FOOTNOTE, LINK_END, LINK_START, LINK_TO
from .outline import Clause, Part, Section, Text, list_texts, replace_texts

# A link to a note, and one to a note that the file itself sets apart.
_NOTE_LINK = re.compile(f"{LINK_START}([^{LINK_TO}]*){LINK_TO}((?:note:|{FOOTNOTE})[^{LINK_END}]*){LINK_END}")
_FOOTNOTE = re.compile(f"{LINK_TO}{FOOTNOTE}([^{LINK_END}]*){LINK_END}")


def split_notes(source: Source) -> tuple[Source, dict[str, tuple[str, ...]]]:
    """Part a source from its footnotes and endnotes: each note's paragraphs, by the key that its mark leads
    to.

    A note whose mark stands in no paragraph and no cell stays a paragraph.
    """
    marked: set[str] = set()
    for piece in source.pieces:
        if isinstance(piece, Grid):
            texts = [cell for row in piece.rows for cell in row]
        else:
            texts = [] if piece.heading or piece.note else [piece.text]
        for text in texts:
            marked.update(_FOOTNOTE.findall(text))
    pieces: list[Piece] = []
    notes: dict[str, tuple[str, ...]] = {}
    for piece in source.pieces:
        if isinstance(piece, Paragraph) and piece.note in marked:
            text = f"{piece.label} {piece.rich or piece.text}".strip()
            notes[piece.note] = (*notes.get(piece.note, ()), text)
        else:
            pieces.append(piece)
    return replace(source, pieces=tuple(pieces)), notes


def place_notes(
    parts: Sequence[Part], notes: Mapping[str, tuple[str, ...]], gathered: SourceBuilder
) -> list[Part]:
    """Put each note after the clause that has its mark, and let the marks lead there.

    Marks in headings, and those of which there is no note, are named among what is left out.
    """
    placed = list(_interleave_notes(parts, notes, gathered))
    numbers: dict[str, int] = {}
    for _, target in placed:
        if target:
            numbers[target] = len(numbers)
    return [_lead_to_notes(part, numbers, gathered) for part, _ in placed]


def _interleave_notes(
    parts: Sequence[Part], notes: Mapping[str, tuple[str, ...]], gathered: SourceBuilder
) -> Iterator[tuple[Part, str]]:
    """Yield the parts, each note after the clause that has its mark;
    with each note the target of its marks.
    """
    waiting = dict(notes)
    asterisks = 0
    for part in parts:
        is_note = isinstance(part, Clause) and part.kind == "note"
        yield part, f"note:{asterisks}" if is_note else ""
        asterisks += is_note
        for key in _find_marks(part):
            if key in waiting:
                yield Clause("", "", tuple(Text(text) for text in waiting.pop(key)), "note"), FOOTNOTE + key
    for key, texts in waiting.items():
        gathered.leave_unit(
            "mark of a note", f"The note “{shorten(' '.join(texts), 60)}” belongs to a heading."
        )
        yield Clause("", "", tuple(Text(text) for text in texts), "note"), FOOTNOTE + key


def _find_marks(part: Part) -> list[str]:
    """The keys of the notes whose marks stand in a clause."""
    texts = list_texts(part.blocks) if isinstance(part, Clause) else ()
    return [key for text in texts for key in _FOOTNOTE.findall(text)]


def _lead_to_notes(part: Part, numbers: Mapping[str, int], gathered: SourceBuilder) -> Part:
    """A part whose marks lead to the clauses that are notes, counted from 0; a heading's are taken out."""

    def lead(link: re.Match[str]) -> str:
        number = numbers.get(link[2])
        if number is None:
            gathered.leave_unit("mark of a note", "The file has no note for it.")
            return ""
        return f"{LINK_START}{link[1] or '*'}{LINK_TO}note:{number}{LINK_END}"

    match part:
        case Section():
            return replace(part, title=_NOTE_LINK.sub("", part.title))
        case Clause():
            change = {text: _NOTE_LINK.sub(lead, text) for text in list_texts(part.blocks)}
            title = _NOTE_LINK.sub("", part.title)
            return replace(part, title=title, blocks=replace_texts(part.blocks, change))
    return part
