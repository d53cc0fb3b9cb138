"""Sentences: what of two texts differs, as a set, whatever stands around it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from ..model.ast import every
from ..model.document import PlacedClause
from .atoms import split_atoms
from .normalise import key
from .words import split_sentences

_TEXTS = frozenset({"Para", "Plain", "Header"})
_OPAQUE = frozenset({"CodeBlock", "RawBlock"})


def find_differing_parts(old: PlacedClause | None, new: PlacedClause | None) -> frozenset[str]:
    """What only one of two shapes of a clause has: sentences, title, strength, audience; or their order,
    where that is all.
    """
    before, after = Counter(_parts(old)), Counter(_parts(new))
    found = {f"- {part}" for part in before - after} | {f"+ {part}" for part in after - before}
    if found or old is None or new is None or key(old.blocks) == key(new.blocks):
        return frozenset(found)
    return frozenset({f"= {key(old.blocks)} {key(new.blocks)}"})


def _parts(clause: PlacedClause | None) -> Iterator[str]:
    if clause is None:
        return
    yield from (
        f"title {key(clause.title)}",
        f"{clause.strength} {clause.kind}",
        f"for {' '.join(sorted(clause.audience))}",
    )
    yield from _of_blocks(list(clause.blocks))


def _of_blocks(blocks: Any) -> Iterator[str]:
    for node in every(blocks):
        if node["t"] in _TEXTS:
            inlines = node["c"][2] if node["t"] == "Header" else node["c"]
            for sentence in split_sentences(list(split_atoms(inlines))):
                yield repr([atom.key for atom in sentence if not atom.is_space])
        elif node["t"] in _OPAQUE:
            yield key(node)
