"""`clausewright build`."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ..api import build_library, load_checked
from ..build.internal import find_office_folder, publish_office
from ..build.options import KINDS, BuildOptions, Report
from ..build.pipeline import is_unchanged
from ..build.staging import is_ours
from ..build.swap import PASSED_OVER, clear_leftovers, has_leftovers
from ..build.work_folder import hold_build_lock, is_building
from ..errors import Problem, UsageError, errors_in, refuse_unknown
from ..model.library import RENDERERS, Library
from ..model.text import count_noun
from .command import Command, add_library_options, add_problem_options
from .output import Console


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for."""

    library: Path
    as_at: date
    strict: bool
    school: Sequence[str]
    edition: Sequence[str]
    only: Sequence[str]
    out: Path | None
    internal: bool
    keep_going: bool
    sign: Path | None
    jobs: int
    renderer: str
    scheduler: str


def _add_options(command: argparse.ArgumentParser) -> None:
    add_library_options(command)
    add_problem_options(command)
    command.add_argument(
        "--school",
        action="extend",
        nargs="+",
        default=[],
        metavar="ID",
        help="only these schools; the rest of the last result stays",
    )
    command.add_argument(
        "--edition",
        action="extend",
        nargs="+",
        default=[],
        metavar="ID",
        help="only these editions; the rest of the last result stays",
    )
    command.add_argument(
        "--only",
        action="extend",
        nargs="+",
        choices=("site", "word", "pdf"),
        default=[],
        metavar="KIND",
        help="only site, word or pdf files",
    )
    command.add_argument(
        "--out", type=Path, metavar="DIR", help="where the result goes (public/ in the library)"
    )
    command.add_argument(
        "--internal",
        action="store_true",
        help="also write office/ beside it: register, calendars; not for publication",
    )
    command.add_argument(
        "--keep-going",
        action="store_true",
        help="publish the schools without errors; the others keep their last site",
    )
    command.add_argument(
        "--sign",
        type=Path,
        metavar="KEY",
        help="sign the manifest with a key of ssh-keygen, for 'verify --signers'",
    )
    command.add_argument(
        "--jobs",
        type=int,
        default=os.cpu_count() or 1,
        metavar="N",
        help="how many processes share the work (one a processor)",
    )
    command.add_argument(
        "--scheduler",
        default="",
        metavar="ADDRESS",
        help="have the machines of a Dask scheduler do the work; all see this folder at the same path",
    )
    command.add_argument(
        "--renderer",
        choices=RENDERERS,
        default="",
        help="what puts the pages into their look (what mkdocs.yml names; else material)",
    )


def _run(options: Options, console: Console) -> int:
    order = BuildOptions(
        root=options.library.resolve(),
        out=(options.out or options.library / "public").resolve(),
        as_at=options.as_at,
        schools=frozenset(options.school),
        editions=frozenset(options.edition),
        kinds=frozenset(options.only or KINDS),
        workers=max(1, options.jobs),
        sign=options.sign.absolute() if options.sign else None,
        renderer=options.renderer,
        scheduler=options.scheduler,
    )
    _refuse_to_overwrite(order)
    if options.internal:
        _refuse_another_office(order)
    if is_building(order.work):
        console.info("Another build of this library is running; this one waits until it has ended.")
    if has_leftovers(order.out):
        with hold_build_lock(order.work):
            clear_leftovers(order.out)
    if not (options.strict or options.internal) and is_unchanged(order):
        console.info(f"Nothing has changed since the last build of {order.out.name}/.")
        return 0
    library, problems = load_checked(options.library, options.as_at)
    console.problems(problems)
    stopping = problems if options.strict else errors_in(problems)
    if stopping:
        faulty = find_schools_to_leave(stopping) if options.keep_going else frozenset()
        if not faulty:
            console.error("Nothing was published.")
            return 1
        order = replace(order, without=faulty)
        console.error(f"Not published, their last site stays: {', '.join(sorted(faulty))}.")
    _refuse_a_day_without_edition(library, order.as_at)
    refuse_unknown(library.unit.singular, order.schools, library.schools)
    refuse_unknown("edition", order.editions, (edition.id for edition in library.editions))
    with console.progress() as progress:
        report = build_library(library, order, progress)
    if report.sites_removed:
        console.info(f"No longer published: {', '.join(report.sites_removed)}.")
    if report.problems:
        console.problems(report.problems)
        console.error(f"Not published, their last site stays: {', '.join(report.kept)}.")
    console.info(_summarise(report, order))
    if options.internal:
        office = find_office_folder(order.out)
        publish_office(library, order.as_at, office)
        console.info(f"Internal, not for publication: {office / 'index.html'}")
    return int(bool(stopping or report.problems))


def _refuse_to_overwrite(order: BuildOptions) -> None:
    """A folder that holds something else than a site is not replaced by one."""
    if order.out.exists() and not order.out.is_dir():
        raise UsageError(f"{order.out} is a file. Choose a folder with --out.")
    if order.out.is_dir() and not is_ours(order.out) and _holds_something(order.out):
        raise UsageError(
            f"{order.out} holds files that clausewright did not write. Choose another folder with --out, or"
            " empty it."
        )
    for part in ("policies", "variables", "overrides", ".clausewright"):
        if order.out.is_relative_to(order.root / part):
            raise UsageError(
                f"{order.out} is inside the library's own {part}/. Choose another folder with --out."
            )
    if order.root.is_relative_to(order.out):
        raise UsageError(f"{order.out} contains the library itself. Choose another folder with --out.")


def _holds_something(folder: Path) -> bool:
    return any(path.name not in PASSED_OVER for path in folder.iterdir())


def _refuse_another_office(order: BuildOptions) -> None:
    office = find_office_folder(order.out)
    if office.exists() and not (office.is_dir() and (is_ours(office) or not _holds_something(office))):
        raise UsageError(
            f"{office} holds files that clausewright did not write. Move them away, or choose another folder"
            " with --out."
        )


def _refuse_a_day_without_edition(library: Library, day: date) -> None:
    """A slip of the finger in --as-at does not empty the site."""
    first = min((edition.date for edition in library.editions), default=None)
    if first and day < first:
        raise UsageError(f"No edition has begun by {day}; the first begins on {first}.")


def find_schools_to_leave(problems: Iterable[Problem]) -> frozenset[str]:
    """The schools that problems keep from being published; none where a problem concerns them all."""
    schools_by_problem = [problem.schools for problem in problems]
    return (
        frozenset(school for schools in schools_by_problem for school in schools)
        if all(schools_by_problem)
        else frozenset()
    )


def _summarise(report: Report, order: BuildOptions) -> str:
    counts = (
        f"{report.variants_made} of {report.variants_made + report.variants_reused} document shapes and"
        f" {report.files_made} of "
    )
    counts += f"{report.files_made + report.files_reused} PDF and Word files were made, the rest reused"
    return (
        f"Built {count_noun(report.sites, 'site')} with {count_noun(report.documents, 'document')} in"
        f" {report.seconds:.1f} s: {counts}.\nOpen {order.out / 'index.html'}"
    )


COMMAND = Command(_add_options, Options, _run)
