"""The office: internal pages, tables and calendars, beside the published folder and never in it, in a swap of
their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from .. import __version__
from ..model.library import Library
from ..override_files import overrides_for
from ..register.calendars import FOLDER, Stamp, calendar_pages, stamps
from ..register.impact import impact_pages
from ..register.pages import File, Page, register_pages, render_page
from ..templates import load_templates
from .staging import MANIFEST, staged
from .wording_pages import wording_pages
from .work_folder import build_lock, find_work_folder

Maker = Callable[[Library, date], Iterable[Page | File]]
# What the office has besides calendars, in the order of its menu. Each is a function from a checked library
# and a day.
MAKERS: tuple[Maker, ...] = (register_pages, impact_pages, wording_pages)


def office_folder(out: Path) -> Path:
    """Return where the office of a published folder is: beside it."""
    return out.with_name("office") if out.name != "office" else out.with_name("office-internal")


def publish_office(library: Library, as_at: date, out: Path) -> int:
    """Write the office of a library into the folder `out`, in the place of the last one; return how many
    files it has.

    The library's templates must have passed check. Raises ClausewrightError where the disk does not let it be
    written.
    """
    made = [one for maker in MAKERS for one in maker(library, as_at)]
    made += calendar_pages(library, as_at, _last_events(out))
    pages = [one for one in made if isinstance(one, Page)]
    templates = load_templates(overrides_for(library.root))
    with build_lock(find_work_folder(library.root, out)), staged(out) as staging:
        for one in made:
            staging.write(
                one.path, render_page(templates, one, pages, as_at) if isinstance(one, Page) else one.content
            )
        staging.write(
            MANIFEST,
            staging.manifest(
                {"made_by": f"clausewright {__version__}", "as_at": str(as_at), "internal": True}
            ),
        )
    return len(made)


def write_beside(path: Path, data: bytes) -> None:
    """Write a file that a person asked for, in the place of the last one in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.write_bytes(data)
    unfinished.replace(path)


def _last_events(out: Path) -> dict[str, Stamp]:
    """What the calendar of the last office said, so that calendars which took it in see what moved."""
    last = out / FOLDER / "all.ics"
    return stamps(last.read_bytes()) if last.is_file() else {}
