"""Reads a draft library back as its readers will see it: through the whole pipeline, down to the words of a
school's document.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ..assemble.assembler import Assembler
from ..assemble.resolver import Place, ValueResolver
from ..assemble.sites import SchoolDocument, Site, every_site
from ..bind import Format, compile_template
from ..document.pandoc import shared_pandoc
from ..document.parse import AS_IMPORTED, parse
from ..model.ast import Element, changed, classes_of, every, text_of
from ..model.document import Document, PlacedClause, Section
from ..model.library import Library
from ..readers.words import words_in, words_of
from ..word.numbering import written
from .outline import Block, Clause, Listing, texts_of

_PLAIN = Format(str, str)
_MACROS = frozenset({"adoption", "sign-off", "record", "statement"})
_COUNTS = {
    "LowerRoman": "lowerRoman",
    "UpperRoman": "upperRoman",
    "LowerAlpha": "lowerLetter",
    "UpperAlpha": "upperLetter",
}


@dataclass(frozen=True, slots=True)
class Back:
    """A document as its readers see it: all its words with numbers and list marks, and those of each clause's
    text.
    """

    words: list[str]
    clauses: Mapping[str, list[str]]


def read_back(library: Library, school: str, as_at: date) -> dict[str, Back]:
    """Each of a school's documents, by policy; what macros print is not counted."""
    found: dict[str, Back] = {}
    for site in every_site(Assembler(library), as_at):
        if site.id == school:
            for copy in site.copies:
                found[copy.standing.policy.id] = _back(library, site, copy)
    return found


def reads_as(words: Sequence[str], clause: Clause, numbering: str) -> bool:
    """Say whether a clause of a document has the words of a source's clause. Where the numbers are ours,
    references are not compared.
    """
    source = words_of([*texts_of(clause.blocks), *_marks(clause.blocks)])
    lost, more = Counter(source) - Counter(words), Counter(words) - Counter(source)
    return not more and (not lost or numbering != AS_IMPORTED)


def _marks(blocks: Iterable[Block]) -> Iterator[str]:
    """The marks of the lists that count."""
    for block in blocks:
        if isinstance(block, Listing):
            for item in block.items:
                if block.counts != "bullet":
                    yield item.mark
                yield from _marks(item.blocks)


def _back(library: Library, site: Site, copy: SchoolDocument) -> Back:
    facts = copy.standing.policy.facts
    document = parse(shared_pandoc(), facts.title, facts.numbering, copy.assembled.text)
    given = facts.numbering == AS_IMPORTED
    printer = ValueResolver(library, site, copy, _elsewhere(copy, document))

    def words(texts: Iterable[str]) -> list[str]:
        found: list[str] = []
        for text in texts:
            filled = compile_template(text)
            found += words_in(
                filled.fill(_PLAIN, printer.resolve(filled.keys, "html")) if filled.tokens else text
            )
        return found

    clauses = {one.id: words(_of_blocks(list(one.blocks), given=given)) for one in document.clauses()}
    return Back(words(_texts(document, given=given)), clauses)


def _elsewhere(copy: SchoolDocument, document: Document) -> dict[str, Place]:
    """A draft's school has no other policies; a reference to one counts as words, so that it is seen to be
    too much.
    """
    there = {one.id for one in document.clauses()}
    return {use.id: Place(copy.id, "policy", "0") for use in copy.assembled.refs if use.id not in there}


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


def _uncounted(node: Element) -> list[Element] | None:
    """The line that marks a school's own wording, which the compiler prints, and what a picture shows."""
    return (
        [] if node["t"] == "Image" or (node["t"] == "Div" and "local-wording" in classes_of(node)) else None
    )


def _of_blocks(blocks: list[Element], *, given: bool) -> Iterator[str]:
    for node in every(changed(blocks, _uncounted)):
        if node["t"] in ("Para", "Plain"):
            yield text_of(
                node["c"]
                if given
                else [one for one in node["c"] if not (one["t"] == "Link" and "ref" in classes_of(one))]
            )
        elif node["t"] == "OrderedList":
            (start, style, _), items = node["c"]
            yield " ".join(
                written(start + at, _COUNTS.get(style["t"], "decimal")) for at in range(len(items))
            )
