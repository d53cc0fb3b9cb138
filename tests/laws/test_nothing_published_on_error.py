"""Law 2, nothing published on error, and law 5, the same library and date give the same bytes; and with them
what makes a second build cheap: it makes only what changed, and a build of a part keeps the rest of the last
result.

Processes are killed where they can be seen to be (a folder that has appeared) or at a line of the code, never
after a time.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from clausewright.build.options import BuildOptions
from clausewright.cli import run
from tests.support.locks import lock
from tests.support.small import AS_AT, Small, changed, copied, inodes, tree

BIRCH, CEDAR, MAPLE = (f"variables/schools/{school}/school.yml" for school in ("birch", "cedar", "maple"))
CONSENT = "policies/clauses/visit-consent/2025-09.md"
WHO = "policies/clauses/who-is-covered/2025-09.md"
FRONT = {"index.html", "404.html", "check.html", ".nojekyll", "manifest.json"}


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small library, built once. Nobody changes it."""
    root = copied(tmp_path_factory.mktemp("once") / "library")
    assert run(["build", "--library", str(root), "--as-at", AS_AT]) == 0
    return root


@pytest.fixture
def built_small(once: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Small:
    """The small library as it is after a build, for one test to change."""
    root = tmp_path / "library"
    shutil.copytree(once, root)
    # A build remembers what it wrote by the output folder's place.
    memory = BuildOptions(once, once / "public", date.min).memory
    (root / memory.relative_to(once)).rename(BuildOptions(root, root / "public", date.min).memory)
    return Small(root, capsys)


def sites(files: set[str]) -> set[str]:
    """The readers to whose sites files belong, "" for the front."""
    return {path.partition("/")[0] if "/" in path else "" for path in files}


def files_of(folder: Path, suffixes: tuple[str, ...] = ()) -> set[str]:
    """Every file's path; with suffixes only those."""
    return {path for path in tree(folder) if path.endswith(suffixes or "")}


# -- law 2: an error writes nothing --------------------------------------------------------------------------


def test_an_error_leaves_the_last_site_byte_for_byte_and_the_cache_too(built_small: Small) -> None:
    built_small.edit(WHO, "school.name", "school.nmae")
    before, same = tree(built_small.root), inodes(built_small.root)
    assert built_small.say("build").code == 1
    assert (tree(built_small.root), inodes(built_small.root)) == (before, same)


def test_a_library_mended_again_is_built(built_small: Small) -> None:
    before = tree(built_small.public)
    built_small.edit(WHO, "school.name", "school.nmae")
    assert built_small.say("build").code == 1
    built_small.edit(WHO, "school.nmae", "school.name")
    built_small.build()
    assert tree(built_small.public) == before


def without_head(built_small: Small) -> None:
    """Take a value from one school that its documents print, and change one of another school's."""
    built_small.edit(MAPLE, "  head: {name: Jo Marsh, email: head@maple.example}", "  # nobody yet")
    built_small.edit(CEDAR, "Rosa Quill", "Rosa Feather")


def test_keep_going_publishes_the_others_and_keeps_the_faulty_schools_last_site(built_small: Small) -> None:
    before = tree(built_small.public)
    without_head(built_small)
    said = built_small.say("build", "--keep-going")
    assert said.code == 1
    assert said.err == "Not published, their last site stays: maple.\n"
    after = tree(built_small.public)
    assert sites(changed(before, after)) == {"cedar", ""}
    assert "Rosa Feather" in (built_small.public / "cedar/latest/phones/index.html").read_text(
        encoding="utf-8"
    )
    assert "Jo Marsh" in (built_small.public / "maple/latest/phones/index.html").read_text(encoding="utf-8")
    assert 'href="maple/' in (built_small.public / "index.html").read_text(encoding="utf-8")


def test_keep_going_keeps_the_last_site_when_nothing_is_remembered(built_small: Small) -> None:
    """A build server that restores public/ but not .clausewright/, and with other times of change, loses no
    school.
    """
    before = tree(built_small.public)
    shutil.rmtree(built_small.root / ".clausewright")
    for path in built_small.public.rglob("*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    without_head(built_small)
    assert built_small.say("build", "--keep-going").code == 1
    assert sites(changed(before, tree(built_small.public))) == {"cedar", ""}


def test_keep_going_without_a_last_site_publishes_only_the_others(small: Small) -> None:
    without_head(small)
    assert small.say("build", "--keep-going").code == 1
    assert sorted(path.name for path in small.public.iterdir() if path.is_dir()) == [
        "assets",
        "birch",
        "cedar",
        "model",
    ]


def test_keep_going_publishes_nothing_where_an_error_concerns_all(small: Small) -> None:
    before = small.publish_something()
    small.edit(WHO, "school.name", "school.nmae")
    without_head(small)
    said = small.say("build", "--keep-going")
    assert (said.code, said.err) == (1, "Nothing was published.\n")
    assert {path for path in changed(before, tree(small.root)) if not path.endswith(".lock.yml")} == {
        WHO,
        MAPLE,
        CEDAR,
    }


# -- law 2: a build that is killed ---------------------------------------------------------------------------

DRIVER = """
import os, signal, sys
from pathlib import Path
from clausewright.cli import run
from clausewright.build import cache
from clausewright.build import pipeline
from clausewright.build import staging

point, *argv = sys.argv[1:]

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

def after(module, name, times=1, of=lambda *_: True):
    what, left = getattr(module, name), [times]
    def counted(*arguments, **named):
        result = what(*arguments, **named)
        left[0] -= of(*arguments)
        if not left[0]:
            die()
        return result
    setattr(module, name, counted)

match point:
    case "before anything is made": pipeline.worker_pool = die
    case "with half of the documents made": after(pipeline, "load", 5)
    case "with every page rendered": after(pipeline, "pages")
    case "with one file staged": after(staging.Staging, "_note")
    case "with fifty files staged": after(staging.Staging, "_note", 50)
    case "before the two sites change places": staging._swap = die
    case "between the two renames": after(Path, "rename", of=lambda path, _: path.name == "public")
    case "before the former site is removed": after(Path, "rename", of=lambda path, _: path.name == ".public.unfinished")
    case "before it is remembered": pipeline.save_state = die
    case "before the cache is tidied": cache.Cache.keep_only = die
sys.exit(run(argv))
"""
POINTS = (
    "before anything is made",
    "with half of the documents made",
    "with every page rendered",
    "with one file staged",
    "with fifty files staged",
    "before the two sites change places",
    "between the two renames",
    "before the former site is removed",
    "before it is remembered",
    "before the cache is tidied",
)
NEW_SITE = POINTS[7:]


def change_everything(small: Small) -> None:
    """Change a clause that every document contains."""
    small.edit(WHO, "This policy covers", "This page is for")


@pytest.fixture
def changing(once: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Small:
    """The small library with a last site and changes since, so that a build has everything to do."""
    root = tmp_path / "library"
    shutil.copytree(once, root)
    shutil.rmtree(root / ".clausewright")
    small = Small(root, capsys)
    change_everything(small)
    return small


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the changed library is when it is built in peace."""
    root = copied(tmp_path_factory.mktemp("peace") / "library")
    clause = root / WHO
    clause.write_text(
        clause.read_text(encoding="utf-8").replace("This policy covers", "This page is for"), encoding="utf-8"
    )
    lock(root)
    assert run(["build", "--library", str(root), "--as-at", AS_AT]) == 0
    return tree(root / "public")


def arguments(root: Path) -> list[str]:
    return ["build", "--library", str(root), "--as-at", AS_AT, "--jobs", "2"]


def leave_no_process(process: subprocess.Popen[bytes]) -> None:
    """End what a killed build may have left: the processes of its own session, which this test started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


@pytest.mark.parametrize("point", POINTS)
def test_a_killed_build_leaves_the_last_site_whole(
    point: str, changing: Small, expected: dict[str, str]
) -> None:
    last = tree(changing.public)
    process = subprocess.Popen(
        [sys.executable, "-c", DRIVER, point, *arguments(changing.root)],
        start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        assert process.wait(timeout=120) == -signal.SIGKILL
    finally:
        leave_no_process(process)
    there = tree(changing.public) if changing.public.exists() else tree(changing.root / ".public.former")
    assert there == (expected if point in NEW_SITE else last)
    changing.build()
    assert tree(changing.public) == expected
    assert [path.name for path in changing.root.iterdir() if path.name.startswith(".public")] == []


def test_a_site_lost_between_the_renames_comes_back_even_when_the_next_build_fails(changing: Small) -> None:
    last = tree(changing.public)
    changing.public.rename(changing.root / ".public.former")
    changing.edit(WHO, "school.name", "school.nmae")
    assert changing.say("build").code == 1
    assert tree(changing.public) == last


def seen(root: Path) -> Iterator[tuple[str, Callable[[], bool]]]:
    """States of a build that can be seen from outside, in the order in which they come."""
    cache = root / ".clausewright" / "cache"
    yield "the cache appears", cache.exists
    yield "a document is in the cache", lambda: any((cache / "variant").glob("*/*"))
    yield "a PDF is in the cache", lambda: any((cache / "pdf").glob("*/*"))
    yield "the new site begins", (root / ".public.unfinished").exists
    yield "the new site has a school", (root / ".public.unfinished" / "birch").exists


@pytest.mark.parametrize(
    ("state", "end"),
    [
        (1, signal.SIGKILL),
        (3, signal.SIGKILL),
        (0, signal.SIGINT),
        (2, signal.SIGINT),
        (4, signal.SIGINT),
        (2, signal.SIGTERM),
    ],
)
def test_a_build_stopped_from_outside_leaves_the_last_site_whole(
    state: int, end: signal.Signals, changing: Small, expected: dict[str, str]
) -> None:
    """SIGINT goes to every process, as Ctrl-C in a terminal does; the others to the first alone."""
    last = tree(changing.public)
    _, is_reached = tuple(seen(changing.root))[state]
    errors = changing.root.parent / "errors.txt"
    with errors.open("wb") as said_of_errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "clausewright", *arguments(changing.root)],
            start_new_session=True, stdout=subprocess.DEVNULL, stderr=said_of_errors,
        )  # fmt: skip
    try:
        while process.poll() is None and not is_reached():
            pass
        if process.poll() is None:
            (os.killpg if end is signal.SIGINT else os.kill)(process.pid, end)
        code = process.wait(timeout=120)
    finally:
        leave_no_process(process)
    said = errors.read_text(encoding="utf-8")
    there = tree(changing.public) if changing.public.exists() else tree(changing.root / ".public.former")
    assert there in (last, expected)
    if end is signal.SIGINT:
        assert "Traceback" not in said
        assert code == 130 or there == expected
        assert [path.name for path in changing.root.iterdir() if path.name.startswith(".public")] == []
    changing.build()
    assert tree(changing.public) == expected


# -- law 5: the same bytes -----------------------------------------------------------------------------------


def test_the_same_library_and_day_give_the_same_bytes(once: Path, tmp_path: Path) -> None:
    """In another folder with another name, by another number of processes, with other hashes, another zone
    and another language.
    """
    root = copied(tmp_path / "another place" / "Bücherei")
    environment = {
        **os.environ,
        "PYTHONHASHSEED": "4711",
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C",
        "HOME": str(tmp_path),
    }
    ran = subprocess.run(
        [sys.executable, "-m", "clausewright", *arguments(root)[:-1], "1"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert changed(tree(once / "public"), tree(root / "public")) == set()


def test_source_date_epoch_is_the_day_of_the_build(
    once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copied(tmp_path / "library")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795219200")  # 2026-11-21T00:00:00Z
    assert run(["build", "--library", str(root)]) == 0
    assert changed(tree(once / "public"), tree(root / "public")) == set()


def test_another_day_of_the_same_edition_changes_only_what_says_so(once: Path, tmp_path: Path) -> None:
    root = copied(tmp_path / "library")
    assert run(["build", "--library", str(root), "--as-at", "2026-11-22"]) == 0
    assert changed(tree(once / "public"), tree(root / "public")) == {"manifest.json", "check.html"}


def test_the_manifest_lists_every_file_with_its_digest(once: Path) -> None:
    manifest = json.loads((once / "public" / "manifest.json").read_text(encoding="utf-8"))
    there = tree(once / "public")
    del there["manifest.json"]
    assert {path: facts["sha256"] for path, facts in manifest["files"].items()} == there
    made = manifest["files"]["birch/2026-27/files/phones.pdf"]
    assert (made["policy"], made["version"]) == ("phones", "2026-09")


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


@pytest.mark.parametrize("damage", ["changed", "changed in place", "deleted"])
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
    assert kinds == {"variant", "faces", "page", "assets", "pdf", "docx"}
    shutil.rmtree(built_small.public)
    built_small.build()
    assert tree(built_small.public) == before


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
    assert tree(built_small.public) == before


KEYS = """
import sys
from datetime import date
from pathlib import Path
from clausewright.assemble.assembler import Assembler
from clausewright.assemble.sites import every_site
from clausewright.build.change_sets import compared_key, every_pair
from clausewright.build.options import toolchain
from clausewright.load import load_library

root = Path(sys.argv[1])
assembler = Assembler(load_library(root)[0])
for pair in every_pair(assembler, every_site(assembler, date.fromisoformat(sys.argv[2]))):
    print(compared_key(toolchain(root), assembler, pair.compared))
"""


def run_with_hashes(seed: int, *command: str) -> str:
    """Run Python with hashes of its own; return what it prints."""
    environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
    ran = subprocess.run(
        [sys.executable, *command], env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_keys_of_the_cache_do_not_depend_on_hashes(once: Path) -> None:
    keys = [run_with_hashes(seed, "-c", KEYS, str(once), AS_AT) for seed in (1, 2, 3)]
    assert keys[0]
    assert keys == [keys[0]] * 3


def test_after_one_value_has_changed_no_comparison_is_made_again(built_small: Small) -> None:
    faces = built_small.root / ".clausewright" / "cache" / "faces"
    before = inodes(faces)
    built_small.edit(BIRCH, "phone: 01632 960201", "phone: 01632 960299")
    run_with_hashes(4711, "-m", "clausewright", *arguments(built_small.root))
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
    before = tree(built_small.public)
    built_small.edit(BIRCH, "Paul Ester", "Pauline Ester")
    built_small.build()
    assert {
        path.split("/")[1] for path in changed(before, tree(built_small.public)) if path != "manifest.json"
    } == {"2026-27", "latest"}


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
        "search_index.json",
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
    assert re.search(r"[123] of 9 document shapes", said.out)


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
    # What changed between the model's versions is made with its newest edition.
    ("--edition", "2026-27"): lambda path: (
        path.split("/")[1] in ("2026-27", "latest") or path.startswith("model/changes/")
    ),
    ("--school", "maple", "--edition", "2026-27"): lambda path: path.startswith(
        ("maple/2026-27", "maple/latest")
    ),
}


@pytest.mark.parametrize(
    ("part", "is_remembered"),
    [*((part, True) for part in PARTS), (("--school", "birch"), False), (("--edition", "2026-27"), False)],
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


@pytest.mark.parametrize("only", [("site",), ("pdf",), ("word",), ("pdf", "word")])
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


# -- the output folder ---------------------------------------------------------------------------------------


def test_out_goes_where_it_is_told(once: Path, small: Small, tmp_path: Path) -> None:
    out = tmp_path / "elsewhere" / "deep" / "site"
    small.build("--out", str(out))
    assert changed(tree(once / "public"), tree(out)) == set()
    assert not small.public.exists()
    assert small.build("--out", str(out)).out == "Nothing has changed since the last build of site/.\n"


@pytest.mark.parametrize(
    "files",
    [
        {"thesis.docx": b"years of work"},
        {"manifest.json": b'{"name": "Our app", "start_url": "/"}', "app.js": b"x"},
        {"manifest.json": b"[]"},
        {"manifest.json": b"not json"},
        {"manifest.json": b'{"made_by": ["clausewright 1"]}'},
        {".git/config": b"[core]"},
    ],
)
def test_out_refuses_a_folder_that_is_not_its_own(
    files: dict[str, bytes], small: Small, tmp_path: Path
) -> None:
    out = tmp_path / "precious"
    for name, data in files.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(data)
    before = tree(tmp_path)
    said = small.say("build", "--out", str(out))
    assert (said.code, said.out) == (2, "")
    assert (
        said.err
        == f"{out} holds files that clausewright did not write. Choose another folder with --out, or empty"
        " it.\n"
    )
    assert tree(tmp_path) == before


def test_out_refuses_a_file_and_the_library_itself(small: Small) -> None:
    small.write("site", b"A file.\n")
    before = tree(small.root)
    for out in (
        small.root / "site",
        small.root,
        small.root.parent,
        small.root / "policies",
        small.root / "variables" / "schools",
    ):
        assert small.say("build", "--out", str(out)).code == 2
    assert tree(small.root) == before


@pytest.mark.parametrize("inside", ["policies/out", "variables/out", "overrides/out", ".clausewright/out"])
def test_out_refuses_the_folders_that_it_is_made_from(inside: str, small: Small) -> None:
    """What is published there would be read by the next build."""
    before = tree(small.root)
    assert small.say("build", "--out", str(small.root / inside)).code == 2
    assert tree(small.root) == before


def test_out_takes_an_empty_folder_and_an_earlier_result(small: Small, tmp_path: Path) -> None:
    out = tmp_path / "site"
    out.mkdir()
    small.build("--out", str(out))
    change_everything(small)
    small.build("--out", str(out))
    assert "This page is for" in (out / "birch/latest/phones/index.html").read_text(encoding="utf-8")


def test_what_a_build_leaves_beside_the_library_is_its_own(small: Small) -> None:
    before = set(small.root.iterdir())
    small.build()
    assert {path.name for path in set(small.root.iterdir()) - before} == {"public", ".clausewright"}
    assert {path.name for path in small.root.parent.iterdir()} == {"library"}
