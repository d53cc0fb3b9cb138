"""What is remembered of a library: never wrong whatever changes, and only what a change touches is done again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clausewright import check_library
from clausewright.assemble import assembler as assembling
from clausewright.assemble.assembler import Assembler
from clausewright.assemble.sites import assemble_sites
from clausewright.build import library_memory
from clausewright.build.assembled_library import assemble_library
from clausewright.build.cache import FOLDER, Cache
from clausewright.build.library_memory import find_memory
from clausewright.build.options import BuildOptions, load_toolchain
from clausewright.check import check, templates
from clausewright.document.pandoc import Pandoc
from clausewright.errors import Problem, errors_in
from clausewright.load import load_library
from tests.support.examples import examples
from tests.support.small import BASE, MAPLE, MEMORY, copied

TODAY = date(2026, 11, 21)
URGENT = "policies/clauses/urgent-messages/2025-09.md"
FILES = sorted(path.relative_to(BASE).as_posix() for path in BASE.rglob("*") if path.is_file())
# What makes or ends a tag, a mark or a key changes more than a letter does.
BYTES = st.sampled_from(list(b"aqz09 -.:{}%\"'[]\n\xff"))


def remember(root: Path) -> tuple[Problem, ...]:
    """Check a library as commands do, with what is remembered of it on the disk."""
    library_memory._keep_at_hand.cache_clear()
    library, loaded = load_library(root)
    return check_library(library, loaded, TODAY)


@pytest.fixture(scope="module")
def shared_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copied(tmp_path_factory.mktemp("memory") / "library")
    remember(root)
    return root


@settings(max_examples=examples(12))
@given(st.sampled_from(FILES), st.floats(0, 1, exclude_max=True), BYTES)
def test_after_any_one_byte_of_any_file_the_same_is_found_as_without_a_memory(
    shared_library: Path, name: str, place: float, byte: int
) -> None:
    file = shared_library / name
    content = file.read_bytes()
    index = int(place * len(content))
    file.write_bytes(content[:index] + bytes([byte]) + content[index + 1 :])
    try:
        library, loaded = load_library(shared_library)
        problems = check(library, loaded, TODAY)
        assert check(library, loaded, TODAY, find_memory(shared_library / FOLDER)) == problems
        readings = templates.read_templates(library).values()
        if not errors_in(loaded) and all(reading.is_sound for reading in readings):
            recalled = Assembler(library, find_memory(shared_library / FOLDER))
            assert assemble_sites(recalled, TODAY) == assemble_sites(Assembler(library), TODAY)
    finally:
        file.write_bytes(content)


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """What is done while a library is checked: templates read, versions assembled, texts given to pandoc."""
    done: dict[str, list[str]] = {"read": [], "assembled": [], "parsed": []}

    def count(owner: object, name: str, kind: str, describe: Callable[..., list[str]]) -> None:
        original = getattr(owner, name)

        def counted(*args: object) -> object:
            done[kind] += describe(*args)
            return original(*args)

        monkeypatch.setattr(owner, name, counted)

    count(templates, "read_template", "read", lambda _, __, fragment, *___: [fragment.path])
    count(
        assembling,
        "assemble",
        "assembled",
        lambda _, __, policy, version, ___: [f"{policy.id} {version.name}"],
    )
    count(Pandoc, "read_each", "parsed", lambda _, texts, *__: list(texts))
    return done


def test_nothing_is_done_again_where_nothing_has_changed(
    shared_library: Path, work: dict[str, list[str]]
) -> None:
    first = remember(shared_library)
    assert remember(shared_library) == first
    assert work == {"read": [], "assembled": [], "parsed": []}


def test_only_what_a_changed_clause_touches_is_done_again(
    shared_library: Path, work: dict[str, list[str]]
) -> None:
    file = shared_library / URGENT
    content = file.read_bytes()
    file.write_bytes(content + b"\nAnd whoever helps on one day.\n")
    assert errors_in(remember(shared_library)), "an issued text has changed"
    file.write_bytes(content)
    assert work["read"] == [URGENT]
    assert {name.split()[0] for name in work["assembled"]} == {"phones"}
    assert work["parsed"]
    assert all("whoever helps on one day" in text for text in work["parsed"])


def test_a_changed_value_has_no_text_read_again(shared_library: Path, work: dict[str, list[str]]) -> None:
    file = shared_library / MAPLE
    content = file.read_bytes()
    file.write_bytes(content.replace(b"Jo Marsh", b"Jo Marsh-Lee"))
    remember(shared_library)
    file.write_bytes(content)
    assert (work["read"], work["parsed"]) == ([], [])


def test_what_was_damaged_on_the_disk_is_not_believed(tmp_path: Path, work: dict[str, list[str]]) -> None:
    root = copied(tmp_path / "library")
    first = remember(root)
    for path in (root / MEMORY).rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[:-1] + b"]")
    before = len(work["parsed"])
    assert remember(root) == first
    assert len(work["parsed"]) == 2 * before


def test_a_proof_believes_no_memory_of_the_library(tmp_path: Path) -> None:
    """What somebody wrote into the memory, seal and all, is in no text of a build with a work folder of its own."""
    root = copied(tmp_path / "library")
    remember(root)
    cache = Cache(root / MEMORY)
    for path in (root / MEMORY / "assembled").rglob("*"):
        if path.is_file():
            kept = cache.read("assembled", path.name)
            cache.put("assembled", path.name, kept.replace(b"policy", b"forgery"))
    library_memory._keep_at_hand.cache_clear()
    library, tools = load_library(root)[0], load_toolchain(root)
    options = BuildOptions(root, tmp_path / "public", TODAY)
    believed = assemble_library(library, options, tools)
    proved = assemble_library(library, replace(options, work_folder=tmp_path / "work"), tools)
    texts = [
        [copy.assembled.text for site in assembled.sites for copy in site.copies]
        for assembled in (believed, proved)
    ]
    assert "forgery" in "".join(texts[0]), "the memory was not asked, so this proves nothing"
    assert "forgery" not in "".join(texts[1])
