"""`clausewright todo`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from ..api import load_library
from ..check.citations import OlderEdition, find_older_editions
from ..check.templates import read_templates
from ..check.todo import MISSING, Todo, list_todo
from ..errors import errors_in, refuse_unknown
from ..model.csv_text import write_csv
from ..model.dates import in_words
from ..model.text import capitalise, count_noun
from ..model.values import SCHOOL, Words
from .command import Command, add_library_options
from .output import Console

_NOTHING = (
    "Nothing is missing, every contact has been checked in time, and no older edition of guidance is cited."
)
_WHOSE = {"school": "For {units} to do", "trust": "For trusts to do", "authority": "For authorities to do"}


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for."""

    library: Path
    as_at: date
    school: str
    format: str


_COLUMNS = (
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
        refuse_unknown(library.unit.singular, (options.school,), library.schools)
    schools = [school for id, school in library.schools.items() if options.school in ("", id)]
    readings = read_templates(library)
    todos = list_todo(library, readings, loaded, options.as_at, schools)
    editions = [
        older
        for older in find_older_editions(library, readings, options.as_at)
        if not options.school or options.school in older.schools
    ]
    rows = [*map(_make_data, todos), *map(_make_edition_data, editions)]
    if options.format == "json":
        console.write(json.dumps(rows, indent=2, ensure_ascii=False))
    elif options.format == "csv":
        console.write(write_csv(_COLUMNS, ([row[name] for name in _COLUMNS] for row in rows)))
    else:
        parts = [part for part in (write_as_text(todos, library.unit), _write_editions(editions)) if part]
        console.info("\n\n".join(parts) or _NOTHING)
    if errors_in(loaded):
        console.error(
            "The library has errors, so this list may not be whole; 'clausewright check' names them."
        )
    return 0


def write_as_text(todos: Iterable[Todo], unit: Words = SCHOOL) -> str:
    """The list for a person: by who sets a value, then by file; `unit` is what a school is called."""
    lines: list[str] = []
    for owner, of_owner in groupby(todos, key=lambda todo: todo.set_by):
        lines += [*([""] if lines else []), _WHOSE[owner].format(units=unit.plural)]
        for path, in_file in groupby(of_owner, key=lambda todo: todo.path):
            lines += ["", f"  {path}"]
            for todo in in_file:
                lines += [f"    {todo.key}: {_state(todo)}", f"        {todo.variable.help}"]
                lines += [f"        {line}" for line in _explain_why(todo, unit)]
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


def _explain_why(todo: Todo, unit: Words) -> Iterable[str]:
    if todo.policies:
        yield f"Printed by {'; '.join(todo.policies)}."
    if todo.set_by != "school" and todo.why == MISSING:
        yield (
            f"{count_noun(len(todo.schools), unit.singular, unit.plural)}"
            f" {'waits' if len(todo.schools) == 1 else 'wait'} for it: {', '.join(todo.schools)}."
        )
    if todo.why != MISSING:
        yield "When it has been checked, write: - {value: ..., checked_on: the day}."


def _make_data(todo: Todo) -> Mapping[str, object]:
    return {
        "why": todo.why,
        "value": todo.key,
        "name": todo.variable.name,
        "set_by": todo.set_by,
        "owner": todo.owner,
        "file": todo.path,
        "line": todo.line,
        "schools": list(todo.schools),
        "policies": list(todo.policies),
        "checked_on": todo.checked_on.isoformat() if todo.checked_on else "",
        "check_months": todo.variable.check_months,
        "help": todo.variable.help,
    }


def _write_editions(editions: Iterable[OlderEdition]) -> str:
    """The list of older editions for a person, by file."""
    lines: list[str] = []
    for older in editions:
        lines += ["", f"  {older.path}:{older.line}", f"    {older.message}"]
        if older.schools:
            lines.append(f"        In force at {', '.join(older.schools)}.")
        lines.append(f"        {older.hint}")
    return "\n".join(["For whoever keeps the model: cited in an older edition", *lines]) if lines else ""


def _make_edition_data(older: OlderEdition) -> Mapping[str, object]:
    return {
        "why": "older edition",
        "value": older.citation,
        "name": older.facts.title,
        "set_by": "model",
        "owner": older.policy.id,
        "file": older.path,
        "line": older.line,
        "schools": list(older.schools),
        "policies": [f"{older.policy.facts.title}, {older.version.title}"],
        "checked_on": older.in_force.checked_on.isoformat(),
        "check_months": 0,
        "help": f"{capitalise(older.message)}. {older.hint}",
    }


COMMAND = Command(_add_options, Options, _run)
