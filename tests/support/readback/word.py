"""Reads a Word file as Word does: headings by their styles, labels from the numbering, notes from their own
part.

Content controls and links are looked through; headers and footers are no part of the text.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from pathlib import Path

from lxml import etree

from .structure import BULLET, Block, Blocks, Flow, List, Note, Picture, Quote, Table, heading, label, plain

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
_STYLES = {
    "lowerRoman": "lower-roman",
    "upperRoman": "upper-roman",
    "lowerLetter": "lower-alpha",
    "upperLetter": "upper-alpha",
}
_SIGNS = {"t": None, "tab": " ", "br": " ", "cr": " ", "noBreakHyphen": "-"}
_NOT_TEXT = frozenset(
    {f"{W}del", f"{W}pPr", f"{W}rPr", f"{W}sdtPr", f"{W}tblPr", f"{W}fldChar", f"{W}instrText"}
)
# Whose the policy is and which version, which a page says in its header.
_TITLE_BLOCK = frozenset({"Subtitle", "Date"})
Element = etree._Element


@dataclass(frozen=True)
class WordFile:
    """The parts of a Word file that its words need."""

    document: Element
    numbering: Element | None
    styles: Element
    footnotes: Element | None

    @cached_property
    def style_names(self) -> dict[str, str]:
        """The name of each paragraph style by its id."""
        return {
            style.get(f"{W}styleId", ""): _value(style, "name")
            for style in self.styles.iter(f"{W}style")
            if style.get(f"{W}type") == "paragraph"
        }

    def counts_headings(self, number: str) -> bool:
        """Whether a list is the one that headings are counted by; list 0 counts nothing."""
        return number == "0" or any(
            _value(style.find(f"{W}pPr/{W}numPr"), "numId") == number
            for style in self.styles.iter(f"{W}style")
        )

    def place_in_headings(self, paragraph: Element) -> tuple[str, int]:
        """The list that counts a heading or clause and its level in it, "" where none does."""
        properties = paragraph.find(f"{W}pPr")
        own = properties.find(f"{W}numPr") if properties is not None else None
        name = _value(properties, "pStyle")
        styled = self.styles.find(f"{W}style[@{W}styleId='{name}']/{W}pPr/{W}numPr") if name else None
        numbered = own if own is not None else styled
        number = _value(numbered, "numId")
        if number in ("", "0") or not self.counts_headings(number):
            return "", 0
        return number, int(_value(numbered, "ilvl") or "0")

    def level(self, number: str, depth: str) -> Level:
        """How a level of a list is numbered."""
        assert self.numbering is not None, "a list needs a numbering part"
        entry = self.numbering.find(f"{W}num[@{W}numId='{number}']")
        assert entry is not None, f"list {number} is not defined"
        abstract = self.numbering.find(
            f"{W}abstractNum[@{W}abstractNumId='{_value(entry, 'abstractNumId')}']"
        )
        assert abstract is not None
        level = abstract.find(f"{W}lvl[@{W}ilvl='{depth}']")
        assert level is not None, f"list {number} has no level {depth}"
        over = entry.find(f"{W}lvlOverride[@{W}ilvl='{depth}']")
        start = (_value(over, "startOverride") if over is not None else "") or _value(level, "start") or "1"
        return Level(_value(level, "numFmt"), _value(level, "lvlText"), int(start))


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: its format, the text of its labels and the first number."""

    format: str
    text: str
    start: int

    @property
    def continues(self) -> bool:
        """Whether paragraphs at this level belong to the item before: their label is blank."""
        return not self.text.strip()

    def label(self, at: int, depth: str) -> str:
        """The label of the item at a place in its list, counted from 0."""
        if self.format == "bullet":
            return BULLET
        return label(
            _STYLES.get(self.format, self.format),
            self.text.replace(f"%{int(depth) + 1}", "%1"),
            self.start + at,
        )


@dataclass(slots=True)
class _Open:
    """A list that is being read."""

    depth: int
    number: str
    quoted: bool
    labels: list[str]
    items: list[list[Block]]


