"""`clausewright values import`: writes the values that changed into the files that people wrote, and leaves
every other byte alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from ..errors import ClausewrightError, Problem
from ..model.dates import first_day
from ..model.table import ValueChange
from ..model.values import Row, Value
from .library_files import put_all
from .yaml_edit import (
    add_item,
    get_child,
    is_block,
    is_empty,
    read_block,
    read_tree,
    remove_key,
    set_in_group,
    set_items,
    set_key,
    write_flow,
    write_value,
)


def change_files(
    root: Path,
    changes: Iterable[ValueChange],
    as_at: date,
    start: date | None,
    new: Mapping[str, str] | None = None,
) -> Mapping[str, bytes]:
    """Return the new bytes of every file that the changes touch, by its path in the library. Nothing is
    written. `new` are the texts of files that are not on the disk yet.

    The value that counts on `as_at` is changed in its place; with `start` a value dated so is put beside it.
    Raises ClausewrightError where a change cannot be written without losing something that a person wrote.
    """
    texts = dict(new or {})
    problems = []
    for change in changes:
        path = change.holder.layer.path
        try:
            if path not in texts:
                texts[path] = (root / path).read_text(encoding="utf-8") if (root / path).exists() else ""
            texts[path] = _change_text(texts[path], change, as_at, start)
        except _CannotBeWrittenError as error:
            problems.append(
                Problem(
                    path, _find_line(change), f"'{change.variable.key}' {error}", "Change the file itself."
                )
            )
    if problems:
        raise ClausewrightError(problems)
    return {path: text.encode() for path, text in texts.items()}


def remove_value(text: str, key: str) -> str:
    """Take a value, with all that held before or will hold later, out of the text of a file of values.

    Raises ValueError where it is not there.
    """
    group, name = key.split(".")
    root = read_tree(text)
    mapping = get_child(root, group)
    if not isinstance(root, MappingNode) or not isinstance(mapping, MappingNode):
        raise ValueError(f"'{group}' is no group of values")  # noqa: TRY004 - what a person wrote
    if get_child(mapping, name) is None:
        raise ValueError(f"'{key}' is not set")
    return remove_key(text, mapping, name) if len(mapping.value) > 1 else remove_key(text, root, group)


def write_files(root: Path, files: Mapping[str, bytes]) -> None:
    """Put new bytes in the place of files, none before all of them are safely on the disk."""
    put_all({root / path: data for path, data in files.items()})


class _CannotBeWrittenError(Exception):
    """Why a change cannot be written."""


def _find_line(change: ValueChange) -> int:
    values = change.holder.layer.values.get(change.variable.key, ())
    return values[0].line if values else 0


def _change_text(text: str, change: ValueChange, as_at: date, start: date | None) -> str:
    group, name = change.variable.key.split(".")
    start = start if change.is_new else None
    mapping: Any = get_child(read_tree(text), group)
    node = get_child(mapping, name)
    dated = _read_dated(node)
    if change.value is None:
        if start or (dated and len(dated.value) > 1):
            why = (
                "has values with dates, so emptying it here would bring back an older one"
                if dated
                else "cannot end on a date"
            )
            raise _CannotBeWrittenError(why)
        return remove_key(text, mapping, name)
    value = write_value(change.variable.kind, change.value)
    if dated:
        return _change_dated(text, dated, change, value, as_at, start)
    if not start and not change.checked_on:
        return (
            _change_list(text, change)
            if _is_block_list(node, change)
            else set_in_group(text, group, name, _write_alone(change, mapping))
        )
    is_flow = isinstance(mapping, MappingNode) and bool(mapping.flow_style)
    items = [_write_item(value, start, change.checked_on)]
    if (start or not change.is_new) and node is not None and not is_empty(node):
        old = _keep_item(text, change, node, is_flow=is_flow)
        items = [*old, items[0]] if start else [_add_check(old[0], change.checked_on)]
    written = f"[{', '.join(items)}]" if is_flow else "".join(f"\n- {item}" for item in items)
    return set_in_group(text, group, name, written)


def _is_block_list(node: Node | None, change: ValueChange) -> bool:
    return isinstance(node, SequenceNode) and is_block(node) and isinstance(change.value, tuple)


def _change_list(text: str, change: ValueChange) -> str:
    """Change only the entries of a list that changed, so that the comments between them stay."""
    group, name = change.variable.key.split(".")

    def sequence(of: str) -> Any:
        return get_child(get_child(read_tree(of), group), name)

    old = [dict(row) for row in _get_rows(change.holder.layer.values[change.variable.key][-1].value)]
    new = [dict(row) for row in _get_rows(change.value)]
    return set_items(
        text,
        sequence,
        [tuple(sorted(row.items())) for row in old],
        [tuple(sorted(row.items())) for row in new],
        [write_flow(row) for row in new],
    )


def _get_rows(value: Value | None) -> tuple[Row, ...]:
    return value if isinstance(value, tuple) else ()


def _write_alone(change: ValueChange, mapping: MappingNode | None) -> str:
    """A value as it is written where none was: a list with a line an entry, all else on one line."""
    if isinstance(change.value, tuple) and not (
        mapping is not None and getattr(mapping, "flow_style", False)
    ):
        return "".join(f"\n- {write_flow(dict(row))}" for row in change.value)
    return write_value(change.variable.kind, change.value if change.value is not None else "")


def _change_dated(
    text: str, dated: SequenceNode, change: ValueChange, value: str, as_at: date, start: date | None
) -> str:
    """Change a list of dated values: the one that counts, the one that begins on the same day, or none, and
    then one more.
    """
    days = [_read_first_day(item) for item in dated.value]
    day_to_change = start or max((day for day in days if day <= as_at), default=None)
    if day_to_change not in days:
        position = next((number for number, day in enumerate(days) if day > (start or as_at)), len(days))
        return add_item(text, dated, position, _write_item(value, start, change.checked_on))
    number = days.index(day_to_change)
    group, name = change.variable.key.split(".")

    def item(of: str) -> Any:
        again: Any = get_child(get_child(read_tree(of), group), name)
        return again.value[number]

    if change.is_new:
        text = set_key(text, item(text), "value", value)
    if change.checked_on:
        text = set_key(text, item(text), "checked_on", change.checked_on.isoformat())
    elif get_child(item(text), "checked_on") is not None:
        text = remove_key(text, item(text), "checked_on")
    return text


def _write_item(value: str, start: date | None, checked_on: date | None) -> str:
    parts = {"from": start, "value": value, "checked_on": None if start else checked_on}
    return "{" + ", ".join(f"{key}: {part}" for key, part in parts.items() if part) + "}"


def _keep_item(text: str, change: ValueChange, node: Node, *, is_flow: bool) -> list[str]:
    """The value that was there, as an item without a date. What stands on lines of its own keeps them, with
    the comments in it.
    """
    if is_block(node) and not is_flow:
        return [
            "value:\n"
            + "\n".join(f"    {line}" if line else "" for line in read_block(text, node).split("\n"))
        ]
    now = change.holder.layer.values[change.variable.key][-1]
    return [_write_item(write_value(change.variable.kind, now.value), None, None)]


def _add_check(item: str, checked_on: date | None) -> str:
    if item.startswith("{"):
        return f"{item[:-1]}, checked_on: {checked_on}}}"
    return f"{item}\n  checked_on: {checked_on}"


def _read_dated(node: Node | None) -> SequenceNode | None:
    """The node as a list of dated values, or None where it is something else; as load tells them apart."""
    if not isinstance(node, SequenceNode) or not node.value:
        return None
    keys = [
        {key.value for key, _ in item.value} if isinstance(item, MappingNode) else set()
        for item in node.value
    ]
    return (
        node
        if all("value" in item_keys and item_keys <= {"from", "value", "checked_on"} for item_keys in keys)
        else None
    )


def _read_first_day(item: Node) -> date:
    node: Any = get_child(item, "from")
    return first_day(str(node.value)) if node is not None else date.min
