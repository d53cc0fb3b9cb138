"""Reads a draft library back as its readers will see it: through the whole pipeline, down to the words of a
school's document.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ..assemble.assembler import Assembler
from ..assemble.resolver import Place, ValueResolver
from ..assemble.sites import SchoolDocument, Site, assemble_sites
from ..bind import Format, compile_template
from ..document.pandoc import shared_pandoc
from ..document.parse import AS_IMPORTED, parse
from ..model.ast import Element, classes_of, replace_elements, text_of, walk_elements
from ..model.document import Document, PlacedClause, Prose, Section
from ..model.library import Library
from ..model.tokens import keys_in
from ..readers.words import split_all_words, split_words
from ..word.numbering import write_number
from .compiled import is_statement
from .outline import Block, Clause, Listing, list_texts

_PLAIN = Format(str, str)
# What macros print between clauses out of the records of a library.
_RECORDS = frozenset({"record", "consultation", "endorsements", "sign-off", "history", "matrix"})
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
    documents: dict[str, Back] = {}
    for site in assemble_sites(Assembler(library), as_at):
        if site.id == school:
            for copy in site.copies:
                documents[copy.standing.policy.id] = _read_document(library, site, copy)
    return documents


def read_in_order(library: Library, as_at: date, schools: Container[str]) -> dict[tuple[str, str], list[str]]:
    """The words of several schools' documents in order, by school and policy, without what the compiler
    counts: numbers, references by number and the marks of lists. Each begins with its title.
    """
    documents: dict[tuple[str, str], list[str]] = {}
    # Schools whose answers are the same share an assembled text, which is parsed once.
    parsed: dict[int, tuple[Document, tuple[str, ...]]] = {}
    for site in assemble_sites(Assembler(library), as_at):
        for copy in site.copies if site.id in schools else ():
            key = id(copy.assembled)
            if key not in parsed:
                document = _parse_document(copy)
                parsed[key] = document, tuple(_list_document_texts(document, given=False, marks=False))
            document, texts = parsed[key]
            printer = ValueResolver(library, site, copy, _place_references(copy, document))
            documents[site.id, copy.standing.policy.id] = _read_words(texts, printer)
    return documents


def reads_alike(words: Sequence[str], clause: Clause, numbering: str) -> bool:
    """Say whether a clause of a document has the words of a source's clause. Where the numbers are ours,
    references are not compared.
    """
    source = split_all_words([*list_texts(clause.blocks), *_list_marks(clause.blocks)])
    lost, more = Counter(source) - Counter(words), Counter(words) - Counter(source)
    return not more and (not lost or numbering != AS_IMPORTED)


def _list_marks(blocks: Iterable[Block]) -> Iterator[str]:
    """The marks of the lists that count."""
    for block in blocks:
        if isinstance(block, Listing):
            for item in block.items:
                if block.counts != "bullet":
                    yield item.mark
                yield from _list_marks(item.blocks)


def _parse_document(copy: SchoolDocument) -> Document:
    """A school's document, with tokens where its values print."""
    facts = copy.standing.policy.facts
    return parse(shared_pandoc(), facts.title, facts.numbering, copy.assembled.text)


def _read_words(texts: Iterable[str], printer: ValueResolver) -> list[str]:
    words: list[str] = []
    for text in texts:
        template = compile_template(text)
        if template.tokens:
            text = template.fill(_PLAIN, printer.resolve(template.keys, "html"))  # noqa: PLW2901
        words += split_words(text)
    return words


def _read_document(library: Library, site: Site, copy: SchoolDocument) -> Back:
    document = _parse_document(copy)
    printer = ValueResolver(library, site, copy, _place_references(copy, document))
    given = copy.standing.policy.facts.numbering == AS_IMPORTED
    clauses = {
        clause.id: _read_words(_list_block_texts(list(clause.blocks), given=given), printer)
        for clause in document.clauses()
    }
    return Back(_read_words(_list_document_texts(document, given=given), printer), clauses)


def _place_references(copy: SchoolDocument, document: Document) -> dict[str, Place]:
    """A draft's school has no other policies; a reference to one counts as words, so that it is seen to be
    too much.
    """
    placed = {clause.id for clause in document.clauses()}
    return {use.id: Place(copy.id, "policy", "0") for use in copy.assembled.refs if use.id not in placed}


def _list_document_texts(document: Document, *, given: bool, marks: bool = True) -> Iterator[str]:
    yield document.title
    for item in document.items:
        match item:
            case Prose() if not marks:
                yield from list_prose_texts(item)
            case Section() | PlacedClause():
                if given:
                    yield item.number
                if isinstance(item, Section) or (item.headed and item.kind != "note"):
                    yield text_of(list(item.title))
                if isinstance(item, PlacedClause):
                    yield from _list_block_texts(list(item.blocks), given=given, marks=marks)


def list_prose_texts(prose: Prose) -> Iterator[str]:
    """What stands between the clauses of a version, without what macros print out of the records."""
    for block in prose.blocks:
        is_record = block["t"] == "Div" and not _RECORDS.isdisjoint(classes_of(block))
        text = " ".join(text_of(block).split())
        if not is_record and not is_statement(text) and not _is_of_adoption(text):
            yield from _list_block_texts([block], given=False, marks=False)


def _is_of_adoption(text: str) -> bool:
    return any(key.startswith("adopted.") for key in keys_in(text))


def _drop_counted_line(node: Element) -> list[Element] | None:
    """The line that marks a school's own wording, which the compiler prints, and what a picture shows."""
    return (
        [] if node["t"] == "Image" or (node["t"] == "Div" and "local-wording" in classes_of(node)) else None
    )


def _list_block_texts(blocks: list[Element], *, given: bool, marks: bool = True) -> Iterator[str]:
    for node in walk_elements(replace_elements(blocks, _drop_counted_line)):
        if node["t"] in ("Para", "Plain"):
            inlines = node["c"]
            if not given:
                inlines = [inline for inline in inlines if not _is_reference(inline)]
            yield text_of(inlines)
        elif node["t"] == "OrderedList" and marks:
            (start, style, _), items = node["c"]
            counts = _COUNTS.get(style["t"], "decimal")
            yield " ".join(write_number(number, counts) for number in range(start, start + len(items)))


def _is_reference(inline: Element) -> bool:
    return inline["t"] == "Link" and "ref" in classes_of(inline)
