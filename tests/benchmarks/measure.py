"""What the benchmarks measure with: builds in processes of their own, their time and memory, and what they
left on the disk.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from threading import Event, Thread

from clausewright.build.options import BuildOptions
from clausewright.build.pipeline import build
from clausewright.load import load_library

from .generate import AS_AT


@dataclass(frozen=True, slots=True)
class Run:
    """A build: how long it took, and the most memory in MB that it and its helpers held at one time (0 where
    it cannot be told).

    `largest` is the most that one of its processes held, `processor` the processor time in seconds of all of
    them.
    """

    seconds: float
    memory: float
    largest: float
    processor: float


def run_build(root: Path) -> Run:
    """Run `clausewright build` on a library in a new process, check included, as a user does."""
    return run_command(root, "build")


def run_command(root: Path, *arguments: str) -> Run:
    """Run a command on a library in a new process, which must end well."""
    command = [
        sys.executable,
        "-m",
        "clausewright",
        *arguments,
        "--library",
        str(root),
        "--as-at",
        str(AS_AT),
    ]
    begun = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        watch = _Watch(process.pid)
        said, _ = process.communicate()
        seconds = time.perf_counter() - begun
        watch.stop()
    if process.returncode:
        raise SystemExit(f"'{arguments[0]}' went wrong on the generated library:\n{said}")
    largest = max(watch.largest, _largest_that_ended())
    return Run(seconds, watch.highest, largest, sum(watch.processor.values()))


def _largest_that_ended() -> float:
    """The most memory that one process held that this one has waited for, or that these have, in MB."""
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)


class _Watch:
    """Adds up the memory of a process and all its descendants, ten times a second, and keeps the highest sum, and
    the processor time that each of them had taken when it was last seen: who asks only for that of processes that
    were waited for does not hear of pandoc's.

    Pages that processes share count once, by each one's part of them. Only Linux tells.
    """

    def __init__(self, pid: int) -> None:
        self.pid, self.highest, self.largest, self._ended = pid, 0.0, 0.0, Event()
        self.processor: dict[str, float] = {}
        self._thread = Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(0.1):
            held = list(self._held())
            self.highest = max(self.highest, sum(held))
            self.largest = max(self.largest, *held, 0)

    def _held(self) -> Iterator[float]:
        waiting = [self.pid]
        while waiting:
            process = Path("/proc") / str(waiting.pop())
            try:
                lines = (process / "smaps_rollup").read_text(encoding="ascii").splitlines()
                held = next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
                self.processor[process.name] = _read_processor_time(process)
                waiting += [
                    int(pid)
                    for task in (process / "task").iterdir()
                    for pid in (task / "children").read_text().split()
                ]
            except (OSError, StopIteration):
                continue
            yield held / 1024


def _read_processor_time(process: Path) -> float:
    """The seconds that a process has taken: the 14th and 15th field of proc_pid_stat(5), counted after the name,
    which may hold anything.
    """
    fields = (process / "stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


# -- one more school -----------------------------------------------------------------------------------------


def marginal(root: Path, schools: tuple[str, ...], kind: str) -> tuple[float, float]:
    """What a first school costs in one format, and what each further one whose shapes are all known, in
    seconds.

    Loading and checking the library are left out; starting and ending the processes are in the first school's
    cost only.
    """
    # A process of its own: Typst's threads, which the plain route has started in this one, do not survive a
    # fork.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_marginal, root, schools, kind).result()


def _marginal(root: Path, schools: tuple[str, ...], kind: str) -> tuple[float, float]:
    library = load_library(root)[0]
    known, more = schools[:4], schools[4:]

    def seconds(*wanted: str) -> float:
        begun = time.perf_counter()
        build(
            library,
            BuildOptions(root, root / "public", AS_AT, schools=frozenset(wanted), kinds=frozenset({kind})),
            lambda *_: None,
        )
        return time.perf_counter() - begun

    first = seconds(known[0])
    seconds(*known)
    standing = seconds(*known)
    return first, (seconds(*schools) - standing) / len(more)


# -- what is on the disk -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A published folder: each file's digest, and its time of change, which tells whether it was written
    anew.
    """

    files: dict[str, tuple[str, int]]

    @classmethod
    def of(cls, root: Path) -> Snapshot:
        """Look at a library's published folder."""
        public = root / "public"
        listed = json.loads((public / "manifest.json").read_text(encoding="utf-8"))["files"]
        return cls(
            {path: (facts["sha256"], (public / path).stat().st_mtime_ns) for path, facts in listed.items()}
        )

    def changed_since(self, before: Snapshot) -> set[str]:
        """The files whose bytes are other than before, or that are new."""
        return {
            path
            for path, (digest, _) in self.files.items()
            if path not in before.files or before.files[path][0] != digest
        }

    def written_since(self, before: Snapshot) -> set[str]:
        """The files that were written anew, whether or not their bytes are other ones."""
        return {path for path, facts in self.files.items() if before.files.get(path) != facts}

    def documents(self, policies: tuple[str, ...]) -> set[str]:
        """Every document of these policies: "school/edition/policy"."""
        return {
            document for path in self.files if (document := document_of(path)).rpartition("/")[2] in policies
        }


def document_of(path: str) -> str:
    """The document that a published file belongs to, "" for any other file and for the second addresses under
    latest/.
    """
    parts = Path(path).parts
    if len(parts) != 4 or parts[1] == "latest":
        return ""
    if parts[2] == "files" and Path(path).suffix in (".pdf", ".docx"):
        return "/".join((*parts[:2], Path(path).stem))
    return "/".join(parts[:3]) if parts[3] == "index.html" else ""
