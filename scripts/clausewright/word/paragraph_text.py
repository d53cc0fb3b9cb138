"""What the paragraphs of a Word file say, run by run, through all that may stand in one: fields, content
controls, links, notes, drawings, equations and text boxes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from .elements import (
    DEEPEST,
    find_shown_content,
    is_on,
    join_split_paragraphs,
    list_run_parts,
    local_name,
    value_of,
)
from .equations import write_equation
from .graphics import GRAPHICS, RELATIONS, Graphic, find_graphics
from .numbering import Counters
from .package import Element, find_parts_of_kind, link_targets, name_relations, w
from .runs import DELETED, DELETING_TAGS, DRAWING, MATHS, explain_left_out, name_unknown_symbols, read_run
from .styles import read_styles
from .symbols import UNKNOWN

_STRONG, _EMPHASIS = frozenset({"Strong", "StrongEmphasis"}), frozenset({"Emphasis", "StrongEmphasis"})
# What stands in a paragraph or a run and is no text.
_NO_TEXT = frozenset({"pPr", "rPr", "instrText", "delInstrText", "fldData", "ffData", "sdtPr"})
_NOTE_MARKS = frozenset({"footnoteReference", "endnoteReference"})
_LINKING = re.compile(r"""\s*HYPERLINK\s+(?:"([^"]+)"|(?!\\)(\S+)|\\l\s+"([^"]+)")""")
_PAGE_NUMBER = re.compile(r"\s*(PAGE|NUMPAGES|SECTIONPAGES)\b")
# Fields that show nothing themselves: marks for an index, settings; and those whose result is read elsewhere.
_SHOWS_NOTHING = re.compile(
    r"\s*(XE|TC|TA|RD|SET|ASK|PRIVATE|TOC|FORM\w+|PAGE|NUMPAGES|SECTIONPAGES)\b", re.IGNORECASE
)
Tree = Callable[[str], Element | None]


@dataclass(frozen=True, slots=True)
class TextRun:
    """Some words of a paragraph.

    `key` is the tag of the content control that they stand in, "" where it has none, None outside controls.
    `bold` and `italic` are what is seen, `strong` and `emphasis` what sets the words apart from their
    paragraph. They lead to the address `link` or the bookmark `anchor`. `left_out` says why Word does not
    show them, "" where it does. `note` is the mark of a note, such as "footnotes 2", with no words. `graphic`
    is a picture or an object, with no words. `symbol` is what font a sign is of that nobody knows, which the
    text shows as U+FFFD.
    """

    text: str
    key: str | None = None
    bold: bool = False
    italic: bool = False
    strong: bool = False
    emphasis: bool = False
    is_underlined: bool = False
    is_formula: bool = False
    is_page_number: bool = False
    link: str = ""
    anchor: str = ""
    left_out: str = ""
    note: str = ""
    graphic: Graphic | None = None
    symbol: str = ""


@dataclass(slots=True)
class ParagraphText:
    """What a paragraph says: its runs, its text boxes, those of them that are deleted or hidden, and whether
    it is a list of contents' line.
    """

    runs: list[TextRun] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    deleted_boxes: list[Element] = field(default_factory=list)
    leads_to_page: bool = False


@dataclass(slots=True)
class Field:
    """A field of Word's: its code, whether its result has begun, and whether there is something in it."""

    code: str = ""
    shown: bool = False
    has_result: bool = False

    @property
    def is_lost(self) -> bool:
        """Say whether Word would work out what it shows, which the file does not keep."""
        return bool(self.code.strip()) and not self.has_result and not _SHOWS_NOTHING.match(self.code)


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around a run."""

    style: Mapping[str, str]
    key: str | None = None
    link: str = ""
    anchor: str = ""
    is_deleted: bool = False


class WordDocument:
    """A Word file's text, styles, numbers and links. Paragraphs are asked for in order: a field may begin in
    one and end in another.

    `tree` gives a part as XML by its name, None where it is not there; `main` is the part with the text.
    """

    def __init__(self, tree: Tree, main: str) -> None:
        self.tree, self.main = tree, main
        document = tree(main)
        if document is not None:
            join_split_paragraphs(document)
        self.bodies = document.findall(w("body")) if document is not None else []
        self.styles = read_styles(tree(self.find_part_of_kind("styles")))
        self.counters = Counters(tree(self.find_part_of_kind("numbering")), self.styles)
        self.targets: Mapping[str, str] = {}
        self.fields: list[Field] = []
        self.enter(main)

    def enter(self, part: str) -> None:
        """Say in which part the next paragraphs stand: its links and pictures are found by its relations."""
        self.targets = link_targets(self.tree(name_relations(part)))

    def find_part_of_kind(self, kind: str) -> str:
        """The part with the notes or comments of a document, by its relation; where none says so, by the name
        that Word gives it. It need not be there.
        """
        return next(iter(find_parts_of_kind(self.tree, self.main, kind)), f"word/{kind}.xml")

    def read_paragraph(self, paragraph: Element) -> ParagraphText:
        """Read the next paragraph."""
        text = ParagraphText()
        was_in_contents = self._in_contents()
        style = self.styles.get(value_of(paragraph.find(w("pPr")), "pStyle"), {})
        self._walk(paragraph, text, _Around(style), 0)
        text.leads_to_page = was_in_contents or self._in_contents()
        return text

    def _in_contents(self) -> bool:
        return any(entry.code.strip().startswith("TOC") for entry in self.fields)

    def _walk(self, node: Element, text: ParagraphText, around: _Around, depth: int) -> None:
        """Read what stands in a paragraph, or in something inside one."""
        for child in node if depth < DEEPEST else ():
            name = local_name(child)
            if child.tag == w("r"):
                self._read_run(child, text, around, depth)
            elif name == "txbxContent":
                (text.deleted_boxes if around.is_deleted else text.boxes).append(child)
            elif child.tag == f"{MATHS}oMath":
                text.runs.append(self._read_equation(child, around))
            elif child.tag == f"{DRAWING}t":
                left_out = DELETED if around.is_deleted else ""
                text.runs.append(
                    TextRun(child.text or "", key=around.key, is_formula=True, left_out=left_out)
                )
            elif name in _NOTE_MARKS:
                note = f"{name.replace('Reference', 's')} {child.get(w('id'), '')}"
                text.runs.append(TextRun("", note=note, left_out=DELETED if around.is_deleted else ""))
            elif name not in _NO_TEXT:
                self._walk_into(child, text, around, depth)

    def _walk_into(self, node: Element, text: ParagraphText, around: _Around, depth: int) -> None:
        """Read what stands in something that is no run: a field, a control, a link, a drawing."""
        name = local_name(node)
        if name in GRAPHICS:
            text.runs += _read_graphics(node, around)
        if name == "fldSimple":
            self.fields.append(Field(node.get(w("instr"), ""), shown=True))
        content = find_shown_content(node)
        if content is not None:
            self._walk(content, text, self._look_around(node, around), depth + 1)
        if name == "fldSimple":
            self._end_field(text, around)

    def _end_field(self, text: ParagraphText, around: _Around) -> None:
        """End the innermost field; one without a result is named by its code."""
        ended = self.fields.pop()
        if ended.is_lost:
            left_out = DELETED if around.is_deleted else ""
            graphic = Graphic("field", " ".join(ended.code.split()))
            text.runs.append(TextRun("", graphic=graphic, left_out=left_out))

    def _read_equation(self, equation: Element, around: _Around) -> TextRun:
        left_out = DELETED if around.is_deleted else ""
        return TextRun(write_equation(equation), key=around.key, is_formula=True, left_out=left_out)

    def _look_around(self, node: Element, around: _Around) -> _Around:
        """What stands around the runs inside a node."""
        match local_name(node):
            case "sdt":
                tag = node.find(f"{w('sdtPr')}/{w('tag')}")
                return replace(around, key=tag.get(w("val"), "") if tag is not None else "")
            case "hyperlink":
                link = self.targets.get(node.get(f"{RELATIONS}id", ""), "") or around.link
                return replace(around, link=link, anchor=node.get(w("anchor"), ""))
            case name if name in DELETING_TAGS:
                return replace(around, is_deleted=True)
        return around

    def _read_run(self, run: Element, text: ParagraphText, around: _Around, depth: int) -> None:
        self._follow_fields(run, text, around)
        style = self._find_run_style(run, around.style)
        words = read_run(run, style.get("font", ""))
        is_hidden = is_on(run, "vanish", style.get("vanish", ""))
        if words or around.key is not None:
            text.runs.append(self._make_text_run(run, words, around))
        self._walk(run, text, replace(around, is_deleted=around.is_deleted or is_hidden), depth + 1)

    def _find_run_style(self, run: Element, around: Mapping[str, str]) -> Mapping[str, str]:
        """What the styles of a run and of its paragraph say together."""
        name = value_of(run.find(w("rPr")), "rStyle")
        return {**around, **self.styles.get(name, {})}

    def _make_text_run(self, run: Element, words: str, around: _Around) -> TextRun:
        properties = run.find(w("rPr"))
        name = value_of(properties, "rStyle")
        own_style = self.styles.get(name, {})
        seen_style = {**around.style, **own_style}
        link, anchor = around.link, around.anchor
        for entry in self.fields:
            address = _LINKING.match(entry.code) if entry.shown else None
            if address and not link:
                link, anchor = address[1] or address[2] or "", anchor or address[3] or ""
        return TextRun(
            words,
            key=around.key,
            bold=is_on(run, "b", seen_style.get("b", "")),
            italic=is_on(run, "i", seen_style.get("i", "")),
            strong=name in _STRONG or is_on(run, "b", own_style.get("b", "")),
            emphasis=name in _EMPHASIS or is_on(run, "i", own_style.get("i", "")),
            is_underlined=value_of(properties, "u") not in ("", "none"),
            is_page_number=any(_PAGE_NUMBER.match(entry.code) for entry in self.fields),
            link=link,
            anchor=anchor,
            left_out=explain_left_out(run, seen_style, is_deleted=around.is_deleted),
            symbol=name_unknown_symbols(run, seen_style.get("font", "")) if UNKNOWN in words else "",
        )

    def _follow_fields(self, run: Element, text: ParagraphText, around: _Around) -> None:
        for node in list_run_parts(run):
            if node.tag == w("fldChar"):
                match node.get(w("fldCharType")):
                    case "begin":
                        self.fields.append(Field())
                    case "separate" if self.fields:
                        self.fields[-1].shown = True
                    case "end" if self.fields:
                        self._end_field(text, around)
            elif node.tag == w("instrText") and self.fields and not self.fields[-1].shown:
                self.fields[-1].code += node.text or ""
            elif node.text or local_name(node) in GRAPHICS or node.tag == w("sym"):
                for entry in self.fields:
                    entry.has_result = entry.has_result or entry.shown


def _read_graphics(node: Element, around: _Around) -> Iterator[TextRun]:
    """What is drawn: the pictures, charts, diagrams and objects of a node, each with its description."""
    left_out = DELETED if around.is_deleted else ""
    for graphic in find_graphics(node):
        yield TextRun("", graphic=graphic, left_out=left_out)
