"""Amendments: of clauses that exist and may be changed, with a reason, and no weaker than the model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from ..assemble.amendments import list_amendments
from ..assemble.branches import outline
from ..assemble.macros import policy_environment
from ..assemble.syntax import read_template
from ..errors import Problem, Severity, did_you_mean, errors_in
from ..model.dates import find_later_of_today
from ..model.kinds import Editing, FragmentKind, Strength
from ..model.library import Amendment, Group, Library, Revision, School
from ..model.local_records import Action
from ..model.record_types import ID, RESERVED_ANCHORS, RESERVED_IDS
from ..model.text import capitalise
from .facts import find_unknown, list_words
from .lost_amendments import check_nothing_is_lost
from .templates import OF_TEXTS, Readings, get_fragments, list_template_problems
from .texts import check_texts

_BINDING = {
    Strength.MUST: 3,
    Strength.SHOULD: 2,
    Strength.ADVISED: 1,
    Strength.MAY: 0,
    Strength.INFORMATION: 0,
}
_NOT_OURS = {
    FragmentKind.QUOTATION: "a quotation, which says what somebody else wrote",
    FragmentKind.NOTE: "a note to another clause",
    FragmentKind.ADOPTER_NOTE: "a note to those who adopt the model, which no school prints",
}


def _list_amended_revisions(library: Library) -> Iterator[tuple[Amendment, Revision]]:
    """Every amendment of a revision that exists, with the revision."""
    for amendment in list_amendments(library):
        clause = library.clauses.get(amendment.clause)
        revision = clause.named(amendment.facts.amends) if clause else None
        if revision:
            yield amendment, revision


def _check_names(library: Library, _: Readings, __: date) -> Iterable[Problem]:
    clauses = (*library.clauses, *library.unread.get("clause", ()))
    policies = (*library.policies, *library.unread.get("policy", ()))
    for amendment in list_amendments(library):
        path, lines, facts = amendment.body.path, amendment.lines, amendment.facts
        clause = library.clauses.get(amendment.clause)
        if amendment.clause not in clauses:
            hint = (
                did_you_mean(amendment.clause, clauses) or "Name the folder after the clause that it amends."
            )
            yield Problem(path, 0, f"amends '{amendment.clause}', a clause that does not exist", hint)
        elif clause and clause.named(facts.amends) is None:
            names = [revision.name for revision in clause.revisions]
            hint = f"{did_you_mean(facts.amends, names)} Its revisions: {', '.join(names)}.".strip()
            yield Problem(
                path,
                lines.get("amends", 1),
                f"amends revision '{facts.amends}' of '{amendment.clause}', which does not exist",
                hint,
            )
        yield from find_unknown(path, lines.get("policies", 1), "policy", facts.policies, policies)
        yield from find_unknown(
            path, lines.get("applies_to", 1), "audience", facts.applies_to, list_words(library)
        )


def _check_whole(library: Library, _: Readings, __: date) -> Iterable[Problem]:
    """An amendment says why, and what its action needs."""
    for amendment in list_amendments(library):
        path, lines, facts, has_text = (
            amendment.body.path,
            amendment.lines,
            amendment.facts,
            bool(amendment.body.text.strip()),
        )
        place = path, lines.get("action", 1)
        if not facts.reason.strip():
            yield Problem(
                path,
                1,
                f"amends '{amendment.clause}' without a reason",
                "Add 'reason: ...'; readers and governors will see it.",
            )
        if facts.action in (Action.REPLACE, Action.ADD_AFTER) and not has_text:
            yield Problem(
                *place,
                f"has no text, but its action is '{facts.action}'",
                "Write the text below the front matter, or 'action: omit'.",
            )
        if facts.action in (Action.OMIT, Action.MODEL) and has_text:
            hint = "Delete the text, or write 'action: replace'."
            yield Problem(
                path,
                amendment.body.line,
                f"has text that would never print, because its action is '{facts.action}'",
                hint,
            )
        if facts.action is Action.ADD_AFTER and not (facts.id and facts.title):
            hint = "Add 'id: school-magazine' and 'title: The school magazine'."
            yield Problem(*place, f"adds a clause after '{amendment.clause}' without an id or a title", hint)
        if facts.id and facts.action in (Action.REPLACE, Action.OMIT):
            yield Problem(
                path,
                lines.get("id", 1),
                f"has an id, but its action is '{facts.action}'",
                "Only a clause that is added has one.",
            )


def _check_added_ids(library: Library, _: Readings, __: date) -> Iterable[Problem]:
    """The id of a clause that is added is its own."""
    taken = {*library.clauses, *library.unread.get("clause", ())}
    trusts = {
        amendment.facts.id: amendment
        for trust in library.trusts.values()
        for amendment in trust.amendments
        if amendment.facts.id
    }
    for amendment in list_amendments(library):
        id, place = amendment.facts.id, (amendment.body.path, amendment.lines.get("id", 1))
        if not id:
            continue
        if not ID.fullmatch(id) or id in RESERVED_IDS or RESERVED_ANCHORS.fullmatch(id):
            yield Problem(
                *place,
                f"'{id}' cannot be an id",
                "Use lower-case letters and digits, joined by single hyphens.",
            )
        elif id in taken:
            yield Problem(
                *place,
                f"adds a clause with the id '{id}', which the model has",
                "Choose another; or amend that clause itself.",
            )
        elif amendment.tier == "school" and id in trusts and trusts[id].clause != amendment.clause:
            yield Problem(
                *place,
                f"adds a clause with the id '{id}', which its trust adds after '{trusts[id].clause}'",
                "Choose another.",
            )


def _check_allowed(library: Library, _: Readings, __: date) -> Iterable[Problem]:
    """The clause says what a school may change in it."""
    for amendment, revision in _list_amended_revisions(library):
        if amendment.facts.action is Action.MODEL:
            continue
        place, id = (amendment.body.path, amendment.lines.get("action", 1)), amendment.clause
        owner = name_owners(library, id)
        if revision.facts.kind in _NOT_OURS and amendment.facts.action is not Action.ADD_AFTER:
            yield Problem(
                *place,
                f"changes '{id}', {_NOT_OURS[revision.facts.kind]}",
                "Add a clause of your own after another clause instead.",
            )
        elif revision.facts.editing is Editing.LOCKED:
            hint = (
                f"Only {owner} can change it. Ask for a new revision, or for a choice, and delete this file."
            )
            yield Problem(*place, f"changes '{id}', which is locked", hint)
        elif revision.facts.editing is Editing.FIELDS:
            hint = (
                f"Set the values that it prints instead. {capitalise(owner)} can open it to schools with"
                " 'editing: free'."
            )
            yield Problem(*place, f"changes '{id}', in which schools set values only", hint)


def name_owners(library: Library, clause: str) -> str:
    """Say who can change a clause: the owners of the policies that have it."""
    policies_by_owner: dict[str, list[str]] = {}
    for policy in library.policies.values():
        if any(
            placed.clause == clause for version in policy.versions for placed in outline(library, version)
        ):
            policies_by_owner.setdefault(policy.facts.owner, []).append(policy.facts.title)
    return (
        " or ".join(f"{owner} ({', '.join(titles)})" for owner, titles in policies_by_owner.items())
        or "the owner of the model"
    )


def _check_no_weaker(library: Library, _: Readings, __: date) -> Iterable[Problem]:
    """A local rule binds no less than the model's, least of all where the concept is locked."""
    for amendment, revision in _list_amended_revisions(library):
        facts, model = amendment.facts, revision.facts.strength
        if facts.action not in (Action.REPLACE, Action.OMIT) or revision.facts.editing is not Editing.FREE:
            continue
        own_strength = (
            Strength.INFORMATION if facts.action is Action.OMIT else _find_strength(amendment, revision)
        )
        if _BINDING[own_strength] >= _BINDING[model]:
            continue
        is_left_out = facts.action is Action.OMIT
        message = (
            f"leaves out '{amendment.clause}', which says '{model}'"
            if is_left_out
            else f"makes '{amendment.clause}' weaker: '{own_strength}', not '{model}'"
        )
        place = amendment.body.path, amendment.lines.get("strength", amendment.lines.get("action", 1))
        if locked := _find_locked_clause(library, revision):
            hint = f"Keep the strength of the model, or ask {name_owners(library, amendment.clause)}."
            yield Problem(
                *place,
                f"{message}, and its concept '{revision.facts.concept}' is locked (by '{locked}')",
                hint,
            )
        else:
            hint = (
                "Governors should know that it binds less than the model; or write 'strength:' as the text"
                " has it."
            )
            yield Problem(*place, message, hint, Severity.WARNING)


