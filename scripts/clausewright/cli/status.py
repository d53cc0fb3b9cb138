"""`clausewright status`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..api import load_checked
from ..errors import errors_in, refuse_unknown
from ..register.register import RegisterState, find_required, register
from ..register.renames import renames
from ..register.tables import as_csv, as_json, in_text
from .command import Command, add_library_options
from .output import Console


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for."""

    library: Path
    as_at: date
    school: Sequence[str]
    policy: Sequence[str]
    state: Sequence[str]
    format: str


def _add_options(command: argparse.ArgumentParser) -> None:
    add_library_options(command)
    command.add_argument(
        "--school", action="extend", nargs="+", default=[], metavar="ID", help="only these schools"
    )
    command.add_argument(
        "--policy", action="extend", nargs="+", default=[], metavar="ID", help="only these policies"
    )
    states = [state.value for state in RegisterState]
    command.add_argument(
        "--state",
        action="extend",
        nargs="+",
        default=[],
        metavar="STATE",
        choices=states,
        help=f"only these: {', '.join(states)}",
    )
    command.add_argument(
        "--format", choices=("text", "csv", "json"), default="text", help="how the register is written (text)"
    )


def _run(options: Options, console: Console) -> int:
    library, problems = load_checked(options.library, options.as_at)
    refuse_unknown(library.unit.singular, options.school, library.schools)
    refuse_unknown("policy", options.policy, library.policies)
    stopping = [problem for problem in errors_in(problems) if not problem.schools]
    if stopping:
        Console().problems(stopping)
        console.error("The register cannot be told while the library has these errors.")
        return 1
    rows = tuple(
        row
        for row in register(library, options.as_at)
        if (not options.school or row.school in options.school)
        and (not options.policy or row.policy in options.policy)
        and (not options.state or row.state in options.state)
    )
    is_part = options.policy or options.state
    renamed = [
        rename
        for rename in renames(library, options.as_at)
        if not is_part and _concerns(rename.touched, options.school)
    ]
    required = [
        coverage
        for coverage in find_required(library, options.as_at)
        if not is_part and (not options.school or coverage.school in options.school)
    ]
    if options.format == "csv":
        console.write(as_csv(rows, library.unit))
    elif options.format == "json":
        console.write(as_json(rows, renamed, required))
    else:
        console.info(in_text(rows, renamed, required, library.unit))
    return 0


def _concerns(touched: tuple[tuple[str, str], ...], schools: Sequence[str]) -> bool:
    return not schools or any(school in schools for school, _ in touched)


COMMAND = Command(_add_options, Options, _run)
