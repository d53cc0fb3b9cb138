"""OpenDocument texts: headings, paragraphs, lists with the marks that their styles give, tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import takewhile

from lxml import etree

from ..word.numbering import written
from ..word.package import Package
from .source import Grid, Paragraph, Source, SourceBuilder, refuse
from .words import clean, emphasised, joined_up, linked, without_emphasis, words_in, words_of

_NAMESPACE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_T, _TABLE, _OFFICE, _STYLE, _FO = (
    _NAMESPACE % name for name in ("text", "table", "office", "style", "xsl-fo-compatible")
)
_HREF = "{http://www.w3.org/1999/xlink}href"
_DEEPEST, _WIDEST = 60, 40
_LEFT_OUT = {
    "tracked-changes": "deleted by a tracked change",
    "annotation": "comment in the margin",
} | dict.fromkeys(
    ("table-of-content", "illustration-index", "table-index", "alphabetical-index"), "list of contents"
)
_COUNTED = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of lists is counted: by what, what stands around it, how many levels it shows, where it
    begins.
    """

    kind: str
    before: str = ""
    after: str = ""
    shown: int = 1
    start: int = 1


@dataclass(slots=True)
class _Said:
    """A paragraph's text with the marks of its emphasis, whether each piece is bold, and the boxes that stand
    in it.
    """

    pieces: list[str] = field(default_factory=list)
    strong: list[bool] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)


def read_odt(name: str, package: Package) -> Source:
    """Read an OpenDocument text."""
    content, styles = package.tree("content.xml"), package.tree("styles.xml")
    body = content.find(f"{_OFFICE}body/{_OFFICE}text") if content is not None else None
    if content is None or body is None:
        raise refuse(
            name, "is no OpenDocument text: it has no words", "Open it in LibreOffice and save it as .odt."
        )
    reader = _Reader(_list_styles(styles) | _list_styles(content), _text_styles(styles, content))
    reader.blocks(body, 0)
    words = [*words_of(clean(text) for text in _texts(body)), *words_of(reader.labels)]
    for tree in styles.iter(f"{_STYLE}header", f"{_STYLE}footer") if styles is not None else ():
        for text in map(clean, _texts(tree)):
            words += words_in(text)
            reader.gathered.leave(text, "page header or footer")
    return reader.gathered.source(name, "OpenDocument", words)


