"""Which amendment counts where, and which can count no longer because the model has moved on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from .dates import first_day
from .library import Amendment, Group, School, Version
from .local import Action


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
