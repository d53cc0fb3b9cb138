"""`clausewright values export`: every school's values in one spreadsheet, for people who do not write YAML.

A row is a school (or a trust, an authority, or all schools) and a column a value. So a person with sixty
schools can filter and sort them, sees at a glance who lacks what, has one drop-down a column, and sends a
school its one row; a new school is one more row. Values stand on a sheet a theme, because two hundred columns
on one sheet are nobody's to read; each list has a sheet with a row an entry.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from ..model.dates import in_words
from ..model.table import (
    CHECKED,
    Holder,
    cut_into_cells,
    list_parts,
    show_cells,
)
from ..model.text import capitalise
from ..model.values import SCHOOL, Kind, Variable, Words
from ..sheets import HEAD_FILL, HEAD_FONT, WRAPPED, write_text
from .cell_rules import OPTIONS, Column, Options, validate_cells

ABOUT, EXPORTED = "Read me", "As exported"
KEY_ROW, HELP_ROW, NAME_ROW, FIRST_ROW = 1, 2, 3, 4
WHOSE, ID, NAME = 1, 2, 3
_SPARE = 40
# Excel takes no longer title of a sheet.
_LONGEST_TITLE = 31
_TITLES = {"role": "People", "word": "Words", "choice": "Choices"}
_WIDTHS = {
    Kind.NUMBER: 10,
    Kind.DATE: 14,
    Kind.MONTH: 12,
    Kind.FLAG: 12,
    Kind.PHONE: 18,
    Kind.COLOUR: 12,
    Kind.CHOICE: 24,
}
_QUIET = PatternFill("solid", fgColor="EEF1F5")
_OTHERS = PatternFill("lightUp", fgColor="B8C0CC")
_LINE = Border(bottom=Side("thin", color="B8C0CC"), right=Side("thin", color="B8C0CC"))
_TEXT = "@"
_FREE = Protection(locked=False)


def write_spreadsheet(
    holders: Iterable[Holder],
    variables: Iterable[Variable],
    as_at: date,
    versions: Mapping[str, Iterable[str]] | None = None,
    unit: Words = SCHOOL,
) -> bytes:
    """Write values as they count on a day as an .xlsx file; return its bytes. `unit` is what those are called
    that adopt.

    With `versions`, the dates of issued versions by policy, it has a sheet on which adoptions can be written.
    """
    book = Workbook()
    rows, columns = tuple(holders), tuple(variables)
    _write_about(book.active, as_at, unit)  # type: ignore[arg-type]  # a new workbook has one sheet
    lists = Options(book.create_sheet(OPTIONS))
    for group in dict.fromkeys(variable.key.split(".")[0] for variable in columns):
        group_columns = [variable for variable in columns if variable.key.split(".")[0] == group]
        flat = [Column(variable, part) for variable in group_columns for part in _list_flat_parts(variable)]
        if flat:
            title = capitalise(unit.singular)[:_LONGEST_TITLE] if group == "school" else group.capitalize()
            _write_sheet(book, _TITLES.get(group, title), rows, flat, as_at, lists)
        for variable in group_columns:
            if variable.kind is Kind.LIST:
                _write_list_sheet(book, rows, variable, as_at, lists)
    if versions:
        _write_decision_sheet(book, rows, versions, lists)
    _write_as_exported(book.create_sheet(EXPORTED), rows, columns, as_at)
    book[OPTIONS].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _list_flat_parts(variable: Variable) -> tuple[str, ...]:
    parts = () if variable.kind is Kind.LIST else list_parts(variable)
    return (*parts, CHECKED) if variable.check_months else parts


# -- sheets of values ----------------------------------------------------------------------------------------


def _write_sheet(
    book: Workbook, title: str, rows: tuple[Holder, ...], columns: list[Column], as_at: date, lists: Options
) -> None:
    sheet = book.create_sheet(title[:31])
    _write_head(sheet, columns)
    for row_number, holder in enumerate(rows, FIRST_ROW):
        _write_holder(sheet, row_number, holder)
        for number, column in enumerate(columns, NAME + 1):
            value = holder.layer.at(column.variable.key, as_at)
            cell = _write_value(
                sheet,
                row_number,
                number,
                column.kind,
                show_cells(column.variable, value).get(column.part, ""),
            )
            if not holder.may_set(column.variable):
                cell.protection, cell.fill = Protection(locked=True), _QUIET
            elif holder.kind not in ("common", column.variable.set_by):
                cell.fill = _OTHERS
            if column.part in ("", *list_parts(column.variable)[:1]) and (
                note := _write_later(column.variable, holder, as_at)
            ):
                cell.comment = Comment(note, "clausewright")
    last = FIRST_ROW + len(rows) - 1
    for number, column in enumerate(columns, NAME + 1):
        validate_cells(
            sheet, f"{get_column_letter(number)}{FIRST_ROW}:{get_column_letter(number)}{last}", column, lists
        )
    _finish(sheet, last, NAME + len(columns))


def _write_list_sheet(
    book: Workbook, rows: tuple[Holder, ...], variable: Variable, as_at: date, lists: Options
) -> None:
    sheet = book.create_sheet(variable.key[:31])
    columns = [Column(variable, column) for column in variable.of]
    _write_head(sheet, columns)
    row_number = FIRST_ROW
    for holder in rows:
        value = holder.layer.at(variable.key, as_at)
        for row in value.value if value and isinstance(value.value, tuple) else ():
            _write_holder(sheet, row_number, holder, free=True)
            for number, column in enumerate(columns, NAME + 1):
                _write_value(sheet, row_number, number, column.kind, row.get(column.part, ""))
            row_number += 1
    last = row_number + _SPARE
    for spare in range(row_number, last + 1):
        for number in range(1, NAME + 1 + len(columns)):
            _write_value(
                sheet, spare, number, Kind.TEXT if number <= NAME else columns[number - NAME - 1].kind, ""
            )
    for number, kind in ((WHOSE, "whose"), (ID, "id")):
        names = dict.fromkeys(holder.kind if kind == "whose" else holder.id for holder in rows)
        rule = DataValidation(type="list", formula1=lists.find_range(kind, names), allow_blank=True)
        rule.add(f"{get_column_letter(number)}{FIRST_ROW}:{get_column_letter(number)}{last}")
        sheet.add_data_validation(rule)
    for number, column in enumerate(columns, NAME + 1):
        validate_cells(
            sheet, f"{get_column_letter(number)}{FIRST_ROW}:{get_column_letter(number)}{last}", column, lists
        )
    _finish(sheet, last, NAME + len(columns))


_DECISIONS = "Adoptions"
_DECISION_COLUMNS = (
    ("policy", "The policy that was adopted.", "Policy", Kind.TEXT),
    ("version", "The version of it, as 2026-09.", "Version", Kind.TEXT),
    ("on", "The day of the decision.", "Decided on", Kind.DATE),
    ("from", "The first day in force. If empty, the day of the decision.", "In force from", Kind.DATE),
    ("by", "The body that decided, such as governing_body.", "By", Kind.TEXT),
    ("minute", "Where the decision is minuted, such as 7.2.", "Minute", Kind.TEXT),
    ("next_review", "If empty, as often as the policy says.", "Next review", Kind.DATE),
)


def _write_decision_sheet(
    book: Workbook, rows: tuple[Holder, ...], versions: Mapping[str, Iterable[str]], lists: Options
) -> None:
    """A sheet of empty rows, in which decisions can be recorded."""
    sheet = book.create_sheet(_DECISIONS)
    _write_titles(
        sheet, [column[:3] for column in _DECISION_COLUMNS], [column[3] for column in _DECISION_COLUMNS]
    )
    last = FIRST_ROW + _SPARE - 1
    for row_number in range(FIRST_ROW, last + 1):
        for number in range(1, NAME + 1 + len(_DECISION_COLUMNS)):
            kind = Kind.TEXT if number <= NAME else _DECISION_COLUMNS[number - NAME - 1][3]
            _write_value(sheet, row_number, number, kind, "")
    owners = [holder for holder in rows if holder.kind in ("school", "trust")]
    offered = {
        WHOSE: ("decides", dict.fromkeys(holder.kind for holder in owners)),
        ID: ("decides-id", dict.fromkeys(holder.id for holder in owners)),
        NAME + 1: ("policies", dict.fromkeys(versions)),
        NAME + 2: ("versions", dict.fromkeys(name for names in versions.values() for name in names)),
    }
    for number, (key, options) in offered.items():
        rule = DataValidation(type="list", formula1=lists.find_range(key, options), allow_blank=True)
        rule.add(f"{get_column_letter(number)}{FIRST_ROW}:{get_column_letter(number)}{last}")
        sheet.add_data_validation(rule)
    _finish(sheet, last, NAME + len(_DECISION_COLUMNS))


def _write_head(sheet: Worksheet, columns: list[Column]) -> None:
    titles = [(column.key, _write_help(column), column.name) for column in columns]
    _write_titles(sheet, titles, [column.kind for column in columns])


def _write_titles(sheet: Worksheet, columns: list[tuple[str, str, str]], kinds: list[Kind]) -> None:
    """The three rows above the cells: each column's key, what it means, and its name."""
    titles = [
        (
            "whose",
            "Whose values; whose win over whose, the first sheet says.",
            "Whose",
        ),
        ("id", "The folder or file in the library.", "Id"),
        ("name", "", "Name"),
        *columns,
    ]
    for number, (key, help, name) in enumerate(titles, 1):
        for row, text, font, fill in (
            (KEY_ROW, key, Font(size=8, color="55606E"), _QUIET),
            (HELP_ROW, help, Font(size=9), _QUIET),
            (NAME_ROW, name, HEAD_FONT, HEAD_FILL),
        ):
            cell = sheet.cell(row, number)
            write_text(cell, text)
            cell.font, cell.fill, cell.border = font, fill, _LINE
            cell.alignment = WRAPPED
        kind = kinds[number - NAME - 1] if number > NAME else Kind.TEXT
        sheet.column_dimensions[get_column_letter(number)].width = (
            _WIDTHS.get(kind, 30) if number > NAME else (12, 18, 32)[number - 1]
        )
    sheet.row_dimensions[HELP_ROW].height = 150
    sheet.row_dimensions[NAME_ROW].height = 32


