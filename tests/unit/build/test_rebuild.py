"""What makes a second build cheap: it makes only what changed, and a build of a part keeps the rest of the last
result.
"""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.builds import change_everything
from tests.support.examples import sample
from tests.support.small import (
    AS_AT,
    BIRCH,
    CONSENT,
    FRONT,
    Small,
    build_arguments,
    changed,
    files_of,
    inodes,
    sites,
    tree,
)

# -- what has not changed is not made again ------------------------------------------------------------------


def test_a_second_build_does_nothing(built_small: Small) -> None:
    before, same = tree(built_small.root), inodes(built_small.root)
    said = built_small.build()
    assert said.out == "Nothing has changed since the last build of public/.\n"
    assert (tree(built_small.root), inodes(built_small.root)) == (before, same)


def write_in_place(path: Path, old: bytes, new: bytes) -> None:
    """Change bytes of a file as an editor does that opens it for writing, and hide it: size and time stay."""
    before = path.stat()
    data = path.read_bytes()
    assert old in data
    assert len(old) == len(new)
    with path.open("r+b") as file:
        file.write(data.replace(old, new))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize("damage", sample(["changed in place", "changed", "deleted"], 2))
@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("birch/2026-27/phones/index.html", b"Birch", b"Beech"),
        ("birch/2026-27/files/phones.pdf", b"%PDF-1", b"%PDG-1"),
        ("birch/latest/files/phones.docx", b"document.xml", b"dokument.xml"),
        ("404.html", b"html", b"htmm"),
    ],
)
def test_a_published_file_that_somebody_touched_is_made_whole(
    damage: str, file: str, old: bytes, new: bytes, built_small: Small
) -> None:
    before = tree(built_small.public)
    path = built_small.public / file
    if damage == "changed in place":
        write_in_place(path, old, new)
    else:
        data = path.read_bytes()
        path.unlink()
        if damage == "changed":
            path.write_bytes(data.replace(old, new))
    built_small.build()
    assert tree(built_small.public) == before


def test_the_cache_shares_no_file_with_what_is_published(built_small: Small) -> None:
    cached = {
        path.stat().st_ino for path in (built_small.root / ".clausewright").rglob("*") if path.is_file()
    }
    assert cached
    assert cached.isdisjoint(inodes(built_small.public).values())


def test_a_damaged_part_of_the_cache_is_made_again(built_small: Small) -> None:
    before = tree(built_small.public)
    kinds = set()
    for path in (built_small.root / ".clausewright" / "cache").rglob("*"):
        if path.is_file():
            kinds.add(path.parents[1].name)
            data = path.read_bytes()
            path.write_bytes(data[:-9] + bytes(byte ^ 1 for byte in data[-9:]))
    assert kinds == {"variant", "change_files", "opening", "page", "assets", "pdf", "docx"}
    shutil.rmtree(built_small.public)
    built_small.build()
    assert tree(built_small.public) == before


def test_what_stands_in_the_place_of_another_part_of_the_cache_is_made_again(built_small: Small) -> None:
    """One school's document is never published as another's, and a folder, a pipe or a device is none."""
    before = tree(built_small.public)
    cache = built_small.root / ".clausewright" / "cache"
    files = sorted(cache.glob("docx/*/*"))
    files[1].write_bytes(files[0].read_bytes())
    files[2].unlink()
    files[2].mkdir()
    (files[2] / "note.txt").touch()
    (state,) = (built_small.root / ".clausewright").glob("*.json")
    for path in (files[3], next(cache.glob("page/*/*")), next(cache.glob("variant/*/*")), state):
        path.unlink()
        os.mkfifo(path)
    files[4].unlink()
    files[4].symlink_to("/dev/zero")
    shutil.rmtree(built_small.public)
    built_small.build()
    assert tree(built_small.public) == before


