"""Adds decisions to adoptions.yml, line by line, so that everything that people wrote there stays as it is,
comments included.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml.nodes import MappingNode, SequenceNode

from .library_files import put
from .yaml_edit import get_child, read_tree, remove_item, remove_key

_ENTRY = re.compile(r"( *)- ?")
_KEY = re.compile(r"(?P<quote>[\"']?)(?P<key>[a-z][a-z0-9-]*)(?P=quote) *:(?P<rest>.*)")
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


def remove_decision(text: str, policy: str, index: int) -> str:
    """Take a decision about a policy out of the text of an adoptions.yml; `index` counts those about that
    policy, in the order of the file. Raises ValueError where it is not there.
    """
    root = read_tree(text)
    decisions = get_child(root, policy)
    if not isinstance(root, MappingNode) or not isinstance(decisions, SequenceNode):
        raise ValueError(f"there are no decisions about '{policy}'")  # noqa: TRY004 - what a person wrote
    if index >= len(decisions.value):
        raise ValueError("there is no such decision")
    is_only = len(decisions.value) == 1
    return remove_key(text, root, policy) if is_only else remove_item(text, decisions, index)


@dataclass(frozen=True, slots=True)
class Added:
    """A file's text with a decision added, the text of the decision, and the line on which it stands."""

    text: str
    entry: str
    line: int


def add_decision(text: str, policy: str, facts: Mapping[str, str]) -> Added:
    """Add a decision about a policy to the text of an adoptions.yml, below those that are there.

    Raises ValueError where the decisions are not written as a list of lines; then a person adds it.
    """
    entry = f"- {{{', '.join(f'{name}: {_write_value(name, value)}' for name, value in facts.items())}}}"
    lines = text.splitlines()
    start = next(
        (number for number, line in enumerate(lines) if (key := _KEY.match(line)) and key["key"] == policy),
        None,
    )
    if start is None:
        lines += [f"{policy}:", f"  {entry}"]
        return Added("\n".join(lines) + "\n", entry, len(lines))
    key = _KEY.match(lines[start])
    rest = key["rest"].split("#")[0].strip() if key else ""
    if rest:
        raise ValueError(entry)
    end = next((number for number in range(start + 1, len(lines)) if _KEY.match(lines[number])), len(lines))
    inside = [
        number
        for number in range(start + 1, end)
        if lines[number].strip() and not lines[number].lstrip().startswith("#")
    ]
    if any(not lines[number].startswith((" ", "-")) for number in inside):
        raise ValueError(entry)
    indents = [len(began[1]) for number in inside if (began := _ENTRY.match(lines[number]))]
    place = inside[-1] + 1 if inside else start + 1
    lines.insert(place, " " * min(indents, default=2) + entry)
    return Added("\n".join(lines) + "\n", entry, place + 1)


def read(path: Path) -> str:
    """Return the text of an adoptions.yml, "" where there is none yet."""
    return path.read_text(encoding="utf-8") if path.exists() else ""


def save(path: Path, text: str) -> None:
    """Put a text in the place of a file's in one step, so that a stop in between leaves the old one whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    put(path, text.encode())


def _write_value(name: str, value: str) -> str:
    """A value as YAML reads it back as text. A minute may look like a number and a reason may have a comma or
    a quote mark.
    """
    return (
        json.dumps(value, ensure_ascii=False)
        if name in ("minute", "reason") or not _PLAIN.fullmatch(value)
        else value
    )


def order_facts(facts: Iterable[tuple[str, object]]) -> dict[str, str]:
    """The facts of a decision that are known, as text, in the order in which people write them."""
    return {name: str(value) for name, value in facts if value}
