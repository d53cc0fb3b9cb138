"""Freeze: an issued version as a lock, with every clause, citation, term and title that any choice can bring
into it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..model.dates import newest
from ..model.library import Fragment, Library, Lock, Policy, Revision, Version
from ..model.records import CitationFacts, LockedCitation, LockedClause, LockedTerm, LockFacts, Status
from ..model.values import SHAPING, Kind, Variable
from .environment import PolicyEnvironment
from .macros import policy_environment
from .syntax import Called, Reading, read_template

# The front matter of a revision that readers see, on the page, in Word and in the PDF.
_PRINTS = ("title", "headed", "kind", "strength", "applies_to", "replaces", "reason", "cite", "section")


def digest_of(text: str) -> str:
    """A digest of a text; blank lines around it print nothing, so they do not count."""
    return hashlib.sha256(text.strip("\n").encode()).hexdigest()[:32]


def digest_of_facts(facts: Mapping[str, Any]) -> str:
    """A digest of plain data."""
    return hashlib.sha256(
        json.dumps(facts, sort_keys=True, ensure_ascii=False, default=str).encode()
    ).hexdigest()[:32]


def facts_of_revision(revision: Revision) -> str:
    """A digest of the front matter of a revision that prints. What says nothing counts for nothing, so that
    new keys break no lock.
    """
    return digest_of_facts(
        revision.facts.model_dump(mode="json", include=set(_PRINTS), exclude_defaults=True)
    )


def facts_of_version(version: Version) -> str:
    """A digest of the front matter of a version that prints. Its status may still change, to withdrawn."""
    return digest_of_facts(
        version.facts.model_dump(
            mode="json", include={"summary", "consulted", "endorsed"}, exclude_defaults=True
        )
    )


def words_of_citation(facts: CitationFacts, version: Version) -> LockedCitation:
    """What a citation prints in a version: the edition that counts on the version's day, else the first."""
    first = min(facts.editions, key=lambda edition: edition.from_day)
    known = [edition for edition in facts.editions if edition.from_day <= version.date]
    edition = max(known, key=lambda edition: edition.from_day, default=first)
    return LockedCitation(title=facts.title, issuer=facts.issuer, label=edition.label, url=edition.url)


def listed_before(policy: Policy, version: Version) -> dict[str, str]:
    """The earlier versions that the history of a version lists, with their summaries."""
    earlier = [
        one
        for one in policy.versions
        if one.date < version.date and one.facts.status in (Status.ISSUED, Status.WITHDRAWN)
    ]
    return {one.name: one.facts.summary for one in earlier}


def options_of(variable: Variable) -> tuple[str, ...]:
    """Every answer that a choice can have."""
    return ("yes", "no") if variable.kind is Kind.FLAG else tuple(variable.options)


def seal_of(facts: LockFacts) -> str:
    """A digest of all that a lock says, so that a lock that was written in is seen."""
    return digest_of_facts(facts.model_dump(mode="json", exclude={"seal"}, exclude_defaults=True))


def freeze(library: Library, policy: Policy, version: Version) -> LockFacts:
    """Return the lock of a version. What is at fault, or names something that is not there, is left out:
    check tells of that.
    """
    return _Freezer(library, policy_environment(), policy, version).lock()


def with_locks(library: Library) -> Library:
    """Return the library as it would be if every issued version without a lock were locked as it is now."""

    def locked(policy: Policy) -> Policy:
        versions = tuple(
            (
                replace(one, lock=Lock(one.body.path, freeze(library, policy, one), {}))
                if one.facts.status is Status.ISSUED and one.lock is None
                else one
            )
            for one in policy.versions
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
        found = [placing for called in _calls([body], "clause") if (placing := self.clause(called))]
        placed = {
            (revision.clause, revision.name, named): (revision, named) for revision, named in found
        }.values()
        readings = [body, *(self.read(text) for revision, _ in placed for text in _templates(revision))]
        defined = dict.fromkeys(
            id for called in _calls(readings, "definitions") for id in called.ids if id in self.library.terms
        )
        readings += [
            self.read(Fragment(term.facts.meaning, term.path, term.line))
            for term in map(self.library.terms.__getitem__, defined)
        ]
        variables = [
            self.library.schema[key] for key in sorted(_variables(readings) & self.library.schema.keys())
        ]
        texts = [self.version.body.text, *(revision.body.text for revision, _ in placed)]
        facts = LockFacts(
            policy=self.policy.id,
            version=self.version.name,
            title=self.policy.facts.title,
            numbering=self.policy.facts.numbering,
            text=digest_of(self.version.body.text),
            facts=facts_of_version(self.version),
            clauses=tuple(
                LockedClause(
                    clause=revision.clause,
                    revision=revision.name,
                    named=named,
                    text=digest_of(revision.body.text),
                    facts=facts_of_revision(revision),
                )
                for revision, named in placed
            ),
            citations={
                id: words_of_citation(self.library.citations[id].facts, self.version)
                for id in _named(readings, "cite")
                if id in self.library.citations
            },
            terms={
                id: LockedTerm(term=one.facts.term, meaning=one.facts.meaning if id in defined else "")
                for id in sorted({*_named(readings, "term"), *defined})
                if (one := self.library.terms.get(id))
            },
            policies={
                id: self.library.policies[id].facts.title
                for id in _named(readings, "policy")
                if id in self.library.policies
            },
            lists={one.key: tuple(one.of) for one in variables if one.kind is Kind.LIST},
            images={
                name: hashlib.sha256(data).hexdigest()[:32]
                for name, data in sorted(self.library.images.items())
                if name.startswith("images/") and any(name in text for text in texts)
            },
            history=listed_before(self.policy, self.version) if any(_calls(readings, "history")) else None,
            choices={one.key: options_of(one) for one in variables if one.kind in SHAPING},
            fields={
                one.key: one.kind.value
                for one in variables
                if one.kind not in SHAPING and one.kind is not Kind.LIST
            },
            seal="0" * 32,
        )
        return facts.model_copy(update={"seal": seal_of(facts)})

    def read(self, fragment: Fragment, *, is_version: bool = False) -> Reading:
        return read_template(self.library, self.environment, fragment, is_version=is_version)

    def clause(self, called: Called) -> tuple[Revision, bool] | None:
        clause = self.library.clauses.get(called.ids[0])
        if clause is None:
            return None
        revision = (
            clause.named(called.revision) if called.revision else newest(clause.revisions, self.version.date)
        )
        return (revision, bool(called.revision)) if revision else None


def _templates(revision: Revision) -> Iterator[Fragment]:
    yield revision.body
    yield Fragment(revision.facts.title, revision.body.path, revision.lines.get("title", 1))


def _calls(readings: list[Reading], macro: str) -> Iterator[Called]:
    return (called for reading in readings for called in reading.calls if called.macro == macro)


def _named(readings: list[Reading], macro: str) -> list[str]:
    return sorted({called.ids[0] for called in _calls(readings, macro)})


def _variables(readings: list[Reading]) -> set[str]:
    return {key for reading in readings for key in reading.variables}
