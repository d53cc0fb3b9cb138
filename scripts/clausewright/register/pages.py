"""The register's own pages: at a glance, as a list, and as a picture of the year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape
from itertools import groupby

from ..model.dates import short_day
from ..model.library import Library
from .frame import Cell, Column, File, Page, grid, sheet
from .register import RegisterState, Row, register
from .renames import Rename, renames
from .tables import as_csv, as_json, by_state, sentence
from .year import picture, year

_MARKS = {
    RegisterState.OVERDUE: "overdue",
    RegisterState.DUE: "due",
    RegisterState.DECIDING: "deciding",
    RegisterState.AWAITING: "awaiting",
    RegisterState.ADOPTED: "adopted",
    RegisterState.NOT_STARTED: "not-started",
    RegisterState.IN_FORCE: "in-force",
    RegisterState.NOT_APPLICABLE: "not-applicable",
}
_COLUMNS = (
    Column("School", "filter"), Column("Policy", "filter"), Column("State", "filter"), Column("What comes next"),
    Column("In force"), Column("Model"), Column("Adopted on"), Column("By", "filter"), Column("Next review"),
    Column("Amendments", "number"), Column("Missing values"), Column("Owner", "filter"),
)  # fmt: skip


def register_pages(library: Library, as_at: date) -> Iterator[Page | File]:
    """The register as pages, with the same as CSV and JSON. The library's templates must have passed check."""
    rows, renamed = register(library, as_at), renames(library, as_at)
    yield Page("index.html", "Policies at a glance", _glance(rows, renamed), label="At a glance")
    yield Page("register.html", "The register", _list(rows), label="Register")
    yield Page(
        "year.html",
        "The year",
        _year(rows, library, as_at),
        "When policies are due for review, and who decides.",
        "The year",
    )
    yield File("register.csv", as_csv(rows))
    yield File("register.json", as_json(rows, renamed))


def _glance(rows: Sequence[Row], renamed: Sequence[Rename]) -> str:
    counts = "".join(
        f"<li><b>{count}</b> {escape(state.value)}</li>" for state, count in by_state(rows).items()
    )
    schools = [list(group) for _, group in groupby(rows, key=lambda row: row.school)]
    titles = [row.title for row in schools[0]] if schools else []
    table = grid(
        "State of every policy at every school",
        ["School", *titles],
        [(Cell(theirs[0].school_name), [_glance_cell(row) for row in theirs]) for theirs in schools],
    )
    told = "".join(f"<li>{escape(sentence(one))}</li>" for one in renamed)
    names = f"<h2>Renamed bodies and roles</h2><ul>{told}</ul>" if told else ""
    return f'<ul class="counts">{counts}</ul>{table}{names}'


def _glance_cell(row: Row) -> Cell:
    note = f"review {short_day(row.next_review)}" if row.next_review else ""
    extra = [note, row.step, f"{len(row.missing)} values missing" if row.missing else ""]
    return Cell(
        row.state.value,
        f"register.html#{_id(row)}",
        _MARKS[row.state],
        "; ".join(part for part in extra if part),
    )


def _id(row: Row) -> str:
    return f"{row.school}.{row.policy}"


def _list(rows: Sequence[Row]) -> str:
    return sheet("The register", _COLUMNS, [(_id(row), _cells(row)) for row in rows], "register.csv")


def _cells(row: Row) -> Sequence[Cell]:
    decided = f"minute {row.minute}" if row.minute else ""
    reviewed = f"reviewed, no change: {short_day(row.reviewed_on)}" if row.reviewed_on else ""
    return (
        Cell(row.school_name),
        Cell(row.title),
        Cell(row.state.value, mark=_MARKS[row.state]),
        Cell(row.step or row.reason),
        Cell(
            row.current.title if row.current else "",
            note=f"from {short_day(row.in_force_from)}" if row.in_force_from else "",
        ),
        Cell(row.model.title if row.model else ""),
        Cell(short_day(row.adopted_on) if row.adopted_on else "", note=decided),
        Cell(row.body_name, note="for all its schools" if row.decided_by_trust else ""),
        Cell(short_day(row.next_review) if row.next_review else "", note=reviewed),
        Cell(
            str(len(row.amendments)), note=f"to decide: {', '.join(row.undecided)}" if row.undecided else ""
        ),
        Cell(", ".join(row.missing)),
        Cell(row.owner),
    )


def _year(rows: Sequence[Row], library: Library, as_at: date) -> str:
    found = year(rows, library, as_at)
    heads = [*found.committees, "All"]
    months = [(name, [*counts, sum(counts)]) for name, counts in zip(found.months, found.counts, strict=True)]
    table = grid(
        "Reviews by month and committee",
        ["Month", *heads],
        [(Cell(name), [Cell(str(n)) for n in counts]) for name, counts in months],
    )
    due = sorted(
        (row for row in rows if row.next_review),
        key=lambda row: (row.next_review or as_at, row.school, row.policy),
    )
    titles = ("Policy", "Next review", "School", "Decided by", "Owner")
    columns = [Column(title, "text" if title == "Next review" else "filter") for title in titles]
    listed = [
        ("", [Cell(row.title), _due_cell(row), Cell(row.school_name), Cell(row.body_name), Cell(row.owner)])
        for row in due
    ]
    return (
        f'<div class="year">{picture(found)}{table}</div><h2>What is due'
        f" when</h2>{sheet('Reviews by date', columns, listed)}"
    )


def _due_cell(row: Row) -> Cell:
    mark = _MARKS[row.state] if row.state in (RegisterState.OVERDUE, RegisterState.DUE) else ""
    return Cell(
        short_day(row.next_review) if row.next_review else "", mark=mark, note=row.state.value if mark else ""
    )
