"""`clausewright verify`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..api import check_library, load_library
from ..build.verify import Published, changed_files, changed_texts, read_published, wrong_certificates
from ..check.locks import RULES
from ..errors import Problem, UsageError, errors_in
from .command import Command, add_library_options, add_problem_options
from .output import Console


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for."""

    folder: Path | None
    against: Path | None
    library: Path
    as_at: date
    strict: bool


def _add_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "folder", nargs="?", type=Path, metavar="DIR", help="a published folder (public, where there is one)"
    )
    command.add_argument(
        "--against", type=Path, metavar="DIR", help="another published folder, whose texts should be the same"
    )
    add_library_options(command)
    add_problem_options(command)


def _run(options: Options, console: Console) -> int:
    problems: list[Problem] = []
    told: list[str] = []
    if (options.library / "policies").is_dir():
        problems += _library(options.library, options.as_at, told)
    elif options.folder is None:
        raise UsageError(
            f"There is no library in {options.library.resolve()}. Name a published folder, or a library with --library."
        )
    folder = options.folder or options.library / "public"
    if options.folder or options.against or folder.is_dir():
        published = read_published(_there(folder))
        problems += changed_files(published)
        told.append(f"{len(published.files)} published files are what the manifest of {folder.name}/ says.")
        if (options.library / "policies").is_dir() and published.as_at:
            problems += _certificates(published, options.library, told)
        if options.against:
            problems += changed_texts(published, read_published(_there(options.against)))
            told.append(
                f"No document says something else than in {options.against.name}/ under the same version."
            )
    console.problems(problems)
    stopping = problems if options.strict else errors_in(problems)
    if not problems:
        console.info("\n".join(told))
    return int(bool(stopping))


def _certificates(published: Published, root: Path, told: list[str]) -> Iterator[Problem]:
    """What certificates say can be told only where the library can be compiled; otherwise check has more to
    say.
    """
    library, loaded = load_library(root.resolve())
    if errors_in(check_library(library, loaded, date.fromisoformat(published.as_at))):
        told.append("Certificates could not be looked at: 'clausewright check' finds errors.")
        return
    yield from wrong_certificates(published, library)
    told.append("Every certificate says what the library says.")


def _there(folder: Path) -> Path:
    if not folder.is_dir():
        raise UsageError(f"There is no folder {folder}.")
    return folder.resolve()


def _library(root: Path, as_at: date, told: list[str]) -> Iterator[Problem]:
    """What cannot be read cannot be verified, so that is told too."""
    library, loaded = load_library(root.resolve())
    yield from (problem for problem in errors_in(loaded) if problem.path.startswith("policies/"))
    for rule in RULES:
        yield from rule(library, {}, as_at)
    count = sum(
        version.lock is not None for policy in library.policies.values() for version in policy.versions
    )
    told.append(f"{count} issued version{' is' if count == 1 else 's are'} as issued.")


COMMAND = Command(_add_options, Options, _run)
