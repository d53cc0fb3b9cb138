"""Web pages: headings, paragraphs, lists, tables, notes, pictures and quotations; scripts,
menus and forms are no text.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from lxml import etree
from lxml import html as lxml_html

from ..word.numbering import write_number
from ..word.symbols import EMPTY, TICKED, raise_figures
from .source import Paragraph, Source, SourceBuilder, refuse, refuse_if_endless
from .tables import Cell, lay_out_table
from .words import clean, join_marks, mark_emphasis, split_all_words, split_words, write_note_mark

_ROW_GROUPS = ("thead", "tbody", "tfoot")
_SILENT = frozenset({"script", "style", "template", "head"})
_FURNITURE = frozenset({"nav", "header", "footer", "form", "button", "select"})
_BLOCKS = frozenset(
    {"p", "div", "section", "article", "main", "aside", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6",
     "ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption",
     "figure", "figcaption", "pre", "address", "hr", "br", "header", "footer", "nav", "form", "body",
     "fieldset", "details", "summary", "option", "noscript", "dialog"}
)  # fmt: skip
_PARAGRAPHS = ("p", "li", "dt", "dd", "td", "th", "div", "h1", "h2", "h3", "h4", "h5", "h6")
# What a page shows that is no text, and what each is.
_MEDIA = {
    "iframe": "another page in a frame",
    "object": "object",
    "embed": "object",
    "canvas": "drawing",
    "video": "film",
    "audio": "sound",
    "textarea": "field of a form",
}
# What stands beside the words of its line, and is no part of them.
_BESIDE_WORDS = frozenset({*_BLOCKS, *_MEDIA, "button", "select", "svg"})
_KINDS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_STRIKING = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through")
_MEDIA_RULE = re.compile(r"@[\w-]+[^{}]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}|/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SELECTOR = re.compile(r"([a-z][a-z0-9]*)?(?:([.#])([\w-]+))?", re.IGNORECASE)
_STRUCK_TAGS = frozenset({"s", "strike", "del"})
_DATA = re.compile(r"data:image/[\w.+-]+;base64,(.+)", re.DOTALL)
_BACK = re.compile(r"[\s↩↑^\ufe0e]*")
_WHY = "menu, header or footer of the page"
_DEEPEST = 200


@dataclass(frozen=True, slots=True)
class _Like:
    """How the text that comes next is set: bold, in italics, as a link."""

    bold: bool = False
    italic: bool = False
    target: str = ""


def read_html(name: str, text: str) -> Source:
    """Read a web page from its text. Nothing that it names is fetched."""
    gathered = SourceBuilder()
    root = _parse(name, text)
    refuse_if_endless(name, sum(1 for _ in root.iter(*_PARAGRAPHS)))
    styles = _read_styles(root)
    body = root.find("body")
    body = body if body is not None else root
    _settle(body, gathered)
    main = next((part for part in body.iter("main", "article") if part.find(".//h1") is not None), body)
    gathered.title = " ".join((root.findtext("head/title") or "").split())
    reader = _Reader(gathered, styles)
    reader.find_notes(main)
    if main is not body:
        # What a page says outside its main part is the site's.
        reader.leave_node(main, _WHY, _join_texts(body, without={main}))
    reader.walk(main, 0, quoted=False)
    reader.end()
    reader.add_notes()
    return gathered.build_source(name, "HTML", reader.collect_words(main))


def read_fragment(text: str, gathered: SourceBuilder) -> list[str]:
    """Read a piece of HTML that stands in another text, into its pieces. Returns all its words."""
    root = _parse("", f"<html><body>{text}</body></html>")
    body = root.find("body")
    if body is None:
        return []
    _settle(body, gathered)
    reader = _Reader(gathered, _read_styles(root))
    reader.walk(body, 0, quoted=False)
    reader.end()
    return reader.collect_words(body)


def _parse(name: str, text: str) -> etree._Element:
    parser = lxml_html.HTMLParser(no_network=True, remove_pis=True, huge_tree=True, encoding="utf-8")
    try:
        root = lxml_html.document_fromstring(clean(text).encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise refuse(name, "is a web page without text", "Save the page again with its text.") from None
    if any("depth" in str(error.message).lower() for error in parser.error_log):
        # The parser gives up where a page is nested too deep, and says nothing else.
        raise refuse(
            name,
            "is nested deeper than any page that a person wrote",
            "Open it in a browser, and save it as text or PDF.",
        )
    return root


# -- before it is read ---------------------------------------------------------------------------------------


def _settle(body: etree._Element, gathered: SourceBuilder) -> None:
    """Write as text what a page shows by other means: raised figures, boxes of forms, quotation marks and
    equations. Comments are named and taken out.
    """
    for node in list(body.iter(etree.Comment)):
        comment = " ".join((node.text or "").split())
        if split_words(comment) and not comment.startswith("["):
            gathered.leave_unit("comment", comment, "comment that no reader sees")
        replace_node(node, "")
    for node in list(body.iter("sup", "input", "q", "math")):
        match node.tag:
            case "sup" if not len(node):
                node.text = raise_figures(node.text or "")
            case "input":
                replace_node(node, _read_input(node, gathered))
            case "q":
                node.text = f"“{node.text or ''}"
                node.tail = f"”{node.tail or ''}"
            case "math" if node.getparent() is not None:
                gathered.remark("Equations are written on one line; look at them.")
                replace_node(node, write_math(node))


def replace_node(node: etree._Element, text: str) -> None:
    """Put a text in the place of a node; what follows the node stays."""
    parent = node.getparent()
    if parent is None:
        return
    text += node.tail or ""
    before = node.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + text
    else:
        parent.text = (parent.text or "") + text
    node.tail = None
    parent.remove(node)


def _read_input(node: etree._Element, gathered: SourceBuilder) -> str:
    """What a field of a form shows: a box that is ticked or not; what stands in another is named."""
    kind = node.get("type", "text").lower()
    if kind in ("checkbox", "radio"):
        return TICKED if node.get("checked") is not None else EMPTY
    shown = node.get("value") or node.get("placeholder") or ""
    if shown and kind != "hidden":
        gathered.leave_unit("field of a form", shown)
    return ""


def write_math(node: etree._Element) -> str:
    """An equation of MathML on one line; what is said twice, as TeX, is left off."""
    tag = str(node.tag).rpartition("}")[2]
    if tag in ("annotation", "annotation-xml"):
        return ""
    parts = [write_math(part) for part in node]
    if tag == "mfrac" and len(parts) == 2:
        return f"({parts[0]})/({parts[1]})"
    if tag == "msup" and len(parts) == 2:
        return f"{parts[0]}^{parts[1]}"
    if tag == "msub" and len(parts) == 2:
        return f"{parts[0]}_{parts[1]}"
    if tag == "msqrt":
        return f"√({''.join(parts)})"
    return "".join([(node.text or "").strip(), *parts])


# -- styles --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Styles:
    """The selectors of a page's style sheet that hide what they name, or strike it through: "p", ".a",
    "p#b".
    """

    hidden: frozenset[str] = frozenset()
    struck: frozenset[str] = frozenset()

    def hides(self, node: etree._Element) -> bool:
        """Say whether a reader does not see a node."""
        if node.get("hidden") is not None or _HIDING.search(node.get("style", "")):
            return True
        is_closed = node.tag == "dialog" and node.get("open") is None
        return (
            is_closed
            or node.tag == "noscript"
            or bool(self.hidden and self.hidden & set(_list_selectors(node)))
        )

    def strikes(self, node: etree._Element) -> bool:
        """Say whether a node's text is struck through."""
        if node.tag in _STRUCK_TAGS or _STRIKING.search(node.get("style", "")):
            return True
        return bool(self.struck and self.struck & set(_list_selectors(node)))


