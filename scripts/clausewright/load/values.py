"""Values: what a YAML file says, or a document prints, read as the type that schema.yml gives it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import cast

from ..errors import Problem, Severity, did_you_mean
from ..model.dates import first_day
from ..model.library import make_built_in_variables
from ..model.values import PERSON_PARTS, DatedValue, Kind, Layer, Person, Row, Value, Variable, Words
from .files import CONTROL
from .yaml import Data, Tree

ALWAYS = date.min
# What marks a value as dated: none of them names a column of a list.
DATING = frozenset({"from", "value", "checked_on"})
BUILT_IN = frozenset(make_built_in_variables())
_DIGITS = re.compile(r"\d")
_TRUE, _FALSE = ("true", "yes", "on"), ("false", "no", "off")


class InvalidValueError(Exception):
    """A value that its type does not admit; `hint` says what would fit."""

    def __init__(self, message: str, hint: str = "") -> None:
        """Keep the message, which goes after the variable's name, and the hint."""
        super().__init__(message)
        self.hint = hint


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
    unfit: set[str] = set()
    blanks: list[Problem] = []
    is_damaged = any(problem.path == tree.path for problem in problems)
    for space, inner in tree.mapping().items():
        if not isinstance(inner, dict | None):
            groups = sorted({key.split(".")[0] for key in schema if key not in BUILT_IN})
            hint = f"Write it as '{space}: {{name: value}}'; known groups: {', '.join(groups)}."
            problems.append(Problem(tree.path, tree.line(space), f"'{space}' is not a group of values", hint))
        for short, data in inner.items() if isinstance(inner, dict) else ():
            key, line = f"{space}.{short}", tree.line(space, short)
            if key in BUILT_IN:
                hint = "Write 'phase:' and 'type:' at the margin; what was adopted stands in adoptions.yml."
                problems.append(Problem(tree.path, line, f"'{key}' is built in and cannot be set here", hint))
            elif key in unread:
                continue
            elif (variable := schema.get(key)) is None:
                hint = did_you_mean(key, schema) or "Declare it in variables/schema.yml, or remove it."
                problems.append(Problem(tree.path, line, f"'{key}' is not a variable", hint))
            elif data is None:
                blanks.append(_report_blank(variable, tree.path, line))
            else:
                before = len(problems)
                dated_values[key] = tuple(
                    _read_dated(variable, data, tree.below(space, short), images, problems)
                )
                if len(problems) > before:
                    unfit.add(key)
    # What YAML itself could not read has been told, and is no blank.
    problems += () if is_damaged else blanks
    return Layer(name, tree.path, dated_values, frozenset(unfit))


def _report_blank(variable: Variable, path: str, line: int) -> Problem:
    hint = f"{variable.help} Put a # before the line if there is none."
    return Problem(path, line, f"'{variable.key}' is still to fill in", hint, Severity.WARNING)


def _read_dated(
    variable: Variable, data: Data, tree: Tree, images: Mapping[str, str], problems: list[Problem]
) -> list[DatedValue]:
    if not _is_dated(data):
        value = _read_or_report(variable, data, tree, (), images, problems)
        return [] if value is None else [DatedValue(ALWAYS, value, tree.line())]
    dated_values: list[DatedValue] = []
    for index, item in enumerate(cast("list[dict[str, Data]]", data)):
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
            dated_values.append(DatedValue(day, value, tree.line(index), days.get("checked_on")))
    return dated_values


def _read_day(variable: Variable, name: str, tree: Tree, problems: list[Problem]) -> date | None:
    try:
        return first_day(str(tree.data))
    except ValueError:
        does = "counts from" if name == "from" else "was checked on"
        message = f"'{variable.key}' {does} '{tree.data}', not a date"
        problems.append(Problem(tree.path, tree.line(), message, "Write a date as 2026-09-01."))
        return None


