"""Files of a library, written whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..errors import UsageError


def add_file(path: Path, text: str) -> None:
    """Write a file that is not there yet. Raises UsageError where it is: what somebody wrote is not written
    over.
    """
    if path.exists():
        raise UsageError(f"{path} is there already. It was left as it is.")
    path.parent.mkdir(parents=True, exist_ok=True)
    put(path, text.encode())


def put(path: Path, data: bytes) -> None:
    """Write a file beside its place and move it there, so that it is never half there."""
    waiting = _waiting(path)
    try:
        waiting.write_bytes(data)
        waiting.replace(path)
    finally:
        waiting.unlink(missing_ok=True)


def put_all(files: Mapping[Path, bytes]) -> None:
    """Write several files, none before all of them are on the disk under other names."""
    try:
        for path, data in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            _waiting(path).write_bytes(data)
        for path in files:
            _waiting(path).replace(path)
    finally:
        for path in files:
            _waiting(path).unlink(missing_ok=True)


def _waiting(path: Path) -> Path:
    return path.with_name(f".{path.name}.new")
