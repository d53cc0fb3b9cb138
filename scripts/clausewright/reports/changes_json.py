"""Changes as data: JSON that fits changes.schema.json, for other programs to read. Texts are plain and still
have their tokens.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..model.ast import Element, Elements, classes_of, text_of
from ..model.change import Change, Changes, Mark, Redline, Side
from ..model.document import Inlines, Item, PlacedClause, Prose, Section
from . import change_names, edit_sentences, wording
from .cover import Cover

if TYPE_CHECKING:
    from ..model.records import Consulted

FORMAT, VERSION = "clausewright-changes", 1
SCHEMA_NAME = f"changes-{VERSION}.schema.json"


def read_schema() -> str:
    """Return the JSON Schema that `write_json` fits."""
    return Path(__file__).with_name(SCHEMA_NAME).read_text(encoding="utf-8")


def write_json(changes: Changes, cover: Cover) -> str:
    """Return every change as JSON, with a line end after it."""
    data = {
        "format": FORMAT,
        "format_version": VERSION,
        "policy": {"id": changes.policy, "title": cover.policy},
        "from": _write_side(changes.old),
        "to": _write_side(changes.new),
        "size": changes.size.value,
        "counts": {
            "all": len(changes.entries),
            "effect": dict(changes.by_effect()),
            "kind": dict(changes.by_kind()),
            "cause": dict(changes.by_cause()),
        },
        "summary": cover.summary,
        "status": cover.status,
        "comment_by": cover.comment_by,
        "consulted": [_write_consulted(consulted) for consulted in cover.consulted],
        "remarks": list(cover.remarks),
        "changes": [_write_entry(number, entry) for number, entry in enumerate(changes.entries, 1)],
    }
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def _write_side(side: Side) -> Mapping[str, str]:
    return {"id": side.id, "title": side.title, "who": side.party}


def _write_consulted(consulted: Consulted) -> Mapping[str, str]:
    return {"who": consulted.who, "on": consulted.on.isoformat(), "outcome": consulted.outcome}


def _write_entry(number: int, change: Change) -> Mapping[str, Any]:
    return {
        "number": number,
        "id": change.id,
        "kind": change.kind.value,
        "kinds": [kind.value for kind in change.kinds],
        "cause": change.cause.value,
        "effect": change.effect.value,
        "ground": change.ground,
        "name": change_names.name_change(change),
        "what": wording.describe_change(change),
        "topic": change.topic,
        "subject": change.subject,
        "old": _write_clauses(change.old_ids, change.old_titles, change.old_numbers, change.old_section),
        "new": _write_clauses(change.new_ids, change.new_titles, change.new_numbers, change.new_section),
        "strength": (
            {"from": change.strength[0].value, "to": change.strength[1].value} if change.strength else None
        ),
        "audience": (
            {"from": list(change.audience[0]), "to": list(change.audience[1])} if change.audience else None
        ),
        "concerns": list(change.audiences),
        "only_where": change.only_where,
        "reason": change.reason,
        "instead": change.instead,
        "edits": [
            {
                "kind": edit.kind.value,
                "old": edit.old,
                "new": edit.new,
                "way": edit.way,
                "place": edit.place,
                "what": edit_sentences.describe_edit(edit),
            }
            for edit in change.edits
        ],
        "texts": [text for line in change.items for text in read_texts(line)],
        "places": [
            {
                "id": place.id,
                "number": place.number,
                "title": change_names.plain_text(place.title),
                "old": place.old,
                "new": place.new,
            }
            for place in change.places
        ],
    }


def _write_clauses(
    ids: tuple[str, ...], titles: tuple[Inlines, ...], numbers: tuple[str, ...], section: Inlines
) -> Mapping[str, Any]:
    return {
        "clauses": list(ids),
        "titles": [change_names.plain_text(title) for title in titles],
        "numbers": list(numbers),
        "section": change_names.plain_text(section),
    }


def read_texts(line: Redline) -> Iterator[Mapping[str, Any]]:
    """Yield an item's text, cut where it begins or ends to be kept, added or removed."""
    if line.mark in (Mark.KEPT, Mark.MOVED_AWAY):
        return
    whole = {Mark.ADDED: "added", Mark.REMOVED: "removed"}.get(line.mark, "kept")
    pieces: list[dict[str, str]] = []
    for how, text in _cut_into_pieces(_write_content(line.item), whole):
        if pieces and pieces[-1]["is"] == how:
            pieces[-1]["text"] += text
        elif text:
            pieces.append({"is": how, "text": text})
    yield {"mark": line.mark.value, "pieces": pieces}


def _write_content(item: Item) -> Elements:
    match item:
        case Section():
            return list(item.title)
        case PlacedClause():
            title = [{"t": "Para", "c": list(item.title)}] if item.headed else []
            return [*title, *item.blocks]
        case Prose():
            return list(item.blocks)


def _cut_into_pieces(node: Any, how: str) -> Iterator[tuple[str, str]]:
    """The words of anything in a redline, each with whether it was kept, added or removed; a line for each
    paragraph, item and cell.
    """
    if isinstance(node, dict) and "t" in node:
        yield from _cut_element(node, how)
    elif isinstance(node, list):
        # The row of a table, or a cell, has attributes first.
        inner = _read_mark(node[0][1], how) if _has_attributes(node) else how
        for part in node:
            yield from _cut_into_pieces(part, inner)


def _cut_element(node: Element, how: str) -> Iterator[tuple[str, str]]:
    kind = node["t"]
    if kind in ("Span", "Div"):
        yield from _cut_into_pieces(node["c"][1], _read_mark(classes_of(node), how))
    elif kind in ("Para", "Plain", "Header"):
        yield from _cut_into_pieces(node["c"][2] if kind == "Header" else node["c"], how)
        yield how, "\n"
    elif kind in ("Link", "Quoted"):
        yield from _cut_into_pieces(node["c"][1], how)
    elif kind == "Image":
        yield how, f"[{text_of(node['c'][1])}]"
    elif kind in ("Str", "Space", "SoftBreak", "LineBreak", "Code", "Math"):
        yield how, text_of(node)
    elif "c" in node:
        yield from _cut_into_pieces(node["c"], how)


def _has_attributes(node: list[Any]) -> bool:
    first = node[0] if node else None
    return (
        isinstance(first, list)
        and len(first) == 3
        and isinstance(first[0], str)
        and isinstance(first[1], list)
    )


def _read_mark(classes: list[str], how: str) -> str:
    """What classes say of a piece, else what is said of all around it."""
    if "insertion" in classes:
        return "added"
    return "removed" if "deletion" in classes else how
