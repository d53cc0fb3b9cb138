"""A Word file edited as an officer would in a word processor: words, paragraphs, items, rows, clauses."""

from __future__ import annotations

import copy
import io
import random
import zipfile
from collections.abc import Callable, Mapping

from lxml import etree

from clausewright.word.package import Element, w

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_WORDS = [
    "nobody",
    "may",
    "ever",
    "write",
    "to",
    "families",
    "at",
    "night",
    "without",
    "asking",
    "about",
    "gloves",
    "hats",
    "bags",
    "and",
    "doors",
]
# How many words a text has at least in which one is changed.
_FEW = 3


class WordEditor:
    """A Word file that is open for editing."""

    def __init__(self, data: bytes) -> None:
        """Open it."""
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self.root = etree.fromstring(self.parts["word/document.xml"])
        body = self.root.find(w("body"))
        assert body is not None
        self.body = body

    def save(self) -> bytes:
        """Return its bytes."""
        packed = io.BytesIO()
        document = etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", standalone=True)
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in {**self.parts, "word/document.xml": document}.items():
                archive.writestr(name, data)
        return packed.getvalue()

    # -- finding ---------------------------------------------------------------------------------------------

    def list_paragraphs(self, *styles: str) -> list[Element]:
        """The paragraphs of some styles outside tables and the list of contents, without those that say what
        changed.
        """
        listed: list[Element] = []
        is_told = False
        for block in self.body:
            if block.tag != w("p"):
                continue
            style = read_style(block)
            if style == "Heading1":
                is_told = not read_text(block).startswith("What changed")
            if is_told and style in styles:
                listed.append(block)
        return listed

    def find(self, text: str, style: str = "") -> Element:
        """The first paragraph with a text, of a style."""
        for paragraph in self.body.iter(w("p")):
            if text in read_text(paragraph) and read_style(paragraph).startswith(style):
                return paragraph
        raise AssertionError(f"no paragraph has {text!r}")

    def list_section(self, heading: Element) -> list[Element]:
        """A heading and what follows, up to the next one that is no deeper."""
        level = read_style(heading)
        section = [heading]
        following = heading.getnext()
        while following is not None and following.tag != w("sectPr"):
            style = read_style(following)
            if style.startswith("Heading") and style <= level:
                break
            section.append(following)
            following = following.getnext()
        return section

    # -- editing ---------------------------------------------------------------------------------------------

    def change(self, old: str, new: str) -> None:
        """Put other words in the place of some that stand in one run."""
        for text in self.body.iter(w("t")):
            if text.text and old in text.text:
                text.text = text.text.replace(old, new, 1)
                return
        raise AssertionError(f"no run has {old!r}")

    def insert(self, after: Element, text: str, style: str) -> Element:
        """Put a paragraph in."""
        paragraph = make_paragraph(text)
        etree.SubElement(paragraph[0], w("pStyle")).set(w("val"), style)
        after.addnext(paragraph)
        return paragraph

    def insert_like(self, after: Element, text: str, like: Element) -> Element:
        """Put a paragraph in that has the style and the list of another one."""
        paragraph = make_paragraph(text)
        for properties in like.findall(w("pPr")):
            paragraph.replace(paragraph[0], copy.deepcopy(properties))
        after.addnext(paragraph)
        return paragraph

    def add_row(self, table: Element, after: int, texts: list[str]) -> None:
        """Put a row into a table."""
        rows = table.findall(w("tr"))
        row = copy.deepcopy(rows[after])
        for cell, text in zip(row.findall(w("tc")), texts, strict=True):
            for paragraph in cell.findall(w("p")):
                cell.remove(paragraph)
            cell.append(make_paragraph(text))
        rows[after].addnext(row)

    def move(self, heading: Element, before: Element) -> None:
        """Cut out a heading with what stands under it, and paste it elsewhere."""
        for block in self.list_section(heading):
            before.addprevious(block)

    def remove(self, heading: Element) -> None:
        """Take out a heading with what stands under it."""
        for block in self.list_section(heading):
            self.body.remove(block)


