"""OpenDocument texts: headings, paragraphs, lists with the marks that their styles give, tables, notes,
pictures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from lxml import etree

from ..word.numbering import write_number
from ..word.package import Package
from ..word.symbols import ANSWERS, EMPTY, TICKED, is_symbol_font, raise_figures, read_symbols
from .html import replace_node, write_math
from .source import Paragraph, Source, SourceBuilder, refuse, refuse_if_endless
from .tables import FRAME, Cell, lay_out_table
from .words import clean, join_marks, mark_emphasis, split_all_words, split_words, write_note_mark

_NAMESPACE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_T, _TABLE, _OFFICE, _STYLE, _FO = (
    _NAMESPACE % name for name in ("text", "table", "office", "style", "xsl-fo-compatible")
)
_DRAW, _FORM, _SVG, _META = (_NAMESPACE % name for name in ("drawing", "form", "svg-compatible", "meta"))
_DC = "{http://purl.org/dc/elements/1.1/}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_DEEPEST, _WIDEST = 60, 40
_SPACES = {"line-break": "\n", "tab": " ", "s": " "}
# What draws, and may have words in it (OpenDocument 1.2 part 1, 10.3).
_SHAPES = frozenset(
    {
        "text-box",
        "custom-shape",
        "g",
        "rect",
        "line",
        "polyline",
        "polygon",
        "regular-polygon",
        "path",
        "circle",
        "ellipse",
        "connector",
        "caption",
        "measure",
    }
)
_DRAWN = tuple(f"{_DRAW}{name}" for name in sorted(_SHAPES))
_LEFT_OUT = {
    "tracked-changes": "deleted by a tracked change",
    "annotation": "comment in the margin",
} | dict.fromkeys(
    (
        "table-of-content",
        "illustration-index",
        "table-index",
        "alphabetical-index",
        "user-index",
        "object-index",
    ),
    "list of contents",
)
_COUNTED = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of lists is counted: by what, what stands around it, how many levels it shows,
    where it begins.
    """

    kind: str
    before: str = ""
    after: str = ""
    shown: int = 1
    start: int = 1


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around a text: what its styles say, where it leads, and whether it is only looked at."""

    style: Mapping[str, str]
    target: str = ""
    quiet: bool = False


@dataclass(slots=True)
class _ParagraphText:
    """A paragraph's text with the marks of its emphasis, whether each piece is bold,
    and the boxes that stand in it.
    """

    pieces: list[str] = field(default_factory=list)
    strong: list[bool] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)


def read_odt(name: str, package: Package) -> Source:
    """Read an OpenDocument text.

    Raises ClausewrightError where it has no text, UnreadablePackageError where it is damaged.
    """
    content, styles = package.tree("content.xml"), package.tree("styles.xml")
    body = content.find(f"{_OFFICE}body/{_OFFICE}text") if content is not None else None
    if content is None or body is None:
        raise refuse(
            name, "is no OpenDocument text: it has no words", "Open it in LibreOffice and save it as .odt."
        )
    refuse_if_endless(name, sum(1 for _ in body.iter(f"{_T}p", f"{_T}h")))
    text_styles = _collect_text_styles(styles, content)
    reader = _Reader(_list_styles(styles) | _list_styles(content), text_styles, package)
    _settle(body, text_styles, package, reader.gathered)
    reader.read_blocks(body, 0)
    reader.read_notes()
    words = [*split_all_words(clean(text) for text in _list_texts(body)), *split_all_words(reader.labels)]
    for tree in styles.iter(f"{_STYLE}header", f"{_STYLE}footer") if styles is not None else ():
        for text in map(clean, _list_texts(tree)):
            words += split_words(text)
            reader.gathered.leave(text, "page header or footer", "page header or footer")
        for frame in tree.iter(f"{_DRAW}frame"):
            described = _describe(frame) or "without a description"
            reader.gathered.leave_unit("picture", described, "page header or footer", "page header or footer")
    return reader.gathered.build_source(name, "OpenDocument", words)


def _settle(
    body: etree._Element, styles: Mapping[str, Mapping[str, str]], package: Package, gathered: SourceBuilder
) -> None:
    """Write as text what a page shows by other means: raised figures, signs of symbol fonts,
    boxes of forms, and equations.
    """
    boxes: dict[str, etree._Element] = {}
    for box in body.iter(f"{_FORM}checkbox", f"{_FORM}radio"):
        boxes[box.get(f"{_FORM}id") or box.get(_XML_ID) or ""] = box
    for control in body.iter(f"{_DRAW}control"):
        form_box = boxes.get(control.get(f"{_DRAW}control", ""))
        if form_box is not None:
            control.tail = _read_box(form_box) + (control.tail or "")
    for node in body.iter(f"{_T}span", f"{_T}p", f"{_T}h"):
        style = styles.get(str(node.get(f"{_T}style-name", "")), {})
        font, position = style.get("font", ""), style.get("position", "")
        if is_symbol_font(font):
            node.text = read_symbols(font, node.text or "")
            for child in node:
                child.tail = read_symbols(font, child.tail or "")
        if position.startswith("super") or re.match(r"[1-9]\d*%", position):
            node.text = raise_figures(node.text or "")
    for frame in list(body.iter(f"{_DRAW}frame")):
        equation = _find_equation(frame, package)
        parent = frame.getparent()
        if equation is not None and parent is not None:
            gathered.remark("Equations are written on one line; look at them.")
            replace_node(frame, write_math(equation))


def _read_box(box: etree._Element) -> str:
    """A box of a form: whether it is ticked."""
    state = box.get(f"{_FORM}current-state") or box.get(f"{_FORM}state") or ""
    is_ticked = state == "checked" or box.get(f"{_FORM}current-selected") == "true"
    return TICKED if is_ticked else EMPTY


def _find_equation(frame: etree._Element, package: Package) -> etree._Element | None:
    """The equation that a frame shows, None where it shows something else."""
    shown = frame.find(f"{_DRAW}object")
    if shown is None:
        return None
    for inner in shown:
        if _get_local_name(inner) == "math":
            return inner
    part = f"{shown.get(_HREF, '').removeprefix('./').rstrip('/')}/content.xml"
    root = package.tree(part) if part in package else None
    return root if root is not None and _get_local_name(root) == "math" else None


class _Reader:
    """Walks the document once. `labels` are the numbers that its program would print."""

    def __init__(
        self,
        lists: Mapping[str, Mapping[int, _Level]],
        styles: Mapping[str, Mapping[str, str]],
        package: Package,
    ) -> None:
        self.lists = lists
        self.styles = styles
        self.package = package
        self.waiting: list[tuple[str, etree._Element]] = []
        self.notes = 0
        self.gathered = SourceBuilder()
        self.labels: list[str] = []
        self.counts: dict[str, dict[int, int]] = {}

    # -- blocks ----------------------------------------------------------------------------------------------

    def read_blocks(self, holder: etree._Element, depth: int) -> None:
        if depth >= _DEEPEST:
            self.leave_too_deep(holder)
            return
        for node in holder:
            self.read_block(node, depth)

    def read_block(self, node: etree._Element, depth: int) -> None:
        match local := _get_local_name(node):
            case "h":
                level = _number(node, "outline-level", 1)
                self.read_paragraph(
                    node,
                    level,
                    self.make_label("", level - 1) if node.get(f"{_T}is-list-header") != "true" else "",
                )
            case "p":
                self.read_paragraph(node)
            case "list":
                self.list(node, 0, "", depth + 1)
            case "table":
                self.read_table(node, depth)
            case "frame":
                self.read_free_frame(node, depth)
            case _ if local in _SHAPES:
                self.name_shape(node)
                self.read_blocks(node, depth + 1)
            case _ if local in _LEFT_OUT or _is_hidden(node):
                self.leave(node)
            case _:
                self.read_blocks(node, depth + 1)

    def read_free_frame(self, frame: etree._Element, depth: int) -> None:
        """A frame that stands between paragraphs."""
        text = _ParagraphText()
        mark = self.read_frame(frame, text, _Around({}))
        if mark:
            self.gathered.pieces.append(Paragraph(mark))
        for box in text.boxes:
            for child in box:
                self.read_blocks(child, depth + 1)

    def leave(self, node: etree._Element) -> None:
        # A field that is hidden has words and no paragraph.
        texts = list(_list_texts(node)) or ["".join(_list_pieces(node))]
        for text in texts:
            self.gathered.leave(clean(text), _LEFT_OUT.get(_get_local_name(node), "hidden text"))

    def add_shape(self, node: etree._Element, text: _ParagraphText, around: _Around) -> None:
        text.boxes.append(node)
        if not around.quiet:
            self.name_shape(node)

    def name_shape(self, node: etree._Element) -> None:
        """Name a shape that has no words and holds nothing that is told by itself."""
        holds_something = any(part.tag != node.tag for part in node.iter(f"{_DRAW}frame", *_DRAWN))
        if not holds_something and not any(text.strip() for text in _list_texts(node)):
            described = _describe(node) or node.get(f"{_DRAW}name", "") or "without a description"
            self.gathered.leave_unit("drawing", described)

    def leave_too_deep(self, node: etree._Element) -> None:
        for text in _list_texts(node):
            self.gathered.leave(clean(text), "nested deeper than any policy is")

    def read_paragraph(self, node: etree._Element, heading: int = 0, label: str = "", level: int = 0) -> None:
        read_text = self.read(node)
        text = join_marks("".join(read_text.pieces)).strip()
        if label in ANSWERS:
            # A list whose bullets are ticks or crosses says something with each.
            text, label = f"{label} {text}" if text else "", "•"
        self.gathered.arrive(text)
        if text and label:
            self.labels.append(label)
        style = self.styles.get(str(node.get(f"{_T}style-name", "")), {})
        quoted = "quot" in f"{node.get(f'{_T}style-name', '')} {style.get('parent', '')}".lower()
        strong = bool(read_text.strong) and all(read_text.strong)
        if "Title" in (node.get(f"{_T}style-name"), style.get("parent")) and not label:
            heading = heading or 1
        like = Paragraph("", heading, "", level, quoted, strong=strong)
        lines = [text] if heading else [line for line in text.split("\n") if line.strip()]
        for index, line in enumerate(lines):
            read = Paragraph.of(line)
            if read.text:
                self.gathered.pieces.append(
                    replace(like, text=read.text, rich=read.rich, label="" if index else label)
                )
        for box in read_text.boxes:
            self.read_box(box)

    def read_box(self, box: etree._Element) -> None:
        """The text in a box, or in a frame around one."""
        for child in [box] if _get_local_name(box) != "frame" else list(box):
            self.read_blocks(child, 1)

    # -- lists -----------------------------------------------------------------------------------------------

    def list(self, node: etree._Element, level: int, style: str, depth: int) -> None:
        """A list and those inside it; numbers count on where the list says that it continues."""
        style = node.get(f"{_T}style-name") or style
        counts = self.counts.setdefault(style, {})
        if not level and node.get(f"{_T}continue-numbering") != "true" and not node.get(f"{_T}continue-list"):
            counts.clear()
        for item in node:
            fresh = _get_local_name(item) == "list-item"
            if fresh and item.get(f"{_T}start-value"):
                counts[level] = _number(item, "start-value", 1) - 1
            for child in item if depth < _DEEPEST else ():
                match _get_local_name(child):
                    case "list":
                        self.list(child, level + 1, style, depth + 1)
                    case "p" | "h" as kind:
                        label = (
                            self.make_label(style, level)
                            if fresh and "".join(self.read(child, quiet=True).pieces).strip()
                            else ""
                        )
                        fresh = fresh and not label
                        self.read_paragraph(
                            child, _number(child, "outline-level", 1) if kind == "h" else 0, label, level
                        )
                    case "table":
                        self.read_table(child, depth)
                    case _:
                        self.read_block(child, depth)

    def make_label(self, style: str, level: int) -> str:
        """The number or bullet that comes next in a list, or at a heading where the style is empty."""
        levels = self.lists.get(style, {})
        counted = levels.get(level, _Level("•" if style else ""))
        counts = self.counts.setdefault(style, {})
        counts[level] = counts.get(level, counted.start - 1) + 1
        for deeper in [index for index in counts if index > level]:
            del counts[deeper]
        if counted.kind not in _COUNTED:
            if counted.kind in ANSWERS:
                return counted.kind
            return "•" if counted.kind else ""
        shown = []
        for index in range(max(0, level - counted.shown + 1), level + 1):
            if index in levels and levels[index].kind in _COUNTED:
                count = counts.get(index, levels[index].start)
                shown.append(write_number(count, _COUNTED[levels[index].kind]))
        return f"{counted.before}{'.'.join(shown)}{counted.after}"

    # -- tables ----------------------------------------------------------------------------------------------

    def read_table(self, node: etree._Element, depth: int) -> None:
        rows = [[cell for cell in row if "cell" in _get_local_name(cell)] for row in _list_rows(node)]
        if len(rows) <= 1 or max(map(len, rows)) <= 1:
            self.gathered.remark(FRAME)
            for cell in (cell for row in rows for cell in row):
                self.read_blocks(cell, depth + 1)
            return
        lay_out_table([list(self.read_cells(row, depth)) for row in rows], self.gathered)

    def read_cells(self, row: Sequence[etree._Element], depth: int) -> Iterator[Cell]:
        """The cells of a row; those that a wider one covers are its own."""
        covered = 0
        for node in row:
            is_covered = _get_local_name(node) == "covered-table-cell"
            repeated = min(_read_table_number(node, "number-columns-repeated"), _WIDEST)
            if is_covered:
                for text in _list_texts(node):
                    self.gathered.leave(clean(text), "hidden text")
                for _ in range(max(0, repeated - covered)):
                    yield Cell(())
                covered = max(0, covered - repeated)
                continue
            columns = min(_read_table_number(node, "number-columns-spanned"), 20)
            rows = _read_table_number(node, "number-rows-spanned")
            covered = columns - 1
            has_table = any(True for _ in node.iter(f"{_TABLE}table"))
            yield Cell(tuple(self.list_texts(node, depth)), columns, rows > 1, has_table)
            for _ in range(repeated - 1):
                yield Cell(())

    def list_texts(
        self, holder: etree._Element, depth: int, style: str = "", level: int = -1
    ) -> Iterator[str]:
        """The texts of what stands in a cell, with their numbers and bullets."""
        if depth >= _DEEPEST:
            self.leave_too_deep(holder)
            return
        for node in holder:
            match local := _get_local_name(node):
                case "p" | "h":
                    yield from self.list_texts_of_node(node, depth, style, level)
                case "list":
                    name = str(node.get(f"{_T}style-name") or style)
                    yield from self.list_texts(node, depth + 1, name, level + 1)
                case _ if local in _LEFT_OUT or _is_hidden(node):
                    self.leave(node)
                case _:
                    yield from self.list_texts(node, depth + 1, style, level)

    def list_texts_of_node(self, node: etree._Element, depth: int, style: str, level: int) -> Iterator[str]:
        read_text = self.read(node)
        text = " ".join(join_marks("".join(read_text.pieces)).split())
        if text:
            label = self.make_label(style, level) if level >= 0 and node.getprevious() is None else ""
            self.labels.append(label)
            yield f"{label} {text}".strip()
        for box in read_text.boxes:
            yield from self.list_texts(box, depth + 1)

    # -- text ------------------------------------------------------------------------------------------------

    def read(self, node: etree._Element, *, quiet: bool = False) -> _ParagraphText:
        """Read a paragraph. `quiet` only looks: nothing is noted."""
        if not quiet:
            self.gathered.arrive(" ".join(_list_texts(node)))
        text = _ParagraphText()
        style = self.styles.get(str(node.get(f"{_T}style-name", "")), {})
        self._read_into(text, node, _Around(style, quiet=quiet), 0)
        return text

    def _read_into(self, text: _ParagraphText, node: etree._Element, around: _Around, depth: int) -> None:
        if depth >= _DEEPEST:
            if not around.quiet:
                self.leave_too_deep(node)
            return
        self._add(text, node.text, around)
        for child in node:
            match local := _get_local_name(child):
                case _ if local in _SPACES:
                    text.pieces.append(_SPACES[local])
                case "note":
                    text.pieces.append(self.note(child, around))
                case "frame":
                    text.pieces.append(self.read_frame(child, text, around))
                case _ if local in _SHAPES:
                    self.add_shape(child, text, around)
                case _ if local in _LEFT_OUT or _is_hidden(child):
                    if not around.quiet:
                        self.leave(child)
                case _:
                    style = self.styles.get(str(child.get(f"{_T}style-name", "")), {})
                    target = child.get(_HREF, "") or around.target
                    inside = _Around({**around.style, **style}, target, quiet=around.quiet)
                    self._read_into(text, child, inside, depth + 1)
            self._add(text, child.tail, around)

    def _add(self, read: _ParagraphText, text: str | None, around: _Around) -> None:
        text = re.sub(r"\s", " ", clean(text or ""))
        style = around.style
        why = _explain_left_out(style)
        if why:
            if not around.quiet:
                self.gathered.leave(text, why)
            return
        bold, italic = style.get("weight", "") == "bold", style.get("slant", "") in ("italic", "oblique")
        if text.strip():
            read.strong.append(bold or style.get("underline", "none") != "none")
        marked = mark_emphasis(text, bold=bold, italic=italic)
        if around.target and not around.quiet:
            marked = self.gathered.mark_link(marked, around.target)
        read.pieces.append(marked)

    def note(self, node: etree._Element, around: _Around) -> str:
        """Keep a note for the end; what its mark prints is left out,
        and the mark itself stands in its place.
        """
        if around.quiet:
            return ""
        self.notes += 1
        key = f"note {self.notes}"
        # A note in a note is met when that one is read.
        for citation in node.iterchildren(f"{_T}note-citation"):
            self.gathered.leave(clean(citation.text or ""), "mark of a note, which leads to it")
        self.waiting += [(key, body) for body in node.iterchildren(f"{_T}note-body")]
        return write_note_mark(key)

    def read_notes(self) -> None:
        """Add the notes at the end, as paragraphs that say which note they are of."""
        while self.waiting:
            key, body = self.waiting.pop(0)
            before, self.gathered.pieces = self.gathered.pieces, []
            self.read_blocks(body, 1)
            for piece in self.gathered.pieces:
                before.append(replace(piece, note=key, heading=0) if isinstance(piece, Paragraph) else piece)
            self.gathered.pieces = before

    def read_frame(self, frame: etree._Element, text: _ParagraphText, around: _Around) -> str:
        """What a frame shows: a text box is read; a picture's mark stands in its place;
        anything else is named.
        """
        if frame.find(f"{_DRAW}text-box") is not None:
            text.boxes.append(frame)
            return ""
        if around.quiet:
            return ""
        described = _describe(frame)
        image = frame.find(f"{_DRAW}image")
        shown = frame.find(f"{_DRAW}object")
        shown = shown if shown is not None else frame.find(f"{_DRAW}object-ole")
        if shown is not None:
            part = f"{shown.get(_HREF, '').removeprefix('./').rstrip('/')}/content.xml"
            tree = self.package.tree(part) if part in self.package else None
            words = " ".join(" ".join(_list_texts(tree)).split()) if tree is not None else ""
            self.gathered.leave_unit(
                "object", ": ".join(filter(None, (described, words))) or "without a description"
            )
            return ""
        if image is None:
            self.gathered.leave_unit("drawing", described or "without a description")
            return ""
        part = image.get(_HREF, "").removeprefix("./")
        data = self.package.data(part) if part in self.package else b""
        return self.gathered.add_picture(part.rpartition("/")[2] if data else part, described, data)


def _describe(frame: etree._Element) -> str:
    """The words of a picture for those who cannot see it, else its title."""
    for name in ("desc", "title"):
        node = frame.find(f"{_SVG}{name}")
        if node is not None and (node.text or "").strip():
            return " ".join((node.text or "").split())
    return ""


def _is_hidden(node: etree._Element) -> bool:
    """Say whether a section or a field is not shown."""
    name = _get_local_name(node)
    if name == "section":
        return node.get(f"{_T}display") in ("none", "condition")
    return name in ("hidden-text", "hidden-paragraph") and node.get(f"{_T}is-hidden", "true") != "false"


def _explain_left_out(style: Mapping[str, str]) -> str:
    """Why text of a style is not in force, "" where it is."""
    if style.get("display", "") == "none":
        return "hidden text"
    return "struck through" if style.get("struck", "none") not in ("none", "") else ""


def _read_table_number(node: etree._Element, name: str) -> int:
    """A number of a table's cell, 1 where it has none."""
    text = str(node.get(f"{_TABLE}{name}", ""))
    return max(1, int(text)) if text.isdecimal() and len(text) < 6 else 1


