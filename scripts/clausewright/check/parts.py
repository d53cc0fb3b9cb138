"""Parts: what can be told of documents although something is wrong in the library, so that one fault hides no
other.

Texts at fault are empty then, facts that could not be read have stand-ins, and a choice that could not be
read may have been any. Told is what holds whatever was meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from ..assemble.amendments import list_amendments
from ..assemble.answers import answers_from_values
from ..assemble.assembler import Assembler
from ..assemble.sites import assemble_sites
from ..errors import Problem, errors_in
from ..model.kinds import VersionStatus
from ..model.library import Library, Policy, Version
from ..model.memory import Memory
from ..model.values import SHAPING, DatedValue, Kind, Value
from . import documents
from .digests import CountingDecision, Owner, check_adopted
from .templates import Readings, get_fragments, list_calls

KeyT = TypeVar("KeyT")
PlaceT = TypeVar("PlaceT")
EntryT = TypeVar("EntryT")


def check_parts(
    library: Library,
    sound: Library,
    readings: Readings,
    problems: Iterable[Problem],
    as_at: date,
    memory: Memory,
) -> Iterator[Problem]:
    """Look at the documents of a library that has errors.

    `sound` is the library with what could be read only in part, and with the texts at fault left empty;
    `problems` are those that are known. What `memory` has of a version is not assembled again.
    """
    # Which schools a policy is for is not known where its file has a fault.
    sound = replace(sound, policies={id: sound.policies[id] for id in library.policies})
    lines = documents.list_lines(readings)
    lacking: list[documents.Lacking] = []
    lost: list[documents.LostReferences] = []
    doubled: list[set[Problem]] = []
    for possible in _list_possible_libraries(sound):
        assembler = Assembler(possible, memory)
        sites = assemble_sites(assembler, as_at)
        lacking.append(documents.find_lacking_values(assembler, sites))
        lost.append(documents.find_lost_references(sites, lines))
        doubled.append(set(documents.find_doubled_in(sites, lines)))
    yield from documents.explain_missing(sound, _keep_common(lacking))
    uncertain = _find_uncertain_clauses(library, sound, readings)
    if uncertain is not None:
        certain = {
            reference: places
            for reference, places in _keep_common(lost).items()
            if reference[0].id not in uncertain
        }
        yield from documents.explain_lost_references(certain, lines)
    yield from set.intersection(*doubled)
    yield from _find_doubled_in_unread(sound, lines)
    yield from check_adopted(Assembler(library, memory), as_at, _SureDecisions(library, readings, problems))


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


# -- What may have been meant --------------------------------------------------------------------------------


def _list_possible_libraries(library: Library) -> list[Library]:
    """The library with everything that could not be read taken to be one thing after another: the choices of
    schools, their phase and type, and how far a version is.
    """
    options: dict[str, dict[str, tuple[Value, ...]]] = {}
    for school in library.schools.values():
        for key, variable in library.schema.items():
            possible = (True, False) if variable.kind is Kind.FLAG else tuple(variable.options)
            is_given = bool(school.values.values.get(key))
            if possible and not is_given and any(layer.is_unfit(key) for layer in library.layers(school)):
                options.setdefault(school.id, {})[key] = possible
    count = max((len(values) for keys in options.values() for values in keys.values()), default=1)
    if library.unread.get("version"):
        count = max(count, 2)
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
    policies = dict(library.policies)
    if index % 2:
        policies = {id: _suppose_issued(library, policy) for id, policy in policies.items()}
    return replace(library, schools=schools, policies=policies)


def _suppose_issued(library: Library, policy: Policy) -> Policy:
    """A policy with the versions whose status could not be read as if they were issued."""
    issued = {"status": VersionStatus.ISSUED}
    versions = [
        replace(version, facts=version.facts.model_copy(update=issued))
        if _is_unread(library, version)
        else version
        for version in policy.versions
    ]
    return replace(policy, versions=tuple(versions))


def _is_unread(library: Library, version: Version) -> bool:
    return f"{version.policy}/{version.name}" in library.unread.get("version", ())


# -- What cannot be told -------------------------------------------------------------------------------------


def _find_uncertain_clauses(library: Library, sound: Library, readings: Readings) -> frozenset[str] | None:
    """The clauses of which nobody can say where they stand, because the text of a version or an amendment
    that may place them is at fault; None where that may be any clause.
    """
    uncertain: set[str] = set()
    versions = [version for policy in library.with_damaged().policies.values() for version in policy.versions]
    read_in_part = [version for version in versions if _is_unread(library, version)]
    if len(library.unread.get("version", ())) > len(read_in_part) or library.damaged.amendments:
        return None
    for version in versions:
        is_known = version.policy in sound.policies
        if is_known and readings[version.body].is_sound:
            continue
        if readings[version.body].is_broken:
            return None
        for called in list_calls(readings, version.body, "clause"):
            uncertain.update(called.ids)
    kept = {amendment.body.path for amendment in list_amendments(sound)}
    for amendment in list_amendments(library):
        if amendment.body.path not in kept:
            uncertain.update({amendment.clause, amendment.facts.id})
    return frozenset(uncertain)


def _find_doubled_in_unread(sound: Library, lines: documents.Lines) -> Iterator[Problem]:
    """What stands twice in a version whose facts could not be read, so that it stands on no site."""
    assembler = Assembler(sound)
    values = sound.values(None, date.max)
    ask = answers_from_values(sound.schema, values, frozenset(sound.policies), model=True)
    for policy in sound.policies.values():
        for version in policy.versions:
            if _is_unread(sound, version):
                yield from documents.find_doubled(assembler.assembled(policy, version, ask), lines)


class _SureDecisions:
    """Knows of which decisions it can be told whether their text is still the one that was adopted: nothing
    that the text is made of has a fault.
    """

    def __init__(self, library: Library, readings: Readings, problems: Iterable[Problem]) -> None:
        """Look at what the versions and amendments of a library say. `problems` are those that are known."""
        self._library, self._readings = library, readings
        self._faulty = {problem.path for problem in errors_in(problems)}
        fragments = [part for amendment in list_amendments(library) for part in get_fragments(amendment)]
        self._are_amendments_sound = not library.damaged.amendments and all(
            readings[fragment].is_sound for fragment in fragments
        )

    def __call__(self, owner: Owner, decision: CountingDecision) -> bool:
        """Say whether a decision of an owner can be looked at."""
        return self._are_amendments_sound and self._is_owner_sure(owner) and self._is_sound(decision.version)

    def _is_owner_sure(self, owner: Owner) -> bool:
        shaping = [
            key for key, variable in self._library.schema.items() if variable.kind in SHAPING | {Kind.LIST}
        ]
        schools = [self._library.schools[id] for id in owner.schools if id in self._library.schools]
        layers = [layer for school in schools for layer in self._library.layers(school)]
        return not any(layer.is_unfit(key) for layer in layers for key in shaping)

    def _is_sound(self, version: Version) -> bool:
        if version.body.path in self._faulty or not self._readings[version.body].is_sound:
            return False
        for called in list_calls(self._readings, version.body, "clause"):
            clause = self._library.clauses.get(called.ids[0])
            if clause is None or clause.id in self._library.damaged.clauses:
                return False
            for revision in clause.revisions:
                if revision.body.path in self._faulty or not self._readings[revision.body].is_sound:
                    return False
        return True
