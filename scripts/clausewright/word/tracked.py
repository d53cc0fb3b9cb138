"""Tracked changes: the bookmarks that write/docx.py left become w:ins and w:del, of words, ends of paragraphs
and rows.

First the marks are laid on runs, paragraphs and rows as an attribute, which goes along when a run is cut at
its fields; then, when all else is done, they are written in Word's way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from lxml import etree

from .package import Element, w

_NAME = re.compile(r"(ins|del)(?:ertion|etion)-(words|paragraph|row|cell|note)-\d+")
_MARK = "mark"
_BOTH = "ins del"
_DELETED = {w("t"): w("delText"), w("instrText"): w("delInstrText")}
_AFTER_RUN_PROPERTIES = frozenset({w("sectPr"), w("pPrChange")})
_LATER = timedelta(minutes=2)
_RANGES = frozenset({w("bookmarkStart"), w("bookmarkEnd")})


@dataclass(frozen=True, slots=True)
class ChangeAuthor:
    """Whose changes they are, and when they were made."""

    author: str
    made: datetime


def apply_marks(root: Element) -> bool:
    """Put the bookmarks' marks on runs, paragraphs and rows, and take the bookmarks away; say whether there
    were any.
    """
    found_any = False
    open_marks: dict[str, str] = {}
    for node in list(root.iter()):
        if node.tag == w("bookmarkStart") and (match := _NAME.fullmatch(node.get(w("name"), ""))):
            found_any, mark, of = True, match[1], match[2]
            open_marks[node.get(w("id"), "")] = mark
            _lay(node, mark, of)
            _drop(node)
        elif node.tag == w("bookmarkEnd") and node.get(w("id")) in open_marks:
            del open_marks[node.get(w("id"), "")]
            _drop(node)
        elif open_marks and node.tag in (w("r"), w("p")):
            # A paragraph comes inside a bookmark only where the bookmark stands around it.
            node.set(_MARK, [*open_marks.values()][-1])
    for cell in root.iter(w("tc")):
        row, paragraphs = cell.getparent(), cell.findall(w("p"))
        if paragraphs and row is not None and _MARK not in row.attrib:
            # A cell that stays keeps the end of its last paragraph.
            paragraphs[-1].attrib.pop(_MARK, "")
    return found_any


def _lay(start: Element, mark: str, of: str) -> None:
    """Lay a mark on the paragraph and the row that it is the whole of."""
    for around in start.iterancestors(w("p"), w("tr")):
        if (around.tag == w("p") and of in ("paragraph", "row")) or (around.tag == w("tr") and of == "row"):
            around.set(_MARK, mark)


def _drop(node: Element) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


# -- between tables ------------------------------------------------------------------------------------------


def separate_tables(root: Element) -> None:
    """Put an empty paragraph after each table that another one touches, or that ends the text.

    Word makes one table of two that touch, and wants a paragraph at the end. In a redline the paragraph is
    there where the table is followed so in the old text, in the new one, in both, or in neither but on the
    page.
    """
    for paragraph in [node for node in root.iter(w("p")) if len(node) == 0 and not node.get(_MARK)]:
        before = next(
            (node for node in paragraph.itersiblings(preceding=True) if node.tag not in _RANGES), None
        )
        if before is not None and before.tag == w("tbl"):
            # Pandoc's own, which is on one side only where it is on the page.
            _drop(paragraph)
    for body in root.iter(w("body")):
        last = next((node for node in reversed(body) if node.tag in (w("p"), w("tbl"))), None)
        if last is not None and (last.tag == w("tbl") or last.get(_MARK)):
            # What comes or goes needs something after it to run into.
            last.addnext(_empty())
    for table in reversed(list(root.iter(w("tbl")))):
        ids = [
            side for side in ("del", "ins") if side in _sides(table) and _needs_parting(_next(table, side))
        ]
        if ids or _needs_parting(_next(table, "")):
            between = _empty()
            if ids != ["del", "ins"]:
                between.set(_MARK, ids[0] if ids else _BOTH)
            table.addnext(between)


def _empty() -> Element:
    paragraph = etree.Element(w("p"))
    etree.SubElement(etree.SubElement(paragraph, w("pPr")), w("pStyle")).set(w("val"), "Compact")
    return paragraph


def _sides(block: Element) -> frozenset[str]:
    """In which texts a block is: "del" the old one, "ins" the new one."""
    marks = (
        {row.get(_MARK, "") for row in block.findall(w("tr"))}
        if block.tag == w("tbl")
        else {block.get(_MARK, "")}
    )
    return frozenset().union(*({"": {"del", "ins"}, _BOTH: set()}.get(mark, {mark}) for mark in marks))


def _next(block: Element, side: str) -> Element | None:
    """What follows a block in the old or the new text, or, with "", on the page."""
    following = (node for node in block.itersiblings() if node.tag not in _RANGES)
    return next((node for node in following if not side or side in _sides(node)), None)


def _needs_parting(follows: Element | None) -> bool:
    return follows is None or follows.tag == w("tbl")


# -- Word's way ----------------------------------------------------------------------------------------------


def write_marks(root: Element, reviser: ChangeAuthor, ids: Iterator[int]) -> None:
    """Turn the marks that were laid into tracked changes, with an id of its own for each."""
    writer = _Writer(reviser, ids)
    ended = ""
    for paragraph in root.iter(w("p")):
        marks = [_mark(run) for run in paragraph.iter(w("r"))] or [""]
        writer.is_later ^= bool(ended and marks[0] == ended)
        ended = marks[-1] if marks[-1] != _mark(paragraph) else ""
        for parent in list(paragraph.iter()):
            writer.runs(parent)
        if mark := _taken(paragraph):
            end = _run_properties_of_end(paragraph)
            for index, kind in enumerate(mark.split()):
                end.insert(index, writer.change(kind))
    for row in root.iter(w("tr")):
        if kind := _taken(row):
            properties = row.find(w("trPr"))
            if properties is None:
                properties = etree.Element(w("trPr"))
                row.insert(0, properties)
            properties.append(writer.change(kind))


def is_marked(run: Element) -> bool:
    """Say whether a run's words come or go."""
    return bool(_mark(run))


