"""The only YAML: text to plain data in which every key knows its line, and from there to records."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from ..errors import Problem, did_you_mean
from ..model.text import sentence

Data = dict[str, "Data"] | list["Data"] | str | None
Where = tuple[str | int, ...]
AnyRecord = TypeVar("AnyRecord", bound=BaseModel)

_PLAIN_TAGS = frozenset({f"tag:yaml.org,2002:{name}" for name in ("map", "seq", "str")} | {"!"})
_FRONT_MATTER = re.compile(r"---\n(.*?)^---[ ]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Tree:
    """What a YAML text says. Scalars stay as they were typed ("no" is a word, 7.10 keeps its nought); types
    come from the schema.
    """

    path: str
    data: Data
    lines: Mapping[Where, int] = field(default_factory=dict)

    def line(self, *where: str | int) -> int:
        """Return the line of a key, or of the nearest key above it that has one."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)

    def below(self, *where: str | int) -> Tree:
        """Return the part of the tree under a key."""
        data: Any = self.data
        for step in where:
            data = data[step]
        depth = len(where)
        return Tree(
            self.path, data, {key[depth:]: line for key, line in self.lines.items() if key[:depth] == where}
        )

    def key_lines(self) -> dict[str, int]:
        """The line of each key of the outermost mapping."""
        return {str(where[0]): line for where, line in self.lines.items() if len(where) == 1}

    def mapping(self) -> dict[str, Data]:
        """Return the data as a mapping; an empty file is an empty mapping."""
        return self.data if isinstance(self.data, dict) else {}


def read_yaml(path: str, text: str, problems: list[Problem], first_line: int = 1) -> Tree:
    """Read YAML text that begins on `first_line` of its file; what is wrong with it goes to `problems`."""
    lines: dict[Where, int] = {(): first_line}
    try:
        node = yaml.compose(text, Loader=yaml.CBaseLoader)
        data = _read_node(path, node, (), lines, first_line, problems, set()) if node else None
    except RecursionError:
        problems.append(_too_deep(path, first_line))
        data = None
    except yaml.MarkedYAMLError as error:
        if "nesting depth" in str(error.problem):  # PyYAML 6.0.4 gives up where earlier ones went on
            problems.append(_too_deep(path, first_line))
            return Tree(path, None, lines)
        line = (error.problem_mark.line if error.problem_mark else 0) + first_line
        hint = "Check the indentation, and put text with a colon or a quote mark in it between double quotes."
        problems.append(Problem(path, line, f"is not valid YAML: {error.problem}", hint))
        data = None
    return Tree(path, data, lines)


def _too_deep(path: str, line: int) -> Problem:
    return Problem(path, line, "is nested too deeply", "Nothing in a library needs more than a few levels.")


def _read_node(
    path: str,
    node: yaml.Node,
    where: Where,
    lines: dict[Where, int],
    offset: int,
    problems: list[Problem],
    seen: set[int],
) -> Data:
    line = node.start_mark.line + offset
    lines.setdefault(where, line)
    if id(node) in seen:
        problems.append(
            Problem(
                path,
                line,
                "uses a YAML alias (*name)",
                "Write the value out again; aliases are not used here.",
            )
        )
        return None
    seen.add(id(node))
    if node.tag not in _PLAIN_TAGS:
        problems.append(
            Problem(
                path,
                line,
                f"uses the YAML tag {node.tag}",
                "Remove the tag; values are plain text, lists and mappings.",
            )
        )
        return None
    if isinstance(node, yaml.SequenceNode):
        return [
            _read_node(path, item, (*where, index), lines, offset, problems, seen)
            for index, item in enumerate(node.value)
        ]
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Data] = {}
        for key_node, value_node in node.value:
            key, key_line = str(key_node.value), key_node.start_mark.line + offset
            if not isinstance(key_node, yaml.ScalarNode):
                problems.append(
                    Problem(
                        path, key_line, "has a key that is not a word", "Put the key between double quotes."
                    )
                )
            elif key in mapping:
                first = lines[(*where, key)]
                problems.append(
                    Problem(
                        path,
                        key_line,
                        f"has the key '{key}' twice, first on line {first}",
                        "Keep one of the two.",
                    )
                )
            else:
                lines[(*where, key)] = key_line
                mapping[key] = _read_node(path, value_node, (*where, key), lines, offset, problems, seen)
        return mapping
    empty = isinstance(node, yaml.ScalarNode) and not node.style and node.value in ("", "~", "null")
    return None if empty else str(node.value)


