"""The marks of lists out of foreign files: compared as if all were bullets, so that a new number is no
change, and shown as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from ..model.ast import Element, Elements, changed, classes_of, element, every, is_list_mark, text_of
from ..model.change import Changes, Redline
from ..model.document import Item, PlacedClause

_MARK = re.compile(r"(\(?)(\d{1,3}|[a-z]+|[A-Z]+)([.)])")
_FIGURES = {"i": 1, "v": 5, "x": 10}
_STYLES = ("Decimal", "LowerRoman", "UpperRoman", "LowerAlpha", "UpperAlpha")


def restore_list_marks(changes: Changes) -> Changes:
    """Changes in which every list counts as the new file has it, or as the old one where nothing of it is
    left.
    """
    entries = (
        replace(entry, items=tuple(map(_line, entry.items)), together=tuple(_counting(list(entry.together))))
        for entry in changes.entries
    )
    return replace(changes, entries=tuple(entries), redline=tuple(map(_line, changes.redline)))


def _line(one: Redline) -> Redline:
    item, old, new = map(_item, (one.item, one.old, one.new))
    before, after = (_makes(side) for side in (old, new))
    if any(_is_marked(side) for side in (item, old, new)) or (before and after and before != after):
        # Word tracks no other way of counting, but marks that print as text; so all of an item's lists have
        # them as text, or none.
        return one
    return replace(one, item=item or one.item, old=old, new=new)


def _item(item: Item | None) -> Item | None:
    return (
        replace(item, blocks=tuple(_counting(list(item.blocks)))) if isinstance(item, PlacedClause) else item
    )


def _is_marked(item: Item | None) -> bool:
    return isinstance(item, PlacedClause) and any(
        True for block in item.blocks for _ in _marks_in(block, lists=True)
    )


def _makes(item: Item | None) -> set[str]:
    """How the lists of a clause count."""
    blocks = list(item.blocks) if isinstance(item, PlacedClause) else []
    lists = [part for part in every(blocks) if part["t"] in ("BulletList", "OrderedList")]
    return {str(part["c"][0]) if part["t"] == "OrderedList" else "" for part in lists}


def _counting(blocks: Elements) -> Elements:
    """Blocks with lists that count; the items of those that no list can count still begin with their marks."""

    def change(node: Element) -> Elements | None:
        if node["t"] != "BulletList":
            return None
        items: list[Elements] = node["c"]
        left = [item for item in items if not _is_gone(item)]
        marks = [next(_marks_in(item), "") for item in left or items]
        made = _count(marks)
        if made is None and any(marks):
            return None
        unmarked = [_unmarked(item) for item in items]
        return [element("OrderedList", made, unmarked) if made else element("BulletList", unmarked)]

    found: Elements = changed(blocks, change)
    return found


def _is_gone(item: Elements) -> bool:
    return len(item) == 1 and item[0]["t"] == "Div" and "deletion" in classes_of(item[0])


def _marks_in(node: Any, *, lists: bool = False) -> Iterator[str]:
    """The marks in a piece of a document, those that are there to stay first; of the `lists` in it only where
    that is asked.
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
                inner = is_gone or (node["t"] in ("Span", "Div") and "deletion" in classes_of(node))
                waiting.append((node.get("c"), inner))
    yield from (*kept, *gone)


def _unmarked(item: Elements) -> Elements:
    """An item without its mark; the lists in it keep theirs."""

    def without(node: Any) -> Any:
        if isinstance(node, list):
            return [without(part) for part in node if not (isinstance(part, dict) and is_list_mark(part))]
        if not isinstance(node, dict) or node.get("t") in ("BulletList", "OrderedList") or "c" not in node:
            return node
        return {**node, "c": without(node["c"])}

    found: Elements = without(item)
    return found


def _count(marks: Sequence[str]) -> list[Any] | None:
    """The first number, the style and the signs of a list that counts so; None where none does."""
    parts = [_MARK.fullmatch(mark) for mark in marks]
    signs = {(part[1], part[3]) for part in parts if part}
    if None in parts or len(signs) != 1:
        return None
    figures = [part[2] for part in parts if part]
    for style in _STYLES:
        values = [_value(figure, style) for figure in figures]
        if values[0] and all(after == before + 1 for before, after in pairwise(values)):
            before, after = signs.pop()
            return [
                values[0],
                {"t": style},
                {"t": "Period" if after == "." else "TwoParens" if before else "OneParen"},
            ]
    return None


def _value(figure: str, style: str) -> int:
    """What a figure counts in a style, 0 where it is none of that style."""
    if style == "Decimal":
        return int(figure) if figure.isdigit() else 0
    if figure.isdigit() or figure.isupper() is not style.startswith("Upper"):
        return 0
    letters = figure.lower()
    if style.endswith("Alpha"):
        return ord(letters) - 96 if len(letters) == 1 else 0
    if not re.fullmatch(r"x{0,3}(ix|iv|v?i{0,3})", letters):
        return 0
    values = [_FIGURES[letter] for letter in letters]
    return sum(-here if here < after else here for here, after in zip(values, [*values[1:], 0], strict=True))
