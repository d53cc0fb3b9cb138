"""Words as Markdown that stands for just these words: nothing in them is taken for a mark, or for the
template language.
"""

from __future__ import annotations

import re

_MARKUP = re.compile(r"[\\`*_\[\]<>{}|#~^$]|(?<!\w)@(?=\w)|&(?=#?\w+;)|(?<=\{)%")
_AT_START = re.compile(r"^([-+:=%]|\(?\w{1,6}[.):](?=\s|$))", re.MULTILINE)
_LONE_DASH = re.compile(r"(?<!\S)([-+])(?=\s)")


def escaped(text: str) -> str:
    """Text that Markdown and the template language leave as it is."""
    return _LONE_DASH.sub(r"\\\1", _MARKUP.sub(lambda one: f"\\{one[0]}", text))


def at_start(line: str) -> str:
    """A line that cannot be taken for an item, a number or a rule."""
    found = _AT_START.match(line)
    if not found:
        return line
    mark = found[1]
    return f"\\{line}" if mark[0] in "(-+:=%" else f"{mark[:-1]}\\{mark[-1]}{line[len(mark) :]}"
