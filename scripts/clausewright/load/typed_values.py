"""What one value says, read as the type that schema.yml gives it, from a YAML file or from what a document
prints. What a type does not admit raises InvalidValueError.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from ..errors import did_you_mean
from ..model.dates import advise_on_day, suggest_iso
from ..model.values import (
    EXTENSION,
    PERSON_PARTS,
    Kind,
    Person,
    Row,
    Value,
    Variable,
    Words,
)
from .accidents import find_accident
from .files import CONTROL
from .yaml import Data

LONGEST_VALUE = 1_000
_DIGITS = re.compile(r"\d")
_TRUE, _FALSE = ("true", "yes", "on"), ("false", "no", "off")


@dataclass(frozen=True, slots=True)
class ValueFault:
    """One thing that is wrong with a value; `where` are the keys that lead there from the value itself."""

    message: str
    hint: str
    where: tuple[str | int, ...] = ()


class InvalidValueError(Exception):
    """A value that its type does not admit; `hint` says what would fit.

    `faults` are all that is wrong with it, the first of which is the exception's own message.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        """Keep the message, which goes after the variable's name, and the hint."""
        super().__init__(message)
        self.hint = hint
        self.faults: tuple[ValueFault, ...] = (ValueFault(message, hint),)


class _FaultCollector:
    """Gathers what is wrong with the parts of one value, so that all of it is told at once."""

    def __init__(self) -> None:
        self.faults: list[ValueFault] = []

    def add(self, message: str, hint: str, *where: str | int) -> None:
        self.faults.append(ValueFault(message, hint, where))

    def read(self, kind: Kind, data: Data, *where: str | int, before: str = "") -> str:
        """Read a part; a wrong one is a fault, and reads as nothing. `before` goes before its message."""
        try:
            return read_simple_value(kind, data)
        except InvalidValueError as fault:
            self.add(f"{before}{fault}", fault.hint, *where)
            return ""

    def raise_if_any(self) -> None:
        if self.faults:
            error = InvalidValueError(self.faults[0].message, self.faults[0].hint)
            error.faults = tuple(self.faults)
            raise error


def read_typed_value(variable: Variable, data: Data, images: Mapping[str, str]) -> Value:
    """Read data as a value of the variable's type; raise InvalidValueError where it is none."""
    _refuse_if_long(data)
    match variable.kind:
        case Kind.WORDS:
            return read_words(data)
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
    return _READERS[kind](_read_line(data))


def _refuse_if_long(data: Data) -> None:
    """Raise InvalidValueError for a text that no sentence, table or page has room for."""
    if isinstance(data, str) and len(data) > LONGEST_VALUE:
        message = f"has {len(data):,} letters, and a value may have {LONGEST_VALUE:,}"
        raise InvalidValueError(message, "Write it shorter; what takes a paragraph is a clause.")


def _read_line(data: Data) -> str:
    _refuse_if_long(data)
    if isinstance(data, list) and data and all(isinstance(item, str) for item in data):
        written = f"[{', '.join(map(str, data))}]"
        if accident := find_accident(Kind.TEXT, written, is_quoted=False):
            raise InvalidValueError(f"is '{written}', which {accident}", "Write what is true there.")
        raise InvalidValueError(
            "is a list, for it stands in square brackets", f'Write "{written}", with quotes.'
        )
    if not isinstance(data, str):
        raise InvalidValueError("should be one line of text", "Put it between double quotes.")
    if CONTROL.search(data):
        raise InvalidValueError("has an invisible control character", "Delete it; it cannot be printed.")
    if not (text := " ".join(data.split())):
        raise InvalidValueError("is empty", "Give it a value, or delete the line.")
    if not any(map(_is_visible, text)):
        raise InvalidValueError("has no letter that can be seen", "Give it a value, or delete the line.")
    return text


# Letters that print as nothing, though Unicode counts them among letters and signs.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_INVISIBLE = frozenset({"Cc", "Cf", "Mn", "Me", "Zl", "Zp", "Zs"})


def _is_visible(letter: str) -> bool:
    return letter not in _BLANK and unicodedata.category(letter) not in _INVISIBLE


