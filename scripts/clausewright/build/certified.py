"""The certificate at the end of every school's document."""

from __future__ import annotations

from dataclasses import replace

from ..assemble.assembly import Assembled
from ..assemble.sites import SchoolDocument
from ..model.document import Document, Prose
from ..model.library import Library
from ..model.status import PolicyStatus
from ..reports.certificate import Certificate, build_certificate, certify, list_printed_values


def certify_document(library: Library, assembled: Assembled, document: Document) -> Certificate:
    """Certify a school's document."""
    facts = assembled.policy.facts
    amended = (
        (id, amendment.tier, str(amendment.facts.action), amendment.facts.reason)
        for id, amendment in assembled.amendments.items()
    )
    values = list_printed_values(library.schema, (use.id for use in assembled.fields))
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
    blocks = build_certificate(certify_document(library, copy.assembled, document))
    return replace(document, items=(*document.items, Prose(tuple(blocks))))
