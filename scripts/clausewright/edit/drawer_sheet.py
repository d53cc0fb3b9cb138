"""Writes what is asked about a drawer of schools' copies as a spreadsheet: a row a decision, the weightiest
first, with a list of the answers to choose from.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from ..model.csv_text import defuse
from ..model.drawer import ANSWERS, DECISION_KINDS, DrawerReport, Evidence
from ..sheets import WRAPPED, write_head

DECISIONS, QUESTIONS, SOURCES = "Decisions", "Schools", "Sources"
HEAD = ("id", "kind", "policy", "what", "answer", "answers", "words", "text", "beside it")
QUESTION_HEAD = ("id", "school", "question", "answer", "likely")
_ANSWER = HEAD.index("answer") + 1
_LONGEST = 2_000
_ANSWER_FILL = PatternFill("solid", fgColor="FFF6D6")


def write_drawer_sheet(report: DrawerReport) -> bytes:
    """Return the report as the bytes of an .xlsx file."""
    book = Workbook()
    about = book.active
    if isinstance(about, Worksheet):
        _write_about(about, report)
    _write_decisions(book.create_sheet(DECISIONS), report)
    _write_rows(
        book.create_sheet(QUESTIONS),
        QUESTION_HEAD,
        (
            (asked.id, asked.school, asked.question, asked.answer, "; ".join(asked.candidates))
            for asked in report.questions
        ),
        (24, 28, 60, 30, 60),
    )
    _write_rows(
        book.create_sheet("Copies"),
        ("school", "policy", "file", "says it is of", "words", "places that differ"),
        (
            (copy.school, copy.policy, copy.file, copy.date, str(copy.words), str(len(copy.differences)))
            for copy in report.copies
        ),
        (28, 24, 36, 16, 10, 18),
    )
    _write_rows(
        book.create_sheet("Differences"),
        ("school", "policy", "after", "the copy says", "the draft says"),
        ((copy.school, copy.policy, *place) for copy in report.copies for place in copy.differences),
        (28, 24, 40, 50, 50),
    )
    _write_rows(
        book.create_sheet("Left out"),
        ("school", "file", "text", "why"),
        ((copy.school, copy.file, *left) for copy in report.copies for left in copy.left_out),
        (28, 36, 70, 50),
    )
    sources = book.create_sheet(SOURCES)
    for row in (
        *(("path", path) for path in report.sources.paths),
        ("policy", report.sources.policy),
        ("version", report.sources.version),
        ("library", report.sources.library),
    ):
        sources.append(row)
    sources.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write_about(sheet: Worksheet, report: DrawerReport) -> None:
    sheet.title = "Read me"
    lines = [
        "What was found in the schools’ copies, and what is for you to decide.",
        "",
        *report.summary,
        "",
        "On the sheet 'Decisions' choose an answer; what you leave as it is happens as it says. Answers:",
        *(f"  {answer}: {meaning}" for answer, meaning in ANSWERS.items()),
        "On the sheet 'Schools' write what the copies do not say of a school.",
        "Then save this file and run: clausewright import --resume report.xlsx --into NEW-FOLDER",
    ]
    for line in lines:
        sheet.append([defuse(line)])
    sheet.column_dimensions["A"].width = 120
    sheet["A1"].font = Font(bold=True)


def _write_decisions(sheet: Worksheet, report: DrawerReport) -> None:
    rows = [
        (
            decision.id,
            DECISION_KINDS.get(decision.kind, decision.kind),
            decision.policy,
            decision.says,
            decision.answer,
            ", ".join(decision.answers),
            str(decision.weight),
            *_show_side_by_side(decision.evidence),
        )
        for decision in report.decisions
    ]
    _write_rows(sheet, HEAD, rows, (18, 24, 16, 40, 12, 14, 8, 70, 70))
    lists: dict[tuple[str, ...], DataValidation] = {}
    for number, decision in enumerate(report.decisions, 2):
        if decision.answers not in lists:
            formula = f'"{",".join(decision.answers)}"'
            lists[decision.answers] = DataValidation(type="list", formula1=formula, allow_blank=True)
            sheet.add_data_validation(lists[decision.answers])
        cell = sheet.cell(number, _ANSWER)
        cell.fill = _ANSWER_FILL
        lists[decision.answers].add(cell)


def _show_side_by_side(evidence: Sequence[Evidence]) -> tuple[str, str]:
    """The first text, and the others beside it, each with the schools that have it."""
    shown = [f"{', '.join(side.schools)}: {side.text}" for side in evidence]
    if len(shown) > 2:
        return "\n".join(shown)[:_LONGEST], ""
    first, second = (*shown, "", "")[:2]
    return first[:_LONGEST], second[:_LONGEST]


def _write_rows(
    sheet: Worksheet, head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]
) -> None:
    write_head(sheet, head, widths)
    for row in rows:
        sheet.append([defuse(text) for text in row])
    for column in range(1, len(head) + 1):
        for cell in sheet[get_column_letter(column)]:
            cell.alignment = WRAPPED
            cell.number_format = "@"
