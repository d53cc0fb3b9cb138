"""Amendments: of clauses that exist and may be changed, with a reason, no weaker than the model, and none
that a new version would lose; and what a meeting must know of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from ..assemble.amendments import amended_at, every_amendment
from ..assemble.answers import answers_from_values
from ..assemble.assembler import Assembler
from ..assemble.branches import earlier_clauses, outline, uses
from ..assemble.macros import policy_environment
from ..assemble.sites import held_by, lacking
from ..assemble.syntax import read_template
from ..errors import Problem, Severity, did_you_mean, errors_in
from ..model.amendments import Pending, pending
from ..model.dates import latest_of_today_and, month_in_words
from ..model.library import Amendment, Group, Library, Policy, Revision, School, Version
from ..model.records import ID, RESERVED_ANCHORS, RESERVED_IDS, Action, Editing, FragmentKind, Strength
from ..model.status import showings, standing
from ..model.text import sentence
from ..model.values import Bound, Kind, Variable
from .facts import unknown, words
from .templates import OF_TEXTS, Readings, each_template_problem, fragments_of
from .texts import check_texts

_BINDING = {
    Strength.MUST: 3,
    Strength.SHOULD: 2,
    Strength.ADVISED: 1,
    Strength.MAY: 0,
    Strength.INFORMATION: 0,
}
_UPDATE = "Run 'clausewright update"
_NOT_OURS = {
    FragmentKind.QUOTATION: "a quotation, which says what somebody else wrote",
    FragmentKind.NOTE: "a note to another clause",
    FragmentKind.ADOPTER_NOTE: "a note to those who adopt the model, which no school prints",
}


def _all(library: Library) -> Iterator[tuple[Amendment, Revision]]:
    """Every amendment of a revision that exists, with the revision."""
    for one in every_amendment(library):
        clause = library.clauses.get(one.clause)
        revision = clause.named(one.facts.amends) if clause else None
        if revision:
            yield one, revision


def _names(library: Library, _: Readings, __: date) -> Iterable[Problem]:
    clauses = (*library.clauses, *library.unread.get("clause", ()))
    policies = (*library.policies, *library.unread.get("policy", ()))
    for one in every_amendment(library):
        path, lines, facts = one.body.path, one.lines, one.facts
        clause = library.clauses.get(one.clause)
        if one.clause not in clauses:
            hint = did_you_mean(one.clause, clauses) or "Name the folder after the clause that it amends."
            yield Problem(path, 0, f"amends '{one.clause}', a clause that does not exist", hint)
        elif clause and clause.named(facts.amends) is None:
            names = [revision.name for revision in clause.revisions]
            hint = f"{did_you_mean(facts.amends, names)} Its revisions: {', '.join(names)}.".strip()
            yield Problem(
                path,
                lines.get("amends", 1),
                f"amends revision '{facts.amends}' of '{one.clause}', which does not exist",
                hint,
            )
        yield from unknown(path, lines.get("policies", 1), "policy", facts.policies, policies)
        yield from unknown(path, lines.get("applies_to", 1), "audience", facts.applies_to, words(library))


def _whole(library: Library, _: Readings, __: date) -> Iterable[Problem]:
    """An amendment says why, and what its action needs."""
    for one in every_amendment(library):
        path, lines, facts, has_text = one.body.path, one.lines, one.facts, bool(one.body.text.strip())
        place = path, lines.get("action", 1)
        if not facts.reason.strip():
            yield Problem(
                path,
                1,
                f"amends '{one.clause}' without a reason",
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
                one.body.line,
                f"has text that would never print, because its action is '{facts.action}'",
                hint,
            )
        if facts.action is Action.ADD_AFTER and not (facts.id and facts.title):
            hint = "Add 'id: school-magazine' and 'title: The school magazine'."
            yield Problem(*place, f"adds a clause after '{one.clause}' without an id or a title", hint)
        if facts.id and facts.action in (Action.REPLACE, Action.OMIT):
            yield Problem(
                path,
                lines.get("id", 1),
                f"has an id, but its action is '{facts.action}'",
                "Only a clause that is added has one.",
            )


def _added_ids(library: Library, _: Readings, __: date) -> Iterable[Problem]:
    """The id of a clause that is added is its own."""
    taken = {*library.clauses, *library.unread.get("clause", ())}
    trusts = {
        one.facts.id: one for trust in library.trusts.values() for one in trust.amendments if one.facts.id
    }
    for one in every_amendment(library):
        id, place = one.facts.id, (one.body.path, one.lines.get("id", 1))
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
        elif one.tier == "school" and id in trusts and trusts[id].clause != one.clause:
            yield Problem(
                *place,
                f"adds a clause with the id '{id}', which its trust adds after '{trusts[id].clause}'",
                "Choose another.",
            )


def _allowed(library: Library, _: Readings, __: date) -> Iterable[Problem]:
    """The clause says what a school may change in it."""
    for one, revision in _all(library):
        if one.facts.action is Action.MODEL:
            continue
        place, id = (one.body.path, one.lines.get("action", 1)), one.clause
        who = owners(library, id)
        if revision.facts.kind in _NOT_OURS and one.facts.action is not Action.ADD_AFTER:
            yield Problem(
                *place,
                f"changes '{id}', {_NOT_OURS[revision.facts.kind]}",
                "Add a clause of your own after another clause instead.",
            )
        elif revision.facts.editing is Editing.LOCKED:
            hint = f"Only {who} can change it. Ask for a new revision, or for a choice, and delete this file."
            yield Problem(*place, f"changes '{id}', which is locked", hint)
        elif revision.facts.editing is Editing.FIELDS:
            hint = (
                f"Set the values that it prints instead. {sentence(who)} can open it to schools with"
                " 'editing: free'."
            )
            yield Problem(*place, f"changes '{id}', in which schools set values only", hint)


def owners(library: Library, clause: str) -> str:
    """Say who can change a clause: the owners of the policies that have it."""
    found: dict[str, list[str]] = {}
    for policy in library.policies.values():
        if any(
            placed.clause == clause for version in policy.versions for placed in outline(library, version)
        ):
            found.setdefault(policy.facts.owner, []).append(policy.facts.title)
    return (
        " or ".join(f"{owner} ({', '.join(titles)})" for owner, titles in found.items())
        or "the owner of the model"
    )


def _no_weaker(library: Library, _: Readings, __: date) -> Iterable[Problem]:
    """A local rule binds no less than the model's, least of all where the concept is locked."""
    for one, revision in _all(library):
        facts, model = one.facts, revision.facts.strength
        if facts.action not in (Action.REPLACE, Action.OMIT) or revision.facts.editing is not Editing.FREE:
            continue
        own = Strength.INFORMATION if facts.action is Action.OMIT else _strength(one, revision)
        if _BINDING[own] >= _BINDING[model]:
            continue
        is_left_out = facts.action is Action.OMIT
        message = (
            f"leaves out '{one.clause}', which says '{model}'"
            if is_left_out
            else f"makes '{one.clause}' weaker: '{own}', not '{model}'"
        )
        place = one.body.path, one.lines.get("strength", one.lines.get("action", 1))
        if locked := _locked_in(library, revision):
            hint = f"Keep the strength of the model, or ask {owners(library, one.clause)}."
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


