"""Reads the marks of a redline back out of every format: what was added and what was removed, in reading
order.

A page and a PDF say it in words, "[removed: ...]" and "[added: ...]", which is what a screen reader hears and
what is copied; so one reader of such text serves both, and the lines through and under words are held against
it. A Word file says it in w:ins and w:del.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pikepdf
import pypdfium2
from lxml import etree, html

from .pdf import marked_text
from .structure import plain
from .word import W

_BEGIN = re.compile(r"\[(added|removed):\s")
_FURNITURE = frozenset({"was", "moved", "told"})
_BLOCKS = frozenset(
    {"p", "li", "td", "th", "h1", "h2", "h3", "h4", "h5", "div", "section", "tr", "table", "blockquote", "br"}
)


@dataclass(frozen=True, slots=True)
class Marked:
    """A piece of text with a mark, "added" or "removed", or with none."""

    mark: str
    text: str


def pieces(text: str) -> list[Marked]:
    """Cut a text in which marks are told in words. Brackets of the text's own must be in pairs."""
    found: list[Marked] = []
    at = 0
    while begun := _BEGIN.search(text, at):
        end, depth = begun.end(), 1
        while depth:
            assert end < len(text), f"a mark does not end: {text[begun.start() :][:80]}"
            depth += {"[": 1, "]": -1}.get(text[end], 0)
            end += 1
        found += [Marked("", text[at : begun.start()]), Marked(begun[1], text[begun.end() : end - 1])]
        at = end
    return [piece for piece in (*found, Marked("", text[at:])) if piece.text]


def marks(found: Sequence[Marked]) -> list[Marked]:
    """What is marked and not empty, those that touch as one."""
    joined = [
        (mark, plain("".join(piece.text for piece in group)))
        for mark, group in groupby(found, lambda piece: piece.mark)
    ]
    return [Marked(mark, text) for mark, text in joined if mark and text]


def words_of(found: Sequence[Marked], without: str) -> list[str]:
    """The words, without those that are marked as "removed", or as "added"."""
    return "".join(piece.text for piece in found if piece.mark != without).split()


def page_text(body: str, *, furniture: bool = True) -> str:
    """The text of a redline's page as it is heard, marks told; without the `furniture`, what the documents
    themselves say.
    """
    return "".join(_heard(html.fragment_fromstring(body, create_parent="div"), furniture))


def _heard(element: Any, furniture: bool) -> Iterator[str]:
    if not furniture and _FURNITURE & set(element.classes):
        yield element.tail or ""
        return
    skipped = (
        not isinstance(element.tag, str)
        or "footnote-ref" in element.classes
        or "footnote-back" in element.classes
    )
    edge = "\n" if element.tag in _BLOCKS else ""
    if not skipped:
        yield edge
        yield element.text or ""
        for child in element:
            yield from _heard(child, furniture)
        yield edge
    yield element.tail or ""


def page_lines(body: str) -> list[Marked]:
    """What <ins> and <del> stand around on a page, without the words that tell of it."""
    found = []
    for element in html.fragment_fromstring(body, create_parent="div").iter("ins", "del"):
        for said in element.xpath(".//span[@class='said']"):
            said.text = ""
        found.append(
            Marked(
                "added" if element.tag == "ins" else "removed",
                plain("".join(_heard(element, True)).removesuffix(element.tail or "")),
            )
        )
    return [one for one in found if one.text]


def pdf_text(data: bytes) -> str:
    """The text of a PDF as a screen reader hears it, without notes' numbers."""
    with pikepdf.open(io.BytesIO(data)) as file:
        return "".join(text for text, _ in _spoken(file))


def pdf_lines(data: bytes) -> list[Marked]:
    """What has a line through it in a PDF, by its tags."""
    with pikepdf.open(io.BytesIO(data)) as file:
        spoken = [(text, line) for text, line in _spoken(file) if text.strip()]
    return [
        Marked("removed", plain("".join(text for text, _ in group)))
        for line, group in groupby(spoken, lambda each: each[1])
        if line
    ]


def _spoken(file: pikepdf.Pdf) -> Iterator[tuple[str, bool]]:
    """Each stretch of text in the order of the tags, and whether it is struck; notes last."""
    texts = {page.obj.objgen: marked_text(page) for page in file.pages}
    notes: list[tuple[str, bool]] = []

    def inside(node: Any, page: Any, struck: bool) -> Iterator[tuple[str, bool]]:
        page = node.get("/Pg", page)
        if node.get("/S") == "/Lbl":
            return
        struck = struck or _is_struck(node)
        is_block = str(node.get("/S", "")) not in ("/Span", "/Link", "/Strong", "/Em", "/Lbl", "/Reference")
        yield ("\n" if is_block else "", struck)
        kids = node.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, int):
                yield texts[page.objgen].get(kid, ""), struck
            elif kid.get("/Type") == "/MCR":
                yield texts[kid.get("/Pg", page).objgen].get(int(kid.MCID), ""), struck
            elif kid.get("/S") in ("/Note", "/FENote"):
                # A note is no part of the words that its mark stands in; the page has it at its foot.
                notes.extend([("\n", False), *inside(kid, page, False), ("\n", False)])
            elif kid.get("/Type") != "/OBJR":
                yield from inside(kid, page, struck)
        yield ("\n" if is_block else "", struck)

    yield from inside(file.Root.StructTreeRoot, None, False)
    yield from notes


def _is_struck(node: Any) -> bool:
    facts = node.get("/A", {})
    return any(
        fact.get("/TextDecorationType") == "/LineThrough"
        for fact in (facts if isinstance(facts, pikepdf.Array) else [facts])
    )


def copied_text(data: bytes) -> str:
    """The text of a PDF as a browser copies it, page after page."""
    file = pypdfium2.PdfDocument(data)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in file)
    finally:
        file.close()


def word_marks(data: bytes) -> list[Marked]:
    """What was inserted and deleted in a Word file, paragraph by paragraph, then in its notes."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in ("word/document.xml", "word/footnotes.xml") if name in archive.namelist()]
        roots = [etree.fromstring(archive.read(name)) for name in names]
    found: list[Marked] = []
    for paragraph in (paragraph for root in roots for paragraph in root.iter(f"{W}p")):
        runs = [
            Marked(_mark_of(run), "".join(text.text or "" for text in run.iter(f"{W}t", f"{W}delText")))
            for run in paragraph.iter(f"{W}r")
        ]
        found += marks(runs)
    return found


def _mark_of(run: Any) -> str:
    parent = run.getparent()
    return {f"{W}ins": "added", f"{W}del": "removed"}.get(str(parent.tag), "") if parent is not None else ""
