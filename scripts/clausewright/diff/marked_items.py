"""An item of a redline: the new text with marks where it differs from the old one."""

from __future__ import annotations

from dataclasses import replace

from ..model.document import Inlines, Item, PlacedClause, Prose, Section
from ..model.kinds import FragmentKind
from .blocks import diff_blocks
from .normalise import make_text_key
from .words import diff_inlines, mark_inlines


def mark_item(old: Item, new: Item, id: str) -> Item:
    """Return the new item with marks where it differs from the old one. Raises TypeError where the two are of
    different sorts.
    """
    match old, new:
        case Section(), Section():
            return replace(new, title=_mark_differing_title(old.title, new.title, id))
        case PlacedClause(), PlacedClause():
            blocks = diff_blocks(list(old.blocks), list(new.blocks), id)
            # The steps of a flowchart that became another kind of text are struck as the boxes they were.
            kind = old.kind if old.kind is FragmentKind.FLOWCHART else new.kind
            title = _mark_differing_title(old.title, new.title, id)
            return replace(new, kind=kind, title=title, blocks=tuple(blocks))
        case Prose(), Prose():
            return Prose(tuple(diff_blocks(list(old.blocks), list(new.blocks), id)))
    raise TypeError("items of different sorts were matched")


def mark_title(old: Inlines, new: Inlines, id: str) -> Inlines:
    """Return a title with marks; whole where nothing of it stayed."""
    if not old or not new:
        return (*mark_inlines(list(old), "deletion", id), *mark_inlines(list(new), "insertion", id))
    return _mark_differing_title(old, new, id)


def _mark_differing_title(old: Inlines, new: Inlines, id: str) -> Inlines:
    if old == new or make_text_key(old) == make_text_key(new):
        return new
    return tuple(diff_inlines(list(old), list(new), id, diff_blocks))
