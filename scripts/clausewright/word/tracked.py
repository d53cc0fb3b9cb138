"""Tracked changes: marks become w:ins and w:del, w:moveFrom and w:moveTo, of words, ends of paragraphs, rows
and cells.

First the marks are laid on runs, paragraphs, rows and cells as an attribute, which goes along when a run is
cut at its fields; then, when all else is done, they are written in Word's way (ECMA-376 part 1, 17.13.5).
In a redline of a policy they are bookmarks that document/docx.py left; of two files, two_files.py lays them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from lxml import etree

from .edited_moves import fit_edited_passages
from .marks import BOTH, DELETED, INSERTED, LATER, MARK, MOVES, is_moved, read_mark, read_side
from .package import Element, w
from .settle import remove

_NAME = re.compile(r"(ins|del)(?:ertion|etion)-(words|paragraph|row|cell|note)-\d+(?:-move-(\d+))?")
_DELETED_TEXT = {w("t"): w("delText"), w("instrText"): w("delInstrText")}
_AFTER_RUN_PROPERTIES = frozenset({w("sectPr"), w("pPrChange")})
_LATER = timedelta(minutes=2)
_RANGES = frozenset({w("bookmarkStart"), w("bookmarkEnd")})


@dataclass(frozen=True, slots=True)
class ChangeAuthor:
    """Whose changes they are, and when they were made."""

    author: str
    written_at: datetime


def apply_marks(root: Element) -> bool:
    """Put the bookmarks' marks on runs, paragraphs, rows and cells, and take the bookmarks away; say whether
    there were any.
    """
    has_marks = False
    open_marks: dict[str, str] = {}
    for node in list(root.iter()):
        if node.tag == w("bookmarkStart") and (match := _NAME.fullmatch(node.get(w("name"), ""))):
            has_marks, mark, of = True, match[1], match[2]
            if match[3] and _can_move(node):
                mark = f"{MOVES[mark]}{match[3]}"
            open_marks[node.get(w("id"), "")] = mark
            _lay(node, mark, of)
            remove(node)
        elif node.tag == w("bookmarkEnd") and node.get(w("id")) in open_marks:
            del open_marks[node.get(w("id"), "")]
            remove(node)
        elif open_marks and node.tag in (w("r"), w("p")):
            # A paragraph comes inside a bookmark only where the bookmark stands around it.
            node.set(MARK, [*open_marks.values()][-1])
    for cell in root.iter(w("tc")):
        row, paragraphs = cell.getparent(), cell.findall(w("p"))
        if paragraphs and row is not None and MARK not in row.attrib:
            # A cell that stays keeps the end of its last paragraph.
            paragraphs[-1].attrib.pop(MARK, "")
    _drop_unequal_moves(root)
    return has_marks


def _drop_unequal_moves(root: Element) -> None:
    """Mark as inserted or deleted what bears the mark of a move that has not as many ranges where it came
    from as where it went: each range needs its other half.
    """
    counts = Counter(mark for mark, _ in _list_ranges_of_moves(root))
    for node in root.iter():
        mark = read_mark(node)
        if not is_moved(mark):
            continue
        number = mark.partition(" ")[2]
        if len({counts[f"{move}{number}"] for move in MOVES.values()}) > 1:
            node.set(MARK, read_side(mark))


def _list_ranges_of_moves(root: Element) -> list[tuple[str, list[Element]]]:
    """Return the paragraphs that moved, with their mark: those that follow each other and are of one move
    together. A move that a table cuts has several ranges.
    """
    ranges: list[tuple[str, list[Element]]] = []
    for paragraph in root.iter(w("p")):
        mark = read_mark(paragraph)
        if not is_moved(mark):
            continue
        if ranges and ranges[-1][0] == mark and _do_touch(ranges[-1][1][-1], paragraph):
            ranges[-1][1].append(paragraph)
        else:
            ranges.append((mark, [paragraph]))
    return ranges


def _can_move(node: Element) -> bool:
    """Say whether what stands here can be tracked as moved: Word moves no rows of tables, and no notes."""
    return next(node.iterancestors(w("tr"), w("footnotes")), None) is None


def _lay(start: Element, mark: str, of: str) -> None:
    """Lay a mark on the paragraph, the cell and the row that it is the whole of."""
    wholes = {w("p"): ("paragraph", "row", "cell"), w("tc"): ("cell",), w("tr"): ("row",)}
    for around in start.iterancestors(*wholes):
        if of in wholes[around.tag]:
            around.set(MARK, mark)


# -- between tables ------------------------------------------------------------------------------------------


def separate_tables(root: Element) -> None:
    """Put an empty paragraph after each table that another one touches, or that ends the text.

    Word makes one table of two that touch, and wants a paragraph at the end. In a redline the paragraph is
    there where the table is followed so in the old text, in the new one, in both, or in neither but on the
    page.
    """
    for paragraph in [node for node in root.iter(w("p")) if len(node) == 0 and not node.get(MARK)]:
        before = next(
            (node for node in paragraph.itersiblings(preceding=True) if node.tag not in _RANGES), None
        )
        if before is not None and before.tag == w("tbl"):
            # Pandoc's own, which is on one side only where it is on the page.
            remove(paragraph)
    for body in root.iter(w("body")):
        last = next((node for node in reversed(body) if node.tag in (w("p"), w("tbl"))), None)
        if last is not None and (last.tag == w("tbl") or last.get(MARK)):
            # What comes or goes needs something after it to run into.
            last.addnext(_empty())
    for table in reversed(list(root.iter(w("tbl")))):
        ids = [
            side for side in ("del", "ins") if side in _sides(table) and _needs_parting(_next(table, side))
        ]
        if ids or _needs_parting(_next(table, "")):
            between = _empty()
            if ids != ["del", "ins"]:
                between.set(MARK, ids[0] if ids else BOTH)
            table.addnext(between)


def _empty() -> Element:
    paragraph = etree.Element(w("p"))
    etree.SubElement(etree.SubElement(paragraph, w("pPr")), w("pStyle")).set(w("val"), "Compact")
    return paragraph


def _sides(block: Element) -> frozenset[str]:
    """In which texts a block is: "del" the old one, "ins" the new one."""
    marks = {block.get(MARK, "")}
    if block.tag == w("tbl"):
        marks = {row.get(MARK, "") for row in block.findall(w("tr"))}
    sides: set[str] = set()
    for mark in marks:
        if not mark:
            sides |= {DELETED, INSERTED}
        elif mark != BOTH:
            sides.add(read_side(mark))
    return frozenset(sides)


def _next(block: Element, side: str) -> Element | None:
    """What follows a block in the old or the new text, or, with "", on the page."""
    following = (node for node in block.itersiblings() if node.tag not in _RANGES)
    return next((node for node in following if not side or side in _sides(node)), None)


def _needs_parting(follows: Element | None) -> bool:
    return follows is None or follows.tag == w("tbl")


# -- Word's way ----------------------------------------------------------------------------------------------


def write_marks(root: Element, reviser: ChangeAuthor, ids: Iterator[int]) -> None:
    """Turn the marks that were laid into tracked changes, with an id of its own for each."""
    fit_edited_passages(root)
    writer = _Writer(reviser, ids)
    writer.write_ranges_of_moves(root)
    writer.sign_former_properties(root)
    ended = ""
    for paragraph in root.iter(w("p")):
        marks = [read_mark(run) for run in paragraph.iter(w("r"))] or [""]
        writer.is_later ^= bool(ended and marks[0] == ended)
        ended = marks[-1] if marks[-1] != read_mark(paragraph) else ""
        for parent in list(paragraph.iter()):
            writer.write_runs(parent)
        if mark := _take_mark(paragraph):
            end = _run_properties_of_end(paragraph)
            for index, kind in enumerate([mark] if mark != BOTH else mark.split()):
                end.insert(index, writer.make_change(kind))
    writer.write_rows_and_cells(root)


def _take_mark(node: Element) -> str:
    """The mark on a node, which is taken off it."""
    mark = read_mark(node)
    node.attrib.pop(MARK, "")
    return mark


@dataclass(slots=True)
class _Writer:
    """Writes changes.

    LibreOffice makes one change of two that touch and are of one author and minute, even where the end of a
    paragraph that stays is between them; so the second `is_later`.
    """

    reviser: ChangeAuthor
    ids: Iterator[int]
    is_later: bool = False

    def make_change(self, mark: str, *, is_apart: bool = False) -> Element:
        element = etree.Element(w(mark.partition(" ")[0]))
        self.sign(element, is_apart=is_apart)
        return element

    def sign(self, element: Element, *, is_apart: bool = False) -> None:
        """Say whose change it is, and when it was made; `is_apart` that it is none with those around it."""
        element.set(w("id"), str(next(self.ids)))
        element.set(w("author"), self.reviser.author)
        written_at = self.reviser.written_at + _LATER * (self.is_later is not is_apart)
        element.set(w("date"), written_at.strftime("%Y-%m-%dT%H:%M:%SZ"))

    def sign_former_properties(self, root: Element) -> None:
        """Sign what says which properties a paragraph or a run had."""
        for former in root.iter(w("pPrChange"), w("rPrChange")):
            if not former.get(w("author")):
                self.sign(former)

    def write_rows_and_cells(self, root: Element) -> None:
        """Say of rows and cells that they came or went."""
        for name, prefix in (("tr", ""), ("tc", "cell")):
            for whole in root.iter(w(name)):
                mark = _take_mark(whole)
                if not mark:
                    continue
                properties = whole.find(w(f"{name}Pr"))
                if properties is None:
                    properties = etree.Element(w(f"{name}Pr"))
                    whole.insert(0, properties)
                properties.append(self.make_change(f"{prefix}{mark.capitalize()}" if prefix else mark))

    def write_runs(self, parent: Element) -> None:
        groups = [(mark, list(group)) for mark, group in groupby(parent, _read_mark_and_time)]
        for (mark, is_apart), group in groups:
            runs = [child for child in group if child.tag == w("r")]
            if not mark or not runs:
                continue
            holder = self.make_change(mark, is_apart=is_apart)
            runs[0].addprevious(holder)
            for run in runs:
                run.attrib.pop(MARK)
                run.attrib.pop(LATER, "")
                holder.append(run)
                for text in run if mark == DELETED else ():
                    text.tag = _DELETED_TEXT.get(text.tag, text.tag)

    def write_ranges_of_moves(self, root: Element) -> None:
        """Put the marks around what moved, with a name for each range."""
        counts: Counter[str] = Counter()
        for mark, paragraphs in _list_ranges_of_moves(root):
            kind, _, number = mark.partition(" ")
            counts[mark] += 1
            start = self.make_change(f"{kind}RangeStart")
            start.set(w("name"), f"move{number}-{counts[mark]}")
            end = etree.Element(w(f"{kind}RangeEnd"))
            end.set(w("id"), start.get(w("id"), ""))
            paragraphs[0].addprevious(start)
            paragraphs[-1].addnext(end)


def _read_mark_and_time(run: Element) -> tuple[str, bool]:
    return read_mark(run), LATER in run.attrib


def _do_touch(before: Element, after: Element) -> bool:
    """Say whether nothing stands between two paragraphs but the ends of bookmarks."""
    follower = before.getnext()
    while follower is not None and follower.tag in _RANGES:
        follower = follower.getnext()
    return follower is after


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
