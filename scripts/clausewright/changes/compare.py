"""Everything that differs between two documents of a library, with causes, reasons and effects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from ..diff.effects import assign_effects
from ..diff.repeated import join_repeated
from ..model.change import Cause, Change, Changes
from ..model.library import Revision
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
        changes = add_new_choices(changes, old, new)
    entries = tuple(_add_reasons(changes.entries, old, new))
    changes = join_repeated(replace(changes, entries=entries, old=old.side, new=new.side))
    reapprove = {key: variable.reapprove for key, variable in new.library.schema.items()}
    return assign_effects(changes, new.library.effects, reapprove)


def _add_reasons(entries: Iterable[Change], old: DocumentInputs, new: DocumentInputs) -> Iterator[Change]:
    """Each change with the reason that the new revisions or amendments give."""
    amendments = new.assemble().amendments
    old_revision, new_revision = _revision_finder(old), _revision_finder(new)
    for entry in entries:
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
        yield replace(entry, reason=" ".join(dict.fromkeys(filter(None, reasons))))


def _revision_finder(inputs: DocumentInputs) -> Callable[[str], Revision | None]:
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
