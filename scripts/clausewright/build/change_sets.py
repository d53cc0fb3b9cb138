"""Pairs: which two copies of a policy are compared for whom, and what the tokens of both print."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from ..assemble.amendments import amended_at
from ..assemble.answers import unamended
from ..assemble.assembler import Assembler
from ..assemble.resolver import Place, ValueResolver, places_of
from ..assemble.sites import SchoolDocument, Site, assemble_copy_as
from ..changes import DocumentInputs
from ..model.library import Library, Policy, Version
from ..model.records import VersionStatus
from ..model.status import PolicyStanding, PolicyStatus
from ..model.tokens import token
from .cache import canonicalise, digest
from .options import Toolchain

MODEL_FOLDER = "model/changes"


@dataclass(frozen=True, slots=True)
class VersionPair:
    """Two copies of one reader, and what else their texts depend on. `school` is empty for the model."""

    old: SchoolDocument
    new: SchoolDocument
    held: frozenset[str]
    school: str
    day: date

    def make_inputs(self, assembler: Assembler) -> tuple[DocumentInputs, DocumentInputs]:
        """What both are made from. The reader's name stays open, so that readers can share what is found."""
        old, new = (self._make_inputs(assembler, copy) for copy in (self.old, self.new))
        return old, new

    def _make_inputs(self, assembler: Assembler, copy: SchoolDocument) -> DocumentInputs:
        library, school = assembler.library, assembler.library.schools.get(self.school)
        amended = amended_at(library.amenders(school), self.day) if school else unamended
        one = copy.assembled
        policy, version = library.policies[one.policy.id], one.version
        return DocumentInputs(
            assembler, policy, version, copy.values, self.held, token("site.name"), school is None, amended
        )


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """Two copies of a policy at one reader, the older first. `folder` is where its changes stand in the
    output.
    """

    site: Site
    old: SchoolDocument
    new: SchoolDocument
    folder: str

    @property
    def compared(self) -> VersionPair:
        """Its two copies."""
        policies = frozenset(copy.standing.policy.id for copy in self.site.copies)
        return VersionPair(
            self.old,
            self.new,
            policies,
            self.site.school.id if self.site.school else "",
            self.site.showing.day,
        )

    @property
    def of_model(self) -> bool:
        """Say whether these are versions of the model, which belong to no edition."""
        return self.site.school is None

    @property
    def up(self) -> str:
        """The way from its page to the reader's own site."""
        return "../../../latest/" if self.of_model else "../../"

    def link_from(self, site: Site, copy: SchoolDocument) -> str:
        """The way from the page of a copy on a site to these changes, "" where they are not about what it
        shows.
        """
        if self.of_model:
            theirs, ours = copy.assembled, self.new.assembled
            is_shown = (theirs.policy.id, theirs.version.name) == (ours.policy.id, ours.version.name)
            return (
                f"../../{self.folder.removeprefix('model/')}/index.html"
                if is_shown and site.school is None
                else ""
            )
        return "changes/index.html" if (site.path, copy.id) == (self.site.path, self.old.id) else ""


def list_change_sets(assembler: Assembler, sites: Iterable[Site]) -> Iterator[ChangeSet]:
    """Every two copies whose changes are published.

    Of the model each version with the one before, of a school what it has in force with what it has been
    asked to adopt.
    """
    for site in sites:
        if site.showing.is_newest:
            yield from (
                _list_for_model(assembler, site) if site.school is None else _list_for_school(assembler, site)
            )


def _list_for_model(assembler: Assembler, site: Site) -> Iterator[ChangeSet]:
    for policy in assembler.library.policies.values():
        shown = [version for version in policy.versions if _is_published(version, site)]
        for old, new in pairwise(shown):
            before, after = (
                assemble_copy_as(assembler, site, _make_published_standing(policy, version))
                for version in (old, new)
            )
            yield ChangeSet(site, before, after, f"{MODEL_FOLDER}/{policy.id}/{old.name}-to-{new.name}")


def _is_published(version: Version, site: Site) -> bool:
    status = version.facts.status
    return status is VersionStatus.CONSULTATION or (
        status is VersionStatus.ISSUED and version.date <= site.showing.day
    )


def _make_published_standing(policy: Policy, version: Version) -> PolicyStanding:
    return PolicyStanding(
        policy,
        PolicyStatus.CONSULTATION
        if version.facts.status is VersionStatus.CONSULTATION
        else PolicyStatus.MODEL,
        version,
    )


def _list_for_school(assembler: Assembler, site: Site) -> Iterator[ChangeSet]:
    for copy in site.copies:
        proposed = copy.standing.proposed
        if proposed and copy.standing.adoption:
            new = assemble_copy_as(
                assembler, site, PolicyStanding(copy.standing.policy, PolicyStatus.PROPOSED, proposed)
            )
            yield ChangeSet(site, copy, new, f"{site.path}/{copy.id}/changes")


