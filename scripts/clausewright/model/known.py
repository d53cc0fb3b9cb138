"""What is known of the world outside a library: law and guidance, names that changed, positions, and
checklists of policies.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .records import ChecklistFacts, CitationFacts, NameFacts, PositionFacts


@dataclass(frozen=True, slots=True)
class Known:
    """Its entries by their ids: as clausewright ships them, with a library's own in place of those of the
    same id.
    """

    citations: Mapping[str, CitationFacts] = field(default_factory=dict)
    names: Mapping[str, NameFacts] = field(default_factory=dict)
    positions: Mapping[str, PositionFacts] = field(default_factory=dict)
    checklists: Mapping[str, ChecklistFacts] = field(default_factory=dict)

    def with_own(self, own: Known) -> Known:
        """Return it with a library's own entries over it."""
        return Known(
            {**self.citations, **own.citations},
            {**self.names, **own.names},
            {**self.positions, **own.positions},
            {**self.checklists, **own.checklists},
        )
