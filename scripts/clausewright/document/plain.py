"""Plain formats: blocks as Markdown that GitHub shows, or as text for a terminal."""

from __future__ import annotations

from typing import Literal

from ..model.ast import Elements
from .pandoc import Pandoc


def to_plain(pandoc: Pandoc, blocks: Elements, to: Literal["gfm", "plain"]) -> str:
    """Write blocks as GitHub's Markdown, or as text for a terminal, still with tokens."""
    return (
        pandoc.write({"pandoc-api-version": [1, 23, 1], "meta": {}, "blocks": blocks}, to).rstrip("\n") + "\n"
    )
