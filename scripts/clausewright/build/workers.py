"""Workers: the jobs of a build. A few are done in this process; many are shared by several, each of
which loads the library once and keeps its tools warm.

Jobs travel to these processes and back as Python pickles them, through pipes that nobody else can write to;
what is kept on disk is never pickled.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing import forkserver, get_all_start_methods, get_context, parent_process
from pathlib import Path
from pickle import PicklingError
from typing import Any

from ..assemble.assembler import Assembler
from ..assemble.sites import SchoolDocument
from ..document.pandoc import PandocError, shared_pandoc
from ..errors import Problem
from ..garbage import collect_garbage_seldom
from ..load import load_library
from ..pdf import PdfWriter, explain_refusal
from .cache import Cache
from .change_files import get_data_form, report_pair, write_change_files
from .change_sets import KeyedPair, VersionPair
from .library_memory import find_memory
from .opening import Opening, get_opening_form, make_opening
from .options import Toolchain
from .variants import Variant, get_variant_form, make_variant

_KEPT_VARIANTS = 4
# As many documents or files as one process makes before two others have imported what they need and loaded
# the library: measured, that costs a second of processor time, and a document 45 ms, a comparison 80, and a
# PDF with its Word file 24.
FEW: Mapping[str, int] = {"make_variant": 24, "make_changes": 12, "make_files": 80}


@dataclass(frozen=True, slots=True)
class FileJob:
    """A file to be made: for whom, of which kind ("pdf" or "docx"), under which key,
    and what its tokens print.
    """

    path: str
    kind: str
    key: str
    values: dict[str, str]


class Worker:
    """One process's tools."""

    def __init__(self, assembler: Assembler, tools: Toolchain, cache: Cache) -> None:
        """Work for the assembler's library; results go to the cache."""
        self.assembler, self.tools, self.cache = assembler, tools, cache
        self._pdf: PdfWriter | None = None
        self._variants: OrderedDict[str, Variant] = OrderedDict()

    def run(self, method: str, args: tuple[Any, ...]) -> list[Problem]:
        """Do a job: a method of this class with its arguments."""
        problems: list[Problem] = getattr(self, method)(*args)
        return problems

    def make_variant(self, key: str, copy: SchoolDocument, before: KeyedPair | None) -> list[Problem]:
        """Write a document in every format and put it into the cache."""
        try:
            opening = self._find_opening(before) if before else None
            variant = make_variant(self.tools, self.assembler, copy, opening)
            self.cache.put_value("variant", key, get_variant_form(), variant)
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

    def make_changes(self, key: str, pair: VersionPair) -> list[Problem]:
        """Compare two copies, write what changed in every format, and put it into the cache."""
        try:
            report = report_pair(self.assembler, pair)
            opening = make_opening(report.changes, is_decided=pair.is_decided)
            self.cache.put_value("opening", key, get_opening_form(), opening)
            files = write_change_files(shared_pandoc(), self.tools, self.assembler.library, report)
            self.cache.put_value("variant", key, get_variant_form(), files.variant)
            self.cache.put_value("change_files", key, get_data_form(), files.data)
        except PandocError as error:
            path = pair.new.assembled.version.body.path
            return [
                Problem(path, 0, f"its changes cannot be converted: {error}", "Report this with the file.")
            ]
        return []

    def _find_opening(self, before: KeyedPair) -> Opening:
        """What a document opens with: as it was found when its pair was compared, else compared now."""
        opening = self.cache.find_value("opening", before.key, get_opening_form())
        if opening is None:
            report = report_pair(self.assembler, before.pair)
            opening = make_opening(report.changes, is_decided=before.pair.is_decided)
            self.cache.put_value("opening", before.key, get_opening_form(), opening)
        return opening

    def make_files(self, variant_key: str, jobs: Iterable[FileJob]) -> list[Problem]:
        """Fill a variant for several schools and put their files into the cache."""
        variant, problems = self._load_variant(variant_key), []
        for job in jobs:
            try:
                self.cache.put(job.kind, job.key, self._make_file(variant, job))
            except RuntimeError as error:
                problems.append(explain_refusal(job.path, error))
        return problems

    def _make_file(self, variant: Variant, job: FileJob) -> bytes:
        """Fill a variant for one school."""
        if job.kind == "docx":
            return variant.word.fill(job.values, self.assembler.library.images)
        title = f"{variant.title} - {job.values['site.name']}"
        # A compiler that has panicked is not used again: it is back only where it went well.
        writer, self._pdf = self.pdf, None
        data = writer.write(variant.typst, job.values, title, variant.file_time)
        self._pdf = writer
        return data

    @property
    def pdf(self) -> PdfWriter:
        """The PDF compiler, started when it is first needed."""
        if self._pdf is None:
            self._pdf = PdfWriter(self.assembler.library.root, self.tools.overrides / "pdf" / "fonts")
        return self._pdf

    def _load_variant(self, key: str) -> Variant:
        """Read a variant out of the cache."""
        if key not in self._variants:
            self._variants[key] = self.cache.read_value("variant", key, get_variant_form())
            while len(self._variants) > _KEPT_VARIANTS:
                self._variants.popitem(last=False)
        return self._variants[key]


