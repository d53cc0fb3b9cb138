"""`clausewright serve`."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..api import load_checked
from ..build.options import BuildOptions
from ..build.pipeline import build
from ..errors import errors_in, refuse_unknown
from ..load import load_library
from ..site.preview import preview
from .command import Command, add_library_options
from .output import Console


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for."""

    school: str
    library: Path
    as_at: date
    port: int


def _add_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("school", nargs="?", default="model", help="the school's id (the model)")
    add_library_options(command)
    command.add_argument("--port", type=int, default=8000, help="the port on this machine (8000)")


def _run(options: Options, console: Console) -> int:
    root = options.library.resolve()
    out = root / ".clausewright" / "preview"
    library, _ = load_library(root)
    if options.school != "model":
        refuse_unknown("school", (options.school,), library.schools)
    chosen = frozenset() if options.school == "model" else frozenset({options.school})

    def rebuild() -> None:
        library, problems = load_checked(root, options.as_at)
        console.problems(problems)
        if not errors_in(problems):
            newest = [edition.id for edition in library.editions if edition.date <= options.as_at][-1:]
            only_model = frozenset(library.schools) if not chosen else frozenset()
            order = BuildOptions(
                root, out, options.as_at, chosen, frozenset(newest), frozenset({"site"}), only_model
            )
            report = build(library, order, lambda *_: None)
            console.info(f"Built in {report.seconds:.1f} s.")

    console.info(
        f"Showing {options.school} at http://localhost:{options.port}/{options.school}/latest/index.html;"
        " Ctrl-C ends it."
    )
    preview(
        rebuild,
        out,
        [root / name for name in ("policies", "variables", "overrides", "mkdocs.yml")],
        options.port,
    )
    return 0


COMMAND = Command(_add_options, Options, _run)
