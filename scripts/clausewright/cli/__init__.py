"""The command line: arguments become calls of the API, problems become words, and the outcome an exit code.
The only room that prints.
"""

from __future__ import annotations

import argparse
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from .. import __version__
from ..errors import ClausewrightError, Problem, UsageError
from .command import Command, today_or_refuse
from .output import Console

FINE, PROBLEMS, WRONG_USE, STOPPED = 0, 1, 2, 130


@dataclass(frozen=True, slots=True)
class Entry:
    """A command in the table: the module of this room that has it, and its help in one sentence."""

    module: str
    help: str


# In the order of their use; a file each. Only the file of the command that is run is imported.
COMMANDS: Mapping[str, Entry] = {
    "check": Entry("check", "find every problem in the library at once"),
    "build": Entry("build", "check the library, then compile and publish every site, Word file and PDF"),
    "serve": Entry("serve", "show one school's site, or the model, and follow every change"),
    "diff": Entry(
        "diff", "say what changed between two versions, readers, libraries or files, and what follows from it"
    ),
    "pack": Entry("pack", "write what a meeting needs to decide on a version: one Word file and one PDF"),
    "issue": Entry("issue", "freeze a version: write the lock that proves its text unchanged"),
    "verify": Entry("verify", "show that issued versions and published files are what was frozen"),
    "new": Entry("new", "write a small working library to start from"),
    "new-school": Entry(
        "new_school", "write a school's file with every value that it can give, and what each means"
    ),
    "todo": Entry("todo", "list the values that are missing or unchecked for too long, by who sets them"),
    "adopt": Entry(
        "adopt", "record that a school, or a trust for its schools, adopted a version of a policy"
    ),
    "review": Entry("review", "record that a policy was reviewed and stays as it is"),
    "status": Entry(
        "status",
        "show the register: for every school and policy what is in force, who decided, and what is due",
    ),
    "calendar": Entry("calendar", "write the reviews that are due as a calendar (iCalendar)"),
    "return": Entry(
        "returned", "take back a Word file that was sent out and edited, and say what follows from each edit"
    ),
    "values": Entry("values", "move all schools' values to a spreadsheet, or back into the library"),
    "update": Entry(
        "update",
        "take a school's own wordings along to a new version of a policy: kept, merged, or asked about",
    ),
    "schema": Entry("schema", "write what files of values may say as JSON Schema, for editors"),
    "impact": Entry(
        "impact", "show what a version means for every clause at every school, before it is issued"
    ),
    "where-used": Entry(
        "where_used", "say which lines, versions and schools a change would touch, before it is made"
    ),
    "import": Entry(
        "importing",
        "turn policies from Word, PDF and other files into a draft library, without losing a word",
    ),
}


def run(argv: Sequence[str]) -> int:
    """Run a command; return 0 where all is well, 1 where there are problems, 2 for a wrong call."""
    namespace = parser(argv).parse_args(argv)
    console = Console(getattr(namespace, "format", "text"))
    try:
        if "as_at" in namespace and namespace.as_at is None:
            namespace.as_at = today_or_refuse()
        return int(namespace.run(namespace, console))
    except ClausewrightError as error:
        console.problems(error.problems)
        return PROBLEMS
    except UsageError as error:
        console.error(str(error))
        return WRONG_USE
    except (KeyboardInterrupt, BrokenPipeError):
        # Ctrl-C may end a process that this one is talking to before this one hears of it.
        console.error("Stopped. Nothing that was published has been changed.")
        return STOPPED
    except OSError as error:
        name = str(error.filename or "a file")
        message = f"cannot be written: {error.strerror or error}"
        hint = "Make room, check that you may write there, or choose another folder with --out."
        console.problems([Problem(name, 0, message, hint)])
        return PROBLEMS


def parser(named: Collection[str] = tuple(COMMANDS)) -> argparse.ArgumentParser:
    """Return the parser of the command line.

    It knows every command by its name and its sentence, but the arguments only of those in `named` (all of
    them): a command's module imports what the command needs, and the others need not wait for that.
    """
    whole = argparse.ArgumentParser(
        prog="clausewright",
        description=(
            "Compile shared clauses and each school's values into policy sites, Word files and accessible"
            " PDFs."
        ),
    )
    whole.add_argument("--version", action="version", version=f"clausewright {__version__}")
    commands = whole.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for name, entry in COMMANDS.items():
        description = f"{entry.help[0].upper()}{entry.help[1:]}."
        subparser = commands.add_parser(name, help=entry.help, description=description)
        if name in named:
            command = load_command(entry)
            subparser.set_defaults(run=command.run_parsed)
            command.add_options(subparser)
    return whole


def load_command(entry: Entry) -> Command[Any]:
    """Import a command's module and return its command."""
    command: Command[Any] = import_module(f".{entry.module}", __name__).COMMAND
    return command