def test_a_pipe_among_what_is_published_is_never_opened(built_small: Small) -> None:
    before = tree(built_small.public)
    page = built_small.public / "birch/2026-27/phones/index.html"
    page.unlink()
    os.mkfifo(page)
    built_small.build()
    assert tree(built_small.public) == before
    (built_small.public / "manifest.json").unlink()
    os.mkfifo(built_small.public / "manifest.json")
    said = built_small.say("build")
    assert (said.code, "holds files that clausewright did not write" in said.err) == (2, True)
    said = built_small.say("verify")
    assert (said.code, "error public/manifest.json: cannot be read" in said.out) == (1, True)


class Planted:
    """What runs when it is unpickled: it makes a file."""

    def __init__(self, to_make: Path) -> None:
        """Name the file."""
        self.to_make = to_make

    def __reduce__(self) -> tuple[object, ...]:
        """Say how it is unpickled."""
        return Path.touch, (self.to_make,)


def plant(path: Path, data: bytes) -> None:
    """Put bytes into the cache as a build would, with their digest."""
    place = f"{path.parents[1].name}\0{path.name}\0".encode()
    path.write_bytes(hashlib.sha256(place + data).digest() + data)


def test_nothing_that_was_planted_in_the_cache_runs(built_small: Small, tmp_path: Path) -> None:
    before, ran = tree(built_small.public), tmp_path / "ran"
    bomb = pickle.dumps(Planted(ran))
    pickle.loads(bomb)  # noqa: S301 - it would run
    ran.unlink()
    values = {"variant", "change_files", "page", "assets"}
    for path in (built_small.root / ".clausewright" / "cache").rglob("*"):
        if path.is_file() and path.parents[1].name in values:
            plant(path, bomb)
    shutil.rmtree(built_small.public)
    built_small.build()
    assert not ran.exists()
    assert tree(built_small.public) == before


@pytest.mark.parametrize("path", ["../../out", "../../.clausewright/out", "a\\..\\..\\out"])
def test_nothing_of_the_cache_is_written_outside_the_output(path: str, built_small: Small) -> None:
    [assets] = (built_small.root / ".clausewright" / "cache" / "assets").glob("*/*")
    plant(assets, json.dumps([{path: "aGVsbG8="}]).encode())
    before = tree(built_small.root)
    shutil.rmtree(built_small.public)
    said = built_small.say("build")
    assert said.code == 1
    assert f"names a file outside the output: assets/{path}" in said.out
    assert tree(built_small.root).keys() <= before.keys()


def test_a_part_is_built_and_blesses_no_file_of_the_rest(built_small: Small) -> None:
    """A school that is not built keeps its files, and a file that somebody changed stays found out."""
    write_in_place(built_small.public / "cedar/2026-27/phones/index.html", b"Cedar", b"Caesr")
    built_small.edit(BIRCH, "phone: 01632 960201", "phone: 01632 960299")
    built_small.build("--school", "birch")
    said = built_small.say("verify", str(built_small.public))
    assert said.code == 1
    assert "public/cedar/2026-27/phones/index.html" in said.out
    built_small.build()
    assert built_small.say("verify", str(built_small.public)).code == 0


def test_a_kind_is_built_and_a_damaged_file_of_another_kind_is_made_again(built_small: Small) -> None:
    before = tree(built_small.public)
    write_in_place(built_small.public / "birch/2026-27/files/phones.pdf", b"%PDF-1", b"%PDG-1")
    built_small.build("--only", "word")
    # The manifest says that only a part was renewed.
    assert changed(before, tree(built_small.public)) == {"manifest.json"}


KEYS = """
import sys
from datetime import date
from pathlib import Path
from clausewright.assemble.assembler import Assembler
from clausewright.assemble.sites import assemble_sites
from clausewright.build.change_sets import list_change_sets
from clausewright.build.comparison_keys import ComparisonKeys
from clausewright.build.options import load_toolchain
from clausewright.load import load_library

root = Path(sys.argv[1])
assembler = Assembler(load_library(root)[0])
for pair in list_change_sets(assembler, assemble_sites(assembler, date.fromisoformat(sys.argv[2]))):
    print(ComparisonKeys(load_toolchain(root), assembler).find(pair.compared))
"""


