"""Amendments: which of a school's or trust's own wordings counts where, and what becomes of each when a policy
moves to another version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from .dates import first_day
from .library import Amendment, Group, Policy, School, Version
from .records import Action, DecisionFacts

# -- Which amendment counts where ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pending:
    """An amendment that a version of a policy has no place for: its clause has another revision there, or is
    not there ("").
    """

    amendment: Amendment
    revision: str


def fitting(amendments: Iterable[Amendment], policy: str, version: str, day: date) -> Iterator[Amendment]:
    """The amendments that concern a version and are dated no later than `day`, or than the version if that is
    later.
    """
    for one in amendments:
        since = one.facts.since
        concerns = (not one.facts.policies or policy in one.facts.policies) and (
            not since or first_day(since) <= first_day(version)
        )
        if concerns and one.date <= max(day, first_day(version)):
            yield one


def counting(
    amendments: Iterable[Amendment], policy: str, version: str, clause: str, revision: str, day: date
) -> tuple[Amendment, ...]:
    """Return the amendments that count for one revision of a clause in a version: one a slot at most.

    Of those that amend this very revision, the newest counts; a school's own goes before its trust's.
    """
    found: dict[tuple[str, str], Amendment] = {}
    for one in sorted(
        fitting(amendments, policy, version, day), key=lambda one: (one.tier == "school", one.date, one.name)
    ):
        if one.clause == clause and one.facts.amends == revision:
            found[one.slot] = one
    return tuple(one for one in found.values() if one.facts.action is not Action.MODEL)


def pending(
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
    for one in sorted(
        fitting(holder.amendments, version.policy, version.name, day), key=lambda one: (one.date, one.name)
    ):
        revision = max(uses.get(one.clause, ()), default="")
        # An amendment of a later revision waits for a later version.
        if first_day(one.facts.amends) <= (first_day(revision) if revision else version.date):
            slots.setdefault(one.slot, []).append(one)
    found = []
    for (clause, _), every in slots.items():
        here = uses.get(clause, frozenset())
        is_decided = any(one.facts.amends in here for one in every) or every[-1].facts.action is Action.MODEL
        if not is_decided and (here or clause in earlier):
            found.append(Pending(every[-1], max(here, default="")))
    return tuple(found)


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
