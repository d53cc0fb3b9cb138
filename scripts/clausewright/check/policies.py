"""Policies: what policy.yml and the front matter of versions name and must have."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ..errors import Problem
from ..model.library import PHASES, TYPES, Library
from ..model.records import Status
from .references import unknown, words
from .templates import Readings

_FACTS_OF_SCHOOLS = {"phase": PHASES, "type": TYPES}


def _names(library: Library, _: Readings, __: date) -> Iterable[Problem]:
    for policy in library.policies.values():
        facts, path, lines = policy.facts, policy.path, policy.lines
        citations = (*library.citations, *library.unread.get("citation", ()))
        policies = (*library.policies, *library.unread.get("policy", ()))
        yield from unknown(path, lines.get("basis", 1), "citation", facts.basis, citations)
        yield from unknown(path, lines.get("parent", 1), "policy", (facts.parent,), policies)
        yield from unknown(path, lines.get("related", 1), "policy", facts.related, policies)
        yield from unknown(path, lines.get("approver", 1), "word", (facts.approver,), words(library))
        yield from unknown(path, lines.get("audience", 1), "audience", facts.audience, words(library))
        yield from unknown(path, lines.get("for", 1), "fact of a school", facts.applies, _FACTS_OF_SCHOOLS)
        for name, options in facts.applies.items():
            yield from unknown(path, lines.get("for", 1), name, options, _FACTS_OF_SCHOOLS.get(name, ()))


def _versions(library: Library, _: Readings, __: date) -> Iterable[Problem]:
    for policy in library.policies.values():
        if not policy.versions and not any(
            version.startswith(f"{policy.id}/") for version in library.unread.get("version", ())
        ):
            yield Problem(
                policy.path,
                0,
                f"'{policy.id}' has no version",
                "Add one beside this file, named by its date: 2026-09.md.",
            )
        for version in policy.versions:
            facts = version.facts
            if facts.status is Status.CONSULTATION and facts.comment_by is None:
                hint = "Add 'comment_by: 2026-12-18'."
                yield Problem(
                    version.body.path,
                    version.lines.get("status", 1),
                    "is in consultation without a last day for comments",
                    hint,
                )
            if facts.status is Status.WITHDRAWN and not facts.withdrawn:
                hint = "Add 'withdrawn: the reason'."
                yield Problem(
                    version.body.path, version.lines.get("status", 1), "is withdrawn without a reason", hint
                )


RULES = (_names, _versions)
