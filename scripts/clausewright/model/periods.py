"""Periods: between which days each version of a policy was in force, at a school or as the model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .dates import day_before, newest
from .library import Adoption, Library, Policy, School, Version
from .records import Status


@dataclass(frozen=True, slots=True)
class Period:
    """A version in force from `first` to `last`, both included; `last` is None where nothing takes its place.

    `adoption` is the decision that put it in force, None for the model.
    """

    policy: Policy
    version: Version
    adoption: Adoption | None
    first: date
    last: date | None

    def holds(self, day: date) -> bool:
        """Say whether it was in force on a day."""
        return self.first <= day and (self.last is None or day <= self.last)


def periods(library: Library, school: School | None, policy: Policy) -> tuple[Period, ...]:
    """Return the periods of a policy at a school, or of the model (None), oldest first. Decisions about the
    future count too.
    """
    if school is None:
        issued = [
            version
            for version in policy.versions
            if version.facts.status in (Status.ISSUED, Status.WITHDRAWN)
        ]
        starts = [
            (version.date, version, None) for version in sorted(issued, key=lambda version: version.date)
        ]
        return _periods(policy, starts)
    adopted = [
        one
        for one in library.adoptions(school, policy.id)
        if one.facts.status == "adopted" and policy.named(one.facts.version)
    ]
    days = sorted({one.date for one in adopted if one.date != date.max})
    found = [(day, one, policy.named(one.facts.version)) for day in days if (one := newest(adopted, day))]
    return _periods(policy, [(day, version, one) for day, one, version in found if version])


def _periods(policy: Policy, starts: Sequence[tuple[date, Version, Adoption | None]]) -> tuple[Period, ...]:
    ends = [*(day_before(day) for day, _, _ in starts[1:]), None][: len(starts)]
    return tuple(
        Period(policy, version, adoption, day, end)
        for (day, version, adoption), end in zip(starts, ends, strict=True)
    )
