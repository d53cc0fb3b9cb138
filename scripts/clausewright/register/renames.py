"""Bodies and roles that are renamed: which documents say so by themselves from that day. A word is a value,
so nobody approves again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from ..assemble.amendments import amended_at
from ..assemble.answers import answers_from_values
from ..assemble.assembler import Assembler
from ..assemble.sites import find_held_policies
from ..model.library import Library, School
from ..model.status import EditionView, find_standing
from ..model.values import Layer, Words

_RECENT = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Rename:
    """A word that changes on a day: whose it is, the old and the new one, where it stands, and the documents
    that print it.
    """

    key: str
    owner: str
    old: str
    new: str
    date: date
    path: str
    line: int
    touched: tuple[tuple[str, str], ...]


def renames(library: Library, as_at: date) -> tuple[Rename, ...]:
    """Return the words that changed in the year up to a day, or will change, the newest last.

    The library's templates must have passed check.
    """
    changed_words = [rename for rename in _changes(library) if rename.date >= as_at - _RECENT]
    if not changed_words:
        return ()
    printing = {school.id: _printed(Assembler(library), school, as_at) for school in library.schools.values()}
    return tuple(
        Rename(
            rename.key,
            rename.owner,
            rename.old,
            rename.new,
            rename.date,
            rename.path,
            rename.line,
            _touched(library, rename, printing),
        )
        for rename in sorted(changed_words, key=lambda rename: (rename.date, rename.key, rename.owner))
    )


def _changes(library: Library) -> Iterator[Rename]:
    layers: list[tuple[str, Layer]] = [(f"all {library.unit.plural}", library.common)]
    for groups in (library.authorities, library.trusts, library.schools):
        layers += [(id, group.values) for id, group in groups.items()]
    for owner, layer in layers:
        for key, values in layer.values.items():
            for before, after in pairwise(sorted(values, key=lambda value: value.date)):
                if (
                    isinstance(before.value, Words)
                    and isinstance(after.value, Words)
                    and before.value != after.value
                ):
                    old, new = before.value.singular, after.value.singular
                    yield Rename(key, owner, old, new, after.date, layer.path, after.line, ())


def _printed(assembler: Assembler, school: School, day: date) -> dict[str, frozenset[str]]:
    """The words that each of a school's documents prints, by policy; in its policy record too."""
    library = assembler.library
    edition = next(
        (policy_standing for policy_standing in reversed(library.editions) if policy_standing.date <= day),
        None,
    )
    if edition is None:
        return {}
    amended = amended_at(library.amenders(school), day)
    ask = answers_from_values(
        library.schema, library.values(school, day), find_held_policies(library, school, day), amended=amended
    )
    printed = {}
    for policy in library.policies.values():
        policy_standing = find_standing(library, school, policy, EditionView(edition, day, is_newest=True))
        if policy_standing.version:
            fields = {
                ".".join(use.id.split(".")[:2])
                for use in assembler.assembled(policy, policy_standing.version, ask).fields
            }
            printed[policy.id] = frozenset(
                fields
                | ({f"word.{policy_standing.adoption.facts.by}"} if policy_standing.adoption else set())
            )
    return printed


def _touched(
    library: Library, rename: Rename, printing: dict[str, dict[str, frozenset[str]]]
) -> tuple[tuple[str, str], ...]:
    """The documents that print a word and take it from this layer."""
    schools = [
        school
        for school in library.schools.values()
        if next((layer.path for layer in library.layers(school) if layer.values.get(rename.key)), "")
        == rename.path
    ]
    return tuple(
        (school.id, policy)
        for school in schools
        for policy, keys in printing[school.id].items()
        if rename.key in keys
    )
