"""The office: internal pages, tables and calendars, beside the published folder and never in it, in a swap of
their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

from .. import __version__
from ..amendments.plan import plan_update
from ..model.amendments import Outcome, Update
from ..model.library import Group, Library, School
from ..model.status import is_meant_for
from ..override_files import overrides_for
from ..register.calendars import FOLDER, Stamp, calendar_pages, stamps
from ..register.impact import impact_pages
from ..register.pages import Cell, Column, File, Page, Sheet, SheetRow, register_pages, render_page
from ..templates import load_templates
from .amendment_pages import write_wordings_page
from .staging import MANIFEST, open_staging
from .work_folder import find_work_folder, hold_build_lock

Maker = Callable[[Library, date], Iterable[Page | File]]
_SETTLED = (Outcome.KEPT, Outcome.DECIDED)
_COLUMNS = (
    Column("Who", "filter"),
    Column("Policy", "filter"),
    Column("Clause"),
    Column("What becomes of it", "filter"),
    Column("Why"),
    Column("What to do"),
)


def find_office_folder(out: Path) -> Path:
    """Return where the office of a published folder is: beside it."""
    return out.with_name("office") if out.name != "office" else out.with_name("office-internal")


def publish_office(library: Library, as_at: date, out: Path) -> int:
    """Write the office of a library into the folder `out`, in the place of the last one; return how many
    files it has.

    The library's templates must have passed check. Raises ClausewrightError where the disk does not let it be
    written.
    """
    contents = [content for maker in MAKERS for content in maker(library, as_at)]
    contents += calendar_pages(library, as_at, _read_last_events(out))
    pages = [content for content in contents if isinstance(content, Page)]
    templates = load_templates(overrides_for(library.root))
    with hold_build_lock(find_work_folder(library.root, out)), open_staging(out) as staging:
        for entry in contents:
            if isinstance(entry, Page):
                staging.write(entry.path, render_page(templates, entry, pages, as_at))
            else:
                staging.write(entry.path, entry.content)
        staging.write(
            MANIFEST,
            staging.write_manifest(
                {"made_by": f"clausewright {__version__}", "as_at": str(as_at), "internal": True}
            ),
        )
    return len(contents)


def _read_last_events(out: Path) -> dict[str, Stamp]:
    """What the calendar of the last office said, so that calendars which took it in see what moved."""
    last = out / FOLDER / "all.ics"
    return stamps(last.read_bytes()) if last.is_file() else {}


def make_wording_pages(library: Library, as_at: date) -> Iterator[Page | File]:
    """Every own wording that the newest version of its policy does not simply keep. The library's model must
    have passed check.
    """
    rows = []
    for update in _plan_updates(library, as_at):
        path = f"wordings/{update.holder.id}-{update.policy.id}-{update.new.name}.html"
        if update.open:
            yield File(path, write_wordings_page(library, update, as_at))
        rows += [SheetRow(cells) for cells in _make_rows(update, path)]
    yield Page(
        "wordings.html",
        "Own wordings and new versions",
        "wordings.html",
        {"sheet": Sheet("Own wordings", _COLUMNS, tuple(rows))},
        f"What {library.unit.plural} and trusts word in their own way.",
        "Wordings",
    )


def _plan_updates(library: Library, as_at: date) -> Iterator[Update]:
    holders: list[School | Group] = [*library.schools.values(), *library.trusts.values()]
    for holder in (owner for owner in holders if owner.amendments):
        for policy in library.policies.values():
            if policy.versions and (isinstance(holder, Group) or is_meant_for(policy.facts, holder)):
                yield plan_update(library, holder, policy, policy.versions[-1], as_at)


def _make_rows(update: Update, path: str) -> Iterator[tuple[Cell, ...]]:
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


# What the office has besides calendars, in the order of its menu. Each is a function from a checked library
# and a day.
MAKERS: tuple[Maker, ...] = (register_pages, impact_pages, make_wording_pages)
