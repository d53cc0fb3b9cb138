"""Long work, such as publishing, which goes on while its person does something else at the desk."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from .steps import Desk, Outcome

_STOPPED = Outcome(1, ("It stopped before its end, and nothing that was there before has been changed.",))


@dataclass(slots=True)
class LongWork:
    """A command that runs: how far each of its parts is, as how many of how many are done, and what it said
    at its end.
    """

    parts: dict[str, tuple[int, int]] = field(default_factory=dict)
    outcome: Outcome | None = None

    def show_progress(self, part: str, done: int, total: int) -> None:
        """Note how far a part is."""
        self.parts[part] = (done, total)


class Works:
    """The long work of a desk, by its name; of one name only one runs at a time."""

    def __init__(self, desk: Desk) -> None:
        """Begin with none."""
        self._desk = desk
        self._works: dict[str, LongWork] = {}
        self._beginning = threading.Lock()

    def begin(self, name: str, words: Sequence[str]) -> None:
        """Run a command, given by its words, unless the work of that name runs already."""
        with self._beginning:
            running = self._works.get(name)
            if running and running.outcome is None:
                return
            work = LongWork()
            self._works[name] = work
        threading.Thread(target=self._carry_out, args=(work, words), name=name, daemon=True).start()

    def find(self, name: str) -> LongWork | None:
        """The work of that name that was begun last."""
        return self._works.get(name)

    def _carry_out(self, work: LongWork, words: Sequence[str]) -> None:
        outcome = _STOPPED
        try:
            outcome = self._desk.ask(words, work.show_progress)
        finally:
            work.outcome = outcome