class _Reader:
    """Walks the document once. `labels` are the numbers that its program would print."""

    def __init__(
        self, lists: Mapping[str, Mapping[int, _Level]], styles: Mapping[str, Mapping[str, str]]
    ) -> None:
        self.lists = lists
        self.styles = styles
        self.gathered = SourceBuilder()
        self.labels: list[str] = []
        self.counts: dict[str, dict[int, int]] = {}

    # -- blocks ----------------------------------------------------------------------------------------------

    def blocks(self, holder: etree._Element, depth: int) -> None:
        for node in holder if depth < _DEEPEST else ():
            match local := _local(node):
                case "h":
                    level = _number(node, "outline-level", 1)
                    self.paragraph(
                        node,
                        level,
                        self.label("", level - 1) if node.get(f"{_T}is-list-header") != "true" else "",
                    )
                case "p":
                    self.paragraph(node)
                case "list":
                    self.list(node, 0, "", depth + 1)
                case "table":
                    self.table(node, depth)
                case _ if local in _LEFT_OUT:
                    self.leave(node)
                case _:
                    self.blocks(node, depth + 1)

    def leave(self, node: etree._Element) -> None:
        for text in _texts(node):
            self.gathered.leave(clean(text), _LEFT_OUT[_local(node)])

    def paragraph(self, node: etree._Element, heading: int = 0, label: str = "", level: int = 0) -> None:
        said = self.said(node)
        text = joined_up("".join(said.pieces)).strip()
        if text and label:
            self.labels.append(label)
        style = self.styles.get(str(node.get(f"{_T}style-name", "")), {})
        quoted = "quot" in f"{node.get(f'{_T}style-name', '')} {style.get('parent', '')}".lower()
        like = Paragraph("", heading, "", level, quoted, strong=bool(said.strong) and all(said.strong))
        for at, line in enumerate([text] if heading else [line for line in text.split("\n") if line.strip()]):
            read = Paragraph.of(line)
            if read.text:
                self.gathered.pieces.append(
                    replace(like, text=read.text, rich=read.rich, label="" if at else label)
                )
        for box in said.boxes:
            self.blocks(box, 1)

    # -- lists -----------------------------------------------------------------------------------------------

    def list(self, node: etree._Element, level: int, style: str, depth: int) -> None:
        """A list and those inside it; numbers count on where the list says that it continues."""
        style = node.get(f"{_T}style-name") or style
        counts = self.counts.setdefault(style, {})
        if not level and node.get(f"{_T}continue-numbering") != "true" and not node.get(f"{_T}continue-list"):
            counts.clear()
        for item in node:
            fresh = _local(item) == "list-item"
            if fresh and item.get(f"{_T}start-value"):
                counts[level] = _number(item, "start-value", 1) - 1
            for child in item if depth < _DEEPEST else ():
                match _local(child):
                    case "list":
                        self.list(child, level + 1, style, depth + 1)
                    case "p" | "h" as kind:
                        label = (
                            self.label(style, level)
                            if fresh and "".join(self.said(child, quiet=True).pieces).strip()
                            else ""
                        )
                        fresh = fresh and not label
                        self.paragraph(
                            child, _number(child, "outline-level", 1) if kind == "h" else 0, label, level
                        )
                    case "table":
                        self.table(child, depth)
                    case "section" | "soft-page-break":
                        self.blocks(child, depth + 1)

    def label(self, style: str, level: int) -> str:
        """The number or bullet that comes next in a list, or at a heading where the style is empty."""
        levels = self.lists.get(style, {})
        here = levels.get(level, _Level("•" if style else ""))
        counts = self.counts.setdefault(style, {})
        counts[level] = counts.get(level, here.start - 1) + 1
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        if here.kind not in _COUNTED:
            return "•" if here.kind else ""
        shown = [
            written(counts.get(at, levels[at].start), _COUNTED[levels[at].kind])
            for at in range(max(0, level - here.shown + 1), level + 1)
            if at in levels and levels[at].kind in _COUNTED
        ]
        return f"{here.before}{'.'.join(shown)}{here.after}"

    # -- tables ----------------------------------------------------------------------------------------------

    def table(self, node: etree._Element, depth: int) -> None:
        rows = [[cell for cell in row if "cell" in _local(cell)] for row in _rows(node)]
        if len(rows) <= 1 or max(map(len, rows)) <= 1:
            for cell in (cell for row in rows for cell in row):
                self.blocks(cell, depth + 1)
            return
        read = [[" ".join(self.texts(cell, depth)) for cell in row] for row in rows]
        width = min(_WIDEST, max(map(len, read)))
        padded = [[*row, *[""] * (width - len(row))] for row in read if any(row)]
        full = [(*row[: width - 1], " ".join(filter(None, row[width - 1 :]))) for row in padded]
        if len(full) > 1 and sum(any(row[at] for row in full) for at in range(width)) > 1:
            self.gathered.pieces.append(Grid((tuple(map(without_emphasis, full[0])), *full[1:])))
        else:
            self.gathered.pieces += [Paragraph.of(cell) for row in full for cell in row if cell]

    def texts(self, holder: etree._Element, depth: int, style: str = "", level: int = -1) -> Iterator[str]:
        """The texts of what stands in a cell, with their numbers and bullets."""
        for node in holder if depth < _DEEPEST else ():
            match local := _local(node):
                case "p" | "h":
                    said = self.said(node)
                    if text := " ".join(joined_up("".join(said.pieces)).split()):
                        label = self.label(style, level) if level >= 0 and node.getprevious() is None else ""
                        self.labels.append(label)
                        yield f"{label} {text}".strip()
                    for box in said.boxes:
                        yield from self.texts(box, depth + 1)
                case "list":
                    yield from self.texts(
                        node, depth + 1, str(node.get(f"{_T}style-name") or style), level + 1
                    )
                case _ if local in _LEFT_OUT:
                    self.leave(node)
                case _:
                    yield from self.texts(node, depth + 1, style, level)

    # -- text ------------------------------------------------------------------------------------------------

    def said(self, node: etree._Element, *, quiet: bool = False) -> _Said:
        """A paragraph's own text. Notes go where their marks stand, between brackets of their own
        paragraph's.
        """
        said = _Said()
        self._into(said, node, self.styles.get(str(node.get(f"{_T}style-name", "")), {}), "", 0, quiet=quiet)
        return said

    def _into(
        self,
        said: _Said,
        node: etree._Element,
        style: Mapping[str, str],
        target: str,
        depth: int,
        *,
        quiet: bool,
    ) -> None:
        self._add(said, node.text, style, target)
        for child in node:
            match local := _local(child):
                case "line-break":
                    said.pieces.append("\n")
                case "tab" | "s":
                    said.pieces.append(" ")
                case "note":
                    for mark in child.iter(f"{_T}note-citation") if not quiet else ():
                        self.gathered.leave(
                            clean(mark.text or ""), "mark of a note, which stands where the mark was"
                        )
                    self._add(said, f" ({' '.join(' '.join(_texts(child)).split())})", {}, "")
                case "frame" | "text-box" | "custom-shape" | "g" | "rect":
                    said.boxes.append(child)
                case _ if local in _LEFT_OUT:
                    if not quiet:
                        self.leave(child)
                case _ if depth < _DEEPEST:
                    own = self.styles.get(str(child.get(f"{_T}style-name", "")), {})
                    self._into(
                        said, child, {**style, **own}, child.get(_HREF, "") or target, depth + 1, quiet=quiet
                    )
            self._add(said, child.tail, style, target)

    def _add(self, said: _Said, text: str | None, style: Mapping[str, str], target: str) -> None:
        text = re.sub(r"\s", " ", clean(text or ""))
        bold, italic = style.get("weight", "") == "bold", style.get("slant", "") in ("italic", "oblique")
        if text.strip():
            said.strong.append(bold or style.get("underline", "none") != "none")
        marked = emphasised(text, bold=bold, italic=italic)
        said.pieces.append(linked(marked, target) if target else marked)


