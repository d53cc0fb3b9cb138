"""`clausewright new`."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from ..edit.library_files import write_starter
from .command import Command
from .output import Console


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for."""

    folder: Path


def _add_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("folder", type=Path, metavar="DIR", help="a folder that is new or empty")


def _run(options: Options, console: Console) -> int:
    written = write_starter(options.folder)
    console.info(
        f"Wrote {len(written)} files to {options.folder}. Now: cd {options.folder} && clausewright build"
    )
    return 0


COMMAND = Command(_add_options, Options, _run)
