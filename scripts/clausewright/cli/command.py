"""What a command is, and the options that several share."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ..errors import UsageError
from ..model.dates import read_day, suggest_iso, today

if TYPE_CHECKING:
    from .output import Console

OptionsT = TypeVar("OptionsT")


@dataclass(frozen=True, slots=True)
class Command(Generic[OptionsT]):
    """A verb of the command line: the arguments that it declares, the dataclass that they become, and what it
    does with that, down to an exit code.

    Each field of `options` is the `dest` of an argument. `--format` and `--strict` may be left out of it.
    """

    add_options: Callable[[argparse.ArgumentParser], None]
    options: type[OptionsT]
    run: Callable[[OptionsT, Console], int]

    def run_parsed(self, namespace: argparse.Namespace, console: Console) -> int:
        """Give what was parsed its types, run, and return the exit code."""
        options: Any = self.options
        return self.run(
            options(**{field.name: getattr(namespace, field.name) for field in fields(options)}), console
        )


def add_library_options(command: argparse.ArgumentParser) -> None:
    """Say which library is meant, and which day counts as today."""
    command.add_argument(
        "--library",
        type=Path,
        default=None,
        metavar="DIR",
        help="the library's folder (this one, or the nearest above it that has a library)",
    )
    command.add_argument(
        "--as-at",
        type=parse_day,
        default=None,
        metavar="DATE",
        help="the day that counts as today, as 2026-09-01 or '1 September 2026'",
    )


def find_library(folder: Path) -> Path:
    """The folder itself or the nearest one above it that holds a library, as git finds a repository; the
    folder itself where none does.
    """
    for candidate in (folder, *folder.resolve().parents):
        has_settings = (candidate / "variables").is_dir() or (candidate / "mkdocs.yml").is_file()
        if (candidate / "policies").is_dir() and has_settings:
            return candidate
    return folder


def add_problem_options(command: argparse.ArgumentParser, *more_formats: str) -> None:
    """Say what counts as an error, and how problems are written."""
    formats = ("text", "json", "github", *more_formats)
    command.add_argument("--strict", action="store_true", help="let warnings count as errors")
    command.add_argument("--format", choices=formats, default="text", help="how problems are written (text)")


_LAST_PORT = 65535
# A day as files have it, or as people write it, whether or not the calendar has it.
_SHAPED_AS_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.]\d{1,2}[/.]\d{4}|\d{1,2} [A-Za-z]{3,9} \d{4}")


def parse_day(text: str) -> date:
    """Read a day out of an argument, as files have it or as people in Britain write it."""
    if day := read_day(text):
        return date.fromisoformat(day)
    if _SHAPED_AS_DAY.fullmatch(text.strip()):
        raise argparse.ArgumentTypeError(
            f"there is no day '{text}'; the day comes before the month, as in 2026-09-01, 01/09/2026 or"
            " '1 September 2026'"
            if "/" in text
            else f"there is no day '{text}'; look at its month and its day once more"
        )
    meant = suggest_iso(text)
    where = f", here {meant}" if len(meant) == len("2026-09-01") else ""
    raise argparse.ArgumentTypeError(f"'{text}' is not a date; write 2026-09-01 or '1 September 2026'{where}")


def parse_port(text: str) -> int:
    """Read the number of a port out of an argument. Raises ArgumentTypeError for what is none."""
    if not text.isdecimal() or int(text) > _LAST_PORT:
        raise argparse.ArgumentTypeError(f"'{text}' is no port; a port is a number up to {_LAST_PORT}")
    return int(text)


def read_today() -> date:
    """The day that counts as today where no option says another."""
    try:
        return today()
    except ValueError as error:
        raise UsageError(f"{error}.") from None
