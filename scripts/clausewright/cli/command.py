"""What a command is, and what several share: their options, the library that they are about, the names that
they are given.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..check import check
from ..errors import Problem, UsageError, did_you_mean
from ..load import load_library
from ..model.dates import today
from ..model.library import Library
from .output import Console


@dataclass(frozen=True, slots=True)
class Command:
    """A verb of the command line: its help in one sentence, the options that it takes, and what it does, down
    to an exit code.
    """

    name: str
    help: str
    options: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace, Console], int]


def library_options(command: argparse.ArgumentParser) -> None:
    """Say which library is meant, and which day counts as today."""
    command.add_argument(
        "--library", type=Path, default=Path(), metavar="DIR", help="the library's folder (this one)"
    )
    command.add_argument(
        "--as-at", type=day, default=None, metavar="DATE", help="the day that counts as today, as 2026-09-01"
    )


def problem_options(command: argparse.ArgumentParser, *more_formats: str) -> None:
    """Say what counts as an error, and how problems are written."""
    formats = ("text", "json", "github", *more_formats)
    command.add_argument("--strict", action="store_true", help="let warnings count as errors")
    command.add_argument("--format", choices=formats, default="text", help="how problems are written (text)")


def day(text: str) -> date:
    """A day out of an argument."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a date; write 2026-09-01") from None


def today_or_refuse() -> date:
    """The day that counts as today where no option says another."""
    try:
        return today()
    except ValueError as error:
        raise UsageError(f"{error}.") from None


def checked(root: Path, as_at: date) -> tuple[Library, tuple[Problem, ...]]:
    """Load a library and find all its problems."""
    library, loaded = load_library(root.resolve())
    return library, check(library, loaded, as_at)


def known(what: str, wanted: Iterable[str], there: Iterable[str]) -> None:
    """Refuse names that do not exist; `what` says what they should name."""
    names = sorted(there)
    for name in wanted:
        if name not in names:
            raise UsageError(
                f"There is no {what} '{name}'."
                f" {did_you_mean(name, names) or 'Known: ' + ', '.join(names) + '.'}"
            )
