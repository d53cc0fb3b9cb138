"""PDFs with text: the lines of each page, with the gaps and columns that their places show."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2

from .furniture import lines_of, without_furniture
from .source import Gathered, Source, refuse
from .text import pieces_of
from .words import clean, words_in

MOST_PAGES = 1500
# How much taller than the rest letters are that make a heading.
_LARGE = 1.4


@dataclass(slots=True)
class _Row:
    """A line of a page: its pieces from left to right, each with its left and right edge."""

    bottom: float
    top: float
    pieces: list[tuple[float, float, str]]


def read_pdf(name: str, data: bytes) -> Source:
    """Read a PDF. Pictures are not read: a scan has no text."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise refuse(name, "is protected by a password", "Save a copy without the password, and import that.") from None
        raise refuse(name, "is a damaged PDF", "Ask its sender for it again, or for the Word file.") from None
    try:
        if len(document) > MOST_PAGES:
            raise refuse(name, f"has {len(document)} pages, more than any policy", f"Split it; up to {MOST_PAGES} pages are read.")
        pages, words = [], []
        for at in range(len(document)):
            page = document[at]
            text_page = page.get_textpage()
            whole = clean(_whole(text_page))
            words += words_in(whole)
            laid_out = clean(_laid_out(text_page))
            # Where the places of words would lose or double one, the order of the file is kept instead.
            pages.append(laid_out if Counter(words_in(laid_out)) == Counter(words_in(whole)) else whole)
            text_page.close()
            page.close()
    except pypdfium2.PdfiumError:
        raise refuse(name, "has a page that cannot be read", "Open it, print it to a new PDF, and import that.") from None
    finally:
        document.close()
    if not words:
        raise refuse(name, "has no text: it is a picture of a document", "Have its text recognised (OCR) first, or ask for the Word file.")
    gathered = Gathered()
    lines = without_furniture(lines_of("\n\f".join(pages)), gathered)
    gathered.pieces += pieces_of(lines, gathered)
    return gathered.source(name, "PDF", words)


def _whole(text_page: pypdfium2.PdfTextPage) -> str:
    """A page's text in the file's own order. PDFium marks a hyphen at a line's end by a character of its own."""
    return re.sub("(?:\ufffe|\x02)\\s*", "-\n", text_page.get_text_range())


def _laid_out(text_page: pypdfium2.PdfTextPage) -> str:
    """A page's text line by line from the top: an empty line where the gap is wide, a tab between columns."""
    rows: list[_Row] = []
    for at in range(text_page.count_rects()):
        left, bottom, right, top = text_page.get_rect(at)
        text = text_page.get_text_bounded(left, bottom, right, top).replace("\ufffe", "-").replace("\x02", "-")
        if not text.strip():
            continue
        middle = (bottom + top) / 2
        row = rows[-1] if rows and rows[-1].bottom <= middle <= rows[-1].top else None
        if row is None:
            row = _Row(bottom, top, [])
            rows.append(row)
        row.pieces.append((left, right, re.sub(r"\s+", " ", text)))
        row.bottom, row.top = min(row.bottom, bottom), max(row.top, top)
    if not rows:
        return ""
    height = statistics.median(row.top - row.bottom for row in rows) or 1.0
    steps = [above.bottom - below.bottom for above, below in pairwise(rows) if 0 < above.bottom - below.bottom < 4 * height]
    step = statistics.median(steps) if steps else height * 1.2
    left = min(piece[0] for row in rows for piece in row.pieces)
    found: list[str] = []
    for at, row in enumerate(rows):
        size, before = row.top - row.bottom, rows[at - 1].top - rows[at - 1].bottom if at else 0.0
        down = rows[at - 1].bottom - row.bottom if at else 0.0
        if before > height * _LARGE and abs(size - before) < before * 0.15 and 0 < down < size * 2:
            # A heading in large letters that runs over several lines.
            found[-1] += f" {_in_columns(row, size)}"
            continue
        if at and (not 0 < down <= step * 1.28 or (size > height * _LARGE) != (before > height * _LARGE)):
            found.append("")
        found.append(" " * min(12, round((row.pieces[0][0] - left) / height / 2)) * 2 + _in_columns(row, height))
    return "\n".join(found)


def _in_columns(row: _Row, height: float) -> str:
    parts, edge = "", 0.0
    for left, right, text in row.pieces:
        gap = left - edge
        if parts:
            parts = f"{parts.rstrip()}\t" if gap > height * 1.25 else f"{parts} " if gap > height * 0.08 else parts
        parts += text
        edge = right
    return re.sub(" +", " ", parts).strip()
