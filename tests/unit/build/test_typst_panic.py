"""Law: where Typst panics on one document, that document is a problem, and every other one is still made.

The panic of Typst's Python package is a BaseException of a module that nobody can import, as here.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from clausewright.build import workers as workshop
from clausewright.build.workers import FileJob, WorkerPool
from clausewright.errors import Problem

Panic = type("PanicException", (BaseException,), {"__module__": "pyo3_runtime"})


class Faulty:
    """A workshop whose compiler panics on one document, and refuses another."""

    def make_files(self, variant_key: str, orders: Iterable[FileJob]) -> list[Problem]:
        """Make files, which only one can be seen by: its problem."""
        made = []
        for order in orders:
            if order.path == "panics":
                raise Panic("called `Option::unwrap()` on a `None` value")
            made.append(Problem(order.path, 0, f"was made of {variant_key}", "Nothing is wrong."))
        return made


def open_faulty() -> None:
    """Open it in a process of the pool."""
    workshop._workshop = Faulty()  # type: ignore[assignment]


def test_a_panic_is_a_problem_of_its_document_alone() -> None:
    orders = [FileJob(path, "pdf", path, {}) for path in ("first", "panics", "last")]
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=open_faulty) as executor:
        crew, done = WorkerPool(executor), []
        problems = crew.finish(
            crew.start("make_files", [("one", orders), ("two", orders[:1])]), lambda: done.append(1)
        )
    said = sorted(f"{problem.path} {problem.message}" for problem in problems)
    assert said == [
        "first was made of one",
        "first was made of two",
        "last was made of one",
        "panics cannot be made into a PDF: Typst stopped with a fault of its own",
    ]
    assert done == [1, 1]
