"""The settings of a library: mkdocs.yml, from which every site is made."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from ..errors import Problem, did_you_mean
from ..model.library import MATERIAL, RENDERERS, SiteSettings
from ..model.text import capitalise
from ..model.values import SCHOOL, Words
from .files import find_no_file
from .layout import find_original
from .typed_values import InvalidValueError, read_words
from .yaml import Data, Tree, check_syntax, read_yaml

SETTINGS = "mkdocs.yml"
_OFF = frozenset({"false", "no", "off"})
_ELSEWHERE = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)


def check_settings(root: Path) -> list[Problem]:
    """Return what is wrong with mkdocs.yml: whether it is there, is YAML, and has the settings without which
    no site is made. All others MkDocs itself checks.
    """
    path = root / SETTINGS
    problems: list[Problem] = []
    if not path.exists():
        names = [child.name for child in root.iterdir()] if root.is_dir() else []
        nearest = next((name for name in sorted(names) if find_original(name, [SETTINGS])), "")
        hint = "'clausewright new DIR' writes one into a new folder; copy it here."
        if nearest:
            hint = f"Did you mean '{SETTINGS}'? There is a file '{nearest}': rename it."
        return [Problem(SETTINGS, 0, "is missing; every site is made from it", hint)]
    if fault := find_no_file(path):
        return [Problem(SETTINGS, 0, *fault)]
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return [Problem(SETTINGS, 1, "is not UTF-8 text", "Save it again with the encoding UTF-8.")]
    except OSError as error:
        hint = "Check that you may read it."
        return [Problem(SETTINGS, 0, f"cannot be read: {error.strerror}", hint)]
    if not text.strip():
        return [Problem(SETTINGS, 1, "is empty", "Put back what stood in it; every site is made from it.")]
    check_syntax(SETTINGS, text, problems)
    return problems or list(_find_unfit_settings(read_yaml(SETTINGS, text, [])))


def _find_unfit_settings(tree: Tree) -> Iterator[Problem]:
    """What no site could be made with, and what would have readers ask another host."""
    if not isinstance(tree.data, dict):
        hint = "Write a setting on each line, such as 'docs_dir: policies'."
        yield Problem(SETTINGS, 1, "is no list of settings with their values", hint)
        return
    settings = tree.mapping()
    if "INHERIT" in settings:  # what another file says is MkDocs's to tell
        return
    folder = settings.get("docs_dir")
    if not isinstance(folder, str) or PurePosixPath(folder) != PurePosixPath("policies"):
        message = f"has the docs_dir '{folder}'" if isinstance(folder, str) else "has no docs_dir"
        yield Problem(SETTINGS, tree.lines.get(("docs_dir",), 1), message, "Write 'docs_dir: policies'.")
    theme = settings.get("theme")
    name, font = (theme.get("name"), theme.get("font")) if isinstance(theme, dict) else (theme, None)
    line = tree.lines.get(("theme",), 1)
    hint = "Write 'theme: {name: material, font: false}', or the same in lines of their own."
    if name != "material":
        yield Problem(SETTINGS, line, "has another theme than material, which every page is made for", hint)
    elif not isinstance(font, str) or font.lower() not in _OFF:
        message = "has the theme fetch its font from another host"
        yield Problem(SETTINGS, tree.lines.get(("theme", "font"), line), message, hint)
    yield from _find_unfit_extra(tree)
    for key in ("extra_css", "extra_javascript"):
        entries = settings.get(key)
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            address = entry.get("path") if isinstance(entry, dict) else entry
            if isinstance(address, str) and _ELSEWHERE.match(address):
                message = f"has a file of another host in {key}: {address}"
                hint = "Save the file in overrides/site/assets, and write its path below overrides/site."
                yield Problem(SETTINGS, tree.lines.get((key, index), 1), message, hint)


def _find_unfit_extra(tree: Tree) -> Iterator[Problem]:
    """What is wrong with the name of the front page, with what the body is called that adopts policies, or
    with the choice of what renders the pages.
    """
    extra = tree.mapping().get("extra")
    if not isinstance(extra, dict):
        return
    line = tree.lines.get(("extra",), 1)
    if extra.get("unit") is not None:
        try:
            read_words(extra["unit"])
        except InvalidValueError as fault:
            hint = "Write under 'extra:' a line such as 'unit: {singular: school, plural: schools}'."
            place = tree.lines.get(("extra", "unit"), line)
            yield Problem(SETTINGS, place, f"has a unit that {fault}", hint)
    if "title" in extra and not (isinstance(extra["title"], str) and extra["title"].strip()):
        hint = "Write under 'extra:' a line such as 'title: Our policies'."
        yield Problem(SETTINGS, tree.lines.get(("extra", "title"), line), "has a title that is no text", hint)
    if extra.get("renderer", MATERIAL) not in RENDERERS:
        yield _refuse_renderer(extra["renderer"], tree.lines.get(("extra", "renderer"), line))


def _refuse_renderer(renderer: Data, line: int) -> Problem:
    named = renderer if isinstance(renderer, str) else ""
    hint = did_you_mean(named, RENDERERS) or f"Write one of these: {', '.join(RENDERERS)}."
    return Problem(SETTINGS, line, f"names a renderer that is not known: '{named}'", hint)


def read_site_settings(root: Path) -> SiteSettings:
    """Return what mkdocs.yml says of the sites; what is wrong in it counts as not said, and `check_settings`
    tells it.
    """
    path = root / SETTINGS
    if find_no_file(path):
        return SiteSettings()
    try:
        tree = read_yaml(SETTINGS, path.read_text(encoding="utf-8"), [])
    except (OSError, UnicodeDecodeError):
        return SiteSettings()
    url = str(tree.mapping().get("site_url") or "")
    extra = tree.mapping().get("extra")
    if not isinstance(extra, dict):
        return SiteSettings(url)
    title, unit = extra.get("title"), _read_unit(extra.get("unit"))
    usual = f"{capitalise(unit.singular)} policies"
    renderer = extra.get("renderer")
    return SiteSettings(
        url,
        title if isinstance(title, str) and title.strip() else usual,
        unit,
        renderer if isinstance(renderer, str) and renderer in RENDERERS else MATERIAL,
    )


def _read_unit(data: Data) -> Words:
    """What the body is called that adopts policies: a school, where the settings say nothing that fits."""
    try:
        return read_words(data) if data is not None else SCHOOL
    except InvalidValueError:
        return SCHOOL
