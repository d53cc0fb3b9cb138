"""Removals: what a version says of the clauses and terms that it leaves out, and what it does not say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from ..errors import Problem, Severity
from ..model.dates import month_in_words
from ..model.library import Library, Policy, Version
from .facts import find_unknown
from .templates import Readings, list_calls


@dataclass(frozen=True, slots=True)
class _Called:
    """The clauses that a version calls for under any choice, and the terms that it defines."""

    clauses: frozenset[str]
    terms: frozenset[str]


def _check_removals(library: Library, readings: Readings, _: date) -> Iterable[Problem]:
    """A problem for each reason that is given for what was not removed, and for each clause that was removed
    without one.
    """
    for policy in library.policies.values():
        if policy.versions:
            first = policy.versions[0]
            nothing = _Called(frozenset(), frozenset())
            yield from _check_entries(library, first, nothing, _list_called(readings, first))
        for before, version in pairwise(policy.versions):
            old, new = _list_called(readings, before), _list_called(readings, version)
            yield from _check_entries(library, version, old, new)
            yield from _check_silence(library, policy, version, old, new)


def _list_called(readings: Readings, version: Version) -> _Called:
    clauses = [called.ids[0] for called in list_calls(readings, version.body, "clause")]
    terms = [id for called in list_calls(readings, version.body, "definitions") for id in called.ids]
    return _Called(frozenset(clauses), frozenset(terms))


def _check_entries(library: Library, version: Version, old: _Called, new: _Called) -> Iterator[Problem]:
    path, line = version.body.path, version.lines.get("removed", 1)
    named: set[tuple[str, str]] = set()
    for entry in version.facts.removed:
        if bool(entry.clause) == bool(entry.term):
            hint = "Write 'clause: ...' or 'term: ...' in each, with its reason."
            yield Problem(
                path, line, "has an entry of 'removed' that names neither one clause nor one term", hint
            )
            continue
        sort, id = ("clause", entry.clause) if entry.clause else ("term", entry.term)
        known, before, now = (
            (library.clauses, old.clauses, new.clauses)
            if entry.clause
            else (library.terms, old.terms, new.terms)
        )
        unknown = list(find_unknown(path, line, sort, (id,), (*known, *library.unread.get(sort, ()))))
        yield from unknown
        yield from find_unknown(
            path, line, "clause", entry.instead, (*library.clauses, *library.unread.get("clause", ()))
        )
        if (sort, id) in named:
            yield Problem(path, line, f"says twice why the {sort} '{id}' was removed", "Keep one of the two.")
        named.add((sort, id))
        if unknown:
            continue
        if id in now:
            hint = "Take the entry out, or what calls for it out of the text."
            yield Problem(path, line, f"says why the {sort} '{id}' was removed, and still has it", hint)
        elif id not in before:
            hint = "Take the entry out: only what the version before has can be removed."
            yield Problem(path, line, f"says why the {sort} '{id}' was removed, which was not there", hint)
        for clause in entry.instead:
            if clause in library.clauses and clause not in new.clauses:
                message = f"says that '{clause}' stands in the place of '{id}', and does not call for it"
                yield Problem(path, line, message, "Name clauses of this version.")


def _check_silence(
    library: Library, policy: Policy, version: Version, old: _Called, new: _Called
) -> Iterator[Problem]:
    explained = {entry.clause for entry in version.facts.removed}
    taken_over: set[str] = set()
    concepts: set[str] = set()
    for id in new.clauses & library.clauses.keys():
        for revision in library.clauses[id].revisions:
            taken_over.update(revision.facts.replaces)
            concepts.add(revision.facts.concept)
    for id in sorted((old.clauses & library.clauses.keys()) - new.clauses - taken_over - explained):
        if {revision.facts.concept for revision in library.clauses[id].revisions} & (concepts - {""}):
            continue
        when = month_in_words(version.name)
        message = (
            f"has no clause '{id}' any more in the version of {when} of '{policy.id}', and does not say why"
        )
        hint = (
            f"Add 'removed: [{{clause: {id}, reason: ...}}]', in one sentence; 'instead: [...]' names what"
            " stands in its place."
        )
        yield Problem(version.body.path, 1, message, hint, Severity.WARNING)


RULES = (_check_removals,)
