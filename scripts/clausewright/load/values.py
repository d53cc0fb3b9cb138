"""A file of values, read by the schema: each with the days from which it counts, blanks, and doubts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import cast

from ..errors import Problem, Severity, did_you_mean, errors_in, find_nearest
from ..model.built_in import make_built_in_variables
from ..model.dates import advise_on_day, first_day
from ..model.library import ANY_ID
from ..model.local_records import SchoolFacts
from ..model.text import shorten
from ..model.values import (
    SHAPING,
    DatedValue,
    Doubt,
    Kind,
    Layer,
    Value,
    Variable,
)
from .accidents import find_accident
from .typed_values import InvalidValueError, read_typed_value
from .yaml import Data, Tree

ALWAYS = date.min
# What marks a value as dated: none of them names a column of a list.
DATING = frozenset({"from", "value", "checked_on"})
BUILT_IN = frozenset(make_built_in_variables())


def read_values_of_layer(
    name: str,
    tree: Tree,
    schema: Mapping[str, Variable],
    unread: frozenset[str],
    images: Mapping[str, str],
    problems: list[Problem],
) -> Layer:
    """Read a file of values.

    `unread` are variables whose entry in the schema could not be read: their values are left alone. `images`
    maps the picture names that the file may use to their paths in the library.
    """
    dated_values: dict[str, tuple[DatedValue, ...]] = {}
    unfit: set[str] = {".".join(map(str, where)) for where in tree.damaged}
    blanks: dict[str, int] = {}
    doubts: list[Doubt] = []
    for space, inner in tree.mapping().items():
        if not isinstance(inner, dict | None):
            problems.append(_explain_no_group(name, space, tree, schema))
            unfit.add(space)
        for short, data in inner.items() if isinstance(inner, dict) else ():
            key = f"{space}.{short}"
            if not unread.isdisjoint((key, ANY_ID)) or tree.is_damaged(space, short):
                continue
            variable = None if key in BUILT_IN else schema.get(key)
            if variable is None:
                problems.append(_explain_unknown(key, tree.path, tree.line(space, short), schema))
                unfit.add(find_nearest(key, schema) or key)
            elif data is None:
                problems.append(_report_blank(variable, tree.path, tree.line(space, short)))
                blanks[key] = tree.line(space, short)
            else:
                faults: list[Problem] = []
                dated_values[key] = tuple(
                    _read_dated(variable, data, tree.below(space, short), images, faults, doubts)
                )
                problems += faults
                if errors_in(faults):
                    unfit.add(key)
    return Layer(name, tree.path, dated_values, frozenset(unfit), blanks, tuple(doubts))


def _explain_no_group(layer: str, space: str, tree: Tree, schema: Mapping[str, Variable]) -> Problem:
    groups = sorted({key.split(".")[0] for key in schema if key not in BUILT_IN})
    written = tree.mapping()[space]
    shown = written if isinstance(written, str) else "..."
    same_name = [key for key in schema if key not in BUILT_IN and key.split(".")[1] == space]
    # A name at the margin is that of whose file it is.
    of_layer = next((key for key in same_name if key.split(".")[0] == layer), "")
    if of_layer or len(same_name) == 1:
        group = (of_layer or same_name[0]).split(".")[0]
        hint = f"Write it as '{group}: {{{space}: {shown}}}'."
    elif space == "name" and layer in ("trust", "authority"):
        hint = (
            f"Declare it in variables/schema.yml, with '{layer}.name: {{type: text, set_by: {layer}, help:"
            f" Its full name.}}', and write it here as '{layer}: {{name: {shown}}}'."
        )
    elif space not in groups and (meant := did_you_mean(space, (*groups, *SchoolFacts.model_fields))):
        hint = meant
    else:
        hint = f"Write it as '{space}: {{name: value}}'; known groups: {', '.join(groups)}."
    return Problem(tree.path, tree.line(space), f"'{space}' is not a group of values", hint)


def _explain_unknown(key: str, path: str, line: int, schema: Mapping[str, Variable]) -> Problem:
    if key in BUILT_IN:
        hint = "Write 'phase:' and 'type:' at the margin; what was adopted stands in adoptions.yml."
        return Problem(path, line, f"'{key}' is built in and cannot be set here", hint)
    hint = did_you_mean(key, schema) or "Declare it in variables/schema.yml, or remove it."
    return Problem(path, line, f"'{key}' is not a variable", hint)


def _report_blank(variable: Variable, path: str, line: int) -> Problem:
    hint = f"{variable.help} Put a # before the line if there is none."
    return Problem(path, line, f"'{variable.key}' is still to fill in", hint, Severity.WARNING)


def _read_dated(
    variable: Variable,
    data: Data,
    tree: Tree,
    images: Mapping[str, str],
    problems: list[Problem],
    doubts: list[Doubt],
) -> list[DatedValue]:
    if not _is_dated(variable, data):
        value = _read_or_report(variable, data, tree, (), images, problems)
        doubts += _list_doubts(variable, data, tree) if value is not None else ()
        return [] if value is None else [DatedValue(ALWAYS, value, tree.line())]
    dated_values: list[DatedValue] = []
    for index, item in enumerate(cast("list[dict[str, Data]]", data)):
        if faults := list(_find_dating_faults(variable, item, tree.below(index))):
            problems += faults
            continue
        days = {
            name: _read_day(variable, name, tree.below(index, name), problems)
            for name in ("from", "checked_on")
            if name in item
        }
        if None in days.values():
            continue
        day = days.get("from") or ALWAYS
        if any(other.date == day for other in dated_values):
            message = (
                f"'{variable.key}' has two values from {day}"
                if "from" in item
                else f"'{variable.key}' has two values without 'from'"
            )
            problems.append(Problem(tree.path, tree.line(index, "from"), message, "Keep one of the two."))
        value = _read_or_report(variable, item["value"], tree, (index, "value"), images, problems)
        if value is not None:
            # Whoever wrote the day of a check has made sure of the value.
            if "checked_on" not in days:
                doubts += _list_doubts(variable, item["value"], tree.below(index, "value"))
            dated_values.append(DatedValue(day, value, tree.line(index), days.get("checked_on")))
    return dated_values


def _list_doubts(variable: Variable, data: Data, tree: Tree) -> Iterator[Doubt]:
    """What of a value was hardly meant."""
    for where, kind, text in _list_texts(variable, data):
        accident = find_accident(kind, text, is_quoted=where in tree.quoted)
        if accident:
            hint = "Write what is true there."
            if "answer" in accident or "stands" in accident:
                hint = f'If it is meant, put it between quotes: "{text}".'
            elif variable.kind not in SHAPING:
                hint = (
                    "Write what is true; if this is, date the check: [{value: ..., checked_on: 2026-09-04}]."
                )
            message = f"'{variable.key}' is '{shorten(text, 60)}', which {accident}"
            yield Doubt(tree.line(*where), message, hint)


def _list_texts(variable: Variable, data: Data) -> Iterator[tuple[tuple[str | int, ...], Kind, str]]:
    """The texts that a value prints: where each stands in it, and of which type it is."""
    kind = Kind.TEXT if variable.kind in (Kind.PERSON, Kind.WORDS) else variable.kind
    if isinstance(data, str) and kind not in (Kind.CHOICE, Kind.FLAG, Kind.IMAGE, Kind.COLOUR):
        yield (), kind, data
    elif isinstance(data, dict):
        for part, text in data.items():
            if isinstance(text, str):
                yield (part,), variable.parts().get(part, Kind.TEXT), text
    elif isinstance(data, list):
        for index, row in enumerate(data):
            for column, text in row.items() if isinstance(row, dict) else ():
                if isinstance(text, str):
                    yield (index, column), variable.of.get(column, Kind.TEXT), text


def _read_day(variable: Variable, name: str, tree: Tree, problems: list[Problem]) -> date | None:
    try:
        return first_day(str(tree.data))
    except ValueError:
        does = "counts from" if name == "from" else "was checked on"
        message = f"'{variable.key}' {does} '{tree.data}', not a date"
        problems.append(Problem(tree.path, tree.line(), message, advise_on_day(str(tree.data))))
        return None


def _is_dated(variable: Variable, data: Data) -> bool:
    """Say whether data is a list of dated values; one without `from` counts from the beginning.

    A value that is no list itself can only be meant so. The rows of a list are told from dated ones by their
    keys.
    """
    if not isinstance(data, list) or not data or not all(isinstance(item, dict) for item in data):
        return False
    rows = cast("list[dict[str, Data]]", data)
    if variable.kind is not Kind.LIST:
        return any(DATING & set(row) for row in rows)
    return all("value" in row and set(row) <= DATING for row in rows)


def _find_dating_faults(variable: Variable, row: Mapping[str, Data], tree: Tree) -> Iterator[Problem]:
    """Yield what keeps one row of a list of dated values from being read."""
    for key in row:
        if key not in DATING:
            hint = did_you_mean(key, DATING) or f"Known: {', '.join(sorted(DATING))}."
            message = f"'{variable.key}' has the key '{key}', which is not known"
            yield Problem(tree.path, tree.line(key), message, hint)
    if "value" not in row and not any(find_nearest(key, DATING) == "value" for key in row):
        hint = "Write '- {value: ..., from: 2026-09-01}'."
        yield Problem(tree.path, tree.line(), f"'{variable.key}' has an entry without a value", hint)


def _read_or_report(
    variable: Variable,
    data: Data,
    tree: Tree,
    where: tuple[str | int, ...],
    images: Mapping[str, str],
    problems: list[Problem],
) -> Value | None:
    try:
        return read_typed_value(variable, data, images)
    except InvalidValueError as error:
        for fault in error.faults:
            line = tree.line(*where, *fault.where)
            problems.append(Problem(tree.path, line, f"'{variable.key}' {fault.message}", fault.hint))
        return None
