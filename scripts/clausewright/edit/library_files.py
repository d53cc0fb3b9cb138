"""Files of a library, written whole or not at all: one file, several, the starter library, an import's draft.

A draft is written beside its place, looked at there, and put in its place or thrown away.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from ..errors import UsageError
from ..model.leftovers import is_leftover

# Folders that every library has stand so deep at most: policies/clauses, variables/schools.
_USUAL_DEPTH = 2

# -- Files, written whole or not at all ----------------------------------------------------------------------


def add_file(path: Path, text: str) -> None:
    """Write a file that is not there yet. Raises UsageError where it is: what somebody wrote is not written
    over.
    """
    if path.exists():
        raise UsageError(f"{path} is there already. It was left as it is.")
    path.parent.mkdir(parents=True, exist_ok=True)
    put(path, text.encode())


def put(path: Path, data: bytes) -> None:
    """Write a file beside its place and move it there, so that it is never half there."""
    waiting = _name_waiting(path)
    try:
        waiting.write_bytes(data)
        waiting.replace(path)
    finally:
        waiting.unlink(missing_ok=True)


def put_all(files: Mapping[Path, bytes]) -> None:
    """Write several files, none before all of them are on the disk under other names."""
    try:
        for path, data in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            _name_waiting(path).write_bytes(data)
        for path in files:
            _name_waiting(path).replace(path)
    finally:
        for path in files:
            _name_waiting(path).unlink(missing_ok=True)


def remove_all(root: Path, paths: Iterable[str]) -> None:
    """Delete files of the library at `root`, and the folders of it that are empty then; none of them where
    one cannot be deleted.

    Raises OSError where one cannot.
    """
    deleted: dict[Path, bytes] = {}
    try:
        for name in paths:
            path = root / name
            data = path.read_bytes()
            path.unlink()
            deleted[path] = data
    except OSError:
        put_all(deleted)
        raise
    for path in deleted:
        _remove_empty_folders(root, path.parent)


def _remove_empty_folders(root: Path, folder: Path) -> None:
    """Delete a folder and those above it that are empty, but none of those that every library has."""
    while len(folder.relative_to(root).parts) > _USUAL_DEPTH:
        if folder.is_dir():
            if any(folder.iterdir()):
                return
            folder.rmdir()
        folder = folder.parent


def _name_waiting(path: Path) -> Path:
    return path.with_name(f".{path.name}.new")


# -- The starter library -------------------------------------------------------------------------------------

STARTER = Path(__file__).parents[1] / "starter"


def write_starter(folder: Path) -> tuple[Path, ...]:
    """Write the starter library into a folder that is new or empty; return the files written.

    Raises UsageError where the folder has something in it or cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} is not empty. Choose a folder that is new or empty.")
    try:
        shutil.copytree(STARTER, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror}.") from error
    return tuple(path for path in sorted(folder.rglob("*")) if path.is_file())


# -- Drafts of an import -------------------------------------------------------------------------------------

_FROM_STARTER = ("mkdocs.yml", ".gitignore", ".gitattributes")


def refuse_if_taken(folder: Path) -> None:
    """Raise UsageError where a folder has something in it: nothing that somebody wrote is overwritten."""
    if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
        raise UsageError(f"{folder} is not empty. Choose a folder that is new or empty with --into.")


@contextmanager
def draft(
    folder: Path, files: Mapping[str, str], library: Path | None = None, school: str | None = ""
) -> Iterator[Draft]:
    """Write files beside `folder` and yield the draft. It takes the folder's place if it was approved; else
    nothing is left of it.

    With a `library` the draft is that library with the files in it, but of its schools none besides `school`,
    and of that one only its values; where `school` is None, all of that library. Raises UsageError where the
    folder is taken or cannot be written.
    """
    refuse_if_taken(folder)
    waiting = folder.parent / f".{folder.name}.being-imported"
    try:
        shutil.rmtree(waiting, ignore_errors=True)
        waiting.mkdir(parents=True)
        for name in _FROM_STARTER:
            of_library = (library / name) if library else STARTER / name
            shutil.copyfile(of_library if of_library.is_file() else STARTER / name, waiting / name)
        if library:
            _copy_library(library, waiting, school)
        waiting_draft = Draft(waiting)
        waiting_draft.add(files)
        yield waiting_draft
        if waiting_draft.approved:
            if folder.is_dir():
                folder.rmdir()
            waiting.rename(folder)
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror}.") from error
    finally:
        shutil.rmtree(waiting, ignore_errors=True)


def _copy_library(library: Path, root: Path, school: str | None) -> None:
    """Copy what a draft needs of its library. What a school or trust decided and worded elsewhere is no part
    of this policy, unless all schools are wanted.
    """
    schools, trusts = library / "variables" / "schools", library / "variables" / "trusts"

    def left_out(folder: str, names: list[str]) -> set[str]:
        folder_path = Path(folder)
        hidden = {name for name in names if is_leftover(name)}
        if school is None:
            return hidden
        if folder_path == schools:
            return hidden | {name for name in names if name != school}
        is_holder = folder_path == schools / school or folder_path.parent == trusts
        return hidden | {"adoptions.yml", "amendments", "decisions"} if is_holder else hidden

    for name in ("policies", "variables", "overrides"):
        if (library / name).is_dir():
            shutil.copytree(library / name, root / name, ignore=left_out, ignore_dangling_symlinks=True)


class Draft:
    """A draft library that waits for approval in a folder of its own."""

    def __init__(self, root: Path) -> None:
        """Stand for the draft in `root`."""
        self.root = root
        self.approved = False

    def add(self, files: Mapping[str, str]) -> None:
        """Write texts by their paths, all of them inside the draft."""
        for name, text in files.items():
            parts = PurePosixPath(name).parts
            if PurePosixPath(name).is_absolute() or ".." in parts:
                raise ValueError(name)
            path = self.root.joinpath(*parts)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")

    def add_bytes(self, files: Mapping[str, bytes]) -> None:
        """Write pictures, and other files that are no texts, by their paths."""
        for name, data in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)

    def append(self, lines: Mapping[str, str]) -> None:
        """Add lines at the end of files that the draft has."""
        for name, text in lines.items():
            path = self.root / name
            before = path.read_text(encoding="utf-8") if path.exists() else ""
            self.add({name: f"{before.rstrip()}\n{text}" if before.strip() else text.lstrip()})
