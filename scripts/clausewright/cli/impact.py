"""`clausewright impact`."""

from __future__ import annotations

import argparse

from ..amendments.impact import assess_impact
from ..check.amendments import is_open_decision
from ..errors import errors_in
from ..register.impact_tables import as_csv, as_json, in_text
from .command import Command, checked, known, library_options
from .output import Console


def _options(command: argparse.ArgumentParser) -> None:
    command.add_argument("policy", help="the policy's id")
    command.add_argument("version", help="the version's date, as 2026-09; it need not be issued")
    library_options(command)
    command.add_argument(
        "--format", choices=("text", "csv", "json"), default="text", help="how it is written (text)"
    )


def _run(options: argparse.Namespace, voice: Console) -> int:
    library, problems = checked(options.library, options.as_at)
    known("policy", (options.policy,), library.policies)
    policy = library.policies[options.policy]
    known(f"version of '{policy.id}'", (options.version,), (version.name for version in policy.versions))
    version = next(version for version in policy.versions if version.name == options.version)
    # Missing values and open decisions are what this is asked for.
    stopping = [
        problem for problem in errors_in(problems) if not problem.schools and not is_open_decision(problem)
    ]
    if stopping:
        Console().problems(stopping)
        voice.complain("The impact cannot be told while the library has these errors.")
        return 1
    found = assess_impact(library, policy, version, options.as_at)
    if options.format == "csv":
        voice.write(as_csv(found))
    elif options.format == "json":
        voice.write(as_json(found))
    else:
        voice.tell(in_text(found))
    return 0


COMMAND = Command(
    "impact",
    "show what a version means for every clause at every school, before it is issued",
    _options,
    _run,
)
