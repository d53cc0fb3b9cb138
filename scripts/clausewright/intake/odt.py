"""OpenDocument texts: headings, paragraphs, lists with the marks that their styles give, tables."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from .counters import written
from .package import Package
from .source import Gathered, Grid, Paragraph, Source, refuse
from .words import clean, linked, words_in, words_of

_NAMESPACE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_T, _TABLE, _OFFICE, _STYLE = (_NAMESPACE % name for name in ("text", "table", "office", "style"))
_HREF = "{http://www.w3.org/1999/xlink}href"
_DEEPEST = 60
_LEFT_OUT = {
    "tracked-changes": "deleted by a tracked change",
    "table-of-content": "list of contents",
    "annotation": "comment in the margin",
}


def read_odt(name: str, package: Package) -> Source:
    """Read an OpenDocument text."""
    content = package.tree("content.xml")
    body = content.find(f"{_OFFICE}body/{_OFFICE}text") if content is not None else None
    if content is None or body is None:
        raise refuse(name, "is no OpenDocument text: it has no words", "Open it in LibreOffice and save it as .odt.")
    reader = _Reader(_list_styles(content) | _list_styles(package.tree("styles.xml")))
    reader.blocks(body, 0)
    words = [*words_in(clean(" \n".join(_texts(body)))), *words_of(reader.labels)]
    styles = package.tree("styles.xml")
    for tree in styles.iter(f"{_STYLE}header", f"{_STYLE}footer") if styles is not None else ():
        text = clean(" ".join(_texts(tree)))
        words += words_in(text)
        reader.gathered.leave(text, "page header or footer")
    return reader.gathered.source(name, "OpenDocument", words)


class _Reader:
    def __init__(self, lists: dict[str, dict[int, tuple[str, str, str]]]) -> None:
        self.lists = lists
        self.gathered = Gathered()
        self.labels: list[str] = []
        self.counts: dict[str, dict[int, int]] = {}

    def blocks(self, holder: etree._Element, depth: int) -> None:
        if depth > _DEEPEST:
            return
        for node in holder:
            local = etree.QName(node).localname
            if local in _LEFT_OUT:
                self.gathered.leave(clean(" ".join(_texts(node))), _LEFT_OUT[local])
            elif local == "h":
                level = node.get(f"{_T}outline-level", "1")
                self.paragraph(node, heading=int(level) if level.isdigit() else 1)
            elif local == "p":
                self.paragraph(node)
            elif local == "list":
                self.list(node, 0, "", depth + 1)
            elif local == "table":
                self.table(node)
            elif local in ("section", "index-body", "text-box", "frame", "note-body"):
                self.blocks(node, depth + 1)

    def paragraph(self, node: etree._Element, heading: int = 0, label: str = "", level: int = 0) -> None:
        text = self.text(node)
        if not text:
            return
        if label:
            self.labels.append(label)
        quoted = "quot" in str(node.get(f"{_T}style-name", "")).lower()
        lines = [" ".join(line.split()) for line in text.split("\n") if line.strip()]
        self.gathered.pieces += [Paragraph(line, heading, "" if at else label, level, quoted) for at, line in enumerate(lines)]

    def list(self, node: etree._Element, level: int, style: str, depth: int) -> None:
        """A list and those inside it; numbers count on where the list says that it continues."""
        style = node.get(f"{_T}style-name") or style
        counts = self.counts.setdefault(style, {})
        if not level and node.get(f"{_T}continue-numbering") != "true" and not node.get(f"{_T}continue-list"):
            counts.clear()
        for item in node:
            fresh = etree.QName(item).localname == "list-item"
            for child in item if depth < _DEEPEST else ():
                match etree.QName(child).localname:
                    case "list":
                        counts.pop(level + 1, None)
                        self.list(child, level + 1, style, depth + 1)
                    case "p" | "h" as kind:
                        label = self.label(style, level) if fresh and self.text(child) else ""
                        fresh = fresh and not label
                        heading = int(child.get(f"{_T}outline-level", "1")) if kind == "h" else 0
                        self.paragraph(child, heading, label, level)
                    case "table":
                        self.table(child)

    def label(self, style: str, level: int) -> str:
        kind, before, after = self.lists.get(style, {}).get(level, ("•", "", ""))
        counts = self.counts[style]
        counts[level] = counts.get(level, 0) + 1
        if kind not in ("1", "a", "A", "i", "I"):
            return "•"
        return f"{before}{_written(counts[level], kind)}{after}"

    def table(self, node: etree._Element) -> None:
        rows = []
        for row in node.iter(f"{_TABLE}table-row"):
            if next(row.iterancestors(f"{_TABLE}table")) is not node:
                continue
            cells = [" ".join(self.text(one) for one in cell.iter(f"{_T}p", f"{_T}h")).strip() for cell in row if "cell" in str(cell.tag)]
            rows.append(tuple(" ".join(cell.split()) for cell in cells[:60]))
        width = max((len(row) for row in rows), default=0)
        full = tuple(row + ("",) * (width - len(row)) for row in rows if any(row))
        if width == 1 or len(full) == 1:
            self.gathered.pieces += [Paragraph(cell) for row in full for cell in row if cell]
        elif full:
            self.gathered.pieces.append(Grid(full))

    def text(self, node: etree._Element) -> str:
        """The words of a paragraph. Notes go where their marks stand, between brackets of their own paragraph's."""
        found = [clean(node.text or "")]
        for child in node:
            local = etree.QName(child).localname
            if local == "line-break":
                found.append("\n")
            elif local in ("tab", "s"):
                found.append(" ")
            elif local == "a":
                found.append(linked(self.text(child), child.get(_HREF, "")))
            elif local == "annotation":
                self.gathered.leave(clean(" ".join(_texts(child))), _LEFT_OUT[local])
            elif local == "note":
                found.append(f" ({clean(' '.join(' '.join(_texts(child)).split()))})")
            elif local in ("frame", "text-box", "p", "h"):
                found.append(f"\n{self.text(child)}\n")
            else:
                found.append(self.text(child))
            found.append(clean(child.tail or ""))
        return "".join(found).strip()


