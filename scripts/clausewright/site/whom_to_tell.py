"""Whom to tell of a worry at a school: everybody whom `tell` in schema.yml names, with every telephone number
and address that the school gave.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..model.records import WORD_IN_TEXT
from ..model.text import capitalise
from ..model.values import Bound, Kind, Person, Variable, Words, printed
from ..templates import PageTemplates

# Who is nearest to a child comes first, and of those whoever must be there to be rung.
_NEAREST = ("school", "trust", "authority")


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to tell: what of, the person's name, what the person is called, and each way to reach them,
    as an address and what it prints.
    """

    about: str
    name: str
    called: str
    ways: tuple[tuple[str, str], ...]


def list_contacts(schema: Mapping[str, Variable], values: Mapping[str, Bound]) -> tuple[Contact, ...]:
    """Return everybody to tell whose name a school gave, those of the school first."""
    contacts = []
    reachable = [(variable.tell, variable) for variable in schema.values() if variable.tell]
    reachable.sort(key=lambda entry: (_NEAREST.index(entry[1].set_by), "phone" not in entry[0].needs))
    for tell, variable in reachable:
        bound = values.get(variable.key)
        if bound is None or not isinstance(bound.value, Person):
            continue
        person = bound.value
        ways = [
            (printed(Kind.PERSON, person, (part, "href")), printed(Kind.PERSON, person, (part,)))
            for part in ("phone", "email")
        ]
        contacts.append(
            Contact(
                about=capitalise(fill_words(tell.about, schema, values)),
                name=person.name,
                called=fill_words(tell.called, schema, values),
                ways=tuple((address, text) for address, text in ways if address and text),
            )
        )
    return tuple(contacts)


def fill_words(text: str, schema: Mapping[str, Variable], values: Mapping[str, Bound]) -> str:
    """Return a text of `tell` with the school's words, else the usual ones, in their places."""

    def word(key: str) -> str:
        value = values[key].value if key in values else schema[key].default
        return value.singular if isinstance(value, Words) else key.partition(".")[2].replace("_", " ")

    return WORD_IN_TEXT.sub(lambda place: word(place[1]), text)


def render_whom_to_tell(templates: PageTemplates, contacts: tuple[Contact, ...], *, is_home: bool) -> str:
    """Return the card: all of it open on a home page;
    at the head of a policy all but the first folds away.
    """
    return templates.render("site/whom_to_tell.html", contacts=contacts, is_home=is_home) if contacts else ""
