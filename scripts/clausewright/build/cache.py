"""The cache: what was made, under a digest of everything that it was made from. Throwing it away costs time
and nothing else.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

FOLDER = ".clausewright"


def digest(*parts: str | bytes) -> str:
    """A digest of texts and bytes; where one ends and the next begins counts."""
    whole = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        whole.update(len(data).to_bytes(8, "big"))
        whole.update(data)
    return whole.hexdigest()[:32]


def digest_of_folder(folder: Path) -> str:
    """A digest of every file in a folder, names and contents."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return digest(
        *(part for path in files for part in (path.relative_to(folder).as_posix(), path.read_bytes()))
    )


class Cache:
    """A folder of finished files, named by digest. A file is there whole or not at all."""

    def __init__(self, root: Path) -> None:
        """Use `root`, which need not exist."""
        self.root = root

    def path(self, kind: str, key: str) -> Path:
        """Where the file of that kind and key is, or would be."""
        return self.root / kind / key[:2] / key

    def has(self, kind: str, key: str) -> bool:
        """Say whether it is there."""
        return self.path(kind, key).exists()

    def put(self, kind: str, key: str, data: bytes) -> Path:
        """Write a file, whole or not at all."""
        path = self.path(kind, key)
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f"{path.name}.{os.getpid()}")
        unfinished.write_bytes(data)
        unfinished.replace(path)
        return path

    def read(self, kind: str, key: str) -> bytes:
        """Return a file's bytes."""
        return self.path(kind, key).read_bytes()

    def keep_only(self, kind: str, keys: Iterable[str]) -> None:
        """Delete what no build needs any more."""
        wanted = set(keys)
        for path in (self.root / kind).glob("*/*"):
            if path.name not in wanted:
                path.unlink()

    def forget(self) -> None:
        """Delete everything."""
        shutil.rmtree(self.root, ignore_errors=True)
