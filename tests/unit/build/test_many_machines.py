"""A build on many machines gives the same bytes, and what is lost on one of them is the loss of its shard alone."""

from __future__ import annotations

import errno
import json
import logging
import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from tests.support.small import BIRCH, MAPLE, Small, changed, sites, tree

distributed = pytest.importorskip(
    "distributed", reason="Dask is not installed; 'clausewright[dask]' brings it"
)
cluster_door = pytest.importorskip("clausewright.build.cluster")
shards = pytest.importorskip("clausewright.build.shards")
workplaces = pytest.importorskip("clausewright.build.workplaces")
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """The address of a scheduler with two workers, all of them in this process."""
    settings = {"n_workers": 2, "threads_per_worker": 1, "processes": False, "dashboard_address": ":0"}
    with distributed.LocalCluster(**settings, silence_logs=logging.CRITICAL) as cluster:
        yield cluster.scheduler_address


def test_two_workers_publish_the_same_bytes(small: Small, small_once: Path, scheduler: str) -> None:
    output = small.say("build", "--scheduler", scheduler)
    assert (output.code, output.err) == (0, "")
    assert tree(small.public) == tree(small_once / "public")
    again = small.say("build", "--scheduler", scheduler)
    assert "Nothing has changed since the last build" in again.out + again.err


@pytest.mark.parametrize("arguments", [["--school", "birch", "--only", "site"], ["--edition", "2026-27"]])
def test_a_build_of_a_part_is_the_same_too(
    built_small: Small, scheduler: str, tmp_path: Path, arguments: list[str]
) -> None:
    built_small.edit(BIRCH, "Birch Primary School", "Birch Tree School")
    built_small.edit(MAPLE, "Maple", "Acer")
    published = []
    shutil.copytree(built_small.root, tmp_path / "before")
    for more in (["--scheduler", scheduler], ["--jobs", "1"]):
        shutil.rmtree(built_small.root)
        shutil.copytree(tmp_path / "before", built_small.root)
        assert built_small.say("build", *arguments, *more).code == 0
        published.append(tree(built_small.public))
    assert changed(*published) == set()
    assert changed(published[0], tree(tmp_path / "before" / "public")) != set()


def test_a_shard_that_fails_keeps_its_last_sites_and_the_others_are_published(
    built_small: Small, scheduler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = shards._write_shard

    def fail_at_grove(worker: Any, order: Any) -> Any:
        if order.shard.id == "trust-grove":
            (order.folder / "birch").mkdir()
            (order.folder / "birch" / "half.html").write_text("half", encoding="utf-8")
            raise OSError(errno.ENOSPC, "No space left on device", str(order.folder / "birch"))
        return write(worker, order)

    grove = {"birch", "cedar"}
    built_small.edit(BIRCH, "01632 960201", "01632 960999")
    built_small.edit(MAPLE, "Maple", "Acer")
    before = tree(built_small.public)
    with monkeypatch.context() as patched:
        patched.setattr(shards, "_write_shard", fail_at_grove)
        output = built_small.say("build", "--scheduler", scheduler)
    assert output.code == 1
    assert "trust-grove: cannot be written: No space left on device (birch)" in output.out
    after = tree(built_small.public)
    assert sites(changed(before, after)) == {"maple", ""}
    assert grove <= sites(set(after))
    manifest = json.loads((built_small.public / "manifest.json").read_text(encoding="utf-8"))
    listed = {path: facts["sha256"] for path, facts in manifest["files"].items()}
    assert listed == {path: digest for path, digest in after.items() if path != "manifest.json"}
    assert manifest["partial"] is True
    assert not list(built_small.root.rglob("half.html"))
    with monkeypatch.context() as patched:
        patched.setattr(shards, "list_shards", lambda _: [shards.Shard("trust-grove", frozenset(grove))])
        patched.setattr(shards, "_write_shard", fail_at_grove)
        assert built_small.say("build", "--scheduler", scheduler).code == 1
    assert tree(built_small.public) == after
    mended = built_small.say("build", "--scheduler", scheduler)
    assert mended.code == 0
    assert sites(changed(after, tree(built_small.public))) == {"birch", ""}
    fresh = built_small.root / "fresh"
    assert built_small.say("build", "--jobs", "1", "--out", str(fresh)).code == 0
    assert tree(built_small.public) == tree(fresh)


def test_a_machine_that_is_lost_is_a_problem_of_its_shard() -> None:
    future: Future[Any] = Future()
    future.set_exception(distributed.KilledWorker("job", None, 3))
    report = shards._read_report(future, shards.Shard("trust-grove", frozenset({"birch"})))
    (problem,) = report.problems
    assert problem.path == "trust-grove"
    assert problem.message == "was not composed: 4 workers ended while at it"


def test_a_machine_that_would_not_make_the_same_stops_the_build(
    built_small: Small, scheduler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[object] = []

    def identify(options: object) -> str:
        seen.append(options)
        return str(len(seen))

    built_small.edit(BIRCH, "Birch Primary School", "Birch Tree School")
    before = tree(built_small.public)
    monkeypatch.setattr(workplaces, "_identify", identify)
    output = built_small.say("build", "--scheduler", scheduler)
    assert output.code == 1
    assert "sees other files than this one, or has other versions" in output.out
    assert tree(built_small.public) == before


def test_a_scheduler_that_does_not_answer_and_a_missing_package_are_said(
    built_small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    built_small.edit(BIRCH, "Birch Primary School", "Birch Tree School")
    before = tree(built_small.public)
    monkeypatch.setattr(cluster_door, "_PATIENCE", 0.2)
    output = built_small.say("build", "--scheduler", "tcp://127.0.0.1:9")
    assert output.code == 1
    assert "tcp://127.0.0.1:9: no scheduler answers" in output.out
    for name in ("shards", "cluster"):
        monkeypatch.delitem(sys.modules, f"clausewright.build.{name}")
    monkeypatch.setitem(sys.modules, "distributed", None)
    output = built_small.say("build", "--scheduler", "tcp://127.0.0.1:9")
    assert output.code == 2
    assert "pip install 'clausewright[dask]'" in output.out + output.err
    assert tree(built_small.public) == before