def _read_email(text: str) -> str:
    if not re.fullmatch(r"[^\s@<>():,;]+@[^\s@<>():,;]+\.[^\s@<>():,;.]+", text):
        raise InvalidValueError(
            f"is '{text}', which is not an e-mail address", "Write it as office@school.example."
        )
    return text


def _read_phone(text: str) -> str:
    number = EXTENSION.split(text)[0]
    if not re.fullmatch(r"\+?[\d ()-]{7,}", number) or len(_DIGITS.findall(number)) < 7:
        raise InvalidValueError(
            f"is '{text}', which is not a telephone number",
            "Write digits and spaces: 01632 960123.",
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
        raise InvalidValueError(f"is '{text}', which is not a date", advise_on_day(text)) from None


def _read_month(text: str) -> str:
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
        hint = f"Write {suggest_iso(text)[:7] or 'a month as 2026-09'}."
        raise InvalidValueError(f"is '{text}', which is not a month", hint)
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


_READERS: Mapping[Kind, Callable[[str], str]] = {
    Kind.TEXT: lambda text: text,
    Kind.EMAIL: _read_email,
    Kind.PHONE: _read_phone,
    Kind.URL: _read_url,
    Kind.DATE: _read_date,
    Kind.MONTH: _read_month,
    Kind.NUMBER: _read_number,
    Kind.COLOUR: _read_colour,
}


def _read_parts(
    data: Data,
    known: tuple[str, ...],
    example: str,
    faults: _FaultCollector,
    *where: str | int,
    before: str = "",
) -> dict[str, Data]:
    """The parts of a value, but for those that nobody knows, which are faults."""
    if not isinstance(data, dict):
        faults.add(f"{before}should have the parts {', '.join(known)}", f"Write it as {example}.", *where)
        return {}
    for key in data:
        if key not in known:
            hint = did_you_mean(key, known) or f"Known: {', '.join(known)}."
            faults.add(f"{before}has the part '{key}', which is not known", hint, *where, key)
    return {key: part for key, part in data.items() if key in known and part is not None}


def read_words(data: Data) -> Words:
    """Read data as a word in both numbers; raise InvalidValueError where it is none."""
    example = "{singular: headteacher, plural: headteachers}"
    faults = _FaultCollector()
    parts = _read_parts(data, ("singular", "plural", "article"), example, faults)
    if not faults.faults and not (parts.get("singular") and parts.get("plural")):
        faults.add("needs both a singular and a plural", f"Write it as {example}.")
    read = {part: faults.read(Kind.TEXT, text, part) for part, text in parts.items()}
    faults.raise_if_any()
    usual = "an" if read["singular"][0].lower() in "aeiou" else "a"
    return Words(read["singular"], read["plural"], read.get("article", usual))


def _read_person(data: Data) -> Person:
    if isinstance(data, str):
        return Person(_read_line(data))
    faults = _FaultCollector()
    parts = _read_parts(data, tuple(PERSON_PARTS), "{name: J. Lyle, email: dsl@school.example}", faults)
    if not parts.get("name") and isinstance(data, dict) and not _has_slip_of("name", data):
        faults.add("has no name", "Add 'name: ...'.")
    read = {part: faults.read(PERSON_PARTS[part], text, part) for part, text in parts.items()}
    faults.raise_if_any()
    return Person(**read)


def _has_slip_of(key: str, data: Mapping[str, Data]) -> bool:
    """Say whether a key was written with a slip, which is a fault of its own."""
    return any(did_you_mean(written, PERSON_PARTS) == f"Did you mean '{key}'?" for written in data)


def _read_rows(variable: Variable, data: Data) -> tuple[Row, ...]:
    if not isinstance(data, list):
        raise InvalidValueError("should be a list", "Write one line '- {...}' for each entry.")
    example = "- {" + ", ".join(f"{column}: ..." for column in variable.of) + "}"
    faults = _FaultCollector()
    rows = []
    for index, item in enumerate(data):
        before = f"entry {index + 1} "
        parts = _read_parts(item, tuple(variable.of), example, faults, index, before=before)
        rows.append(
            {
                column: faults.read(variable.of[column], text, index, column, before=before)
                for column, text in parts.items()
            }
        )
    faults.raise_if_any()
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
