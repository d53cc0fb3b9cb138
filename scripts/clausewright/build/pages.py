"""Pages: every variant in the theme, rendered once for all schools and editions, with slots and tokens still
open.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
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
    """Each variant's page by the variant's key, the shells that are no policy's, the guide, the digest of the
    theme, and its assets by their paths.
    """

    by_key: Mapping[str, str]
    home: str
    state: str
    guide: str
    theme: str
    assets: Mapping[str, bytes]


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
    names = {key: digest(theme, key) for key in (*variants, *_SHELLS, guide.ID)}
    found = {key: cache.find("page", name) for key, name in names.items()}
    assets = cache.find("assets", theme)
    missing = [key for key, page in found.items() if page is None or assets is None]
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
        _render(order.root / "mkdocs.yml", tools.overrides / "site", wanted, cache, theme)
    ready = {key: (found[key] or cache.read("page", name)).decode() for key, name in names.items()}
    packed = _unpack(assets or cache.read("assets", theme))
    return Pages(ready, ready["home"], ready["state"], ready[guide.ID], theme, packed)


def _render(config: Path, overrides: Path, wanted: Mapping[str, PageText], cache: Cache, theme: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        rendered = Path(folder)
        render_pages(config, overrides, wanted.values(), rendered)
        for name, page in wanted.items():
            cache.put("page", name, (rendered / page.path).read_bytes())
        assets = rendered / "assets-to-publish"
        copy_assets(rendered, assets)
        cache.put("assets", theme, _pack(assets))


def _pack(folder: Path) -> bytes:
    """A folder as one file, which the cache can keep whole."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder).as_posix())
    return packed.getvalue()


def _unpack(packed: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