def run_with_hashes(seed: int, *command: str) -> str:
    """Run Python with hashes of its own; return what it prints."""
    environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
    ran = subprocess.run(
        [sys.executable, *command], env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_keys_of_the_cache_do_not_depend_on_hashes(small_once: Path) -> None:
    keys = [run_with_hashes(seed, "-c", KEYS, str(small_once), AS_AT) for seed in (1, 2, 3)]
    assert keys[0]
    assert keys == [keys[0]] * 3


def test_after_one_value_has_changed_no_comparison_is_made_again(built_small: Small) -> None:
    faces = built_small.root / ".clausewright" / "cache" / "change_files"
    before = inodes(faces)
    built_small.edit(BIRCH, "phone: 01632 960201", "phone: 01632 960299")
    run_with_hashes(4711, "-m", "clausewright", *build_arguments(built_small.root))
    assert before
    assert inodes(faces) == before


def test_one_field_of_one_school_rewrites_only_that_schools_files(small: Small) -> None:
    small.build()
    before, same = tree(small.public), inodes(small.public)
    small.edit(BIRCH, "phone: 01632 960201", "phone: 01632 960299")
    small.build()
    after, now = tree(small.public), inodes(small.public)
    assert before.keys() == after.keys()
    assert sites(changed(before, after)) == {"birch", ""}
    assert {path for path in changed(before, after) if "/" not in path} == {"manifest.json"}
    # Only the policy that prints the number is typeset again, in both editions.
    papers = {path for path in changed(before, after) if path.endswith((".pdf", ".docx"))}
    assert papers == {
        f"birch/{edition}/files/phones.{kind}"
        for edition in ("2025-26", "2026-27", "latest")
        for kind in ("pdf", "docx")
    }
    rewritten = {path for path in changed(same, now) if not path.startswith("birch/")}
    assert {
        path
        for path in rewritten
        if path not in FRONT and not path.endswith(("/versions.json", "/index.html"))
    } == set()
    assert {path for path in rewritten if path.count("/") > 1} == set()


def test_a_field_that_changes_on_a_day_rewrites_only_its_edition(built_small: Small) -> None:
    """And the page of what an adoption in that edition changed, which prints it too."""
    before = tree(built_small.public)
    built_small.edit(BIRCH, "Paul Ester", "Pauline Ester")
    built_small.build()
    assert {
        path.split("/")[1] for path in changed(before, tree(built_small.public)) if path != "manifest.json"
    } == {"2026-27", "latest", "changes"}


def test_one_clause_rewrites_only_the_documents_that_contain_it(small: Small) -> None:
    small.build()
    before, same = tree(small.public), inodes(small.public)
    small.edit(CONSENT, "without a signed consent form", "before a consent form is signed")
    said = small.build()
    after = tree(small.public)
    touched = changed(before, after)
    assert sites(touched) == {"birch", "maple", "model", ""}
    of_documents = {path for path in touched if path.endswith((".pdf", ".docx"))} | {
        path for path in touched if path.endswith("s/index.html")
    }
    assert of_documents
    assert {path for path in of_documents if "visits" not in path} == set()
    assert {path.rpartition("/")[2] for path in touched - of_documents} == {
        "all.zip",
        "feed.xml",
        "index.js",
        "manifest.json",
        "check.html",
    }
    papers = {
        path
        for path, inode in inodes(small.public).items()
        if "/files/" in path and path.endswith((".pdf", ".docx")) and same[path] != inode
    }
    assert {path for path in papers if "visits" not in path} == set()
    # Three of the nine: as a school prints it, and as the model does in each of two editions.
    assert re.search(r"4 of 9 document shapes", said.out)


def test_a_remark_in_a_file_changes_nothing_that_is_published(built_small: Small) -> None:
    before = tree(built_small.public)
    built_small.edit(BIRCH, "phase: primary", "# The school on the hill.\nphase: primary")
    built_small.build()
    assert tree(built_small.public) == before


def test_a_school_that_leaves_is_gone(built_small: Small) -> None:
    shutil.rmtree(built_small.root / "variables/schools/cedar")
    built_small.build()
    assert {path for path in tree(built_small.public) if "cedar" in path} == set()
    assert "Cedar" not in (built_small.public / "index.html").read_text(encoding="utf-8")
    assert "cedar" not in (built_small.public / "manifest.json").read_text(encoding="utf-8")


def test_a_lost_cache_costs_time_and_nothing_else(built_small: Small) -> None:
    before = tree(built_small.public)
    shutil.rmtree(built_small.root / ".clausewright")
    built_small.build()
    assert tree(built_small.public) == before


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"key": 1, "units": 2}', b"\xff\xfe"])
def test_a_damaged_memory_is_as_none(damage: bytes, built_small: Small) -> None:
    before = tree(built_small.public)
    memory = next((built_small.root / ".clausewright").glob("*.json"))
    memory.write_bytes(damage)
    built_small.build()
    assert tree(built_small.public) == before


