"""A spreadsheet in which new schools are named, a row a school, for `clausewright new-school --from`."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from ..model.library import Library
from ..model.table import list_holders
from ..model.text import capitalise
from ..model.values import SCHOOL, Kind, Variable
from ..sheets import write_head

_ROWS = 300
# How many letters a list of options may have inside a rule, and the sign that ends an option there.
_MOST_LETTERS, _COMMA = 250, ","
_ASKED = frozenset({Kind.TEXT, Kind.EMAIL, Kind.PHONE, Kind.URL, Kind.PERSON})


def write_school_sheet(library: Library, day: date) -> bytes:
    """Return an .xlsx file with a heading for each fact of a school and each short value that schools set,
    and an empty row for each school; what is known already can be chosen.
    """
    options: dict[str, Sequence[str]] = {"Name": (), "Id": (), **_list_bodies(library, day)}
    if library.unit == SCHOOL:
        options |= {"Phase": library.phases, "Type": library.types}
    heads = [*options, *(capitalise(variable.name) for variable in _list_asked(library.schema.values()))]
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook has no sheet")
    sheet.title = capitalise(library.unit.plural)
    write_head(sheet, heads, [40 if head == "Name" else 24 for head in heads])
    for number, listed in enumerate(options.values(), 1):
        _offer(sheet, get_column_letter(number), listed)
    for column in range(1, len(heads) + 1):
        for row in range(2, _ROWS + 1):
            # A telephone number keeps its first nought.
            sheet.cell(row, column).number_format = "@"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _list_bodies(library: Library, day: date) -> Mapping[str, Sequence[str]]:
    """The names of the authorities and of the trusts, by the heading of their column; none where there is
    nothing to choose.
    """
    names: dict[str, list[str]] = {}
    for holder in list_holders(library, day):
        if holder.kind in ("authority", "trust"):
            names.setdefault(capitalise(holder.kind), []).append(holder.name)
    return names


def _list_asked(variables: Iterable[Variable]) -> Iterable[Variable]:
    """The values that fit into one cell and that each school has for itself."""
    for variable in variables:
        is_own = variable.set_by == "school" and variable.key != "school.name"
        if is_own and variable.path and variable.kind in _ASKED:
            yield variable


def _offer(sheet: Worksheet, column: str, options: Sequence[str]) -> None:
    """Offer a column's options in each of its cells; another text may be typed all the same."""
    listed = _COMMA.join(options)
    if not options or len(listed) > _MOST_LETTERS or any(_COMMA in option for option in options):
        return
    rule = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
    rule.showErrorMessage = False
    rule.add(f"{column}2:{column}{_ROWS}")
    sheet.add_data_validation(rule)
