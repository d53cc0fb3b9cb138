"""Two foreign files become their Changes. Nothing in them has an id, so what became of what is read off their
text.

The marks of their lists are compared as if all were bullets, so that a new number is no change, and shown as
they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..model.ast import (
    words,
)
from ..model.change import Cause, Change, Changes, EditKind, Kind, Mark, Side, number_of
from ..model.document import Document, Inlines, Item, PlacedClause, Section
from .entries import build_entries
from .headings import join_restyled_headings
from .lead_ins import join_lead_ins
from .list_marks import restore_list_marks
from .listed_clauses import split_listed_clauses
from .match import Family, Matched
from .match_by_text import match_by_text
from .moves import find_moved_items
from .normalise import read_block_text
from .numbering import find_renumbering
from .recut import recut
from .references import follow_references
from .running_numbers import read_running_numbers

# How deep headings stand, by their ids.
Levels = Mapping[str, int]


def diff_files(
    policy: str,
    old: Document,
    new: Document,
    sides: tuple[Side, Side],
    *,
    layout: bool = True,
    numbers_count: bool = True,
    levels: tuple[Levels, Levels] = ({}, {}),
) -> Changes:
    """Compare two documents of headings and clauses, as the importer reads them.

    Numbers that follow their places are not compared, nor where one clause ends and the next begins while the
    text is the same; all other numbers are one change. Without `layout`, a clause with the same words is the
    same, whatever they stand in: for files of which one knows no lists or tables. `numbers_count` says that
    both are of one format, whose numbers can be held against each other. `levels` says of both
    documents how deep the headings stand that a file itself calls so, by their ids; of others it is guessed,
    and not compared.
    """
    old_items, new_items = read_running_numbers(old.items, new.items)
    old_items, new_items = join_lead_ins(old_items), join_lead_ins(new_items)
    old_items, new_items = (
        split_listed_clauses(old_items, new_items),
        split_listed_clauses(new_items, old_items),
    )
    declared = levels if numbers_count else ({}, {})
    matched = match_by_text(recut(old_items, new_items, declared), new_items)
    if not layout:
        items = _restore_lost_ends(matched)
        if items != matched.old:
            matched = match_by_text(items, new_items)
    titles = {place: item.title for place, item in enumerate(matched.old) if isinstance(item, PlacedClause)}
    matched.old = _fit_old_items(matched, levels, layout=layout)
    numbers = {
        number_of(matched.old[i]): number_of(matched.new[j])
        for j, i in matched.pairs.items()
        if number_of(matched.old[i]) and number_of(matched.new[j])
    }
    moves = find_moved_items(matched)
    redline, entries = join_restyled_headings(matched, *build_entries(matched, moves))
    renumbering = find_renumbering(matched, moves) if numbers_count else None
    entries = [follow_references(_state_as_read(entry, titles), numbers) for entry in entries]
    if renumbering is not None:
        entries.append(renumbering)
    title = tuple(words(new.title))
    return restore_list_marks(Changes(policy, title, *sides, entries=tuple(entries), redline=tuple(redline)))


def _restore_lost_ends(matched: Matched) -> list[Item]:
    """The old items, those of a family as the new ones where only the ends
    of paragraphs without a number were lost or guessed.
    """
    items = list(matched.old)
    # From the end, so that the places before stay what they are.
    for family in sorted(matched.families, key=lambda family: family.olds, reverse=True):
        olds = [matched.old[place] for place in family.olds]
        news = [matched.new[place] for place in family.news]
        if not _is_in_a_row(family) or _join_texts(olds) != _join_texts(news):
            continue
        if any(number_of(item) for item in (*olds[1:], *news[1:])):
            continue
        first = news[0]
        replaced = [replace(first, number=number_of(olds[0]))] if isinstance(first, PlacedClause) else []
        items[family.olds[0] : family.olds[-1] + 1] = [*replaced, *news[1:]]
    return items


def _is_in_a_row(family: Family) -> bool:
    return all(places[-1] - places[0] == len(places) - 1 for places in (family.olds, family.news))


def _join_texts(items: Sequence[Item]) -> str:
    return " ".join(read_block_text(getattr(item, "blocks", ())) for item in items)


def _fit_old_items(matched: Matched, levels: tuple[Levels, Levels], *, layout: bool) -> Sequence[Item]:
    """The old items with what only names them as their counterparts have it,
    and with ids that no other has.
    """
    highest = [min(side.values(), default=0) for side in levels]
    new_of = {i: matched.new[j] for j, i in matched.pairs.items()}
    taken = {_get_id(item) for item in matched.new}
    fitted: list[Item] = []
    for place, item in enumerate(matched.old):
        match item, new_of.get(place):
            case PlacedClause(), PlacedClause() as other:
                blocks = item.blocks
                if not layout and read_block_text(blocks) == read_block_text(other.blocks):
                    blocks = other.blocks
                fitted.append(
                    replace(item, id=other.id, title=other.title, strength=other.strength, blocks=blocks)
                )
            case Section(), Section() as other:
                depths = [side.get(heading.id) for side, heading in zip(levels, (item, other), strict=True)]
                level = _fit_level(other.level, depths, highest)
                fitted.append(replace(item, id=other.id, level=level))
            case ((PlacedClause() | Section()), _):
                fitted.append(replace(item, id=_find_free_id(item.id, taken)))
            case _:
                raise TypeError("a foreign file has headings and clauses")
    return fitted


def _fit_level(level: int, depths: Sequence[int | None], highest: Sequence[int]) -> int:
    """The level of an old heading beside that of its counterpart: the same, or one more or less where the two
    files put them at other depths below their highest headings.
    """
    before, after = depths
    if before is None or after is None:
        return level
    return (
        level
        + ((before - highest[0]) > (after - highest[1]))
        - ((before - highest[0]) < (after - highest[1]))
    )


def _state_as_read(entry: Change, titles: Mapping[int, Inlines]) -> Change:
    """An entry without what is only guessed of clauses of others: how binding they are. Where clauses were
    split or merged, each old one has the title that it had, by its place in `titles`.
    """
    is_read = any(edit.kind is EditKind.STRENGTH for edit in entry.edits)
    kinds = tuple(kind for kind in entry.kinds if kind is not Kind.STRENGTH or is_read)
    old_titles = entry.old_titles
    if Kind.SPLIT in kinds or Kind.MERGED in kinds:
        standing = [line for line in entry.items if line.mark is not Mark.MOVED_AWAY and line.old is not None]
        old_titles = tuple(
            titles[line.old_at] for line in standing if line.old_at is not None and line.old_at in titles
        )
    return replace(
        entry,
        kinds=kinds or (Kind.REWORDED,),
        cause=Cause.FILE,
        strength=None,
        old_titles=old_titles,
    )


def _get_id(item: Item) -> str:
    return item.id if isinstance(item, PlacedClause | Section) else ""


def _find_free_id(base: str, taken: set[str]) -> str:
    id, count = base, 1
    while id in taken:
        count += 1
        id = f"{base}-was-{count}"
    taken.add(id)
    return id
