"""Values out to a table and back: nothing changes that nobody changed, every fault is named by its cell, and
a value is never a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.conftest import copy_library
from tests.support import REPOSITORY
from tests.support.examples import sample
from tests.support.small import Said, Small, changed, tree

BIRCH, CEDAR, MAPLE = (f"variables/schools/{id}/school.yml" for id in ("birch", "cedar", "maple"))
KINDS = ("xlsx", "csv")
FORMULA = '=HYPERLINK("https://elsewhere.example")'


def export(small: Small, kind: str = "xlsx", *options: str) -> Path:
    """Export all values."""
    file = small.root.parent / f"values.{kind}"
    assert small.say("values", "export", str(file), *options).code == 0
    return file


def back(small: Small, file: Path, *options: str) -> Said:
    """Import a table."""
    return small.say("values", "import", str(file), *options)


def cell(book: Any, id: str, key: str) -> Any:
    """The cell of a school and a value, on whichever sheet it stands."""
    for sheet in book.worksheets:
        heads = {head.value: head.column for head in sheet[1]}
        rows = [row for row in range(4, sheet.max_row + 1) if sheet.cell(row, 2).value == id]
        if key in heads and rows:
            return sheet.cell(rows[0], heads[key])
    raise KeyError(id, key)


def fill_in(file: Path, *cells: tuple[str, str, object]) -> None:
    """Write into the table as a person would: whose, which value, what."""
    if file.suffix == ".xlsx":
        book = load_workbook(file)
        for id, key, value in cells:
            cell(book, id, key).value = value
        book.save(file)
        return
    rows = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    for id, key, value in cells:
        next(row for row in rows if row[1] == id)[rows[0].index(key)] = str(value or "")
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    file.write_text(out.getvalue(), encoding="utf-8-sig")


def lines(small: Small, path: str) -> list[str]:
    """A file's lines."""
    return (small.root / path).read_text(encoding="utf-8").splitlines()


# -- out and back --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_out_and_back_changes_nothing_byte_for_byte(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small = Small(copy_library(REPOSITORY, tmp_path / "library"), capsys)
    before = tree(small.root)
    said = back(small, export(small, kind))
    assert (said.code, said.out) == (0, "The table says what the library says; nothing was changed.\n")
    assert tree(small.root) == before


@pytest.mark.parametrize("kind", KINDS)
def test_only_the_line_of_a_changed_value_changes(small: Small, kind: str) -> None:
    before, text = tree(small.root), lines(small, MAPLE)
    file = export(small, kind)
    fill_in(file, ("maple", "school.phone", "01632 960999"))
    assert back(small, file).out.endswith("Changed 1 value in 1 file.\n")
    assert changed(before, tree(small.root)) == {MAPLE}
    assert lines(small, MAPLE) == [line.replace("01632 960203", "01632 960999") for line in text]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_value_comes_back(small: Small, kind: str) -> None:
    file = export(small, kind)
    fill_in(
        file,
        ("maple", "role.head.name", "Jo: Marsh, #1"),
        ("maple", "word.pupil.singular", "infant"),
        ("maple", "word.pupil.plural", "infants"),
        ("maple", "choice.phones", "handed-in"),
        ("maple", "choice.lockers", "yes"),
        ("maple", "school.colour", "#ABCDEF"),
        ("birch", "school.desk", "no"),
        ("all", "school.desk", "the hall"),
    )
    assert back(small, file).code == 0
    text = (small.root / MAPLE).read_text(encoding="utf-8")
    for line in (
        '  head: {name: "Jo: Marsh, #1", email: head@maple.example}',
        "word:\n  pupil: {singular: infant, plural: infants}\n",
        "choice:\n  phones: handed-in\n  lockers: true\n",
        '  colour: "#abcdef"',
    ):
        assert line in text
    assert back(small, export(small, kind)).out.startswith("The table says what the library says")


def test_an_emptied_cell_takes_the_value_away(small: Small) -> None:
    file = export(small)
    fill_in(file, ("cedar", "school.desk", None))
    assert "school.desk has no value any more" in back(small, file).out
    assert not [line for line in lines(small, CEDAR) if "desk" in line]


