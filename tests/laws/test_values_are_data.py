"""Law 4, values are data: no value of a school can become markup, a macro, a command or another table cell,
in any format.

A small library prints values in every position: text, headings, lists, tables, notes, alt text, links,
headers, footers, titles, metadata, search. Three of its readers' copies are read back from real files and
compared with what they have to say, word by word. Then the same holds for any value at all, format by format,
where a format writes a value.
"""

from __future__ import annotations

import html
import io
import json
import multiprocessing
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import lxml.html
import pikepdf
import pypdfium2
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from lxml import etree

from clausewright.bind import HTML, JSON, XML, compile_template
from clausewright.build.options import BuildOptions
from clausewright.build.pipeline import build
from clausewright.check import check
from clausewright.errors import errors_in
from clausewright.load import load_library
from clausewright.load.typed_values import InvalidValueError, read_typed_value
from clausewright.model.tokens import string_token, token
from clausewright.model.values import Kind, Variable
from clausewright.pdf import PdfWriter, write_page_source
from clausewright.site.page_template import compile_page_template, write_slot
from tests.conftest import TODAY, load_clean, quietly
from tests.support import REPOSITORY
from tests.support.examples import examples
from tests.support.hostile import (
    CALM,
    GATE,
    HALL,
    MARKS,
    MODEL,
    QUOTES,
    SAINTS,
    SCHOOLS,
    TITLE,
    certificate,
    expected,
    write_hostile_library,
)
from tests.support.readback import Blocks, Heading, Picture, lines, read_html, read_pdf, read_word, words
from tests.support.readback.html import body_of, parsed
from tests.support.readback.structure import Paragraph, heading, plain
from tests.support.readback.word import W
from tests.support.sharing import share
from tests.web.words import search_entries

SLOTS = ("title", "nav", "banner", "body")
READERS = {"hall": HALL, "gate": GATE, "calm": CALM, "model": MODEL}
NAMES = {id: values.name for id, values in SCHOOLS.items()} | {"model": "Model policies"}


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The hostile library, built once; returns its root."""

    def make(root: Path) -> None:
        write_hostile_library(root, REPOSITORY)
        build(load_clean(root), BuildOptions(root, root / "public", TODAY), quietly)

    return share(tmp_path_factory, worker_id, "hostile", make)


def _without_digests(words: str) -> str:
    """A paragraph with a word for its seal and one for its code."""
    return re.sub(
        r"(?<=has the code )[0-9A-Z]{5}-[0-9A-Z]{5}",
        "CODE",
        re.sub(r"(?<=the seal )[0-9a-f ]{20,}", "SEAL", words),
    )


def _site(hostile: Path, reader: str) -> Path:
    return hostile / "public" / reader / "2026-27"


# -- where values stand --------------------------------------------------------------------------------------


def test_awkward_values_are_no_problem(hostile: Path) -> None:
    library, problems = load_library(hostile)
    assert errors_in(check(library, problems, TODAY)) == ()


@pytest.mark.parametrize("format", ["html", "docx", "pdf"])
@pytest.mark.parametrize("reader", READERS)
def test_the_text_says_values_as_they_are(hostile: Path, reader: str, format: str) -> None:
    site = _site(hostile, reader)
    found: Blocks
    if format == "html":
        found = read_html((site / "use" / "index.html").read_text(encoding="utf-8"))
    elif format == "docx":
        found = read_word(site / "files" / "use.docx")
    else:
        found = read_pdf(site / "files" / "use.pdf")
    found = tuple(
        Paragraph(_without_digests(block.words)) if isinstance(block, Paragraph) else block for block in found
    )
    assert lines(found) == lines(expected(READERS[reader]))
    assert found == expected(READERS[reader])


@pytest.mark.parametrize("reader", READERS)
def test_titles_and_metadata_say_values_as_they_are(hostile: Path, reader: str) -> None:
    site, title = _site(hostile, reader), f"{TITLE} - {NAMES[reader]}"
    page = parsed((site / "use" / "index.html").read_text(encoding="utf-8"))
    assert [found.text_content() for found in page.iterfind("head/title")] == [title]
    with zipfile.ZipFile(site / "files" / "use.docx") as archive:
        core = etree.fromstring(archive.read("docProps/core.xml"))
    assert core.findtext("{http://purl.org/dc/elements/1.1/}title") == title
    assert core.findtext("{http://purl.org/dc/elements/1.1/}creator") == NAMES[reader]
    with pikepdf.open(site / "files" / "use.pdf") as pdf:
        assert str(pdf.docinfo["/Title"]) == title
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == title


@pytest.mark.parametrize("reader", READERS)
def test_headers_and_footers_say_values_as_they_are(hostile: Path, reader: str) -> None:
    site = _site(hostile, reader)
    with zipfile.ZipFile(site / "files" / "use.docx") as archive:
        parts = [name for name in archive.namelist() if re.fullmatch(r"word/(header|footer)\d*\.xml", name)]
        said = " ".join(
            "".join(map(str, etree.fromstring(archive.read(name)).itertext(f"{W}t"))) for name in parts
        )
    assert NAMES[reader] in said
    assert TITLE in said
    with pypdfium2.PdfDocument(site / "files" / "use.pdf") as pdf:
        pages = [" ".join(page.get_textpage().get_text_bounded().split()) for page in pdf]
    assert all(_without_spaces(NAMES[reader]) in _without_spaces(page) for page in pages)


def _without_spaces(text: str) -> str:
    """Text whose spaces do not count: a footer breaks its lines where it must."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@pytest.mark.parametrize("reader", READERS)
