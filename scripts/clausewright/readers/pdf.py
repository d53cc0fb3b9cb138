"""PDFs with text: what their tags say; where they have none, the lines of each page, headings as the letters'
size and weight tell them, and ruled tables. Pictures, links and what was written on a page are named.
"""

from __future__ import annotations

import ctypes
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pypdfium2
from pypdfium2 import raw

from ..word.numbering import write_number
from .boilerplate import Line, cut_lines, remove_boilerplate
from .pdf_footnotes import take_footnotes
from .pdf_pages import PageLayout, Span, TextStyle, find_body_size, find_heading_sizes, lay_out_page
from .pdf_ruled import Box, find_ruled_tables
from .pdf_tags import TaggedPage, read_letter, read_tags
from .plaintext import build_pieces
from .source import Grid, Piece, Source, SourceBuilder, refuse
from .tables import drop_blank_edge, is_frame
from .tagged_pieces import build_from_tags
from .words import clean, split_words, strip_address

MOST_PAGES = 1500
_SEMIBOLD = 600
_PRIVATE_USE = re.compile("[\ue000-\uf8ff]")
_MOST_PICTURES, _SMALLEST_PICTURE, _MOST_ANNOTATIONS = 300, 12, 2000
# A table with more columns is a drawing; one of a few rows that comes again on most pages is a running head.
_WIDEST, _HEAD_ROWS = 20, 4
# How small letters are that stand apart from those of the text.
_SMALLER = 0.93


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
        gathered = SourceBuilder()
        words, tagged = _read_words_and_tags(document)
        pages = [] if build_from_tags(tagged, words, gathered) else _lay_out_pages(document)
        _name_what_is_drawn(document, gathered)
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
    for number, page in enumerate(pages, 1):
        if page.has_merged_cells:
            described = "A table has cells that stand over several columns or rows: look at it."
            gathered.leave_unit("merged cell", described, place=f"page {number}")
    if pages:
        lines, tables = _collect_lines(pages)
        lines, notes = take_footnotes(remove_boilerplate(lines, gathered), gathered)
        gathered.pieces += [*build_pieces(lines, gathered, tables), *notes]
    gathered.pieces[:] = _join_tables(gathered.pieces, gathered)
    return gathered.build_source(name, "PDF", words)


def _read_words_and_tags(document: pypdfium2.PdfDocument) -> tuple[list[str], list[TaggedPage | None]]:
    """All words of a file, and the pages of its tree of tags, None for one that has none."""
    words: list[str] = []
    tagged: list[TaggedPage | None] = []
    is_tagged = True
    for page, text_page in _open_pages(document):
        words += split_words(clean(_read_whole_text(text_page)))
        tags = read_tags(page, text_page) if is_tagged else None
        # One page without tags is enough: the places of the words are looked at on all.
        is_tagged = tags is not None
        tagged.append(tags)
    return words, tagged


def _lay_out_pages(document: pypdfium2.PdfDocument) -> list[PageLayout]:
    """The pages as the places of their words show them."""
    return [
        _lay_out_page(page, text_page, clean(_read_whole_text(text_page)))
        for page, text_page in _open_pages(document)
    ]


def _open_pages(
    document: pypdfium2.PdfDocument,
) -> Iterator[tuple[pypdfium2.PdfPage, pypdfium2.PdfTextPage]]:
    """Each page and its text, open until the next is asked for."""
    for index in range(len(document)):
        page = document[index]
        text_page = page.get_textpage()
        yield page, text_page
        text_page.close()
        page.close()


def _name_what_is_drawn(document: pypdfium2.PdfDocument, gathered: SourceBuilder) -> None:
    """Name the pictures of a file, where its links lead, and what people wrote into it beside the text."""
    seen: set[str] = set()
    count = 0
    for number, (page, text_page) in enumerate(_open_pages(document), 1):
        place = f"page {number}"
        for picture in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
            count += 1
            if count > _MOST_PICTURES:
                continue
            named = _name_picture(picture)
            if named and named not in seen:
                seen.add(named)
                gathered.leave_unit("picture", named, place=place)
        for text, target in _list_links(page, text_page):
            described = f"{text} -> {target}"
            if strip_address(text) != strip_address(target) and described not in seen:
                seen.add(described)
                gathered.leave_unit("target of a link", described, place=place)
        _name_annotations(page, gathered, place)
    if count > _MOST_PICTURES:
        gathered.remark(f"The file has {count} pictures; {_MOST_PICTURES} were looked at.")


