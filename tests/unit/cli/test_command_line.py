"""The command line as a person or a build server meets it: exit codes, help in plain sentences, three
formats, and what a typo is told.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from clausewright import __version__
from clausewright.cli import parser, run
from clausewright.edit import library_files as starting
from tests.support.small import AS_AT, Small, tree

HEAD = "variables/schools/maple/school.yml"
WHO = "policies/clauses/who-is-covered/2025-09.md"


def commands() -> dict[str, argparse.ArgumentParser]:
    """Every command, by its name."""
    group = next(action for action in parser()._actions if isinstance(action, argparse._SubParsersAction))
    return dict(group.choices)


def helps() -> dict[str, str]:
    """What `clausewright --help` says of every command."""
    group = next(action for action in parser()._actions if isinstance(action, argparse._SubParsersAction))
    return {choice.dest: choice.help or "" for choice in group._choices_actions}


def options() -> Iterator[tuple[str, argparse.Action]]:
    """Every argument of every command."""
    for name, command in commands().items():
        yield from ((name, action) for action in command._actions)


# -- help ----------------------------------------------------------------------------------------------------


def test_help_says_every_command_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["--help"])
    assert ended.value.code == 0
    out = " ".join(capsys.readouterr().out.split())
    for name, help in helps().items():
        assert f"{name} {help}" in out
        assert re.fullmatch(r"[a-z][^.!?]{10,100}", help), f"{name}: {help!r} is not one short sentence"


@pytest.mark.parametrize("name", sorted(commands()))
def test_each_command_says_the_same_sentence_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run([name, "--help"])
    assert ended.value.code == 0
    sentence = helps()[name]
    assert f"{sentence[0].upper()}{sentence[1:]}." in " ".join(capsys.readouterr().out.split())


def test_every_argument_says_what_it_is_for() -> None:
    silent = [f"{name} {action.dest}" for name, action in options() if not action.help]
    assert silent == []


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"clausewright {__version__}\n"


# -- exit codes ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["chek"],
        ["check", "--as-at", "yesterday"],
        ["check", "--as-at", "2026-02-30"],
        ["check", "--format", "xml"],
        ["build", "--only", "pfd"],
        ["build", "--jobs", "many"],
        ["serve", "--port", "eighty"],
        ["new"],
    ],
)
def test_wrong_use_is_exit_code_2(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(argv)
    assert ended.value.code == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines()[-1].startswith("clausewright")


def test_a_day_that_is_none_is_told_how_days_are_written(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(["check", "--as-at", "next week"])
    assert "'next week' is not a date; write 2026-09-01 or '1 September 2026'" in capsys.readouterr().err


@pytest.mark.parametrize("epoch", ["abc", "9" * 30, "1e9"])
def test_a_wrong_source_date_epoch_is_wrong_use(
    epoch: str, small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    code = run(["check", "--library", str(small.root)])
    captured = small.capsys.readouterr()
    assert (code, captured.out) == (2, "")
    assert "SOURCE_DATE_EPOCH" in captured.err


def test_an_error_is_exit_code_1_and_a_warning_only_when_strict(small: Small) -> None:
    clause = (small.root / WHO).read_bytes()
    small.write("policies/clauses/spare/2025-09.md", clause.replace(b"concept: scope", b"concept: spare"))
    assert small.say("check").code == 0
    assert small.say("check").out.endswith("\n1 warning.\n")
    assert small.say("check", "--strict").code == 1
    assert small.say("build", "--strict").err == "Nothing was published.\n"
    assert not small.public.exists()
    assert small.build().out.startswith("policies/clauses/spare/2025-09.md\n  warning ")
    assert small.public.exists()
    small.edit(WHO, "school.name", "school.nmae")
    assert small.say("check").code == 1
    assert small.say("check").out.endswith("\n1 error and 1 warning.\n")


def test_the_module_and_the_console_command_are_the_same(small: Small) -> None:
    for command in (
        [sys.executable, "-m", "clausewright"],
        [str(Path(sys.executable).with_name("clausewright"))],
    ):
        ran = subprocess.run(
            [*command, "check", "--library", str(small.root), "--as-at", AS_AT],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (ran.returncode, ran.stdout, ran.stderr) == (
            0,
            "No problems: 2 policies, 8 clauses, 3 schools.\n",
            "",
        )


def test_a_reader_who_goes_away_is_no_error(small: Small) -> None:
    small.edit(WHO, "school.name", "school.nmae")
    command = [sys.executable, "-m", "clausewright", "check", "--library", str(small.root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        said = process.stderr.read()
    assert b"Traceback" not in said


# -- names ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (["build", "--school", "birhc"], "There is no school 'birhc'. Did you mean 'birch'?\n"),
        (["build", "--school", "birch", "cedra"], "There is no school 'cedra'. Did you mean 'cedar'?\n"),
        (["build", "--school", "xyz"], "There is no school 'xyz'. Known: birch, cedar, maple.\n"),
        (["build", "--school", "../birch"], "There is no school '../birch'. Did you mean 'birch'?\n"),
        (["build", "--edition", "2026-72"], "There is no edition '2026-72'. Did you mean '2026-27'?\n"),
        (["build", "--edition", "next"], "There is no edition 'next'. Known: 2025-26, 2026-27.\n"),
        (["serve", "mapel"], "There is no school 'mapel'. Did you mean 'maple'?\n"),
    ],
)
def test_an_unknown_name_is_told_what_was_meant(arguments: list[str], answer: str, small: Small) -> None:
    before = small.publish_something()
    said = small.say(*arguments)
    assert (said.code, said.out, said.err) == (2, "", answer)
    assert tree(small.root) == before


def test_a_day_before_the_first_edition_replaces_nothing(small: Small) -> None:
    before = small.publish_something()
    said = small.say("build", "--as-at", "2020-01-01")
    assert said.code == 2
    assert "2025-09-01" in said.err
    assert tree(small.root) == before


# -- formats -------------------------------------------------------------------------------------------------


def two_faults(small: Small) -> None:
    small.edit(WHO, "{{ school.name }}", "{{ school.nmae }} 100%")
    small.edit(HEAD, "authority: rivermouth", "authority: [rivermouth]")


def test_json_is_a_list_of_records(small: Small) -> None:
    assert json.loads(small.say("check", "--format", "json").out) == []
    two_faults(small)
    said = small.say("check", "--format", "json")
    found = json.loads(said.out)
    assert (said.code, said.err) == (1, "")
    assert {tuple(problem) for problem in found} == {
        ("path", "line", "severity", "message", "hint", "schools", "rule")
    }
    assert [(problem["path"], problem["line"], problem["severity"]) for problem in found] == [
        (WHO, 7, "error"),
        (HEAD, 1, "error"),
    ]
    assert found[0]["message"] == "'school.nmae' is not a field or choice that is known"
    assert found[0]["hint"] == "Did you mean 'school.name'?"
    assert found[0]["schools"] == []


def test_json_names_the_schools_that_a_problem_keeps_back(small: Small) -> None:
    small.edit(HEAD, "  head: {name: Jo Marsh, email: head@maple.example}", "  # nobody")
    found = json.loads(small.say("check", "--format", "json").out)
    assert [problem["schools"] for problem in found] == [["maple"]]


def test_json_stays_json_for_a_build(small: Small) -> None:
    assert json.loads(small.build("--format", "json", "--school", "maple").out) == []
    two_faults(small)
    assert len(json.loads(small.say("build", "--format", "json").out)) == 2


def test_github_shows_each_problem_beside_its_line(small: Small) -> None:
    two_faults(small)
    said = small.say("check", "--format", "github")
    assert said.code == 1
    first, *_ = lines = said.out.splitlines()
    assert (
        first
        == f"::error file={WHO},line=7::'school.nmae' is not a field or choice that is known. Did you mean"
        " 'school.name'?"
    )
    assert all(line.startswith(("::error file=", "::warning file=")) for line in lines)
    assert len(lines) == 2


def test_github_cannot_be_given_commands_by_a_file(small: Small) -> None:
    """A name with a colon, a comma or a line end stays inside its own annotation, as GitHub's escapes want
    it.
    """
    small.write("policies/phones/a,line=1::warning %.md", b"x\n")
    out = small.say("check", "--format", "github").out
    assert "file=policies/phones/a%2Cline=1%3A%3Awarning %25.md::" in out


def test_text_names_each_file_once_and_counts(small: Small) -> None:
    two_faults(small)
    lines = small.say("check").out.splitlines()
    assert [line for line in lines if not line.startswith(" ")] == [WHO, HEAD, "", "2 errors."]


def test_a_log_has_no_progress_bars(small: Small) -> None:
    said = small.say("build")
    assert said.err == ""
    assert re.fullmatch(
        r"Built 8 sites with 16 documents in \d+\.\d s: 9 of 9 document shapes and \d+ of 30 PDF and Word"
        r" files were made, the rest "
        rf"reused\.\nOpen {re.escape(str(small.public))}/index\.html\n",
        said.out,
    )


# -- new -----------------------------------------------------------------------------------------------------


def test_new_makes_a_library_that_builds_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "mine"
    assert run(["new", str(folder)]) == 0
    assert f"Now: cd {folder} && clausewright build" in capsys.readouterr().out
    mine = Small(folder, capsys)
    assert mine.say("check", "--strict").code == 0
    mine.build("--only", "site")
    assert (folder / "public" / "index.html").exists()


def test_new_explains_itself() -> None:
    """Every file of the starter that can hold a comment has one, or is text for readers."""
    yaml = list(starting.STARTER.rglob("*.yml"))
    assert yaml
    assert [path.name for path in yaml if "#" not in path.read_text(encoding="utf-8")] == []
