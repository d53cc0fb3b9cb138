"""The words of a template's paragraph one by one: each with what stands for it in the source, and how it is
set. Words that nobody touches keep their letters, and so do the tags between them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from ..model.text import escape_line_start
from .template import PartKind, TemplatePart

_SPACE = re.compile(r"\s+")
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|.", re.DOTALL)
_ESCAPED = re.compile(r"\\([^\w\s]|_)")
_ENTITY = re.compile(r"&#?\w+;")
_STARS = re.compile(r"\*{1,3}")
# The target of a link: in angle brackets, or without a space.
_TARGET = re.compile(r"\]\((<[^>\n]*>|[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)")
_SENTENCE_END = re.compile(r"[.!?]")


class UnitKind(StrEnum):
    """What a unit is: a word or a sign, something that the compiler prints, or a tag that prints nothing."""

    WORD = "word"
    PRINTED = "printed"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class Style:
    """How a word is set, and the address that it leads to, as the source writes it."""

    is_strong: bool = False
    is_emphasised: bool = False
    link: str = ""

    @property
    def marks(self) -> tuple[str, ...]:
        """What is opened before words of this style, outermost first."""
        marks = (f"[{self.link}", "**" if self.is_strong else "", "*" if self.is_emphasised else "")
        return tuple(mark for mark in marks if mark not in ("", "["))


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of a paragraph. `raw` is what stands for it in the source, `shown` what a word says; `gap` is
    the space before it. `depth` is how many conditions are open after it; of a tag, and of text that the
    document does not have, only that counts.
    """

    kind: UnitKind
    raw: str
    shown: str = ""
    gap: str = ""
    style: Style = field(default_factory=Style)
    depth: int = 0


class UnreadableMarkupError(Exception):
    """A paragraph has markup that is not taken apart here; the message names it."""


def read_units(parts: Sequence[TemplatePart]) -> tuple[Unit, ...]:
    """Read the parts of a paragraph. Raises UnreadableMarkupError where its markup cannot be followed, or a
    loop prints it.
    """
    if any(part.is_repeated or part.keyword in ("for", "endfor") for part in parts):
        raise UnreadableMarkupError("a list of rows prints it")
    return tuple(_UnitReader(parts).read())


class _UnitReader:
    """Reads parts from the first to the last; emphasis and links go on from one part to the next."""

    def __init__(self, parts: Sequence[TemplatePart]) -> None:
        self.parts = parts
        self.source = "".join(part.text for part in parts)
        self.gap = ""
        self.style = Style()
        # Up to where of the source all is read: a link's target may have a tag in it.
        self.done = 0

    def read(self) -> Iterator[Unit]:
        start = 0
        for part in self.parts:
            end = start + len(part.text)
            if part.kind is PartKind.TAG or not part.is_shown:
                yield self.make(UnitKind.TAG, part.text, "", part)
            elif part.kind is PartKind.OUTPUT:
                if start >= self.done:
                    yield self.make(UnitKind.PRINTED, part.text, "", part)
            else:
                yield from self.read_text(part, start, end)
            start = end
        if self.style != Style():
            raise UnreadableMarkupError("emphasis or a link that does not end in its paragraph")

    def make(self, kind: UnitKind, raw: str, shown: str, part: TemplatePart) -> Unit:
        unit = Unit(kind, raw, shown, self.gap, self.style, part.depth)
        self.gap = ""
        return unit

    def read_text(self, part: TemplatePart, start: int, end: int) -> Iterator[Unit]:
        position = max(start, self.done)
        while position < end:
            position, raw, shown = self.read_sign(position, end)
            if raw:
                yield self.make(UnitKind.WORD, raw, shown, part)
        self.done = max(self.done, position)

    def read_sign(self, position: int, end: int) -> tuple[int, str, str]:
        """What stands at a position: where it ends, and a word as written and as shown, "" where it is markup
        or space.
        """
        source = self.source
        if space := _SPACE.match(source, position, end):
            self.gap += space[0]
            return space.end(), "", ""
        if escaped := _ESCAPED.match(source, position, end):
            return escaped.end(), escaped[0], escaped[1]
        if entity := _ENTITY.match(source, position, end):
            return entity.end(), entity[0], html.unescape(entity[0])
        if stars := _STARS.match(source, position, end):
            self.switch(stars[0], position, stars.end())
            return stars.end(), "", ""
        if source[position] == "[" and (target := self.find_target(position)):
            self.style = replace(self.style, link=target)
            return position + 1, "", ""
        if self.style.link and (leads := _TARGET.match(source, position)):
            self.style = replace(self.style, link="")
            self.done = leads.end()
            return leads.end(), "", ""
        if source[position] in "`_^~$<":
            raise UnreadableMarkupError(f"the sign {source[position]}")
        word = WORD.match(source, position, end)
        if word is None:
            raise AssertionError("a sign is a word")
        return word.end(), word[0], word[0]

    def switch(self, stars: str, start: int, end: int) -> None:
        before, after = self.source[start - 1 : start].strip(), self.source[end : end + 1].strip()
        if not before and not after:
            raise UnreadableMarkupError("a star by itself")
        if len(stars) > 1:
            self.style = replace(self.style, is_strong=not self.style.is_strong)
        if len(stars) != 2:
            self.style = replace(self.style, is_emphasised=not self.style.is_emphasised)

    def find_target(self, position: int) -> str:
        """Where the link leads that begins at a position, as it is written; "" where none does."""
        closing = self.source.find("]", position)
        leads = _TARGET.match(self.source, closing) if closing >= 0 else None
        return leads[1] if leads else ""


# -- units as Markdown ---------------------------------------------------------------------------------------


def write_units(units: Iterable[Unit], source: str = "") -> str:
    """Write units as Markdown, without what stands around them. `source` is the paragraph as it stood: its
    lines stay as they are; what is new at the beginning of a line is no mark of an item.
    """
    known_lines = {line.strip() for line in source.split("\n")}
    sequence = list(units)
    written = ""
    is_open: tuple[str, ...] = ()
    for index, unit in enumerate(sequence):
        marks = unit.style.marks
        if unit.kind is UnitKind.TAG:
            following = next((other for other in sequence[index:] if other.kind is not UnitKind.TAG), None)
            marks = _share(is_open, following.style.marks if following else ())
        shared = _share(is_open, marks)
        closing = "".join(_close(mark) for mark in reversed(is_open[len(shared) :]))
        opening = "".join("[" if mark.startswith("[") else mark for mark in marks[len(shared) :])
        written += closing + unit.gap + opening + unit.raw
        is_open = marks
    written += "".join(_close(mark) for mark in reversed(is_open))
    lines = written.strip().split("\n")
    return "\n".join(line if line.strip() in known_lines else escape_line_start(line) for line in lines)


def _share(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    """The marks that two lists of marks begin with."""
    count = 0
    while count < min(len(first), len(second)) and first[count] == second[count]:
        count += 1
    return first[:count]


def _close(mark: str) -> str:
    return f"]({mark[1:]})" if mark.startswith("[") else mark


def ends_sentence(units: Sequence[Unit]) -> bool:
    """Say whether a sentence ends with the last of some units."""
    for unit in reversed(units):
        if unit.kind is UnitKind.WORD and unit.raw not in "”’\"')":
            return bool(_SENTENCE_END.fullmatch(unit.shown))
        if unit.kind is UnitKind.PRINTED:
            return False
    return False
