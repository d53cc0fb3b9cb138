"""Groups: the authority and the trust that each school names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ..errors import Problem
from ..model.library import Library, School
from .references import unknown
from .templates import Readings


def _of_schools(library: Library, _: Readings, __: date) -> Iterable[Problem]:
    for school in library.schools.values():
        path, lines = school.values.path, school.lines
        yield from unknown(
            path, lines.get("authority", 1), "authority", (school.facts.authority,), library.authorities
        )
        yield from unknown(path, lines.get("trust", 1), "trust", (school.facts.trust,), library.trusts)


def are_there(library: Library, school: School) -> bool:
    """Say whether the groups that a school names are there, so that its values are whole."""
    return school.facts.authority in library.authorities and (
        not school.facts.trust or school.facts.trust in library.trusts
    )


RULES = (_of_schools,)
