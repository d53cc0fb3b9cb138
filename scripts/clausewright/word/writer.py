"""Word: pandoc's file is finished once a variant, and then filled for each school.
Every field becomes a content control.
"""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import PurePosixPath

from lxml import etree

from ..bind import XML, TokenTemplate, compile_template
from ..model.ast import CHECK_PICTURE
from ..model.tokens import TOKEN, key_of, token
from ..qr import draw_png
from .comments import CommentText, CommentWriter, comment_changes
from .contents import put_contents
from .heading_numbers import number_headings
from .logo import LOGO_KEY, TitledPart, add_logo, cut_at_title
from .marks import read_mark
from .package import Element, link_targets, w
from .provenance import PART, Identity, SentClause, SentSnapshot, add_identity, add_sent
from .reader import list_paragraphs
from .references import link_references
from .tables import finish_table
from .tracked import ChangeAuthor, apply_marks, separate_tables, write_marks
from .unbroken import keep_together

_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}cNvPr"
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
# [MS-ODRAWXML] 2.27: a picture that says nothing which the text does not say.
_DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}"
_DECORATIVE_ID = "{C183D7F6-B498-43B3-948B-1728B52AA6E4}"
_TEXT_PARTS = re.compile(r"word/(document|footnotes|header\d*|footer\d*)\.xml")
_DOCUMENT = "word/document.xml"
_MADE = (1980, 1, 1, 0, 0, 0)
# The style of whom to tell, how far its lines and bullets stand from the margin, and what the schema has
# before an indent that we write.
_CARD_STYLE, _CARD_INDENT, _CARD_HANGING = "WhomToTell", "400", "260"
_BEFORE_INDENT = (w("pStyle"), w("numPr"))


@dataclass(frozen=True, slots=True)
class CheckPicture:
    """The QR code of the address at which a copy can be looked up, to be drawn for each copy."""

    key = "document.check"

    def draw(self, values: Mapping[str, str]) -> bytes:
        """Return the picture for a copy."""
        return draw_png(values[self.key])


@dataclass(frozen=True, slots=True)
class WordTemplate:
    """A Word file cut at its tokens: each part is bytes, a text to be filled, a text with a place for a logo,
    or a picture to be drawn.
    """

    parts: tuple[tuple[str, bytes | TokenTemplate | TitledPart | CheckPicture], ...]

    @property
    def keys(self) -> frozenset[str]:
        """The keys that filling it needs."""
        keys: set[str] = set()
        for _, part in self.parts:
            if isinstance(part, TokenTemplate | TitledPart):
                keys |= part.keys
            elif isinstance(part, CheckPicture):
                keys.add(part.key)
        return frozenset(keys)

    def fill(self, values: Mapping[str, str], pictures: Mapping[str, bytes] | None = None) -> bytes:
        """Return the file with every token replaced by its value. `pictures` are the library's, by their
        paths; the logo that the values name is one of them.
        """
        shown = {key: keep_together(values[key]) for key in self.keys}
        logo = values.get(LOGO_KEY, "")
        picture = (pictures or {}).get(logo, b"")
        parts: dict[str, bytes] = {}
        for name, part in self.parts:
            if isinstance(part, TitledPart):
                parts[name] = part.fill(shown, picture)
            elif isinstance(part, TokenTemplate):
                # Links and what the file was sent with are for programs, which know no other space.
                is_seen = _TEXT_PARTS.fullmatch(name) is not None
                parts[name] = part.fill(XML, shown if is_seen else values).encode()
            elif isinstance(part, CheckPicture):
                parts[name] = part.draw(values)
            else:
                parts[name] = part
        if picture:
            add_logo(parts, picture, PurePosixPath(logo).suffix.lower())
        return _pack(parts)


def _pack(parts: Mapping[str, bytes]) -> bytes:
    """Return the parts of a file as one, the same bytes whenever it is made."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, _MADE)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return packed.getvalue()


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a file comes from: which document it is, and its clauses."""

    identity: Identity
    clauses: tuple[SentClause, ...]