def _is_dated(data: Data) -> bool:
    """Say whether data is a list of dated values; one without `from` counts from the beginning."""
    return (
        isinstance(data, list)
        and bool(data)
        and all(isinstance(item, dict) and "value" in item and set(item) <= DATING for item in data)
    )


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
    except InvalidValueError as fault:
        problems.append(Problem(tree.path, tree.line(*where), f"'{variable.key}' {fault}", fault.hint))
        return None


def read_typed_value(variable: Variable, data: Data, images: Mapping[str, str]) -> Value:
    """Read data as a value of the variable's type; raise InvalidValueError where it is none."""
    match variable.kind:
        case Kind.WORDS:
            return _read_words(data)
        case Kind.PERSON:
            return _read_person(data)
        case Kind.LIST:
            return _read_rows(variable, data)
        case Kind.FLAG:
            return _read_flag(data)
        case Kind.CHOICE:
            return _read_option(variable, data)
        case Kind.IMAGE:
            return _read_image(data, images)
        case kind:
            return read_simple_value(kind, data)


def read_simple_value(kind: Kind, data: Data) -> str:
    """Read data as a value that has no parts; raise InvalidValueError where it is none."""
    return _SIMPLE[kind](_read_line(data))


def _read_line(data: Data) -> str:
    if not isinstance(data, str):
        raise InvalidValueError("should be one line of text", "Put it between double quotes.")
    if CONTROL.search(data):
        raise InvalidValueError("has an invisible control character", "Delete it; it cannot be printed.")
    if not (text := " ".join(data.split())):
        raise InvalidValueError("is empty", "Give it a value, or delete the line.")
    return text


def _read_email(text: str) -> str:
    if not re.fullmatch(r"[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>().]+", text):
        raise InvalidValueError(
            f"is '{text}', which is not an e-mail address", "Write it as office@school.example."
        )
    return text


def _read_phone(text: str) -> str:
    if not re.fullmatch(r"\+?[\d ()-]{7,}(?: ext\.? ?\d+)?", text) or len(_DIGITS.findall(text)) < 7:
        raise InvalidValueError(
            f"is '{text}', which is not a telephone number", "Write digits and spaces: 01632 960123."
        )
    return text


def _read_url(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/<>\"]+\.[^\s<>\"]+", text):
        raise InvalidValueError(f"is '{text}', which is not a web address", "Start it with https://.")
    return text


