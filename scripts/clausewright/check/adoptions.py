"""Adoptions: decisions about versions that exist, by bodies that exist, with days in their order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from ..errors import Problem
from ..model.library import Adoption, Library, Policy
from ..model.records import Status
from .names import unknown, words
from .templates import Readings


def _decisions(library: Library) -> Iterator[Adoption]:
    for trust in library.trusts.values():
        yield from trust.adoptions
    for school in library.schools.values():
        yield from school.adoptions


def _all(library: Library) -> Iterator[tuple[Adoption, Policy]]:
    return ((one, library.policies[one.policy]) for one in _decisions(library) if one.policy in library.policies)


def _policies(library: Library, _: Readings, __: date) -> Iterable[Problem]:
    there = (*library.policies, *library.unread.get("policy", ()))
    for adoption in _decisions(library):
        yield from unknown(adoption.path, adoption.line, "policy", (adoption.policy,), there)


def _versions(library: Library, _: Readings, __: date) -> Iterable[Problem]:
    for adoption, policy in _all(library):
        name, place = adoption.facts.version, (adoption.path, adoption.line)
        if adoption.facts.status == "not-applicable":
            if not adoption.facts.reason:
                yield Problem(*place, f"says that '{policy.id}' does not apply, but not why", "Add 'reason: ...'.")
            continue
        if not name:
            yield Problem(*place, "names no version", "Add 'version: 2026-09'.")
            continue
        known = [version.name for version in policy.versions]
        if f"{policy.id}/{name}" in library.unread.get("version", ()):
            continue
        yield from unknown(*place, "version", (name,), known, f" of '{policy.id}'")
        version = policy.named(name)
        if version and adoption.facts.status == "adopted" and version.facts.status in (Status.DRAFT, Status.CONSULTATION):
            message = f"adopts version {name} of '{policy.id}', which is not issued ({version.facts.status})"
            yield Problem(*place, message, "Adopt an issued version, or write 'status: proposed'.")


def _who_and_when(library: Library, _: Readings, __: date) -> Iterable[Problem]:
    for adoption, policy in _all(library):
        facts, place = adoption.facts, (adoption.path, adoption.line)
        if facts.status != "adopted":
            continue
        yield from unknown(*place, "body", (facts.by,), words(library))
        for name, value in (("by", facts.by), ("from", facts.from_day)):
            if not value:
                yield Problem(*place, f"adopts '{policy.id}' without '{name}'", f"Add '{name}: ...'.")
        version = policy.named(facts.version)
        start = facts.from_day
        latest = max((day for day in (facts.on, start) if day), default=None)
        if version and start and start < version.date:
            message = f"puts '{policy.id}' in force on {start}, before its version's first day ({version.date})"
            yield Problem(*place, message, "Correct 'from', or the version.")
        if latest and facts.next_review and facts.next_review <= latest:
            message = f"has the next review of '{policy.id}' ({facts.next_review}) no later than its adoption ({latest})"
            yield Problem(*place, message, "Correct 'next_review', 'on' or 'from'.")


def _one_a_day(library: Library, _: Readings, __: date) -> Iterable[Problem]:
    seen: dict[tuple[str, str, date], Adoption] = {}
    for adoption, policy in _all(library):
        if adoption.facts.from_day is None:
            continue
        key = (adoption.path, policy.id, adoption.facts.from_day)
        if key in seen:
            message = f"adopts '{policy.id}' from {adoption.facts.from_day} a second time, first on line {seen[key].line}"
            yield Problem(adoption.path, adoption.line, message, "Keep one of the two.")
        seen.setdefault(key, adoption)


RULES = (_policies, _versions, _who_and_when, _one_a_day)
