"""Tables as CSV, in which no cell is taken for a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

# A text that begins so would be a formula to a spreadsheet that opens a CSV file.
_LIKE_A_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def write_csv(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a table as CSV (RFC 4180) with a byte-order mark, by which Excel knows the letters.

    A cell is a text, a number, or a list of texts, which are joined by semicolons.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heads)
    for row in rows:
        writer.writerow(_write_cell(cell) for cell in row)
    return "\ufeff" + out.getvalue()


def _write_cell(cell: object) -> object:
    text = "; ".join(map(str, cell)) if isinstance(cell, Sequence) and not isinstance(cell, str) else cell
    return defuse(text) if isinstance(text, str) else text


def defuse(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would take for a formula; `restore` takes it away."""
    return f"'{text}" if _LIKE_A_FORMULA.match(text) else text


def restore(text: str) -> str:
    """Undo `defuse`."""
    return text[1:] if text.startswith("'") and _LIKE_A_FORMULA.match(text) else text
