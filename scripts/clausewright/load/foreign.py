"""Reads the bytes of a foreign file that a person wants to import."""

from __future__ import annotations

from pathlib import Path

from ..errors import UsageError

_LARGEST = 200_000_000


def read_foreign(path: Path) -> bytes:
    """Return a file's bytes. Raises UsageError where there is no such file, or it is larger than any policy."""
    try:
        if path.is_dir():
            raise UsageError(f"{path} is a folder. Name the file in it that holds the policy.")
        if not path.is_file():
            raise UsageError(f"There is no file {path}.")
        if path.stat().st_size > _LARGEST:
            raise UsageError(
                f"{path} is larger than {_LARGEST // 1_000_000} MB. Take out its pictures, or save it as"
                " plain text."
            )
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
