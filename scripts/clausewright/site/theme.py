"""The door to MkDocs: finished HTML goes in, whole pages in Material's theme come out,
with slots and tokens still open.
"""

from __future__ import annotations

import html
import logging
import os
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..bind import HTML, TokenTemplate, compile_template
from ..document.writer import Heading
from ..errors import ClausewrightError, Problem
from ..model.tokens import token

# The theme's tooltips read a `title` as HTML, so that a school's name could run in a reader's browser. What
# the browser itself shows for a `title` is text.
_UNSAFE_FEATURES = ("content.tooltips",)
_SLOT = re.compile(r"Qh([a-z]+)hQ")


def write_slot(name: str) -> str:
    """The word that stands in a page for HTML that is made for each school."""
    return f"Qh{name}hQ"


@dataclass(frozen=True, slots=True)
class PageText:
    """A page to be rendered: its file ("social-media~1a2b/index.html"), its title,
    its body and its side contents.
    """

    path: str
    title: str
    body: str
    headings: tuple[Heading, ...] = ()


def render_pages(config_file: Path, theme: Path, pages: Iterable[PageText], out: Path) -> None:
    """Render pages into the folder `out`, with the theme's assets beside them.

    Raises ClausewrightError where mkdocs.yml cannot be used.
    """
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.config.base import Config
    from mkdocs.exceptions import Abort, ConfigurationError
    from mkdocs.plugins import BasePlugin
    from mkdocs.structure.files import File, Files
    from mkdocs.structure.toc import get_toc

    from .theme_templates import reuse_templates

    pages_by_path = {page.path: page for page in pages}

    class NoOptions(Config):  # type: ignore[no-untyped-call]
        """Our pages need no settings."""

    class Pages(BasePlugin[NoOptions]):  # type: ignore[no-untyped-call]
        """Gives MkDocs our pages in place of its own, each already in HTML."""

        def on_files(self, files: Files, /, *, config: Any) -> Files:
            kept = [file for file in files if file.src_dir != config.docs_dir]
            ours = [
                File.generated(config, f"{Path(path).with_suffix('.md').as_posix()}", content="")
                for path in pages_by_path
            ]
            return Files(kept + ours)

        def on_page_markdown(self, markdown: str, /, *, page: Any, config: Any, files: Files) -> str:
            page.meta = {
                "title": html.escape(pages_by_path[page.file.dest_uri].title),
                "search": {"exclude": True},
            }
            return ""

        def on_page_content(self, html: str, /, *, page: Any, config: Any, files: Files) -> str:
            source = pages_by_path[page.file.dest_uri]
            # Pages of different schools stand side by side here; none of them is another's next.
            page.previous_page = page.next_page = None
            page.toc = get_toc(
                nest_headings((heading.id, heading.level, heading.text) for heading in source.headings)
            )
            return source.body

    logging.getLogger("mkdocs").setLevel(logging.ERROR)
    try:
        config = load_config(
            str(config_file),
            site_dir=str(out),
            site_name=token("site.name"),
            site_url="",
            use_directory_urls=False,
            nav=None,
            plugins=["search"],
            hooks=[],
        )
    except (ConfigurationError, Abort) as error:
        raise ClausewrightError(
            [
                Problem(
                    "mkdocs.yml",
                    0,
                    f"cannot be used: {error}",
                    "Compare it with the one that came with the library.",
                )
            ]
        ) from None
    config.theme.dirs.insert(0, str(theme))
    reuse_templates(config.theme)
    config.theme["features"] = [name for name in config.theme["features"] if name not in _UNSAFE_FEATURES]
    config.plugins["clausewright-pages"] = Pages()
    build(config)


def nest_headings(headings: Iterable[tuple[str, int, str]]) -> list[Any]:
    """Headings, each as its id, level and text, as MkDocs wants them:
    each under the last one above its level.
    """
    top: list[dict[str, Any]] = []
    open_ones: list[dict[str, Any]] = []
    for id, level, text in headings:
        entry: dict[str, Any] = {
            "level": level,
            "id": id,
            "name": html.escape(text),
            "html": "",
            "children": [],
        }
        while open_ones and open_ones[-1]["level"] >= entry["level"]:
            open_ones.pop()
        (open_ones[-1]["children"] if open_ones else top).append(entry)
        open_ones.append(entry)
    return top


def copy_assets(rendered: Path, to: Path) -> None:
    """Copy the theme's assets out of a rendered site,
    without the source maps that only developers of the theme use.
    """
    shutil.copytree(rendered / "assets", to, ignore=shutil.ignore_patterns("*.map"))


@dataclass(frozen=True, slots=True)
class PageTemplate:
    """A page cut at its slots and tokens. What fills one is never looked through for the other."""

    parts: tuple[TokenTemplate, ...]
    slots: tuple[str, ...]

    @property
    def keys(self) -> frozenset[str]:
        """The keys of its tokens."""
        return frozenset().union(*(part.keys for part in self.parts))

    def fill(self, words: Mapping[str, str], slots: Mapping[str, str]) -> str:
        """Return the page with a school's words in its tokens,
        and the HTML made for the school in its slots, "" where none is given.
        """
        filled = [part.fill(HTML, words) for part in self.parts]
        between = [slots.get(name, "") for name in self.slots]
        return "".join(piece for pair in zip(filled, [*between, ""], strict=True) for piece in pair)


def compile_page_template(page: str) -> PageTemplate:
    """Cut a page at its slots and tokens."""
    pieces = _SLOT.split(page)
    return PageTemplate(tuple(compile_template(piece) for piece in pieces[::2]), tuple(pieces[1::2]))
