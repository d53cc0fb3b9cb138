"""The seam to the theme: our finished bodies and contents go in, whole pages in the theme's look come out,
with slots and tokens still open.

A renderer is all that the compiler knows of the program that has the theme. What is asked of one is written
down in the documentation, in "After Material".
"""

from __future__ import annotations

import html
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from ..document.writer import Heading

# The theme's tooltips read a `title` as HTML, so that a school's name could run in a reader's browser. What
# the browser itself shows for a `title` is text.
_UNSAFE_FEATURES = ("content.tooltips",)


@dataclass(frozen=True, slots=True)
class PageText:
    """A page to be rendered: its file ("social-media~1a2b/index.html"), its title,
    its body and its side contents.
    """

    path: str
    title: str
    body: str
    headings: tuple[Heading, ...] = ()


@dataclass(frozen=True, slots=True)
class RenderedPages:
    """What a renderer made: whole pages by their paths, and the theme's files by their paths below `assets`.

    A page names one of these files by `assets/`, after as many `../` as the page is deep, and says to scripts
    where its site begins, as `"base": "../.."` in the element `__config`. A page that is published elsewhere
    than it was rendered has both changed.
    """

    pages: Mapping[str, str]
    assets: Mapping[str, bytes]


class PageRenderer(Protocol):
    """A program that puts finished pages into the theme's look."""

    def render(
        self, config_file: Path, templates: Path, pages: Collection[PageText], work: Path
    ) -> RenderedPages:
        """Render pages with the settings of mkdocs.yml, and with our templates before the theme's own. `work`
        is an empty folder to do it in.

        The home page is one of the pages, since every page links to it. Raises ClausewrightError where the
        settings or the templates cannot be used.
        """


def read_rendered(folder: Path, pages: Iterable[PageText]) -> RenderedPages:
    """Return what stands in a folder that a renderer's program has written, without the source maps that only
    the theme's developers use.
    """
    assets = folder / "assets"
    return RenderedPages(
        {page.path: (folder / page.path).read_bytes().decode() for page in pages},
        {
            path.relative_to(assets).as_posix(): path.read_bytes()
            for path in sorted(assets.rglob("*"))
            if path.is_file() and path.suffix != ".map"
        },
    )


def keep_safe_features(features: Iterable[str]) -> list[str]:
    """Return the theme's features that were asked for, without those that read a school's words as HTML."""
    return [name for name in features if name not in _UNSAFE_FEATURES]


def nest_headings(headings: Iterable[tuple[str, int, str]]) -> list[Any]:
    """Return headings, each given as its id, level and text, in the form in which Python-Markdown hands side
    contents to both programs: each under the last one above its level.
    """
    top: list[Any] = []
    open_ones: list[dict[str, Any]] = []
    for id, level, text in headings:
        entry: dict[str, Any] = {
            "level": level,
            "id": id,
            "name": html.escape(text),
            "html": html.escape(text),
            "data-toc-label": "",
            "children": [],
        }
        while open_ones and open_ones[-1]["level"] >= entry["level"]:
            open_ones.pop()
        (open_ones[-1]["children"] if open_ones else top).append(entry)
        open_ones.append(entry)
    return top


def nest_contents(page: PageText) -> list[Any]:
    """Return the side contents of a page in that form."""
    return nest_headings((heading.id, heading.level, heading.text) for heading in page.headings)
