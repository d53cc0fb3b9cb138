"""Law 1, sign by sign: whatever a text begins with, or has in its middle, the page, the Word file and the PDF
say that text, wherever it stands and whether a clause or a school's value says it.

A sign at the beginning of a line is markup to Typst, two hyphens in the middle are a dash, and so on; see
pandoc's issues 9386, 9586 and 11047.
"""

from __future__ import annotations

import io
import string
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from clausewright.bind import HTML, compile_template
from clausewright.document.pandoc import shared_pandoc
from clausewright.document.writer import to_docx, to_html, to_typst
from clausewright.model.ast import Element, Elements, div, element, link, para, span, table, words
from clausewright.model.document import Document, PlacedClause, Prose, Section
from clausewright.model.kinds import FragmentKind, Strength
from clausewright.model.tokens import token
from clausewright.pdf import PdfWriter, write_page_source
from clausewright.word.writer import finish
from tests.support import REPOSITORY
from tests.support.readback import Blocks, lines, read_html, read_pdf, read_word
from tests.support.readback.structure import plain

OVERRIDES = REPOSITORY / "overrides"
_MARKS = (
    *string.punctuation,
    *"‘’“”–—…•·§¶£€°±×÷½²¹°«»¿¡\u2011\u2010\u2212",
    "--",
    "---",
    "...",
    "//",
    "/*",
    "*/",
    "==",
)
_COUNTS = ("1.", "1)", "(1)", "a.", "a)", "(a)", "i.", "A.", "#.", "12.", "#1", "1.1")
_JOINED = ("e\u0301", "\u00e9", "n\u0303o", "w\u0302y", "\ufb01", "\u00a0x", "x\u00a0y", "x\u2009y", "\u1ebf")
# Scripts that the usual fonts lack: the other fonts beside the page template have them.
_SCRIPTS = (
    "🌱 Forest School", "C. Sample 星", "日本語 カタカナ", "한국어", "ਪੰਜਾਬੀ", "বাংলা", "हिन्दी", "தமிழ்", "ไทย", "አማርኛ",
    "Ελληνικά", "Кириллица", "Ysgol Tŷ Ŵyn", "Trường Nguyễn ế", "Ọlá Ẹ\u0301gbẹ\u0301", "₹ ₺ ₽ ₤", "✓ ✔ ✗ ☐ ☑", "👩‍👩‍👧 and 👍🏽", "🇬🇧",
)  # fmt: skip
_MIDDLES = (
    "a -- b", "a--b", "a --- b", "wait...", "a // b", "/* b */", "a~b", "~5", "ask @x now", "<x>", "a <b> c", "#x",
    "go #let x = 1", "$x$", "$5 to $6", "back\\slash", "end\\", "http://a.example/b", "see https://a.example/b_c.",
    "www.a.example", "*b*", "a *b* c", "_b_", "a_b_c", "`b`", "'b'", '"b"', "don't", "-?", "a-?b", "1/2", "a+b=c", "[b]",
    "[b](c)", "![b](c)", "{b}", "a{{b}}", "&amp;", "a & b", "b^2^", "x^2", "H~2~O", "a|b", "a || b", "- b - c", "a = b",
    "5 - 3", "2 * 3", "!b", "%b", "100%", "a;b;", "a: b", ":b:", "(b)", "a#b", "b#", "// b", "a\t/ b: c",
)  # fmt: skip
TEXTS = tuple(
    dict.fromkeys(
        (
            *(f"{mark} parent" for mark in (*_MARKS, *_COUNTS)),
            *(f"{mark}parent" for mark in (*_MARKS, *_COUNTS, *_JOINED)),
            *_MIDDLES,
            *_SCRIPTS,
        )
    )
)
VALUES = {f"school.sign{index}": text.replace("\t", " ") for index, text in enumerate(TEXTS)}


