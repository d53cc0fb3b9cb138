"""What a reader of any format finds in a document: headings, paragraphs, lists, tables, quotations, pictures,
notes.

Only what a format forces is made equal: runs of white space are one space, soft hyphens are dropped, letters
with marks are composed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

BULLET = "•"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading. Level 0 is the document's title; `number` is empty where it has none."""

    level: int
    number: str
    words: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    words: str


@dataclass(frozen=True, slots=True)
class List:
    """A list: the label before each item as it is printed ("(i)", "1.", or BULLET), and each item's blocks."""

    labels: tuple[str, ...]
    items: tuple[Blocks, ...]


@dataclass(frozen=True, slots=True)
class Table:
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Quote:
    blocks: Blocks


@dataclass(frozen=True, slots=True)
class Picture:
    alt: str


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote. Where formats put its mark and its text differs, so all notes come after the rest, in
    order.
    """

    words: str


Block = Heading | Paragraph | List | Table | Quote | Picture | Note
Blocks = tuple[Block, ...]


def plain(text: str) -> str:
    """Text without what the formats write each in its own way."""
    return " ".join(unicodedata.normalize("NFC", text.replace("\u00ad", "")).split())


def heading(level: int, text: str) -> Heading:
    """A heading; a number before its words is told from them."""
    found = re.fullmatch(r"(\d+(?:\.\d+)*[A-Z]*[.:]?) (.+)", plain(text))
    return Heading(level, found[1], found[2]) if found else Heading(level, "", plain(text))


def label(style: str, pattern: str, number: int) -> str:
    """The label of an ordered list's item. `style` is CSS's name; `pattern` has %1 for the number: "(%1)"."""
    match style:
        case "lower-roman":
            text = _roman(number).lower()
        case "upper-roman":
            text = _roman(number)
        case "lower-alpha":
            text = chr(ord("a") + number - 1)
        case "upper-alpha":
            text = chr(ord("A") + number - 1)
        case "decimal":
            text = str(number)
        case _:
            raise ValueError(f"a list is numbered as '{style}', which these readers do not know")
    return pattern.replace("%1", text)


def _roman(number: int) -> str:
    signs = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    text = ""
    for value, sign in signs:
        text += sign * (number // value)
        number %= value
    return text


@dataclass(slots=True)
class Flow:
    """Gathers blocks while a reader walks: text runs on until something ends the paragraph."""

    blocks: list[Block] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    text: list[str] = field(default_factory=list)

    def end(self) -> None:
        """End the paragraph, if one has begun."""
        if said := plain("".join(self.text)):
            self.blocks.append(Paragraph(said))
        self.text.clear()

    def add(self, block: Block) -> None:
        """Put a block after what there is."""
        self.end()
        self.blocks.append(block)

    def inner(self) -> Flow:
        """A flow for what stands inside a block; notes go to the same list."""
        return Flow(notes=self.notes)

    def done(self) -> Blocks:
        """The blocks found."""
        self.end()
        return tuple(self.blocks)

    def whole(self) -> Blocks:
        """The blocks found, and then the notes."""
        return (*self.done(), *self.notes)


def every(blocks: Iterable[Block]) -> Iterator[Block]:
    """Every block, in reading order, from outside in."""
    for block in blocks:
        yield block
        match block:
            case List(_, items):
                for item in items:
                    yield from every(item)
            case Quote(inner):
                yield from every(inner)


def words(blocks: Iterable[Block]) -> list[str]:
    """Every word, in reading order, without labels and structure."""
    found: list[str] = []
    for block in every(blocks):
        match block:
            case Heading(_, number, text):
                found += f"{number} {text}".split()
            case Paragraph(text) | Note(text) | Picture(text):
                found += text.split()
            case Table(head, rows):
                found += [word for row in (head, *rows) for cell in row for word in cell.split()]
    return found


def lines(blocks: Iterable[Block], indent: str = "") -> list[str]:
    """The blocks as lines that a person can compare."""
    found: list[str] = []
    for block in blocks:
        match block:
            case Heading(level, number, text):
                found.append(f"{indent}{'#' * (level + 1)} {f'{number} {text}'.strip()}")
            case Paragraph(text):
                found.append(indent + text)
            case Note(text):
                found.append(f"{indent}note: {text}")
            case Picture(text):
                found.append(f"{indent}picture: {text}")
            case Quote(inner):
                found += [f"{indent}quotation:", *lines(inner, f"{indent}    ")]
            case Table(head, rows):
                found += [
                    f"{indent}table: {' | '.join(head)}",
                    *(f"{indent}    {' | '.join(row)}" for row in rows),
                ]
            case List(labels, items):
                for mark, item in zip(labels, items, strict=True):
                    first, *rest = lines(item, f"{indent}    ") or [""]
                    found += [f"{indent}{mark} {first.strip()}", *rest]
    return found
