"""The search index of a site: the places that a reader may be led to, each with its sentences and with the
words that readers use for it; and the words that mean the same in this library and at this school.

It is a script, because a browser lets no page read other files from disk.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..model.ast import Element, text_of, walk_elements
from ..model.document import Document, PlacedClause, Prose
from ..model.library import Library
from ..model.text import split_sentences
from ..model.values import Bound, Kind, Words

FILE = "search/index.js"
_NAME = "policySearch"
_LEAVES = ("Plain", "Para", "Header", "LineBlock", "CodeBlock")
_LISTS = ("BulletList", "OrderedList")
# Kinds of changed names whose old and new name are the same thing to a reader. A name that only moved, or is
# only written otherwise, needs no line.
_SAME_THING = frozenset({"renamed", "superseded", "closed"})
_MOST_WORDS = 5  # of a name; longer ones are explanations

Passage = tuple[str] | tuple[str, int]


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
            _add_passages(passages, item.blocks)
            continue
        yield _fill_entry(place, passages)
        title = " ".join(text_of(list(item.title)).split())
        passages = []
        if isinstance(item, PlacedClause):
            place = Entry(item.id, item.number, title, section, item.kind.value, (), also.get(item.id, ()))
            _add_passages(passages, item.blocks)
        else:
            section = title if item.level <= 2 else section
            place = Entry(item.id, item.number, title, section, "section", ())
    yield _fill_entry(place, passages)


def _fill_entry(place: Entry, passages: list[Passage]) -> Entry:
    return Entry(
        place.anchor, place.number, place.title, place.section, place.kind, tuple(passages), place.also
    )


def _add_passages(passages: list[Passage], blocks: Iterable[Element], lead: int | None = None) -> None:
    """Add the passages of blocks. `lead` is the passage that leads to them,
    where they are items of a list.
    """
    for block in blocks:
        if block["t"] in _LISTS:
            items = block["c"] if block["t"] == "BulletList" else block["c"][1]
            leads = bool(passages) and passages[-1][0].endswith(":")
            for_items = len(passages) - 1 if leads else lead
            for item in items:
                _add_passages(passages, item, for_items)
        elif block["t"] in _LEAVES:
            for sentence in split_sentences(_join_words(block)):
                if sentence:
                    passages.append((sentence,) if lead is None else (sentence, lead))
        elif block["t"] == "Table":
            for cells in _list_rows(block):
                passages.append((", ".join(cells),))
        else:
            _add_passages(passages, _list_blocks(block), lead)


def _list_rows(table: Element) -> Iterator[list[str]]:
    """The words of each row of a table, cell by cell; empty cells are left out."""
    _, _, _, head, bodies, foot = table["c"]
    rows = [*head[1], *(row for body in bodies for part in body[2:4] for row in part), *foot[1]]
    for row in rows:
        cells = [" ".join(_join_words(block) for block in cell[4]) for cell in row[1]]
        if any(cells):
            yield [cell for cell in cells if cell]


def _list_blocks(block: Element) -> list[Element]:
    """The blocks that stand directly in one that is neither a list nor a table nor text."""
    return [node for node in _list_children(block.get("c")) if node["t"] in _LEAVES or _holds_blocks(node)]


def _list_children(content: Any) -> Iterator[Element]:
    if isinstance(content, dict) and "t" in content:
        yield content
    elif isinstance(content, list):
        for part in content:
            yield from _list_children(part)


def _holds_blocks(node: Element) -> bool:
    return node["t"] in (*_LISTS, "Table", "Div", "BlockQuote", "Figure", "DefinitionList")


def _join_words(block: Element) -> str:
    """The words of a block, with space between whatever stands in it."""
    if block["t"] in _LEAVES:
        return " ".join(text_of(block).split())
    return " ".join(" ".join(text_of(node).split()) for node in walk_elements(block) if node["t"] in _LEAVES)


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
