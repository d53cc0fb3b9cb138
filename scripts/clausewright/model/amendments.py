"""Amendments: which of a school's or trust's own wordings counts where, and what becomes of each when a
policy moves to another version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from .dates import first_day
from .library import Amendment, Group, Policy, School, Version
from .local_records import Action, DecisionFacts

# -- Which amendment counts where ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pending:
    """An amendment that a version of a policy has no place for: its clause has another revision there, or is
    not there ("").
    """

    amendment: Amendment
    revision: str


def select_fitting(
    amendments: Iterable[Amendment], policy: str, version: str, day: date
) -> Iterator[Amendment]:
    """The amendments that concern a version and are dated no later than `day`, or than the version if that is
    later.
    """
    for amendment in amendments:
        since = amendment.facts.since
        concerns = (not amendment.facts.policies or policy in amendment.facts.policies) and (
            not since or first_day(since) <= first_day(version)
        )
        if concerns and amendment.date <= max(day, first_day(version)):
            yield amendment


def select_counting(
    amendments: Iterable[Amendment], policy: str, version: str, clause: str, revision: str, day: date
) -> tuple[Amendment, ...]:
    """Return the amendments that count for one revision of a clause in a version: one a slot at most.

    Of those that amend this very revision, the newest counts; a school's own goes before its trust's.
    """
    by_slot: dict[tuple[str, str], Amendment] = {}
    for amendment in sorted(
        select_fitting(amendments, policy, version, day),
        key=lambda amendment: (amendment.tier == "school", amendment.date, amendment.name),
    ):
        if amendment.clause == clause and amendment.facts.amends == revision:
            by_slot[amendment.slot] = amendment
    return tuple(amendment for amendment in by_slot.values() if amendment.facts.action is not Action.MODEL)


def find_pending(
    holder: School | Group,
    version: Version,
    uses: Mapping[str, frozenset[str]],
    earlier: frozenset[str],
    day: date,
) -> tuple[Pending, ...]:
    """Return the amendments of a school or trust that are neither kept nor decided on in a version.

    `uses` gives the names of the revisions that the version uses of each clause, `earlier` the clauses of the
    policy's versions before.
    """
    slots: dict[tuple[str, str], list[Amendment]] = {}
    for amendment in sorted(
        select_fitting(holder.amendments, version.policy, version.name, day),
        key=lambda amendment: (amendment.date, amendment.name),
    ):
        revision = max(uses.get(amendment.clause, ()), default="")
        # An amendment of a later revision waits for a later version.
        if first_day(amendment.facts.amends) <= (first_day(revision) if revision else version.date):
            slots.setdefault(amendment.slot, []).append(amendment)
    waiting = []
    for (clause, _), in_slot in slots.items():
        revisions = uses.get(clause, frozenset())
        is_decided = (
            any(amendment.facts.amends in revisions for amendment in in_slot)
            or in_slot[-1].facts.action is Action.MODEL
        )
        if not is_decided and (revisions or clause in earlier):
            waiting.append(Pending(in_slot[-1], max(revisions, default="")))
    return tuple(waiting)


# -- What becomes of amendments ------------------------------------------------------------------------------


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
