"""Web pages: headings, paragraphs, lists, tables and quotations; scripts, menus and forms are no text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lxml import etree
from lxml import html as lxml_html

from ..word.numbering import written
from .source import Grid, Paragraph, Source, SourceBuilder, refuse
from .words import clean, emphasised, joined_up, linked, without_emphasis, words_in, words_of

_SILENT = frozenset(
    {"script", "style", "template", "noscript", "head", "svg", "math", "iframe", "object", "canvas"}
)
_FURNITURE = frozenset({"nav", "header", "footer", "form", "button", "select"})
_BLOCKS = frozenset(
    {"p", "div", "section", "article", "main", "aside", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol",
     "li", "dl", "dt", "dd", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "figure", "figcaption",
     "pre", "address", "hr", "br", "header", "footer", "nav", "form", "body", "fieldset", "details", "summary"}
)  # fmt: skip
_KINDS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_WHY = "menu, header or footer of the page"
_DEEPEST, _WIDEST = 200, 40


@dataclass(frozen=True, slots=True)
class _Like:
    """How the text that comes next is set: bold, in italics, as a link."""

    bold: bool = False
    italic: bool = False
    target: str = ""


def read_html(name: str, text: str) -> Source:
    """Read a web page from its text. Nothing that it names is fetched."""
    parser = lxml_html.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, huge_tree=True, encoding="utf-8"
    )
    try:
        root = lxml_html.document_fromstring(clean(text).encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise refuse(name, "is a web page without text", "Save the page again with its text.") from None
    if any("depth" in str(one.message).lower() for one in parser.error_log):
        # The parser gives up where a page is nested too deep, and says nothing else.
        raise refuse(
            name,
            "is nested deeper than any page that a person wrote",
            "Open it in a browser, and save it as text or PDF.",
        )
    body = root.find("body")
    body = body if body is not None else root
    reader = _Reader()
    main = next((one for one in body.iter("main", "article") if one.find(".//h1") is not None), None)
    if main is not None:
        # What a page says outside its main part is the site's.
        reader.gathered.leave(_strings(body, without=main), _WHY)
    reader.walk(body if main is None else main, 0, quoted=False)
    reader.end()
    return reader.gathered.source(name, "HTML", [*words_in(_strings(body)), *words_of(reader.labels)])


class _Reader:
    """Gathers running text and ends a paragraph wherever a block begins or ends."""

    def __init__(self) -> None:
        self.gathered = SourceBuilder()
        self.labels: list[str] = []
        self.running: list[str] = []
        self.strong: list[bool] = []
        self.like = Paragraph("")
        self.set = _Like()

    def end(self) -> None:
        text = joined_up(" ".join("".join(self.running).split()))
        strong = bool(self.strong) and all(self.strong)
        self.running.clear()
        self.strong.clear()
        if text:
            if self.like.label:
                self.labels.append(self.like.label)
            read = Paragraph.of(text)
            self.gathered.pieces.append(replace(self.like, text=read.text, rich=read.rich, strong=strong))
            self.like = Paragraph("", depth=self.like.depth, quoted=self.like.quoted)

    def add(self, text: str | None) -> None:
        if text and text.strip():
            self.strong.append(self.set.bold)
            text = emphasised(text, bold=self.set.bold, italic=self.set.italic)
            text = linked(text, self.set.target) if self.set.target else text
        self.running.append(text or "")

    def walk(self, node: etree._Element, depth: int, *, quoted: bool, level: int = -1) -> None:
        self.add(node.text)
        for child in node:
            self.node(child, depth, quoted=quoted, level=level)
            self.add(child.tail)

    def node(self, child: etree._Element, depth: int, *, quoted: bool, level: int) -> None:
        tag = child.tag if isinstance(child.tag, str) else "script"
        if tag in _SILENT:
            return
        if depth > _DEEPEST or _is_furniture(child, tag):
            self.gathered.leave(_strings(child), _WHY)
        elif child.get("hidden") is not None or _HIDDEN.search(child.get("style", "")):
            self.gathered.leave(_strings(child), "hidden text")
        elif tag == "table" and len(child.findall(".//tr")) > 1 and not child.findall(".//table"):
            self.end()
            self.table(child, depth)
        elif tag in _BLOCKS:
            self.end()
            was = self.like
            self.like = self.begun(child, tag, quoted=quoted or tag == "blockquote", level=level)
            inner = level + 1 if tag in ("ul", "ol") else level
            self.walk(child, depth + 1, quoted=quoted or tag == "blockquote", level=inner)
            self.end()
            self.like = Paragraph("", depth=was.depth, quoted=was.quoted)
        else:
            before = self.set
            bold = (
                before.bold
                or tag in ("b", "strong")
                or bool(re.search(r"font-weight\s*:\s*(bold|[6-9]00)", child.get("style", "")))
            )
            italic = (
                before.italic
                or tag in ("i", "em")
                or "font-style:italic" in child.get("style", "").replace(" ", "")
            )
            self.set = _Like(bold, italic, child.get("href", "") if tag == "a" else before.target)
            self.walk(child, depth + 1, quoted=quoted, level=level)
            self.set = before

    def begun(self, node: etree._Element, tag: str, *, quoted: bool, level: int) -> Paragraph:
        depth = max(level, 0)
        if tag[0] == "h" and tag[1:].isdigit():
            return Paragraph("", heading=int(tag[1:]), quoted=quoted)
        # A list item's mark goes before its first words, also where they stand in a paragraph of their own.
        label = self.like.label if tag in ("p", "div") else ""
        parent = node.getparent()
        if tag == "li" and parent is not None:
            label = (
                "•"
                if parent.tag != "ol"
                else f"{written(_count(node, parent), _KINDS.get(parent.get('type', ''), 'decimal'))}."
            )
        return Paragraph("", label=label, depth=depth, quoted=quoted)

    def table(self, node: etree._Element, depth: int) -> None:
        caption = node.find("caption")
        if caption is not None:
            self.walk(caption, depth + 1, quoted=False)
            self.end()
        rows = [
            [text for cell in row.iter("td", "th") for text in self.cell(cell, depth)]
            for row in node.iter("tr")
        ]
        rows = [row for row in rows if any(row)]
        width = min(_WIDEST, max(map(len, rows), default=0))
        padded = [[*row, *[""] * (width - len(row))] for row in rows]
        full = [(*row[: width - 1], " ".join(filter(None, row[width - 1 :]))) for row in padded]
        if width <= 1 or len(full) <= 1:
            self.gathered.pieces += [Paragraph.of(cell) for row in full for cell in row if cell]
        else:
            self.gathered.pieces.append(Grid((tuple(map(without_emphasis, full[0])), *full[1:])))

    def cell(self, cell: etree._Element, depth: int) -> list[str]:
        """A cell's text, and an empty one for each column more that it spans."""
        pieces, self.gathered.pieces = self.gathered.pieces, []
        self.like = Paragraph("")
        self.walk(cell, depth + 1, quoted=False)
        self.end()
        said = [one for one in self.gathered.pieces if isinstance(one, Paragraph)]
        self.gathered.pieces = pieces
        span = cell.get("colspan", "1")
        more = min(int(span), 20) - 1 if span.isdigit() else 0
        return [" ".join(f"{one.label} {one.rich or one.text}".strip() for one in said), *[""] * more]