def _rows(node: etree._Element) -> Iterator[etree._Element]:
    for child in node:
        if _local(child) == "table-row":
            yield child
        elif _local(child) in ("table-rows", "table-header-rows", "table-row-group"):
            yield from _rows(child)


def _texts(node: etree._Element) -> Iterator[str]:
    """Every text below a node, a paragraph at a time; boxes and notes within are parted from the words around
    them by a space.
    """
    for paragraph in node.iter(f"{_T}p", f"{_T}h"):
        if not any(parent.tag in (f"{_T}p", f"{_T}h") for parent in _between(paragraph, node)):
            yield "".join(_pieces(paragraph))


def _between(node: etree._Element, top: etree._Element) -> Iterator[etree._Element]:
    return takewhile(lambda parent: parent is not top, node.iterancestors() if node is not top else ())


_APART = frozenset(
    {
        "p",
        "h",
        "note",
        "annotation",
        "line-break",
        "tab",
        "s",
        "note-citation",
        "frame",
        "text-box",
        "custom-shape",
    }
)


def _pieces(node: etree._Element) -> Iterator[str]:
    gap = " " if _local(node) in _APART else ""
    yield gap
    yield node.text or ""
    for child in node:
        yield from _pieces(child)
        yield child.tail or ""
    yield gap


def _list_styles(tree: etree._Element | None) -> dict[str, dict[int, _Level]]:
    """For each list style and level how it is counted; the outline of headings has no name."""
    found: dict[str, dict[int, _Level]] = {}
    for style in tree.iter(f"{_T}list-style", f"{_T}outline-style") if tree is not None else ():
        name = "" if style.tag == f"{_T}outline-style" else str(style.get(f"{_STYLE}name", ""))
        found[name] = {
            _number(level, "level", 1) - 1: _Level(
                level.get(f"{_STYLE}num-format") or level.get(f"{_T}bullet-char") or "",
                level.get(f"{_STYLE}num-prefix", ""),
                level.get(f"{_STYLE}num-suffix", ""),
                _number(level, "display-levels", 1),
                _number(level, "start-value", 1),
            )
            for level in style
        }
    return found


def _text_styles(*trees: etree._Element | None) -> dict[str, dict[str, str]]:
    """For each style its weight, slant and underline, its parent's where it is silent."""
    own: dict[str, dict[str, str]] = {}
    for style in (style for tree in trees if tree is not None for style in tree.iter(f"{_STYLE}style")):
        facts = {"parent": style.get(f"{_STYLE}parent-style-name", "")}
        if (text := style.find(f"{_STYLE}text-properties")) is not None:
            facts |= {
                "weight": text.get(f"{_FO}font-weight", ""),
                "slant": text.get(f"{_FO}font-style", ""),
                "underline": text.get(f"{_STYLE}text-underline-style", ""),
            }
        own[str(style.get(f"{_STYLE}name", ""))] = {key: value for key, value in facts.items() if value}
    return {name: _inherited(own, name, 0) for name in own}


def _inherited(own: Mapping[str, Mapping[str, str]], name: str, depth: int) -> dict[str, str]:
    facts = own.get(name, {})
    return {
        **(_inherited(own, facts["parent"], depth + 1) if "parent" in facts and depth < 12 else {}),
        **facts,
    }


def _number(node: etree._Element, name: str, other: int) -> int:
    text = str(node.get(f"{_T}{name}", ""))
    return int(text) if text.isdigit() and len(text) < 5 else other


def _local(node: etree._Element) -> str:
    return str(node.tag).rpartition("}")[2]
