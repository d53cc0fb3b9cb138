"""`clausewright impact`."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..amendments.impact import assess_impact
from ..api import load_checked
from ..check.lost_amendments import is_open_decision
from ..errors import errors_in, refuse_unknown
from ..register.impact import as_csv, as_json, in_text
from .command import Command, add_library_options
from .output import Console


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for."""

    policy: str
    version: str
    library: Path
    as_at: date
    format: str


def _add_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("policy", help="the policy's id")
    command.add_argument("version", help="the version's date, as 2026-09; it need not be issued")
    add_library_options(command)
    command.add_argument(
        "--format", choices=("text", "csv", "json"), default="text", help="how it is written (text)"
    )


def _run(options: Options, console: Console) -> int:
    library, problems = load_checked(options.library, options.as_at)
    refuse_unknown("policy", (options.policy,), library.policies)
    policy = library.policies[options.policy]
    refuse_unknown(
        f"version of '{policy.id}'", (options.version,), (version.name for version in policy.versions)
    )
    version = next(version for version in policy.versions if version.name == options.version)
    # Missing values and open decisions are what this is asked for.
    stopping = [
        problem for problem in errors_in(problems) if not problem.schools and not is_open_decision(problem)
    ]
    if stopping:
        Console().problems(stopping)
        console.error("The impact cannot be told while the library has these errors.")
        return 1
    impact = assess_impact(library, policy, version, options.as_at)
    if options.format == "csv":
        console.write(as_csv(impact))
    elif options.format == "json":
        console.write(as_json(impact))
    else:
        console.info(in_text(impact))
    return 0


COMMAND = Command(_add_options, Options, _run)
