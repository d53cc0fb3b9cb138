"""The certificate at the end of every school's document: made here for the document, and held against what
was published by verify.
"""

from __future__ import annotations

from dataclasses import replace

from ..assemble.assembly import Assembled
from ..assemble.resolver import ValueResolver
from ..assemble.sites import SchoolDocument, Site
from ..bind import PLAIN, compile_template
from ..document.pandoc import shared_pandoc
from ..document.parse import parse
from ..model.ast import text_of
from ..model.document import Document, Prose
from ..model.library import Library
from ..model.status import PolicyStatus
from ..reports.certificate import Certificate, build_certificate, certify, list_printed_kinds


def certify_document(library: Library, assembled: Assembled, document: Document) -> Certificate:
    """Certify a school's document."""
    facts = assembled.policy.facts
    amended = (
        (id, amendment.tier, str(amendment.facts.action), amendment.facts.reason)
        for id, amendment in assembled.amendments.items()
    )
    values = list_printed_kinds(library.schema, (use.id for use in assembled.fields))
    return certify(document, assembled.version, facts.title, facts.issuer or facts.owner, amended, values)


def is_certified(copy: SchoolDocument) -> bool:
    """Say whether a copy bears a certificate: it is a school's, and its version has been issued under a seal."""
    return (
        copy.standing.state not in (PolicyStatus.MODEL, PolicyStatus.CONSULTATION)
        and copy.assembled.version.lock is not None
    )


def append_certificate(library: Library, copy: SchoolDocument, document: Document) -> Document:
    """A copy's document with its certificate at the end, where it bears one."""
    if not is_certified(copy):
        return document
    certificate = certify_document(library, copy.assembled, document)
    blocks = build_certificate(certificate, has_address=bool(library.site_url))
    return replace(document, items=(*document.items, Prose(tuple(blocks))))


def print_certificate(library: Library, site: Site, copy: SchoolDocument) -> str:
    """The words of a copy's certificate as its page should say them, "" where it bears none."""
    if not is_certified(copy):
        return ""
    facts = copy.assembled.policy.facts
    document = parse(shared_pandoc(), facts.title, facts.numbering, copy.assembled.text)
    certificate = certify_document(library, copy.assembled, document)
    blocks = build_certificate(certificate, has_address=bool(library.site_url))
    template = compile_template(text_of(blocks))
    return template.fill(PLAIN, ValueResolver(library, site, copy, {}).resolve(template.keys, "html"))
