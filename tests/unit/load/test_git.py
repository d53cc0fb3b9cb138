"""A library is read from git as it was: the same library as the folder was at that commit, whatever stands in
the folder now.
"""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from clausewright.errors import UsageError
from clausewright.load import load_library, load_ref
from tests.support.small import copied

CONSENT = "policies/clauses/visit-consent/2025-09.md"


def git(folder: Path, *arguments: str) -> None:
    """Run git as somebody, whatever this machine's own settings."""
    who = ("-c", "user.name=Clerk", "-c", "user.email=clerk@grove.example", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """The small library, kept in git with one commit, below the top of its repository."""
    root = copied(tmp_path / "repository" / "library")
    git(root.parent, "init", "--quiet", "--initial-branch=main")
    git(root.parent, "add", ".")
    git(root.parent, "commit", "--quiet", "-m", "First")
    git(root.parent, "tag", "autumn")
    return root


def test_a_ref_gives_the_library_as_it_was(kept: Path) -> None:
    before, problems = load_library(kept)
    (kept / CONSENT).write_text("no front matter any more", encoding="utf-8")
    for ref in ("HEAD", "main", "autumn"):
        then, found = load_ref(kept, ref)
        assert found == problems == ()
        assert replace(then, site_url=before.site_url) == before


def test_an_older_commit_gives_what_was_then_and_not_what_came_after(kept: Path) -> None:
    before, _ = load_library(kept)
    git(kept, "mv", CONSENT, CONSENT.replace("2025-09", "2025-10"))
    git(kept, "commit", "--quiet", "-m", "Second")
    assert load_ref(kept, "HEAD~1")[0].clauses == load_ref(kept, "autumn")[0].clauses == before.clauses
    assert load_ref(kept, "HEAD")[0].clauses != before.clauses


def test_an_unknown_ref_is_named_and_a_near_one_proposed(kept: Path) -> None:
    with pytest.raises(
        UsageError,
        match=r"'autum' is neither a folder nor a branch, tag or commit .* Did you mean 'autumn'\?",
    ):
        load_ref(kept, "autum")
    with pytest.raises(UsageError, match="neither a folder nor a branch"):
        load_ref(kept, "--upload-pack=touch")


def test_a_ref_without_a_library_says_so(kept: Path) -> None:
    git(kept, "rm", "-r", "--quiet", "--cached", ".")
    git(kept, "commit", "--quiet", "-m", "Nothing left")
    with pytest.raises(UsageError, match="At 'HEAD' there is no library here"):
        load_ref(kept, "HEAD")


def test_a_folder_without_git_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    with pytest.raises(UsageError, match="is not kept in git"):
        load_ref(copied(tmp_path / "library"), "HEAD")
