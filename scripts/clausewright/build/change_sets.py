"""Pairs: which two copies of a policy are compared for whom, and what the tokens of both print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from ..assemble.amendments import amended_at
from ..assemble.answers import unamended
from ..assemble.assembler import Assembler
from ..assemble.resolver import Place, ValueResolver, places_of
from ..assemble.sites import (
    PastDay,
    SchoolDocument,
    Site,
    assemble_copy_as,
    assemble_past_copy,
    look_back,
)
from ..changes import DocumentInputs
from ..model.dates import day_before
from ..model.kinds import VersionStatus
from ..model.library import Adoption, Library, Policy, Version
from ..model.status import Period, PolicyStanding, PolicyStatus, list_periods
from ..model.tokens import token

# What lasts from edition to edition stands in this folder of a reader.
CHANGES = "changes"
MODEL_FOLDER = f"model/{CHANGES}"


@dataclass(frozen=True, slots=True)
class VersionPair:
    """Two copies of one reader. `school` is empty for the model."""

    old: SchoolDocument
    new: SchoolDocument
    school: str

    @property
    def is_decided(self) -> bool:
        """Say whether the new text was adopted."""
        return self.new.standing.adoption is not None

    @property
    def is_of_versions_in_a_row(self) -> bool:
        """Say whether what the new version says of itself holds from the old one on: a school may pass over
        versions, adopt one again, or go back to an earlier one.
        """
        old, new = self.old.assembled.version, self.new.assembled.version
        between = [
            version
            for version in self.new.standing.policy.versions
            if old.date < version.date < new.date and version.facts.status is VersionStatus.ISSUED
        ]
        return old.date < new.date and not between

    def make_inputs(self, assembler: Assembler) -> tuple[DocumentInputs, DocumentInputs]:
        """What both are made from. The reader's name stays open, so that readers can share what is found."""
        old, new = (self._make_inputs(assembler, copy) for copy in (self.old, self.new))
        return old, new

    def _make_inputs(self, assembler: Assembler, copy: SchoolDocument) -> DocumentInputs:
        library, school = assembler.library, assembler.library.schools.get(self.school)
        amended = amended_at(library.amenders(school), copy.day) if school else unamended
        return DocumentInputs(
            assembler,
            library.policies[copy.assembled.policy.id],
            copy.assembled.version,
            copy.values,
            copy.held_policies,
            token("site.name"),
            school is None,
            amended,
        )


@dataclass(frozen=True, slots=True)
class KeyedPair:
    """Two copies, and the key of their comparison."""

    pair: VersionPair
    key: str


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """Two copies of a policy at one reader, the older first. `folder` is where its changes stand in the
    output; `adoption` is the decision that brought them at a school, None where none has been made.
    """

    site: Site
    old: SchoolDocument
    new: SchoolDocument
    folder: str
    adoption: Adoption | None = None

    @property
    def compared(self) -> VersionPair:
        """Its two copies."""
        return VersionPair(self.old, self.new, self.site.school.id if self.site.school else "")

    @property
    def of_model(self) -> bool:
        """Say whether these are versions of the model, which belong to no edition."""
        return self.site.school is None

    @property
    def is_lasting(self) -> bool:
        """Say whether its page stands beside the reader's editions, where it stays whatever edition comes."""
        return self.of_model or self.adoption is not None

    @property
    def up(self) -> str:
        """The way from its page to the reader's own site."""
        return "../../../latest/" if self.is_lasting else "../../"

    @property
    def path_at_reader(self) -> str:
        """Where its page is, from the reader's own folder on."""
        return f"{self.folder.removeprefix(f'{self.site.id}/')}/index.html"

    def link_from(self, site: Site, copy: SchoolDocument) -> str:
        """The way from the page of a copy on a site to these changes, "" where they are not about what it
        shows.
        """
        if site.id != self.site.id:
            return ""
        if self.of_model:
            theirs, ours = copy.assembled, self.new.assembled
            is_shown = (theirs.policy.id, theirs.version.name) == (ours.policy.id, ours.version.name)
            return f"../../{self.path_at_reader}" if is_shown else ""
        if self.adoption:
            is_to_come = self.new.day > self.site.showing.day and site.showing.is_newest
            decisions = [self.adoption, self.old.standing.adoption] if is_to_come else [self.adoption]
            return f"../../{self.path_at_reader}" if copy.standing.adoption in decisions else ""
        return "changes/index.html" if (site.path, copy.id) == (self.site.path, self.old.id) else ""


