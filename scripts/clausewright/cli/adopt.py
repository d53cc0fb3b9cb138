"""`clausewright adopt`."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import date

from ..errors import refuse_unknown
from ..model.dates import months_later
from ..model.local_records import AdoptionFacts
from .command import Command, parse_day
from .decisions import (
    DecisionOptions,
    add_decision_options,
    add_decision_to_file,
    compute_adopted_digest,
    find_obstacles,
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
    problems = problems or tuple(find_obstacles(context, version, day))
    if problems:
        console.problems(problems)
        console.error("Nothing was recorded.")
        return 1
    digest = compute_adopted_digest(context, version, day)
    entry, line = add_decision_to_file(context, [*facts.items(), ("digest", digest)])
    console.info(f"{context.path}:{line}: {entry}")
    console.info(
        f"Recorded: {context.owner.id} has '{context.policy.id}' of {version.title} in force from {start}."
        f" Next review: {review}."
    )
    return 0


COMMAND = Command(_add_options, Options, _run)
