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
    todos = list_todo(library, loaded, options.as_at, schools)
    if options.format == "json":
        console.write(json.dumps([_as_data(todo) for todo in todos], indent=2, ensure_ascii=False))
    elif options.format == "csv":
        console.write(_as_csv(todos))
    else:
        console.info(in_text(todos) or "Nothing is missing, and every contact has been checked in time.")
    if errors_in(loaded):
        console.error(
            "The library has errors, so this list may not be whole; 'clausewright check' names them."
        )
    return 0


def in_text(todos: Iterable[Todo]) -> str:
    """The list for a person: by who sets a value, then by file."""
    lines: list[str] = []
    for who, of_owner in groupby(todos, key=lambda todo: todo.who):
        lines += [*([""] if lines else []), _WHOSE[who]]
        for path, in_file in groupby(of_owner, key=lambda todo: todo.path):
            lines += ["", f"  {path}"]
            for todo in in_file:
                lines += [f"    {todo.key}: {_state(todo)}", f"        {todo.variable.help}"]
                lines += [f"        {line}" for line in _why(todo)]
    return "\n".join(lines)


def _state(todo: Todo) -> str:
    if todo.checked_on:
        return (
            f"last checked on {in_words(todo.checked_on)}, and to be checked every"
            f" {todo.variable.check_months}"
            " months"
        )
    return (
        "missing"
        if todo.why == MISSING
        else f"never checked, and to be checked every {todo.variable.check_months} months"
    )


def _why(todo: Todo) -> Iterable[str]:
    if todo.policies:
        yield f"Printed by {'; '.join(todo.policies)}."
    if todo.who != "school" and todo.why == MISSING:
        yield (
            f"{len(todo.schools)} {'school waits' if len(todo.schools) == 1 else 'schools wait'} for it:"
            f" {', '.join(todo.schools)}."
        )
    if todo.why != MISSING:
        yield "When it has been checked, write: - {value: ..., checked_on: the day}."


def _as_data(todo: Todo) -> Mapping[str, object]:
    return {
        "why": todo.why,
        "value": todo.key,
        "name": todo.variable.name,
        "set_by": todo.who,
        "owner": todo.owner,
        "file": todo.path,
        "line": todo.line,
        "schools": list(todo.schools),
        "policies": list(todo.policies),
        "checked_on": todo.checked_on.isoformat() if todo.checked_on else "",
        "check_months": todo.variable.check_months,
        "help": todo.variable.help,
    }


def _as_csv(todos: Iterable[Todo]) -> str:
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
    for todo in todos:
        writer.writerow(
            {
                name: "; ".join(data) if isinstance(data, list) else data
                for name, data in _as_data(todo).items()
            }
        )
    return out.getvalue()


COMMAND = Command(_add_options, Options, _run)
