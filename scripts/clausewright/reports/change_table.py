"""Changes as a table, for those who decide in a spreadsheet: a row a change, with a column for the decision
that somebody fills in.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.writer.excel import ExcelWriter

from ..model import csv_text
from ..model.change import Change, Changes, Mark
from ..model.text import join_words
from ..sheets import WRAPPED, write_head, write_text
from . import change_names, effect_words, wording
from .changes_json import read_texts

# Each column with its width in a spreadsheet, in letters.
COLUMNS = (
    ("Change", 9),
    ("What follows", 14),
    ("Why", 30),
    ("Kind", 18),
    ("Clause", 30),
    ("Section", 22),
    ("What changed", 50),
    ("Text before", 45),
    ("Text after", 45),
    ("Concerns", 18),
    ("Reason given", 30),
    ("Decision", 20),
    ("Remarks", 30),
)
_DECISIONS = ("Agreed", "Not agreed", "Agreed with changes", "Put off")
# Files of a build are the same every time, so that none bears the time at which it was made.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def write_rows(changes: Changes) -> str:
    """Return the rows as JSON, a list of texts each, still with tokens."""
    rows = [_make_row(number, entry) for number, entry in enumerate(changes.entries, 1)]
    return json.dumps(rows, ensure_ascii=False)


def _make_row(number: int, entry: Change) -> list[str]:
    return [
        str(number),
        effect_words.EFFECTS[entry.effect],
        entry.ground,
        join_words(map(effect_words.name_kind, entry.kinds)),
        change_names.name_change(entry),
        change_names.plain_text(entry.section),
        " ".join(filter(None, (wording.describe_change(entry), wording.describe_cause(entry)))),
        _join_texts(entry, "removed"),
        _join_texts(entry, "added"),
        join_words(map(change_names.name_audience, entry.audiences)),
        " ".join(filter(None, (wording.state_reason(entry), entry.instead))),
        "",
        "",
    ]


def _join_texts(entry: Change, side: str) -> str:
    """The texts of a change on one side: what was kept with what was removed, or with what was added."""
    texts: list[str] = []
    for line in entry.items or entry.elsewhere:
        if line.mark is Mark.MOVED_AWAY:
            continue
        for text in read_texts(line):
            pieces = [piece["text"] for piece in text["pieces"] if piece["is"] in ("kept", side)]
            texts.append("".join(pieces).strip())
    for place in entry.places:
        texts.append(place.old if side == "removed" else place.new)
    return "\n".join(dict.fromkeys(filter(None, texts)))


def write_csv(rows: Sequence[Sequence[str]]) -> str:
    """Return the rows as CSV."""
    return csv_text.write_csv((name for name, _ in COLUMNS), rows)


def write_xlsx(title: str, rows: Sequence[Sequence[str]], made: datetime) -> bytes:
    """Return the rows as a spreadsheet that bears the time `made`; decisions are picked or typed."""
    book = Workbook()
    book.properties.title, book.properties.creator = title, "clausewright"
    book.properties.created = book.properties.modified = made.replace(tzinfo=None)
    sheet: Any = book.active
    sheet.title = "Changes"
    write_head(sheet, [name for name, _ in COLUMNS], [width for _, width in COLUMNS])
    for number, row in enumerate(rows, 2):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(number, column)
            cell.alignment = WRAPPED
            if column == 1:
                cell.value = int(text)
            elif text:
                write_text(cell, text)
    decision = get_column_letter([name for name, _ in COLUMNS].index("Decision") + 1)
    rule = DataValidation(type="list", formula1=f'"{",".join(_DECISIONS)}"', allow_blank=True)
    rule.showErrorMessage = False  # other words may be typed
    rule.add(f"{decision}2:{decision}{len(rows) + 1}")
    sheet.add_data_validation(rule)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{len(rows) + 1}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    return _save(book)


def _save(book: Workbook) -> bytes:
    """The bytes of a workbook, the same for the same contents: by itself openpyxl puts the time into them."""
    written, packed = io.BytesIO(), io.BytesIO()
    ExcelWriter(book, zipfile.ZipFile(written, "w")).save()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, _ZIP_TIME), source.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
