"""The work folder: what builds keep for themselves, the cache and what the last build wrote, and the lock
that lets one build at a time use it.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from filelock import FileLock, Timeout

from .cache import FOLDER

_LOCK = "build.lock"


def find_work_folder(root: Path, out: Path) -> Path:
    """Return the work folder of a library that is built into `out`.

    It is in the library. Where nobody may write there it is beside `out`, and where that cannot be either, it
    is a temporary one, and the next build begins from nothing.
    """
    for folder in (root, out.parent):
        if can_write(folder / FOLDER):
            return folder / FOLDER
    return Path(_make_temporary_folder().name)


def can_write(folder: Path) -> bool:
    """Say whether files can be written into a folder, which need not exist yet."""
    while not folder.exists():
        folder = folder.parent
    return os.access(folder, os.W_OK | os.X_OK)


@cache
def _make_temporary_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder that is deleted when the program ends."""
    return tempfile.TemporaryDirectory(prefix="clausewright-")


@contextmanager
def hold_build_lock(work: Path) -> Iterator[None]:
    """Wait until no other build uses a work folder, and let none use it until the block ends.

    The system holds the lock for an open file, so it is free as soon as the build has ended, however it
    ended.
    """
    work.mkdir(parents=True, exist_ok=True)
    with _make_lock(work):
        yield


def is_building(work: Path) -> bool:
    """Say whether a build uses a work folder at this moment."""
    if not (work / _LOCK).exists():
        return False
    try:
        with _make_lock(work).acquire(timeout=0):
            return False
    except Timeout:
        return True


def _make_lock(work: Path) -> FileLock:
    return FileLock(work / _LOCK)
