"""The register: for every school and policy, what the model has, what is in force, who decided, when to look
again, and what is to do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ..assemble.adoption import find_choices, school_choices
from ..assemble.amendments import read_answer
from ..assemble.answers import AMENDED
from ..assemble.assembler import Assembler
from ..assemble.sites import find_missing_values
from ..check.lost_amendments import find_open_decisions
from ..model.coverage import Coverage, find_coverage
from ..model.dates import find_newest
from ..model.kinds import VersionStatus
from ..model.library import Adoption, Library, Policy, School, Version
from ..model.status import EditionView, PolicyStanding, PolicyStatus, find_standing
from ..model.values import Bound, Words

SOON = timedelta(days=60)
# A proposal has no day of its own; on a day long before its version it had not been made.
_AHEAD = timedelta(days=183)


class RegisterState(StrEnum):
    """What is most pressing about a policy at a school; the value is what readers see. How it stands there is
    its PolicyStatus; this says besides what somebody must do about it.
    """

    OVERDUE = "overdue"
    DUE = "due in 60 days"
    DECIDING = "deciding"
    AWAITING = "awaiting approval"
    ADOPTED = PolicyStatus.TO_COME.value
    NOT_STARTED = "not started"
    IN_FORCE = PolicyStatus.IN_FORCE.value
    NOT_APPLICABLE = PolicyStatus.NOT_APPLICABLE.value


@dataclass(frozen=True, slots=True)
class Row:
    """One policy at one school on a day. Names are as readers know them; what is not there is empty or None.

    `model` is the newest issued version and `current` the one in force; `coming` is one that is proposed, or
    adopted for a later day. `body` is the key of the word for the body that decides. `step` says in words
    what comes next. `missing` are the values that the newest of these versions lacks, `undecided` the clauses
    whose amendments wait for a decision.
    """

    school: str
    school_name: str
    trust: str
    policy: str
    title: str
    owner: str
    tier: str
    publish: str
    state: RegisterState
    step: str
    model: Version | None
    current: Version | None
    coming: Version | None
    adopted_on: date | None
    in_force_from: date | None
    body: str
    body_name: str
    minute: str
    reviewed_on: date | None
    next_review: date | None
    amendments: tuple[str, ...]
    undecided: tuple[str, ...]
    missing: tuple[str, ...]
    decided_by_trust: bool = False
    reason: str = ""


def register(library: Library, as_at: date) -> tuple[Row, ...]:
    """Return a row for every policy at every school on a day, by school and policy. The library's templates
    must have passed check.

    Before the first edition has begun there is nothing to tell.
    """
    assembler = Assembler(library)
    edition = find_newest(library.editions, as_at)
    showing = EditionView(edition, as_at, is_newest=True) if edition else None
    return (
        tuple(row for school in library.schools.values() for row in _of_school(assembler, school, showing))
        if showing
        else ()
    )


def find_required(library: Library, as_at: date) -> tuple[Coverage, ...]:
    """Return what is required of every school on a day, and what meets it, by school.

    There is nothing to tell before the first edition has begun, or of a library that keeps no account of it.
    """
    edition = find_newest(library.editions, as_at)
    if edition is None:
        return ()
    showing = EditionView(edition, as_at, is_newest=True)
    return tuple(
        coverage
        for school in library.schools.values()
        for coverage in find_coverage(library, school, showing)
    )


def _of_school(assembler: Assembler, school: School, showing: EditionView) -> Iterator[Row]:
    library, day = assembler.library, showing.day
    values = library.values(school, day)
    standings = [find_standing(library, school, policy, showing) for policy in library.policies.values()]
    coming = {
        policy_standing.policy.id: _coming(library, school, policy_standing, day)
        for policy_standing in standings
    }
    next_versions = [
        _next(policy_standing, coming[policy_standing.policy.id], day) for policy_standing in standings
    ]
    missing = find_missing_values(assembler, school, (version for version in next_versions if version), day)
    for policy_standing in standings:
        yield _row(
            library,
            school,
            policy_standing,
            coming[policy_standing.policy.id],
            missing.get(policy_standing.policy.id, ()),
            values,
            day,
        )


def _coming(library: Library, school: School, policy_standing: PolicyStanding, day: date) -> Adoption | None:
    """A decision that was made by a day and counts from a later one."""
    decided = [
        adoption
        for adoption in library.adoptions(school, policy_standing.policy.id)
        if adoption.facts.status == "adopted"
        and adoption.facts.on
        and adoption.facts.on <= day < adoption.date
        and policy_standing.policy.named(adoption.facts.version)
    ]
    return min(decided, key=lambda adoption: adoption.date, default=None)


def issued(policy: Policy, day: date) -> Version | None:
    """The newest issued version on a day."""
    return find_newest(
        [version for version in policy.versions if version.facts.status is VersionStatus.ISSUED], day
    )


def _next(policy_standing: PolicyStanding, coming: Adoption | None, day: date) -> Version | None:
    """The newest version that concerns the school: whose values it should have."""
    if policy_standing.state is PolicyStatus.NOT_APPLICABLE:
        return None
    versions = [
        policy_standing.proposed,
        policy_standing.version,
        issued(policy_standing.policy, day),
        policy_standing.policy.named(coming.facts.version) if coming else None,
    ]
    return max((version for version in versions if version), key=lambda version: version.date, default=None)


def _row(
    library: Library,
    school: School,
    policy_standing: PolicyStanding,
    coming: Adoption | None,
    missing: tuple[str, ...],
    values: dict[str, Bound],
    day: date,
) -> Row:
    facts = policy_standing.policy.facts
    current = policy_standing.version if policy_standing.adoption else None
    model = issued(policy_standing.policy, day)
    if coming and policy_standing.proposed and coming.facts.version != policy_standing.proposed.name:
        coming = None
    proposed = (
        None
        if coming
        else policy_standing.proposed
        or (policy_standing.version if policy_standing.adoption is None else None)
    )
    proposed = None if proposed and proposed.date > day + _AHEAD else proposed
    ahead = policy_standing.policy.named(coming.facts.version) if coming else proposed
    undecided = _undecided(library, school, policy_standing.policy, ahead, day) if ahead else ()
    adopted = policy_standing.adoption.facts if policy_standing.adoption else None
    body = adopted.by if adopted else facts.approver
    word, name = values.get(f"word.{body}"), values.get("school.name")
    state = _state(policy_standing, day, coming, proposed, undecided)
    return Row(
        school=school.id,
        school_name=str(name.value) if name else school.id,
        trust=school.facts.trust,
        policy=policy_standing.policy.id,
        title=facts.title,
        owner=facts.owner,
        tier=facts.tier,
        publish=facts.publish,
        state=state,
        step=""
        if state is RegisterState.NOT_APPLICABLE
        else _step(model, current, coming, proposed, undecided),
        model=model,
        current=current,
        coming=ahead,
        adopted_on=adopted.on if adopted else None,
        in_force_from=adopted.from_day if adopted else None,
        body=body,
        body_name=word.value.singular if word and isinstance(word.value, Words) else body.replace("_", " "),
        minute=adopted.minute if adopted else "",
        reviewed_on=policy_standing.review.facts.on if policy_standing.review else None,
        next_review=policy_standing.next_review,
        amendments=_amendments(library, school, policy_standing.policy, current or ahead, day),
        undecided=undecided,
        missing=missing,
        decided_by_trust=bool(policy_standing.adoption and policy_standing.adoption.tier == "trust"),
        reason=policy_standing.reason,
    )


def _state(
    policy_standing: PolicyStanding,
    day: date,
    coming: Adoption | None,
    proposed: Version | None,
    undecided: tuple[str, ...],
) -> RegisterState:
    """What is most pressing. A policy in force stays so while a newer version is decided on."""
    if policy_standing.state is PolicyStatus.NOT_APPLICABLE:
        return RegisterState.NOT_APPLICABLE
    review = policy_standing.next_review
    if review and review < day:
        return RegisterState.OVERDUE
    if review and review <= day + SOON:
        return RegisterState.DUE
    if undecided:
        return RegisterState.DECIDING
    if proposed:
        return RegisterState.AWAITING
    if policy_standing.adoption:
        return RegisterState.IN_FORCE
    return RegisterState.ADOPTED if coming else RegisterState.NOT_STARTED


def _step(
    model: Version | None,
    current: Version | None,
    coming: Adoption | None,
    proposed: Version | None,
    undecided: tuple[str, ...],
) -> str:
    """What comes next, in a few words."""
    if coming and coming.facts.from_day:
        return f"version {coming.facts.version} in force from {coming.facts.from_day}"
    if undecided and proposed:
        return (
            f"{len(undecided)} amendment{'s' if len(undecided) > 1 else ''} to decide on before"
            f" {proposed.title}"
        )
    if proposed:
        return f"{proposed.title} awaits approval"
    if model and (current is None or current.date < model.date):
        return f"{model.title} has not been proposed"
    return ""


def _undecided(
    library: Library, school: School, policy: Policy, version: Version, day: date
) -> tuple[str, ...]:
    decisions = (
        decision
        for holder in library.amenders(school)
        for decision in find_open_decisions(library, holder, policy, version, day)
    )
    return tuple(dict.fromkeys(decision.amendment.clause for decision in decisions))


def _amendments(
    library: Library, school: School, policy: Policy, version: Version | None, day: date
) -> tuple[str, ...]:
    """The files of the amendments that a version has at a school."""
    if version is None or not any(holder.amendments for holder in library.amenders(school)):
        return ()
    choices = school_choices(library, school, day)
    asked = (key for key in find_choices(library, policy, version, choices) if key.startswith(AMENDED))
    return tuple(path for key in asked for path in read_answer(choices(key)))
