"""The import: foreign files become a draft library, laid over a library where there is one, checked, read back
and counted word by word before it is put in its place.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ..check import check
from ..edit.library_files import Draft, draft, refuse_if_taken
from ..edit.values import change_files, write_files
from ..errors import ClausewrightError, Problem, UsageError, errors_in
from ..load import load_library
from ..load.files import read_foreign
from ..load.import_report import read_import_report
from ..model.dates import first_day
from ..model.library import Library
from ..model.records import ID, RESERVED_IDS
from ..model.table import ValueChange, list_holders
from ..model.text import counted
from ..readers.reading import read_source
from ..readers.source import Source
from ..readers.words import words_in
from .draft import Imported, Terms, draft_of
from .library_match import alone, held_against
from .merged import as_one
from .proposals import Decision, Proposals, slug
from .read_back import read_back, reads_as
from .report import ImportSummary, Summary, as_data, as_json, as_yaml, count_of, shapes
from .reuse import As
from .school_files import household, setting_of
from .structure import outline_of

_SHOWN = 12


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What to import, and what is known of it; what is empty is read off the files.

    `files` are .docx, .odt, .html, .md, .txt or .pdf. `policy` is the draft's policy id, and makes several
    files the parts of one policy. `version` is its date, `2026-09` or `2026-09-15`. `school` is the school's
    id. `into` is the draft's folder, new or empty. `accept` is the report of an earlier import with what a
    person decided in it. `numbering` is `as-imported` or a style of policy.yml. `library` is the folder in
    which the import runs; the draft is laid over it where it has clauses or variables.
    """

    files: Sequence[Path]
    as_at: date
    policy: str = ""
    version: str = ""
    school: str = ""
    into: Path | None = None
    accept: Path | None = None
    numbering: str = "as-imported"
    library: Path = Path()


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What became of an import.

    `folder` is the draft's place; it is there only where `is_written`. `problems` are those of the draft: an
    error among them keeps it from being written. `sources` say for each file what was understood and that its
    words add up. `library` is the folder of the library that the draft is laid over, if there is one.
    """

    folder: Path
    problems: tuple[Problem, ...]
    sources: tuple[ImportSummary, ...]
    library: Path | None

    @property
    def is_written(self) -> bool:
        """Say whether the draft was put in its place."""
        return not errors_in(self.problems)

    def lines(self) -> Iterator[str]:
        """What was found, and what to do now, for a person."""
        for summary in self.sources:
            yield _describe(summary)
        report = self.folder / "import" / "report.yml"
        yield (
            f"Wrote the draft {self.folder}. Read {report}, then: cd {self.folder} && clausewright check &&"
            " clausewright build"
        )
        if self.library:
            yield (
                f"The draft is the library in {self.library} with the policy in it; its other schools are left"
                " out. When it is right, take over into the library what the report lists under 'files'."
            )


def import_files(options: ImportOptions) -> ImportResult:
    """Turn foreign files into a draft library without losing a word.

    A clause that the library has already is tried as the library's own. Where the draft, read back through
    the whole compiler, does not read as the source does, the next try keeps the clause apart.

    Raises UsageError for ids, dates, files and folders that cannot be, and ClausewrightError where a file or
    the library cannot be read.
    """
    _refuse(options)
    reported = read_import_report(options.accept) if options.accept else {}
    decisions = {id: Decision(accept, details) for id, (accept, details) in reported.items()}
    sources = [read_source(path.name, read_foreign(path)) for path in options.files]
    library = _library(options)
    root = options.library.resolve() if library else None
    refused: frozenset[str] = frozenset()
    if options.into:
        refuse_if_taken(options.into)
    while True:
        attempt = _Attempt(options, sources, library, decisions, refused)
        with draft(attempt.folder, attempt.files, root, attempt.likened.home.id) as written:
            written.append(attempt.household.added)
            attempt.settle(written)
            problems, summaries, otherwise = _looked_at(written, attempt, options)
            if otherwise - refused:
                # A clause of the library that does not read as the source does, once all is put together, is
                # not the same.
                refused |= otherwise
                continue
            result = ImportResult(attempt.folder, problems, tuple(summaries), root)
            if result.is_written:
                summary = attempt.summary(options)
                written.add(
                    {
                        "import/report.yml": as_yaml(summaries, attempt.shared.proposals, summary),
                        "import/report.json": as_json(as_data(summaries, attempt.shared.proposals, summary)),
                    }
                )
                written.approved = True
        return result


class _Attempt:
    """One try at a draft. Clauses that are `refused` were tried as the library's own and do not read as the
    source does.
    """

    def __init__(
        self,
        options: ImportOptions,
        sources: Sequence[Source],
        library: Library | None,
        decisions: Mapping[str, Decision],
        refused: frozenset[str],
    ) -> None:
        self.library, self.as_at = library, options.as_at
        self.shared = Proposals(decisions)
        imported = [_outlined(source, Proposals(decisions, taken=self.shared.taken)) for source in sources]
        if options.policy and len(imported) > 1:
            imported = [as_one(imported)]
        taken = {*library.policies} if library else set()
        for at, one in enumerate(imported):
            imported[at] = replace(one, policy=_policy_id(one, options, taken))
            taken.add(imported[at].policy)
        terms = Terms(options.version, options.numbering, options.as_at)
        self.likened = (
            held_against(library, imported, self.shared, terms, options.school, refused)
            if library
            else alone(imported, self.shared, options.school, options.as_at)
        )
        self.imported, home = self.likened.imported, self.likened.home
        self.folder = options.into or Path(f"{imported[0].policy}-draft")
        terms = replace(terms, school=home.id)
        clauses = {*library.clauses} if library else set()
        self.drafted = [
            draft_of(one, uses, self.likened.marked, terms, library, clauses)
            for one, uses in zip(self.imported, self.likened.uses, strict=True)
        ]
        self.household = household(
            self.imported, self.drafted, home, self.likened.own, self.likened.settings, library
        )
        self.drafted[0].remarks += [*self.household.remarks, *_unknown(decisions, self.shared)]
        self.files = dict(self.household.files)
        for its in self.drafted:
            self.files |= its.files

    def settle(self, written: Draft) -> None:
        """Put the values of a school that the library knows into its file, where they belong."""
        home = self.likened.home
        if home.known is None or not self.library:
            return
        holder = next(one for one in list_holders(self.library, self.as_at) if one.key == ("school", home.id))
        settings = [*self.likened.settings, *map(setting_of, self.likened.own)]
        changes = [ValueChange(holder, one.variable, one.value, None) for one in settings]
        root = written.root.resolve()
        write_files(root, change_files(root, changes, self.as_at, None))

    def summary(self, options: ImportOptions) -> Summary:
        """What the report says of the whole."""
        home, named = self.likened.home, ("policy", "version", "school")
        said = [f"--{name} {value}" for name in named if (value := getattr(options, name))]
        said += [f"--library {shlex.quote(str(options.library))}"] if options.library != Path() else []
        command = " ".join(
            ["clausewright import", *(shlex.quote(str(path)) for path in options.files), *said]
        )
        if not self.library:
            return Summary(home.id, command)
        changed = (
            [f"variables/schools/{home.id}/school.yml"]
            if home.known and (self.likened.settings or self.likened.own)
            else []
        )
        return Summary(home.id, command, sorted(self.files), self.household.added, changed)


def _refuse(options: ImportOptions) -> None:
    for name, id in (("policy", options.policy), ("school", options.school)):
        if id and (not ID.fullmatch(id) or id in RESERVED_IDS):
            raise UsageError(
                f"--{name} '{id}' cannot be an id. Use lower-case letters and digits, joined by single"
                " hyphens: 'social-media'."
            )
    if options.version:
        try:
            first_day(options.version)
        except ValueError:
            raise UsageError(
                f"--version '{options.version}' is not a date. Write 2026-09, or 2026-09-15 for a day."
            ) from None


def _outlined(source: Source, advice: Proposals) -> Imported:
    outline, left_out, standing = outline_of(source, advice)
    return Imported("", source, outline, left_out, standing, advice)


def _policy_id(imported: Imported, options: ImportOptions, taken: Container[str]) -> str:
    """The policy's id: what was asked for, or its title without the words that every title has, and with the
    school's id if need be.
    """
    if options.policy:
        if options.policy in taken:
            raise UsageError(
                f"The library has a policy '{options.policy}'. Give this one an id of its own: it stays"
                " beside it."
            )
        return options.policy
    title = re.sub(
        r"\([^)]*\)|\b(model|policy|procedure|and|on|the|use|of)\b|\d{4}",
        " ",
        imported.outline.title,
        flags=re.IGNORECASE,
    )
    base = slug(title, 4) or "policy"
    base = base if ID.fullmatch(base) and base not in RESERVED_IDS else f"policy-{base}"
    id, count = base, 1
    while id in taken:
        count += 1
        id = f"{base}-{options.school}" if options.school and count == 2 else f"{base}-{count}"
    return id


def _library(options: ImportOptions) -> Library | None:
    """The library that the draft is laid over, where the command runs in one. Raises ClausewrightError where
    that has errors.
    """
    root = options.library
    if not any((root / part).exists() for part in ("policies/clauses", "variables/schema.yml")):
        return None
    library, loaded = load_library(root.resolve())
    # What is wrong with a school is no matter of the others', and the draft leaves it out.
    if stopping := [
        one
        for one in errors_in(check(library, loaded, options.as_at))
        if not one.schools and not one.path.startswith("variables/schools/")
    ]:
        raise ClausewrightError(stopping)
    return library


def _unknown(decisions: Mapping[str, Decision], shared: Proposals) -> list[str]:
    lost = [id for id in decisions if id not in shared.taken]
    more = f" and {len(lost) - _SHOWN} more" if len(lost) > _SHOWN else ""
    return (
        [f"The report decides on what this import did not find: {', '.join(lost[:_SHOWN])}{more}."]
        if lost
        else []
    )


def _looked_at(
    written: Draft, attempt: _Attempt, options: ImportOptions
) -> tuple[tuple[Problem, ...], list[ImportSummary], frozenset[str]]:
    """Check the draft, read it back and count its words. Also returns the library's clauses that read
    otherwise than the source.
    """
    library, loaded = load_library(written.root.resolve())
    problems = check(library, loaded, options.as_at)
    if stopping := errors_in(problems):
        # A clause of the library that cannot stand here is not the same; what else is wrong is for a person.
        own = {
            use.like.clause
            for uses in attempt.likened.uses
            for use in uses
            if use.like and use.what is As.SAME
        }
        return problems, [], frozenset(own & {Path(one.path).parent.name for one in stopping})
    documents = read_back(library, attempt.likened.home.id, options.as_at)
    told = []
    otherwise: set[str] = set()
    for one, its_draft, uses in zip(attempt.imported, attempt.drafted, attempt.likened.uses, strict=True):
        back = documents[one.policy]
        kept = back.words
        if not one.outline.title_is_its_own:
            # The title stands at the head of the draft, but not in the text of the source.
            kept = kept[len(words_in(one.outline.title)) :]
        told.append(ImportSummary(one, its_draft, count_of(one, its_draft.left_out, kept), uses))
        problems = (*problems, *_miscounted(told[-1]))
        same = {
            use.like.clause: clause
            for use, clause in zip(uses, one.outline.clauses(), strict=True)
            if use.like and use.what is As.SAME
        }
        otherwise |= {
            id
            for id, clause in same.items()
            if not reads_as(back.clauses.get(id, []), clause, options.numbering)
        }
    return problems, told, frozenset(otherwise)


def _miscounted(told: ImportSummary) -> list[Problem]:
    count, name = told.count, told.imported.source.name
    if count.adds_up:
        return []
    lost = (
        f"{len(count.missing)} words of it would be lost ({', '.join(count.missing[:_SHOWN])})"
        if count.missing
        else ""
    )
    new = (
        f"{len(count.surplus)} words would be new ({', '.join(count.surplus[:_SHOWN])})"
        if count.surplus
        else ""
    )
    hint = (
        "If you changed words in the report, change them back: it decides what words mean, not what they are."
        " Else please report this."
    )
    return [Problem(name, 0, f"does not add up: {'; '.join(part for part in (lost, new) if part)}", hint)]


_FOUND = {"sections": "heading", "clauses": "clause", "lists": "list", "tables": "table"}


def _describe(told: ImportSummary) -> str:
    count, found = told.count, shapes(told.imported)
    waiting = sum(not proposal.accept for proposal in told.imported.advice.proposals)
    lines = [
        (
            f"{told.imported.source.name} ({told.imported.source.format}) -> policy '{told.imported.policy}',"
            f" version {told.drafted.version}"
        ),
        f"  words: {count.came_in} in = {count.kept} kept + {count.left_out} left out",
        f"  found: {', '.join(counted(found[many], one) for many, one in _FOUND.items())}",
    ]
    if any(use.like for use in told.uses):
        kinds = told.kinds()
        lines.append(
            f"  clauses: {kinds['same']} the library's own, {kinds['amendment']} amendments of the library's,"
            f" {kinds['new']} new"
        )
    return "\n".join(
        [
            *lines,
            f"  proposals: {len(told.imported.advice.proposals)}, of which {waiting} wait for your decision",
        ]
    )
