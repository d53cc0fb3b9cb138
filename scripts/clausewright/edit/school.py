"""`clausewright new-school`: a school's file with everything that it can set, and what each thing means."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path

from ..model.built_in import PHASES, TYPES
from ..model.values import PERSON_PARTS, Bound, Kind, Variable
from .library_files import add_file
from .yaml_edit import write_flow, write_value

_WIDTH = 116
_SHAPES = {
    Kind.WORDS: "{singular: ..., plural: ...}",
    Kind.PERSON: "{" + ", ".join(f"{part}: ..." for part in PERSON_PARTS) + "}",
    Kind.EMAIL: "office@school.example",
    Kind.PHONE: "01632 960123",
    Kind.URL: "https://school.example",
    Kind.DATE: "2026-09-01",
    Kind.MONTH: "2026-09",
    Kind.NUMBER: "6",
    Kind.IMAGE: "logo.png",
    Kind.COLOUR: '"#1d5c63"',
    Kind.FLAG: "true or false",
}


def write_school(
    root: Path,
    id: str,
    facts: Mapping[str, str],
    name: str,
    variables: Iterable[Variable],
    needed: Mapping[str, tuple[str, ...]],
    values: Mapping[str, Bound],
) -> Path:
    """Write variables/schools/<id>/school.yml; return its path.

    `facts` are authority, trust, phase and type; `variables` what the school can set; `needed` the keys that
    it must, with the parts that print; `values` what counts for it as it stands. Raises UsageError where the
    file is there already.
    """
    path = root / "variables" / "schools" / id / "school.yml"
    # Editors that know the language server find help and completion by this line.
    line = (
        "# yaml-language-server: $schema=../../values.schema.json\n"
        if (root / "variables" / "values.schema.json").exists()
        else ""
    )
    add_file(path, line + write_school_text(id, facts, name, variables, needed, values))
    return path


def write_school_text(
    id: str,
    facts: Mapping[str, str],
    name: str,
    variables: Iterable[Variable],
    needed: Mapping[str, tuple[str, ...]],
    values: Mapping[str, Bound],
) -> str:
    """The text of a new school's file."""
    title = name or id
    head = [
        (
            f"# The values of {title}. Fill in every line that ends with a colon; 'clausewright todo {id}'"
            " says what is still to do."
        ),
        "# A line with a # before a name gives no value: what stands there counts anyway, or is an example.",
        "# To give another one, take the # and the space after it away and write the value after the colon.",
        *(f"{key}: {write_flow(value)}{_write_options(key, value)}" for key, value in facts.items() if value),
    ]
    names = {"school.name": name} if name else {}
    return "\n".join([*head, *write_entries(variables, names, needed, values)]) + "\n"


def write_entries(
    variables: Iterable[Variable],
    given: Mapping[str, str],
    needed: Mapping[str, tuple[str, ...]],
    values: Mapping[str, Bound],
) -> Iterator[str]:
    """The lines of a new file of values, group by group: what each value means, and the value that is `given`
    for it, a blank where it is `needed`, or else what counts anyway, behind a mark.
    """
    in_order = sorted(variables, key=lambda variable: variable.key.split(".")[0] == "choice")
    for group, group_variables in groupby(_gather(in_order), key=lambda variable: variable.key.split(".")[0]):
        yield from ("", f"{group}:")
        for index, variable in enumerate(group_variables):
            yield from [""] if index else []
            entry = _write_entry(
                variable, given.get(variable.key, ""), needed.get(variable.key), values.get(variable.key)
            )
            yield from (f"  {line}" for line in entry)


def _gather(variables: Iterable[Variable]) -> list[Variable]:
    """Variables with those of one group together, in the order in which the groups first come."""
    groups: dict[str, list[Variable]] = {}
    for variable in variables:
        groups.setdefault(variable.key.split(".")[0], []).append(variable)
    return [variable for group_variables in groups.values() for variable in group_variables]


def _write_options(key: str, value: str) -> str:
    """What else could stand there, as a comment; not for a value that a library has declared itself."""
    known = {"phase": PHASES, "type": TYPES}.get(key, ())
    return f"   # {', '.join(known)}" if value in known else ""


def _write_entry(
    variable: Variable, given: str, parts: tuple[str, ...] | None, counts: Bound | None
) -> Iterator[str]:
    short = variable.key.split(".")[1]
    notes = f" For example: {variable.example}." if variable.example else ""
    notes += " Internal: it is never published." if variable.internal else ""
    yield from (f"# {line}" for line in textwrap.wrap(variable.help + notes, _WIDTH))
    recommended = variable.default if isinstance(variable.default, str) else ""
    for option, phrase in variable.options.items():
        if variable.kind is Kind.CHOICE:
            mark = " (the model's)" if option == recommended else ""
            meaning = f": {phrase}" if phrase != option else ""
            yield from textwrap.wrap(
                f"{option}{mark}{meaning}", _WIDTH, initial_indent="#   ", subsequent_indent="#     "
            )
    if given:
        yield f"{short}: {write_flow(given)}"
    elif parts is not None:
        yield from (f"# {line}" for line in _write_shape(variable, parts))
        yield f"{short}:"
    elif counts is not None and counts.value != ():
        source = f"the {counts.layer}'s"
        if counts.layer == "default":
            source = "the model's"
        elif counts.layer == "common":
            source = "for all"
        yield f"# {short}: {write_value(variable.kind, counts.value)}   # {source}"
    elif variable.kind is Kind.LIST:
        yield f"# {short}:"
        yield f"#   - {_write_row(variable)}"
    else:
        yield f"# {short}: {_SHAPES.get(variable.kind, '...')}"


def _write_shape(variable: Variable, parts: tuple[str, ...]) -> Iterator[str]:
    if variable.kind is Kind.LIST:
        yield f"Write below it, a line an entry:   - {_write_row(variable)}"
    elif variable.kind in _SHAPES:
        printed = (
            f" Documents print its {' and '.join(parts)}." if parts and variable.kind is Kind.PERSON else ""
        )
        yield f"Write it as: {_SHAPES[variable.kind]}{printed}"


def _write_row(variable: Variable) -> str:
    return "{" + ", ".join(f"{column}: ..." for column in variable.of) + "}"
