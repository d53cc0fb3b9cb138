"""Values as a form: each with its help, an example and where it comes from; and what a form changes.

A form is read as a table of values is: the same texts of the same parts become the same values and meet the
same faults.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from starlette.datastructures import FormData

from ..errors import Problem
from ..load.spreadsheet_cells import CellText, Place, Table
from ..load.value_changes import find_changes
from ..model.dates import in_words
from ..model.library import Library, School
from ..model.table import (
    CHECKED,
    NO,
    YES,
    Holder,
    ValueChange,
    cut_into_cells,
    get_kind,
    list_options,
    list_parts,
    list_variables,
    show_cells,
)
from ..model.text import capitalise
from ..model.values import DatedValue, Kind, Layer, Value, Variable, printed
from .pages import get_line

# Empty lines for new entries of a list.
_NEW_ROWS = 2
_GROUPS = {"role": "People", "choice": "Choices", "word": "Words"}
_LAST_GROUPS = ("choice", "word")
_ORIGINS = {
    "school": "the {unit}’s own",
    "trust": "from the trust",
    "authority": "from the authority",
    "common": "the same for all {units}",
    "default": "the model’s own",
}
_INPUTS = {Kind.EMAIL: "email", Kind.PHONE: "tel", Kind.URL: "url", Kind.DATE: "date", Kind.MONTH: "month"}
_EXAMPLES = {
    Kind.EMAIL: "office@oakfield.example",
    Kind.PHONE: "01632 960123",
    Kind.URL: "https://oakfield.example",
    Kind.DATE: "2026-09-01",
    Kind.MONTH: "2026-09",
    Kind.NUMBER: "6",
    Kind.IMAGE: "logo.png",
    Kind.COLOUR: "#1d5c63",
}
_EXAMPLES_OF_PARTS = {
    "name": "J. Sample",
    "title": "Ms",
    "singular": "member of staff",
    "plural": "members of staff",
    "article": "an, where the word before it would be an",
}


@dataclass(frozen=True, slots=True)
class Option:
    """One of several values to choose between; `text` is what people read."""

    value: str
    text: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Input:
    """One box of a form. `label` is empty where the field's own stands for it."""

    name: str
    label: str
    type: str
    value: str
    example: str
    fault: str = ""
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldView:
    """A variable as a form shows it.

    `rows` are its boxes, for a list several rows of them. `origin` says whose value counts, `counts` what it
    prints where that is not the holder's own; `is_own` says whether the holder has one, and `dated` are those
    of its values that count from another day.
    """

    key: str
    label: str
    help: str
    kind: str
    rows: tuple[tuple[Input, ...], ...]
    origin: str
    counts: str
    is_needed: bool
    is_internal: bool
    is_own: bool
    dated: tuple[str, ...]
    checked: Input | None
    file: str


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """The fields of one group under its heading."""

    id: str
    title: str
    fields: tuple[FieldView, ...]


@dataclass(frozen=True, slots=True)
class FormRequest:
    """Whose values a form shows, on which day, and what somebody typed into it, with the faults of that."""

    library: Library
    holder: Holder
    school: School | None
    day: date
    needed: frozenset[str] = frozenset()
    typed: Mapping[str, str] | None = None
    faults: Mapping[str, str] = field(default_factory=dict)


def list_groups(request: FormRequest, variables: Iterable[Variable]) -> tuple[FieldGroup, ...]:
    """The form's fields by group, in the order of the schema; choices and words come last."""
    by_group: dict[str, list[FieldView]] = {}
    for variable in variables:
        by_group.setdefault(variable.key.split(".")[0], []).append(_view_field(request, variable))
    order = sorted(by_group, key=lambda group: _LAST_GROUPS.index(group) if group in _LAST_GROUPS else -1)
    return tuple(
        FieldGroup(group, _title_group(request.library, group), tuple(by_group[group])) for group in order
    )


