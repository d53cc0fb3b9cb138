"""The cache: what was made, under a digest of everything that it was made from. Throwing it away costs time
and nothing else.

What is kept is data: finished files, pages, and values as JSON. Nothing that is read out of it can run.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from ..errors import ClausewrightError, Problem
from ..model.canonical import digest
from .plain_files import read_plain_file, remove

if TYPE_CHECKING:
    from pydantic import TypeAdapter

FOLDER = ".clausewright"
_DIGEST_LENGTH = hashlib.sha256().digest_size
ValueT = TypeVar("ValueT")


class FinishedFile(Protocol):
    """A PDF or Word file that is ready to be published, wherever it is."""

    @property
    def name(self) -> str:
        """What tells it from every other: in the cache its key,
        in the last result its path and its digest.
        """

    def read(self) -> bytes:
        """Return its bytes."""


@dataclass(frozen=True, slots=True)
class CachedFile:
    """A finished file in the cache."""

    cache: Cache
    kind: str
    key: str

    @property
    def name(self) -> str:
        """Its key, which says what it was made from."""
        return self.key

    def read(self) -> bytes:
        """Return its bytes. Raises ClausewrightError where it was damaged."""
        return self.cache.read(self.kind, self.key)


def digest_of_folder(folder: Path) -> str:
    """A digest of every file in a folder, names and contents."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return digest(
        *(part for path in files for part in (path.relative_to(folder).as_posix(), path.read_bytes()))
    )


class JsonForm(Generic[ValueT]):
    """How values of a type are kept: as JSON that is read back field by field. Bytes are kept as base64."""

    def __init__(self, type: type[ValueT]) -> None:
        """Learn the fields of a type: a dataclass, or a tuple of such."""
        # What caches nothing, such as a comparison of two files, does not wait for it.
        from pydantic import ConfigDict, TypeAdapter

        settings = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")
        # Pydantic takes settings for what holds a dataclass, not for the dataclass itself.
        self._adapter: TypeAdapter[list[ValueT]] = TypeAdapter(
            list[type],  # type: ignore[valid-type]
            config=settings,
        )

    def dump(self, value: ValueT) -> bytes:
        """Return a value as JSON."""
        return self._adapter.dump_json([value])

    def load(self, data: bytes) -> ValueT | None:
        """Return the value that a JSON text stands for, or None where it is no value of this type."""
        try:
            values = self._adapter.validate_json(data)
        except ValueError:
            return None
        return values[0] if len(values) == 1 else None


class Cache:
    """A folder of finished files, named by the digest of what they were made from. A file is there whole or
    not at all.

    Each begins with a SHA-256 of its kind, its key and its bytes: one that was damaged, or put in the place
    of another, counts as not there, and is made again.
    """

    def __init__(self, root: Path) -> None:
        """Use `root`, which need not exist."""
        self.root = root

    def find_path(self, kind: str, key: str) -> Path:
        """Where the file of that kind and key is, or would be."""
        return self.root / kind / key[:2] / key

    def has(self, kind: str, key: str) -> bool:
        """Say whether it is there, as it was put there."""
        return self.find(kind, key) is not None

    def find(self, kind: str, key: str) -> bytes | None:
        """Return a file's bytes, or None where there is no such file, or it is not the one that was put
        there.
        """
        try:
            stored = read_plain_file(self.find_path(kind, key))
        except OSError:
            return None
        data = stored[_DIGEST_LENGTH:]
        return data if _seal(kind, key, data) == stored[:_DIGEST_LENGTH] else None

    def put(self, kind: str, key: str, data: bytes) -> None:
        """Write a file, whole or not at all."""
        path = self.find_path(kind, key)
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f"{path.name}.{os.getpid()}")
        unfinished.write_bytes(_seal(kind, key, data) + data)
        if path.is_dir():
            remove(path)
        unfinished.replace(path)

    def read(self, kind: str, key: str) -> bytes:
        """Return the bytes of a file that is known to be there.

        Raises ClausewrightError where somebody has taken it away or damaged it since.
        """
        data = self.find(kind, key)
        if data is None:
            raise self._report_change(kind, key)
        return data

    def find_value(self, kind: str, key: str, form: JsonForm[ValueT]) -> ValueT | None:
        """Return a value, or None where there is none, or what is there is damaged or no value
        of this form.
        """
        data = self.find(kind, key)
        return None if data is None else form.load(data)

    def put_value(self, kind: str, key: str, form: JsonForm[ValueT], value: ValueT) -> None:
        """Keep a value, whole or not at all."""
        self.put(kind, key, form.dump(value))

    def read_value(self, kind: str, key: str, form: JsonForm[ValueT]) -> ValueT:
        """Return a value that is known to be there.

        Raises ClausewrightError where somebody has taken it away or damaged it since.
        """
        value = self.find_value(kind, key, form)
        if value is None:
            raise self._report_change(kind, key)
        return value

    def _report_change(self, kind: str, key: str) -> ClausewrightError:
        place = f"{FOLDER}/{self.root.name}/{kind}/{key[:2]}/{key}"
        return ClausewrightError([Problem(place, 0, "was changed while it was in use", "Build again.")])

    def keep_only(self, kind: str, keys: Iterable[str]) -> None:
        """Delete what no build needs any more."""
        self.keep_newest(kind, keys, 0)

    def keep_newest(self, kind: str, keys: Iterable[str], count: int) -> None:
        """Keep the files of these keys, and of the others the `count` that were written last."""
        names = set(keys)
        others = [path for path in (self.root / kind).glob("*/*") if path.name not in names]
        if len(others) > count:
            others.sort(key=lambda path: path.lstat().st_mtime_ns, reverse=True)
            for path in others[count:]:
                remove(path)


def _seal(kind: str, key: str, data: bytes) -> bytes:
    """The SHA-256 that a file of the cache begins with. It binds the bytes to their place, so that the
    document of one school is never taken for another's.
    """
    seal = hashlib.sha256(f"{kind}\0{key}\0".encode())
    seal.update(data)
    return seal.digest()
