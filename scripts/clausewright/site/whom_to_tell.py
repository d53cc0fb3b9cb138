"""Whom to tell of a worry, as a card on a school's home page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ..model.contacts import Contact, list_contacts
from ..model.record_types import WORD_AND_ARTICLE
from ..model.text import capitalise
from ..model.values import Bound, Kind, Variable, Words, printed
from ..templates import PageTemplates


@dataclass(frozen=True, slots=True)
class ContactLine:
    """Somebody to tell: what of, the person's name, what the person is called, and each way to reach them, as
    an address and what it prints.
    """

    about: str
    name: str
    called: str
    ways: tuple[tuple[str, str], ...]


def render_whom_to_tell(
    templates: PageTemplates, schema: Mapping[str, Variable], values: Mapping[str, Bound]
) -> str:
    """Return the card with everybody to tell whose name a school gave, "" where there is nobody."""
    lines = [_fill_line(contact, schema, values) for contact in list_contacts(schema, values)]
    return templates.render("site/whom_to_tell.html", contacts=lines) if lines else ""


def _fill_line(contact: Contact, schema: Mapping[str, Variable], values: Mapping[str, Bound]) -> ContactLine:
    person = values[contact.key].value

    def print_part(*forms: str) -> str:
        return printed(Kind.PERSON, person, forms) or ""

    return ContactLine(
        about=capitalise(fill_words(contact.tell.about, schema, values)),
        name=print_part("name"),
        called=fill_words(contact.tell.called, schema, values),
        ways=tuple((print_part(way, "href"), print_part(way)) for way in contact.ways),
    )


def fill_words(text: str, schema: Mapping[str, Variable], values: Mapping[str, Bound]) -> str:
    """Return a text of `tell` with the school's words, else the usual ones, in their places."""

    def write_word(place: re.Match[str]) -> str:
        article, key = place.groups()
        value = values[key].value if key in values else schema[key].default
        if not isinstance(value, Words):
            return key.partition(".")[2].replace("_", " ")
        return f"{value.article} {value.singular}" if article else value.singular

    return WORD_AND_ARTICLE.sub(write_word, text)
