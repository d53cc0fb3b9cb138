"""`clausewright adopt`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ..assemble.adoption import adopted_digest, school_choices, trust_choices
from ..assemble.assembler import Assembler
from ..assemble.sites import find_missing_values
from ..check.amendments import find_open_decisions
from ..errors import Problem, refuse_unknown
from ..model.dates import months_later
from ..model.library import Group, Version
from ..model.records import AdoptionFacts
from .command import Command, parse_day
from .decisions import (
    DecisionContext,
    DecisionOptions,
    add_decision_options,
    add_decision_to_file,
    find_problems_with_decision,
    load_context,
)
from .output import Console


@dataclass(frozen=True, slots=True)
class Options(DecisionOptions):
    """The version that was adopted, and the day from which it is in force."""

    version: str
    from_day: date | None


def _add_options(command: argparse.ArgumentParser) -> None:
    add_decision_options(command)
    command.add_argument("version", metavar="VERSION", help="the version, as 2026-09")
    command.add_argument(
        "--from",
        type=parse_day,
        dest="from_day",
        metavar="DATE",
        help="in force from this day (the day of the decision)",
    )


def _run(options: Options, console: Console) -> int:
    context = load_context(options)
    refuse_unknown(
        f"version of '{context.policy.id}'",
        (options.version,),
        (version.name for version in context.policy.versions),
    )
    version = next(version for version in context.policy.versions if version.name == options.version)
    start = options.from_day or max(options.on, version.date)
    review = options.next_review or months_later(start, context.policy.facts.review_months)
    facts = {
        "version": version.name,
        "on": options.on,
        "from": start,
        "by": options.by,
        "minute": options.minute,
        "next_review": review,
    }
    problems = find_problems_with_decision(context, AdoptionFacts.model_validate(facts), options)
    day = max(start, options.as_at)
    problems = problems or (*_find_undecided(context, version, day), *_find_missing(context, version, day))
    if problems:
        console.problems(problems)
        console.error("Nothing was recorded.")
        return 1
    owner, library = context.owner, context.library
    choices = (
        trust_choices(library, owner, day)
        if isinstance(owner, Group)
        else school_choices(library, owner, day)
    )
    entry, line = add_decision_to_file(
        context, [*facts.items(), ("digest", adopted_digest(library, context.policy, version, choices))]
    )
    console.info(f"{context.path}:{line}: {entry}")
    console.info(
        f"Recorded: {owner.id} has '{context.policy.id}' of {version.title} in force from {start}. Next"
        f" review: {review}."
    )
    return 0


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


COMMAND = Command(_add_options, Options, _run)
