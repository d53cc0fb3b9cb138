"""Values: what fills the text. A value that prints in twelve places is one change that lists them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ..diff.redline import accept_part, reject_part
from ..model.change import Cause, Change, Changes, Kind, Mark, Place, Redline
from ..model.document import PlacedClause, Prose
from ..model.tokens import keys_in
from .attribution import find_place
from .source import DocumentInputs
from .steps import find_cause, read_printed_value

_ADOPTED = "adopted"


def add_value_changes(changes: Changes, old: DocumentInputs, new: DocumentInputs) -> Changes:
    """Return the changes with those of values and words, which are not in the documents: these have tokens in
    their place.
    """
    where: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    differing: set[str] = set()
    for at, line in enumerate(changes.redline):
        for key in sorted(_keys_of_both(line)):
            before, after = read_printed_value(old, key), read_printed_value(new, key)
            if before is not None and after is not None and before != after:
                differing.add(key)
                where[".".join(key.split(".")[:2])][at].append(key)
    entries = list(changes.entries)
    record = [key for key in where if key.startswith(f"{_ADOPTED}.")]
    if record and not any(entry.kind is Kind.RECORD for entry in entries):
        lines = {at: keys for key in record for at, keys in where[key].items()}
        entries.append(
            replace(
                _entry(changes, "adopted", lines, old, new),
                id="record",
                kinds=(Kind.RECORD,),
                cause=Cause.MODEL,
            )
        )
    entries += [_entry(changes, key, where[key], old, new) for key in where if key not in record]
    return replace(changes, entries=tuple(entries), values=frozenset(differing))


def _keys_of_both(line: Redline) -> frozenset[str]:
    """The keys that print in an item before and after."""
    if line.old is None or line.new is None or line.mark is Mark.MOVED_AWAY:
        return frozenset()
    parts: Any = list(_texts(line))
    if line.mark is Mark.KEPT:
        return keys_in(json.dumps(parts))
    return keys_in(json.dumps(accept_part(parts))) & keys_in(json.dumps(reject_part(parts)))


def _texts(line: Redline) -> Iterator[Any]:
    item = line.item
    if not isinstance(item, Prose):
        yield list(item.title)
    if isinstance(item, PlacedClause | Prose):
        yield list(item.blocks)


def _entry(
    changes: Changes, key: str, where: dict[int, list[str]], old: DocumentInputs, new: DocumentInputs
) -> Change:
    lines = [changes.redline[at] for at in where]
    variable = new.library.schema.get(key)
    return Change(
        id=f"v-{key.replace('.', '-').replace('_', '-')}",
        kinds=(Kind.VALUE,),
        cause=find_cause(key, old.values.get(key), new.values.get(key)),
        subject=key,
        topic=variable.name if variable else key,
        items=tuple(lines),
        places=tuple(
            _place(changes, line, keys, old, new) for line, keys in zip(lines, where.values(), strict=True)
        ),
    )


def _place(
    changes: Changes, line: Redline, keys: list[str], old: DocumentInputs, new: DocumentInputs
) -> Place:
    shown = [key for key in keys if not key.endswith(".href")] or keys
    before, after = (
        [*dict.fromkeys(read_printed_value(side, key) or "" for key in shown)] for side in (old, new)
    )
    return find_place(changes.redline, line, ", ".join(before), ", ".join(after))