def _title_group(library: Library, group: str) -> str:
    """The heading of a group of fields."""
    if group == "school":
        return f"The {library.unit.singular}"
    return _GROUPS.get(group, capitalise(group.replace("_", " ")))


def _view_field(request: FormRequest, variable: Variable) -> FieldView:
    layer, day = request.holder.layer, request.day
    own_value = layer.at(variable.key, day)
    cells = show_cells(variable, own_value)
    origin, counts = _find_origin(request, variable, own_value)
    return FieldView(
        key=variable.key,
        label=name_field(variable),
        help=variable.help,
        kind=variable.kind.value,
        rows=_make_rows(request, variable, cells),
        origin=origin,
        counts=counts,
        is_needed=variable.key in request.needed,
        is_internal=variable.internal,
        is_own=variable.key in layer.values,
        dated=tuple(_list_dated(layer, variable, day)),
        checked=_make_checked(request, variable, cells),
        file=layer.path,
    )


def name_field(variable: Variable) -> str:
    """What a form calls a variable."""
    return capitalise(variable.name.removeprefix("choice "))


def _find_origin(request: FormRequest, variable: Variable, own_value: DatedValue | None) -> tuple[str, str]:
    """Where the value that counts comes from, and what it prints where that is not the holder's own."""
    if own_value:
        return _say_origin(request.library, request.holder.kind), ""
    bound = request.library.values(request.school, request.day).get(variable.key)
    if bound is None:
        return "", ""
    return _say_origin(request.library, bound.layer), show_value(variable, bound.value)


def _say_origin(library: Library, layer: str) -> str:
    """Whose a value is, in words."""
    return _ORIGINS.get(layer, "").format(unit=library.unit.singular, units=library.unit.plural)


def show_value(variable: Variable, value: Value) -> str:
    """A value in words, on one line."""
    if isinstance(value, tuple):
        rows = ["; ".join(text for text in row.values() if text) for row in value]
        return " · ".join(rows) or "none"
    if isinstance(value, bool):
        return YES if value else NO
    if variable.kind is Kind.CHOICE:
        return variable.options.get(str(value), str(value))
    if variable.kind in (Kind.PERSON, Kind.WORDS):
        return ", ".join(cut_into_cells(value).values())
    return printed(variable.kind, value) or str(value)


def _list_dated(layer: Layer, variable: Variable, day: date) -> Iterable[str]:
    """Values of a holder that count from another day than the one that counts now."""
    now = layer.at(variable.key, day)
    for dated in layer.values.get(variable.key, ()):
        if dated is not now:
            since = f"from {in_words(dated.date)}" if dated.date != date.min else "before that"
            yield f"{capitalise(since)}: {show_value(variable, dated.value)}."


def _make_rows(
    request: FormRequest, variable: Variable, cells: Mapping[str, str]
) -> tuple[tuple[Input, ...], ...]:
    if variable.kind is not Kind.LIST:
        return (tuple(_make_input(request, variable, part, cells) for part in list_parts(variable)),)
    numbers = [int(part.partition(".")[0]) for part in (*cells, *_list_typed_parts(request, variable))]
    rows = max(numbers, default=0) + (_NEW_ROWS if request.typed is None else 0)
    return tuple(
        tuple(_make_input(request, variable, f"{number}.{column}", cells) for column in variable.of)
        for number in range(1, rows + 1)
    )


def _list_typed_parts(request: FormRequest, variable: Variable) -> list[str]:
    prefix = f"{variable.key}:"
    return [
        name.removeprefix(prefix)
        for name in request.typed or ()
        if name.startswith(prefix) and name.removeprefix(prefix) != CHECKED
    ]


def _make_input(request: FormRequest, variable: Variable, part: str, cells: Mapping[str, str]) -> Input:
    name = f"{variable.key}:{part}"
    value = cells.get(part, "") if request.typed is None else request.typed.get(name, "")
    kind = get_kind(variable, part)
    column = part.rpartition(".")[2]
    options = tuple(
        Option(option, _describe_option(variable, option), option == value)
        for option in list_options(variable)
    )
    return Input(
        name=name,
        label=capitalise(column.replace("_", " ")),
        type="choice" if options else _INPUTS.get(kind, "text"),
        value=value,
        example=_find_example(variable, part, kind),
        fault=request.faults.get(name, ""),
        options=options,
    )


