"""Every site of a library: for each school and the model, in each edition, what stands there and its
assembled text; and which values the school must still give.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from ..model.codes import make_code
from ..model.library import Library, School, Version, find_chair_key
from ..model.status import (
    MARKS,
    RECORD_LABELS,
    VERSION_MARKS,
    EditionView,
    PolicyStanding,
    PolicyStatus,
    find_standing,
    list_edition_views,
    list_model_standings,
)
from ..model.values import Bound, Person, Words
from .amendments import amended_at
from .answers import answers_from_values, is_there, unamended
from .assembler import Assembler
from .assembly import Assembled

MODEL_ID = "model"
MODEL_NAME = "Model policies"


@dataclass(frozen=True, slots=True)
class SchoolDocument:
    """One reader's copy of a document.

    `standing` is how the policy stood on the day that its edition shows; `status` is how the text stands now,
    which a later edition may have superseded. `values` and amendments are those of `day`, `held_policies`
    what its reader has on that day. `code` names its text.
    """

    standing: PolicyStanding
    assembled: Assembled
    status: PolicyStatus
    values: Mapping[str, Bound]
    code: str
    day: date
    held_policies: frozenset[str]

    @property
    def id(self) -> str:
        """Its folder on the site and the name of its files."""
        policy = self.standing.policy.id
        return f"{policy}-consultation" if self.standing.state is PolicyStatus.CONSULTATION else policy

    @property
    def mark(self) -> str:
        """What goes across its pages, "SUPERSEDED" or "PROPOSED" or nothing; a draft is marked as that even
        where it is proposed.
        """
        version_mark = VERSION_MARKS.get(self.assembled.version.facts.status, "")
        if self.status is PolicyStatus.SUPERSEDED or not version_mark:
            return MARKS.get(self.status, "")
        return version_mark


@dataclass(frozen=True)
class Site:
    """A reader's site in one edition. `school` is None for the model."""

    school: School | None
    showing: EditionView
    name: str
    copies: tuple[SchoolDocument, ...]
    without: tuple[PolicyStanding, ...]
    values: Mapping[str, Bound] = field(repr=False)

    @property
    def id(self) -> str:
        """The reader's folder."""
        return self.school.id if self.school else MODEL_ID

    @property
    def path(self) -> str:
        """The site's folder in the output."""
        return f"{self.id}/{self.showing.edition.id}"

    @cached_property
    def clauses(self) -> Mapping[str, tuple[str, ...]]:
        """For each clause that the site shows, the documents that have it."""
        documents: dict[str, tuple[str, ...]] = {}
        for copy in self.copies:
            for revision in copy.assembled.revisions:
                documents[revision.clause] = (*documents.get(revision.clause, ()), copy.id)
        return documents


def assemble_sites(
    assembler: Assembler, as_at: date, readers: Collection[str] | None = None
) -> tuple[Site, ...]:
    """Assemble the sites of a library as it is on a day: those of the readers with these ids, or, with None,
    every one. Its templates must have passed check.
    """
    library = assembler.library
    editions = list_edition_views(library, as_at)
    sites: list[Site] = []
    if readers is None or MODEL_ID in readers:
        sites += [_model_site(assembler, showing) for showing in editions]
    for school in library.schools.values():
        if readers is not None and school.id not in readers:
            continue
        newest: dict[str, Version | None] = {}
        for policy in library.policies.values() if editions else ():
            newest[policy.id] = find_standing(library, school, policy, editions[-1]).version
        sites += [_school_site(assembler, school, showing, newest) for showing in editions]
    return tuple(sites)


def assemble_copy_as(assembler: Assembler, site: Site, policy_standing: PolicyStanding) -> SchoolDocument:
    """The copy that the reader of a site would have of a policy that stood there as `policy_standing` says,
    such as a version that is proposed.
    """
    policies = frozenset(copy.standing.policy.id for copy in site.copies)
    return _copy(
        assembler,
        policy_standing,
        policy_standing.state,
        site.values,
        policies,
        site.school,
        site.showing.day,
    )


@dataclass(frozen=True, slots=True)
class PastDay:
    """What counted at a school on a day: its values, how each published policy stood, and which it had."""

    day: date
    values: Mapping[str, Bound]
    standings: Mapping[str, PolicyStanding]
    held_policies: frozenset[str]


def look_back(library: Library, site: Site, day: date) -> PastDay:
    """Return what counted at a site's school on a day, which may also be one to come. Raises ValueError for
    the model, which has no days of its own.
    """
    if site.school is None:
        raise ValueError("the model decides nothing")
    showing = EditionView(site.showing.edition, day, is_newest=False)
    standings: dict[str, PolicyStanding] = {}
    for policy in library.policies.values():
        if policy.facts.publish != "internal":
            standings[policy.id] = find_standing(library, site.school, policy, showing)
    held_policies = frozenset(id for id, shown in standings.items() if shown.version)
    return PastDay(day, library.values(site.school, day), standings, held_policies)


def assemble_past_copy(assembler: Assembler, site: Site, policy: str, past: PastDay) -> SchoolDocument:
    """The copy of a policy that a site's school had on a day: with the values, choices and amendments of that
    day. Raises ValueError where the school had no version of it.
    """
    shown = past.standings[policy]
    return _copy(assembler, shown, shown.state, past.values, past.held_policies, site.school, past.day)


def _model_site(assembler: Assembler, showing: EditionView) -> Site:
    library = assembler.library
    values = library.values(None, showing.day)
    standings: list[PolicyStanding] = []
    for policy in library.policies.values():
        standings += list_model_standings(policy, showing)
    policies = frozenset(shown.policy.id for shown in standings)
    copies = tuple(
        _copy(assembler, shown, shown.state, values, policies, None, showing.day) for shown in standings
    )
    return Site(None, showing, MODEL_NAME, copies, (), values)


