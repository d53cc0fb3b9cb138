"""The command line: arguments become the pipeline, problems become words, and the outcome an exit code. The
only room that prints.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from .. import __version__
from ..errors import ClausewrightError, Problem, UsageError
from . import (
    adopt,
    build,
    calendar,
    check,
    diff,
    digests,
    impact,
    importing,
    issue,
    new,
    new_school,
    pack,
    returned,
    review,
    schema,
    serve,
    status,
    todo,
    update,
    values,
    verify,
    where_used,
)
from .command import today_or_refuse
from .output import Console

FINE, PROBLEMS, WRONG_USE, STOPPED = 0, 1, 2, 130

# In the order of their use; a file each.
COMMANDS = (
    check.COMMAND,
    build.COMMAND,
    serve.COMMAND,
    diff.COMMAND,
    pack.COMMAND,
    issue.COMMAND,
    verify.COMMAND,
    new.COMMAND,
    new_school.COMMAND,
    todo.COMMAND,
    adopt.COMMAND,
    review.COMMAND,
    digests.COMMAND,
    status.COMMAND,
    calendar.COMMAND,
    returned.COMMAND,
    values.COMMAND,
    update.COMMAND,
    schema.COMMAND,
    impact.COMMAND,
    where_used.COMMAND,
    importing.COMMAND,
)


def run(argv: Sequence[str]) -> int:
    """Run a command; return 0 where all is well, 1 where problems were found, 2 where it was called wrongly."""
    options = parser().parse_args(argv)
    voice = Console(getattr(options, "format", "text"))
    try:
        if "as_at" in options and options.as_at is None:
            options.as_at = today_or_refuse()
        return int(options.run(options, voice))
    except ClausewrightError as error:
        voice.problems(error.problems)
        return PROBLEMS
    except UsageError as error:
        voice.complain(str(error))
        return WRONG_USE
    except (KeyboardInterrupt, BrokenPipeError):
        # Ctrl-C may end a process that this one is talking to before this one hears of it.
        voice.complain("Stopped. Nothing that was published has been changed.")
        return STOPPED
    except OSError as error:
        name = str(error.filename or "a file")
        message = f"cannot be written: {error.strerror or error}"
        voice.problems(
            [
                Problem(
                    name,
                    0,
                    message,
                    "Make room, check that you may write there, or choose another folder with --out.",
                )
            ]
        )
        return PROBLEMS


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    whole = argparse.ArgumentParser(
        prog="clausewright",
        description=(
            "Compile shared clauses and each school's values into policy sites, Word files and accessible"
            " PDFs."
        ),
    )
    whole.add_argument("--version", action="version", version=f"clausewright {__version__}")
    commands = whole.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for command in COMMANDS:
        own = commands.add_parser(
            command.name, help=command.help, description=f"{command.help[0].upper()}{command.help[1:]}."
        )
        own.set_defaults(run=command.run)
        command.options(own)
    return whole
