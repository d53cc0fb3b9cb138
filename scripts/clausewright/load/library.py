"""Every file of a library, read into its typed value; what is wrong with any of them, all at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from ..errors import ClausewrightError, Problem, Severity
from ..model.known import Known
from ..model.leftovers import is_leftover
from ..model.library import Citation, DamagedParts, Group, Library, Name, SiteSettings, Term
from ..model.records import CitationFacts, TermFacts
from ..model.rule_records import ChecklistFacts, NameFacts, PositionFacts, RequirementFacts
from .effects import read_effects
from .files import read_folder, show_name
from .git import read_ref
from .layout import find_original, suggest_name
from .overrides import check_overrides
from .policies import read_clauses, read_editions, read_entries, read_images, read_policies, read_wording
from .reader import Reader
from .settings import SETTINGS, check_settings, read_site_settings
from .variables import read_layer, read_schema, read_schools, read_trusts

# -- What clausewright itself knows of law, guidance and names -----------------------------------------------

_FILES = ("citations", "names", "positions", "checklists", "wording", "requirements")


@cache
def read_shipped() -> Known:
    """The entries that come with clausewright: in its package, or beside it where it runs from its own
    folder.
    """
    package = Path(__file__).parents[1]
    folder = next(
        (
            path
            for path in (package / "known", package.parents[1] / "policies")
            if (path / "positions.yml").is_file()
        ),
        None,
    )
    if folder is None:
        return Known()
    files = {f"policies/{name}.yml": (folder / f"{name}.yml").read_bytes() for name in _FILES}
    reader = Reader(files, [])
    return Known(
        {id: facts for id, _, _, facts in read_entries(reader, "citation", CitationFacts)},
        {id: facts for id, _, _, facts in read_entries(reader, "name", NameFacts)},
        {id: facts for id, _, _, facts in read_entries(reader, "position", PositionFacts)},
        {id: facts for id, _, _, facts in read_entries(reader, "checklist", ChecklistFacts)},
        dict(read_wording(reader)),
        {id: facts for id, _, _, facts in read_entries(reader, "requirement", RequirementFacts)},
    )


def read_known(reader: Reader, citations: Mapping[str, Citation], names: Mapping[str, Name]) -> Known:
    """A library's own entries over the shipped ones; none of the files has to be there."""
    library_entries = Known(
        {id: citation.facts for id, citation in citations.items()},
        {id: name.facts for id, name in names.items()},
        {id: facts for id, _, _, facts in read_entries(reader, "position", PositionFacts)},
        {id: facts for id, _, _, facts in read_entries(reader, "checklist", ChecklistFacts)},
        dict(read_wording(reader)),
        {id: facts for id, _, _, facts in read_entries(reader, "requirement", RequirementFacts)},
    )
    return read_shipped().with_own(library_entries)


# -- A whole library -----------------------------------------------------------------------------------------


def load_library(root: Path) -> tuple[Library, tuple[Problem, ...]]:
    """Load the library in the folder `root`.

    Returns all of it that can be read, and every problem found in reading it. Templates are not looked into:
    that is check's work.
    """
    files, problems = read_folder(root)
    problems += (
        *_check_variables(root),
        *_find_misnamed(root),
        *check_settings(root),
        *check_overrides(root),
    )
    return _read(root, files, problems, read_site_settings(root))


def load_changed(root: Path, changed: Mapping[str, bytes | None]) -> tuple[Library, tuple[Problem, ...]]:
    """Load the library in the folder `root` as it would be with other bytes in some files, and without those
    for which there is None. Returns what `load_library` does.
    """
    files, problems = read_folder(root)
    for path, data in changed.items():
        if data is None:
            files.pop(path, None)
        else:
            files[path] = data
    return _read(root, files, problems, read_site_settings(root))


def load_ref(root: Path, ref: str) -> tuple[Library, tuple[Problem, ...]]:
    """Load the library in the folder `root` as it was at a git ref.

    Returns what `load_library` does. Raises UsageError where there is no such ref.
    """
    return _read(root, *read_ref(root, ref), SiteSettings())


