"""The impact of a version as plain tables: a summary for the terminal, CSV for a spreadsheet, data for a
program.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator

from ..amendments.impact import Effect, Impact
from ..model.text import counted

_ASKS = (Effect.DECIDE, Effect.MISSING)


def in_text(impact: Impact) -> str:
    """The impact in lines: what needs somebody in full, the rest counted by school."""
    return "\n".join(_lines(impact))


def as_csv(impact: Impact) -> str:
    """The impact as CSV, a line for each clause and school, with a byte-order mark, by which Excel knows the
    letters.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(
        ("Section", "Clause", "Title", "In the model", "School", "School's name", "Effect", "Note")
    )
    for line in impact.lines:
        for school, cell in line.cells.items():
            about = (line.section, line.clause, line.title, line.change, school, impact.schools[school])
            writer.writerow(map(_harmless, (*about, cell.effect.value, cell.note)))
    return "\ufeff" + out.getvalue()


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


def _harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text


def _lines(impact: Impact) -> Iterator[str]:
    since = f", from {impact.old.title} to {impact.new.title}" if impact.old else f", {impact.new.title}"
    yield f"{impact.policy.facts.title}{since}"
    changes = ", ".join(
        f"{count} {change}" for change, count in Counter(line.change for line in impact.lines).items()
    )
    yield f"{counted(len(impact.lines), 'clause')}: {changes}. {counted(len(impact.schools), 'school')}."
    for effect in _ASKS:
        found = [
            (line, school, cell)
            for line in impact.lines
            for school, cell in line.cells.items()
            if cell.effect is effect
        ]
        if found:
            yield f"\n{effect.value[0].upper()}{effect.value[1:]}:"
        for line, school, cell in found:
            yield f"  {impact.schools[school]} ({school}): {line.title} ({line.clause})"
            yield f"      {cell.note}"
    yield "\nBy school:"
    for school, name in impact.schools.items():
        counts = Counter(line.cells[school].effect for line in impact.lines)
        told = [
            f"{counts[effect]} {effect.value}"
            for effect in Effect
            if counts[effect] and effect is not Effect.NONE
        ]
        yield f"  {name} ({school}): {'; '.join(told)}"
