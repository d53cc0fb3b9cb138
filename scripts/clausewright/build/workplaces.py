"""Workplaces: what jobs on another machine are done with.

All machines see the same files in a shared folder, at the same path: the library, the cache and the folder
that is published. A job travels as the name of a function with its arguments; what it makes is a file there.
"""

from __future__ import annotations

import platform
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from typing import TypeVar

from ..assemble.assembler import Assembler
from ..errors import Problem
from ..load import load_library
from ..model.canonical import digest
from .cache import Cache
from .library_memory import find_memory
from .options import BuildOptions, load_toolchain, make_build_key
from .workers import Worker

# The packages whose versions may show in a file.
_ENGINES = ("jinja2", "lxml", "openpyxl", "pypandoc_binary", "segno", "typst")
# Whatever threads a scheduler gives a process, its pandoc and its Typst do one job at a time.
_TURN = threading.Lock()
OrderT = TypeVar("OrderT")
ResultT = TypeVar("ResultT")


class OtherWorkplaceError(Exception):
    """A machine would not make the same: it sees other files, or has other versions of what makes them."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """A build's options, of which the library, the cache and the output are in the shared folder, and the
    digest of all that documents are made from and by.
    """

    options: BuildOptions
    made_from: str


def set_up_workplace(options: BuildOptions) -> Workplace:
    """Return the workplace of a build, as this machine sees it."""
    return Workplace(options, _identify(options))


def do_at(workplace: Workplace, function: Callable[[Worker, OrderT], ResultT], order: OrderT) -> ResultT:
    """Have an order carried out on the machine that this runs on.

    Raises OtherWorkplaceError where the machine would not make the same as the one that gave the order.
    """
    with _TURN:
        return function(_open_workplace(workplace), order)


def run_at(workplace: Workplace, method: str, args: tuple[object, ...]) -> list[Problem]:
    """Do a job of a worker there; raises as `do_at`."""
    return do_at(workplace, _run, (method, args))


def _run(worker: Worker, job: tuple[str, tuple[object, ...]]) -> list[Problem]:
    return worker.run(*job)


@lru_cache(maxsize=1)
def _open_workplace(workplace: Workplace) -> Worker:
    """A worker with the library loaded. Each process has one, until another build comes."""
    root = workplace.options.root
    if _identify(workplace.options) != workplace.made_from:
        raise OtherWorkplaceError(platform.node())
    assembler = Assembler(load_library(root)[0], find_memory(workplace.options.work))
    return Worker(assembler, load_toolchain(root), Cache(workplace.options.cache))


def _identify(options: BuildOptions) -> str:
    versions = [f"{package} {version(package)}" for package in _ENGINES]
    return digest(make_build_key(options, load_toolchain(options.root)), platform.python_version(), *versions)
