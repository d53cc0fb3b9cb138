"""What reading a template finds: its problems, the macros that it calls, the variables that it names."""

from __future__ import annotations

from dataclasses import dataclass, field

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
        """Say whether the template can be rendered: it has no fault and names nothing that could not be read."""
        return not self.problems and not self.needs_unread
