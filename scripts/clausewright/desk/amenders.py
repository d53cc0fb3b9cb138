"""Who may have wordings of their own: a school, or a trust for all its schools."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..assemble.branches import in_words
from ..model.dates import in_words as day_in_words
from ..model.dates import month_in_words
from ..model.library import Adoption, Amendment, Group, Library, Policy, School, Version
from ..model.status import find_standing, list_edition_views
from .pages import NotThereError, get_school


@dataclass(frozen=True, slots=True)
class Amender:
    """A school or a trust, with its name and the schools that its wordings concern."""

    holder: School | Group
    name: str
    schools: tuple[School, ...]

    @property
    def id(self) -> str:
        """The name of its folder."""
        return self.holder.id

    @property
    def is_trust(self) -> bool:
        """Say whether it is a trust."""
        return isinstance(self.holder, Group)

    @property
    def tier(self) -> str:
        """The word for what it is, as an amendment has it."""
        return "trust" if self.is_trust else "school"

    @property
    def address(self) -> str:
        """Where its page is."""
        return f"/{self.tier}s/{self.id}"

    @property
    def folder(self) -> str:
        """The path of its folder in the library."""
        return f"variables/{self.tier}s/{self.id}"

    def list_decisions(self) -> list[tuple[int, Adoption]]:
        """What it decided, each with its place among its decisions on that policy."""
        numbers: Counter[str] = Counter()
        decisions = []
        for adoption in self.holder.adoptions:
            decisions.append((numbers[adoption.policy], adoption))
            numbers[adoption.policy] += 1
        return decisions

    @property
    def shown_at(self) -> School | None:
        """A school at which it can be seen how its wordings read."""
        return self.schools[0] if self.schools else None


@dataclass(frozen=True, slots=True)
class OwnWording:
    """A wording in the list of a school or trust: its heading, its page, from when it counts, why it is, and
    who approved it, all in words; and the page on which it is removed.
    """

    title: str
    address: str
    since: str
    reason: str
    approved: str
    removal_address: str


def list_own_wordings(library: Library, amender: Amender) -> Iterator[OwnWording]:
    """Every wording of a school or trust, as its page lists it."""
    for amendment in amender.holder.amendments:
        facts = amendment.facts
        address = f"{amender.address}/wordings/{amendment.clause}"
        yield OwnWording(
            title_amendment(library, amendment),
            f"{address}/added/{facts.id}" if facts.id else address,
            month_in_words(amendment.name),
            facts.reason,
            f"Approved on {day_in_words(facts.approved.on)}." if facts.approved else "",
            f"/remove/own-wording{amender.address}/{amendment.clause}/{amendment.name}",
        )


def title_amendment(library: Library, amendment: Amendment) -> str:
    """The heading of an own wording: its own, or that of the clause which it words."""
    clause = library.clauses.get(amendment.clause)
    title = amendment.facts.title or (clause.revisions[-1].facts.title if clause else amendment.clause)
    return in_words(library, title)


def name_school(library: Library, school: School, day: date) -> str:
    """What a school is called, its id where it has no name."""
    bound = library.values(school, day).get("school.name")
    return str(bound.value) if bound else school.id


def name_trust(trust: Group, day: date) -> str:
    """What a trust is called, its id where it has no name."""
    dated = trust.values.at("trust.name", day)
    return str(dated.value) if dated else trust.id


def name_authority(authority: Group, day: date) -> str:
    """What an authority is called, its id where it has no name."""
    dated = authority.values.at("authority.name", day)
    return str(dated.value) if dated else authority.id


def make_amender(library: Library, holder: School | Group, day: date) -> Amender:
    """Give a school or a trust its name and its schools."""
    if isinstance(holder, School):
        return Amender(holder, name_school(library, holder, day), (holder,))
    schools = tuple(school for school in library.schools.values() if school.facts.trust == holder.id)
    return Amender(holder, name_trust(holder, day), schools)


def get_trust(request: Request, library: Library) -> Group:
    """The trust that an address names. Raises NotThereError."""
    id: str = request.path_params["trust"]
    if id not in library.trusts:
        raise NotThereError(f"There is no trust '{id}' in the library.")
    return library.trusts[id]


def get_amender(request: Request, library: Library, day: date) -> Amender:
    """The school or trust that an address names. Raises NotThereError."""
    if "trust" in request.path_params:
        return make_amender(library, get_trust(request, library), day)
    return make_amender(library, get_school(request, library), day)


def list_amender_routes(
    path: str, make_page: Callable[[Request], Response], method: str = "GET"
) -> Iterator[Route]:
    """The addresses of a page that schools and trusts have alike."""
    for beginning in ("/schools/{school}", "/trusts/{trust}"):
        yield Route(f"{beginning}{path}", make_page, methods=[method])


def find_amended_version(library: Library, amender: Amender, policy: Policy, day: date) -> Version | None:
    """The version whose clauses a school or trust words: the newest that its schools are asked to adopt, or
    have; else the newest of all.
    """
    views = list_edition_views(library, day)
    versions = []
    for school in amender.schools if views else ():
        stands = find_standing(library, school, policy, views[-1])
        if version := stands.proposed or stands.version:
            versions.append(version)
    if versions:
        return max(versions, key=lambda version: version.date)
    return policy.versions[-1] if policy.versions else None
