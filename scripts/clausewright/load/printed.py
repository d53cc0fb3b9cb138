"""Values back out of what they print, where a person changed the print."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from ..model.values import Kind, Person, Value, Variable
from .values import InvalidValueError, typed

_DAY, _MONTH = "%d %B %Y", "%B %Y"


def from_printed(variable: Variable, part: str, now: Value | None, text: str) -> Value:
    """Read the words that a value, or a part of it ("email"), prints as the value itself.

    `now` is what the value is, of which a person keeps the other parts. Raises Unfit where the words are no
    value of that type.
    """
    if variable.kind is Kind.PERSON:
        known = now if isinstance(now, Person) else Person("")
        return replace(known, **{part or "name": text})
    if variable.kind in (Kind.DATE, Kind.MONTH):
        return _as_written(variable.kind, text)
    return typed(variable, text, {})


def _as_written(kind: Kind, text: str) -> str:
    try:
        if kind is Kind.MONTH and len(text.split()) == len(_MONTH.split()):
            return datetime.strptime(text, _MONTH).strftime("%Y-%m")  # noqa: DTZ007 - a day, not a moment
        return datetime.strptime(text, _DAY).date().isoformat()  # noqa: DTZ007 - a day, not a moment
    except ValueError:
        raise InvalidValueError(
            f"is now '{text}', which is no date", "Write it as 12 November 2026."
        ) from None
