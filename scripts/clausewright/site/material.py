"""The door to MkDocs with Material, which has the theme of today."""

from __future__ import annotations

import html
import logging
import os
from collections.abc import Collection
from pathlib import Path
from typing import Any

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.base import Config
from mkdocs.exceptions import Abort, ConfigurationError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files
from mkdocs.structure.toc import get_toc

from ..errors import ClausewrightError, Problem
from ..model.tokens import token
from .page_renderer import PageText, RenderedPages, keep_safe_features, nest_contents, read_rendered
from .theme_templates import reuse_templates


class NoOptions(Config):  # type: ignore[no-untyped-call]
    """Our pages need no settings."""


class FinishedPages(BasePlugin[NoOptions]):  # type: ignore[no-untyped-call]
    """Gives MkDocs our pages in place of its own, each already in HTML."""

    def __init__(self, pages: Collection[PageText]) -> None:
        """Give these pages."""
        self._pages = {page.path: page for page in pages}

    def on_files(self, files: Files, /, *, config: Any) -> Files:
        """Put our pages in the place of what is in the folder of documents."""
        kept = [file for file in files if file.src_dir != config.docs_dir]
        ours = [
            File.generated(config, Path(path).with_suffix(".md").as_posix(), content="")
            for path in self._pages
        ]
        return Files(kept + ours)

    def on_page_markdown(self, markdown: str, /, *, page: Any, config: Any, files: Files) -> str:
        """Give a page its title; Python-Markdown gets nothing to do."""
        page.meta = {
            "title": html.escape(self._pages[page.file.dest_uri].title),
            "search": {"exclude": True},
        }
        return ""

    def on_page_content(self, html: str, /, *, page: Any, config: Any, files: Files) -> str:
        """Give a page its body and its side contents."""
        source = self._pages[page.file.dest_uri]
        # Pages of different schools stand side by side here; none of them is another's next.
        page.previous_page = page.next_page = None
        page.toc = get_toc(nest_contents(source))
        return source.body


class MaterialRenderer:
    """Puts pages into the look of Material for MkDocs."""

    def render(
        self, config_file: Path, templates: Path, pages: Collection[PageText], work: Path
    ) -> RenderedPages:
        """Render pages, as PageRenderer says."""
        os.environ["NO_MKDOCS_2_WARNING"] = "1"
        logging.getLogger("mkdocs").setLevel(logging.ERROR)
        try:
            config = load_config(
                str(config_file),
                site_dir=str(work),
                site_name=token("site.name"),
                site_url="",
                use_directory_urls=False,
                nav=None,
                plugins=["search"],
                hooks=[],
            )
        except (ConfigurationError, Abort) as error:
            hint = "Compare it with the one that came with the library."
            problem = Problem("mkdocs.yml", 0, f"cannot be used: {error}", hint)
            raise ClausewrightError([problem]) from None
        config.theme.dirs.insert(0, str(templates))
        reuse_templates(config.theme)
        config.theme["features"] = keep_safe_features(config.theme["features"])
        config.plugins["clausewright-pages"] = FinishedPages(pages)
        build(config)
        return read_rendered(work, pages)