def test_entries_of_a_list_are_rows_and_comments_between_them_stay(small: Small) -> None:
    small.edit(
        BIRCH, "    - {name: The head,", "    # The head answers within a day.\n    - {name: The head,"
    )
    file = export(small)
    book = load_workbook(file)
    sheet: Worksheet = book["school.contacts"]
    assert [sheet.cell(row, 2).value for row in range(4, 8)] == ["birch", "birch", "maple", None]
    sheet.cell(4, 5).value = "front@birch.example"
    for column, text in enumerate(("school", "birch", "Birch", "The caretaker", "keys@birch.example"), 1):
        sheet.cell(7, column).value = text
    sheet.cell(6, 4).value = sheet.cell(6, 5).value = None
    book.save(file)
    assert back(small, file).code == 0
    assert lines(small, BIRCH)[9:14] == [
        "  contacts:",
        "    - {name: The office, address: front@birch.example}",
        "    # The head answers within a day.",
        "    - {name: The head, address: head@birch.example}",
        "    - {name: The caretaker, address: keys@birch.example}",
    ]
    assert not [line for line in lines(small, MAPLE) if "contacts" in line]


# -- time ----------------------------------------------------------------------------------------------------


def test_a_change_with_a_date_stands_beside_what_was_there(small: Small) -> None:
    file = export(small)
    fill_in(
        file,
        ("maple", "school.phone", "01632 960999"),
        ("birch", "role.head.name", "Ada New"),
        ("maple", "school.desk", "the hall"),
    )
    assert back(small, file, "--from", "2027-01-01").code == 0
    assert (
        "\n".join(lines(small, MAPLE)[5:8])
        == "  phone:\n    - {value: 01632 960203}\n    - {from: 2027-01-01, value: 01632 960999}"
    )
    assert "  desk:\n    - {from: 2027-01-01, value: the hall}" in "\n".join(lines(small, MAPLE))
    assert [line for line in lines(small, BIRCH) if "from:" in line] == [
        "    - {from: 2025-09-01, value: {name: Ines Harrow, email: head@birch.example}}",
        "    - {from: 2026-09-01, value: {name: Paul Ester, email: head@birch.example}}",
        "    - {from: 2027-01-01, value: {name: Ada New, email: head@birch.example}}",
    ]
    assert back(small, export(small)).out.startswith("The table says")


def test_a_change_without_a_date_changes_the_value_that_counts(small: Small) -> None:
    file = export(small)
    fill_in(file, ("birch", "role.head.name", "Ada New"))
    assert back(small, file).code == 0
    assert [line.split("name: ")[1].split(",")[0] for line in lines(small, BIRCH) if "from:" in line] == [
        "Ines Harrow",
        "Ada New",
    ]


def test_a_dated_value_cannot_be_emptied_into_an_older_one(small: Small) -> None:
    file, before = export(small), tree(small.root)
    fill_in(
        file,
        ("birch", "role.head.name", None),
        ("birch", "role.head.email", None),
        ("maple", "school.phone", "01632 960999"),
    )
    said = back(small, file)
    assert said.code == 1
    assert "emptying it here would bring back an older one" in said.out
    assert tree(small.root) == before


def test_the_day_of_a_check_has_its_own_column(small: Small) -> None:
    small.edit(
        "variables/schema.yml", "school.phone: {type: phone", "school.phone: {type: phone, check_months: 6"
    )
    file = export(small)
    fill_in(
        file, ("maple", "school.phone.checked_on", "2026-11-02"), ("cedar", "school.phone", "01632 960999")
    )
    assert back(small, file).code == 0
    assert (
        "\n".join(lines(small, MAPLE)[5:7]) == "  phone:\n    - {value: 01632 960203, checked_on: 2026-11-02}"
    )
    assert "    - {value: 01632 960999, checked_on: 2026-11-21}" in lines(small, CEDAR)
    assert back(small, file).out.startswith("The table says"), "the same table a second time says nothing new"


def test_what_both_sides_changed_is_refused_and_what_nobody_changed_is_let_be(small: Small) -> None:
    file = export(small)
    small.edit(MAPLE, "01632 960203", "01632 960777")
    small.edit(CEDAR, "the front desk", "the hall")
    fill_in(file, ("birch", "school.phone", "01632 960555"))
    assert back(small, file).code == 0
    assert "01632 960777" in "\n".join(lines(small, MAPLE))
    fill_in(file, ("maple", "school.phone", "01632 960999"))
    said = back(small, file)
    assert said.code == 1
    assert "'school.phone' of maple was changed in the library after the table was exported" in said.out


