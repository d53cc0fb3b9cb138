"""The opening of a document: the list of what changed since the text before, found once for all whose texts
are the same, and kept in the cache beside the other files of the comparison.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from ..model.ast import words
from ..model.change import Changes
from ..model.document import Document, Item, Prose, Section
from ..reports import build_opening
from .cache import JsonForm


@dataclass(frozen=True, slots=True)
class Opening:
    """The list of changes that a policy's own page and files open with: its title, and what stands below."""

    title: str
    blocks: tuple[dict[str, Any], ...]

    def place_in(self, document: Document) -> tuple[Item, ...]:
        """Return its heading and its list, under an id that the document does not have."""
        taken = {item.id for item in document.items if not isinstance(item, Prose)}
        id = "what-changed"
        while id in taken:
            id += "-since"
        return Section(id, 2, "", tuple(words(self.title))), Prose(self.blocks)


def make_opening(changes: Changes, *, is_decided: bool) -> Opening:
    """Write the list that the new document can open with; `is_decided` says that it was adopted."""
    return Opening(*build_opening(changes, is_decided=is_decided))


@cache
def get_opening_form() -> JsonForm[Opening]:
    """How the cache keeps an opening."""
    return JsonForm(Opening)