def _list_selectors(node: etree._Element) -> Iterator[str]:
    """The simple selectors that name a node."""
    tag = str(node.tag)
    yield tag
    for sign, names in ((".", node.get("class", "").split()), ("#", [node.get("id", "")])):
        for name in names:
            yield from (f"{sign}{name}", f"{tag}{sign}{name}")


def _read_styles(root: etree._Element) -> _Styles:
    """What the style sheets in a page hide and strike through, by simple selectors alone."""
    hidden: set[str] = set()
    struck: set[str] = set()
    for sheet in root.iter("style"):
        for selectors, rules in _RULE.findall(_MEDIA_RULE.sub("", sheet.text or "")):
            targets = [
                name for name, pattern in ((hidden, _HIDING), (struck, _STRIKING)) if pattern.search(rules)
            ]
            for selector in selectors.split(","):
                if _SELECTOR.fullmatch(selector.strip()):
                    for names in targets:
                        names.add(selector.strip())
    return _Styles(frozenset(hidden), frozenset(struck))


# -- text ----------------------------------------------------------------------------------------------------


class _Reader:
    """Gathers running text and ends a paragraph wherever a block begins or ends. `set_apart` has the text of
    each node that is no part of the text around it.
    """

    def __init__(self, gathered: SourceBuilder, styles: _Styles) -> None:
        self.gathered = gathered
        self.styles = styles
        self.set_apart: dict[etree._Element, str] = {}
        self.labels: list[str] = []
        self.running: list[str] = []
        self.strong: list[bool] = []
        self.like = Paragraph("")
        self.level = 1
        self.set = _Like()
        self.notes: dict[str, etree._Element] = {}
        self.note_nodes: set[etree._Element] = set()
        self.marked: list[str] = []

    def end(self) -> None:
        text = join_marks(" ".join("".join(self.running).split()))
        strong = bool(self.strong) and all(self.strong)
        self.running.clear()
        self.strong.clear()
        if text:
            if self.like.label:
                self.labels.append(self.like.label)
            read = Paragraph.of(text)
            self.gathered.arrive(text)
            self.gathered.pieces.append(replace(self.like, text=read.text, rich=read.rich, strong=strong))
            self.like = Paragraph("", depth=self.like.depth, quoted=self.like.quoted)

    def add(self, text: str | None) -> None:
        if text and text.strip():
            self.strong.append(self.set.bold)
            text = mark_emphasis(text, bold=self.set.bold, italic=self.set.italic)
            text = self.gathered.mark_link(text, self.set.target) if self.set.target else text
        self.running.append(text or "")

    def walk(self, node: etree._Element, depth: int, *, quoted: bool, level: int = -1) -> None:
        self.add(node.text)
        for child in node:
            self.read_node(child, depth, quoted=quoted, level=level)
            self.add(child.tail)

    def read_node(self, child: etree._Element, depth: int, *, quoted: bool, level: int) -> None:
        tag = child.tag if isinstance(child.tag, str) else "script"
        if tag in _SILENT:
            return
        if self.leave_out(child, tag, depth):
            self.running.append(" " if tag in _BESIDE_WORDS else "")
            return
        if tag == "table" and _is_data(child):
            self.end()
            self.read_table(child, depth)
        elif tag in _BLOCKS:
            self.end()
            was = self.like
            self.like = self.begin_paragraph(child, tag, quoted=quoted or tag == "blockquote", level=level)
            inner = level + 1 if tag in ("ul", "ol") else level
            self.walk(child, depth + 1, quoted=quoted or tag == "blockquote", level=inner)
            self.end()
            self.like = Paragraph("", depth=was.depth, quoted=was.quoted)
        else:
            self.read_inline(child, tag, depth, quoted=quoted, level=level)

    def leave_out(self, child: etree._Element, tag: str, depth: int) -> bool:
        """Name what is not kept as text, and say whether that is so."""
        if depth > _DEEPEST:
            self.leave_node(child, "nested deeper than any page is")
        elif why := self.find_reason_to_hide(child):
            self.leave_node(child, why)
        elif tag in _MEDIA:
            self.leave_node(child, _MEDIA[tag])
            names = ("title", "src", "data", "poster", "placeholder")
            described = next((child.get(name, "") for name in names if child.get(name)), tag)
            self.gathered.leave_unit(_MEDIA[tag], described)
        elif _is_furniture(child, tag):
            self.leave_node(child, _WHY)
        else:
            # A note is read at the end.
            return child in self.note_nodes
        return True

    def leave_node(self, node: etree._Element, why: str, text: str | None = None) -> None:
        """Leave the text of a node out, without the notes in it, which are read at the end."""
        self.set_apart[node] = _join_texts(node, without=self.note_nodes) if text is None else text
        self.gathered.leave(self.set_apart[node], why)

    def read_inline(self, child: etree._Element, tag: str, depth: int, *, quoted: bool, level: int) -> None:
        if tag in ("img", "svg"):
            space = " " if tag in _BESIDE_WORDS else ""
            self.running.append(f"{space}{self.read_picture(child, tag)}{space}")
            return
        key = child.get("href", "").removeprefix("#") if tag == "a" else ""
        if key in self.notes and key:
            self.leave_node(child, "mark of a note, which leads to it")
            self.running.append(write_note_mark(key))
            self.marked.append(key)
            return
        before = self.set
        style = child.get("style", "")
        bold = (
            before.bold
            or tag in ("b", "strong")
            or bool(re.search(r"font-weight\s*:\s*(bold|[6-9]00)", style))
        )
        italic = before.italic or tag in ("i", "em") or "font-style:italic" in style.replace(" ", "")
        self.set = _Like(bold, italic, child.get("href", "") if tag == "a" else before.target)
        self.walk(child, depth + 1, quoted=quoted, level=level)
        self.set = before

    def read_picture(self, node: etree._Element, tag: str) -> str:
        """Note a picture, and return what stands in its place."""
        if tag == "svg":
            self.leave_node(node, "words in a picture")
            described = " ".join(self.set_apart[node].split())
            return self.gathered.add_picture("drawing", described, etree.tostring(node, with_tail=False))
        source = node.get("src") or node.get("data-src") or ""
        data = b""
        embedded = _DATA.fullmatch(source)
        if embedded:
            try:
                data = base64.b64decode(embedded[1])
            except (binascii.Error, ValueError):
                data = b""
            source = "picture"
        return self.gathered.add_picture(source, node.get("alt", "") or node.get("title", ""), data)

    def begin_paragraph(self, node: etree._Element, tag: str, *, quoted: bool, level: int) -> Paragraph:
        depth = max(level, 0)
        if tag[0] == "h" and tag[1:].isdigit():
            self.level = int(tag[1:])
            return Paragraph("", heading=self.level, quoted=quoted)
        if tag == "summary":
            # What can be folded away is headed by its summary, below the heading that all of it stands under.
            folds = sum(1 for _ in node.iterancestors("details"))
            return Paragraph("", heading=min(6, self.level + max(1, folds)), quoted=quoted)
        # A list item's mark goes before its first words, also where they stand in a paragraph of their own.
        label = self.like.label if tag in ("p", "div") else ""
        parent = node.getparent()
        if tag == "li" and parent is not None:
            label = "•"
            if parent.tag == "ol":
                kind = _KINDS.get(parent.get("type", ""), "decimal")
                label = f"{write_number(_count(node, parent), kind)}."
        return Paragraph("", label=label, depth=depth, quoted=quoted)

    # -- notes -----------------------------------------------------------------------------------------------

    def find_notes(self, body: etree._Element) -> None:
        """Find the notes of a page: what a raised link, or one that says so, leads to."""
        by_id = {
            node.get("id", ""): node for node in body.iter() if isinstance(node.tag, str) and node.get("id")
        }
        for mark in body.iter("a"):
            key = mark.get("href", "")
            target = by_id.get(key.removeprefix("#")) if key.startswith("#") else None
            if (
                target is None
                or target.tag not in ("li", "p", "div", "aside", "dd")
                or not _is_note_mark(mark)
            ):
                continue
            if not any(above is target for above in mark.iterancestors()):
                self.notes[key.removeprefix("#")] = target
                self.note_nodes.add(target)
                # The mark is no part of the word before it.
                mark.text = f" {mark.text or ''}"

    def add_notes(self) -> None:
        """Add the notes at the end, each as paragraphs that say which note they are of."""
        for key, node in self.notes.items():
            for back in list(node.iter("a")):
                shown = "".join(str(text) for text in back.itertext())
                if back.get("href", "").startswith("#") and _BACK.fullmatch(shown):
                    replace_node(back, shown)
            before, self.gathered.pieces = self.gathered.pieces, []
            self.like = Paragraph("")
            self.walk(node, 0, quoted=False)
            self.end()
            for piece in self.gathered.pieces:
                before.append(replace(piece, note=key, label="") if isinstance(piece, Paragraph) else piece)
            self.gathered.pieces = before

    def collect_words(self, node: etree._Element) -> list[str]:
        """Every word of a page whose main part is `node`, by its text nodes alone, once it was read."""
        apart = {*self.set_apart, *self.note_nodes}
        texts = [_join_texts(part, without=apart) for part in (node, *self.note_nodes)]
        return split_all_words([*texts, *self.set_apart.values(), *self.labels])

    # -- tables ----------------------------------------------------------------------------------------------

    def read_table(self, node: etree._Element, depth: int) -> None:
        """Read a table. What stands in it and in no cell, a caption or a stray text, comes before it."""
        rows = _list_rows(node)
        holders = [node, *(part for part in node if part.tag in _ROW_GROUPS), *rows]
        for holder in holders:
            self.add(holder.text)
            for part in holder:
                if part.tag not in ("tr", "td", "th", *_ROW_GROUPS):
                    self.read_node(part, depth, quoted=False, level=-1)
                self.add(part.tail)
            self.end()
        cells: list[list[Cell]] = []
        for row in rows:
            if why := self.find_reason_to_hide(row):
                self.leave_node(row, why)
            else:
                cells.append([self.read_cell(cell, depth) for cell in row if cell.tag in ("td", "th")])
        lay_out_table(cells, self.gathered)

    def find_reason_to_hide(self, node: etree._Element) -> str:
        """Why a node is not shown as in force, "" where it is."""
        if self.styles.hides(node):
            return "hidden text"
        return "struck through" if self.styles.strikes(node) else ""

    def read_cell(self, cell: etree._Element, depth: int) -> Cell:
        """A cell's texts, each with its mark, and over how many columns and rows it stands."""
        if why := self.find_reason_to_hide(cell):
            self.leave_node(cell, why)
            return Cell(())
        pieces, self.gathered.pieces = self.gathered.pieces, []
        self.like = Paragraph("")
        self.walk(cell, depth + 1, quoted=False)
        self.end()
        texts: list[str] = []
        for piece in self.gathered.pieces:
            if isinstance(piece, Paragraph):
                texts.append(f"{piece.label} {piece.rich or piece.text}".strip())
            else:
                texts += [text for row in piece.rows for text in row if text]
        self.gathered.pieces = pieces
        rows, columns = (
            int(span) if (span := cell.get(name, "1")).isdecimal() else 1 for name in ("rowspan", "colspan")
        )
        return Cell(tuple(texts), max(1, min(columns, 20)), rows > 1, cell.find(".//table") is not None)


