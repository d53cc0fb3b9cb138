"""Check: a Library becomes its problems, all of them at once. Rules are small functions, a file a family."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from ..assemble.assembly import Assembler
from ..errors import Problem, errors_in
from ..model.library import Library
from . import adoptions, clauses, documents, groups, policies, templates, texts
from .templates import Readings

Rule = Callable[[Library, Readings, date], Iterable[Problem]]

# What can be told from each file and its names. Later families assemble texts, which these rules have found to be possible.
_OF_FILES: tuple[Rule, ...] = (*templates.RULES, *clauses.RULES, *policies.RULES, *groups.RULES, *adoptions.RULES)


def check(library: Library, loaded: Iterable[Problem], as_at: date) -> tuple[Problem, ...]:
    """Return every problem of a library, sorted by place. `loaded` are those that load has found already.

    Where names or templates are wrong, texts cannot be assembled; then only what can be told without is reported.
    """
    problems = list(loaded)
    readings = templates.read_all(library)
    for rule in _OF_FILES:
        problems += rule(library, readings, as_at)
    if not errors_in(templates.each_template_problem(readings)):
        problems += texts.check_texts(library)
    if not errors_in(problems):
        problems += documents.check_documents(Assembler(library), readings, as_at)
    return tuple(sorted(set(problems)))
