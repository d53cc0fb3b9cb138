"""`clausewright serve`."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..api import build_library, load_checked, load_library
from ..build.options import BuildOptions
from ..errors import ClausewrightError, Problem, errors_in, refuse_unknown
from ..model.library import Library
from ..site.preview import preview
from ..site.shown_problems import ShownProblems, show_problems
from .command import Command, add_library_options, parse_port
from .output import Console


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for."""

    school: str
    library: Path
    as_at: date
    port: int
    is_opened: bool


def _add_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("school", nargs="?", default="model", help="the school's id (the model)")
    add_library_options(command)
    command.add_argument("--open", dest="is_opened", action="store_true", help="open the page in the browser")
    command.add_argument("--port", type=parse_port, default=8000, help="the port on this machine (8000)")


def _run(options: Options, console: Console) -> int:
    root = options.library.resolve()
    out = root / ".clausewright" / "preview"
    library, _ = load_library(root)
    if options.school != "model":
        refuse_unknown(library.unit.singular, (options.school,), library.schools)

    def rebuild() -> ShownProblems:
        return _rebuild(options, root, out, console)

    address = f"{options.school}/latest/index.html"
    console.info(f"Showing {options.school} at http://localhost:{options.port}/{address}; Ctrl-C ends it.")
    sources = [root / name for name in ("policies", "variables", "overrides", "mkdocs.yml")]
    preview(rebuild, out, sources, options.port, address, is_opened=options.is_opened)
    return 0


def _rebuild(options: Options, root: Path, out: Path, console: Console) -> ShownProblems:
    """Build what is shown, unless an error stands against it; return the problems, to be shown too."""
    is_built = False
    try:
        library, problems = load_checked(root, options.as_at)
        if not any(_concerns(problem, options.school) for problem in errors_in(problems)):
            report = build_library(library, _choose_output(options, root, out, library, problems))
            console.info(f"Built in {report.seconds:.1f} s.")
            is_built = True
    except ClausewrightError as error:
        problems = error.problems
    console.problems(problems)
    return show_problems(out, problems, instead=not is_built)


def _concerns(problem: Problem, school: str) -> bool:
    """Say whether an error keeps the site of a school, or of the model, from being shown."""
    return not problem.schools or school in problem.schools


def _choose_output(
    options: Options, root: Path, out: Path, library: Library, problems: Iterable[Problem]
) -> BuildOptions:
    """The pages of one site, in the newest edition."""
    newest = [edition.id for edition in library.editions if edition.date <= options.as_at][-1:]
    if options.school == "model":
        chosen, without = frozenset[str](), frozenset(library.schools)
    else:
        faulty = {school for problem in errors_in(problems) for school in problem.schools}
        chosen, without = frozenset({options.school}), frozenset(faulty)
    return BuildOptions(root, out, options.as_at, chosen, frozenset(newest), frozenset({"site"}), without)


COMMAND = Command(_add_options, Options, _run)
