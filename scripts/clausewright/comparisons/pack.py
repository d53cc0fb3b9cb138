"""What a meeting needs to decide on a version at a school:
what is proposed is held against what is in force.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ..build.documents import make_pack_files
from ..build.variants import certify_document
from ..check.local_matters import LocalMatters, find_local_matters
from ..document.pandoc import shared_pandoc
from ..document.parse import parse
from ..errors import ClausewrightError, Problem, UsageError, refuse_unknown
from ..model.dates import in_words, months_later
from ..model.document import PlacedClause
from ..model.library import Library, Policy, School
from ..model.status import find_standing, is_meant_for, list_edition_views
from ..reports import make_cover
from ..reports.change_names import join_number, plain_text
from ..reports.pack import Pack
from .libraries import ComparisonRequest, VersionComparison, compare_versions, load_sound

_ACTIONS = {"replace": "worded by", "omit": "left out by", "add-after": "added by"}


@dataclass(frozen=True, slots=True)
class PackOptions:
    """Which decision a pack is for.

    `school` and `policy` are ids, `version` is the version to decide on, as `2026-09`. `library` is the
    library's folder, `as_at` the day that counts as today. `start` is the day from which it will be in force:
    without one, today, or the version's own day if that is later. `out` is the folder of the two files:
    without one, `packs/` in the library.
    """

    school: str
    policy: str
    version: str
    library: Path
    as_at: date
    start: date | None = None
    out: Path | None = None


@dataclass(frozen=True, slots=True)
class PackResult:
    """The Word file and the PDF by the paths where they belong,
    and in a sentence each what is to be settled before the meeting.
    """

    files: Mapping[Path, bytes]
    open: tuple[str, ...]


def make_pack(options: PackOptions) -> PackResult:
    """Make the Word file and the PDF with which a meeting decides on a version at a school.

    Raises UsageError where school, policy or version are not known, or nothing is to be decided;
    ClausewrightError where the library has errors, or a value that the version prints is missing.
    """
    root = options.library.resolve()
    library = load_sound(root, options.as_at, options.school)
    refuse_unknown(library.unit.singular, [options.school], library.schools)
    refuse_unknown("policy", [options.policy], library.policies)
    policy, school = library.policies[options.policy], library.schools[options.school]
    names = (version.name for version in policy.versions)
    refuse_unknown(f"version of '{policy.id}'", [options.version], names)
    before = _find_in_force(library, school, policy, options)
    proposed = next(version for version in policy.versions if version.name == options.version)
    start = options.start or max(options.as_at, proposed.date)
    matters = find_local_matters(library, school, policy, options.version, start)
    if matters.missing:
        raise ClausewrightError(_list_missing(school, matters))
    # A school's first version is held against the model's.
    old, against = (before, "") if before else (options.version, "model")
    request = ComparisonRequest(root, options.as_at, policy.id, old, options.version, school.id, against)
    (comparison,) = compare_versions(request).comparisons
    pack = _pack(comparison, policy, matters, before, start)
    report = replace(comparison.report, cover=pack.cover)
    name = f"{school.id}-{policy.id}-{options.version}"
    files = make_pack_files(comparison.library, report, pack, comparison.speaker, name)
    out = options.out or root / "packs"
    return PackResult({out / file: data for file, data in files.items()}, matters.open)


def _find_in_force(library: Library, school: School, policy: Policy, options: PackOptions) -> str:
    """The version in force at the school, "" where there is none.
    Refuses a pack for what needs no decision.
    """
    shown = list_edition_views(library, options.as_at)
    if not shown or not is_meant_for(policy.facts, school):
        raise UsageError(
            f"'{policy.id}' does not apply to {school.id}: policy.yml says for which schools it is."
        )
    stands = find_standing(library, school, policy, shown[-1])
    current = stands.version if stands.adoption else None
    if current and current.name == options.version:
        raise UsageError(
            f"{school.id} has '{policy.id}' of {options.version} in force already; nothing is to be decided."
        )
    proposed = next(
        known_version for known_version in policy.versions if known_version.name == options.version
    )
    if current and current.date > proposed.date:
        raise UsageError(f"{school.id} has a newer version of '{policy.id}' in force: {current.name}.")
    return current.name if current else ""


def _list_missing(school: School, matters: LocalMatters) -> list[Problem]:
    hint = f"'clausewright todo {school.id}' says in which file to write it."
    return [
        Problem(school.values.path, 0, f"'{key}' has no value, and the version prints it", hint)
        for key in matters.missing
    ]


def _pack(
    comparison: VersionComparison, policy: Policy, matters: LocalMatters, before: str, start: date
) -> Pack:
    copy = comparison.new
    library, version, facts = comparison.library, copy.assembled.version, policy.facts
    document = parse(shared_pandoc(), facts.title, facts.numbering, copy.assembled.text)
    earlier = policy.named(before)
    issuer = policy.find_issuer(version)
    titles = {clause.id: clause for clause in document.clauses()}
    amended = copy.assembled.amendments.items()
    return Pack(
        cover=make_cover(policy, version),
        version=version.title,
        before=earlier.title if earlier else "",
        body=facts.approver,
        start=in_words(start),
        review=in_words(months_later(start, facts.review_months)),
        asked_by=(
            *(
                f"It rests on {library.citations[id].facts.title} ({library.citations[id].facts.issuer})."
                for id in facts.basis
                if id in library.citations
            ),
            f"{facts.owner} asks for the decision"
            + (f"; the model is issued by {issuer}." if issuer != facts.owner else "."),
        ),
        kept=tuple(
            f"{_name_clauses(titles, id)}: {_ACTIONS[amendment.facts.action]} the {amendment.tier}, because:"
            f" {amendment.facts.reason}"
            for id, amendment in amended
        ),
        choices=matters.choices,
        open=matters.open,
        certificate=certify_document(library, copy.assembled, document),
    )


def _name_clauses(titles: Mapping[str, PlacedClause], id: str) -> str:
    return join_number(titles[id].number, plain_text(titles[id].title)) if id in titles else id
