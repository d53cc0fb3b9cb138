"""Coverage: what a school of its type and phase must have, and where it is: in a policy of the library that
is in force there, kept elsewhere by the school or its trust, or recorded by nobody.

What is asked for is data, in `requirements.yml`. What is kept elsewhere is said in the lists
`school.other_policies` and `trust.other_policies`, whose column `covers` names entries of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .library import Library, School
from .rule_records import RequirementFacts
from .status import EditionView, PolicyStatus, find_standing
from .values import DatedValue

OTHER_POLICIES = ("school.other_policies", "trust.other_policies")


class CoverageState(StrEnum):
    """Where a required document is; the value is what readers see."""

    IN_FORCE = "in force"
    ELSEWHERE = "kept elsewhere"
    OVERDUE = "review overdue"
    MISSING = "not recorded"
    NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True, slots=True)
class OtherPolicy:
    """A policy or document that is kept outside the library, and the file and line that say so."""

    title: str
    address: str
    next_review: date | None
    covers: tuple[str, ...]
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """One requirement at one school.

    `title` is that of the document that meets it, empty where none does; `policy` its id where it is a policy
    of the library, `address` where one that is kept elsewhere can be read.
    """

    school: str
    id: str
    requirement: RequirementFacts
    state: CoverageState
    title: str = ""
    policy: str = ""
    address: str = ""
    next_review: date | None = None
    reason: str = ""


def tracks_requirements(library: Library) -> bool:
    """Say whether a library keeps account of what is required: a policy says what it covers, or schools can
    say what they keep elsewhere. Of other libraries nothing is told.
    """
    return any(policy.facts.covers for policy in library.policies.values()) or any(
        key in library.schema for key in OTHER_POLICIES
    )


def list_other_policies(library: Library, school: School, day: date) -> Iterator[OtherPolicy]:
    """List what a school and its trust keep outside the library on a day."""
    for key in OTHER_POLICIES:
        for layer in library.layers(school) if key in library.schema else ():
            if (dated := layer.at(key, day)) is not None:
                yield from _read_rows(dated, layer.path)
                break


def _read_rows(dated: DatedValue, path: str) -> Iterator[OtherPolicy]:
    for row in dated.value if isinstance(dated.value, tuple) else ():
        review = row.get("next_review", "")
        yield OtherPolicy(
            title=row.get("title", ""),
            address=row.get("address", ""),
            next_review=date.fromisoformat(review) if review else None,
            covers=tuple(id for id in re.split(r"[\s,;]+", row.get("covers", "")) if id),
            path=path,
            line=dated.line,
        )


def is_required_of(requirement: RequirementFacts, school: School, day: date) -> bool:
    """Say whether a requirement concerns a school of this type and phase on a day. A school whose type or
    phase nobody has stated is taken to be of every one.
    """
    if requirement.from_day and requirement.from_day > day:
        return False
    return all(
        not kinds or kind in (*kinds, "not-stated")
        for kinds, kind in ((requirement.type, school.facts.type), (requirement.phase, school.facts.phase))
    )


def find_coverage(library: Library, school: School, showing: EditionView) -> tuple[Coverage, ...]:
    """Return every requirement that concerns a school on the day that an edition shows, and what meets it."""
    if not tracks_requirements(library):
        return ()
    others = tuple(list_other_policies(library, school, showing.day))
    return tuple(
        _find_one(library, school, id, requirement, others, showing)
        for id, requirement in library.known.requirements.items()
        if is_required_of(requirement, school, showing.day)
    )


def _find_one(
    library: Library,
    school: School,
    id: str,
    requirement: RequirementFacts,
    others: tuple[OtherPolicy, ...],
    showing: EditionView,
) -> Coverage:
    """Look among the library's policies first, then among what is kept elsewhere."""
    missing = Coverage(school.id, id, requirement, CoverageState.MISSING)
    for policy in library.policies.values():
        if id not in policy.facts.covers:
            continue
        standing = find_standing(library, school, policy, showing)
        title = policy.facts.title
        if standing.adoption:
            state = _judge_review(CoverageState.IN_FORCE, standing.next_review, showing.day)
            return Coverage(
                school.id, id, requirement, state, title, policy.id, next_review=standing.next_review
            )
        if standing.state is PolicyStatus.NOT_APPLICABLE:
            missing = Coverage(
                school.id, id, requirement, CoverageState.NOT_APPLICABLE, reason=standing.reason
            )
    for other in others:
        if id in other.covers:
            state = _judge_review(CoverageState.ELSEWHERE, other.next_review, showing.day)
            return Coverage(
                school.id,
                id,
                requirement,
                state,
                other.title,
                address=other.address,
                next_review=other.next_review,
            )
    if missing.state is CoverageState.MISSING and requirement.duty == "if-used":
        reason = "Needed only where the school does this."
        return Coverage(school.id, id, requirement, CoverageState.NOT_APPLICABLE, reason=reason)
    return missing


def _judge_review(state: CoverageState, next_review: date | None, day: date) -> CoverageState:
    return CoverageState.OVERDUE if next_review and next_review < day else state
