"""The search index of a site: an entry for each document, section and clause."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..model.ast import every, text_of
from ..model.document import Document, PlacedClause, Prose

_LEAVES = ("Plain", "Para", "Header")
# What Material's search is told about the index. Words end at any stop or bracket, so that "accusation." is
# found whole.
CONFIG = {
    "lang": ["en"],
    "separator": '[\\s\\-,.:;!?()\\[\\]"“”\u2018\u2019]+',
    "pipeline": ["stopWordFilter"],
    "fields": {"title": {"boost": 1000.0}, "text": {"boost": 1.0}, "tags": {"boost": 1000000.0}},
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A place that search finds: the anchor in its document (empty for the document itself), its title and
    its words.
    """

    anchor: str
    title: str
    text: str


def entries(document: Document) -> Iterator[Entry]:
    """Every place of a document; text outside clauses belongs to the section that it stands in."""
    anchor, title, text = "", document.title, ""
    for item in document.items:
        if isinstance(item, Prose):
            text += " " + _words(item.blocks)
            continue
        yield Entry(anchor, title, text.strip())
        anchor, title, text = item.id, f"{item.number} {text_of(list(item.title))}".strip(), ""
        if isinstance(item, PlacedClause):
            text = _words(item.blocks)
    yield Entry(anchor, title, text.strip())


def _words(blocks: Iterable[object]) -> str:
    """The words of blocks, with space between list items and between cells."""
    return " ".join(" ".join(text_of(node).split()) for node in every(list(blocks)) if node["t"] in _LEAVES)


def as_json(address: str, places: Iterable[Entry]) -> str:
    """The entries of one page as Material's search reads them, with commas between. Tokens stay open."""
    written = []
    for place in places:
        location = f"{address}#{place.anchor}" if place.anchor else address
        entry = {"location": location, "title": html.escape(place.title), "text": html.escape(place.text)}
        written.append(json.dumps(entry, ensure_ascii=False, separators=(",", ":")))
    return ",".join(written)


def index(pages: Iterable[str]) -> str:
    """The search index of a site, from the entries of its pages."""
    return f'{{"config":{json.dumps(CONFIG)},"docs":[{",".join(pages)}]}}'
