"""`clausewright new-school`."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..api import load_library
from ..check.todo import find_setter, list_missing_variables
from ..edit.school import write_school, write_school_text
from ..edit.values import change_files, write_files
from ..errors import ClausewrightError, Problem, UsageError, errors_in, refuse_unknown
from ..load import load_changed
from ..load.school_table import read_facts, read_schools_table
from ..load.spreadsheet_cells import SchoolRow, Table
from ..load.value_changes import find_changes
from ..model.built_in import PHASES, TYPES
from ..model.ids import explain_bad_id
from ..model.library import Library, School
from ..model.local_records import SchoolFacts
from ..model.table import SCHOOL_FACTS, ValueChange, list_holders
from ..model.text import count_noun, join_words
from ..model.values import SCHOOL, Layer, Variable
from .command import Command, add_library_options
from .new_files import refuse_bad_id
from .output import Console


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for."""

    library: Path
    as_at: date
    school: str
    table: Path | None
    dry_run: bool
    name: str
    authority: str
    trust: str
    phase: str
    type: str


def _add_options(command: argparse.ArgumentParser) -> None:
    add_library_options(command)
    command.add_argument(
        "school", nargs="?", default="", metavar="ID", help="the school's id, a folder's name: ashgrove"
    )
    command.add_argument(
        "--from",
        dest="table",
        type=Path,
        default=None,
        metavar="FILE",
        help="a table of schools, .xlsx or .csv: a row a school, one column its name",
    )
    command.add_argument(
        "--dry-run", action="store_true", help="say what would be written from a table, and write nothing"
    )
    command.add_argument("--name", default="", metavar="NAME", help="its full name, as on the sign")
    command.add_argument(
        "--authority", default="", metavar="ID", help="its authority (the only one, where there is one)"
    )
    command.add_argument("--trust", default="", metavar="ID", help="its trust, if it has one")
    command.add_argument(
        "--phase",
        default="",
        metavar="PHASE",
        help=f"its phase: {', '.join(PHASES)} (primary), or as schema.yml says",
    )
    command.add_argument(
        "--type",
        default="",
        metavar="TYPE",
        help=(
            f"its type: {', '.join(TYPES)} (academy with a trust, or else maintained), or as schema.yml says"
        ),
    )


def _run(options: Options, console: Console) -> int:
    if bool(options.school) == (options.table is not None):
        raise UsageError(
            "Name a school, as in 'clausewright new-school ashgrove', or a table with --from schools.xlsx."
        )
    library, loaded = load_library(options.library.resolve())
    refuse_unknown("authority", (options.authority,) if options.authority else (), library.authorities)
    refuse_unknown("trust", (options.trust,) if options.trust else (), library.trusts)
    refuse_unknown("phase", (options.phase,) if options.phase else (), library.phases)
    refuse_unknown("type", (options.type,) if options.type else (), library.types)
    if options.table is not None:
        return _write_from_table(options, options.table, console, library, loaded)
    return _write_one(options, console, library, loaded)


