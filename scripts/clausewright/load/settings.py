"""The settings of a library: mkdocs.yml, from which every site is made."""

from __future__ import annotations

from pathlib import Path

from ..errors import Problem
from .files import find_no_file
from .layout import find_original
from .yaml import check_syntax, read_yaml

_SETTINGS = "mkdocs.yml"


def check_settings(root: Path) -> list[Problem]:
    """Return what is wrong with mkdocs.yml: whether it is there and is YAML. Its settings MkDocs itself checks."""
    path = root / _SETTINGS
    problems: list[Problem] = []
    if not path.exists():
        names = [child.name for child in root.iterdir()] if root.is_dir() else []
        nearest = next((name for name in sorted(names) if find_original(name, [_SETTINGS])), "")
        hint = "'clausewright new DIR' writes one into a new folder; copy it here."
        if nearest:
            hint = f"Did you mean '{_SETTINGS}'? There is a file '{nearest}': rename it."
        return [Problem(_SETTINGS, 0, "is missing; every site is made from it", hint)]
    if fault := find_no_file(path):
        return [Problem(_SETTINGS, 0, *fault)]
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return [Problem(_SETTINGS, 1, "is not UTF-8 text", "Save it again with the encoding UTF-8.")]
    except OSError as error:
        hint = "Check that you may read it."
        return [Problem(_SETTINGS, 0, f"cannot be read: {error.strerror}", hint)]
    if not text.strip():
        return [Problem(_SETTINGS, 1, "is empty", "Put back what stood in it; every site is made from it.")]
    check_syntax(_SETTINGS, text, problems)
    return problems


def read_site_url(root: Path) -> str:
    """Return what mkdocs.yml says of the place where the sites will be, an empty string where it says nothing."""
    path = root / _SETTINGS
    if find_no_file(path):
        return ""
    try:
        tree = read_yaml(_SETTINGS, path.read_text(encoding="utf-8"), [])
    except (OSError, UnicodeDecodeError):
        return ""
    return str(tree.mapping().get("site_url") or "")