class PairResolver:
    """Says what each key prints in the changes between two copies: as in the new one, else, where only the
    old one has it, as there.
    """

    def __init__(self, old: ValueResolver, new: ValueResolver) -> None:
        """Speak for two copies."""
        self.old, self.new = old, new

    def resolve(self, keys: Iterable[str], suffix: str) -> dict[str, str]:
        """What each key prints; "old.<key>" is what the old copy prints for a key."""
        return {key: self._resolve_key(key, suffix) for key in keys}

    def _resolve_key(self, key: str, suffix: str) -> str:
        if key.startswith("old."):
            return _of(self.old, key.removeprefix("old."), suffix)
        try:
            return _of(self.new, key, suffix)
        except KeyError:
            return _of(self.old, key, suffix)


def _of(printer: ValueResolver, key: str, suffix: str) -> str:
    return printer.resolve([key], suffix)[key]


def make_pair_resolver(
    library: Library, pair: ChangeSet, numbers: Mapping[str, Mapping[str, str]]
) -> PairResolver:
    """Speak for a pair; `numbers` are those of the clauses in the documents of its site."""
    old, new = (
        RelocatedResolver(library, pair.site, copy, places_of(pair.site, copy, numbers), pair.up)
        for copy in (pair.old, pair.new)
    )
    return PairResolver(old, new)


class RelocatedResolver(ValueResolver):
    """Speaks for a copy on a page that stands elsewhere than the copy's own; `up` is the way from there to
    the site.
    """

    def __init__(
        self, library: Library, site: Site, copy: SchoolDocument, elsewhere: Mapping[str, Place], up: str
    ) -> None:
        """Speak for a copy."""
        super().__init__(library, site, copy, elsewhere)
        self._up = up

    def _document(self, id: str, suffix: str) -> str:
        return f"{self._up}{id}/index.html" if suffix == "html" else f"{self._up}files/{id}.{suffix}"


def make_comparison_key(tools: Toolchain, assembler: Assembler, pair: VersionPair) -> str:
    """A digest of all that comparing them depends on. Of the facts of an adoption only which of them differ
    is in it.
    """
    old, new, library = pair.old, pair.new, assembler.library
    reasons, is_model = [], []
    for copy in (old, new):
        for revision in copy.assembled.revisions:
            reasons.append((revision.clause, revision.facts.model_dump_json()))
        is_model.append(copy.standing.state in (PolicyStatus.MODEL, PolicyStatus.CONSULTATION))
    values = {}
    for key in sorted({*old.values, *new.values}):
        before, after = old.values.get(key), new.values.get(key)
        if before != after:
            values[key] = "" if key.startswith("adopted.") else canonicalise((before, after))
    version = new.assembled.version
    facts = [
        reasons,
        [amendment.facts.reason for amendment in new.assembled.amendments.values()],
        values,
        is_model,
        version.facts.model_dump_json(),
        canonicalise(library.effects),
        canonicalise(sorted(library.schema.items())),
    ]
    pictures = [
        data
        for name, data in sorted(library.images.items())
        if name in old.assembled.text or name in new.assembled.text
    ]
    texts = (
        old.assembled.version.title,
        version.title,
        old.assembled.digest,
        new.assembled.digest,
        _digest_model(assembler, pair),
    )
    return digest(tools.digest, *texts, json.dumps(facts), *pictures)


def _digest_model(assembler: Assembler, pair: VersionPair) -> str:
    """Of the model every shape is compared, so all of its templates count."""
    if pair.school:
        return ""
    library = assembler.library
    clauses = [
        (id, revision.name, revision.body.text)
        for id, clause in library.clauses.items()
        for revision in clause.revisions
    ]
    bodies = [revision.assembled.version.body.text for revision in (pair.old, pair.new)]
    return digest(
        json.dumps([clauses, bodies]),
        canonicalise(sorted(library.terms.items())),
        canonicalise(sorted(library.citations.items())),
    )


def find_version_before(site: Site, copy: SchoolDocument, assembler: Assembler) -> VersionPair | None:
    """A copy with what its reader would have of the version before; None where its policy does not open with
    what changed.

    Both have the same values, so that readers whose texts are equal share the list.
    """
    policy, version = copy.standing.policy, copy.assembled.version
    if not policy.facts.list_changes:
        return None
    earlier = [
        earlier_version
        for earlier_version in policy.versions
        if earlier_version.date < version.date
        and earlier_version.facts.status in (VersionStatus.ISSUED, VersionStatus.CONSULTATION)
    ]
    return (
        ChangeSet(
            site, assemble_copy_as(assembler, site, replace(copy.standing, version=earlier[-1])), copy, ""
        ).compared
        if earlier
        else None
    )
