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
from ..assemble.sites import find_unset_keys
from ..errors import Problem
from ..model.dates import find_newest, months_later
from ..model.kinds import VersionStatus
from ..model.library import Group, Library, Policy, School, Version
from ..model.status import EditionView, PolicyStatus, find_standing, list_edition_views
from ..model.values import Layer, Variable
from . import remove_faulty_texts
from .documents import is_unfit
from .templates import Readings, read_templates

MISSING, OLD, NEVER = "missing", "old", "never checked"
_SETTERS = ("school", "trust", "authority")


@dataclass(frozen=True, slots=True)
class Todo:
    """A value to give or to check.

    `set_by` is the kind of body that sets it and `owner` its id; `path` the file to write it in. `schools`
    are those that wait for it, `policies` the documents that print it. `checked_on` is the day of the last
    check of an old value.
    """

    why: str
    key: str
    variable: Variable
    set_by: str
    owner: str
    path: str
    line: int = 0
    schools: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    checked_on: date | None = None


def list_todo(
    library: Library,
    readings: Readings,
    loaded: Iterable[Problem],
    as_at: date,
    schools: Iterable[School],
) -> tuple[Todo, ...]:
    """Return what is to do about the values of schools, by who sets them and file.

    `readings` are the library's templates, read; `loaded` the problems found in loading: texts and schools at
    fault are left out.
    """
    sound = remove_faulty_texts(library, readings, loaded)
    assembler = Assembler(sound)
    sound_schools = [sound.schools[school.id] for school in schools if school.id in sound.schools]
    missing: dict[tuple[str, str], Todo] = {}
    for school in sound_schools:
        for key, documents in find_needed_values(assembler, school, as_at).items():
            variable = sound.schema[".".join(key.split(".")[:2])]
            body, owner, layer = find_setter(sound, school, variable)
            known = missing.get((layer.path, key)) or Todo(MISSING, key, variable, body, owner, layer.path)
            policies = tuple(dict.fromkeys((*known.policies, *documents)))
            missing[layer.path, key] = replace(known, schools=(*known.schools, school.id), policies=policies)
    old = {
        (item.path, item.key): item
        for school in sound_schools
        for item in _list_unchecked(sound, school, as_at)
    }
    return tuple(
        sorted(
            (*missing.values(), *old.values()),
            key=lambda item: (_SETTERS.index(item.set_by), item.path, item.why, item.key),
        )
    )


def list_missing_variables(
    library: Library, loaded: Iterable[Problem], school: School, as_at: date
) -> dict[str, tuple[str, ...]]:
    """The variables that a school itself has to set, by key, each with the parts of it that print."""
    sound = remove_faulty_texts(library, read_templates(library), loaded)
    parts_by_variable: dict[str, tuple[str, ...]] = {}
    for key in find_needed_values(Assembler(sound), school, as_at):
        base, part = ".".join(key.split(".")[:2]), ".".join(key.split(".")[2:])
        if find_setter(library, school, library.schema[base])[0] == "school":
            parts_by_variable[base] = (*parts_by_variable.get(base, ()), *((part,) if part else ()))
    return parts_by_variable


def find_needed_values(assembler: Assembler, school: School, as_at: date) -> dict[str, list[str]]:
    """The values that a school lacks, by key, each with the documents that print it.

    Looked at are the versions that the school has, and the newest issued one of every policy that applies to
    it.
    """
    library = assembler.library
    values = library.values(school, as_at)
    documents_by_key: dict[str, list[str]] = {}
    for policy, version, assembled in assemble_documents(assembler, school, as_at):
        for key in sorted(find_unset_keys(library, values, assembled)):
            if not is_unfit(library, school, key):
                documents_by_key.setdefault(key, []).append(f"{policy.facts.title}, {version.title}")
    return documents_by_key


def assemble_documents(
    assembler: Assembler, school: School, as_at: date
) -> tuple[tuple[Policy, Version, Assembled], ...]:
    """The documents that a school has, or is asked to adopt, or will be: every policy's versions on a day,
    assembled for the school.
    """
    library = assembler.library
    shown = list_edition_views(library, as_at)
    versions = [
        (policy, version)
        for policy in library.policies.values()
        for version in (_list_versions(library, school, policy, shown[-1]) if shown else ())
    ]
    held_policies = frozenset(policy.id for policy, _ in versions)
    amended = amended_at(library.amenders(school), as_at)
    ask = answers_from_values(library.schema, library.values(school, as_at), held_policies, amended=amended)
    return tuple((policy, version, assembler.assembled(policy, version, ask)) for policy, version in versions)


def _list_versions(
    library: Library, school: School, policy: Policy, showing: EditionView
) -> Iterable[Version]:
    stands = find_standing(library, school, policy, showing)
    if stands.state is PolicyStatus.NOT_APPLICABLE or policy.facts.publish == "internal":
        return ()
    issued = find_newest(
        [version for version in policy.versions if version.facts.status is VersionStatus.ISSUED], showing.day
    )
    shown = [version for version in (stands.version, stands.proposed, issued) if version]
    return sorted({version.name: version for version in shown}.values(), key=lambda version: version.date)


def find_setter(library: Library, school: School, variable: Variable) -> tuple[str, str, Layer]:
    """Who sets a variable for a school: the kind of body, its id and its file; the school itself where it has
    no such body.
    """
    group: Group | None = None
    if variable.set_by == "trust":
        group = library.trusts.get(school.facts.trust)
    elif variable.set_by == "authority":
        group = library.authorities.get(school.facts.authority)
    return (variable.set_by, group.id, group.values) if group else ("school", school.id, school.values)


def _list_unchecked(library: Library, school: School, as_at: date) -> Iterator[Todo]:
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
            body = layer.name if layer.name in _SETTERS else variable.set_by
            why = OLD if checked else NEVER
            yield Todo(
                why,
                variable.key,
                variable,
                body,
                owners[layer.name],
                layer.path,
                value.line,
                checked_on=checked,
            )
