"""Two foreign files become their Changes. Nothing in them has an id, so what became of what is read off their
text.

The marks of their lists are compared as if all were bullets, so that a new number is no change, and shown as
they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from ..model.ast import (
    Element,
    Elements,
    classes_of,
    element,
    is_list_mark,
    replace_elements,
    text_of,
    walk_elements,
    words,
)
from ..model.change import Cause, Change, Changes, EditKind, Kind, Mark, Redline, Side, number_of
from ..model.document import Document, Inlines, Item, PlacedClause, Section
from .entries import build_entries
from .headings import join_restyled_headings
from .lead_ins import join_lead_ins
from .listed_clauses import split_listed_clauses
from .match import Family, Matched
from .match_by_text import match_by_text
from .moves import find_moved_items
from .normalise import read_block_text
from .numbering import find_renumbering
from .recut import recut
from .references import follow_references
from .running_numbers import read_running_numbers

_MARK = re.compile(r"(\(?)(\d{1,3}|[a-z]+|[A-Z]+)([.)])")
_ROMAN = re.compile(r"x{0,3}(ix|iv|v?i{0,3})")
_ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10}
# How deep headings stand, by their ids.
Levels = Mapping[str, int]
_STYLES = ("Decimal", "LowerRoman", "UpperRoman", "LowerAlpha", "UpperAlpha")


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


# -- marks of lists ------------------------------------------------------------------------------------------


def restore_list_marks(changes: Changes) -> Changes:
    """Return changes in which every list counts as the new file has it,
    or as the old one where nothing of it is left.
    """
    # Entries have the lines of the redline, so each is counted once.
    counted = {id(line): _count_lists_of_line(line) for line in changes.redline}
    entries = []
    for entry in changes.entries:
        items = tuple(counted.get(id(line)) or _count_lists_of_line(line) for line in entry.items)
        entries.append(replace(entry, items=items, together=tuple(_count_lists(list(entry.together)))))
    redline = tuple(counted[id(line)] for line in changes.redline)
    return replace(changes, entries=tuple(entries), redline=redline)


def _count_lists_of_line(line: Redline) -> Redline:
    item = _count_lists_of_item(line.item)
    old = _count_lists_of_item(line.old) if line.old else None
    new = line.new
    if new is not None:
        # What stayed is printed as it is.
        new = item if new is line.item else _count_lists_of_item(new)
    before, after = _list_makes(old), _list_makes(new)
    if any(_has_list_marks(side) for side in (item, old, new)) or (before and after and before != after):
        # Word tracks no other way of counting, but marks that print as text; so all of an item's lists have
        # them as text, or none.
        return line
    return replace(line, item=item, old=old, new=new)


def _count_lists_of_item(item: Item) -> Item:
    if not isinstance(item, PlacedClause):
        return item
    return replace(item, blocks=tuple(_count_lists(list(item.blocks))))


def _has_list_marks(item: Item | None) -> bool:
    if not isinstance(item, PlacedClause):
        return False
    return any(True for block in item.blocks for _ in _list_marks(block, lists=True))


def _list_makes(item: Item | None) -> set[str]:
    """How the lists of a clause count."""
    blocks = list(item.blocks) if isinstance(item, PlacedClause) else []
    makes: set[str] = set()
    for part in walk_elements(blocks):
        if part["t"] == "OrderedList":
            makes.add(str(part["c"][0]))
        elif part["t"] == "BulletList":
            makes.add("")
    return makes


def _count_lists(blocks: Elements) -> Elements:
    """Blocks with lists that count; the items of those that no list can count still begin
    with their marks.
    """

    def count_list(node: Element) -> Elements | None:
        if node["t"] != "BulletList":
            return None
        items: list[Elements] = node["c"]
        left = [item for item in items if not _is_gone(item)]
        marks = [next(_list_marks(item), "") for item in left or items]
        counting = _find_counting(marks)
        if counting is None and any(marks):
            return None
        unmarked = [_drop_mark(item) for item in items]
        return [element("OrderedList", counting, unmarked) if counting else element("BulletList", unmarked)]

    counted: Elements = replace_elements(blocks, count_list)
    return counted


def _is_gone(item: Elements) -> bool:
    return len(item) == 1 and item[0]["t"] == "Div" and "deletion" in classes_of(item[0])


def _list_marks(node: Any, *, lists: bool = False) -> Iterator[str]:
    """The marks in a piece of a document, those that are there to stay first;
    of the `lists` in it only where that is asked.
    """
    kept: list[str] = []
    gone: list[str] = []
    waiting = [(node, False)]
    while waiting:
        node, is_gone = waiting.pop()
        if isinstance(node, list | tuple):
            waiting += [(part, is_gone) for part in reversed(node)]
        elif isinstance(node, dict) and "t" in node:
            if is_list_mark(node):
                (gone if is_gone else kept).append(text_of(node).strip())
            elif lists or node["t"] not in ("BulletList", "OrderedList"):
                is_deletion = node["t"] in ("Span", "Div") and "deletion" in classes_of(node)
                waiting.append((node.get("c"), is_gone or is_deletion))
    yield from (*kept, *gone)


def _drop_mark(item: Elements) -> Elements:
    """An item without its mark; the lists in it keep theirs."""

    def strip(node: Any) -> Any:
        if isinstance(node, list):
            return [strip(part) for part in node if not (isinstance(part, dict) and is_list_mark(part))]
        if not isinstance(node, dict) or node.get("t") in ("BulletList", "OrderedList") or "c" not in node:
            return node
        return {**node, "c": strip(node["c"])}

    unmarked: Elements = strip(item)
    return unmarked


def _find_counting(marks: Sequence[str]) -> list[Any] | None:
    """The first number, the style and the signs of a list that counts as marks do; None where none does."""
    parts = [_MARK.fullmatch(mark) for mark in marks]
    signs = {(part[1], part[3]) for part in parts if part}
    if None in parts or len(signs) != 1:
        return None
    figures = [part[2] for part in parts if part]
    for style in _STYLES:
        values = [_read_figure(figure, style) for figure in figures]
        if values[0] and all(after == before + 1 for before, after in pairwise(values)):
            return [values[0], {"t": style}, {"t": _name_delimiter(*signs.pop())}]
    return None


def _name_delimiter(before: str, after: str) -> str:
    """What pandoc calls the signs around a number."""
    if after == ".":
        return "Period"
    return "TwoParens" if before else "OneParen"


def _read_figure(figure: str, style: str) -> int:
    """What a figure counts in a style, 0 where it is none of that style."""
    if style == "Decimal":
        return int(figure) if figure.isdigit() else 0
    if figure.isdigit() or figure.isupper() is not style.startswith("Upper"):
        return 0
    letters = figure.lower()
    if style.endswith("Alpha"):
        return ord(letters) - ord("a") + 1 if len(letters) == 1 else 0
    if not _ROMAN.fullmatch(letters):
        return 0
    digits = [_ROMAN_DIGITS[letter] for letter in letters]
    value = 0
    for digit, follows in zip(digits, [*digits[1:], 0], strict=True):
        # A digit before a larger one is taken away from it: "iv" is four.
        value += -digit if digit < follows else digit
    return value
