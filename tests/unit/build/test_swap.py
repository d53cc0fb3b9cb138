"""A new site takes the place of the last one: no page is ever missing, on a mounted volume too, and one build at
a time does so.
"""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

import pytest

from clausewright.build import pipeline, work_folder
from clausewright.build import swap as swapping
from clausewright.build.options import BuildOptions
from clausewright.build.swap import find_staging_folder, swap
from clausewright.build.work_folder import hold_build_lock, is_building
from tests.support.builds import change_everything
from tests.support.small import BIRCH, Small, tree

Site = dict[str, str]


def write(folder: Path, site: Site) -> Path:
    """Write files, by path."""
    for path, text in site.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def read(folder: Path) -> Site:
    """What is in a folder's files, by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }


def rename_nothing(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `out` be as a folder on which a volume is mounted: it cannot be renamed."""
    renamed = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        if out in (path, target):
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(path))
        return renamed(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    monkeypatch.setattr(swapping, "exchange", lambda *_: False)


def mount_there(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the system say that a volume is mounted on `out`."""
    rename_nothing(out, monkeypatch)
    monkeypatch.setattr(os.path, "ismount", lambda path: path == out)


def lie_on_another_disk(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `out` be on another disk than what is beside it, and nobody say so."""
    rename_nothing(out, monkeypatch)
    replaced = Path.replace

    def refuse(path: Path, target: Path) -> Path:
        if path.is_relative_to(out) != target.is_relative_to(out):
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV), str(path))
        return replaced(path, target)

    monkeypatch.setattr(Path, "replace", refuse)


