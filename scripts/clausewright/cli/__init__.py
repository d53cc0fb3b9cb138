"""The command line: arguments become the pipeline, problems become words, and the outcome an exit code. The only room that prints."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from .. import __version__
from ..errors import ClausewrightError, Problem, UsageError
from ..model.dates import today
from . import commands
from .say import Voice

FINE, PROBLEMS, WRONG_USE, STOPPED = 0, 1, 2, 130


def run(argv: Sequence[str]) -> int:
    """Run a command; return 0 where all is well, 1 where problems were found, 2 where it was called wrongly."""
    options = parser().parse_args(argv)
    voice = Voice(getattr(options, "format", "text"))
    try:
        if "as_at" in options and options.as_at is None:
            options.as_at = _today()
        return int(options.command(options, voice))
    except ClausewrightError as error:
        voice.problems(error.problems)
        return PROBLEMS
    except UsageError as error:
        voice.complain(str(error))
        return WRONG_USE
    except KeyboardInterrupt:
        voice.complain("Stopped. Nothing that was published has been changed.")
        return STOPPED
    except BrokenPipeError:
        sys.stderr.close()
        return FINE
    except OSError as error:
        name = str(error.filename or "a file")
        message = f"cannot be written: {error.strerror or error}"
        voice.problems([Problem(name, 0, message, "Make room, check that you may write there, or choose another folder with --out.")])
        return PROBLEMS


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    whole = argparse.ArgumentParser(
        prog="clausewright",
        description="Compile shared clauses and each school's values into policy sites, Word files and accessible PDFs.",
    )
    whole.add_argument("--version", action="version", version=f"clausewright {__version__}")
    commands_of_it = whole.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def command(name: str, function: commands.Command, help: str) -> argparse.ArgumentParser:
        one = commands_of_it.add_parser(name, help=help, description=f"{help[0].upper()}{help[1:]}.")
        one.set_defaults(command=function)
        return one

    check = command("check", commands.check_library, "find every problem in the library at once")
    _library(check)
    _strictness(check)
    check.add_argument("--format", choices=("text", "json", "github"), default="text", help="how problems are written (text)")

    build = command("build", commands.build, "check the library, then compile and publish every site, Word file and PDF")
    _library(build)
    _strictness(build)
    _parts(build)
    build.add_argument("--out", type=Path, metavar="DIR", help="where the result goes (public/ in the library)")
    build.add_argument("--keep-going", action="store_true", help="publish the schools without errors; the others keep their last site")
    build.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="how many processes share the work (one a processor)"
    )
    build.add_argument("--format", choices=("text", "json", "github"), default="text", help="how problems are written (text)")

    serve = command("serve", commands.serve, "show one school's site, or the model, and follow every change")
    serve.add_argument("school", nargs="?", default="model", help="the school's id (the model)")
    _library(serve)
    serve.add_argument("--port", type=int, default=8000, help="the port on this machine (8000)")

    new = command("new", commands.new, "write a small working library to start from")
    new.add_argument("folder", type=Path, metavar="DIR", help="a folder that is new or empty")
    return whole


def _library(command: argparse.ArgumentParser) -> None:
    command.add_argument("--library", type=Path, default=Path(), metavar="DIR", help="the library's folder (this one)")
    command.add_argument("--as-at", type=_day, default=None, metavar="DATE", help="the day that counts as today, as 2026-09-01")


def _strictness(command: argparse.ArgumentParser) -> None:
    command.add_argument("--strict", action="store_true", help="let warnings count as errors")


def _parts(command: argparse.ArgumentParser) -> None:
    command.add_argument("--school", nargs="+", default=[], metavar="ID", help="only these schools; the rest of the last result stays")
    command.add_argument("--edition", nargs="+", default=[], metavar="ID", help="only these editions; the rest of the last result stays")
    command.add_argument(
        "--only", nargs="+", choices=("site", "word", "pdf"), default=[], metavar="KIND", help="only site, word or pdf files"
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a date; write 2026-09-01") from None


def _today() -> date:
    try:
        return today()
    except ValueError as error:
        raise UsageError(f"{error}.") from None
