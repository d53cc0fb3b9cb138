"""Records: what was decided stays as it was recorded, and holds for those who decided.

What else of a policy may change after it was issued or adopted, and why: who owns it (whoever looks after it
today), the defaults of fields (they are values, which no adoption fixes; a default that chooses a text is in
the digest of what was adopted) and whether documents list changes (no text depends on it).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ..assemble.adoption import compute_record
from ..errors import Problem
from ..model.library import Group, Library, School
from ..model.status import is_meant_for
from .templates import Readings


def _check_unchanged(library: Library, _: Readings, __: date) -> Iterable[Problem]:
    """A problem for each decision whose days, body or minute are no longer what the command wrote."""
    owners: list[School | Group] = [*library.schools.values(), *library.trusts.values()]
    for owner in owners:
        for adoption in owner.adoptions:
            record = adoption.facts.record
            if record and record != compute_record(adoption.policy, adoption.facts):
                message = (
                    f"has been changed since it was recorded: what was decided on '{adoption.policy}', when"
                    " or by whom"
                )
                hint = (
                    "Put it back as it was, for example with git. A slip that has to be put right is taken"
                    " out, and recorded anew with 'clausewright adopt' or 'review'."
                )
                yield Problem(adoption.path, adoption.line, message, hint)


def _check_meant_for(library: Library, _: Readings, as_at: date) -> Iterable[Problem]:
    """A problem for each policy that is no longer meant for a school where it is in force."""
    for school in library.schools.values():
        for id in dict.fromkeys(adoption.policy for adoption in school.adoptions):
            policy = library.policies.get(id)
            if policy is None or is_meant_for(policy.facts, school):
                continue
            decisions = [adoption for adoption in school.adoptions if adoption.policy == id]
            begun = [decision for decision in decisions if decision.date <= as_at]
            last = max(begun, key=lambda decision: decision.date, default=None)
            is_ruled_out = any(decision.facts.status == "not-applicable" for decision in decisions)
            if last and not is_ruled_out:
                message = f"leaves out {school.id}, where version {last.facts.version} of '{id}' is in force"
                hint = (
                    f"Put back what 'for' said; or let {school.id} decide that the policy does not apply, as"
                    f" 'status: not-applicable' in {last.path}."
                )
                yield Problem(policy.path, policy.lines.get("for", 1), message, hint)


RULES = (_check_unchanged, _check_meant_for)
