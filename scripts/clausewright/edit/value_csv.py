"""`clausewright values export`: the table of values as CSV, for programs and for small libraries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ..model import csv_text
from ..model.table import CHECKED, Holder, list_parts, show_cells
from ..model.values import Kind, Variable


def write_csv(holders: Iterable[Holder], variables: Iterable[Variable], as_at: date) -> bytes:
    """Write values as they count on a day as CSV (UTF-8 with a mark, which Excel wants); return its bytes."""
    columns = tuple(variables)
    rows = [
        (
            holder,
            {
                variable.key: show_cells(variable, holder.layer.at(variable.key, as_at))
                for variable in columns
            },
        )
        for holder in holders
    ]
    heads = [
        (variable.key, part)
        for variable in columns
        for part in _list_parts(
            variable, max((_count_entries(cells[variable.key]) for _, cells in rows), default=0)
        )
    ]
    names = ["whose", "id", "name", *(f"{key}.{part}".rstrip(".") for key, part in heads)]
    lines = [
        (holder.kind, holder.id, holder.name, *(cells[key].get(part, "") for key, part in heads))
        for holder, cells in rows
    ]
    return csv_text.write_csv(names, lines).encode()


def _list_parts(variable: Variable, entries: int) -> list[str]:
    parts = list(list_parts(variable))
    if variable.kind is Kind.LIST:
        parts = [f"{number}.{column}" for number in range(1, max(entries, 1) + 1) for column in parts]
    return [*parts, *([CHECKED] if variable.check_months else [])]


def _count_entries(cells: dict[str, str]) -> int:
    return max((int(part.partition(".")[0]) for part in cells if part[:1].isdigit()), default=0)
