"""What becomes of a school's amendments when a policy moves to another version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from .library import Amendment, Group, Policy, School, Version
from .local import DecisionFacts


class Outcome(StrEnum):
    """What becomes of one amendment; the value is what people read."""

    KEPT = "kept"
    REDUNDANT = "redundant"
    MERGED = "merged"
    DECIDED = "decided"
    DECIDE = "decide"


@dataclass(frozen=True, slots=True)
class Step:
    """One amendment on its way to a version.

    `was`, `model` and `ours` are the three wordings, as templates; empty where there is none. `revision` is
    the one that the version uses, "" where the clause is gone; then `heirs` are the clauses that took over
    from it. `moved` says from where to where the clause went. `writes` are the amendments that carry the
    outcome out.
    """

    amendment: Amendment
    outcome: Outcome
    why: str
    title: str
    was: str
    model: str
    ours: str
    revision: str = ""
    heirs: tuple[str, ...] = ()
    moved: str = ""
    writes: tuple[Amendment, ...] = ()

    @property
    def key(self) -> str:
        """What a decision file calls it: the clause, or the one that the school adds."""
        return self.amendment.facts.id or self.amendment.clause


@dataclass(frozen=True, slots=True)
class Update:
    """All the amendments of a school or trust on their way from one version of a policy to another. `old` is
    None for the first.
    """

    holder: School | Group
    name: str
    policy: Policy
    old: Version | None
    new: Version
    steps: tuple[Step, ...]

    @property
    def open(self) -> tuple[Step, ...]:
        """What a person must decide on."""
        return tuple(step for step in self.steps if step.outcome is Outcome.DECIDE)


@dataclass(frozen=True, slots=True)
class Decisions:
    """A decision file: its entries by key, and the line of each and of its text."""

    path: str
    entries: Mapping[str, DecisionFacts] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    text_lines: Mapping[str, int] = field(default_factory=dict)
