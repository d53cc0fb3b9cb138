"""Law: where Typst panics on one document, that document is a problem, and every other one is still made.

The panic of Typst's Python package is a BaseException of a module that nobody can import, as here.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from typing import Any

import pytest

from clausewright.build import workers
from clausewright.build.workers import FileJob, JobRunner, WorkerPool, run_in_process
from clausewright.errors import Problem

Panic = type("PanicException", (BaseException,), {"__module__": "pyo3_runtime"})


class Faulty:
    """A worker whose compiler panics on one document, and refuses another."""

    def make_files(self, variant_key: str, orders: Iterable[FileJob]) -> list[Problem]:
        """Make files, which only one can be seen by: its problem."""
        made = []
        for order in orders:
            if order.path == "panics":
                raise Panic("called `Option::unwrap()` on a `None` value")
            made.append(Problem(order.path, 0, f"was made of {variant_key}", "Nothing is wrong."))
        return made

    def run(self, _: str, args: tuple[Any, ...]) -> list[Problem]:
        """Do a job."""
        return self.make_files(*args)


def open_faulty() -> None:
    """Open it in a process of the pool."""
    workers._worker = Faulty()  # type: ignore[assignment]


@pytest.mark.parametrize("where", ["in this process", "in another"])
def test_a_panic_is_a_problem_of_its_document_alone(where: str) -> None:
    orders = [FileJob(path, "pdf", path, {}) for path in ("first", "panics", "last")]
    crew = (
        JobRunner(ThreadPoolExecutor(1), Faulty().run)
        if where == "in this process"
        else JobRunner(
            ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=open_faulty), run_in_process
        )
    )
    with crew.executor:
        pool, done = WorkerPool(crew), []
        started = pool.start("make_files", [("one", orders), ("two", orders[:1])], 4)
        problems = pool.finish(started, lambda: done.append(1))
    said = sorted(f"{problem.path} {problem.message}" for problem in problems)
    assert said == [
        "first was made of one",
        "first was made of two",
        "last was made of one",
        "panics cannot be made into a PDF: Typst stopped with a fault of its own",
    ]
    assert done == [1, 1]
