"""PDFs with text: the lines of each page, headings as the letters' size and weight tell them, and ruled
tables.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pypdfium2
from pypdfium2 import raw

from ..word.numbering import written
from .boilerplate import Line, lines_of, without_furniture
from .pages import PageLayout, Span, TextStyle, heading_sizes, laid_out
from .plaintext import pieces_of
from .ruled import Box, ruled
from .source import Grid, Piece, Source, SourceBuilder, refuse
from .words import clean, words_in

MOST_PAGES = 1500
_SEMIBOLD = 600
# A table with more columns is a drawing; one of a few rows that comes again on most pages is a running head.
_WIDEST, _HEAD_ROWS = 20, 4


def read_pdf(name: str, data: bytes) -> Source:
    """Read a PDF. Pictures are not read: a scan has no text."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise refuse(
                name, "is protected by a password", "Save a copy without the password, and import that."
            ) from None
        raise refuse(name, "is a damaged PDF", "Ask its sender for it again, or for the Word file.") from None
    try:
        if len(document) > MOST_PAGES:
            raise refuse(
                name,
                f"has {len(document)} pages, more than any policy",
                f"Split it; up to {MOST_PAGES} pages are read.",
            )
        pages, words = [], []
        for at in range(len(document)):
            page = document[at]
            text_page = page.get_textpage()
            whole = clean(_whole(text_page))
            words += words_in(whole)
            pages.append(_page(page, text_page, whole))
            text_page.close()
            page.close()
    except pypdfium2.PdfiumError:
        raise refuse(
            name, "has a page that cannot be read", "Open it, print it to a new PDF, and import that."
        ) from None
    finally:
        document.close()
    if not words:
        raise refuse(
            name,
            "has no text: it is a picture of a document",
            "Have its text recognised (OCR) first, or ask for the Word file.",
        )
    gathered = SourceBuilder()
    lines, tables = _lines(pages)
    gathered.pieces += _joined(pieces_of(without_furniture(lines, gathered), gathered, tables), gathered)
    return gathered.source(name, "PDF", words)


def _page(page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage, whole: str) -> PageLayout:
    """A page laid out. Where the places of words would lose or double one, tables are given up, and then the
    places too.
    """
    spans = _spans(text_page)
    tables = ruled(_drawn(page)) if spans else []
    counted = Counter(words_in(whole))
    for laid in (laid_out(spans, tables), laid_out(spans, ())):
        if Counter(words_in(laid.words())) == counted:
            return laid
    return PageLayout(tuple((line, TextStyle()) for line in re.split(r"\r\n|\r|\n", whole)))


def _whole(text_page: pypdfium2.PdfTextPage) -> str:
    """A page's text in the file's own order. PDFium marks a hyphen at a line's end by a character of its own."""
    return re.sub("(?:\ufffe|\x02)\\s*", "-\n", text_page.get_text_range())


def _spans(text_page: pypdfium2.PdfTextPage) -> list[Span]:
    """The words of a page in the file's order, letter by letter: a piece of text that PDFium tells may end
    within a word.
    """
    found: list[Span] = []
    first, letters, boxes = 0, "", [(0.0, 0.0, 0.0, 0.0)]
    for at in range(text_page.count_chars() + 1):
        char = chr(raw.FPDFText_GetUnicode(text_page, at)) if at < text_page.count_chars() else " "
        is_hyphen = char in "\ufffe\x02"
        if not (char.isspace() or char == "\0"):
            if not letters:
                first, boxes = at, []
            letters += "-" if is_hyphen else char
            boxes.append(text_page.get_charbox(at, loose=True))
        if letters and (char.isspace() or is_hyphen):
            text = clean(letters.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
            left, bottom, right, top = zip(*boxes, strict=True)
            size, bold = _font(text_page, first, max(top) - min(bottom))
            found += (
                [Span(min(left), min(bottom), max(right), max(top), text, size, bold)] if text.strip() else []
            )
            letters = ""
    return found


def _font(text_page: pypdfium2.PdfTextPage, at: int, height: float) -> tuple[float, bool]:
    """The size of a letter, and whether it is bold."""
    matrix = raw.FS_MATRIX()
    scale = (matrix.d or matrix.b) if raw.FPDFText_GetMatrix(text_page, at, matrix) else 1.0
    size = abs(raw.FPDFText_GetFontSize(text_page, at) * scale) or height
    return round(size, 1), raw.FPDFText_GetFontWeight(text_page, at) >= _SEMIBOLD


def _drawn(page: pypdfium2.PdfPage) -> list[Box]:
    """What is drawn that may be a line: everything with a stroke, and what is filled but so thin that it is
    one.
    """
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    found = []
    for one in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=3):
        box = Box(*one.get_bounds())
        raw.FPDFPath_GetDrawMode(one, ctypes.byref(fill), ctypes.byref(stroke))
        if stroke.value or box.is_thin:
            found.append(box)
    return found


def _lines(pages: Sequence[PageLayout]) -> tuple[list[Line], dict[str, Grid]]:
    """All lines with how they are set. A line stands for each table: its text is a name that no text has."""
    levels = heading_sizes(pages)
    often = Counter(_shape(rows) for page in pages for _, rows in page.tables)
    tables: dict[str, Grid] = {}
    text: list[str] = []
    sets: list[TextStyle] = []
    for number, page in enumerate(pages):
        edge = "\f" if number else ""
        placed = dict(page.tables)
        for at, (line, how) in enumerate(page.lines):
            rows = placed.get(at)
            if rows is None:
                text.append(edge + line)
                sets.append(how)
                edge = ""
            elif (
                len(rows) < 2
                or not 2 <= len(rows[0]) <= _WIDEST
                or (len(rows) <= _HEAD_ROWS and often[_shape(rows)] > max(1, len(pages) * 0.4))
            ):
                # A frame, or a running head in a frame: its lines are lines.
                text += ["\t".join(cell for cell in row if cell) for row in rows]
                sets += [TextStyle()] * len(rows)
            else:
                key = f"\U000f1fff{written(len(tables) + 1, 'lowerRoman')}"
                tables[key] = Grid(rows)
                text.append(key)
                sets.append(TextStyle())
    lines = [
        replace(line, bold=sets[line.number - 1].bold, level=levels.get(sets[line.number - 1].size, 0))
        for line in lines_of("\n".join(text))
    ]
    return lines, tables


def _shape(rows: Sequence[Sequence[str]]) -> str:
    return re.sub(r"\d+", "#", str(rows))


def _joined(pieces: Sequence[Piece], gathered: SourceBuilder) -> list[Piece]:
    """A table that runs over several pages is one; its head, printed again, is left out."""
    found: list[Piece] = []
    for piece in pieces:
        last = found[-1] if found else None
        if (
            isinstance(piece, Grid)
            and isinstance(last, Grid)
            and not piece.guessed
            and not last.guessed
            and len(piece.rows[0]) == len(last.rows[0])
        ):
            rows = piece.rows
            if rows[0] == last.rows[0]:
                gathered.leave(" ".join(rows[0]), "head of a table, printed again")
                rows = rows[1:]
            found[-1] = Grid((*last.rows, *rows))
        else:
            found.append(piece)
    return found
