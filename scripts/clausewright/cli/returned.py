"""`clausewright return`."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..api import take_back, write_proposals
from .command import Command, add_library_options
from .output import Console


@dataclass(frozen=True, slots=True)
class Options:
    """The file that came back, and what to do with its proposals."""

    file: Path
    library: Path
    as_at: date
    apply: bool
    reason: str


def _add_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "file", type=Path, metavar="FILE", help="a Word file that clausewright made and somebody edited"
    )
    add_library_options(command)
    command.add_argument(
        "--apply",
        action="store_true",
        help="write the proposed values and amendments into the school's files",
    )
    command.add_argument(
        "--reason",
        default="",
        metavar="TEXT",
        help="why the school wants its own wording; amendments need one",
    )


def _run(options: Options, console: Console) -> int:
    back = take_back(options.file, options.library, options.as_at)
    for line in back.lines():
        console.info(line)
    if not (back.acceptable_values or back.acceptable_texts):
        return 0
    if not options.apply:
        console.info("\nNothing was written. To write what is proposed, run this again with --apply.")
        return 0
    for path in write_proposals(back, options.reason):
        console.info(f"Wrote {path}.")
    if back.acceptable_texts:
        console.info(
            "The school's own wording is a decision. Have it made, and record it; until then, check says that"
            " the text has changed:"
        )
        console.info(
            f"  clausewright adopt {back.site.id} {back.policy.id} {back.version.name} --on DATE --by BODY"
        )
    return 0


COMMAND = Command(_add_options, Options, _run)