def _texts(node: etree._Element) -> Iterator[str]:
    """Every text below a node, a paragraph at a time."""
    for paragraph in node.iter(f"{_T}p", f"{_T}h"):
        if not any(parent.tag in (f"{_T}p", f"{_T}h") for parent in paragraph.iterancestors()):
            yield "".join(_pieces(paragraph))


def _pieces(node: etree._Element) -> Iterator[str]:
    is_apart = etree.QName(node).localname in ("p", "h", "note", "annotation", "line-break", "tab", "s", "note-citation")
    yield " " if is_apart else ""
    yield node.text or ""
    for child in node:
        yield from _pieces(child)
        yield child.tail or ""
    yield " " if is_apart else ""


def _list_styles(tree: etree._Element | None) -> dict[str, dict[int, tuple[str, str, str]]]:
    """For each list style and level: its counting (1, a, i) or its bullet, and what stands before and after."""
    found: dict[str, dict[int, tuple[str, str, str]]] = {}
    for style in tree.iter(f"{_T}list-style") if tree is not None else ():
        levels = found.setdefault(str(style.get(f"{_STYLE}name", "")), {})
        for level in style:
            at = level.get(f"{_T}level", "1")
            kind = level.get(f"{_STYLE}num-format") or level.get(f"{_T}bullet-char") or ""
            levels[int(at) - 1 if at.isdigit() else 0] = (kind, level.get(f"{_STYLE}num-prefix", ""), level.get(f"{_STYLE}num-suffix", ""))
    return found


def _written(count: int, kind: str) -> str:
    names = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
    return written(count, names.get(kind, "decimal"))
