"""What pages of a site say that is in no document: every code that a copy can bear, the history of each
policy, and what a school has to publish.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import count

from ..assemble.adoption import school_choices
from ..assemble.assembler import Assembler
from ..assemble.sites import MODEL_ID, MODEL_NAME, SchoolDocument, Site
from ..model.codes import make_code
from ..model.coverage import CoverageState, find_coverage
from ..model.dates import in_words
from ..model.kinds import VersionStatus
from ..model.library import Adoption, Library, Policy, School, Version
from ..model.status import Period, PolicyStanding, PolicyStatus, is_meant_for, list_periods
from ..model.values import Kind, Words, printed
from ..site.history import History, PolicyHistory, VersionPeriod
from ..site.lookup import CodedText
from ..site.published import Published, Required
from .cache import FinishedFile
from .change_sets import ChangeSet, find_decision_day


def list_known_codes(assembler: Assembler, sites: Iterable[Site], as_at: date) -> dict[str, CodedText]:
    """Return every document that has a code, by the code: what the sites show,
    and what was in force before or will be.
    """
    newest = {site.id: site for site in sites if site.showing.is_newest}
    by_code: dict[str, CodedText] = {}
    for site in newest.values():
        by_code |= dict(_Lookup(assembler, site, as_at).list_codes())
    for site in sites:
        if site.id in newest:
            lookup = _Lookup(assembler, newest[site.id], as_at)
            by_code |= {
                code: known for code, known in lookup.list_codes_of_copies(site.copies) if code not in by_code
            }
    return by_code


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

    def list_codes(self) -> Iterator[tuple[str, CodedText]]:
        """Oldest first, so that a text that is in force again counts as in force."""
        for policy in self.library.policies.values():
            if policy.facts.publish == "internal" and self.school:
                continue
            periods = list_periods(self.library, self.school, policy)
            yield from self.list_proposals(policy, periods)
            begun = [period for period in periods if period.first <= self.as_at]
            for period in (*(candidate for candidate in periods if candidate not in begun), *begun):
                known = self.describe_known(policy, period, periods)
                for digest in self.collect_digests(period):
                    yield make_code(self.reader_id, policy.id, period.version.name, digest), known

    def list_proposals(self, policy: Policy, periods: tuple[Period, ...]) -> Iterator[tuple[str, CodedText]]:
        """What the school has been asked to adopt: papers about it bear its code."""
        decisions = self.library.adoptions(self.school, policy.id) if self.school else ()
        for name in {decision.facts.version for decision in decisions if decision.facts.status == "proposed"}:
            if version := policy.named(name):
                digest = self.assembler.adopted(
                    policy, version, school_choices(self.library, self.school, self.as_at)
                )
                yield (
                    make_code(self.reader_id, policy.id, version.name, digest),
                    self.describe_proposal(policy, version, periods),
                )

    def describe_proposal(self, policy: Policy, version: Version, periods: tuple[Period, ...]) -> CodedText:
        now = next((candidate for candidate in periods if candidate.holds(self.as_at)), None)
        known = CodedText(self.name, policy.facts.title, version.title, PolicyStatus.PROPOSED)
        if now is None:
            return known
        href = f"{self.reader_id}/latest/{policy.id}/index.html" if policy.id in self.shown else ""
        return replace(known, current_version=now.version.title, since=now.first.isoformat(), href=href)

    def collect_digests(self, period: Period) -> set[str]:
        """Of what was adopted, as it was written down then, and as the library makes it today."""
        day = max(period.first, period.version.date)
        digests = {
            self.assembler.adopted(
                period.policy, period.version, school_choices(self.library, self.school, day)
            )
        }
        if period.adoption and period.adoption.tier == "school" and period.adoption.facts.digest:
            digests.add(period.adoption.facts.digest)
        return digests

    def list_codes_of_copies(self, copies: Iterable[SchoolDocument]) -> Iterator[tuple[str, CodedText]]:
        """What sites show beside that: proposals, consultations,
        and texts of former editions with the choices of today.
        """
        for copy in copies:
            policy, version = copy.standing.policy, copy.assembled.version
            periods = [
                period
                for period in list_periods(self.library, self.school, policy)
                if period.version == version
            ]
            if copy.standing.state is PolicyStatus.CONSULTATION:
                href = f"{MODEL_ID}/latest/{copy.id}/index.html"
                yield (
                    copy.code,
                    CodedText(
                        self.name, policy.facts.title, version.title, PolicyStatus.CONSULTATION, href=href
                    ),
                )
            elif periods:
                yield (
                    copy.code,
                    self.describe_known(policy, periods[-1], list_periods(self.library, self.school, policy)),
                )
            else:
                yield copy.code, self.describe_proposal(policy, version, ())

    def describe_known(self, policy: Policy, period: Period, periods: tuple[Period, ...]) -> CodedText:
        now = next((candidate for candidate in periods if candidate.holds(self.as_at)), None)
        follows = periods[periods.index(period) + 1 :]
        return CodedText(
            reader=self.name,
            policy=policy.facts.title,
            version=period.version.title,
            standing=self.find_standing(period),
            first=period.first.isoformat(),
            last=period.last.isoformat() if period.last else "",
            next_version=follows[0].version.title if follows else "",
            current_version=now.version.title if now else "",
            since=now.first.isoformat() if now else "",
            href=f"{self.reader_id}/latest/{policy.id}/index.html" if policy.id in self.shown else "",
        )

    def find_standing(self, period: Period) -> PolicyStatus:
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


def collect_histories(
    library: Library, sites: Iterable[Site], pairs: Iterable[ChangeSet], as_at: date
) -> Mapping[str, History]:
    """Return each reader's history by the reader's id. `sites` and `pairs` are those that will be there to
    lead to.
    """
    by_reader: dict[str, list[Site]] = {}
    for site in sites:
        by_reader.setdefault(site.id, []).append(site)
    changes: dict[str, dict[tuple[str, date], str]] = {reader: {} for reader in by_reader}
    for pair in pairs:
        if pair.is_lasting and pair.site.id in changes:
            day = pair.new.assembled.version.date if pair.of_model else pair.new.day
            changes[pair.site.id][pair.new.standing.policy.id, day] = pair.path_at_reader
    return {
        reader: _build_history(library, own_sites, changes[reader], as_at)
        for reader, own_sites in by_reader.items()
    }


def _build_history(
    library: Library, sites: list[Site], changes: Mapping[tuple[str, date], str], as_at: date
) -> History:
    """Links lead to the newest edition that shows a version."""
    school = sites[0].school
    shown = {
        (
            copy.standing.policy.id,
            copy.assembled.version.name,
        ): f"{site.showing.edition.id}/{copy.id}/index.html"
        for site in sorted(sites, key=lambda site: site.showing.day)
        for copy in site.copies
        if copy.standing.state is not PolicyStatus.CONSULTATION
    }
    policies = [
        policy for policy in library.policies.values() if school is None or policy.facts.publish != "internal"
    ]
    histories = [
        _build_policy_history(library, school, policy, shown, changes, as_at)
        for policy in sorted(policies, key=lambda policy: policy.facts.title)
    ]
    return History(
        sites[-1].name if school else "",
        _find_end(sites, as_at),
        tuple(
            policy_history for policy_history in histories if policy_history.periods or policy_history.remark
        ),
        any(site.showing.is_newest for site in sites),
    )


def _find_end(sites: list[Site], as_at: date) -> date:
    """A year after the newest edition began, or as many as it takes:
    a page that nothing has happened to stays the same every day.
    """
    begun = max(site.showing.edition.date for site in sites)
    return next(end for years in count(1) if (end := date(begun.year + years, begun.month, 1)) > as_at)


def _build_policy_history(
    library: Library,
    school: School | None,
    policy: Policy,
    shown: Mapping[tuple[str, str], str],
    changes: Mapping[tuple[str, date], str],
    as_at: date,
) -> PolicyHistory:
    periods = list_periods(library, school, policy)
    texts_held = tuple(
        VersionPeriod(
            name=period.version.name,
            version=period.version.title,
            first=period.first,
            last=period.last,
            has_begun=period.first <= as_at,
            is_in_force=period.holds(as_at),
            decided=describe_decision(library, school, period.adoption),
            decided_on=find_decision_day(period),
            summary=period.version.facts.summary,
            note=_write_note(period, is_model=school is None),
            href=shown.get((policy.id, period.version.name), ""),
            changes=changes.get((policy.id, period.first), ""),
        )
        for period in periods
        if school or period.first <= as_at
    )
    return PolicyHistory(
        policy.id,
        policy.facts.title,
        texts_held,
        _find_remark(library, school, policy, has_any=bool(texts_held)),
    )


def describe_decision(library: Library, school: School | None, adoption: Adoption | None) -> str:
    """Say who decided on a version, when, and under which minute; "" for the model, which nobody adopts."""
    if school is None or adoption is None:
        return ""
    facts = adoption.facts
    day = facts.on or adoption.date
    bound = library.values(school, day).get(f"word.{facts.by}")
    by = printed(Kind.WORDS, bound.value, ("capital",)) if bound and isinstance(bound.value, Words) else ""
    return ", ".join(
        part for part in (by, in_words(day), f"minute {facts.minute}" if facts.minute else "") if part
    )


def _write_note(period: Period, *, is_model: bool) -> str:
    facts = period.version.facts
    if facts.status is not VersionStatus.WITHDRAWN:
        return ""
    return f"{'Withdrawn' if is_model else 'The model has withdrawn this version'}: {facts.withdrawn}"


def _find_remark(library: Library, school: School | None, policy: Policy, *, has_any: bool) -> str:
    if school is None:
        return ""
    decisions = library.adoptions(school, policy.id)
    ruled_out = next((decision for decision in decisions if decision.facts.status == "not-applicable"), None)
    proposed = [
        version
        for decision in decisions
        if decision.facts.status == "proposed" and (version := policy.named(decision.facts.version))
    ]
    if not has_any and ruled_out:
        return f"Does not apply here. {ruled_out.facts.reason}".strip()
    if not has_any and not is_meant_for(policy.facts, school):
        return f"Does not apply here; it is meant for other {library.unit.plural}."
    if proposed:
        return f"The version of {proposed[-1].title} has been proposed."
    return "" if has_any else "No version has been adopted."


# -- what must be published ----------------------------------------------------------------------------------

_KINDS = {"pdf": "PDF", "docx": "Word"}


def list_required(library: Library, site: Site) -> tuple[Required, ...]:
    """Return what a school of this kind is asked to publish, and the school's own document for it, by title.
    The list is of the newest edition alone: what was asked for before is not recorded.
    """
    if site.school is None or not site.showing.is_newest:
        return ()
    shown = {copy.standing.policy.id: copy.id for copy in site.copies}
    required = []
    for coverage in find_coverage(library, site.school, site.showing):
        is_left_out = coverage.state is CoverageState.NOT_APPLICABLE or coverage.requirement.publish == "no"
        if is_left_out:
            continue
        here = shown.get(coverage.policy, "")
        required.append(
            Required(
                asked_for=coverage.requirement.title,
                must=coverage.requirement.publish == "must",
                title=coverage.title,
                href=f"../{here}/index.html" if here else coverage.address,
                next_review=in_words(coverage.next_review) if coverage.next_review else "",
                overdue=coverage.state is CoverageState.OVERDUE,
            )
        )
    return tuple(sorted(required, key=lambda entry: entry.asked_for))


def list_published(
    site: Site, copies: Iterable[tuple[SchoolDocument, Mapping[str, FinishedFile]]], as_at: date
) -> tuple[Published, ...]:
    """Return what a school's site has to show, and what it lacks, by title.
    `copies` come with their files by suffix.
    """
    policies = [*(_describe_copy(site, copy, files, as_at) for copy, files in copies), *_list_lacking(site)]
    return tuple(sorted(policies, key=lambda policy: policy.title))


def _describe_copy(
    site: Site, copy: SchoolDocument, files: Mapping[str, FinishedFile], as_at: date
) -> Published:
    standing, facts = copy.standing, copy.standing.policy.facts
    href, must = f"../{copy.id}/index.html", facts.publish == "website"
    if standing.adoption is None:
        return Published(facts.title, must, href, missing="Proposed, not yet in force.")
    decided, review = standing.adoption.facts, standing.next_review
    return Published(
        title=facts.title,
        must=must,
        href=href,
        version=copy.assembled.version.title,
        approved=in_words(decided.on) if decided.on else "",
        since=in_words(decided.from_day) if decided.from_day else "",
        next_review=in_words(review) if review else "",
        overdue=bool(site.showing.is_newest and review and review < as_at),
        files=tuple(
            (kind, f"../files/{copy.id}.{suffix}") for suffix, kind in _KINDS.items() if suffix in files
        ),
    )


def _list_lacking(site: Site) -> Iterator[Published]:
    standings: Iterable[PolicyStanding] = (
        standing for standing in site.without if standing.state is not PolicyStatus.NOT_APPLICABLE
    )
    for standing in standings:
        facts = standing.policy.facts
        yield Published(
            facts.title,
            facts.publish == "website",
            f"../{standing.policy.id}/index.html",
            missing="Not adopted yet.",
        )
