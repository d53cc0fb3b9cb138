"""The marks of foreign lists: compared as if all were bullets, and shown as the lists that they make."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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
)
from ..model.change import Changes, Redline
from ..model.document import Item, PlacedClause

_MARK = re.compile(r"(\(?)(\d{1,3}|[a-z]+|[A-Z]+)([.)])")
_ROMAN = re.compile(r"x{0,3}(ix|iv|v?i{0,3})")
_ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10}
_STYLES = ("Decimal", "LowerRoman", "UpperRoman", "LowerAlpha", "UpperAlpha")


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
