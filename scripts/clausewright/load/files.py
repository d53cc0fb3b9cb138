"""The door: the bytes of a library's files, and plain text out of them; and the bytes of a foreign file."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from ..errors import Problem, UsageError

FOLDERS = ("policies", "variables")
IMAGE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg"})
LARGEST = 4_000_000
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


def read_folder(root: Path) -> tuple[dict[str, bytes], list[Problem]]:
    """Read every file under the library's two folders.

    Returns the bytes of each by its path from `root`, with forward slashes, and the problems found on the
    way: links that lead out of the library, files that cannot be read, files larger than any policy is.
    """
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    home = root.resolve()
    for folder in FOLDERS:
        for path in _walk(root / folder):
            name = path.relative_to(root).as_posix()
            if path.is_symlink() and not path.resolve().is_relative_to(home):
                problems.append(
                    Problem(
                        name, 0, "is a link out of the library", "Copy the file into the library instead."
                    )
                )
                continue
            if path.is_dir():
                continue
            try:
                if path.stat().st_size > LARGEST:
                    problems.append(
                        Problem(
                            name,
                            0,
                            "is larger than 4 MB",
                            "Make the file smaller; pictures 1600 pixels wide do well.",
                        )
                    )
                else:
                    files[name] = path.read_bytes()
            except OSError as error:
                problems.append(
                    Problem(
                        name,
                        0,
                        f"cannot be read: {error.strerror}",
                        "Check that it exists and that you may read it.",
                    )
                )
    return files, problems


def _walk(folder: Path) -> list[Path]:
    paths: list[Path] = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        parent_path = Path(parent)
        paths += [parent_path / name for name in folders if (parent_path / name).is_symlink()]
        paths += [parent_path / name for name in sorted(names) if not name.startswith(".")]
    return paths


def read_text(name: str, files: Mapping[str, bytes], problems: list[Problem]) -> str | None:
    """Return a file as text, or None when it is not plain UTF-8 text with LF line ends; what is wrong goes to
    `problems`.
    """
    data = files[name]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.append(Problem(name, line, "is not UTF-8 text", "Save it again with the encoding UTF-8."))
        return None
    faults = (
        (text.find("\ufeff"), "has a byte-order mark", "Save it again as 'UTF-8', not 'UTF-8 with BOM'."),
        (
            text.find("\r"),
            "has Windows line ends (CRLF)",
            "Save it again with line ends 'LF'; the .gitattributes file keeps them so.",
        ),
        (text.find("\t"), "has a tab", "Use spaces instead."),
        (
            _find_position(CONTROL, text),
            "has an invisible control character",
            "Delete it; it cannot be printed.",
        ),
    )
    for position, message, hint in faults:
        if position >= 0:
            problems.append(Problem(name, text.count("\n", 0, position) + 1, message, hint))
    return None if any(position >= 0 for position, _, _ in faults) else text


def _find_position(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.search(text)
    return match.start() if match else -1


# -- A foreign file that a person wants to import ------------------------------------------------------------

_LARGEST = 200_000_000


def read_foreign(path: Path) -> bytes:
    """Return a file's bytes. Raises UsageError where it is not there or larger than any policy."""
    try:
        if path.is_dir():
            raise UsageError(f"{path} is a folder. Name the file in it that holds the policy.")
        if not path.is_file():
            raise UsageError(f"There is no file {path}.")
        if path.stat().st_size > _LARGEST:
            raise UsageError(
                f"{path} is larger than {_LARGEST // 1_000_000} MB. Take out its pictures, or save it as"
                " plain text."
            )
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
