r"""clausewright compiles shared clauses and each school's values into policy sites, Word and PDF files.

A guided tour. A library is a folder: `policies/` has the clauses and the dated versions made of them,
`variables/` what each school fills in, chooses and adopts. `clausewright new my-library` writes the small one
that is used here.

**Load it, and see what is wrong with it.** A day that matters is always an argument, so the same files and
the same day give the same result:

    >>> from datetime import date
    >>> from pathlib import Path
    >>> import clausewright
    >>> root, day = Path("my-library"), date(2026, 10, 1)
    >>> library, loaded = clausewright.load_library(root)
    >>> sorted(library.policies)
    ['photographs']
    >>> clausewright.check_library(library, loaded, day)
    ()

`check_library` says whether the library compiles, `lint_library` what a careful reader would mark in its
wording. Both give `Problem`s: a path, a line, what is wrong, and what to do about it. Only those of the
severity "error" keep something from being published:

    >>> problems = clausewright.lint_library(library, day, ["SPELL", "PH-BLANK"])
    >>> [f"{problem.path}:{problem.line}: {problem.message}" for problem in problems]
    []

**Compare** two versions of a policy, a school's copy with the model's, two libraries, or any two files. Each
change says what follows from it; here a duty became weaker, which is for the governors to decide:

    >>> _ = Path("old.md").write_text("# Visits\n\nStaff must carry a register.\n")
    >>> _ = Path("new.md").write_text("# Visits\n\nStaff should carry a register.\n")
    >>> comparison = clausewright.compare_files(Path("old.md"), Path("new.md"), day)
    >>> [str(change.effect) for change in comparison.report.changes.entries]
    ['decide']
    >>> comparison.render("md").decode().splitlines()[0]
    '# Changes to “Visits”'

**Start a library** from a file that a trust has already. No word is lost: what is not in the draft is in its
report, with the reason, and what the text does not say is a question there:

    >>> options = clausewright.ImportOptions([Path("old.md")], day, into=Path("draft"))
    >>> imported = clausewright.import_files(options)
    >>> imported.is_written
    True
    >>> draft, _ = clausewright.load_library(imported.folder)
    >>> [revision.body.text.strip() for clause in draft.clauses.values() for revision in clause.revisions]
    ['Staff must carry a register.']

**Publish** with `build_library`, and make what a meeting needs with `make_pack`. **Take back** a Word file
that somebody edited with `take_back`: `write_proposals` then writes a school's changes as values and
amendments, `write_draft` those of the model as a draft of its next version.

Arguments that cannot be raise `UsageError`, whose sentence says what would be right:

    >>> clausewright.compare(clausewright.ComparisonRequest(root, day, policy="photos"))
    Traceback (most recent call last):
    clausewright.errors.UsageError: There is no policy 'photos'. Did you mean 'photographs'?

Faults that a person mends in files come as `ClausewrightError`, with its `problems`. Each function of
`clausewright.api` says what it takes, what it gives, what it raises, and on what its rules rest.
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
        ReturnedModel,
        SchoolsInLibrary,
        SchoolsOptions,
        SchoolsResult,
        TakenBack,
        VersionComparison,
        build_library,
        check_library,
        compare,
        compare_draft,
        compare_files,
        has_library,
        import_files,
        import_into_library,
        import_schools,
        lint_library,
        load_checked,
        load_library,
        make_pack,
        take_back,
        write_draft,
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
    "ReturnedModel",
    "SchoolsInLibrary",
    "SchoolsOptions",
    "SchoolsResult",
    "Severity",
    "TakenBack",
    "UsageError",
    "VersionComparison",
    "build_library",
    "check_library",
    "compare",
    "compare_draft",
    "compare_files",
    "has_library",
    "import_files",
    "import_into_library",
    "import_schools",
    "lint_library",
    "load_checked",
    "load_library",
    "make_pack",
    "take_back",
    "write_draft",
    "write_proposals",
]


def __getattr__(name: str) -> Any:
    """Import what is exported when it is first asked for (PEP 562): the command line starts without it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    room = ".errors" if name in ("ClausewrightError", "Problem", "Severity", "UsageError") else ".api"
    return getattr(import_module(room, __name__), name)
