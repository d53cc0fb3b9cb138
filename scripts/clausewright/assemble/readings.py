"""Readings: what reading a template gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ..errors import Problem


@dataclass(frozen=True, slots=True)
class Called:
    """A macro call in a template: the macro, the ids that it names, and the line of the file."""

    macro: str
    ids: tuple[str, ...]
    line: int
    revision: str = ""


@dataclass(slots=True)
class Reading:
    """One template, read: its problems, the macros that it calls and the variables that it names.

    Of one that is broken, nothing is known but that. One that needs something unread names what is there but
    could not be read.
    """

    problems: list[Problem] = field(default_factory=list)
    calls: list[Called] = field(default_factory=list)
    variables: dict[str, int] = field(default_factory=dict)
    is_broken: bool = False
    needs_unread: bool = False

    @property
    def is_sound(self) -> bool:
        """Say whether it can be rendered: it has no fault and names nothing that could not be read."""
        return not self.problems and not self.needs_unread


def pack_reading(reading: Reading) -> list[Any]:
    """Return a reading without problems as data that JSON can hold."""
    calls = [(called.macro, called.ids, called.line, called.revision) for called in reading.calls]
    return [calls, dict(reading.variables), reading.needs_unread]


def unpack_reading(packed: Sequence[Any]) -> Reading:
    """Return the reading that `pack_reading` made data of."""
    calls, variables, needs_unread = packed
    called = [Called(macro, tuple(ids), line, revision) for macro, ids, line, revision in calls]
    return Reading([], called, dict(variables), needs_unread=needs_unread)
