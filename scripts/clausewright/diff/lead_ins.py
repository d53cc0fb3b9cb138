"""Lines that bring in a list and were read as headings: "Do not:" above a list is where its clause begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..model.ast import para, text_of
from ..model.document import Item, PlacedClause, Section


def join_lead_ins(items: Sequence[Item]) -> list[Item]:
    """Return the items of a document, with one clause for each heading that only brings in the list below
    it.
    """
    joined: list[Item] = []
    for item in items:
        before = joined[-1] if joined else None
        if isinstance(before, Section) and isinstance(item, PlacedClause) and _is_lead_in(before, item):
            lead_in = para(list(before.title))
            joined[-1] = replace(
                item, number=before.number, title=before.title, blocks=(lead_in, *item.blocks)
            )
        else:
            joined.append(item)
    return joined


def _is_lead_in(heading: Section, clause: PlacedClause) -> bool:
    is_list = bool(clause.blocks) and clause.blocks[0]["t"] == "BulletList"
    return is_list and not clause.number and text_of(list(heading.title)).rstrip().endswith(":")
