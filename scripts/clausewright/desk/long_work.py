"""Long work, such as publishing, which goes on while its person does something else at the desk."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from ..errors import ClausewrightError, UsageError
from .steps import ChangedMeanwhileError, ShowProgress

# Shows what came of a work, to whoever asks for its page.
Answer = Callable[[Request], Response]
# Does a work, tells how far it is, and returns how its page answers at its end.
DoWork = Callable[[ShowProgress], Answer]
# What a work may say that it cannot do; the desk has a page for each.
_REFUSALS = (ClausewrightError, UsageError, ChangedMeanwhileError, OSError)


@dataclass(slots=True)
class LongWork:
    """Work that goes on. `title` says what is being done, `parts` how far each part of it is, as how many of
    how many are done, and `answer` or `refusal` what came of it.
    """

    title: str
    parts: dict[str, tuple[int, int]] = field(default_factory=dict)
    answer: Answer | None = None
    refusal: Exception | None = None
    ended: threading.Event = field(default_factory=threading.Event)

    def show_progress(self, part: str, done: int, total: int) -> None:
        """Note how far a part is."""
        self.parts[part] = (done, total)

    def carry_out(self, do_work: DoWork) -> None:
        """Do the work, and keep what came of it."""
        try:
            self.answer = do_work(self.show_progress)
        except _REFUSALS as refusal:
            self.refusal = refusal
        finally:
            self.ended.set()

    def tell_end(self, request: Request) -> Response:
        """Answer with what came of the work, which has ended.

        Raises what the work raised; and UsageError where a fault of the program ended it.
        """
        if self.refusal:
            raise self.refusal
        if self.answer is None:
            raise UsageError(
                "It stopped before its end. Look whether something was written, and do it again."
            )
        return self.answer(request)


class Works:
    """The long work of a desk, by its name; of one name only one goes on at a time."""

    def __init__(self, patience: float) -> None:
        """Begin with none. What is done within `patience` seconds is answered at once, without a page that
        says that it goes on.
        """
        self.patience = patience
        self._works: dict[str, LongWork] = {}
        self._beginning = threading.Lock()

    def begin(self, name: str, title: str, do_work: DoWork) -> LongWork:
        """Begin a work, unless one of that name goes on; return the one that goes on now."""
        with self._beginning:
            if running := self.find_running(name):
                return running
            work = LongWork(title)
            self._works[name] = work
        threading.Thread(target=work.carry_out, args=(do_work,), name=name, daemon=True).start()
        return work

    def find(self, name: str) -> LongWork | None:
        """The work of that name that was begun last."""
        return self._works.get(name)

    def find_running(self, name: str) -> LongWork | None:
        """The work of that name that goes on; None where none does."""
        work = self._works.get(name)
        return work if work and not work.ended.is_set() else None