_worker: Worker | None = None


def _open(root: Path, tools: Toolchain, cache: Path) -> None:
    """Make a process of the pool ready for its jobs."""
    global _worker  # noqa: PLW0603 - a process of the pool has one, for as long as it lives
    os.environ["RAYON_NUM_THREADS"] = "1"
    collect_garbage_seldom()
    # Ctrl-C is for the process that a person started; it tells this one to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    assembler = Assembler(load_library(root)[0], find_memory(cache.parent))
    _worker = Worker(assembler, tools, Cache(cache))


def _end_with_parent() -> None:
    """End this process when the one that asked for it has ended, killed or not: no job is of use to anybody
    then. Its pandoc ends where its input does.
    """
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)


def run_in_process(method: str, args: tuple[Any, ...]) -> list[Problem]:
    """Do a job in a process whose tools are ready."""
    if _worker is None:
        raise RuntimeError("the workshop is not open")
    return _worker.run(method, args)


Run = Callable[[str, tuple[Any, ...]], list[Problem]]


@dataclass(frozen=True, slots=True)
class JobRunner:
    """An executor, and the function that does a job in it."""

    executor: Executor
    run: Run

    def submit(self, method: str, args: tuple[Any, ...]) -> Future[list[Problem]]:
        """Let a job be done."""
        return self.executor.submit(self.run, method, args)


class WorkerPool:
    """Hands out jobs: few to this process, many to processes of their own, which are started when they are
    first needed and do all jobs from then on.
    """

    def __init__(self, runner: JobRunner, start_processes: Callable[[], JobRunner] | None = None) -> None:
        """Use what does a few jobs, and what starts the processes for many."""
        self._runner, self._start_processes = runner, start_processes
        self._jobs: dict[Future[list[Problem]], tuple[str, tuple[Any, ...]]] = {}

    def start(self, method: str, jobs: Sequence[tuple[Any, ...]], parts: int) -> list[Future[list[Problem]]]:
        """Start a method of the worker, once a job. `parts` is how many documents or files they make."""
        if parts > FEW[method] and self._start_processes:
            self._runner, self._start_processes = self._start_processes(), None
        started = {self._runner.submit(method, job): (method, job) for job in jobs}
        self._jobs |= started
        return list(started)

    def finish(self, started: Iterable[Future[list[Problem]]], done: Callable[[], None]) -> list[Problem]:
        """Wait for jobs to end; return the problems of all. `done` is called for each."""
        problems: list[Problem] = []
        for future in as_completed(started):
            method, job = self._jobs[future]
            error = future.exception()
            if error is None:
                problems += future.result()
            elif method == "make_files" and _is_panic(error):
                problems += self._make_one_by_one(*job)
            else:
                raise error
            done()
        return problems

    def _make_one_by_one(self, variant_key: str, jobs: Iterable[FileJob]) -> Iterator[Problem]:
        """Make the files of a job that Typst's panic ended, each by itself;
        the one that makes it panic is a problem of its own.
        """
        for job in jobs:
            future = self._runner.submit("make_files", (variant_key, [job]))
            error = future.exception()
            if error is None:
                yield from future.result()
            elif _is_panic(error):
                yield explain_refusal(job.path, RuntimeError("Typst stopped with a fault of its own"))
            else:
                raise error


def _is_panic(error: BaseException) -> bool:
    """Say whether Typst panicked: an exception of a module that nobody can import, and that therefore cannot
    come out of another process; what comes instead is that it cannot.
    """
    return isinstance(error, PicklingError) or type(error).__module__ == "pyo3_runtime"


@contextmanager
def worker_pool(assembler: Assembler, tools: Toolchain, cache: Cache, workers: int) -> Iterator[WorkerPool]:
    """Let jobs be done in this process, and in `workers` others (where that is more than one)
    as soon as there is much to do.
    """
    with ExitStack() as open_executors:

        def opened(executor: Executor) -> Executor:
            open_executors.callback(executor.shutdown, wait=True, cancel_futures=True)
            return executor

        def start_processes() -> JobRunner:
            root = assembler.library.root
            return JobRunner(opened(_start_process_pool(root, tools, cache.root, workers)), run_in_process)

        worker = Worker(assembler, tools, cache)
        runner = JobRunner(opened(ThreadPoolExecutor(1)), worker.run)
        yield WorkerPool(runner, start_processes if workers > 1 else None)


def _start_process_pool(root: Path, tools: Toolchain, cache: Path, workers: int) -> ProcessPoolExecutor:
    # Processes start clean: one forked from a process that has used Typst would wait for threads that it does
    # not have.
    start = "forkserver" if "forkserver" in get_all_start_methods() else "spawn"
    context = get_context(start)
    if start == "forkserver":
        # Importing takes longer than making a small library's documents. So the process that the others are
        # forked from does it, once for all builds of a program.
        context.set_forkserver_preload([__name__])
        _start_forkserver()
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_open, initargs=(root, tools, cache))


def _start_forkserver() -> None:
    """Start the process that the others are forked from, deaf to Ctrl-C from its first moment: it would print
    where it was while it imports. What it forks inherits that.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