def test_search_finds_values_as_they_are(hostile: Path, reader: str) -> None:
    entries = [entry for entry in search_entries(_site(hostile, reader)) if entry[0].startswith("use/")]
    # The index sets a comma of its own behind a cell.
    indexed = " ".join(f"{title} {text}" for _, title, text in entries).split()
    said = [*indexed, *(word.removesuffix(",") for word in indexed)]
    # A picture and the certificate are not searched.
    apart = {Paragraph(line) for line in certificate()}
    text = [
        word
        for block in expected(READERS[reader])
        if not isinstance(block, Picture) and block not in apart
        for word in words([block])
    ]
    assert set(text) - set(said) == set()


@pytest.mark.parametrize("reader", READERS)
def test_side_contents_say_values_as_they_are(hostile: Path, reader: str) -> None:
    page = parsed((_site(hostile, reader) / "use" / "index.html").read_text(encoding="utf-8"))
    headings = [
        f"{block.number} {block.words}".strip()
        for block in expected(READERS[reader])
        if isinstance(block, Heading)
    ][1:]
    beside = page.xpath("//nav[contains(@class, 'md-nav--secondary')]//a[starts-with(@href, '#')]")
    assert [plain(link.text_content()) for link in beside] == headings
    sections = page.xpath("//details[contains(@class, 'contents')]//a")
    assert {plain(link.text_content()) for link in sections} <= set(headings)
    assert len(sections) >= 2


@pytest.mark.parametrize("reader", SCHOOLS)
def test_links_lead_where_the_value_says_in_every_format(hostile: Path, reader: str) -> None:
    site, values = _site(hostile, reader), SCHOOLS[reader]
    page = parsed((site / "use" / "index.html").read_text(encoding="utf-8"))
    body = body_of(page)
    for details in body.xpath(".//details"):
        details.drop_tree()
    on_page = {link.get("href", "") for link in body.iter("a")}
    with zipfile.ZipFile(site / "files" / "use.docx") as archive:
        relations = etree.fromstring(archive.read("word/_rels/document.xml.rels"))
        in_word = {
            relation.get("Target", "") for relation in relations if relation.get("TargetMode") == "External"
        }
    with pikepdf.open(site / "files" / "use.pdf") as pdf:
        notes = [note for page in pdf.pages for note in page.obj.get("/Annots", [])]
        in_pdf = {str(note.A.URI) for note in notes if "/A" in note and "/URI" in note.A}
    addresses = {values.website, *(row[1] for row in values.accounts)}
    letters = {f"mailto:{address}" for address in (values.email, *(row[2] for row in values.accounts))}
    for targets in (on_page, in_word, in_pdf):
        outward = {target for target in targets if re.match(r"https?:|mailto:|tel:", target)}
        assert outward == {target for target in on_page if re.match(r"https?:|mailto:|tel:", target)}
        assert {unquote(target) for target in outward if not target.startswith("tel:")} == {
            unquote(one) for one in addresses | letters
        }
        assert sum(target.startswith("tel:") for target in outward) == 1


