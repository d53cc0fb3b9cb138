"""Reads a PDF as a screen reader does: the tree of tags, each with the text of its marked content. Artifacts
are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf

from .structure import BULLET, Blocks, Flow, List, Note, Picture, Quote, Table, heading, plain

_BULLETS = frozenset("•\u2013‣◦▪")
_PARAGRAPHS = frozenset({"/P", "/Caption", "/Div", "/Sect", "/Part", "/Art", "/Document"})
Node = Any  # pikepdf's objects are dictionaries, arrays and numbers in one


def read_pdf(file: Path | BytesIO) -> Blocks:
    """Read a PDF, from a file or from its bytes."""
    with pikepdf.open(file) as opened:
        reader = _Reader(opened)
        flow = Flow()
        reader.inside(opened.Root.StructTreeRoot, flow)
        return flow.whole()


class _Reader:
    def __init__(self, file: pikepdf.Pdf) -> None:
        self.texts = {page.obj.objgen: marked_text(page) for page in file.pages}

    def inside(self, node: Node, flow: Flow) -> None:
        for child in _kids(node):
            if isinstance(child, int):
                flow.text.append(self.texts[node.Pg.objgen].get(child, ""))
            elif child.get("/Type") == "/MCR":
                page = child.get("/Pg", node.get("/Pg"))
                flow.text.append(self.texts[page.objgen].get(int(child.MCID), ""))
            elif child.get("/Type") != "/OBJR":
                self.one(child, flow)

    def one(self, node: Node, flow: Flow) -> None:
        tag = str(node.S)
        if "/ActualText" in node:
            flow.text.append(str(node.ActualText))
        elif tag == "/Title" or re.fullmatch(r"/H[1-6]", tag):
            flow.add(heading(0 if tag == "/Title" else int(tag[2]), self.said(node)))
        elif tag == "/L":
            flow.add(self.list(node, flow))
        elif tag == "/Table":
            flow.add(self.table(node))
        elif tag == "/BlockQuote":
            flow.add(Quote(self.blocks(node, flow)))
        elif tag == "/Figure":
            flow.add(Picture(plain(str(node.get("/Alt", "")))))
        elif tag in ("/Note", "/FENote"):
            flow.notes.append(Note(self.said(node)))
        elif tag in ("/Lbl", "/Artifact", "/TOC"):
            pass  # the mark of a note; what repeats the headings
        elif tag in _PARAGRAPHS:
            flow.end()
            self.inside(node, flow)
            flow.end()
        else:
            self.inside(node, flow)

    def said(self, node: Node) -> str:
        """All text in a node, as one line."""
        flow = Flow()
        self.inside(node, flow)
        return " ".join(block.words for block in flow.done() if hasattr(block, "words"))

    def blocks(self, node: Node, flow: Flow) -> Blocks:
        inner = flow.inner()
        self.inside(node, inner)
        return inner.done()

    def list(self, node: Node, flow: Flow) -> List:
        labels: list[str] = []
        items: list[Blocks] = []
        for child in _kids(node):
            if child.S == "/L":  # a list inside the item before it
                items[-1] = (*items[-1], self.list(child, flow))
                continue
            assert child.S == "/LI", f"{child.S} in a list"
            parts = {str(part.S): part for part in _kids(child)}
            mark = self.said(parts["/Lbl"]) if "/Lbl" in parts else ""
            labels.append(BULLET if mark in _BULLETS else mark)
            items.append(self.blocks(parts["/LBody"], flow) if "/LBody" in parts else ())
        return List(tuple(labels), tuple(items))

    def table(self, node: Node) -> Table:
        rows = [
            row
            for part in _kids(node)
            for row in (_kids(part) if part.S in ("/THead", "/TBody", "/TFoot") else [part])
        ]
        cells = [[(str(cell.S), self.said(cell)) for cell in _kids(row)] for row in rows]
        heads = [tuple(text for _, text in row) for row in cells if all(tag == "/TH" for tag, _ in row)]
        assert len(heads) <= 1, "a table has one head row"
        return Table(
            heads[0] if heads else (),
            tuple(tuple(text for _, text in row) for row in cells if not all(tag == "/TH" for tag, _ in row)),
        )


def _kids(node: Node) -> Iterator[Node]:
    kids = node.get("/K")
    if kids is None:
        return
    if isinstance(kids, pikepdf.Array):
        yield from kids
    else:
        yield kids


# -- the text of marked content ------------------------------------------------------------------------------


@dataclass(slots=True)
class _Marked:
    """A stretch of marked content: its number if it has one, and the text that stands for its letters if it
    brings one.
    """

    number: int | None
    actual: str | None
    is_said: bool = False


def marked_text(page: pikepdf.Page) -> dict[int, str]:
    """The text of each piece of marked content of a page, by its number."""
    found: dict[int, str] = {}
    resources = page.obj.Resources
    fonts: dict[str, dict[int, str]] = {}
    stack: list[_Marked] = []
    codes: dict[int, str] = {}
    for instruction in pikepdf.parse_content_stream(page):
        operands, operator = instruction.operands, str(instruction.operator)
        if operator in ("BDC", "BMC"):
            properties: Node = operands[1] if operator == "BDC" else {}
            if isinstance(properties, pikepdf.Name):
                properties = resources.Properties[properties]
            number = int(properties["/MCID"]) if "/MCID" in properties else None
            stack.append(
                _Marked(number, str(properties["/ActualText"]) if "/ActualText" in properties else None)
            )
        elif operator == "EMC":
            stack.pop()
        elif operator == "Tf":
            name = str(operands[0])
            if name not in fonts:
                fonts[name] = _characters(resources.Font[name])
            codes = fonts[name]
        elif operator in ("Tj", "TJ"):
            parts = operands[0] if operator == "TJ" else operands
            _say(
                found,
                stack,
                "".join(_decoded(bytes(part), codes) for part in parts if isinstance(part, pikepdf.String)),
            )
    return found


def without_marks(page: pikepdf.Page) -> str:
    """The letters' codes of a page that stand in no numbered stretch and in no artifact; empty where all is
    in order.
    """
    depth, loose = 0, []
    for instruction in pikepdf.parse_content_stream(page):
        operator = str(instruction.operator)
        if operator in ("BDC", "BMC"):
            is_known = instruction.operands[0] == "/Artifact" or (
                operator == "BDC" and "/MCID" in instruction.operands[1]
            )
            depth += 1 if is_known or depth else 0
        elif operator == "EMC":
            depth -= 1 if depth else 0
        elif operator in ("Tj", "TJ") and not depth:
            loose.append(str(instruction.operands[0]))
    return " ".join(loose)


def _say(found: dict[int, str], stack: list[_Marked], text: str) -> None:
    """Add text to the innermost numbered stretch, unless another text stands for it: that is added once."""
    number = next((marked.number for marked in reversed(stack) if marked.number is not None), None)
    if number is None:
        return
    instead = next((marked for marked in stack if marked.actual is not None), None)
    if instead is not None:
        text = "" if instead.is_said else instead.actual or ""
        instead.is_said = True
    found[number] = found.get(number, "") + text


def _decoded(data: bytes, codes: dict[int, str]) -> str:
    return "".join(codes.get(data[at] << 8 | data[at + 1], "\ufffd") for at in range(0, len(data), 2))


def _characters(font: Node) -> dict[int, str]:
    """The letters that each two-byte code of a font stands for, out of its ToUnicode table."""
    assert font.Subtype == "/Type0", f"a font is of the kind {font.Subtype}"
    table = font.ToUnicode.read_bytes().decode("ascii", "replace")
    found: dict[int, str] = {}
    for part in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, text in re.findall(r"<(\w+)>\s*<(\w+)>", part):
            found[int(code, 16)] = _utf16(text)
    for part in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, text in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", part):
            for at in range(int(last, 16) - int(first, 16) + 1):
                letters = _utf16(text)
                found[int(first, 16) + at] = letters[:-1] + chr(ord(letters[-1]) + at)
    return found


def _utf16(text: str) -> str:
    return bytes.fromhex(text).decode("utf-16-be")
