"""`clausewright issue`."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..api import check_library, load_library
from ..assemble.locks import add_locks, freeze
from ..build.documents import try_formats
from ..check.locks import check_unchanged
from ..edit.issue import write_lock
from ..errors import ClausewrightError, Problem, UsageError, errors_in, refuse_unknown
from ..model.library import Library, Policy, Version
from ..model.records import VersionStatus
from .command import Command, add_library_options, add_problem_options
from .output import Console

# What schools wrote does not keep a model version from being issued.
_OF_SCHOOLS = ("variables/schools/", "variables/trusts/")
_NEXT = {
    VersionStatus.DRAFT: "When it is agreed, write 'status: issued' in its place and run this again.",
    VersionStatus.CONSULTATION: (
        "When the consultation is over, write what came of it under 'consulted' and 'status: issued', and run"
        " this again."
    ),
    VersionStatus.WITHDRAWN: "A withdrawn version is not issued again; issue a new one.",
}


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for."""

    policy: str
    version: str
    all: bool
    library: Path
    as_at: date
    strict: bool


def _add_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("policy", nargs="?", default="", help="the policy's id")
    command.add_argument("version", nargs="?", default="", help="the version's date, as 2026-09")
    command.add_argument(
        "--all", action="store_true", help="every version whose status is issued and that has no lock yet"
    )
    add_library_options(command)
    add_problem_options(command)


def _run(options: Options, console: Console) -> int:
    if options.all == bool(options.version):
        raise UsageError(
            "Name a policy and a version, as in 'clausewright issue social-media 2026-09', or write --all."
        )
    root = options.library.resolve()
    library, loaded = load_library(root)
    issued = (
        _list_issued(library) if options.all else [_find_issued(library, options.policy, options.version)]
    )
    changed = tuple(check_unchanged(library, options.as_at, issued))
    _stop_on(console, changed)
    fresh = [(policy, version) for policy, version in issued if version.lock is None]
    _stop_on(
        console,
        _find_obstacles(add_locks(library), loaded, options.as_at, strict=options.strict) if fresh else (),
    )
    # What cannot be a PDF or a Word file would be issued for ever, and never published.
    _stop_on(console, try_formats(library, fresh, options.as_at))
    for policy, version in fresh:
        path = write_lock(root, freeze(library, policy, version))
        console.info(
            f"Issued {policy.facts.title} of {version.title}: wrote {path.relative_to(root).as_posix()}. Keep"
            " it with the library."
        )
    if not fresh:
        console.info("Already issued, and unchanged since.")
    return 0


def _find_issued(library: Library, policy_id: str, name: str) -> tuple[Policy, Version]:
    refuse_unknown("policy", (policy_id,), library.policies)
    policy = library.policies[policy_id]
    refuse_unknown(f"version of '{policy_id}'", (name,), (version.name for version in policy.versions))
    version = next(version for version in policy.versions if version.name == name)
    if version.facts.status is not VersionStatus.ISSUED:
        message = f"is not issued: its status is {version.facts.status}"
        raise ClausewrightError(
            [Problem(version.body.path, version.lines.get("status", 1), message, _NEXT[version.facts.status])]
        )
    return policy, version


def _list_issued(library: Library) -> list[tuple[Policy, Version]]:
    versions = ((policy, version) for policy in library.policies.values() for version in policy.versions)
    return [(policy, version) for policy, version in versions if version.facts.status is VersionStatus.ISSUED]


def _find_obstacles(
    library: Library, loaded: tuple[Problem, ...], as_at: date, *, strict: bool
) -> tuple[Problem, ...]:
    problems = [
        problem
        for problem in check_library(library, loaded, as_at)
        if not problem.path.startswith(_OF_SCHOOLS)
    ]
    return tuple(problems) if strict else errors_in(problems)


def _stop_on(console: Console, problems: Iterable[Problem]) -> None:
    if reasons := tuple(problems):
        console.error("Nothing was written.")
        raise ClausewrightError(reasons)


COMMAND = Command(_add_options, Options, _run)
