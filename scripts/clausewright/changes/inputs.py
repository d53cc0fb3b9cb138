"""What a document is made from, so that one part of it can be exchanged for another's,
and the session in which documents are compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from ..assemble.amendments import amended_at
from ..assemble.answers import Answers, answers_from_values, unamended
from ..assemble.assembler import Assembler
from ..assemble.assembly import Assembled
from ..assemble.sites import MODEL_NAME, SchoolDocument, Site
from ..diff import Lineage, diff
from ..document.pandoc import Pandoc
from ..document.parse import parse
from ..model.change import Changes, Side
from ..model.document import Document
from ..model.library import Library, Policy, School, Version
from ..model.status import PolicyStatus
from ..model.values import Bound

_PROPOSED = Bound("Proposed, not yet in force", "school")


@dataclass(frozen=True, slots=True)
class DocumentInputs:
    """What one document of a policy is made from, and whose it is.

    `held_policies` are those that its reader has; `amended` says which amendments count; `model` whether it
    is the model itself.
    """

    assembler: Assembler
    policy: Policy
    version: Version
    values: Mapping[str, Bound]
    held_policies: frozenset[str]
    party: str = "Model"
    model: bool = False
    amended: Callable[[str], str] = unamended

    @property
    def library(self) -> Library:
        """The library that it is taken from."""
        return self.assembler.library

    @property
    def side(self) -> Side:
        """How readers are told of it."""
        return Side(self.version.name, self.version.title, self.party)

    def answers(self) -> Answers:
        """Return what answers the questions of its templates."""
        return answers_from_values(
            self.library.schema, self.values, self.held_policies, self.model, self.amended
        )

    def assemble(self) -> Assembled:
        """Return its text with tokens."""
        return self.assembler.assembled(self.policy, self.version, self.answers())


# -- whose document ------------------------------------------------------------------------------------------


def make_model_inputs(
    assembler: Assembler, policy: Policy, version: Version, day: date | None = None
) -> DocumentInputs:
    """Return the inputs of a version as the model has it: choices at their defaults, and what common values
    there are on a day (the version's first).
    """
    library = assembler.library
    values = library.values(None, day or version.date)
    policies = frozenset(library.policies)
    return DocumentInputs(assembler, policy, version, values, policies, MODEL_NAME, model=True)


def make_school_inputs(
    assembler: Assembler,
    school: School,
    policy: Policy,
    version: Version,
    held_policies: Iterable[str],
    day: date,
) -> DocumentInputs:
    """Return the inputs of a version as a school would have it if it were proposed: with its values, choices
    and amendments as on a day.

    `held_policies` are the policies that the school has.
    """
    library = assembler.library
    values = {**library.values(school, day), "adopted.status": _PROPOSED}
    amended = amended_at(library.amenders(school), day)
    name = str(values["school.name"].value) if "school.name" in values else school.id
    policies = frozenset({*held_policies, policy.id})
    return DocumentInputs(assembler, policy, version, values, policies, name, amended=amended)


def make_copy_inputs(assembler: Assembler, site: Site, copy: SchoolDocument) -> DocumentInputs:
    """Return the inputs of a copy on a site."""
    policies = frozenset(document.standing.policy.id for document in site.copies)
    is_model = copy.standing.state in (PolicyStatus.MODEL, PolicyStatus.CONSULTATION)
    version = copy.assembled.version
    inputs = DocumentInputs(
        assembler, copy.standing.policy, version, copy.values, policies, site.name, is_model
    )
    if not site.school:
        return inputs
    return replace(inputs, amended=amended_at(assembler.library.amenders(site.school), site.showing.day))


def propose_version(inputs: DocumentInputs, version: Version) -> DocumentInputs:
    """Return what a school would have if it adopted another version: the same values,
    choices and amendments, not yet in force.
    """
    values = {key: bound for key, bound in inputs.values.items() if not key.startswith("adopted.")}
    return replace(inputs, version=version, values={**values, "adopted.status": _PROPOSED})


def read_as_school(model: DocumentInputs, school: DocumentInputs) -> DocumentInputs:
    """Return the model as a school would have it that adopted it unchanged,
    with the same record as the school that it is held against.
    """
    record = {key: bound for key, bound in school.values.items() if key.startswith("adopted.")}
    return replace(model, model=False, held_policies=school.held_policies, values={**model.values, **record})


# -- the session ---------------------------------------------------------------------------------------------


@dataclass(slots=True)
class DiffSession:
    """Where comparing is done: every text is parsed once, every pair of documents compared once."""

    pandoc: Pandoc
    _documents: dict[str, Document] = field(default_factory=dict)
    _diffs: dict[tuple[str, str, str], Changes] = field(default_factory=dict)
    _assemblers: dict[object, tuple[Library, Assembler]] = field(default_factory=dict)

    def parse(self, assembled: Assembled) -> Document:
        """Return the document of an assembled text."""
        if assembled.digest not in self._documents:
            self._documents[assembled.digest] = self.parse_text(assembled.policy, assembled.text)
        return self._documents[assembled.digest]

    def parse_text(self, policy: Policy, text: str) -> Document:
        """Return the document of any text of a policy."""
        return parse(self.pandoc, policy.facts.title, policy.facts.numbering, text)

    def diff(self, old: Assembled, new: Assembled, lineage: Lineage) -> Changes:
        """Compare two texts of a policy; their sides have no names yet."""
        # The lineage sorted, because the order of a set is another in every run.
        known = repr((sorted(lineage.stands_for.items()), sorted(lineage.replaces.items())))
        pair = (old.digest, new.digest, known)
        if pair not in self._diffs:
            nobody = Side("", "")
            sides = (nobody, nobody)
            self._diffs[pair] = diff(new.policy.id, self.parse(old), self.parse(new), sides, lineage)
        return self._diffs[pair]

    def make_assembler(self, library: Library, key: object, make: Callable[[], Library]) -> Assembler:
        """Return an assembler for a library that differs from `library` by what `key` says,
        and that `make` makes.
        """
        # Keeping the library keeps its id from being another's.
        known = (id(library), key)
        if known not in self._assemblers:
            self._assemblers[known] = library, Assembler(make())
        return self._assemblers[known][1]


# -- lineage -------------------------------------------------------------------------------------------------


def trace_lineage(library: Library, old: Assembled, new: Assembled) -> Lineage:
    """Return what is known of the clauses of two texts beyond their ids.

    Which clauses a new one took over from is followed back through all clauses of the new text's library. A
    clause that stands where another of its concept stood stands for it.
    """
    took_over: dict[str, set[str]] = {}
    for clause in library.clauses.values():
        took_over[clause.id] = set()
        for revision in clause.revisions:
            if revision.date <= new.version.date:
                took_over[clause.id].update(revision.facts.replaces)
    replaces: dict[str, tuple[str, ...]] = {}
    for id in {revision.clause for revision in new.revisions}:
        if took_over.get(id):
            replaces[id] = tuple(sorted(_list_ancestors(id, took_over)))
    return Lineage(replaces, _find_stand_ins(old, new))


def _list_ancestors(id: str, took_over: Mapping[str, set[str]]) -> set[str]:
    """All clauses that a clause took over from, by whatever steps."""
    ancestors: set[str] = set()
    waiting = [id]
    while waiting:
        fresh = took_over.get(waiting.pop(), set()) - ancestors - {id}
        ancestors |= fresh
        waiting += fresh
    return ancestors


def _find_stand_ins(old: Assembled, new: Assembled) -> dict[str, str]:
    """For each clause that only the new text has the one of its concept that only the old text has."""
    old_ids = {revision.clause for revision in old.revisions}
    new_ids = {revision.clause for revision in new.revisions}
    by_concept: dict[str, str] = {}
    for revision in old.revisions:
        if revision.facts.concept and revision.clause not in new_ids:
            by_concept[revision.facts.concept] = revision.clause
    stand_ins: dict[str, str] = {}
    for revision in new.revisions:
        if revision.clause not in old_ids and revision.facts.concept in by_concept:
            stand_ins[revision.clause] = by_concept[revision.facts.concept]
    return stand_ins