def _find_strength(amendment: Amendment, revision: Revision) -> Strength:
    """How binding an amended clause is: what it says of itself, else as the model unless the model's own word
    for it is gone.
    """
    model = revision.facts.strength
    if amendment.facts.strength:
        return amendment.facts.strength
    says = [strength for strength in _BINDING if re.search(rf"\b{strength}\b", amendment.body.text)]
    is_said = model in says or not re.search(rf"\b{model}\b", revision.body.text)
    return (
        model if is_said else max(says, key=lambda strength: _BINDING[strength], default=Strength.INFORMATION)
    )


def _find_locked_clause(library: Library, revision: Revision) -> str:
    """A clause that is locked and about the same, or nothing."""
    concept = revision.facts.concept
    same = (
        earlier
        for clause in library.clauses.values()
        for earlier in clause.revisions
        if concept and earlier.facts.concept == concept
    )
    return next((earlier.clause for earlier in same if earlier.facts.editing is Editing.LOCKED), "")


def _check_approved(library: Library, _: Readings, as_at: date) -> Iterable[Problem]:
    for amendment in list_amendments(library):
        if (approved := amendment.facts.approved) is None:
            continue
        place = amendment.body.path, amendment.lines.get("approved", 1)
        yield from find_unknown(*place, "body", (approved.by,), list_words(library))
        if approved.on > find_later_of_today(as_at):
            yield Problem(
                *place,
                f"was approved on {approved.on}, which is in the future",
                "Correct the day, or leave 'approved' out until then.",
            )


