"""Law 5, repeatable: the same library and date give the same bytes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from clausewright.build import workers
from clausewright.cli import run
from tests.support.small import (
    AS_AT,
    changed,
    copied,
    tree,
)


def test_the_same_library_and_day_give_the_same_bytes(small_once: Path, tmp_path: Path) -> None:
    """In another folder with another name, with other hashes, another zone and another language."""
    root = copied(tmp_path / "another place" / "Bücherei")
    environment = {
        **os.environ,
        "PYTHONHASHSEED": "4711",
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C",
        "HOME": str(tmp_path),
    }
    ran = subprocess.run(
        [
            sys.executable,
            "-m",
            "clausewright",
            "build",
            "--library",
            str(root),
            "--as-at",
            AS_AT,
        ],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert changed(tree(small_once / "public"), tree(root / "public")) == set()


def test_it_does_not_matter_how_many_processes_share_the_work(
    small_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The small library is little to do, which one process does; here two others do it."""
    root = copied(tmp_path / "library")
    monkeypatch.setattr(workers, "FEW", dict.fromkeys(workers.FEW, 0))
    assert run(["build", "--library", str(root), "--as-at", AS_AT, "--jobs", "2"]) == 0
    assert changed(tree(small_once / "public"), tree(root / "public")) == set()


def test_source_date_epoch_is_the_day_of_the_build(
    small_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copied(tmp_path / "library")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795219200")  # 2026-11-21T00:00:00Z
    assert run(["build", "--library", str(root)]) == 0
    assert changed(tree(small_once / "public"), tree(root / "public")) == set()


def test_another_day_of_the_same_edition_changes_only_what_says_so(small_once: Path, tmp_path: Path) -> None:
    root = copied(tmp_path / "library")
    assert run(["build", "--library", str(root), "--as-at", "2026-11-22"]) == 0
    assert changed(tree(small_once / "public"), tree(root / "public")) == {"manifest.json", "check.html"}


def test_the_manifest_lists_every_file_with_its_digest(small_once: Path) -> None:
    manifest = json.loads((small_once / "public" / "manifest.json").read_text(encoding="utf-8"))
    there = tree(small_once / "public")
    del there["manifest.json"]
    assert {path: facts["sha256"] for path, facts in manifest["files"].items()} == there
    made = manifest["files"]["birch/2026-27/files/phones.pdf"]
    assert (made["policy"], made["version"]) == ("phones", "2026-09")
