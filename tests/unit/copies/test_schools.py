"""What a person decides about many schools' copies, and which copies are copies of one policy."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from clausewright.api import SchoolsOptions, SchoolsResult, import_schools
from clausewright.cli import run
from clausewright.errors import ClausewrightError
from clausewright.load.drawer_answers import read_drawer_answers
from tests.support.drawer import Drawer, make_drawer

AS_AT = date(2026, 11, 30)


def _import(drawer: Drawer, into: Path, answers: Mapping[str, str] | None = None) -> SchoolsResult:
    return import_schools(SchoolsOptions([drawer.folder], AS_AT, into, "", "2026-09", answers or {}))


def test_answers_in_the_spreadsheet_are_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An officer says of one school's wording that it is the model's after all, in the spreadsheet."""
    drawer = make_drawer(tmp_path / "drawer", 4, 2)
    folder = tmp_path / "library"
    outside = ["--library", str(tmp_path)]
    command = ["import", "--as-at", "2026-11-30", "--version", "2026-09", *outside]
    assert run([*command, "--as-schools", str(drawer.folder), "--into", str(folder)]) == 0
    report = folder / "import" / "report.xlsx"
    book = load_workbook(report)
    sheet = book["Decisions"]
    rows = [row for row in sheet.iter_rows(min_row=2) if str(row[0].value).startswith(("amend", "choice"))]
    assert rows
    rows[0][4].value = "model"
    asked = next(row for row in book["Schools"].iter_rows() if str(row[0].value).endswith("school-type"))
    asked[3].value = "maintained"
    book.save(report)
    answers = read_drawer_answers(folder).answers
    assert answers[str(rows[0][0].value)] == "model"
    again = tmp_path / "again"
    assert run([*command, "--resume", str(folder), "--into", str(again)]) == 0
    assert "differs in" in capsys.readouterr().out
    differences = load_workbook(again / "import" / "report.xlsx")["Differences"]
    assert differences.max_row > 1
    written = [path.read_text(encoding="utf-8") for path in again.rglob("school.yml")]
    assert sum("type: maintained" in text for text in written) == 1


def test_an_answer_that_cannot_be_is_told_with_its_row(tmp_path: Path) -> None:
    drawer = make_drawer(tmp_path / "drawer", 3, 3)
    _import(drawer, tmp_path / "library")
    report = tmp_path / "library" / "import" / "report.xlsx"
    book = load_workbook(report)
    book["Decisions"]["E2"].value = "yse"
    book.save(report)
    with pytest.raises(ClausewrightError) as caught:
        read_drawer_answers(report)
    (problem,) = caught.value.problems
    assert (problem.path, problem.line) == ("report.xlsx, sheet Decisions", 2)
    assert "yes" in problem.hint


def test_policies_by_several_authors_are_different_policies(tmp_path: Path) -> None:
    """Texts on one subject that have no wording in common are no copies, and it is said what they share."""
    drawer = make_drawer(tmp_path / "drawer", 2, 4)
    other = tmp_path / "drawer" / "elsewhere"
    other.mkdir()
    (other / "gardening.md").write_text(
        "# Gardening policy\n\n1.1 Our young people grow beans on the roof, and the caretaker waters them.\n\n"
        "1.2 Ladders are for the caretaker. Anyone else who climbs one is sent home for the day.\n",
        encoding="utf-8",
    )
    result = _import(drawer, tmp_path / "library")
    assert [len(policy.copies) for policy in result.policies] == [2, 1]
    assert "elsewhere" in result.apart[0]
    assert all(proof.comes_back for proof in result.proofs)


def test_the_page_hands_on_what_it_was_given(tmp_path: Path) -> None:
    """What the page saves has the sources, and the answers come back as they were chosen."""
    drawer = make_drawer(tmp_path / "drawer", 3, 5)
    _import(drawer, tmp_path / "library")
    page = (tmp_path / "library" / "import" / "report.html").read_text(encoding="utf-8")
    sources = json.loads(page.partition('id="sources">')[2].partition("</script>")[0])
    file = tmp_path / "answers.json"
    file.write_text(json.dumps({"sources": sources, "answers": {"word-word-head": "no"}}), encoding="utf-8")
    read = read_drawer_answers(file)
    assert [Path(path) for path in read.sources.paths] == [drawer.folder]
    assert read.answers == {"word-word-head": "no"}


_RULES = {
    "kites": ("Kites are flown on the far side of the field, and never near {a} {word} building.", "kite"),
    "ladders": ("Ladders are kept behind {a} {word} shed, and the caretaker counts them in June.", "ladder"),
}
_SHARED = "Whoever finds damage tells {a} {word} office on the same day{more}."


def _write_two_policies(folder: Path) -> None:
    """Three schools with two policies each, in which one clause is the same; one school calls itself
    otherwise, and has a wording of its own of that clause.
    """
    for id, word, more in (("ash", "school", ""), ("elm", "school", ""), ("oak", "academy", " in writing")):
        (folder / id).mkdir(parents=True)
        for policy, (rule, thing) in _RULES.items():
            words = {"a": "an" if word == "academy" else "a", "word": word, "more": more}
            text = f"# {policy.title()} policy\n\n## Rules\n\n1.1 {rule}\n\n1.2 {_SHARED}\n\n".format(**words)
            more_rules = f"1.3 Nobody lends a {thing} of this {word} to a neighbour without asking.\n"
            (folder / id / f"{policy}.md").write_text(text + more_rules, encoding="utf-8")


def test_what_two_policies_have_in_the_same_words_is_decided_once(tmp_path: Path) -> None:
    """And "a school" beside "an academy" is a word with its article, no wording of one school's own."""
    _write_two_policies(tmp_path / "copies")
    options = SchoolsOptions([tmp_path / "copies"], AS_AT, tmp_path / "library")
    result = import_schools(options)
    assert all(proof.comes_back for proof in result.proofs)
    (asked,) = (decision for decision in result.decisions.asked if decision.kind == "amendment")
    assert asked.policy == "kites, ladders"
    amendments = list((tmp_path / "library").glob("variables/schools/oak/amendments/*/*.md"))
    assert len(amendments) == 2
    answered = import_schools(replace(options, into=tmp_path / "again", answers={asked.id: "model"}))
    assert answered.is_written
    assert not list((tmp_path / "again").glob("variables/schools/oak/amendments/*/*.md"))


def test_every_file_that_cannot_be_read_is_told_with_its_folder(tmp_path: Path) -> None:
    """Many schools' files are called alike, and an officer wants to hear of all of them at once."""
    drawer = make_drawer(tmp_path / "drawer", 2, 4)
    for id in drawer.schools:
        (drawer.folder / id / "scan.docx").write_bytes(b"PK no archive")
    with pytest.raises(ClausewrightError) as caught:
        _import(drawer, tmp_path / "library")
    assert [problem.path for problem in caught.value.problems] == [
        f"{id}/scan.docx" for id in sorted(drawer.schools)
    ]
    assert not (tmp_path / "library").exists()
