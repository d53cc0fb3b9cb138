"""Facts: whether what front matter and list files name is there, and whether they say what they must.

Policies, versions, clauses, the schools' groups, and the days on which values were checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from ..errors import Problem, Severity, did_you_mean
from ..model.dates import find_later_of_today, month_in_words
from ..model.kinds import FragmentKind, VersionStatus
from ..model.library import ANY_ID, Library, School
from ..model.record_types import ID
from ..model.values import Kind, Layer
from .templates import Readings, find_called_revision, list_calls

# -- Names ---------------------------------------------------------------------------------------------------


def find_unknown(
    path: str, line: int, sort: str, named: Iterable[str], known: Iterable[str], of: str = ""
) -> Iterator[Problem]:
    """A problem for each name that is not among the known ones."""
    known_names = list(known)
    for name in named if ANY_ID not in known_names else ():
        if name and name not in known_names:
            hint = did_you_mean(name, known_names) or (
                f"Known: {', '.join(sorted(known_names))}."
                if 0 < len(known_names) <= 20
                else "Check the spelling."
            )
            yield Problem(path, line, f"names the {sort} '{name}'{of}, which does not exist", hint)


def list_words(library: Library) -> list[str]:
    """The vocabulary that schema.yml declares, without the group's name."""
    if ANY_ID in library.unread.get("field", ()):
        return [ANY_ID]
    unread = [key.removeprefix("word.") for key in library.unread.get("field", ()) if key.startswith("word.")]
    return unread + [
        key.removeprefix("word.")
        for key, variable in library.schema.items()
        if variable.kind is Kind.WORDS and key.startswith("word.")
    ]


# -- Policies and their versions -----------------------------------------------------------------------------


def _check_policy_names(library: Library, _: Readings, __: date) -> Iterable[Problem]:
    for policy in library.policies.values():
        facts, path, lines = policy.facts, policy.path, policy.lines
        citations = (*library.citations, *library.unread.get("citation", ()))
        policies = (*library.policies, *library.unread.get("policy", ()))
        yield from find_unknown(path, lines.get("basis", 1), "citation", facts.basis, citations)
        yield from find_unknown(path, lines.get("parent", 1), "policy", (facts.parent,), policies)
        yield from find_unknown(path, lines.get("related", 1), "policy", facts.related, policies)
        requirements = (*library.known.requirements, *library.unread.get("requirement", ()))
        yield from find_unknown(path, lines.get("covers", 1), "requirement", facts.covers, requirements)
        yield from find_unknown(
            path, lines.get("approver", 1), "word", (facts.approver,), list_words(library)
        )
        yield from find_unknown(
            path, lines.get("audience", 1), "audience", facts.audience, list_words(library)
        )
        kinds = {"phase": library.phases, "type": library.types}
        yield from find_unknown(path, lines.get("for", 1), "fact of a school", facts.applies, kinds)
        for name, options in facts.applies.items():
            yield from find_unknown(path, lines.get("for", 1), name, options, kinds.get(name, ()))


def _check_versions(library: Library, _: Readings, __: date) -> Iterable[Problem]:
    for policy in library.policies.values():
        if not policy.versions and not any(
            version.startswith(f"{policy.id}/") for version in library.unread.get("version", ())
        ):
            yield Problem(
                policy.path,
                0,
                f"'{policy.id}' has no version",
                "Add one beside this file, named by its date: 2026-09.md.",
            )
        for version in policy.versions:
            facts = version.facts
            if facts.status is VersionStatus.CONSULTATION and facts.comment_by is None:
                hint = "Add 'comment_by: 2026-12-18'."
                yield Problem(
                    version.body.path,
                    version.lines.get("status", 1),
                    "is in consultation without a last day for comments",
                    hint,
                )
            if facts.status is VersionStatus.WITHDRAWN and not facts.withdrawn:
                hint = "Add 'withdrawn: the reason'."
                yield Problem(
                    version.body.path, version.lines.get("status", 1), "is withdrawn without a reason", hint
                )


# -- Clauses -------------------------------------------------------------------------------------------------

_WITHOUT_CONCEPT = frozenset({FragmentKind.QUOTATION, FragmentKind.ADOPTER_NOTE, FragmentKind.NOTE})


def _check_clause_names(library: Library, _: Readings, __: date) -> Iterable[Problem]:
    citations = (*library.citations, *library.unread.get("citation", ()))
    for clause in library.clauses.values():
        for revision in clause.revisions:
            facts, path, lines = revision.facts, revision.body.path, revision.lines
            yield from find_unknown(
                path, lines.get("applies_to", 1), "audience", facts.applies_to, list_words(library)
            )
            yield from find_unknown(path, lines.get("source", 1), "citation", facts.source, citations)
            yield from find_unknown(path, lines.get("cite", 1), "citation", (facts.cite,), citations)


