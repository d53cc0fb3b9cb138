"""Texts and digests that are the same for equal values in every process."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any


def digest(*parts: str | bytes) -> str:
    """A digest of texts and bytes; where one ends and the next begins counts."""
    whole = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        whole.update(len(data).to_bytes(8, "big"))
        whole.update(data)
    return whole.hexdigest()[:32]


def canonicalise(value: object) -> str:
    """Return a text that is the same for equal values in every process, to be part of a digest.

    Unlike `repr`, it does not depend on the order in which a set happens to be walked through. The order of
    mappings counts, because they are read from files and printed in that order. Fields of dataclasses that
    are left out of their `repr` are left out here too.
    """
    return json.dumps(_simplify(value), ensure_ascii=False)


def _simplify(value: Any) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Mapping):
        return {"mapping": [[_simplify(key), _simplify(item)] for key, item in value.items()]}
    if isinstance(value, AbstractSet):
        return {"set": sorted(canonicalise(item) for item in value)}
    if isinstance(value, tuple | list):
        return [_simplify(item) for item in value]
    # The records of files, which only the room that loads them knows by their class.
    if hasattr(type(value), "model_fields"):
        return [
            type(value).__name__,
            {name: _simplify(getattr(value, name)) for name in type(value).model_fields},
        ]
    if dataclasses.is_dataclass(value):
        names = [field.name for field in dataclasses.fields(value) if field.repr]
        return [type(value).__name__, {name: _simplify(getattr(value, name)) for name in names}]
    # Dates, paths and the like, whose text is all that there is of them.
    return [type(value).__name__, str(value)]
