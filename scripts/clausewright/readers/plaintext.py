"""Plain text, and the text of PDFs: lines of running text become paragraphs and tables,
whatever broke them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from .boilerplate import Line, cut_lines, remove_boilerplate
from .labels import split_mark
from .line_paragraphs import build_paragraphs, looks_like_heading
from .source import Grid, Piece, Source, SourceBuilder
from .text_tables import find_tables, is_lone_mark
from .words import clean, split_words

# A line drawn under a heading, and how much longer than it the heading may be.
_DRAWN, _OVERHANG = re.compile(r"([=~^`*#+\"'-])\1{2,}"), 3


def read_text(name: str, text: str, format: str = "text", gathered: SourceBuilder | None = None) -> Source:
    """Read running text."""
    gathered = gathered or SourceBuilder()
    text = clean(text)
    lines = _read_underlines(remove_boilerplate(cut_lines(text), gathered), gathered)
    gathered.pieces += build_pieces(lines, gathered)
    return gathered.build_source(name, format, split_words(text))


def _read_underlines(lines: Sequence[Line], gathered: SourceBuilder) -> list[Line]:
    """The lines without those drawn of one sign. Text right above a drawn line is a heading: its level is the
    place of the sign among those that are drawn, the first the highest.
    """
    read: list[Line] = []
    styles: list[str] = []
    for index, line in enumerate(lines):
        sign = line.text[0] if _DRAWN.fullmatch(line.text) else ""
        if not sign:
            read.append(line)
            continue
        above = lines[index - 1] if index else None
        if (
            above is not None
            and not line.before
            and not _DRAWN.fullmatch(above.text)
            and len(above.text) <= len(line.text) + _OVERHANG
            and looks_like_heading(above.text, numbered=True)
        ):
            styles += [sign] if sign not in styles else []
            read[-1] = replace(read[-1], level=styles.index(sign) + 1)
        else:
            gathered.remark("Lines drawn of signs, such as =====, are not kept.")
    return read


def build_pieces(
    lines: Sequence[Line], gathered: SourceBuilder, known: Mapping[str, Grid] | None = None
) -> list[Piece]:
    """Tables are found first; what stands between them is put together into paragraphs.
    For each that is `known` stands a line.
    """
    lines = join_lone_marks(lines)
    pieces: list[Piece] = []
    loose: list[Line] = []
    for start, end, grid in find_tables(lines, known or {}):
        loose = list(lines[start:end]) if grid is None else []
        pieces += [grid] if grid else build_paragraphs(loose, gathered)
    return pieces


def join_lone_marks(lines: Sequence[Line]) -> list[Line]:
    """Lines, each mark that stands on a line of its own together with the text after it:
    some programs set the two apart.
    """
    joined: list[Line] = []
    for line in lines:
        above = joined[-1] if joined else None
        if (
            above is not None
            and line.before <= 1
            and not line.page
            and is_lone_mark(above.text)
            and split_mark(line.text)[0] is None
        ):
            text = f"{above.text} {line.text}"
            joined[-1] = replace(above, text=text, bold=line.bold, level=line.level)
        else:
            joined.append(line)
    return joined
