"""The import: foreign files become a draft library, laid over a library where there is one, checked, read
back and counted word by word before it is put in its place.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
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
from ..model.dates import first_day, suggest_iso
from ..model.ids import explain_bad_id
from ..model.library import Library
from ..model.record_types import ID, RESERVED_IDS
from ..model.table import ValueChange, list_holders
from ..model.text import count_noun
from ..readers.reading import read_source
from ..readers.source import Source
from ..readers.words import split_words
from .draft import Drafted, write_draft
from .imported import Imported, Terms, join_parts, outline_source
from .library_match import MatchedSources, match_with_library, match_without_library
from .proposals import Decision, Proposals, make_slug
from .questions import ask_what_is_not_stated
from .read_back import read_back, reads_alike
from .report import (
    ImportSummary,
    Summary,
    count_shapes,
    count_words,
    describe_report,
    write_json,
    write_report,
)
from .reuse import As
from .school_files import SchoolFiles, make_setting, write_school_files

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
    words add up. `library` is the folder of the library that the draft is laid over, if there is one. `asked`
    is the number of questions about the school; those about a policy stand in its summary.
    """

    folder: Path
    problems: tuple[Problem, ...]
    sources: tuple[ImportSummary, ...]
    library: Path | None
    asked: int = 0

    @property
    def is_written(self) -> bool:
        """Say whether the draft was put in its place."""
        return not errors_in(self.problems)

    def lines(self) -> Iterator[str]:
        """What was found, and what to do now, for a person."""
        for summary in self.sources:
            yield _describe(summary)
        asked = sum(len(summary.imported.advice.questions) for summary in self.sources) + self.asked
        if asked:
            yield f"{count_noun(asked, 'question')} about what the text does not say: answer in the report."
        report = self.folder / "import" / "report.yml"
        yield (
            f"Wrote the draft {self.folder}. Read {report}, then: cd {self.folder} && clausewright check &&"
            " clausewright build"
        )
        if self.library:
            yield (
                f"The draft is the library in {self.library} with the policy in it; its other schools are"
                " left out. When it is right, take over into the library what the report lists under 'files'."
            )


def import_files(
    options: ImportOptions, show_progress: Callable[[str, int, int], None] = lambda *_: None
) -> ImportResult:
    """Turn foreign files into a draft library without losing a word; `show_progress` is told how many files
    of how many are read.

    A clause that the library has already is tried as the library's own. Where the draft, read back through
    the whole compiler, does not read as the source does, the next try keeps the clause apart.

    Raises UsageError for ids, dates, files and folders that cannot be, and ClausewrightError where a file or
    the library cannot be read.
    """
    _refuse(options)
    reported = read_import_report(options.accept) if options.accept else {}
    decisions = {id: Decision(accept, details) for id, (accept, details) in reported.items()}
    sources = []
    for number, path in enumerate(options.files, start=1):
        sources.append(read_source(path.name, read_foreign(path)))
        show_progress("Files read", number, len(options.files))
    library = _load_library(options)
    root = options.library.resolve() if library else None
    refused: frozenset[str] = frozenset()
    if options.into:
        refuse_if_taken(options.into)
    while True:
        attempt = _make_attempt(options, sources, library, decisions, refused)
        with draft(attempt.folder, attempt.files, root, attempt.matched.school.id) as written:
            for policy_draft in attempt.drafted:
                written.add_bytes(policy_draft.pictures)
            written.append(attempt.school_files.added)
            if library:
                _settle_values(written, attempt, library, options.as_at)
            problems, summaries, otherwise = _check_draft(written, attempt, options)
            if otherwise - refused:
                # A clause of the library that does not read as the source does, once all is put together, is
                # not the same.
                refused |= otherwise
                continue
            asked = len(attempt.shared.questions)
            result = ImportResult(attempt.folder, problems, tuple(summaries), root, asked)
            if result.is_written:
                summary = _summarise(attempt, options, library)
                written.add(
                    {
                        "import/report.yml": write_report(summaries, attempt.shared, summary),
                        "import/report.json": write_json(describe_report(summaries, attempt.shared, summary)),
                    }
                )
                written.approved = True
        return result


@dataclass(frozen=True, slots=True)
class _Attempt:
    """One try at a draft: the sources as they were understood, and the files that they became."""

    folder: Path
    shared: Proposals
    matched: MatchedSources
    drafted: Sequence[Drafted]
    school_files: SchoolFiles
    files: Mapping[str, str]


