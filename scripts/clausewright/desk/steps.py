"""The library as it is on the disk now, and the steps by which a person changes it.

Nothing is kept in memory that is not on the disk: whoever edits a file beside the desk, or in a second
window, finds it as it is, and what was looked at before is not written over it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Protocol

from ..api import check_library, load_library
from ..check.lost_amendments import is_open_decision
from ..edit.git import commit_files, is_in_git
from ..edit.library_files import put_all, remove_all
from ..edit.removed import keep_removed
from ..errors import ClausewrightError, Problem, errors_in
from ..load import load_changed
from ..load.files import digest_file, stamp_files
from ..model.library import Library


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command said when the desk ran it: its exit code, its lines and the problems that it found."""

    code: int
    lines: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


# Is told how far long work is: the part of it, and how many of how many are done.
ShowProgress = Callable[[str, int, int], None]


class RunCommand(Protocol):
    """Runs a command of the command line, given by its words, without printing."""

    def __call__(self, words: Sequence[str], show_progress: ShowProgress | None = None) -> Outcome:
        """Return what the command said."""


class ChangedMeanwhileError(Exception):
    """Files are not what they were when a page showed them; `paths` says which."""

    def __init__(self, paths: Iterable[str]) -> None:
        """Name the files."""
        self.paths = tuple(sorted(paths))
        super().__init__(", ".join(self.paths))


@dataclass(frozen=True, slots=True)
class Saved:
    """What a step wrote, and what git said where it did not keep it."""

    paths: tuple[str, ...]
    commit_fault: str = ""
    is_committed: bool = False


@dataclass(frozen=True, slots=True)
class LibraryState:
    """A library as it was read, the problems of reading it, and those of checking it that are known already,
    by the day and the school.
    """

    library: Library
    loaded: tuple[Problem, ...]
    checked: dict[tuple[date, str], tuple[Problem, ...]] = field(default_factory=dict, compare=False)


