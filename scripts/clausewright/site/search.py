"""The search index of a site: the places that a reader may be led to, each with its sentences and with the
words that readers use for it; and the words that mean the same in this library and at this school.

It is a script, because a browser lets no page read other files from disk.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..document.passages import Passage, add_passages
from ..model.ast import text_of
from ..model.document import Document, PlacedClause, Prose
from ..model.library import Library
from ..model.values import Bound, Kind, Words

FILE = "search/index.js"
_NAME = "policySearch"
# Kinds of changed names whose old and new name are the same thing to a reader. A name that only moved, or is
# only written otherwise, needs no line.
_SAME_THING = frozenset({"renamed", "superseded", "closed"})
_MOST_WORDS = 5  # of a name; longer ones are explanations


@dataclass(frozen=True, slots=True)
class Entry:
    """A place that search finds: the anchor in its page (empty for the page itself), its number, title and
    section, what kind of place it is, its passages, and the words that readers use for it.

    A passage is a sentence, an item of a list or a row of a table; an item also names the passage that leads
    to it, by its place among them.
    """

    anchor: str
    number: str
    title: str
    section: str
    kind: str
    passages: tuple[Passage, ...]
    also: tuple[str, ...] = ()


# -- places --------------------------------------------------------------------------------------------------


def list_entries(document: Document, summary: str, also: Mapping[str, tuple[str, ...]]) -> Iterator[Entry]:
    """Every place of a document; text outside clauses belongs to the section that it stands in.

    `summary` is what the policy says of itself, `also` the words that readers use, by clause.
    """
    place = Entry("", "", document.title, "", "page", ((summary,),) if summary else ())
    passages, section = list(place.passages), ""
    for item in document.items:
        if isinstance(item, Prose):
            add_passages(passages, item.blocks)
            continue
        yield _fill_entry(place, passages)
        title = " ".join(text_of(list(item.title)).split())
        passages = []
        if isinstance(item, PlacedClause):
            place = Entry(item.id, item.number, title, section, item.kind.value, (), also.get(item.id, ()))
            add_passages(passages, item.blocks)
        else:
            section = title if item.level <= 2 else section
            place = Entry(item.id, item.number, title, section, "section", ())
    yield _fill_entry(place, passages)


def _fill_entry(place: Entry, passages: list[Passage]) -> Entry:
    return Entry(
        place.anchor, place.number, place.title, place.section, place.kind, tuple(passages), place.also
    )


# -- words that mean the same --------------------------------------------------------------------------------


def list_same_words(library: Library, values: Mapping[str, Bound]) -> list[list[str]]:
    """Groups of words that mean the same: a term and its other forms, an old name and the one in its place,
    the school's word for somebody and the common one.
    """
    groups = [[term.facts.term, *term.facts.forms] for _, term in sorted(library.terms.items())]
    for _, name in sorted(library.names.items()):
        new = name.facts.new.removeprefix("the ")
        is_name = len(new.split()) <= _MOST_WORDS and not set(new) & set(",;")
        if name.facts.kind in _SAME_THING and is_name:
            groups.append([new, *name.facts.old])
    for key, variable in sorted(library.schema.items()):
        bound = values.get(key)
        if variable.kind is Kind.WORDS and not variable.internal and bound and key.startswith("word."):
            words = [value for value in (bound.value, variable.default) if isinstance(value, Words)]
            groups.append([form for word in words for form in (word.singular, word.plural)])
    return [phrases for group in groups if len(phrases := list(dict.fromkeys(group))) > 1]


# -- the script ----------------------------------------------------------------------------------------------


def write_page(address: str, title: str, entries: Iterable[Entry]) -> str:
    """Return the places of one page as JSON. Tokens stay open."""
    places = [
        [place.anchor, place.number, place.title, place.section, place.kind, place.passages, place.also]
        for place in entries
        if place.title or place.passages
    ]
    return _write_json({"href": address, "title": title, "places": places})


def write_index(pages: Iterable[str], words: Iterable[Iterable[str]]) -> str:
    """Return the script with the index of a site, from the places of its pages."""
    return f'window.{_NAME} = {{"pages":[{",".join(pages)}],"words":{_write_json(list(words))}}};\n'


def _write_json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
