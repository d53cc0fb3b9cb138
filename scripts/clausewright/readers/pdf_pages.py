"""Pages of PDFs without tags: words by their places become lines, in columns and in the cells of ruled
tables; the sizes of their letters tell headings.
"""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from .pdf_ruled import Ruled

# How much taller than the rest letters are that make a heading, and that stand apart from what is above and
# below.
_TALLER, _LARGE = 1.12, 1.4
# How wide a gap between columns is, and how far in one step of indent goes, in heights of a line.
_COLUMN, _INDENT = 0.9, 1.5


@dataclass(frozen=True, slots=True)
class Span:
    """A word: its edges, its text, the size of its letters, whether they are bold."""

    left: float
    bottom: float
    right: float
    top: float
    text: str
    size: float = 0.0
    bold: bool = False


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How a line is set: whether all of it is bold, and the size of its letters."""

    bold: bool = False
    size: float = 0.0


@dataclass(frozen=True, slots=True)
class PageLayout:
    """A page laid out: its lines with how each is set, and its tables by the line that stands for each."""

    lines: tuple[tuple[str, TextStyle], ...]
    tables: tuple[tuple[int, tuple[tuple[str, ...], ...]], ...] = ()
    has_merged_cells: bool = False

    def words(self) -> str:
        """All its text."""
        return "\n".join(
            [
                *(line for line, _ in self.lines),
                *(cell for _, rows in self.tables for row in rows for cell in row),
            ]
        )


@dataclass(slots=True)
class _Row:
    """A line of a page while it grows: its pieces from left to right,
    or the table that stands in its place.
    """

    bottom: float
    top: float
    pieces: list[Span] = field(default_factory=list)
    table: Ruled | None = None

    @property
    def height(self) -> float:
        return self.top - self.bottom

    def set(self) -> TextStyle:
        words = [piece for piece in self.pieces if re.search(r"\w", piece.text)]
        sizes = Counter[float]()
        for piece in words:
            sizes[round(piece.size, 1)] += len(piece.text)
        return TextStyle(
            bool(words) and all(piece.bold for piece in words), sizes.most_common(1)[0][0] if sizes else 0.0
        )


def lay_out_page(spans: Sequence[Span], tables: Sequence[Ruled]) -> PageLayout:
    """Lay a page out line by line from the top: an empty line where the gap is wide,
    a tab between columns.
    """
    rows = _group_rows(spans, tables)
    plain = [row for row in rows if row.table is None]
    if not rows:
        return PageLayout(())
    height = statistics.median(row.height for row in plain) if plain else 1.0
    height = height or 1.0
    steps = [
        above.bottom - below.bottom
        for above, below in pairwise(plain)
        if 0 < above.bottom - below.bottom < 4 * height
    ]
    step = statistics.median(steps) if steps else height * 1.2
    left = min((piece.left for row in plain for piece in row.pieces), default=0.0)
    lines: list[tuple[str, TextStyle]] = []
    placed: list[tuple[int, tuple[tuple[str, ...], ...]]] = []
    for index, row in enumerate(rows):
        if row.table is not None:
            lines += [("", TextStyle()), ("", TextStyle())]
            placed.append((len(lines) - 1, _read_cells(row)))
            lines.append(("", TextStyle()))
            continue
        above = rows[index - 1] if index and rows[index - 1].table is None else None
        before, down = (above.height, above.bottom - row.bottom) if above else (0.0, 0.0)
        if (
            above
            and before > height * _LARGE
            and abs(row.height - before) < before * 0.15
            and 0 < down < row.height * 2
        ):
            # A heading in large letters that runs over several lines.
            lines[-1] = (f"{lines[-1][0]} {_write_in_columns(row, row.height)}", lines[-1][1])
            continue
        if above and (
            not 0 < down <= step * 1.28 or (row.height > height * _LARGE) != (before > height * _LARGE)
        ):
            lines.append(("", TextStyle()))
        indent = " " * min(12, round((row.pieces[0].left - left) / height / _INDENT)) * 2
        lines.append((indent + _write_in_columns(row, height), row.set()))
    merged = any(row.table and (row.table.open_right or row.table.open_below) for row in rows)
    return PageLayout(tuple(lines), tuple(placed), merged)


def _group_rows(spans: Sequence[Span], tables: Sequence[Ruled]) -> list[_Row]:
    rows: list[_Row] = []
    within: dict[int, _Row] = {}
    for span in spans:
        middle = (span.bottom + span.top) / 2
        table = next((table for table in tables if table.holds((span.left + span.right) / 2, middle)), None)
        if table is not None:
            if id(table) not in within:
                within[id(table)] = _Row(table.bottom, table.top, table=table)
                rows.append(within[id(table)])
            within[id(table)].pieces.append(span)
            continue
        row = (
            rows[-1]
            if rows and rows[-1].table is None and rows[-1].bottom <= middle <= rows[-1].top
            else None
        )
        if row is None:
            row = _Row(span.bottom, span.top)
            rows.append(row)
        row.pieces.append(span)
        row.bottom, row.top = min(row.bottom, span.bottom), max(row.top, span.top)
    return rows


def _read_cells(row: _Row) -> tuple[tuple[str, ...], ...]:
    """The texts of a ruled table: each word is in the cell in which its middle is."""
    table = row.table
    if table is None:
        return ()
    texts: dict[tuple[int, int], list[str]] = {}
    for piece in row.pieces:
        texts.setdefault(
            table.cell((piece.left + piece.right) / 2, (piece.bottom + piece.top) / 2), []
        ).append(piece.text)
    rows = [
        [" ".join(texts.get((down, across), [])) for across in range(table.width)]
        for down in range(table.height)
    ]
    full = [cells for cells in rows if any(cells)]
    kept = [across for across in range(table.width) if any(cells[across] for cells in full)]
    return tuple(tuple(cells[across] for across in kept) for cells in full)


def _write_in_columns(row: _Row, height: float) -> str:
    """The words of a line, with a tab where a gap is wider than any between words."""
    line, edge = "", 0.0
    for piece in row.pieces:
        if line:
            line += "\t" if piece.left - edge > height * _COLUMN else " "
        line += piece.text
        edge = piece.right
    return line


def find_body_size(pages: Sequence[PageLayout]) -> float:
    """The size in which most of a document is set, 0 where nothing says it."""
    counted = _count_sizes(pages)
    return counted.most_common(1)[0][0] if counted else 0.0


def _count_sizes(pages: Sequence[PageLayout]) -> Counter[float]:
    """How many letters are set in each size that is known."""
    counted: Counter[float] = Counter()
    for page in pages:
        for line, how in page.lines:
            counted[how.size] += len(line.strip())
    del counted[0.0]
    return counted


def find_heading_sizes(pages: Sequence[PageLayout]) -> dict[float, int]:
    """The sizes that stand out from what most of a document is set in, the largest first:
    each size's level.
    """
    counted = _count_sizes(pages)
    body = find_body_size(pages)
    larger = sorted({size for size in counted if size >= body * _TALLER}, reverse=True)
    # Sizes a hair apart are one.
    levels: dict[float, int] = {}
    for size in larger:
        last = max(levels, key=lambda level_size: levels[level_size], default=0.0)
        levels[size] = (
            levels[last] if levels and last - size < body * 0.06 else max(levels.values(), default=0) + 1
        )
    return levels
