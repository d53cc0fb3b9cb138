"""Terms: a table of definitions has a change a term."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ..model.ast import changed, classes_of, every, id_of, pairs_of
from ..model.change import Change, Kind, Mark
from ..model.document import Inlines, Prose


def split_terms(change: Change) -> Iterator[Change]:
    """An entry for each term of a table of definitions that was added, removed or changed; the whole where it
    cannot be told apart.
    """
    line = change.items[0]
    block = line.item.blocks[0] if isinstance(line.item, Prose) and len(line.item.blocks) == 1 else None
    table = block["c"][1][0] if block and block["t"] == "Div" and len(block["c"][1]) == 1 else None
    if (
        block is None
        or table is None
        or table["t"] != "Table"
        or line.mark is not Mark.CHANGED
        or len(table["c"][4]) != 1
    ):
        yield change
        return
    attr, caption, specs, head, bodies, foot = table["c"]
    rows = [row for row in bodies[0][3] if _is_marked(row)]
    if _is_marked(head) or dict(attr[2]).keys() & {"old-columns"}:
        yield change
        return
    for at, row in enumerate(rows):
        id = _term_id(row) or f"{change.id}-{at}"
        kinds = tuple(
            kind
            for name, kind in (("insertion", Kind.ADDED), ("deletion", Kind.REMOVED))
            if name in row[0][1]
        )
        named = _naming(row, f"d-{id}")
        one = {"t": "Table", "c": [attr, caption, specs, head, [[*bodies[0][:3], [named]]], foot]}
        item = Prose(({**block, "c": [block["c"][0], [one]]},))
        title = _words_of_cell(row)
        yield replace(
            change,
            id=f"d-{id}",
            kinds=(Kind.DEFINITION, *kinds),
            subject=id,
            old_titles=() if Kind.ADDED in kinds else (title,),
            new_titles=() if Kind.REMOVED in kinds else (title,),
            items=(replace(line, item=item, changes=(f"d-{id}",)),),
        )


def _is_marked(node: Any) -> bool:
    if isinstance(node, dict):
        if node.get("t") in ("Span", "Div") and {"insertion", "deletion"}.intersection(classes_of(node)):
            return True
        return _is_marked(node.get("c"))
    if isinstance(node, list):
        is_attr = (
            len(node) == 3
            and isinstance(node[0], str)
            and isinstance(node[1], list)
            and isinstance(node[2], list)
        )
        if is_attr:
            return bool({"insertion", "deletion"}.intersection(node[1]))
        return any(_is_marked(part) for part in node)
    return False


def _term_id(row: Any) -> str:
    ids = [id_of(part) for part in every(row[1][0]) if part["t"] == "Span"] if row[1] else []
    return next((id.removeprefix("term-") for id in ids if id.startswith("term-")), "")


def _words_of_cell(row: Any) -> Inlines:
    blocks = row[1][0][4] if row[1] else []
    return tuple(blocks[0]["c"]) if blocks and blocks[0]["t"] in ("Plain", "Para") else ()


def _naming(node: Any, id: str) -> Any:
    """The same with the marks naming another entry."""

    def rename(part: Any) -> Any:
        if part["t"] in ("Span", "Div") and "change" in pairs_of(part):
            id_, classes, pairs = part["c"][0]
            return [
                {
                    **part,
                    "c": [
                        [id_, classes, [[k, id if k == "change" else v] for k, v in pairs]],
                        *part["c"][1:],
                    ],
                }
            ]
        return None

    return changed(node, rename)
