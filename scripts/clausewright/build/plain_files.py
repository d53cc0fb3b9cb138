"""Plain files: what a build finds in its own folders is only believed, and only opened, where it is one.

Somebody may have put a pipe, a device or a folder there. A pipe would wait for ever for somebody who writes,
a device may have no end.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
from io import BufferedReader
from pathlib import Path


def read_plain_file(path: Path) -> bytes:
    """Return the bytes of a file. Raises OSError where it cannot be read, or is no plain file."""
    with _open_plain_file(path) as file:
        return file.read()


def digest_of_file(path: Path) -> str:
    """Return the SHA-256 of a file. Raises OSError where it cannot be read, or is no plain file."""
    with _open_plain_file(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _open_plain_file(path: Path) -> BufferedReader:
    # Windows has no pipes among its files, and knows only the second flag; others only the first.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    file = os.fdopen(os.open(path, flags), "rb")
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(errno.EINVAL, "is no plain file", str(path))
    return file


def remove(path: Path) -> None:
    """Delete what stands at a path, whatever it is; nothing where nothing does."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
