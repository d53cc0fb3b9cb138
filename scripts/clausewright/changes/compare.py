"""Everything that differs between two documents of a library, with causes, reasons and effects."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from ..diff.effects import assign_effects
from ..diff.redline import accept_part
from ..diff.repeated import join_repeated
from ..model.ast import text_of
from ..model.change import Cause, Change, Changes, Kind
from ..model.document import PlacedClause
from ..model.library import Revision
from ..model.records import RemovedFacts
from ..model.text import join_words
from .attribution import add_value_changes, attribute_changes
from .branches import add_branch_changes
from .choices import add_new_choices
from .inputs import DiffSession, DocumentInputs, read_as_school, trace_lineage


def compare(session: DiffSession, old: DocumentInputs, new: DocumentInputs) -> Changes:
    """Return all that differs between two documents.

    Where one is the model and the other a school's, the model is read as a school would have it. The
    templates of both libraries must have passed check.
    """
    if old.model and not new.model:
        old = read_as_school(old, new)
    elif new.model and not old.model:
        new = read_as_school(new, old)
    changes = add_value_changes(attribute_changes(session, old, new), old, new)
    if old.model and new.model:
        lineage = trace_lineage(new.library, old.assemble(), new.assemble())
        changes = add_branch_changes(session, changes, old, new, lineage)
    # A choice that only another choice brings up is no new one.
    if old.party == new.party and (new.model or old.version.name != new.version.name):
        changes = add_new_choices(changes, old, new)
    entries = tuple(_add_reasons(changes, old, new))
    changes = join_repeated(replace(changes, entries=entries, old=old.side, new=new.side))
    reapprove = {key: variable.reapprove for key, variable in new.library.schema.items()}
    return assign_effects(changes, new.library.effects, reapprove)


def _add_reasons(changes: Changes, old: DocumentInputs, new: DocumentInputs) -> Iterator[Change]:
    """Each change with the reason that the new revisions or amendments give, or the new version for what it
    removed.
    """
    removals, titles = _list_removals(old, new), _title_clauses(changes)
    amendments = new.assemble().amendments
    old_revision, new_revision = _make_revision_finder(old), _make_revision_finder(new)
    for entry in changes.entries:
        reasons: list[str] = []
        if entry.cause is Cause.AMENDMENT:
            for id in (*entry.new_ids, *entry.old_ids):
                if id in amendments:
                    reasons.append(amendments[id].facts.reason)
        elif entry.cause is Cause.MODEL:
            for id in entry.new_ids:
                revision = new_revision(id)
                if revision and revision != old_revision(id):
                    reasons.append(revision.facts.reason)
        instead: list[str] = []
        if entry.cause is Cause.MODEL and Kind.REMOVED in entry.kinds:
            for removed in _find_removals(entry, removals):
                reasons.append(removed.reason)
                instead += [titles[id] for id in removed.instead if id in titles]
        yield replace(
            entry,
            reason=" ".join(dict.fromkeys(filter(None, reasons))),
            instead=f"In its place: {join_words(dict.fromkeys(instead))}." if instead else "",
        )


def _list_removals(old: DocumentInputs, new: DocumentInputs) -> dict[str, RemovedFacts]:
    """What the versions after the old one, up to the new one, say of what they removed, by the id that a
    change has: "c-" and the clause's, "d-" and the term's. The last one that says it counts.
    """
    removals: dict[str, RemovedFacts] = {}
    for version in new.policy.versions:
        if old.version.date < version.date <= new.version.date:
            for removed in version.facts.removed:
                removals[f"c-{removed.clause}" if removed.clause else f"d-{removed.term}"] = removed
    return removals


def _find_removals(entry: Change, removals: Mapping[str, RemovedFacts]) -> Iterator[RemovedFacts]:
    """What is said of the clauses and the term that a change removed; a section's go with it."""
    ids = dict.fromkeys([f"d-{entry.subject}", *(f"c-{id}" for id in entry.old_ids)])
    for line in entry.items:
        if isinstance(line.old, PlacedClause):
            ids[f"c-{line.old.id}"] = None
    for id in ids:
        if id in removals:
            yield removals[id]


def _title_clauses(changes: Changes) -> dict[str, str]:
    """What each clause of the new document is called, with its number."""
    titles: dict[str, str] = {}
    for line in changes.redline:
        if isinstance(line.new, PlacedClause):
            name = f"{line.new.number.rstrip('.:')} {text_of(list(accept_part(list(line.new.title))))}"
            titles[line.new.id] = name.strip()
    return titles


def _make_revision_finder(inputs: DocumentInputs) -> Callable[[str], Revision | None]:
    """What finds the revision of a clause that a document has,
    or would have where a school chooses otherwise.
    """
    revisions = {revision.clause: revision for revision in inputs.assemble().revisions}

    def find_revision(id: str) -> Revision | None:
        if id in revisions:
            return revisions[id]
        clause = inputs.library.clauses.get(id)
        return clause.at(inputs.version.date) if clause else None

    return find_revision
