"""Documents: everything that differs between two sources, with causes, reasons and effects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date

from ..assemble.amendments import amended_at
from ..assemble.assembler import Assembler
from ..assemble.sites import MODEL_NAME, SchoolDocument, Site
from ..diff.effects import assign_effects
from ..model.change import Cause, Change, Changes
from ..model.library import Policy, Revision, School, Version
from ..model.status import PolicyStatus
from ..model.values import Bound
from .attribution import attribute_changes
from .branches import add_branch_changes
from .source import DiffSession, DocumentInputs, trace_lineage
from .values import add_value_changes

_PROPOSED = "Proposed, not yet in force"


def make_model_inputs(
    assembler: Assembler, policy: Policy, version: Version, day: date | None = None
) -> DocumentInputs:
    """A version as the model has it: choices at their defaults, and what common values there are on a day
    (the version's first).
    """
    library = assembler.library
    values = library.values(None, day or version.date)
    return DocumentInputs(
        assembler, policy, version, values, frozenset(library.policies), MODEL_NAME, model=True
    )


def make_school_inputs(
    assembler: Assembler, school: School, policy: Policy, version: Version, held: Iterable[str], day: date
) -> DocumentInputs:
    """A version as a school would have it if it were proposed: with its values, choices and amendments as on
    a day.

    `held` are the policies that the school has.
    """
    library = assembler.library
    values = {**library.values(school, day), "adopted.status": Bound(_PROPOSED, "school")}
    amended = amended_at(library.amenders(school), day)
    name = str(values["school.name"].value) if "school.name" in values else school.id
    return DocumentInputs(
        assembler, policy, version, values, frozenset({*held, policy.id}), name, amended=amended
    )


def make_copy_inputs(assembler: Assembler, site: Site, copy: SchoolDocument) -> DocumentInputs:
    """The source of a copy on a site."""
    held = frozenset(one.standing.policy.id for one in site.copies)
    is_model = copy.standing.state in (PolicyStatus.MODEL, PolicyStatus.CONSULTATION)
    source = DocumentInputs(
        assembler, copy.standing.policy, copy.assembled.version, copy.values, held, site.name, is_model
    )
    return (
        replace(source, amended=amended_at(assembler.library.amenders(site.school), site.showing.day))
        if site.school
        else source
    )


def propose_version(source: DocumentInputs, version: Version) -> DocumentInputs:
    """What a school would have if it adopted another version: the same values, choices and amendments, not
    yet in force.
    """
    values = {key: bound for key, bound in source.values.items() if not key.startswith("adopted.")}
    return replace(source, version=version, values={**values, "adopted.status": Bound(_PROPOSED, "school")})


def read_as_school(source: DocumentInputs, like: DocumentInputs) -> DocumentInputs:
    """The model as a school would have it that adopted it unchanged, with the same record as the school that
    it is held against.
    """
    facts = {key: bound for key, bound in like.values.items() if key.startswith("adopted.")}
    return replace(source, model=False, held=like.held, values={**source.values, **facts})


def compare(desk: DiffSession, old: DocumentInputs, new: DocumentInputs) -> Changes:
    """Return all that differs between two sources.

    Where one is the model and the other a school, the model is read as a school would have it. The templates
    of both libraries must have passed check.
    """
    if old.model != new.model:
        old, new = (
            read_as_school(one, other) if one.model else one for one, other in ((old, new), (new, old))
        )
    changes = add_value_changes(attribute_changes(desk, old, new), old, new)
    if old.model and new.model:
        changes = add_branch_changes(
            desk, changes, old, new, trace_lineage(new.library, old.assembled(), new.assembled())
        )
    entries = tuple(_with_reasons(changes.entries, old, new))
    return finish_changes(replace(changes, entries=entries, old=old.side, new=new.side), new)


def finish_changes(changes: Changes, new: DocumentInputs) -> Changes:
    """The changes with their effects, by the rules of the new library."""
    library = new.library
    return assign_effects(
        changes, library.effects, {key: variable.reapprove for key, variable in library.schema.items()}
    )


def _with_reasons(entries: Iterable[Change], old: DocumentInputs, new: DocumentInputs) -> Iterator[Change]:
    """Each change with the reason that the new revisions or amendments give."""
    amendments = new.assembled().amendments
    before, after = _revisions(old), _revisions(new)
    for entry in entries:
        found: list[str] = []
        if entry.cause is Cause.AMENDMENT:
            found = [
                one.facts.reason for id in (*entry.new_ids, *entry.old_ids) if (one := amendments.get(id))
            ]
        elif entry.cause is Cause.MODEL:
            fresh = [revision for id in entry.new_ids if (revision := after(id)) and revision != before(id)]
            found = [revision.facts.reason for revision in fresh]
        yield replace(entry, reason=" ".join(dict.fromkeys(reason for reason in found if reason)))


def _revisions(source: DocumentInputs) -> Callable[[str], Revision | None]:
    """The revision of a clause that a source has, or would have where a school chooses otherwise."""
    there = {revision.clause: revision for revision in source.assembled().revisions}

    def revision(id: str) -> Revision | None:
        clause = source.library.clauses.get(id)
        return there.get(id) or (clause.at(source.version.date) if clause else None)

    return revision
