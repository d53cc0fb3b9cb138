"""Two Documents become their Changes."""

from __future__ import annotations

from ..model.ast import words
from ..model.change import Cause, Change, Changes, Kind, Side
from ..model.document import Document
from .entries import build_entries, mark_title
from .match import Lineage, match, split_prose


def diff(
    policy: str, old: Document, new: Document, sides: tuple[Side, Side], lineage: Lineage | None = None
) -> Changes:
    """Compare two documents of a policy.

    Every entry has the cause "model text" and the effect "none": what caused it, and what follows, are known
    to those who know the library. Numbers, the words of references by number, and the dates of revisions are
    not compared.
    """
    redline, entries = build_entries(match(split_prose(old), split_prose(new), lineage or Lineage()))
    title = tuple(words(new.title))
    if old.title != new.title:
        before = tuple(words(old.title))
        title = mark_title(before, title, "title")
        renamed = Change(
            "title", (Kind.RENAMED,), Cause.MODEL, old_titles=(before,), new_titles=(tuple(words(new.title)),)
        )
        entries = (renamed, *entries)
    return Changes(policy, title, *sides, entries=entries, redline=redline)
