"""Tables of files that say what a cell is: cells that are merged, or hold more than one text,
laid out as rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..model.text import shorten
from .source import Grid, Paragraph, SourceBuilder
from .words import drop_emphasis, plain

# A frame around text is no table.
FRAME = "A table of one row or one column was read as paragraphs."
_WIDEST, _NAME, _LONGEST_LABEL = 40, 50, 15


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its texts, over how many columns and rows it stands, and whether it has a table in it. A reader
    whose format only says that a cell stands over several rows gives it two.
    """

    texts: tuple[str, ...]
    columns: int = 1
    rows: int = 1
    has_table: bool = False

    @property
    def text(self) -> str:
        """All of it on one line."""
        return " ".join(self.texts)


def lay_out_table(rows: Sequence[Sequence[Cell]], gathered: SourceBuilder) -> None:
    """Add a table to the pieces; what has one row or one column is no table, and its cells are paragraphs.

    A merged cell's text stands in the first of its places. What a row of plain cells cannot show is named:
    merged cells, and cells with several paragraphs, a list or a table in them.
    """
    read = [[text for cell in row for text in (cell.text, *[""] * (cell.columns - 1))] for row in rows]
    width = min(_WIDEST, max(map(len, read), default=0))
    padded = [[*row, *[""] * (width - len(row))] for row in read if any(row)]
    full = [(*row[: width - 1], " ".join(filter(None, row[width - 1 :]))) for row in padded]
    if width <= 1 or is_frame(full):
        if full:
            gathered.remark(FRAME)
        for row in rows:
            for cell in row:
                gathered.pieces += [Paragraph.of(text) for text in cell.texts if text]
        return
    full = drop_blank_edge(full)
    gathered.pieces.append(Grid((tuple(map(drop_emphasis, full[0])), *full[1:])))
    name = f"table “{shorten(plain(' | '.join(filter(None, full[0]))), _NAME)}”"
    for row in rows:
        for cell in row:
            if cell.text and (cell.columns > 1 or cell.rows > 1):
                gathered.leave_unit("merged cell", _describe_merging(cell), place=name)
    run_together = [cell for row in rows for cell in row if len(cell.texts) > 1]
    if run_together:
        first = shorten(plain(run_together[0].text), _NAME)
        nested = ", or a table," if any(cell.has_table for cell in run_together) else ""
        gathered.remark(
            f"In the {name} {len(run_together)} cells have several paragraphs{nested} on one line now, such"
            f" as “{first}”. Look at them."
        )


def cover_rows(rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """Return the rows of a table with a blank cell in each place to which a cell of a row above reaches: HTML
    and the tags of PDFs leave such places out. It is how HTML forms a table (HTML, 4.9.12.1).
    """
    covered: list[list[Cell]] = []
    rows_left: dict[int, int] = {}
    for row in rows:
        full: list[Cell] = []
        column = 0
        waiting = list(row)
        while waiting or any(place >= column for place in rows_left):
            if rows_left.get(column):
                rows_left[column] -= 1
                full.append(Cell(()))
                column += 1
            elif waiting:
                cell = waiting.pop(0)
                full.append(cell)
                reached = range(column, column + cell.columns)
                rows_left.update(dict.fromkeys(reached, cell.rows - 1))
                column += cell.columns
            else:
                full.append(Cell(()))
                column += 1
        rows_left = {place: count for place, count in rows_left.items() if count > 0}
        covered.append(full)
    return covered


def drop_blank_edge(rows: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return the rows of a table without a last column that has no word, where every other column has a head:
    it is the edge of the page, and nothing to fill in.
    """
    kept = list(rows)
    while len(kept[0]) > 2 and all(kept[0][:-1]) and not any(row[-1] for row in kept):
        kept = [row[:-1] for row in kept]
    return kept


def is_frame(rows: Sequence[Sequence[str]]) -> bool:
    """Say whether a table only frames or places its texts: it has one row, or one column in use, or no row
    with two texts side by side, as where a cover is set out in cells. Labels with blank cells beside them
    are a form.
    """
    if len(rows) > 1 and all(len(row) > 1 and _is_to_fill_in(row) for row in rows):
        return False
    columns_in_use = {index for row in rows for index, cell in enumerate(row) if cell}
    return len(rows) <= 1 or len(columns_in_use) <= 1 or all(sum(map(bool, row)) <= 1 for row in rows)


def _is_to_fill_in(row: Sequence[str]) -> bool:
    """Say whether a row is a few words, and cells behind them that are blank."""
    return 0 < len(plain(row[0]).split()) <= _LONGEST_LABEL and not any(row[1:])


def _describe_merging(cell: Cell) -> str:
    over = [f"{cell.columns} columns"] if cell.columns > 1 else []
    over += ["several rows"] if cell.rows > 1 else []
    return f"“{shorten(plain(cell.text), _NAME)}” stands over {' and '.join(over)}"