def _taken(node: Element) -> str:
    """The mark on a node, which is taken off it."""
    mark = _mark(node)
    node.attrib.pop(_MARK, "")
    return mark


def _mark(node: Element) -> str:
    return str(node.get(_MARK, ""))


@dataclass(slots=True)
class _Writer:
    """Writes changes.

    LibreOffice makes one change of two that touch and are of one author and minute, even where the end of a
    paragraph that stays is between them; so the second `is_later`.
    """

    reviser: ChangeAuthor
    ids: Iterator[int]
    is_later: bool = False

    def change(self, kind: str) -> Element:
        element = etree.Element(w(kind))
        element.set(w("id"), str(next(self.ids)))
        element.set(w("author"), self.reviser.author)
        element.set(w("date"), (self.reviser.made + _LATER * self.is_later).strftime("%Y-%m-%dT%H:%M:%SZ"))
        return element

    def runs(self, parent: Element) -> None:
        for mark, group in [(mark, list(group)) for mark, group in groupby(parent, _mark)]:
            runs = [child for child in group if child.tag == w("r")]
            if not mark or not runs:
                continue
            holder = self.change(mark)
            runs[0].addprevious(holder)
            for run in runs:
                run.attrib.pop(_MARK)
                holder.append(run)
                for text in run if mark == "del" else ():
                    text.tag = _DELETED.get(text.tag, text.tag)


def _run_properties_of_end(paragraph: Element) -> Element:
    """The properties of a paragraph's end."""
    properties = paragraph.find(w("pPr"))
    if properties is None:
        properties = etree.Element(w("pPr"))
        paragraph.insert(0, properties)
    properties_of_run = properties.find(w("rPr"))
    if properties_of_run is None:
        properties_of_run = etree.Element(w("rPr"))
        place = next(
            (place for place, child in enumerate(properties) if child.tag in _AFTER_RUN_PROPERTIES),
            len(properties),
        )
        properties.insert(place, properties_of_run)
    return properties_of_run
