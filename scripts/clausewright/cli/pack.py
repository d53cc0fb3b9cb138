"""`clausewright pack`."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..api import PackOptions, make_pack
from ..build.staging import write_file
from .command import Command, add_library_options, parse_day
from .output import Console


def _add_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("school", metavar="SCHOOL", help="the school's id")
    command.add_argument("policy", metavar="POLICY", help="the policy's id")
    command.add_argument("version", metavar="VERSION", help="the version to decide on, as 2026-09")
    add_library_options(command)
    command.add_argument(
        "--from",
        type=parse_day,
        dest="start",
        metavar="DATE",
        help="in force from this day (today, or the version's own if later)",
    )
    command.add_argument(
        "--out", type=Path, metavar="DIR", help="where the Word file and the PDF go (packs/ in the library)"
    )


def _run(options: PackOptions, console: Console) -> int:
    result = make_pack(options)
    for path, data in result.files.items():
        write_file(path, data)
        console.info(f"Wrote {path}")
    for text in result.open:
        console.info(f"Still to settle: {text}")
    return 0


COMMAND = Command(_add_options, PackOptions, _run)
