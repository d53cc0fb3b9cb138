"""`clausewright edit`."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..desk.server import serve_desk
from ..desk.steps import Outcome, ShowProgress
from ..errors import Problem
from . import run
from .command import Command, parse_day, parse_port, read_today
from .output import Console

_PORT = 8765


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for."""

    library: Path
    day: date | None
    port: int
    browser: bool


def _add_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--library",
        type=Path,
        default=None,
        metavar="DIR",
        help="the library's folder (this one, or the nearest above it); an empty one for a new library",
    )
    command.add_argument(
        "--as-at",
        type=parse_day,
        dest="day",
        default=None,
        metavar="DATE",
        help="the day that counts as today, as 2026-09-01",
    )
    command.add_argument(
        "--port", type=parse_port, default=_PORT, help=f"the port on this machine ({_PORT}; 0 takes any)"
    )
    command.add_argument(
        "--no-browser",
        action="store_false",
        dest="browser",
        help="do not open the browser; say only where the page is",
    )


def _run(options: Options, console: Console) -> int:
    def read_day() -> date:
        return options.day or read_today()

    def tell(address: str) -> None:
        console.info(
            f"Your desk is open on this machine alone: {address}\nKeep the address to yourself."
            " Ctrl-C ends it."
        )

    serve_desk(
        options.library.resolve(),
        read_day,
        run_quietly,
        options.port,
        tell,
        opens_browser=options.browser,
    )
    return 0


class RecordingConsole(Console):
    """Keeps what a command says, for somebody who shows it elsewhere."""

    def __init__(self, show_progress: ShowProgress | None = None) -> None:
        """Begin with nothing said; `show_progress` is told how far long work is."""
        super().__init__()
        self.show_progress = show_progress
        self.lines: list[str] = []
        self.found: list[Problem] = []

    def problems(self, problems: Iterable[Problem]) -> None:
        """Keep problems."""
        self.found += sorted(problems)

    def info(self, text: str) -> None:
        """Keep how things went."""
        self.lines += text.splitlines()

    def write(self, text: str) -> None:
        """Keep a result."""
        self.lines += text.splitlines()

    def error(self, text: str) -> None:
        """Keep why a command cannot be carried out."""
        self.lines += text.splitlines()

    @contextmanager
    def progress(self) -> Iterator[ShowProgress]:
        """Tell whoever listens how far long work is."""
        yield self.show_progress or (lambda *_: None)


def run_quietly(words: Sequence[str], show_progress: ShowProgress | None = None) -> Outcome:
    """Run a command by its words in this process; return what it said."""
    console = RecordingConsole(show_progress)
    code = run(words, console)
    return Outcome(code, tuple(console.lines), tuple(console.found))


COMMAND = Command(_add_options, Options, _run)