def _name_picture(picture: pypdfium2.PdfObject) -> str:
    """A picture by its size and its data; "" where it is a dot or a line."""
    width, height = ctypes.c_uint(), ctypes.c_uint()
    raw.FPDFImageObj_GetImagePixelSize(picture, width, height)
    if min(width.value, height.value) < _SMALLEST_PICTURE:
        return ""
    length = raw.FPDFImageObj_GetImageDataRaw(picture, None, 0)
    data = ctypes.create_string_buffer(length)
    raw.FPDFImageObj_GetImageDataRaw(picture, data, length)
    digest = hashlib.sha256(data.raw).hexdigest()[:8]
    return f"without a description, {width.value} × {height.value} ({digest})"


def _list_links(page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage) -> Iterator[tuple[str, str]]:
    """The texts of a page that lead to an address, with the address."""
    position = ctypes.c_int(0)
    link = raw.FPDF_LINK()
    while raw.FPDFLink_Enumerate(page, position, link):
        action = raw.FPDFLink_GetAction(link)
        length = raw.FPDFAction_GetURIPath(page.pdf, action, None, 0) if action else 0
        box = raw.FS_RECTF()
        if length < 2 or not raw.FPDFLink_GetAnnotRect(link, box):
            continue
        address = ctypes.create_string_buffer(length)
        raw.FPDFAction_GetURIPath(page.pdf, action, address, length)
        text = text_page.get_text_bounded(box.left, box.bottom, box.right, box.top)
        yield " ".join(clean(text).split()), clean(address.value.decode("utf-8", "replace"))


def _name_annotations(page: pypdfium2.PdfPage, gathered: SourceBuilder, place: str) -> None:
    """Name the fields of forms that are filled in, and the notes that people stuck on a page."""
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST_ANNOTATIONS)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        if kind == raw.FPDF_ANNOT_WIDGET:
            name = _read_annotation_text(annotation, b"T")
            value = _read_annotation_text(annotation, b"V") or _read_annotation_text(annotation, b"AS")
            if value and value != "Off":
                gathered.leave_unit("field of a form", f"{name}: {value}".strip(" :"), place=place)
        elif kind != raw.FPDF_ANNOT_LINK:
            note = _read_annotation_text(annotation, b"Contents")
            if note.strip():
                gathered.leave_unit("comment", note, "comment in the margin", place)
        raw.FPDFPage_CloseAnnot(annotation)


