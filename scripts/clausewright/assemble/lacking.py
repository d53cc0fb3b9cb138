"""What a school must still fill in before a version can be its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from ..model.library import Library, School, Version
from ..model.status import EditionView, standing
from ..model.values import Bound
from .amendments import amended_at
from .answers import answers_from_values, is_there
from .assembly import Assembled, Assembler


def lacking(
    assembler: Assembler, school: School, versions: Iterable[Version], day: date
) -> dict[str, tuple[str, ...]]:
    """Return the keys of the values that the school's copies of versions print and nobody has given by a day,
    by policy.

    The library's templates must have passed check.
    """
    library = assembler.library
    values, amended = library.values(school, day), amended_at(library.amenders(school), day)
    held = held_by(library, school, day)
    found = {}
    for version in versions:
        policy = library.policies[version.policy]
        ask = answers_from_values(library.schema, values, held | {policy.id}, amended=amended)
        found[policy.id] = tuple(sorted(unset(library, values, assembler.assembled(policy, version, ask))))
    return found


def unset(library: Library, values: Mapping[str, Bound], assembled: Assembled) -> frozenset[str]:
    """The keys that a document prints and values do not have. What the adoption or the compiler tells is
    nobody's to give.
    """
    printed = {use.id for use in assembled.fields if not use.id.startswith("adopted.")}
    known = {key for key in printed if ".".join(key.split(".")[:2]) in library.schema}
    return frozenset(key for key in known if not is_there(library.schema, values, key))


def held_by(library: Library, school: School, day: date) -> frozenset[str]:
    """The policies that a school has, in force or proposed, on a day."""
    edition = next((one for one in reversed(library.editions) if one.date <= day), None)
    if edition is None:
        return frozenset()
    showing = EditionView(edition, day, is_newest=True)
    found = (
        standing(library, school, policy, showing)
        for policy in library.policies.values()
        if policy.facts.publish != "internal"
    )
    return frozenset(one.policy.id for one in found if one.version)
