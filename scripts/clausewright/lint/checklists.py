"""Checklists: what a policy of one kind speaks about, and this one does not. The checklists are data, in
checklists.yml; what they ask is asked of schools, so the policies of other bodies are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from ..errors import Severity
from ..model.known import Known
from ..model.phrases import compile_phrase
from ..model.rule_records import ChecklistFacts
from .engine import Finding, LintText, Rule, read_printed

# The words by which a text shows that it is a school's, and how many of them one that is not may have: a
# club's policy speaks of a school here and there.
_OF_SCHOOLS = re.compile(
    r"\b(?:(?:pre-?)?schools?|academ(?:y|ies)|colleges?|nurser(?:y|ies)|pupils?|students?)\b", re.IGNORECASE
)
_A_FEW = 4


def build_checklist_rules(known: Known) -> tuple[Rule, ...]:
    """A rule for each thing that some checklist names: COMP-LOW-LEVEL for `low-level`."""
    help = {
        id: needed.says for checklist in known.checklists.values() for id, needed in checklist.has.items()
    }
    return tuple(
        Rule(
            f"COMP-{id.upper()}",
            Severity.WARNING,
            f"A policy of its kind does not speak about {help[id]}.",
            partial(_find_missing, id),
        )
        for id in sorted(help)
    )


def _find_missing(id: str, policy_text: LintText) -> Iterator[Finding]:
    if not _is_of_a_school(policy_text):
        return
    for kind, checklist in policy_text.library.known.checklists.items():
        needed = checklist.has.get(id)
        if needed and _is_of_kind(checklist, policy_text):
            whole = read_printed(policy_text).whole
            if not any(compile_phrase(phrase).search(whole) for phrase in needed.found):
                line = policy_text.policy.lines.get("title", 1)
                sure = "" if needed.verified else " It is good practice, not law."
                message = f"says nothing about {needed.says}, as a policy of the kind {kind} should"
                yield Finding(
                    policy_text.policy.path, line, message, f"Add a clause. Source: {needed.source}.{sure}"
                )


def _is_of_a_school(policy_text: LintText) -> bool:
    """Say whether a policy is a school's: by the library's word for who adopts it, and by what is known of
    those who do, or by its text.
    """
    library = policy_text.library
    if not _OF_SCHOOLS.fullmatch(library.unit.singular):
        return False
    if any(school.facts.phase != "not-stated" for school in library.schools.values()):
        return True
    return len(_OF_SCHOOLS.findall(read_printed(policy_text).whole)) > _A_FEW


def _is_of_kind(checklist: ChecklistFacts, policy_text: LintText) -> bool:
    names = f"{policy_text.policy.facts.title}\n{policy_text.policy.id.replace('-', ' ')}"

    def fits(phrases: tuple[str, ...]) -> bool:
        return any(compile_phrase(phrase).search(names) for phrase in phrases)

    return fits(checklist.titles) and not fits(checklist.not_titles)
