"""Copies of different times become versions of one policy: told by what they say of their time, or asked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from clausewright.api import SchoolsOptions, SchoolsResult, import_schools
from clausewright.copies.dating import read_dating
from clausewright.copies.units import Tokenizer, list_units
from clausewright.importer.imported import outline_source
from clausewright.importer.proposals import Proposals
from clausewright.load import load_library
from clausewright.readers.reading import read_source
from tests.support.drawer import make_drawer

AS_AT = date(2026, 11, 30)
_APPROVED = re.compile(r"\n\n[\d.]+ The policy was approved .*\n")


def _import(folder: Path, into: Path, answers: Mapping[str, str] | None = None) -> SchoolsResult:
    return import_schools(SchoolsOptions([folder], AS_AT, into, "", "", answers or {}))


def _answer(result: SchoolsResult, answer: str) -> dict[str, str]:
    return {decision.id: answer for decision in result.decisions.asked if decision.kind == "edition"}


def _undate(folder: Path, more: Mapping[str, str]) -> None:
    """Take out of each copy of a drawer when it was approved; say `more` at the head of some."""
    for path in folder.rglob("*.md"):
        text = _APPROVED.sub("\n", path.read_text(encoding="utf-8"))
        path.write_text(more.get(path.parent.name, "") + text, encoding="utf-8")


def test_each_school_has_the_version_that_its_copy_is_of(tmp_path: Path) -> None:
    """The version before has its own revisions, what the later one leaves out is said, and nothing warns."""
    drawer = make_drawer(tmp_path / "drawer", 6, 2, older=2)
    result = _import(drawer.folder, tmp_path / "library")
    assert [proof.differences for proof in result.proofs] == [()] * 6
    library, _ = load_library(tmp_path / "library")
    (policy,) = library.policies.values()
    assert [version.name for version in policy.versions] == ["2023-10-01", "2026-01-03"]
    held = {
        id: [adoption.facts.version for adoption in school.adoptions]
        for id, school in library.schools.items()
    }
    assert Counter(versions[0] for versions in held.values()) == {"2023-10-01": 2, "2026-01-03": 4}
    assert [version for id in drawer.schools[:2] for version in held[id]] == ["2023-10-01"] * 2
    reworded = [clause for clause in library.clauses.values() if len(clause.revisions) == 2]
    assert len(reworded) == 3
    assert len(policy.versions[1].facts.removed) == 1
    assert [problem for problem in result.problems if "policies/" in problem.path] == []


def test_one_version_where_a_person_says_so(tmp_path: Path) -> None:
    drawer = make_drawer(tmp_path / "drawer", 6, 2, older=2)
    asked = _import(drawer.folder, tmp_path / "library")
    result = _import(drawer.folder, tmp_path / "again", _answer(asked, "one-version"))
    assert [len(policy.versions) for policy in result.policies] == [1]
    assert all(proof.comes_back for proof in result.proofs)


@pytest.mark.parametrize(("answer", "sides"), [("earlier", (2, 4)), ("later", (4, 2))])
def test_copies_that_say_nothing_are_asked_about(tmp_path: Path, answer: str, sides: tuple[int, int]) -> None:
    """Where the same schools differ in many places together, and no copy says of when it is."""
    drawer = make_drawer(tmp_path / "drawer", 6, 2, older=2)
    _undate(drawer.folder, {})
    asked = _import(drawer.folder, tmp_path / "library")
    assert [len(policy.versions) for policy in asked.policies] == [1]
    result = _import(drawer.folder, tmp_path / "again", _answer(asked, answer))
    library, _ = load_library(tmp_path / "again")
    (policy,) = library.policies.values()
    adopted = Counter(
        adoption.facts.version for school in library.schools.values() for adoption in school.adoptions
    )
    assert tuple(adopted[version.name] for version in policy.versions) == sides
    assert all(proof.comes_back for proof in result.proofs)


def test_a_versions_number_tells_it(tmp_path: Path) -> None:
    """The number of its version tells a copy, one copy alone too, where no day is named."""
    drawer = make_drawer(tmp_path / "drawer", 5, 3, older=1)
    numbers = {id: f"---\nversion: {2 if id == drawer.schools[0] else 3}.1\n---\n\n" for id in drawer.schools}
    _undate(drawer.folder, numbers)
    result = _import(drawer.folder, tmp_path / "library")
    (policy,) = result.policies
    assert len(policy.versions) == 2
    assert all(proof.comes_back for proof in result.proofs)


def test_schools_that_decided_in_different_years_have_one_version(tmp_path: Path) -> None:
    """Where the copies say the same, the years in which schools decided on it make no versions."""
    drawer = make_drawer(tmp_path / "drawer", 5, 3, older=0)
    for year, id in enumerate(drawer.schools, 2021):
        path = drawer.folder / id / "gardening.md"
        text = path.read_text(encoding="utf-8")
        path.write_text(f"{text}\n5.3 This policy was agreed by the governors on 4 May {year}.\n", "utf-8")
    result = _import(drawer.folder, tmp_path / "library")
    assert [policy.versions for policy in result.policies] == [("2025-05-04",)]
    assert all(proof.comes_back for proof in result.proofs)


@pytest.mark.parametrize(
    ("text", "name", "version", "number", "decided"),
    [
        ("This policy was approved by the governors on 4 May 2024.", "garden.md", "", (), "2024-05-04"),
        ("Last reviewed: 3 June 2025. Next review: 3 June 2026.", "garden.md", "", (), "2025-06-03"),
        ("The policy will be reviewed by May 2026.", "garden 2024-25.md", "2024-09", (), ""),
        ("Guidance on ponds was updated in May 2024.", "garden_v3.2.md", "", (3, 2), ""),
        ("The shed was painted in 2024.", "garden.md", "", (), ""),
        ("Approved by the head in May 2031.", "garden.md", "", (), ""),
    ],
)
def test_what_a_copy_says_of_its_time(
    text: str, name: str, version: str, number: tuple[int, ...], decided: str
) -> None:
    """Sentences and names of files say it; what they say of days to come, or of others, is not it."""
    source = read_source(name, f"# Gardening policy\n\n## Beds\n\nWe dig.\n\n{text}\n".encode())
    imported = outline_source(source, Proposals({}))
    dating = read_dating(imported, list_units(imported.outline, Tokenizer({})), name, AS_AT)
    assert (dating.version, dating.number, dating.decided) == (version, number, decided)
