"""`clausewright review`."""

from __future__ import annotations

from ..errors import UsageError
from ..model.dates import find_newest, months_later
from ..model.local_records import AdoptionFacts
from .command import Command
from .decisions import (
    DecisionOptions,
    add_decision_options,
    add_decision_to_file,
    find_problems_with_decision,
    load_context,
)
from .output import Console


def _run(options: DecisionOptions, console: Console) -> int:
    context = load_context(options)
    adoptions = [
        adoption
        for adoption in context.owner.adoptions
        if adoption.policy == context.policy.id and adoption.facts.status == "adopted"
    ]
    in_force = find_newest(adoptions, options.on)
    if in_force is None:
        raise UsageError(
            f"No version of '{context.policy.id}' was in force at {context.owner.id} on {options.on}. A first"
            " version is adopted."
        )
    review = options.next_review or months_later(options.on, context.policy.facts.review_months)
    facts = {"version": in_force.facts.version, "status": "reviewed", "on": options.on, "by": options.by}
    facts |= {"minute": options.minute, "next_review": review}
    problems = find_problems_with_decision(context, AdoptionFacts.model_validate(facts), options)
    if problems:
        console.problems(problems)
        console.error("Nothing was recorded.")
        return 1
    entry, line = add_decision_to_file(context, facts.items())
    console.info(f"{context.path}:{line}: {entry}")
    console.info(
        f"Recorded: '{context.policy.id}' was reviewed at {context.owner.id} and stays as it is. Next review:"
        f" {review}."
    )
    return 0


COMMAND = Command(add_decision_options, DecisionOptions, _run)
