"""Documents: what comes of assembling every site. Values that are missing, references that lead nowhere, one
concept said twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from ..assemble.amendments import list_amendments
from ..assemble.answers import answers_from_values, is_there
from ..assemble.assembler import Assembler
from ..assemble.assembly import Assembled, Use
from ..assemble.sites import SchoolDocument, Site, every_site
from ..errors import Problem
from ..model.library import Library, School
from ..model.values import DatedValue, Kind, Value
from .templates import Readings, calls

_NAMED = 3
KeyT = TypeVar("KeyT")
PlaceT = TypeVar("PlaceT")
EntryT = TypeVar("EntryT")
# The schools that lack a value, by its key; the documents that lack the clause of a reference, by that and its
# macro.
Lacking = Mapping[str, Mapping[str, Use]]
LostReferences = Mapping[tuple[Use, str], Mapping[tuple[str, str], tuple[Site, SchoolDocument]]]


def check_documents(library: Library, readings: Readings, as_at: date) -> Iterator[Problem]:
    """Assemble every site as it is on a day, and look at what comes of it."""
    assembler = Assembler(library)
    sites = every_site(assembler, as_at)
    yield from _explain_missing(library, find_lacking_values(assembler, sites))
    lines = _list_lines(readings)
    yield from _explain_lost_references(_find_lost_references(sites, lines), lines)
    yield from _check_doubled_in(sites, lines)


def check_parts(library: Library, sound: Library, readings: Readings, as_at: date) -> Iterator[Problem]:
    """What can be told of documents although something is wrong: everything but what may follow from that.

    `sound` is the library with what could be read only in part, and with the texts at fault left empty.
    """
    # Which schools a policy is for is not known where its file has a fault.
    policies = {id: policy for id, policy in sound.policies.items() if id in library.policies}
    sound = replace(sound, policies=policies)
    lines = _list_lines(readings)
    lacking: list[Lacking] = []
    lost: list[LostReferences] = []
    doubled: list[set[Problem]] = []
    for possible in _list_possible_libraries(sound):
        assembler = Assembler(possible)
        sites = every_site(assembler, as_at)
        lacking.append(find_lacking_values(assembler, sites))
        lost.append(_find_lost_references(sites, lines))
        doubled.append(set(_check_doubled_in(sites, lines)))
    yield from set.intersection(*doubled)
    yield from _explain_missing(sound, _keep_common(lacking))
    uncertain = _find_uncertain_clauses(library, sound, readings)
    if uncertain is not None:
        certain = {
            reference: places
            for reference, places in _keep_common(lost).items()
            if reference[0].id not in uncertain
        }
        yield from _explain_lost_references(certain, lines)
    yield from _check_doubled_in_damaged(library, sound, lines)


def _list_lines(readings: Readings) -> dict[tuple[str, str, str], int]:
    """The line of each call, by the path of its file, the macro and the id that it names."""
    return {
        (fragment.path, macro, called.ids[0]): called.line
        for fragment in readings
        for macro in ("ref", "note", "clause")
        for called in calls(readings, fragment, macro)
    }


def _keep_common(
    tables: Sequence[Mapping[KeyT, Mapping[PlaceT, EntryT]]],
) -> dict[KeyT, dict[PlaceT, EntryT]]:
    """The entries that all tables have."""
    first, *others = tables
    common: dict[KeyT, dict[PlaceT, EntryT]] = {}
    for key, entries in first.items():
        for place, entry in entries.items():
            if all(place in table.get(key, {}) for table in others):
                common.setdefault(key, {})[place] = entry
    return common


def _list_possible_libraries(library: Library) -> list[Library]:
    """The library with each school's choices that could not be read, and its phase or type, taken to be one
    thing after another: what holds in all of them holds whatever the school meant.
    """
    options: dict[str, dict[str, tuple[Value, ...]]] = {}
    for school in library.schools.values():
        for key, variable in library.schema.items():
            possible = (True, False) if variable.kind is Kind.FLAG else tuple(variable.options)
            is_given = bool(school.values.values.get(key))
            if possible and not is_given and any(layer.is_unfit(key) for layer in library.layers(school)):
                options.setdefault(school.id, {})[key] = possible
    count = max((len(values) for keys in options.values() for values in keys.values()), default=1)
    return [_suppose(library, options, index) for index in range(count)]


def _suppose(library: Library, options: Mapping[str, Mapping[str, tuple[Value, ...]]], index: int) -> Library:
    schools = dict(library.schools)
    for id, keys in options.items():
        school = schools[id]
        supposed = {key: values[index % len(values)] for key, values in keys.items()}
        facts = {
            name: supposed[f"school.{name}"] for name in ("phase", "type") if f"school.{name}" in supposed
        }
        values = {key: (DatedValue(date.min, value, 0),) for key, value in supposed.items()}
        layer = replace(school.values, values={**school.values.values, **values})
        schools[id] = replace(school, values=layer, facts=school.facts.model_copy(update=facts))
    return replace(library, schools=schools)


def _find_uncertain_clauses(library: Library, sound: Library, readings: Readings) -> frozenset[str] | None:
    """The clauses of which nobody can say where they stand, because a version or amendment that may place
    them is at fault; None where that may be any clause.
    """
    uncertain: set[str] = set()
    versions = [version for policy in library.with_damaged().policies.values() for version in policy.versions]
    bodies = {
        version.body.path
        for policy in sound.policies.values()
        for version in policy.versions
        if version.body.text
    }
    unread = library.unread.get("version", frozenset())
    if len(unread) > sum(f"{version.policy}/{version.name}" in unread for version in versions):
        return None
    for version in versions:
        is_sound = version.body.path in bodies and f"{version.policy}/{version.name}" not in unread
        if is_sound:
            continue
        if readings[version.body].is_broken:
            return None
        for called in calls(readings, version.body, "clause"):
            uncertain.update(called.ids)
    if library.damaged.amendments:
        return None
    kept = {amendment.body.path for amendment in list_amendments(sound)}
    for amendment in list_amendments(library):
        if amendment.body.path not in kept:
            uncertain.update({amendment.clause, amendment.facts.id})
    return frozenset(uncertain)


def _check_doubled_in_damaged(
    library: Library, sound: Library, lines: Mapping[tuple[str, str, str], int]
) -> Iterator[Problem]:
    """Clauses that stand twice in a version whose facts could not be read, so that it stands on no site."""
    assembler = Assembler(sound)
    ask = answers_from_values(
        sound.schema, sound.values(None, date.max), frozenset(sound.policies), model=True
    )
    for policy in library.damaged.policies.values():
        for version in policy.versions:
            is_unread = f"{policy.id}/{version.name}" in library.unread.get("version", ())
            body = sound.policies[policy.id].named(version.name) if policy.id in sound.policies else None
            if is_unread and body:
                yield from _check_doubled(assembler.assembled(policy, body, ask), lines)


def _check_doubled_in(sites: Iterable[Site], lines: Mapping[tuple[str, str, str], int]) -> Iterator[Problem]:
    seen: set[str] = set()
    for site in sites:
        for copy in site.copies:
            if copy.assembled.digest not in seen:
                seen.add(copy.assembled.digest)
                yield from _check_doubled(copy.assembled, lines)


def find_lacking_values(assembler: Assembler, sites: tuple[Site, ...]) -> Lacking:
    """The values that documents print and nobody has given, with the schools that lack them."""
    lacking: dict[str, dict[str, Use]] = {}
    for site in sites:
        for copy in site.copies if site.school else ():
            for use in copy.assembled.fields:
                if not is_there(assembler.library.schema, copy.values, use.id) and not is_unfit(
                    assembler.library, site.school, use.id
                ):
                    lacking.setdefault(use.id, {}).setdefault(site.id, use)
    return lacking


def _explain_missing(library: Library, lacking: Lacking) -> Iterator[Problem]:
    """One problem for each value, however many schools lack it."""
    # What a word or an adoption lacks has been told where it is named.
    known = {
        key: schools for key, schools in lacking.items() if ".".join(key.split(".")[:2]) in library.schema
    }
    known = {key: schools for key, schools in known.items() if not key.startswith("adopted.")}
    for key, schools in known.items():
        variable = library.schema[".".join(key.split(".")[:2])]
        first = library.schools[next(iter(schools))]
        names = ", ".join(schools)
        by = next(iter(schools.values())).by
        where = f"at {names}" if len(schools) == 1 else f"at {len(schools)} schools: {names}"
        space, short, *part = key.split(".")
        example = f"{space}: {{{short}: {'{' + part[0] + ': ...}' if part else '...'}}}"
        hint = (
            f"{variable.help} Add '{example}' to each school's file, or for all of a trust's schools to its"
            f" trust.yml. Printed by {by}."
        )
        line = first.values.blanks.get(variable.key, 0)
        yield Problem(first.values.path, line, f"'{key}' has no value {where}", hint, schools=tuple(schools))


def is_unfit(library: Library, school: School | None, key: str) -> bool:
    """Say whether the value was written, but wrongly: that has been told already."""
    base = ".".join(key.split(".")[:2])
    return any(layer.is_unfit(base) for layer in library.layers(school)) if school else False


def _find_lost_references(
    sites: tuple[Site, ...], lines: Mapping[tuple[str, str, str], int]
) -> LostReferences:
    """The references whose clause is left out, with the documents that lack it."""
    lost: dict[tuple[Use, str], dict[tuple[str, str], tuple[Site, SchoolDocument]]] = {}
    for site in sites:
        for copy in site.copies:
            placed_clauses = {revision.clause for revision in copy.assembled.revisions}
            for use in copy.assembled.refs:
                macro = "note" if (use.by, "note", use.id) in lines else "ref"
                if use.id not in placed_clauses and (macro == "note" or use.id not in site.clauses):
                    places = lost.setdefault((use, macro), {})
                    places[f"{site.path}/{copy.id}", copy.assembled.version.name] = (site, copy)
    return lost


def _explain_lost_references(
    lost: LostReferences, lines: Mapping[tuple[str, str, str], int]
) -> Iterator[Problem]:
    """One problem for each reference, however many documents lack the clause that it leads to."""
    for (use, macro), places in lost.items():
        where = list(places.values())
        documents = list(
            dict.fromkeys(
                f"{_reader(site)}: {copy.assembled.policy.facts.title} of {copy.assembled.version.title}"
                for site, copy in where
            )
        )
        several = f" and {len(documents) - _NAMED} more" if len(documents) > _NAMED else ""
        message = f"refers to '{use.id}', which is left out of {'; '.join(documents[:_NAMED])}{several}"
        hint = "Put the reference under the same condition as the clause, or include the clause."
        schools = (
            tuple(dict.fromkeys(site.id for site, _ in where))
            if all(site.school for site, _ in where)
            else ()
        )
        yield Problem(use.by, lines.get((use.by, macro, use.id), 0), message, hint, schools=schools)


def _reader(site: Site) -> str:
    return site.name if site.school else "the model"


def _check_doubled(assembled: Assembled, lines: Mapping[tuple[str, str, str], int]) -> Iterator[Problem]:
    """A clause stands once in a document, and of two clauses of one concept only one does."""
    path = assembled.version.body.path
    concepts: dict[str, str] = {}
    placed: set[str] = set()
    for revision in assembled.revisions:
        line = lines.get((path, "clause", revision.clause), 0)
        if revision.clause in placed:
            yield Problem(
                path,
                line,
                f"has the clause '{revision.clause}' twice",
                "Keep one; refer to it with {{ ref(...) }}.",
            )
        placed.add(revision.clause)
        first = (
            concepts.setdefault(revision.facts.concept, revision.clause)
            if revision.facts.concept
            else revision.clause
        )
        if first != revision.clause:
            message = (
                f"has two clauses of the concept '{revision.facts.concept}': '{first}' and"
                f" '{revision.clause}'"
            )
            yield Problem(path, line, message, "Choose one of them, with a choice if schools differ.")
