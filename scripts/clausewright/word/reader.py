"""Reads a Word file that was sent out and came back: its clauses, its fields, and what people marked in it.

Macros are not looked at.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from .identity import PART, Identity, identity_in
from .package import parts_of
from .paragraphs import NOTE, Paragraph, Piece, joined
from .provenance import SentSnapshot, sent_in
from .xml import Element, w

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BOLD, _ITALIC = frozenset({"Strong", "StrongEmphasis"}), frozenset({"Emphasis", "StrongEmphasis"})


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment, or a tracked change: who, when, in which clause, and the words. `kind` is "comment",
    "inserted" or "deleted".
    """

    kind: str
    author: str
    when: str
    place: str
    text: str


@dataclass(frozen=True, slots=True)
class WordFile:
    """What a Word file says, with all tracked changes accepted.

    `identity` is None where it is none of ours; `sent` is what it was sent with, None where it has lost that.
    """

    identity: Identity | None
    paragraphs: tuple[Paragraph, ...]
    remarks: tuple[Remark, ...]
    sent: SentSnapshot | None = None


def read_word_file(data: bytes, places: Iterable[str] = ()) -> WordFile:
    """Read a Word file. `places` are the ids of clauses and sections that its bookmarks may name, beside
    those it was sent with.

    Raises UnreadableWordFileError where it is not one, is damaged, or is larger than any policy.
    """
    parts = parts_of(data)
    sent, custom = sent_in(parts), parts.get(PART)
    own = [one.place for one in sent.paragraphs] if sent else []
    reading = _read(parts, {bookmark_name(id): id for id in (*places, *own)})
    return WordFile(
        identity=identity_in(custom) if custom is not None else None,
        paragraphs=tuple(reading.paragraphs),
        remarks=tuple(reading.remarks),
        sent=sent,
    )


def paragraphs_in(parts: Mapping[str, Element], places: Iterable[str]) -> tuple[Paragraph, ...]:
    """The paragraphs of a file that is about to be sent. A bookmark of none of the `places` is a place by its
    own name.
    """
    reading = _read(parts, {bookmark_name(id): id for id in places}, by_name=True)
    return tuple(reading.paragraphs)


def _read(parts: Mapping[str, Element], names: Mapping[str, str], *, by_name: bool = False) -> _Reading:
    comments = {comment.get(w("id"), ""): comment for comment in parts.get("word/comments.xml", ())}
    links = {
        one.get("Id", ""): one.get("Target", "") for one in parts.get("word/_rels/document.xml.rels", ())
    }
    notes = {
        note.get(w("id"), ""): " ".join(_text(note, "t").split())
        for note in parts.get("word/footnotes.xml", ())
    }
    reading = _Reading(
        names, comments, links, notes, _numbered_lists(parts.get("word/numbering.xml")), by_name
    )
    body = parts["word/document.xml"].find(w("body"))
    reading.blocks(body if body is not None else ())
    return reading


def bookmark_name(id: str) -> str:
    """The name of the bookmark that pandoc gives to an id: Word takes at most 40 letters."""
    return (
        id
        if len(id) <= 40 and id[:1].isalpha()
        else "X" + hashlib.sha1(id.encode(), usedforsecurity=False).hexdigest()[1:]
    )


def _numbered_lists(part: Element | None) -> frozenset[tuple[str, str]]:
    """The lists, by number and level, whose items bear numbers or letters."""
    if part is None:
        return frozenset()
    kinds = {
        (abstract.get(w("abstractNumId"), ""), level.get(w("ilvl"), "")): _value(level.find(w("numFmt")))
        for abstract in part.findall(w("abstractNum"))
        for level in abstract.findall(w("lvl"))
    }
    return frozenset(
        (number.get(w("numId"), ""), level)
        for number in part.findall(w("num"))
        for (abstract, level), kind in kinds.items()
        if abstract == _value(number.find(w("abstractNumId"))) and kind not in ("bullet", "none", "")
    )


def _value(element: Element | None) -> str:
    return element.get(w("val"), "") if element is not None else ""