def _check_placed_somewhere(library: Library, _: Readings, __: date) -> Iterable[Problem]:
    """An amendment names only policies that have its clause."""
    for amendment, revision in _list_amended_revisions(library):
        for id in amendment.facts.policies:
            policy = library.policies.get(id)
            if policy and not any(
                revision.clause == placed.clause
                for version in policy.versions
                for placed in outline(library, version)
            ):
                message = f"names the policy '{id}', which does not have the clause '{amendment.clause}'"
                yield Problem(
                    amendment.body.path, amendment.lines.get("policies", 1), message, "Leave the policy out."
                )


RULES = (
    _check_names,
    _check_whole,
    _check_added_ids,
    _check_allowed,
    _check_no_weaker,
    _check_approved,
    _check_placed_somewhere,
    check_nothing_is_lost,
)


def check_amendment(library: Library, holder: School | Group, amendment: Amendment) -> tuple[Problem, ...]:
    """Return the errors that a library would have if a school or trust had one more amendment."""
    amended = replace(holder, amendments=(*holder.amendments, amendment))
    candidate = (
        replace(library, schools={**library.schools, holder.id: amended})
        if isinstance(amended, School)
        else replace(library, trusts={**library.trusts, holder.id: amended})
    )
    environment = policy_environment()
    readings = {
        fragment: read_template(library, environment, fragment) for fragment in get_fragments(amendment)
    }
    problems = [*list_template_problems(readings), *check_texts(candidate, readings)]
    for rule in (*OF_TEXTS, *RULES):
        if rule is not check_nothing_is_lost:
            problems += [
                problem
                for problem in rule(candidate, readings, date.max)
                if problem.path == amendment.body.path
            ]
    return errors_in(sorted(set(problems)))
