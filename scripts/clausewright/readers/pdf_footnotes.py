"""Footnotes of PDFs without tags: lines in small letters at the foot of a page that begin with a number, and
the same number close to a word of the page above them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .boilerplate import Line
from .broken_words import count_whole_words, join_lines
from .source import Paragraph, SourceBuilder
from .words import write_note_mark

_WHY = "mark of a note, which leads to it"
_NOTE = re.compile(r"(?P<number>\d{1,3})\s?(?P<text>[^\W\d_“‘\"'(].*|[“‘\"'(].*|https?:.*)")


@dataclass(frozen=True, slots=True)
class _Note:
    """A note at the foot of a page: its number, its first line without it, and the lines behind that."""

    number: str
    lines: tuple[Line, ...]


def take_footnotes(lines: Sequence[Line], gathered: SourceBuilder) -> tuple[list[Line], list[Paragraph]]:
    """Take the notes at the foot of each page out of its lines.

    Returns the lines, with a mark where the number of a note stood, and the notes as paragraphs. Nothing is
    taken on a page on which a note has no mark; the numbers are left out, in `gathered`.
    """
    known = count_whole_words([line.text for line in lines])
    kept: list[Line] = []
    notes: list[Paragraph] = []
    for page in _cut_pages(lines):
        body, page_notes = _part_notes(page)
        marked = _mark_notes(body, page_notes, len(notes))
        if not page_notes or marked is None:
            kept += page
            continue
        kept += marked
        for note in page_notes:
            text = note.lines[0].text
            for line in note.lines[1:]:
                text, joined = join_lines(text, line.text, known)
                if joined:
                    gathered.joined.append(joined)
            key = _make_key(note, len(notes))
            notes.append(replace(Paragraph.of(text), note=key))
            gathered.leave(note.number, _WHY)
            gathered.leave(note.number, _WHY)
    return kept, notes


def _cut_pages(lines: Sequence[Line]) -> list[list[Line]]:
    pages: list[list[Line]] = [[]]
    for line in lines:
        if line.page and pages[-1]:
            pages.append([])
        pages[-1].append(line)
    return pages


def _part_notes(page: Sequence[Line]) -> tuple[list[Line], list[_Note]]:
    """The lines of a page above its notes, and the notes: the last lines in small letters, from one on that
    begins with a number. The numbers count on.
    """
    start = len(page)
    while start and page[start - 1].small:
        start -= 1
    notes: list[_Note] = []
    for line in page[start:]:
        match = _NOTE.fullmatch(line.text)
        if match and (not notes or int(match["number"]) == int(notes[-1].number) + 1):
            notes.append(_Note(match["number"], (replace(line, text=match["text"]),)))
        elif notes:
            notes[-1] = replace(notes[-1], lines=(*notes[-1].lines, line))
        else:
            return list(page), []
    return list(page[:start]), notes


def _mark_notes(body: Sequence[Line], notes: Sequence[_Note], before: int) -> list[Line] | None:
    """The lines of a page with marks in place of the notes' numbers; None where one of them is nowhere."""
    marked = list(body)
    for index, note in enumerate(notes):
        # A figure after a figure is part of a number.
        number = re.compile(
            rf"(?<=[^\W\d_]|[)”’\"'])\s?{note.number}(?!\w|[.,]\d)|(?<=[^\W\d_][.,;:?!]){note.number}(?!\w)"
        )
        for place, line in enumerate(marked):
            if number.search(line.text):
                mark = write_note_mark(_make_key(note, before + index))
                marked[place] = replace(line, text=number.sub(mark, line.text, count=1))
                break
        else:
            return None
    return marked


def _make_key(note: _Note, index: int) -> str:
    return f"{note.number} {index}"