def _write_one(options: Options, console: Console, library: Library, loaded: tuple[Problem, ...]) -> int:
    id, authority = options.school, options.authority or _only_authority(library)
    refuse_bad_id(id, library.unit.singular, "ashgrove")
    named = {key: value for key, value in (("phase", options.phase), ("type", options.type)) if value}
    facts = SchoolFacts(authority=authority, trust=options.trust).model_copy(
        update=_take_for_granted(library, options.trust) | named
    )
    school = _make_school(id, facts)
    needed = list_missing_variables(library, loaded, school, options.as_at)
    variables = [variable for variable in library.schema.values() if _its_own(library, school, variable)]
    path = write_school(
        library.root,
        id,
        _list_facts(facts),
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
    _tell_of_errors(loaded, console)
    console.info(f"Now fill it in; 'clausewright check' and 'clausewright todo {id}' say what is missing.")
    return 0


def _take_for_granted(library: Library, trust: str) -> dict[str, str]:
    """The phase and type of a school that says none; nothing where it is no school that adopts."""
    if library.unit != SCHOOL:
        return {}
    usual = {key: str(library.schema[f"school.{key}"].default) for key in ("phase", "type")}
    return usual | ({"type": "academy"} if trust and "academy" in library.types else {})


def _list_facts(facts: SchoolFacts) -> dict[str, str]:
    """The facts that are written into a file; one that is not stated is left out."""
    return {key: value for key, value in facts.model_dump().items() if value != "not-stated"}


def _make_school(id: str, facts: SchoolFacts) -> School:
    return School(id, facts, Layer("school", f"variables/schools/{id}/school.yml", {}), (), {})


def _tell_of_errors(loaded: Iterable[Problem], console: Console) -> None:
    if errors_in(loaded):
        console.info(
            "The library has errors, so more may be needed than could be seen; 'clausewright check' names"
            " them."
        )


def _its_own(library: Library, school: School, variable: Variable) -> bool:
    return (
        bool(variable.path)
        and variable.key.split(".")[0] not in SCHOOL_FACTS
        and find_setter(library, school, variable)[0] == "school"
    )


def _only_authority(library: Library) -> str:
    if not library.authorities or library.unit != SCHOOL:
        return ""
    if len(library.authorities) != 1:
        raise UsageError(
            f"Which authority? Add --authority with one of: {', '.join(sorted(library.authorities))}."
        )
    return next(iter(library.authorities))


_NO_FACTS = {"trust": "", "phase": "not-stated", "type": "not-stated"}

# -- Schools out of a table ----------------------------------------------------------------------------------


def _write_from_table(
    options: Options, path: Path, console: Console, library: Library, loaded: tuple[Problem, ...]
) -> int:
    if path.suffix.lower() not in (".xlsx", ".csv"):
        raise UsageError(
            f"{path} is of no kind that can be read here. In Excel, save it as an Excel workbook (.xlsx) or"
            " as CSV UTF-8."
        )
    table, problems = read_schools_table(path, library)
    known = [id for id in table.new_schools if id in library.schools]
    for id in known:
        del table.new_schools[id]
    usual = {key: getattr(options, key) for key in ("authority", "trust", "phase", "type")}
    texts, faults = write_new_schools(library, loaded, table.new_schools, options.as_at, usual)
    problems += faults
    files: Mapping[str, bytes] = {}
    changes: tuple[ValueChange, ...] = ()
    if texts:
        after, _ = load_changed(library.root, {name: text.encode() for name, text in texts.items()})
        changes, value_faults = find_changes(table, after, list_holders(after, options.as_at), options.as_at)
        problems += value_faults
    if not problems:
        files = change_files(library.root, changes, options.as_at, None, texts)
    else:
        console.problems(sorted(set(problems)))
        console.error("Nothing was written.")
        return 1
    if not options.dry_run:
        write_files(library.root, files)
    _tell_what_was_read(table, known, console)
    if not texts:
        console.info(f"There is no new {library.unit.singular} in the table, so nothing was written.")
        return 0
    schools = count_noun(len(texts), library.unit.singular, library.unit.plural)
    verb = "Would write" if options.dry_run else "Wrote"
    console.info(f"{verb} the files of {schools}, with {count_noun(len(changes), 'value')} from {path.name}.")
    _tell_of_errors(loaded, console)
    if not options.dry_run:
        console.info("Now: clausewright todo says what is missing; clausewright values export sends it out.")
    return 0


def _tell_what_was_read(table: Table, known: Iterable[str], console: Console) -> None:
    for row in table.new_schools.values():
        console.info(f"  {row.id}: {row.name or row.id}")
    if ids := list(known):
        console.info(f"In the library already, and left as they are: {join_words(ids)}.")
    if table.unread:
        console.info(f"Columns that say nothing the schema knows were left out: {', '.join(table.unread)}.")


def write_new_schools(
    library: Library,
    loaded: Iterable[Problem],
    rows: Mapping[str, SchoolRow],
    as_at: date,
    usual: Mapping[str, str],
) -> tuple[dict[str, str], list[Problem]]:
    """The texts of the files of new schools, by path, and what is wrong with their facts. `usual` are facts
    that hold where a row says nothing.
    """
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    # What a school must give is the same for all schools of which the same is known.
    needed_by_facts: dict[SchoolFacts, Mapping[str, tuple[str, ...]]] = {}
    for id, row in rows.items():
        if hint := explain_bad_id(id, "ashgrove"):
            problems.append(row.place.problem(f"'{id}' cannot be a {library.unit.singular}'s id", hint))
            continue
        known_facts, faults = read_facts(row, library, as_at, usual)
        problems += faults
        if faults:  # its values are looked at all the same, so that everything is told at once
            known_facts = {**_NO_FACTS, "authority": next(iter(library.authorities), "none")}
        facts = SchoolFacts().model_copy(update=known_facts)
        school = _make_school(id, facts)
        if facts not in needed_by_facts:
            needed_by_facts[facts] = list_missing_variables(library, tuple(loaded), school, as_at)
        variables = [variable for variable in library.schema.values() if _its_own(library, school, variable)]
        texts[school.values.path] = write_school_text(
            id,
            _list_facts(facts),
            row.name,
            variables,
            needed_by_facts[facts],
            library.values(school, as_at),
        )
    if problems:
        return texts, problems
    _, read = load_changed(library.root, {name: text.encode() for name, text in texts.items()})
    faults = [problem for problem in errors_in(read) if problem.path in texts]
    if faults:
        raise ClausewrightError(faults)
    return texts, []


COMMAND = Command(_add_options, Options, _run)