def split_front_matter(path: str, text: str, problems: list[Problem]) -> tuple[Tree, str, int] | None:
    """Split a fragment into its front matter, its body and the line on which the body begins."""
    front_matter = _FRONT_MATTER.match(text)
    if not front_matter:
        hint = "Start the file with a line ---, then the facts, then a second line ---."
        problems.append(Problem(path, 1, "has no front matter", hint))
        return None
    tree = read_yaml(path, front_matter[1], problems, first_line=2)
    return tree, text[front_matter.end() :], text.count("\n", 0, front_matter.end()) + 1


def make_record(model: type[AnyRecord], tree: Tree, problems: list[Problem]) -> AnyRecord | None:
    """Make a record of a tree. Whatever does not fit goes to `problems`, all of it at once, and None is
    returned.
    """
    if not isinstance(tree.data, dict | None):
        problems.append(
            Problem(
                tree.path, tree.line(), "should be a list of 'key: value' lines", "Write it as key: value."
            )
        )
        return None
    data = {key: value for key, value in tree.mapping().items() if value is not None}
    try:
        return model.model_validate(data)
    except ValidationError as error:
        known = [info.alias or name for name, info in model.model_fields.items()]
        for fault in error.errors(include_url=False):
            problems.append(_explain_fault(tree, known, fault))
        return None


def _explain_fault(tree: Tree, known: list[str], fault: Any) -> Problem:
    where = tuple(
        step for step in fault["loc"] if (*fault["loc"][: fault["loc"].index(step)], step) in tree.lines
    )
    line, name = tree.line(*where), ".".join(str(step) for step in fault["loc"])
    last = str(fault["loc"][-1])
    match fault["type"]:
        case "missing":
            return Problem(tree.path, line, f"'{name}' is missing", f"Add a line '{last}: ...'.")
        case "extra_forbidden":
            hint = did_you_mean(last, known) or f"Known keys: {', '.join(known)}."
            return Problem(
                tree.path, tree.line(*fault["loc"]), f"'{name}' is not a key that is known here", hint
            )
        case "literal_error" | "enum":
            expected = fault["ctx"]["expected"]
            return Problem(
                tree.path,
                line,
                f"'{name}' is '{fault['input']}', which is not known here",
                f"Write {expected}.",
            )
        case "date_from_datetime_parsing" | "date_parsing" | "date_type":
            return Problem(
                tree.path,
                line,
                f"'{name}' is '{fault['input']}', which is not a date",
                "Write a date as 2026-09-01.",
            )
        case "bool_parsing" | "bool_type":
            return Problem(
                tree.path,
                line,
                f"'{name}' is '{fault['input']}', which is neither true nor false",
                "Write true or false.",
            )
        case "tuple_type":
            return Problem(
                tree.path,
                line,
                f"'{name}' should be a list",
                f"Write it in square brackets: {last}: [{fault['input']}].",
            )
        case "value_error":
            message, _, hint = str(fault["ctx"]["error"]).partition("; ")
            return Problem(
                tree.path,
                line,
                f"'{name}' {message}",
                _write_hint(hint) or "Correct it, or compare it with a file that works.",
            )
        case "string_type":
            return Problem(
                tree.path, line, f"'{name}' should be text", "Put it between double quotes, on one line."
            )
        case _:
            message = f"{fault['msg'][:1].lower()}{fault['msg'][1:]}"
            return Problem(tree.path, line, f"'{name}': {message}", "Compare it with a file that works.")


def _write_hint(text: str) -> str:
    return f"{sentence(text)}." if text else ""
