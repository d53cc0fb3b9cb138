"""Apply: the old document and the changes make the new one. This is how the diff proves that it left nothing
out.
"""

from __future__ import annotations

from ..model.change import Changes, Mark
from ..model.document import Document, Item, Prose
from .match import split_prose
from .normalise import normalise, strip_generated
from .redline import accept_changes, accept_part, take_side


def apply_changes(old: Document, changes: Changes) -> Document:
    """Return the old document with the changes made in it, unnumbered.

    What the changes do not speak of is taken from the old document: a difference that they miss stays behind
    and can be seen.
    """
    items = split_prose(old)
    gone = {one.old_at for one in changes.redline if one.mark is not Mark.KEPT and one.old_at is not None}
    come: dict[int, Item] = {}
    for one in changes.redline:
        if one.mark not in (Mark.KEPT, Mark.REMOVED, Mark.MOVED_AWAY) and one.new_at is not None:
            come[one.new_at] = take_side(one.new, one.item, accept_part)
    left = iter(item for at, item in enumerate(items) if at not in gone)
    count = len(items) - len(gone) + len(come)
    found = [come[at] if at in come else next(left) for at in range(count)]
    is_renamed = any(entry.id == "title" for entry in changes.entries)
    return strip_to_text(Document(accept_changes(changes).title if is_renamed else old.title, tuple(found)))


def strip_to_text(document: Document) -> Document:
    """A document unnumbered, and with blocks that stand together outside clauses as one item: what `apply_changes` is
    compared by.
    """
    items: list[Item] = []
    for item in strip_generated(document).items:
        if isinstance(item, Prose) and items and isinstance(before := items[-1], Prose):
            items[-1] = Prose(tuple(normalise([*before.blocks, *item.blocks])))
        else:
            items.append(item)
    return Document(document.title, tuple(items))
