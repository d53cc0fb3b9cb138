"""What a shell is told when somebody asks it to complete a line: commands, options and the library's own names.

Each in a process of its own, because what completes a line writes to a file that the shell has opened, and ends.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from clausewright.cli import run
from clausewright.cli.completion import SHELLS
from tests.support.small import Small


@pytest.mark.parametrize(
    ("line", "answers"),
    [
        ("clausewright is", ["issue"]),
        ("clausewright issue phones 2026", ["2026-09"]),
        ("clausewright new-version phones --clause visit-c", ["visit-consent"]),
        ("clausewright adopt ma", ["maple"]),
    ],
)
def test_a_line_is_completed(line: str, answers: list[str], small: Small, tmp_path: Path) -> None:
    answer = tmp_path / "answer"
    asked = {
        "_ARGCOMPLETE": "1",
        "_ARGCOMPLETE_STDOUT_FILENAME": str(answer),
        "_ARGCOMPLETE_IFS": "\n",
        "COMP_LINE": line,
        "COMP_POINT": str(len(line)),
    }
    command = [sys.executable, "-m", "clausewright"]
    subprocess.run(command, cwd=small.root, env={**os.environ, **asked}, check=True, timeout=60)
    assert answer.read_text(encoding="utf-8").split() == answers


@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_gets_its_script(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", shell]) == 0
    assert "_ARGCOMPLETE" in capsys.readouterr().out
