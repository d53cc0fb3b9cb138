"""Web pages: headings, paragraphs, lists, tables and quotations; scripts, menus and forms are no text."""

from __future__ import annotations

from lxml import etree
from lxml import html as lxml_html

from .counters import written
from .source import Gathered, Grid, Paragraph, Source, refuse
from .words import clean, linked, words_in, words_of

_SILENT = frozenset({"script", "style", "template", "noscript", "head", "svg", "math", "iframe", "object", "canvas"})
_FURNITURE = frozenset({"nav", "header", "footer", "form", "button", "select"})
_BLOCKS = frozenset(
    {"p", "div", "section", "article", "main", "aside", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol",
     "li", "dl", "dt", "dd", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "figure", "figcaption",
     "pre", "address", "hr", "br", "header", "footer", "nav", "form", "body", "fieldset", "details", "summary"}
)  # fmt: skip
_KINDS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_DEEPEST = 200


def read_html(name: str, text: str) -> Source:
    """Read a web page from its text. Nothing that it names is fetched."""
    parser = lxml_html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, encoding="utf-8")
    try:
        root = lxml_html.document_fromstring(clean(text).encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise refuse(name, "is a web page without text", "Save the page again with its text.") from None
    reader = _Reader()
    body = root.find("body")
    reader.walk(body if body is not None else root, 0, quoted=False)
    reader.end()
    words = words_in(" ".join(_strings(body if body is not None else root)))
    return reader.gathered.source(name, "HTML", [*words, *words_of(reader.labels)])


class _Reader:
    """Gathers running text and ends a paragraph wherever a block begins or ends."""

    def __init__(self) -> None:
        self.gathered = Gathered()
        self.labels: list[str] = []
        self.running: list[str] = []
        self.like = Paragraph("")

    def end(self) -> None:
        text = " ".join("".join(self.running).split())
        self.running.clear()
        if text:
            label = self.like.label
            if label:
                self.labels.append(label)
            self.gathered.pieces.append(Paragraph(text, self.like.heading, label, self.like.depth, self.like.quoted))
            self.like = Paragraph("", depth=self.like.depth, quoted=self.like.quoted)

    def walk(self, node: etree._Element, depth: int, *, quoted: bool, level: int = -1) -> None:
        self.running.append(node.text or "")
        for child in node:
            self.node(child, depth, quoted=quoted, level=level)
            self.running.append(child.tail or "")

    def node(self, child: etree._Element, depth: int, *, quoted: bool, level: int) -> None:
        tag = child.tag if isinstance(child.tag, str) else "script"
        if tag in _SILENT:
            return
        if tag in _FURNITURE or depth > _DEEPEST:
            self.gathered.leave(" ".join(_strings(child)), "menu, header or footer of the page")
        elif tag == "table" and len(child.findall(".//tr")) > 1 and not child.findall(".//table"):
            self.end()
            self.table(child)
        elif tag == "a":
            outer, self.running = self.running, []
            self.walk(child, depth + 1, quoted=quoted, level=level)
            self.running = [*outer, linked("".join(self.running), child.get("href", ""))]
        elif tag in _BLOCKS:
            self.end()
            was = self.like
            self.like = self.begun(child, tag, quoted=quoted or tag == "blockquote", level=level)
            inner = level + 1 if tag in ("ul", "ol") else level
            self.walk(child, depth + 1, quoted=quoted or tag == "blockquote", level=inner)
            self.end()
            self.like = Paragraph("", depth=was.depth, quoted=was.quoted)
        else:
            self.walk(child, depth + 1, quoted=quoted, level=level)

    def begun(self, node: etree._Element, tag: str, *, quoted: bool, level: int) -> Paragraph:
        depth = max(level, 0)
        if tag[0] == "h" and tag[1:].isdigit():
            return Paragraph("", heading=int(tag[1:]), quoted=quoted)
        # A list item's mark goes before its first words, also where they stand in a paragraph of their own.
        label = self.like.label if tag in ("p", "div") else ""
        parent = node.getparent()
        if tag == "li" and parent is not None:
            start = parent.get("start", "1")
            count = (int(start) if start.isdigit() else 1) + len(list(node.itersiblings("li", preceding=True)))
            label = "•" if parent.tag != "ol" else f"{written(count, _KINDS.get(parent.get('type', ''), 'decimal'))}."
        return Paragraph("", label=label, depth=depth, quoted=quoted)

    def table(self, node: etree._Element) -> None:
        caption = node.find("caption")
        if caption is not None and (text := " ".join(" ".join(_strings(caption)).split())):
            self.gathered.pieces.append(Paragraph(text))
        rows = [tuple(" ".join(" ".join(_strings(cell)).split()) for cell in row.iter("td", "th")) for row in node.iter("tr")]
        rows = [row for row in rows if any(row)]
        width = max((len(row) for row in rows), default=0)
        full = tuple(row + ("",) * (width - len(row)) for row in rows)
        if width == 1 or len(full) == 1:
            self.gathered.pieces += [Paragraph(cell) for row in full for cell in row if cell]
        elif full:
            self.gathered.pieces.append(Grid(full))


def _strings(node: etree._Element) -> list[str]:
    """Every text below a node that a reader would see; blocks are set apart by a space."""
    found: list[str] = []
    waiting: list[tuple[etree._Element, bool]] = [(node, True)]
    while waiting:
        here, opening = waiting.pop()
        tag = here.tag if isinstance(here.tag, str) else "script"
        if opening:
            found.append(" " if tag in _BLOCKS else "")
            if tag not in _SILENT:
                found.append(here.text or "")
            waiting.append((here, False))
            waiting += [(child, True) for child in reversed(here)] if tag not in _SILENT else []
        else:
            found += [" " if tag in _BLOCKS else "", (here.tail or "") if here is not node else ""]
    return ["".join(found)]
