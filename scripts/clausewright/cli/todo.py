"""`clausewright todo`."""

from __future__ import annotations

import argparse
import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from ..api import load_library
from ..check.todo import MISSING, Todo, list_todo
from ..errors import errors_in, refuse_unknown
from ..model.dates import in_words
from .command import Command, add_library_options
from .output import Console

_WHOSE = {"school": "For schools to do", "trust": "For trusts to do", "authority": "For authorities to do"}


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for."""

    library: Path
    as_at: date
    school: str
    format: str


def _add_options(command: argparse.ArgumentParser) -> None:
    add_library_options(command)
    command.add_argument(
        "school",
        nargs="?",
        default="",
        metavar="SCHOOL",
        help="only what this school waits for (all schools)",
    )
    command.add_argument(
        "--format", choices=("text", "json", "csv"), default="text", help="how the list is written (text)"
    )


def _run(options: Options, console: Console) -> int:
    library, loaded = load_library(options.library.resolve())
    if options.school:
        refuse_unknown("school", (options.school,), library.schools)
    schools = [school for id, school in library.schools.items() if options.school in ("", id)]
    found = list_todo(library, loaded, options.as_at, schools)
    if options.format == "json":
        console.write(json.dumps([_as_data(one) for one in found], indent=2, ensure_ascii=False))
    elif options.format == "csv":
        console.write(_as_csv(found))
    else:
        console.info(in_text(found) or "Nothing is missing, and every contact has been checked in time.")
    if errors_in(loaded):
        console.error(
            "The library has errors, so this list may not be whole; 'clausewright check' names them."
        )
    return 0


def in_text(found: Iterable[Todo]) -> str:
    """The list for a person: by who sets a value, then by file."""
    lines: list[str] = []
    for who, theirs in groupby(found, key=lambda one: one.who):
        lines += [*([""] if lines else []), _WHOSE[who]]
        for path, here in groupby(theirs, key=lambda one: one.path):
            lines += ["", f"  {path}"]
            for one in here:
                lines += [f"    {one.key}: {_state(one)}", f"        {one.variable.help}"]
                lines += [f"        {line}" for line in _why(one)]
    return "\n".join(lines)


def _state(one: Todo) -> str:
    if one.checked_on:
        return (
            f"last checked on {in_words(one.checked_on)}, and to be checked every {one.variable.check_months}"
            " months"
        )
    return (
        "missing"
        if one.why == MISSING
        else f"never checked, and to be checked every {one.variable.check_months} months"
    )


def _why(one: Todo) -> Iterable[str]:
    if one.policies:
        yield f"Printed by {'; '.join(one.policies)}."
    if one.who != "school" and one.why == MISSING:
        yield (
            f"{len(one.schools)} {'school waits' if len(one.schools) == 1 else 'schools wait'} for it:"
            f" {', '.join(one.schools)}."
        )
    if one.why != MISSING:
        yield "When it has been checked, write: - {value: ..., checked_on: the day}."


def _as_data(one: Todo) -> Mapping[str, object]:
    return {
        "why": one.why,
        "value": one.key,
        "name": one.variable.name,
        "set_by": one.who,
        "owner": one.owner,
        "file": one.path,
        "line": one.line,
        "schools": list(one.schools),
        "policies": list(one.policies),
        "checked_on": one.checked_on.isoformat() if one.checked_on else "",
        "check_months": one.variable.check_months,
        "help": one.variable.help,
    }


def _as_csv(found: Iterable[Todo]) -> str:
    out = io.StringIO()
    names = (
        "why",
        "value",
        "name",
        "set_by",
        "owner",
        "file",
        "line",
        "schools",
        "policies",
        "checked_on",
        "check_months",
        "help",
    )
    writer = csv.DictWriter(out, names, lineterminator="\n")
    writer.writeheader()
    for one in found:
        writer.writerow(
            {
                name: "; ".join(data) if isinstance(data, list) else data
                for name, data in _as_data(one).items()
            }
        )
    return out.getvalue()


COMMAND = Command(_add_options, Options, _run)
