"""Web pages: headings, paragraphs, lists, tables, notes, pictures and quotations; scripts,
menus and forms are no text.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, replace

from lxml import etree
from lxml import html as lxml_html

from ..word.numbering import write_number
from .html_elements import (
    BESIDE_WORDS,
    BLOCKS,
    MEDIA,
    PAGE_FURNITURE,
    ROW_GROUPS,
    SILENT,
    ends_with_section,
    holds_data,
    is_furniture,
    join_texts,
    list_rows,
)
from .html_signs import replace_node, settle_signs
from .html_styles import PageStyles, read_styles
from .line_paragraphs import split_ended_lines
from .source import Paragraph, Source, SourceBuilder, refuse, refuse_if_endless
from .tables import Cell, cover_rows, lay_out_table
from .words import clean, join_marks, mark_emphasis, split_all_words, write_note_mark

_PARAGRAPHS = ("p", "li", "dt", "dd", "td", "th", "div", "h1", "h2", "h3", "h4", "h5", "h6")
_KINDS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_DATA = re.compile(r"data:image/[\w.+-]+;base64,(.+)", re.DOTALL)
_BACK = re.compile(r"[\s↩↑^\ufe0e]*")
# What stands for the end of a line while a paragraph is read; no text has it.
_LINE_END = "\v"
_DEEPEST = 200


@dataclass(frozen=True, slots=True)
class _TextStyle:
    """How the text that comes next is set: bold, in italics, as a link."""

    bold: bool = False
    italic: bool = False
    target: str = ""


def read_html(name: str, text: str) -> Source:
    """Read a web page from its text. Nothing that it names is fetched."""
    gathered = SourceBuilder()
    root = _parse(name, text)
    refuse_if_endless(name, sum(1 for _ in root.iter(*_PARAGRAPHS)))
    styles = read_styles(root)
    body = root.find("body")
    body = body if body is not None else root
    settle_signs(body, gathered)
    main = next((part for part in body.iter("main", "article") if part.find(".//h1") is not None), body)
    gathered.title = " ".join((root.findtext("head/title") or "").split())
    reader = _Reader(gathered, styles)
    reader.find_notes(main)
    if main is not body:
        # What a page says outside its main part is the site's.
        reader.leave_node(main, PAGE_FURNITURE, join_texts(body, without={main}))
    reader.walk(main, 0, quoted=False)
    reader.end()
    reader.add_notes()
    return gathered.build_source(name, "HTML", reader.collect_words(main))


def read_fragment(text: str, gathered: SourceBuilder) -> list[str]:
    """Read a piece of HTML that stands in another text, into its pieces. Returns all its words."""
    root = _parse("", f"<html><body>{text}</body></html>")
    body = root.find("body")
    if body is None:
        return []
    settle_signs(body, gathered)
    reader = _Reader(gathered, read_styles(root), is_fragment=True)
    reader.walk(body, 0, quoted=False)
    reader.end()
    return reader.collect_words(body)


def _parse(name: str, text: str) -> etree._Element:
    parser = lxml_html.HTMLParser(no_network=True, remove_pis=True, huge_tree=True, encoding="utf-8")
    try:
        root = lxml_html.document_fromstring(clean(text).encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise refuse(name, "is a web page without text", "Save the page again with its text.") from None
    if any("depth" in str(error.message).lower() for error in parser.error_log):
        # The parser gives up where a page is nested too deep, and says nothing else.
        raise refuse(
            name,
            "is nested deeper than any page that a person wrote",
            "Open it in a browser, and save it as text or PDF.",
        )
    return root


class _Reader:
    """Gathers running text and ends a paragraph wherever a block begins or ends. `set_apart` has the text of
    each node that is no part of the text around it. Of a fragment, which stands in a text of another format,
    nobody knows here what follows it.
    """

    def __init__(self, gathered: SourceBuilder, styles: PageStyles, *, is_fragment: bool = False) -> None:
        self.gathered = gathered
        self.is_fragment = is_fragment
        self.styles = styles
        self.set_apart: dict[etree._Element, str] = {}
        self.labels: list[str] = []
        self.running: list[str] = []
        self.strong: list[bool] = []
        self.begun = Paragraph("")
        self.level = 1
        self.style = _TextStyle()
        self.notes: dict[str, etree._Element] = {}
        self.note_nodes: set[etree._Element] = set()
        self.marked: list[str] = []

    def end(self) -> None:
        """End a paragraph. Lines that the page ends in it are its own; those of a heading are one."""
        lines = [" ".join(line.split()) for line in "".join(self.running).split(_LINE_END)]
        texts = [" ".join(lines)] if self.begun.heading else split_ended_lines("\n".join(lines))
        strong = bool(self.strong) and all(self.strong)
        self.running.clear()
        self.strong.clear()
        for text in texts:
            read = Paragraph.of(join_marks(text))
            if not read.text:
                continue
            if self.begun.label:
                self.labels.append(self.begun.label)
            self.gathered.arrive(text)
            self.gathered.pieces.append(replace(self.begun, text=read.text, rich=read.rich, strong=strong))
            self.begun = Paragraph("", depth=self.begun.depth, quoted=self.begun.quoted)

    def add(self, text: str | None) -> None:
        if text and text.strip():
            self.strong.append(self.style.bold)
            text = mark_emphasis(text, bold=self.style.bold, italic=self.style.italic)
            text = self.gathered.mark_link(text, self.style.target) if self.style.target else text
        self.running.append(text or "")

    def walk(self, node: etree._Element, depth: int, *, quoted: bool, level: int = -1) -> None:
        self.add(node.text)
        for child in node:
            self.read_node(child, depth, quoted=quoted, level=level)
            self.add(child.tail)

    def read_node(self, child: etree._Element, depth: int, *, quoted: bool, level: int) -> None:
        tag = child.tag if isinstance(child.tag, str) else "script"
        if tag in SILENT:
            return
        if self.leave_out(child, tag, depth):
            self.running.append(" " if tag in BESIDE_WORDS else "")
            return
        if tag == "br":
            self.running.append(_LINE_END)
        elif tag == "table" and holds_data(child):
            self.end()
            self.read_table(child, depth)
        elif tag in BLOCKS:
            self.end()
            was = self.begun
            self.begun = self.begin_paragraph(child, tag, quoted=quoted or tag == "blockquote", level=level)
            inner = level + 1 if tag in ("ul", "ol") else level
            self.walk(child, depth + 1, quoted=quoted or tag == "blockquote", level=inner)
            self.end()
            self.begun = Paragraph("", depth=was.depth, quoted=was.quoted)
        else:
            self.read_inline(child, tag, depth, quoted=quoted, level=level)

    def leave_out(self, child: etree._Element, tag: str, depth: int) -> bool:
        """Name what is not kept as text, and say whether that is so."""
        if depth > _DEEPEST:
            self.leave_node(child, "nested deeper than any page is")
        elif why := self.find_reason_to_hide(child):
            self.leave_node(child, why)
        elif tag in MEDIA:
            self.leave_node(child, MEDIA[tag])
            names = ("title", "src", "data", "poster", "placeholder")
            described = next((child.get(name, "") for name in names if child.get(name)), tag)
            self.gathered.leave_unit(MEDIA[tag], described)
        elif is_furniture(child, tag):
            self.leave_node(child, PAGE_FURNITURE)
        else:
            # A note is read at the end.
            return child in self.note_nodes
        return True

    def leave_node(self, node: etree._Element, why: str, text: str | None = None) -> None:
        """Leave the text of a node out, without the notes in it, which are read at the end."""
        self.set_apart[node] = join_texts(node, without=self.note_nodes) if text is None else text
        self.gathered.leave(self.set_apart[node], why)

    def read_inline(self, child: etree._Element, tag: str, depth: int, *, quoted: bool, level: int) -> None:
        if tag in ("img", "svg"):
            space = " " if tag in BESIDE_WORDS else ""
            self.running.append(f"{space}{self.read_picture(child, tag)}{space}")
            return
        key = child.get("href", "").removeprefix("#") if tag == "a" else ""
        if key in self.notes and key:
            self.leave_node(child, "mark of a note, which leads to it")
            self.running.append(write_note_mark(key))
            self.marked.append(key)
            return
        title = child.get("title", "").strip()
        if title and title != "".join(map(str, child.itertext())).strip():
            self.gathered.leave_unit("title of a link" if tag == "a" else "title of words", title)
        before = self.style
        style = child.get("style", "")
        bold = (
            before.bold
            or tag in ("b", "strong")
            or bool(re.search(r"font-weight\s*:\s*(bold|[6-9]00)", style))
        )
        italic = before.italic or tag in ("i", "em") or "font-style:italic" in style.replace(" ", "")
        self.style = _TextStyle(bold, italic, child.get("href", "") if tag == "a" else before.target)
        self.walk(child, depth + 1, quoted=quoted, level=level)
        self.style = before

    def read_picture(self, node: etree._Element, tag: str) -> str:
        """Note a picture, and return what stands in its place."""
        if tag == "svg":
            self.leave_node(node, "words in a picture")
            described = " ".join(self.set_apart[node].split())
            return self.gathered.add_picture("drawing", described, etree.tostring(node, with_tail=False))
        source = node.get("src") or node.get("data-src") or ""
        data = b""
        embedded = _DATA.fullmatch(source)
        if embedded:
            try:
                data = base64.b64decode(embedded[1])
            except (binascii.Error, ValueError):
                data = b""
            source = "picture"
        return self.gathered.add_picture(source, node.get("alt", "") or node.get("title", ""), data)

    def begin_paragraph(self, node: etree._Element, tag: str, *, quoted: bool, level: int) -> Paragraph:
        depth = max(level, 0)
        if tag[0] == "h" and tag[1:].isdigit():
            self.level = int(tag[1:])
            return Paragraph("", heading=self.level, quoted=quoted)
        if tag == "summary" and not self.is_fragment and ends_with_section(node):
            # What can be folded away is headed by its summary, below the heading that all of it stands under.
            folds = sum(1 for _ in node.iterancestors("details"))
            return Paragraph("", heading=min(6, self.level + max(1, folds)), quoted=quoted)
        # A list item's mark goes before its first words, also where they stand in a paragraph of their own.
        label = self.begun.label if tag in ("p", "div") else ""
        parent = node.getparent()
        if tag == "li" and parent is not None:
            label = "•"
            if parent.tag == "ol":
                kind = _KINDS.get(parent.get("type", ""), "decimal")
                label = f"{write_number(_count(node, parent), kind)}."
        return Paragraph("", label=label, depth=depth, quoted=quoted)

    # -- notes -----------------------------------------------------------------------------------------------

    def find_notes(self, body: etree._Element) -> None:
        """Find the notes of a page: what a raised link, or one that says so, leads to."""
        by_id = {
            node.get("id", ""): node for node in body.iter() if isinstance(node.tag, str) and node.get("id")
        }
        for mark in body.iter("a"):
            key = mark.get("href", "")
            target = by_id.get(key.removeprefix("#")) if key.startswith("#") else None
            if (
                target is None
                or target.tag not in ("li", "p", "div", "aside", "dd")
                or not _is_note_mark(mark)
            ):
                continue
            if not any(above is target for above in mark.iterancestors()):
                self.notes[key.removeprefix("#")] = target
                self.note_nodes.add(target)
                # The mark is no part of the word before it.
                mark.text = f" {mark.text or ''}"

    def add_notes(self) -> None:
        """Add the notes at the end, each as paragraphs that say which note they are of."""
        for key, node in self.notes.items():
            for back in list(node.iter("a")):
                shown = "".join(str(text) for text in back.itertext())
                if back.get("href", "").startswith("#") and _BACK.fullmatch(shown):
                    replace_node(back, shown)
            before, self.gathered.pieces = self.gathered.pieces, []
            self.begun = Paragraph("")
            self.walk(node, 0, quoted=False)
            self.end()
            for piece in self.gathered.pieces:
                before.append(replace(piece, note=key, label="") if isinstance(piece, Paragraph) else piece)
            self.gathered.pieces = before

    def collect_words(self, node: etree._Element) -> list[str]:
        """Every word of a page whose main part is `node`, by its text nodes alone, once it was read."""
        apart = {*self.set_apart, *self.note_nodes}
        texts = [join_texts(part, without=apart) for part in (node, *self.note_nodes)]
        return split_all_words([*texts, *self.set_apart.values(), *self.labels])

    # -- tables ----------------------------------------------------------------------------------------------

    def read_table(self, node: etree._Element, depth: int) -> None:
        """Read a table. What stands in it and in no cell, a caption or a stray text, comes before it."""
        rows = list_rows(node)
        holders = [node, *(part for part in node if part.tag in ROW_GROUPS), *rows]
        for holder in holders:
            self.add(holder.text)
            for part in holder:
                if part.tag not in ("tr", "td", "th", *ROW_GROUPS):
                    self.read_node(part, depth, quoted=False, level=-1)
                self.add(part.tail)
            self.end()
        cells: list[list[Cell]] = []
        for row in rows:
            if why := self.find_reason_to_hide(row):
                self.leave_node(row, why)
            else:
                cells.append([self.read_cell(cell, depth) for cell in row if cell.tag in ("td", "th")])
        lay_out_table(cover_rows(cells), self.gathered)

    def find_reason_to_hide(self, node: etree._Element) -> str:
        """Why a node is not shown as in force, "" where it is."""
        if self.styles.hides(node):
            return "hidden text"
        return "struck through" if self.styles.strikes(node) else ""

    def read_cell(self, cell: etree._Element, depth: int) -> Cell:
        """A cell's texts, each with its mark, and over how many columns and rows it stands."""
        if why := self.find_reason_to_hide(cell):
            self.leave_node(cell, why)
            return Cell(())
        pieces, self.gathered.pieces = self.gathered.pieces, []
        self.begun = Paragraph("")
        self.walk(cell, depth + 1, quoted=False)
        self.end()
        texts: list[str] = []
        for piece in self.gathered.pieces:
            if isinstance(piece, Paragraph):
                texts.append(f"{piece.label} {piece.rich or piece.text}".strip())
            else:
                texts += [text for row in piece.rows for text in row if text]
        self.gathered.pieces = pieces
        rows, columns = (
            int(span) if (span := cell.get(name, "1")).isdecimal() else 1 for name in ("rowspan", "colspan")
        )
        return Cell(
            tuple(texts), max(1, min(columns, 20)), max(1, min(rows, 1000)), cell.find(".//table") is not None
        )


def _is_note_mark(mark: etree._Element) -> bool:
    """Say whether a link is the mark of a note: it says so, or is raised."""
    names = f"{mark.get('class', '')} {mark.get('role', '')} {mark.get('epub:type', '')}"
    if "back" in names:
        return False
    parent = mark.getparent()
    raised = (parent is not None and parent.tag == "sup") or mark.find("sup") is not None
    return raised or "footnote" in names or "noteref" in names


def _count(node: etree._Element, parent: etree._Element) -> int:
    """What an item of a list is counted as. Each item looks at the one before it alone."""
    value = node.get("value", "")
    if value.isdigit() and len(value) < 6:
        count = int(value)
    else:
        before = next(node.itersiblings("li", preceding=True), None)
        start = parent.get("start", "1")
        step = -1 if parent.get("reversed") is not None else 1
        if before is not None:
            count = int(before.get("data-counted", "0")) + step
        elif start.isdigit() and len(start) < 6 and (step > 0 or parent.get("start")):
            count = int(start)
        else:
            count = 1 if step > 0 else sum(1 for _ in parent.iterchildren("li"))
    node.set("data-counted", str(count))
    return count