def _list_rows(node: etree._Element) -> Iterator[etree._Element]:
    for child in node:
        if _get_local_name(child) == "table-row":
            yield child
        elif _get_local_name(child) in ("table-rows", "table-header-rows", "table-row-group"):
            yield from _list_rows(child)


def _list_texts(node: etree._Element) -> Iterator[str]:
    """Every text below a node, a paragraph at a time;
    boxes and notes within are parted from the words around them by a space.
    """
    for paragraph in node.iter(f"{_T}p", f"{_T}h"):
        if not any(parent.tag in (f"{_T}p", f"{_T}h") for parent in _walk_between(paragraph, node)):
            yield "".join(_list_pieces(paragraph))


def _walk_between(node: etree._Element, top: etree._Element) -> Iterator[etree._Element]:
    return takewhile(lambda parent: parent is not top, node.iterancestors() if node is not top else ())


# What stands in a text and is no part of it.
_APART = frozenset({"p", "h", "note", "note-citation", "frame", *_SHAPES, *_LEFT_OUT})
# The words that tell of a picture, and who wrote a comment and when, are no words of the text.
_TOLD_APART = frozenset(
    {f"{_SVG}title", f"{_SVG}desc", f"{_DC}creator", f"{_DC}date", f"{_META}creator-initials"}
)


