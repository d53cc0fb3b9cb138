"""Syntax: what is wrong with a text that is no YAML, told as the slip that a person made, on the line where
it was made, which is often not where YAML noticed it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

import yaml

_QUOTE = "Put the text between double quotes"
_NO_PAIR_HINT = "Write it as 'key: value'; put a text that goes on over several lines between double quotes."
# A line "key: value", also as an item of a list.
_PAIR = re.compile(r"(?P<key>\s*(?:- +)*[\w.-]+:)(?: +(?P<value>\S.*?))?\s*")
# What may follow a text in quotes.
_AFTER_QUOTED = re.compile(r"\s*(?:$|[,:\]}]|#)|\s+#")


@dataclass(frozen=True, slots=True)
class SyntaxFault:
    """A slip: its line, counted from 0, what it is and what to do.

    `can_be_left_out` says that the rest of the text is YAML once the value on that line is taken away.
    """

    line: int
    message: str
    hint: str
    can_be_left_out: bool = False


def find_fault(text: str, error: yaml.MarkedYAMLError) -> SyntaxFault:
    """Find the slip behind an error of the YAML reader."""
    lines = text.splitlines() or [""]
    noticed = min(error.problem_mark.line if error.problem_mark else 0, len(lines) - 1)
    began = min(error.context_mark.line if error.context_mark else noticed, len(lines) - 1)
    reason = str(error.problem)
    if "quoted scalar" in str(error.context) and ("escape" in reason or "number" in reason):
        hint = "Put it between single quotes, in which a backslash is a letter like any other."
        return SyntaxFault(noticed, "has a backslash between double quotes", hint, can_be_left_out=True)
    if fault := _find_quote_fault(text, lines, error, began):
        return fault
    return _find_fault_of_value(lines, noticed, reason) or _find_fault_of_lines(lines, error, began, noticed)


def _find_fault_of_value(lines: list[str], noticed: int, reason: str) -> SyntaxFault | None:
    """A text that means something else to YAML, or a colon in one."""
    pair = _PAIR.fullmatch(lines[noticed])
    value = pair["value"] if pair else None
    if "mapping values are not allowed" in reason:
        if value and value[0] not in "{[\"'" and re.search(r":(?: |$)", value):
            hint = f"{_QUOTE}: {pair['key'].strip() if pair else ''} {json.dumps(value, ensure_ascii=False)}."
            return SyntaxFault(noticed, "has a colon inside a text", hint, can_be_left_out=True)
        above = lines[noticed - 1].strip() if noticed else ""
        if above and not above.startswith(("#", "-")) and not _PAIR.fullmatch(lines[noticed - 1]):
            return SyntaxFault(noticed - 1, "has a line that is no 'key: value'", _NO_PAIR_HINT)
        hint = "Begin it below the line above, with as many blanks before it as its neighbours have."
        return SyntaxFault(noticed, "is indented differently from the lines around it", hint)
    if "another document" in reason:
        return SyntaxFault(noticed, "has a line --- that begins a second document", "Delete that line.")
    if value and (
        re.match(r"(?:\[.*\]|\{.*\}) *[^\s#]", value)
        or "line break" in reason
        or ("not allowed in this context" in reason and value[0] in "?-")
    ):
        message = f"has a text that begins with {value[0]}, which means something else to YAML"
        return SyntaxFault(noticed, message, f"{_QUOTE}.", can_be_left_out=True)
    if "cannot start any token" in reason or "undefined alias" in reason or "tag" in reason:
        sign = (value or lines[noticed].strip())[:1]
        message = f"has a text that begins with {sign}, which means something else to YAML"
        return SyntaxFault(noticed, message, f"{_QUOTE}.", can_be_left_out=bool(value))
    return None


def _find_fault_of_lines(
    lines: list[str], error: yaml.MarkedYAMLError, began: int, noticed: int
) -> SyntaxFault:
    """Brackets that are not closed, lines that are no pairs, and lines that begin in the wrong place."""
    reason = str(error.problem)
    if error.context in ("while parsing a flow mapping", "while parsing a flow sequence"):
        sign, close = ("{", "}") if "mapping" in str(error.context) else ("[", "]")
        hint = (
            f"Write a {close} at its end; between the two, put a text with a comma or colon between quotes."
        )
        is_value = bool((first := _PAIR.fullmatch(lines[began])) and first["value"])
        message = f"has a {sign} that is not closed"
        return SyntaxFault(began, message, hint, can_be_left_out=is_value and began >= noticed - 1)
    if "could not find expected ':'" in reason:
        return SyntaxFault(began, "has a line that is no 'key: value'", _NO_PAIR_HINT)
    if "did not find expected key" in reason or "indentation" in reason:
        hint = "Begin it below the line above, with as many blanks before it as its neighbours have."
        return SyntaxFault(noticed, "is indented differently from the lines around it", hint)
    hint = "Check the indentation, and put text with a colon or a quote mark in it between double quotes."
    return SyntaxFault(noticed, f"is not valid YAML: {reason}", hint)


def _find_quote_fault(
    text: str, lines: list[str], error: yaml.MarkedYAMLError, began: int
) -> SyntaxFault | None:
    """A quote mark that is never closed, closed in the middle of a text,
    or closed by that of a later line.
    """
    if error.context == "while scanning a quoted scalar":
        return _explain_open_quote(lines, began)
    for token in _scan(text):
        if not isinstance(token, yaml.ScalarToken) or token.style not in ('"', "'"):
            continue
        first, last = token.start_mark, token.end_mark
        rest = lines[last.line][last.column :] if last.line < len(lines) else ""
        if _AFTER_QUOTED.match(rest):
            continue
        if first.line != last.line:
            return _explain_open_quote(lines, first.line)
        return _explain_early_quote(lines[first.line], first.line, first.column, str(token.style))
    return None


def _scan(text: str) -> list[yaml.Token]:
    """The tokens of a text up to the place at which it cannot be read."""
    tokens: list[yaml.Token] = []
    try:
        for token in yaml.scan(text, Loader=yaml.CBaseLoader):
            tokens.append(token)  # noqa: PERF402 - what came before the error is kept
    except yaml.YAMLError:
        pass
    return tokens


def _explain_open_quote(lines: list[str], line: int) -> SyntaxFault:
    pair = _PAIR.fullmatch(lines[line])
    value = pair["value"] if pair else None
    mark = next((letter for letter in value or lines[line] if letter in "\"'"), '"')
    message = f"has a quote mark ({mark}) that is not closed on its line"
    hint = f"Write {mark} at the end of the text too, or take both away."
    return SyntaxFault(line, message, hint, can_be_left_out=bool(value and value.startswith(mark)))


def _explain_early_quote(text: str, line: int, column: int, mark: str) -> SyntaxFault:
    pair = _PAIR.fullmatch(text)
    is_whole_value = bool(pair and pair["value"] and pair.start("value") == column)
    value = (pair["value"] or "") if pair else ""
    if mark == "'":
        message = "has an apostrophe between single quotes, which ends the text there"
        written = json.dumps(value.strip("'"), ensure_ascii=False)
    else:
        message = "has a quote mark inside a text in double quotes, which ends the text there"
        written = "'" + value.strip('"').replace("'", "''") + "'"
        if not value.endswith('"'):
            message = "has letters after a text in quotes"
            written = f"'{value}'" if "'" not in value else json.dumps(value, ensure_ascii=False)
    hint = f"Write: {pair['key'].strip()} {written}." if pair and is_whole_value else f"{_QUOTE}."
    return SyntaxFault(line, message, hint, can_be_left_out=is_whole_value)


def find_swallowed_lines(text: str) -> list[SyntaxFault]:
    """Quote marks that a quote mark on a later line closes, so that the keys between them became text."""
    if '"' not in text and "'" not in text:
        return []
    lines = text.splitlines()
    faults = []
    for token in _scan(text):
        if not isinstance(token, yaml.ScalarToken) or token.style not in ('"', "'"):
            continue
        following = lines[token.start_mark.line + 1 : token.end_mark.line + 1]
        if any(re.match(r"\s*(?:- +)?[\w.-]+:(?: |$)", line) for line in following):
            faults.append(_explain_open_quote(lines, token.start_mark.line))
    return faults


def find_anchors(text: str) -> list[SyntaxFault]:
    """Texts that begin with &, which YAML takes as a name for what follows,
    in a file where nothing uses such a name.
    """
    tokens = _scan(text) if "&" in text else []
    if any(isinstance(token, yaml.AliasToken) for token in tokens):
        return []  # then it is meant as what it is, and each alias is named
    message = "has a text that begins with &, which means something else to YAML"
    return [
        SyntaxFault(token.start_mark.line, message, f"{_QUOTE}.", can_be_left_out=True)
        for token in tokens
        if isinstance(token, yaml.AnchorToken)
    ]


def leave_out(text: str, line: int) -> str:
    """The text without the value on a line."""
    lines = text.split("\n")
    pair = _PAIR.fullmatch(lines[line])
    lines[line] = pair["key"] if pair else ""
    return "\n".join(lines)