@dataclass(slots=True)
class _Reading:
    """A walk through the document, which notes what it passes."""

    names: Mapping[str, str]
    comments: Mapping[str, Element]
    links: Mapping[str, str]
    notes: Mapping[str, str]
    numbered: frozenset[tuple[str, str]]
    by_name: bool
    paragraphs: list[Paragraph] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    place: str = ""

    def blocks(self, blocks: Iterable[Element], *, in_table: bool = False) -> None:
        for block in blocks:
            if block.tag == w("p"):
                self.paragraph(block, in_table=in_table)
            elif block.tag == w("bookmarkStart"):
                self.arrive(block, block.get(w("name"), "") if self.by_name else self.place)
            elif block.tag == w("tbl"):
                for row in block.iter(w("tr")):
                    for cell in row.findall(w("tc")):
                        self.blocks(cell, in_table=True)
            elif block.tag in (w("sdt"), w("ins"), w("customXml")):
                content = block.find(w("sdtContent"))
                self.blocks(content if content is not None else block, in_table=in_table)

    def arrive(self, bookmark: Element, otherwise: str) -> None:
        self.place = self.names.get(bookmark.get(w("name"), ""), otherwise)

    def paragraph(self, paragraph: Element, *, in_table: bool) -> None:
        for bookmark in paragraph.iter(w("bookmarkStart")):
            self.arrive(bookmark, self.place)
        properties = paragraph.find(w("pPr"))
        style = _value(properties.find(w("pStyle"))) if properties is not None else ""
        numbering = properties.find(w("numPr")) if properties is not None else None
        level = number = None
        if numbering is not None:
            level, number = _value(numbering.find(w("ilvl"))) or "0", _value(numbering.find(w("numId")))
        pieces = tuple(joined(self.pieces(paragraph)))
        self.note(paragraph)
        is_gone = properties is not None and properties.find(f"{w('rPr')}/{w('del')}") is not None
        if pieces or (not is_gone and in_table):
            is_list = number not in (None, "0")
            self.paragraphs.append(
                Paragraph(
                    place=self.place,
                    style=style,
                    pieces=pieces,
                    level=int(level or 0) if is_list else None,
                    is_numbered=is_list and (str(number), str(level)) in self.numbered,
                    in_table=in_table,
                )
            )

    def pieces(self, inside: Element, key: str | None = None, link: str = "") -> Iterator[Piece]:
        for part in inside:
            if part.tag == w("r"):
                yield from _run(part, key, link)
                for mark in part.iter(w("footnoteReference")):
                    yield Piece(f" [{self.notes.get(mark.get(w('id'), ''), '')}]", link=NOTE)
            elif part.tag == w("sdt"):
                tag = part.find(f"{w('sdtPr')}/{w('tag')}")
                content = part.find(w("sdtContent"))
                if content is not None:
                    yield from self.pieces(content, _value(tag), link)
            elif part.tag == w("hyperlink"):
                anchor = part.get(w("anchor"), "")
                target = (
                    f"#{self.names.get(anchor, anchor)}"
                    if anchor
                    else self.links.get(part.get(_RELATION, ""), "")
                )
                yield from self.pieces(part, key, target)
            elif part.tag in (w("ins"), w("smartTag"), w("moveTo"), w("fldSimple")):
                yield from self.pieces(part, key, link)

    def note(self, paragraph: Element) -> None:
        """Keep the comments that begin in a paragraph, and its tracked changes."""
        for start in paragraph.iter(w("commentRangeStart"), w("commentReference")):
            comment = self.comments.get(start.get(w("id"), ""))
            if comment is not None:
                remark = self.remark("comment", comment, _text(comment, "t"))
                if remark not in self.remarks:
                    self.remarks.append(remark)
        for kind, tag, text in (("inserted", "ins", "t"), ("deleted", "del", "delText")):
            for change in paragraph.iter(w(tag)):
                if words := _text(change, text):
                    self.remarks.append(self.remark(kind, change, words))

    def remark(self, kind: str, element: Element, text: str) -> Remark:
        return Remark(kind, element.get(w("author"), ""), element.get(w("date"), ""), self.place, text)


def _text(element: Element, tag: str) -> str:
    return " ".join(
        "".join(text.text or "" for text in part.iter(w(tag)))
        for part in ([element] if tag != "t" else _paragraphs(element))
    ).strip()


def _paragraphs(element: Element) -> list[Element]:
    return list(element.iter(w("p"))) or [element]


def _run(run: Element, key: str | None, link: str) -> Iterator[Piece]:
    properties = run.find(w("rPr"))
    style = _value(properties.find(w("rStyle"))) if properties is not None else ""
    strong = style in _BOLD or _is_on(properties, "b")
    emphasis = style in _ITALIC or _is_on(properties, "i")
    text = ""
    for part in run:
        if part.tag == w("t"):
            text += part.text or ""
        elif part.tag in (w("tab"), w("br"), w("cr")):
            text += " "
        elif part.tag == w("noBreakHyphen"):
            text += "\u2011"
    if text or key is not None:
        yield Piece(text, key, strong, emphasis, link)


def _is_on(properties: Element | None, name: str) -> bool:
    found = properties.find(w(name)) if properties is not None else None
    return found is not None and found.get(w("val"), "true") not in ("0", "false", "off")
