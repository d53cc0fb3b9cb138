"""What a cell of the spreadsheet of values takes: a choice from a list, a day, an address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from ..model.table import CHECKED, get_kind, list_options
from ..model.text import capitalise
from ..model.values import Kind, Variable
from ..sheets import write_text

OPTIONS = "Options"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet: the part of a variable of which it has the values."""

    variable: Variable
    part: str

    @property
    def key(self) -> str:
        """The name by which the table is read again."""
        return f"{self.variable.key}.{self.part}".rstrip(".")

    @property
    def kind(self) -> Kind:
        """What stands in its cells."""
        return Kind.DATE if self.part == CHECKED else get_kind(self.variable, self.part)

    @property
    def name(self) -> str:
        """What people read above it."""
        part = {"": "", CHECKED: ": checked on"}.get(self.part, f": {self.part}")
        return f"{capitalise(self.variable.name)}{part}"


class Options:
    """The hidden sheet on which the drop-downs find what they offer."""

    def __init__(self, sheet: Worksheet) -> None:
        """Begin with an empty sheet."""
        self.sheet = sheet
        self.ranges: dict[str, str] = {}

    def find_range(self, key: str, options: Iterable[str]) -> str:
        """Where the options of a variable stand; they are written there when first asked for."""
        if key not in self.ranges:
            number, letter = len(self.ranges) + 1, get_column_letter(len(self.ranges) + 1)
            listed = list(options)
            for row, option in enumerate(listed, 1):
                write_text(self.sheet.cell(row, number), option)
            self.ranges[key] = f"'{OPTIONS}'!${letter}$1:${letter}${len(listed)}"
        return self.ranges[key]


_RULES: Mapping[Kind, tuple[str, str]] = {
    Kind.EMAIL: ('ISNUMBER(FIND("@",{cell}))', "An e-mail address: office@school.example"),
    Kind.URL: ('LEFT({cell},4)="http"', "A web address that starts with https://"),
    Kind.PHONE: ("LEN({cell})>6", "A telephone number: 01632 960123"),
    Kind.MONTH: ('AND(LEN({cell})=7,MID({cell},5,1)="-")', "A month: 2026-09"),
    Kind.COLOUR: ('AND(LEN({cell})=7,LEFT({cell},1)="#")', "A colour: #1d5c63"),
    Kind.NUMBER: ("ISNUMBER(VALUE({cell}))", "A number, in digits"),
}


def validate_cells(sheet: Worksheet, cells: str, column: Column, lists: Options) -> None:
    """Let the cells of a column, given by their range, take only what fits its kind; a drop-down offers what
    can be chosen.
    """
    rule = _make_rule(cells.split(":", maxsplit=1)[0], column, lists)
    if rule:
        rule.promptTitle, rule.errorTitle = column.name[:32], "This does not fit"
        rule.add(cells)
        sheet.add_data_validation(rule)


def _make_rule(first: str, column: Column, lists: Options) -> DataValidation | None:
    if options := list_options(column.variable) if column.part == "" else ():
        listed_options = "; ".join(options)
        offered = lists.find_range(column.variable.key, options)
        return DataValidation(
            type="list",
            formula1=offered,
            allow_blank=True,
            error=f"Choose one: {listed_options}"[:255],
            prompt=listed_options[:255],
        )
    if column.kind is Kind.DATE:
        advice = "A day: 2026-09-01"
        return DataValidation(
            type="date",
            operator="greaterThan",
            formula1="36526",
            allow_blank=True,
            error=advice,
            prompt=advice,
        )
    if column.kind in _RULES:
        formula, advice = _RULES[column.kind]
        return DataValidation(
            type="custom",
            formula1=formula.format(cell=first),
            allow_blank=True,
            error=advice,
            prompt=advice,
        )
    return None
