"""`clausewright new-version`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..api import load_library
from ..edit.version import NO_SUMMARY, write_revision_text, write_version_text
from ..errors import UsageError, refuse_unknown
from ..model.dates import first_day, month_after, months_later
from ..model.library import Library
from .command import Command, add_library_options
from .new_files import explain_bad_version, write_new_files
from .output import Console


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for."""

    library: Path
    as_at: date
    policy: str
    version: str
    summary: str
    clause: Sequence[str]
    reason: str


def _add_options(command: argparse.ArgumentParser) -> None:
    add_library_options(command)
    command.add_argument("policy", metavar="POLICY", help="the policy's id")
    command.add_argument(
        "version",
        nargs="?",
        default="",
        metavar="VERSION",
        help="the new version's date, as 2026-09 (the next)",
    )
    command.add_argument(
        "--summary", default="", metavar="TEXT", help="what the version brings, in a sentence for readers"
    )
    command.add_argument(
        "--clause",
        action="extend",
        nargs="+",
        default=[],
        metavar="CLAUSE",
        help="also write new wordings of these clauses, to be changed",
    )
    command.add_argument(
        "--reason", default="", metavar="TEXT", help="why these clauses are worded anew; readers can see it"
    )


def _run(options: Options, console: Console) -> int:
    library, _ = load_library(options.library.resolve())
    refuse_unknown("policy", (options.policy,), library.policies)
    refuse_unknown("clause", options.clause, library.clauses)
    policy = library.policies[options.policy]
    if not policy.versions:
        raise UsageError(f"'{policy.id}' has no version to begin with. Write its first one.")
    earlier = policy.versions[-1]
    name = options.version or month_after(earlier.date, options.as_at)
    day = _read_date(name)
    if day <= earlier.date:
        raise UsageError(
            f"A version of {name} would not be the newest: there is one of {earlier.title}. Choose a later"
            " date."
        )
    files = {
        f"policies/{policy.id}/{name}.md": write_version_text(
            policy, earlier, name, options.summary or NO_SUMMARY
        )
    }
    for id in dict.fromkeys(options.clause):
        revision = library.clauses[id].at(day)
        if revision is None or revision.date == day:
            raise UsageError(f"Clause '{id}' has no wording before {name}, from which a new one could begin.")
        files[f"policies/clauses/{id}/{name}.md"] = write_revision_text(
            library.root, revision, options.reason
        )
    write_new_files(library, files)
    for path in files:
        console.info(f"Wrote {path}.")
    if not options.summary:
        console.info("Say in its 'summary' what the version brings.")
    if hint := _suggest_edition(library, day):
        console.info(hint)
    console.info(
        f"When it is agreed: clausewright diff {policy.id} {earlier.name} {name}, then clausewright issue"
        f" {policy.id} {name}"
    )
    return 0


def _read_date(name: str) -> date:
    try:
        return first_day(name)
    except ValueError:
        raise UsageError(explain_bad_version(name)) from None


def _suggest_edition(library: Library, day: date) -> str:
    """The line of an edition in which a version would be shown, where the newest one began a year or more
    before it.
    """
    if not library.editions:
        return ""
    start = library.editions[-1].date
    if months_later(start, 12) > day:
        return ""
    while months_later(start, 12) <= day:
        start = months_later(start, 12)
    id = f"{start.year}-{(start.year + 1) % 100:02}"
    return (
        f"No edition begins in the year of this version. Add to policies/editions.yml: - {{id: {id}, title:"
        f" {id}, from: {start}}}"
    )


COMMAND = Command(_add_options, Options, _run)
