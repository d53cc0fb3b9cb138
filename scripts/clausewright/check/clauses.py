"""Clauses: what the front matter of each revision names and must have."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ..errors import Problem
from ..model.library import Library
from ..model.records import ID, FragmentKind
from .references import unknown, words
from .templates import Readings

_WITHOUT_CONCEPT = frozenset({FragmentKind.QUOTATION, FragmentKind.ADOPTER_NOTE, FragmentKind.NOTE})


def _names(library: Library, _: Readings, __: date) -> Iterable[Problem]:
    citations = (*library.citations, *library.unread.get("citation", ()))
    for clause in library.clauses.values():
        for revision in clause.revisions:
            facts, path, lines = revision.facts, revision.body.path, revision.lines
            yield from unknown(path, lines.get("applies_to", 1), "audience", facts.applies_to, words(library))
            yield from unknown(path, lines.get("source", 1), "citation", facts.source, citations)
            yield from unknown(path, lines.get("cite", 1), "citation", (facts.cite,), citations)


def _concepts(library: Library, _: Readings, __: date) -> Iterable[Problem]:
    for clause in library.clauses.values():
        for revision in clause.revisions:
            if not revision.facts.concept and revision.facts.kind not in _WITHOUT_CONCEPT:
                hint = (
                    f"Add 'concept: {clause.id}': what it is about, so that no document says two things"
                    " of it."
                )
                yield Problem(revision.body.path, 1, "has no concept", hint)


def _replaced(library: Library, _: Readings, __: date) -> Iterable[Problem]:
    for clause in library.clauses.values():
        for revision in clause.revisions:
            line = revision.lines.get("replaces", 1)
            for id in revision.facts.replaces:
                if not ID.fullmatch(id):
                    yield Problem(
                        revision.body.path,
                        line,
                        f"replaces '{id}', which cannot be an id",
                        "Write the id of a clause.",
                    )
                elif id == clause.id:
                    yield Problem(
                        revision.body.path,
                        line,
                        "replaces itself",
                        "Name the clause that this one took over from.",
                    )


RULES = (_names, _concepts, _replaced)
