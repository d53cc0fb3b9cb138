"""Running numbers without a full stop: "7 The rule", "8 The next rule". By itself such a number may be a
figure; where the next clauses count on from it, it is a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..model.document import Item, PlacedClause

_NUMBER = re.compile(r"\d{1,3}")
_CAPITAL = re.compile(r"[“\"'(]?[A-Z]")
# So many clauses in a row that count on are numbered.
_FEWEST = 2


def read_running_numbers(old: Sequence[Item], new: Sequence[Item]) -> tuple[list[Item], list[Item]]:
    """Return the items of two documents, with the number of every clause that has one beside its words.

    Where the clauses of one document are numbered so, a clause that stands alone in the other one is too.
    """
    is_numbered = any(_find_longest_run(side) >= _FEWEST for side in (old, new))
    return (_take_numbers(old), _take_numbers(new)) if is_numbered else (list(old), list(new))


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
