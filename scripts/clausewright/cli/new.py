"""`clausewright new`."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..edit.library_files import write_starter
from .command import Command
from .output import Console


def _options(command: argparse.ArgumentParser) -> None:
    command.add_argument("folder", type=Path, metavar="DIR", help="a folder that is new or empty")


def _run(options: argparse.Namespace, voice: Console) -> int:
    written = write_starter(options.folder)
    voice.tell(
        f"Wrote {len(written)} files to {options.folder}. Now: cd {options.folder} && clausewright build"
    )
    return 0


COMMAND = Command("new", "write a small working library to start from", _options, _run)
