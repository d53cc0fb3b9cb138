"""Freeze: an issued version as a lock, with every clause, citation, term and title that any choice can bring
into it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..model.dates import find_newest
from ..model.kinds import VersionStatus
from ..model.library import Fragment, Library, Lock, Policy, Revision, Version
from ..model.lock_records import LockedCitation, LockedClause, LockedTerm, LockFacts
from ..model.records import CitationFacts
from ..model.values import SHAPING, Kind, Variable
from .environment import PolicyEnvironment
from .macros import policy_environment
from .readings import Called, Reading
from .syntax import read_template

# The front matter of a revision that readers see, on the page, in Word and in the PDF.
_PRINTS = ("title", "headed", "kind", "strength", "applies_to", "replaces", "reason", "cite", "section")


def compute_digest(text: str) -> str:
    """A digest of a text; blank lines around it print nothing, so they do not count."""
    return hashlib.sha256(text.strip("\n").encode()).hexdigest()[:32]


def compute_facts_digest(facts: Mapping[str, Any]) -> str:
    """A digest of plain data."""
    return hashlib.sha256(
        json.dumps(facts, sort_keys=True, ensure_ascii=False, default=str).encode()
    ).hexdigest()[:32]


def compute_revision_digest(revision: Revision) -> str:
    """A digest of the front matter of a revision that prints. What says nothing counts for nothing, so that
    new keys break no lock.
    """
    return compute_facts_digest(
        revision.facts.model_dump(mode="json", include=set(_PRINTS), exclude_defaults=True)
    )


def compute_version_digest(version: Version) -> str:
    """A digest of the front matter of a version that prints. Its status may still change, to withdrawn."""
    return compute_facts_digest(
        version.facts.model_dump(
            mode="json", include={"summary", "consulted", "endorsed"}, exclude_defaults=True
        )
    )


def select_citation_words(facts: CitationFacts, version: Version) -> LockedCitation:
    """What a citation prints in a version: the edition that counts on the version's day, else the first."""
    first = min(facts.editions, key=lambda edition: edition.from_day)
    known = [edition for edition in facts.editions if edition.from_day <= version.date]
    edition = max(known, key=lambda edition: edition.from_day, default=first)
    return LockedCitation(title=facts.title, issuer=facts.issuer, label=edition.label, url=edition.url)


def list_earlier_versions(policy: Policy, version: Version) -> dict[str, str]:
    """The earlier versions that the history of a version lists, with their summaries."""
    earlier = [
        before
        for before in policy.versions
        if before.date < version.date
        and before.facts.status in (VersionStatus.ISSUED, VersionStatus.WITHDRAWN)
    ]
    return {before.name: before.facts.summary for before in earlier}


def list_options(variable: Variable) -> tuple[str, ...]:
    """Every answer that a choice can have."""
    return ("yes", "no") if variable.kind is Kind.FLAG else tuple(variable.options)


def compute_seal(facts: LockFacts) -> str:
    """A digest of all that a lock says, so that a lock that was written in is seen."""
    return compute_facts_digest(facts.model_dump(mode="json", exclude={"seal"}, exclude_defaults=True))


def freeze(library: Library, policy: Policy, version: Version) -> LockFacts:
    """Return the lock of a version. What is at fault, or names something that is not there, is left out:
    check tells of that.
    """
    return _Freezer(library, policy_environment(), policy, version).lock()


def add_locks(library: Library) -> Library:
    """Return the library as it would be if every issued version without a lock were locked as it is now."""

    def locked(policy: Policy) -> Policy:
        versions = tuple(
            (
                replace(version, lock=Lock(version.body.path, freeze(library, policy, version), {}))
                if version.facts.status is VersionStatus.ISSUED and version.lock is None
                else version
            )
            for version in policy.versions
        )
        return replace(policy, versions=versions)

    return replace(library, policies={id: locked(policy) for id, policy in library.policies.items()})


