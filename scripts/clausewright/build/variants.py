"""Variants: an assembled text, parsed once and written in every format, with its tokens.
This is the work that schools share.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path

from ..assemble.assembler import Assembler
from ..assemble.assembly import Assembled
from ..assemble.sites import SchoolDocument
from ..bind import TokenTemplate, compile_template
from ..document.pandoc import shared_pandoc
from ..document.parse import numbers_of, parse
from ..document.writer import Heading, list_headings, to_docx, to_html, to_typst
from ..model.ast import CONTENTS, classes_of, div, text_of, walk_elements
from ..model.canonical import digest
from ..model.contacts import Contact, list_contacts
from ..model.document import Document, Item, Prose, Section
from ..model.library import Library
from ..model.status import PolicyStatus
from ..model.tokens import keys_in, token
from ..pdf import write_page_source
from ..questions import AnsweredQuestion
from ..reports.certificate import Certificate, build_certificate, list_printed_kinds, write_certificate
from ..reports.whom_to_tell import build_whom_to_tell, open_words
from ..site.can_i import list_questions
from ..site.clause_notes import render_model_wording, render_other_wordings, render_provenance
from ..site.search import Entry, list_entries
from ..templates import PageTemplates
from ..word.provenance import Identity, SentClause
from ..word.writer import Provenance, WordTemplate, finish
from .alternatives import assemble_unamended, collect_model_wordings, collect_other_wordings, vary_choices
from .cache import JsonForm
from .opening import Opening
from .options import Toolchain

# The class of the table that the macro adoption() prints.
RECORD = "record"
IMAGES_IN_TYPST = "/policies/images/"


@dataclass(frozen=True, slots=True)
class Variant:
    """A document in every format, cut at its tokens and ready to be filled.

    `numbers` are those of its clauses, by id; `file_time` is the time that its files bear: its version's, so
    that a document that does not change gives the same file on every day.
    """

    title: str
    body: str
    headings: tuple[Heading, ...]
    search: tuple[Entry, ...]
    typst: TokenTemplate
    word: WordTemplate
    numbers: Mapping[str, str]
    file_time: datetime
    questions: tuple[AnsweredQuestion, ...] = ()


def make_variant_key(tools: Toolchain, assembler: Assembler, copy: SchoolDocument, opening_key: str) -> str:
    """A digest of all that a variant is made from. `opening_key` is that of the comparison with the text
    before, "" where it does not open with what changed.
    """
    assembled, library = copy.assembled, assembler.library
    reasons = json.dumps(
        [
            (revision.clause, revision.name, revision.facts.reason, revision.facts.also, revision.facts.asks)
            for revision in assembled.revisions
        ]
    )
    helps = json.dumps([(key, variable.help, variable.label) for key, variable in library.schema.items()])
    pictures = [data for name, data in sorted(library.images.items()) if name in assembled.text]
    model = assemble_unamended(assembler, copy)
    others = json.dumps(
        [*(other.digest for _, other in vary_choices(assembler, copy)), model.digest if model else ""]
    )
    amended = json.dumps(
        [
            (id, amendment.name, amendment.facts.model_dump_json())
            for id, amendment in assembled.amendments.items()
        ]
    )
    lock, facts = assembled.version.lock, assembled.policy.facts
    certificate = json.dumps(
        [
            is_certified(copy),
            lock.facts.seal if lock else "",
            assembled.policy.find_issuer(assembled.version),
            facts.owner,
            facts.summary,
            bool(library.site_url),
        ]
    )
    contacts = json.dumps([asdict(contact) for contact in find_contacts(library, copy)])
    parts = (reasons, helps, others, amended, opening_key, certificate, contacts)
    return digest(tools.digest, assembled.digest, assembled.version.title, *parts, *pictures)


def make_variant(
    tools: Toolchain, assembler: Assembler, copy: SchoolDocument, changed: Opening | None
) -> Variant:
    """Parse an assembled text and write it in every format; the list of what changed, if it opens with one,
    comes after the policy's record.
    """
    assembled = copy.assembled
    pandoc = shared_pandoc()
    facts = assembled.policy.facts
    document = parse(pandoc, facts.title, facts.numbering, assembled.text, in_words=False)
    sections = sum(section.level == 2 for section in document.sections())
    letters = sum(len(text_of(list(item.blocks))) for item in document.items if not isinstance(item, Section))
    opening: tuple[Item, ...] = (
        Prose((div([], classes=[CONTENTS], sections=str(sections), letters=str(letters)),)),
    )
    if changed:
        opening += changed.place_in(document)
    document = replace(document, items=_insert_after_record(document.items, opening))
    asides = dict(_render_asides(tools.templates, assembler, copy, document))
    also = {revision.clause: revision.facts.also for revision in assembled.revisions}
    asks = {revision.clause: tuple(map(open_words, revision.facts.asks)) for revision in assembled.revisions}
    questions = tuple(list_questions(document, asks, also))
    search = tuple(
        list_entries(document, facts.summary, {id: (*words, *asks[id]) for id, words in also.items()})
    )
    document = prepend_whom_to_tell(assembler.library, copy, document)
    document = append_certificate(assembler.library, copy, document)
    body = to_html(pandoc, document, "../images/", asides)
    template = (tools.overrides / "pdf" / "policy.typ").read_text(encoding="utf-8")
    typst_body = to_typst(pandoc, document, IMAGES_IN_TYPST)
    return Variant(
        title=facts.title,
        body=body,
        headings=list_headings(document),
        search=search,
        typst=compile_template(
            write_page_source(template, facts.title, assembled.version.title, typst_body, is_a_copy=True)
        ),
        word=_write_word(tools, assembler.library, assembled, document),
        numbers=numbers_of(document),
        file_time=find_file_time(assembled),
        questions=questions,
    )


def _insert_after_record(items: tuple[Item, ...], opening: tuple[Item, ...]) -> tuple[Item, ...]:
    """A document's items with others after the policy's record, which is the first thing to know of a policy;
    before all where it does not begin with a record.
    """
    first = items[0] if items else None
    has_record = isinstance(first, Prose) and any(
        node["t"] == "Div" and RECORD in classes_of(node) for node in walk_elements(list(first.blocks))
    )
    return (items[0], *opening, *items[1:]) if has_record else (*opening, *items)


def find_file_time(assembled: Assembled) -> datetime:
    """The time that files of a document bear."""
    return datetime.combine(assembled.version.date, time(), UTC)


def _render_asides(
    templates: PageTemplates, assembler: Assembler, copy: SchoolDocument, document: Document
) -> Iterable[tuple[str, str]]:
    revisions = {revision.clause: revision for revision in copy.assembled.revisions}
    others = collect_other_wordings(assembler, copy, shared_pandoc())
    model = collect_model_wordings(assembler, copy, shared_pandoc())
    for clause in document.clauses():
        keys = keys_in(json.dumps([clause.blocks, clause.title]))
        wording = (
            render_model_wording(templates, model[clause.id])
            if clause.id in model
            else render_other_wordings(templates, others.get(clause.id, ()))
        )
        amendment = copy.assembled.amendments.get(clause.id)
        history = render_provenance(
            templates, revisions[clause.id], keys, assembler.library.schema, amendment
        )
        yield clause.id, wording + history


def _write_word(tools: Toolchain, library: Library, assembled: Assembled, document: Document) -> WordTemplate:
    reference = tools.overrides / "word" / "reference.docx"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "policy.docx"
        to_docx(
            shared_pandoc(),
            document,
            file,
            reference,
            library.root / "policies" / "images",
            below_title=(("Subtitle", token("site.name")), ("Date", assembled.version.title)),
        )
        made_by_pandoc = file.read_bytes()
    facts = {
        "document.title": document.title,
        "document.version": assembled.version.title,
        "document.made": find_file_time(assembled).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "document.mark": token("document.mark"),
        "document.code": token("document.code"),
        "school.name": token("site.name"),
    }
    labels = {key: variable.name for key, variable in library.schema.items()}
    identity = Identity(token("site.id"), assembled.policy.id, assembled.version.name, token("document.code"))
    clauses = tuple(SentClause(revision.clause, revision.name) for revision in assembled.revisions)
    return finish(made_by_pandoc, labels, facts, origin=Provenance(identity, clauses))


@cache
def get_variant_form() -> JsonForm[Variant]:
    """How the cache keeps a variant."""
    return JsonForm(Variant)


def certify_document(library: Library, assembled: Assembled, document: Document) -> Certificate:
    """Certify a school's document."""
    facts = assembled.policy.facts
    amended = (
        (id, amendment.tier, str(amendment.facts.action), amendment.facts.reason)
        for id, amendment in assembled.amendments.items()
    )
    values = list_printed_kinds(library.schema, (use.id for use in assembled.fields))
    issuer = assembled.policy.find_issuer(assembled.version)
    return write_certificate(document, assembled.version, facts.title, issuer, amended, values)


