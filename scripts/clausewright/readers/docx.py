"""Word files: paragraphs with the numbers that Word prints, tables, notes; what Word hides is left out and
named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from ..word.numbering import Counters
from .package import Package
from .runs import Runs, W, local, texts_in, value_of
from .source import Grid, Paragraph, Source, SourceBuilder, refuse
from .words import clean, plain, without_emphasis, words_in, words_of

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_MAIN = "word/document.xml"
_NOTES = ("footnotes.xml", "endnotes.xml")
_ASIDE = {
    "header": "page header or footer",
    "footer": "page header or footer",
    "comments": "comment in the margin",
}
_HOLDERS = frozenset(
    {"sdt", "sdtContent", "customXml", "ins", "smartTag", "moveTo", "AlternateContent", "Choice"}
)
_CONTENTS = re.compile(r"(toc|contents)( ?\d| ?heading)?", re.IGNORECASE)
_PAGE_AT_END = re.compile(r".*\s\d{1,4}", re.DOTALL)
_WIDEST, _DEEPEST = 40, 50


def main_part(package: Package) -> str:
    """The part that holds a Word file's text, empty where there is none."""
    tree = package.tree("_rels/.rels")
    for node in tree.iter(_RELATION) if tree is not None else ():
        if (
            str(node.get("Type", "")).endswith("/officeDocument")
            and (part := str(node.get("Target", "")).lstrip("/")) in package
        ):
            return part if part.startswith("word/") else ""
    return _MAIN if _MAIN in package else ""


def read_docx(name: str, package: Package) -> Source:
    """Read a Word file. Insertions that are tracked count, deletions do not."""
    main = main_part(package)
    document = package.tree(main)
    bodies = document.findall(f"{W}body") if document is not None else []
    if not bodies:
        raise refuse(name, "is no Word document: it has no text", "Open it in Word and save it as .docx.")
    reader = _Reader(package, main)
    for body in bodies:
        reader.blocks(body, 0)
    reader.notes()
    reader.aside()
    gathered = reader.gathered
    words = [*_all_words(package, main), *words_of(reader.labels)]
    if any(part.endswith("vbaProject.bin") for part in package.names()):
        gathered.remarks.append("The file has macros. They were neither run nor taken over.")
    return gathered.source(name, "Word", words)


class _Reader:
    """Walks the document once. `labels` are the numbers that Word would print."""

    def __init__(self, package: Package, main: str) -> None:
        self.package = package
        self.gathered = SourceBuilder()
        self.labels: list[str] = []
        self.styles = _styles(package)
        self.counters = Counters(package.tree("word/numbering.xml"))
        self.runs = Runs(self.gathered, _targets(package, main), self.styles)

    # -- blocks ----------------------------------------------------------------------------------------------

    def blocks(self, holder: etree._Element, depth: int) -> None:
        for node in holder if depth < _DEEPEST else ():
            match local(node):
                case "p":
                    self.paragraph(node, depth)
                case "tbl":
                    self.table(node, depth)
                case "sdt" if _is_contents(node):
                    for text in texts_in(node):
                        self.gathered.leave(clean(text), "list of contents")
                case name if name in _HOLDERS:
                    self.blocks(node, depth + 1)

    def paragraph(self, node: etree._Element, depth: int) -> None:
        told = self.runs.of(node)
        text = told.text
        properties = node.find(f"{W}pPr")
        style = value_of(properties, "pStyle")
        heading = self.heading(style, properties)
        label, level = self.counters.label(properties, self.styles, style)
        if text:
            self.labels.append(label)
            named = self.styles.get(style, {}).get("name", style)
            if (
                _CONTENTS.fullmatch(style)
                or _CONTENTS.fullmatch(named)
                or (told.leads_to_page and _PAGE_AT_END.fullmatch(plain(text)))
            ):
                self.gathered.leave(f"{label} {text}", "list of contents")
            else:
                quoted = bool(re.search("quote", style, re.IGNORECASE))
                lines = [text] if heading else [line for line in text.split("\n") if line.strip()]
                like = Paragraph("", heading, label, level, quoted, strong=told.is_strong)
                for at, line in enumerate(lines):
                    read = Paragraph.of(line)
                    self.gathered.pieces.append(
                        replace(like, text=read.text, rich=read.rich, label="" if at else label)
                    )
        for box in told.boxes:
            self.blocks(box, depth + 1)

    def heading(self, style: str, properties: etree._Element | None) -> int:
        own = value_of(properties, "outlineLvl")
        level = own or self.styles.get(style, {}).get("outline", "")
        if level.isdigit() and int(level) < 9:
            return int(level) + 1
        name = self.styles.get(style, {}).get("name", style)
        found = re.fullmatch(r"heading ?(\d)", name, re.IGNORECASE)
        return int(found[1]) if found else 1 if name.lower() == "title" else 0

    # -- tables ----------------------------------------------------------------------------------------------

    def table(self, node: etree._Element, depth: int) -> None:
        rows = [list(_below(row, "tc")) for row in _below(node, "tr")]
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
        if len(full) > 1 and width > 1 and sum(any(row[at] for row in full) for at in range(width)) > 1:
            head = tuple(map(without_emphasis, full[0]))
            self.gathered.pieces.append(Grid((head, *full[1:])))
        else:
            self.gathered.pieces += [Paragraph.of(cell) for row in full for cell in row if cell]

    def cell(self, cell: etree._Element, depth: int) -> list[str]:
        """A cell's text, and an empty one for each column more that it spans."""
        span = value_of(cell.find(f"{W}tcPr"), "gridSpan")
        return [" ".join(self.texts(cell, depth)), *[""] * (min(int(span), 20) - 1 if span.isdigit() else 0)]

    def texts(self, holder: etree._Element, depth: int) -> Iterator[str]:
        """The texts of what stands in a cell, with their numbers and bullets."""
        for node in holder if depth < _DEEPEST else ():
            match local(node):
                case "p":
                    told = self.runs.of(node)
                    properties = node.find(f"{W}pPr")
                    label, _ = self.counters.label(properties, self.styles, value_of(properties, "pStyle"))
                    if told.text:
                        self.labels.append(label)
                        yield " ".join(f"{label} {told.text}".split())
                    for box in told.boxes:
                        yield from self.texts(box, depth + 1)
                case name if name in _HOLDERS or name in ("tbl", "tr", "tc"):
                    yield from self.texts(node, depth + 1)

    # -- what stands apart -----------------------------------------------------------------------------------

    def notes(self) -> None:
        """Footnotes and endnotes, as paragraphs at the end."""
        for part in _NOTES:
            tree = self.package.tree(f"word/{part}")
            for note in tree if tree is not None else ():
                self.blocks(note, 1)

    def aside(self) -> None:
        """Headers, footers and comments: their words are named and left out."""
        for part in self.package.names():
            found = re.fullmatch(r"word/(header|footer|comments)\d*\.xml", part)
            if found and (tree := self.package.tree(part)) is not None:
                for text in texts_in(tree):
                    self.gathered.leave(clean(text), _ASIDE[found[1]], part)


