"""What a person meets who is in the wrong folder, mistypes a command, or asks for help."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from clausewright.cli import COMMANDS, GROUPS, parser, run
from clausewright.cli.command import parse_day
from tests.support.small import AS_AT, WHO, Small

# Every command that needs a library, with the least that it takes.
OF_A_LIBRARY = {
    "check": [],
    "build": [],
    "serve": [],
    "status": [],
    "diff": ["phones", "2025-09", "2026-09"],
    "impact": ["phones", "2026-09"],
    "where-used": ["school.name"],
    "issue": ["phones", "2026-09"],
    "new-policy": ["visits", "--title", "Visits"],
    "new-version": ["phones"],
    "new-trust": ["grove"],
    "new-school": ["oak", "--authority", "rivermouth"],
    "todo": [],
    "values": ["export", "values.csv"],
    "schema": [],
    "update": ["birch", "phones", "--to", "2026-09"],
    "pack": ["birch", "phones", "2026-09"],
    "return": ["phones.docx"],
    "adopt": ["birch", "phones", "2026-09", "--on", "2026-10-01", "--by", "board"],
    "review": ["birch", "phones", "--on", "2026-10-01", "--by", "board"],
    "calendar": [],
}


@pytest.mark.parametrize("command", OF_A_LIBRARY)
def test_in_an_empty_folder_each_command_says_one_true_thing(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    code = run([command, *OF_A_LIBRARY[command]])
    captured = capsys.readouterr()
    assert code in (1, 2)
    assert (captured.out + captured.err).count("no library here") == 1
    assert "'clausewright new DIR'" in captured.out + captured.err
    assert captured.out.endswith("\n1 error.\n") or code == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "folder", ["policies/clauses/who-to-ask", "variables", "overrides/pages/site", "notes"]
)
def test_a_command_called_below_a_library_finds_it_as_git_does(
    folder: str, small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    (small.root / folder).mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(small.root / folder)
    assert run(["check", "--as-at", AS_AT]) == 0
    assert small.capsys.readouterr().out == "No problems: 2 policies, 8 clauses, 3 schools.\n"
    small.edit(WHO, "school.name", "school.nmae")
    assert run(["check", "--as-at", AS_AT]) == 1
    assert f"{WHO}:7" in small.capsys.readouterr().out


def test_a_library_below_a_library_is_the_nearest_one(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = small.root / "draft"
    (draft / "policies").mkdir(parents=True)
    (draft / "variables").mkdir()
    monkeypatch.chdir(draft)
    assert run(["check"]) == 1
    assert "no library here" in small.capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (["chek"], "Did you mean 'check'?"),
        (["biuld"], "Did you mean 'build'?"),
        (["new_school"], "Did you mean 'new-school'?"),
        (["publish-everything"], "'clausewright --help' lists the commands."),
        (["check", "--strikt"], "does not know '--strikt'. Did you mean '--strict'?"),
        (["build", "--scool=birch"], "Did you mean '--school'?"),
        (["check", "birch"], "'clausewright check --help' lists what it takes."),
        (["edit", "--port", "99999"], "'99999' is no port; a port is a number up to 65535"),
        (["check", "--as-at", "31 June 2026"], "there is no day '31 June 2026'"),
        (["check", "--as-at", "06/13/2026"], "the day comes before the month"),
    ],
)
def test_a_slip_on_the_command_line_is_told_what_was_meant(
    arguments: list[str], answer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(arguments)
    assert ended.value.code == 2
    assert answer in capsys.readouterr().err


def test_names_that_are_not_there_are_answered_with_what_to_write(small: Small) -> None:
    root = str(small.root)
    assert run(["new-trust", "ex", "--library", root, "--schools", "birch,maple"]) == 2
    assert "Put spaces between several, and no commas: birch maple." in small.capsys.readouterr().err
    assert run(["new-policy", "images", "--library", root, "--title", "Images"]) == 2
    assert "The name is kept for something else." in small.capsys.readouterr().err


def test_a_column_is_read_by_its_heading_wherever_it_stands(small: Small) -> None:
    table = small.root.parent / "table.csv"
    table.write_text("whose,id,school.nam\nschool,birch,Ours\n", encoding="utf-8")
    assert run(["values", "import", str(table), "--library", str(small.root)]) == 1
    assert "school.nam" in small.capsys.readouterr().out
    table.write_text("whose,id,school.name\nschool,birch,Our School\n", encoding="utf-8")
    assert run(["values", "import", str(table), "--library", str(small.root), "--dry-run"]) == 0
    assert "Our School" in small.capsys.readouterr().out


def test_an_option_that_is_given_twice_adds_up() -> None:
    options = parser().parse_args(["build", "--school", "birch", "--school", "maple", "oak"])
    assert options.school == ["birch", "maple", "oak"]


def test_help_lists_each_command_once_among_those_who_use_it(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(["--help"])
    lines = capsys.readouterr().out.splitlines()
    places = [lines.index(f"{group}:") for group in GROUPS]
    assert places == sorted(places)
    for (group, entries), begin, end in zip(GROUPS.items(), places, [*places[1:], len(lines)], strict=True):
        listed = [
            line.split()[0] for line in lines[begin + 1 : end] if line.startswith("  ") and line[2] != " "
        ]
        assert listed == list(entries), group
    assert [name for entries in GROUPS.values() for name in entries] == list(COMMANDS)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1.9.26", "2026-09-01"),
        ("1/9/26", "2026-09-01"),
    ],
)
def test_a_day_of_which_one_would_have_to_guess_is_answered_with_the_day_as_files_have_it(
    written: str, meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        run(["check", "--as-at", written])
    assert f"here {meant}" in capsys.readouterr().err


@pytest.mark.parametrize("written", ["1 September 2026", "01/09/2026", "1st Sept 2026", "2026-09-01"])
def test_a_day_as_people_in_britain_write_it_is_that_day(written: str) -> None:
    assert parse_day(written) == date(2026, 9, 1)


def test_an_import_of_a_whole_folder_passes_over_what_systems_leave_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("visits.md").write_text("# Visits policy\n\nStaff must sign in.\n", encoding="utf-8")
    for name in ("~$visits.docx", "Thumbs.db"):
        Path(name).touch()
    files = sorted(path.name for path in tmp_path.iterdir())
    place = ["--policy", "visits", "--version", "2026-09", "--school", "oak", "--into", "draft"]
    assert run(["import", *files, *place]) == 0
    assert (
        "Passed over, because a system or program left it behind: Thumbs.db, ~$visits.docx."
        in capsys.readouterr().out
    )
