"""The outline of an imported policy: its sections, and its clauses with their paragraphs, lists and tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

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
    """A list. `counts` is what its marks count with ("i", "a", "1"), or "bullet"; `first` is its first
    figure, 0 if they have gaps.
    """

    counts: str
    items: tuple[Item, ...]
    first: int = 1


Block = Text | Listing | Grid


@dataclass(frozen=True, slots=True)
class Section:
    """A heading: its level (2 for a section, 3 for one inside it), its number as it was written, its words."""

    level: int
    number: str
    title: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause: its number as it was written, its heading where it has one, and its text. `kind` is one of a
    fragment's.
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
    """An imported policy. `title_is_its_own` says that the title stands in the text."""

    title: str
    title_is_its_own: bool
    parts: tuple[Part, ...]

    def clauses(self) -> Iterator[Clause]:
        """Its clauses, in order."""
        return (part for part in self.parts if isinstance(part, Clause))


def texts_of(blocks: tuple[Block, ...]) -> Iterator[str]:
    """The texts of blocks, in reading order, without the marks of lists."""
    for block in blocks:
        match block:
            case Text():
                yield block.text
            case Listing():
                for item in block.items:
                    yield from texts_of(item.blocks)
            case Grid():
                for row in block.rows:
                    yield from row


def mapped(blocks: tuple[Block, ...], change: dict[str, str]) -> tuple[Block, ...]:
    """Blocks with every text replaced that `change` names."""

    def one(block: Block) -> Block:
        match block:
            case Text():
                return Text(change.get(block.text, block.text))
            case Listing():
                return Listing(
                    block.counts,
                    tuple(Item(item.mark, mapped(item.blocks, change)) for item in block.items),
                    block.first,
                )
            case Grid():
                return Grid(
                    tuple(tuple(change.get(cell, cell) for cell in row) for row in block.rows), block.guessed
                )

    return tuple(one(block) for block in blocks)
