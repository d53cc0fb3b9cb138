"""What stands where in a model's Word file that came back: its sections, its clauses with their paragraphs
and tables, and what is the version's own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ..word.paragraphs import Paragraph, words_of
from .matching import BackTable, Matches, list_tables
from .origins import HEADING, TITLE, WHOLE, Origin, SourceDocument

_NUMBER = re.compile(r"(\(?\d[\d.]*[.:)]*)\s")
# More than this share of its words makes a part of a clause that clause.
_MOST = 0.5


class ItemKind(StrEnum):
    """What stands there: a heading of the version's own, a clause, or other text of the version."""

    SECTION = "section"
    CLAUSE = "clause"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph that came back, or a table of them. `origin` is where it was, None where it is new."""

    paragraphs: tuple[int, ...]
    origin: Origin | None
    table: BackTable | None = None


@dataclass(slots=True)
class OutlineItem:
    """A section, a clause, or what else the version has, in the order of the file.

    `row` is its row in the version, None for what is new. Of a clause `clause` is the id, "" where it is new,
    `heading` the paragraph that is its title, `blocks` what it says; `number` is what a new one without a
    heading begins with, as its neighbours do.
    """

    kind: ItemKind
    row: int | None
    heading: int | None = None
    clause: str = ""
    level: int = 2
    blocks: list[Block] = field(default_factory=list)
    number: str = ""


def read_outline(
    document: SourceDocument, matches: Matches, sent: Sequence[Paragraph], back: Sequence[Paragraph]
) -> list[OutlineItem]:
    """Read what stands where."""
    reader = _OutlineReader(document, matches, sent, back)
    reader.read()
    return reader.items


@dataclass(slots=True)
class _OutlineReader:
    document: SourceDocument
    matches: Matches
    sent: Sequence[Paragraph]
    back: Sequence[Paragraph]
    items: list[OutlineItem] = field(default_factory=list)
    started: set[str] = field(default_factory=set)
    titled: set[str] = field(default_factory=set)
    clause_rows: dict[str, int] = field(default_factory=dict)

    def read(self) -> None:
        self.clause_rows = {
            row.name: index
            for index, row in enumerate(self.document.rows)
            if row.name in self.document.clauses
        }
        blocks = self.list_blocks()
        for block in blocks:
            if (
                block.origin is not None
                and block.origin.row == TITLE
                and self.is_heading(block.paragraphs[0])
            ):
                self.titled.add(block.origin.clause)
        identities = self.identify(blocks)
        self.titled.update(identities.values())
        for index, block in enumerate(blocks):
            if block.table is None and self.is_heading(block.paragraphs[0]):
                self.read_heading(blocks, index, identities.get(index, ""))
            else:
                self.read_block(block)

    def list_blocks(self) -> list[Block]:
        tables = {table.paragraphs[0]: table for table in list_tables(self.back) if table.paragraphs}
        in_tables = {index for table in tables.values() for index in table.paragraphs}
        blocks: list[Block] = []
        for index in range(len(self.back)):
            if index in tables:
                places = tables[index].paragraphs
                origins = Counter(
                    origin for place in places if (origin := self.find_origin(place)) is not None
                )
                origin = next(iter(origins), None)
                blocks.append(Block(places, origin, tables[index]))
            elif index not in in_tables:
                blocks.append(Block((index,), self.find_origin(index)))
        return blocks

    def find_origin(self, index: int) -> Origin | None:
        place = self.matches.sent_of.get(index)
        return self.document.origins[place] if place is not None else None

    def is_made(self, block: Block) -> bool:
        """Say whether the compiler made a block, and no template's words."""
        place = self.matches.sent_of.get(block.paragraphs[0])
        return place is not None and self.document.origins[place] is None

    def is_heading(self, index: int) -> bool:
        return self.back[index].style.startswith(HEADING)

    # -- headings --------------------------------------------------------------------------------------------

    def identify(self, blocks: Sequence[Block]) -> dict[int, str]:
        """The clauses whose titles are not known again, by their blocks: those of which most words follow
        under a new heading, and none under one of their own.
        """
        identities: dict[int, str] = {}
        for index, block in enumerate(blocks):
            is_heading = block.table is None and self.is_heading(block.paragraphs[0])
            if not is_heading or block.origin is not None or self.is_made(block):
                continue
            words = self.count_words(self.list_section(blocks, index))
            for clause, count in words.most_common(1):
                is_free = clause and clause not in self.titled and clause not in identities.values()
                if is_free and count > _MOST * words.total() and self.document.clauses[clause].is_headed:
                    identities[index] = clause
        return identities

    def list_section(self, blocks: Sequence[Block], index: int) -> list[Block]:
        """The blocks from a heading to the next."""
        section: list[Block] = []
        for block in blocks[index + 1 :]:
            if block.table is None and self.is_heading(block.paragraphs[0]):
                break
            section.append(block)
        return section

    def count_words(self, blocks: Sequence[Block]) -> Counter[str]:
        """How many words of some blocks are from each clause; "" stands for those that are new. What the
        version says itself belongs to none.
        """
        words: Counter[str] = Counter()
        for block in blocks:
            clause = block.origin.clause if block.origin is not None else ""
            if block.origin is not None and not clause:
                continue
            words[clause] += sum(len(words_of(self.back[index].text)) for index in block.paragraphs)
        return words

    def read_heading(self, blocks: Sequence[Block], index: int, identity: str) -> None:
        block = blocks[index]
        heading, origin = block.paragraphs[0], block.origin
        if origin is not None and origin.row == TITLE:
            identity = origin.clause
        if identity:
            self.start_clause(identity, heading)
        elif origin is not None or self.is_made(block):
            kind = ItemKind.TEXT if origin is None or origin.cell == WHOLE else ItemKind.SECTION
            self.items.append(OutlineItem(kind, origin.row if origin else None, heading, blocks=[block]))
            if self.is_made(block):
                self.items.pop()
        elif self.is_section(blocks, index):
            level = 2 if self.back[heading].style[len(HEADING) :][:1] in ("", "1") else 3
            self.items.append(OutlineItem(ItemKind.SECTION, None, heading, level=level, blocks=[block]))
        else:
            self.items.append(OutlineItem(ItemKind.CLAUSE, None, heading))

    def is_section(self, blocks: Sequence[Block], index: int) -> bool:
        """Say whether a new heading is a section's: of the first level, or with a deeper one right below."""
        style = self.back[blocks[index].paragraphs[0]].style
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        if following is None or following.table is not None:
            return style == f"{HEADING}1"
        below = self.back[following.paragraphs[0]].style
        return style == f"{HEADING}1" or (below.startswith(HEADING) and below > style)

    def start_clause(self, clause: str, heading: int | None) -> None:
        self.started.add(clause)
        self.items.append(OutlineItem(ItemKind.CLAUSE, self.clause_rows[clause], heading, clause))

    # -- what stands under them ------------------------------------------------------------------------------

    def read_block(self, block: Block) -> None:
        if self.is_made(block):
            return
        if block.origin is None:
            self.read_new_block(block)
        elif block.origin.clause:
            self.read_clause_block(block, block.origin.clause)
        else:
            last = self.items[-1] if self.items else None
            if last is not None and last.kind is ItemKind.TEXT and last.row == block.origin.row:
                last.blocks.append(block)
            else:
                self.items.append(OutlineItem(ItemKind.TEXT, block.origin.row, blocks=[block]))

    def read_new_block(self, block: Block) -> None:
        """What is new belongs to the clause above it, unless it has a number of its own."""
        last = self.items[-1] if self.items else None
        number = self.read_number(block, last)
        if number:
            self.items.append(OutlineItem(ItemKind.CLAUSE, None, blocks=[block], number=number))
        elif last is not None and last.kind is ItemKind.CLAUSE:
            last.blocks.append(block)
        elif last is not None:
            self.items.append(OutlineItem(ItemKind.TEXT, None, blocks=[block]))

    def read_clause_block(self, block: Block, clause: str) -> None:
        """What a clause said belongs to the clause under whose heading it stands; a clause without a heading
        begins where its first words stand.
        """
        is_headed = self.document.clauses[clause].is_headed
        last = self.items[-1] if self.items else None
        begins = clause not in self.started and clause not in self.titled
        if begins and (not is_headed or last is None or last.kind is not ItemKind.CLAUSE):
            self.start_clause(clause, None)
        last = self.items[-1] if self.items else None
        started = None if is_headed else self.find_started(clause)
        if started is not None:
            started.blocks.append(block)
        elif last is not None and last.kind is ItemKind.CLAUSE:
            last.blocks.append(block)
        else:
            self.items.append(OutlineItem(ItemKind.TEXT, None, blocks=[block]))

    def read_number(self, block: Block, last: OutlineItem | None) -> str:
        """The number that a new paragraph begins with, of the shape of those of clauses without a heading; ""
        where the clause before it has none, or another shape.
        """
        if last is None or last.kind != ItemKind.CLAUSE or block.table is not None:
            return ""
        neighbour = last.number
        if last.clause and not self.document.clauses[last.clause].is_headed:
            located = self.document.texts.get(Origin(last.clause, 0))
            neighbour = "".join(token.text for token in located.tokens[: located.label]) if located else ""
        typed = _NUMBER.match(self.back[block.paragraphs[0]].text)
        is_alike = typed is not None and re.sub(r"\d+", "0", typed[1]) == re.sub(r"\d+", "0", neighbour)
        return typed[1] if typed is not None and is_alike else ""

    def find_started(self, clause: str) -> OutlineItem | None:
        """The item of a clause that has begun already."""
        for item in reversed(self.items):
            if item.clause == clause:
                return item
        return None
