"""Schools and adoptions come in from tables: as offices have them, whole or not at all, each fault at its cell."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from openpyxl import Workbook

from clausewright.load import load_library
from tests.support.small import Small, changed, tree

HEADS = ("EstablishmentName", "PhaseOfEducation (name)", "TypeOfEstablishment (name)", "Trusts (name)")


def write_csv(path: Path, *rows: tuple[str, ...], mark: str = ",") -> Path:
    """Write a table as CSV."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=mark).writerows(rows)
    return path


def write_workbook(path: Path, *rows: tuple[str, ...]) -> Path:
    """Write a table as a spreadsheet."""
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("phase", "kind", "facts"),
    [
        ("Primary", "Community school", ("primary", "maintained")),
        ("Middle deemed secondary", "Voluntary aided school", ("secondary", "maintained")),
        ("16 plus", "Free schools 16 to 19", ("post-16", "free")),
        ("All-through", "Academy sponsor led", ("all-through", "academy")),
        ("Not applicable", "Community special school", ("special", "maintained")),
        ("secondary", "Other independent school", ("secondary", "independent")),
        ("Infant and junior", "", ("primary", "maintained")),
        ("Nursery", "Local authority nursery school", ("nursery", "maintained")),
    ],
)
def test_phases_and_types_are_known_by_what_registers_call_them(
    phase: str, kind: str, facts: tuple[str, str], small: Small
) -> None:
    table = write_csv(small.root / "schools.csv", HEADS, ("Elm School", phase, kind, ""))
    assert small.say("new-school", "--from", str(table)).code == 0
    school = load_library(small.root)[0].schools["elm-school"]
    assert (school.facts.phase, school.facts.type, school.facts.authority) == (*facts, "rivermouth")


@pytest.mark.parametrize("kind", ["xlsx", "csv", "semicolons"])
def test_a_table_of_schools_becomes_their_files(kind: str, small: Small, tmp_path: Path) -> None:
    rows = [
        ("Our schools", "", "", "", "", "", ""),
        ("URN", "School name", "Telephone", "Phase", "Trust", "head", "Id"),
        (
            "1",
            "St Bride's C of E Primary",
            "01632 960 188 ext 2",
            "primary",
            "GROVE Learning Trust ",
            "A. Head",
            "",
        ),
        ("2", "Elm: a #1 'School'", "", "Secondary", "", "", "elm"),
        ("", "", "", "", "", "", ""),
    ]
    if kind == "xlsx":
        table = write_workbook(tmp_path / "schools.xlsx", *rows)
    else:
        table = write_csv(tmp_path / "schools.csv", *rows, mark=";" if kind == "semicolons" else ",")
    before = tree(small.root)
    said = small.say("new-school", "--from", str(table), "--dry-run")
    assert (said.code, tree(small.root)) == (0, before), said.out
    said = small.say("new-school", "--from", str(table))
    assert said.code == 0
    assert "were left out: URN." in said.out
    ids = ("st-brides-c-of-e-primary", "elm")
    assert changed(before, tree(small.root)) == {f"variables/schools/{id}/school.yml" for id in ids}
    library, problems = load_library(small.root)
    assert [problem for problem in problems if "still to fill in" not in problem.message] == []
    bride, elm = (library.schools[id] for id in ids)
    assert (bride.facts.trust, bride.facts.type) == ("grove", "academy")
    assert bride.values.values["school.phone"][0].value == "01632 960 188 ext 2"
    assert str(bride.values.values["role.head"][0].value.name) == "A. Head"  # type: ignore[union-attr]
    assert elm.values.values["school.name"][0].value == "Elm: a #1 'School'"
    said = small.say("new-school", "--from", str(table))
    assert "In the library already, and left as they are: st-brides-c-of-e-primary and elm." in said.out
    assert "no new school" in said.out


def test_every_fault_of_a_table_of_schools_is_told_at_its_cell(small: Small) -> None:
    table = write_csv(
        small.root / "schools.csv",
        ("Name", "Phase", "Trust", "Telephone"),
        ("Elm", "infnat", "", "ring us"),
        ("Oak", "primary", "Groove", ""),
        ("Elm", "primary", "", ""),
        ("", "primary", "", ""),
        ("Latest", "primary", "", ""),
    )
    before = tree(small.root)
    said = small.say("new-school", "--from", str(table))
    assert (said.code, tree(small.root)) == (1, before)
    for told in (
        "row 2, column B: 'infnat' is no phase",
        "row 2, column D: 'school.phone' of elm is 'ring us'",
        "row 3, column C: 'Groove' is no trust",
        "row 4: is a second school with the id 'elm'",
        "row 5: has no name",
        "row 6: 'latest' cannot be a school's id",
    ):
        assert told in said.out
    assert said.err == "Nothing was written.\n"