def _check_concepts(library: Library, _: Readings, __: date) -> Iterable[Problem]:
    for clause in library.clauses.values():
        for revision in clause.revisions:
            if not revision.facts.concept and revision.facts.kind not in _WITHOUT_CONCEPT:
                hint = (
                    f"Add 'concept: {clause.id}': what it is about, so that no document says two things"
                    " of it."
                )
                yield Problem(revision.body.path, 1, "has no concept", hint)


def _check_replaced_ids(library: Library, _: Readings, __: date) -> Iterable[Problem]:
    for clause in library.clauses.values():
        for revision in clause.revisions:
            line = revision.lines.get("replaces", 1)
            for id in revision.facts.replaces:
                if not ID.fullmatch(id):
                    yield Problem(
                        revision.body.path,
                        line,
                        f"replaces '{id}', which cannot be an id",
                        "Write the id of a clause.",
                    )
                elif id == clause.id:
                    yield Problem(
                        revision.body.path,
                        line,
                        "replaces itself",
                        "Name the clause that this one took over from.",
                    )


# -- Reasons -------------------------------------------------------------------------------------------------


def _check_reasons(library: Library, readings: Readings, _: date) -> Iterable[Problem]:
    """A revision that is newer than the version before the one that uses it says why it was made.

    Until the version is issued that can wait. What a first version brings is not a change.
    """
    for policy in library.policies.values():
        for before, version in pairwise(policy.versions):
            is_issued = version.facts.status in (VersionStatus.ISSUED, VersionStatus.WITHDRAWN)
            for called in list_calls(readings, version.body, "clause"):
                revision = find_called_revision(library, called, version.date)
                if revision is None or revision.date <= before.date or revision.facts.reason:
                    continue
                is_first = revision is library.clauses[revision.clause].revisions[0]
                novelty = "is a new clause" if is_first else "is a new wording"
                message = (
                    f"{novelty} in the version of {month_in_words(version.name)} of '{policy.id}', and does"
                    " not say why"
                )
                hint = (
                    "Add 'reason: ...', in one sentence; it stands beside the change in what governors and"
                    " unions read."
                )
                yield Problem(
                    revision.body.path, 1, message, hint, Severity.ERROR if is_issued else Severity.WARNING
                )


# -- Schools and their groups --------------------------------------------------------------------------------


def _check_groups_of_schools(library: Library, _: Readings, __: date) -> Iterable[Problem]:
    for school in library.schools.values():
        path, lines = school.values.path, school.lines
        yield from find_unknown(
            path, lines.get("authority", 1), "authority", (school.facts.authority,), library.authorities
        )
        yield from find_unknown(path, lines.get("trust", 1), "trust", (school.facts.trust,), library.trusts)


def has_its_groups(library: Library, school: School) -> bool:
    """Say whether the groups that a school names are there, so that its values are whole."""
    return all(
        not group or group in groups
        for group, groups in (
            (school.facts.authority, library.authorities),
            (school.facts.trust, library.trusts),
        )
    )


# -- Days on which values were checked -----------------------------------------------------------------------


def _list_layers(library: Library) -> Iterator[Layer]:
    """Every file of values."""
    yield library.common
    yield from (group.values for group in (*library.authorities.values(), *library.trusts.values()))
    yield from (school.values for school in library.schools.values())


def _check_doubts(library: Library, _: Readings, __: date) -> Iterable[Problem]:
    """Values that fit their types and were hardly meant."""
    for layer in _list_layers(library):
        for doubt in layer.doubts:
            yield Problem(layer.path, doubt.line, doubt.message, doubt.hint, Severity.WARNING)


def _check_days_of_checks(library: Library, _: Readings, as_at: date) -> Iterable[Problem]:
    latest = find_later_of_today(as_at)
    for layer in _list_layers(library):
        for key, values in layer.values.items():
            for value in values:
                if value.checked_on and value.checked_on > latest:
                    message = f"'{key}' was checked on {value.checked_on}, which is still to come"
                    yield Problem(
                        layer.path, value.line, message, "Write the day on which somebody made sure of it."
                    )


RULES = (
    _check_policy_names,
    _check_versions,
    _check_clause_names,
    _check_concepts,
    _check_replaced_ids,
    _check_reasons,
    _check_groups_of_schools,
    _check_doubts,
    _check_days_of_checks,
)
