"""Entries of list files, such as a citation or a variable: only what changes in them is touched, and comments
stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeGuard

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, SequenceNode

from .yaml_edit import (
    INDENT,
    Plain,
    add_item,
    get_child,
    read_tree,
    remove_item,
    remove_key,
    set_key,
    write_flow,
)


def set_entry(text: str, id: str, facts: Mapping[str, Plain | None]) -> str:
    """Set facts of an entry in the text of a file of entries; None and what is empty takes a fact out. An
    entry that is not there is added at the end, on lines of its own.

    Raises ValueError where the file, or the entry, is written in a way that cannot be changed so.
    """
    entry = get_child(read_tree(text), id)
    if entry is None:
        _refuse_a_list(text)
        start = text if not text or text.endswith("\n") else f"{text}\n"
        lines = [f"{INDENT}{name}: {write_flow(value)}\n" for name, value in facts.items() if _is_said(value)]
        return f"{start}{id}:\n{''.join(lines)}"
    for name, value in facts.items():
        entry = get_child(read_tree(text), id)
        if not isinstance(entry, MappingNode):
            raise ValueError(f"the entry '{id}' is no list of facts")  # noqa: TRY004 - what a person wrote
        if _is_said(value):
            text = set_key(text, entry, name, write_flow(value))
        elif get_child(entry, name) is not None:
            text = remove_key(text, entry, name)
    return text


def add_line_entry(text: str, id: str, facts: Mapping[str, Plain]) -> str:
    """Add an entry on one line, below those that are there, as the schema has them."""
    _refuse_a_list(text)
    start = text if not text or text.endswith("\n") else f"{text}\n"
    return f"{start}{id}: {write_flow(facts)}\n"


def set_list_item(text: str, index: int, facts: Mapping[str, Plain]) -> str:
    """Set facts of an item in the text of a file that is a list; an index behind the last adds one.

    Raises ValueError where the file is no list.
    """
    if not any(line.strip() and not line.startswith("#") for line in text.splitlines()):
        start = text if not text or text.endswith("\n") else f"{text}\n"
        return f"{start}- {write_flow(facts)}\n"
    sequence = _read_list(text)
    if index >= len(sequence.value):
        return add_item(text, sequence, len(sequence.value), write_flow(facts))
    for name, value in facts.items():
        item = _read_list(text).value[index]
        if not isinstance(item, MappingNode):
            raise ValueError("an item of the list has no facts")  # noqa: TRY004 - what a person wrote
        text = set_key(text, item, name, write_flow(value))
    return text


def remove_entry(text: str, id: str) -> str:
    """Take an entry out of the text of a file of entries. Raises ValueError where it is not there, or is
    written in a way that cannot be changed so.
    """
    root = read_tree(text)
    if not isinstance(root, MappingNode) or get_child(root, id) is None:
        raise ValueError(f"there is no entry '{id}'")
    return remove_key(text, root, id)


def remove_list_item(text: str, index: int) -> str:
    """Take an item out of the text of a file that is a list. Raises ValueError where it is not there."""
    sequence = _read_list(text)
    if index >= len(sequence.value):
        raise ValueError("the list has no such item")
    return remove_item(text, sequence, index)


def _read_list(text: str) -> SequenceNode:
    root: Any = YAML().compose(text)
    if not isinstance(root, SequenceNode):
        raise ValueError("the file is no list")  # noqa: TRY004 - what a person wrote
    return root


def _refuse_a_list(text: str) -> None:
    root: Any = YAML().compose(text)
    if root is not None and not (isinstance(root, MappingNode) and not root.flow_style):
        raise ValueError("the file is no list of entries, a line or more each")


def _is_said(value: Plain | None) -> TypeGuard[Plain]:
    return value not in (None, "", [], (), {})