def finish(
    made_by_pandoc: bytes,
    labels: Mapping[str, str],
    facts: Mapping[str, str],
    reviser: ChangeAuthor | None = None,
    origin: Provenance | None = None,
    comments: Mapping[int, CommentText] | None = None,
) -> WordTemplate:
    """Finish pandoc's Word file and cut it at its tokens.

    Tokens in text become content controls tagged with their keys; `labels` gives the name that Word shows for
    each. Controls that the reference document's header and footer have already are filled from `facts`, by
    tag, with text or tokens; `document.made` is the time that the file bears. With a `reviser`, the marks of
    a redline become tracked changes of that author and time; what stays keeps its controls. `comments` say of
    the redline's changes, by their numbers, what stands in the margin beside them. With an `origin`,
    the file says which document it is and what it was sent with, so that it can be taken back when it was
    edited.
    """
    numbers, revisions = count(1), count(10_001)
    parts: dict[str, bytes] = {}
    pictures: set[str] = set()
    margin = CommentWriter(reviser) if reviser is not None else None
    with zipfile.ZipFile(io.BytesIO(made_by_pandoc)) as archive:
        targets = link_targets(etree.fromstring(archive.read("word/_rels/document.xml.rels")))
        for name in archive.namelist():
            data = archive.read(name)
            if _TEXT_PARTS.fullmatch(name):
                root = etree.fromstring(data)
                _lay_marks(root, margin, comments or {})
                pictures |= _finish_check_pictures(root, targets)
                _put_controls(root, labels, facts, numbers)
                _keep_together(root)
                _align_card(root)
                put_contents(root, numbers)
                if margin is not None:
                    write_marks(root, margin.author, revisions)
                data = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            elif name == "word/numbering.xml":
                data = _make_room_for_numbers(data)
            elif name == "docProps/core.xml":
                data = _add_properties(data, facts)
            elif name == PART and origin:
                data = add_identity(data, origin.identity)
            parts[name] = data
    if margin is not None:
        margin.write_part(parts)
    if origin:
        _let_word_count(parts)
        parts = _add_sent(parts, origin)
    drawn = {f"word/{target}" for target in pictures}
    templates: list[tuple[str, bytes | TokenTemplate | TitledPart | CheckPicture]] = []
    for name, data in parts.items():
        titled = cut_at_title(data.decode()) if origin and name == _DOCUMENT else None
        filled = CheckPicture() if name in drawn else _make_template(name, data)
        templates.append((name, titled or filled))
    return WordTemplate(tuple(templates))


def _lay_marks(root: Element, margin: CommentWriter | None, comments: Mapping[int, CommentText]) -> None:
    """Lay the marks of a redline, and put its comments beside them."""
    is_redline = apply_marks(root)
    if is_redline and margin is None:
        raise ValueError("a redline needs somebody whose changes they are")
    if margin is not None:
        comment_changes(root, comments, margin)


def _add_sent(parts: dict[str, bytes], origin: Provenance) -> dict[str, bytes]:
    """The parts of a file with what it was sent with."""
    trees: dict[str, Element] = {}
    for name, data in parts.items():
        if name.endswith((".xml", ".rels")):
            trees[name] = etree.fromstring(data)
    paragraphs = list_paragraphs(trees, (clause.id for clause in origin.clauses))
    return add_sent(parts, SentSnapshot(origin.clauses, paragraphs))


