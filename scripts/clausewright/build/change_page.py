"""The page of a set of changes: its pieces as HTML, put together by the templates."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..document.writer import Heading, redline_to_html, sides_to_html
from ..model.change import Changes, Mark, Redline
from ..model.document import Item, PlacedClause, Prose
from ..reports import detach
from ..site.changes import Pieces, make_piece, render_changes_page

if TYPE_CHECKING:
    from ..document.pandoc import Pandoc
    from ..reports import Cover
    from ..templates import PageTemplates


def write_page(
    pandoc: Pandoc, templates: PageTemplates, changes: Changes, cover: Cover
) -> tuple[str, tuple[Heading, ...]]:
    """The body of the page, and the headings of its side contents. Pictures are in images/ beside it."""
    listed = [
        (entry.id, entry.elsewhere if _is_in(changes, entry.id) else entry.items) for entry in changes.entries
    ]
    together = {entry.id: _wrap_blocks(entry.together) for entry in changes.entries if entry.together}
    again = [*(item for _, items_of_entry in listed for item in items_of_entry), *together.values()]
    items = [*map(_drop_replaced_anchors, changes.redline), *(detach(item, "") for item in again)]
    marked = redline_to_html(pandoc, items, "images/")
    sides = sides_to_html(pandoc, items, "images/")
    pieces = [
        make_piece(item, before, after) for item, (before, after) in zip(marked.items, sides, strict=True)
    ]
    start = len(changes.redline)
    of_entries = {}
    for id, items_of_entry in listed:
        of_entries[id] = pieces[start : start + len(items_of_entry)]
        start += len(items_of_entry)
    whole = {id: piece.marked for id, piece in zip(together, pieces[start:], strict=True)}
    return render_changes_page(
        templates,
        changes,
        cover,
        Pieces(pieces[: len(changes.redline)], of_entries, whole, marked.notes),
    )


def _drop_replaced_anchors(redline: Redline) -> Redline:
    """An item without the anchors of clauses that it replaces: what they were stands on the page itself."""

    def alone(item: Item | None) -> Item | None:
        return replace(item, replaces=()) if isinstance(item, PlacedClause) else item

    return replace(
        redline, item=alone(redline.item) or redline.item, old=alone(redline.old), new=alone(redline.new)
    )


def _is_in(changes: Changes, id: str) -> bool:
    return any(id in marked_item.changes for marked_item in changes.redline)


def _wrap_blocks(blocks: tuple[dict[str, object], ...]) -> Redline:
    return Redline(Prose(blocks), Mark.CHANGED)
