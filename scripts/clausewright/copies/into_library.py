"""Into a library that is there: each school's copies are held against its clauses, school by school, as one
school's import is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..edit.library_files import refuse_if_taken
from ..errors import Problem
from ..importer.pipeline import ImportOptions, ImportResult, import_files
from ..importer.proposals import Proposals
from ..load import load_library
from ..model.text import count_noun
from .options import SchoolsOptions
from .reading import list_files, read_drawer


@dataclass(frozen=True, slots=True)
class SchoolsInLibrary:
    """What became of a drawer in a library: the import of each school, in a folder of its own."""

    folder: Path
    schools: tuple[tuple[str, ImportResult], ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems of all schools."""
        return tuple(problem for _, result in self.schools for problem in result.problems)

    @property
    def is_written(self) -> bool:
        """Say whether every school's draft was put in its place."""
        return all(result.is_written for _, result in self.schools)

    def lines(self) -> Iterator[str]:
        """What was found at each school."""
        for school, result in self.schools:
            if not result.is_written:
                yield f"{school}: not written, because of the errors above."
                continue
            for summary in result.sources:
                kinds, file = summary.kinds(), summary.imported.source.name
                yield (
                    f"{school}, {file}: {kinds['same']} clauses are the library's own, {kinds['amendment']}"
                    f" are in the school's own words, {kinds['new']} are new."
                )
        written = sum(result.is_written for _, result in self.schools)
        yield (
            f"Wrote {count_noun(written, 'draft')} in {self.folder}, a folder a school. Each has a report in"
            " import/report.yml, which says under 'files' what to take over into the library."
        )


def import_into_library(options: SchoolsOptions, library: Path) -> SchoolsInLibrary:
    """Hold every school's copies against the library in `library`: its values, choices, own wordings and
    decisions become a draft of the library with the school in it, in a folder of `options.into` a school.

    One school's errors keep only that school from being written. Raises UsageError for ids, files and folders
    that cannot be, and ClausewrightError where a file or the library cannot be read.
    """
    refuse_if_taken(options.into)
    files = list_files(options.paths)
    schools, copies = read_drawer(files, options.as_at, Proposals())
    known = _list_known_names(library, options.as_at)
    by_school: defaultdict[str, list[Path]] = defaultdict(list)
    for copy in copies:
        by_school[copy.school].append(copy.path)
    names = {school.id: school.name for school in schools}
    results = []
    for school, paths in by_school.items():
        asked = ImportOptions(
            paths,
            options.as_at,
            version=options.version,
            school=known.get(names[school], school),
            into=options.into / school,
            library=library,
        )
        results.append((school, import_files(asked)))
    return SchoolsInLibrary(options.into, tuple(results))


def _list_known_names(root: Path, as_at: date) -> dict[str, str]:
    """The ids of a library's schools by their names."""
    library, _ = load_library(root.resolve())
    return {
        str(value.value): school.id
        for school in library.schools.values()
        if (value := school.values.at("school.name", as_at))
    }
