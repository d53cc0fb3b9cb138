"""A template taken apart: which of its parts print in the model's document, and the tags around them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ..model.text import TAG

# What stands before each part while the template is rendered; no clause can have these letters.
_MARK = re.compile("\ue100(\\d+)\ue101")
_KEYWORD = re.compile(r"\{%-?\s*(\w+)")
_OPENING = frozenset({"if", "for"})
_CLOSING = frozenset({"endif", "endfor"})


class PartKind(StrEnum):
    """What a part of a template is: text of its own, something that prints, or a tag that decides."""

    TEXT = "text"
    OUTPUT = "output"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class TemplatePart:
    """A part of a template, from `start` to `end` of its text.

    `is_shown` says whether the document has it; `is_repeated` whether a loop prints it more than once.
    `depth` is how many conditions are open around it; a tag stands at the depth that it leads to.
    """

    kind: PartKind
    text: str
    start: int
    end: int
    is_shown: bool
    is_repeated: bool
    depth: int

    @property
    def keyword(self) -> str:
        """What a tag does: "if", "else", "endif" ...; "" for a comment and for what is no tag."""
        word = _KEYWORD.match(self.text) if self.kind is PartKind.TAG else None
        return word[1] if word else ""


def split_template(text: str, render: Callable[[str], str]) -> tuple[TemplatePart, ...]:
    """Take a template apart. `render` renders a template as the document was rendered: the parts are told
    apart by marks that are put before each.
    """
    cuts: list[tuple[PartKind, int, int]] = []
    start = 0
    for tag in TAG.finditer(text):
        if tag.start() > start:
            cuts.append((PartKind.TEXT, start, tag.start()))
        kind = PartKind.OUTPUT if tag[0].startswith("{{") else PartKind.TAG
        cuts.append((kind, tag.start(), tag.end()))
        start = tag.end()
    if start < len(text):
        cuts.append((PartKind.TEXT, start, len(text)))
    marked: list[str] = []
    for index, (kind, start, end) in enumerate(cuts):
        mark = "" if kind is PartKind.TAG else f"\ue100{index}\ue101"
        marked.append(mark + text[start:end])
    counts = Counter(int(number) for number in _MARK.findall(render("".join(marked))))
    parts: list[TemplatePart] = []
    depth = 0
    for index, (kind, start, end) in enumerate(cuts):
        part = TemplatePart(kind, text[start:end], start, end, counts[index] > 0, counts[index] > 1, depth)
        depth += (part.keyword in _OPENING) - (part.keyword in _CLOSING)
        parts.append(
            TemplatePart(kind, part.text, start, end, part.is_shown, part.is_repeated, depth)
            if kind is PartKind.TAG
            else part
        )
    return tuple(parts)


def list_parts_within(parts: Sequence[TemplatePart], start: int, end: int) -> list[TemplatePart]:
    """The parts of a stretch of a template, cut at its ends."""
    within: list[TemplatePart] = []
    for part in parts:
        first, last = max(part.start, start), min(part.end, end)
        if first >= last:
            continue
        text = part.text[first - part.start : last - part.start]
        within.append(TemplatePart(part.kind, text, first, last, part.is_shown, part.is_repeated, part.depth))
    return within
