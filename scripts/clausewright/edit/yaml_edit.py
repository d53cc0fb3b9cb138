"""Changes inside YAML that a person wrote: only the text of what changes is touched, every other byte stays
where it is.

A round-trip library tells where each node stands; a dump of its tree would keep comments and order too, but
not everybody's indentation, line breaks and quotes, and then a changed telephone number would show as a
changed file. New values are written on one line, quoted where they must be.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ..model.values import Kind, Person, Value, Words

_EMPTY = frozenset({"", "~", "null"})
INDENT = "  "


def read_tree(text: str) -> Node | None:
    """Read YAML into nodes that know where they stand; None where there is nothing but comments."""
    root: Any = YAML().compose(text)
    return root if isinstance(root, MappingNode) else None


def get_child(node: Node | None, name: str) -> Node | None:
    """The value of a key, or None."""
    pairs = node.value if isinstance(node, MappingNode) else ()
    return next((value for key, value in pairs if key.value == name), None)


def is_empty(node: Node | None) -> bool:
    """Say whether a key has nothing after its colon."""
    return isinstance(node, ScalarNode) and not node.style and node.value in _EMPTY


def find_end(text: str, node: Node) -> int:
    """Where a node's text ends. A block ends with its last part, not with the blank lines and comments after
    it.
    """
    if isinstance(node, MappingNode | SequenceNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _find_end_of_pair(text, *last) if isinstance(last, tuple) else find_end(text, last)
    end: int = node.end_mark.index
    return len(text[:end].rstrip("\n")) if isinstance(node, ScalarNode) and node.style in ("|", ">") else end


def _find_end_of_pair(text: str, key: Node, node: Node) -> int:
    """Where a key's value ends; where it has none, after the colon, for the reader puts an empty value behind
    comments and blank lines.
    """
    return text.index(":", key.end_mark.index) + 1 if is_empty(node) else find_end(text, node)


def find_start(node: Node) -> int:
    """Where a node's text begins."""
    start: int = node.start_mark.index
    return start


def _find_line_end(text: str, position: int) -> int:
    line_end = text.find("\n", position)
    return len(text) if line_end < 0 else line_end


def _indent(block: str, indent: int) -> str:
    return "\n".join(" " * indent + line if line else "" for line in block.split("\n"))


def is_block(node: Node) -> bool:
    """Say whether a value stands on lines of its own."""
    return isinstance(node, MappingNode | SequenceNode) and not node.flow_style


def read_block(text: str, node: Node) -> str:
    """A block's lines, moved to the margin, comments inside it included."""
    start = text.rfind("\n", 0, find_start(node)) + 1
    margin = find_start(node) - start
    lines = text[start : _find_line_end(text, find_end(text, node))].split("\n")
    return "\n".join(line[margin:] if not line[:margin].strip() else line.lstrip() for line in lines)


def set_key(text: str, mapping: MappingNode, name: str, value: str) -> str:
    """Give a key of a mapping a value: text on one line, or with line breaks a block below the key."""
    pair = next(((key, node) for key, node in mapping.value if key.value == name), None)
    if pair:
        return _replace_value(text, *pair, value)
    return _insert_key(text, mapping, name, value)


def _replace_value(text: str, key: Node, node: Node, value: str) -> str:
    colon = text.index(":", key.end_mark.index) + 1
    end = _find_end_of_pair(text, key, node)
    if "\n" not in value:
        if is_block(node):
            rest = text[colon : _find_line_end(text, colon)]
            return f"{text[:colon]} {value}{rest}{text[_find_line_end(text, end) :]}"
        return f"{text[:colon]} {value}{text[end:]}"
    margin = key.start_mark.column
    line_end = _find_line_end(text, end)
    # What stood behind the value on its line is a comment, and stays behind the key.
    comment = text[colon : _find_line_end(text, colon)] if is_block(node) else text[end:line_end]
    return f"{text[:colon]}{comment.rstrip()}{_indent(value, margin + len(INDENT))}{text[line_end:]}"


def _insert_key(text: str, mapping: MappingNode, name: str, value: str) -> str:
    if mapping.flow_style:
        close = find_end(text, mapping) - 1
        before = text[:close].rstrip()
        comma = "" if before.endswith(("{", ",")) else ","
        space = "" if before.endswith("{") else " "
        return f"{before}{comma}{space}{name}: {value}{text[close:]}"
    margin = mapping.value[0][0].start_mark.column
    position = _find_line_end(text, find_end(text, mapping))
    return _insert_below(text, position, find_start(mapping), margin, name, value)


def _insert_below(text: str, position: int, begin: int, margin: int, name: str, value: str) -> str:
    """Put a key on a line of its own, after the line that ends at `at`, or after its own placeholder "# name:
    ...".
    """
    following = re.compile(r"\n(?=[^\s#])").search(text, begin)
    placeholder = re.compile(rf"^ {{{margin}}}# ?{re.escape(name)}:.*$", re.MULTILINE)
    commented = placeholder.search(text, begin, following.start() if following else len(text))
    if commented:
        position = commented.end()
    written = f"{name}:{_indent(value, margin + len(INDENT))}" if "\n" in value else f"{name}: {value}"
    return f"{text[:position]}\n{' ' * margin}{written}{text[position:]}"


