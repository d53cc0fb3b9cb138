"""`clausewright new`: a small library that builds at once and explains itself."""

from __future__ import annotations

import shutil
from pathlib import Path

from ..errors import UsageError

STARTER = Path(__file__).parents[1] / "starter"


def write_starter(folder: Path) -> tuple[Path, ...]:
    """Write the starter library into a folder that is new or empty; return the files written.

    Raises UsageError where the folder has something in it or cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} is not empty. Choose a folder that is new or empty.")
    try:
        shutil.copytree(STARTER, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror}.") from error
    return tuple(path for path in sorted(folder.rglob("*")) if path.is_file())
