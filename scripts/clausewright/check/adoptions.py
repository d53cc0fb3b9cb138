"""Adoptions: decisions about versions that exist, by bodies that exist, with days in their order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from ..errors import Problem
from ..model.dates import find_later_of_today, find_newest
from ..model.kinds import VersionStatus
from ..model.library import Adoption, Library, Policy, Version
from .facts import find_unknown, list_words
from .templates import Readings


def _list_decisions(library: Library) -> Iterator[Adoption]:
    for trust in library.trusts.values():
        yield from trust.adoptions
    for school in library.schools.values():
        yield from school.adoptions
    yield from library.damaged.adoptions


def _list_decisions_of_policies(library: Library) -> Iterator[tuple[Adoption, Policy]]:
    return (
        (decision, library.policies[decision.policy])
        for decision in _list_decisions(library)
        if decision.policy in library.policies
    )


def _check_policies(library: Library, _: Readings, __: date) -> Iterable[Problem]:
    known = (*library.policies, *library.unread.get("policy", ()))
    for adoption in _list_decisions(library):
        yield from find_unknown(adoption.path, adoption.line, "policy", (adoption.policy,), known)


def _check_versions(library: Library, _: Readings, __: date) -> Iterable[Problem]:
    for adoption, policy in _list_decisions_of_policies(library):
        name, place = adoption.facts.version, (adoption.path, adoption.line)
        if adoption.facts.status == "not-applicable":
            if not adoption.facts.reason and adoption.says("reason"):
                yield Problem(
                    *place, f"says that '{policy.id}' does not apply, but not why", "Add 'reason: ...'."
                )
            continue
        if not name:
            if adoption.says("status", "version"):
                yield Problem(*place, "names no version", "Add 'version: 2026-09'.")
            continue
        known = [version.name for version in policy.versions]
        if f"{policy.id}/{name}" in library.unread.get("version", ()):
            continue
        yield from find_unknown(*place, "version", (name,), known, f" of '{policy.id}'")
        version = policy.named(name)
        if (
            version
            and adoption.facts.status == "adopted"
            and adoption.says("status")
            and version.facts.status in (VersionStatus.DRAFT, VersionStatus.CONSULTATION)
        ):
            message = f"adopts version {name} of '{policy.id}', which is not issued ({version.facts.status})"
            yield Problem(*place, message, "Adopt an issued version, or write 'status: proposed'.")


def _check_who_and_when(library: Library, _: Readings, as_at: date) -> Iterable[Problem]:
    for adoption, policy in _list_decisions_of_policies(library):
        facts, place = adoption.facts, (adoption.path, adoption.line)
        if facts.status not in ("adopted", "reviewed"):
            continue
        if adoption.says("by"):
            yield from find_unknown(*place, "body", (facts.by,), list_words(library))
        needed, does = (
            (("from", facts.from_day), "adopts")
            if facts.status == "adopted"
            else (("on", facts.on), "reviews")
        )
        for name, value in (("by", facts.by), needed):
            if not value and adoption.says("status", name):
                yield Problem(*place, f"{does} '{policy.id}' without '{name}'", f"Add '{name}: ...'.")
        version = policy.named(facts.version)
        yield from _check_decision_day(adoption, version, as_at)
        start = facts.from_day
        latest = max((day for day in (facts.on, start) if day), default=None)
        if version and start and start < version.date:
            message = (
                f"puts '{policy.id}' in force on {start}, before its version's first day ({version.date})"
            )
            yield Problem(*place, message, "Correct 'from', or the version.")
        if latest and facts.next_review and facts.next_review <= latest:
            message = (
                f"has the next review of '{policy.id}' ({facts.next_review}) no later than its adoption"
                f" ({latest})"
            )
            yield Problem(*place, message, "Correct 'next_review', 'on' or 'from'.")


def _check_decision_day(adoption: Adoption, version: Version | None, as_at: date) -> Iterable[Problem]:
    """Nobody decides in the future, or on a version that was not there yet."""
    on, place = adoption.facts.on, (adoption.path, adoption.line)
    if on is None:
        return
    if on > find_later_of_today(as_at):
        message = f"says that '{adoption.policy}' was decided on {on}, which is in the future"
        yield Problem(*place, message, "Correct 'on'; only 'from' may be later.")
    asked = max((day for day in _list_consultation_days(version)), default=None) if version else None
    if version and asked and on < asked:
        message = (
            f"says that '{adoption.policy}' was decided on {on}, before version {version.name} was issued"
        )
        yield Problem(
            *place, message, f"Others were still asked about it on {asked}. Correct 'on', or the version."
        )


def _list_consultation_days(version: Version) -> Iterator[date]:
    """The days on which others were asked about a version, which is issued only after that."""
    yield from (item.on for item in version.facts.consulted)
    yield from (item.on for item in version.facts.endorsed)


def _check_reviews(library: Library, _: Readings, __: date) -> Iterable[Problem]:
    """A review that changes nothing is about the version in force, and says nothing of when it begins."""
    # Which version was in force cannot be told where a decision about the policy has a fault.
    uncertain = {(adoption.path, adoption.policy) for adoption in library.damaged.adoptions}
    for adoption, policy in _list_decisions_of_policies(library):
        facts, place = adoption.facts, (adoption.path, adoption.line)
        if facts.status != "reviewed" or facts.on is None or (adoption.path, policy.id) in uncertain:
            continue
        adopted = [
            decision
            for decision, _ in _list_decisions_of_policies(library)
            if decision.path == adoption.path
            and decision.policy == policy.id
            and decision.facts.status == "adopted"
        ]
        in_force = find_newest(adopted, facts.on)
        if in_force is None or in_force.facts.version != facts.version:
            state = f"version {in_force.facts.version} was in force" if in_force else "none was in force"
            message = f"reviews version {facts.version} of '{policy.id}' on {facts.on}, when {state}"
            yield Problem(
                *place, message, "Correct the version or 'on'; a new version is adopted, not reviewed."
            )
        if facts.from_day:
            hint = "Remove 'from': a review changes nothing; or write 'status: adopted'."
            yield Problem(*place, f"reviews '{policy.id}' and has 'from'", hint)


def _check_one_a_day(library: Library, _: Readings, __: date) -> Iterable[Problem]:
    seen: dict[tuple[str, str, date], Adoption] = {}
    for adoption, policy in _list_decisions_of_policies(library):
        if adoption.facts.from_day is None:
            continue
        key = (adoption.path, policy.id, adoption.facts.from_day)
        if key in seen:
            message = (
                f"adopts '{policy.id}' from {adoption.facts.from_day} a second time, first on line"
                f" {seen[key].line}"
            )
            yield Problem(adoption.path, adoption.line, message, "Keep one of the two.")
        seen.setdefault(key, adoption)


def _check_one_tier_a_day(library: Library, _: Readings, __: date) -> Iterable[Problem]:
    """Where a trust and its school decide on one policy, the later decision counts, so they are not from one
    day.
    """
    for school in library.schools.values():
        trust = library.trusts.get(school.facts.trust)
        theirs = (
            {
                (decision.policy, decision.date): decision
                for decision in trust.adoptions
                if decision.facts.from_day
            }
            if trust
            else {}
        )
        for adoption in school.adoptions:
            other = theirs.get((adoption.policy, adoption.date))
            if other and adoption.facts.from_day:
                message = (
                    f"adopts '{adoption.policy}' from {adoption.date}, as its trust does in {other.path},"
                    f" line {other.line}"
                )
                yield Problem(
                    adoption.path, adoption.line, message, "Keep one of the two.", schools=(school.id,)
                )


RULES = (
    _check_policies,
    _check_versions,
    _check_who_and_when,
    _check_reviews,
    _check_one_a_day,
    _check_one_tier_a_day,
)