def _strength(one: Amendment, revision: Revision) -> Strength:
    """How binding an amended clause is: what it says of itself, else as the model unless the model's own word
    for it is gone.
    """
    model = revision.facts.strength
    if one.facts.strength:
        return one.facts.strength
    says = [strength for strength in _BINDING if re.search(rf"\b{strength}\b", one.body.text)]
    is_said = model in says or not re.search(rf"\b{model}\b", revision.body.text)
    return (
        model if is_said else max(says, key=lambda strength: _BINDING[strength], default=Strength.INFORMATION)
    )


def _locked_in(library: Library, revision: Revision) -> str:
    """A clause that is locked and about the same, or nothing."""
    concept = revision.facts.concept
    same = (
        one
        for clause in library.clauses.values()
        for one in clause.revisions
        if concept and one.facts.concept == concept
    )
    return next((one.clause for one in same if one.facts.editing is Editing.LOCKED), "")


def _approved(library: Library, _: Readings, as_at: date) -> Iterable[Problem]:
    for one in every_amendment(library):
        if (approved := one.facts.approved) is None:
            continue
        place = one.body.path, one.lines.get("approved", 1)
        yield from unknown(*place, "body", (approved.by,), words(library))
        if approved.on > latest_of_today_and(as_at):
            yield Problem(
                *place,
                f"was approved on {approved.on}, which is in the future",
                "Correct the day, or leave 'approved' out until then.",
            )


def _placed_somewhere(library: Library, _: Readings, __: date) -> Iterable[Problem]:
    """An amendment names only policies that have its clause."""
    for one, revision in _all(library):
        for id in one.facts.policies:
            policy = library.policies.get(id)
            if policy and not any(
                revision.clause == placed.clause
                for version in policy.versions
                for placed in outline(library, version)
            ):
                message = f"names the policy '{id}', which does not have the clause '{one.clause}'"
                yield Problem(one.body.path, one.lines.get("policies", 1), message, "Leave the policy out.")


def _nothing_is_lost(library: Library, _: Readings, as_at: date) -> Iterable[Problem]:
    """A version in force has a place for every amendment, or a decision about it; for one that is proposed,
    it is time to decide.
    """
    shown = showings(library, as_at)
    lost: dict[tuple[str, str, str], _Lost] = {}
    for school in library.schools.values() if shown else ():
        for policy in library.policies.values():
            now = standing(library, school, policy, shown[-1])
            for version in (now.version, now.proposed):
                if version is None:
                    continue
                for holder in library.amenders(school):
                    for one in open_decisions(library, holder, policy, version, as_at):
                        found = lost.setdefault(
                            (one.amendment.body.path, policy.id, version.name),
                            _Lost(holder, one, version, {}),
                        )
                        found.in_force_at[school.id] = version is now.version and now.adoption is not None
    return (one.problem(library) for one in lost.values())


