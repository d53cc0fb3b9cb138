"""`clausewright schema`."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..api import load_library
from ..edit.json_schema import make_json_schema
from ..edit.library_files import put
from ..errors import UsageError, errors_in
from .command import Command, add_library_options
from .output import Console


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for."""

    library: Path
    as_at: date
    out: Path | None


def _add_options(command: argparse.ArgumentParser) -> None:
    add_library_options(command)
    command.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="where it goes, usually variables/values.schema.json (the screen)",
    )


def _run(options: Options, console: Console) -> int:
    library, loaded = load_library(options.library.resolve())
    faults = [problem for problem in errors_in(loaded) if problem.path == "variables/schema.yml"]
    if faults:
        console.problems(faults)
        return 1
    text = make_json_schema(library.schema, tuple(library.authorities), tuple(library.trusts))
    if options.out is None:
        console.write(text)
        return 0
    if options.out.is_dir() or not options.out.resolve().parent.is_dir() or options.out.suffix != ".json":
        raise UsageError(
            f"{options.out} cannot be written. Name a file that ends with .json, in a folder that is there."
        )
    put(options.out, text.encode())
    console.info(f"Wrote {options.out}. An editor that knows it completes and checks the files of values.")
    return 0


def renew_json_schema(root: Path, console: Console) -> None:
    """Write variables/values.schema.json anew, where a library has one: it lists trusts and authorities."""
    path = root / "variables" / "values.schema.json"
    if path.is_file():
        library, _ = load_library(root)
        text = make_json_schema(library.schema, tuple(library.authorities), tuple(library.trusts))
        put(path, text.encode())
        console.info(f"Wrote {path.relative_to(root).as_posix()} anew.")


COMMAND = Command(_add_options, Options, _run)
