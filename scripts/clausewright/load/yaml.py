"""The only YAML: text to plain data in which every key knows its line, and from there to records."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from ..errors import Problem
from ..model.text import shorten
from .record_faults import explain_fault
from .yaml_syntax import find_anchors, find_fault, find_swallowed_lines, leave_out

Data = dict[str, "Data"] | list["Data"] | str | None
Where = tuple[str | int, ...]
AnyRecord = TypeVar("AnyRecord", bound=BaseModel)

_PLAIN_TAGS = frozenset({f"tag:yaml.org,2002:{name}" for name in ("map", "seq", "str")} | {"!"})
_FRONT_MATTER = re.compile(r"---\n(.*?)^---[ ]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Tree:
    """What a YAML text says. Scalars stay as they were typed ("no" is a word, 7.10 keeps its nought);
    types come from the schema.
    """

    path: str
    data: Data
    lines: Mapping[Where, int] = field(default_factory=dict)
    # Where something stands that could not be read: that has been told, so it is neither missing nor empty.
    damaged: frozenset[Where] = frozenset()
    # Where a text stands in quotes.
    quoted: frozenset[Where] = frozenset()
    # Whether the file is plain text; of one that is not, it can only be told what else is wrong with it.
    is_clean: bool = True

    def is_damaged(self, *where: str | int) -> bool:
        """Say whether what stands at a key, or around it, could not be read."""
        return any(where[:depth] in self.damaged for depth in range(len(where) + 1))

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
            self.path,
            data,
            {key[depth:]: line for key, line in self.lines.items() if key[:depth] == where},
            frozenset(key[depth:] for key in self.damaged if key[:depth] == where),
            frozenset(key[depth:] for key in self.quoted if key[:depth] == where),
        )

    def key_lines(self) -> dict[str, int]:
        """The line of each key of the outermost mapping."""
        return {str(where[0]): line for where, line in self.lines.items() if len(where) == 1}

    def mapping(self) -> dict[str, Data]:
        """Return the data as a mapping; an empty file is an empty mapping."""
        return self.data if isinstance(self.data, dict) else {}


def read_yaml(path: str, text: str, problems: list[Problem], first_line: int = 1) -> Tree:
    """Read YAML text that begins on `first_line` of its file; what is wrong with it goes to `problems`.

    A value with a slip in it is left out, so that all else that is wrong is told at once.
    """
    tree, faults = _read_yaml(path, text, first_line)
    problems += faults
    return tree


@lru_cache(maxsize=4096)
def _read_yaml(path: str, text: str, first_line: int) -> tuple[Tree, tuple[Problem, ...]]:
    """What a text says, and what is wrong with it. A program that loads a library again and again, as `serve`
    does, reads each text once; nobody changes a tree.
    """
    problems: list[Problem] = []
    node, slips = _compose(path, text, problems, first_line)
    reader = _NodeReader(path, text.split("\n"), first_line, problems, frozenset(slips))
    try:
        data = reader.read(node, ()) if node else None
    except RecursionError:
        problems.append(_refuse_depth(path, first_line))
        data, node = None, None
    if node is None and (slips or not _is_blank(text)):
        reader.damaged.add(())
    lines = {(): first_line, **reader.lines}
    tree = Tree(path, data, lines, frozenset(reader.damaged), frozenset(reader.quoted))
    return tree, tuple(problems)


def check_syntax(path: str, text: str, problems: list[Problem]) -> None:
    """Look whether a file of another program is YAML; what it says is not looked at."""
    _compose(path, text, problems, 1)


def _is_blank(text: str) -> bool:
    return all(not line.strip() or line.lstrip().startswith("#") for line in text.splitlines())


# A file with more slips than this is told of the first ones, and read again once these are mended.
_MOST_SLIPS = 50


def _compose(
    path: str, text: str, problems: list[Problem], first_line: int
) -> tuple[yaml.Node | None, set[int]]:
    """The nodes of a text, None where it cannot be read, and the lines (from 0) of values left out."""
    slips: set[int] = set()
    for fault in (*find_swallowed_lines(text), *find_anchors(text)):
        problems.append(Problem(path, fault.line + first_line, fault.message, fault.hint))
        if fault.can_be_left_out:
            slips.add(fault.line)
            text = leave_out(text, fault.line)
    while len(slips) <= _MOST_SLIPS:
        try:
            return yaml.compose(text, Loader=yaml.CBaseLoader), slips
        except RecursionError:
            problems.append(_refuse_depth(path, first_line))
            return None, slips
        except yaml.reader.ReaderError as error:
            line = text.encode("utf-8", errors="replace").count(b"\n", 0, error.position) + first_line
            hint = "Delete it; it cannot be printed."
            problems.append(Problem(path, line, "has an invisible control character", hint))
            return None, slips
        except yaml.MarkedYAMLError as error:
            if "nesting depth" in str(error.problem):  # PyYAML 6.0.4 gives up where earlier ones went on
                problems.append(_refuse_depth(path, first_line))
                return None, slips
            fault = find_fault(text, error)
            problems.append(Problem(path, fault.line + first_line, fault.message, fault.hint))
            if not fault.can_be_left_out or fault.line in slips:
                return None, slips
            slips.add(fault.line)
            text = leave_out(text, fault.line)
    return None, slips


def _refuse_depth(path: str, line: int) -> Problem:
    return Problem(
        path,
        line,
        "is nested too deeply",
        "Take out some of the levels; nothing in a library needs more than a few.",
    )


# What follows a text without a comment's blank after the #, or the two before it that set one off.
_CUT = re.compile(r" (?P<cut>#[^\s#!].*)")


class _NodeReader:
    """Turns nodes into plain data, and keeps the line of every key."""

    def __init__(
        self, path: str, written: list[str], first_line: int, problems: list[Problem], slips: frozenset[int]
    ) -> None:
        """Read the nodes of a text, of which `written` are the lines, and which begins on `first_line` of its
        file; `slips` are lines of which the value was left out.
        """
        self.lines: dict[Where, int] = {}
        self.damaged: set[Where] = set()
        self.quoted: set[Where] = set()
        self._written = written
        self._path, self._first_line, self._problems, self._slips = path, first_line, problems, slips
        self._seen: set[int] = set()

    def read(self, node: yaml.Node, where: Where) -> Data:
        """The data of a node, which stands at `where`."""
        line = node.start_mark.line + self._first_line
        self.lines.setdefault(where, line)
        if id(node) in self._seen:
            hint = "Write the value out again; aliases are not used here."
            self._refuse(where, line, "uses a YAML alias (*name)", hint)
            return None
        self._seen.add(id(node))
        if node.tag not in _PLAIN_TAGS:
            hint = "Remove the tag; values are plain text, lists and mappings."
            self._refuse(where, line, f"uses the YAML tag {node.tag}", hint)
            return None
        if isinstance(node, yaml.SequenceNode):
            return [self.read(item, (*where, index)) for index, item in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return self._read_mapping(node, where)
        return self._read_scalar(node, where) if isinstance(node, yaml.ScalarNode) else None

    def _read_scalar(self, node: yaml.ScalarNode, where: Where) -> str | None:
        if node.style:
            self.quoted.add(where)
            return str(node.value)
        if node.value:
            self._tell_cut(node.end_mark.line, node.end_mark.column, str(node.value), where)
        return None if node.value in ("", "~", "null") else str(node.value)

    def _tell_cut(self, line: int, column: int, kept: str, where: Where) -> None:
        """Name what YAML cut off behind a place because it begins with # ("Birch #1 School"). A comment has a
        blank after its #, or two before it.
        """
        rest = self._written[line][column:] if line < len(self._written) else ""
        if line in self._slips or not (cut := _CUT.match(rest)):
            return
        whole = f"{kept} {cut['cut'].strip()}".strip()
        kept_words = f"keeps only '{shorten(kept, 40)}'" if kept else "keeps nothing"
        message = f"{kept_words} of '{shorten(whole, 60)}': YAML takes what follows the # as a comment"
        hint = (
            f"Write it between quotes: {json.dumps(whole, ensure_ascii=False)}; a comment has a blank after"
            " its #."
        )
        self._refuse(where, line + self._first_line, message, hint)

    def _read_mapping(self, node: yaml.MappingNode, where: Where) -> Data:
        mapping: dict[str, Data] = {}
        for key_node, value_node in node.value:
            key, line = str(key_node.value), key_node.start_mark.line + self._first_line
            if not isinstance(key_node, yaml.ScalarNode):
                if "{{" in self._written[line - self._first_line]:
                    message = "has {{ ... }}, which is for clauses: a value prints as it stands"
                    self._refuse(where, line, message, "Write what is true there.")
                    continue
                hint = "Put the key between double quotes."
                self._problems.append(Problem(self._path, line, "has a key that is not a word", hint))
            elif key in mapping:
                message = f"has the key '{key}' twice, first on line {self.lines[*where, key]}"
                self._problems.append(Problem(self._path, line, message, "Keep one of the two."))
            else:
                self.lines[*where, key] = line
                mapping[key] = self.read(value_node, (*where, key))
                if isinstance(value_node, yaml.ScalarNode) and not value_node.style and not value_node.value:
                    end = key_node.end_mark
                    self._tell_cut(end.line, end.column + 1, "", (*where, key))
                if key_node.start_mark.line in self._slips and mapping[key] is None:
                    self.damaged.add((*where, key))
        return mapping

    def _refuse(self, where: Where, line: int, message: str, hint: str) -> None:
        self._problems.append(Problem(self._path, line, message, hint))
        self.damaged.add(where)


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
    """Make a record of a tree. Whatever does not fit goes to `problems`, all of it at once,
    and None is returned.
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
        record = model.model_validate(data)
    except ValidationError as error:
        known = [info.alias or name for name, info in model.model_fields.items()]
        faults = error.errors(include_url=False)
        for fault in faults:
            is_told = fault["type"] == "missing" and tree.is_damaged(*fault["loc"])
            # A list whose only item is wrong is not empty.
            depth = len(fault["loc"])
            is_told |= fault["type"] == "too_short" and any(
                other["loc"][:depth] == fault["loc"] for other in faults if len(other["loc"]) > depth
            )
            if not is_told:
                problems.append(_explain_fault(tree, known, fault))
        return None
    return record if tree.is_clean and not tree.damaged else None


