"""What `adopt` and `review` share: a decision is checked as if it stood in its file already, then
added to it.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ..api import check_library, load_library
from ..assemble.adoption import adopted_digest, compute_record, school_choices, trust_choices
from ..assemble.assembler import Assembler
from ..assemble.sites import find_missing_values
from ..check.lost_amendments import find_open_decisions
from ..edit import adoptions
from ..errors import ClausewrightError, Problem, UsageError, errors_in, refuse_unknown
from ..load.yaml import read_yaml
from ..model.library import Adoption, Group, Library, Policy, School, Version
from ..model.local_records import AdoptionFacts
from ..model.status import is_meant_for
from .command import add_library_options, parse_day


@dataclass(frozen=True, slots=True)
class DecisionOptions:
    """Who decided about what, when and where that is minuted."""

    owner: str
    policy: str
    library: Path
    as_at: date
    on: date
    by: str
    minute: str
    next_review: date | None
    trust: bool


@dataclass(frozen=True, slots=True)
class DecisionContext:
    """Where a decision is recorded: the library, what was found on loading, who decides, about what, and the
    file.
    """

    root: Path
    library: Library
    loaded: tuple[Problem, ...]
    owner: School | Group
    policy: Policy

    @property
    def path(self) -> str:
        """The file of the owner's decisions."""
        owners = "trusts" if isinstance(self.owner, Group) else "schools"
        return f"variables/{owners}/{self.owner.id}/adoptions.yml"

    @property
    def schools(self) -> frozenset[str]:
        """The schools that the decision is for."""
        if isinstance(self.owner, School):
            return frozenset({self.owner.id})
        return frozenset(
            school.id for school in self.library.schools.values() if school.facts.trust == self.owner.id
        )


def add_decision_options(command: argparse.ArgumentParser) -> None:
    """Say who decided about what, when and where that is minuted."""
    command.add_argument("owner", metavar="SCHOOL", help="the school's id, or with --trust the trust's")
    command.add_argument("policy", metavar="POLICY", help="the policy's id")
    add_library_options(command)
    command.add_argument(
        "--on", type=parse_day, required=True, metavar="DATE", help="the day of the decision, as 2026-11-12"
    )
    command.add_argument(
        "--by",
        required=True,
        metavar="BODY",
        help="the body that decided: a word of schema.yml, such as governing_body",
    )
    command.add_argument(
        "--minute", default="", metavar="REF", help="where the decision is minuted, such as 7.2"
    )
    command.add_argument(
        "--next-review", type=parse_day, metavar="DATE", help="the next review (as often as the policy says)"
    )
    command.add_argument("--trust", action="store_true", help="the trust decides, for all its schools")


def load_context(options: DecisionOptions) -> DecisionContext:
    """Find the file for a decision. Raises UsageError where the school, the policy or the body is not known,
    or it is not theirs.
    """
    root = options.library.resolve()
    library, loaded = load_library(root)
    owners: Mapping[str, School | Group] = library.trusts if options.trust else library.schools
    refuse_unknown("trust" if options.trust else library.unit.singular, (options.owner,), owners)
    refuse_unknown("policy", (options.policy,), library.policies)
    refuse_unknown(
        "body",
        (options.by,),
        (key.removeprefix("word.") for key in library.schema if key.startswith("word.")),
    )
    owner, policy = owners[options.owner], library.policies[options.policy]
    refuse_wrong_owner(library, owner, policy)
    return DecisionContext(root, library, loaded, owner, policy)


def refuse_wrong_owner(library: Library, owner: School | Group, policy: Policy) -> None:
    """Raise UsageError where a policy is not for a school or a trust to decide about."""
    by_trust = policy.facts.tier == "trust"
    if isinstance(owner, School) and by_trust and owner.facts.trust in library.trusts:
        raise UsageError(
            f"'{policy.id}' is adopted by trusts for their {library.unit.plural}: put"
            f" '{owner.facts.trust}' and --trust."
        )
    if isinstance(owner, Group) and not by_trust:
        raise UsageError(
            f"'{policy.id}' is adopted by each {library.unit.singular}; policy.yml says 'tier:"
            f" {policy.facts.tier}'."
        )
    if isinstance(owner, School) and not is_meant_for(policy.facts, owner):
        raise UsageError(f"'{policy.id}' is not meant for {owner.id}, as 'for' in its policy.yml says.")


