"""Every site of a library: for each school and the model, in each edition, what stands there and its
assembled text; and which values the school must still give.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from ..model.codes import code_of
from ..model.library import Library, School, Version
from ..model.records import Status
from ..model.status import EditionView, PolicyStanding, PolicyStatus, model_standings, showings, standing
from ..model.values import Bound, Words
from .amendments import amended_at
from .answers import answers_from_values, is_there, unamended
from .assembler import Assembler
from .assembly import Assembled

MODEL_ID = "model"
MODEL_NAME = "Model policies"
_MARKS = {Status.DRAFT: "DRAFT", Status.CONSULTATION: "CONSULTATION"}


@dataclass(frozen=True, slots=True)
class SchoolDocument:
    """One reader's copy of a document. `mark` goes across its pages: "SUPERSEDED", "PROPOSED", or nothing.
    `code` names its text.
    """

    standing: PolicyStanding
    assembled: Assembled
    mark: str
    values: Mapping[str, Bound]
    code: str

    @property
    def id(self) -> str:
        """Its folder on the site and the name of its files."""
        policy = self.standing.policy.id
        return f"{policy}-consultation" if self.standing.state is PolicyStatus.CONSULTATION else policy


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
        found: dict[str, tuple[str, ...]] = {}
        for copy in self.copies:
            for revision in copy.assembled.revisions:
                found[revision.clause] = (*found.get(revision.clause, ()), copy.id)
        return found


def every_site(assembler: Assembler, as_at: date) -> tuple[Site, ...]:
    """Assemble every site of a library as it is on a day. Its templates must have passed check."""
    library = assembler.library
    shown = showings(library, as_at)
    sites = [_model_site(library, assembler, showing) for showing in shown]
    for school in library.schools.values():
        newest = (
            {
                policy.id: standing(library, school, policy, shown[-1]).version
                for policy in library.policies.values()
            }
            if shown
            else {}
        )
        sites += [_school_site(library, assembler, school, showing, newest) for showing in shown]
    return tuple(sites)


def copy_at(assembler: Assembler, site: Site, one: PolicyStanding) -> SchoolDocument:
    """The copy that the reader of a site would have of a policy that stood there as `one` says, such as a
    version that is proposed.
    """
    held = frozenset(copy.standing.policy.id for copy in site.copies)
    return _copy(assembler.library, assembler, one, site.values, held, "", site.school, site.showing.day)


def _model_site(library: Library, assembler: Assembler, showing: EditionView) -> Site:
    values = library.values(None, showing.day)
    standings = [one for policy in library.policies.values() for one in model_standings(policy, showing)]
    held = frozenset(one.policy.id for one in standings)
    copies = tuple(_copy(library, assembler, one, values, held, "", None, showing.day) for one in standings)
    return Site(None, showing, MODEL_NAME, copies, (), values)


def _school_site(
    library: Library, assembler: Assembler, school: School, showing: EditionView, newest: Mapping[str, object]
) -> Site:
    values = library.values(school, showing.day)
    standings = [
        standing(library, school, policy, showing)
        for policy in library.policies.values()
        if policy.facts.publish != "internal"
    ]
    shown = [one for one in standings if one.version]
    held = frozenset(one.policy.id for one in shown)
    copies = tuple(
        _copy(
            library,
            assembler,
            one,
            values,
            held,
            "SUPERSEDED" if newest[one.policy.id] not in (None, one.version) else "",
            school,
            showing.day,
        )
        for one in shown
    )
    name = values["school.name"].value if "school.name" in values else school.id
    return Site(
        school, showing, str(name), copies, tuple(one for one in standings if not one.version), values
    )


def _copy(
    library: Library,
    assembler: Assembler,
    one: PolicyStanding,
    values: Mapping[str, Bound],
    held: frozenset[str],
    mark: str,
    school: School | None,
    day: date,
) -> SchoolDocument:
    version = one.version
    if version is None:
        raise ValueError(f"{one.policy.id} has no version to show")
    own = {**values, **_adoption(one, values, is_superseded=bool(mark))}
    amended = amended_at(library.amenders(school), day) if school else unamended
    ask = answers_from_values(
        library.schema,
        own,
        held,
        model=one.state in (PolicyStatus.MODEL, PolicyStatus.CONSULTATION),
        amended=amended,
    )
    mark = mark or _MARKS.get(version.facts.status, "PROPOSED" if one.state is PolicyStatus.PROPOSED else "")
    code = code_of(
        school.id if school else MODEL_ID,
        one.policy.id,
        version.name,
        assembler.adopted(one.policy, version, ask),
    )
    return SchoolDocument(one, assembler.assembled(one.policy, version, ask), mark, own, code)


def _adoption(one: PolicyStanding, values: Mapping[str, Bound], *, is_superseded: bool) -> dict[str, Bound]:
    """The facts of an adoption, as values that the text can print."""
    if one.state in (PolicyStatus.MODEL, PolicyStatus.CONSULTATION):
        return {}
    in_force = "Superseded" if is_superseded else "In force"
    found: dict[str, str | Words] = {"status": in_force if one.adoption else "Proposed, not yet in force"}
    if one.adoption:
        facts = one.adoption.facts
        by = values.get(f"word.{facts.by}")
        found |= {"by": by.value} if by and isinstance(by.value, Words) else {}
        dates = {"on": facts.on or facts.from_day, "from": facts.from_day, "next_review": one.next_review}
        dates["reviewed"] = one.review.facts.on if one.review else None
        found |= {name: day.isoformat() for name, day in dates.items() if day} | (
            {"minute": facts.minute} if facts.minute else {}
        )
    layer = one.adoption.tier if one.adoption else "school"
    return {f"adopted.{name}": Bound(value, layer) for name, value in found.items()}


# -- What a school must still fill in ------------------------------------------------------------------------


def lacking(
    assembler: Assembler, school: School, versions: Iterable[Version], day: date
) -> dict[str, tuple[str, ...]]:
    """Return the keys of the values that the school's copies of versions print and nobody has given by a day,
    by policy.

    The library's templates must have passed check.
    """
    library = assembler.library
    values, amended = library.values(school, day), amended_at(library.amenders(school), day)
    held = held_by(library, school, day)
    found = {}
    for version in versions:
        policy = library.policies[version.policy]
        ask = answers_from_values(library.schema, values, held | {policy.id}, amended=amended)
        found[policy.id] = tuple(sorted(unset(library, values, assembler.assembled(policy, version, ask))))
    return found


def unset(library: Library, values: Mapping[str, Bound], assembled: Assembled) -> frozenset[str]:
    """The keys that a document prints and values do not have. What the adoption or the compiler tells is
    nobody's to give.
    """
    printed = {use.id for use in assembled.fields if not use.id.startswith("adopted.")}
    known = {key for key in printed if ".".join(key.split(".")[:2]) in library.schema}
    return frozenset(key for key in known if not is_there(library.schema, values, key))


def held_by(library: Library, school: School, day: date) -> frozenset[str]:
    """The policies that a school has, in force or proposed, on a day."""
    edition = next((one for one in reversed(library.editions) if one.date <= day), None)
    if edition is None:
        return frozenset()
    showing = EditionView(edition, day, is_newest=True)
    found = (
        standing(library, school, policy, showing)
        for policy in library.policies.values()
        if policy.facts.publish != "internal"
    )
    return frozenset(one.policy.id for one in found if one.version)