def _count(node: etree._Element, parent: etree._Element) -> int:
    """What an item of a list is counted as. Each item looks at the one before it alone."""
    own = node.get("value", "")
    if own.isdigit() and len(own) < 6:
        count = int(own)
    else:
        before = next(node.itersiblings("li", preceding=True), None)
        start = parent.get("start", "1")
        count = (
            int(before.get("data-counted", "0")) + 1
            if before is not None
            else int(start)
            if start.isdigit() and len(start) < 6
            else 1
        )
    node.set("data-counted", str(count))
    return count


def _is_furniture(node: etree._Element, tag: str) -> bool:
    """Say whether a part of a page is no text of its own: not a header that holds the title, nor a form that
    holds the page.
    """
    if tag == "header":
        return node.find(".//h1") is None or node.find(".//nav") is not None
    if tag == "form":
        return len(node.findall(".//p")) + len(node.findall(".//li")) < 6
    return tag in _FURNITURE


def _strings(node: etree._Element, *, without: etree._Element | None = None) -> str:
    """Every text below a node that a reader would see; blocks are set apart by a space."""
    found: list[str] = []
    waiting: list[tuple[etree._Element, bool]] = [(node, True)]
    while waiting:
        here, opening = waiting.pop()
        tag = here.tag if isinstance(here.tag, str) else "script"
        seen = tag not in _SILENT and here is not without
        if opening:
            found.append(" " if tag in _BLOCKS else "")
            if seen:
                found.append(here.text or "")
            waiting.append((here, False))
            waiting += [(child, True) for child in reversed(here)] if seen else []
        else:
            found += [" " if tag in _BLOCKS else "", (here.tail or "") if here is not node else ""]
    return "".join(found)
