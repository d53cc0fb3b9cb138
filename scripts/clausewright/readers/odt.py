"""OpenDocument texts: headings, paragraphs, lists with the marks that their styles give, tables, notes,
pictures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lxml import etree

from ..word.package import Package
from ..word.symbols import ANSWERS
from .line_paragraphs import split_ended_lines
from .odt_elements import (
    DEEPEST,
    DRAW,
    LEFT_OUT,
    OFFICE,
    SHAPES,
    STYLE,
    TABLE,
    T,
    describe,
    get_local_name,
    is_hidden,
    list_rows,
    list_texts,
    read_number,
    read_table_number,
)
from .odt_numbers import ListNumbers, collect_list_styles
from .odt_signs import settle_signs
from .odt_text import ParagraphText, TextReader, collect_text_styles
from .source import Paragraph, Source, SourceBuilder, refuse, refuse_if_endless
from .tables import FRAME, Cell, lay_out_table
from .words import clean, join_marks, plain, split_all_words, split_words

# A row that repeats a cell more often than this is a spreadsheet's.
_WIDEST = 40
_PAGE_EDGE = "page header or footer"


def read_odt(name: str, package: Package) -> Source:
    """Read an OpenDocument text.

    Raises ClausewrightError where it has no text, UnreadablePackageError where it is damaged.
    """
    content, styles = package.tree("content.xml"), package.tree("styles.xml")
    body = content.find(f"{OFFICE}body/{OFFICE}text") if content is not None else None
    if content is None or body is None:
        raise refuse(
            name, "is no OpenDocument text: it has no words", "Open it in LibreOffice and save it as .odt."
        )
    refuse_if_endless(name, sum(1 for _ in body.iter(f"{T}p", f"{T}h")))
    text_styles = collect_text_styles(styles, content)
    gathered = SourceBuilder()
    settle_signs(body, text_styles, package, gathered)
    numbers = ListNumbers(collect_list_styles(styles) | collect_list_styles(content))
    reader = _Reader(TextReader(text_styles, package, gathered), numbers)
    reader.read_blocks(body, 0)
    reader.read_notes()
    words = [*split_all_words(clean(text) for text in list_texts(body)), *split_all_words(reader.labels)]
    for tree in styles.iter(f"{STYLE}header", f"{STYLE}footer") if styles is not None else ():
        for text in map(clean, list_texts(tree)):
            words += split_words(text)
            gathered.leave(text, _PAGE_EDGE, _PAGE_EDGE)
        for frame in tree.iter(f"{DRAW}frame"):
            gathered.leave_unit("picture", describe(frame) or "without a description", _PAGE_EDGE, _PAGE_EDGE)
    return gathered.build_source(name, "OpenDocument", words)


class _Reader:
    """Walks the document once. `labels` are the numbers that its program would print."""

    def __init__(self, text: TextReader, numbers: ListNumbers) -> None:
        self.text = text
        self.numbers = numbers
        self.gathered = text.gathered
        self.labels: list[str] = []

    # -- blocks ----------------------------------------------------------------------------------------------

    def read_blocks(self, holder: etree._Element, depth: int) -> None:
        if depth >= DEEPEST:
            self.text.leave_too_deep(holder)
            return
        for node in holder:
            self.read_block(node, depth)

    def read_block(self, node: etree._Element, depth: int) -> None:
        match local := get_local_name(node):
            case "h":
                level = read_number(node, "outline-level", 1)
                self.read_paragraph(
                    node,
                    level,
                    self.numbers.make_label("", level - 1)
                    if node.get(f"{T}is-list-header") != "true"
                    else "",
                )
            case "p":
                self.read_paragraph(node)
            case "list":
                self.read_list(node, 0, "", depth + 1)
            case "table":
                self.read_table(node, depth)
            case "frame":
                self.read_free_frame(node, depth)
            case _ if local in SHAPES:
                self.text.name_shape(node)
                self.read_blocks(node, depth + 1)
            case _ if local in LEFT_OUT or is_hidden(node):
                self.text.leave_node(node)
            case _:
                self.read_blocks(node, depth + 1)

    def read_free_frame(self, frame: etree._Element, depth: int) -> None:
        """A frame that stands between paragraphs."""
        text = ParagraphText()
        mark = self.text.read_free_frame(frame, text)
        if mark:
            self.gathered.pieces.append(Paragraph(mark))
        for box in text.boxes:
            for child in box:
                self.read_blocks(child, depth + 1)

    def read_paragraph(self, node: etree._Element, heading: int = 0, label: str = "", level: int = 0) -> None:
        read_text = self.text.read_paragraph(node)
        text = join_marks("".join(read_text.pieces)).strip()
        if label in ANSWERS:
            # A list whose bullets are ticks or crosses says something with each.
            text, label = f"{label} {text}" if text else "", "•"
        self.gathered.arrive(text)
        if text and label:
            self.labels.append(label)
        style = self.text.styles.get(str(node.get(f"{T}style-name", "")), {})
        quoted = "quot" in f"{node.get(f'{T}style-name', '')} {style.get('parent', '')}".lower()
        strong = bool(read_text.strong) and all(read_text.strong)
        if "Title" in (node.get(f"{T}style-name"), style.get("parent")) and not label:
            heading = heading or 1
            self.gathered.title = self.gathered.title or " ".join(plain(text).split())
        like = Paragraph("", heading, "", level, quoted, strong=strong)
        lines = [text] if heading else split_ended_lines(text)
        for index, line in enumerate(lines):
            read = Paragraph.of(line)
            if read.text:
                self.gathered.pieces.append(
                    replace(like, text=read.text, rich=read.rich, label="" if index else label)
                )
        for box in read_text.boxes:
            self.read_box(box)

    def read_box(self, box: etree._Element) -> None:
        """The text in a box, or in a frame around one."""
        for child in [box] if get_local_name(box) != "frame" else list(box):
            self.read_blocks(child, 1)

    # -- lists -----------------------------------------------------------------------------------------------

    def read_list(self, node: etree._Element, level: int, style: str, depth: int) -> None:
        """A list and those inside it; numbers count on where the list says that it continues."""
        style = node.get(f"{T}style-name") or style
        continues = node.get(f"{T}continue-numbering") == "true" or bool(node.get(f"{T}continue-list"))
        if not level and not continues:
            self.numbers.restart(style)
        for item in node:
            fresh = get_local_name(item) == "list-item"
            if fresh and item.get(f"{T}start-value"):
                self.numbers.start_at(style, level, read_number(item, "start-value", 1))
            for child in item if depth < DEEPEST else ():
                match get_local_name(child):
                    case "list":
                        self.read_list(child, level + 1, style, depth + 1)
                    case "p" | "h" as kind:
                        label = (
                            self.numbers.make_label(style, level)
                            if fresh and "".join(self.text.read_paragraph(child, quiet=True).pieces).strip()
                            else ""
                        )
                        fresh = fresh and not label
                        self.read_paragraph(
                            child, read_number(child, "outline-level", 1) if kind == "h" else 0, label, level
                        )
                    case "table":
                        self.read_table(child, depth)
                    case _:
                        self.read_block(child, depth)

    # -- tables ----------------------------------------------------------------------------------------------

    def read_table(self, node: etree._Element, depth: int) -> None:
        rows = [[cell for cell in row if "cell" in get_local_name(cell)] for row in list_rows(node)]
        if len(rows) <= 1 or max(map(len, rows)) <= 1:
            self.gathered.remark(FRAME)
            for cell in (cell for row in rows for cell in row):
                self.read_blocks(cell, depth + 1)
            return
        lay_out_table([list(self.read_cells(row, depth)) for row in rows], self.gathered)

    def read_cells(self, row: Sequence[etree._Element], depth: int) -> Iterator[Cell]:
        """The cells of a row; those that a wider one covers are its own."""
        covered = 0
        for node in row:
            is_covered = get_local_name(node) == "covered-table-cell"
            repeated = min(read_table_number(node, "number-columns-repeated"), _WIDEST)
            if is_covered:
                for text in list_texts(node):
                    self.gathered.leave(clean(text), "hidden text")
                for _ in range(max(0, repeated - covered)):
                    yield Cell(())
                covered = max(0, covered - repeated)
                continue
            columns = min(read_table_number(node, "number-columns-spanned"), 20)
            rows = read_table_number(node, "number-rows-spanned")
            covered = columns - 1
            has_table = any(True for _ in node.iter(f"{TABLE}table"))
            yield Cell(tuple(self.list_texts(node, depth)), columns, rows, has_table)
            for _ in range(repeated - 1):
                yield Cell(())

    def list_texts(
        self, holder: etree._Element, depth: int, style: str = "", level: int = -1
    ) -> Iterator[str]:
        """The texts of what stands in a cell, with their numbers and bullets."""
        if depth >= DEEPEST:
            self.text.leave_too_deep(holder)
            return
        for node in holder:
            match local := get_local_name(node):
                case "p" | "h":
                    yield from self.list_texts_of_node(node, depth, style, level)
                case "list":
                    name = str(node.get(f"{T}style-name") or style)
                    yield from self.list_texts(node, depth + 1, name, level + 1)
                case _ if local in LEFT_OUT or is_hidden(node):
                    self.text.leave_node(node)
                case _:
                    yield from self.list_texts(node, depth + 1, style, level)

    def list_texts_of_node(self, node: etree._Element, depth: int, style: str, level: int) -> Iterator[str]:
        read_text = self.text.read_paragraph(node)
        text = " ".join(join_marks("".join(read_text.pieces)).split())
        if text:
            label = self.numbers.make_label(style, level) if level >= 0 and node.getprevious() is None else ""
            self.labels.append(label)
            yield f"{label} {text}".strip()
        for box in read_text.boxes:
            yield from self.list_texts(box, depth + 1)

    # -- notes -----------------------------------------------------------------------------------------------

    def read_notes(self) -> None:
        """Add the notes at the end, as paragraphs that say which note they are of."""
        while self.text.waiting:
            key, body = self.text.waiting.pop(0)
            before, self.gathered.pieces = self.gathered.pieces, []
            self.read_blocks(body, 1)
            for piece in self.gathered.pieces:
                before.append(replace(piece, note=key, heading=0) if isinstance(piece, Paragraph) else piece)
            self.gathered.pieces = before
