"""Citations: which texts print an edition of law or guidance that a newer one has replaced since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from ..errors import Problem, Severity
from ..model.dates import find_newest, in_words
from ..model.kinds import VersionStatus
from ..model.library import Fragment, Library, Policy, Version
from ..model.records import CitationEdition, CitationFacts
from ..model.status import find_standing, list_edition_views
from .templates import Readings, find_called_revision, list_calls


@dataclass(frozen=True, slots=True)
class OlderEdition:
    """An issued version of a policy that prints an older edition of what it cites than the one in force.

    `path` and `line` are the first place that cites it, `schools` the ids of those at which the version is in
    force. `successor` is the oldest issued version of the policy that prints a newer edition, if there is
    one.
    """

    policy: Policy
    version: Version
    citation: str
    facts: CitationFacts
    printed: CitationEdition
    in_force: CitationEdition
    path: str
    line: int
    schools: tuple[str, ...]
    successor: Version | None

    @property
    def message(self) -> str:
        """What is wrong, in words."""
        cites = describe_replaced(self.facts, self.printed, self.in_force)
        return f"version {self.version.name} of '{self.policy.id}' {cites}"

    @property
    def hint(self) -> str:
        """What to do about it."""
        if self.successor:
            return f"Version {self.successor.name} cites a newer edition: decide on it."
        return (
            "Read what changed in it, and write a version that is dated on or after that day: cite() prints"
            " the edition of the version's day."
        )


def describe_replaced(facts: CitationFacts, printed: CitationEdition, in_force: CitationEdition) -> str:
    """Say that one edition is cited and another is in force."""
    return (
        f"cites “{facts.title}” in the edition {printed.label}; the edition {in_force.label}"
        f" has been in force since {in_words(in_force.from_day)}"
    )


def find_older_editions(library: Library, readings: Readings, as_at: date) -> tuple[OlderEdition, ...]:
    """Find the older editions that a policy's newest issued version, or one in force at a school, prints.

    A version counts by all that it and its clauses cite, whatever a school chose. Law has no editions that
    replace each other here: its entries say when it was amended.
    """
    in_force = _find_schools_by_version(library, as_at)
    older: list[OlderEdition] = []
    for policy in library.policies.values():
        issued = [version for version in policy.versions if version.facts.status is VersionStatus.ISSUED]
        last = find_newest(issued, as_at)
        for version in issued:
            schools = in_force.get((policy.id, version.name), ())
            if schools or version is last:
                older += _compare_editions(library, readings, policy, version, schools, as_at)
    return tuple(older)


def _compare_editions(
    library: Library,
    readings: Readings,
    policy: Policy,
    version: Version,
    schools: tuple[str, ...],
    as_at: date,
) -> Iterator[OlderEdition]:
    for id, (path, line) in _find_cited(library, readings, version).items():
        facts = library.citations[id].facts
        printed, newer = facts.at(version.date), facts.at(as_at)
        if printed.from_day < newer.from_day:
            later = (
                other
                for other in policy.versions
                if other.facts.status is VersionStatus.ISSUED
                and version.date < other.date <= as_at
                and facts.at(other.date).from_day > printed.from_day
            )
            successor = next(later, None)
            yield OlderEdition(policy, version, id, facts, printed, newer, path, line, schools, successor)


def _find_cited(library: Library, readings: Readings, version: Version) -> dict[str, tuple[str, int]]:
    """What a version and its clauses cite: the first place of each, by the id of the citation."""
    places: dict[str, tuple[str, int]] = {}
    for fragment in _list_fragments(library, readings, version):
        for called in list_calls(readings, fragment, "cite"):
            if called.ids[0] in library.citations:
                places.setdefault(called.ids[0], (fragment.path, called.line))
    return places


def _list_fragments(library: Library, readings: Readings, version: Version) -> Iterator[Fragment]:
    yield version.body
    for called in list_calls(readings, version.body, "clause"):
        revision = find_called_revision(library, called, version.date)
        if revision is not None:
            yield revision.body


def _find_schools_by_version(library: Library, as_at: date) -> dict[tuple[str, str], tuple[str, ...]]:
    views = list_edition_views(library, as_at)
    schools: dict[tuple[str, str], tuple[str, ...]] = {}
    for school in library.schools.values() if views else ():
        for policy in library.policies.values():
            version = find_standing(library, school, policy, views[-1]).version
            if version is not None:
                key = (policy.id, version.name)
                schools[key] = (*schools.get(key, ()), school.id)
    return schools


def _check_newest_versions(library: Library, readings: Readings, as_at: date) -> Iterable[Problem]:
    """A model's newest version cites what is in force today.
    That schools are to adopt a newer version is for `todo` to tell.
    """
    for older in find_older_editions(library, readings, as_at):
        if older.successor is None:
            yield Problem(older.path, older.line, older.message, older.hint, Severity.WARNING)


RULES = (_check_newest_versions,)