def find_problems_with_decision(
    context: DecisionContext, facts: AdoptionFacts, options: DecisionOptions
) -> tuple[Problem, ...]:
    """What stands against a decision, and errors that keep its text from being facts."""
    tier = "trust" if isinstance(context.owner, Group) else "school"
    # A text that is no longer what was adopted is mended by this very decision.
    others = tuple(
        (
            replace(adoption, facts=adoption.facts.model_copy(update={"digest": ""}))
            if adoption.policy == context.policy.id
            else adoption
        )
        for adoption in context.owner.adoptions
    )
    owner = replace(
        context.owner,
        adoptions=(*others, Adoption(context.path, _write_line(context), context.policy.id, tier, facts)),
    )
    if isinstance(owner, Group):
        library = replace(context.library, trusts={**context.library.trusts, owner.id: owner})
    else:
        library = replace(context.library, schools={**context.library.schools, owner.id: owner})
    errors = errors_in(check_library(library, context.loaded, options.as_at))
    return tuple(
        problem for problem in errors if not problem.schools or context.schools & set(problem.schools)
    )


def _write_line(context: DecisionContext) -> int:
    try:
        return adoptions.add_decision(adoptions.read(context.root / context.path), context.policy.id, {}).line
    except ValueError:
        return 1


def find_obstacles(context: DecisionContext, version: Version, day: date) -> Iterator[Problem]:
    """What is to be settled before a version can be adopted: amendments that nobody has decided on, and
    values that it prints and nobody has given.
    """
    yield from _find_undecided(context, version, day)
    yield from _find_missing(context, version, day)


def _find_undecided(context: DecisionContext, version: Version, day: date) -> Iterator[Problem]:
    """Amendments that the version has no place for, and nobody has decided on."""
    holders = (
        (context.owner,) if isinstance(context.owner, Group) else context.library.amenders(context.owner)
    )
    for holder in holders:
        for decision in find_open_decisions(context.library, holder, context.policy, version, day):
            trust = "--trust " if isinstance(holder, Group) else ""
            message = (
                f"amends '{decision.amendment.clause}', and nobody has decided what becomes of it in version"
                f" {version.name}"
            )
            hint = (
                f"Run 'clausewright update {trust}{holder.id} {context.policy.id} --to {version.name}', then"
                " record the decision."
            )
            yield Problem(decision.amendment.body.path, 0, message, hint)


def _find_missing(context: DecisionContext, version: Version, day: date) -> Iterator[Problem]:
    """Values that the version prints and nobody has given. A trust is asked only for those that it sets."""
    assembler = Assembler(context.library)
    schools_by_key: dict[str, list[str]] = {}
    for school in (context.library.schools[id] for id in sorted(context.schools)):
        for key in find_missing_values(assembler, school, (version,), day)[context.policy.id]:
            schools_by_key.setdefault(key, []).append(school.id)
    for key, schools in schools_by_key.items():
        variable = context.library.schema[".".join(key.split(".")[:2])]
        if isinstance(context.owner, Group) and variable.set_by == "school":
            continue
        message = (
            f"'{key}' has no value at {', '.join(schools)}, and version {version.name} of"
            f" '{context.policy.id}'"
            " prints it"
        )
        yield Problem(
            context.owner.values.path,
            0,
            message,
            f"{variable.help} Fill it in, then record the decision.",
            schools=tuple(schools),
        )


def compute_adopted_digest(context: DecisionContext, version: Version, day: date) -> str:
    """A digest of what is adopted: the version's text, with the owner's choices and amendments of a day."""
    owner, library = context.owner, context.library
    choices = (
        trust_choices(library, owner, day)
        if isinstance(owner, Group)
        else school_choices(library, owner, day)
    )
    return adopted_digest(library, context.policy, version, choices)


def add_decision_to_file(context: DecisionContext, facts: Iterable[tuple[str, object]]) -> tuple[str, int]:
    """Add a decision to its file, with its record; return the line as written, and its number.

    Raises ClausewrightError where the file is written in a way to which nothing can be added without touching
    what is there.
    """
    path = context.root / context.path
    added = add_decision_to_text(context, adoptions.read(path), facts)
    adoptions.save(path, added.text)
    return added.entry, added.line


def add_decision_to_text(
    context: DecisionContext, text: str, facts: Iterable[tuple[str, object]]
) -> adoptions.Added:
    """Add a decision to the text of its file, with its record. Raises what add_decision_to_file does."""
    decided = {name: fact for name, fact in facts if fact is not None}
    record = compute_record(context.policy.id, AdoptionFacts.model_validate(decided))
    written = adoptions.order_facts([*decided.items(), ("record", record)])
    try:
        added = adoptions.add_decision(text, context.policy.id, written)
    except ValueError as error:
        raise _write_by_hand(context.path, context.policy.id, str(error)) from None
    before, after = (read_yaml(context.path, source, []).mapping() for source in (text, added.text))
    decisions = before.get(context.policy.id)
    if after != {**before, context.policy.id: [*(decisions if isinstance(decisions, list) else []), written]}:
        raise _write_by_hand(context.path, context.policy.id, added.entry)
    return added


def _write_by_hand(path: str, policy: str, entry: str) -> ClausewrightError:
    hint = f"Add this under '{policy}' by hand: {entry}"
    return ClausewrightError(
        [Problem(path, 0, "is written in a way to which nothing can be added safely", hint)]
    )
