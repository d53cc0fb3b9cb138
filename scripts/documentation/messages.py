"""The page of messages: every problem that the program can name, read off its source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import clausewright

PACKAGE = Path(clausewright.__file__).parent


def escape_cell(text: str) -> str:
    """Return a text as a cell of a Markdown table."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


# What makes a message, and what its arguments are; `*place` stands for a path and a line.
_MAKERS: Mapping[str, tuple[str, ...]] = {
    "Problem": ("path", "line", "message", "hint"),
    "InvalidValueError": ("message", "hint"),
    "UsageError": ("message",),
    "problem": ("message", "hint"),
    "tell_fault": ("place", "message", "hint"),
}
_HAS_WORDS = re.compile(r"[a-z]{2}")
_ROOMS = (("load", "Reading files"), ("check", "Whether the library compiles"), ("cli", "Commands"))


def write_messages() -> Iterator[str]:
    """Yield the lines of the page that lists every message with its advice, read off the program's source."""
    yield "# Messages\n"
    yield "What is said of a library's files, and what to do about it. An ellipsis stands for what is"
    yield "yours: a name, a date, a place. The rules of wording have messages of their own.\n"
    for room, title in _ROOMS:
        messages = sorted(set(_find_messages(PACKAGE / room)))
        yield f"## {title}\n"
        yield "| Message | What to do |\n|---|---|"
        for message, hint in messages:
            yield f"| {escape_cell(message)} | {escape_cell(hint)} |"
        yield ""


def _find_messages(room: Path) -> Iterator[tuple[str, str]]:
    """The texts of every problem that the modules of a room make, read off their source."""
    for path in sorted(room.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = [given for given in map(_read_assignment, tree.body) if given]
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef):
                yield from _find_in_function(function, constants)


@dataclass(frozen=True, slots=True)
class _Assignment:
    """A line of a function that gives a name a text, or one of several."""

    line: int
    name: str
    value: ast.expr


def _find_in_function(
    function: ast.FunctionDef, constants: Sequence[_Assignment]
) -> Iterator[tuple[str, str]]:
    """The messages that a function makes, each with what it advises."""
    assignments = [*constants, *_list_assignments(function)]
    begin = function.lineno
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call) and _name_maker(node)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        arguments = _name_arguments(call)
        texts = _collect_texts(assignments, begin, call.lineno)
        if _uses_names(arguments.get("hint"), texts):
            begin = call.lineno
        hints = _read_texts(arguments.get("hint"), texts)
        advice = " / ".join(dict.fromkeys(hint for hint in hints if _HAS_WORDS.search(hint)))
        for message in _read_texts(arguments.get("message"), texts):
            if _HAS_WORDS.search(message):
                yield message, advice


def _read_assignment(node: ast.stmt) -> _Assignment | None:
    """A statement that gives one name a value."""
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return _Assignment(node.lineno, node.targets[0].id, node.value)
    return None


def _list_assignments(function: ast.FunctionDef) -> Iterator[_Assignment]:
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            target, value = node.targets[0], node.value
            if given := _read_assignment(node):
                yield given
            elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                for name, part in zip(target.elts, value.elts, strict=False):
                    if isinstance(name, ast.Name):
                        yield _Assignment(node.lineno, name.id, part)


def _name_maker(call: ast.Call) -> str:
    """The name of what a call makes, "" where that is no message."""
    name = ""
    if isinstance(call.func, ast.Name):
        name = call.func.id
    elif isinstance(call.func, ast.Attribute):
        name = call.func.attr
    return name if name in _MAKERS else ""


def _name_arguments(call: ast.Call) -> dict[str, ast.expr]:
    """The arguments of a call by their names."""
    names = list(_MAKERS[_name_maker(call)])
    arguments: dict[str, ast.expr] = {}
    for argument in call.args:
        if not names:
            break
        if isinstance(argument, ast.Starred):
            names = names[2:]
        else:
            arguments[names.pop(0)] = argument
    return arguments | {keyword.arg or "": keyword.value for keyword in call.keywords}


def _collect_texts(assignments: Sequence[_Assignment], begin: int, end: int) -> dict[str, list[str]]:
    """What each name may stand for on the line `end`: all that it is given since the call on the line `begin`
    that used one before, or else the last that it was given.
    """
    texts: dict[str, list[str]] = {}
    for name in {assignment.name for assignment in assignments}:
        earlier = [given for given in assignments if given.name == name and given.line <= end]
        recent = [given for given in earlier if given.line > begin] or earlier[-1:]
        texts[name] = [text for given in recent for text in _read_texts(given.value, {})]
    return texts


def _uses_names(expression: ast.expr | None, texts: Mapping[str, list[str]]) -> bool:
    nodes = ast.walk(expression) if expression else ()
    return any(isinstance(node, ast.Name) and texts.get(node.id) for node in nodes)


def _read_texts(node: ast.expr | None, texts: Mapping[str, list[str]]) -> list[str]:
    """The texts that an expression may be, with an ellipsis for whatever is not written there."""
    match node:
        case ast.Constant(value=str() as text):
            return [text]
        case ast.JoinedStr(values=values):
            parts = [part.value if isinstance(part, ast.Constant) else "…" for part in values]
            return ["".join(map(str, parts))]
        case ast.IfExp(body=body, orelse=orelse):
            return [*_read_texts(body, texts), *_read_texts(orelse, texts)]
        case ast.BoolOp(values=values):
            return [text for value in values for text in _read_texts(value, texts)]
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            rights = _read_texts(right, texts) or ["…"]
            return [first + second for first in _read_texts(left, texts) or ["…"] for second in rights]
        case ast.Name(id=name):
            return texts.get(name, [])
        case ast.Call(func=ast.Name(id="did_you_mean")):
            return ["Did you mean '…'?"]
        case ast.Call(func=ast.Attribute(value=value, attr="strip")):
            return _read_texts(value, texts)
        case _:
            return []
