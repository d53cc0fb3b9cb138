"""Lines that became headings, and headings that became lines: one change, and not a line that went and a
section that came.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..model.ast import text_of
from ..model.change import BECAME_HEADING, BECAME_LINE, Change, Edit, EditKind, Kind, Redline
from ..model.document import Inlines, Item, PlacedClause, Section
from .align import similarity
from .match import Matched
from .match_by_text import Gaps
from .normalise import strip_editorial
from .weight import weigh_sentences

# A line of more words is a sentence, whatever it ends with.
_MOST_WORDS = 12
# How alike a line and a heading between the same neighbours are that are one.
_ALIKE = 0.5
_ENDS = (".", ";", ",", ":")


def join_restyled_headings(
    matched: Matched, redline: Sequence[Redline], entries: Sequence[Change]
) -> tuple[list[Redline], list[Change]]:
    """Return the redline and the entries of two files, with one entry for a line and the heading that took
    its place, or a heading and such a line.
    """
    gone = {entry.items[0].old_at: entry for entry in entries if _is_alone(entry, Kind.REMOVED)}
    come = {entry.items[0].new_at: entry for entry in entries if _is_alone(entry, Kind.ADDED)}
    joined: dict[str, Change] = {}
    ids: dict[str, str] = {}
    for i, j in _find_restyled(matched):
        old, new = gone.get(i), come.get(j)
        if old is None or new is None or old.id in ids or new.id in joined:
            continue
        joined[new.id] = _join_entries(old, new)
        ids[old.id] = new.id
    kept = [joined.get(entry.id, entry) for entry in entries if entry.id not in ids]
    renamed = [
        replace(line, changes=tuple(dict.fromkeys(ids.get(id, id) for id in line.changes)))
        for line in redline
    ]
    return renamed, kept


def _is_alone(entry: Change, kind: Kind) -> bool:
    """Say whether an entry is of one item and nothing else, which came or went."""
    return kind in entry.kinds and len(entry.items) == 1 and _read_line(entry.items[0].item) != ()


def _join_entries(old: Change, new: Change) -> Change:
    """The entry of a line that is a heading now, or of a heading that is none any more."""
    items = tuple(replace(line, changes=(new.id,)) for line in (*old.items, *new.items))
    before, after = (text_of(list(_read_line(entry.items[0].item))) for entry in (old, new))
    is_same = strip_editorial(before) == strip_editorial(after)
    way = BECAME_HEADING if isinstance(new.items[0].item, Section) else BECAME_LINE
    return replace(
        new,
        kinds=(Kind.EDITORIAL,) if is_same else (Kind.RENAMED,),
        old_ids=old.old_ids,
        old_titles=(_read_line(old.items[0].item),),
        new_titles=(_read_line(new.items[0].item),),
        old_numbers=old.old_numbers,
        old_section=old.old_section,
        items=items,
        edits=(Edit(EditKind.LEVEL, way=way),),
        weights=weigh_sentences([before], [after]),
    )


def _find_restyled(matched: Matched) -> Iterator[tuple[int, int]]:
    """The places of lines and headings that are alike, have no counterpart, and stand between the same
    neighbours.
    """
    gaps = Gaps(matched)
    taken = set(matched.pairs.values())
    olds = [i for i, item in enumerate(matched.old) if i not in taken and _read_line(item)]
    news = [j for j, item in enumerate(matched.new) if j not in matched.pairs and _read_line(item)]
    for i in olds:
        for j in news:
            old, new = matched.old[i], matched.new[j]
            is_restyled = isinstance(old, Section) is not isinstance(new, Section)
            if is_restyled and gaps.of_old(i) == gaps.of_new(j) and _are_alike(old, new):
                yield i, j


def _read_line(item: Item) -> Inlines:
    """The words of a heading, or of a clause that reads like one: a few words with nothing at their end."""
    if isinstance(item, Section):
        return item.title
    if not isinstance(item, PlacedClause) or len(item.blocks) != 1:
        return ()
    block = item.blocks[0]
    if block["t"] not in ("Para", "Plain"):
        return ()
    line = text_of(block["c"]).rstrip()
    is_line = not line.endswith(_ENDS) and len(line.split()) <= _MOST_WORDS
    return tuple(block["c"]) if is_line else ()


def _are_alike(old: Item, new: Item) -> bool:
    before, after = (strip_editorial(text_of(list(_read_line(item)))).split() for item in (old, new))
    return similarity(before, after) >= _ALIKE
