"""A command imports what it needs, and no more: told by what a fresh process has imported, never by time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from clausewright.cli import COMMANDS, load_command, run

HEAVY = frozenset(
    {
        "icalendar",
        "jinja2",
        "lxml",
        "mkdocs",
        "multiprocessing",
        "openpyxl",
        "pydantic",
        "pypdfium2",
        "ruamel",
        "typst",
        "yaml",
    }
)
FOR_ANY_TEXT = frozenset({"pypandoc", "rapidfuzz", "rich"})


def imported_by(*arguments: str) -> tuple[str, set[str]]:
    """Run a command in a process of its own; return what it printed, and the packages it imported."""
    program = (
        "import sys\n"
        "from clausewright.cli import run\n"
        "try:\n    run(sys.argv[1:])\n"
        "finally:\n    print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout, set(done.stderr.split())


def test_the_version_is_told_before_the_command_line_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    program = (
        "import sys\nfrom clausewright.__main__ import main\nmain()\nprint(*sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "--version"], capture_output=True, text=True, check=True, timeout=60
    )
    assert {"argparse", "dataclasses", "clausewright.cli"} & set(done.stderr.split()) == set()
    with pytest.raises(SystemExit):
        run(["--version"])
    assert done.stdout == capsys.readouterr().out


@pytest.mark.parametrize("argument", ["--version", "--help"])
def test_what_is_told_at_once_imports_no_package_of_others(argument: str) -> None:
    out, packages = imported_by(argument)
    assert "clausewright" in out
    assert sorted((HEAVY | FOR_ANY_TEXT) & packages) == []


def test_two_files_are_compared_with_what_texts_need(tmp_path: Path) -> None:
    old, new = tmp_path / "old.md", tmp_path / "new.md"
    old.write_text("# Visits\n\nStaff must carry a register.\n", encoding="utf-8")
    new.write_text("# Visits\n\nStaff should carry a register.\n", encoding="utf-8")
    out, packages = imported_by("diff", "--files", str(old), str(new), "--format", "text")
    assert "should" in out
    assert {"pypandoc", "rapidfuzz"} <= packages
    assert sorted((HEAVY | {"rich"}) & packages) == []


def test_a_command_is_found_by_its_name_in_the_module_that_the_table_names() -> None:
    modules = [entry.module for entry in COMMANDS.values()]
    assert len(modules) == len(set(modules))
    for entry in COMMANDS.values():
        assert load_command(entry).run.__module__ == f"clausewright.cli.{entry.module}"


def test_an_unknown_command_is_told_with_the_known_ones() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "clausewright", "chekc"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert "there is no command 'chekc'" in done.stderr
    assert "'check'" in done.stderr
