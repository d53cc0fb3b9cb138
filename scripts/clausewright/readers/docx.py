"""Word files: paragraphs with the numbers that Word prints, tables, notes; what Word hides is left out and
named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ..word.package import Element, Package, main_part, w
from ..word.reader import (
    ParagraphText,
    WordDocument,
    blocks_in,
    children_named,
    local_name,
    texts_in,
    value_of,
)
from .source import Grid, Paragraph, Source, SourceBuilder, refuse
from .words import clean, emphasised, joined_up, linked, plain, without_emphasis, words_in, words_of

_NOTES = ("footnotes.xml", "endnotes.xml")
_ASIDE = {
    "header": "page header or footer",
    "footer": "page header or footer",
    "comments": "comment in the margin",
}
_CONTENTS = re.compile(r"(toc|contents)( ?\d| ?heading)?", re.IGNORECASE)
_PAGE_AT_END = re.compile(r".*\s\d{1,4}", re.DOTALL)
_WIDEST, _DEEPEST = 40, 50


def read_docx(name: str, package: Package) -> Source:
    """Read a Word file. Insertions that are tracked count, deletions do not.

    Raises ClausewrightError where it has no text, UnreadablePackageError where it is damaged.
    """
    main = main_part(package)
    document = WordDocument(package.tree, main)
    if not document.bodies:
        raise refuse(name, "is no Word document: it has no text", "Open it in Word and save it as .docx.")
    reader = _Reader(document)
    for body in document.bodies:
        reader.blocks(body, 0)
    reader.notes()
    reader.aside(package)
    gathered = reader.gathered
    words = [*_all_words(package, main), *words_of(reader.labels)]
    if any(part.endswith("vbaProject.bin") for part in package.names()):
        gathered.remarks.append("The file has macros. They were neither run nor taken over.")
    return gathered.source(name, "Word", words)


class _Reader:
    """Walks the document once. `labels` are the numbers that Word would print."""

    def __init__(self, document: WordDocument) -> None:
        self.document = document
        self.gathered = SourceBuilder()
        self.labels: list[str] = []

    # -- blocks ----------------------------------------------------------------------------------------------

    def blocks(self, holder: Element, depth: int) -> None:
        for node in blocks_in(holder) if depth < _DEEPEST else ():
            match local_name(node):
                case "p":
                    self.paragraph(node, depth)
                case "tbl":
                    self.table(node, depth)
                case "sdt":
                    for text in texts_in(node):
                        self.gathered.leave(clean(text), "list of contents")

    def paragraph(self, node: Element, depth: int) -> None:
        content = self.document.read_paragraph(node)
        text, is_strong = self.text_of(content)
        styles = self.document.styles
        properties = node.find(w("pPr"))
        style = value_of(properties, "pStyle")
        heading = self.heading(style, properties)
        label, level = self.document.counters.label(properties, styles, style)
        if text:
            self.labels.append(label)
            style_name = styles.get(style, {}).get("name", style)
            ends_in_page = content.leads_to_page and _PAGE_AT_END.fullmatch(plain(text))
            if _CONTENTS.fullmatch(style) or _CONTENTS.fullmatch(style_name) or ends_in_page:
                self.gathered.leave(f"{label} {text}", "list of contents")
            else:
                is_quoted = bool(re.search("quote", style, re.IGNORECASE))
                like = Paragraph("", heading, label, level, is_quoted, strong=is_strong)
                lines = [text] if heading else [line for line in text.split("\n") if line.strip()]
                for index, line in enumerate(lines):
                    read = Paragraph.of(line)
                    self.gathered.pieces.append(
                        replace(like, text=read.text, rich=read.rich, label="" if index else label)
                    )
        for box in content.boxes:
            self.blocks(box, depth + 1)

    def text_of(self, content: ParagraphText) -> tuple[str, bool]:
        """A paragraph's text with line breaks, marks of emphasis and links, and whether all of it is bold or
        underlined. What Word does not show is noted as left out.
        """
        pieces: list[str] = []
        strong: list[bool] = []
        for run in content.runs:
            text = clean(run.text).replace("\u2011", "-")
            if run.left_out:
                self.gathered.leave(text, run.left_out)
            elif run.is_formula:
                pieces.append(text)
            elif text:
                for line in re.split(r"(\n)", text):
                    marked = emphasised(line, bold=run.bold, italic=run.italic)
                    pieces.append(linked(marked, run.link) if run.link else marked)
                if text.strip():
                    strong.append(run.bold or run.is_underlined)
        return joined_up("".join(pieces)).strip(), bool(strong) and all(strong)

    def heading(self, style: str, properties: Element | None) -> int:
        """The level of a heading, 0 where a paragraph is none."""
        facts = self.document.styles.get(style, {})
        level = value_of(properties, "outlineLvl") or facts.get("outline", "")
        if level.isdecimal() and int(level) < 9:
            return int(level) + 1
        name = facts.get("name", style)
        numbered = re.fullmatch(r"heading ?(\d)", name, re.IGNORECASE)
        return int(numbered[1]) if numbered else 1 if name.lower() == "title" else 0

    # -- tables ----------------------------------------------------------------------------------------------

    def table(self, node: Element, depth: int) -> None:
        rows = [list(children_named(row, "tc")) for row in children_named(node, "tr")]
        if len(rows) <= 1 or max(map(len, rows)) <= 1:
            # A frame around text, not a table.
            for row in rows:
                for cell in row:
                    self.blocks(cell, depth + 1)
            return
        read = [[text for cell in row for text in self.cell(cell, depth)] for row in rows]
        width = min(_WIDEST, max(map(len, read)))
        padded = [[*row, *[""] * (width - len(row))] for row in read if any(row)]
        full = [(*row[: width - 1], " ".join(filter(None, row[width - 1 :]))) for row in padded]
        columns_in_use = sum(any(row[index] for row in full) for index in range(width))
        if len(full) > 1 and width > 1 and columns_in_use > 1:
            head = tuple(map(without_emphasis, full[0]))
            self.gathered.pieces.append(Grid((head, *full[1:])))
        else:
            self.gathered.pieces += [Paragraph.of(cell) for row in full for cell in row if cell]

    def cell(self, cell: Element, depth: int) -> list[str]:
        """A cell's text, and an empty one for each column more that it spans."""
        span = value_of(cell.find(w("tcPr")), "gridSpan")
        return [" ".join(self.texts(cell, depth)), *[""] * (min(int(span), 20) - 1 if span.isdigit() else 0)]

    def texts(self, holder: Element, depth: int) -> Iterator[str]:
        """The texts of what stands in a cell, with their numbers and bullets."""
        for node in blocks_in(holder) if depth < _DEEPEST else ():
            match local_name(node):
                case "p":
                    content = self.document.read_paragraph(node)
                    text, _ = self.text_of(content)
                    properties = node.find(w("pPr"))
                    style = value_of(properties, "pStyle")
                    label, _ = self.document.counters.label(properties, self.document.styles, style)
                    if text:
                        self.labels.append(label)
                        yield " ".join(f"{label} {text}".split())
                    for box in content.boxes:
                        yield from self.texts(box, depth + 1)
                case "tbl":
                    for row in children_named(node, "tr"):
                        for cell in children_named(row, "tc"):
                            yield from self.texts(cell, depth + 1)
                case "sdt":
                    for content_holder in children_named(node, "sdtContent"):
                        yield from self.texts(content_holder, depth + 1)

    # -- what stands apart -----------------------------------------------------------------------------------

    def notes(self) -> None:
        """Footnotes and endnotes, as paragraphs at the end."""
        for part in _NOTES:
            tree = self.document.tree(f"word/{part}")
            for note in tree if tree is not None else ():
                self.blocks(note, 1)

    def aside(self, package: Package) -> None:
        """Headers, footers and comments: their words are named and left out."""
        for part in package.names():
            kind = re.fullmatch(r"word/(header|footer|comments)\d*\.xml", part)
            if kind and (tree := package.tree(part)) is not None:
                for text in texts_in(tree):
                    self.gathered.leave(clean(text), _ASIDE[kind[1]], part)


def _all_words(package: Package, main: str) -> list[str]:
    """Every word of every part that holds text, by its text nodes alone."""
    apart = re.compile(r"word/(footnotes|endnotes|(header|footer|comments)\d*)\.xml")
    words: list[str] = []
    for part in package.names():
        tree = package.tree(part) if part == main or apart.fullmatch(part) else None
        for text in texts_in(tree) if tree is not None else ():
            words += words_in(clean(text))
    return words