def _all_words(package: Package, main: str) -> list[str]:
    """Every word of every part that holds text, by its text nodes alone."""
    apart = re.compile(r"word/(footnotes|endnotes|(header|footer|comments)\d*)\.xml")
    trees = (package.tree(part) for part in package.names() if part == main or apart.fullmatch(part))
    return [
        word
        for tree in trees
        if tree is not None
        for text in texts_in(tree)
        for word in words_in(clean(text))
    ]


def _below(node: etree._Element, name: str) -> Iterator[etree._Element]:
    """The rows of a table, or the cells of a row, whatever Word put around them."""
    for child in node:
        if local(child) == name:
            yield child
        elif local(child) in _HOLDERS:
            yield from _below(child, name)


def _is_contents(node: etree._Element) -> bool:
    gallery = node.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and gallery.get(f"{W}val") == "Table of Contents"


def _styles(package: Package) -> dict[str, dict[str, str]]:
    """What each style says, its ancestors' word where it is silent: name, outline level, numbering, bold and
    italics.
    """
    tree = package.tree("word/styles.xml")
    own: dict[str, dict[str, str]] = {}
    for style in tree.iter(f"{W}style") if tree is not None else ():
        properties = style.find(f"{W}pPr")
        numbering = properties.find(f"{W}numPr") if properties is not None else None
        facts = {
            "name": value_of(style, "name"), "based": value_of(style, "basedOn"), "outline": value_of(properties, "outlineLvl"),
            "number": value_of(numbering, "numId"), "level": value_of(numbering, "ilvl"),
        }  # fmt: skip
        facts |= {
            name: node.get(f"{W}val", "1")
            for name in ("b", "i")
            if (node := style.find(f"{W}rPr/{W}{name}")) is not None
        }
        own[str(style.get(f"{W}styleId", ""))] = {name: value for name, value in facts.items() if value}
    return {id: _inherited(own, id, 0) for id in own}


def _inherited(own: dict[str, dict[str, str]], id: str, depth: int) -> dict[str, str]:
    facts = own.get(id, {})
    return (
        {**_inherited(own, facts["based"], depth + 1), **facts} if "based" in facts and depth < 12 else facts
    )


def _targets(package: Package, main: str) -> dict[str, str]:
    tree = package.tree(f"word/_rels/{main.rpartition('/')[2]}.rels")
    return (
        {node.get("Id", ""): node.get("Target", "") for node in tree.iter(_RELATION)}
        if tree is not None
        else {}
    )
