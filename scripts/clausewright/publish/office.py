"""The office: internal pages, tables and calendars, beside the published folder and never in it, in a swap of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from .. import __version__
from ..model.library import Library
from ..office.frame import File, Page, framed
from ..office.pages import register_pages
from .staging import MANIFEST, staged

Maker = Callable[[Library, date], Iterable[Page | File]]
# What the office has, in the order of its menu. Each is a function from a checked library and a day to pages and files.
MAKERS: tuple[Maker, ...] = (register_pages,)


def office_folder(out: Path) -> Path:
    """Return where the office of a published folder is: beside it."""
    return out.with_name("office") if out.name != "office" else out.with_name("office-internal")


def publish_office(library: Library, as_at: date, out: Path) -> int:
    """Write the office of a library into the folder `out`, in the place of the last one; return how many files it has.

    The library's templates must have passed check. Raises ClausewrightError where the disk does not let it be written.
    """
    made = [one for maker in MAKERS for one in maker(library, as_at)]
    pages = [one for one in made if isinstance(one, Page)]
    with staged(out) as staging:
        for one in made:
            staging.write(one.path, framed(one, pages, as_at) if isinstance(one, Page) else one.content)
        staging.write(MANIFEST, staging.manifest({"made_by": f"clausewright {__version__}", "as_at": str(as_at), "internal": True}))
    return len(made)
