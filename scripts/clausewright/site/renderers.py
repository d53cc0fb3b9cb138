"""The renderers that there are, by the names that people write."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from ..errors import ClausewrightError, Problem
from ..model.library import MATERIAL, ZENSICAL
from .page_renderer import PageRenderer

_PACKAGES = {MATERIAL: "mkdocs-material", ZENSICAL: "zensical"}


def load_renderer(name: str) -> PageRenderer:
    """Return a renderer by its name. Only who renders waits for its program to be imported."""
    if name == ZENSICAL:
        from .zensical import ZensicalRenderer

        return ZensicalRenderer()
    from .material import MaterialRenderer

    return MaterialRenderer()


def identify_renderer(name: str) -> str:
    """Return the name and the version of a renderer's program, from which every page is made.

    Raises ClausewrightError where it is not installed.
    """
    try:
        return f"{name} {version(_PACKAGES[name])}"
    except PackageNotFoundError:
        hint = f"Install it with: pip install 'clausewright[{name}]'"
        raise ClausewrightError(
            [Problem("mkdocs.yml", 0, f"cannot be rendered by {name}, which is not installed here", hint)]
        ) from None
