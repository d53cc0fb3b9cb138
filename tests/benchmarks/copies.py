"""Many schools' copies of policies: what is found of what is there, and how the work grows with the schools."""

from __future__ import annotations

import resource
import shutil
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from clausewright.api import SchoolsOptions, import_into_library, import_schools
from clausewright.cli import run
from clausewright.load import load_library
from clausewright.model.library import Library
from tests.support.drawer import Drawer, make_drawer
from tests.support.recovery import Recovered, compare_draft, compare_libraries

from .generate import generate

# The first is not told: what is started with it is there for the others.
_SIZES = (3, 8, 16, 30)
_AS_AT = date(2026, 11, 30)
# Names, e-mail addresses and persons; what the head and the pupils are called.
_FIELDS, _WORDS = 3, 2


def many_schools(work: Path) -> Iterator[tuple[str, str, str, str]]:
    """Yield rows of the report: what was found of each kind, and the seconds a copy."""
    first = 0.0
    for schools in _SIZES:
        drawer = make_drawer(work / f"drawer-{schools}", schools, schools)
        began = time.perf_counter()
        result = import_schools(
            SchoolsOptions([drawer.folder], _AS_AT, work / f"of-{schools}", version="2026-09")
        )
        seconds = (time.perf_counter() - began) / schools
        if schools == _SIZES[0]:
            continue
        first = first or seconds
        found = Counter(decision.kind for decision in result.decisions.asked)
        back = sum(proof.comes_back for proof in result.proofs)
        told = ", ".join(_tell(kind, found[kind], count) for kind, count in _count_there(drawer).items())
        yield f"{schools} schools' copies come back", f"{back} of {schools}", "all", told
        yield "  time a copy, of that with few schools", f"{seconds / first:.2f}", "1", f"{seconds:.2f} s"


def _count_there(drawer: Drawer) -> dict[str, int]:
    """What is in a drawer to be found, by kind."""
    return {
        "field": _FIELDS,
        "word": _WORDS,
        "choice": drawer.count_choices(),
        "addition": len(drawer.additions),
        "omission": len(drawer.omissions),
        "order": len(drawer.moved),
        "amendment": drawer.count_amendments(),
    }


def _tell(kind: str, found: int, there: int) -> str:
    return f"{kind} {min(found, there)}/{there}, {max(0, found - there)} invented"


# -- The Word files of a whole library -----------------------------------------------------------------------


def shipped_schools(repository: Path, work: Path) -> Iterator[tuple[str, str, str, str]]:
    """Yield rows about the shipped library's own Word files: imported into that library without its schools,
    and into an empty folder.
    """
    root = _copy_library(repository, work / "shipped")
    drawer = _build_drawer(root, work)
    before = _load(root)
    shutil.rmtree(root / "variables" / "schools")
    began = time.process_time()
    into_library = import_into_library(SchoolsOptions([drawer], _AS_AT, work / "into"), root)
    seconds = time.process_time() - began
    back = sum(proof.comes_back for proof in into_library.proofs)
    all = len(into_library.proofs)
    rows = _tell_all(compare_libraries(before, _load(work / "into"), _AS_AT))
    yield "Shipped schools into their library, copies come back", f"{back} of {all}", "all", rows
    yield "  processor time a copy", f"{seconds / all:.2f} s", "", f"{seconds:.0f} s"
    from_nothing = import_schools(SchoolsOptions([drawer], _AS_AT, work / "draft"))
    back = sum(proof.comes_back for proof in from_nothing.proofs)
    # A draft with errors is not written; that is a result of this bench, and no reason to end it.
    is_written = (work / "draft" / "policies").is_dir()
    rows = _tell_all(compare_draft(before, _load(work / "draft"), _AS_AT)) if is_written else "no draft"
    yield "Shipped schools into an empty folder, copies come back", f"{back} of {all}", "all", rows


def whole_trust(repository: Path, work: Path) -> Iterator[tuple[str, str, str, str]]:
    """Yield a row about 30 schools with 10 policies of some ten pages each."""
    library = generate(repository, work / "trust", 30, 10)
    drawer = _build_drawer(library.root, work / "trust-work")
    began, busy = time.perf_counter(), time.process_time()
    result = import_schools(SchoolsOptions([drawer], _AS_AT, work / "of-trust"))
    seconds, busy = time.perf_counter() - began, time.process_time() - busy
    back = sum(proof.comes_back for proof in result.proofs)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures = f"{seconds:.0f} s, {busy:.0f} s of a processor, {memory:.0f} MB"
    yield "30 schools' copies of 10 policies come back", f"{back} of {len(result.proofs)}", "all", figures


def _copy_library(repository: Path, root: Path) -> Path:
    for part in ("policies", "variables", "overrides"):
        shutil.copytree(repository / part, root / part)
    shutil.copy(repository / "mkdocs.yml", root / "mkdocs.yml")
    return root


def _build_drawer(root: Path, work: Path) -> Path:
    """Build a library's Word files and put them into a drawer, a folder a school."""
    public = work / "public"
    arguments = [
        "--library",
        str(root),
        "--as-at",
        _AS_AT.isoformat(),
        "--only",
        "word",
        "--out",
        str(public),
    ]
    if run(["build", *arguments]):
        raise RuntimeError(f"{root} does not build")
    for school in (root / "variables" / "schools").iterdir():
        (work / "drawer" / school.name).mkdir(parents=True)
        for file in (public / school.name / "latest" / "files").glob("*.docx"):
            shutil.copy(file, work / "drawer" / school.name)
    shutil.rmtree(public)
    return work / "drawer"


def _load(root: Path) -> Library:
    return load_library(root.resolve())[0]


def _tell_all(recovered: Mapping[str, Recovered]) -> str:
    return ", ".join(
        f"{kind} {found.found}/{found.there}, {len(found.invented)} invented"
        for kind, found in recovered.items()
    )
