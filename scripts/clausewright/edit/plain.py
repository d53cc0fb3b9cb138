"""Values as YAML on one line, quoted where they must be."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from ..model.values import Kind, Person, Value, Words

Plain = str | bool | Mapping[str, "Plain"] | Sequence["Plain"]
# What YAML reads as a number, a day or a yes stays bare only where the schema says that it is one.
_BARE = frozenset({Kind.NUMBER, Kind.DATE, Kind.MONTH})
_SAFE = re.compile(r"\w(?:(?:[\w .’'()/+@&?%=~-]|:(?=//))*[\w.’)/])?")
# Words and numbers that some version of YAML does not read as text.
_LIKE_ANOTHER = re.compile(r"(?i)true|false|yes|no|on|off|null|y|n|[\d.,_:+\-exoa-ftz]+")


def flow(data: Plain, *, bare: bool = False) -> str:
    """Write data on one line, as it stands between the braces of YAML. `bare` leaves a number or a day
    without quotes.
    """
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, str):
        return data if bare else _scalar(data)
    if isinstance(data, Mapping):
        return "{" + ", ".join(f"{key}: {flow(value)}" for key, value in data.items()) + "}"
    return "[" + ", ".join(flow(item) for item in data) + "]"


def _scalar(text: str) -> str:
    """A text that every reader of YAML takes for that text, also inside a list; quoted as JSON, which is
    YAML, where there is doubt.
    """
    return (
        text
        if _SAFE.fullmatch(text) and not _LIKE_ANOTHER.fullmatch(text)
        else json.dumps(text, ensure_ascii=False)
    )


def as_plain(kind: Kind, value: Value) -> str:
    """Write a value of a kind on one line."""
    if isinstance(value, Words):
        parts = {"singular": value.singular, "plural": value.plural}
        usual = "an" if value.singular[0].lower() in "aeiou" else "a"
        return flow(parts if value.article == usual else {**parts, "article": value.article})
    if isinstance(value, Person):
        named = {"name": value.name, "title": value.title, "email": value.email, "phone": value.phone}
        return flow({part: text for part, text in named.items() if text})
    if isinstance(value, tuple):
        return flow([dict(row) for row in value])
    return flow(value, bare=kind in _BARE)
