"""Changes for tests: two small documents in Markdown, compared."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from clausewright.diff import diff
from clausewright.diff.effects import assign_effects
from clausewright.document.pandoc import shared_pandoc
from clausewright.document.parse import parse
from clausewright.model.change import Changes, Side
from clausewright.model.effects import DEFAULT_RULES
from clausewright.model.records import Consulted
from clausewright.reports import Cover

FENCE = ":" * 12
COVER = Cover(
    "Phones policy",
    summary="Covers watches.",
    status="issued",
    consulted=(Consulted(who="Staff unions", on=date(2026, 6, 18), outcome="Agreed"),),
)


def clause(
    id: str, title: str, body: str, *, strength: str = "must", audience: str = "staff", replaces: str = ""
) -> str:
    """A clause as assembling writes it."""
    facts = {
        "kind": "clause",
        "revision": "2026-09",
        "strength": strength,
        "audience": audience,
        "replaces": replaces,
    }
    written = " ".join(f'{name}="{value}"' for name, value in facts.items() if value)
    return f"\n{FENCE} {{#{id} .clause {written}}}\n\n# {title}\n\n{body}\n\n{FENCE}\n"


OLD = "\n".join(
    [
        "## At school\n",
        clause(
            "away",
            "Phones are away",
            "Staff should keep a phone in a bag.\n\nSee [the guidance](https://www.gov.example/a).",
            strength="should",
        ),
        clause("fax", "Fax", "Do not fax QxschoolDnamexQ."),
        clause("calls", "Calls", "Use the office phone:\n\n- before nine;\n- after four."),
        "## Afterwards\n",
        clause("help", "Help", "Ask the office."),
        clause("tables", "Times", "| Day | Time |\n|---|---|\n| Monday | 9 |\n| Friday | 4 |"),
    ]
)
NEW = "\n".join(
    [
        "## At school\n",
        clause(
            "watches",
            "Watches",
            "A watch that takes *calls* is a phone.\n\n- It is switched off.\n- It is in a bag.",
        ),
        clause(
            "away",
            "Phones and watches are away",
            "Staff must keep a phone in a bag all day.\n\nSee [the guidance](https://www.gov.example/b).",
            audience="staff governor",
        ),
        clause("calls", "Calls", "Use the office phone:\n\n- before nine;\n- after five;\n- at lunch."),
        "## Afterwards\n",
        clause("help", "Help", "Ask the office."),
        clause(
            "tables", "Times", "| Day | Time |\n|---|---|\n| Monday | 10 |\n| Tuesday | 9 |\n| Friday | 4 |"
        ),
    ]
)


def compared(old: str = OLD, new: str = NEW) -> Changes:
    """What changed between two texts. Every clause is given a reason but "fax", and effects by the shipped rules."""
    pandoc = shared_pandoc()
    documents = [parse(pandoc, "Phones policy", "1.1", text) for text in (old, new)]
    sides = (Side("2025-09", "September 2025", "Model"), Side("2026-09", "September 2026", "Model"))
    changes = diff("phones", documents[0], documents[1], sides)
    entries = tuple(
        replace(one, reason="" if "fax" in one.old_ids else "Watches take calls now.")
        for one in changes.entries
    )
    return assign_effects(replace(changes, entries=entries), DEFAULT_RULES, {})
