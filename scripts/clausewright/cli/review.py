"""`clausewright review`."""

from __future__ import annotations

from ..errors import UsageError
from ..model.dates import months_later, newest
from ..model.records import AdoptionFacts
from .command import Command
from .decisions import DecisionOptions, add, add_decision_options, desk, problems_with
from .output import Console


def _run(options: DecisionOptions, console: Console) -> int:
    at = desk(options)
    own = [one for one in at.owner.adoptions if one.policy == at.policy.id and one.facts.status == "adopted"]
    held = newest(own, options.on)
    if held is None:
        raise UsageError(
            f"No version of '{at.policy.id}' was in force at {at.owner.id} on {options.on}. A first version"
            " is adopted."
        )
    review = options.next_review or months_later(options.on, at.policy.facts.review_months)
    told = {"version": held.facts.version, "status": "reviewed", "on": options.on, "by": options.by}
    told |= {"minute": options.minute, "next_review": review}
    problems = problems_with(at, AdoptionFacts.model_validate(told), options)
    if problems:
        console.problems(problems)
        console.error("Nothing was recorded.")
        return 1
    entry, line = add(at, told.items())
    console.info(f"{at.path}:{line}: {entry}")
    console.info(
        f"Recorded: '{at.policy.id}' was reviewed at {at.owner.id} and stays as it is. Next review: {review}."
    )
    return 0


COMMAND = Command(add_decision_options, DecisionOptions, _run)
