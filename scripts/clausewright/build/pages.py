"""Pages: every variant in the theme, rendered once for all schools and editions, with slots and tokens still
open.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache as once
from pathlib import Path

from ..model.canonical import digest
from ..site.page_renderer import PageText
from ..site.page_template import write_slot
from ..site.renderers import identify_renderer, load_renderer
from .cache import Cache, JsonForm
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
    renderer: str,
    cache: Cache,
    variants: Mapping[str, Variant],
    deep: Collection[str] = (),
) -> Pages:
    """Return every page, having those that are not in the cache rendered in one go, by the renderer of that
    name. Those in `deep` stand a folder deeper than the others.

    Raises ClausewrightError where the renderer is not installed, or cannot use the library's settings.
    """
    settings = options.root / "mkdocs.yml"
    theme = digest(tools.digest, identify_renderer(renderer), settings.read_bytes())
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
        with tempfile.TemporaryDirectory() as work:
            rendered = load_renderer(renderer).render(
                settings, tools.overrides / "site", to_render.values(), Path(work)
            )
        for name, page in to_render.items():
            cache.put_value("page", name, _get_page_form(), rendered.pages[page.path])
        cache.put_value("assets", theme, _get_assets_form(), dict(rendered.assets))
    ready = {
        key: stored[key] or cache.read_value("page", name, _get_page_form()) for key, name in names.items()
    }
    assets = assets or cache.read_value("assets", theme, _get_assets_form())
    return Pages(ready, ready["home"], ready["state"], theme, assets)


@once
def _get_page_form() -> JsonForm[str]:
    return JsonForm(str)


@once
def _get_assets_form() -> JsonForm[dict[str, bytes]]:
    """Assets by their paths."""
    return JsonForm(dict[str, bytes])
