"""Whom to tell: where a school's policies send people with a worry to somebody,
that person can be reached.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from ..errors import Problem, Severity
from ..model.library import Library, School
from ..model.text import join_words
from ..model.values import Layer, Person, Variable
from .templates import Readings

_NAMES = {"phone": "telephone number", "email": "e-mail address"}


def find_unreachable_people(library: Library, _: Readings, as_at: date) -> Iterator[Problem]:
    """Name every person whom a policy sends people to and whose telephone number or address, which the schema
    asks for, a school did not give, and every such role that nobody has. Each file is named once, whoever
    uses it.
    """
    for school in library.schools.values():
        titles = _list_titles(library, school)
        if titles:
            yield from _find_at_school(library, school, titles, as_at)


def _list_titles(library: Library, school: School) -> list[str]:
    """The titles of the policies with `whom_to_tell` about which the school has decided something."""
    return [
        policy.facts.title
        for policy in library.policies.values()
        if policy.facts.whom_to_tell
        and any(
            decision.facts.status != "not-applicable" for decision in library.adoptions(school, policy.id)
        )
    ]


def _find_at_school(library: Library, school: School, titles: list[str], as_at: date) -> Iterator[Problem]:
    sent_by = f"the {titles[0]}" if len(titles) == 1 else f"{len(titles)} policies, such as the {titles[0]}"
    layers = library.layers(school)
    for key, variable in library.schema.items():
        if variable.tell is None or not variable.tell.needs:
            continue
        holder = next((layer for layer in layers if layer.at(key, as_at)), None)
        dated = holder.at(key, as_at) if holder else None
        if holder is None or dated is None:
            if not any(layer.is_unfit(key) for layer in layers):
                yield _describe_nobody(layers, variable, sent_by)
            continue
        person = dated.value
        missing = [
            part for part in variable.tell.needs if isinstance(person, Person) and not getattr(person, part)
        ]
        if missing:
            names = join_words((_NAMES[part] for part in missing), "or")
            yield Problem(
                holder.path,
                dated.line,
                f"gives no {names} for '{key}', and people with a worry are sent there by {sent_by}",
                f"Add {join_words(f'{part}: ...' for part in missing)} to it.",
                Severity.WARNING,
            )


def _describe_nobody(layers: Sequence[Layer], variable: Variable, sent_by: str) -> Problem:
    """Tell whoever sets a role that nobody has it, in the file in which it would stand."""
    holder = next((layer for layer in layers if layer.name == variable.set_by), layers[0])
    return Problem(
        holder.path,
        0,
        f"gives nobody for '{variable.key}', and people with a worry are sent there by {sent_by}",
        f"Add it with its name and {join_words(variable.tell.needs if variable.tell else ())}.",
        Severity.WARNING,
    )


RULES = (find_unreachable_people,)