def _read_annotation_text(annotation: object, name: bytes) -> str:
    length = raw.FPDFAnnot_GetStringValue(annotation, name, None, 0)
    if length <= 2:
        return ""
    buffer = (ctypes.c_ushort * (length // 2))()
    raw.FPDFAnnot_GetStringValue(annotation, name, buffer, length)
    return clean(bytes(buffer)[: length - 2].decode("utf-16-le", "replace"))


def _lay_out_page(page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage, whole: str) -> PageLayout:
    """A page laid out. Where the places of words would lose or double one, tables are given up,
    and then the places too.
    """
    spans = _read_spans(text_page)
    tables = find_ruled_tables(_list_drawn_boxes(page)) if spans else []
    counted = Counter(split_words(whole))
    for laid in (lay_out_page(spans, tables), lay_out_page(spans, ())):
        if Counter(split_words(laid.words())) == counted:
            return laid
    return PageLayout(tuple((line, TextStyle()) for line in re.split(r"\r\n|\r|\n", whole)))


def _read_whole_text(text_page: pypdfium2.PdfTextPage) -> str:
    """A page's text in the file's own order. PDFium marks a hyphen at a line's end by a character of
    its own.
    """
    text = re.sub("(?:\ufffe|\x02)\\s*", "-\n", text_page.get_text_range())
    if not _PRIVATE_USE.search(text):
        return text
    signs = _read_signs(text_page)
    return _PRIVATE_USE.sub(lambda private: next(signs, private[0]), text)


def _read_signs(text_page: pypdfium2.PdfTextPage) -> Iterator[str]:
    """What each private character of a page is, in the file's order."""
    for index in range(text_page.count_chars()):
        if _PRIVATE_USE.match(chr(raw.FPDFText_GetUnicode(text_page, index))):
            yield read_letter(text_page, index)


def _read_spans(text_page: pypdfium2.PdfTextPage) -> list[Span]:
    """The words of a page in the file's order, letter by letter:
    a piece of text that PDFium tells may end within a word.
    """
    spans: list[Span] = []
    first, letters, boxes = 0, "", [(0.0, 0.0, 0.0, 0.0)]
    for index in range(text_page.count_chars() + 1):
        char = read_letter(text_page, index) if index < text_page.count_chars() else " "
        is_hyphen = char in "\ufffe\x02"
        if not (char.isspace() or char == "\0"):
            if not letters:
                first, boxes = index, []
            letters += "-" if is_hyphen else char
            boxes.append(text_page.get_charbox(index, loose=True))
        if letters and (char.isspace() or is_hyphen):
            text = clean(letters.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
            left, bottom, right, top = zip(*boxes, strict=True)
            size, bold = _read_font(text_page, first, max(top) - min(bottom))
            spans += (
                [Span(min(left), min(bottom), max(right), max(top), text, size, bold)] if text.strip() else []
            )
            letters = ""
    return spans


def _read_font(text_page: pypdfium2.PdfTextPage, index: int, height: float) -> tuple[float, bool]:
    """The size of a letter, and whether it is bold."""
    matrix = raw.FS_MATRIX()
    scale = (matrix.d or matrix.b) if raw.FPDFText_GetMatrix(text_page, index, matrix) else 1.0
    size = abs(raw.FPDFText_GetFontSize(text_page, index) * scale) or height
    return round(size, 1), raw.FPDFText_GetFontWeight(text_page, index) >= _SEMIBOLD


def _list_drawn_boxes(page: pypdfium2.PdfPage) -> list[Box]:
    """What is drawn that may be a line: everything with a stroke,
    and what is filled but so thin that it is one.
    """
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    boxes = []
    for path in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=3):
        box = Box(*path.get_bounds())
        raw.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke))
        if stroke.value or box.is_thin:
            boxes.append(box)
    return boxes


def _collect_lines(pages: Sequence[PageLayout]) -> tuple[list[Line], dict[str, Grid]]:
    """All lines with how they are set. A line stands for each table: its text is a name that no text has."""
    levels = find_heading_sizes(pages)
    body = find_body_size(pages)
    often = Counter(_shape(rows) for page in pages for _, rows in page.tables)
    tables: dict[str, Grid] = {}
    text: list[str] = []
    sets: list[TextStyle] = []
    for number, page in enumerate(pages):
        edge = "\f" if number else ""
        placed = dict(page.tables)
        for index, (line, how) in enumerate(page.lines):
            rows = placed.get(index)
            if rows is None:
                text.append(edge + line)
                sets.append(how)
                edge = ""
            elif (
                is_frame(rows)
                or not 2 <= len(rows[0]) <= _WIDEST
                or (len(rows) <= _HEAD_ROWS and often[_shape(rows)] > max(1, len(pages) * 0.4))
            ):
                # A frame, or a running head in a frame: its lines are lines.
                text += ["\t".join(cell for cell in row if cell) for row in rows]
                sets += [TextStyle()] * len(rows)
            else:
                key = f"\U000f1fff{write_number(len(tables) + 1, 'lowerRoman')}"
                tables[key] = Grid(tuple(drop_blank_edge(rows)))
                text.append(key)
                sets.append(TextStyle())
    lines = [
        replace(
            line,
            bold=sets[line.number - 1].bold,
            level=levels.get(sets[line.number - 1].size, 0),
            small=0 < sets[line.number - 1].size <= body * _SMALLER,
        )
        for line in cut_lines("\n".join(text))
    ]
    return lines, tables


def _shape(rows: Sequence[Sequence[str]]) -> str:
    return re.sub(r"\d+", "#", str(rows))


def _join_tables(pieces: Sequence[Piece], gathered: SourceBuilder) -> list[Piece]:
    """A table that runs over several pages is one; its head, printed again, is left out."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
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
            joined[-1] = Grid((*last.rows, *rows))
        else:
            joined.append(piece)
    return joined
