"""The register's pages: at a glance, as a list, and as a picture of the year; and what every internal page is
made of.

How a page looks is said in `overrides/pages/register`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from ..model.coverage import Coverage, CoverageState
from ..model.dates import in_words, short_day
from ..model.library import Library
from ..model.text import capitalise
from ..model.values import Words
from ..templates import PageTemplates
from .register import RegisterState, Row, find_required, register
from .renames import Rename, renames
from .tables import as_csv, as_json, by_state, describe_rename, required_as_csv
from .year import draw_year, year


@dataclass(frozen=True, slots=True)
class File:
    """A file beside the pages: its path, and what is in it."""

    path: str
    content: str | bytes


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its path, its title, the template in `overrides/pages/register` that it is made with, and the
    values that the template takes. `label` is its name in the menu, "" where it is not listed there.
    """

    path: str
    title: str
    template: str
    values: Mapping[str, object] = field(default_factory=dict)
    lead: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `kind` is "text", "filter" where a reader picks one of its values, or "number"."""

    title: str
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its words, where they lead, a style sheet's word for it,
    and what is said more quietly below.
    """

    text: str
    href: str = ""
    mark: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of a long table; the first cell names it. `id` is empty where nothing leads to it."""

    cells: tuple[Cell, ...]
    id: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A long table. `csv_href` is the address of the same as CSV, empty where there is none."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[SheetRow, ...]
    csv_href: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table to be seen at a glance: its heads, and its rows, each a name and its cells."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, tuple[Cell, ...]], ...]


def render_page(templates: PageTemplates, page: Page, pages: Sequence[Page], as_at: date) -> str:
    """Return the whole page, with a menu of those that are listed."""
    return templates.render(
        f"register/{page.template}",
        page=page,
        menu=[other for other in pages if other.label],
        up="../" * page.path.count("/"),
        as_at=in_words(as_at),
        **page.values,
    )


# -- the register's own pages --------------------------------------------------------------------------------

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
    Column("Policy", "filter"), Column("State", "filter"),
    Column("What comes next"), Column("In force"), Column("Model"), Column("Adopted on"),
    Column("By", "filter"), Column("Next review"), Column("Amendments", "number"), Column("Missing values"),
    Column("Owner", "filter"),
)  # fmt: skip


_REQUIRED_COLUMNS = (
    Column("Asked for", "filter"), Column("Duty", "filter"),
    Column("On the website", "filter"), Column("State", "filter"), Column("Met by"), Column("Next review"),
    Column("Source"),
)  # fmt: skip
_COVERAGE_MARKS = {
    CoverageState.IN_FORCE: "in-force",
    CoverageState.ELSEWHERE: "in-force",
    CoverageState.OVERDUE: "overdue",
    CoverageState.MISSING: "not-started",
    CoverageState.NOT_APPLICABLE: "not-applicable",
}


def register_pages(library: Library, as_at: date) -> Iterator[Page | File]:
    """The register as pages, with the same as CSV and JSON.
    The library's templates must have passed check.
    """
    rows, renamed = register(library, as_at), renames(library, as_at)
    required = find_required(library, as_at)
    yield Page(
        "index.html",
        "Policies at a glance",
        "glance.html",
        _glance_values(rows, renamed, library.unit),
        label="At a glance",
    )
    listed = tuple(SheetRow(_cells_of(row, library.unit), _id_of(row)) for row in rows)
    unit = library.unit
    first = Column(capitalise(unit.singular), "filter")
    sheet = Sheet("The register", (first, *_COLUMNS), listed, "register.csv")
    yield Page("register.html", "The register", "sheet.html", {"sheet": sheet}, label="Register")
    if required:
        required_rows = tuple(SheetRow(_required_cells(library, coverage)) for coverage in required)
        yield Page(
            "required.html",
            f"What {unit.plural} must have",
            "sheet.html",
            {
                "sheet": Sheet(
                    f"What {unit.plural} must have",
                    (first, *_REQUIRED_COLUMNS),
                    required_rows,
                    "required.csv",
                )
            },
            f"By the type and phase of each {unit.singular}: which policy of the library covers it, which is"
            " kept elsewhere, and what nobody has recorded. What is not verified must be looked up before"
            " anybody relies on it.",
            "Required",
        )
        yield File("required.csv", required_as_csv(required, unit))
    yield Page(
        "year.html",
        "The year",
        "year.html",
        _year_values(rows, library, as_at),
        "When policies are due for review, and who decides.",
        "The year",
    )
    yield File("register.csv", as_csv(rows, unit))
    yield File("register.json", as_json(rows, renamed, required))


def _glance_values(rows: Sequence[Row], renamed: Sequence[Rename], unit: Words) -> dict[str, object]:
    schools = [list(group) for _, group in groupby(rows, key=lambda row: row.school)]
    titles = [row.title for row in schools[0]] if schools else []
    grid_rows = []
    for school_rows in schools:
        grid_rows.append((Cell(school_rows[0].school_name), tuple(map(_glance_cell, school_rows))))
    return {
        "counts": [(state.value, count) for state, count in by_state(rows).items()],
        "grid": Grid(
            f"State of every policy at every {unit.singular}",
            (capitalise(unit.singular), *titles),
            tuple(grid_rows),
        ),
        "renames": [describe_rename(rename, unit) for rename in renamed],
    }


def _glance_cell(row: Row) -> Cell:
    notes = (
        f"review {short_day(row.next_review)}" if row.next_review else "",
        row.step,
        f"{len(row.missing)} values missing" if row.missing else "",
    )
    return Cell(
        row.state.value,
        f"register.html#{_id_of(row)}",
        _MARKS[row.state],
        "; ".join(note for note in notes if note),
    )


def _id_of(row: Row) -> str:
    return f"{row.school}.{row.policy}"


def _list_due_columns(library: Library) -> tuple[Column, ...]:
    names = ("Policy", "Next review", capitalise(library.unit.singular), "Decided by", "Owner")
    return tuple(Column(name) if name == "Next review" else Column(name, "filter") for name in names)


def _cells_of(row: Row, unit: Words) -> tuple[Cell, ...]:
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
        Cell(row.body_name, note=f"for all its {unit.plural}" if row.decided_by_trust else ""),
        Cell(short_day(row.next_review) if row.next_review else "", note=reviewed),
        Cell(
            str(len(row.amendments)), note=f"to decide: {', '.join(row.undecided)}" if row.undecided else ""
        ),
        Cell(", ".join(row.missing)),
        Cell(row.owner),
    )


def _required_cells(library: Library, coverage: Coverage) -> tuple[Cell, ...]:
    facts = coverage.requirement
    name = library.values(library.schools[coverage.school], date.max).get("school.name")
    citation = library.known.citations.get(facts.source)
    unverified = "" if facts.verified else ", not verified"
    return (
        Cell(str(name.value) if name else coverage.school),
        Cell(facts.title),
        Cell(facts.duty.replace("-", " ")),
        Cell(facts.publish),
        Cell(coverage.state.value, mark=_COVERAGE_MARKS[coverage.state], note=coverage.reason),
        Cell(coverage.title, coverage.address),
        Cell(
            short_day(coverage.next_review) if coverage.next_review else "",
            note=f"every {facts.review_months} months" if facts.review_months else "",
        ),
        Cell(
            citation.title if citation else facts.source,
            note=f"checked {short_day(facts.checked_on)}{unverified}. {facts.note}".strip(),
        ),
    )


def _year_values(rows: Sequence[Row], library: Library, as_at: date) -> dict[str, object]:
    counted = year(rows, library, as_at)
    months = []
    for name, counts in zip(counted.months, counted.counts, strict=True):
        months.append((Cell(name), tuple(Cell(str(count)) for count in (*counts, sum(counts)))))
    due = sorted(
        (row for row in rows if row.next_review),
        key=lambda row: (row.next_review or as_at, row.school, row.policy),
    )
    listed = tuple(SheetRow(_due_cells(row)) for row in due)
    return {
        "picture": draw_year(counted),
        "grid": Grid("Reviews by month and committee", ("Month", *counted.committees, "All"), tuple(months)),
        "sheet": Sheet("Reviews by date", _list_due_columns(library), listed),
    }


def _due_cells(row: Row) -> tuple[Cell, ...]:
    mark = _MARKS[row.state] if row.state in (RegisterState.OVERDUE, RegisterState.DUE) else ""
    review = Cell(
        short_day(row.next_review) if row.next_review else "", mark=mark, note=row.state.value if mark else ""
    )
    return (Cell(row.title), review, Cell(row.school_name), Cell(row.body_name), Cell(row.owner))