@dataclass(frozen=True, slots=True)
class _Lost:
    """An amendment that a version has no place for, and at which schools that version is in force, or else
    proposed.
    """

    holder: School | Group
    pending: Pending
    version: Version
    in_force_at: dict[str, bool]

    def problem(self, library: Library) -> Problem:
        """An error where the version is in force anywhere."""
        one, version = self.pending.amendment, self.version
        is_in_force = any(self.in_force_at.values())
        revision = self.pending.revision
        model = f"has its wording of {month_in_words(revision)}" if revision else "no longer has the clause"
        stands = (
            f"{library.policies[version.policy].facts.title} of {version.title},"
            f" {'in force' if is_in_force else 'proposed'},"
        )
        message = f"amends '{one.clause}' of {month_in_words(one.facts.amends)}, but {stands} {model}"
        trust = "--trust " if isinstance(self.holder, Group) else ""
        command = f"{_UPDATE} {trust}{self.holder.id} {version.policy} --to {version.name}'"
        schools = tuple(school for school, here in self.in_force_at.items() if here or not is_in_force)
        severity = Severity.ERROR if is_in_force else Severity.WARNING
        hint = f"{command}: it keeps, merges or asks, and loses nothing."
        return Problem(one.body.path, one.lines.get("amends", 1), message, hint, severity, schools)


def open_decisions(
    library: Library, holder: School | Group, policy: Policy, version: Version, day: date
) -> tuple[Pending, ...]:
    """Return the amendments of a school or trust that a version has no place for and nobody has decided on."""
    if not holder.amendments:
        return ()
    return pending(holder, version, uses(library, version), earlier_clauses(library, policy, version), day)


RULES = (_names, _whole, _added_ids, _allowed, _no_weaker, _approved, _placed_somewhere, _nothing_is_lost)


def faults_of(library: Library, holder: School | Group, amendment: Amendment) -> tuple[Problem, ...]:
    """Return the errors that a library would have if a school or trust had one more amendment."""
    amended = replace(holder, amendments=(*holder.amendments, amendment))
    candidate = (
        replace(library, schools={**library.schools, holder.id: amended})
        if isinstance(amended, School)
        else replace(library, trusts={**library.trusts, holder.id: amended})
    )
    environment = policy_environment()
    readings = {
        fragment: read_template(library, environment, fragment) for fragment in fragments_of(amendment)
    }
    problems = [*each_template_problem(readings), *check_texts(candidate, readings)]
    for rule in (*OF_TEXTS, *RULES):
        if rule is not _nothing_is_lost:
            problems += [
                problem
                for problem in rule(candidate, readings, date.max)
                if problem.path == amendment.body.path
            ]
    return errors_in(sorted(set(problems)))


def is_open_decision(problem: Problem) -> bool:
    """Say whether a problem is that a version has no place for an amendment, which `clausewright update` is
    there for.
    """
    return problem.hint.startswith(_UPDATE)


# -- What is a school's own in a version ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LocalMatters:
    """What a meeting must know of a school beside the text.

    `missing` are keys of values; `choices` and `open` are sentences.
    """

    missing: tuple[str, ...]
    choices: tuple[str, ...]
    open: tuple[str, ...]


def local_matters(
    library: Library, school: School, policy: Policy, version_name: str, day: date
) -> LocalMatters:
    """Find what is a school's own in a version that is to count from a day. The library's templates must have
    passed check.
    """
    version = next(one for one in policy.versions if one.name == version_name)
    assembler = Assembler(library)
    values = library.values(school, day)
    ask = answers_from_values(
        library.schema,
        values,
        held_by(library, school, day) | {policy.id},
        amended=amended_at(library.amenders(school), day),
    )
    assembled = assembler.assembled(policy, version, ask)
    chosen = (library.schema[key] for key in assembled.answers if key in library.schema)
    differing = (one for one in chosen if one.key in values and values[one.key].value != one.default)
    return LocalMatters(
        missing=lacking(assembler, school, [version], day)[policy.id],
        choices=tuple(_choice(one, values[one.key]) for one in sorted(differing, key=lambda one: one.key)),
        open=tuple(
            f"the wording of its own for '{one.amendment.clause}' amends the model of"
            f" {month_in_words(one.amendment.facts.amends)}, and nobody has decided what becomes of it in"
            f" {version.title}."
            for holder in library.amenders(school)
            for one in open_decisions(library, holder, policy, version, day)
        ),
    )


def _choice(variable: Variable, bound: Bound) -> str:
    name = variable.key.partition(".")[2].replace("_", " ").capitalize()
    if variable.kind is Kind.FLAG:
        return (
            f"{name}: {'yes' if bound.value else 'no'}; the model says {'yes' if variable.default else 'no'}."
        )
    said = variable.options.get(str(bound.value), str(bound.value))
    model = variable.options.get(str(variable.default), str(variable.default))
    return f"{name}: {said}; the model says: {model}."
