"""The public interface: what the command line does, for programs.

A library is a folder of files that people write. `load_library` reads it, `check_library` and `lint_library`
find what is wrong with it, `build_library` publishes it, `compare` and `compare_files` say what changed
between two texts, `make_pack` makes what a meeting needs to decide on a version, `import_files` turns foreign
files into a draft library, `import_schools` many schools' copies into one, and `take_back` reads a Word file
that a school edited. Nothing here prints or reads the clock: a day that matters is an argument.

Two exceptions are for callers to catch, both in `clausewright.errors`: `ClausewrightError` carries the
problems that a person mends in files, `UsageError` says in a sentence which argument cannot be.

A function imports what it does when it is called, so that a program that needs one of them does not wait for
the others.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from .errors import Problem, UsageError, refuse_unknown

if TYPE_CHECKING:
    from .build.options import BuildOptions, Report
    from .comparisons.comparison import Comparison
    from .comparisons.libraries import ComparisonRequest, ComparisonResult, VersionComparison
    from .comparisons.pack import PackOptions, PackResult
    from .copies.into_library import SchoolsInLibrary
    from .copies.options import SchoolsOptions
    from .copies.results import SchoolsResult
    from .importer.pipeline import ImportOptions, ImportResult
    from .model.library import Library
    from .roundtrip.model_file import ReturnedModel
    from .roundtrip.pipeline import TakenBack

Progress = Callable[[str, int, int], None]

# Where the types of this interface are defined; they are imported when somebody asks for them.
_TYPES = {
    "BuildOptions": "build.options",
    "Report": "build.options",
    "Comparison": "comparisons.comparison",
    "ComparisonRequest": "comparisons.libraries",
    "ComparisonResult": "comparisons.libraries",
    "VersionComparison": "comparisons.libraries",
    "ImportOptions": "importer.pipeline",
    "ImportResult": "importer.pipeline",
    "Library": "model.library",
    "PackOptions": "comparisons.pack",
    "PackResult": "comparisons.pack",
    "SchoolsInLibrary": "copies.into_library",
    "SchoolsOptions": "copies.options",
    "SchoolsResult": "copies.results",
    "ReturnedModel": "roundtrip.model_file",
    "TakenBack": "roundtrip.pipeline",
}

__all__ = [
    "BuildOptions",
    "Comparison",
    "ComparisonRequest",
    "ComparisonResult",
    "ImportOptions",
    "ImportResult",
    "Library",
    "PackOptions",
    "PackResult",
    "Progress",
    "Report",
    "ReturnedModel",
    "SchoolsInLibrary",
    "SchoolsOptions",
    "SchoolsResult",
    "TakenBack",
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
    """Import a type of this interface when it is first asked for (PEP 562)."""
    if name not in _TYPES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_TYPES[name]}", __package__), name)


def load_library(root: Path) -> tuple[Library, tuple[Problem, ...]]:
    """Read a library's files.

    `root` is the folder that has `policies/` and `variables/`. Returns the library, and the problems of files
    that cannot be read or whose keys are not known; what such a file would have said is left out of it. Their
    paths are relative to `root`, their lines count from 1. The keys of the files are in the documentation,
    under "Files and their keys". Raises ClausewrightError where there is no library in `root`.
    """
    from .load import load_library

    return load_library(root.resolve())


def check_library(library: Library, loaded: Iterable[Problem], as_at: date) -> tuple[Problem, ...]:
    """Find every problem that keeps a library, or a school in it, from being compiled.

    `library` and `loaded` are what `load_library` gave; the problems that loading found are returned among
    the others. `as_at` is the day that counts as today: decisions in the future and texts that changed after
    they were adopted are told by it. Returns errors and warnings, sorted by path and line, the same ones for
    the same files and day; an error that names `schools` keeps only these from being published. Raises
    nothing: what is at fault is left out while the rest is looked at. What can be said, and what to do about
    it, is in the documentation under "Messages". What was found without fault is kept in the library's folder
    `.clausewright`, so that the next check need not look again.
    """
    from .build.cache import FOLDER
    from .build.library_memory import open_memory
    from .check import check

    with open_memory(library.root / FOLDER) as memory:
        return check(library, loaded, as_at, memory)


def load_checked(root: Path, as_at: date) -> tuple[Library, tuple[Problem, ...]]:
    """Read a library and find all its problems: `load_library`, then `check_library`.

    `root` is the library's folder, `as_at` the day that counts as today. Returns the library and its
    problems. Raises ClausewrightError where there is no library in `root`.
    """
    library, loaded = load_library(root)
    return library, check_library(library, loaded, as_at)


def lint_library(library: Library, as_at: date, rules: Collection[str] = ()) -> tuple[Problem, ...]:
    """Find what a careful reader would mark in the wording of policies.

    Looks at each policy's newest version and the clauses that it uses. `as_at` is the day that counts as
    today: guidance that was replaced by then is out of date, and allowances that files give end on their
    days. `rules` are ids of rules, as `clausewright check --rules` lists them; without any, those run that
    are on by default, and an id that is no rule finds nothing. Returns problems with their `rule`, sorted by
    path and line. The rules come from what readers found wrong in published policies; what they know of law
    and guidance is in `policies/citations.yml`, `names.yml` and `positions.yml`, each entry with its source
    and the day on which somebody looked at it. Raises UsageError for an id that is no rule, ClausewrightError
    where an installed package offers rules that cannot be used.
    """
    from .lint import collect_rules, lint

    if rules:
        refuse_unknown("rule", rules, [rule.id for rule in collect_rules(library.known)])
    return lint(library, as_at, rules)


def build_library(library: Library, options: BuildOptions, progress: Progress = lambda *_: None) -> Report:
    """Compile a library and publish every site, Word file and PDF.

    `library` must have passed `check_library`, but for errors of the schools in `options.without`, whose last
    sites stay. `progress` is called with what is done, how much of it, and how much there is. The folder
    `options.out` is replaced in one step, so that readers see the old site or the new one; what has not
    changed is taken from the cache in the library. The same library, options and day give the same bytes.
    With `options.scheduler` other machines do the work, and what fails on one of them is in the result.

    Returns how many sites, documents and files were made and how many could be reused, and the seconds that
    it took. Raises UsageError where Dask is wanted and not installed.
    """
    if options.scheduler:
        try:
            from .build.shards import build_in_shards
        except ModuleNotFoundError as error:
            if error.name != "distributed":
                raise
            message = "Dask is not installed here. Install it with: pip install 'clausewright[dask]'"
            raise UsageError(message) from None
        return build_in_shards(library, options, progress)
    from .build.pipeline import build

    return build(library, options, progress)


def compare(request: ComparisonRequest) -> ComparisonResult:
    """Say what changed between two versions of a policy, two schools' copies of it, or two libraries.

    `request` says which, by ids, dates as `2026-09`, folders or git refs. Each change has its kind, the
    clause, its cause (the model, a choice, a value, an amendment), its effect and the ground for that; which
    effect needs a decision is said by `policies/effects.yml`, or by the rules that are shipped. How clauses
    and words are matched, and with which algorithms, is explained in the documentation under "What the diff
    promises".

    Returns a comparison for each policy; its `render` writes it as text, Markdown, JSON, HTML, Word with
    tracked changes, or PDF. Raises UsageError where a policy, version, school or git ref does not exist,
    ClausewrightError where a library has errors that touch what is compared.
    """
    from .comparisons.libraries import compare_versions

    return compare_versions(request)


def compare_files(old: Path, new: Path, as_at: date, styles: Path = Path()) -> Comparison:
    """Say what changed between any two documents, with no library behind them.

    `old` and `new` are .docx, .odt, .html, .md, .txt or .pdf files, of one format or two. `as_at` is the day
    that the result bears. `styles` is a folder whose `overrides/` has the styles of Word files and PDFs;
    shipped ones stand in. Returns the comparison; what a file has that is not compared, such as headers, is
    named in its `report`, and only where all of both was compared does it say that nothing changed. Raises
    UsageError where a file is not there or both are the same, ClausewrightError where one cannot be read.
    """
    from .comparisons.files import compare_files

    return compare_files(old, new, as_at, styles)


def make_pack(options: PackOptions) -> PackResult:
    """Make what a meeting needs to decide on a version at a school: one Word file and one PDF.

    Both have a cover sheet, what changed since the version in force there (or, for a first version, against
    the model) and the full text. Nothing is written: the result has the bytes by their paths, and what is to
    be settled first. Raises UsageError where the school, policy or version is not known or nothing is to be
    decided, ClausewrightError where the library has errors or lacks a value that the version prints.
    """
    from .comparisons.pack import make_pack

    return make_pack(options)


def import_files(options: ImportOptions, progress: Progress = lambda *_: None) -> ImportResult:
    """Turn policies in foreign files into a draft library, without losing a word.

    `options.files` are .docx, .odt, .html, .md, .txt or .pdf files; `options.as_at` is the day on which they
    come in. Every word of a source is in the draft or in its report, with the reason why it was left out: the
    draft is compiled, read back and counted before it is put in its place. What the text does not say is a
    question there, and what is less than certain a proposal with its confidence from 0 to 1, in
    `import/report.yml`; `options.accept` hands that back with a person's decisions.

    Returns what became of each file. Where the draft has errors, nothing is written, and the result says so.
    Raises UsageError for an id, date, file or folder that cannot be, ClausewrightError where a file or the
    library cannot be read.
    """
    from .importer.pipeline import import_files

    return import_files(options, progress)


def import_schools(options: SchoolsOptions) -> SchoolsResult:
    """Turn many schools' copies of the same policies into one draft library.

    Copies of one policy are recognised by their wording and aligned across all schools; what differs becomes
    values, words, choices, optional clauses and amendments. Each school's documents are assembled from the
    draft and held against its copies, word by word. Where the draft has errors, nothing is written, and the
    result says so. Raises UsageError for an id, date, file or folder that cannot be, ClausewrightError where
    a file cannot be read.
    """
    from .copies.pipeline import import_schools

    return import_schools(options)


def has_library(folder: Path) -> bool:
    """Say whether a folder has clauses or variables against which an import can be held.

    `folder` need not be there. Raises nothing.
    """
    from .importer.pipeline import has_library

    return has_library(folder)


def import_into_library(options: SchoolsOptions, library: Path) -> SchoolsInLibrary:
    """Hold many schools' copies against the library in the folder `library`, school by school.

    `options` are those of `import_schools`. Each school's values, choices, own wordings and decisions become
    a draft of the library with that school in it, in a folder of `options.into` a school; the library itself
    is left as it is. Returns what became of each school. Raises as `import_files` does.
    """
    from .copies.into_library import import_into_library

    return import_into_library(options, library)


def take_back(file: Path, root: Path, as_at: date, version: str = "") -> TakenBack | ReturnedModel:
    """Say what follows from each edit in a Word file that was sent out and came back.

    `file` is a .docx that a build of the library in `root` wrote. In a school's file each edit becomes the
    proposal of a value or of an amendment, or a remark why neither can be; a proposal's `why_not` says why it
    cannot be written. In a file of the model all of them together become a draft version, called `version` or
    by the next month. Nothing is written: that do `write_proposals` and `write_draft`. Raises UsageError
    where the file is not there or not of this library, or a version of that name cannot be; ClausewrightError
    where the library has errors or the file cannot be read.
    """
    from .roundtrip.pipeline import take_back

    return take_back(file, root, as_at, version)


def write_proposals(
    back: TakenBack, reason: str = "", reasons: Mapping[str, str] = MappingProxyType({})
) -> Sequence[str]:
    """Write what `take_back` proposed into the school's files, all of it or nothing.

    `reason` says why the school wants its own wording, `reasons` the same of single clauses by their ids;
    each amendment needs one. Returns the paths that were written, relative to the library. Raises UsageError
    where a reason is missing, the document is the model's or the day's amendment is there already,
    ClausewrightError where a value does not fit its variable or what would be written has errors.
    """
    from .roundtrip.pipeline import write_proposals
    from .roundtrip.reasons import Reasons

    return write_proposals(back, Reasons(reason.strip(), reasons))


def write_draft(
    back: ReturnedModel,
    reason: str = "",
    reasons: Mapping[str, str] = MappingProxyType({}),
    summary: str = "",
) -> Sequence[str]:
    """Write the draft version that `take_back` made of a model's file, with the clauses that it words anew,
    all of it or nothing.

    `reason` says why clauses change, `reasons` the same of single clauses by their ids; each needs one.
    `summary` is what the version brings. Returns the paths that were written, relative to the library. Raises
    UsageError where a reason is missing, a file is there already or the document is of an older version,
    ClausewrightError where what would be written has errors.
    """
    from .roundtrip.model_file import write_draft
    from .roundtrip.reasons import Reasons

    return write_draft(back, Reasons(reason.strip(), reasons), summary)


def compare_draft(
    back: ReturnedModel,
    reason: str = "",
    reasons: Mapping[str, str] = MappingProxyType({}),
    summary: str = "",
) -> Comparison:
    """Say what the draft version would change that `take_back` made of a model's file; nothing is written.

    The arguments are those of `write_draft`. Raises ClausewrightError where the draft has errors.
    """
    from .comparisons.libraries import compare_in_library
    from .roundtrip.model_file import load_draft
    from .roundtrip.reasons import Reasons

    after = load_draft(back, Reasons(reason.strip(), reasons), summary)
    return compare_in_library(after, back.as_at, back.policy.id, back.version.name, back.new_version)