def _read_date(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise InvalidValueError(f"is '{text}', which is not a date", "Write a date as 2026-09-01.") from None


def _read_month(text: str) -> str:
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
        raise InvalidValueError(f"is '{text}', which is not a month", "Write a month as 2026-09.")
    return text


def _read_number(text: str) -> str:
    if not re.fullmatch(r"-?\d+(\.\d+)?", text):
        raise InvalidValueError(f"is '{text}', which is not a number", "Write digits only.")
    return text


def _read_colour(text: str) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        raise InvalidValueError(
            f"is '{text}', which is not a colour", 'Write it as "#1d5c63", with the quotes.'
        )
    return text.lower()


_SIMPLE: Mapping[Kind, Callable[[str], str]] = {
    Kind.TEXT: lambda text: text,
    Kind.EMAIL: _read_email,
    Kind.PHONE: _read_phone,
    Kind.URL: _read_url,
    Kind.DATE: _read_date,
    Kind.MONTH: _read_month,
    Kind.NUMBER: _read_number,
    Kind.COLOUR: _read_colour,
}


def _read_known_keys(data: Data, known: tuple[str, ...], example: str) -> dict[str, Data]:
    if not isinstance(data, dict):
        raise InvalidValueError(f"should have the parts {', '.join(known)}", f"Write it as {example}.")
    for key in data:
        if key not in known:
            raise InvalidValueError(
                f"has the part '{key}', which is not known",
                did_you_mean(key, known) or f"Known: {', '.join(known)}.",
            )
    return data


def _read_words(data: Data) -> Words:
    example = "{singular: headteacher, plural: headteachers}"
    parts = _read_known_keys(data, ("singular", "plural", "article"), example)
    if not parts.get("singular") or not parts.get("plural"):
        raise InvalidValueError("needs both a singular and a plural", f"Write it as {example}.")
    singular = _read_line(parts["singular"])
    article = (
        _read_line(parts["article"])
        if parts.get("article")
        else "an"
        if singular[0].lower() in "aeiou"
        else "a"
    )
    return Words(singular, _read_line(parts["plural"]), article)


def _read_person(data: Data) -> Person:
    if isinstance(data, str):
        return Person(_read_line(data))
    parts = _read_known_keys(data, tuple(PERSON_PARTS), "{name: J. Lyle, email: dsl@school.example}")
    if not parts.get("name"):
        raise InvalidValueError("has no name", "Add 'name: ...'.")
    read = {
        part: read_simple_value(PERSON_PARTS[part], text) for part, text in parts.items() if text is not None
    }
    return Person(**read)


def _read_rows(variable: Variable, data: Data) -> tuple[Row, ...]:
    if not isinstance(data, list):
        raise InvalidValueError("should be a list", "Write one line '- {...}' for each entry.")
    rows = []
    for number, item in enumerate(data, 1):
        parts = _read_known_keys(
            item, tuple(variable.of), "- {" + ", ".join(f"{column}: ..." for column in variable.of) + "}"
        )
        try:
            rows.append(
                {
                    column: read_simple_value(variable.of[column], text)
                    for column, text in parts.items()
                    if text is not None
                }
            )
        except InvalidValueError as fault:
            raise InvalidValueError(f"entry {number} {fault}", fault.hint) from None
    return tuple(rows)


def _read_flag(data: Data) -> bool:
    if isinstance(data, str) and data.lower() in _TRUE + _FALSE:
        return data.lower() in _TRUE
    raise InvalidValueError(f"is '{data}', which is neither yes nor no", "Write yes or no.")


def _read_option(variable: Variable, data: Data) -> str:
    if not isinstance(data, str) or data not in variable.options:
        options = ", ".join(variable.options)
        hint = (did_you_mean(str(data), variable.options) + f" Options: {options}.").strip()
        raise InvalidValueError(f"is '{data}', which is not one of its options", hint)
    return data


def _read_image(data: Data, images: Mapping[str, str]) -> str:
    name = _read_line(data)
    if name not in images:
        if name.lower().endswith((".svg", ".svgz")):
            raise InvalidValueError(
                f"is '{name}', a drawing that can carry scripts and addresses",
                "Save it as PNG and name that.",
            )
        hint = did_you_mean(name, images) or "Put a PNG or JPEG file beside this one and write its name."
        raise InvalidValueError(f"is '{name}', which is not a picture beside this file", hint)
    return images[name]


# -- Values back out of what they print ----------------------------------------------------------------------

_DAY, _MONTH = "%d %B %Y", "%B %Y"


def read_printed(variable: Variable, part: str, now: Value | None, text: str) -> Value:
    """Read the words that a value, or a part of it ("email"), prints as the value itself.

    `now` is what the value is, of which a person keeps the other parts. Raises InvalidValueError where the
    words are no value of that type.
    """
    if variable.kind is Kind.PERSON:
        known = now if isinstance(now, Person) else Person("")
        return replace(known, **{part or "name": text})
    if variable.kind in (Kind.DATE, Kind.MONTH):
        return _read_printed_day(variable.kind, text)
    return read_typed_value(variable, text, {})


def _read_printed_day(kind: Kind, text: str) -> str:
    try:
        if kind is Kind.MONTH and len(text.split()) == len(_MONTH.split()):
            return datetime.strptime(text, _MONTH).strftime("%Y-%m")  # noqa: DTZ007 - a day, not a moment
        return datetime.strptime(text, _DAY).date().isoformat()  # noqa: DTZ007 - a day, not a moment
    except ValueError:
        raise InvalidValueError(
            f"is now '{text}', which is no date", "Write it as 12 November 2026."
        ) from None
