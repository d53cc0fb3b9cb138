"""The impact of a version before it is issued: what it means for each clause at each school."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ..assemble.amendments import amended_at
from ..assemble.answers import answers_from_values, resolve_key
from ..assemble.assembler import Assembler
from ..assemble.assembly import Assembled
from ..assemble.branches import Placed, in_words, outline
from ..assemble.sites import find_held_policies
from ..model.amendments import Outcome, Step
from ..model.kinds import FragmentKind
from ..model.library import Library, Policy, School, Version
from ..model.local_records import Action
from ..model.status import EditionView, PolicyStatus, find_standing
from ..model.tokens import keys_in
from ..model.values import SCHOOL, Bound, Words
from .plan import describe_move, plan_update


class Effect(StrEnum):
    """What a version means for a clause at a school; the value is what readers see. What calls for most
    stands first.
    """

    DECIDE = "amended, and the model moved: decide"
    MISSING = "value missing"
    MERGED = "amended, and merged with the model"
    REDUNDANT = "amended, and the model now says it"
    DECIDED = "amended, and decided"
    KEPT = "amended, base unchanged"
    LEFT_OUT = "left out by choice"
    TAKES = "takes it"
    NONE = "not there"


@dataclass(frozen=True, slots=True)
class SchoolImpact:
    """A clause at a school: the effect, and in words what stands behind it."""

    effect: Effect
    note: str = ""


@dataclass(frozen=True, slots=True)
class ClauseImpact:
    """A clause of the version, or one that the version no longer has, and what it means for each school by
    its id.

    `change` says how it differs from the version before: "new", "changed", "moved", "gone" or "the same".
    """

    clause: str
    title: str
    section: str
    change: str
    cells: Mapping[str, SchoolImpact]


@dataclass(frozen=True, slots=True)
class Impact:
    """What a version means: a line for each clause, in reading order. `schools` are those that it concerns,
    with their names, `unit` what they are called.
    """

    policy: Policy
    old: Version | None
    new: Version
    schools: Mapping[str, str]
    lines: tuple[ClauseImpact, ...]
    unit: Words = SCHOOL


def assess_impact(library: Library, policy: Policy, new: Version, day: date) -> Impact:
    """Say what a version means for every clause at every school that it concerns. The library's templates
    must have passed check.
    """
    assembler = Assembler(library)
    old = next((version for version in reversed(policy.versions) if version.date < new.date), None)
    schools: list[_SchoolView] = []
    for school in library.schools.values():
        if _does_concern(library, school, policy, new, day):
            schools.append(_SchoolView(assembler, school, policy, new, day))
    before = {placed.clause: placed for placed in outline(library, old)} if old else {}
    after = {placed.clause: placed for placed in outline(library, new)}
    lines: list[ClauseImpact] = []
    for placed in after.values():
        if not _is_for_adopters(library, placed):
            lines.append(_assess_clause(library, placed, before, after, schools))
    for clause, placed in before.items():
        # A clause that is gone concerns only those who have amended it.
        if clause not in after and any(clause in school.steps for school in schools):
            lines.append(_assess_clause(library, placed, before, after, schools))
    return Impact(
        policy, old, new, {school.id: school.name for school in schools}, tuple(lines), library.unit
    )


def _does_concern(library: Library, school: School, policy: Policy, new: Version, day: date) -> bool:
    """Say whether a school would have the policy once the version is issued."""
    issued = [edition for edition in library.editions if edition.date <= max(day, new.date)]
    if not issued:
        return False
    showing = EditionView(issued[-1], day, is_newest=True)
    return find_standing(library, school, policy, showing).state is not PolicyStatus.NOT_APPLICABLE


def _is_for_adopters(library: Library, placed: Placed) -> bool:
    revision = library.clauses[placed.clause].named(placed.revision)
    return revision is not None and revision.facts.kind is FragmentKind.ADOPTER_NOTE


def _assess_clause(
    library: Library,
    placed: Placed,
    before: Mapping[str, Placed],
    after: Mapping[str, Placed],
    schools: list[_SchoolView],
) -> ClauseImpact:
    revision = library.clauses[placed.clause].named(placed.revision)
    title = revision.facts.title if revision else placed.clause
    was, now = before.get(placed.clause), after.get(placed.clause)
    cells = {school.id: school.assess(placed.clause, is_gone=now is None) for school in schools}
    return ClauseImpact(
        placed.clause,
        in_words(library, title),
        in_words(library, placed.section),
        _name_change(was, now, before, after),
        cells,
    )


def _name_change(
    was: Placed | None, now: Placed | None, before: Mapping[str, Placed], after: Mapping[str, Placed]
) -> str:
    if was is None or now is None:
        return "new" if now else "gone"
    if was.revision != now.revision:
        return "changed"
    return "moved" if describe_move(was, now, before, after) else "the same"


class _SchoolView:
    """A school that a version concerns, with its copy of it."""

    def __init__(self, assembler: Assembler, school: School, policy: Policy, new: Version, day: date) -> None:
        library = assembler.library
        self.id = school.id
        self.library = library
        self.values: Mapping[str, Bound] = library.values(school, max(day, new.date))
        name = self.values.get("school.name")
        self.name = str(name.value) if name else school.id
        ask = answers_from_values(
            library.schema,
            self.values,
            find_held_policies(library, school, day) | {policy.id},
            amended=amended_at(library.amenders(school), day),
        )
        self.assembled: Assembled = assembler.assembled(policy, new, ask)
        self.steps: dict[str, Step] = {}
        # The school's own amendments are decided on by itself, its trust's by the trust; its own go first.
        for holder in library.amenders(school):
            for step in plan_update(library, holder, policy, new, day).steps:
                known = self.steps.get(step.amendment.clause)
                if (
                    known is None
                    or step.amendment.tier != known.amendment.tier
                    or step.outcome is Outcome.DECIDE
                ):
                    self.steps[step.amendment.clause] = step

    def assess(self, clause: str, *, is_gone: bool) -> SchoolImpact:
        step = self.steps.get(clause)
        if step is not None and (is_gone or clause in self.assembled.texts):
            return SchoolImpact(
                _EFFECTS[step.outcome],
                f"{step.why} (The {step.amendment.tier}’s own {_WORDS[step.amendment.facts.action]}.)",
            )
        if is_gone:
            return SchoolImpact(Effect.NONE)
        if clause not in self.assembled.texts:
            return SchoolImpact(Effect.LEFT_OUT)
        missing = self.find_missing_values(clause)
        return SchoolImpact(Effect.MISSING, ", ".join(missing)) if missing else SchoolImpact(Effect.TAKES)

    def find_missing_values(self, clause: str) -> list[str]:
        """The fields that a clause prints and the school has no value for."""
        missing_keys = set()
        for key in keys_in(self.assembled.texts[clause]):
            space, _, rest = key.removesuffix(".href").partition(".")
            base = ".".join((space, rest.split(".")[0]))
            is_cell = any(part.isdigit() for part in rest.split("."))
            if base in self.library.schema and not is_cell and space != "adopted":
                bare = key.removesuffix(".href")
                if resolve_key(self.library.schema, self.values, bare) is None:
                    missing_keys.add(bare)
        return sorted(missing_keys)


_WORDS = {
    Action.REPLACE: "wording",
    Action.OMIT: "omission",
    Action.ADD_AFTER: "addition",
    Action.MODEL: "decision",
}
_EFFECTS = {
    Outcome.DECIDE: Effect.DECIDE,
    Outcome.MERGED: Effect.MERGED,
    Outcome.REDUNDANT: Effect.REDUNDANT,
    Outcome.KEPT: Effect.KEPT,
    Outcome.DECIDED: Effect.DECIDED,
}