# -- a part of the library -----------------------------------------------------------------------------------


PARTS: dict[tuple[str, ...], Callable[[str], bool]] = {
    ("--school", "birch"): lambda path: path.startswith("birch/"),
    ("--school", "birch", "maple"): lambda path: path.startswith(("birch/", "maple/")),
    ("--edition", "2025-26"): lambda path: path.split("/")[1] == "2025-26",
    # What changed from one text to the next is made with the newest edition.
    ("--edition", "2026-27"): lambda path: path.split("/")[1] in ("2026-27", "latest", "changes"),
    ("--school", "maple", "--edition", "2026-27"): lambda path: path.startswith(
        ("maple/2026-27", "maple/latest", "maple/changes")
    ),
}


@pytest.mark.parametrize(
    ("part", "is_remembered"),
    sample(
        [
            *((part, True) for part in PARTS),
            (("--school", "birch"), False),
            (("--edition", "2026-27"), False),
        ],
        3,
    ),
    ids=str,
)
def test_a_part_is_built_and_the_rest_of_the_last_result_stays(
    part: tuple[str, ...], is_remembered: bool, built_small: Small, expected: dict[str, str]
) -> None:
    before = tree(built_small.public)
    if not is_remembered:
        shutil.rmtree(built_small.root / ".clausewright")
    change_everything(built_small)
    built_small.build(*part)
    after = tree(built_small.public)
    assert after.keys() == before.keys()
    touched = changed(before, after) - FRONT
    assert touched
    assert {path for path in touched if not PARTS[part](path)} == set()
    built_small.build()
    assert tree(built_small.public) == expected


@pytest.mark.parametrize("only", sample([("pdf",), ("word",), ("site",), ("pdf", "word")], 1))
def test_only_some_kinds_are_built_and_the_others_stay(only: tuple[str, ...], built_small: Small) -> None:
    before = tree(built_small.public)
    change_everything(built_small)
    built_small.build("--only", *only)
    after = tree(built_small.public)
    assert after.keys() == before.keys()
    kinds = {"pdf": "pdf", "docx": "word", "html": "site"}
    touched = {
        kinds[suffix]
        for path in changed(before, after) - FRONT
        if (suffix := path.rpartition(".")[2]) in kinds
    }
    assert touched == set(only)


def test_only_the_site_of_a_new_library_has_no_dead_links(small: Small) -> None:
    small.build("--only", "site")
    assert files_of(small.public, (".pdf", ".docx", ".zip")) == set()
    pages = [page.read_text(encoding="utf-8") for page in small.public.rglob("*.html")]
    assert [link for page in pages for link in re.findall(r'href="[^"]+\.(?:pdf|docx|zip)"', page)] == []


def test_what_is_published_no_longer_is_said(built_small: Small) -> None:
    editions = built_small.root / "policies" / "editions.yml"
    lines = editions.read_text(encoding="utf-8").splitlines(keepends=True)
    [first] = [line for line in lines if "2025-26" in line]
    editions.write_text("".join(line for line in lines if line != first), encoding="utf-8")
    said = built_small.build()
    assert said.out.startswith(
        "No longer published: birch/2025-26, cedar/2025-26, maple/2025-26, model/2025-26.\n"
    )
    assert not (built_small.public / "birch" / "2025-26").exists()
