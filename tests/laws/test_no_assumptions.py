"""Law: a library is checked, built and published where there is no git, no link of either kind, no colour, and where
paths have the other stroke.
"""

from __future__ import annotations

import ast
import errno
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path, PureWindowsPath
from typing import Any, NoReturn

import pytest

import clausewright
from clausewright.cli import run
from tests.support.small import AS_AT, Small, changed, tree

PACKAGE = Path(clausewright.__file__).parent


def refuse(*_: Any, **__: Any) -> NoReturn:
    """What a disk says that has no links."""
    raise OSError(errno.EPERM, "Operation not permitted")


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without git, links and colours, on which nobody asks for them."""
    for name in ("link", "symlink"):
        monkeypatch.setattr(os, name, refuse)
    for name in ("symlink_to", "hardlink_to"):
        monkeypatch.setattr(Path, name, refuse)
    monkeypatch.setenv("TERM", "dumb")
    run_program = subprocess.run

    def run_but_git(command: Any, *arguments: Any, **settings: Any) -> Any:
        if command[0] == "git":
            raise FileNotFoundError(errno.ENOENT, "No such file or directory", "git")
        return run_program(command, *arguments, **settings)

    monkeypatch.setattr(subprocess, "run", run_but_git)


@pytest.mark.usefixtures("bare")
def test_a_build_without_git_links_and_colours_is_the_same_build(small_once: Path, small: Small) -> None:
    small.build()
    assert changed(tree(small_once / "public"), tree(small.public)) == set()
    assert small.say("verify").code == 0
    said = small.say("check")
    assert (said.code, "\x1b" in said.out) == (0, False)
    said = small.say("diff", "--libraries", "HEAD", ".")
    assert said.code == 2
    assert "is not kept in git" in said.err


@pytest.mark.usefixtures("bare")
def test_a_new_library_needs_none_of_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "our policies, 2026"
    assert run(["new", str(folder), "--host", "github"]) == 0
    mine = Small(folder, capsys)
    assert mine.say("check", "--strict").code == 0
    assert mine.say("new-version", "photographs", "2027-09", "--summary", "It is new.").code == 0
    assert mine.say("issue", "photographs", "2027-09").code == 0
    assert mine.say("check", "--as-at", AS_AT).code == 0


def list_names_of_paths() -> Iterator[tuple[str, str]]:
    """Every place where a path becomes a text with the strokes of the machine: `str(...)` or f"{...}" of something that
    was made relative.
    """
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case (
                    ast.FormattedValue(value=ast.Call(func=ast.Attribute(attr="relative_to")) as made)
                    | ast.Call(
                        func=ast.Name(id="str"),
                        args=[ast.Call(func=ast.Attribute(attr="relative_to")) as made],
                    )
                ):
                    yield f"{path.relative_to(PACKAGE).as_posix()}:{made.lineno}", ast.unparse(made)


def test_paths_in_messages_and_files_have_forward_strokes_on_every_system() -> None:
    assert str(PureWindowsPath("variables/schools")) == "variables\\schools"
    assert list(list_names_of_paths()) == []


def test_names_that_the_program_writes_are_names_on_every_system() -> None:
    forbidden = set('<>:"|?*\\')
    reserved = {
        "con",
        "prn",
        "aux",
        "nul",
        *(f"{name}{number}" for name in ("com", "lpt") for number in range(1, 10)),
    }
    for path in (*PACKAGE.rglob("*"), *(PACKAGE / "starter").rglob("*"), *(PACKAGE / "hosts").rglob("*")):
        assert not forbidden & set(path.name), path
        assert path.stem.lower() not in reserved, path
