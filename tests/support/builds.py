"""Libraries that are built once a run, by whichever process comes first, and shared on disk. Nobody changes
them.
"""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from clausewright.build.options import BuildOptions
from clausewright.cli import run

from .locks import lock
from .sharing import share
from .small import AS_AT, CACHE, WHO, Small, copied, tree


def build_quietly(root: Path, *arguments: str) -> None:
    """Build a library, which must go well."""
    assert run(["build", "--library", str(root), "--as-at", AS_AT, *arguments]) == 0


def reword(root: Path) -> None:
    """Change a clause that every document contains, as if it had been written so."""
    clause = root / WHO
    text = clause.read_text(encoding="utf-8")
    assert "This policy covers" in text
    clause.write_text(text.replace("This policy covers", "This page is for"), encoding="utf-8")
    lock(root)


def change_everything(small: Small) -> None:
    """Change a clause that every document contains."""
    reword(small.root)


@pytest.fixture(scope="session")
def small_once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The small library, built."""
    return share(tmp_path_factory, worker_id, "small_once", lambda root: build_quietly(copied(root)))


@pytest.fixture(scope="session")
def changed_once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The small library with another wording in every document, built in peace from nothing."""

    def make(root: Path) -> None:
        reword(copied(root))
        build_quietly(root)

    return share(tmp_path_factory, worker_id, "changed_once", make)


@pytest.fixture(scope="session")
def expected(changed_once: Path) -> dict[str, str]:
    """What is published of the changed library."""
    return tree(changed_once / "public")


@pytest.fixture
def built_small(small_once: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Small:
    """The small library as it is after a build, for one test to change."""
    root = tmp_path / "library"
    shutil.copytree(small_once, root)
    # A build remembers what it wrote by the output folder's place.
    memory = BuildOptions(small_once, small_once / "public", date.min).memory
    (root / memory.relative_to(small_once)).rename(BuildOptions(root, root / "public", date.min).memory)
    return Small(root, capsys)


@pytest.fixture
def small(tmp_path: Path, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest) -> Small:
    """The small library, for one test to change. What its documents were before is made already."""
    return Small(
        copied(tmp_path / "library"), capsys, cache=lambda: request.getfixturevalue("small_once") / CACHE
    )
