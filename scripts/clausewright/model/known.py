"""What is known of the world outside a library: texts that are cited, names, positions of law, and rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .records import CitationFacts
from .rule_records import ChecklistFacts, NameFacts, PositionFacts, RequirementFacts, WordingFacts


@dataclass(frozen=True, slots=True)
class Known:
    """Its entries by their ids: as clausewright ships them, with a library's own in place of those of the
    same id.
    """

    citations: Mapping[str, CitationFacts] = field(default_factory=dict)
    names: Mapping[str, NameFacts] = field(default_factory=dict)
    positions: Mapping[str, PositionFacts] = field(default_factory=dict)
    checklists: Mapping[str, ChecklistFacts] = field(default_factory=dict)
    wording: Mapping[str, WordingFacts] = field(default_factory=dict)
    requirements: Mapping[str, RequirementFacts] = field(default_factory=dict)

    def with_own(self, library_entries: Known) -> Known:
        """Return it with a library's own entries over it."""
        return Known(
            {**self.citations, **library_entries.citations},
            {**self.names, **library_entries.names},
            {**self.positions, **library_entries.positions},
            {**self.checklists, **library_entries.checklists},
            {**self.wording, **library_entries.wording},
            {**self.requirements, **library_entries.requirements},
        )