def _make_attempt(
    options: ImportOptions,
    sources: Sequence[Source],
    library: Library | None,
    decisions: Mapping[str, Decision],
    refused: frozenset[str],
) -> _Attempt:
    """Understand the sources and write the draft's files. Clauses that are `refused` were tried as the
    library's own and do not read as the source does.
    """
    shared = Proposals(decisions)
    terms = Terms(options.version, options.numbering, options.as_at)
    imported = [outline_source(source, Proposals(decisions, taken=shared.taken)) for source in sources]
    if options.policy and len(imported) > 1:
        imported = [join_parts(imported)]
    taken = {*library.policies} if library else set()
    for index, policy in enumerate(imported):
        answered = ask_what_is_not_stated(policy, terms)
        id = choose_policy_id(answered, options.policy, options.school, taken)
        imported[index] = replace(answered, policy=id)
        taken.add(imported[index].policy)
    if library:
        matched = match_with_library(library, imported, shared, terms, options.school, refused)
    else:
        matched = match_without_library(imported, shared, options.school, options.as_at)
    terms = replace(terms, school=matched.school.id)
    clauses = {*library.clauses} if library else set()
    drafted = [
        write_draft(policy, uses, matched.fields, terms, library, clauses)
        for policy, uses in zip(matched.imported, matched.uses, strict=True)
    ]
    school_files = write_school_files(
        matched.imported, drafted, matched.school, matched.added, matched.settings, library
    )
    drafted[0].remarks += [*school_files.remarks, *_remark_on_unknown(decisions, shared)]
    files = dict(school_files.files)
    for policy_draft in drafted:
        files |= policy_draft.files
    folder = options.into or Path(f"{imported[0].policy}-draft")
    return _Attempt(folder, shared, matched, drafted, school_files, files)


def _settle_values(written: Draft, attempt: _Attempt, library: Library, as_at: date) -> None:
    """Put the values of a school that the library knows into its file, where they belong."""
    school = attempt.matched.school
    if school.known is None:
        return
    holder = next(holder for holder in list_holders(library, as_at) if holder.key == ("school", school.id))
    settings = [*attempt.matched.settings, *map(make_setting, attempt.matched.added)]
    changes = [ValueChange(holder, setting.variable, setting.value, None) for setting in settings]
    root = written.root.resolve()
    write_files(root, change_files(root, changes, as_at, None))


def _summarise(attempt: _Attempt, options: ImportOptions, library: Library | None) -> Summary:
    """What the report says of the whole."""
    arguments = [shlex.quote(str(path)) for path in options.files]
    for name in ("policy", "version", "school"):
        if value := getattr(options, name):
            arguments.append(f"--{name} {value}")
    if options.library != Path():
        arguments.append(f"--library {shlex.quote(str(options.library))}")
    command = " ".join(["clausewright import", *arguments])
    matched = attempt.matched
    if not library:
        return Summary(matched.school.id, command)
    is_changed = matched.school.known and (matched.settings or matched.added)
    changed = [f"variables/schools/{matched.school.id}/school.yml"] if is_changed else []
    new = [*attempt.files, *(path for policy_draft in attempt.drafted for path in policy_draft.pictures)]
    return Summary(matched.school.id, command, sorted(new), attempt.school_files.added, changed)


def _refuse(options: ImportOptions) -> None:
    for name, id in (("policy", options.policy), ("school", options.school)):
        if id and (advice := explain_bad_id(id, "social-media")):
            raise UsageError(f"--{name} '{id}' cannot be an id. {advice}")
    if options.version:
        try:
            first_day(options.version)
        except ValueError:
            meant = suggest_iso(options.version) or "2026-09, or 2026-09-15 for a day"
            raise UsageError(f"--version '{options.version}' is not a date. Write {meant}.") from None


def choose_policy_id(imported: Imported, asked: str, school: str, taken: Container[str]) -> str:
    """The policy's id: what was asked for, or its title without the words that every title has,
    and with the school's id if need be.
    """
    if asked:
        if asked in taken:
            raise UsageError(
                f"The library has a policy '{asked}'. Give this one an id of its own: it stays beside it."
            )
        return asked
    title = re.sub(
        r"\([^)]*\)|\b(model|policy|procedure|and|on|the|use|of)\b|\d{4}",
        " ",
        imported.outline.title,
        flags=re.IGNORECASE,
    )
    base = make_slug(title, 4) or "policy"
    base = base if ID.fullmatch(base) and base not in RESERVED_IDS else f"policy-{base}"
    id, count = base, 1
    while id in taken:
        count += 1
        id = f"{base}-{school}" if school and count == 2 else f"{base}-{count}"
    return id


