"""`clausewright import`."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

from ..api import (
    ImportOptions,
    ImportResult,
    SchoolsInLibrary,
    SchoolsOptions,
    SchoolsResult,
    has_library,
    import_files,
    import_into_library,
    import_schools,
)
from ..errors import UsageError
from ..load.drawer_answers import read_drawer_answers
from ..model.leftovers import is_leftover
from .command import Command, add_library_options, add_problem_options
from .output import Console

_NUMBERINGS = ("as-imported", "1.1", "1.1.", "1.1:", "1", "none")


def _add_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help="a policy as .docx, .odt, .html, .md, .txt or .pdf; with --as-schools also a folder",
    )
    command.add_argument(
        "--as-schools",
        action="store_true",
        help="the files are many schools' copies of the same policies, or folders with a folder a school",
    )
    command.add_argument(
        "--resume",
        type=Path,
        metavar="REPORT",
        help="the report.xlsx of an import of schools' copies, or the answers.json of its page, with what you"
        " decided",
    )
    command.add_argument(
        "--policy",
        metavar="ID",
        default="",
        help="the policy's id (made from its title); several files are then its parts",
    )
    command.add_argument(
        "--version",
        metavar="DATE",
        default="",
        help="the version's date, as 2026-09 or 2026-09-15 (what the policy says)",
    )
    command.add_argument("--school", metavar="ID", default="", help="the school's id (made from its name)")
    command.add_argument(
        "--into", type=Path, metavar="DIR", help="the folder of the draft, new or empty (POLICY-draft)"
    )
    command.add_argument(
        "--accept", type=Path, metavar="REPORT", help="the report of an earlier import, with what you decided"
    )
    command.add_argument(
        "--numbering",
        choices=_NUMBERINGS,
        default="as-imported",
        help="whose numbers clauses have (as-imported)",
    )
    add_library_options(command)
    add_problem_options(command)


@dataclass(frozen=True, slots=True)
class Arguments:
    """What `clausewright import` was asked for."""

    files: list[Path]
    as_at: date
    library: Path
    as_schools: bool
    resume: Path | None
    policy: str
    version: str
    school: str
    into: Path | None
    accept: Path | None
    numbering: str


def _run(arguments: Arguments, console: Console) -> int:
    if arguments.resume:
        return _resume(arguments, arguments.resume, console)
    if not arguments.files:
        raise UsageError("Name the files to import.")
    if arguments.as_schools:
        options = SchoolsOptions(
            arguments.files, arguments.as_at, _get_folder(arguments), arguments.policy, arguments.version
        )
        if has_library(arguments.library):
            return _finish(import_into_library(options, arguments.library), console)
        return _finish(import_schools(options), console)
    files = arguments.files
    left_behind = [file for file in files if is_leftover(file.name)]
    if left_behind and len(left_behind) < len(files):
        # A whole folder was named (*): what systems leave in it is no policy.
        names = ", ".join(file.name for file in left_behind)
        console.info(f"Passed over, because a system or program left it behind: {names}.")
        files = [file for file in files if file not in left_behind]
    known = {field.name: getattr(arguments, field.name) for field in fields(ImportOptions)}
    with console.progress() as show_progress:
        result = import_files(ImportOptions(**(known | {"files": files})), show_progress)
    return _finish(result, console)


def _get_folder(arguments: Arguments) -> Path:
    if arguments.into is None:
        raise UsageError("Say with --into in which folder, new or empty, the library is to be made.")
    return arguments.into


def _resume(arguments: Arguments, report: Path, console: Console) -> int:
    """Read the same copies again, with what a person decided."""
    read = read_drawer_answers(report)
    options = SchoolsOptions(
        arguments.files or [Path(path) for path in read.sources.paths],
        arguments.as_at,
        _get_folder(arguments),
        arguments.policy or read.sources.policy,
        arguments.version or read.sources.version,
        read.answers,
    )
    if read.sources.library:
        return _finish(import_into_library(options, Path(read.sources.library)), console)
    return _finish(import_schools(options), console)


def _finish(result: ImportResult | SchoolsResult | SchoolsInLibrary, console: Console) -> int:
    """Tell what became of an import, and return the exit code."""
    console.problems(result.problems)
    if result.is_written:
        for line in result.lines():
            console.info(line)
    if not result.is_written:
        console.error("Nothing was written.")
        return 1
    return 0


COMMAND = Command(_add_options, Arguments, _run)
