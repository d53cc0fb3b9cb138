"""The command line: arguments become calls of the API, problems become words, and the outcome an exit code.
The only room that prints.
"""

from __future__ import annotations

import argparse
import re
import shutil
import textwrap
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from .. import __version__
from ..errors import ClausewrightError, Problem, UsageError, did_you_mean
from . import completion
from .command import Command, find_library, read_today
from .output import Console

FINE, PROBLEMS, WRONG_USE, STOPPED = 0, 1, 2, 130


@dataclass(frozen=True, slots=True)
class Entry:
    """A command in the table: the module of this room that has it, and its help in one sentence."""

    module: str
    help: str


# By those who use them, in the order of their use; a file each. Only the file of the command that is run is
# imported.
GROUPS: Mapping[str, Mapping[str, Entry]] = {
    "for everybody": {
        "new": Entry("new", "write a small working library to start from"),
        "check": Entry("check", "find every problem in the library at once"),
        "build": Entry("build", "check the library, then compile and publish every site, Word file and PDF"),
        "edit": Entry("edit", "open the desk in the browser: everything without YAML, git or a terminal"),
        "serve": Entry("serve", "show one school's site, or the model, and follow every change"),
        "completion": Entry(
            "completion", "write what makes a shell complete commands, options and the library's names"
        ),
        "status": Entry(
            "status",
            "show the register: for every school and policy what is in force, who decided, and what is due",
        ),
    },
    "for those who write the model policies": {
        "import": Entry(
            "importing",
            "turn policies from Word, PDF and other files into a draft library, without losing a word",
        ),
        "new-policy": Entry("new_policy", "write a new policy with a first version in draft"),
        "new-version": Entry(
            "new_version", "write a draft of a policy's next version, and new wordings of clauses to work on"
        ),
        "diff": Entry(
            "diff",
            "say what changed between two versions, readers, libraries or files, and what follows from it",
        ),
        "impact": Entry(
            "impact", "show what a version means for every clause at every school, before it is issued"
        ),
        "where-used": Entry(
            "where_used", "say which lines, versions and schools a change would touch, before it is made"
        ),
        "issue": Entry(
            "issue", "freeze a version: set its status, and write the lock that proves its text unchanged"
        ),
        "verify": Entry("verify", "show that issued versions and published files are what was frozen"),
    },
    "for those who look after schools": {
        "new-trust": Entry(
            "new_trust", "write a trust's file with every value that it can give, and what each means"
        ),
        "new-school": Entry(
            "new_school",
            "write the files of new schools with every value that they can give and what it means",
        ),
        "todo": Entry("todo", "list the values that are missing or unchecked for too long, by who sets them"),
        "values": Entry("values", "move all schools' values to a spreadsheet, or back into the library"),
        "schema": Entry("schema", "write what files of values may say as JSON Schema, for editors"),
        "update": Entry(
            "update",
            "take a school's own wordings along to a new version of a policy: kept, merged, or asked about",
        ),
        "pack": Entry("pack", "write what a meeting needs to decide on a version: one Word file and one PDF"),
        "return": Entry(
            "returned",
            "take back a Word file that was sent out and edited, and say what follows from each edit",
        ),
        "adopt": Entry(
            "adopt", "record that a school, or a trust for its schools, adopted a version of a policy"
        ),
        "review": Entry("review", "record that a policy was reviewed and stays as it is"),
        "calendar": Entry("calendar", "write the reviews that are due as a calendar (iCalendar)"),
    },
}
COMMANDS: Mapping[str, Entry] = {name: entry for group in GROUPS.values() for name, entry in group.items()}


def run(argv: Sequence[str], console: Console | None = None) -> int:
    """Run a command; return 0 where all is well, 1 where there are problems, 2 for a wrong call.

    It speaks on the terminal, or to `console` where somebody else listens.
    """
    _complete_if_asked()
    try:
        namespace = _parse(argv)
    except WrongCallError as wrong:
        return _refuse_call(wrong, console)
    console = console or Console(getattr(namespace, "format", "text"))
    try:
        if "library" in namespace and namespace.library is None:
            namespace.library = find_library(Path())
        if "as_at" in namespace and namespace.as_at is None:
            namespace.as_at = read_today()
        return int(namespace.run(namespace, console))
    except ClausewrightError as error:
        console.problems(error.problems)
        return PROBLEMS
    except UsageError as error:
        console.error(str(error))
        return WRONG_USE
    except (KeyboardInterrupt, BrokenPipeError) as stop:
        # Ctrl-C may end a process that this one is talking to before this one hears of it. Otherwise a pipe
        # breaks where whoever reads the output has seen enough, as `head` has: that needs no word.
        if namespace.command == "build":
            console.error("Stopped. Nothing that was published has been changed.")
        elif isinstance(stop, KeyboardInterrupt):
            console.error("Stopped.")
        return STOPPED
    except OSError as error:
        console.problems([_explain_unwritten(error)])
        return PROBLEMS


