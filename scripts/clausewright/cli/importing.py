"""`clausewright import`."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from pathlib import Path

from ..check import check
from ..edit.drafts import Draft, draft, refuse_if_taken
from ..errors import Problem, UsageError, errors_in
from ..intake.advice import Advice, Decision, slug
from ..intake.draft import Drafted, Imported, Terms, draft_of
from ..intake.household import household
from ..intake.outline import texts_of
from ..intake.reading import read_source
from ..intake.report import Told, as_data, as_json, as_yaml, counted, shapes
from ..intake.sense import with_references
from ..intake.source import LeftOut
from ..intake.structure import outline_of
from ..intake.values import values_in
from ..intake.words import words_in
from ..load import load_library
from ..load.advised import read_decisions
from ..load.foreign import read_foreign
from ..model.dates import first_day
from ..model.library import Library
from ..model.records import ID, RESERVED_IDS
from .command import Command, library_options, problem_options
from .readback import words_of_documents
from .say import Voice

_NUMBERINGS = ("as-imported", "1.1", "1.1.", "1.1:", "1", "none")
_SHOWN = 12


def _options(command: argparse.ArgumentParser) -> None:
    command.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a policy as .docx, .odt, .html, .md, .txt or .pdf")
    command.add_argument("--policy", metavar="ID", help="the policy's id (made from its title)")
    command.add_argument(
        "--version", metavar="DATE", default="", help="the version's date, as 2026-09 or 2026-09-15 (what the policy says)"
    )
    command.add_argument("--school", metavar="ID", default="", help="the school's id (made from its name)")
    command.add_argument("--into", type=Path, metavar="DIR", help="the folder of the draft, new or empty (POLICY-draft)")
    command.add_argument("--accept", type=Path, metavar="REPORT", help="the report of an earlier import, with what you decided")
    command.add_argument("--numbering", choices=_NUMBERINGS, default="as-imported", help="whose numbers clauses have (as-imported)")
    library_options(command)
    problem_options(command)


def _run(options: argparse.Namespace, voice: Voice) -> int:
    _refuse(options)
    decided = read_decisions(options.accept) if options.accept else {}
    decisions = {id: Decision(accept, details) for id, (accept, details) in decided.items()}
    shared = Advice(decisions)
    imported = [_read(path, options, Advice(decisions, taken=shared.taken)) for path in options.files]
    imported = [_named(one, options.policy, [other.policy for other in imported[:at]]) for at, one in enumerate(imported)]
    folder = options.into or Path(f"{imported[0].policy}-draft")
    refuse_if_taken(folder)
    library = _library(options.library)
    fields = values_in(
        (text for one in imported for clause in one.outline.clauses() for text in (clause.title, *texts_of(clause.blocks))), shared
    )
    terms = Terms(options.version, options.numbering, options.as_at)
    taken: set[str] = set()
    drafted = [draft_of(one, fields, terms, library, taken) for one in imported]
    school, files, remarks = household(imported, drafted, fields, shared, options.school)
    drafted[0].remarks += [*remarks, *_unknown(decisions, shared)]
    for one in drafted:
        files |= one.files
    with draft(folder, files) as written:
        problems, told = _looked_at(written, imported, drafted, school, options)
        voice.problems(problems)
        stopping = errors_in(problems)
        if not stopping:
            written.add(
                {
                    "import/report.yml": as_yaml(told, shared.proposals, school),
                    "import/report.json": as_json(as_data(told, shared.proposals, school)),
                }
            )
            written.approved = True
    if stopping:
        voice.complain("Nothing was written.")
        return 1
    for each in told:
        voice.tell(_summary(each))
    voice.tell(
        f"Wrote the draft {folder}. Read {folder / 'import' / 'report.yml'}, then: cd {folder} && clausewright check && clausewright build"
    )
    return 0


def _refuse(options: argparse.Namespace) -> None:
    if options.policy and len(options.files) > 1:
        raise UsageError("--policy names one policy. Import several files without it, or one at a time.")
    for name, id in (("policy", options.policy), ("school", options.school)):
        if id and (not ID.fullmatch(id) or id in RESERVED_IDS):
            raise UsageError(
                f"--{name} '{id}' cannot be an id. Use lower-case letters and digits, joined by single hyphens: 'social-media'."
            )
    if options.version:
        try:
            first_day(options.version)
        except ValueError:
            raise UsageError(f"--version '{options.version}' is not a date. Write 2026-09, or 2026-09-15 for a day.") from None


def _read(path: Path, options: argparse.Namespace, advice: Advice) -> Imported:
    source = read_source(path.name, read_foreign(path))
    outline, left_out, standing = outline_of(source, advice)
    return Imported(options.policy or "", source, with_references(outline, advice), left_out, standing, advice)


def _named(imported: Imported, asked: str | None, before: Sequence[str]) -> Imported:
    """The policy's id: what was asked for, or its title without the words that every title has."""
    title = re.sub(r"\([^)]*\)|\b(model|policy|procedure|and|on|the|use|of)\b|\d{4}", " ", imported.outline.title, flags=re.IGNORECASE)
    base = asked or slug(title, 4) or "policy"
    base = base if ID.fullmatch(base) and base not in RESERVED_IDS else f"policy-{base}"
    id, count = base, 1
    while id in before:
        count += 1
        id = f"{base}-{count}"
    return Imported(id, imported.source, imported.outline, imported.left_out, imported.standing, imported.advice)


