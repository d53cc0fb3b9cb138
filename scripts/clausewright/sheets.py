"""How every spreadsheet looks: its head, and text that stays text. What a sheet says is in its own file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

HEAD_FILL = PatternFill("solid", fgColor="17456B")
HEAD_FONT = Font(bold=True, color="FFFFFF")
WRAPPED = Alignment(wrap_text=True, vertical="top")
# A cell of a spreadsheet holds no more letters (ECMA-376 leaves it to programs; this is Excel's bound).
_MOST_LETTERS = 32_000
# What a program may take for the beginning of a formula.
_FORMULA_SIGNS = ("=", "+", "-", "@", "'")


def write_head(sheet: Worksheet, names: Sequence[str], widths: Sequence[int]) -> None:
    """Write the names of columns into the first row, which stays in sight, and give each column its width."""
    for column, (name, width) in enumerate(zip(names, widths, strict=True), 1):
        cell: Any = sheet.cell(1, column)
        write_text(cell, name)
        cell.font, cell.fill, cell.alignment = HEAD_FONT, HEAD_FILL, WRAPPED
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"


def write_text(cell: Any, text: str) -> None:
    """Write text as text: what begins with an equals sign is no formula, and stays none when it is edited."""
    cell.value = text if len(text) <= _MOST_LETTERS else f"{text[:_MOST_LETTERS]} …"
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(_FORMULA_SIGNS)