def _complete_if_asked() -> None:
    """Answer a shell that asks what may come next, and end; do nothing where no shell asks."""
    if completion.is_asked():
        whole = parser(completion.read_words())
        actions = {name: command.list_actions() for name, command in whole.commands.items()}
        completion.answer(whole, actions)


def _refuse_call(wrong: WrongCallError, console: Console | None) -> int:
    """Say why a call cannot be understood: on the terminal with how it is called, or to whoever listens."""
    if console is None:
        wrong.parser.end(str(wrong))
    console.error(str(wrong))
    return WRONG_USE


def _explain_unwritten(error: OSError) -> Problem:
    """The problem that a file cannot be written, and what may be done about it."""
    message = f"cannot be written: {error.strerror or error}"
    hint = "Make room, check that you may write there, or choose another folder with --out."
    if isinstance(error, PermissionError):
        hint = "Close it where it is open, such as in Word or Excel, or check that you may write there."
    return Problem(str(error.filename or "a file"), 0, message, hint)


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    """Read the arguments. Raises WrongCallError, also where there is an option that nobody knows."""
    whole = parser(argv)
    namespace, unknown = whole.parse_known_args(argv)
    if unknown:
        command = whole.commands[namespace.command]
        options = [option for action in command.list_actions() for option in action.option_strings]
        written = next((text for text in unknown if text.startswith("-")), unknown[0])
        hint = did_you_mean(written.partition("=")[0], options)
        hint = hint or f"'clausewright {namespace.command} --help' lists what it takes."
        command.error(f"does not know '{written}'. {hint}")
    return namespace


def parser(named: Collection[str] = tuple(COMMANDS)) -> CommandParser:
    """Return the parser of the command line.

    It knows every command by its name and its sentence, but the arguments only of those in `named` (all of
    them): a command's module imports what the command needs, and the others need not wait for that.
    """
    whole = CommandParser(
        prog="clausewright",
        description=(
            "Compile shared clauses and each school's values into policy sites, Word files and accessible"
            " PDFs. A school is whoever adopts the policies, whatever a library calls it."
        ),
    )
    whole.add_argument("--version", action="version", version=f"clausewright {__version__}")
    commands = whole.add_subparsers(title="commands", required=True, metavar="COMMAND", dest="command")
    for name, entry in COMMANDS.items():
        description = f"{entry.help[0].upper()}{entry.help[1:]}."
        subparser = commands.add_parser(name, help=entry.help, description=description)
        whole.commands[name] = subparser
        if name in named:
            command = load_command(entry)
            subparser.set_defaults(run=command.run_parsed)
            command.add_options(subparser)
    return whole


class WrongCallError(Exception):
    """Arguments that cannot be understood; `parser` is that of the command that they were for."""

    def __init__(self, message: str, parser: CommandParser) -> None:
        """Keep who can say how the command is called."""
        self.parser = parser
        super().__init__(message)


class CommandParser(argparse.ArgumentParser):
    """A parser that knows slips of the keys, and lists commands by who uses them."""

    def __init__(self, **settings: Any) -> None:
        """Begin without commands."""
        super().__init__(**settings)
        self.commands: dict[str, CommandParser] = {}

    def list_actions(self) -> Sequence[argparse.Action]:
        """What it takes."""
        return tuple(self._actions)

    def error(self, message: str) -> NoReturn:
        """Raise WrongCallError, which says what was wrong, and what was probably meant."""
        if unknown := re.match(r"argument COMMAND: invalid choice: '([^']*)'", message):
            hint = did_you_mean(unknown[1], COMMANDS) or "'clausewright --help' lists the commands."
            message = f"there is no command '{unknown[1]}'. {hint}"
        raise WrongCallError(message, self)

    def end(self, message: str) -> NoReturn:
        """Say on the terminal what was wrong; end with the exit code for wrong use."""
        super().error(message)

    def format_help(self) -> str:
        """The help; that of the whole program lists commands by who uses them."""
        text = super().format_help()
        if "\ncommands:\n" not in text:
            return text
        width = max(shutil.get_terminal_size().columns - 2, 40)
        margin = " " * 17
        lines = [text.partition("\ncommands:\n")[0]]
        for group, entries in GROUPS.items():
            lines.append(f"{group}:")
            for name, entry in entries.items():
                first = f"  {name:<15}"
                lines.append(textwrap.fill(entry.help, width, initial_indent=first, subsequent_indent=margin))
            lines.append("")
        return "\n".join(lines)


def load_command(entry: Entry) -> Command[Any]:
    """Import a command's module and return its command."""
    command: Command[Any] = import_module(f".{entry.module}", __name__).COMMAND
    return command
