"""`clausewright values`: out to a table that people fill in, and back."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..api import load_library
from ..edit.library_files import put
from ..edit.spreadsheet import write_csv, write_spreadsheet
from ..edit.values import change_files, write_files
from ..errors import UsageError, errors_in, refuse_unknown
from ..load.value_changes import read_changes, refuse_what_would_not_be_read
from ..model.library import Library
from ..model.table import ValueChange, cut_into_cells, list_holders, list_variables
from .command import Command, add_library_options, parse_day
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


def _add_options(command: argparse.ArgumentParser) -> None:
    add_library_options(command)
    command.add_argument(
        "verb", choices=("export", "import"), help="export writes the table, import reads it back"
    )
    command.add_argument("file", type=Path, metavar="FILE", help="the table, .xlsx or .csv")
    command.add_argument(
        "--school", nargs="+", default=[], metavar="ID", help="export only these schools' own values"
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


def _run(options: Options, console: Console) -> int:
    if options.file.suffix.lower() not in _KINDS:
        raise UsageError(
            f"{options.file} is neither a spreadsheet nor a CSV file. Its name should end with .xlsx or .csv."
        )
    library, loaded = load_library(options.library.resolve())
    if errors_in(loaded):
        console.problems(errors_in(loaded))
        console.error("Values can be moved once the library can be read.")
        return 1
    return (_export if options.verb == "export" else _import)(options, console, library)


def _export(options: Options, console: Console, library: Library) -> int:
    refuse_unknown("school", options.school, library.schools)
    if options.file.is_dir() or not options.file.resolve().parent.is_dir():
        raise UsageError(
            f"{options.file} cannot be written: its folder is not there, or it is a folder itself."
        )
    rows = [
        holder
        for holder in list_holders(library, options.as_at)
        if not options.school or (holder.kind == "school" and holder.id in options.school)
    ]
    write = write_csv if options.file.suffix.lower() == ".csv" else write_spreadsheet
    put(options.file, write(rows, list_variables(library), options.as_at))
    schools = sum(holder.kind == "school" for holder in rows)
    console.info(
        f"Wrote the values of {schools} {'school' if schools == 1 else 'schools'} to {options.file}."
    )
    console.info(f"Have it filled in, and read it back with: clausewright values import {options.file}")
    return 0


def _import(options: Options, console: Console, library: Library) -> int:
    changes, problems = read_changes(
        options.file, library, list_holders(library, options.as_at), options.as_at
    )
    if problems:
        console.problems(problems)
        console.error("Nothing was imported.")
        return 1
    files = change_files(library.root, changes, options.as_at, options.start)
    refuse_what_would_not_be_read(library, files, changes, options.start or options.as_at)
    if not options.dry_run:
        write_files(library.root, files)
    for change in changes:
        console.info(f"{change.holder.layer.path}: {_write_in_words(change)}")
    count = (
        f"{len(changes)} {'value' if len(changes) == 1 else 'values'} in {len(files)}"
        f" {'file' if len(files) == 1 else 'files'}"
    )
    if not changes:
        console.info("The table says what the library says; nothing was changed.")
    else:
        console.info(
            f"Would change {count}; nothing was written." if options.dry_run else f"Changed {count}."
        )
    return 0


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
