"""The workshop: the jobs that several processes share. Each process loads the library once and keeps its
tools warm.
"""

from __future__ import annotations

import os
import signal
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path
from pickle import PicklingError
from typing import Any

from ..assemble.assembler import Assembler
from ..assemble.sites import SchoolDocument
from ..document.pandoc import PandocError
from ..errors import Problem
from ..load import load_library
from ..pdf import PdfWriter, explain_refusal
from .cache import Cache
from .change_files import dump_faces, make_faces
from .change_sets import VersionPair
from .options import Toolchain
from .variants import Variant, dump, load, make_variant

_KEPT_VARIANTS = 4


@dataclass(frozen=True, slots=True)
class FileJob:
    """A file to be made: for whom, of which kind ("pdf" or "docx"), under which key, and what its tokens
    print.
    """

    path: str
    kind: str
    key: str
    values: dict[str, str]


class Worker:
    """One process's tools."""

    def __init__(self, root: Path, tools: Toolchain, cache: Path) -> None:
        """Load the library in `root`; results go to the folder `cache`."""
        self.assembler = Assembler(load_library(root)[0])
        self.tools, self.cache = tools, Cache(cache)
        self._pdf: PdfWriter | None = None
        self._variants: OrderedDict[str, Variant] = OrderedDict()

    def make_variant(self, key: str, copy: SchoolDocument, before: VersionPair | None) -> list[Problem]:
        """Write a document in every format and put it into the cache."""
        try:
            self.cache.put("variant", key, dump(make_variant(self.tools, self.assembler, copy, before)))
        except PandocError as error:
            return [
                Problem(
                    copy.assembled.version.body.path,
                    0,
                    f"cannot be converted: {error}",
                    "Report this with the file: it should have been caught.",
                )
            ]
        return []

    def make_faces(self, key: str, two: VersionPair) -> list[Problem]:
        """Compare two copies, write what changed in every format, and put it into the cache."""
        try:
            files = make_faces(self.tools, self.assembler, two)
            self.cache.put("variant", key, dump(files.variant))
            self.cache.put("faces", key, dump_faces(files))
        except PandocError as error:
            path = two.new.assembled.version.body.path
            return [
                Problem(path, 0, f"its changes cannot be converted: {error}", "Report this with the file.")
            ]
        return []

    def make_files(self, variant_key: str, orders: Iterable[FileJob]) -> list[Problem]:
        """Fill a variant for several schools and put their files into the cache."""
        variant, problems = self.variant(variant_key), []
        for order in orders:
            try:
                self.cache.put(order.kind, order.key, self.file(variant, order))
            except RuntimeError as error:
                problems.append(explain_refusal(order.path, error))
        return problems

    def file(self, variant: Variant, order: FileJob) -> bytes:
        """Fill a variant for one school."""
        if order.kind == "docx":
            return variant.word.fill(order.values)
        title = f"{variant.title} - {order.values['site.name']}"
        # A compiler that has panicked is not used again: it is back only where it went well.
        writer, self._pdf = self.pdf, None
        made = writer.write(variant.typst, order.values, title, variant.made)
        self._pdf = writer
        return made

    @property
    def pdf(self) -> PdfWriter:
        """The PDF compiler, started when it is first needed."""
        if self._pdf is None:
            self._pdf = PdfWriter(self.assembler.library.root, self.tools.overrides / "pdf" / "fonts")
        return self._pdf

    def variant(self, key: str) -> Variant:
        """Read a variant out of the cache."""
        if key not in self._variants:
            self._variants[key] = load(self.cache.read("variant", key))
            while len(self._variants) > _KEPT_VARIANTS:
                self._variants.popitem(last=False)
        return self._variants[key]


_workshop: Worker | None = None


def _open(root: Path, tools: Toolchain, cache: Path) -> None:
    global _workshop  # noqa: PLW0603 - a process of the pool has one, for as long as it lives
    os.environ["RAYON_NUM_THREADS"] = "1"
    # Ctrl-C is for the process that a person started; it tells this one to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _workshop = Worker(root, tools, cache)


def _run(method: str, args: tuple[Any, ...]) -> list[Problem]:
    if _workshop is None:
        raise RuntimeError("the workshop is not open")
    problems: list[Problem] = getattr(_workshop, method)(*args)
    return problems


class WorkerPool:
    """Hands jobs to the processes of a pool."""

    def __init__(self, executor: Executor) -> None:
        """Use an executor whose processes have opened a workshop."""
        self._executor = executor
        self._jobs: dict[Future[list[Problem]], tuple[str, tuple[Any, ...]]] = {}

    def start(self, method: str, jobs: Iterable[tuple[Any, ...]]) -> list[Future[list[Problem]]]:
        """Start a method of the workshop, once a job."""
        started = {self._executor.submit(_run, method, job): (method, job) for job in jobs}
        self._jobs |= started
        return list(started)

    def finish(self, started: Iterable[Future[list[Problem]]], done: Callable[[], None]) -> list[Problem]:
        """Wait for jobs to end; return the problems of all. `done` is called for each."""
        problems: list[Problem] = []
        for future in as_completed(started):
            try:
                problems += future.result()
            except PicklingError:
                # A panic inside Typst is no Exception, and cannot come out of the process that it happened
                # in; this can.
                method, job = self._jobs[future]
                if method != "make_files":
                    raise
                problems += self._one_by_one(*job)
            done()
        return problems

    def _one_by_one(self, variant_key: str, orders: Iterable[FileJob]) -> Iterator[Problem]:
        """Make the files of a job that Typst's panic ended, each by itself; the one that makes it panic is a
        problem of its own.
        """
        for order in orders:
            try:
                yield from self._executor.submit(_run, "make_files", (variant_key, [order])).result()
            except PicklingError:
                yield explain_refusal(order.path, RuntimeError("Typst stopped with a fault of its own"))


@contextmanager
def worker_pool(root: Path, tools: Toolchain, cache: Path, workers: int) -> Iterator[WorkerPool]:
    """Open workshops in `workers` processes."""
    # Processes start clean: one forked from a process that has used Typst would wait for threads that it does
    # not have.
    start = "forkserver" if "forkserver" in get_all_start_methods() else "spawn"
    context = get_context(start)
    if start == "forkserver":
        # Importing takes longer than making a small library's documents. So the process that the others are
        # forked from does it, once for all builds of a program.
        context.set_forkserver_preload([__name__])
    executor = ProcessPoolExecutor(
        workers, mp_context=context, initializer=_open, initargs=(root, tools, cache)
    )
    try:
        yield WorkerPool(executor)
    finally:
        executor.shutdown(wait=True, cancel_futures=True)
