"""Two foreign files become their Changes. Nothing in them has an id, so what became of what is read off their
text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..model.ast import words
from ..model.change import Cause, Changes, Side, number_of
from ..model.document import Document, Item, PlacedClause, Section
from ..model.records import Strength
from .entries import build_entries
from .heuristics import match_by_text
from .list_marks import restore_list_marks
from .match import Matched
from .segments import read_block_text, recut
from .shifts import moved_items


def diff_files(
    policy: str, old: Document, new: Document, sides: tuple[Side, Side], *, layout: bool = True
) -> Changes:
    """Compare two documents of headings and clauses, as intake reads them.

    Numbers are not compared, nor how deep a heading stands, nor where one clause ends and the next begins
    while the text is the same. Without `layout`, a clause with the same words is the same, whatever they
    stand in: for files of which one knows no lists or tables.
    """
    matched = match_by_text(recut(old.items, new.items), new.items)
    if not layout and (items := _without_lost_ends(matched)) != matched.old:
        matched = match_by_text(items, new.items)
    matched.old = _fitted(matched, layout=layout)
    _bind_families(matched)
    redline, entries = build_entries(matched, moved_items(matched))
    entries = tuple(replace(entry, cause=Cause.FILE) for entry in entries)
    return restore_list_marks(
        Changes(policy, tuple(words(new.title)), *sides, entries=entries, redline=redline)
    )


def _without_lost_ends(matched: Matched) -> list[Item]:
    """The old items, those of a family as the new ones where only the ends of paragraphs without a number
    were lost or guessed.
    """
    found = list(matched.old)
    for family in sorted(matched.families, key=lambda one: one.olds, reverse=True):
        olds, news = (
            [side[at] for at in places]
            for side, places in ((matched.old, family.olds), (matched.new, family.news))
        )
        texts = [
            " ".join(read_block_text(getattr(item, "blocks", ())) for item in side) for side in (olds, news)
        ]
        in_a_row = all(places[-1] - places[0] == len(places) - 1 for places in (family.olds, family.news))
        if in_a_row and texts[0] == texts[1] and not any(map(number_of, (*olds[1:], *news[1:]))):
            first = [
                replace(item, number=number_of(olds[0]))
                for item in news[:1]
                if isinstance(item, PlacedClause)
            ]
            found[family.olds[0] : family.olds[-1] + 1] = [*first, *news[1:]]
    return found


def _fitted(matched: Matched, *, layout: bool) -> Sequence[Item]:
    """The old items with what only names them as their counterparts have it, and with ids that no other has."""
    new_of = {i: matched.new[j] for j, i in matched.pairs.items()}
    taken = {_id(item) for item in matched.new}
    found: list[Item] = []
    for at, item in enumerate(matched.old):
        match item, new_of.get(at):
            case PlacedClause(), PlacedClause() as other:
                same = not layout and read_block_text(item.blocks) == read_block_text(other.blocks)
                found.append(
                    replace(
                        item, id=other.id, title=other.title, blocks=other.blocks if same else item.blocks
                    )
                )
            case Section(), Section() as other:
                found.append(replace(item, id=other.id, level=other.level))
            case ((PlacedClause() | Section()), _):
                found.append(replace(item, id=_free(item.id, taken)))
            case _:
                raise TypeError("a foreign file has headings and clauses")
    return found


def _bind_families(matched: Matched) -> None:
    """Let the clauses of a family be as strong as the strongest of them: that a duty stands in one of two
    clauses now weakens nothing.
    """
    old, new = list(matched.old), list(matched.new)
    for family in matched.families:
        for side, places in ((old, family.olds), (new, family.news)):
            clauses = [(at, item) for at in places for item in [side[at]] if isinstance(item, PlacedClause)]
            strongest = min((item.strength for _, item in clauses), key=list(Strength).index)
            for at, item in clauses:
                side[at] = replace(item, strength=strongest)
    matched.old, matched.new = old, new


def _id(item: Item) -> str:
    return item.id if isinstance(item, PlacedClause | Section) else ""


def _free(base: str, taken: set[str]) -> str:
    id, count = base, 1
    while id in taken:
        count += 1
        id = f"{base}-was-{count}"
    taken.add(id)
    return id
