"""Word files: paragraphs with the numbers that Word prints, tables, notes; what Word hides is left out and named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from .counters import Counters
from .package import Package
from .source import Gathered, Grid, Paragraph, Source, refuse
from .words import clean, linked, words_in, words_of

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_SYMBOL = "•"
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_TEXT_PART = re.compile(r"word/(document|footnotes|endnotes|(header|footer|comments)\d*)\.xml")


def read_docx(name: str, package: Package) -> Source:
    """Read a Word file. Insertions that are tracked count, deletions do not."""
    document = package.tree("word/document.xml")
    body = document.find(f"{_W}body") if document is not None else None
    if body is None:
        raise refuse(name, "is no Word document: it has no text", "Open it in Word and save it as .docx.")
    reader = _Reader(package)
    reader.blocks(body, 0)
    reader.notes()
    reader.aside()
    gathered = reader.gathered
    words = [*_all_words(package), *words_of(reader.labels)]
    if any(part.endswith("vbaProject.bin") for part in package.names()):
        gathered.remarks.append("The file has macros. They were neither run nor taken over.")
    return gathered.source(name, "Word", words)


class _Reader:
    """Walks the document once. `labels` are the numbers that Word would print."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.gathered = Gathered()
        self.labels: list[str] = []
        self.styles = _styles(package)
        self.counters = Counters(package.tree("word/numbering.xml"))
        self.targets = _targets(package)

    # -- blocks ------------------------------------------------------------------------------------------------------------------

    def blocks(self, holder: etree._Element, depth: int) -> None:
        for node in holder:
            match etree.QName(node).localname:
                case "p":
                    self.paragraph(node)
                case "tbl":
                    self.table(node)
                case "sdt":
                    if (content := node.find(f"{_W}sdtContent")) is not None and depth < 50:
                        self.blocks(content, depth + 1)
                case "customXml" | "ins" | "smartTag" | "moveTo" if depth < 50:
                    self.blocks(node, depth + 1)

    def paragraph(self, node: etree._Element) -> None:
        text, strong = self.text(node)
        properties = node.find(f"{_W}pPr")
        style = _value(properties, "pStyle")
        heading = self.heading(style, properties)
        label, depth = self.counters.label(properties, self.styles, style)
        if not text:
            return
        self.labels.append(label)
        lines = [line for line in text.split("\n") if line.strip()]
        is_contents = re.match(r"(toc|contents)", style, re.IGNORECASE) or _instructs(node, "TOC")
        if is_contents:
            self.gathered.leave(f"{label} {text}", "list of contents")
            return
        quoted = bool(re.search("quote", style, re.IGNORECASE))
        first = Paragraph(" ".join(lines[0].split()), heading, label, depth, quoted, strong=strong)
        rest = [replace(first, text=" ".join(line.split()), label="", heading=0) for line in lines[1:]]
        self.gathered.pieces += [first, *rest]

    def heading(self, style: str, properties: etree._Element | None) -> int:
        own = _value(properties, "outlineLvl")
        level = own or self.styles.get(style, {}).get("outline", "")
        if level.isdigit() and int(level) < 9:
            return int(level) + 1
        name = self.styles.get(style, {}).get("name", style)
        found = re.fullmatch(r"heading ?(\d)", name, re.IGNORECASE)
        return int(found[1]) if found else 1 if name.lower() == "title" else 0

    def table(self, node: etree._Element) -> None:
        rows = []
        for row in node.iter(f"{_W}tr"):
            if next(row.iterancestors(f"{_W}tbl")) is not node:
                continue
            cells = []
            for cell in row.findall(f"{_W}tc"):
                texts = [self.labelled(paragraph) for paragraph in cell.iter(f"{_W}p")]
                span = _value(cell.find(f"{_W}tcPr"), "gridSpan")
                cells += [
                    " ".join(" ".join(text.split()) for text in texts if text),
                    *[""] * (min(int(span), 20) - 1 if span.isdigit() else 0),
                ]
            rows.append(tuple(cells))
        width = max((len(row) for row in rows), default=0)
        full = tuple(row + ("",) * (width - len(row)) for row in rows if any(row))
        if width == 1 or len(full) == 1:
            # A frame around text, not a table.
            self.gathered.pieces += [Paragraph(cell) for row in full for cell in row if cell]
        elif full:
            self.gathered.pieces.append(Grid(full))

    def labelled(self, paragraph: etree._Element) -> str:
        text, _ = self.text(paragraph)
        properties = paragraph.find(f"{_W}pPr")
        label, _ = self.counters.label(properties, self.styles, _value(properties, "pStyle"))
        if not text or not label:
            return text
        self.labels.append(label)
        return f"{label} {text}"

    # -- text --------------------------------------------------------------------------------------------------------------------

    def text(self, node: etree._Element) -> tuple[str, bool]:
        """The words of a paragraph, line breaks kept, and whether all of them are bold."""
        parts: list[str] = []
        bold: list[bool] = []
        for run in node.iter(f"{_W}r", f"{_W}hyperlink", f"{_W}txbxContent"):
            if run.tag == f"{_W}hyperlink":
                continue
            inside = {etree.QName(parent).localname for parent in _up_to(run, node)}
            if run.tag == f"{_W}txbxContent":
                if not inside & {"txbxContent", "Fallback"}:
                    self.blocks(run, 1)
                continue
            if inside & {"txbxContent", "Fallback"}:
                continue
            text = clean(_run(run))
            if inside & {"del", "moveFrom"}:
                self.gathered.leave(text, "deleted by a tracked change")
                continue
            if _is_on(run, "vanish"):
                self.gathered.leave(text, "hidden text")
                continue
            link = next((parent for parent in _up_to(run, node) if parent.tag == f"{_W}hyperlink"), None)
            target = self.targets.get(link.get(f"{_R}id", ""), "") if link is not None else ""
            parts.append(linked(text, target) if target else text)
            if text.strip():
                bold.append(_is_on(run, "b"))
        return _mended("".join(parts)).strip(), bool(bold) and all(bold)

    # -- what stands apart -------------------------------------------------------------------------------------------------------

    def notes(self) -> None:
        """Footnotes and endnotes, as paragraphs at the end."""
        for part in _NOTES:
            tree = self.package.tree(part)
            for note in tree if tree is not None else ():
                self.blocks(note, 1)

    def aside(self) -> None:
        """Headers, footers and comments: their words are named and left out."""
        reasons = {"header": "page header or footer", "footer": "page header or footer", "comments": "comment in the margin"}
        for part in self.package.names():
            found = re.fullmatch(r"word/(header|footer|comments)\d*\.xml", part)
            if found and (tree := self.package.tree(part)) is not None:
                for text in _texts(tree):
                    self.gathered.leave(clean(text), reasons[found[1]], part)


