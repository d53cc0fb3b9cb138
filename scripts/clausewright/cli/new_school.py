"""`clausewright new-school`."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..api import load_library
from ..check.todo import find_setter, list_missing_variables
from ..edit.school import write_school
from ..errors import UsageError, errors_in, refuse_unknown
from ..model.library import PHASES, TYPES, Library, School
from ..model.records import ID, RESERVED_IDS, SchoolFacts
from ..model.table import SCHOOL_FACTS
from ..model.values import Layer, Variable
from .command import Command, add_library_options
from .output import Console


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for."""

    library: Path
    as_at: date
    school: str
    name: str
    authority: str
    trust: str
    phase: str
    type: str


def _add_options(command: argparse.ArgumentParser) -> None:
    add_library_options(command)
    command.add_argument("school", metavar="ID", help="the school's id, a folder's name: ashgrove")
    command.add_argument("--name", default="", metavar="NAME", help="its full name, as on the sign")
    command.add_argument(
        "--authority", default="", metavar="ID", help="its authority (the only one, where there is one)"
    )
    command.add_argument("--trust", default="", metavar="ID", help="its trust, if it has one")
    command.add_argument("--phase", choices=PHASES, default="primary", help="its phase (primary)")
    command.add_argument(
        "--type",
        choices=TYPES,
        default="",
        help="what kind of school it is (academy with a trust, or else maintained)",
    )


def _run(options: Options, console: Console) -> int:
    library, loaded = load_library(options.library.resolve())
    id, authority = options.school, options.authority or _only_authority(library)
    refuse_unknown("authority", (authority,), library.authorities)
    refuse_unknown("trust", (options.trust,) if options.trust else (), library.trusts)
    if not ID.fullmatch(id) or id in RESERVED_IDS:
        raise UsageError(
            f"'{id}' cannot be a school's id. Use lower-case letters and digits, joined by single hyphens:"
            " ashgrove."
        )
    kind = options.type or ("academy" if options.trust else "maintained")
    facts = SchoolFacts.model_validate(
        {"authority": authority, "trust": options.trust, "phase": options.phase, "type": kind}
    )
    school = School(id, facts, Layer("school", f"variables/schools/{id}/school.yml", {}), (), {})
    needed = list_missing_variables(library, loaded, school, options.as_at)
    variables = [variable for variable in library.schema.values() if _its_own(library, school, variable)]
    path = write_school(
        library.root,
        id,
        facts.model_dump(),
        options.name,
        variables,
        needed,
        library.values(school, options.as_at),
    )
    empty = len(
        [
            variable
            for variable in variables
            if variable.key in needed and not (options.name and variable.key == "school.name")
        ]
    )
    console.info(
        f"Wrote {path.relative_to(library.root).as_posix()} with {len(variables)} values to give or leave,"
        f" {empty} of them needed."
    )
    if errors_in(loaded):
        console.info(
            "The library has errors, so more may be needed than could be seen; 'clausewright check' names"
            " them."
        )
    console.info(f"Now fill it in; 'clausewright check' and 'clausewright todo {id}' say what is missing.")
    return 0


def _its_own(library: Library, school: School, variable: Variable) -> bool:
    return (
        bool(variable.path)
        and variable.key.split(".")[0] not in SCHOOL_FACTS
        and find_setter(library, school, variable)[0] == "school"
    )


def _only_authority(library: Library) -> str:
    if len(library.authorities) != 1:
        raise UsageError(
            f"Which authority? Add --authority with one of: {', '.join(sorted(library.authorities))}."
        )
    return next(iter(library.authorities))


COMMAND = Command(_add_options, Options, _run)
