"""`clausewright return`."""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..api import ReturnedModel, TakenBack, compare_draft, take_back, write_draft, write_proposals
from .command import Command, add_library_options
from .output import Console

_FOR_ONE = re.compile(r"([a-z][a-z0-9-]*)=(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Options:
    """The file that came back, and what to do with its proposals."""

    file: Path
    library: Path
    as_at: date
    apply: bool
    reason: Sequence[str]
    version: str
    summary: str


def _add_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "file", type=Path, metavar="FILE", help="a Word file that clausewright made and somebody edited"
    )
    add_library_options(command)
    command.add_argument(
        "--apply",
        action="store_true",
        help="write what is proposed: values and amendments of a school, or a draft version of the model",
    )
    command.add_argument(
        "--reason",
        action="append",
        default=[],
        metavar="TEXT",
        help=(
            "why the school wants its own wording, or why clauses of the model change; CLAUSE=TEXT is the"
            " reason for one clause"
        ),
    )
    command.add_argument(
        "--version",
        default="",
        metavar="VERSION",
        help="of a model's file: the date of the draft, as 2026-09 (the next)",
    )
    command.add_argument(
        "--summary",
        default="",
        metavar="TEXT",
        help="of a model's file: what the draft brings, in a sentence for readers",
    )


def _run(options: Options, console: Console) -> int:
    back = take_back(options.file, options.library, options.as_at, options.version)
    for line in back.lines():
        console.info(line)
    if isinstance(back, ReturnedModel):
        return _finish_model(back, options, console)
    return _finish_school(back, options, console)


def _finish_school(back: TakenBack, options: Options, console: Console) -> int:
    if not (back.acceptable_values or back.acceptable_texts):
        return 0
    if not options.apply:
        console.info("\nNothing was written. To write what is proposed, run this again with --apply.")
        return 0
    reason, reasons = _read_reasons(options.reason)
    for path in write_proposals(back, reason, reasons):
        console.info(f"Wrote {path}.")
    if back.acceptable_texts:
        console.info(
            "Its own wording is a decision. Have it made, and record it; until then, check says that the text"
            " has changed:"
        )
        console.info(
            f"  clausewright adopt {back.site.id} {back.policy.id} {back.version.name} --on DATE --by BODY"
        )
    return 0


def _finish_model(back: ReturnedModel, options: Options, console: Console) -> int:
    if not back.can_be_written:
        return 0
    reason, reasons = _read_reasons(options.reason)
    comparison = compare_draft(back, reason, reasons, options.summary).render("text").decode()
    if not options.apply:
        console.info("\nWhat the draft would change:\n")
        console.write(comparison)
        console.info("\nNothing was written. To write the draft, run this again with --apply and reasons.")
        return 0
    for path in write_draft(back, reason, reasons, options.summary):
        console.info(f"Wrote {path}.")
    console.info("\nWhat the draft changes:\n")
    console.write(comparison)
    if not options.summary:
        console.info("\nSay in its 'summary' what the version brings.")
    console.info(
        f"When it is agreed: clausewright diff {back.policy.id} {back.version.name} {back.new_version}, then"
        f" clausewright issue {back.policy.id} {back.new_version}"
    )
    return 0


def _read_reasons(texts: Sequence[str]) -> tuple[str, Mapping[str, str]]:
    """The reasons that were given: for all, and clause by clause."""
    for_all = ""
    by_clause: dict[str, str] = {}
    for text in texts:
        for_one = _FOR_ONE.fullmatch(text)
        if for_one:
            by_clause[for_one[1]] = for_one[2].strip()
        else:
            for_all = text.strip()
    return for_all, by_clause


COMMAND = Command(_add_options, Options, _run)
