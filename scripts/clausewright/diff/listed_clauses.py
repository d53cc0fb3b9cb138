"""Lists that are clauses in the other file: "1. lock the shed" under "Staff must:" is an item of a list, and
a clause where its number is one that no list begins with. Where the words are the same, both are clauses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..model.ast import Elements, is_list_mark, text_of, words
from ..model.document import Item, PlacedClause
from ..model.kinds import Strength
from .normalise import read_block_text

# So many items that are clauses there show that the list is none.
_FEWEST = 2
_TITLE_WORDS = 8


def split_listed_clauses(items: Sequence[Item], others: Sequence[Item]) -> list[Item]:
    """Return the items of a document, with a clause for each item of a list that is a clause in the other
    one.
    """
    texts = {
        read_block_text(item.blocks[:1]) for item in others if isinstance(item, PlacedClause) and item.number
    }
    split: list[Item] = []
    for item in items:
        if isinstance(item, PlacedClause) and _has_listed_clauses(item, texts):
            split += _split_clause(item)
        else:
            split.append(item)
    return split


def _has_listed_clauses(clause: PlacedClause, texts: set[str]) -> bool:
    for block in clause.blocks:
        if block["t"] == "BulletList":
            same = sum(read_block_text(_drop_mark(item)[:1]) in texts for item in block["c"])
            if same >= _FEWEST and 2 * same >= len(block["c"]):
                return True
    return False


def _split_clause(clause: PlacedClause) -> Iterator[PlacedClause]:
    """The clause up to its lists, then each item and what stands between as a clause."""
    pieces: list[tuple[str, Elements]] = []
    for block in clause.blocks:
        if block["t"] != "BulletList":
            if pieces and not pieces[-1][0]:
                pieces[-1][1].append(block)
            else:
                pieces.append(("", [block]))
            continue
        for item in block["c"]:
            pieces.append((_read_mark(item), _drop_mark(item)))
    for index, (number, blocks) in enumerate(pieces):
        if index == 0:
            yield replace(clause, number=clause.number or number, blocks=tuple(blocks))
            continue
        title = read_block_text(blocks).split()
        yield replace(
            clause,
            id=f"{clause.id}-item-{index}",
            number=number,
            title=tuple(words(" ".join(title[:_TITLE_WORDS]) + ("…" if len(title) > _TITLE_WORDS else ""))),
            strength=Strength.INFORMATION,
            replaces=(),
            blocks=tuple(blocks),
        )


def _read_mark(item: Elements) -> str:
    first: Elements = next((block["c"] for block in item if block["t"] in ("Para", "Plain")), [])
    return next((text_of(node).strip() for node in first if is_list_mark(node)), "")


def _drop_mark(item: Elements) -> Elements:
    """The blocks of an item without its mark."""
    if not item or item[0]["t"] not in ("Para", "Plain"):
        return item
    unmarked = [node for node in item[0]["c"] if not is_list_mark(node)]
    return [{"t": "Para", "c": unmarked}, *item[1:]]
