"""Reasons: whoever reads that a clause has changed is told why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from ..errors import Problem, Severity
from ..model.dates import month_in_words
from ..model.library import Library
from ..model.records import Status
from .templates import Readings, calls


def _reasons(library: Library, readings: Readings, _: date) -> Iterable[Problem]:
    """A revision that is newer than the version before the one that uses it says why it was made.

    Until the version is issued that can wait. What a first version brings is not a change.
    """
    for policy in library.policies.values():
        for before, version in pairwise(policy.versions):
            is_issued = version.facts.status in (Status.ISSUED, Status.WITHDRAWN)
            for called in calls(readings, version.body, "clause"):
                clause = library.clauses.get(called.ids[0])
                revision = (
                    (clause.named(called.revision) if called.revision else clause.at(version.date))
                    if clause
                    else None
                )
                if (
                    clause is None
                    or revision is None
                    or revision.date <= before.date
                    or revision.facts.reason
                ):
                    continue
                what = "is a new wording" if revision is not clause.revisions[0] else "is a new clause"
                message = (
                    f"{what} in the version of {month_in_words(version.name)} of '{policy.id}', and does not"
                    " say why"
                )
                hint = (
                    "Add 'reason: ...', in one sentence; it stands beside the change in what governors and"
                    " unions read."
                )
                yield Problem(
                    revision.body.path, 1, message, hint, Severity.ERROR if is_issued else Severity.WARNING
                )


RULES = (_reasons,)
