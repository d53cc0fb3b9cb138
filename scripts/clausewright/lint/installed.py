"""Rules of others: what packages that are installed beside clausewright offer under the entry point
`clausewright.rules`. Each entry names a `Rule`, or a list or tuple of such.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from importlib.metadata import EntryPoint, entry_points

from ..errors import ClausewrightError, Problem
from .engine import Rule

GROUP = "clausewright.rules"


@cache
def load_installed_rules(taken: Collection[str] = frozenset()) -> tuple[Rule, ...]:
    """Return the rules that installed packages offer, in the order of their entries' names. `taken` are the
    ids of the program's own rules.

    Raises ClausewrightError, with all that is wrong at once, where an entry cannot be imported, is no rule,
    or has an id that another rule has.
    """
    rules: dict[str, Rule] = {}
    problems: list[Problem] = []
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        try:
            offered = entry.load()
        except (ImportError, AttributeError) as error:
            problems.append(_describe_fault(entry, f"cannot be imported: {error}"))
            continue
        for rule in offered if isinstance(offered, list | tuple) else [offered]:
            if not isinstance(rule, Rule):
                problems.append(
                    _describe_fault(entry, f"offers {rule!r}, which is no Rule of clausewright.lint")
                )
            elif rule.id in taken or rule.id in rules:
                problems.append(
                    _describe_fault(entry, f"offers a rule '{rule.id}', and there is one already")
                )
            else:
                rules[rule.id] = rule
    if problems:
        raise ClausewrightError(problems)
    return tuple(rules.values())


def _describe_fault(entry: EntryPoint, message: str) -> Problem:
    package = entry.dist.name if entry.dist else entry.module
    return Problem(f"{GROUP}: {entry.name}", 0, message, f"Mend the package '{package}', or uninstall it.")