def _run(run: etree._Element) -> str:
    """The text of a run, with tabs and line breaks."""
    found = []
    for node in run:
        match etree.QName(node).localname:
            case "t" | "delText":
                found.append(node.text or "")
            case "tab" | "ptab":
                found.append("\t")
            case "br" | "cr":
                found.append("\n")
            case "noBreakHyphen":
                found.append("-")
            case "sym":
                found.append(_SYMBOL)
    return "".join(found)


def _all_words(package: Package) -> list[str]:
    """Every word of every part that holds text, by its text nodes alone."""
    trees = (package.tree(part) for part in package.names() if _TEXT_PART.fullmatch(part))
    return [word for tree in trees if tree is not None for text in _texts(tree) for word in words_in(clean(text))]


def _texts(tree: etree._Element) -> Iterator[str]:
    """The texts of a part, paragraph by paragraph; what is deleted or hidden apart from the words around it."""
    for paragraph in tree.iter(f"{_W}p"):
        shown = []
        for run in paragraph.iter(f"{_W}r"):
            inside = [etree.QName(parent).localname for parent in _up_to(run, paragraph)]
            if "p" in inside or "Fallback" in inside:
                continue
            if {"del", "moveFrom"} & {*inside} or _is_on(run, "vanish"):
                yield _run(run)
            else:
                shown.append(_run(run))
        yield "".join(shown)


def _mended(text: str) -> str:
    """A link that several runs make up is one link."""
    return re.sub("\ufdd1([^\ufdd2]*)\ufdd2\ufdd0([^\ufdd1]*)\ufdd1\\1\ufdd2", "\\2\ufdd1\\1\ufdd2", text)


def _up_to(node: etree._Element, top: etree._Element) -> Iterator[etree._Element]:
    for parent in node.iterancestors():
        if parent is top:
            return
        yield parent


def _instructs(node: etree._Element, what: str) -> bool:
    return any((part.text or "").strip().startswith(what) for part in node.iter(f"{_W}instrText"))


def _value(properties: etree._Element | None, name: str) -> str:
    node = properties.find(f"{_W}{name}") if properties is not None else None
    return str(node.get(f"{_W}val", "")) if node is not None else ""


def _is_on(run: etree._Element, name: str) -> bool:
    node = run.find(f"{_W}rPr/{_W}{name}")
    return node is not None and node.get(f"{_W}val", "1") not in ("0", "false", "none")


def _styles(package: Package) -> dict[str, dict[str, str]]:
    """What each paragraph style says, its ancestors' word where it is silent: name, outline level, numbering."""
    tree = package.tree("word/styles.xml")
    own: dict[str, dict[str, str]] = {}
    for style in tree.iter(f"{_W}style") if tree is not None else ():
        properties = style.find(f"{_W}pPr")
        numbering = properties.find(f"{_W}numPr") if properties is not None else None
        facts = {
            "name": _value(style, "name"), "based": _value(style, "basedOn"), "outline": _value(properties, "outlineLvl"),
            "number": _value(numbering, "numId"), "level": _value(numbering, "ilvl"),
        }  # fmt: skip
        own[str(style.get(f"{_W}styleId", ""))] = {name: value for name, value in facts.items() if value}
    return {id: _inherited(own, id, 0) for id in own}


def _inherited(own: dict[str, dict[str, str]], id: str, depth: int) -> dict[str, str]:
    facts = own.get(id, {})
    return {**_inherited(own, facts["based"], depth + 1), **facts} if "based" in facts and depth < 12 else facts


def _targets(package: Package) -> dict[str, str]:
    tree = package.tree("word/_rels/document.xml.rels")
    return {node.get("Id", ""): node.get("Target", "") for node in tree.iter(_RELATION)} if tree is not None else {}
