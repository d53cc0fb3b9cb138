"""What is still to do about values: those that schools' documents lack or soon will, and those that nobody
has checked for too long.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from ..assemble.amendments import amended_at
from ..assemble.answers import answers_from_values
from ..assemble.assembler import Assembler
from ..assemble.assembly import Assembled
from ..assemble.sites import unset
from ..errors import Problem
from ..model.dates import months_later, newest
from ..model.library import Group, Library, Policy, School, Version
from ..model.records import Status
from ..model.status import EditionView, PolicyStatus, showings, standing
from ..model.values import Layer, Variable
from . import without_faults
from .documents import is_unfit
from .templates import read_all

MISSING, OLD, NEVER = "missing", "old", "never checked"
_WHO = ("school", "trust", "authority")


@dataclass(frozen=True, slots=True)
class Todo:
    """A value to give or to check.

    `who` is the kind of body that sets it and `owner` its id; `path` the file to write it in. `schools` are
    those that wait for it, `policies` the documents that print it. `checked_on` is the day of the last check
    of an old value.
    """

    why: str
    key: str
    variable: Variable
    who: str
    owner: str
    path: str
    line: int = 0
    schools: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    checked_on: date | None = None


def todo(
    library: Library, loaded: Iterable[Problem], as_at: date, schools: Iterable[School]
) -> tuple[Todo, ...]:
    """Return what is to do about the values of schools, by who sets them and file.

    `loaded` are the problems found in loading; texts and schools at fault are left out.
    """
    sound = without_faults(library, read_all(library), loaded)
    assembler = Assembler(sound)
    wanted = [sound.schools[school.id] for school in schools if school.id in sound.schools]
    found: dict[tuple[str, str], Todo] = {}
    for school in wanted:
        for key, documents in needed(assembler, school, as_at).items():
            variable = sound.schema[".".join(key.split(".")[:2])]
            who, owner, layer = setter(sound, school, variable)
            known = found.get((layer.path, key)) or Todo(MISSING, key, variable, who, owner, layer.path)
            policies = tuple(dict.fromkeys((*known.policies, *documents)))
            found[layer.path, key] = replace(known, schools=(*known.schools, school.id), policies=policies)
    old = {(one.path, one.key): one for school in wanted for one in _unchecked(sound, school, as_at)}
    return tuple(
        sorted(
            (*found.values(), *old.values()),
            key=lambda one: (_WHO.index(one.who), one.path, one.why, one.key),
        )
    )


def lacking(
    library: Library, loaded: Iterable[Problem], school: School, as_at: date
) -> dict[str, tuple[str, ...]]:
    """The variables that a school itself has to set, by key, each with the parts of it that print."""
    sound = without_faults(library, read_all(library), loaded)
    found: dict[str, tuple[str, ...]] = {}
    for key in needed(Assembler(sound), school, as_at):
        base, part = ".".join(key.split(".")[:2]), ".".join(key.split(".")[2:])
        if setter(library, school, library.schema[base])[0] == "school":
            found[base] = (*found.get(base, ()), *((part,) if part else ()))
    return found


def needed(assembler: Assembler, school: School, as_at: date) -> dict[str, list[str]]:
    """The values that a school lacks, by key, each with the documents that print it.

    Looked at are the versions that the school has, and the newest issued one of every policy that applies to
    it.
    """
    library = assembler.library
    values = library.values(school, as_at)
    found: dict[str, list[str]] = {}
    for policy, version, assembled in documents_of(assembler, school, as_at):
        for key in sorted(unset(library, values, assembled)):
            if not is_unfit(library, school, key):
                found.setdefault(key, []).append(f"{policy.facts.title}, {version.title}")
    return found


def documents_of(
    assembler: Assembler, school: School, as_at: date
) -> tuple[tuple[Policy, Version, Assembled], ...]:
    """The documents that a school has, or is asked to adopt, or will be: every policy's versions on a day,
    assembled for the school.
    """
    library = assembler.library
    shown = showings(library, as_at)
    versions = [
        (policy, version)
        for policy in library.policies.values()
        for version in (_versions(library, school, policy, shown[-1]) if shown else ())
    ]
    held = frozenset(policy.id for policy, _ in versions)
    amended = amended_at(library.amenders(school), as_at)
    ask = answers_from_values(library.schema, library.values(school, as_at), held, amended=amended)
    return tuple((policy, version, assembler.assembled(policy, version, ask)) for policy, version in versions)


def _versions(library: Library, school: School, policy: Policy, showing: EditionView) -> Iterable[Version]:
    stands = standing(library, school, policy, showing)
    if stands.state is PolicyStatus.NOT_APPLICABLE or policy.facts.publish == "internal":
        return ()
    issued = newest(
        [version for version in policy.versions if version.facts.status is Status.ISSUED], showing.day
    )
    found = [version for version in (stands.version, stands.proposed, issued) if version]
    return sorted({version.name: version for version in found}.values(), key=lambda version: version.date)


def setter(library: Library, school: School, variable: Variable) -> tuple[str, str, Layer]:
    """Who sets a variable for a school: the kind of body, its id and its file; the school itself where it has
    no such body.
    """
    group: Group | None = None
    if variable.set_by == "trust":
        group = library.trusts.get(school.facts.trust)
    elif variable.set_by == "authority":
        group = library.authorities.get(school.facts.authority)
    return (variable.set_by, group.id, group.values) if group else ("school", school.id, school.values)


def _unchecked(library: Library, school: School, as_at: date) -> Iterator[Todo]:
    """The values that count for a school and were last checked too long ago. A date from which a value counts
    is a check too.
    """
    owners = {
        "school": school.id,
        "trust": school.facts.trust,
        "authority": school.facts.authority,
        "common": "",
    }
    for variable in library.schema.values():
        layers = library.layers(school) if variable.check_months else ()
        layer = next((layer for layer in layers if layer.at(variable.key, as_at)), None)
        value = layer.at(variable.key, as_at) if layer else None
        if layer is None or value is None:
            continue
        checked = max(
            (day for day in (value.checked_on, value.date) if day and day != date.min), default=None
        )
        if checked is None or months_later(checked, variable.check_months) < as_at:
            who = layer.name if layer.name in _WHO else variable.set_by
            why = OLD if checked else NEVER
            yield Todo(
                why,
                variable.key,
                variable,
                who,
                owners[layer.name],
                layer.path,
                value.line,
                checked_on=checked,
            )
