"""`clausewright new-trust`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..api import load_library
from ..edit.trust import join_trust, write_trust_text
from ..errors import UsageError, refuse_unknown
from ..model.library import Library
from ..model.text import capitalise, count_noun, join_words
from .command import Command, add_library_options
from .new_files import refuse_bad_id, write_new_files
from .output import Console
from .schema import renew_json_schema


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for."""

    library: Path
    as_at: date
    trust: str
    name: str
    schools: Sequence[str]


def _add_options(command: argparse.ArgumentParser) -> None:
    add_library_options(command)
    command.add_argument("trust", metavar="ID", help="the trust's id, a folder's name: tideway")
    command.add_argument("--name", default="", metavar="NAME", help="its full name")
    command.add_argument(
        "--schools",
        action="extend",
        nargs="+",
        default=[],
        metavar="SCHOOL",
        help="schools of the library that belong to it",
    )


def _run(options: Options, console: Console) -> int:
    library, _ = load_library(options.library.resolve())
    refuse_bad_id(options.trust, "trust", "tideway")
    refuse_unknown(library.unit.singular, options.schools, library.schools)
    _refuse_schools_of_others(library, options.schools)
    path = f"variables/trusts/{options.trust}/trust.yml"
    variables = [
        variable for variable in library.schema.values() if variable.path and variable.set_by == "trust"
    ]
    text = write_trust_text(options.trust, options.name, variables, library.values(None, options.as_at))
    changed = {}
    for id in options.schools:
        school = library.schools[id]
        before = (library.root / school.values.path).read_bytes().decode()
        changed[school.values.path] = join_trust(before, school, options.trust)
    write_new_files(library, {path: text}, changed)
    console.info(f"Wrote {path} with {count_noun(len(variables), 'value')} to give or leave.")
    if changed:
        console.info(f"{join_words(options.schools)} now name it as their trust.")
    if options.name and "trust.name" not in library.schema:
        console.info(
            "The name stands in no value: declare it in variables/schema.yml, with 'trust.name: {type: text,"
            " set_by: trust, help: Its full name.}'."
        )
    if not changed:
        unit = library.unit
        a_unit = capitalise(f"{unit.article} {unit.singular}")
        console.info(f"{a_unit} belongs to it with the line 'trust: {options.trust}' in its school.yml.")
    renew_json_schema(library.root, console)
    return 0


def _refuse_schools_of_others(library: Library, schools: Sequence[str]) -> None:
    for id in schools:
        if trust := library.schools[id].facts.trust:
            raise UsageError(
                f"{id} belongs to the trust '{trust}' already. Change 'trust:' in its school.yml when it"
                " moves. Nothing was written."
            )


COMMAND = Command(_add_options, Options, _run)