def _list_rows(table: etree._Element) -> list[etree._Element]:
    """The rows of a table itself, the foot last, as it is shown."""
    rows: list[etree._Element] = []
    foot: list[etree._Element] = []
    for part in table:
        if part.tag == "tr":
            rows.append(part)
        elif part.tag in _ROW_GROUPS:
            (foot if part.tag == "tfoot" else rows).extend(row for row in part if row.tag == "tr")
    return [*rows, *foot]


def _is_data(table: etree._Element) -> bool:
    """Say whether a table holds data, and does not set a page: several rows,
    and no table in it unless its cells have heads.
    """
    rows = _list_rows(table)
    if len(rows) < 2 or table.get("role") == "presentation":
        return False
    return table.find(".//table") is None or any(cell.tag == "th" for row in rows for cell in row)


def _is_note_mark(mark: etree._Element) -> bool:
    """Say whether a link is the mark of a note: it says so, or is raised."""
    names = f"{mark.get('class', '')} {mark.get('role', '')} {mark.get('epub:type', '')}"
    if "back" in names:
        return False
    parent = mark.getparent()
    raised = (parent is not None and parent.tag == "sup") or mark.find("sup") is not None
    return raised or "footnote" in names or "noteref" in names


def _count(node: etree._Element, parent: etree._Element) -> int:
    """What an item of a list is counted as. Each item looks at the one before it alone."""
    value = node.get("value", "")
    if value.isdigit() and len(value) < 6:
        count = int(value)
    else:
        before = next(node.itersiblings("li", preceding=True), None)
        start = parent.get("start", "1")
        step = -1 if parent.get("reversed") is not None else 1
        if before is not None:
            count = int(before.get("data-counted", "0")) + step
        elif start.isdigit() and len(start) < 6 and (step > 0 or parent.get("start")):
            count = int(start)
        else:
            count = 1 if step > 0 else sum(1 for _ in parent.iterchildren("li"))
    node.set("data-counted", str(count))
    return count


