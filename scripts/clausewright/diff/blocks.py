"""The diff of two runs of blocks: paragraphs, list items and cells before words."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from ..model.ast import Element, Elements, classes_of, div
from .align import align, containment, similarity
from .normalise import key, read_text
from .tables import diff_tables
from .words import diff_inlines

_TEXTS = frozenset({"Para", "Plain"})
_ALIKE = 0.4
# A list, table or box of the same make is the same one, though most of it is new.
_SAME_BOX = 0.15
_ITEM = 0.35
_SENTENCE, _MOST = 6, 0.8


def diff_blocks(old: Elements, new: Elements, change: str) -> Elements:
    """Return the new blocks with what was added and removed marked, each mark naming the change."""
    found: list[tuple[str, Element]] = []

    words = [[words_of(block) for block in side] for side in (old, new)]

    def likeness(i: int, j: int) -> float:
        return _likeness(old[i], new[j], words[0][i], words[1][j])

    for i, j in align([key(block) for block in old], [key(block) for block in new], likeness, _SAME_BOX):
        if i is None and j is not None:
            found.append(("insertion", new[j]))
        elif j is None and i is not None:
            found.append(("deletion", old[i]))
        elif i is not None and j is not None:
            inner = new[j] if key(old[i]) == key(new[j]) else diff_block(old[i], new[j], change)
            found += [("", inner)] if inner is not None else [("deletion", old[i]), ("insertion", new[j])]
    return [
        block
        for mark, group in groupby(found, lambda one: one[0])
        for block in _under(mark, [one for _, one in group], change)
    ]


def _under(mark: str, blocks: Elements, change: str) -> Elements:
    return [div(blocks, "", [mark], change=change)] if mark else blocks


def words_of(block: Any) -> list[str]:
    """The words of a block, or of several."""
    return read_text(block).lower().split()


def _likeness(old: Element, new: Element, old_words: list[str], new_words: list[str]) -> float:
    """How alike two blocks are; 0 where one cannot become the other. Texts are alike from 0.4 on, boxes from
    0.15.
    """
    if old["t"] in _TEXTS and new["t"] in _TEXTS:
        alike = similarity(old_words, new_words)
        if alike >= _ALIKE:
            return alike
        # A sentence to which much was added is still the same one.
        return (
            0.9 * alike
            if min(len(old_words), len(new_words)) >= _SENTENCE and containment(old_words, new_words) >= _MOST
            else 0.0
        )
    if not _same_make(old, new):
        return 0.0
    return max(_SAME_BOX if old["t"] in ("Table", "Header") else 0.0, similarity(old_words, new_words))


def _same_make(old: Element, new: Element) -> bool:
    if old["t"] != new["t"]:
        return False
    match old["t"]:
        case "BulletList" | "BlockQuote" | "Table":
            return True
        case "OrderedList" | "Div":
            return bool(old["c"][0] == new["c"][0])
        case "Header":
            return bool(old["c"][:2] == new["c"][:2])
    return False


def diff_block(old: Element, new: Element, change: str) -> Element | None:
    """Return the new block with marks, or None where it is a block of another make and takes the other's
    place whole.
    """
    match new["t"]:
        case "Para" | "Plain" if old["t"] in _TEXTS:
            return {**new, "c": diff_inlines(old["c"], new["c"], change, diff_blocks)}
        case _ if not _same_make(old, new):
            return None
        case "Header":
            return {**new, "c": [*new["c"][:2], diff_inlines(old["c"][2], new["c"][2], change, diff_blocks)]}
        case "BulletList":
            return {**new, "c": _items(old["c"], new["c"], change)}
        case "OrderedList":
            return {**new, "c": [new["c"][0], _items(old["c"][1], new["c"][1], change)]}
        case "BlockQuote":
            return {**new, "c": diff_blocks(old["c"], new["c"], change)}
        case "Div":
            if {"insertion", "deletion"}.intersection(classes_of(new)):
                return None
            return {**new, "c": [new["c"][0], diff_blocks(old["c"][1], new["c"][1], change)]}
        case "Table":
            return diff_tables(old, new, change, diff_blocks)
    return None


def _items(old: list[Elements], new: list[Elements], change: str) -> list[Elements]:
    """The items of a list: whole ones first. An item that was added or removed is one Div and nothing else."""
    found: list[Elements] = []

    words = [[words_of(item) for item in side] for side in (old, new)]

    def likeness(i: int, j: int) -> float:
        return similarity(words[0][i], words[1][j])

    for i, j in align([key(item) for item in old], [key(item) for item in new], likeness, _ITEM):
        before, after = old[i] if i is not None else None, new[j] if j is not None else None
        if before is not None and after is not None:
            blocks = after if key(before) == key(after) else diff_blocks(before, after, change)
            if not _is_one_mark(blocks):
                found.append(blocks)
                continue
        found += [
            _under(mark, item, change)
            for mark, item in (("deletion", before), ("insertion", after))
            if item is not None
        ]
    return found


def _is_one_mark(blocks: Elements) -> bool:
    return (
        len(blocks) == 1
        and blocks[0]["t"] == "Div"
        and bool({"insertion", "deletion"}.intersection(classes_of(blocks[0])))
    )
