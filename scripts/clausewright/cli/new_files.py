"""What the commands that write new files of a library share: nothing is written that the library could not
be read with.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..edit.library_files import put_all
from ..errors import ClausewrightError, UsageError, errors_in
from ..load import load_changed
from ..model.dates import suggest_iso
from ..model.ids import explain_bad_id
from ..model.library import Library


def refuse_bad_id(id: str, kind: str, example: str) -> None:
    """Raise UsageError where a name cannot be the id of a new folder."""
    if advice := explain_bad_id(id, example):
        raise UsageError(f"'{id}' cannot be a {kind}'s id. {advice}")


def explain_bad_version(written: str) -> str:
    """Why a text is no version's date, with the one that was probably meant."""
    meant = suggest_iso(written) or "2026-09, or 2026-09-15"
    return f"'{written}' is not a version's date. Write {meant}."


def write_new_files(library: Library, files: Mapping[str, str], changed: Mapping[str, str] = {}) -> None:
    """Write new files into a library, all of them or none; `changed` are new texts of files that it has.

    Raises UsageError where one of the new files is there already, ClausewrightError where the library could
    not be read with them.
    """
    for name in files:
        if (library.root / name).exists():
            raise UsageError(f"{name} is there already. It was left as it is, and nothing was written.")
    data = {name: text.encode() for name, text in {**files, **changed}.items()}
    _, problems = load_changed(library.root, data)
    faults = [problem for problem in errors_in(problems) if problem.path in data]
    if faults:
        raise ClausewrightError(faults)
    put_all({library.root / name: text for name, text in data.items()})
