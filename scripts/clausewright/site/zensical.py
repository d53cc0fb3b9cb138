"""The door to Zensical, by the makers of Material, which takes Material's place when that ends.

Zensical reads a project's files and runs nothing of ours but an extension of Python-Markdown. So each page is
written down as a file, with its main heading and its side contents as data, which the extension in
`zensical_pages` hands on as they are. The rest of the body waits outside: Zensical would change links in it.
"""

from __future__ import annotations

import html
import json
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path, PurePosixPath
from typing import Any

from zensical.config import ConfigurationError, parse_mkdocs_config

from ..errors import ClausewrightError, Problem
from ..model.tokens import token
from ..override_files import shipped_overrides
from . import zensical_pages
from .page_renderer import PageText, RenderedPages, keep_safe_features, nest_contents, read_rendered
from .page_template import write_slot

_DOCUMENTS, _OUTPUT, _SETTINGS = "pages", "site", "mkdocs.yml"
# Zensical has a search box of its own; ours is laid out by this.
_STYLE_SHEET = "assets/stylesheets/search-box.css"
# What stands in Zensical's page for the rest of a body.
_REST = write_slot("rest")
# What the look of a page depends on. All else in mkdocs.yml is about other pages than ours.
_KEPT_SETTINGS = ("theme", "extra", "extra_css", "extra_javascript", "repo_url", "repo_name")


class ZensicalRenderer:
    """Puts pages into Zensical's classic look, which is Material's."""

    def render(
        self, config_file: Path, templates: Path, pages: Collection[PageText], work: Path
    ) -> RenderedPages:
        """Render pages, as PageRenderer says."""
        for page in pages:
            path = (work / _DOCUMENTS / page.path).with_suffix(".md")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_write_source(page), encoding="utf-8")
        style_sheet = work / _DOCUMENTS / _STYLE_SHEET
        style_sheet.parent.mkdir(parents=True, exist_ok=True)
        style_sheet.write_text(_read_style_sheet(), encoding="utf-8")
        settings = work / _SETTINGS
        _write_settings(settings, _choose_settings(settings, config_file, templates))
        # A process of its own: Zensical speaks on the standard output, and keeps its settings in one place.
        command = [sys.executable, "-m", "zensical", "build", "--clean", "--config-file", str(settings)]
        done = subprocess.run(  # noqa: S603 - this Python, with a program that was installed for it
            command, cwd=work, capture_output=True, encoding="utf-8", check=False
        )
        if done.returncode:
            _refuse(done.stderr.strip().rpartition("\n")[2])
        rendered = read_rendered(work / _OUTPUT, pages)
        finished = {page.path: _finish(rendered.pages[page.path], page) for page in pages}
        return RenderedPages(finished, rendered.assets)


def _read_style_sheet() -> str:
    return (shipped_overrides() / "zensical" / PurePosixPath(_STYLE_SHEET).name).read_text(encoding="utf-8")


def _write_source(page: PageText) -> str:
    """A page as a file of Zensical's: its title at the head, and what the extension hands on."""
    head = {"title": html.escape(page.title), "search": {"exclude": True}}
    heading, _ = _split_body(page)
    content = {"body": heading + _REST, "contents": nest_contents(page)}
    return f"---\n{_write_json(head)}\n---\n{_write_json(content)}\n"


def _finish(rendered: str, page: PageText) -> str:
    """A page as Zensical has rendered it, with the rest of its body, and with its addresses in the form that
    RenderedPages wants.
    """
    _, rest = _split_body(page)
    return rendered.replace('"./assets/', '"assets/').replace('"base":"', '"base": "').replace(_REST, rest)


def _split_body(page: PageText) -> tuple[str, str]:
    """The main heading of a page, "" where it has none, and the rest of its body."""
    heading, end, rest = page.body.partition("</h1>")
    return (heading + end, rest) if end else ("", page.body)


def _choose_settings(place: Path, config_file: Path, templates: Path) -> dict[str, Any]:
    """The settings of a library's mkdocs.yml and of the files that it inherits, as our pages need them.

    Zensical reads them: first as they are, with our folders in place of the library's, so that it finds them
    all; of what it says then, only what concerns the look of a page is kept.
    """
    theme = {"custom_dir": str(templates), "variant": "classic"}
    folders = {"docs_dir": _DOCUMENTS, "site_dir": _OUTPUT}
    _write_settings(place, {"INHERIT": str(config_file.resolve()), **folders, "theme": theme})
    try:
        settings = parse_mkdocs_config(str(place))
    except ConfigurationError as error:
        _refuse(error.message)
    chosen = {key: settings[key] for key in _KEPT_SETTINGS if settings[key] is not None}
    chosen["extra_css"] = [_STYLE_SHEET, *settings["extra_css"]]
    chosen["theme"] = {**settings["theme"], "features": keep_safe_features(settings["theme"]["features"])}
    return {
        **chosen,
        **folders,
        "site_name": token("site.name"),
        "use_directory_urls": False,
        # Pages of different schools stand side by side here: what is not in the navigation has no next page.
        "nav": ["index.md"],
        "plugins": ["search"],
        "markdown_extensions": [zensical_pages.__name__],
        # Links lead to pages that are made later, for each school.
        "validation": False,
    }


def _write_settings(place: Path, settings: dict[str, Any]) -> None:
    """Write settings; what JSON writes, YAML reads."""
    place.write_text(_write_json(settings), encoding="utf-8")


def _write_json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False)


def _refuse(message: str) -> None:
    hint = "Mend what it names, or build without '--renderer zensical'."
    raise ClausewrightError([Problem("mkdocs.yml", 0, f"cannot be rendered by Zensical: {message}", hint)])
