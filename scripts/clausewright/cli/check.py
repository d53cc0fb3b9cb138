"""`clausewright check`."""

from __future__ import annotations

import argparse

from ..errors import errors_in
from .command import Command, checked, library_options, problem_options
from .say import Voice


def _options(command: argparse.ArgumentParser) -> None:
    library_options(command)
    problem_options(command)


def _run(options: argparse.Namespace, voice: Voice) -> int:
    library, problems = checked(options.library, options.as_at)
    voice.problems(problems)
    if not problems:
        voice.tell(f"No problems: {len(library.policies)} policies, {len(library.clauses)} clauses, {len(library.schools)} schools.")
    return int(bool(problems) if options.strict else bool(errors_in(problems)))


COMMAND = Command("check", "find every problem in the library at once", _options, _run)
