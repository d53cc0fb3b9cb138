"""The folder overrides/: how pages, Word files and PDFs look. It is looked at before any of it is opened."""

from __future__ import annotations

import os
import zipfile
import zlib
from pathlib import Path

from ..errors import Problem
from ..model.leftovers import is_leftover
from ..override_files import overrides_for
from .files import find_no_file

_FOLDER = "overrides"
_TEMPLATE = "pdf/policy.typ"
_STYLES = "word/reference.docx"
# What every build reads, whichever other files a library has.
_NEEDED = (_TEMPLATE, _STYLES, "site/assets/stylesheets/policy.css")
_PARTS = ("word/document.xml", "word/styles.xml")
_LARGEST_PART = 20_000_000
_PUT_BACK = "Put back the one that came with the library, or delete overrides/ to use the shipped one."


def check_overrides(root: Path) -> list[Problem]:
    """Return what is wrong with the files of overrides/, as far as a build could not even read them."""
    folder = root / _FOLDER
    if overrides_for(root) != folder:
        return []
    problems = _find_no_files(root, folder)
    faulty = {problem.path for problem in problems}
    for name in _NEEDED:
        path = f"{_FOLDER}/{name}"
        if path in faulty:
            continue
        if not (root / path).exists():
            problems.append(Problem(path, 0, "is missing; every build reads it", _PUT_BACK))
        elif name == _STYLES and not _is_word_file(root / path):
            problems.append(Problem(path, 0, "is no Word file that can be opened", _PUT_BACK))
        elif name != _STYLES and not _is_text(root / path):
            problems.append(Problem(path, 0, "is not UTF-8 text", "Save it again with the encoding UTF-8."))
    return problems


def _find_no_files(root: Path, folder: Path) -> list[Problem]:
    """Each pipe, socket and device in a folder, each link that leads nowhere, and each folder with the name
    of a file that a build needs.
    """
    problems = []
    for parent, folders, names in os.walk(folder):
        needed = [name for name in folders if (Path(parent) / name).relative_to(folder).as_posix() in _NEEDED]
        for name in sorted((*needed, *names)):
            path = Path(parent) / name
            if not is_leftover(name) and (fault := find_no_file(path)):
                problems.append(Problem(path.relative_to(root).as_posix(), 0, *fault))
    return problems


def _is_text(path: Path) -> bool:
    try:
        path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    return True


def _is_word_file(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            if any(archive.getinfo(part).file_size > _LARGEST_PART for part in _PARTS):
                return False
            return all(archive.read(part) for part in _PARTS)
    except (OSError, KeyError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error):
        return False
