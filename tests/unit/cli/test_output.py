"""What the command line prints on a terminal: an error is red, a warning yellow."""

from __future__ import annotations

import pytest

from clausewright.cli.output import Console
from clausewright.errors import Problem, Severity

RED, YELLOW = "\x1b[31m", "\x1b[33m"


def test_an_error_is_red_and_a_warning_yellow(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    error = Problem("policies/a.md", 1, "is wrong", "Mend it.")
    warning = Problem("policies/a.md", 2, "may be wrong", severity=Severity.WARNING)
    Console().problems([error, warning])
    lines = capsys.readouterr().out.splitlines()
    assert f"{RED}error" in next(line for line in lines if "is wrong" in line)
    assert f"{YELLOW}warning" in next(line for line in lines if "may be wrong" in line)


def test_without_a_terminal_nothing_is_coloured(capsys: pytest.CaptureFixture[str]) -> None:
    Console().problems([Problem("policies/a.md", 1, "is wrong", "Mend it.")])
    assert "\x1b" not in capsys.readouterr().out