def _list_pieces(node: etree._Element) -> Iterator[str]:
    """The pieces of a text; what stands in it and is no part of it comes before, parted by a space."""
    pieces = [node.text or ""]
    for child in node:
        local = _get_local_name(child)
        if child.tag not in _TOLD_APART:
            inside = _list_pieces(child)
            if local in _APART or _is_hidden(child):
                yield from (*inside, " ")
            else:
                pieces += inside
                pieces.append(" " if local in _SPACES else "")
        pieces.append(child.tail or "")
    yield from pieces


def _list_styles(tree: etree._Element | None) -> dict[str, dict[int, _Level]]:
    """For each list style and level how it is counted; the outline of headings has no name."""
    levels_of: dict[str, dict[int, _Level]] = {}
    for style in tree.iter(f"{_T}list-style", f"{_T}outline-style") if tree is not None else ():
        name = "" if style.tag == f"{_T}outline-style" else str(style.get(f"{_STYLE}name", ""))
        levels_of[name] = {
            _number(level, "level", 1) - 1: _Level(
                level.get(f"{_STYLE}num-format") or level.get(f"{_T}bullet-char") or "",
                level.get(f"{_STYLE}num-prefix", ""),
                level.get(f"{_STYLE}num-suffix", ""),
                _number(level, "display-levels", 1),
                _number(level, "start-value", 1),
            )
            for level in style
        }
    return levels_of


