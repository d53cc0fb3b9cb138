"""The days on which somebody made sure of a value."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ..errors import Problem
from ..model.dates import latest_of_today_and
from ..model.library import Library
from .templates import Readings


def _not_in_the_future(library: Library, _: Readings, as_at: date) -> Iterable[Problem]:
    latest = latest_of_today_and(as_at)
    groups = (*library.authorities.values(), *library.trusts.values())
    for layer in (
        library.common,
        *(group.values for group in groups),
        *(school.values for school in library.schools.values()),
    ):
        for key, values in layer.values.items():
            for value in values:
                if value.checked_on and value.checked_on > latest:
                    message = f"'{key}' was checked on {value.checked_on}, which is still to come"
                    yield Problem(
                        layer.path, value.line, message, "Write the day on which somebody made sure of it."
                    )


RULES = (_not_in_the_future,)
