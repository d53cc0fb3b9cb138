"""Reads what a person answered about a drawer of schools' copies: the spreadsheet of an import, or the file
that its page saved.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from ..errors import ClausewrightError, Problem, UsageError, did_you_mean
from ..model.csv_text import restore
from ..model.drawer import DrawerAnswers, DrawerSources

_LARGEST = 30_000_000
_HINT = "Give the report.xlsx that an import wrote, or the answers.json that its page saved."
_REPORT = Path("import") / "report.xlsx"


def read_drawer_answers(path: Path) -> DrawerAnswers:
    """Read the answers in `path`, a spreadsheet, a file of answers, or the folder of a draft whose
    spreadsheet is meant.

    Raises UsageError where there is no such file, ClausewrightError with every fault in it.
    """
    file = path / _REPORT if path.is_dir() else path
    try:
        data = file.read_bytes() if file.stat().st_size <= _LARGEST else b""
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from error
    if file.suffix.lower() == ".json":
        return _read_json(file.name, data)
    try:
        book = load_workbook(io.BytesIO(data), data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError):
        raise _refuse(file.name, "is not a spreadsheet that can be read") from None
    return _read_book(file.name, book)


def _read_book(name: str, book: Workbook) -> DrawerAnswers:
    if not {"Decisions", "Schools", "Sources"} <= set(book.sheetnames):
        raise _refuse(name, "is no report of an import of schools' copies")
    problems: list[Problem] = []
    answers: dict[str, str] = {}
    for number, row in enumerate(_read_rows(book, "Decisions"), 1):
        id, answer, allowed = (*row, *[""] * 6)[0], (*row, *[""] * 6)[4], (*row, *[""] * 6)[5]
        options = [option for option in allowed.split(", ") if option]
        if number == 1 or not id or not answer:
            continue
        if answer.casefold() not in options:
            hint = did_you_mean(answer, options) or f"Write one of: {', '.join(options)}."
            problems.append(
                Problem(f"{name}, sheet Decisions", number, f"'{answer}' is no answer to '{id}'", hint)
            )
        answers[id] = answer.casefold()
    for number, row in enumerate(_read_rows(book, "Schools"), 1):
        if number > 1 and len(row) > 3 and row[0] and row[3]:
            answers[row[0]] = row[3]
    if problems:
        raise ClausewrightError(problems)
    sources = [row for row in _read_rows(book, "Sources") if len(row) > 1]
    return DrawerAnswers(_read_sources(sources), answers)


def _read_rows(book: Workbook, sheet: str) -> list[list[str]]:
    return [
        [restore(str(value)).strip() if value is not None else "" for value in row]
        for row in book[sheet].iter_rows(values_only=True)
    ]


def _read_json(name: str, data: bytes) -> DrawerAnswers:
    try:
        read = json.loads(data)
        sources, answers = read["sources"], read["answers"]
        rows = [(str(key), str(value)) for key, value in sources]
        return DrawerAnswers(_read_sources(rows), {str(id): str(text) for id, text in answers.items()})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _refuse(name, "is no file of answers") from None


def _read_sources(rows: Iterable[Sequence[str]]) -> DrawerSources:
    pairs = [(row[0], row[1]) for row in rows]
    known = dict(pairs)
    paths = tuple(value for key, value in pairs if key == "path")
    return DrawerSources(paths, known.get("policy", ""), known.get("version", ""), known.get("library", ""))


def _refuse(name: str, message: str) -> ClausewrightError:
    return ClausewrightError([Problem(name, 0, message, _HINT)])