def _collect_text_styles(*trees: etree._Element | None) -> dict[str, dict[str, str]]:
    """For each style its weight, slant and underline, its parent's where it is silent."""
    own_facts: dict[str, dict[str, str]] = {}
    for style in (style for tree in trees if tree is not None for style in tree.iter(f"{_STYLE}style")):
        facts = {"parent": style.get(f"{_STYLE}parent-style-name", "")}
        if (text := style.find(f"{_STYLE}text-properties")) is not None:
            facts |= {
                "weight": text.get(f"{_FO}font-weight", ""),
                "slant": text.get(f"{_FO}font-style", ""),
                "underline": text.get(f"{_STYLE}text-underline-style", ""),
                "struck": text.get(f"{_STYLE}text-line-through-style", "")
                or text.get(f"{_STYLE}text-line-through-type", ""),
                "display": text.get(f"{_T}display", ""),
                "position": text.get(f"{_STYLE}text-position", ""),
                "font": text.get(f"{_STYLE}font-name", "") or text.get(f"{_FO}font-family", ""),
            }
        own_facts[str(style.get(f"{_STYLE}name", ""))] = {key: value for key, value in facts.items() if value}
    return {name: _inherit_facts(own_facts, name, 0) for name in own_facts}


def _inherit_facts(own_facts: Mapping[str, Mapping[str, str]], name: str, depth: int) -> dict[str, str]:
    facts = own_facts.get(name, {})
    if "parent" in facts and depth < 12:
        return {**_inherit_facts(own_facts, facts["parent"], depth + 1), **facts}
    return dict(facts)


def _number(node: etree._Element, name: str, other: int) -> int:
    text = str(node.get(f"{_T}{name}", ""))
    return int(text) if text.isdigit() and len(text) < 5 else other


def _get_local_name(node: etree._Element) -> str:
    return str(node.tag).rpartition("}")[2]
