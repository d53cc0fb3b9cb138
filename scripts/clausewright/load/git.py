"""A library as it was at a git ref: the bytes of its files, taken from git's own archive and never from the
working folder.
"""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path

from ..errors import Problem, UsageError, did_you_mean
from ..model.leftovers import is_leftover
from .files import FOLDERS, LARGEST


def read_ref(root: Path, ref: str) -> tuple[dict[str, bytes], list[Problem]]:
    """Read every file of the library in `root` as it was at a ref: a branch, a tag, a commit, or "HEAD~1".

    Returns what `read_folder` does. Raises UsageError where there is no such ref, or no git that could know
    of one.
    """
    commit = _find_commit(root, ref)
    names = set(_run_git(root, "ls-tree", "--name-only", commit).decode().splitlines())
    folders = [folder for folder in FOLDERS if folder in names]
    if not folders:
        raise UsageError(f"At '{ref}' there is no library here: git knows no folder policies/ at that point.")
    packed = _run_git(root, "-c", "core.autocrlf=false", "archive", "--format=tar", commit, *folders)
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    with tarfile.TarFile(fileobj=io.BytesIO(packed)) as archive:
        for member in archive:
            if member.isdir() or any(map(is_leftover, member.name.split("/"))):
                continue
            stream = archive.extractfile(member) if member.isreg() and member.size <= LARGEST else None
            if stream is None:
                problems.append(
                    Problem(
                        member.name,
                        0,
                        f"cannot be read at '{ref}': it is a link, or larger than 4 MB",
                        "Name a later state of the library, in which it is a file and smaller.",
                    )
                )
            else:
                files[member.name] = stream.read()
    return files, problems


def _find_commit(root: Path, ref: str) -> str:
    """The commit that a ref names."""
    try:
        _run_git(root, "rev-parse", "--git-dir")
    except (subprocess.CalledProcessError, OSError):
        raise UsageError(
            f"'{ref}' is no folder, and {root} is not kept in git, so no earlier state of it is known. Name a"
            " folder that holds a library."
        ) from None
    try:
        return (
            _run_git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
            .decode()
            .strip()
        )
    except subprocess.CalledProcessError:
        names = (
            _run_git(root, "for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/tags")
            .decode()
            .split()
        )
        hint = did_you_mean(ref, names) or "'git log --oneline' lists the commits, 'git tag' the tags."
        raise UsageError(
            f"'{ref}' is neither a folder nor a branch, tag or commit of this library. {hint}"
        ) from None


def _run_git(root: Path, *arguments: str) -> bytes:
    # Git as the user has it.
    command = ["git", *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, check=True).stdout  # noqa: S603
