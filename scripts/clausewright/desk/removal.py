"""Something that is to be taken out of the library: what goes with it, and what depends on it.

Nothing is refused on which nothing rests: what would be at fault without the thing is found by checking the
library as it would be. What was issued stays, whatever rests on it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from ..api import check_library
from ..errors import Problem, Severity, UsageError, errors_in
from ..load import load_changed
from .pages import NotThereError
from .steps import Desk

KeyT = TypeVar("KeyT")
NamedT = TypeVar("NamedT")


@dataclass(frozen=True, slots=True)
class Removal:
    """Something that is to be taken out of the library.

    `name` is what people call it. `files` are what is written, None for a file that goes. `notes` say what
    else there is to know, `obstacles` why it cannot go whatever rests on it. `address` is its own page, and
    `above` the page on which it is no more.
    """

    name: str
    files: Mapping[str, bytes | None]
    address: str
    above: str
    notes: tuple[str, ...] = ()
    obstacles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dependants:
    """What would be at fault without a thing, and what would only be worth a look."""

    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


# Says what goes with a thing, which the parts of its address name. Raises NotThereError.
PlanRemoval = Callable[[Desk, Mapping[str, str]], Removal]


def find_dependants(desk: Desk, removal: Removal) -> Dependants:
    """Check the library as it would be without a thing, and return what is at fault only then."""
    gone = {path for path, data in removal.files.items() if data is None}
    faults = [problem for problem in find_new_faults(desk, removal.files) if problem.path not in gone]
    warnings = [problem for problem in faults if problem.severity is not Severity.ERROR]
    return Dependants(errors_in(faults), tuple(warnings))


def find_new_faults(desk: Desk, files: Mapping[str, bytes | None]) -> list[Problem]:
    """Check the library as it would be with other files, None for one that goes, and return what is at fault
    only then.
    """
    before = {(problem.path, problem.message) for problem in desk.find_problems()}
    library, loaded = load_changed(desk.root, files)
    problems = check_library(library, loaded, desk.read_day())
    return [problem for problem in problems if (problem.path, problem.message) not in before]


def list_folder_files(root: Path, folder: str) -> dict[str, bytes | None]:
    """Every file below a folder of the library, each of which goes."""
    return {
        path.relative_to(root).as_posix(): None
        for path in sorted((root / folder).rglob("*"))
        if path.is_file() or path.is_symlink()
    }


def change_file(desk: Desk, path: str, change: Callable[[str], str]) -> dict[str, bytes | None]:
    """A file with something taken out. Raises UsageError where it is written so that this cannot be done."""
    try:
        return {path: change((desk.root / path).read_text(encoding="utf-8")).encode()}
    except ValueError as error:
        raise UsageError(f"{path} cannot be changed from here: {error}. Edit the file itself.") from None


def get_named(known: Mapping[KeyT, NamedT], key: KeyT, kind: str) -> NamedT:
    """The thing of a kind that an address names. Raises NotThereError."""
    if key not in known:
        raise NotThereError(f"There is no {kind} '{key}' in the library.")
    return known[key]
