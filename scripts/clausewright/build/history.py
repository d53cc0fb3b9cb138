"""History: which version of each policy was in force when, at each school and as the model, ready for its
page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import count

from ..assemble.sites import Site
from ..model.dates import in_words
from ..model.library import Library, Policy, School
from ..model.records import VersionStatus
from ..model.status import Period, PolicyStatus, is_meant_for, list_periods
from ..model.values import Kind, Words, printed
from ..site.history import Held, History, PolicyHistory


def collect_histories(library: Library, sites: Iterable[Site], as_at: date) -> Mapping[str, History]:
    """Return each reader's history by the reader's id. `sites` are those that will be there to lead to."""
    by_reader: dict[str, list[Site]] = {}
    for site in sites:
        by_reader.setdefault(site.id, []).append(site)
    return {reader: _history(library, own, as_at) for reader, own in by_reader.items()}


def _history(library: Library, sites: list[Site], as_at: date) -> History:
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
    found = [
        _policy(library, school, policy, shown, as_at)
        for policy in sorted(policies, key=lambda policy: policy.facts.title)
    ]
    return History(
        sites[-1].name if school else "",
        _end(sites, as_at),
        tuple(one for one in found if one.held or one.remark),
    )


def _end(sites: list[Site], as_at: date) -> date:
    """A year after the newest edition began, or as many as it takes: a page that nothing has happened to
    stays the same every day.
    """
    begun = max(site.showing.edition.date for site in sites)
    return next(end for years in count(1) if (end := date(begun.year + years, begun.month, 1)) > as_at)


def _policy(
    library: Library, school: School | None, policy: Policy, shown: Mapping[tuple[str, str], str], as_at: date
) -> PolicyHistory:
    every = list_periods(library, school, policy)
    held = tuple(
        Held(
            version=period.version.title,
            first=period.first,
            last=period.last,
            begun=period.first <= as_at,
            now=period.holds(as_at),
            decided=_decided(library, school, period),
            summary=period.version.facts.summary,
            note=_note(period, is_model=school is None),
            href=shown.get((policy.id, period.version.name), ""),
        )
        for period in every
        if school or period.first <= as_at
    )
    return PolicyHistory(
        policy.id, policy.facts.title, held, _remark(library, school, policy, has_any=bool(held))
    )


def _decided(library: Library, school: School | None, period: Period) -> str:
    if school is None or period.adoption is None:
        return ""
    facts = period.adoption.facts
    day = facts.on or period.first
    bound = library.values(school, day).get(f"word.{facts.by}")
    by = printed(Kind.WORDS, bound.value, ("capital",)) if bound and isinstance(bound.value, Words) else ""
    return ", ".join(
        part for part in (by, in_words(day), f"minute {facts.minute}" if facts.minute else "") if part
    )


def _note(period: Period, *, is_model: bool) -> str:
    facts = period.version.facts
    if facts.status is not VersionStatus.WITHDRAWN:
        return ""
    return f"{'Withdrawn' if is_model else 'The model has withdrawn this version'}: {facts.withdrawn}"


def _remark(library: Library, school: School | None, policy: Policy, *, has_any: bool) -> str:
    if school is None:
        return ""
    decisions = library.adoptions(school, policy.id)
    ruled_out = next((one for one in decisions if one.facts.status == "not-applicable"), None)
    proposed = [
        version
        for one in decisions
        if one.facts.status == "proposed" and (version := policy.named(one.facts.version))
    ]
    if not has_any and ruled_out:
        return f"Does not apply here. {ruled_out.facts.reason}".strip()
    if not has_any and not is_meant_for(policy.facts, school):
        return "Does not apply here; it is meant for other schools."
    if proposed:
        return f"The version of {proposed[-1].title} has been proposed."
    return "" if has_any else "No version has been adopted."
