"""What is a school's own in a version: missing values, choices, and wordings that nobody has decided on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..assemble.amendments import amended_at
from ..assemble.answers import answers_from_values
from ..assemble.assembler import Assembler
from ..assemble.sites import find_held_policies, find_missing_values
from ..model.dates import month_in_words
from ..model.library import Library, Policy, School
from ..model.values import Bound, Kind, Variable
from .lost_amendments import find_open_decisions


@dataclass(frozen=True, slots=True)
class LocalMatters:
    """What a meeting must know of a school beside the text.

    `missing` are keys of values; `choices` and `open` are sentences.
    """

    missing: tuple[str, ...]
    choices: tuple[str, ...]
    open: tuple[str, ...]


def find_local_matters(
    library: Library, school: School, policy: Policy, version_name: str, day: date
) -> LocalMatters:
    """Find what is a school's own in a version that is to count from a day. The library's templates must have
    passed check.
    """
    version = next(version for version in policy.versions if version.name == version_name)
    assembler = Assembler(library)
    values = library.values(school, day)
    ask = answers_from_values(
        library.schema,
        values,
        find_held_policies(library, school, day) | {policy.id},
        amended=amended_at(library.amenders(school), day),
    )
    assembled = assembler.assembled(policy, version, ask)
    chosen = (library.schema[key] for key in assembled.answers if key in library.schema)
    differing = [
        variable
        for variable in chosen
        if variable.key in values and values[variable.key].value != variable.default
    ]
    differing.sort(key=lambda variable: variable.key)
    return LocalMatters(
        missing=find_missing_values(assembler, school, [version], day)[policy.id],
        choices=tuple(_describe_choice(variable, values[variable.key]) for variable in differing),
        open=tuple(
            f"the wording of its own for '{waiting.amendment.clause}' amends the model of"
            f" {month_in_words(waiting.amendment.facts.amends)}, and nobody has decided what becomes of it in"
            f" {version.title}."
            for holder in library.amenders(school)
            for waiting in find_open_decisions(library, holder, policy, version, day)
        ),
    )


def _describe_choice(variable: Variable, bound: Bound) -> str:
    name = variable.key.partition(".")[2].replace("_", " ").capitalize()
    if variable.kind is Kind.FLAG:
        return (
            f"{name}: {'yes' if bound.value else 'no'}; the model says {'yes' if variable.default else 'no'}."
        )
    chosen = variable.options.get(str(bound.value), str(bound.value))
    model = variable.options.get(str(variable.default), str(variable.default))
    return f"{name}: {chosen}; the model says: {model}."
