"""The guide for those who write policies: a page of the model's site, from guide.md beside the rooms."""

from __future__ import annotations

import re
from pathlib import Path

from ..document.pandoc import Pandoc
from ..document.writer import Heading
from ..model.ast import header, text_of, words

ID, TITLE = "guide", "How to write policies"
_SOURCE = Path(__file__).parents[1] / "guide.md"


def guide(pandoc: Pandoc) -> tuple[str, tuple[Heading, ...]]:
    """Return the guide as the body of a page, and its side contents."""
    ast = pandoc.read(_SOURCE.read_text(encoding="utf-8"))
    headings = []
    for number, block in enumerate(ast["blocks"]):
        if block["t"] == "CodeBlock":
            # Material would give every example the same id.
            block["c"][0][0] = f"example-{number}"
        if block["t"] == "Header":
            block["c"][1][0] = re.sub(r"[^a-z]+", "-", text_of(block["c"][2]).lower()).strip("-")
            headings.append(Heading(block["c"][1][0], block["c"][0], text_of(block["c"][2])))
    ast["blocks"].insert(0, header(1, words(TITLE)))
    return pandoc.write(ast, "html5"), tuple(headings)
