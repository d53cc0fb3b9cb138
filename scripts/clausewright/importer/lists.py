"""Lists: items become lists inside lists as their marks say, whatever marks the source mixes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from ..readers.labels import Kind, Mark, as_letter, as_roman
from ..readers.source import Grid
from .outline import Block, Item, Listing, Text


@dataclass(slots=True)
class _Open:
    """A list that may still grow: its items as pairs of a mark and blocks."""

    depth: int
    items: list[tuple[Mark, list[Block | _Open]]] = field(default_factory=list)

    @property
    def last(self) -> Mark:
        return self.items[-1][0]


@dataclass(slots=True)
class Lists:
    """The blocks of one clause while they are gathered."""

    gathered: list[Block | _Open] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)

    def text(self, text: str) -> None:
        """Add a paragraph. It ends the lists before it."""
        self.stack.clear()
        self.gathered.append(Text(text))

    def add(self, grid: Grid) -> None:
        """Add a table."""
        self.stack.clear()
        self.gathered.append(grid)

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
        index = self._level(mark, depth)
        if index is None:
            level = _Open(depth if depth >= 0 else len(self.stack))
            (self.stack[-1].items[-1][1] if self.stack else self.gathered).append(level)
            self.stack.append(level)
        else:
            del self.stack[index + 1 :]
        self.stack[-1].items.append((mark, [Text(text)]))

    def _read(self, mark: Mark) -> Mark:
        """(i) is a letter after (h), and (v) a numeral after (iv)."""
        for level in reversed(self.stack):
            if level.last.kind is Kind.ALPHA and as_letter(mark).follows(level.last):
                return as_letter(mark)
            if level.last.kind is Kind.ROMAN and as_roman(mark).follows(level.last):
                return as_roman(mark)
        return mark

    def _level(self, mark: Mark, depth: int) -> int | None:
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
        return tuple(_closed(block) for block in self.gathered)


def _closed(block: Block | _Open) -> Block:
    if not isinstance(block, _Open):
        return block
    items = tuple(Item(mark.text, tuple(_closed(inner) for inner in blocks)) for mark, blocks in block.items)
    marks = [mark for mark, _ in block.items]
    if all(mark.kind is Kind.BULLET for mark in marks):
        return Listing(Kind.BULLET, items)
    counts_on = all(
        after.follows(before) and after.style == before.style for before, after in pairwise(marks)
    )
    return Listing(marks[0].kind, items, marks[0].value[-1] if counts_on else 0)
