"""Memory: what the last build wrote, so that the next one makes only what changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .plain_files import digest_of_file, read_plain_file, remove
from .staging import MANIFEST, Staging, Written, stays_inside


@dataclass(frozen=True, slots=True)
class OutputRecord:
    """A part of the output that is made as a whole, such as one school's site in one edition."""

    key: str
    files: Mapping[str, Written]
    made_from: Mapping[str, dict[str, str]]

    def is_intact(self, out: Path) -> bool:
        """Say whether all its files are in `out`, as they were written."""
        return all(written.is_intact(out / path) for path, written in self.files.items())

    def link_into(self, staging: Staging, out: Path) -> None:
        """Put its files, which are in `out`, into a new site."""
        for path, written in self.files.items():
            staging.link(path, out / path, written, **self.made_from.get(path, {}))


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A finished file of the last result."""

    path: Path
    sha256: str

    @property
    def name(self) -> str:
        """Its path and its digest."""
        return f"{self.path} {self.sha256}"

    def read(self) -> bytes:
        """Return its bytes."""
        return self.path.read_bytes()


@dataclass(slots=True)
class BuildState:
    """The last build: the key of everything that went into it, and its units."""

    key: str = ""
    units: dict[str, OutputRecord] = field(default_factory=dict)

    def is_whole(self, out: Path) -> bool:
        """Say whether the whole last site is in `out`, as it was written."""
        return bool(self.units) and all(unit.is_intact(out) for unit in self.units.values())


def load_state(path: Path) -> BuildState:
    """Read what the last build remembered; nothing where there was none, or another version of the compiler
    wrote it.
    """
    try:
        data = json.loads(read_plain_file(path))
        units = {
            name: OutputRecord(
                unit["key"],
                {file: Written(*facts) for file, facts in unit["files"].items()},
                unit["made_from"],
            )
            for name, unit in data["units"].items()
        }
        state = BuildState(data["key"], units)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return BuildState()
    paths = (file for unit in state.units.values() for file in unit.files)
    return state if all(map(stays_inside, paths)) else BuildState()


def find_intact_file(out: Path, path: str) -> PublishedFile | None:
    """Return a file of the last result, or None where there is none or it is not as the manifest says."""
    try:
        sha256 = json.loads(read_plain_file(out / MANIFEST))["files"][path]["sha256"]
        is_intact = digest_of_file(out / path) == sha256
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return PublishedFile(out / path, sha256) if is_intact else None


def read_manifest_record(out: Path, folder: str) -> OutputRecord | None:
    """Return what the output's own manifest knows of a folder, where the memory is gone or the files were
    copied.

    Its files stay, but are made anew as soon as they are wanted. What the manifest says of them stays too: a
    file that was touched is not blessed by being kept.
    """
    try:
        listed = json.loads(read_plain_file(out / MANIFEST))["files"]
        files, made_from = {}, {}
        for path, facts in listed.items():
            if path.startswith(f"{folder}/") and stays_inside(path) and (out / path).is_file():
                files[path] = Written(facts["sha256"], (out / path).stat().st_size)
                made_from[path] = {name: value for name, value in facts.items() if name != "sha256"}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return OutputRecord("", files, made_from) if files else None


def save_state(path: Path, memory: BuildState) -> None:
    """Write down what this build made."""
    units = {
        name: {
            "key": unit.key,
            "files": {file: (written.sha256, written.size) for file, written in unit.files.items()},
            "made_from": unit.made_from,
        }
        for name, unit in memory.units.items()
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    for place in (unfinished, path):
        if not place.is_file():
            remove(place)
    unfinished.write_text(json.dumps({"key": memory.key, "units": units}), encoding="utf-8")
    unfinished.replace(path)