@dataclass(slots=True)
class Desk:
    """One library on this machine, and the person who works on it.

    `read_day` says which day counts as today; `run_command` runs a command by its words. Several windows may
    ask at once: whoever reads waits for nobody who writes or checks, and those who write take turns.
    """

    root: Path
    read_day: Callable[[], date]
    run_command: RunCommand
    _stamps: Mapping[str, tuple[int, int]] = field(default_factory=dict, init=False)
    _state: LibraryState | None = field(default=None, init=False)
    _reading: threading.RLock = field(default_factory=threading.RLock, init=False)
    _checking: threading.RLock = field(default_factory=threading.RLock, init=False)
    _writing: threading.RLock = field(default_factory=threading.RLock, init=False)

    @property
    def has_library(self) -> bool:
        """Say whether there is a library in the folder."""
        return (self.root / "policies").is_dir()

    def read(self) -> LibraryState:
        """Return the library as it is now; it is read again where a file has changed since."""
        with self._reading:
            stamps = stamp_files(self.root)
            if self._state is None or stamps != self._stamps:
                self._state = LibraryState(*load_library(self.root))
                self._stamps = stamps
            return self._state

    def find_problems(self, school: str = "") -> tuple[Problem, ...]:
        """Return every problem of the library, or those that concern one school, without what the others have
        at fault.
        """
        with self._checking:
            state, day = self.read(), self.read_day()
            if (day, school) not in state.checked:
                library = state.library
                if school:
                    library = replace(
                        library, schools={id: known for id, known in library.schools.items() if id == school}
                    )
                state.checked[day, school] = check_library(library, state.loaded, day)
            return state.checked[day, school]

    def find_problems_soon(self, patience: float) -> tuple[Problem, ...] | None:
        """Return every problem of the library; None where that takes more than `patience` seconds. The check
        goes on meanwhile, and whoever asks again has its result.
        """
        checks = threading.Thread(target=self.find_problems, daemon=True)
        checks.start()
        checks.join(patience)
        return None if checks.is_alive() else self.find_problems()

    def refuse_errors(self) -> None:
        """Raise ClausewrightError where the library has errors that keep its versions from being assembled.
        What a school has at fault, or has still to decide, does not.
        """
        stopping = [
            problem
            for problem in errors_in(self.find_problems())
            if not problem.schools and not is_open_decision(problem)
        ]
        if stopping:
            raise ClausewrightError(stopping)

    def digest(self, path: str) -> str:
        """A digest of a file as it is now, by which a form knows it again."""
        return digest_file(self.root, path)

    def save(self, files: Mapping[str, bytes | None], seen: Mapping[str, str], sentence: str) -> Saved:
        """Write files, all of them or none, delete those for which there is None, and commit them where the
        library is kept in git.

        `seen` are the digests of the files that the form was made from. Raises ChangedMeanwhileError where
        one of them, or one that would be written, is another by now, and ClausewrightError where what would
        be written could not be read.
        """
        with self._writing:
            self.refuse_changed(seen, files)
            changed = {path: data for path, data in files.items() if self._read_bytes(path) != data}
            if not changed:
                return Saved(())
            before = {(problem.path, problem.message) for problem in errors_in(self.read().loaded)}
            _, problems = load_changed(self.root, changed)
            new_faults = [
                problem for problem in errors_in(problems) if (problem.path, problem.message) not in before
            ]
            if new_faults:
                raise ClausewrightError(new_faults)
            put_all({self.root / path: data for path, data in changed.items() if data is not None})
            remove_all(self.root, [path for path, data in changed.items() if data is None])
            return self.keep(changed, sentence)

    def remove(self, files: Mapping[str, bytes | None], seen: Mapping[str, str], sentence: str) -> Saved:
        """Take something out of the library: write and delete files as `save` does, and keep what was in
        them, so that it can be put back.
        """
        with self._writing:
            before = {path: self._read_bytes(path) or b"" for path in files}
            saved = self.save(files, seen, sentence)
            digests = {path: self.digest(path) for path in files}
            keep_removed(self.root, before, digests, sentence, self.read_day().isoformat())
            return saved

    def run(
        self,
        words: Sequence[str],
        seen: Mapping[str, str],
        sentence: str,
        show_progress: ShowProgress | None = None,
    ) -> tuple[Outcome, Saved]:
        """Run a command that may write into the library, and commit what it wrote.

        Raises ChangedMeanwhileError as `save` does.
        """
        with self._writing:
            self.refuse_changed(seen, ())
            before = stamp_files(self.root)
            outcome = self.ask(words, show_progress)
            after = stamp_files(self.root)
            written = {path for path, stamp in after.items() if before.get(path) != stamp}
            return outcome, self.keep(written, sentence)

    def ask(self, words: Sequence[str], show_progress: ShowProgress | None = None) -> Outcome:
        """Run a command on this library as on this day."""
        command, *arguments = words
        day = f"--as-at={self.read_day().isoformat()}"
        return self.run_command([command, f"--library={self.root}", day, *arguments], show_progress)

    def refuse_changed(self, seen: Mapping[str, str], written: Iterable[str]) -> None:
        """Raise ChangedMeanwhileError for files that are not what a form has seen. A file that the form has
        not seen must not be there yet.
        """
        expected = {**dict.fromkeys(written, ""), **seen}
        changed = [path for path, digest in expected.items() if self.digest(path) != digest]
        if changed:
            raise ChangedMeanwhileError(changed)

    def _read_bytes(self, path: str) -> bytes | None:
        return (self.root / path).read_bytes() if (self.root / path).is_file() else None

    def keep(self, paths: Iterable[str], sentence: str) -> Saved:
        """Commit files that were written, where the library is kept in git."""
        names = tuple(sorted(paths))
        if not names or not is_in_git(self.root):
            return Saved(names)
        fault = commit_files(self.root, names, sentence)
        return Saved(names, fault, is_committed=not fault)
