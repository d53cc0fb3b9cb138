"""Reads a draft library back as its readers will see it: through the whole pipeline, down to the words of a school's document."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..assemble.assembly import Assembler
from ..assemble.printer import Printer
from ..assemble.sites import Copy, Site, every_site
from ..bind import Format, mould
from ..intake.counters import written
from ..intake.words import words_in
from ..model.ast import Element, classes_of, every, text_of
from ..model.document import Document, PlacedClause, Section
from ..model.library import Library
from ..pandoc import shared_pandoc
from ..parse import AS_IMPORTED, parse

_PLAIN = Format(str, str)
_MACROS = frozenset({"adoption", "sign-off", "record", "statement"})
_COUNTS = {"LowerRoman": "lowerRoman", "UpperRoman": "upperRoman", "LowerAlpha": "lowerLetter", "UpperAlpha": "upperLetter"}


def words_of_documents(library: Library, school: str, as_at: date) -> dict[str, list[str]]:
    """The words of each of a school's documents, by policy, with numbers and list marks; what macros print is not counted."""
    found: dict[str, list[str]] = {}
    for site in every_site(Assembler(library), as_at):
        if site.id == school:
            for copy in site.copies:
                found[copy.standing.policy.id] = _words(library, site, copy)
    return found


def _words(library: Library, site: Site, copy: Copy) -> list[str]:
    facts = copy.standing.policy.facts
    document = parse(shared_pandoc(), facts.title, facts.numbering, copy.assembled.text)
    given = facts.numbering == AS_IMPORTED
    printer = Printer(library, site, copy, {})
    words: list[str] = []
    for text in _texts(document, given=given):
        filled = mould(text)
        words += words_in(filled.fill(_PLAIN, printer.words(filled.keys, "html")) if filled.tokens else text)
    return words


def _texts(document: Document, *, given: bool) -> Iterator[str]:
    yield document.title
    for item in document.items:
        match item:
            case Section() | PlacedClause():
                if given:
                    yield item.number
                if isinstance(item, Section) or (item.headed and item.kind != "note"):
                    yield text_of(list(item.title))
                if isinstance(item, PlacedClause):
                    yield from _of_blocks(list(item.blocks), given=given)


def _of_blocks(blocks: list[Element], *, given: bool) -> Iterator[str]:
    for node in every(blocks):
        if node["t"] in ("Para", "Plain"):
            yield text_of(node["c"] if given else [one for one in node["c"] if not (one["t"] == "Link" and "ref" in classes_of(one))])
        elif node["t"] == "OrderedList":
            (start, style, _), items = node["c"]
            yield " ".join(written(start + at, _COUNTS.get(style["t"], "decimal")) for at in range(len(items)))