@dataclass(frozen=True, slots=True)
class _Freezer:
    library: Library
    environment: PolicyEnvironment
    policy: Policy
    version: Version

    def lock(self) -> LockFacts:
        body = self.read(self.version.body, is_version=True)
        placings = [placing for called in _find_calls([body], "clause") if (placing := self.clause(called))]
        placed = {
            (revision.clause, revision.name, named): (revision, named) for revision, named in placings
        }.values()
        readings = [body, *(self.read(text) for revision, _ in placed for text in _list_templates(revision))]
        defined = dict.fromkeys(
            id
            for called in _find_calls(readings, "definitions")
            for id in called.ids
            if id in self.library.terms
        )
        readings += [
            self.read(Fragment(term.facts.meaning, term.path, term.line))
            for term in map(self.library.terms.__getitem__, defined)
        ]
        variables = [
            self.library.schema[key] for key in sorted(_list_variables(readings) & self.library.schema.keys())
        ]
        texts = [self.version.body.text, *(revision.body.text for revision, _ in placed)]
        # Where a lock does not say who issued its version, nobody can know it any more.
        lock = self.version.lock
        issuer = lock.facts.issuer if lock else self.policy.find_issuer(self.version)
        facts = LockFacts(
            policy=self.policy.id,
            version=self.version.name,
            title=self.policy.facts.title,
            issuer=issuer,
            numbering=self.policy.facts.numbering,
            text=compute_digest(self.version.body.text),
            facts=compute_version_digest(self.version),
            clauses=tuple(
                LockedClause(
                    clause=revision.clause,
                    revision=revision.name,
                    named=named,
                    text=compute_digest(revision.body.text),
                    facts=compute_revision_digest(revision),
                )
                for revision, named in placed
            ),
            citations={
                id: select_citation_words(self.library.citations[id].facts, self.version)
                for id in _list_ids(readings, "cite")
                if id in self.library.citations
            },
            terms={
                id: LockedTerm(term=entry.facts.term, meaning=entry.facts.meaning if id in defined else "")
                for id in sorted({*_list_ids(readings, "term"), *defined})
                if (entry := self.library.terms.get(id))
            },
            policies={
                id: self.library.policies[id].facts.title
                for id in _list_ids(readings, "policy")
                if id in self.library.policies
            },
            lists={variable.key: tuple(variable.of) for variable in variables if variable.kind is Kind.LIST},
            images={
                name: hashlib.sha256(data).hexdigest()[:32]
                for name, data in sorted(self.library.images.items())
                if name.startswith("images/") and any(name in text for text in texts)
            },
            history=list_earlier_versions(self.policy, self.version)
            if any(_find_calls(readings, "history"))
            else None,
            choices={
                variable.key: list_options(variable) for variable in variables if variable.kind in SHAPING
            },
            fields={
                variable.key: variable.kind.value
                for variable in variables
                if variable.kind not in SHAPING and variable.kind is not Kind.LIST
            },
            seal="0" * 32,
        )
        return facts.model_copy(update={"seal": compute_seal(facts)})

    def read(self, fragment: Fragment, *, is_version: bool = False) -> Reading:
        return read_template(self.library, self.environment, fragment, is_version=is_version)

    def clause(self, called: Called) -> tuple[Revision, bool] | None:
        clause = self.library.clauses.get(called.ids[0])
        if clause is None:
            return None
        revision = (
            clause.named(called.revision)
            if called.revision
            else find_newest(clause.revisions, self.version.date)
        )
        return (revision, bool(called.revision)) if revision else None


def _list_templates(revision: Revision) -> Iterator[Fragment]:
    yield revision.body
    yield Fragment(revision.facts.title, revision.body.path, revision.lines.get("title", 1))


def _find_calls(readings: list[Reading], macro: str) -> Iterator[Called]:
    return (called for reading in readings for called in reading.calls if called.macro == macro)


def _list_ids(readings: list[Reading], macro: str) -> list[str]:
    return sorted({called.ids[0] for called in _find_calls(readings, macro)})


def _list_variables(readings: list[Reading]) -> set[str]:
    return {key for reading in readings for key in reading.variables}
