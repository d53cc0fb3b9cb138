"""What a lock says: an issued version, digest by digest and word by word."""

from __future__ import annotations

from typing import Annotated

from pydantic import (
    Field,
)

from .record_types import DateName, Record, Text

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class LockedClause(Record):
    """A clause as it was issued: its revision, a digest of its text and one of the front matter that prints.

    `named` says that the version names the revision itself, so that no other can take its place.
    """

    clause: Text
    revision: DateName
    named: bool = False
    text: Digest
    facts: Digest


class LockedCitation(Record):
    """The words that a citation prints in an issued version."""

    title: Text
    issuer: Text
    label: str = ""
    url: str = ""


class LockedTerm(Record):
    """The words of a defined term in an issued version; no meaning where only the term itself prints."""

    term: Text
    meaning: str = ""


class LockFacts(Record):
    """`<version>.lock.yml`: an issued version as it was issued, the same for every school.

    `issuer` is who issued it, empty in a lock of before this was kept. `text` and `facts` are digests of the
    version's own body and of its front matter that prints. `policies` are the titles of other policies that
    it prints, `lists` the columns of its tables, `history` the earlier versions that it lists (None where it
    has no such list). `choices` with their options and `fields` with their types are what each school still
    fills in. `seal` is a digest of all the rest.
    """

    policy: Text
    version: DateName
    title: Text
    issuer: str = ""
    numbering: Text
    text: Digest
    facts: Digest
    clauses: tuple[LockedClause, ...] = ()
    citations: dict[str, LockedCitation] = Field(default_factory=dict)
    terms: dict[str, LockedTerm] = Field(default_factory=dict)
    policies: dict[str, str] = Field(default_factory=dict)
    lists: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    images: dict[str, Digest] = Field(default_factory=dict)
    history: dict[str, str] | None = None
    choices: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    fields: dict[str, str] = Field(default_factory=dict)
    seal: Digest
