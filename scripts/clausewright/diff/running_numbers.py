"""Running numbers without a full stop: "7 The rule", "8 The next rule". By itself such a number may be a
figure; where the next clauses count on from it, it is a number. So is what names a heading by its place:
"Section 5: Powers", "Article IX - Amendments".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..model.ast import text_of
from ..model.document import Item, PlacedClause, Section

_NUMBER = re.compile(r"\d{1,3}")
# What names a heading by its place, and how many inlines it is.
_LABEL = re.compile(
    r"(?:Section|Article|Chapter|Part|Appendix|Annex|Schedule|Step|Stage|Rule|Clause)"
    r" (?:\d{1,3}|[IVXLC]+|[A-Z])(?: [\u2013\u2014-]|[:.])"
)
_LABEL_LENGTHS = (len(("Article", " ", "IX:")), len(("Section", " ", "5", " ", "-")))
_CAPITAL = re.compile(r"[“\"'(]?[A-Z]")
# So many clauses in a row that count on are numbered.
_FEWEST = 2


def read_running_numbers(old: Sequence[Item], new: Sequence[Item]) -> tuple[list[Item], list[Item]]:
    """Return the items of two documents, with the number of every clause that has one beside its words.

    Where the clauses of one document are numbered so, a clause that stands alone in the other one is too.
    """
    sides = [list(map(_set_label_apart, side)) for side in (old, new)]
    if any(_find_longest_run(side) >= _FEWEST for side in sides):
        sides = [_take_numbers(side) for side in sides]
    return sides[0], sides[1]


def _set_label_apart(item: Item) -> Item:
    """A heading with the words that name it by its place as its number; any other item as it is."""
    if not isinstance(item, Section) or item.number:
        return item
    for length in _LABEL_LENGTHS:
        label, rest = text_of(list(item.title[:length])), item.title[length + 1 :]
        if rest and _LABEL.fullmatch(label):
            return replace(item, number=label, title=rest)
    return item


def _take_numbers(items: Sequence[Item]) -> list[Item]:
    return [_set_number_apart(item) if _number_in(item) else item for item in items]


def _find_longest_run(items: Sequence[Item]) -> int:
    """How many clauses one after the other count on by one, at most."""
    longest = length = before = 0
    for number in _list_numbers_of_clauses(items):
        length = length + 1 if number and number == before + 1 else int(bool(number))
        longest = max(longest, length)
        before = number
    return longest


def _list_numbers_of_clauses(items: Sequence[Item]) -> Iterator[int]:
    for item in items:
        if isinstance(item, PlacedClause):
            yield _number_in(item)


def _number_in(item: Item) -> int:
    """The number with which a clause's text begins, 0 where it has one already or begins with none."""
    if not isinstance(item, PlacedClause) or item.number or not item.blocks:
        return 0
    first = item.blocks[0]
    inlines = first["c"] if first["t"] in ("Para", "Plain") else []
    if len(inlines) < len("n w") or inlines[0]["t"] != "Str" or inlines[1]["t"] != "Space":
        return 0
    follows = inlines[2]
    is_sentence = follows["t"] != "Str" or _CAPITAL.match(follows["c"])
    return int(inlines[0]["c"]) if is_sentence and _NUMBER.fullmatch(inlines[0]["c"]) else 0


def _set_number_apart(item: Item) -> Item:
    if not isinstance(item, PlacedClause):
        return item
    first, *others = item.blocks
    number = first["c"][0]["c"]
    title = item.title[2:] if item.title and item.title[0].get("c") == number else item.title
    return replace(item, number=number, title=title, blocks=({**first, "c": first["c"][2:]}, *others))