# -- nothing becomes anything else ---------------------------------------------------------------------------


def _skeleton(root: etree._Element) -> Iterator[tuple[str, ...]]:
    """Every element of a tree with the names of its attributes: all but its words."""
    for element in root.iter():
        if isinstance(element.tag, str):
            yield (element.tag, *sorted(str(name) for name in element.attrib))


def test_awkward_values_change_no_element_of_any_page(hostile: Path) -> None:
    pages = sorted(
        path.relative_to(_site(hostile, "calm")) for path in _site(hostile, "calm").rglob("*.html")
    )
    assert len(pages) == 7
    for path in pages:
        calm, hall = (
            parsed((_site(hostile, id) / path).read_text(encoding="utf-8")) for id in ("calm", "hall")
        )
        assert list(_skeleton(hall)) == list(_skeleton(calm)), path


def test_awkward_values_change_no_element_of_any_word_file(hostile: Path) -> None:
    for name in ("use", "other", "third"):
        with (
            zipfile.ZipFile(_site(hostile, "calm") / "files" / f"{name}.docx") as calm,
            zipfile.ZipFile(_site(hostile, "hall") / "files" / f"{name}.docx") as hall,
        ):
            assert hall.namelist() == calm.namelist()
            for part in calm.namelist():
                if part.endswith((".xml", ".rels")):
                    pair = [list(_skeleton(etree.fromstring(archive.read(part)))) for archive in (hall, calm)]
                    assert pair[0] == pair[1], f"{name}: {part}"


def test_pages_that_are_no_policys_say_values_as_they_are(hostile: Path) -> None:
    public = hostile / "public"

    def read(path: str) -> Any:
        return parsed((public / path).read_text(encoding="utf-8"))

    schools = {link.text_content() for link in read("index.html").iter("a")}
    assert set(NAMES.values()) - {"Model policies"} <= schools
    assert '<b>Trust</b> & "Co"' in " ".join(found.text_content() for found in read("index.html").iter("h2"))
    assert MARKS in plain(read("gate/2026-27/third/index.html").find(".//article").text_content())
    for id, name in NAMES.items():
        home = read(f"{id}/2026-27/index.html")
        assert plain(home.find(".//article").find(".//h1").text_content()) == name
        assert TITLE in {plain(found.text_content()) for found in home.find(".//article").iter("h2")}
        assert name in plain(read(f"{id}/index.html").text_content())
        topics = [
            plain(found.text_content())
            for found in read(f"{id}/2026-27/use/index.html").xpath("//*[@data-md-component='header-topic']")
        ]
        assert [topic for topic in topics if topic not in (name, TITLE)] == []


# -- any value, format by format -----------------------------------------------------------------------------