def set_in_group(text: str, group: str, name: str, value: str) -> str:
    """Give `group.name` a value, in a file that may not have the group yet."""
    root = read_tree(text)
    inner = get_child(root, group)
    if isinstance(inner, MappingNode) and (inner.value or inner.flow_style):
        return set_key(text, inner, name, value)
    if isinstance(root, MappingNode) and inner is not None:
        key = next(key for key, _ in root.value if key.value == group)
        return _insert_below(
            text, _find_line_end(text, key.end_mark.index), key.end_mark.index, len(INDENT), name, value
        )
    if isinstance(root, MappingNode) and root.flow_style:
        return set_key(text, root, group, f"{{{name}: {value}}}")
    start = text if not text or text.endswith("\n") else f"{text}\n"
    written = f"{name}:{_indent(value, 2 * len(INDENT))}" if "\n" in value else f"{name}: {value}"
    return f"{start}{chr(10) if start else ''}{group}:\n{INDENT}{written}\n"


def remove_key(text: str, mapping: MappingNode, name: str) -> str:
    """Take a key and its value out of a mapping. Comments on lines of their own stay."""
    index = next(number for number, (key, _) in enumerate(mapping.value) if key.value == name)
    key, node = mapping.value[index]
    end = _find_end_of_pair(text, key, node)
    if not mapping.flow_style:
        begin = text.rfind("\n", 0, find_start(key)) + 1
        return text[:begin] + text[_find_line_end(text, end) + 1 :]
    if index + 1 < len(mapping.value):
        return text[: find_start(key)] + text[find_start(mapping.value[index + 1][0]) :]
    before = text[: find_start(key)].rstrip()
    return before.removesuffix(",") + text[end:]


def add_item(text: str, sequence: SequenceNode, index: int, item: str) -> str:
    """Put an item written on one line into a list, before the item with the number `at`, or at the end."""
    if sequence.flow_style:
        if index < len(sequence.value):
            begin = find_start(sequence.value[index])
            return f"{text[:begin]}{item}, {text[begin:]}"
        end = find_end(text, sequence.value[-1])
        return f"{text[:end]}, {item}{text[end:]}"
    margin = " " * sequence.start_mark.column
    if index == 0:
        begin = text.rfind("\n", 0, find_start(sequence)) + 1
        return f"{text[:begin]}{margin}- {item}\n{text[begin:]}"
    end = _find_line_end(text, find_end(text, sequence.value[index - 1]))
    return f"{text[:end]}\n{margin}- {item}{text[end:]}"


def remove_item(text: str, sequence: SequenceNode, index: int) -> str:
    """Take an item out of a list. Comments on lines of their own stay."""
    node = sequence.value[index]
    if not sequence.flow_style:
        begin = text.rfind("\n", 0, find_start(node)) + 1
        return text[:begin] + text[_find_line_end(text, find_end(text, node)) + 1 :]
    if index + 1 < len(sequence.value):
        return text[: find_start(node)] + text[find_start(sequence.value[index + 1]) :]
    before = text[: find_start(node)].rstrip()
    return before.removesuffix(",") + text[find_end(text, node) :]


def set_items(
    text: str,
    find: Callable[[str], SequenceNode],
    old: Sequence[object],
    new: Sequence[object],
    written: Sequence[str],
) -> str:
    """Make the items `old` of a list that stands on lines of its own the items `new`, which are `written` so;
    equal ones are left alone.
    """
    for tag, first, last, begin, end in reversed(
        SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    ):
        if tag == "equal":
            continue
        common = min(last - first, end - begin)
        for index in reversed(range(first + common, last)):
            text = remove_item(text, find(text), index)
        for number in reversed(range(begin + common, end)):
            text = add_item(text, find(text), first + common, written[number])
        for offset in reversed(range(common)):
            node = find(text).value[first + offset]
            text = text[: find_start(node)] + written[begin + offset] + text[find_end(text, node) :]
    return text


# -- Values as YAML on one line ------------------------------------------------------------------------------

Plain = str | bool | Mapping[str, "Plain"] | Sequence["Plain"]
# What YAML reads as a number, a day or a yes stays bare only where the schema says that it is one.
_BARE = frozenset({Kind.NUMBER, Kind.DATE, Kind.MONTH})
_SAFE = re.compile(r"\w(?:(?:[\w .’'()/+@&?%=~-]|:(?=//))*[\w.’)/])?")
# Words and numbers that some version of YAML does not read as text.
_LIKE_ANOTHER = re.compile(r"(?i)true|false|yes|no|on|off|null|y|n|[\d.,_:+\-exoa-ftz]+")


def write_flow(data: Plain, *, bare: bool = False) -> str:
    """Write data on one line, as it stands between the braces of YAML. `bare` leaves a number or a day
    without quotes.
    """
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, str):
        return data if bare else _quote_scalar(data)
    if isinstance(data, Mapping):
        return "{" + ", ".join(f"{key}: {write_flow(value)}" for key, value in data.items()) + "}"
    return "[" + ", ".join(write_flow(item) for item in data) + "]"


def _quote_scalar(text: str) -> str:
    """A text that every reader of YAML takes for that text, also inside a list; quoted as JSON, which is
    YAML, where there is doubt.
    """
    return (
        text
        if _SAFE.fullmatch(text) and not _LIKE_ANOTHER.fullmatch(text)
        else json.dumps(text, ensure_ascii=False)
    )


def write_value(kind: Kind, value: Value) -> str:
    """Write a value of a kind on one line."""
    if isinstance(value, Words):
        parts = {"singular": value.singular, "plural": value.plural}
        usual = "an" if value.singular[0].lower() in "aeiou" else "a"
        return write_flow(parts if value.article == usual else {**parts, "article": value.article})
    if isinstance(value, Person):
        named = {"name": value.name, "title": value.title, "email": value.email, "phone": value.phone}
        return write_flow({part: text for part, text in named.items() if text})
    if isinstance(value, tuple):
        return write_flow([dict(row) for row in value])
    return write_flow(value, bare=kind in _BARE)
