"""Lookup: every code that a copy can bear, and what has become of the text that it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from ..assemble.adoption import school_choices
from ..assemble.assembler import Assembler
from ..assemble.sites import MODEL_ID, MODEL_NAME, SchoolDocument, Site
from ..model.codes import make_code
from ..model.library import Policy, Version
from ..model.records import VersionStatus
from ..model.status import Period, PolicyStatus, list_periods
from ..site.lookup import Known


def known_codes(assembler: Assembler, sites: Iterable[Site], as_at: date) -> dict[str, Known]:
    """Return every document that has a code, by the code: what the sites show, and what was in force before
    or will be.
    """
    newest = {site.id: site for site in sites if site.showing.is_newest}
    found: dict[str, Known] = {}
    for site in newest.values():
        found |= dict(_Lookup(assembler, site, as_at).codes())
    for site in sites:
        if site.id in newest:
            lookup = _Lookup(assembler, newest[site.id], as_at)
            found |= {code: known for code, known in lookup.of_copies(site.copies) if code not in found}
    return found


class _Lookup:
    """The codes of one reader: a school, or the model."""

    def __init__(self, assembler: Assembler, site: Site, as_at: date) -> None:
        self.assembler, self.site, self.as_at = assembler, site, as_at
        self.library, self.school = assembler.library, site.school
        self.shown = {
            copy.standing.policy.id: copy
            for copy in site.copies
            if copy.standing.state is not PolicyStatus.CONSULTATION
        }

    def codes(self) -> Iterator[tuple[str, Known]]:
        """Oldest first, so that a text that is in force again counts as in force."""
        for policy in self.library.policies.values():
            if policy.facts.publish == "internal" and self.school:
                continue
            every = list_periods(self.library, self.school, policy)
            yield from self.proposals(policy, every)
            begun = [period for period in every if period.first <= self.as_at]
            for period in (*(one for one in every if one not in begun), *begun):
                known = self.known(policy, period, every)
                for digest in self.digests(period):
                    yield make_code(self.reader_id, policy.id, period.version.name, digest), known

    def proposals(self, policy: Policy, every: tuple[Period, ...]) -> Iterator[tuple[str, Known]]:
        """What the school has been asked to adopt: papers about it bear its code."""
        decisions = self.library.adoptions(self.school, policy.id) if self.school else ()
        for name in {one.facts.version for one in decisions if one.facts.status == "proposed"}:
            if version := policy.named(name):
                digest = self.assembler.adopted(
                    policy, version, school_choices(self.library, self.school, self.as_at)
                )
                yield (
                    make_code(self.reader_id, policy.id, version.name, digest),
                    self.proposal(policy, version, every),
                )

    def proposal(self, policy: Policy, version: Version, every: tuple[Period, ...]) -> Known:
        now = next((one for one in every if one.holds(self.as_at)), None)
        known = Known(self.name, policy.facts.title, version.title, PolicyStatus.PROPOSED)
        if now is None:
            return known
        href = f"{self.reader_id}/latest/{policy.id}/index.html" if policy.id in self.shown else ""
        return replace(known, now=now.version.title, since=now.first.isoformat(), href=href)

    def digests(self, period: Period) -> set[str]:
        """Of what was adopted, as it was written down then, and as the library makes it today."""
        day = max(period.first, period.version.date)
        found = {
            self.assembler.adopted(
                period.policy, period.version, school_choices(self.library, self.school, day)
            )
        }
        if period.adoption and period.adoption.tier == "school" and period.adoption.facts.digest:
            found.add(period.adoption.facts.digest)
        return found

    def of_copies(self, copies: Iterable[SchoolDocument]) -> Iterator[tuple[str, Known]]:
        """What sites show beside that: proposals, consultations, and texts of former editions with the
        choices of today.
        """
        for copy in copies:
            policy, version = copy.standing.policy, copy.assembled.version
            every = [
                period
                for period in list_periods(self.library, self.school, policy)
                if period.version == version
            ]
            if copy.standing.state is PolicyStatus.CONSULTATION:
                href = f"{MODEL_ID}/latest/{copy.id}/index.html"
                yield (
                    copy.code,
                    Known(self.name, policy.facts.title, version.title, PolicyStatus.CONSULTATION, href=href),
                )
            elif every:
                yield (
                    copy.code,
                    self.known(policy, every[-1], list_periods(self.library, self.school, policy)),
                )
            else:
                yield copy.code, self.proposal(policy, version, ())

    def known(self, policy: Policy, period: Period, every: tuple[Period, ...]) -> Known:
        now = next((one for one in every if one.holds(self.as_at)), None)
        follows = every[every.index(period) + 1 :]
        return Known(
            reader=self.name,
            policy=policy.facts.title,
            version=period.version.title,
            standing=self.standing(period),
            first=period.first.isoformat(),
            last=period.last.isoformat() if period.last else "",
            next=follows[0].version.title if follows else "",
            now=now.version.title if now else "",
            since=now.first.isoformat() if now else "",
            href=f"{self.reader_id}/latest/{policy.id}/index.html" if policy.id in self.shown else "",
        )

    def standing(self, period: Period) -> PolicyStatus:
        is_model, holds = self.school is None, period.holds(self.as_at)
        if is_model and period.version.facts.status is VersionStatus.WITHDRAWN:
            return PolicyStatus.WITHDRAWN
        if period.first > self.as_at:
            return PolicyStatus.TO_COME
        if holds:
            return PolicyStatus.MODEL if is_model else PolicyStatus.IN_FORCE
        return PolicyStatus.FORMER_MODEL if is_model else PolicyStatus.SUPERSEDED

    @property
    def reader_id(self) -> str:
        return self.school.id if self.school else MODEL_ID

    @property
    def name(self) -> str:
        return self.site.name if self.school else MODEL_NAME
