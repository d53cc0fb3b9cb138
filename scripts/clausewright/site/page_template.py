"""Page templates: a page in the theme's look with its slots and tokens still open, filled for each school."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ..bind import HTML, TokenTemplate, compile_template

_SLOT = re.compile(r"Qh([a-z]+)hQ")


def write_slot(name: str) -> str:
    """The word that stands in a page for HTML that is made for each school."""
    return f"Qh{name}hQ"


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
