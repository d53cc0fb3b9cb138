"""Files that everybody can use: every PDF is tagged as PDF/UA-1 and PDF/A-3a ask, every Word file is made of
real styles.

What screen readers, navigation panes and Word's own tools go by is looked at in every file of the
repository's library.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from lxml import etree

from clausewright.assemble.sites import SchoolDocument, Site
from clausewright.model.tokens import key_of
from tests.conftest import Built
from tests.support import REPOSITORY
from tests.support.examples import sample
from tests.support.readback import Heading, Picture, every, read_html
from tests.support.readback.html import body_of, parsed
from tests.support.readback.pdf import without_marks
from tests.support.readback.word import W

READERS = ("model", *sorted(path.name for path in (REPOSITORY / "variables" / "schools").iterdir()))
_DC = "{http://purl.org/dc/elements/1.1/}"


def _copies(built: Built, reader: str) -> Iterator[tuple[Site, SchoolDocument, Path]]:
    """Every document of a reader's sites, with the path of its files without the suffix."""
    for site in built.sites:
        if site.id == reader:
            for copy in site.copies:
                yield site, copy, built.public / site.path / "files" / copy.id


def _titles(built: Built, site: Site, copy: SchoolDocument) -> list[Heading]:
    page = (built.public / site.path / copy.id / "index.html").read_text(encoding="utf-8")
    return [block for block in every(read_html(page)) if isinstance(block, Heading)]


# -- PDF -----------------------------------------------------------------------------------------------------


