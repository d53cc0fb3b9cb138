"""What tests share. The repository's library is built once a run, by whichever process comes first."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from clausewright.assemble.assembler import Assembler
from clausewright.assemble.sites import Site, assemble_sites
from clausewright.build.options import BuildOptions
from clausewright.build.pipeline import build
from clausewright.errors import Problem
from clausewright.garbage import collect_garbage_seldom
from clausewright.load import load_library
from clausewright.model.library import Library
from tests.support import REPOSITORY
from tests.support.examples import examples
from tests.support.sharing import share

TODAY = date(2026, 11, 21)
pytest_plugins = ["tests.support.builds", "tests.support.parsing", "tests.support.web", "tests.web.looks"]
# How long an example takes depends on what else the machine does; no law is about that.
settings.register_profile("clausewright", deadline=None, max_examples=examples(30))
settings.load_profile("clausewright")
# As a process of the command line does.
collect_garbage_seldom()
LIBRARY_PARTS = ("policies", "variables", "overrides", "mkdocs.yml")
# Needs no build of the repository's library, and takes about as long as one.
WITHOUT_BUILD = "test_nothing_published_on_error.py"
# Takes longest of those that would come last, when one process has nothing more to do.
LONG = "test_return.py"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put a file that needs no build second, so that the second process of a run works while the first one
    builds, and a long one third, so that both end at about the same time.
    """
    first = items[0].path if items else None

    def find_turn(item: pytest.Item) -> int:
        if item.path == first:
            return 0
        return {WITHOUT_BUILD: 1, LONG: 2}.get(item.path.name, 3)

    items.sort(key=find_turn)


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

    def make(root: Path) -> None:
        copy_library(REPOSITORY, root)
        build(load_clean(root), BuildOptions(root, root / "public", TODAY), quietly)

    shared = share(tmp_path_factory, worker_id, "built", make)
    library = load_clean(shared)
    manifest = json.loads((shared / "public" / "manifest.json").read_text(encoding="utf-8"))
    return Built(shared, shared / "public", library, assemble_sites(Assembler(library), TODAY), manifest)


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
