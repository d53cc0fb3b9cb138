"""The impact of a version as pages, clause by school, and as plain tables: a summary for the terminal, CSV
for a spreadsheet, data for a program.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from ..amendments.impact import ClauseImpact, Effect, Impact, assess_impact
from ..model.csv_text import write_csv
from ..model.library import Library
from ..model.text import capitalise, count_noun
from .pages import Cell, Column, File, Page, Sheet, SheetRow

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
# More schools than these make a table that is too wide to read; then clauses have counts of schools.
_MOST_COLUMNS = 12
_FEW_SCHOOLS = 4
_TO_DO_COLUMNS = (
    Column("Clause", "filter"),
    Column("What it means", "filter"),
    Column("Why"),
)
_CLAUSE_COLUMNS = (
    Column("Clause"),
    Column("Section", "filter"),
    Column("In the model", "filter"),
    Column("Calls for", "filter"),
)


def impact_pages(library: Library, as_at: date) -> Iterator[Page | File]:
    """The impact of each policy's newest version, with the same as CSV and JSON.
    The library's templates must have passed check.
    """
    impacts = []
    for policy in library.policies.values():
        if policy.versions:
            impacts.append(assess_impact(library, policy, policy.versions[-1], as_at))
    unit = library.unit.singular
    lead = f"What the newest version of each policy means for every clause at every {unit}."
    yield Page("impact.html", "Impact", "sheet.html", {"sheet": _overview(impacts)}, lead, "Impact")
    for policy_impact in impacts:
        yield impact_page(policy_impact)
        yield File(f"impact/{policy_impact.policy.id}.csv", as_csv(policy_impact))
        yield File(f"impact/{policy_impact.policy.id}.json", as_json(policy_impact))


def impact_page(impact: Impact) -> Page:
    """Return the page of one version: counts, what needs somebody, and the whole table."""
    counts = totals(impact)
    shown = [effect for effect in Effect if counts[effect] and effect is not Effect.NONE]
    if len(impact.schools) <= _MOST_COLUMNS:
        columns = (*_CLAUSE_COLUMNS, *(Column(name) for name in impact.schools.values()))
        rows = tuple(
            SheetRow((*_cells_of(line), *_cells_by_school(line)), line.clause) for line in impact.lines
        )
    else:
        columns = (*_CLAUSE_COLUMNS, *(Column(capitalise(effect.value)) for effect in shown))
        rows = tuple(
            SheetRow((*_cells_of(line), *_cells_by_effect(impact, line, shown)), line.clause)
            for line in impact.lines
        )
    columns_to_do = (Column(capitalise(impact.unit.singular), "filter"), *_TO_DO_COLUMNS)
    scope = f"Every clause at every {impact.unit.singular}"
    return Page(
        f"impact/{impact.policy.id}.html",
        f"Impact: {impact.policy.facts.title}, {impact.new.title}",
        "impact.html",
        {
            "counts": [(effect.value, counts[effect]) for effect in shown],
            "to_do": Sheet("What needs somebody", columns_to_do, tuple(_to_do_rows(impact))),
            "clauses": Sheet(scope, columns, rows, f"{impact.policy.id}.csv"),
        },
        _lead(impact),
    )


def _to_do_rows(impact: Impact) -> Iterator[SheetRow]:
    for line in impact.lines:
        for school, cell in line.cells.items():
            if cell.effect in _FOR_SOMEBODY:
                effect = Cell(cell.effect.value, mark=_MARKS[cell.effect])
                yield SheetRow((Cell(impact.schools[school]), Cell(line.title), effect, Cell(cell.note)))


def _lead(impact: Impact) -> str:
    before = f" Compared with {impact.old.title}." if impact.old else ""
    return (
        f"{count_noun(len(impact.lines), 'clause')}, {_count_schools(impact, len(impact.schools))}.{before}"
    )


def _count_schools(impact: Impact, number: int) -> str:
    """A number of schools, or of whoever adopts."""
    return count_noun(number, impact.unit.singular, impact.unit.plural)


def _cells_of(line: ClauseImpact) -> tuple[Cell, ...]:
    order = list(Effect)
    strongest = min(line.cells.values(), key=lambda cell: order.index(cell.effect), default=None)
    cells = [
        Cell(line.title, note=line.clause),
        Cell(line.section),
        Cell(line.change),
        Cell(strongest.effect.value if strongest else ""),
    ]
    return tuple(cells)


def _cells_by_school(line: ClauseImpact) -> Iterator[Cell]:
    for cell in line.cells.values():
        yield Cell(cell.effect.value, mark=_MARKS[cell.effect], note=cell.note)


def _cells_by_effect(impact: Impact, line: ClauseImpact, effects: Iterable[Effect]) -> Iterator[Cell]:
    """How many schools a clause means something for, with their names where somebody has to act or where
    they are few.
    """
    for effect in effects:
        schools = [impact.schools[school] for school, cell in line.cells.items() if cell.effect is effect]
        is_named = effect in _FOR_SOMEBODY or len(schools) <= _FEW_SCHOOLS
        count = _count_schools(impact, len(schools)) if schools else ""
        yield Cell(count, mark=_MARKS[effect] if schools else "", note=", ".join(schools) if is_named else "")


def _overview(impacts: Iterable[Impact]) -> Sheet:
    effects = [effect for effect in Effect if effect is not Effect.NONE]
    columns = (
        Column("Policy"),
        Column("Version"),
        *(Column(effect.value.capitalize(), "number") for effect in effects),
    )
    rows = []
    for policy_impact in impacts:
        counts = totals(policy_impact)
        name = Cell(policy_impact.policy.facts.title, f"impact/{policy_impact.policy.id}.html")
        rows.append(
            SheetRow(
                (name, Cell(policy_impact.new.title), *(Cell(str(counts[effect])) for effect in effects))
            )
        )
    return Sheet("The newest version of each policy", columns, tuple(rows))


# -- tables --------------------------------------------------------------------------------------------------


def in_text(impact: Impact) -> str:
    """The impact in lines: what needs somebody in full, the rest counted by school."""
    return "\n".join(_lines(impact))


def as_csv(impact: Impact) -> str:
    """The impact as CSV, a line for each clause and school."""
    unit = capitalise(impact.unit.singular)
    heads = ("Section", "Clause", "Title", "In the model", unit, f"{unit}'s name", "Effect", "Note")
    rows = []
    for line in impact.lines:
        for school, cell in line.cells.items():
            about = (line.section, line.clause, line.title, line.change, school, impact.schools[school])
            rows.append((*about, cell.effect.value, cell.note))
    return write_csv(heads, rows)


def as_json(impact: Impact) -> str:
    """The impact as JSON."""
    lines = [
        {
            "clause": line.clause,
            "title": line.title,
            "section": line.section,
            "change": line.change,
            "schools": {
                school: {"effect": cell.effect.value, "note": cell.note}
                for school, cell in line.cells.items()
            },
        }
        for line in impact.lines
    ]
    facts = {
        "policy": impact.policy.id,
        "from": impact.old.name if impact.old else None,
        "to": impact.new.name,
        "schools": dict(impact.schools),
        "clauses": lines,
    }
    return json.dumps(facts, indent=1, ensure_ascii=False) + "\n"


def totals(impact: Impact) -> Counter[Effect]:
    """How often each effect is there."""
    return Counter(cell.effect for line in impact.lines for cell in line.cells.values())


def _lines(impact: Impact) -> Iterator[str]:
    since = f", from {impact.old.title} to {impact.new.title}" if impact.old else f", {impact.new.title}"
    yield f"{impact.policy.facts.title}{since}"
    changes = ", ".join(
        f"{count} {change}" for change, count in Counter(line.change for line in impact.lines).items()
    )
    schools = _count_schools(impact, len(impact.schools))
    yield f"{count_noun(len(impact.lines), 'clause')}: {changes}. {schools}."
    for effect in _FOR_SOMEBODY:
        concerned = [
            (line, school, cell)
            for line in impact.lines
            for school, cell in line.cells.items()
            if cell.effect is effect
        ]
        if concerned:
            yield f"\n{effect.value[0].upper()}{effect.value[1:]}:"
        for line, school, cell in concerned:
            yield f"  {impact.schools[school]} ({school}): {line.title} ({line.clause})"
            yield f"      {cell.note}"
    yield f"\nBy {impact.unit.singular}:"
    for school, name in impact.schools.items():
        counts = Counter(line.cells[school].effect for line in impact.lines)
        effects = [
            f"{counts[effect]} {effect.value}"
            for effect in Effect
            if counts[effect] and effect is not Effect.NONE
        ]
        yield f"  {name} ({school}): {'; '.join(effects)}"
