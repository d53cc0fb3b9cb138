"""Answers given before: quick where nothing has changed, and never wrong."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clausewright.build import program as program_files
from clausewright.cli import run
from clausewright.cli.answers import answer, describe_library
from tests.support.examples import examples
from tests.support.small import AS_AT, BASE, MAPLE, Small, copied


class Command:
    """A command that counts how often it was really carried out."""

    def __init__(self) -> None:
        self.runs = 0

    def __call__(self, argv: Sequence[str]) -> int:
        self.runs += 1
        sys.stdout.write(f"Answer {self.runs} to {argv[0]}.\n")
        sys.stderr.write("Two schools wait.\n")
        return 1


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return copied(tmp_path / "library")


@pytest.fixture(scope="module")
def shared_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(tmp_path_factory.mktemp("answers") / "library")


def ask(library: Path, command: Command, *arguments: str) -> int:
    return answer(["status", "--library", str(library), *arguments], command)


def test_the_same_question_is_answered_in_the_same_words_without_work(
    library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = Command()
    first = ask(library, command), capsys.readouterr()
    second = ask(library, command), capsys.readouterr()
    assert first == second
    assert command.runs == 1
    assert ask(library, command, "--format", "csv") == 1
    assert "Answer 2" in capsys.readouterr().out


FILES = sorted(path.relative_to(BASE).as_posix() for path in BASE.rglob("*") if path.is_file())


@settings(max_examples=examples(40))
@given(st.data())
def test_any_one_byte_of_any_file_counts(shared_library: Path, data: st.DataObject) -> None:
    file = shared_library / data.draw(st.sampled_from(FILES))
    before, content = list(describe_library(shared_library)), file.read_bytes()
    place = data.draw(st.integers(0, len(content)))
    old = content[place : place + 1]
    new = data.draw(st.binary(max_size=1).filter(lambda byte: byte != old))
    file.write_bytes(content[:place] + new + content[place + 1 :])
    after = list(describe_library(shared_library))
    file.write_bytes(content)
    assert before != after


def add_file(library: Path) -> None:
    (library / "variables/schools/maple/notes.txt").touch()


def add_folder(library: Path) -> None:
    (library / "policies/clauses/ammendments").mkdir()


def add_beside(library: Path) -> None:
    (library / "variable").mkdir()


def rename(library: Path) -> None:
    (library / MAPLE).rename((library / MAPLE).with_suffix(".yaml"))


def remove(library: Path) -> None:
    (library / MAPLE).unlink()


def link(library: Path) -> None:
    (library / MAPLE).rename(library / "maple.yml")
    (library / MAPLE).symlink_to(library / "maple.yml")


def change_program(library: Path) -> None:
    (library.parent / "program/later.py").touch()


@pytest.mark.parametrize(
    "change",
    [add_file, add_folder, add_beside, rename, remove, link, change_program],
    ids=lambda it: it.__name__,
)
def test_whatever_else_a_command_may_see_counts(
    library: Path, change: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = library.parent / "program"
    program.mkdir()
    monkeypatch.setattr(program_files, "__file__", str(program / "build/program.py"))
    command = Command()
    ask(library, command)
    assert callable(change)
    change(library)
    ask(library, command)
    assert command.runs == 2


def test_another_day_is_another_question(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = Command()
    for seconds in ("1795000000", "1795000001", "1795100000"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", seconds)
        ask(library, command)
    assert command.runs == 2


@pytest.mark.parametrize(
    "argv",
    [
        ["build"],
        ["issue", "phones", "2026-09"],
        ["diff", "phones", "2025-09", "2026-09", "--out", "changes.md"],
        ["diff", "--libraries", "main", "."],
        ["diff", "--fil", "a.md", "b.md"],
        ["check", "--unknown"],
    ],
    ids=" ".join,
)
def test_what_writes_or_reads_elsewhere_is_always_carried_out(library: Path, argv: list[str]) -> None:
    command = Command()
    for _ in range(2):
        answer([*argv, "--library", str(library)], command)
    assert command.runs == 2
    assert not (library / ".clausewright").exists()


@pytest.mark.parametrize("damage", [b"", b"x", b"\0" * 500])
def test_a_damaged_answer_is_none(library: Path, damage: bytes) -> None:
    command = Command()
    ask(library, command)
    (kept,) = (path for path in (library / ".clausewright/answers").rglob("*") if path.is_file())
    kept.write_bytes(damage + kept.read_bytes()[len(damage) :] if damage else b"")
    ask(library, command)
    assert command.runs == 2


def test_an_answer_that_a_hand_has_changed_is_none(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = Command()
    ask(library, command)
    (kept,) = (path for path in (library / ".clausewright/answers").rglob("*") if path.is_file())
    seal, said = kept.read_bytes()[:32], json.loads(kept.read_bytes()[32:])
    said[1] = [["out", "No problems.\n"]]
    kept.write_bytes(seal + json.dumps(said).encode())
    capsys.readouterr()
    ask(library, command)
    assert "No problems." not in capsys.readouterr().out


def test_a_file_saved_while_a_command_runs_makes_its_answer_nobodys(library: Path) -> None:
    """Else it would be given once the file says again what it said before."""
    command = Command()
    school = (library / MAPLE).read_bytes()

    def save_and_run(argv: Sequence[str]) -> int:
        (library / MAPLE).write_bytes(school + b"\n")
        return command(argv)

    for _ in range(2):
        answer(["status", "--library", str(library)], save_and_run)
        (library / MAPLE).write_bytes(school)
    assert command.runs == 2


def test_a_library_whose_cache_cannot_be_written_is_read(library: Path) -> None:
    (library / ".clausewright").touch()
    assert ask(library, Command()) == 1


def test_check_says_again_what_it_says(small: Small) -> None:
    """The real command: the second answer is the first, and a change is seen at once."""
    argv = ["check", "--library", str(small.root), "--as-at", AS_AT]

    def check() -> tuple[int, str]:
        small.capsys.readouterr()
        return answer(argv, run), small.capsys.readouterr().out

    first = check()
    assert check() == first
    small.edit(MAPLE, "Jo Marsh", "[insert name]")
    code, out = check()
    assert (code, out) != first
    assert "[insert name]" in out