def list_change_sets(assembler: Assembler, sites: Iterable[Site]) -> Iterator[ChangeSet]:
    """Every two copies whose changes are published.

    Of the model each version with the one before; of a school each text that it adopted with the one before,
    and what it has in force with what it has been asked to adopt.
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
    yield from list_adoptions(assembler, site)
    for copy in site.copies:
        proposed = copy.standing.proposed
        if proposed and copy.standing.adoption:
            new = assemble_copy_as(
                assembler, site, PolicyStanding(copy.standing.policy, PolicyStatus.PROPOSED, proposed)
            )
            yield ChangeSet(site, copy, new, f"{site.path}/{copy.id}/changes")


def list_adoptions(assembler: Assembler, site: Site) -> Iterator[ChangeSet]:
    """Yield what changed at each adoption that was decided by a site's day: the school's text of the day
    before, with the values, choices and wordings that counted then, and that of the first day. The model has
    none.
    """
    if site.school is None:
        return
    days: dict[date, PastDay] = {}

    def find_copy(policy: Policy, day: date) -> SchoolDocument:
        if day not in days:
            days[day] = look_back(assembler.library, site, day)
        return assemble_past_copy(assembler, site, policy.id, days[day])

    for policy in assembler.library.policies.values():
        if policy.facts.publish == "internal":
            continue
        for after in list_periods(assembler.library, site.school, policy)[1:]:
            if after.adoption and find_decision_day(after) <= site.showing.day:
                old, new = find_copy(policy, day_before(after.first)), find_copy(policy, after.first)
                folder = f"{site.id}/{CHANGES}/{policy.id}/{after.first.isoformat()}"
                yield ChangeSet(site, old, new, folder, after.adoption)


def find_decision_day(period: Period) -> date:
    """The day on which it was decided that a version comes into force; that of the model is its own."""
    return (period.adoption.facts.on if period.adoption else None) or period.first


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
        RelocatedResolver(
            library, pair.site, copy, places_of(pair.site, copy, numbers), pair.up, is_past=is_past
        )
        for copy, is_past in ((pair.old, True), (pair.new, False))
    )
    return PairResolver(old, new)


class RelocatedResolver(ValueResolver):
    """Speaks for a copy on a page that stands elsewhere than the copy's own; `up` is the way from there to
    the site.
    """

    def __init__(
        self,
        library: Library,
        site: Site,
        copy: SchoolDocument,
        elsewhere: Mapping[str, Place],
        up: str,
        *,
        is_past: bool = False,
    ) -> None:
        """Speak for a copy."""
        super().__init__(library, site, copy, elsewhere, is_past=is_past)
        self._up = up

    def _document(self, id: str, suffix: str) -> str:
        return f"{self._up}{id}/index.html" if suffix == "html" else f"{self._up}files/{id}.{suffix}"


# The sets of changes that adoptions brought, by the reader, the policy and the day.
Adoptions = Mapping[tuple[str, str, date], ChangeSet]


def index_adoptions(pairs: Iterable[ChangeSet]) -> Adoptions:
    """Return the sets of changes that adoptions brought, for `find_pair_before`."""
    by_day: dict[tuple[str, str, date], ChangeSet] = {}
    for pair in pairs:
        if pair.adoption:
            by_day[pair.site.id, pair.new.standing.policy.id, pair.adoption.date] = pair
    return by_day


def find_pair_before(
    assembler: Assembler, site: Site, copy: SchoolDocument, adoptions: Adoptions
) -> VersionPair | None:
    """What a copy opens with: of a school's, what changed when it adopted this text; of the model's, what
    changed since the version before. None where nothing came before, or policy.yml says no.
    """
    policy, version, adoption = copy.standing.policy, copy.assembled.version, copy.standing.adoption
    if not policy.facts.list_changes:
        return None
    if site.school:
        pair = adoptions.get((site.id, policy.id, adoption.date)) if adoption else None
        return pair.compared if pair else None
    earlier = [
        earlier_version
        for earlier_version in policy.versions
        if earlier_version.date < version.date
        and earlier_version.facts.status in (VersionStatus.ISSUED, VersionStatus.CONSULTATION)
    ]
    if not earlier:
        return None
    before = assemble_copy_as(assembler, site, replace(copy.standing, version=earlier[-1]))
    return VersionPair(before, copy, "")
