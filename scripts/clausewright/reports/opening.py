"""The list of changes that a new version's own Word file, PDF and page can open with."""

from __future__ import annotations

from collections.abc import Collection

from ..model.ast import Elements, div, element, para, words
from ..model.change import Changes
from ..model.document import Item, Prose, Section
from . import wording
from .change_report import list_changes

CLASS = "list-of-changes"


def build_opening(changes: Changes, taken: Collection[str]) -> tuple[Item, ...]:
    """A heading and the whole list: as many entries as there are changes. `taken` are the ids that the
    document has.
    """
    id = "what-changed"
    while id in taken:
        id += "-since"
    blocks: Elements = [para(words(wording.count_changes(changes)))]
    for effect, number, entries in list_changes(changes):
        explained = f"{wording.EFFECTS[effect]} ({number}): {wording.EFFECTS_EXPLAINED[effect]}."
        blocks += [para([element("Strong", words(explained))]), entries]
    title = words(f"What changed since {changes.old.title}")
    return Section(id, 2, "", tuple(title)), Prose((div(blocks, classes=[CLASS]),))
