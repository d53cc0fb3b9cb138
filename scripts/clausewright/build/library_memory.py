"""What checking and assembling a library found out, kept beside its cache: after one changed file, only what
that touches is read, assembled and looked at again.

Everything is kept under a digest of all that it depends on, and of the program, so that what is kept can be
missing but never wrong. Like the cache it is data, and nothing of it can run.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from ..model.canonical import digest
from .cache import Cache
from .program import describe_program

# Texts of a version are large, so each version has its own file; of all else, those of a kind are in one.
_LARGE = "assembled"
_GATHERED = "all"
# How many entries of a kind a process keeps at hand, for each of so many libraries ...
_MOST_AT_HAND = {_LARGE: 200}
_MOST_SMALL_AT_HAND = 20_000
_MOST_LIBRARIES = 4
# ... and how many that nobody has asked for stay on the disk: other versions, other branches of the library.
_LARGE_KEPT = 100
_SMALL_KEPT_FOR_EACH = 2


@lru_cache(maxsize=_MOST_LIBRARIES)
def _keep_at_hand(_: Path) -> dict[str, dict[str, Any]]:
    """What this process has at hand of the memory in a folder: entries by their keys, by their kinds."""
    return {}


class LibraryMemory:
    """The memory of a library, as `model.memory.Memory` describes one."""

    def __init__(self, folder: Path) -> None:
        """Keep everything in `folder`, which need not exist."""
        self._cache, self._at_hand = Cache(folder), _keep_at_hand(folder)
        self._used: dict[str, dict[str, Any]] = {}
        self._gathered: dict[str, dict[str, Any]] = {}

    def recall(self, kind: str, key: str) -> Any | None:
        """Return what is kept of that kind under a key, or None where nothing is."""
        value = self._at_hand.get(kind, {}).get(key)
        if value is None:
            value = self._read_large(key) if kind == _LARGE else self._gather(kind).get(key)
        if value is not None:
            self.remember(kind, key, value)
        return value

    def remember(self, kind: str, key: str, value: Any) -> None:
        """Keep a value; on the disk it is after `save`."""
        self._used.setdefault(kind, {})[key] = value
        entries = self._at_hand.setdefault(kind, {})
        if len(entries) >= _MOST_AT_HAND.get(kind, _MOST_SMALL_AT_HAND):
            entries.clear()
        entries[key] = value

    def save(self) -> None:
        """Write what is new. Raises OSError where that cannot be written."""
        for kind, entries in self._used.items():
            if kind == _LARGE:
                self._save_large(entries)
            else:
                self._save_gathered(kind, entries)

    # -- large entries, a file each --------------------------------------------------------------------------

    def _read_large(self, key: str) -> Any | None:
        data = self._cache.find(_LARGE, _name(key))
        return None if data is None else json.loads(data)

    def _save_large(self, entries: dict[str, Any]) -> None:
        for key, value in entries.items():
            data = json.dumps(value, ensure_ascii=False).encode()
            if self._cache.find(_LARGE, _name(key)) != data:
                self._cache.put(_LARGE, _name(key), data)
        self._cache.keep_newest(_LARGE, set(map(_name, entries)), _LARGE_KEPT)

    # -- small entries, all of a kind in one file ------------------------------------------------------------

    def _gather(self, kind: str) -> dict[str, Any]:
        if kind not in self._gathered:
            data = self._cache.find(kind, _name(_GATHERED))
            self._gathered[kind] = {} if data is None else json.loads(data)
        return self._gathered[kind]

    def _save_gathered(self, kind: str, entries: dict[str, Any]) -> None:
        before = self._gather(kind)
        if entries.keys() <= before.keys():
            return
        others = {key: value for key, value in before.items() if key not in entries}
        if len(others) > _SMALL_KEPT_FOR_EACH * len(entries):
            others = {}
        data = json.dumps({**others, **entries}, ensure_ascii=False).encode()
        self._cache.put(kind, _name(_GATHERED), data)
        self._cache.keep_newest(kind, {_name(_GATHERED)}, 0)


@contextmanager
def open_memory(work: Path) -> Iterator[LibraryMemory]:
    """Give the memory in a library's work folder, and keep what it has taken in when the block ends well.
    Where the folder cannot be written, nothing is kept.
    """
    memory = find_memory(work)
    yield memory
    if work.parent.is_dir() and not work.is_symlink():
        with suppress(OSError):
            memory.save()


def find_memory(work: Path) -> LibraryMemory:
    """Return the memory in a library's work folder, for whoever only recalls."""
    return LibraryMemory(work / "memory")


def _name(key: str) -> str:
    """The name of an entry in the cache."""
    return digest(_take_program(), key)


@cache
def _take_program() -> str:
    """A digest of the program. A process goes on with what it has imported, whatever becomes of the files."""
    return digest(*describe_program())