def make_paragraph(text: str) -> Element:
    """A paragraph with a text."""
    paragraph = etree.Element(w("p"))
    etree.SubElement(paragraph, w("pPr"))
    words = etree.SubElement(etree.SubElement(paragraph, w("r")), w("t"))
    words.text = text
    words.set(_SPACE, "preserve")
    return paragraph


def read_text(paragraph: Element) -> str:
    """A paragraph's words."""
    return "".join(text.text or "" for text in paragraph.iter(w("t")))


def read_style(paragraph: Element) -> str:
    """The name of a paragraph's style."""
    style = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
    return style.get(w("val"), "") if style is not None else ""


# -- edits at random -----------------------------------------------------------------------------------------

_TEXT = ("FirstParagraph", "BodyText", "Compact")


def _say(chance: random.Random, count: int = 8) -> str:
    words = [chance.choice(_WORDS) for _ in range(count)]
    return f"{' '.join(words).capitalize()}."


def _reword(editor: WordEditor, chance: random.Random) -> None:
    runs = [
        text
        for paragraph in editor.list_paragraphs(*_TEXT)
        for text in paragraph.iter(w("t"))
        if len((text.text or "").split()) >= _FEW
        and not any(holder.tag in (w("sdt"), w("hyperlink")) for holder in text.iterancestors())
    ]
    run = chance.choice(runs)
    words = (run.text or "").split(" ")
    place = chance.randrange(len(words))
    words[place : place + chance.randrange(2)] = [chance.choice(_WORDS)] * chance.randrange(1, 3)
    run.text = " ".join(words)


def _add_paragraph(editor: WordEditor, chance: random.Random) -> None:
    after = chance.choice(editor.list_paragraphs(*_TEXT))
    editor.insert(after, f"{_say(chance)} {_say(chance)}", "BodyText")


def _add_item(editor: WordEditor, chance: random.Random) -> None:
    items = [
        paragraph
        for paragraph in editor.list_paragraphs(*_TEXT)
        if paragraph.find(f"{w('pPr')}/{w('numPr')}") is not None
    ]
    if items:
        item = chance.choice(items)
        editor.insert_like(item, _say(chance), item)


def _add_row(editor: WordEditor, chance: random.Random) -> None:
    for table in editor.body.iter(w("tbl")):
        head = [read_text(cell) for cell in table.findall(w("tr"))[0].iter(w("tc"))]
        if head == ["Visit", "Who agrees"]:
            editor.add_row(table, chance.randrange(1, 3), [_say(chance), _say(chance)])


def _move_clause(editor: WordEditor, chance: random.Random) -> None:
    moving, before = chance.sample(editor.list_paragraphs("Heading2"), 2)
    editor.move(moving, before)


def _remove_clause(editor: WordEditor, chance: random.Random) -> None:
    editor.remove(chance.choice(editor.list_paragraphs("Heading2")))


def _add_clause(editor: WordEditor, chance: random.Random) -> None:
    like = chance.choice(editor.list_paragraphs("Heading2"))
    last = editor.list_section(like)[-1]
    heading = editor.insert_like(last, _say(chance, 3).strip("."), like)
    editor.insert(heading, _say(chance), "FirstParagraph")


def _split_clause(editor: WordEditor, chance: random.Random) -> None:
    headings = editor.list_paragraphs("Heading2")
    chance.shuffle(headings)
    for heading in headings:
        texts = [
            block for block in editor.list_section(heading)[1:] if block.tag == w("p") and read_text(block)
        ]
        if len(texts) > 1:
            editor.insert_like(chance.choice(texts[:-1]), _say(chance, 3).strip("."), heading)
            return


def _rename(editor: WordEditor, chance: random.Random) -> None:
    headings = [
        heading for heading in editor.list_paragraphs("Heading1", "Heading2") if list(heading.iter(w("t")))
    ]
    text = next(chance.choice(headings).iter(w("t")))
    text.text = _say(chance, 3).strip(".")


EDITS: Mapping[str, Callable[[WordEditor, random.Random], None]] = {
    "a paragraph reworded": _reword,
    "a paragraph added": _add_paragraph,
    "an item added": _add_item,
    "a row added": _add_row,
    "a clause moved": _move_clause,
    "a clause removed": _remove_clause,
    "a clause added": _add_clause,
    "a clause split": _split_clause,
    "a heading renamed": _rename,
}