def _find_example(variable: Variable, part: str, kind: Kind) -> str:
    """What may be written into a box: as the schema says, as the model has it, or what fits its type."""
    column = part.rpartition(".")[2]
    if variable.example and part == list_parts(variable)[0]:
        return variable.example
    if variable.kind is Kind.WORDS and column != "article" and variable.default is not None:
        return cut_into_cells(variable.default).get(column, "")
    return _EXAMPLES_OF_PARTS.get(column) or _EXAMPLES.get(kind, "")


def _describe_option(variable: Variable, option: str) -> str:
    phrase = variable.options.get(option, option)
    return capitalise(phrase if phrase != option else option.replace("-", " "))


def _make_checked(request: FormRequest, variable: Variable, cells: Mapping[str, str]) -> Input | None:
    """The day on which somebody last made sure of the value, where the schema wants one."""
    if not variable.check_months:
        return None
    name = f"{variable.key}:{CHECKED}"
    value = cells.get(CHECKED, "") if request.typed is None else request.typed.get(name, "")
    label = f"Checked on (every {variable.check_months} months)"
    return Input(name, label, "date", value, "", request.faults.get(name, ""))


# -- What somebody typed -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Box(Place):
    """A box of a form in place of a table's cell; its fault bears its name."""

    name: str = ""

    def problem(self, message: str, hint: str) -> Problem:
        return Problem(self.name, 0, message, hint)


def read_typed(form: FormData, variables: Iterable[Variable]) -> dict[str, str]:
    """What the boxes of a form say, by their names; only those of the variables that it shows."""
    keys = {variable.key for variable in variables}
    return {name: get_line(form, name) for name in form if ":" in name and name.partition(":")[0] in keys}


def list_shown_texts(groups: Iterable[FieldGroup]) -> str:
    """What the boxes of a form say when it is shown, as JSON by their names, so that it can be told later
    what somebody changed in them.
    """
    boxes = [
        box
        for group in groups
        for view in group.fields
        for box in (*(box for row in view.rows for box in row), *([view.checked] if view.checked else []))
    ]
    return json.dumps({box.name: box.value for box in boxes if box.value}, ensure_ascii=False)


def keep_changed(typed: Mapping[str, str], shown: str) -> dict[str, str]:
    """Return the boxes of those variables of which somebody changed something; `shown` is what
    `list_shown_texts` said.

    So a form that was opened before somebody else changed another value does not turn that back.
    """
    try:
        before = json.loads(shown)
    except ValueError:
        before = {}
    texts = before if isinstance(before, dict) else {}
    changed = {name.partition(":")[0] for name, text in typed.items() if text != texts.get(name, "")}
    return {name: text for name, text in typed.items() if name.partition(":")[0] in changed}


def read_form(
    library: Library, holder: Holder, typed: Mapping[str, str], day: date
) -> tuple[tuple[ValueChange, ...], dict[str, str]]:
    """Return what a form changes, and its faults in words by the names of the boxes."""
    table = Table()
    for name, text in typed.items():
        key, _, part = name.partition(":")
        place = _Box(holder.layer.path, "", 0, 0, name)
        table.cells.setdefault((*holder.key, key), {})[part] = CellText(text, place)
    changes, problems = find_changes(table, library, [holder], day)
    faults: dict[str, str] = {}
    for problem in problems:
        sentence = f"{problem.message.partition(f' of {holder.id} ')[2] or problem.message}. {problem.hint}"
        faults[problem.path] = f"This {sentence}".strip()
    return changes, faults


def list_settable(library: Library, holder: Holder) -> tuple[Variable, ...]:
    """The variables that a holder's form shows: those that it may set."""
    return tuple(variable for variable in list_variables(library) if holder.may_set(variable))