def change_nothing(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave everything as it is on this system."""


@pytest.mark.parametrize("situation", [change_nothing, mount_there, lie_on_another_disk])
def test_while_sites_change_places_no_page_is_ever_missing(
    situation: Callable[[Path, pytest.MonkeyPatch], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = write(tmp_path / "public", {"index.html": "0", "birch/index.html": "0", "gone.html": "0"})
    situation(out, monkeypatch)
    is_over, readings, missing = threading.Event(), [0], [0]

    def keep_reading() -> None:
        while not is_over.is_set():
            try:
                (out / "birch" / "index.html").read_bytes()
                readings[0] += 1
            except FileNotFoundError:
                missing[0] += 1

    reader = threading.Thread(target=keep_reading)
    reader.start()
    try:
        for number in map(str, range(200)):
            unfinished = find_staging_folder(out)
            swap(write(unfinished, {"index.html": number, "birch/index.html": number}), out)
            shutil.rmtree(unfinished, ignore_errors=True)
    finally:
        is_over.set()
        reader.join()
    assert readings[0] > 0
    assert missing[0] == 0
    assert read(out) == {"index.html": "199", "birch/index.html": "199"}


@pytest.mark.parametrize("situation", [mount_there, lie_on_another_disk])
def test_on_a_mounted_volume_files_and_folders_take_each_others_places(
    situation: Callable[[Path, pytest.MonkeyPatch], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = write(tmp_path / "public", {"a": "file", "b/c/d": "deep", "e/f": "stays", "lost+found/g": "found"})
    situation(out, monkeypatch)
    new = {"a/b": "now a folder", "b": "now a file", "e/f": "stays", "manifest.json": "new"}
    unfinished = find_staging_folder(out)
    swap(write(unfinished, new), out)
    shutil.rmtree(unfinished, ignore_errors=True)
    assert read(out) == {**new, "lost+found/g": "found"}


def test_a_build_into_a_mounted_volume_is_as_any_other(
    built_small: Small, expected: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    mount_there(built_small.public, monkeypatch)
    (built_small.public / "lost+found").mkdir()
    change_everything(built_small)
    built_small.build()
    assert tree(built_small.public) == expected
    assert [path.name for path in built_small.root.iterdir() if path.name.startswith(".public")] == []


def open_files(monkeypatch: pytest.MonkeyPatch, refusals: dict[str, int]) -> None:
    """Let a folder of each name be refused to be renamed so often, as on Windows, where a program has a file in
    it open; nobody waits.
    """
    renamed = Path.rename

    def rename(path: Path, target: Path) -> Path:
        if refusals.get(path.name, 0):
            refusals[path.name] -= 1
            raise PermissionError(errno.EACCES, "a program has a file open", str(path))
        return renamed(path, target)

    monkeypatch.setattr(swapping, "exchange", lambda *_: False)
    monkeypatch.setattr("time.sleep", lambda _: None)
    monkeypatch.setattr(Path, "rename", rename)


@pytest.mark.parametrize("name", ["public", ".public.unfinished"])
def test_a_file_that_is_open_for_a_moment_is_waited_for(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = write(tmp_path / "public", {"index.html": "old"})
    open_files(monkeypatch, {name: 3})
    swap(write(find_staging_folder(out), {"index.html": "new"}), out)
    assert read(out) == {"index.html": "new"}


@pytest.mark.parametrize(
    "names", [["public"], [".public.unfinished"], [".public.unfinished", ".public.former"]]
)
def test_where_a_file_stays_open_the_last_site_stays(
    names: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = write(tmp_path / "public", {"index.html": "old", "birch/index.html": "old"})
    before = read(out)
    open_files(monkeypatch, dict.fromkeys(names, 1000))
    with pytest.raises(PermissionError):
        swap(write(find_staging_folder(out), {"index.html": "new"}), out)
    assert read(out) == before
    swapping.clear_leftovers(out)
    assert [path.name for path in tmp_path.iterdir()] == ["public"]
    assert read(out) == before


def test_a_library_that_nobody_may_write_in_is_built_elsewhere(
    built_small: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(built_small.root / ".clausewright")
    before = tree(built_small.root)
    writable = work_folder.can_write
    monkeypatch.setattr(
        work_folder,
        "can_write",
        lambda folder: not folder.is_relative_to(built_small.root) and writable(folder),
    )
    out = tmp_path / "elsewhere" / "public"
    built_small.build("--out", str(out))
    assert tree(built_small.root) == before
    assert tree(out) == tree(built_small.public)
    said = built_small.build("--out", str(out))
    assert said.out == "Nothing has changed since the last build of public/.\n"


@pytest.mark.parametrize("place", [".public.unfinished", "public/.unfinished"])
def test_what_a_killed_build_left_is_cleared_though_nothing_has_changed(
    place: str, built_small: Small
) -> None:
    write(built_small.root / place, {"birch/index.html": "half"})
    before = tree(built_small.public, without=".unfinished")
    said = built_small.build()
    assert said.out == "Nothing has changed since the last build of public/.\n"
    assert not (built_small.root / place).exists()
    assert tree(built_small.public) == before


HOLDER = """
import sys
from pathlib import Path
from clausewright.build.work_folder import hold_build_lock

with hold_build_lock(Path(sys.argv[1])):
    print("locked", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def other_build(built_small: Small) -> Iterator[subprocess.Popen[str]]:
    """Another build of the library, which has the lock."""
    work = BuildOptions(built_small.root, built_small.public, date.min).work
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(work)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "locked\n"
        yield process
        process.kill()


def test_a_killed_build_leaves_nothing_locked(built_small: Small, other_build: subprocess.Popen[str]) -> None:
    work = BuildOptions(built_small.root, built_small.public, date.min).work
    assert is_building(work)
    other_build.kill()
    other_build.wait()
    assert not is_building(work)


def test_a_second_build_waits_for_the_first_and_says_so(
    built_small: Small, other_build: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    built_small.edit(BIRCH, "phone: 01632 960201", "phone: 01632 960299")
    waited = []

    def wait_while_the_first_ends(work: Path) -> AbstractContextManager[None]:
        waited.append(is_building(work))
        other_build.kill()
        other_build.wait()
        return hold_build_lock(work)

    monkeypatch.setattr(pipeline, "hold_build_lock", wait_while_the_first_ends)
    said = built_small.build()
    assert waited == [True]
    assert said.out.startswith(
        "Another build of this library is running; this one waits until it has ended.\nBuilt 8 sites"
    )
