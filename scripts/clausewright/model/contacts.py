"""Whom to tell of a worry: everybody whom `tell` in schema.yml names, with every way to reach them that a
school gave.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .values import Bound, Person, Tell, Variable

# Who is nearest to a child comes first, and of those whoever must be there to be rung.
_NEAREST = ("school", "trust", "authority")
WAYS = ("phone", "email")


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to tell: the key of the role, what the schema says of it, and by which parts of it ("phone",
    "email") the person can be reached.
    """

    key: str
    tell: Tell
    ways: tuple[str, ...]


def list_contacts(schema: Mapping[str, Variable], values: Mapping[str, Bound]) -> tuple[Contact, ...]:
    """Return everybody to tell whose name is among values, those of the school first."""
    reachable = [(variable.tell, variable) for variable in schema.values() if variable.tell]
    reachable.sort(key=lambda entry: (_NEAREST.index(entry[1].set_by), "phone" not in entry[0].needs))
    contacts: list[Contact] = []
    for tell, variable in reachable:
        bound = values.get(variable.key)
        if bound is not None and isinstance(bound.value, Person):
            ways = tuple(part for part in WAYS if getattr(bound.value, part))
            contacts.append(Contact(variable.key, tell, ways))
    return tuple(contacts)
