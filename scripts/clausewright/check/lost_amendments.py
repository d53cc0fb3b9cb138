"""Amendments that a version has no place for: what is lost unless somebody decides about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ..assemble.branches import find_earlier_clauses, map_used_revisions
from ..errors import Problem, Severity
from ..model.amendments import Pending, find_pending
from ..model.dates import month_in_words
from ..model.library import Group, Library, Policy, School, Version
from ..model.status import find_standing, list_edition_views
from .templates import Readings

_UPDATE = "Run 'clausewright update"


def check_nothing_is_lost(library: Library, _: Readings, as_at: date) -> Iterable[Problem]:
    """A version in force has a place for every amendment, or a decision about it; for one that is proposed,
    it is time to decide.
    """
    shown = list_edition_views(library, as_at)
    lost: dict[tuple[str, str, str], _Lost] = {}
    for school in library.schools.values() if shown else ():
        for policy in library.policies.values():
            now = find_standing(library, school, policy, shown[-1])
            for version in (now.version, now.proposed):
                if version is None:
                    continue
                for holder in library.amenders(school):
                    for waiting in find_open_decisions(library, holder, policy, version, as_at):
                        loss = lost.setdefault(
                            (waiting.amendment.body.path, policy.id, version.name),
                            _Lost(holder, waiting, version, {}),
                        )
                        loss.in_force_at[school.id] = version is now.version and now.adoption is not None
    return (loss.make_problem(library) for loss in lost.values())


@dataclass(frozen=True, slots=True)
class _Lost:
    """An amendment that a version has no place for, and at which schools that version is in force, or else
    proposed.
    """

    holder: School | Group
    pending: Pending
    version: Version
    in_force_at: dict[str, bool]

    def make_problem(self, library: Library) -> Problem:
        """Return the problem, an error where the version is in force anywhere, else a warning."""
        lost_amendment, version = self.pending.amendment, self.version
        is_in_force = any(self.in_force_at.values())
        revision = self.pending.revision
        model = f"has its wording of {month_in_words(revision)}" if revision else "no longer has the clause"
        stands = (
            f"{library.policies[version.policy].facts.title} of {version.title},"
            f" {'in force' if is_in_force else 'proposed'},"
        )
        amended = month_in_words(lost_amendment.facts.amends)
        message = f"amends '{lost_amendment.clause}' of {amended}, but {stands} {model}"
        trust = "--trust " if isinstance(self.holder, Group) else ""
        command = f"{_UPDATE} {trust}{self.holder.id} {version.policy} --to {version.name}'"
        schools = tuple(
            school
            for school, is_in_force_there in self.in_force_at.items()
            if is_in_force_there or not is_in_force
        )
        severity = Severity.ERROR if is_in_force else Severity.WARNING
        hint = f"{command}: it keeps, merges or asks, and loses nothing."
        return Problem(
            lost_amendment.body.path, lost_amendment.lines.get("amends", 1), message, hint, severity, schools
        )


def find_open_decisions(
    library: Library, holder: School | Group, policy: Policy, version: Version, day: date
) -> tuple[Pending, ...]:
    """Return the amendments of a school or trust that a version has no place for and nobody decided on."""
    if not holder.amendments:
        return ()
    return find_pending(
        holder,
        version,
        map_used_revisions(library, version),
        find_earlier_clauses(library, policy, version),
        day,
    )


def is_open_decision(problem: Problem) -> bool:
    """Say whether a problem is that a version has no place for an amendment, which `clausewright update` is
    there for.
    """
    return problem.hint.startswith(_UPDATE)
