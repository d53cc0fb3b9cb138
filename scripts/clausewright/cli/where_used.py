"""`clausewright where-used`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from ..api import load_library
from ..check.usage import Uses, find_things, find_uses, list_names
from ..errors import errors_in, refuse_unknown
from ..model.text import count_noun
from ..model.values import Words
from .command import Command, add_library_options
from .output import Console


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for."""

    library: Path
    as_at: date
    name: str
    format: str


def _add_options(command: argparse.ArgumentParser) -> None:
    add_library_options(command)
    command.add_argument(
        "name",
        metavar="NAME",
        help="a field, choice or word (school.name), a clause, citation, term or policy",
    )
    command.add_argument(
        "--format", choices=("text", "json"), default="text", help="how the answer is written (text)"
    )


def _run(options: Options, console: Console) -> int:
    library, loaded = load_library(options.library.resolve())
    things = find_things(library, options.name)
    if not things:
        refuse_unknown("field, clause, citation, term or policy", (options.name,), list_names(library))
    uses = [find_uses(library, loaded, kind, id, options.as_at) for kind, id in things]
    if options.format == "json":
        console.write(json.dumps([_make_data(use) for use in uses], indent=2, ensure_ascii=False))
    else:
        console.info("\n\n".join("\n".join(_write_as_text(use, library.unit)) for use in uses))
    if errors_in(loaded):
        console.error(
            "The library has errors, so more may use it than could be seen; 'clausewright check' names them."
        )
    return 0


def _write_as_text(uses: Uses, unit: Words) -> Iterator[str]:
    yield f"The {uses.kind} '{uses.id}' is used in {count_noun(len(uses.places), 'line')}."
    for place in uses.places:
        yield f"  {place.path}:{place.line}: {place.what}"
    yield f"A change would touch {count_noun(len(uses.versions), 'version')} of policies."
    for version in uses.versions:
        clauses = ", ".join(clause or "its own text" for clause in version.clauses)
        yield f"  {version.title}: {clauses}"
    yield (
        f"{count_noun(len(uses.schools), f'{unit.singular} has', f'{unit.plural} have')} it in a document in"
        " force, proposed or newly issued."
    )
    for school, documents in uses.schools:
        yield f"  {school}: {'; '.join(documents)}"


def _make_data(uses: Uses) -> dict[str, object]:
    return {**asdict(uses), "schools": {school: list(documents) for school, documents in uses.schools}}


COMMAND = Command(_add_options, Options, _run)
