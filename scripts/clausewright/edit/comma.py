"""`clausewright values export FILE.csv`: the same table as the spreadsheet's, a row a school and a column a
value, in one plain file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date

from ..model.table import CHECKED, Holder, harmless, parts_of, shown
from ..model.values import Kind, Variable


def comma_separated(holders: Iterable[Holder], variables: Iterable[Variable], as_at: date) -> bytes:
    """Write values as they count on a day as CSV (UTF-8 with a mark, which Excel wants); return its bytes."""
    columns = tuple(variables)
    rows = [
        (
            holder,
            {variable.key: shown(variable, holder.layer.at(variable.key, as_at)) for variable in columns},
        )
        for holder in holders
    ]
    heads = [
        (variable.key, part)
        for variable in columns
        for part in _parts(variable, max((_entries(cells[variable.key]) for _, cells in rows), default=0))
    ]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["whose", "id", "name", *(f"{key}.{part}".rstrip(".") for key, part in heads)])
    for holder, cells in rows:
        writer.writerow(
            [
                holder.kind,
                holder.id,
                harmless(holder.name),
                *(harmless(cells[key].get(part, "")) for key, part in heads),
            ]
        )
    return out.getvalue().encode("utf-8-sig")


def _parts(variable: Variable, entries: int) -> list[str]:
    parts = list(parts_of(variable))
    if variable.kind is Kind.LIST:
        parts = [f"{at}.{column}" for at in range(1, max(entries, 1) + 1) for column in parts]
    return [*parts, *([CHECKED] if variable.check_months else [])]


def _entries(cells: dict[str, str]) -> int:
    return max((int(part.partition(".")[0]) for part in cells if part[:1].isdigit()), default=0)
