"""Outline: an imported policy as headings, clauses and their blocks; and the lists of a clause while they are
gathered, whatever marks the source mixes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from ..readers.labels import Kind, Mark, read_as_letter, read_as_roman
from ..readers.source import Grid


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list: its mark as it was written, and what it holds."""

    mark: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list. `counts` is what its marks count with ("i", "a", "1"), or "bullet";
    `first` is its first figure, 0 if they have gaps.
    """

    counts: str
    items: tuple[Item, ...]
    first: int = 1


Block = Text | Listing | Grid


@dataclass(frozen=True, slots=True)
class Section:
    """A heading: its level (2 for a section, 3 for one inside it), its number as it was written,
    its words.
    """

    level: int
    number: str
    title: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause: its number as it was written, its heading where it has one, and its text.
    `kind` is one of a fragment's.
    """

    number: str
    title: str
    blocks: tuple[Block, ...]
    kind: str = "clause"


@dataclass(frozen=True, slots=True)
class Call:
    """A macro that stands for something the source had written out: "sign_off" or "adoption"."""

    macro: str


Part = Section | Clause | Call


@dataclass(frozen=True, slots=True)
class Outline:
    """An imported policy. `title_in_text` says that the title is a line of the text, word for word, so that
    its words count among those of the source.
    """

    title: str
    title_in_text: bool
    parts: tuple[Part, ...]

    def clauses(self) -> Iterator[Clause]:
        """Its clauses, in order."""
        return (part for part in self.parts if isinstance(part, Clause))


def list_texts(blocks: tuple[Block, ...]) -> Iterator[str]:
    """The texts of blocks, in reading order, without the marks of lists."""
    for block in blocks:
        match block:
            case Text():
                yield block.text
            case Listing():
                for item in block.items:
                    yield from list_texts(item.blocks)
            case Grid():
                for row in block.rows:
                    yield from row


def replace_texts(blocks: tuple[Block, ...], change: dict[str, str]) -> tuple[Block, ...]:
    """Blocks with every text replaced that `change` names."""

    def one(block: Block) -> Block:
        match block:
            case Text():
                return Text(change.get(block.text, block.text))
            case Listing():
                return Listing(
                    block.counts,
                    tuple(Item(item.mark, replace_texts(item.blocks, change)) for item in block.items),
                    block.first,
                )
            case Grid():
                return Grid(
                    tuple(tuple(change.get(cell, cell) for cell in row) for row in block.rows), block.guessed
                )

    return tuple(one(block) for block in blocks)


@dataclass(slots=True)
class _OpenList:
    """A list that may still grow: its items as pairs of a mark and blocks."""

    depth: int
    items: list[tuple[Mark, list[Block | _OpenList]]] = field(default_factory=list)

    @property
    def last(self) -> Mark:
        return self.items[-1][0]


@dataclass(slots=True)
class Lists:
    """The blocks of one clause while they are gathered."""

    gathered: list[Block | _OpenList] = field(default_factory=list)
    stack: list[_OpenList] = field(default_factory=list)

    def text(self, text: str) -> None:
        """Add a paragraph. It ends the lists before it."""
        self.stack.clear()
        self.gathered.append(Text(text))

    def add(self, grid: Grid) -> None:
        """Add a table."""
        self.stack.clear()
        self.gathered.append(grid)

    def add_more(self, text: str) -> None:
        """Add a paragraph to the last item, where a list is open."""
        if self.stack:
            self.stack[-1].items[-1][1].append(Text(text))
        else:
            self.gathered.append(Text(text))

    def leads_in(self) -> bool:
        """Say whether the last paragraph leads in to what follows."""
        last = self.gathered[-1] if self.gathered else None
        return isinstance(last, Text) and bool(re.search(r":-?$", last.text))

    def has_open(self, mark: Mark) -> bool:
        """Say whether an open list would take the mark as its next."""
        return any(mark.follows(level.last) for level in self.stack if level.last.kind is mark.kind)

    def item(self, mark: Mark, text: str, depth: int) -> None:
        """Add an item. `depth` is how deep it stands, -1 where only its mark tells."""
        mark = self._read(mark)
        index = self._find_level(mark, depth)
        if index is None:
            level = _OpenList(depth if depth >= 0 else len(self.stack))
            (self.stack[-1].items[-1][1] if self.stack else self.gathered).append(level)
            self.stack.append(level)
        else:
            del self.stack[index + 1 :]
        self.stack[-1].items.append((mark, [Text(text)]))

    def _read(self, mark: Mark) -> Mark:
        """(i) is a letter after (h), and (v) a numeral after (iv)."""
        for level in reversed(self.stack):
            if level.last.kind is Kind.ALPHA and read_as_letter(mark).follows(level.last):
                return read_as_letter(mark)
            if level.last.kind is Kind.ROMAN and read_as_roman(mark).follows(level.last):
                return read_as_roman(mark)
        return mark

    def _find_level(self, mark: Mark, depth: int) -> int | None:
        """The open list that an item belongs to, None for a new one inside the last item."""
        if depth >= 0:
            while self.stack and self.stack[-1].depth > depth:
                self.stack.pop()
            fits = self.stack and self.stack[-1].depth == depth
            return len(self.stack) - 1 if fits else None
        for index in range(len(self.stack) - 1, -1, -1):
            last = self.stack[index].last
            if (
                last.kind is mark.kind
                and (last.style == mark.style or mark.follows(last))
                and (mark.kind is Kind.BULLET or mark.value > last.value)
            ):
                return index
        return None

    def blocks(self) -> tuple[Block, ...]:
        """All that was gathered, as values."""
        return tuple(_close_list(block) for block in self.gathered)


def _close_list(block: Block | _OpenList) -> Block:
    if not isinstance(block, _OpenList):
        return block
    items = tuple(
        Item(mark.text, tuple(_close_list(inner) for inner in blocks)) for mark, blocks in block.items
    )
    marks = [mark for mark, _ in block.items]
    if all(mark.kind is Kind.BULLET for mark in marks):
        return Listing(Kind.BULLET, items)
    counts_on = all(
        after.follows(before) and after.style == before.style for before, after in pairwise(marks)
    )
    return Listing(marks[0].kind, items, marks[0].value[-1] if counts_on else 0)
