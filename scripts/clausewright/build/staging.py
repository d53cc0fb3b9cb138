"""Staging: a site is written beside the last one and takes its place in one step, or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from ..errors import ClausewrightError, Problem
from .cache import FOLDER
from .plain_files import digest_of_file, read_plain_file, remove
from .swap import find_staging_folder, recover, swap

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Written:
    """A published file: the SHA-256 of its bytes, by which a later build sees that nobody touched it,
    and their number.
    """

    sha256: str
    size: int

    def is_intact(self, path: Path) -> bool:
        """Say whether the file is as it was written, byte by byte."""
        try:
            return path.stat().st_size == self.size and digest_of_file(path) == self.sha256
        except OSError:
            return False


@dataclass(slots=True)
class Staging:
    """A folder that will be published; it remembers what was put into it and what each file was made from.

    `last` is the published folder whose place it takes.
    """

    root: Path
    last: Path
    files: dict[str, Written] = field(default_factory=dict)
    made_from: dict[str, dict[str, str]] = field(default_factory=dict)

    def write(self, path: str, content: str | bytes, **made_from: str) -> None:
        """Write a file. One that was published with the same bytes stays that file, so that whoever copies
        the site elsewhere copies what has changed.
        """
        data = content.encode() if isinstance(content, str) else content
        written = Written(hashlib.sha256(data).hexdigest(), len(data))
        if written.is_intact(self.last / path):
            self.link(path, self.last / path, written, **made_from)
            return
        self._make_target(path).write_bytes(data)
        self._note(path, written, made_from)

    def link(self, path: str, source: Path, written: Written, **made_from: str) -> None:
        """Put a published file here without copying its bytes, where the disk allows it.

        `written` is what was published, whatever became of the file since. Only published files share their
        bytes, never one of the cache: who edits one in place must not change what later builds take.
        """
        target = self._make_target(path)
        try:
            os.link(source, target)
        except OSError:
            shutil.copy2(source, target)
        self._note(path, written, made_from)

    def write_manifest(self, facts: Mapping[str, Any]) -> str:
        """The manifest: every file with its SHA-256 and what it was made from."""
        files = {
            path: {"sha256": self.files[path].sha256, **self.made_from[path]} for path in sorted(self.files)
        }
        return json.dumps({**facts, "files": files}, indent=1, ensure_ascii=False) + "\n"

    def _make_target(self, path: str) -> Path:
        """Where a file goes. What is read from disk, such as the cache, may name it: never outside."""
        if not stays_inside(path):
            message = f"names a file outside the output: {path}"
            raise ClausewrightError([Problem(FOLDER, 0, message, "Delete this folder, and build again.")])
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        return target

    def _note(self, path: str, written: Written, made_from: dict[str, str]) -> None:
        self.files[path] = written
        self.made_from[path] = made_from


def stays_inside(path: str) -> bool:
    """Say whether a path, as manifests write it, names a file inside the folder that it is relative to."""
    pure = PurePosixPath(path)
    return not (pure.is_absolute() or ".." in pure.parts or "\\" in path or ":" in path)


@contextmanager
def open_staging(out: Path) -> Iterator[Staging]:
    """Give a folder to write to; when the block ends well it takes the place of `out`, else it is gone and
    `out` is as it was.

    Raises ClausewrightError where the disk does not let the site be written.
    """
    recover(out)
    unfinished = find_staging_folder(out)
    try:
        remove(unfinished)
        unfinished.mkdir(parents=True)
        yield Staging(unfinished, out)
        swap(unfinished, out)
    except OSError as error:
        name = Path(str(error.filename or out)).name
        problem = Problem(
            out.name,
            0,
            f"cannot be written: {error.strerror} ({name})",
            "Make room there, close what has a file of it open, or let this user write there; another folder"
            " is named with --out.",
        )
        raise ClausewrightError([problem]) from error
    finally:
        remove(unfinished)


def is_ours(folder: Path) -> bool:
    """Say whether a folder is the output of an earlier build: its manifest says who made it."""
    try:
        manifest = json.loads(read_plain_file(folder / MANIFEST))
    except (OSError, ValueError):
        return False
    return isinstance(manifest, dict) and str(manifest.get("made_by", "")).startswith("clausewright ")


def write_file(path: Path, data: bytes) -> None:
    """Write a file that a person asked for, whole or not at all."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished.write_bytes(data)
    unfinished.replace(path)
