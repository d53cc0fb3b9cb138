"""Coverage: what schools and trusts say that they keep elsewhere covers something that is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ..errors import Problem
from ..model.coverage import list_other_policies
from ..model.library import Library
from .facts import find_unknown
from .templates import Readings


def _check_covered(library: Library, _: Readings, as_at: date) -> Iterable[Problem]:
    """A problem for each `covers` that names no requirement. A trust's list is named once, whoever has it."""
    requirements = (*library.known.requirements, *library.unread.get("requirement", ()))
    for school in library.schools.values():
        for other in list_other_policies(library, school, as_at):
            where = f" as covered by '{other.title}'"
            yield from find_unknown(other.path, other.line, "requirement", other.covers, requirements, where)


RULES = (_check_covered,)
