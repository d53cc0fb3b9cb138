"""Pages: every variant in the theme, rendered once for all schools and editions, with slots and tokens still
open.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..document.pandoc import shared_pandoc
from ..site import guide
from ..site.theme import PageText, copy_assets, render_pages, slot
from .cache import Cache, digest
from .options import BuildOptions, Toolchain
from .variants import Variant

_SHELLS = {
    "home": PageText("index.html", slot("title"), slot("body")),
    "state": PageText("state/index.html", slot("title"), slot("body")),
}


@dataclass(frozen=True, slots=True)
class Pages:
    """Each variant's page by the variant's key, the shells that are no policy's, the guide, and the folder of
    the theme's assets.
    """

    by_key: Mapping[str, str]
    home: str
    state: str
    guide: str
    assets: Path


def pages(
    order: BuildOptions,
    tools: Toolchain,
    cache: Cache,
    variants: Mapping[str, Variant],
    deep: Collection[str] = (),
) -> Pages:
    """Return every page, rendering in one go those that are not in the cache. Those in `deep` stand a folder
    deeper than the others.
    """
    theme = digest(tools.digest, (order.root / "mkdocs.yml").read_bytes())
    assets = cache.root / "assets" / theme
    names = {key: digest(theme, key) for key in (*variants, *_SHELLS, guide.ID)}
    missing = [key for key, name in names.items() if not (assets.exists() and cache.has("page", name))]
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
        body, contents = guide.guide(shared_pandoc())
        texts[guide.ID] = PageText("guide/index.html", guide.TITLE, body, contents)
        # Pages link to the home page as MkDocs knows it, so it is there whenever one is rendered.
        wanted = {names[key]: texts[key] for key in (*_SHELLS, *missing)}
        _render(order.root / "mkdocs.yml", tools.overrides / "site", wanted, cache, assets)
    found = {key: cache.read("page", name).decode() for key, name in names.items()}
    return Pages(found, found["home"], found["state"], found[guide.ID], assets)


def _render(config: Path, theme: Path, wanted: Mapping[str, PageText], cache: Cache, assets: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        rendered = Path(folder)
        render_pages(config, theme, wanted.values(), rendered)
        for name, page in wanted.items():
            cache.put("page", name, (rendered / page.path).read_bytes())
        if not assets.exists():
            unfinished = assets.with_suffix(".unfinished")
            copy_assets(rendered, unfinished)
            unfinished.rename(assets)
