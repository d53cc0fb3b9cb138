r"""clausewright compiles shared clauses and each school's values into policy sites, Word and PDF files.

A guided tour. A library is a folder: `policies/` has the clauses and the dated versions made of them,
`variables/` what each school fills in, chooses and adopts. `clausewright new` writes a small one.

Load it, and see what is wrong with it. A day that matters is always an argument, so the same files and the
same day give the same result:

    >>> from datetime import date
    >>> from pathlib import Path
    >>> import clausewright
    >>> day = date(2026, 10, 1)
    >>> library, loaded = clausewright.load_library(Path("my-library"))
    >>> sorted(library.policies)
    ['photographs']
    >>> clausewright.check_library(library, loaded, day)
    ()

`check_library` says whether the library compiles, `lint_library` what a careful reader would mark in its
wording. Both give `Problem`s: a path, a line, what is wrong, and what to do about it:

    >>> problems = clausewright.lint_library(library, day, ["SPELLING"])
    >>> [f"{problem.path}:{problem.line}: {problem.message}" for problem in problems]
    []

Compare two versions of a policy, a school's copy with the model's, or any two files. Each change says what
follows from it; here a duty became weaker, which is for the governors to decide:

    >>> _ = Path("old.md").write_text("# Visits\n\nStaff must carry a register.\n")
    >>> _ = Path("new.md").write_text("# Visits\n\nStaff should carry a register.\n")
    >>> comparison = clausewright.compare_files(Path("old.md"), Path("new.md"), day)
    >>> [str(change.effect) for change in comparison.report.changes.entries]
    ['decide']

`build_library` publishes the whole, `import_files` starts a library from files that a trust has already, and
`take_back` reads a Word file that a school edited. All functions are in `clausewright.api`, where each says
what it takes, what it gives and what it raises; faults that a person mends come as `ClausewrightError`,
arguments that cannot be as `UsageError`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .api import (
        BuildOptions,
        Comparison,
        ComparisonRequest,
        ComparisonResult,
        ImportOptions,
        ImportResult,
        Library,
        PackOptions,
        PackResult,
        Report,
        TakenBack,
        VersionComparison,
        build_library,
        check_library,
        compare,
        compare_files,
        import_files,
        lint_library,
        load_checked,
        load_library,
        make_pack,
        take_back,
        write_proposals,
    )
    from .errors import ClausewrightError, Problem, Severity, UsageError

__version__ = "0.1.0"

__all__ = [
    "BuildOptions",
    "ClausewrightError",
    "Comparison",
    "ComparisonRequest",
    "ComparisonResult",
    "ImportOptions",
    "ImportResult",
    "Library",
    "PackOptions",
    "PackResult",
    "Problem",
    "Report",
    "Severity",
    "TakenBack",
    "UsageError",
    "VersionComparison",
    "build_library",
    "check_library",
    "compare",
    "compare_files",
    "import_files",
    "lint_library",
    "load_checked",
    "load_library",
    "make_pack",
    "take_back",
    "write_proposals",
]


def __getattr__(name: str) -> Any:
    """Import what is exported when it is first asked for (PEP 562): the command line starts without it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    room = ".errors" if name in ("ClausewrightError", "Problem", "Severity", "UsageError") else ".api"
    return getattr(import_module(room, __name__), name)
