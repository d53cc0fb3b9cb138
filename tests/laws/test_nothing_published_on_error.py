"""Law 2, nothing published on error: an error leaves the last site as it was, and so does a build that is killed.

Processes are killed where they can be seen to be (a folder that has appeared) or at a line of the code, never
after a time.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.builds import change_everything
from tests.support.examples import sample
from tests.support.small import (
    CACHE,
    CEDAR,
    MAPLE,
    WHO,
    Small,
    build_arguments,
    changed,
    inodes,
    sites,
    tree,
)

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
from clausewright.build import cache, output, pipeline, staging, swap, workers

point, *argv = sys.argv[1:]
# A shell lets what runs in the background ignore Ctrl-C, and these tests with it.
signal.signal(signal.SIGINT, signal.default_int_handler)

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
    case "with half of the documents made": after(cache.Cache, "read_value", 5)
    case "with every page rendered": after(pipeline, "render_missing_pages")
    case "with one file staged": after(staging.Staging, "_note")
    case "with fifty files staged": after(staging.Staging, "_note", 50)
    case "before the two sites change places": staging.swap = die
    case "between the two renames":
        swap.exchange = lambda *_: False
        after(Path, "rename", of=lambda path, _: path.name == "public")
    case "before the former site is removed":
        swap.exchange = lambda *_: False
        after(Path, "rename", of=lambda path, _: path.name == ".public.unfinished")
    case "when the two sites have changed places": after(swap, "exchange")
    case "before it is remembered": output.save_state = die
    case "before the cache is tidied": cache.Cache.keep_only = die
    case "in two processes": workers.FEW = dict.fromkeys(workers.FEW, 0)
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
    "when the two sites have changed places",
    "before it is remembered",
    "before the cache is tidied",
)
NEW_SITE = POINTS[7:]


@pytest.fixture
def changing(small_once: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Small:
    """The small library with a last site and changes since, so that a build has everything to do."""
    root = tmp_path / "library"
    shutil.copytree(small_once, root, ignore=shutil.ignore_patterns(".clausewright"))
    small = Small(root, capsys)
    change_everything(small)
    return small


@pytest.fixture
def nearly_made(changing: Small, changed_once: Path) -> Small:
    """The same with every document made already, so that only writing the sites is left."""
    shutil.copytree(changed_once / CACHE, changing.root / CACHE)
    return changing


def leave_no_process(process: subprocess.Popen[Any]) -> None:
    """End what a killed build may have left: the processes of its own session, which this test started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


@pytest.mark.parametrize("point", sample(POINTS, 4))
def test_a_killed_build_leaves_the_last_site_whole(
    point: str, expected: dict[str, str], request: pytest.FixtureRequest
) -> None:
    is_made = point in POINTS[POINTS.index("with one file staged") :]
    changing: Small = request.getfixturevalue("nearly_made" if is_made else "changing")
    last = tree(changing.public)
    process = subprocess.Popen(
        [sys.executable, "-c", DRIVER, point, *build_arguments(changing.root)],
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


STOPPED = "Stopped. Nothing that was published has been changed.\n"


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_nothing_of_a_stopped_build_goes_on(end: signal.Signals, changing: Small) -> None:
    """Its workers and their pandoc end with it, and say nothing. Each of them holds the pipe for errors, which
    can be read to its end only when the last is gone.
    """
    process = subprocess.Popen(
        [sys.executable, "-c", DRIVER, "in two processes", *build_arguments(changing.root)],
        start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        is_reached = dict(seen(changing.root))["a document is in the cache"]
        while process.poll() is None and not is_reached():
            time.sleep(0.002)
        assert process.poll() is None
        (os.killpg if end is signal.SIGINT else os.kill)(process.pid, end)
        _, said = process.communicate(timeout=60)
    finally:
        leave_no_process(process)
    if end is signal.SIGINT:
        assert said == STOPPED
    assert "Traceback" not in said


# The states that come after every document is made.
WRITING = (3, 4)


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
    sample(
        [
            (1, signal.SIGKILL),
            (3, signal.SIGKILL),
            (0, signal.SIGINT),
            (2, signal.SIGINT),
            (4, signal.SIGINT),
            (2, signal.SIGTERM),
        ],
        3,
    ),
)
def test_a_build_stopped_from_outside_leaves_the_last_site_whole(
    state: int, end: signal.Signals, expected: dict[str, str], request: pytest.FixtureRequest
) -> None:
    """SIGINT goes to every process, as Ctrl-C in a terminal does; the others to the first alone."""
    changing: Small = request.getfixturevalue("nearly_made" if state in WRITING else "changing")
    last = tree(changing.public)
    _, is_reached = tuple(seen(changing.root))[state]
    errors = changing.root.parent / "errors.txt"
    with errors.open("wb") as said_of_errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "clausewright", *build_arguments(changing.root)],
            start_new_session=True, stdout=subprocess.DEVNULL, stderr=said_of_errors,
        )  # fmt: skip
    try:
        while process.poll() is None and not is_reached():
            time.sleep(0.002)
        if process.poll() is None:
            (os.killpg if end is signal.SIGINT else os.kill)(process.pid, end)
        code = process.wait(timeout=120)
    finally:
        leave_no_process(process)
    said = errors.read_text(encoding="utf-8")
    there = tree(changing.public) if changing.public.exists() else tree(changing.root / ".public.former")
    assert there in (last, expected)
    if end is signal.SIGINT:
        assert said in ("", STOPPED)
        assert code == 130 or there == expected
        assert [path.name for path in changing.root.iterdir() if path.name.startswith(".public")] == []
    changing.build()
    assert tree(changing.public) == expected
