"""What is laid on runs, paragraphs, rows and cells until tracked changes are made of it: an attribute that
says whether the thing came or went, or that it was moved.
"""

from __future__ import annotations

from .package import Element

INSERTED, DELETED = "ins", "del"
MARK = "mark"
# A paragraph that stands in neither text, but parts two tables on the page.
BOTH = f"{INSERTED} {DELETED}"
# What is moved bears the number of its move after this.
MOVES = {INSERTED: "moveTo ", DELETED: "moveFrom "}
# On a run of which the change is made a little later than the others, so that the two are not taken for one.
LATER = "later"


def read_mark(node: Element) -> str:
    """Return the mark that was laid on a run, paragraph, row or cell, "" where it stays."""
    return str(node.get(MARK, ""))


def read_side(mark: str) -> str:
    """Return in which of the two texts something of that mark stands: the mark of what is only there."""
    return DELETED if mark.startswith((DELETED, MOVES[DELETED])) else INSERTED


def is_moved(mark: str) -> bool:
    """Say whether a mark is that of something that was moved."""
    return mark.startswith(tuple(MOVES.values()))
