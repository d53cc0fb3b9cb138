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
from .decisions import DecisionOptions, Desk, add, add_decision_options, desk, problems_with
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
    at = desk(options)
    refuse_unknown(
        f"version of '{at.policy.id}'", (options.version,), (version.name for version in at.policy.versions)
    )
    version = next(version for version in at.policy.versions if version.name == options.version)
    start = options.from_day or max(options.on, version.date)
    review = options.next_review or months_later(start, at.policy.facts.review_months)
    told = {
        "version": version.name,
        "on": options.on,
        "from": start,
        "by": options.by,
        "minute": options.minute,
        "next_review": review,
    }
    problems = problems_with(at, AdoptionFacts.model_validate(told), options)
    counts = max(start, options.as_at)
    problems = problems or (*_undecided(at, version, counts), *_missing(at, version, counts))
    if problems:
        console.problems(problems)
        console.error("Nothing was recorded.")
        return 1
    owner, library = at.owner, at.library
    choices = (
        trust_choices(library, owner, counts)
        if isinstance(owner, Group)
        else school_choices(library, owner, counts)
    )
    entry, line = add(at, [*told.items(), ("digest", adopted_digest(library, at.policy, version, choices))])
    console.info(f"{at.path}:{line}: {entry}")
    console.info(
        f"Recorded: {owner.id} has '{at.policy.id}' of {version.title} in force from {start}. Next review:"
        f" {review}."
    )
    return 0


def _undecided(at: Desk, version: Version, counts: date) -> Iterator[Problem]:
    """Amendments that the version has no place for, and nobody has decided on."""
    holders = (at.owner,) if isinstance(at.owner, Group) else at.library.amenders(at.owner)
    for holder in holders:
        for one in find_open_decisions(at.library, holder, at.policy, version, counts):
            trust = "--trust " if isinstance(holder, Group) else ""
            message = (
                f"amends '{one.amendment.clause}', and nobody has decided what becomes of it in version"
                f" {version.name}"
            )
            hint = (
                f"Run 'clausewright update {trust}{holder.id} {at.policy.id} --to {version.name}', then"
                " record the decision."
            )
            yield Problem(one.amendment.body.path, 0, message, hint)


def _missing(at: Desk, version: Version, counts: date) -> Iterator[Problem]:
    """Values that the version prints and nobody has given. A trust is asked only for those that it sets."""
    assembler = Assembler(at.library)
    found: dict[str, list[str]] = {}
    for school in (at.library.schools[id] for id in sorted(at.schools)):
        for key in find_missing_values(assembler, school, (version,), counts)[at.policy.id]:
            found.setdefault(key, []).append(school.id)
    for key, schools in found.items():
        variable = at.library.schema[".".join(key.split(".")[:2])]
        if isinstance(at.owner, Group) and variable.set_by == "school":
            continue
        message = (
            f"'{key}' has no value at {', '.join(schools)}, and version {version.name} of '{at.policy.id}'"
            " prints it"
        )
        yield Problem(
            at.owner.values.path,
            0,
            message,
            f"{variable.help} Fill it in, then record the decision.",
            schools=tuple(schools),
        )


COMMAND = Command(_add_options, Options, _run)