any_text = st.one_of(
    st.text(max_size=60),
    st.text(
        st.sampled_from("\\\"'#{}[]<>&;|*_`$@~=+-./%!?^()\u00a0\u2028\x00\x07\x1b\ufffe aQxsh"), max_size=30
    ),
    st.sampled_from(
        [
            SAINTS,
            QUOTES,
            MARKS,
            token("school.name"),
            string_token("school.name"),
            write_slot("body"),
            "]]>",
            "&amp;",
            "</script>",
        ]
    ),
)
TEXT = Variable("school.name", Kind.TEXT, "The name.", "school")
repeatable = settings(derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _loaded(text: str) -> str:
    """A text as a value that has been read from a school's file; a text that the reading refuses is no value."""
    try:
        value = read_typed_value(TEXT, text, {})
    except InvalidValueError:
        assume(False)
        raise
    assert isinstance(value, str)
    return value


@repeatable
@given(any_text)
def test_a_value_in_html_is_text_and_an_attribute(text: str) -> None:
    value = _loaded(text)
    page = compile_template(
        f'<div><p title="{string_token("school.name")}">a{token("school.name")}b</p></div>'
    )
    found = lxml.html.fragment_fromstring(page.fill(HTML, {"school.name": value}))
    assert [(child.tag, dict(child.attrib), child.text_content()) for child in found] == [
        ("p", {"title": value}, f"a{value}b")
    ]


@repeatable
@given(any_text)
def test_a_value_in_a_word_file_is_text_and_an_attribute(text: str) -> None:
    value = _loaded(text)
    part = compile_template(f'<r><t descr="{string_token("school.name")}">a{token("school.name")}b</t></r>')
    found = etree.fromstring(part.fill(XML, {"school.name": value}).encode())
    assert [(child.tag, dict(child.attrib), child.text) for child in found] == [
        ("t", {"descr": value}, f"a{value}b")
    ]


@repeatable
@given(any_text)
def test_a_value_in_the_search_index_is_text(text: str) -> None:
    value = _loaded(text)
    entries = compile_template(
        f'[{{"title":"a{token("school.name")}b","text":"{string_token("school.name")}"}}]'
    )
    filled = entries.fill(JSON, {"school.name": value})
    assert json.loads(filled) == [{"title": f"a{value}b", "text": value}]


@repeatable
@given(any_text, st.dictionaries(st.sampled_from(SLOTS), any_text))
def test_a_value_is_never_looked_through_for_slots_and_tokens(text: str, slots: dict[str, str]) -> None:
    value = _loaded(text)
    page = compile_page_template("".join(f"<{write_slot(name)}{token('school.name')}>" for name in SLOTS))
    filled = "".join(f"<{slots.get(name, '')}{html.escape(value)}>" for name in SLOTS)
    assert page.fill({"school.name": value}, slots) == filled


@repeatable
@given(any_text)
def test_a_value_that_no_file_can_hold_is_refused_when_it_is_read(text: str) -> None:
    value = _loaded(text)
    etree.Element("t").text = value
    assert value == " ".join(value.split())
    assert value.encode("utf-8").decode("utf-8") == value


_LETTERS = "".join(
    chr(code)
    for first, last in (
        (0x20, 0x7E),
        (0xA0, 0x17F),
        (0x391, 0x3A1),
        (0x3A3, 0x3C9),
        (0x410, 0x44F),
        (0x2013, 0x2014),
        (0x2018, 0x201E),
    )
    for code in range(first, last + 1)
    if code != 0xAD
)
printable = st.one_of(
    st.text(st.sampled_from(_LETTERS), max_size=80),
    st.text(st.sampled_from("\\\"'#{}[]<>&;|*_`$@~=+-./%!?^() a1"), max_size=40),
    st.sampled_from(
        [
            SAINTS,
            QUOTES,
            MARKS,
            "// not a comment",
            "/* nor this */",
            "https://a.example",
            "- item",
            "= heading",
            "1. one",
        ]
    ),
)


@cache
def _writer(root: Path) -> PdfWriter:
    return PdfWriter(root, root / "overrides" / "pdf" / "fonts")


def _compiled(root: Path, source: str, values: dict[str, str], title: str) -> bytes:
    return _writer(root).write(compile_template(source), values, title, datetime(2026, 11, 21, tzinfo=UTC))


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Executor]:
    """Another process. Typst starts threads, and a process with threads is no place from which to start
    builds.
    """
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as executor:
        yield executor


@settings(repeatable, max_examples=examples(12))
@given(st.lists(printable, min_size=10, max_size=40), printable)
def test_a_value_in_a_pdf_is_text_and_a_string(
    hostile: Path, elsewhere: Executor, texts: list[str], title: str
) -> None:
    values = {
        f"school.v{at}": value
        for at, text in enumerate(texts)
        if (value := " ".join(text.split())) and plain(value)
    }
    template = (REPOSITORY / "overrides" / "pdf" / "policy.typ").read_text(encoding="utf-8")
    body = "\n\n".join(
        f'{token(key)}\n\n= {token(key)}\n\na{token(key)}b\n\n#policy-image("/policies/images/dot.png",'
        f' "{string_token(key)}")'
        for key in values
    )
    source, words_of = (
        write_page_source(template, TITLE, "September 2026", body),
        {**values, "site.name": title, "document.mark": title, "document.code": title},
    )
    made = elsewhere.submit(_compiled, hostile, source, words_of, title).result()
    wanted: Blocks = (heading(0, TITLE),)
    for value in values.values():
        wanted += (
            Paragraph(plain(value)),
            heading(1, value),
            Paragraph(plain(f"a{value}b")),
            Picture(plain(value)),
        )
    assert read_pdf(io.BytesIO(made)) == wanted
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert str(pdf.docinfo["/Title"]) == title
