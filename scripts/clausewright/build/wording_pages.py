"""The office's page of own wordings that a new version asks about, with the wordings side by side behind
each.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..amendments.plan import plan_update
from ..model.amendments import Outcome, Update
from ..model.library import Group, Library, School
from ..model.status import is_meant_for
from ..register.pages import Cell, Column, File, Page, Sheet, SheetRow
from .amendment_pages import wordings_page

_SETTLED = (Outcome.KEPT, Outcome.DECIDED)
_COLUMNS = (
    Column("Who", "filter"), Column("Policy", "filter"), Column("Clause"), Column("What becomes of it", "filter"), Column("Why"),
    Column("What to do"),
)  # fmt: skip


def wording_pages(library: Library, as_at: date) -> Iterator[Page | File]:
    """Every own wording that the newest version of its policy does not simply keep. The library's model must
    have passed check.
    """
    rows = []
    for update in _updates(library, as_at):
        path = f"wordings/{update.holder.id}-{update.policy.id}-{update.new.name}.html"
        if update.open:
            yield File(path, wordings_page(library, update, as_at))
        rows += [SheetRow(cells) for cells in _rows(update, path)]
    yield Page(
        "wordings.html",
        "Own wordings and new versions",
        "wordings.html",
        {"sheet": Sheet("Own wordings", _COLUMNS, tuple(rows))},
        "What schools and trusts word in their own way.",
        "Wordings",
    )


def _updates(library: Library, as_at: date) -> Iterator[Update]:
    holders: list[School | Group] = [*library.schools.values(), *library.trusts.values()]
    for holder in (one for one in holders if one.amendments):
        for policy in library.policies.values():
            if policy.versions and (isinstance(holder, Group) or is_meant_for(policy.facts, holder)):
                yield plan_update(library, holder, policy, policy.versions[-1], as_at)


def _rows(update: Update, path: str) -> Iterator[tuple[Cell, ...]]:
    trust = "--trust " if isinstance(update.holder, Group) else ""
    command = f"clausewright update {trust}{update.holder.id} {update.policy.id} --to {update.new.name}"
    for step in update.steps:
        if step.outcome not in _SETTLED:
            is_open = step.outcome is Outcome.DECIDE
            yield (
                Cell(update.name),
                Cell(f"{update.policy.facts.title}, {update.new.title}"),
                Cell(step.title, path if is_open else "", note=step.key),
                Cell(step.outcome.value, mark="due" if is_open else "awaiting"),
                Cell(step.why),
                Cell(command),
            )