def _elements(node: Any) -> Iterator[Any]:
    """Every element of a PDF's tree of tags."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from _elements(kid)


def _bookmarks(items: Any) -> Iterator[str]:
    for item in items:
        yield " ".join(item.title.split())
        yield from _bookmarks(item.children)


def _faults_of_identity(pdf: pikepdf.Pdf, title: str) -> Iterator[str]:
    root: Any = pdf.Root
    with pdf.open_metadata() as metadata:
        facts = {
            name: metadata.get(name)
            for name in ("dc:title", "pdfuaid:part", "pdfaid:part", "pdfaid:conformance")
        }
    if facts != {"dc:title": title, "pdfuaid:part": "1", "pdfaid:part": "3", "pdfaid:conformance": "A"}:
        yield f"says of itself {facts}"
    if str(pdf.docinfo.get("/Title", "")) != title:
        yield f"is called {pdf.docinfo.get('/Title')}"
    if "/MarkInfo" not in root or not root.MarkInfo.get("/Marked", False):
        yield "is not marked as tagged"
    if root.get("/Lang") != "en-GB":
        yield f"is in the language {root.get('/Lang')}"
    if "/ViewerPreferences" not in root or not root.ViewerPreferences.get("/DisplayDocTitle", False):
        yield "does not show its title in the window"


def _faults_of_tags(pdf: pikepdf.Pdf, headings: list[Heading], pictures: int) -> Iterator[str]:
    tags = list(_elements(pdf.Root.StructTreeRoot))
    levels = [int(str(tag.S)[2:]) for tag in tags if re.fullmatch(r"/H\d", str(tag.S))]
    if levels != [heading.level for heading in headings[1:]]:
        yield "has other headings than its page"
    if any(after > before + 1 for before, after in zip([0, *levels], levels, strict=False)):
        yield "leaves out a level of headings"
    with pdf.open_outline() as outline:
        if list(_bookmarks(outline.root)) != [
            f"{heading.number} {heading.words}".strip() for heading in headings[1:]
        ]:
            yield "has other bookmarks than headings"
    figures = [tag for tag in tags if tag.S == "/Figure"]
    if len(figures) != pictures or not all(str(figure.get("/Alt", "")).strip() for figure in figures):
        yield "has a picture without alternative text"
    if any(tag.S == "/TH" and not _is_tied(tag) for tag in tags):
        yield "has a head cell that is tied to no column"


def _faults_of_pages(pdf: pikepdf.Pdf) -> Iterator[str]:
    for page in pdf.pages:
        notes: list[Any] = list(page.obj.get("/Annots", []))
        if notes and page.obj.get("/Tabs") != "/S":
            yield "has links that the tab key does not reach in order"
        if any(note.Subtype == "/Link" and not str(note.get("/Contents", "")).strip() for note in notes):
            yield "has a link without a description"
        if said := without_marks(page):
            yield f"has text that is neither tagged nor an artifact: {said}"


def _is_tied(cell: Any) -> bool:
    """Whether a head cell says what it is the head of, or can be named by the cells under it."""
    attributes = cell.get("/A", [])
    return "/ID" in cell or any(
        "/Scope" in attribute
        for attribute in (attributes if isinstance(attributes, pikepdf.Array) else [attributes])
    )


@pytest.mark.parametrize("reader", sample(READERS[::-1], 5))
def test_every_pdf_is_tagged_named_and_described(built: Built, reader: str) -> None:
    found = []
    for site, copy, file in _copies(built, reader):
        page = (built.public / site.path / copy.id / "index.html").read_text(encoding="utf-8")
        pictures = sum(isinstance(block, Picture) for block in every(read_html(page)))
        title = f"{copy.standing.policy.facts.title} - {site.name}"
        with pikepdf.open(file.with_suffix(".pdf")) as pdf:
            faults = [
                *_faults_of_identity(pdf, title),
                *_faults_of_tags(pdf, _titles(built, site, copy), pictures),
                *_faults_of_pages(pdf),
            ]
            found += [f"{site.path}/{copy.id}.pdf {fault}" for fault in faults]
    assert found == []


@pytest.mark.parametrize("reader", READERS)
def test_every_font_of_every_pdf_is_embedded(built: Built, reader: str) -> None:
    seen, found = set(), []
    for site, copy, file in _copies(built, reader):
        with pikepdf.open(file.with_suffix(".pdf")) as pdf:
            for thing in pdf.objects:
                if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor":
                    seen.add(str(thing.FontName).partition("+")[2])
                    if not any(name in thing for name in ("/FontFile", "/FontFile2", "/FontFile3")):
                        found.append(f"{site.path}/{copy.id}.pdf does not embed {thing.FontName}")
            fonts = [
                thing
                for thing in pdf.objects
                if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font"
            ]
            found += [
                f"{site.path}/{copy.id}.pdf has no letters for {font.BaseFont}"
                for font in fonts
                if font.Subtype == "/Type0" and "/ToUnicode" not in font
            ]
            found += [
                f"{site.path}/{copy.id}.pdf relies on {font.BaseFont}"
                for font in fonts
                if not re.match(r"/[A-Z]{6}\+", str(font.BaseFont))
            ]
    assert found == []
    assert {name.partition("-")[0] for name in seen} <= {"OpenSans", "DejaVuSans"}
    assert "OpenSans" in {name.partition("-")[0] for name in seen}


# -- Word ----------------------------------------------------------------------------------------------------

# What a paragraph, a run, a row, a cell and a table may say of themselves beside the name of a style: the
# numbers of lists, that a row is the head of its table, stays whole and has room to write in, how wide the table is.
_ALLOWED = {
    "pPr": {"pStyle", "numPr"},
    "rPr": {"rStyle"},
    "trPr": {"cantSplit", "tblHeader", "trHeight"},
    "tcPr": {"tcW"},
    "tblPr": {"tblStyle", "tblW", "tblLook", "tblLayout"},
}


class _Docx:
    """The parts of a Word file."""

    def __init__(self, file: Path) -> None:
        with zipfile.ZipFile(file) as archive:
            self.data = {name: archive.read(name) for name in archive.namelist()}
        self.document, self.styles, self.core, self.settings = map(
            self.part, ("word/document.xml", "word/styles.xml", "docProps/core.xml", "word/settings.xml")
        )

    def part(self, name: str) -> etree._Element:
        return etree.fromstring(self.data[name])

    def parts(self, pattern: str) -> list[etree._Element]:
        return [self.part(name) for name in sorted(self.data) if re.fullmatch(pattern, name)]

    @cached_property
    def texts(self) -> list[etree._Element]:
        return [self.document, *self.parts(r"word/(footnotes|header\d*|footer\d*)\.xml")]

    def values(self, name: str, attribute: str = "val") -> list[str]:
        return [found.get(W + attribute, "") for text in self.texts for found in text.iter(W + name)]


def _said(element: etree._Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{W}t"))


def _local(element: etree._Element) -> str:
    return str(element.tag).removeprefix(W)


def _is_indent_of_card(element: etree._Element) -> bool:
    """Whom to tell has one frame in Word only where its list and its lines have the same indent."""
    style = element.getparent().find(f"{W}pStyle")  # type: ignore[union-attr]
    return _local(element) == "ind" and style is not None and style.get(f"{W}val") == "WhomToTell"


def _faults_of_styles(docx: _Docx) -> Iterator[str]:
    known = {style.get(f"{W}styleId", ""): style for style in docx.styles.iter(f"{W}style")}
    for name in sorted(
        {*docx.values("pStyle"), *docx.values("rStyle"), *docx.values("tblStyle")} - set(known)
    ):
        yield f"uses the style {name}, which it does not have"
    for text in docx.texts:
        for kind, allowed in _ALLOWED.items():
            direct = {
                _local(found)
                for properties in text.iter(W + kind)
                for found in properties
                if not _is_indent_of_card(found)
            } - allowed
            if direct:
                yield f"has formatting of its own in {_local(text)}: {kind} {sorted(direct)}"
        bare = [
            paragraph
            for paragraph in text.iter(f"{W}p")
            if paragraph.find(f"{W}pPr/{W}pStyle") is None and _said(paragraph)
        ]
        if bare:
            yield f"has a paragraph without a style: {_said(bare[0])[:60]}"
    for level in (1, 2, 3):
        style = known.get(f"Heading{level}")
        outline = style.find(f"{W}pPr/{W}outlineLvl") if style is not None else None
        if outline is None or outline.get(f"{W}val") != str(level - 1):
            yield f"has a Heading {level} that the navigation pane does not know"


def _faults_of_language(docx: _Docx) -> Iterator[str]:
    default = docx.styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
    theme = docx.settings.find(f"{W}themeFontLang")
    for where, found in (("the default style", default), ("the theme", theme)):
        if found is None or found.get(f"{W}val") != "en-GB":
            yield f"is not in British English by {where}"
    others = {*docx.values("lang"), *(lang.get(f"{W}val", "") for lang in docx.styles.iter(f"{W}lang"))} - {
        "en-GB"
    }
    if others:
        yield f"has parts in {sorted(others)}"
    if docx.core.findtext(f"{_DC}language") != "en-GB":
        yield "says nothing of its language in its properties"


def _faults_of_tables(docx: _Docx) -> Iterator[str]:
    for table in docx.document.iter(f"{W}tbl"):
        heads = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in table.iter(f"{W}tr")]
        if heads != [True] + [False] * (len(heads) - 1):
            yield f"has a table whose first row is not its head: {_said(table)[:60]}"
        if table.find(f"{W}tblPr/{W}tblStyle") is None:
            yield f"has a table without a style: {_said(table)[:60]}"
    pictures = [
        drawn
        for drawn in docx.document.iter()
        if str(drawn.tag).endswith("}docPr")
        and not any(str(inner.tag).endswith("}decorative") for inner in drawn.iter())
    ]
    if not all((drawn.get("descr") or "").strip() for drawn in pictures):
        yield "has a picture without alternative text"


def _faults_of_controls(docx: _Docx, copy: SchoolDocument) -> Iterator[str]:
    wanted = {key_of(token) for token in re.findall(r"Qx[a-z0-9DUH]+?xQ", copy.assembled.text)}
    controls = [control for text in docx.texts for control in text.iter(f"{W}sdt")]
    tags = {tag.get(f"{W}val", "") for control in controls for tag in control.iterfind(f"{W}sdtPr/{W}tag")}
    missing = {key[:64] for key in wanted} - tags
    if missing:
        yield f"has no content control for {sorted(missing)}"
    if not all(
        control.find(f"{W}sdtPr/{W}alias") is not None and control.find(f"{W}sdtPr/{W}tag") is not None
        for control in controls
    ):
        yield "has a content control without a name or a tag"
    ids = [
        id.get(f"{W}val", "")
        for control in docx.document.iter(f"{W}sdt")
        for id in control.iterfind(f"{W}sdtPr/{W}id")
    ]
    if len(ids) != len(set(ids)) or len(ids) != sum(1 for _ in docx.document.iter(f"{W}sdt")):
        yield "has two content controls of one id"
    for control in controls:
        if control.find(f"{W}sdtPr/{W}showingPlcHdr") is not None:
            yield f"shows a placeholder: {_said(control)}"


def _faults_of_bookmarks(docx: _Docx, page: str) -> Iterator[str]:
    starts = list(docx.document.iter(f"{W}bookmarkStart"))
    names, ids = [mark.get(f"{W}name", "") for mark in starts], [mark.get(f"{W}id", "") for mark in starts]
    ends = [mark.get(f"{W}id", "") for mark in docx.document.iter(f"{W}bookmarkEnd")]
    body = body_of(parsed(page))
    clauses = [section.get("id", "") for section in body.iter("section") if "clause" in section.classes]
    if not clauses or set(clauses) - set(names):
        yield f"has no bookmark for {sorted(set(clauses) - set(names))}"
    if len(set(names)) != len(names) or len(set(ids)) != len(ids) or sorted(ids) != sorted(ends):
        yield "has bookmarks that do not end, or two of one name"
    if any(len(name) > 40 for name in names):
        yield "has a bookmark whose name is too long for Word"
    anchors = {link.get(f"{W}anchor", "") for link in docx.document.iter(f"{W}hyperlink")} - {""}
    if anchors - set(names):
        yield f"has links that lead nowhere: {sorted(anchors - set(names))}"


def _faults_of_header(docx: _Docx, copy: SchoolDocument, site: Site) -> Iterator[str]:
    places = {
        kind: [reference.get(f"{W}type") for reference in docx.document.iter(f"{W}{kind}Reference")]
        for kind in ("header", "footer")
    }
    if places != {"header": ["default"], "footer": ["default"]}:
        yield f"shows headers and footers on {places}"
        return
    [head], [foot] = docx.parts(r"word/header\d*\.xml"), docx.parts(r"word/footer\d*\.xml")
    if copy.standing.policy.facts.title not in _said(head) or site.name not in _said(head):
        yield f"has the header {_said(head)}"
    if copy.assembled.version.title not in _said(foot) or copy.mark not in _said(foot):
        yield f"has the footer {_said(foot)}"
    orders = " ".join(order.text or "" for order in foot.iter(f"{W}instrText")).split()
    if not {"PAGE", "NUMPAGES"} <= set(orders):
        yield "does not number its pages"
    tags = {tag.get(f"{W}val", "") for part in (head, foot) for tag in part.iter(f"{W}tag")}
    if not tags >= {"document.title", "school.name", "document.version", "document.mark"}:
        yield f"has no content controls in its header and footer but {sorted(tags)}"


def _faults_of_docx(docx: _Docx, site: Site, copy: SchoolDocument, page: str) -> Iterator[str]:
    yield from _faults_of_styles(docx)
    yield from _faults_of_language(docx)
    yield from _faults_of_tables(docx)
    yield from _faults_of_controls(docx, copy)
    yield from _faults_of_bookmarks(docx, page)
    yield from _faults_of_header(docx, copy, site)
    if docx.core.findtext(f"{_DC}title") != f"{copy.standing.policy.facts.title} - {site.name}":
        yield f"is called {docx.core.findtext(f'{_DC}title')}"


@pytest.mark.parametrize("reader", READERS)
def test_every_word_file_is_made_of_styles_controls_and_bookmarks(built: Built, reader: str) -> None:
    found = []
    for site, copy, file in _copies(built, reader):
        page = (built.public / site.path / copy.id / "index.html").read_text(encoding="utf-8")
        docx = _Docx(file.with_suffix(".docx"))
        found += [f"{site.path}/{copy.id}.docx {fault}" for fault in _faults_of_docx(docx, site, copy, page)]
    assert found == []
