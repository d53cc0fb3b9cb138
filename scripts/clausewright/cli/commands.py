"""The commands, each from its options to an exit code."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from ..check import check
from ..edit.new import write_starter
from ..errors import Problem, UsageError, did_you_mean, errors_in
from ..load import load_library
from ..model.library import Library
from ..publish import KINDS, Order, Report, is_ours, publish, recover, unchanged
from ..site.preview import preview
from .say import Voice

Command = Callable[[argparse.Namespace, Voice], int]


def check_library(options: argparse.Namespace, voice: Voice) -> int:
    """`clausewright check`."""
    library, problems = _checked(options.library, options.as_at)
    voice.problems(problems)
    if not problems:
        voice.tell(f"No problems: {_contents(library)}.")
    return int(bool(problems) if options.strict else bool(errors_in(problems)))


def build(options: argparse.Namespace, voice: Voice) -> int:
    """`clausewright build`."""
    order = Order(
        root=options.library.resolve(),
        out=(options.out or options.library / "public").resolve(),
        as_at=options.as_at,
        schools=frozenset(options.school),
        editions=frozenset(options.edition),
        kinds=frozenset(options.only or KINDS),
        workers=max(1, options.jobs),
    )
    _refuse_to_overwrite(order)
    recover(order.out)
    if not options.strict and unchanged(order):
        voice.tell(f"Nothing has changed since the last build of {order.out.name}/.")
        return 0
    library, problems = _checked(options.library, options.as_at)
    voice.problems(problems)
    stopping = problems if options.strict else errors_in(problems)
    if stopping:
        faulty = _schools_to_leave(stopping) if options.keep_going else frozenset()
        if not faulty:
            voice.complain("Nothing was published.")
            return 1
        order = replace(order, without=faulty)
        voice.complain(f"Not published, their last site stays: {', '.join(sorted(faulty))}.")
    _refuse_a_day_without_edition(library, order.as_at)
    _known("school", order.schools, library.schools)
    _known("edition", order.editions, (edition.id for edition in library.editions))
    with voice.progress() as progress:
        report = publish(library, order, progress)
    voice.tell(_summary(report, order))
    return int(bool(stopping))


def serve(options: argparse.Namespace, voice: Voice) -> int:
    """`clausewright serve`."""
    root = options.library.resolve()
    out = root / ".clausewright" / "preview"
    library, _ = load_library(root)
    if options.school != "model":
        _known("school", (options.school,), library.schools)
    chosen = frozenset() if options.school == "model" else frozenset({options.school})

    def rebuild() -> None:
        library, problems = _checked(root, options.as_at)
        voice.problems(problems)
        if not errors_in(problems):
            newest = [edition.id for edition in library.editions if edition.date <= options.as_at][-1:]
            only_model = frozenset(library.schools) if not chosen else frozenset()
            order = Order(root, out, options.as_at, chosen, frozenset(newest), frozenset({"site"}), only_model)
            report = publish(library, order, lambda *_: None)
            voice.tell(f"Built in {report.seconds:.1f} s.")

    voice.tell(f"Showing {options.school} at http://localhost:{options.port}/{options.school}/latest/index.html; Ctrl-C ends it.")
    preview(rebuild, out, [root / name for name in ("policies", "variables", "overrides", "mkdocs.yml")], options.port)
    return 0


def new(options: argparse.Namespace, voice: Voice) -> int:
    """`clausewright new`."""
    written = write_starter(options.folder)
    voice.tell(f"Wrote {len(written)} files to {options.folder}. Now: cd {options.folder} && clausewright build")
    return 0


def _checked(root: Path, as_at: date) -> tuple[Library, tuple[Problem, ...]]:
    library, loaded = load_library(root.resolve())
    return library, check(library, loaded, as_at)


def _refuse_to_overwrite(order: Order) -> None:
    """A folder that holds something else than a site is not replaced by one."""
    if order.out.exists() and not order.out.is_dir():
        raise UsageError(f"{order.out} is a file. Choose a folder with --out.")
    if order.out.is_dir() and any(order.out.iterdir()) and not is_ours(order.out):
        raise UsageError(f"{order.out} holds files that clausewright did not write. Choose another folder with --out, or empty it.")
    for part in ("policies", "variables", "overrides", ".clausewright"):
        if order.out.is_relative_to(order.root / part):
            raise UsageError(f"{order.out} is inside the library's own {part}/. Choose another folder with --out.")
    if order.root.is_relative_to(order.out):
        raise UsageError(f"{order.out} contains the library itself. Choose another folder with --out.")


def _refuse_a_day_without_edition(library: Library, day: date) -> None:
    """A slip of the finger in --as-at does not empty the site."""
    first = min((edition.date for edition in library.editions), default=None)
    if first and day < first:
        raise UsageError(f"No edition has begun by {day}; the first begins on {first}.")


def _schools_to_leave(problems: Iterable[Problem]) -> frozenset[str]:
    """The schools that problems keep from being published; none where a problem concerns them all."""
    found = [problem.schools for problem in problems]
    return frozenset(school for schools in found for school in schools) if all(found) else frozenset()


def _known(what: str, wanted: Iterable[str], known: Iterable[str]) -> None:
    there = sorted(known)
    for name in wanted:
        if name not in there:
            raise UsageError(f"There is no {what} '{name}'. {did_you_mean(name, there) or 'Known: ' + ', '.join(there) + '.'}")


def _contents(library: Library) -> str:
    return f"{len(library.policies)} policies, {len(library.clauses)} clauses, {len(library.schools)} schools"


def _summary(report: Report, order: Order) -> str:
    made = f"{report.variants_made} of {report.variants_made + report.variants_reused} document shapes and {report.files_made} of "
    made += f"{report.files_made + report.files_reused} PDF and Word files were made, the rest reused"
    return (
        f"Built {report.sites} sites with {report.documents} documents in {report.seconds:.1f} s: {made}.\nOpen {order.out / 'index.html'}"
    )
