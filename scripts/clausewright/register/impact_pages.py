"""The impact of each policy's newest version as pages: clause by school, with what needs somebody above it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from html import escape

from ..amendments.impact import ClauseImpact, Effect, Impact, assess_impact
from ..model.library import Library
from ..model.text import counted
from .frame import Cell, Column, File, Page, sheet
from .impact_tables import as_csv, as_json, totals

_MARKS = {
    Effect.DECIDE: "due",
    Effect.MISSING: "overdue",
    Effect.MERGED: "deciding",
    Effect.REDUNDANT: "awaiting",
    Effect.DECIDED: "adopted",
    Effect.KEPT: "adopted",
    Effect.TAKES: "in-force",
    Effect.LEFT_OUT: "not-applicable",
    Effect.NONE: "not-applicable",
}
_FOR_SOMEBODY = (Effect.DECIDE, Effect.MISSING)


def impact_pages(library: Library, as_at: date) -> Iterator[Page | File]:
    """The impact of each policy's newest version, with the same as CSV and JSON. The library's templates must
    have passed check.
    """
    found = [
        assess_impact(library, policy, policy.versions[-1], as_at)
        for policy in library.policies.values()
        if policy.versions
    ]
    lead = "What the newest version of each policy means for every clause at every school."
    yield Page("impact.html", "Impact", _overview(found), lead, "Impact")
    for one in found:
        place = f"impact/{one.policy.id}"
        yield Page(
            f"{place}.html",
            f"Impact: {one.policy.facts.title}, {one.new.title}",
            impact_body(one),
            _lead(one),
        )
        yield File(f"{place}.csv", as_csv(one))
        yield File(f"{place}.json", as_json(one))


def impact_body(found: Impact) -> str:
    """The body of the page of one version: counts, what needs somebody, and the whole table."""
    counts = "".join(
        f"<li><b>{count}</b> {escape(effect.value)}</li>" for effect, count in _counts(found).items()
    )
    asked = [
        (
            "",
            (
                Cell(found.schools[school]),
                Cell(line.title),
                Cell(cell.effect.value, mark=_MARKS[cell.effect]),
                Cell(cell.note),
            ),
        )
        for line in found.lines
        for school, cell in line.cells.items()
        if cell.effect in _FOR_SOMEBODY
    ]
    columns = (
        Column("School", "filter"),
        Column("Clause", "filter"),
        Column("What it means", "filter"),
        Column("Why"),
    )
    todo = (
        f"<h2>What needs somebody</h2>{sheet('What needs somebody', columns, asked)}"
        if asked
        else "<p>Nothing needs a decision.</p>"
    )
    heads = (
        Column("Clause"),
        Column("Section", "filter"),
        Column("In the model", "filter"),
        Column("Calls for", "filter"),
    )
    wide = (*heads, *(Column(name) for name in found.schools.values()))
    rows = [(line.clause, _cells(line)) for line in found.lines]
    table = sheet("Every clause at every school", wide, rows, f"{found.policy.id}.csv")
    return f'<ul class="counts">{counts}</ul>{todo}<h2>Every clause at every school</h2>{table}'


def _lead(found: Impact) -> str:
    before = f" Compared with {found.old.title}." if found.old else ""
    return f"{counted(len(found.lines), 'clause')}, {counted(len(found.schools), 'school')}.{before}"


def _counts(found: Impact) -> dict[Effect, int]:
    counts = totals(found)
    return {effect: counts[effect] for effect in Effect if counts[effect] and effect is not Effect.NONE}


def _cells(line: ClauseImpact) -> list[Cell]:
    strongest = min(line.cells.values(), key=lambda cell: list(Effect).index(cell.effect), default=None)
    told = strongest.effect.value if strongest else ""
    about = [Cell(line.title, note=line.clause), Cell(line.section), Cell(line.change), Cell(told)]
    return [
        *about,
        *(Cell(cell.effect.value, mark=_MARKS[cell.effect], note=cell.note) for cell in line.cells.values()),
    ]


def _overview(found: list[Impact]) -> str:
    effects = [effect for effect in Effect if effect is not Effect.NONE]
    columns = (
        Column("Policy"),
        Column("Version"),
        *(Column(effect.value.capitalize(), "number") for effect in effects),
    )
    rows = []
    for one in found:
        counts = totals(one)
        name = Cell(one.policy.facts.title, f"impact/{one.policy.id}.html")
        rows.append(("", (name, Cell(one.new.title), *(Cell(str(counts[effect])) for effect in effects))))
    return sheet("The newest version of each policy", columns, rows)
