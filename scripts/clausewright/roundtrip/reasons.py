"""Why clauses change, as the one who returns a Word file says it: for all of them, or for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reasons:
    """The reason for all changes, and those that were given for single clauses, by their ids."""

    for_all: str = ""
    by_clause: Mapping[str, str] = field(default_factory=dict)

    def find(self, clause: str) -> str:
        """Return the reason for which a clause changes, "" where none was given."""
        return self.by_clause.get(clause, self.for_all)