def test_values_of_new_schools_are_imported_where_that_is_asked_for(small: Small) -> None:
    heads = ("whose", "id", "name", "phase", "type", "school.name", "school.phone")
    table = write_csv(
        small.root / "values.csv",
        heads,
        ("school", "elm", "Elm", "primary", "", "Elm School", "01632 960177"),
    )
    before = tree(small.root)
    said = small.say("values", "import", str(table))
    assert (said.code, tree(small.root)) == (1, before)
    assert "Rows of new schools are taken with --new-schools." in said.out
    said = small.say("values", "import", str(table), "--new-schools")
    assert said.code == 0, said.out
    library, _ = load_library(small.root)
    assert library.schools["elm"].values.values["school.phone"][0].value == "01632 960177"
    assert "new school" in said.out
    # What a table says of a school that is there has to be true.
    write_csv(table, heads, ("school", "elm", "Elm", "secondary", "", "Elm School", "01632 960177"))
    assert (
        "'phase' of elm is 'primary' in the library"
        in small.say("values", "import", str(table), "--new-schools").out
    )


DECISION_HEADS = ("whose", "id", "name", "policy", "version", "on", "from", "by", "minute", "next_review")


def test_adoptions_in_a_table_are_recorded_as_adopt_records_them(small: Small, tmp_path: Path) -> None:
    twin = Small(tmp_path / "twin", small.capsys)
    twin.root.mkdir()
    for path, data in ((path, path.read_bytes()) for path in small.root.rglob("*") if path.is_file()):
        twin.write(path.relative_to(small.root).as_posix(), data)
    title = load_library(small.root)[0].policies["phones"].facts.title
    table = write_csv(
        tmp_path / "adoptions.csv",
        DECISION_HEADS,
        (
            "school",
            "maple",
            "",
            title,
            "September 2026",
            "3 November 2026",
            "",
            "governing board",
            "7.10",
            "",
        ),
    )
    said = small.say("values", "import", str(table))
    assert said.code == 0, said.out + said.err
    assert (
        twin.say(
            "adopt", "maple", "phones", "2026-09", "--on", "3/11/2026", "--by", "board", "--minute", "7.10"
        ).code
        == 0
    )
    adoptions = "variables/schools/maple/adoptions.yml"
    assert (small.root / adoptions).read_bytes() == (twin.root / adoptions).read_bytes()
    said = small.say("values", "import", str(table))
    assert "1 adoption of the table stood there already." in said.out
    assert small.say("check").code == 0


def test_every_fault_of_an_adoption_is_told_at_its_cell(small: Small) -> None:
    table = write_csv(
        small.root / "adoptions.csv",
        DECISION_HEADS,
        ("school", "maple", "", "fones", "2026-09", "2026-11-03", "", "board", "", ""),
        ("school", "maple", "", "phones", "2028-09", "34/11/2026", "", "bord", "", ""),
        ("school", "mapel", "", "phones", "2026-09", "2026-11-03", "", "board", "", ""),
        ("common", "all", "", "phones", "2026-09", "", "", "board", "", ""),
    )
    before = tree(small.root)
    said = small.say("values", "import", str(table))
    assert (said.code, tree(small.root)) == (1, before)
    for told in (
        "row 2, column D: there is no policy 'fones'",
        "row 3, column E: 'phones' has no version '2028-09'",
        "row 3, column F: 'on' is '34/11/2026', which is not a date",
        "row 3, column H: there is no body 'bord'",
        "row 4, column B: there is no school 'mapel'",
        "row 5, column B: 'common' decides about no policy",
        "row 5, column B: does not say when it was decided",
    ):
        assert told in said.out, told


@pytest.mark.parametrize(
    ("written", "day"),
    [("1/9/1968", "1968-09-01"), ("1st September 1968", "1968-09-01"), ("1968-09-01", "1968-09-01")],
)
def test_days_in_a_table_are_read_as_people_in_britain_write_them(
    written: str, day: str, small: Small
) -> None:
    schema = small.root / "variables" / "schema.yml"
    schema.write_text(
        f"{schema.read_text(encoding='utf-8')}\nschool.opened: {{type: date, set_by: school, help: When.}}\n",
        encoding="utf-8",
    )
    heads, row = ("whose", "id", "name", "school.opened"), ("school", "maple", "", written)
    said = small.say("values", "import", str(write_csv(small.root / "values.csv", heads, row)))
    assert f"school.opened is now {day}" in said.out
