"""A document: one version of a policy, assembled and parsed, with its numbers and references in place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .kinds import FragmentKind, Strength
from .tokens import keys_in

Blocks = tuple[dict[str, Any], ...]
Inlines = tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the version's own. `number` is empty where it has none; `level` is 2 for a section, 3 for
    one inside it.
    """

    id: str
    level: int
    number: str
    title: Inlines


@dataclass(frozen=True, slots=True)
class PlacedClause:
    """A clause where it stands: its number (empty where it has none), what its revision says of it, and its
    blocks.

    A clause that is not `headed` begins with its number; its title is for lists and searches only. `local` is
    "replace", "omit" or "add-after" where a school or trust has amended the model; one of its blocks then
    says so, a div of the class `local-wording`.
    """

    id: str
    level: int
    number: str
    title: Inlines
    kind: FragmentKind
    revision: str
    strength: Strength
    audience: tuple[str, ...]
    replaces: tuple[str, ...]
    blocks: Blocks
    headed: bool = True
    local: str = ""


@dataclass(frozen=True, slots=True)
class Prose:
    """Blocks outside any clause."""

    blocks: Blocks


Item = Section | PlacedClause | Prose


@dataclass(frozen=True, slots=True)
class Document:
    """A policy's title and everything under it, in reading order."""

    title: str
    items: tuple[Item, ...]

    def clauses(self) -> Iterator[PlacedClause]:
        """Its clauses, in order."""
        return (item for item in self.items if isinstance(item, PlacedClause))

    def sections(self) -> Iterator[Section]:
        """Its headings, in order."""
        return (item for item in self.items if isinstance(item, Section))

    def fields(self) -> frozenset[str]:
        """The keys of everything in it that is still open."""
        return keys_in(
            json.dumps([item.blocks if isinstance(item, Prose) else item.title for item in self.items])
        ) | keys_in(json.dumps([clause.blocks for clause in self.clauses()]))
