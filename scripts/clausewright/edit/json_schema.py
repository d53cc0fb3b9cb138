"""`clausewright schema`: what files of values may say, as JSON Schema, so that editors complete, explain and
check them while one types.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..model.table import SCHOOL_FACTS, list_options
from ..model.values import PERSON_PARTS, SHAPING, Kind, Person, Value, Variable, Words

Schema = dict[str, Any]
_DAY = r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"
_MONTH_OR_DAY = r"^\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?$"
# The same shapes as load reads; a test holds the two together.
_SIMPLE: Mapping[Kind, Schema] = {
    Kind.TEXT: {"type": ["string", "number"], "minLength": 1},
    Kind.EMAIL: {"type": "string", "pattern": r"^[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>().]+$"},
    Kind.PHONE: {
        "type": ["string", "integer"],
        "pattern": (
            r"^\+?(?=(?:\D*\d){7})[\d ()-]{7,}"
            r"(?:,? ?\(?(?:[Ee][Xx][Tt](?:ension|n)?[.:]?|[xX]) ?\d{1,6}\)?)?$"
        ),
    },
    Kind.URL: {"type": "string", "pattern": r"^https?://[^\s/<>\"]+\.[^\s<>\"]+$"},
    Kind.DATE: {"type": "string", "pattern": _DAY},
    Kind.MONTH: {"type": "string", "pattern": r"^\d{4}-(0[1-9]|1[0-2])$"},
    Kind.NUMBER: {"type": ["number", "string"], "pattern": r"^-?\d+(\.\d+)?$"},
    Kind.IMAGE: {"type": "string", "pattern": r"\.(png|jpg|jpeg|PNG|JPG|JPEG)$"},
    Kind.COLOUR: {"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"},
    Kind.FLAG: {"enum": [True, False, "yes", "no", "on", "off", "true", "false"]},
}
# Kinds whose values are each variable's own.
_OF_ITS_OWN = frozenset({Kind.CHOICE, Kind.LIST})
_KIND, _DATED = "a-", "dated-"
_WORD = {
    "singular": "The word for one.",
    "plural": "The word for several.",
    "article": "'a' or 'an', where the rule of thumb is wrong.",
}


def make_json_schema(
    schema: Mapping[str, Variable], authorities: tuple[str, ...], trusts: tuple[str, ...]
) -> str:
    """The JSON Schema of school.yml, trust.yml, authorities' files and common.yml, as text.

    One schema serves all of them: a file that names a phase, a type or an authority by its id is a school's.
    """
    groups: dict[str, Schema] = {}
    for key, variable in schema.items():
        group, name = key.split(".")
        if variable.path:
            group_schema = groups.setdefault(
                group, {"type": ["object", "null"], "properties": {}, "additionalProperties": False}
            )
            group_schema["properties"][name] = _describe_variable(variable)
    facts: Schema = {
        "authority": {
            "type": "string",
            "description": "The authority whose values the school takes.",
            "enum": list(authorities),
        },
        "trust": {
            "type": ["string", "null"],
            "description": "The trust that the school belongs to, if it does.",
            "enum": [*trusts, None],
        },
        "phase": {
            "type": "string",
            "description": "The school's phase.",
            "enum": list(schema["school.phase"].options),
        },
        "type": {
            "type": "string",
            "description": "The kind of school.",
            "enum": list(schema["school.type"].options),
        },
    }
    shared: dict[str, Schema] = {group: {"$ref": f"#/definitions/group-{group}"} for group in groups}
    others = {group: group_schema for group, group_schema in shared.items() if group not in SCHOOL_FACTS}
    kinds = {variable.kind for variable in schema.values() if variable.kind not in _OF_ITS_OWN}
    whole = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Values of schools, trusts and authorities",
        "description": (
            "Made by 'clausewright schema' from variables/schema.yml; make it again when that changes."
        ),
        "type": ["object", "null"],
        "if": {
            "anyOf": [
                {"required": ["phase"]},
                {"required": ["type"]},
                {"required": ["authority"], "properties": {"authority": {"type": "string"}}},
                {"required": ["trust"], "properties": {"trust": {"type": "string"}}},
            ]
        },
        "then": {"$ref": "#/definitions/school-file"},
        "else": {"$ref": "#/definitions/other-file"},
        "definitions": {
            "school-file": {
                "properties": {**facts, **others},
                "additionalProperties": False,
            },
            "other-file": {"properties": shared, "additionalProperties": False},
            **{f"group-{group}": group_schema for group, group_schema in groups.items()},
            **{f"{_KIND}{kind}": _describe_value(kind) for kind in sorted(kinds)},
            **{f"{_DATED}{kind}": _describe_dated(_refer_to(_KIND, kind)) for kind in sorted(kinds)},
        },
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _describe_variable(variable: Variable) -> Schema:
    """A value, or several with the days from which they count; or nothing yet, which `check` tells."""
    described: Schema = {"description": _write_description(variable)}
    if variable.default is not None and variable.default != ():
        described["default"] = _write_plain(variable.default)
    if variable.kind in _OF_ITS_OWN:
        value = _describe_options(variable)
        return {**described, "anyOf": [value, _describe_dated(value), {"type": "null"}]}
    return {
        **described,
        "anyOf": [_refer_to(_KIND, variable.kind), _refer_to(_DATED, variable.kind), {"type": "null"}],
    }


def _refer_to(definition: str, kind: Kind) -> Schema:
    return {"$ref": f"#/definitions/{definition}{kind}"}


def _describe_dated(value: Schema) -> Schema:
    item = {
        "type": "object",
        "properties": {
            "from": {
                "type": "string",
                "pattern": _MONTH_OR_DAY,
                "description": "The first day on which it counts.",
            },
            "value": value,
            "checked_on": {
                "type": "string",
                "pattern": _MONTH_OR_DAY,
                "description": "The day on which somebody made sure of it.",
            },
        },
        "required": ["value"],
        "additionalProperties": False,
    }
    return {"type": "array", "minItems": 1, "items": item}


def _describe_options(variable: Variable) -> Schema:
    """What a choice's options or a list's columns make of a value."""
    if variable.kind is Kind.CHOICE:
        return {"enum": list(variable.options), "enumDescriptions": list(variable.options.values())}
    columns = {column: _SIMPLE[kind] for column, kind in variable.of.items()}
    return {
        "type": "array",
        "items": {"type": "object", "properties": columns, "additionalProperties": False},
    }


def _describe_value(kind: Kind) -> Schema:
    """What any value of a kind looks like."""
    if kind is Kind.WORDS:
        parts = {
            part: {**_SIMPLE[Kind.TEXT], "description": description} for part, description in _WORD.items()
        }
        return {
            "type": "object",
            "properties": parts,
            "required": ["singular", "plural"],
            "additionalProperties": False,
        }
    if kind is Kind.PERSON:
        known = {part: _SIMPLE[kind] for part, kind in PERSON_PARTS.items()}
        person = {"type": "object", "properties": known, "required": ["name"], "additionalProperties": False}
        return {"anyOf": [person, _SIMPLE[Kind.TEXT]]}
    return _SIMPLE[kind]


def _write_description(variable: Variable) -> str:
    sentences = [variable.help]
    sentences += [f"{option}: {phrase}" for option, phrase in variable.options.items() if phrase != option]
    sentences += (
        [f"One of: {', '.join(list_options(variable))}."]
        if variable.kind in SHAPING and not variable.options
        else []
    )
    sentences += [f"Usually set by the {variable.set_by}."]
    sentences += ["Internal: never published."] if variable.internal else []
    return "\n".join(sentences)


def _write_plain(value: Value) -> Any:
    match value:
        case Words():
            return {"singular": value.singular, "plural": value.plural}
        case Person():
            return {part: text for part in PERSON_PARTS if (text := getattr(value, part))}
        case tuple():
            return [dict(row) for row in value]
        case _:
            return value
