"""Faults of records: what is wrong with a key of a file, and the line to write."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import did_you_mean, find_nearest
from ..model.text import capitalise, join_words

# A line that works, for each key of which one would not be sure.
EXAMPLE_LINES: Mapping[str, str] = {
    "title": "title: Social media",
    "owner": "owner: Trust HR",
    "approver": "approver: governing_body",
    "tier": "tier: trust",
    "for": "for: {phase: [primary, secondary]}",
    "basis": "basis: [kcsie]",
    "parent": "parent: staff-conduct",
    "related": "related: [online-safety]",
    "covers": "covers: [online-safety]",
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
    "whom_to_tell": "whom_to_tell: true",
    "stated": "stated: [{label: Last reviewed, text: May 2026}]",
    "not_stated": "not_stated: [owner]",
    "comment_by": "comment_by: 2026-10-30",
    "withdrawn": "withdrawn: The trust's own policy took its place.",
    "successor": "successor: 2027-09",
    "headed": "headed: false",
    "kind": "kind: note",
    "strength": "strength: must",
    "editing": "editing: fields",
    "concept": "concept: pupil-contact",
    "reason": "reason: Former pupils are now covered.",
    "also": "also: [mobile, phone]",
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
    the end of a sentence that begins with its name, and what to do, with the line to write.
    """
    place, written = fault["loc"], fault.get("input")
    key = next((str(step) for step in reversed(place) if isinstance(step, str)), "")
    # Inside a list or a mapping it is the whole line that shows how the part is written.
    outer = str(place[0])
    line = EXAMPLE_LINES.get(outer if len(place) > 1 else key, "")
    such_as = f"Write a line such as '{line}'." if line else "Compare it with a file that works."
    match fault["type"]:
        case "missing":
            add = f"Add a line '{key}: ...'" + (f", such as '{line}'." if line else ".")
            return "is missing", such_as if len(place) > 1 and line else add
        case "extra_forbidden":
            hint = did_you_mean(key, known) or f"Known keys: {', '.join(known)}."
            return "is not a key that is known here", hint
        case "literal_error" | "enum":
            options = _list_options(place, key, written, fault)
            return f"is '{_write_plain(written)}', which is not known here", options
        case "too_short":
            return "has nothing in it", "Write at least one entry."
        case "string_type":
            return "should be text", f"Put it between double quotes, on one line{_give_example(line)}."
        case kind if kind in _WHICH:
            hint = such_as if line else _OF_KIND.get(kind, such_as)
            return f"is '{_write_plain(written)}', which is {_WHICH[kind]}", hint
        case "string_too_long":
            most = fault["ctx"]["max_length"]
            return f"has {len(str(written)):,} letters, and may have {most:,}", "Write it shorter."
        case "tuple_type":
            return "should be a list", _show_as_list(place, key, written, line) or such_as
        case "value_error":
            return _split_message(key, str(fault["ctx"]["error"]))
        case _:
            return f"does not fit: {fault['msg'][:1].lower()}{fault['msg'][1:]}", such_as


def _show_as_list(place: Sequence[str | int], key: str, written: object, line: str) -> str:
    """How a single word is written as a list; empty where an example says it better: entries that have keys
    themselves are no plain words.
    """
    if isinstance(written, dict | list) or (len(place) == 1 and "[{" in line):
        return ""
    if len(place) > 1 and line:
        return f"Write it in square brackets{_give_example(line)}."
    return f"Write it in square brackets: {key}: [{written}]."


def _give_example(line: str) -> str:
    return f", such as '{line}'" if line else ""


def _write_plain(written: object) -> str:
    """What was written, as YAML has it on one line."""
    if isinstance(written, dict):
        return "{" + ", ".join(f"{key}: {_write_plain(value)}" for key, value in written.items()) + "}"
    if isinstance(written, list):
        return "[" + ", ".join(map(_write_plain, written)) + "]"
    return str(written)


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


_MOST_LINES = 4


def _list_options(place: Sequence[str | int], key: str, written: object, fault: Any) -> str:
    """The line that was probably meant, or else the lines that would be right."""
    expected = str(fault["ctx"]["expected"])
    options = re.findall(r"'([^']*)'", expected)
    nearest = find_nearest(str(written), options)
    meant = f"Did you mean '{nearest}'?" if nearest else ""
    if len(place) > 1:
        return f"{meant} Write {expected}.".strip()
    # What looks like a number stays text only between quotes.
    lines = [f"'{key}: {_quote(option)}'" for option in options]
    if nearest:
        return f"{meant} Write '{key}: {_quote(nearest)}'. Known: {', '.join(options)}."
    if len(lines) > _MOST_LINES:
        return f"Write a line such as {lines[0]}. Known: {', '.join(options)}."
    return f"Write {join_words(lines, 'or')}."


def _quote(option: str) -> str:
    return f'"{option}"' if re.match(r"[\d.]", option) else option


def _split_message(key: str, error: str) -> tuple[str, str]:
    """The message of one of our own validators, and what to do, which stands after a semicolon."""
    message, _, hint = error.partition("; ")
    if re.fullmatch(r"write \d{4}-\d\d(-\d\d)?", hint):
        hint = f"write '{key}: {hint.removeprefix('write ')}'"
    return message, f"{capitalise(hint)}." if hint else "Correct it, or compare it with a file that works."