def _is_furniture(node: etree._Element, tag: str) -> bool:
    """Say whether a part of a page is no text of its own: not a header that holds the title,
    nor that of an article, nor a form that holds the page.
    """
    if tag == "header":
        has_menu = node.find(".//nav") is not None
        is_of_article = next(node.iterancestors("article", "main"), None) is not None
        return has_menu or (node.find(".//h1") is None and not is_of_article)
    if tag == "form":
        return len(node.findall(".//p")) + len(node.findall(".//li")) < 6
    return tag in _FURNITURE


def _join_texts(node: etree._Element, *, without: Collection[etree._Element] = ()) -> str:
    """Every text below a node; blocks, and what stands beside the words of a line, are set apart by a
    space.
    """
    texts: list[str] = []
    waiting: list[tuple[etree._Element, bool]] = [(node, True)]
    while waiting:
        part, opening = waiting.pop()
        tag = part.tag if isinstance(part.tag, str) else "script"
        seen = tag not in _SILENT and (part not in without or part is node)
        if opening:
            texts.append(" " if tag in _BESIDE_WORDS else "")
            if seen:
                texts.append(part.text or "")
            waiting.append((part, False))
            waiting += [(child, True) for child in reversed(part)] if seen else []
        else:
            texts += [" " if tag in _BESIDE_WORDS else "", (part.tail or "") if part is not node else ""]
    return "".join(texts)
