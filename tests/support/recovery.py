"""What an import finds again of a library's schools: found, missed and invented, by kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from clausewright.assemble.answers import resolve_key
from clausewright.assemble.assembler import Assembler
from clausewright.assemble.sites import Site, assemble_sites
from clausewright.model.library import Library
from clausewright.model.values import SHAPING

_OTHER_FORMS = frozenset({"a", "possessive", "capital"})
KINDS = ("value", "word", "choice", "amendment", "adoption")


@dataclass(slots=True)
class Recovered:
    """Of one kind: how many were there, which were missed, and which were never there."""

    there: int = 0
    missed: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)

    @property
    def found(self) -> int:
        """How many were found."""
        return self.there - len(self.missed)


def compare_libraries(before: Library, after: Library, day: date) -> Mapping[str, Recovered]:
    """Hold the schools of a library after an import against those that were there before, by what their
    documents show: what no document prints cannot be found.
    """
    recovered = {kind: Recovered() for kind in KINDS}
    sites = {site.id: site for site in assemble_sites(Assembler(after), day) if site.showing.is_newest}
    for site in assemble_sites(Assembler(before), day):
        if site.school is None or not site.showing.is_newest:
            continue
        old = _list_facts(before, site)
        new = _list_facts(after, sites[site.id]) if site.id in sites else {}
        for (kind, name), text in old.items():
            recovered[kind].there += 1
            if new.get((kind, name)) != text:
                recovered[kind].missed.append(f"{site.id} {name}: {text}, not {new.get((kind, name))}")
        for kind, name in new.keys() - old.keys():
            recovered[kind].invented.append(f"{site.id} {name}: {new[kind, name]}")
    return recovered


def _list_facts(library: Library, site: Site) -> dict[tuple[str, str], str]:
    """What the documents of a school show of it, by kind and name."""
    facts: dict[tuple[str, str], str] = {}
    for copy in site.copies:
        for use in copy.assembled.fields:
            key = ".".join(use.id.split(".")[:2])
            if key in library.schema and not key.startswith("adopted."):
                kind = "word" if key.startswith("word.") else "value"
                facts[kind, use.id] = str(resolve_key(library.schema, copy.values, use.id))
        for question, answer in copy.assembled.answers.items():
            variable = library.schema.get(question)
            if variable and variable.kind in SHAPING:
                facts["choice", question] = str(answer)
        adoption = copy.standing.adoption
        decided = (adoption.facts.on, adoption.facts.from_day, adoption.facts.by) if adoption else ()
        facts["adoption", copy.standing.policy.id] = f"{copy.assembled.version.name} {decided}"
    facts |= {("amendment", name): "" for name in _list_amendments(site)}
    return facts


def _list_amendments(site: Site) -> Iterator[str]:
    """The school's own amendments of the versions that it shows."""
    revisions = {
        (revision.clause, revision.name) for copy in site.copies for revision in copy.assembled.revisions
    }
    for amendment in site.school.amendments if site.school else ():
        if (amendment.clause, amendment.facts.amends) in revisions:
            yield f"{amendment.facts.action} {amendment.clause}"


def compare_draft(before: Library, draft: Library, day: date) -> Mapping[str, Recovered]:
    """Hold a library that was made of the documents of another one's schools alone against that one. Its
    variables and choices have names of their own: one is found where it tells the same schools apart.
    """
    recovered = {kind: Recovered() for kind in ("value", "word", "choice", "amendment")}
    printed, chosen = _list_vectors(before, day)
    draft_printed, draft_chosen = _list_vectors(draft, day)
    known = {frozenset(vector.items()) for vector in draft_printed.values()}
    for key, vector in printed.items():
        # A draft may print another form of a word in the same place.
        if len(set(vector.values())) > 1 and _OTHER_FORMS.isdisjoint(key.split(".")):
            kind = "word" if key.startswith("word.") else "value"
            recovered[kind].there += 1
            if not any(frozenset(vector.items()) <= other for other in known):
                recovered[kind].missed.append(f"{key}: {vector}")
    partitions = {_part_schools(vector) for vector in draft_chosen.values()}
    for key, vector in chosen.items():
        partition = _part_schools(vector)
        if len(partition) > 1 and min(map(len, partition)) > 1:
            recovered["choice"].there += 1
            if partition not in partitions:
                recovered["choice"].missed.append(f"{key}: {vector}")
    for id, school in before.schools.items():
        own = len({(amendment.clause, amendment.facts.action) for amendment in school.amendments})
        drafted = len(draft.schools[id].amendments) if id in draft.schools else 0
        recovered["amendment"].there += own
        recovered["amendment"].missed += [id] * max(0, own - drafted)
        recovered["amendment"].invented += [id] * max(0, drafted - own)
    return recovered


Vectors = dict[str, dict[str, str]]


def _list_vectors(library: Library, day: date) -> tuple[Vectors, Vectors]:
    """What each value prints, and how each choice is answered, at every school whose documents show it."""
    printed: Vectors = {}
    chosen: Vectors = {}
    for site in assemble_sites(Assembler(library), day):
        if site.school is None or not site.showing.is_newest:
            continue
        for (kind, name), text in _list_facts(library, site).items():
            if kind in ("value", "word"):
                printed.setdefault(name, {})[site.id] = text
            elif kind == "choice":
                chosen.setdefault(name, {})[site.id] = text
    return printed, chosen


def _part_schools(vector: Mapping[str, str]) -> frozenset[frozenset[str]]:
    """The schools in groups of one answer."""
    return frozenset(
        frozenset(school for school, other in vector.items() if other == text)
        for text in set(vector.values())
    )