# -- faults --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_every_fault_is_named_by_its_cell_and_nothing_is_imported(small: Small, kind: str) -> None:
    file = export(small, kind)
    before = tree(small.root)
    fill_in(
        file,
        ("birch", "school.phone", "ring the bell"),
        ("cedar", "choice.phones", "handed"),
        ("maple", "role.head.email", "not an address"),
        ("maple", "word.pupil.singular", "infant"),
        ("maple", "school.name", "Maple, renamed"),
    )
    said = back(small, file)
    assert (said.code, said.err) == (1, "Nothing was imported.\n")
    assert tree(small.root) == before
    sheets = {
        "School": "school.phone",
        "Choices": "choice.phones",
        "People": "role.head.email",
        "Words": "word.pupil",
    }
    for sheet, key in sheets.items():
        where = f"values.xlsx, sheet {sheet}\n" if kind == "xlsx" else "values.csv\n"
        assert where in said.out
        assert f": '{key}" in said.out
    assert said.out.count("row ") == said.out.count("column ") == 4
    assert "'choice.phones' of cedar is 'handed', which is not one of its options" in said.out
    assert "Did you mean 'handed-in'?" in said.out


def _rename_head(book: Any) -> None:
    book["School"].cell(1, 4).value = "school.nmae"


def _rename_school(book: Any) -> None:
    next(row for row in book["School"].iter_rows(min_row=4) if row[1].value == "maple")[1].value = "mapel"


def _repeat_school(book: Any) -> None:
    next(row for row in book["School"].iter_rows(min_row=4) if row[1].value == "maple")[1].value = "birch"


def _formula(book: Any) -> None:
    cell(book, "maple", "school.name").value = "=A1"


def _number_for_a_phone(book: Any) -> None:
    cell(book, "maple", "school.phone").value = 1632960203


def _headless(book: Any) -> None:
    book.create_sheet("Notes")["A1"] = "Ask the office"


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_rename_head, "row 1, column D: 'school.nmae' is not a value that the schema knows"),
        (_rename_school, "there is no school 'mapel'"),
        (_repeat_school, "of birch stands here a second time"),
        (_formula, "holds a formula"),
        (_number_for_a_phone, "so a leading nought is lost"),
        (_headless, "sheet Notes:1: row 1: does not name the values below it"),
    ],
)
def test_a_table_out_of_shape_is_told_where(small: Small, spoil: Callable[[Any], None], said: str) -> None:
    file, before = export(small), tree(small.root)
    book = load_workbook(file)
    spoil(book)
    book.save(file)
    result = back(small, file)
    assert result.code == 1
    assert said in result.out
    assert tree(small.root) == before


@pytest.mark.parametrize(
    ("name", "data"),
    [("values.xlsx", b"no workbook"), ("values.csv", b"whose,id\nschool,\xff"), ("values.csv", b"")],
)
def test_a_file_that_is_no_table_is_a_clear_problem(small: Small, name: str, data: bytes) -> None:
    file = small.root.parent / name
    file.write_bytes(data)
    said = back(small, file)
    assert said.code == 1
    assert name in said.out


def test_wrong_use(small: Small) -> None:
    assert small.say("values", "import", "values.ods").code == 2
    assert small.say("values", "export", "nowhere/values.xlsx").code == 2
    assert "Did you mean 'maple'?" in small.say("values", "export", "values.xlsx", "--school", "mapel").err
    assert back(small, small.root / "missing.xlsx").code == 1


