"""`clausewright check`."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..api import check_library, lint_library, load_library
from ..errors import errors_in, refuse_unknown
from ..lint import Rule, collect_rules
from ..model.library import Library
from ..model.text import count_noun
from .command import Command, add_library_options, add_problem_options
from .output import Console

_LIBRARY, _WORDING = "library", "wording"

_HOW_TO_ALLOW = (
    "A rule that is off runs with --rule ID. To keep what a rule finds, write into the file's front matter:",
    "  allow: [{rule: BRAND, reason: The name of a form., until: 2027-08-31}]",
)


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for."""

    library: Path
    as_at: date
    strict: bool
    family: Sequence[str]
    rule: Sequence[str]
    rules: bool


def _add_options(command: argparse.ArgumentParser) -> None:
    add_library_options(command)
    add_problem_options(command, "sarif")
    command.add_argument(
        "--family",
        action="extend",
        nargs="+",
        choices=(_LIBRARY, _WORDING),
        default=[],
        help="library: whether it compiles; wording: what its policies say (library)",
    )
    command.add_argument(
        "--rule",
        action="extend",
        nargs="+",
        default=[],
        metavar="ID",
        help="only these rules of wording, those that are off included",
    )
    command.add_argument("--rules", action="store_true", help="list the rules of wording instead")


def _run(options: Options, console: Console) -> int:
    library, loaded = load_library(options.library.resolve())
    rules = collect_rules(library.known)
    if options.rules:
        console.info(_list_of_rules(rules))
        return 0
    refuse_unknown("rule", options.rule, (rule.id for rule in rules))
    families = set(options.family) or {_WORDING if options.rule else _LIBRARY}
    problems = set(loaded)
    if _LIBRARY in families:
        problems |= set(check_library(library, loaded, options.as_at))
    if _WORDING in families:
        problems |= set(lint_library(library, options.as_at, options.rule))
    console.problems(problems)
    if not problems:
        console.info(f"No problems: {_check_against(library)}.")
    return int(bool(problems) if options.strict else bool(errors_in(problems)))


def _check_against(library: Library) -> str:
    policies = count_noun(len(library.policies), "policy", "policies")
    clauses = count_noun(len(library.clauses), "clause")
    schools = count_noun(len(library.schools), library.unit.singular, library.unit.plural)
    return f"{policies}, {clauses}, {schools}"


def _list_of_rules(rules: Iterable[Rule]) -> str:
    lines = [
        f"{rule.id:<23} {rule.severity:<8} {'' if rule.on else 'off  '}{rule.help}"
        for rule in sorted(rules, key=lambda rule: rule.id)
    ]
    return "\n".join([*lines, "", *_HOW_TO_ALLOW])


COMMAND = Command(_add_options, Options, _run)
