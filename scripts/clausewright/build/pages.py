"""Pages: every variant in the theme, rendered once for all schools and editions, with slots and tokens still
open.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache as once
from pathlib import Path

from ..site.theme import PageText, copy_assets, render_pages, write_slot
from .cache import Cache, JsonForm, digest
from .options import BuildOptions, Toolchain
from .variants import Variant

_SHELLS = {
    "home": PageText("index.html", write_slot("title"), write_slot("body")),
    "state": PageText("state/index.html", write_slot("title"), write_slot("body")),
}


@dataclass(frozen=True, slots=True)
class Pages:
    """Each variant's page by the variant's key, the shells that are no policy's, the digest of the
    theme, and its assets by their paths.
    """

    by_key: Mapping[str, str]
    home: str
    state: str
    theme: str
    assets: Mapping[str, bytes]


def render_missing_pages(
    options: BuildOptions,
    tools: Toolchain,
    cache: Cache,
    variants: Mapping[str, Variant],
    deep: Collection[str] = (),
) -> Pages:
    """Return every page, rendering in one go those that are not in the cache. Those in `deep` stand a folder
    deeper than the others.
    """
    theme = digest(tools.digest, (options.root / "mkdocs.yml").read_bytes())
    names = {key: digest(theme, key) for key in (*variants, *_SHELLS)}
    stored = {key: cache.find_value("page", name, _get_page_form()) for key, name in names.items()}
    assets = cache.find_value("assets", theme, _get_assets_form())
    missing = [key for key, page in stored.items() if page is None or assets is None]
    if missing:
        texts = dict(_SHELLS) | {
            key: PageText(
                f"{key}/{'changes/' if key in deep else ''}index.html",
                variant.title,
                variant.body,
                variant.headings,
            )
            for key, variant in variants.items()
        }
        # Pages link to the home page as MkDocs knows it, so it is there whenever one is rendered.
        to_render = {names[key]: texts[key] for key in (*_SHELLS, *missing)}
        _render(options.root / "mkdocs.yml", tools.overrides / "site", to_render, cache, theme)
    ready = {
        key: stored[key] or cache.read_value("page", name, _get_page_form()) for key, name in names.items()
    }
    assets = assets or cache.read_value("assets", theme, _get_assets_form())
    return Pages(ready, ready["home"], ready["state"], theme, assets)


def _render(
    config: Path, overrides: Path, to_render: Mapping[str, PageText], cache: Cache, theme: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        rendered = Path(folder)
        render_pages(config, overrides, to_render.values(), rendered)
        for name, page in to_render.items():
            html = (rendered / page.path).read_bytes().decode()
            cache.put_value("page", name, _get_page_form(), html)
        assets = rendered / "assets-to-publish"
        copy_assets(rendered, assets)
        files = {
            path.relative_to(assets).as_posix(): path.read_bytes()
            for path in sorted(assets.rglob("*"))
            if path.is_file()
        }
        cache.put_value("assets", theme, _get_assets_form(), files)


@once
def _get_page_form() -> JsonForm[str]:
    return JsonForm(str)


@once
def _get_assets_form() -> JsonForm[dict[str, bytes]]:
    """Assets by their paths."""
    return JsonForm(dict[str, bytes])