def test_a_full_disk_leaves_every_file_as_it_was(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    file = export(small)
    fill_in(file, ("birch", "school.phone", "01632 960555"), ("maple", "school.phone", "01632 960999"))
    before, write = tree(small.root), Path.write_bytes

    def full(path: Path, data: Any) -> int:
        if "maple" in str(path):
            raise OSError(28, "No space left on device", str(path))
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    assert back(small, file).code == 1
    monkeypatch.undo()
    assert tree(small.root) == before


def test_a_dry_run_says_all_and_writes_nothing(small: Small) -> None:
    file, before = export(small), tree(small.root)
    fill_in(file, ("maple", "school.phone", "01632 960999"))
    said = back(small, file, "--dry-run")
    assert (
        said.out == f"{MAPLE}: school.phone is now 01632 960999\nWould change 1 value in 1 file; nothing was"
        " written.\n"
    )
    assert tree(small.root) == before


# -- values are data -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "value",
    sample(
        [
            FORMULA,
            "+44 1632 960203",
            "-1",
            "@home",
            "'=quoted",
            "{{ school.name }}",
            "a: b # c",
            "no",
            "1e5",
            "<b>",
        ],
        5,
    ),
)
def test_a_value_that_looks_like_something_else_stays_what_it_is(small: Small, kind: str, value: str) -> None:
    small.edit(
        MAPLE, "name: Maple Infant School", f'name: "{value}"' if '"' not in value else f"name: '{value}'"
    )
    file = export(small, kind)
    assert back(small, file).out.startswith("The table says")
    fill_in(file, ("maple", "school.phone", "01632 960999"))
    assert back(small, file).out.endswith("Changed 1 value in 1 file.\n")
    assert [line for line in lines(small, MAPLE) if value in line]


def test_no_cell_of_an_export_is_a_formula(small: Small) -> None:
    small.edit(MAPLE, "name: Maple Infant School", f"name: '{FORMULA}'")
    book = load_workbook(export(small))
    types = {cell.data_type for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
    assert "f" not in types
    assert cell(book, "maple", "school.name").value == FORMULA
    written = export(small, "csv").read_text(encoding="utf-8-sig")
    assert not [
        text
        for row in csv.reader(io.StringIO(written))
        for text in row
        if text.startswith(("=", "+", "-", "@"))
    ]


# -- for a person --------------------------------------------------------------------------------------------


def sheets_of_values(book: Any) -> Iterator[Worksheet]:
    """The sheets that people fill in."""
    return (sheet for sheet in book.worksheets if sheet.cell(1, 1).value == "whose")


def test_choices_have_drop_downs_and_headings_are_locked(small: Small) -> None:
    book = load_workbook(export(small))
    assert [sheet.title for sheet in sheets_of_values(book)] == [
        "School",
        "school.contacts",
        "Trust",
        "Authority",
        "People",
        "Choices",
        "Words",
        "Adoptions",
    ]
    for sheet in sheets_of_values(book):
        assert sheet.protection.sheet
        assert not sheet.protection.password
        assert all(head.protection.locked for row in (1, 2, 3) for head in sheet[row])
        assert sheet.freeze_panes == "D4"
    choice = cell(book, "maple", "choice.phones")
    assert not choice.protection.locked
    rules = [
        rule for rule in book["Choices"].data_validations.dataValidation if choice.coordinate in rule.sqref
    ]
    assert [rule.type for rule in rules] == ["list"]
    offered = book["Options"][str(rules[0].formula1).partition("!")[2].replace("$", "")]
    assert [row[0].value for row in offered] == ["away", "handed-in"]
    assert "phones stay in bags" in str(book["Choices"].cell(2, choice.column).value)


def test_the_help_of_every_value_stands_above_it(small: Small) -> None:
    book = load_workbook(export(small))
    helps = {
        sheet.cell(1, at).value: sheet.cell(2, at).value
        for sheet in sheets_of_values(book)
        for at in range(4, sheet.max_column + 1)
    }
    assert helps["role.head.name"] == "The head of the school."
    assert "Internal: never published." in str(helps["school.alarm_code"])
    assert "If empty everywhere: pupil." in str(helps["word.pupil.singular"])


def test_a_school_can_be_sent_its_own_row_alone(small: Small) -> None:
    file = export(small, "xlsx", "--school", "maple")
    every = [
        str(value)
        for sheet in load_workbook(file).worksheets
        for row in sheet.iter_rows(values_only=True)
        for value in row
    ]
    assert not [text for text in every if "birch" in text.lower() or "cedar" in text.lower()]
    fill_in(file, ("maple", "school.phone", "01632 960999"))
    before = tree(small.root)
    assert back(small, file).code == 0
    assert changed(before, tree(small.root)) == {MAPLE}
