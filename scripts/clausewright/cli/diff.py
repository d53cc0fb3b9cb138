"""`clausewright diff`."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from .. import api
from ..build.change_files import BINARY, FORMATS
from ..build.staging import write_file
from ..errors import UsageError
from .command import Command, add_library_options
from .output import Console

_MANY = frozenset({"text", "md", "json"})
_BINARY_NAMES = {"docx": "Word file", "pdf": "PDF", "xlsx": "spreadsheet"}


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for."""

    policy: str
    old: str
    new: str
    library: Path
    as_at: date
    school: str
    against: str
    libraries: tuple[str, str] | None
    files: tuple[Path, Path] | None
    format: str
    out: Path | None
    exit_code: bool


def _add_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "policy",
        nargs="?",
        default="",
        metavar="POLICY",
        help="the policy's id; with --libraries all where none is named",
    )
    command.add_argument("old", nargs="?", default="", metavar="FROM", help="the older version, as 2025-09")
    command.add_argument(
        "new",
        nargs="?",
        default="",
        metavar="TO",
        help="the newer version, as 2026-09; with --against the same where none is named",
    )
    add_library_options(command)
    command.add_argument(
        "--school",
        default="",
        metavar="ID",
        help="as this school has it, with its values, choices and own wording",
    )
    command.add_argument(
        "--against",
        default="",
        metavar="WHOM",
        help="hold --school's text against that of 'model', or of this school",
    )
    command.add_argument(
        "--libraries",
        nargs=2,
        default=None,
        metavar=("OLD", "NEW"),
        help="two folders, or branches, tags or commits of this library",
    )
    command.add_argument(
        "--files",
        nargs=2,
        type=Path,
        default=None,
        metavar=("OLD", "NEW"),
        help=(
            "any two documents (.docx, .odt, .html, .md, .txt, .pdf), compared by their text; no library is"
            " needed"
        ),
    )
    command.add_argument(
        "--format",
        choices=FORMATS,
        default="text",
        help=(
            "how the changes are written (text); csv and xlsx have a row for each, agenda a motion, email a"
            " text to send"
        ),
    )
    command.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="where to write them (the terminal); a Word file, PDF or spreadsheet needs it",
    )
    command.add_argument(
        "--exit-code", action="store_true", help="end with 1 where something changed, for scripts"
    )


def _run(options: Options, console: Console) -> int:
    _refuse_nonsense(options)
    if options.files:
        comparison = api.compare_files(*options.files, options.as_at, options.library)
        return _print(comparison.render(options.format), options, console, has_changes=comparison.has_changes)
    result = api.compare(
        api.ComparisonRequest(
            options.library.resolve(),
            options.as_at,
            options.policy,
            options.old,
            options.new,
            options.school,
            options.against,
            options.libraries,
        )
    )
    is_one = options.old and result.comparisons
    render = result.comparisons[0].render if is_one else partial(_render_all, result)
    for sentence in result.one_sided if options.format == "json" else ():
        console.error(sentence)
    return _print(render(options.format), options, console, has_changes=result.has_changes)


def _print(data: bytes, options: Options, console: Console, *, has_changes: bool) -> int:
    """Write the changes where they are wanted; return the exit code."""
    if options.out:
        write_file(options.out, data)
        console.error(f"Wrote {options.out}.")
    else:
        console.write(data.decode())
    return int(options.exit_code and has_changes)


def _refuse_nonsense(options: Options) -> None:
    """What can be told to be wrong without looking at a library."""
    if options.files and (options.policy or options.school or options.against or options.libraries):
        raise UsageError(
            "--files compares two documents by themselves; it goes with no policy, version or school. "
            "Write: clausewright diff --files old.docx new.docx."
        )
    if (
        options.libraries is None
        and not options.files
        and not (options.policy and options.old and (options.new or options.against))
    ):
        raise UsageError(
            "Say which policy and which two versions: clausewright diff social-media 2025-09 2026-09."
        )
    if options.against and not options.school:
        raise UsageError("--against says whom a school is held against: name that school with --school.")
    if options.libraries and (options.school or options.against):
        raise UsageError(
            "--libraries compares the model of two libraries; it goes with neither --school nor --against."
        )
    if options.libraries and not options.old and options.format not in _MANY:
        raise UsageError(
            "One file holds the changes of one version: name policy and version, or choose --format text, md"
            " or json."
        )
    if options.format in BINARY and options.out is None:
        raise UsageError(
            f"A {_BINARY_NAMES[options.format]} is not for a terminal: add --out changes.{options.format}."
        )
    if options.out and options.out.is_dir():
        raise UsageError(f"{options.out} is a folder. Name a file in it.")
    if options.files and options.out and options.out.resolve() in [path.resolve() for path in options.files]:
        raise UsageError(f"{options.out} is one of the two documents. Choose another file with --out.")
    out, library = options.out.resolve() if options.out else None, options.library.resolve()
    if out and any(
        out.is_relative_to(library / part) for part in ("policies", "variables", "overrides", "public")
    ):
        raise UsageError(
            f"{options.out} is inside the library's own folders. Choose another place with --out."
        )


_NO_CHANGES = (
    b"No changes to the model's texts of the policies that both libraries have. Schools' values, pictures and"
    b" styles were not compared.\n"
)


def _render_all(result: api.ComparisonResult, format: str) -> bytes:
    """Everything that changed between two libraries, one policy and version after the other."""
    if format == "json":
        texts = [comparison.render(format).rstrip(b"\n") for comparison in result.comparisons]
        return b"[\n" + b",\n".join(texts) + b"\n]\n"
    texts = [f"{sentence}\n".encode() for sentence in result.one_sided]
    texts += [comparison.render(format) for comparison in result.comparisons if comparison.has_changes]
    return b"\n".join(texts or [_NO_CHANGES])


COMMAND = Command(_add_options, Options, _run)
