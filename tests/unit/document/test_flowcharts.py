"""A flowchart is its steps and answers: the same list of words in every format, each item in a box of its own."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree, html

from clausewright.bind import compile_template
from clausewright.document.pandoc import shared_pandoc
from clausewright.document.parse import parse
from clausewright.document.writer import to_docx, to_html, to_typst
from clausewright.model.document import Document
from clausewright.pdf import PdfWriter, write_page_source
from tests.support import REPOSITORY
from tests.support.readback import lines, read_html, read_pdf, read_word
from tests.support.readback.word import W

STEPS = """Begin here.

1. Keep what you saw.
2. Is somebody in danger now?
    - **Yes:** ring 999.
    - **No:** go on.
3. Tell the office."""
BOXES = [
    ("flow-step", "Keep what you saw."),
    ("flow-step", "Is somebody in danger now?"),
    ("flow-answer", "Yes: ring 999."),
    ("flow-answer", "No: go on."),
    ("flow-step", "Tell the office."),
]
_VALUES = {"site.name": "Birch", "document.code": "", "document.mark": ""}


def _parse(kind: str) -> Document:
    text = f'::: {{#tell .clause kind="{kind}" revision="2026-09" strength="must"}}\n### Tell\n\n{STEPS}\n\n:::\n'
    return parse(shared_pandoc(), "Worries", "1.1", f"## Worries\n\n{text}")


@pytest.mark.parametrize("kind", ["flowchart", "quotation"])
def test_a_list_with_answers_says_the_same_in_every_format(tmp_path: Path, kind: str) -> None:
    pandoc, overrides, document = shared_pandoc(), REPOSITORY / "overrides", _parse(kind)
    page = f"<article><div class='policy'>{to_html(pandoc, document, '', {})}</div></article>"
    word = tmp_path / "chart.docx"
    to_docx(pandoc, document, word, overrides / "word" / "reference.docx", tmp_path)
    template = (overrides / "pdf" / "policy.typ").read_text(encoding="utf-8")
    source = write_page_source(template, "Worries", "2026", to_typst(pandoc, document, "/"))
    writer = PdfWriter(REPOSITORY, overrides / "pdf" / "fonts")
    pdf = writer.write(compile_template(source), _VALUES, "Worries", datetime(2026, 9, 1, tzinfo=UTC))
    expected = lines(read_html(page))
    assert [line.lstrip("> ") for line in expected][-5:] == [
        "1. Keep what you saw.",
        "2. Is somebody in danger now?",
        "• Yes: ring 999.",
        "• No: go on.",
        "3. Tell the office.",
    ]
    assert lines(read_word(word)) == expected
    assert lines(read_pdf(io.BytesIO(pdf))) == expected


def test_every_step_and_answer_of_a_flowchart_has_a_box_of_its_own(tmp_path: Path) -> None:
    pandoc, document = shared_pandoc(), _parse("flowchart")
    page = html.fragment_fromstring(to_html(pandoc, document, "", {}), create_parent="div")
    boxes = page.xpath(".//div[starts-with(@class, 'flow-')]")
    assert [(box.get("class"), box.text_content().strip()) for box in boxes] == BOXES
    word = tmp_path / "chart.docx"
    to_docx(pandoc, document, word, REPOSITORY / "overrides" / "word" / "reference.docx", tmp_path)
    with zipfile.ZipFile(word) as archive:
        body = etree.fromstring(archive.read("word/document.xml"))
    names = {"FlowStep": "flow-step", "FlowAnswer": "flow-answer"}
    boxed = []
    for paragraph in body.iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        name = names.get(style.get(f"{W}val", ""), "") if style is not None else ""
        if name:
            boxed.append((name, "".join(text.text or "" for text in paragraph.iter(f"{W}t"))))
    assert boxed == BOXES


def test_the_same_list_in_a_clause_of_another_kind_has_no_boxes() -> None:
    assert "flow-" not in to_html(shared_pandoc(), _parse("clause"), "", {})
