"""`clausewright new-policy`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..api import load_library
from ..edit.policy import NewPolicy, write_policy_files
from ..errors import UsageError, refuse_unknown
from ..model.dates import first_day
from ..model.library import Library
from ..model.text import count_noun
from .command import Command, add_library_options
from .new_files import explain_bad_version, refuse_bad_id, write_new_files
from .output import Console


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for."""

    library: Path
    as_at: date
    policy: str
    title: str
    owner: str
    approver: str
    version: str
    review_months: int
    section: Sequence[str]


def _add_options(command: argparse.ArgumentParser) -> None:
    add_library_options(command)
    command.add_argument("policy", metavar="ID", help="the policy's id, a folder's name: social-media")
    command.add_argument("--title", required=True, metavar="TITLE", help="its title")
    command.add_argument(
        "--owner", default="", metavar="WHO", help="who looks after it (as the other policies have it)"
    )
    command.add_argument(
        "--approver",
        default="",
        metavar="WORD",
        help="the body that approves it, a word of schema.yml (as the other policies have it)",
    )
    command.add_argument(
        "--version", default="", metavar="DATE", help="the date of its first version (this month)"
    )
    command.add_argument(
        "--review-months", type=int, default=12, metavar="N", help="months between two reviews (12)"
    )
    command.add_argument(
        "--section",
        nargs="+",
        default=["Purpose"],
        metavar="HEADING",
        help="the headings of its sections, each with a clause to begin with (Purpose)",
    )


def _run(options: Options, console: Console) -> int:
    library, _ = load_library(options.library.resolve())
    refuse_bad_id(options.policy, "policy", "social-media")
    if not options.title.strip():
        raise UsageError("Say what the policy is called: add --title 'Social media policy'.")
    version = options.version or f"{options.as_at:%Y-%m}"
    try:
        first_day(version)
    except ValueError:
        raise UsageError(explain_bad_version(version)) from None
    bodies = [key.removeprefix("word.") for key in library.schema if key.startswith("word.")]
    owner = options.owner or _as_the_others(library, "owner", ["Central office"])
    approver = options.approver or _as_the_others(library, "approver", bodies)
    refuse_unknown("body", (approver,), bodies)
    policy = NewPolicy(
        options.policy,
        options.title,
        owner,
        approver,
        version,
        options.review_months,
        options.section,
        ["staff"] if "word.staff" in library.schema else [],
    )
    files = write_policy_files(policy, library.clauses)
    write_new_files(library, files)
    for name in files:
        console.info(f"Wrote {name}.")
    console.info(
        f"It is a draft with {count_noun(len(options.section), 'clause')} to write. When it is agreed:"
        f" clausewright issue {options.policy} {version}"
    )
    return 0


def _as_the_others(library: Library, fact: str, examples: Sequence[str]) -> str:
    """What all other policies of the library say. Raises UsageError where they do not agree, or there is
    none; then `examples` show what may be written.
    """
    known = sorted({getattr(policy.facts, fact) for policy in library.policies.values()})
    if len(known) != 1:
        shown = ", ".join(map(repr, known or examples))
        raise UsageError(f"Which {fact}? Add --{fact}{f', such as {shown}' if shown else ''}.")
    return str(known[0])


COMMAND = Command(_add_options, Options, _run)
