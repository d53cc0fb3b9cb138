"""The benchmarks are only worth something if what they measure is what they say.

So the generated library is a clean one, every policy in it has exactly its four shapes, it is as long as it
should be, and it is the same on every machine; and the plain route is given the same words. Nothing is timed
here.
"""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest

from clausewright.assemble.assembler import Assembler
from clausewright.assemble.resolver import ValueResolver
from clausewright.assemble.sites import Site, assemble_sites
from clausewright.check import check
from clausewright.load import load_library
from clausewright.model.library import Library
from clausewright.model.tokens import TOKEN, keys_in
from tests.benchmarks.generate import AS_AT, SHAPES, WORDS, Generated, generate
from tests.benchmarks.measure import document_of
from tests.benchmarks.plain import markdown
from tests.support import REPOSITORY

SCHOOLS, POLICIES = 9, 3


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return generate(REPOSITORY, tmp_path_factory.mktemp("generated") / "library", SCHOOLS, POLICIES)


@pytest.fixture(scope="module")
def loaded(generated: Generated) -> Library:
    library, problems = load_library(generated.root)
    assert problems == ()
    return library


@pytest.fixture(scope="module")
def sites(loaded: Library) -> tuple[Site, ...]:
    return assemble_sites(Assembler(loaded), AS_AT)


def shapes(sites: tuple[Site, ...], policy: str) -> list[str]:
    """The shape that each school has of a policy."""
    return [
        copy.assembled.digest for site in sites if site.school for copy in site.copies if copy.id == policy
    ]


def test_a_generated_library_has_no_problem(generated: Generated) -> None:
    assert check(*load_library(generated.root), AS_AT) == ()


def test_every_policy_has_its_four_shapes_and_every_school_one_of_them(
    generated: Generated, sites: tuple[Site, ...]
) -> None:
    assert len(generated.schools) == SCHOOLS
    assert len(generated.policies) == POLICIES
    for policy in generated.policies:
        held = shapes(sites, policy)
        assert len(held) == SCHOOLS
        assert len(set(held)) == SHAPES
        assert len(set(held[:SHAPES])) == SHAPES, "the first four schools know all shapes"


def test_forty_policies_have_four_shapes_each(tmp_path: Path) -> None:
    wide = generate(REPOSITORY, tmp_path / "wide", SHAPES, 40, words=1)
    sites = assemble_sites(Assembler(load_library(wide.root)[0]), AS_AT)
    assert {policy: len(set(shapes(sites, policy))) for policy in wide.policies} == dict.fromkeys(
        wide.policies, SHAPES
    )


def test_schools_mix_their_shapes(generated: Generated, sites: tuple[Site, ...]) -> None:
    """Two schools that share the shape of one policy need not share that of another: the shapes do not come
    in sets.
    """
    one, *others = [shapes(sites, policy) for policy in generated.policies]
    pairs = list(combinations(range(SCHOOLS), 2))
    assert any(one[a] == one[b] and other[a] != other[b] for other in others for a, b in pairs)


def test_there_is_one_edition(sites: tuple[Site, ...]) -> None:
    assert len(sites) == SCHOOLS + 1


def test_documents_are_as_long_as_they_should_be(loaded: Library, sites: tuple[Site, ...]) -> None:
    for copy in sites[1].copies:
        words = re.findall(r"[^\W\d]+", re.sub(r"\{#.*\}", "", markdown(loaded, sites[1], copy)))
        assert WORDS * 0.9 < len(words) < WORDS * 1.1


def test_documents_have_numbered_sections_nested_lists_lettered_lists_and_tables(
    sites: tuple[Site, ...],
) -> None:
    for copy in sites[1].copies:
        assert copy.standing.policy.facts.numbering == "1.1"
        for sign in ("\n## ", "\n    - ", "\n(ii)  ", "\n| 1 | "):
            assert sign in copy.assembled.text


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(
    generated: Generated, tmp_path: Path
) -> None:
    def files(root: Path) -> dict[str, bytes]:
        return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}

    again = generate(REPOSITORY, tmp_path / "again", SCHOOLS, POLICIES)
    other = generate(REPOSITORY, tmp_path / "other", SCHOOLS, POLICIES, seed=2)
    assert files(again.root) == files(generated.root)
    assert files(other.root) != files(generated.root)


def test_the_clause_that_is_changed_stands_in_one_policy_in_all_its_shapes(
    generated: Generated, sites: tuple[Site, ...]
) -> None:
    for policy, clause in generated.own_clause.items():
        holders = {copy.id for site in sites for copy in site.copies if clause in copy.assembled.texts}
        assert holders == {policy}
        assert all(
            clause in copy.assembled.texts for site in sites for copy in site.copies if copy.id == policy
        )


def test_the_plain_route_gets_the_same_words_without_anything_of_ours(
    loaded: Library, sites: tuple[Site, ...]
) -> None:
    for site in (sites[0], sites[-1]):
        for copy in site.copies:
            text = markdown(loaded, site, copy)
            assert not TOKEN.search(text)
            assert ":::" not in text
            assert "{." not in text
            printed = ValueResolver(loaded, site, copy, {}).resolve(keys_in(copy.assembled.text), "html")
            assert all(value in text for value in printed.values())
            assert all(f"{{#{clause}}}" in text for clause in copy.assembled.texts)


def test_a_document_is_known_by_any_of_its_three_files() -> None:
    files = (
        "birch/2026-27/uniform/index.html",
        "birch/2026-27/files/uniform.pdf",
        "birch/2026-27/files/uniform.docx",
    )
    assert {document_of(path) for path in files} == {"birch/2026-27/uniform"}
    assert not any(
        map(
            document_of,
            ("birch/latest/uniform/index.html", "birch/2026-27/files/all.zip", "birch/2026-27/index.html"),
        )
    )
