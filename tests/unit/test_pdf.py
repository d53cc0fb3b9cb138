"""The page of a PDF: what its text layer holds, and that nothing is printed over anything else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pypdfium2
import pytest

from clausewright.bind import compile_template
from clausewright.document.pandoc import shared_pandoc
from clausewright.document.parse import parse
from clausewright.document.writer import to_typst
from clausewright.pdf import PdfWriter, write_page_source
from tests.support import REPOSITORY

_VALUES = {
    "site.name": "Birch School", "site.colour": "", "site.logo": "", "document.mark": "", "document.code": "AB-CD",
    "document.check": "",
}  # fmt: skip


def _page(text: str, **values: str) -> pypdfium2.PdfPage:
    """The first page of a text's PDF."""
    folder = REPOSITORY / "overrides" / "pdf"
    template = (folder / "policy.typ").read_text(encoding="utf-8")
    body = to_typst(shared_pandoc(), parse(shared_pandoc(), "Phones", "1.1", text), "/")
    source = write_page_source(template, "Phones", "September 2026", body, is_a_copy=True)
    written: Mapping[str, str] = {
        **_VALUES,
        **{name.replace("_", "."): value for name, value in values.items()},
    }
    pdf = PdfWriter(REPOSITORY, folder / "fonts").write(
        compile_template(source), written, "Phones", datetime(2026, 9, 1, tzinfo=UTC)
    )
    return pypdfium2.PdfDocument(pdf)[0]


def _boxes(page: pypdfium2.PdfPage) -> list[tuple[str, tuple[float, float, float, float]]]:
    """Every letter with its box: left, bottom, right, top."""
    text = page.get_textpage()
    letters = text.get_text_range()
    return [
        (letters[index], text.get_charbox(index))
        for index in range(text.count_chars())
        if letters[index].strip()
    ]


@pytest.mark.parametrize("mark", ["DRAFT", "PROPOSED", "SUPERSEDED", "CONSULTATION"])
def test_the_mark_across_the_page_stands_in_no_text(mark: str) -> None:
    text = _page("A rule.", document_mark=mark).get_textpage().get_text_range()
    # The footer says it once, in its own line.
    assert text.count(mark) == 1
    body = text.partition("A rule.")[2]
    assert " ".join(body.split()).startswith(f"Birch School, September 2026, {mark} Code AB-CD")


@pytest.mark.parametrize(
    "role",
    [
        "Chair",
        "Chair of the local academy council sitting as the finance, audit, premises and resources committee",
        "Vorsitzende" * 6,
    ],
)
def test_no_row_is_printed_over_another(role: str) -> None:
    rows = f"| Role | Name | Signature | Date |\n|---|---|---|---|\n| {role} | {role} |  |  |\n| Head | A. Example |  |  |\n"
    boxes = _boxes(_page(rows))
    assert len(boxes) > 60
    for index, (letter, box) in enumerate(boxes):
        for other, other_box in boxes[index + 1 :]:
            across = min(box[2], other_box[2]) - max(box[0], other_box[0])
            upward = min(box[3], other_box[3]) - max(box[1], other_box[1])
            # The letters of a ligature share a box.
            assert box == other_box or across < 1 or upward < 1, f"{letter!r} and {other!r} overlap"


@pytest.mark.parametrize("kept", ["12 September 2026", "01632 960 201", "+44 1632 960201"])
def test_a_date_or_a_number_is_not_broken_over_lines(kept: str) -> None:
    for padding in range(70, 96, 3):
        page = _page(f"{'x' * 6} {'y' * (padding % 7)} {'word ' * (padding // 5)}{kept}")
        lines = [" ".join(line.split()) for line in page.get_textpage().get_text_range().splitlines()]
        assert any(kept in line for line in lines), lines
