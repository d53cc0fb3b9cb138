"""What tests share. The repository's library is built once a run, by whichever process comes first."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import settings

from clausewright.assemble.assembler import Assembler
from clausewright.assemble.sites import Site, every_site
from clausewright.build.options import BuildOptions
from clausewright.build.pipeline import build
from clausewright.errors import Problem
from clausewright.load import load_library
from clausewright.model.library import Library
from tests.support import REPOSITORY
from tests.support.small import Small, copied

TODAY = date(2026, 11, 21)
pytest_plugins = ["tests.support.web"]
# How long an example takes depends on what else the machine does; no law is about that.
settings.register_profile("clausewright", deadline=None)
settings.load_profile("clausewright")
LIBRARY_PARTS = ("policies", "variables", "overrides", "mkdocs.yml")


@dataclass(frozen=True)
class Built:
    """The repository's library, copied and built: its folder, the published folder and what was loaded."""

    root: Path
    public: Path
    library: Library
    sites: tuple[Site, ...]
    manifest: dict[str, Any]


def copy_library(source: Path, to: Path) -> Path:
    """Copy a library, so that a test may change it."""
    to.mkdir(parents=True, exist_ok=True)
    for part in LIBRARY_PARTS:
        if (source / part).is_dir():
            shutil.copytree(source / part, to / part)
        elif (source / part).exists():
            shutil.copy(source / part, to / part)
    return to


def quietly(_: str, __: int, ___: int) -> None:
    """Show no progress."""


def load_clean(root: Path) -> Library:
    """Load a library that must have no problem on loading."""
    library, problems = load_library(root)
    assert problems == ()
    return library


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Built:
    """The repository's library, built once for all tests. Nobody changes it."""
    base = tmp_path_factory.getbasetemp()
    shared = (base if worker_id == "master" else base.parent) / "built"
    with FileLock(f"{shared}.lock"):
        if not (shared / "public").exists():
            shutil.rmtree(shared, ignore_errors=True)
            copy_library(REPOSITORY, shared)
            build(load_clean(shared), BuildOptions(shared, shared / "public", TODAY), quietly)
    library = load_clean(shared)
    manifest = json.loads((shared / "public" / "manifest.json").read_text(encoding="utf-8"))
    return Built(shared, shared / "public", library, every_site(Assembler(library), TODAY), manifest)


@pytest.fixture(scope="session")
def library() -> Library:
    """The repository's library, loaded."""
    return load_clean(REPOSITORY)


def words_of(problems: tuple[Problem, ...]) -> str:
    """Problems as lines, for golden files."""
    return "".join(
        f"{problem.severity} {problem.path}:{problem.line}: {problem.message}\n    {problem.hint}\n"
        for problem in problems
    )


@pytest.fixture(autouse=True)
def _no_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """What commands print is compared with golden texts, whatever the terminal."""
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def small(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Small:
    """The small library, for one test to change."""
    return Small(copied(tmp_path / "library"), capsys)