def _places(texts: list[Elements], name: str) -> Iterator[Section | PlacedClause | Prose]:
    """Every place that a text may stand in, with each of the texts in it."""
    lines_of_text: list[Element] = [element("Plain", inlines) for inlines in texts]
    for index, inlines in enumerate(texts):
        yield Section(f"{name}-section-{index}", 2, "", tuple(inlines))
        blocks = (
            para(inlines),
            para([*words("Before"), element("LineBreak"), *inlines]),
            para([element("Emph", inlines), element("Space"), element("Strong", inlines)]),
            para([link(inlines, "https://a.example/")]),
            para([*words("With"), element("Note", [para(inlines)])]),
            element("BlockQuote", [para(inlines)]),
            div([para(inlines)], classes=["local-wording"]),
        )
        facts: dict[str, Any] = {
            "kind": FragmentKind.CLAUSE,
            "revision": "2026-01",
            "strength": Strength.MUST,
        }
        for headed in (True, False):
            id = f"{name}-{index}-{headed}"
            yield PlacedClause(
                id, 3, "1.1", tuple(inlines), **facts, audience=(), replaces=(), blocks=blocks, headed=headed
            )
    nested = [[block, element("BulletList", [[block]])] for block in lines_of_text]
    ordered: list[Any] = [1, {"t": "LowerRoman"}, {"t": "TwoParens"}]
    yield Prose((element("BulletList", [[block] for block in lines_of_text]),))
    for start in range(0, len(texts), 20):
        yield Prose((element("OrderedList", ordered, nested[start : start + 20]),))
    yield Prose((table([words("Term"), words("Meaning")], [[[span(text, "")], text] for text in texts]),))
    for start in range(0, len(texts), 4):
        row = texts[start : start + 4]
        yield Prose((table(row, [row]),))


@pytest.fixture(scope="module")
def document() -> Document:
    written = [words(text) for text in TEXTS]
    bound = [[element("Str", token(key))] for key in VALUES]
    return Document("Signs", (*_places(written, "text"), *_places(bound, "value")))


@pytest.fixture(scope="module")
def page(document: Document) -> Blocks:
    """What the page says, which the files must say too."""
    body = compile_template(to_html(shared_pandoc(), document, "images/", {})).fill(HTML, _values())
    return read_html(f"<article><div class='policy'>{body}</div></article>")


def _values() -> Mapping[str, str]:
    return {**VALUES, "site.name": "= School", "site.id": "x", "document.mark": "", "document.code": "- CODE"}


def test_the_page_says_each_text(page: Blocks) -> None:
    """Else the files would be held against nothing."""
    page_text = "\n".join(lines(page))
    for text in TEXTS:
        assert plain(text) in page_text


def test_the_pdf_says_each_text_in_each_place(document: Document, page: Blocks) -> None:
    template = (OVERRIDES / "pdf" / "policy.typ").read_text(encoding="utf-8")
    source = write_page_source(
        template, document.title, "- version", to_typst(shared_pandoc(), document, "/")
    )
    pdf = PdfWriter(REPOSITORY, OVERRIDES / "pdf" / "fonts").write(
        compile_template(source), _values(), "Signs", datetime(2026, 11, 21, tzinfo=UTC)
    )
    read_back = read_pdf(io.BytesIO(pdf))
    assert "\n".join(lines(read_back)) == "\n".join(lines(page))
    assert read_back == page


def test_the_word_file_says_each_text_in_each_place(document: Document, page: Blocks) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "signs.docx"
        to_docx(shared_pandoc(), document, file, OVERRIDES / "word" / "reference.docx", REPOSITORY)
        made_by_pandoc = file.read_bytes()
    facts = dict.fromkeys(("document.version", "document.mark", "document.code", "school.name"), "")
    facts |= {"document.title": document.title, "document.made": "2026-11-21T00:00:00Z"}
    read_back = read_word(io.BytesIO(finish(made_by_pandoc, {}, facts).fill(_values())))
    assert "\n".join(lines(read_back)) == "\n".join(lines(page))
    assert read_back == page