def is_certified(copy: SchoolDocument) -> bool:
    """Say whether a copy bears a certificate: it is a school's,
    and its version has been issued under a seal.
    """
    return _is_of_school(copy) and copy.assembled.version.lock is not None


def _is_of_school(copy: SchoolDocument) -> bool:
    return copy.standing.state not in (PolicyStatus.MODEL, PolicyStatus.CONSULTATION)


def append_certificate(library: Library, copy: SchoolDocument, document: Document) -> Document:
    """A copy's document with its certificate at the end, where it bears one."""
    if not is_certified(copy):
        return document
    certificate = certify_document(library, copy.assembled, document)
    blocks = build_certificate(certificate, has_address=bool(library.site_url))
    return replace(document, items=(*document.items, Prose(tuple(blocks))))


def find_contacts(library: Library, copy: SchoolDocument) -> tuple[Contact, ...]:
    """Whom a copy begins with: everybody to tell at its school, where a worry may lead to its policy."""
    if not (_is_of_school(copy) and copy.assembled.policy.facts.whom_to_tell):
        return ()
    return list_contacts(library.schema, copy.values)


def prepend_whom_to_tell(library: Library, copy: SchoolDocument, document: Document) -> Document:
    """A copy's document with whom to tell of a worry at its head, where it has that."""
    card = build_whom_to_tell(find_contacts(library, copy))
    return replace(document, items=(Prose(tuple(card)), *document.items)) if card else document
