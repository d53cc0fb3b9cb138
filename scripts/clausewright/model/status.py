"""Status: which version of a policy counts at a school on a day, what its readers must be told about it, and
between which days each version was in force.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .dates import day_before, find_newest, months_later
from .kinds import VersionStatus
from .library import Adoption, Edition, Library, Policy, School, Version
from .records import PolicyFacts


class PolicyStatus(StrEnum):
    """How a policy, or a text of it, stands at a school or as the model; the value is what lists of policies
    say.

    A text is superseded once another one of the same policy has been in force at the school since; the
    model's is a former model then. How far a version itself is (a draft, issued ...) is its VersionStatus.
    """

    IN_FORCE = "in force"
    SUPERSEDED = "superseded"
    TO_COME = "adopted, not yet in force"
    PROPOSED = "proposed"
    NOT_ADOPTED = "not adopted"
    NOT_APPLICABLE = "not applicable"
    MODEL = "model policy"
    FORMER_MODEL = "former model policy"
    WITHDRAWN = "withdrawn"
    CONSULTATION = "in consultation"


# What goes across the pages of a text that nobody must take for the one in force: because of how it stands,
# or of how far its version is.
MARKS: Mapping[PolicyStatus, str] = {
    PolicyStatus.SUPERSEDED: "SUPERSEDED",
    PolicyStatus.PROPOSED: "PROPOSED",
}
VERSION_MARKS: Mapping[VersionStatus, str] = {
    VersionStatus.DRAFT: "DRAFT",
    VersionStatus.CONSULTATION: "CONSULTATION",
}
# What the policy record inside a text says, a school's and the model's.
RECORD_LABELS: Mapping[PolicyStatus, str] = {
    PolicyStatus.IN_FORCE: "In force",
    PolicyStatus.SUPERSEDED: "Superseded",
    PolicyStatus.PROPOSED: "Proposed, not yet in force",
}
MODEL_RECORD_LABELS: Mapping[VersionStatus, str] = {
    VersionStatus.DRAFT: "Model policy, draft",
    VersionStatus.CONSULTATION: "Model policy, in consultation",
    VersionStatus.ISSUED: "Model policy, issued",
    VersionStatus.WITHDRAWN: "Model policy, withdrawn",
}


@dataclass(frozen=True, slots=True)
class PolicyStanding:
    """A policy at a school, or in the model, on a day.

    `version` is the one to show, None where there is none. `proposed` is a newer version that the school has
    been asked to adopt. `review` is the last review that left the version as it is. `reason` says why a
    policy does not apply.
    """

    policy: Policy
    state: PolicyStatus
    version: Version | None = None
    adoption: Adoption | None = None
    proposed: Version | None = None
    reason: str = ""
    review: Adoption | None = None

    @property
    def next_review(self) -> date | None:
        """When the version in force is to be looked at again; the policy says how often where the decision
        names no day.
        """
        if self.adoption is None:
            return None
        facts, start = self.adoption.facts, self.adoption.date
        if self.review is not None:
            facts, start = self.review.facts, self.review.facts.on or start
        return facts.next_review or months_later(start, self.policy.facts.review_months)


@dataclass(frozen=True, slots=True)
class EditionView:
    """An edition and the day that it shows: its last, or for the newest the day of the build."""

    edition: Edition
    day: date
    is_newest: bool


def list_edition_views(library: Library, as_at: date) -> tuple[EditionView, ...]:
    """The editions begun by `as_at`, oldest first, each with the day that it shows."""
    begun = [edition for edition in library.editions if edition.date <= as_at]
    days = [*(day_before(later.date) for later in begun[1:]), as_at][: len(begun)]
    return tuple(
        EditionView(edition, day, edition == begun[-1]) for edition, day in zip(begun, days, strict=True)
    )


def is_meant_for(facts: PolicyFacts, school: School) -> bool:
    """Say whether a policy is meant for schools of this phase and type."""
    return all(getattr(school.facts, name, "") in options for name, options in facts.applies.items())


def find_standing(library: Library, school: School, policy: Policy, showing: EditionView) -> PolicyStanding:
    """How a policy stands at a school on the day that an edition shows."""
    decisions = library.adoptions(school, policy.id)
    adopted = [
        decision
        for decision in decisions
        if decision.facts.status == "adopted" and policy.named(decision.facts.version)
    ]
    adoption = find_newest(adopted, showing.day)
    ruled_out = next((decision for decision in decisions if decision.facts.status == "not-applicable"), None)
    if adoption is None and not is_meant_for(policy.facts, school):
        return PolicyStanding(policy, PolicyStatus.NOT_APPLICABLE, reason=_explain_exclusion(policy.facts))
    if adoption is None and ruled_out is not None:
        return PolicyStanding(policy, PolicyStatus.NOT_APPLICABLE, reason=ruled_out.facts.reason)
    proposed = _find_proposed(policy, decisions, adoption) if showing.is_newest else None
    if adoption is not None:
        review = _find_review(decisions, adoption, showing.day)
        return PolicyStanding(
            policy,
            PolicyStatus.IN_FORCE,
            policy.named(adoption.facts.version),
            adoption,
            proposed,
            review=review,
        )
    return (
        PolicyStanding(policy, PolicyStatus.PROPOSED, proposed)
        if proposed
        else PolicyStanding(policy, PolicyStatus.NOT_ADOPTED)
    )


def _find_review(decisions: tuple[Adoption, ...], adoption: Adoption, day: date) -> Adoption | None:
    """The last review by a day that left the adopted version as it is."""
    reviews = [
        decision
        for decision in decisions
        if decision.facts.status == "reviewed" and decision.facts.version == adoption.facts.version
    ]
    dated = [
        (decision.facts.on, decision)
        for decision in reviews
        if decision.facts.on and adoption.date <= decision.facts.on <= day
    ]
    return max(dated, key=lambda pair: pair[0])[1] if dated else None


def _explain_exclusion(facts: PolicyFacts) -> str:
    facts_of_schools = [", ".join(options) for options in facts.applies.values()]
    return f"It is meant for other schools: {'; '.join(facts_of_schools)}."


def _find_proposed(
    policy: Policy, decisions: tuple[Adoption, ...], adoption: Adoption | None
) -> Version | None:
    names = [decision.facts.version for decision in decisions if decision.facts.status == "proposed"]
    versions = [version for name in names if (version := policy.named(name)) is not None]
    latest = max(versions, key=lambda version: version.date, default=None)
    current = policy.named(adoption.facts.version) if adoption else None
    return latest if latest and (current is None or latest.date > current.date) else None


def list_model_standings(policy: Policy, showing: EditionView) -> Iterator[PolicyStanding]:
    """What the model shows of a policy: its newest issued version, and one that is being consulted on."""
    issued = find_newest(
        [version for version in policy.versions if version.facts.status is VersionStatus.ISSUED], showing.day
    )
    if issued:
        yield PolicyStanding(policy, PolicyStatus.MODEL, issued)
    in_consultation = [
        version for version in policy.versions if version.facts.status is VersionStatus.CONSULTATION
    ]
    if showing.is_newest and in_consultation:
        yield PolicyStanding(policy, PolicyStatus.CONSULTATION, in_consultation[-1])


# -- Between which days each version was in force ------------------------------------------------------------


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


def list_periods(library: Library, school: School | None, policy: Policy) -> tuple[Period, ...]:
    """Return the periods of a policy at a school, or of the model (None), oldest first. Decisions about the
    future count too.
    """
    if school is None:
        issued = [
            version
            for version in policy.versions
            if version.facts.status in (VersionStatus.ISSUED, VersionStatus.WITHDRAWN)
        ]
        starts = [
            (version.date, version, None) for version in sorted(issued, key=lambda version: version.date)
        ]
        return _make_periods(policy, starts)
    adopted = [
        adoption
        for adoption in library.adoptions(school, policy.id)
        if adoption.facts.status == "adopted" and policy.named(adoption.facts.version)
    ]
    days = sorted({adoption.date for adoption in adopted if adoption.date != date.max})
    starts_of_school = [
        (day, adoption, policy.named(adoption.facts.version))
        for day in days
        if (adoption := find_newest(adopted, day))
    ]
    return _make_periods(
        policy, [(day, version, adoption) for day, adoption, version in starts_of_school if version]
    )


def _make_periods(
    policy: Policy, starts: Sequence[tuple[date, Version, Adoption | None]]
) -> tuple[Period, ...]:
    ends = [*(day_before(day) for day, _, _ in starts[1:]), None][: len(starts)]
    return tuple(
        Period(policy, version, adoption, day, end)
        for (day, version, adoption), end in zip(starts, ends, strict=True)
    )
