"""Faults of records: what is wrong with a key of a file, and the line to write."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import did_you_mean
from ..model.text import capitalise

# A line that works, for each key of which one would not be sure.
_LINES: Mapping[str, str] = {
    "title": "title: Social media",
    "owner": "owner: Trust HR",
    "approver": "approver: governing_body",
    "tier": "tier: trust",
    "for": "for: {phase: [primary, secondary]}",
    "basis": "basis: [kcsie]",
    "parent": "parent: staff-conduct",
    "related": "related: [online-safety]",
    "audience": "audience: [staff]",
    "applies_to": "applies_to: [staff]",
    "publish": "publish: website",
    "numbering": 'numbering: "1.1"',
    "review_months": "review_months: 12",
    "list_changes": "list_changes: false",
    "issuer": "issuer: Tideway Trust",
    "status": "status: draft",
    "summary": "summary: First version.",
    "removed": "removed: [{clause: visit-forms, reason: The office keeps them., instead: [visit-consent]}]",
    "consulted": "consulted: [{who: Recognised trade unions, on: 2026-06-18, outcome: Agreed}]",
    "endorsed": "endorsed: [{by: The trust board, on: 2026-06-18}]",
    "allow": "allow: [{rule: BRAND, reason: The name of a form., until: 2027-08-31}]",
    "source": "source: [kcsie]",
    "replaces": "replaces: [former-clause]",
    "authority": "authority: example-county",
    "phase": "phase: primary",
    "type": "type: academy",
    "options": "options: [yes-in-writing, no]",
    "of": "of: {platform: text, address: url}",
    "help": "help: The full name as on the sign.",
    "set_by": "set_by: school",
    "check_months": "check_months: 12",
    "action": "action: replace",
    "amends": "amends: 2026-09",
}


def explain_fault(fault: Any, known: Sequence[str]) -> tuple[str, str]:
    """Explain a fault that pydantic found in a record, whose keys are `known`: what is wrong with the key, as
    the end of a sentence that begins with its name, and what to do.
    """
    key, written = str(fault["loc"][-1]), fault.get("input")
    line = _LINES.get(key, "")
    if fault["type"] in _ALWAYS:
        return _ALWAYS[fault["type"]]
    such_as = f"Write a line such as '{line}'." if line else "Compare it with a file that works."
    match fault["type"]:
        case "missing":
            return "is missing", f"Add a line '{key}: ...'" + (f", such as '{line}'." if line else ".")
        case "extra_forbidden":
            hint = did_you_mean(key, known) or f"Known keys: {', '.join(known)}."
            return "is not a key that is known here", hint
        case "literal_error" | "enum":
            return f"is '{written}', which is not known here", _list_options(key, written, fault)
        case kind if kind in _WHICH:
            return f"is '{written}', which is {_WHICH[kind]}", such_as if line else _OF_KIND.get(
                kind, such_as
            )
        case "tuple_type":
            return "should be a list", f"Write it in square brackets: {key}: [{written}]."
        case "value_error":
            return _split_message(key, str(fault["ctx"]["error"]))
        case _:
            return f"does not fit: {fault['msg'][:1].lower()}{fault['msg'][1:]}", such_as


_ALWAYS: Mapping[str, tuple[str, str]] = {
    "too_short": ("has nothing in it", "Write at least one entry."),
    "string_type": ("should be text", "Put it between double quotes, on one line."),
}
_WHICH: Mapping[str, str] = {
    "bool_parsing": "neither true nor false",
    "bool_type": "neither true nor false",
    "int_parsing": "not a whole number",
    "int_type": "not a whole number",
    "int_from_float": "not a whole number",
    "greater_than": "too small",
    "greater_than_equal": "too small",
    "less_than_equal": "too large",
    "dict_type": "no list of keys and values",
    "model_type": "no list of keys and values",
}
_OF_KIND = {"bool_parsing": "Write true or false.", "bool_type": "Write true or false."}


def _list_options(key: str, written: object, fault: Any) -> str:
    expected = str(fault["ctx"]["expected"])
    meant = did_you_mean(str(written), re.findall(r"'([^']*)'", expected))
    return f"{meant} Write '{key}: ...' with {expected}." if meant else f"Write {expected}."


def _split_message(key: str, error: str) -> tuple[str, str]:
    """The message of one of our own validators, and what to do, which stands after a semicolon."""
    message, _, hint = error.partition("; ")
    if re.fullmatch(r"write \d{4}-\d\d(-\d\d)?", hint):
        hint = f"write '{key}: {hint.removeprefix('write ')}'"
    return message, f"{capitalise(hint)}." if hint else "Correct it, or compare it with a file that works."