def has_library(root: Path) -> bool:
    """Say whether a folder has clauses or variables against which a draft can be held."""
    return any((root / part).exists() for part in ("policies/clauses", "variables/schema.yml"))


def _load_library(options: ImportOptions) -> Library | None:
    """The library that the draft is laid over, where the command runs in one.
    Raises ClausewrightError where that has errors.
    """
    root = options.library
    if not has_library(root):
        return None
    library, loaded = load_library(root.resolve())
    # What is wrong with a school is no matter of the others', and the draft leaves it out.
    stopping = [
        problem
        for problem in errors_in(check(library, loaded, options.as_at))
        if not problem.schools and not problem.path.startswith("variables/schools/")
    ]
    if stopping:
        raise ClausewrightError(stopping)
    return library


def _remark_on_unknown(decisions: Mapping[str, Decision], shared: Proposals) -> list[str]:
    lost = [id for id in decisions if id not in shared.taken]
    more = f" and {len(lost) - _SHOWN} more" if len(lost) > _SHOWN else ""
    return (
        [f"The report decides on what this import did not find: {', '.join(lost[:_SHOWN])}{more}."]
        if lost
        else []
    )


def _check_draft(
    written: Draft, attempt: _Attempt, options: ImportOptions
) -> tuple[tuple[Problem, ...], list[ImportSummary], frozenset[str]]:
    """Check the draft, read it back and count its words.
    Also returns the library's clauses that read otherwise than the source.
    """
    library, loaded = load_library(written.root.resolve())
    problems = check(library, loaded, options.as_at)
    if stopping := errors_in(problems):
        # A clause of the library that cannot stand here is not the same; what else is wrong is for a person.
        reused = {
            use.like.clause
            for uses in attempt.matched.uses
            for use in uses
            if use.like and use.outcome is As.SAME
        }
        return problems, [], frozenset(reused & {Path(problem.path).parent.name for problem in stopping})
    documents = read_back(library, attempt.matched.school.id, options.as_at)
    summaries = []
    otherwise: set[str] = set()
    matched = attempt.matched
    for policy, policy_draft, uses in zip(matched.imported, attempt.drafted, matched.uses, strict=True):
        back = documents[policy.policy]
        kept = back.words
        if not policy.outline.title_in_text:
            # The title stands at the head of the draft, but not in the text of the source.
            kept = kept[len(split_words(policy.outline.title)) :]
        count = count_words(policy, policy_draft.left_out, kept)
        summaries.append(ImportSummary(policy, policy_draft, count, uses))
        problems = (*problems, *_report_miscount(summaries[-1]))
        for use, clause in zip(uses, policy.outline.clauses(), strict=True):
            if use.like and use.outcome is As.SAME:
                words = back.clauses.get(use.like.clause, [])
                if not reads_alike(words, clause, options.numbering):
                    otherwise.add(use.like.clause)
    return problems, summaries, frozenset(otherwise)


def _report_miscount(summary: ImportSummary) -> list[Problem]:
    count = summary.count
    if count.adds_up:
        return []
    faults = []
    if count.missing:
        faults.append(f"{len(count.missing)} words of it would be lost ({', '.join(count.missing[:_SHOWN])})")
    if count.surplus:
        faults.append(f"{len(count.surplus)} words would be new ({', '.join(count.surplus[:_SHOWN])})")
    hint = (
        "If you changed words in the report, change them back: it decides what words mean, not what they are."
        " Else please report this."
    )
    return [Problem(summary.imported.source.name, 0, f"does not add up: {'; '.join(faults)}", hint)]


_SHAPES = {"sections": "heading", "clauses": "clause", "lists": "list", "tables": "table"}


def _describe(summary: ImportSummary) -> str:
    imported, count, numbers = summary.imported, summary.count, count_shapes(summary.imported)
    proposals = imported.advice.proposals
    waiting = sum(not proposal.accept for proposal in proposals)
    name, version = imported.source.name, summary.drafted.version
    counts = ", ".join(count_noun(numbers[shape], name) for shape, name in _SHAPES.items())
    lines = [
        f"{name} ({imported.source.format}) -> policy '{imported.policy}', version {version}",
        f"  words: {count.came_in} in = {count.kept} kept + {count.left_out} left out",
        f"  found: {counts}",
    ]
    if any(use.like for use in summary.uses):
        kinds = summary.kinds()
        lines.append(
            f"  clauses: {kinds['same']} the library's own, {kinds['amendment']} amendments of the library's,"
            f" {kinds['new']} new"
        )
    lines.append(f"  proposals: {len(proposals)}, of which {waiting} wait for your decision")
    return "\n".join(lines)