def _explain_fault(tree: Tree, known: list[str], fault: Any) -> Problem:
    """A problem on the line of the key, or of the nearest one around it."""
    place: Where = fault["loc"]
    depth = next(depth for depth in range(len(place), -1, -1) if place[:depth] in tree.lines or not depth)
    message, hint = explain_fault(fault, known)
    name = ".".join(str(step) for step in place)
    return Problem(tree.path, tree.line(*place[:depth]), f"'{name}' {message}", hint)


def make_stand_in(model: type[AnyRecord], tree: Tree, stand_ins: Mapping[str, Any]) -> AnyRecord:
    """Make a record of what is right in a tree, for a file that make_record found at fault.

    `stand_ins` are values for keys that are wrong or missing, as they would be written; every key that must
    be there has one.
    """
    aliases = {info.alias or name for name, info in model.model_fields.items()}
    data: dict[str, Any] = {
        key: value for key, value in tree.mapping().items() if value is not None and key in aliases
    }
    data |= {str(key[0]): stand_ins[str(key[0])] for key in tree.damaged if key and str(key[0]) in stand_ins}
    for _ in aliases:
        try:
            return model.model_validate(data)
        except ValidationError as error:
            for key in {str(fault["loc"][0]) for fault in error.errors(include_url=False)}:
                data.pop(key, None)
                if key in stand_ins:
                    data[key] = stand_ins[key]
    return model.model_validate(stand_ins)
