"""`clausewright completion`: commands, options and the library's own names, completed while one types."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .command import Command, find_library
from .output import Console

SHELLS = ("bash", "zsh", "fish", "powershell")
# A shell that asks for completions says so in this variable of the environment, and the line in the other.
_ASKED, _LINE = "_ARGCOMPLETE", "COMP_LINE"
_WHERE = {
    "bash": 'Put it into ~/.bashrc: eval "$(clausewright completion bash)"',
    "zsh": 'Put it into ~/.zshrc, after compinit: eval "$(clausewright completion zsh)"',
    "fish": "Run: clausewright completion fish > ~/.config/fish/completions/clausewright.fish",
    "powershell": (
        "Run: clausewright completion powershell >> $PROFILE, or in a line of it: clausewright completion"
        " powershell | Out-String | Invoke-Expression"
    ),
}


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for."""

    shell: str


def _add_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("shell", choices=SHELLS, help="the shell that is to complete")
    command.epilog = " ".join(f"{where.rstrip('.')}." for where in _WHERE.values())


def _run(options: Options, console: Console) -> int:
    # Only who asks for completions waits for this import.
    from argcomplete.shell_integration import shellcode

    console.write(shellcode(["clausewright"], shell=options.shell))
    return 0


def is_asked() -> bool:
    """Say whether it is a shell that calls, to complete what somebody types."""
    return _ASKED in os.environ


def read_words() -> list[str]:
    """The words of the line that is being completed."""
    return os.environ.get(_LINE, "").split()


def answer(
    parser: argparse.ArgumentParser, actions_by_command: Mapping[str, Iterable[argparse.Action]]
) -> None:
    """Write what completes the line, and end."""
    import argcomplete

    for name, actions in actions_by_command.items():
        for action in actions:
            completer = _COMPLETERS.get(action.dest)
            # What a command makes has a name that no other has.
            is_new = name == f"new-{action.dest}" and not action.option_strings
            if completer and not action.choices and not is_new:
                action.completer = completer  # type: ignore[attr-defined]  # argcomplete looks for it there
    argcomplete.autocomplete(parser, always_complete_options=False)


# -- Names of the library, read off its folders --------------------------------------------------------------


def _list_folders(path: str, without: Iterable[str] = ()) -> list[str]:
    folder = find_library(Path()) / path
    names = (child.name for child in folder.iterdir() if child.is_dir()) if folder.is_dir() else ()
    return sorted(name for name in names if not name.startswith(".") and name not in without)


def _complete_schools(**_: Any) -> list[str]:
    return _list_folders("variables/schools")


def _complete_trusts(**_: Any) -> list[str]:
    return _list_folders("variables/trusts")


def _complete_owners(parsed_args: argparse.Namespace, **_: Any) -> list[str]:
    return _complete_trusts() if getattr(parsed_args, "trust", False) is True else _complete_schools()


def _complete_policies(**_: Any) -> list[str]:
    return _list_folders("policies", ("clauses", "images"))


def _complete_clauses(**_: Any) -> list[str]:
    return _list_folders("policies/clauses")


def _complete_authorities(**_: Any) -> list[str]:
    folder = find_library(Path()) / "variables" / "authorities"
    return sorted(path.stem for path in folder.glob("*.yml"))


def _complete_versions(parsed_args: argparse.Namespace, **_: Any) -> list[str]:
    """The dates of the versions of the policy that stands on the line already."""
    policy = getattr(parsed_args, "policy", "") or ""
    folder = find_library(Path()) / "policies" / policy
    return sorted(path.stem for path in folder.glob("*.md")) if policy else []


_COMPLETERS: dict[str, Callable[..., list[str]]] = {
    "school": _complete_schools,
    "schools": _complete_schools,
    "owner": _complete_owners,
    "trust": _complete_trusts,
    "authority": _complete_authorities,
    "policy": _complete_policies,
    "clause": _complete_clauses,
    "version": _complete_versions,
    "old": _complete_versions,
    "new": _complete_versions,
    "to": _complete_versions,
}

COMMAND = Command(_add_options, Options, _run)
