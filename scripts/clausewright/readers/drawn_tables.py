"""Tables that are drawn with signs in a Markdown text: rows between bars, or boxes of lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_ROW = re.compile(r"\s*\|.*\|\s*")
_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
_DRAWN_RULE = re.compile(r"\s*\+(?:[-=:]+\+)+\s*")


def read_drawn_rows(lines: Sequence[str]) -> list[tuple[str, ...]] | None:
    """The rows of a table that the lines of a paragraph draw with signs, all of one length; None where they
    are no such table.
    """
    if all(_ROW.fullmatch(line) or _RULE.fullmatch(line) for line in lines):
        rows = [_cut_cells(line) for line in lines if not _RULE.fullmatch(line)]
    elif _DRAWN_RULE.fullmatch(lines[0]) and all(
        _DRAWN_RULE.fullmatch(line) or _ROW.fullmatch(line) for line in lines
    ):
        rows = list(_join_boxed_rows(lines))
    else:
        return None
    width = max((len(row) for row in rows), default=0)
    return [tuple(row) + ("",) * (width - len(row)) for row in rows]


def _cut_cells(row: str) -> list[str]:
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", row.strip()[1:-1])]


def _join_boxed_rows(lines: Sequence[str]) -> Iterator[list[str]]:
    """The rows of a table drawn with lines: what stands between two of them is one row."""
    row: list[str] = []
    for line in lines:
        if _DRAWN_RULE.fullmatch(line):
            if row:
                yield row
            row = []
            continue
        cells = _cut_cells(line)
        row += [""] * (len(cells) - len(row))
        for index, cell in enumerate(cells):
            row[index] = f"{row[index]} {cell}".strip()
    if row:
        yield row