def _library(root: Path) -> Library | None:
    """The library whose clauses the imported ones are compared with, where the command runs in one."""
    return load_library(root.resolve())[0] if (root / "policies").is_dir() else None


def _unknown(decisions: dict[str, Decision], shared: Advice) -> list[str]:
    lost = [id for id in decisions if id not in shared.taken]
    more = f" and {len(lost) - _SHOWN} more" if len(lost) > _SHOWN else ""
    return [f"The report decides on what this import did not find: {', '.join(lost[:_SHOWN])}{more}."] if lost else []


def _looked_at(
    written: Draft, imported: Sequence[Imported], drafted: Sequence[Drafted], school: str, options: argparse.Namespace
) -> tuple[tuple[Problem, ...], list[Told]]:
    """Check the draft, read it back and count its words."""
    library, loaded = load_library(written.root.resolve())
    problems = check(library, loaded, options.as_at)
    if errors_in(problems):
        return problems, []
    documents = words_of_documents(library, school, options.as_at)
    told = []
    for one, its_draft in zip(imported, drafted, strict=True):
        kept = documents.get(one.policy, [])
        left_out: list[LeftOut] = its_draft.left_out
        if not one.outline.title_is_its_own:
            # The title stands at the head of the draft, but not in the text of the source.
            kept = _without(kept, one.outline.title)
        told.append(Told(one, its_draft, counted(one, left_out, kept)))
        problems = (*problems, *_miscounted(told[-1]))
    return problems, told


def _without(words: Sequence[str], title: str) -> list[str]:
    return list(words[len(words_in(title)) :])


def _miscounted(told: Told) -> list[Problem]:
    count, name = told.count, told.imported.source.name
    if count.adds_up:
        return []
    lost = f"{len(count.missing)} words of it would be lost ({', '.join(count.missing[:_SHOWN])})" if count.missing else ""
    new = f"{len(count.surplus)} words would be new ({', '.join(count.surplus[:_SHOWN])})" if count.surplus else ""
    hint = "If you changed words in the report, change them back: it decides what words mean, not what they are. Else please report this."
    return [Problem(name, 0, f"does not add up: {'; '.join(part for part in (lost, new) if part)}", hint)]


def _summary(told: Told) -> str:
    count, found = told.count, shapes(told.imported)
    refused = sum(not proposal.accept for proposal in told.imported.advice.proposals)
    return (
        f"{told.imported.source.name} ({told.imported.source.format}) -> policy '{told.imported.policy}', version {told.drafted.version}\n"
        f"  words: {count.came_in} in = {count.kept} kept + {count.left_out} left out\n"
        f"  found: {found['sections']} headings, {found['clauses']} clauses, {found['lists']} lists, {found['tables']} tables\n"
        f"  proposals: {len(told.imported.advice.proposals)}, of which {refused} wait for your decision"
    )


COMMAND = Command("import", "turn policies from Word, PDF and other files into a draft library, without losing a word", _options, _run)