@dataclass(slots=True)
class _Reader:
    file: WordFile
    blocks: list[Block] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    lists: list[_Open] = field(default_factory=list)
    quoted: list[Block] = field(default_factory=list)
    headings: dict[str, list[int]] = field(default_factory=dict)

    def read(self, body: Element) -> Blocks:
        for element in _through(body):
            if element.tag == f"{W}p":
                self.paragraph(element)
            elif element.tag == f"{W}tbl":
                self.put(self.table(element))
        self.end_lists(-1)
        self.end_quote()
        return (*self.blocks, *self.notes)

    def paragraph(self, element: Element) -> None:
        style = self.file.style_names.get(_value(element.find(f"{W}pPr"), "pStyle"), "Normal")
        if style in _TITLE_BLOCK:
            return
        found, quoted = self.blocks_of(element, style), style == "Block Text"
        numbered = element.find(f"{W}pPr/{W}numPr")
        if numbered is not None and not self.file.counts_headings(_value(numbered, "numId")):
            self.item(_value(numbered, "numId"), _value(numbered, "ilvl"), found, quoted)
            return
        for block in found:
            self.put(block, quoted)

    def blocks_of(self, element: Element, style: str) -> Blocks:
        flow = Flow()
        flow.text.append(self.counted(element))
        _text(element, flow, self.note)
        name = style.lower()
        if name == "title" or name.startswith("heading "):
            return (
                heading(0 if name == "title" else int(name.removeprefix("heading ")), "".join(flow.text)),
            )
        return flow.done()

    def counted(self, element: Element) -> str:
        """The number that Word counts before a heading or a clause without one, by the style of a heading or
        by the paragraph itself.
        """
        id, depth = self.file.place_in_headings(element)
        if not id:
            return ""
        counts = self.headings.setdefault(id, [0] * 9)
        counts[depth] += 1
        counts[depth + 1 :] = [0] * (8 - depth)
        text = self.file.level(id, str(depth)).text
        return re.sub(r"%(\d)", lambda figure: str(counts[int(figure[1]) - 1]), text) + " "

    def note(self, id: str) -> None:
        assert self.file.footnotes is not None
        found = self.file.footnotes.find(f"{W}footnote[@{W}id='{id}']")
        assert found is not None, f"note {id} is missing"
        flow = Flow()
        for paragraph in found.iter(f"{W}p"):
            _text(paragraph, flow, self.note)
            flow.text.append(" ")
        self.notes.append(Note(plain("".join(flow.text))))

    def put(self, block: Block, quoted: bool = False) -> None:
        self.end_lists(-1)
        if quoted:
            self.quoted.append(block)
        else:
            self.end_quote()
            self.blocks.append(block)

    def item(self, number: str, depth: str, found: Blocks, quoted: bool) -> None:
        level = self.file.level(number, depth)
        self.end_lists(int(depth))
        if level.continues:
            assert self.lists, "a paragraph continues an item that is not there"
            self.lists[-1].items[-1] += found
            return
        if self.lists and self.lists[-1].depth == int(depth) and self.lists[-1].number != number:
            self.end_lists(int(depth) - 1)
        if not self.lists or self.lists[-1].depth < int(depth):
            self.lists.append(_Open(int(depth), number, quoted, [], []))
        here = self.lists[-1]
        here.labels.append(level.label(len(here.items), depth))
        here.items.append(list(found))

    def end_lists(self, depth: int) -> None:
        """End the lists that are deeper than `depth`."""
        while self.lists and self.lists[-1].depth > depth:
            ended = self.lists.pop()
            block = List(tuple(ended.labels), tuple(tuple(item) for item in ended.items))
            if self.lists:
                self.lists[-1].items[-1].append(block)
            elif ended.quoted:
                self.quoted.append(block)
            else:
                self.end_quote()
                self.blocks.append(block)

    def end_quote(self) -> None:
        """End the quotation, if one has begun."""
        if self.quoted:
            self.blocks.append(Quote(tuple(self.quoted)))
            self.quoted = []

    def table(self, element: Element) -> Table:
        rows = [
            (self.is_head(row), tuple(map(self.cell, _children(row, "tc"))))
            for row in _children(element, "tr")
        ]
        heads = [cells for is_head, cells in rows if is_head]
        assert len(heads) <= 1, "a table has one head row"
        return Table(heads[0] if heads else (), tuple(cells for is_head, cells in rows if not is_head))

    def is_head(self, row: Element) -> bool:
        return row.find(f"{W}trPr/{W}tblHeader") is not None

    def cell(self, cell: Element) -> str:
        flow = Flow()
        for paragraph in _children(cell, "p"):
            _text(paragraph, flow, self.note)
            flow.text.append(" ")
        return plain("".join(flow.text))


def read_word(file: Path | BytesIO) -> Blocks:
    """Read a Word file, from a file or from its bytes."""
    opened = open_word(file)
    body = opened.document.find(f"{W}body")
    assert body is not None
    return _Reader(opened).read(body)


def open_word(file: Path | BytesIO) -> WordFile:
    """Open a Word file, from a file or from its bytes."""
    with zipfile.ZipFile(file) as archive:
        names = set(archive.namelist())

        def part(name: str) -> Element | None:
            return etree.fromstring(archive.read(name)) if name in names else None

        document, styles = part("word/document.xml"), part("word/styles.xml")
        assert document is not None
        assert styles is not None
        return WordFile(document, part("word/numbering.xml"), styles, part("word/footnotes.xml"))


def _value(element: Element | None, name: str) -> str:
    found = element.find(f"{W}{name}") if element is not None else None
    return found.get(f"{W}val", "") if found is not None else ""


def _through(element: Element) -> Iterator[Element]:
    """The children of an element, looking through content controls."""
    for child in element:
        if child.tag == f"{W}sdt" and child.find(f"{W}sdtPr/{W}docPartObj") is not None:
            continue  # a list of contents repeats the headings
        if child.tag == f"{W}sdt":
            content = child.find(f"{W}sdtContent")
            if content is not None:
                yield from _through(content)
        else:
            yield child


def _children(element: Element, name: str) -> list[Element]:
    return [child for child in _through(element) if child.tag == f"{W}{name}"]


def _text(element: Element, flow: Flow, note: Callable[[str], None]) -> None:
    for child in element:
        name = child.tag.removeprefix(W) if isinstance(child.tag, str) else ""
        if child.tag in _NOT_TEXT:
            continue
        if name == "t":
            flow.text.append(child.text or "")
        elif name in _SIGNS:
            flow.text.append(_SIGNS[name] or "")
        elif name == "footnoteReference":
            note(child.get(f"{W}id", ""))
        elif name == "drawing":
            drawn = next(child.iter(_DRAWN))
            if next(child.iter(_DECORATIVE), None) is not None:
                continue
            flow.add(Picture(plain(drawn.get("descr", ""))))
        else:
            _text(child, flow, note)