def _let_word_count(parts: dict[str, bytes]) -> None:
    """Let Word count the numbers of a policy's headings. A redline says itself what they were and are."""
    names = (_DOCUMENT, "word/numbering.xml", "word/styles.xml")
    document, numbering, styles = (etree.fromstring(parts[name]) for name in names)
    link_references(document, number_headings(document, numbering, styles))
    for name, root in zip(names, (document, numbering, styles), strict=True):
        parts[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _keep_together(root: Element) -> None:
    """Let no line end within a date or a telephone number."""
    for text in root.iter(w("t")):
        text.text = keep_together(text.text or "")


def _align_card(root: Element) -> None:
    """Let the lines of whom to tell be indented alike: Word draws one frame only around such paragraphs."""
    for properties in root.iter(w("pPr")):
        style = properties.find(w("pStyle"))
        if style is None or style.get(w("val")) != _CARD_STYLE:
            continue
        for former in properties.findall(w("ind")):
            properties.remove(former)
        indent = etree.Element(w("ind"), {w("left"): _CARD_INDENT, w("hanging"): _CARD_HANGING})
        before = [node for node in properties if node.tag in _BEFORE_INDENT]
        properties.insert(properties.index(before[-1]) + 1, indent)


def _make_template(name: str, data: bytes) -> bytes | TokenTemplate:
    text = data.decode("utf-8") if name.endswith((".xml", ".rels")) else ""
    return compile_template(text) if TOKEN.search(text) else data


def _finish_check_pictures(root: Element, targets: Mapping[str, str]) -> set[str]:
    """Let the pictures of addresses be passed over by who listens, since the addresses stand beside them in
    words; return where these pictures are.
    """
    places: set[str] = set()
    for drawing in root.iter(w("drawing")):
        properties = next(drawing.iter(_DRAWN))
        if properties.get("descr") != CHECK_PICTURE:
            continue
        properties.set("descr", "")
        properties.attrib.pop("title", "")
        extension = etree.SubElement(etree.SubElement(properties, f"{_DRAWING}extLst"), f"{_DRAWING}ext")
        extension.set("uri", _DECORATIVE_ID)
        etree.SubElement(extension, f"{_DECORATIVE}decorative", nsmap={"adec": _DECORATIVE[1:-1]}).set(
            "val", "1"
        )
        for blip in drawing.iter(f"{_DRAWING}blip"):
            places.add(targets[blip.get(_EMBED, "")])
    return places


def _put_controls(
    root: Element, labels: Mapping[str, str], facts: Mapping[str, str], numbers: Iterator[int]
) -> None:
    for control in list(root.iter(w("sdt"))):
        tag = control.find(f"{w('sdtPr')}/{w('tag')}")
        if tag is not None and tag.get(w("val"), "") in facts:
            fact = facts[tag.get(w("val"), "")]
            if fact or not _drop_statement(control):
                _set_text(control, fact)
    for run in list(root.iter(w("r"))):
        # A value that comes or goes with the words around it is words: LibreOffice leaves its control behind,
        # and the style of its paragraph, when the words are taken away.
        if not read_mark(run) and not any(parent.tag == w("sdt") for parent in run.iterancestors()):
            _split_run(run, labels, numbers)
    for table in root.iter(w("tbl")):
        finish_table(table)
    separate_tables(root)
    for picture in root.iter(_PICTURE):
        # Pandoc puts the picture's place on this machine's disk here; its alt text stands elsewhere.
        picture.attrib.pop("descr", "")
    for properties in root.iter(w("rPr")):
        _set_character_style(properties)


def _drop_statement(control: Element) -> bool:
    """Take out a control that has nothing to say, with the words that lead up to it after a comma;
    say whether there were any.
    """
    before = control.getprevious()
    parent = control.getparent()
    if before is None or parent is None or before.tag != w("r"):
        return False
    if not "".join(text.text or "" for text in before.iter(w("t"))).startswith(", "):
        return False
    parent.remove(before)
    parent.remove(control)
    return True


def _set_text(control: Element, text: str) -> None:
    """Put text into the first run of a control that the reference document has;
    it is no placeholder any more.
    """
    first, *others = list(control.iter(w("t")))
    first.text = text
    first.set(_XML_SPACE, "preserve")
    for other in others:
        other.text = ""
    properties = control.find(w("sdtPr"))
    if properties is not None:
        for showing in properties.findall(w("showingPlcHdr")):
            properties.remove(showing)


def _split_run(run: Element, labels: Mapping[str, str], numbers: Iterator[int]) -> None:
    """Cut a run at its tokens; each token's piece goes into a content control of its own."""
    texts = run.findall(w("t"))
    if len(texts) != 1 or not TOKEN.search(texts[0].text or ""):
        return
    parent = run.getparent()
    if parent is None:
        return
    pieces: list[Element] = []
    for index, text in enumerate(TOKEN.split(texts[0].text or "")):
        if text:
            piece = copy.deepcopy(run)
            for written in piece.findall(w("t")):
                written.text = text
                written.set(_XML_SPACE, "preserve")
            pieces.append(_make_control(piece, key_of(text), labels, numbers) if index % 2 else piece)
    for piece in pieces:
        run.addprevious(piece)
    parent.remove(run)


def _make_control(run: Element, key: str, labels: Mapping[str, str], numbers: Iterator[int]) -> Element:
    control = etree.Element(w("sdt"))
    properties = etree.SubElement(control, w("sdtPr"))
    etree.SubElement(properties, w("alias")).set(w("val"), labels.get(".".join(key.split(".")[:2]), key)[:64])
    etree.SubElement(properties, w("tag")).set(w("val"), key[:64])
    etree.SubElement(properties, w("id")).set(w("val"), str(next(numbers)))
    # Not <w:text/>, a control for plain text: LibreOffice drops bold and italics inside one.
    etree.SubElement(control, w("sdtContent")).append(run)
    return control


def _set_character_style(properties: Element) -> None:
    """Let bold and italic text have a style, which a trust can change,
    instead of bold and italic of its own.
    """
    names = {name for name in ("b", "i") if properties.find(w(name)) is not None}
    for name in ("b", "bCs", "i", "iCs"):
        for direct in properties.findall(w(name)):
            properties.remove(direct)
    if names and properties.find(w("rStyle")) is None:
        style = etree.Element(w("rStyle"))
        name_of_style = "Strong" if "b" in names else "Emphasis"
        style.set(w("val"), "StrongEmphasis" if len(names) > 1 else name_of_style)
        properties.insert(0, style)


def _make_room_for_numbers(data: bytes) -> bytes:
    """Let "(viii)" stand in the margin of its list; pandoc leaves room for "(i)"."""
    root = etree.fromstring(data)
    for level in root.iter(w("lvl")):
        style, indent = level.find(w("numFmt")), level.find(f"{w('pPr')}/{w('ind')}")
        if style is not None and indent is not None and style.get(w("val")) in ("lowerRoman", "upperRoman"):
            indent.set(w("hanging"), "520")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _add_properties(data: bytes, facts: Mapping[str, str]) -> bytes:
    root = etree.fromstring(data)
    elements, terms = "{http://purl.org/dc/elements/1.1/}", "{http://purl.org/dc/terms/}"
    properties = {
        f"{elements}title": f"{facts['document.title']} - {token('site.name')}",
        f"{elements}creator": token("site.name"),
        f"{terms}created": facts["document.made"],
        f"{terms}modified": facts["document.made"],
    }
    for name, text in properties.items():
        existing = root.find(name)
        if existing is not None:
            existing.text = text
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
