"""The small library of tests/cases/library/_base, and what tests do with it: copy it, change it, run a command on it,
look at what is there.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from clausewright.assemble.adoption import adopted_digest
from clausewright.check.digests import list_counting_decisions, list_owners
from clausewright.cli import run
from clausewright.load import load_library

from . import CASES
from .locks import lock

LIBRARIES = CASES / "library"
BASE = LIBRARIES / "_base"
AS_AT = "2026-11-21"
EXPECTED = "expected.txt"
CACHE = ".clausewright/cache"
BIRCH, CEDAR, MAPLE = (f"variables/schools/{school}/school.yml" for school in ("birch", "cedar", "maple"))
CONSENT = "policies/clauses/visit-consent/2025-09.md"
WHO = "policies/clauses/who-is-covered/2025-09.md"
FRONT = {"index.html", "404.html", "check.html", ".nojekyll", "manifest.json"}


@dataclass(frozen=True, slots=True)
class Said:
    """What a command said, and with which exit code it ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Small:
    """A copy of the small library that a test may change."""

    root: Path
    capsys: pytest.CaptureFixture[str]
    locks_follow: bool = True
    cache: Callable[[], Path] | None = None

    @property
    def public(self) -> Path:
        """Where `build` publishes."""
        return self.root / "public"

    def edit(self, path: str, old: str, new: str) -> None:
        """Change a text that stands in a file."""
        file = self.root / path
        text = file.read_text(encoding="utf-8")
        assert old in text, f"{path} has no {old!r}"
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        self._follow(path)

    def write(self, path: str, data: bytes) -> None:
        """Write a file, byte by byte as given."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        self._follow(path)

    def _follow(self, path: str) -> None:
        """Let the locks follow a change: most tests are about a library that was written so, and not changed
        after it was issued.
        """
        if self.locks_follow and is_in_locks(path):
            lock(self.root)

    def say(self, command: str, *arguments: str) -> Said:
        """Run a command on this library, in this process."""
        self.capsys.readouterr()
        code = run([command, "--library", str(self.root), "--as-at", AS_AT, *arguments])
        captured = self.capsys.readouterr()
        return Said(code, captured.out, captured.err)

    def add_digests(self, as_at: str = AS_AT) -> None:
        """Write into each decision that counts on a day what it was about, as `adopt` would have done."""
        library, _ = load_library(self.root)
        for owner in list_owners(library):
            for decision in list_counting_decisions(library, owner, date.fromisoformat(as_at)):
                if not decision.adoption.facts.digest:
                    choices = owner.choices(decision.day)
                    digest = adopted_digest(library, decision.policy, decision.version, choices)
                    file = self.root / decision.adoption.path
                    lines = file.read_text(encoding="utf-8").splitlines()
                    line = lines[decision.adoption.line - 1]
                    assert line.endswith("}"), line
                    lines[decision.adoption.line - 1] = f"{line[:-1]}, digest: {digest}}}"
                    file.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def take_cache(self) -> None:
        """Take the documents that a build has made in this run of the tests, so that none is made again."""
        if self.cache and not (self.root / CACHE).exists():
            shutil.copytree(self.cache(), self.root / CACHE)

    def build(self, *arguments: str) -> Said:
        """Build, which must go well. Documents that a build has made in this run of the tests are not made
        again.
        """
        self.take_cache()
        said = self.say("build", *arguments)
        assert said.code == 0, said.out + said.err
        return said

    def publish_something(self) -> Mapping[str, str]:
        """Put a last site there, as small as one can be; return what is in the library now."""
        self.write("public/manifest.json", b'{"made_by": "clausewright 0.0.0", "files": {}}\n')
        self.write("public/birch/index.html", b"<!doctype html><title>The last site</title>")
        return tree(self.root)


def is_in_locks(path: str) -> bool:
    """Say whether locks are about a file of a library."""
    return path.startswith(("policies/", "variables/schema.yml"))


def copied(to: Path, *, case: str = "") -> Path:
    """Copy the small library, with a case's files over it. Only cases of issued texts (`issued-...`) keep the
    locks of the base.
    """
    shutil.copytree(BASE, to)
    if case:
        shutil.copytree(LIBRARIES / case, to, dirs_exist_ok=True, ignore=shutil.ignore_patterns(EXPECTED))
        is_locked = any(is_in_locks(path) for path in tree(LIBRARIES / case))
        if is_locked and not case.startswith("issued-"):
            lock(to)
    return to


# Where commands keep what they found out of a library. It says nothing that the library does not say.
MEMORY = ".clausewright/memory/"


def tree(folder: Path, *, without: str = "") -> dict[str, str]:
    """Every file under a folder, by its path, with a digest of its bytes; `without` leaves out a folder."""
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in list_files(folder)
        if not (without and name.startswith(without))
    }


def inodes(folder: Path) -> dict[str, int]:
    """Every file under a folder, by its path, with what tells it from a copy."""
    return {name: path.stat().st_ino for name, path in list_files(folder)}


def list_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file under a folder with its path from there, but for what is remembered of a library."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if MEMORY not in name and path.is_file():
            yield name, path


def changed(before: Mapping[str, object], after: Mapping[str, object]) -> set[str]:
    """The paths that are new, gone or different."""
    return {path for path in {*before, *after} if before.get(path) != after.get(path)}


def sites(files: set[str]) -> set[str]:
    """The readers to whose sites files belong, "" for the front."""
    return {path.partition("/")[0] if "/" in path else "" for path in files}


def files_of(folder: Path, suffixes: tuple[str, ...] = ()) -> set[str]:
    """Every file's path; with suffixes only those."""
    return {path for path in tree(folder) if path.endswith(suffixes or "")}


def build_arguments(root: Path) -> list[str]:
    """The command line that builds a library in two processes."""
    return ["build", "--library", str(root), "--as-at", AS_AT, "--jobs", "2"]