def _school_site(
    assembler: Assembler, school: School, showing: EditionView, newest: Mapping[str, Version | None]
) -> Site:
    """A school's site in one edition. `newest` are the versions that its newest edition shows, by policy: a
    text that another one has taken the place of since is superseded.
    """
    library = assembler.library
    values = library.values(school, showing.day)
    standings = [
        find_standing(library, school, policy, showing)
        for policy in library.policies.values()
        if policy.facts.publish != "internal"
    ]
    with_text = [shown for shown in standings if shown.version]
    without_text = tuple(shown for shown in standings if not shown.version)
    policies = frozenset(shown.policy.id for shown in with_text)
    copies = []
    for shown in with_text:
        is_superseded = newest[shown.policy.id] not in (None, shown.version)
        status = PolicyStatus.SUPERSEDED if is_superseded else shown.state
        copies.append(_copy(assembler, shown, status, values, policies, school, showing.day))
    name = values["school.name"].value if "school.name" in values else school.id
    return Site(school, showing, str(name), tuple(copies), without_text, values)


def _copy(
    assembler: Assembler,
    policy_standing: PolicyStanding,
    status: PolicyStatus,
    values: Mapping[str, Bound],
    policies: frozenset[str],
    school: School | None,
    day: date,
) -> SchoolDocument:
    """A reader's copy of a policy; `policies` are those that the reader has, to which it may refer."""
    library, policy, version = assembler.library, policy_standing.policy, policy_standing.version
    if version is None:
        raise ValueError(f"{policy.id} has no version to show")
    values = {**values, **_adoption_values(policy_standing, status, values)}
    ask = answers_from_values(
        library.schema,
        values,
        policies,
        model=policy_standing.state in (PolicyStatus.MODEL, PolicyStatus.CONSULTATION),
        amended=amended_at(library.amenders(school), day) if school else unamended,
    )
    digest = assembler.adopted(policy, version, ask)
    code = make_code(school.id if school else MODEL_ID, policy.id, version.name, digest)
    assembled = assembler.assembled(policy, version, ask)
    return SchoolDocument(policy_standing, assembled, status, values, code, day, policies)


def _adoption_values(
    policy_standing: PolicyStanding, status: PolicyStatus, values: Mapping[str, Bound]
) -> dict[str, Bound]:
    """The facts of an adoption, as values that the text can print."""
    if policy_standing.state in (PolicyStatus.MODEL, PolicyStatus.CONSULTATION):
        return {}
    adoption = policy_standing.adoption
    if adoption is None:
        return {"adopted.status": Bound(RECORD_LABELS[PolicyStatus.PROPOSED], "school")}
    facts = adoption.facts
    is_superseded = status is PolicyStatus.SUPERSEDED
    label = RECORD_LABELS[PolicyStatus.SUPERSEDED if is_superseded else PolicyStatus.IN_FORCE]
    printed: dict[str, str | Words] = {"status": label}
    body = values.get(f"word.{facts.by}")
    if body and isinstance(body.value, Words):
        printed["by"] = body.value
    chair = values.get(find_chair_key(facts.by))
    if chair and isinstance(chair.value, Person):
        printed["chair"] = chair.value.name
    days = {
        "on": facts.on or facts.from_day,
        "from": facts.from_day,
        "next_review": policy_standing.next_review,
        "reviewed": policy_standing.review.facts.on if policy_standing.review else None,
    }
    for name, day in days.items():
        if day:
            printed[name] = day.isoformat()
    if facts.minute:
        printed["minute"] = facts.minute
    return {f"adopted.{name}": Bound(value, adoption.tier) for name, value in printed.items()}


# -- What a school must still fill in ------------------------------------------------------------------------


def find_missing_values(
    assembler: Assembler, school: School, versions: Iterable[Version], day: date
) -> dict[str, tuple[str, ...]]:
    """Return the keys of the values that the school's copies of versions print and nobody has given by a day,
    by policy.

    The library's templates must have passed check.
    """
    library = assembler.library
    values, amended = library.values(school, day), amended_at(library.amenders(school), day)
    held_policies = find_held_policies(library, school, day)
    missing = {}
    for version in versions:
        policy = library.policies[version.policy]
        ask = answers_from_values(library.schema, values, held_policies | {policy.id}, amended=amended)
        missing[policy.id] = tuple(
            sorted(find_unset_keys(library, values, assembler.assembled(policy, version, ask)))
        )
    return missing


def find_unset_keys(library: Library, values: Mapping[str, Bound], assembled: Assembled) -> frozenset[str]:
    """The keys that a document prints and values do not have. What the adoption or the compiler tells is
    nobody's to give.
    """
    printed = {use.id for use in assembled.fields if not use.id.startswith("adopted.")}
    known = {key for key in printed if ".".join(key.split(".")[:2]) in library.schema}
    return frozenset(key for key in known if not is_there(library.schema, values, key))


def find_held_policies(library: Library, school: School, day: date) -> frozenset[str]:
    """The policies that a school has, in force or proposed, on a day."""
    edition = next((begun for begun in reversed(library.editions) if begun.date <= day), None)
    if edition is None:
        return frozenset()
    showing = EditionView(edition, day, is_newest=True)
    standings = (
        find_standing(library, school, policy, showing)
        for policy in library.policies.values()
        if policy.facts.publish != "internal"
    )
    return frozenset(shown.policy.id for shown in standings if shown.version)
