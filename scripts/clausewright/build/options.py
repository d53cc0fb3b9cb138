"""Options: what is to be built, what it is built with, and what came of it."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from .. import __version__
from ..errors import Problem
from ..model.canonical import digest
from ..override_files import PAGES, overrides_for, shipped_overrides
from .cache import digest_of_folder
from .work_folder import find_work_folder

if TYPE_CHECKING:
    from ..templates import PageTemplates

KINDS = ("site", "pdf", "word")


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """What is to be built: for which schools and editions (all where empty), which kinds of output, on which
    day, into which folder.

    The schools in `without` keep their last site. `sign` is the key that the manifest is signed with.
    `work_folder` is where builds keep what they remember, if not in the usual place. `renderer` is what
    renders the pages, if not what mkdocs.yml names. `scheduler` is the address of what hands out the work to
    other machines, "" where this one does it.
    """

    root: Path
    out: Path
    as_at: date
    schools: frozenset[str] = frozenset()
    editions: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset(KINDS)
    without: frozenset[str] = frozenset()
    workers: int = field(default_factory=lambda: os.cpu_count() or 1)
    sign: Path | None = None
    work_folder: Path | None = None
    renderer: str = ""
    scheduler: str = ""

    @property
    def is_for_all(self) -> bool:
        """Say whether the whole library is to be built."""
        return not (self.schools or self.editions or self.without) and self.kinds == frozenset(KINDS)

    @property
    def work(self) -> Path:
        """The folder that builds keep for themselves."""
        return self.work_folder or find_work_folder(self.root, self.out)

    @property
    def cache(self) -> Path:
        """The folder of finished parts."""
        return self.work / "cache"

    @property
    def memory(self) -> Path:
        """The file that remembers the last build into the same folder."""
        return self.work / f"{digest(str(self.out.resolve()))}.json"


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did: how much it made and how much it could reuse, how long it took, and which sites of
    the last result are there no more, because their school or edition is gone.

    Where other machines did the work, `problems` say what failed on them, and `kept` are the readers whose
    last sites stay for that.
    """

    sites: int
    documents: int
    variants_made: int
    variants_reused: int
    files_made: int
    files_reused: int
    sites_reused: int
    seconds: float
    sites_removed: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Toolchain:
    """What every document is made with: the folder of overrides, and a digest of it and of the compiler."""

    overrides: Path
    digest: str

    @property
    def templates(self) -> PageTemplates:
        """The templates of pages."""
        # What writes no page does not wait for Jinja.
        from ..templates import load_templates

        return load_templates(self.overrides)


def load_toolchain(root: Path) -> Toolchain:
    """The tools for a library: its own overrides, or those that come with the compiler."""
    overrides = overrides_for(root)
    # A library without templates of its own is built with the shipped ones.
    folders = (overrides, shipped_overrides() / PAGES)
    return Toolchain(overrides, digest(__version__, *map(digest_of_folder, folders), _take_program_digest()))


@cache
def _take_program_digest() -> str:
    """A digest of the compiler's own files. A process goes on with what it has imported, whatever becomes of
    the files meanwhile.
    """
    return digest_of_folder(Path(__file__).parents[1])


def make_build_key(options: BuildOptions, tools: Toolchain) -> str:
    """A digest of everything that a build is made from."""
    folders = [digest_of_folder(options.root / name) for name in ("policies", "variables")]
    config = (options.root / "mkdocs.yml").read_bytes() if (options.root / "mkdocs.yml").exists() else b""
    wishes = json.dumps(
        [
            sorted(options.schools),
            sorted(options.editions),
            sorted(options.kinds),
            sorted(options.without),
            str(options.as_at),
            str(options.sign or ""),
            options.renderer,
        ]
    )
    return digest(tools.digest, *folders, config, wishes)
