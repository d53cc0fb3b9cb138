"""`clausewright values`: out to a table that people fill in, and back."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..api import load_library
from ..edit.library_files import put
from ..edit.spreadsheet import write_spreadsheet
from ..edit.value_csv import write_csv
from ..edit.values import change_files, write_files
from ..errors import Problem, UsageError, errors_in, refuse_unknown
from ..load import load_changed
from ..load.spreadsheet import read_table
from ..load.value_changes import find_changes, refuse_what_would_not_be_read
from ..model.library import Library
from ..model.table import ValueChange, cut_into_cells, list_holders, list_variables
from ..model.text import count_noun, join_words
from .command import Command, add_library_options, parse_day
from .decision_rows import RecordedRows, record_rows
from .new_school import write_new_schools
from .output import Console

_KINDS = (".xlsx", ".csv")


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for."""

    library: Path
    as_at: date
    verb: str
    file: Path
    school: Sequence[str]
    start: date | None
    dry_run: bool
    new_schools: bool


def _add_options(command: argparse.ArgumentParser) -> None:
    add_library_options(command)
    command.add_argument(
        "verb", choices=("export", "import"), help="export writes the table, import reads it back"
    )
    command.add_argument("file", type=Path, metavar="FILE", help="the table, .xlsx or .csv")
    command.add_argument(
        "--school",
        action="extend",
        nargs="+",
        default=[],
        metavar="ID",
        help="export only these schools' own values",
    )
    command.add_argument(
        "--from",
        dest="start",
        type=parse_day,
        default=None,
        metavar="DATE",
        help="the day from which imported values count",
    )
    command.add_argument(
        "--dry-run", action="store_true", help="say what an import would write, and write nothing"
    )
    command.add_argument(
        "--new-schools",
        action="store_true",
        help="take rows with an id that the library does not have for new schools",
    )


def _run(options: Options, console: Console) -> int:
    if options.file.suffix.lower() not in _KINDS:
        raise UsageError(
            f"{options.file} is of no kind that can be written here. Name it .xlsx or .csv."
            if options.verb == "export"
            else f"{options.file} is of no kind that can be read here. In Excel, save it as an Excel workbook"
            " (.xlsx) or as CSV UTF-8."
        )
    library, loaded = load_library(options.library.resolve())
    if errors_in(loaded):
        console.problems(errors_in(loaded))
        console.error("Values can be moved once the library can be read.")
        return 1
    if options.verb == "export":
        return _export(options, console, library)
    return _import(options, console, library, loaded)


def _export(options: Options, console: Console, library: Library) -> int:
    refuse_unknown(library.unit.singular, options.school, library.schools)
    if options.file.is_dir() or not options.file.resolve().parent.is_dir():
        raise UsageError(
            f"{options.file} cannot be written: its folder is not there, or it is a folder itself."
        )
    rows = [
        holder
        for holder in list_holders(library, options.as_at)
        if not options.school or (holder.kind == "school" and holder.id in options.school)
    ]
    variables = list_variables(library)
    if options.file.suffix.lower() == ".csv":
        data = write_csv(rows, variables, options.as_at)
    else:
        versions = _list_issued_versions(library)
        data = write_spreadsheet(rows, variables, options.as_at, versions, library.unit)
    put(options.file, data)
    number = sum(holder.kind == "school" for holder in rows)
    schools = count_noun(number, library.unit.singular, library.unit.plural)
    console.info(f"Wrote the values of {schools} to {options.file}.")
    console.info(f"Have it filled in, and read it back with: clausewright values import {options.file}")
    return 0


def _list_issued_versions(library: Library) -> dict[str, list[str]]:
    """The dates of the versions that can be adopted, by policy."""
    versions = {
        policy.id: [version.name for version in policy.versions if version.facts.status == "issued"]
        for policy in library.policies.values()
    }
    return {policy: names for policy, names in versions.items() if names}


def _import(options: Options, console: Console, library: Library, loaded: tuple[Problem, ...]) -> int:
    holders = list_holders(library, options.as_at)
    table, problems = read_table(options.file, library, holders, may_be_new=options.new_schools)
    texts, faults = write_new_schools(library, loaded, table.new_schools, options.as_at, {})
    problems += faults
    after = library
    if texts:
        after, _ = load_changed(library.root, {name: text.encode() for name, text in texts.items()})
        holders = list_holders(after, options.as_at)
    changes, faults_of_values = find_changes(table, after, holders, options.as_at)
    problems += faults_of_values
    files: Mapping[str, bytes] = {}
    if not problems:
        files = change_files(library.root, changes, options.as_at, options.start, texts)
        after = refuse_what_would_not_be_read(library, files, changes, options.start or options.as_at)
    # Decisions are made with the values that stand in the same table.
    recorded, faults = record_rows(after, loaded, table.decisions, options.as_at)
    problems += faults
    if problems:
        console.problems(sorted(set(problems)))
        console.error("Nothing was imported.")
        return 1
    if not options.dry_run:
        write_files(library.root, {**files, **recorded.files})
    for row in table.new_schools.values():
        console.info(f"variables/schools/{row.id}/school.yml: the new school {row.name or row.id}")
    for change in changes:
        console.info(f"{change.holder.layer.path}: {_write_in_words(change)}")
    for line in recorded.lines:
        console.info(line)
    _sum_up(options, console, len(changes), len(files), len(texts), recorded)
    return 0


def _sum_up(
    options: Options, console: Console, changes: int, files: int, schools: int, recorded: RecordedRows
) -> None:
    parts = [f"{count_noun(changes, 'value')} in {count_noun(files, 'file')}"] if changes else []
    parts += [count_noun(schools, "new school")] if schools else []
    parts += [count_noun(len(recorded.lines), "adoption")] if recorded.lines else []
    if not parts:
        console.info("The table says what the library says; nothing was changed.")
    elif options.dry_run:
        console.info(f"Would change {join_words(parts)}; nothing was written.")
    elif recorded.lines or schools:
        console.info(f"Wrote {join_words(parts)}.")
    else:
        console.info(f"Changed {parts[0]}.")
    if recorded.known:
        console.info(f"{count_noun(recorded.known, 'adoption')} of the table stood there already.")


def _write_in_words(change: ValueChange) -> str:
    if isinstance(change.value, tuple):
        return (
            f"{change.variable.key} has {len(change.value)}"
            f" {'entry' if len(change.value) == 1 else 'entries'} now"
        )
    text = ", ".join(cut_into_cells(change.value).values())
    if not change.is_new:
        return (
            f"{change.variable.key} checked on {change.checked_on}"
            if change.checked_on
            else f"{change.variable.key} not checked"
        )
    return (
        f"{change.variable.key} is now {text}"
        if change.value is not None
        else f"{change.variable.key} has no value any more"
    )


COMMAND = Command(_add_options, Options, _run)
