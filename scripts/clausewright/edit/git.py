"""One step of a person's work as one commit, where the library is kept in git."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

_SECONDS = 30


def is_in_git(root: Path) -> bool:
    """Say whether a library is kept in git, and git is there to ask."""
    return _run_git(root, "rev-parse", "--is-inside-work-tree") == (0, "true")


def commit_files(root: Path, paths: Iterable[str], sentence: str) -> str:
    """Commit the files at `paths`, relative to the library at `root`, and nothing else.

    What somebody has staged besides stays staged; a file that is gone, and was never in git, is passed over.
    Returns an empty string where it was done, else what git
    said: the files are saved all the same.
    """
    names = _list_known(root, sorted(paths))
    if not names:
        return ""
    code, output = _run_git(root, "add", "--", *names)
    if code == 0:
        code, output = _run_git(root, "commit", "--quiet", "--message", sentence, "--only", "--", *names)
    return "" if code == 0 else (output.splitlines() or ["git said nothing"])[0]


def _list_known(root: Path, names: list[str]) -> list[str]:
    """The files among these that git can commit: those that are there, and those that it has."""
    gone = [name for name in names if not (root / name).is_file()]
    if not gone:
        return names
    _, output = _run_git(root, "-c", "core.quotePath=off", "ls-files", "--", *gone)
    tracked = set(output.splitlines())
    return [name for name in names if name not in gone or name in tracked]


def _run_git(root: Path, *arguments: str) -> tuple[int, str]:
    """Run git as the user has it, but never let it wait for somebody to type; return its exit code and what
    it said.
    """
    try:
        result = subprocess.run(  # noqa: S603 - arguments of our own, paths after "--"
            ["git", *arguments],  # noqa: S607
            cwd=root,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=_SECONDS,
            env={**os.environ, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C.UTF-8"},
        )
    except FileNotFoundError:
        return 1, "git is not installed"
    except subprocess.TimeoutExpired:
        return 1, f"git did not answer within {_SECONDS} seconds"
    output = result.stdout.decode(errors="replace") + result.stderr.decode(errors="replace")
    return result.returncode, output.strip()
