"""What is a school's own in a version: values that are missing, choices that are not the model's, amendments
that nobody has decided on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..assemble.amendments import amended_at
from ..assemble.answers import answers_from_values
from ..assemble.assembly import Assembler
from ..assemble.lacking import held_by, lacking
from ..model.dates import month_in_words
from ..model.library import Library, Policy, School
from ..model.values import Bound, Kind, Variable
from .amendments import open_decisions


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
