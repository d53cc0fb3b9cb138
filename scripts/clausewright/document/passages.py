"""Passages: the sentences, items of lists and rows of tables of a piece of text, as a reader is shown them
one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..model.ast import Element, text_of, walk_elements
from ..model.text import split_sentences

_LEAVES = ("Plain", "Para", "Header", "LineBlock", "CodeBlock")
_LISTS = ("BulletList", "OrderedList")

Passage = tuple[str] | tuple[str, int]
"""The words of a passage; an item of a list also has the place of the passage that leads to it."""


def add_passages(passages: list[Passage], blocks: Iterable[Element], lead: int | None = None) -> None:
    """Add the passages of blocks. `lead` is the passage that leads to them,
    where they are items of a list.
    """
    for block in blocks:
        if block["t"] in _LISTS:
            items = block["c"] if block["t"] == "BulletList" else block["c"][1]
            leads = bool(passages) and passages[-1][0].endswith(":")
            for_items = len(passages) - 1 if leads else lead
            for item in items:
                add_passages(passages, item, for_items)
        elif block["t"] in _LEAVES:
            for sentence in split_sentences(_join_words(block)):
                if sentence:
                    passages.append((sentence,) if lead is None else (sentence, lead))
        elif block["t"] == "Table":
            for cells in _list_rows(block):
                passages.append((", ".join(cells),))
        else:
            add_passages(passages, _list_blocks(block), lead)


def _list_rows(table: Element) -> Iterator[list[str]]:
    """The words of each row of a table, cell by cell; empty cells are left out."""
    _, _, _, head, bodies, foot = table["c"]
    rows = [*head[1], *(row for body in bodies for part in body[2:4] for row in part), *foot[1]]
    for row in rows:
        cells = [" ".join(_join_words(block) for block in cell[4]) for cell in row[1]]
        if any(cells):
            yield [cell for cell in cells if cell]


def _list_blocks(block: Element) -> list[Element]:
    """The blocks that stand directly in one that is neither a list nor a table nor text."""
    return [node for node in _list_children(block.get("c")) if node["t"] in _LEAVES or _holds_blocks(node)]


def _list_children(content: Any) -> Iterator[Element]:
    if isinstance(content, dict) and "t" in content:
        yield content
    elif isinstance(content, list):
        for part in content:
            yield from _list_children(part)


def _holds_blocks(node: Element) -> bool:
    return node["t"] in (*_LISTS, "Table", "Div", "BlockQuote", "Figure", "DefinitionList")


def _join_words(block: Element) -> str:
    """The words of a block, with space between whatever stands in it."""
    if block["t"] in _LEAVES:
        return " ".join(text_of(block).split())
    return " ".join(" ".join(text_of(node).split()) for node in walk_elements(block) if node["t"] in _LEAVES)
