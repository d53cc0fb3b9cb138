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
from ..model.library import Library, Policy, School, Version
from ..model.records import Action, FragmentKind
from ..model.status import EditionView, PolicyStatus, standing
from ..model.tokens import keys_in
from ..model.values import Bound
from .plan import moved_between, plan


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
class Cell:
    """A clause at a school: the effect, and in words what stands behind it."""

    effect: Effect
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A clause of the version, or one that the version no longer has, and what it means for each school by
    its id.

    `change` says how it differs from the version before: "new", "changed", "moved", "gone" or "the same".
    """

    clause: str
    title: str
    section: str
    change: str
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Impact:
    """What a version means: a line for each clause, in reading order. `schools` are those that it concerns,
    with their names.
    """

    policy: Policy
    old: Version | None
    new: Version
    schools: Mapping[str, str]
    lines: tuple[Line, ...]


def impact(library: Library, policy: Policy, new: Version, day: date) -> Impact:
    """Say what a version means for every clause at every school that it concerns. The library's templates
    must have passed check.
    """
    assembler = Assembler(library)
    old = next((version for version in reversed(policy.versions) if version.date < new.date), None)
    concerned = [
        school for school in library.schools.values() if _concerns(library, school, policy, new, day)
    ]
    seen = [_School(assembler, school, policy, new, day) for school in concerned]
    before = {placed.clause: placed for placed in outline(library, old)} if old else {}
    after = {placed.clause: placed for placed in outline(library, new)}
    gone = [
        clause for clause in before if clause not in after and any(clause in school.steps for school in seen)
    ]
    lines = [
        _line(library, placed, before, after, seen)
        for placed in after.values()
        if not _is_for_adopters(library, placed)
    ]
    lines += [_line(library, before[clause], before, after, seen) for clause in gone]
    return Impact(policy, old, new, {school.id: school.name for school in seen}, tuple(lines))


def _concerns(library: Library, school: School, policy: Policy, new: Version, day: date) -> bool:
    edition = next((one for one in reversed(library.editions) if one.date <= max(day, new.date)), None)
    showing = EditionView(edition, day, is_newest=True) if edition else None
    return (
        showing is not None
        and standing(library, school, policy, showing).state is not PolicyStatus.NOT_APPLICABLE
    )


def _is_for_adopters(library: Library, placed: Placed) -> bool:
    revision = library.clauses[placed.clause].named(placed.revision)
    return revision is not None and revision.facts.kind is FragmentKind.ADOPTER_NOTE


def _line(
    library: Library,
    placed: Placed,
    before: Mapping[str, Placed],
    after: Mapping[str, Placed],
    schools: list[_School],
) -> Line:
    revision = library.clauses[placed.clause].named(placed.revision)
    title = revision.facts.title if revision else placed.clause
    was, now = before.get(placed.clause), after.get(placed.clause)
    cells = {school.id: school.cell(placed.clause, is_gone=now is None) for school in schools}
    return Line(
        placed.clause,
        in_words(library, title),
        in_words(library, placed.section),
        _change(was, now, before, after),
        cells,
    )


def _change(
    was: Placed | None, now: Placed | None, before: Mapping[str, Placed], after: Mapping[str, Placed]
) -> str:
    if was is None or now is None:
        return "new" if now else "gone"
    if was.revision != now.revision:
        return "changed"
    return "moved" if moved_between(was, now, before, after) else "the same"


class _School:
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
            for step in plan(library, holder, policy, new, day).steps:
                known = self.steps.get(step.amendment.clause)
                if (
                    known is None
                    or step.amendment.tier != known.amendment.tier
                    or step.outcome is Outcome.DECIDE
                ):
                    self.steps[step.amendment.clause] = step

    def cell(self, clause: str, *, is_gone: bool) -> Cell:
        step = self.steps.get(clause)
        if step is not None and (is_gone or clause in self.assembled.texts):
            return Cell(
                _EFFECTS[step.outcome],
                f"{step.why} (The {step.amendment.tier}’s own {_WORDS[step.amendment.facts.action]}.)",
            )
        if is_gone:
            return Cell(Effect.NONE)
        if clause not in self.assembled.texts:
            return Cell(Effect.LEFT_OUT)
        missing = self.missing(clause)
        return Cell(Effect.MISSING, ", ".join(missing)) if missing else Cell(Effect.TAKES)

    def missing(self, clause: str) -> list[str]:
        """The fields that a clause prints and the school has no value for."""
        found = set()
        for key in keys_in(self.assembled.texts[clause]):
            space, _, rest = key.removesuffix(".href").partition(".")
            base = ".".join((space, rest.split(".")[0]))
            is_cell = any(part.isdigit() for part in rest.split("."))
            if base in self.library.schema and not is_cell and space != "adopted":
                bare = key.removesuffix(".href")
                if resolve_key(self.library.schema, self.values, bare) is None:
                    found.add(bare)
        return sorted(found)


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
