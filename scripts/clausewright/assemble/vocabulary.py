"""The vocabulary of a library: all that its texts can name, apart from other texts.

What is remembered of a text is good for as long as the text and the vocabulary are the same.
"""

from __future__ import annotations

from ..model.canonical import canonicalise, digest
from ..model.library import Library, Policy


def digest_vocabulary(library: Library) -> str:
    """A digest of what the macros and tags of any text can name: variables, citations, terms, policies and
    clauses by their ids, policies' titles, pictures, and what is there and cannot be read.
    """
    damaged = library.damaged
    named = [
        list(library.schema.items()),
        list(library.citations.items()),
        list(library.terms.items()),
        [(id, policy.facts.title) for id, policy in library.policies.items()],
        list(library.clauses),
        sorted(library.images),
        sorted((kind, sorted(ids)) for kind, ids in library.unread.items()),
        [sorted(damaged.policies), sorted(damaged.clauses), sorted(damaged.schools)],
    ]
    return digest(canonicalise(named))


def digest_policy(policy: Policy) -> str:
    """A digest of what a text can print of the policy in which it stands: its facts, and those of its
    versions.
    """
    versions = [
        (version.name, version.facts, policy.find_issuer(version), version.lock is None)
        for version in policy.versions
    ]
    return digest(canonicalise([policy.id, policy.facts, versions]))