def _write_help(column: Column) -> str:
    variable = column.variable
    if column.part == CHECKED:
        return (
            f"The day on which somebody made sure of it. To be checked every {variable.check_months} months."
        )
    sentences = (
        [variable.help] if column.part in ("", list_parts(variable)[0]) or variable.kind is Kind.LIST else []
    )
    sentences += [f"For example: {variable.example}."] if variable.example and sentences else []
    sentences += [f"{option}: {phrase}" for option, phrase in variable.options.items() if phrase != option]
    default = cut_into_cells(variable.default).get(column.part)
    sentences += [f"If empty everywhere: {default}."] if default else []
    sentences += (
        [f"Usually set by the {variable.set_by}."] if variable.set_by != "school" and sentences else []
    )
    sentences += ["Internal: never published."] if variable.internal and sentences else []
    return "\n".join(sentences)


def _write_holder(sheet: Worksheet, row: int, holder: Holder, *, free: bool = False) -> None:
    for number, text in ((WHOSE, holder.kind), (ID, holder.id), (NAME, holder.name)):
        cell = sheet.cell(row, number)
        write_text(cell, text)
        cell.border = _LINE
        if free:
            cell.protection = _FREE
        else:
            cell.fill = _QUIET


def _write_value(sheet: Worksheet, row: int, number: int, kind: Kind, text: str) -> Cell:
    cell: Any = sheet.cell(row, number)
    cell.protection, cell.border = _FREE, _LINE
    cell.number_format = _TEXT
    cell.alignment = WRAPPED
    if kind is Kind.DATE:
        cell.number_format = "yyyy-mm-dd"
        cell.value = date.fromisoformat(text) if text else None
    elif kind is Kind.NUMBER and text == str(int(text) if text.isdigit() else None):
        cell.number_format, cell.value = "0", int(text)
    elif text:
        write_text(cell, text)
    return cell  # type: ignore[no-any-return]