def _read(
    root: Path, files: dict[str, bytes], problems: list[Problem], settings: SiteSettings
) -> tuple[Library, tuple[Problem, ...]]:
    if not any(name.startswith("policies/") for name in files):
        raise ClausewrightError([_explain_no_library(root)])
    reader = Reader(files, problems)
    schema = read_schema(reader)
    authorities = reader.list_files("variables/authorities")
    citations = {
        id: Citation(path, line, id, facts)
        for id, path, line, facts in read_entries(reader, "citation", CitationFacts)
    }
    names = {
        id: Name(path, line, id, facts) for id, path, line, facts in read_entries(reader, "name", NameFacts)
    }
    library = Library(
        root=root,
        policies={policy.id: policy for policy in read_policies(reader)},
        clauses={clause.id: clause for clause in read_clauses(reader)},
        citations=citations,
        terms={
            id: Term(path, line, id, facts)
            for id, path, line, facts in read_entries(reader, "term", TermFacts)
        },
        names=names,
        known=read_known(reader, citations, names),
        editions=read_editions(reader),
        schema=schema,
        common=read_layer(reader, "common", "variables/common.yml", schema),
        authorities={
            id: Group(id, read_layer(reader, "authority", path, schema)) for id, path in authorities
        },
        trusts=dict(read_trusts(reader, schema)),
        schools=dict(read_schools(reader, schema)),
        images=read_images(reader),
        effects=read_effects(reader, schema),
        site_url=settings.url,
        title=settings.title,
        unit=settings.unit,
        unread={kind: frozenset(ids) for kind, ids in reader.unread.items()},
    )
    damaged = DamagedParts(
        reader.damaged_policies,
        reader.damaged_clauses,
        reader.damaged_schools,
        tuple(reader.damaged_amendments),
        tuple(reader.damaged_adoptions),
    )
    library = replace(library, damaged=damaged)
    return library, tuple(sorted(set(problems)))


def _explain_no_library(root: Path) -> Problem:
    """The one thing to say where there is no library: nothing else that is missing there matters."""
    names = [path.name for path in root.iterdir() if path.is_dir()] if root.is_dir() else []
    nearest = next((name for name in sorted(names) if suggest_name(name, ["policies"])), "")
    hint = "Run this where mkdocs.yml and policies/ are, or make a library with 'clausewright new DIR'."
    if nearest and nearest != "policies":
        hint = f"Did you mean 'policies'? There is a folder '{nearest}': rename it."
    return Problem("policies", 0, "no library here: the folder policies/ is missing or empty", hint)


def _check_variables(root: Path) -> list[Problem]:
    """Whether the folder variables/ is there, or one that was meant to be it."""
    if (root / "variables").is_dir() or not (root / "policies").is_dir():
        return []
    names = sorted(path.name for path in root.iterdir() if path.is_dir())
    nearest = next((name for name in names if suggest_name(name, ["variables"])), "")
    hint = "'clausewright new DIR' writes an example of every file."
    if nearest:
        hint = f"Did you mean 'variables'? There is a folder '{nearest}': rename it."
    return [Problem("variables", 0, "is missing", hint)]


_PARTS = ("policies", "variables", "overrides")


def _find_misnamed(root: Path) -> list[Problem]:
    """Folders and files of the outermost folder that were probably meant to be one that a library has."""
    problems = []
    for path in sorted(root.iterdir()) if root.is_dir() else ():
        if path.name in (*_PARTS, SETTINGS) or path.name.startswith(".") or is_leftover(path.name):
            continue
        nearest = suggest_name(path.name, _PARTS) if path.is_dir() else find_original(path.name, [SETTINGS])
        is_there = bool(nearest) and (root / nearest).exists()
        if not nearest or (nearest != "overrides" and not is_there):  # that it is missing is told by itself
            continue
        hint = f"Did you mean '{nearest}'?"
        if is_there:
            hint += " That is there too: take over what is newer, and move this one away."
        kind = "folder" if path.is_dir() else "file"
        message = f"is a {kind} that nothing reads"
        problems.append(Problem(show_name(path.relative_to(root)), 0, message, hint, Severity.WARNING))
    return problems
