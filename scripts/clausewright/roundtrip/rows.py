"""The body of a clause or a version as rows: paragraphs, items, rows of tables, headings, calls and tags. A
row that nobody touches keeps its letters; rows come, go and move between the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise

from .template import PartKind, TemplatePart, list_parts_within, split_template

_CALL = re.compile(r'\{\{\s*clause\(\s*"([a-z0-9-]+)"')
_LONE_OUTPUT = re.compile(r"\s*\{\{\s*(\w+)\s*\(.*\)\s*\}\}\s*", re.DOTALL)
_HEADING = re.compile(r"(#{1,6} +)(.*?)( *\{[^{}]*\})? *")
_ITEM = re.compile(r"( *)([-*+]|\(?(?:\d{1,4}|[ivxlc]{1,7}|[IVXLC]{1,7}|[A-Za-z])[.)])( +)(?=\S)")
_DELIMITER = re.compile(r" *\|?(?: *:?-+:? *\|)+(?: *:?-+:?)? *")
_CELL_END = re.compile(r"(?<!\\)\|")
# What is no paragraph and is not taken apart: quotations, definitions, notes, pictures, code.
_OTHER = re.compile(r" {0,3}(?:>|:\s|\[\^|!\[|```|~~~|\|?[-=]{3,} *$)")
_FENCE = re.compile(r" {0,3}:{3,}")


class RowKind(StrEnum):
    """What a row is. A tag decides about others, and hidden text is not in the document."""

    PARAGRAPH = "paragraph"
    ITEM = "item"
    TABLE_HEAD = "table head"
    TABLE_ROW = "table row"
    HEADING = "heading"
    CLAUSE = "clause"
    OTHER = "other"
    TAG = "tag"
    HIDDEN = "hidden"


TABLE = frozenset({RowKind.TABLE_HEAD, RowKind.TABLE_ROW})
_SILENT = frozenset({RowKind.TAG, RowKind.HIDDEN})


@dataclass(frozen=True, slots=True)
class TextSpan:
    """The words of a row, or of a cell of it: from where to where in the row's text, and their parts."""

    start: int
    end: int
    parts: tuple[TemplatePart, ...]


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A row: its lines, how many blank lines stand above it, and its texts. `depth` is how many conditions
    are open after it; `conditions` are those that are open around it, each with its first line. Of an item,
    `level` is how deep it stands and `mark` what it begins with; `name` is the clause that a call places.
    """

    kind: RowKind
    text: str
    gap: int = 1
    depth: int = 0
    spans: tuple[TextSpan, ...] = ()
    level: int = 0
    mark: str = ""
    name: str = ""


def is_silent(row: BodyRow) -> bool:
    """Say whether a row prints nothing."""
    return row.kind in _SILENT


def read_body_rows(
    text: str, render: Callable[[str], str], is_block_macro: Callable[[str], bool]
) -> tuple[BodyRow, ...]:
    """Read a body. `render` renders a template as the document was; `is_block_macro` says which macros stand
    for blocks.
    """
    reader = _RowReader(text, split_template(text, render), is_block_macro)
    reader.read()
    return tuple(reader.rows)


@dataclass(slots=True)
class _RowReader:
    text: str
    parts: tuple[TemplatePart, ...]
    is_block_macro: Callable[[str], bool]
    rows: list[BodyRow] = field(default_factory=list)
    gap: int = 0
    # Where in the text the last row that prints began, and how deep the items of its list are indented.
    start: int = 0
    indents: list[int] = field(default_factory=list)

    def read(self) -> None:
        lines = list(self.list_lines())
        index = 0
        while index < len(lines):
            start, end = lines[index]
            count = 1
            if self.text[start:end].strip():
                count = self.read_line(lines, index)
                self.gap = 0
            else:
                self.gap += 1
            index += count

    def list_lines(self) -> Iterator[tuple[int, int]]:
        start = 0
        for line in self.text.split("\n"):
            yield start, start + len(line)
            start += len(line) + 1

    def read_line(self, lines: Sequence[tuple[int, int]], index: int) -> int:
        """Read the row that begins with a line; return of how many lines it is."""
        start, end = lines[index]
        parts = list_parts_within(self.parts, start, end)
        shown = "".join(_show(part) for part in parts)
        if not shown.strip():
            is_tag = all(part.kind is PartKind.TAG or not part.text.strip() for part in parts)
            count = self.count_loop(lines, index)
            if count:
                self.add(RowKind.OTHER, start, lines[index + count - 1][1])
                return count
            self.add(RowKind.TAG if is_tag else RowKind.HIDDEN, start, end)
            return 1
        if any(part.is_repeated or part.keyword == "for" for part in parts):
            self.add(RowKind.OTHER, start, end)
            return 1
        if _FENCE.match(shown):
            count = self.count_fence(lines, index)
            self.add(RowKind.OTHER, start, lines[index + count - 1][1])
            return count
        self.read_shown(lines, index, shown)
        return 2 if self.rows[-1].kind is RowKind.TABLE_HEAD else 1

    def count_loop(self, lines: Sequence[tuple[int, int]], index: int) -> int:
        """Of how many lines the loop is that begins with a line; 0 where none does."""
        opened = 0
        for count, (start, end) in enumerate(lines[index:], 1):
            for part in list_parts_within(self.parts, start, end):
                opened += (part.keyword == "for") - (part.keyword == "endfor")
            if count == 1 and not opened:
                return 0
            if not opened:
                return count
        return 0

    def count_fence(self, lines: Sequence[tuple[int, int]], index: int) -> int:
        opened = 0
        for count, (start, end) in enumerate(lines[index:], 1):
            line = self.text[start:end]
            if _FENCE.match(line):
                opened += 1 if line.strip(": ") else -1
            if opened <= 0:
                return count
        return len(lines) - index

    def read_shown(self, lines: Sequence[tuple[int, int]], index: int, shown: str) -> None:
        start, end = lines[index]
        line = self.text[start:end]
        lone = _LONE_OUTPUT.fullmatch(line)
        if lone and self.is_block_macro(lone[1]):
            called = _CALL.search(line)
            self.add(
                RowKind.CLAUSE if called else RowKind.OTHER, start, end, name=called[1] if called else ""
            )
        elif shown.lstrip().startswith("|"):
            self.read_table_line(lines, index)
        elif heading := _HEADING.fullmatch(line):
            self.add_with_text(
                RowKind.HEADING, start, end, len(heading[1]), len(heading[1]) + len(heading[2])
            )
        elif item := _ITEM.match(line):
            self.read_item(start, end, item)
        elif self.goes_on():
            self.lengthen(end)
        elif _OTHER.match(shown):
            self.add(RowKind.OTHER, start, end)
        else:
            indent = len(line) - len(line.lstrip())
            self.add_with_text(RowKind.PARAGRAPH, start, end, indent, len(line))

    def goes_on(self) -> bool:
        """Say whether a line goes on with the paragraph or the item before it, tags between them or not."""
        if self.gap:
            return False
        for row in reversed(self.rows):
            if not is_silent(row):
                return row.kind in (RowKind.PARAGRAPH, RowKind.ITEM, RowKind.OTHER)
            if row.gap:
                return False
        return False

    def lengthen(self, end: int) -> None:
        while is_silent(self.rows[-1]):
            self.rows.pop()
        row = self.rows.pop()
        self.gap = row.gap
        if row.spans:
            self.add_with_text(row.kind, self.start, end, row.spans[0].start, end - self.start, row)
        else:
            self.add(row.kind, self.start, end)

    def read_item(self, start: int, end: int, item: re.Match[str]) -> None:
        if self.goes_on() and self.rows and self.find_last_shown().kind is RowKind.PARAGRAPH:
            self.lengthen(end)
            return
        indent = len(item[1])
        while self.indents and self.indents[-1] > indent:
            self.indents.pop()
        if not self.indents or self.indents[-1] < indent:
            self.indents.append(indent)
        self.add_with_text(RowKind.ITEM, start, end, item.end(), end - start)
        self.rows[-1] = replace(self.rows[-1], level=len(self.indents) - 1, mark=item[2])

    def find_last_shown(self) -> BodyRow:
        return next(row for row in reversed(self.rows) if not is_silent(row))

    def read_table_line(self, lines: Sequence[tuple[int, int]], index: int) -> None:
        start, end = lines[index]
        following = lines[index + 1] if index + 1 < len(lines) else (end, end)
        is_head = (
            bool(_DELIMITER.fullmatch(self.text[slice(*following)])) and "-" in self.text[slice(*following)]
        )
        kind = RowKind.TABLE_HEAD if is_head else RowKind.TABLE_ROW
        spans: list[TextSpan] = []
        tags = [part for part in list_parts_within(self.parts, start, end) if part.kind is not PartKind.TEXT]
        bars = [
            start + bar.start()
            for bar in _CELL_END.finditer(self.text[start:end])
            if not any(tag.start <= start + bar.start() < tag.end for tag in tags)
        ]
        if self.text[bars[-1] + 1 : end].strip():
            bars.append(end)
        for first, last in pairwise(bars):
            cell = self.text[first + 1 : last]
            left = first + 1 + len(cell) - len(cell.lstrip())
            right = max(left, first + 1 + len(cell.rstrip()))
            parts = tuple(list_parts_within(self.parts, left, right))
            spans.append(TextSpan(left - start, right - start, parts))
        self.add(kind, start, following[1] if is_head else end, spans=tuple(spans))

    def add_with_text(
        self, kind: RowKind, start: int, end: int, first: int, last: int, like: BodyRow | None = None
    ) -> None:
        parts = tuple(list_parts_within(self.parts, start + first, start + last))
        self.add(kind, start, end, spans=(TextSpan(first, last, parts),))
        if like is not None:
            self.rows[-1] = replace(self.rows[-1], level=like.level, mark=like.mark)

    def add(
        self, kind: RowKind, start: int, end: int, name: str = "", spans: tuple[TextSpan, ...] = ()
    ) -> None:
        if kind not in _SILENT:
            self.start = start
        if kind not in (*_SILENT, RowKind.ITEM):
            self.indents = []
        parts = list_parts_within(self.parts, start, end)
        depth = parts[-1].depth if parts else 0
        self.rows.append(BodyRow(kind, self.text[start:end], self.gap, depth, spans, name=name))


def _show(part: TemplatePart) -> str:
    """What a part shows of itself: its text, or a letter for what the compiler prints."""
    if part.kind is PartKind.TAG or not part.is_shown:
        return ""
    return "x" if part.kind is PartKind.OUTPUT else part.text


# -- writing -------------------------------------------------------------------------------------------------


def write_body_rows(rows: Sequence[BodyRow]) -> str:
    """Write rows as a body. Between two that print and are no items or rows of one table there is a blank
    line.
    """
    settled: list[BodyRow] = []
    last = -1
    for row in rows:
        settled.append(replace(row, gap=0) if not settled else row)
        if is_silent(row):
            continue
        if last >= 0 and not _stand_close(settled[last], row):
            blank = sum(other.gap for other in settled[last + 1 :])
            if not blank:
                settled[last + 1] = replace(settled[last + 1], gap=1)
        last = len(settled) - 1
    return "".join("\n" * row.gap + f"{row.text}\n" for row in settled)


def _stand_close(above: BodyRow, below: BodyRow) -> bool:
    """Say whether two rows may stand without a blank line between them."""
    if above.kind is below.kind is RowKind.ITEM:
        return True
    return above.kind in TABLE and below.kind is RowKind.TABLE_ROW


def replace_texts(row: BodyRow, texts: Sequence[str]) -> BodyRow:
    """Put other texts in the place of a row's own, the spans of which it loses."""
    written = ""
    done = 0
    for span, text in zip(row.spans, texts, strict=True):
        written += row.text[done : span.start] + text
        done = span.end
    return replace(row, text=written + row.text[done:], spans=())


def find_slot(rows: Sequence[BodyRow], after: int, before: int) -> int:
    """Return before which row something new goes that stands after the row `after` (-1: none) and before the
    row `before`: where the fewest conditions are open, and of these places the first.
    """
    best, fewest = after + 1, rows[after].depth if after >= 0 else 0
    for index in range(after + 1, before):
        if rows[index].depth < fewest:
            best, fewest = index + 1, rows[index].depth
    return best