def _write_later(variable: Variable, holder: Holder, as_at: date) -> str:
    """What else a dated value says, so that nobody types it twice."""
    coming = [value for value in holder.layer.values.get(variable.key, ()) if value.date > as_at]
    return "\n".join(
        f"From {in_words(value.date)}: {', '.join(cut_into_cells(value.value).values())}" for value in coming
    )


def _finish(sheet: Worksheet, last_row: int, last_column: int) -> None:
    sheet.freeze_panes = f"{get_column_letter(NAME + 1)}{FIRST_ROW}"
    sheet.auto_filter.ref = f"A{NAME_ROW}:{get_column_letter(last_column)}{last_row}"
    sheet.print_title_rows, sheet.print_title_cols = f"{NAME_ROW}:{NAME_ROW}", "A:C"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    _protect(sheet)


def _protect(sheet: Worksheet) -> None:
    """Lock what is not to be changed; there is no password, for it guards against slips only."""
    protection = sheet.protection
    protection.sheet = True
    protection.formatColumns = protection.formatRows = protection.autoFilter = protection.sort = False


# -- the other sheets ----------------------------------------------------------------------------------------


def _write_about(sheet: Worksheet, as_at: date, unit: Words) -> None:
    sheet.title = ABOUT
    a_unit, units = f"{unit.article} {unit.singular}", unit.plural
    lines = (
        f"Values of {units}, as they counted on {in_words(as_at)}",
        (
            f"A row is {a_unit}, a trust, an authority or all {units}; a column is one value. The"
            f" {unit.singular}'s own value wins over its trust's, a trust's over the authority's, and that"
            f" over the one for all {units}. Leave a cell empty to take what stands further up."
        ),
        (
            "Hatched cells can be filled in, but are usually somebody else's to set: the help above the"
            " column says whose."
        ),
        (
            "Choose from the drop-down where there is one. Lists, such as one of places, have their own"
            " sheet, a row an entry. To remove an entry, empty its row; to add one, use an empty row and"
            " write whose it is and the id."
        ),
        (
            f"Headings and names are locked, without a password, against slips. New {units} are made with"
            " 'clausewright new-school', not here. On the sheet Adoptions, if there is one, a row records a"
            " decision; those that are recorded already are not on it."
        ),
        "A cell's note says which value is to follow, and when.",
        (
            "When you are done: clausewright values import FILE. It says what is wrong, by sheet, row and"
            " column, and changes nothing; or it writes what you changed, and only that. With --from"
            " 2027-01-01 the changes count from that day."
        ),
    )
    for row, text in enumerate(lines, 1):
        cell = sheet.cell(row, 1)
        cell.value = text
        cell.alignment = WRAPPED
        cell.font = Font(bold=row == 1, size=14 if row == 1 else 11)
    sheet.column_dimensions["A"].width = 100
    _protect(sheet)


def _write_as_exported(
    sheet: Worksheet, rows: tuple[Holder, ...], variables: tuple[Variable, ...], as_at: date
) -> None:
    """Keep what was sent, so that on its return only what somebody changed is a change."""
    for number, (holder, key, part, text) in enumerate(_list_exported(rows, variables, as_at), 1):
        for column, cell_text in enumerate((holder.kind, holder.id, key, part, text), 1):
            write_text(sheet.cell(number, column), cell_text)
    sheet.sheet_state = "veryHidden"
    _protect(sheet)


def _list_exported(
    rows: tuple[Holder, ...], variables: tuple[Variable, ...], as_at: date
) -> Iterator[tuple[Holder, str, str, str]]:
    for holder in rows:
        for variable in variables:
            cells = show_cells(variable, holder.layer.at(variable.key, as_at))
            yield from ((holder, variable.key, part, text) for part, text in (cells or {"": ""}).items())
