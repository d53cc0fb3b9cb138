"""The one reader of Word files: of a policy of somebody else's, and of a file that was sent and came back.

What it reads of a paragraph is what Word shows with all tracked changes accepted: insertions count; what is
deleted, struck through or hidden does not, and is named. Symbols become Unicode's, equations a line of text;
pictures, charts and objects are named. Macros are not looked at.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from .equations import write_equation
from .numbering import Counters, read_level_number
from .package import (
    Element,
    Package,
    UnreadablePackageError,
    UnreadableWordFileError,
    find_parts_of_kind,
    link_targets,
    main_part,
    name_relations,
    w,
)
from .paragraphs import LOGO_NAME, NOTE, PICTURE, Paragraph, Piece, joined
from .provenance import PART, Identity, SentSnapshot, read_identity, read_sent
from .symbols import EMPTY, TICKED, UNKNOWN, is_symbol_font, raise_figures, read_symbol, read_symbols
from .unbroken import restore_spaces

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_RULE = "{urn:schemas-microsoft-com:office:office}hr"
_STRONG, _EMPHASIS = frozenset({"Strong", "StrongEmphasis"}), frozenset({"Emphasis", "StrongEmphasis"})
_DELETED = frozenset({"del", "moveFrom"})
_DELETION, HIDDEN, STRUCK = "deleted by a tracked change", "hidden text", "struck through"
# What stands between paragraphs and is none.
_BETWEEN_PARAGRAPHS = frozenset(
    {"bookmarkStart", "bookmarkEnd", "proofErr", "permStart", "permEnd", "moveFromRangeStart"}
    | {"moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd", "commentRangeStart", "commentRangeEnd"}
)
# What draws, and the parts of it that lead to what is drawn: what each is, and by which attribute it leads.
_GRAPHICS = frozenset({"drawing", "pict", "object", "contentPart", "subDoc"})
_GRAPHIC_PARTS = {
    "blip": ("picture", "embed"),
    "imagedata": ("picture", "id"),
    "chart": ("chart", "id"),
    "relIds": ("diagram", "dm"),
    "OLEObject": ("object", "id"),
}
# What stands in a paragraph or a run and is no text.
_NO_TEXT = frozenset({"pPr", "rPr", "instrText", "delInstrText", "fldData", "ffData", "sdtPr"})
_NOTE_MARKS = frozenset({"footnoteReference", "endnoteReference"})
# What stands around paragraphs, rows and cells.
_HOLDERS = frozenset(
    {"sdt", "sdtContent", "customXml", "ins", "smartTag", "moveTo", "AlternateContent", "Choice"}
)
_LINKING = re.compile(r"""\s*HYPERLINK\s+(?:"([^"]+)"|(?!\\)(\S+)|\\l\s+"([^"]+)")""")
_HEADING = "Heading"
_PAGE_NUMBER = re.compile(r"\s*(PAGE|NUMPAGES|SECTIONPAGES)\b")
# Fields that show nothing themselves: marks for an index, settings; and those whose result is read elsewhere.
_SHOWS_NOTHING = re.compile(
    r"\s*(XE|TC|TA|RD|SET|ASK|PRIVATE|TOC|FORM\w+|PAGE|NUMPAGES|SECTIONPAGES)\b", re.IGNORECASE
)
_DEEPEST = 60
_APART = re.compile(r"word/(header|footer)\d*\.xml")
# Parts whose words Word shows, but which are neither paragraphs nor beside them: diagrams, charts, and files
# in the file.
_FOREIGN_TEXT = re.compile(r"word/(diagrams/data|charts/)[^/]*\.xml|word/(afchunk|embeddings/).+")
_PARSER_LIMIT = "The file is larger than any policy is, or is not what a word processor writes."
_DAMAGED = "It is damaged, locked with a password, or no Word file (.docx)."
_OTHERS = {
    "application/vnd.oasis.opendocument": (
        "It is an OpenDocument file (.odt). Open it and save it as Word (.docx)."
    ),
    "application/epub": "It is an e-book, no Word file (.docx).",
}
_OLD_WORD = b"\xd0\xcf\x11\xe0"

Tree = Callable[[str], Element | None]


# -- what a paragraph says -----------------------------------------------------------------------------------


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


@dataclass(frozen=True, slots=True)
class Graphic:
    """What is drawn in a paragraph. `kind` is "picture", "chart", "diagram", "object" or "drawing", "field"
    for a field whose result the file does not keep, or "document inside the document"; `name` and
    `description` are what the file calls it; `relation` leads to the part that holds it.
    """

    kind: str
    name: str = ""
    description: str = ""
    relation: str = ""


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
        self.styles = _read_styles(tree(self.find_part_of_kind("styles")))
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
        for child in node if depth < _DEEPEST else ():
            name = local_name(child)
            if child.tag == w("r"):
                self._run(child, text, around, depth)
            elif name == "txbxContent":
                (text.deleted_boxes if around.is_deleted else text.boxes).append(child)
            elif child.tag == f"{_MATHS}oMath":
                text.runs.append(self._equation(child, around))
            elif child.tag == f"{_DRAWING}t":
                left_out = _DELETION if around.is_deleted else ""
                text.runs.append(
                    TextRun(child.text or "", key=around.key, is_formula=True, left_out=left_out)
                )
            elif name in _NOTE_MARKS:
                note = f"{name.replace('Reference', 's')} {child.get(w('id'), '')}"
                text.runs.append(TextRun("", note=note, left_out=_DELETION if around.is_deleted else ""))
            elif name not in _NO_TEXT:
                self._walk_into(child, text, around, depth)

    def _walk_into(self, node: Element, text: ParagraphText, around: _Around, depth: int) -> None:
        """Read what stands in something that is no run: a field, a control, a link, a drawing."""
        name = local_name(node)
        if name in _GRAPHICS:
            text.runs += _read_graphics(node, around)
        if name == "fldSimple":
            self.fields.append(Field(node.get(w("instr"), ""), shown=True))
        content = _list_shown_content(node)
        if content is not None:
            self._walk(content, text, self._around(node, around), depth + 1)
        if name == "fldSimple":
            self._end_field(text, around)

    def _end_field(self, text: ParagraphText, around: _Around) -> None:
        """End the innermost field; one without a result is named by its code."""
        ended = self.fields.pop()
        if ended.is_lost:
            left_out = _DELETION if around.is_deleted else ""
            graphic = Graphic("field", " ".join(ended.code.split()))
            text.runs.append(TextRun("", graphic=graphic, left_out=left_out))

    def _equation(self, equation: Element, around: _Around) -> TextRun:
        left_out = _DELETION if around.is_deleted else ""
        return TextRun(write_equation(equation), key=around.key, is_formula=True, left_out=left_out)

    def _around(self, node: Element, around: _Around) -> _Around:
        """What stands around the runs inside a node."""
        match local_name(node):
            case "sdt":
                tag = node.find(f"{w('sdtPr')}/{w('tag')}")
                return replace(around, key=tag.get(w("val"), "") if tag is not None else "")
            case "hyperlink":
                link = self.targets.get(node.get(f"{_R}id", ""), "") or around.link
                return replace(around, link=link, anchor=node.get(w("anchor"), ""))
            case name if name in _DELETED:
                return replace(around, is_deleted=True)
        return around

    def _run(self, run: Element, text: ParagraphText, around: _Around, depth: int) -> None:
        self._follow(run, text, around)
        style = self.run_style(run, around.style)
        words = read_run(run, style.get("font", ""))
        is_hidden = is_on(run, "vanish", style.get("vanish", ""))
        if words or around.key is not None:
            text.runs.append(self._text_run(run, words, around))
        self._walk(run, text, replace(around, is_deleted=around.is_deleted or is_hidden), depth + 1)

    def run_style(self, run: Element, around: Mapping[str, str]) -> Mapping[str, str]:
        """What the styles of a run and of its paragraph say together."""
        name = value_of(run.find(w("rPr")), "rStyle")
        return {**around, **self.styles.get(name, {})}

    def _text_run(self, run: Element, words: str, around: _Around) -> TextRun:
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
            left_out=_find_reason(run, seen_style, is_deleted=around.is_deleted),
            symbol=_name_unknown_symbols(run, seen_style.get("font", "")) if UNKNOWN in words else "",
        )

    def _follow(self, run: Element, text: ParagraphText, around: _Around) -> None:
        for node in _list_run_parts(run):
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
            elif node.text or local_name(node) in _GRAPHICS or node.tag == w("sym"):
                for entry in self.fields:
                    entry.has_result = entry.has_result or entry.shown


def _list_shown_content(node: Element) -> Element | None:
    """The part of a node that is shown: a control's content, and of what stands there twice,
    for newer and for older programs, the first.
    """
    match local_name(node):
        case "sdt":
            return node.find(w("sdtContent"))
        case "AlternateContent":
            for alternative in node:
                if local_name(alternative) == "Choice":
                    return alternative
            return next(iter(node), None)
    return node


def _list_run_parts(run: Element) -> Iterator[Element]:
    """What stands in a run; of what stands there twice, for newer and for older programs, the first."""
    for node in run:
        if local_name(node) != "AlternateContent":
            yield node
        elif (content := _list_shown_content(node)) is not None:
            yield from _list_run_parts(content)


def read_run(run: Element, font: str = "") -> str:
    """The text of a run, with tabs, line breaks and hyphens that do not break (U+2011); symbols and boxes of
    forms as Unicode has them. `font` is that of its styles.
    """
    own_font = find_font(run) or font
    is_symbolic = is_symbol_font(own_font)
    text = ""
    for node in _list_run_parts(run):
        match local_name(node):
            case "t" | "delText":
                text += read_symbols(own_font, node.text or "") if is_symbolic else node.text or ""
            case "tab" | "ptab":
                text += "\t"
            case "br" | "cr":
                text += "\n"
            case "noBreakHyphen":
                text += "\u2011"
            case "sym":
                text += _read_sym(node)
            case "fldChar":
                text += _read_form_field(node)
    return raise_figures(text) if value_of(run.find(w("rPr")), "vertAlign") == "superscript" else text


def find_font(run: Element) -> str:
    """The font that a run names for itself, "" where it names none."""
    fonts = run.find(f"{w('rPr')}/{w('rFonts')}")
    return fonts.get(w("ascii"), "") or fonts.get(w("hAnsi"), "") if fonts is not None else ""


def _read_sym(node: Element) -> str:
    code = node.get(w("char"), "")
    if not re.fullmatch(r"[0-9A-Fa-f]{1,5}", code):
        return UNKNOWN
    char = chr(int(code, 16))
    font = node.get(w("font"), "")
    if is_symbol_font(font):
        return read_symbol(font, char)
    # Fonts of letters have a sign where Unicode has it; only what is private is not known.
    return UNKNOWN if "\ue000" <= char <= "\uf8ff" or "\ud800" <= char <= "\udfff" else char


def _name_unknown_symbols(run: Element, font: str) -> str:
    """The font and code of the signs of a run that nobody knows, "" where it has none."""
    names: list[str] = []
    for node in run.iter(w("sym")):
        if _read_sym(node) == UNKNOWN:
            names.append(f"{node.get(w('font'), '')} {node.get(w('char'), '')}".strip())
    if not names and UNKNOWN in read_run(run, font):
        names.append(find_font(run) or font)
    return ", ".join(names)


def _read_form_field(node: Element) -> str:
    """What Word shows of a form's field that has no text of its own: a box that is ticked or not,
    the chosen entry of a list.
    """
    box = node.find(f"{w('ffData')}/{w('checkBox')}")
    if box is not None:
        switch = box.find(w("checked"))
        if switch is None:
            switch = box.find(w("default"))
        is_ticked = switch is not None and switch.get(w("val"), "1") not in ("0", "false", "off")
        return TICKED if is_ticked else EMPTY
    choices = node.find(f"{w('ffData')}/{w('ddList')}")
    if choices is None:
        return ""
    entries = [entry.get(w("val"), "") for entry in choices.findall(w("listEntry"))]
    chosen = value_of(choices, "result") or value_of(choices, "default") or "0"
    index = int(chosen[:4]) if chosen.isdecimal() else 0
    return entries[index] if index < len(entries) else ""


def _read_graphics(node: Element, around: _Around) -> Iterator[TextRun]:
    """What is drawn: the pictures, charts, diagrams and objects of a node, each with its description."""
    left_out = _DELETION if around.is_deleted else ""
    for graphic in _find_graphics(node):
        yield TextRun("", graphic=graphic, left_out=left_out)


def _find_graphics(node: Element) -> Iterator[Graphic]:
    if local_name(node) == "subDoc":
        yield Graphic("document inside the document", relation=node.get(f"{_R}id", ""))
        return
    properties = next((part for part in node.iter() if local_name(part) == "docPr"), None)
    name = properties.get("name", "") if properties is not None else ""
    description = properties.get("descr", "") or properties.get("title", "") if properties is not None else ""
    shown_alternatives = [part for part in node.iter() if _is_shown_in(part, node)]
    is_object = any(local_name(part) == "OLEObject" for part in shown_alternatives)
    graphics: list[Graphic] = []
    for part in shown_alternatives:
        if local_name(part) == "textpath" and part.get("string"):
            yield Graphic("drawing", "letters as a picture", part.get("string", ""))
        kind, attribute = _GRAPHIC_PARTS.get(local_name(part), ("", ""))
        if not kind or (is_object and kind == "picture"):
            continue
        relation = part.get(f"{_R}{attribute}", "") or part.get(f"{_R}link", "")
        own_name, own_description = _describe_graphic(part)
        if kind == "object":
            own_name = part.get("ProgID", "")
        if relation or kind == "object":
            graphics.append(Graphic(kind, own_name or name, own_description, relation))
    has_text = any(local_name(part) in ("txbxContent", "t", "textpath") for part in shown_alternatives)
    # A line that runs across the page is layout, as the borders of paragraphs are.
    is_rule = any(part.get(_RULE, "") in ("t", "true", "1") for part in shown_alternatives)
    if not graphics and (description or not (has_text or is_rule)):
        yield Graphic("drawing", name, description)
    for graphic in graphics:
        # What a drawing says of itself is said of its one picture; those of a group speak for themselves.
        first = graphic.description if len(graphics) > 1 else description
        yield replace(graphic, description=first or description or graphic.description)


def _is_shown_in(part: Element, graphic: Element) -> bool:
    """Say whether a part of a drawing is shown, and stands in no text box,
    whose paragraphs tell of theirs.
    """
    above = [local_name(parent) for parent in _find_up_to(part, graphic)]
    return "txbxContent" not in above and not _is_repeated(part)


def _describe_graphic(part: Element) -> tuple[str, str]:
    """The name and the description that a picture has for itself, in a group or in an older form."""
    for parent in part.iterancestors():
        match local_name(parent):
            case "pic":
                for properties in parent.iter():
                    if local_name(properties) == "cNvPr":
                        return properties.get("name", ""), properties.get("descr", "")
            case "shape" | "rect":
                return parent.get("title", "") or parent.get("id", ""), parent.get("alt", "")
            case "drawing" | "pict" | "object":
                break
    return "", ""


def join_split_paragraphs(tree: Element) -> None:
    """Join what is one paragraph for a reader: one whose mark was deleted by a tracked change with the one
    after it, as Word does when the change is accepted, and a large first letter with its word. The paragraph
    that is left is the second.
    """
    for paragraph in reversed(list(tree.iter(w("p")))):
        properties = paragraph.find(w("pPr"))
        if properties is None or not (_is_mark_deleted(properties) or _is_first_letter(properties)):
            continue
        follower = paragraph.getnext()
        while follower is not None and local_name(follower) in _BETWEEN_PARAGRAPHS:
            follower = follower.getnext()
        parent = paragraph.getparent()
        if follower is None or follower.tag != w("p") or parent is None:
            continue
        content = [node for node in paragraph if node.tag != w("pPr")]
        place = 1 if len(follower) and follower[0].tag == w("pPr") else 0
        follower[place:place] = content
        parent.remove(paragraph)


def _is_mark_deleted(properties: Element) -> bool:
    marks = properties.find(w("rPr"))
    return marks is not None and (marks.find(w("del")) is not None or marks.find(w("moveFrom")) is not None)


def _is_first_letter(properties: Element) -> bool:
    frame = properties.find(w("framePr"))
    return frame is not None and frame.get(w("dropCap"), "none") != "none"


def texts_in(tree: Element, styles: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """The texts of a part, paragraph by paragraph; what is deleted, struck or hidden apart from the words
    around it.

    It goes by the runs alone, and so counts what the reader of paragraphs might pass over. `styles` are what
    the document's styles say.
    """
    for paragraph in tree.iter(w("p")):
        if _is_repeated(paragraph):
            continue
        around = styles.get(value_of(paragraph.find(w("pPr")), "pStyle"), {})
        shown = []
        apart = reason = ""
        for node in paragraph.iter(w("r"), f"{_MATHS}oMath", f"{_DRAWING}t"):
            inside = list(_find_up_to(node, paragraph))
            names = {local_name(parent) for parent in inside}
            if {"p", "oMath"} & names or _is_repeated(node):
                continue
            is_deleted = bool(_DELETED & names)
            why = _DELETION if is_deleted else ""
            if node.tag == f"{_MATHS}oMath":
                text = write_equation(node)
            elif node.tag != w("r"):
                text = node.text or ""
            else:
                style = {**around, **styles.get(value_of(node.find(w("rPr")), "rStyle"), {})}
                text = read_run(node, style.get("font", ""))
                why = _find_reason(node, style, is_deleted=is_deleted)
            if text and (why != reason or not why):
                yield apart
                apart, reason = "", why
            if why:
                apart += text
            else:
                shown.append(text)
        yield apart
        yield "".join(shown)


def _find_reason(run: Element, style: Mapping[str, str], *, is_deleted: bool) -> str:
    """Why a run is not in force: it is deleted, hidden or struck through; "" where it is."""
    if is_deleted:
        return _DELETION
    if is_on(run, "vanish", style.get("vanish", "")):
        return HIDDEN
    is_struck = any(is_on(run, name, style.get(name, "")) for name in ("strike", "dstrike"))
    return STRUCK if is_struck else ""


def _is_repeated(node: Element) -> bool:
    """Say whether it repeats, for older programs, what stands beside it."""
    return any(
        local_name(parent) == "Fallback" and parent.getprevious() is not None
        for parent in node.iterancestors()
    )


def _find_up_to(node: Element, top: Element) -> Iterator[Element]:
    for parent in node.iterancestors():
        if parent is top:
            return
        yield parent


# -- blocks, tables, styles ----------------------------------------------------------------------------------


def blocks_in(holder: Element, depth: int = 0) -> Iterator[Element]:
    """The paragraphs, tables, lists of contents and bookmarks that stand in a body, a cell or a text box, in
    order, whatever Word put around them.
    """
    for node in holder if depth < _DEEPEST else ():
        name = local_name(node)
        if name in ("p", "tbl", "bookmarkStart", "altChunk") or (name == "sdt" and _is_contents(node)):
            yield node
        elif name in _HOLDERS:
            yield from blocks_in(node, depth + 1)


def children_named(node: Element, name: str) -> Iterator[Element]:
    """The rows of a table, or the cells of a row, whatever Word put around them; no cell of a column that a
    tracked change deleted.
    """
    for child in node:
        if name == "tc" and child.find(f"{w('tcPr')}/{w('cellDel')}") is not None:
            continue
        if local_name(child) == name:
            yield child
        elif local_name(child) in _HOLDERS:
            yield from children_named(child, name)


def _is_contents(node: Element) -> bool:
    """Say whether a content control is Word's list of contents."""
    gallery = node.find(f"{w('sdtPr')}/{w('docPartObj')}/{w('docPartGallery')}")
    return gallery is not None and gallery.get(w("val")) == "Table of Contents"


def _read_styles(tree: Element | None) -> dict[str, dict[str, str]]:
    """What each style says, its ancestors' word where it is silent: name, outline level, numbering, font,
    bold and italics, whether its text is hidden or struck through.
    """
    own_facts: dict[str, dict[str, str]] = {}
    for style in tree.iter(w("style")) if tree is not None else ():
        properties = style.find(w("pPr"))
        numbering = properties.find(w("numPr")) if properties is not None else None
        facts = {
            "name": value_of(style, "name"),
            "based": value_of(style, "basedOn"),
            "outline": value_of(properties, "outlineLvl"),
            "number": value_of(numbering, "numId"),
            "level": value_of(numbering, "ilvl"),
        }
        for name in ("b", "i", "vanish", "strike", "dstrike"):
            switch = style.find(f"{w('rPr')}/{w(name)}")
            if switch is not None:
                facts[name] = switch.get(w("val"), "1")
        facts["font"] = find_font(style)
        own_facts[style.get(w("styleId"), "")] = {name: value for name, value in facts.items() if value}
    return {id: _inherit_facts(own_facts, id, 0) for id in own_facts}


def _inherit_facts(own_facts: Mapping[str, dict[str, str]], id: str, depth: int) -> dict[str, str]:
    facts = own_facts.get(id, {})
    if "based" in facts and depth < 12:
        return {**_inherit_facts(own_facts, facts["based"], depth + 1), **facts}
    return facts


def local_name(node: Element) -> str:
    """A node's name without its namespace."""
    return str(node.tag).rpartition("}")[2]


def value_of(properties: Element | None, name: str) -> str:
    """What a property says, empty where it is not there."""
    node = properties.find(w(name)) if properties is not None else None
    return node.get(w("val"), "") if node is not None else ""


def is_on(run: Element, name: str, style: str = "") -> bool:
    """Say whether a run's property is on: as the run says itself, else as its style does."""
    node = run.find(f"{w('rPr')}/{w(name)}")
    setting = node.get(w("val"), "1") if node is not None else style or "0"
    return setting not in ("0", "false", "none", "off")


# -- a file that was sent and came back ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment, a tracked change, or words that Word hides or strikes through: who, when, in which clause,
    and the words. `kind` is "comment", "inserted", "deleted", "hidden" or "struck".
    """

    kind: str
    author: str
    when: str
    place: str
    text: str


@dataclass(frozen=True, slots=True)
class WordFile:
    """What a Word file says, with all tracked changes accepted and without what Word hides.

    `identity` is None where it is none of ours; `sent` is what it was sent with, None where it has lost that.
    `page_edges` are the texts of its page headers and footers, without the numbers of pages; `unread` the
    parts that show text and are not read; `contents` the lines of its lists of contents.
    """

    identity: Identity | None
    paragraphs: tuple[Paragraph, ...]
    remarks: tuple[Remark, ...]
    sent: SentSnapshot | None = None
    page_edges: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    contents: tuple[str, ...] = ()


def read_word_file(data: bytes, places: Iterable[str] = ()) -> WordFile:
    """Read a Word file. `places` are the ids of clauses and sections that its bookmarks may name, beside
    those it was sent with.

    Raises UnreadableWordFileError where it is not one, is damaged, or is larger than any policy.
    """
    if data.startswith(_OLD_WORD):
        raise UnreadableWordFileError(
            "It is locked with a password, or in the old format .doc. Open it and save it as Word (.docx)."
        )
    if data.startswith(b"%PDF"):
        raise UnreadableWordFileError("It is a PDF, no Word file (.docx). 'clausewright import' reads PDFs.")
    try:
        return _read_package(Package.opened(data), places)
    except UnreadablePackageError as error:
        raise UnreadableWordFileError(_PARSER_LIMIT if error.is_hostile else _DAMAGED) from error


def _read_package(package: Package, places: Iterable[str]) -> WordFile:
    _refuse_others(package)
    main = main_part(package)
    if not main:
        raise UnreadableWordFileError("It holds no Word document.")
    custom = package.tree(PART)
    sent = read_sent(package.tree(name) for name in package.names() if name.startswith("customXml/"))
    known_places = {*places, *(paragraph.place for paragraph in sent.paragraphs)} if sent else {*places}
    walk = _Walk(WordDocument(package.tree, main), {bookmark_name(id): id for id in known_places})
    walk.read()
    return WordFile(
        identity=read_identity(custom) if custom is not None else None,
        paragraphs=tuple(walk.paragraphs),
        remarks=tuple(walk.remarks),
        sent=sent,
        page_edges=_read_page_edges(package, main),
        unread=tuple(name for name in package.names() if _FOREIGN_TEXT.fullmatch(name)),
        contents=tuple(walk.contents),
    )


def _refuse_others(package: Package) -> None:
    """Other programs' files are zip files too, and say so in a part of their own."""
    if "mimetype" in package:
        kind = package.data("mimetype")[:200].decode(errors="replace")
        for program, sentence in _OTHERS.items():
            if kind.startswith(program):
                raise UnreadableWordFileError(sentence)


def list_page_edge_parts(package: Package, main: str) -> list[str]:
    """The parts with page headers and footers: those that have the names that Word gives them, and those to
    which the text leads.
    """
    named = [name for name in package.names() if _APART.fullmatch(name)]
    related = [name for kind in ("header", "footer") for name in find_parts_of_kind(package.tree, main, kind)]
    return list(dict.fromkeys((*named, *related)))


def _read_page_edges(package: Package, main: str) -> tuple[str, ...]:
    """The texts of the page headers and footers, each once; text boxes in them too."""
    document = WordDocument(package.tree, main)
    texts: list[str] = []
    for name in list_page_edge_parts(package, main):
        part = package.tree(name)
        if part is None:
            continue
        for paragraph in part.iter(w("p")):
            runs = document.read_paragraph(paragraph).runs if not _is_repeated(paragraph) else []
            shown = [run.text for run in runs if not run.left_out and not run.is_page_number]
            text = " ".join("".join(shown).split())
            if text and text not in texts:
                texts.append(text)
    return tuple(texts)


def paragraphs_in(parts: Mapping[str, Element], places: Iterable[str]) -> tuple[Paragraph, ...]:
    """The paragraphs of a file that is about to be sent.
    A bookmark of none of the `places` is a place by its own name.
    """
    document = WordDocument(parts.get, "word/document.xml")
    walk = _Walk(document, {bookmark_name(id): id for id in places}, by_name=True)
    walk.read()
    return tuple(walk.paragraphs)


def bookmark_name(id: str) -> str:
    """The name of the bookmark that pandoc gives to an id: Word takes at most 40 letters."""
    if len(id) <= 40 and id[:1].isalpha():
        return id
    return "X" + hashlib.sha1(id.encode(), usedforsecurity=False).hexdigest()[1:]


@dataclass(slots=True)
class _Walk:
    """A walk through a document, which notes what it passes. `names` are the places by their bookmarks."""

    document: WordDocument
    names: Mapping[str, str]
    by_name: bool = False
    comments: dict[str, Element] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    paragraphs: list[Paragraph] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    contents: list[str] = field(default_factory=list)
    place: str = ""
    tables: int = 0

    def read(self) -> None:
        """Read it all, from the first body to the last."""
        comments = self.document.tree(self.document.find_part_of_kind("comments"))
        for comment in comments if comments is not None else ():
            self.comments[comment.get(w("id"), "")] = comment
        for kind in ("footnote", "endnote"):
            part = self.document.tree(self.document.find_part_of_kind(f"{kind}s"))
            for note in part if part is not None else ():
                self.notes[f"{kind}s {note.get(w('id'), '')}"] = self.note_text(note)
        for body in self.document.bodies:
            self.blocks(body, 0, None)

    def note_text(self, note: Element) -> str:
        """What a note says, on one line."""
        lines = []
        for paragraph in note.iter(w("p")):
            runs = self.document.read_paragraph(paragraph).runs
            lines.append("".join(run.text for run in runs if not run.left_out))
        return " ".join(" ".join(lines).split())

    def blocks(self, holder: Element, depth: int, cell: tuple[int, int, int] | None) -> None:
        for block in blocks_in(holder) if depth < _DEEPEST else ():
            name = local_name(block)
            if name == "p":
                self.paragraph(block, depth, cell)
            elif name == "bookmarkStart":
                self.arrive(block, block.get(w("name"), "") if self.by_name else self.place)
            elif name == "tbl":
                self.table(block, depth)
            elif name == "sdt":
                self.note_contents(block)

    def table(self, table: Element, depth: int) -> None:
        self.tables += 1
        number = self.tables
        for row_index, row in enumerate(children_named(table, "tr")):
            for cell_index, cell in enumerate(children_named(row, "tc")):
                self.blocks(cell, depth + 1, (number, row_index, cell_index))

    def note_contents(self, control: Element) -> None:
        """Keep the lines of a list of contents apart: it only repeats headings, and Word makes it anew."""
        for paragraph in control.iter(w("p")):
            runs = self.document.read_paragraph(paragraph).runs
            line = " ".join("".join(run.text for run in runs if not run.left_out).split())
            if line:
                self.contents.append(line)

    def arrive(self, bookmark: Element, otherwise: str) -> None:
        """Note that a bookmark is passed: it may begin another place."""
        self.place = self.names.get(bookmark.get(w("name"), ""), otherwise)

    def paragraph(self, paragraph: Element, depth: int, cell: tuple[int, int, int] | None) -> None:
        for bookmark in paragraph.iter(w("bookmarkStart")):
            self.arrive(bookmark, self.place)
        properties = paragraph.find(w("pPr"))
        numbering = properties.find(w("numPr")) if properties is not None else None
        number, level = value_of(numbering, "numId"), read_level_number(value_of(numbering, "ilvl"))
        style = value_of(properties, "pStyle")
        counters = self.document.counters
        label, _ = counters.label(properties, self.document.styles, style)
        is_heading = counters.counts_headings(number) or style.startswith(_HEADING)
        is_list = numbering is not None and number != "0" and not is_heading
        text = self.document.read_paragraph(paragraph)
        pieces = tuple(joined(self.pieces(text)))
        self.note(paragraph, text)
        is_gone = properties is not None and properties.find(f"{w('rPr')}/{w('del')}") is not None
        if pieces or (not is_gone and cell is not None):
            self.paragraphs.append(
                Paragraph(
                    place=self.place,
                    style=style,
                    pieces=pieces,
                    level=level if is_list else None,
                    is_numbered=is_list and counters.is_counted(number, level),
                    in_table=cell is not None,
                    number=label if is_heading else "",
                    cell=cell,
                )
            )
        for box in text.boxes:
            self.blocks(box, depth + 1, cell)

    def pieces(self, text: ParagraphText) -> Iterator[Piece]:
        """What a paragraph says, as it is held against what was sent; notes stand where their marks stand."""
        for run in text.runs:
            if run.note and not run.left_out:
                yield Piece(f" [{self.notes.get(run.note, '')}]", link=NOTE)
            elif run.graphic and run.graphic.name == LOGO_NAME:
                # It was put in after what the file was sent with had been noted.
                continue
            elif run.graphic and not run.left_out:
                named = run.graphic.description or "without a description"
                yield Piece(f" [{run.graphic.kind}: {named}]", link=PICTURE)
            elif not run.left_out:
                words = restore_spaces(run.text.replace("\t", " ").replace("\n", " "))
                link = f"#{self.names.get(run.anchor, run.anchor)}" if run.anchor else run.link
                yield Piece(words, run.key, run.strong, run.emphasis, link)

    def note(self, paragraph: Element, text: ParagraphText) -> None:
        """Keep the comments that begin in a paragraph, its tracked changes, and what it hides."""
        for start in paragraph.iter(w("commentRangeStart"), w("commentReference")):
            comment = self.comments.get(start.get(w("id"), ""))
            if comment is not None:
                remark = self.remark("comment", comment, _read_text(comment, "t"))
                if remark not in self.remarks:
                    self.remarks.append(remark)
        for kind, tag, words_tag in (("inserted", "ins", "t"), ("deleted", "del", "delText")):
            for change in paragraph.iter(w(tag)):
                in_box = any(local_name(parent) == "p" for parent in _find_up_to(change, paragraph))
                if not in_box and (words := _read_text(change, words_tag)):
                    self.remarks.append(self.remark(kind, change, words))
        self.note_hidden(text)

    def note_hidden(self, text: ParagraphText) -> None:
        """Keep what a paragraph hides or strikes through, and its deleted text boxes."""
        for box in text.deleted_boxes:
            words = " ".join(" ".join(texts_in(box, self.document.styles)).split())
            if words:
                self.remarks.append(Remark("deleted", "", "", self.place, words))
        for kind, why in (("hidden", HIDDEN), ("struck", STRUCK)):
            words = " ".join("".join(run.text for run in text.runs if run.left_out == why).split())
            if words:
                self.remarks.append(Remark(kind, "", "", self.place, words))

    def remark(self, kind: str, element: Element, text: str) -> Remark:
        return Remark(kind, element.get(w("author"), ""), element.get(w("date"), ""), self.place, text)


def _read_text(element: Element, tag: str) -> str:
    """The words of a comment or of a tracked change, paragraph by paragraph."""
    holders = [element]
    if tag == "t":
        holders = list(element.iter(w("p"))) or [element]
    return " ".join("".join(text.text or "" for text in holder.iter(w(tag))) for holder in holders).strip()
