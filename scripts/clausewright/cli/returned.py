"""`clausewright return`."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from ..assemble.assembly import Assembler
from ..assemble.sites import Copy, Site, every_site
from ..check import check
from ..edit.amendments import amendment_text
from ..edit.values import changed_files, write_files
from ..errors import ClausewrightError, Problem, UsageError, errors_in
from ..load import Unfit, from_printed, load_changed
from ..model.library import Amendment, Fragment, Library, School
from ..model.local import Action, AmendmentFacts
from ..model.table import ValueChange, holders
from ..publish import word_file
from ..returns.compare import compare
from ..returns.proposals import TextProposal, ValueProposal, text_proposals, value_proposals
from ..returns.report import lines_of
from ..word.identity import Identity
from ..word.returned import UnreadableWordFileError, WordFile, read_word_file
from .command import Command, checked, library_options
from .say import Voice


def _options(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path, metavar="FILE", help="a Word file that clausewright made and somebody edited")
    library_options(command)
    command.add_argument("--apply", action="store_true", help="write the proposed values and amendments into the school's files")
    command.add_argument("--reason", default="", metavar="TEXT", help="why the school wants its own wording; amendments need one")


def _run(options: argparse.Namespace, voice: Voice) -> int:
    library, problems = checked(options.library, options.as_at)
    if errors_in(problems):
        raise ClausewrightError(errors_in(problems))
    assembler = Assembler(library)
    sites = every_site(assembler, options.as_at)
    places = {id for site in sites for id in site.clauses}
    back = _read(options.file, places)
    if back.identity is None:
        raise UsageError(f"{options.file} does not say which document it is: it was not made by clausewright. Try 'clausewright import'.")
    site, copy = _found(sites, back.identity)
    sent = read_word_file(word_file(assembler, site, copy), places)
    returned = compare(sent, back)
    revisions = {revision.clause: revision for revision in copy.assembled.revisions}
    layers = {key: bound.layer for key, bound in copy.values.items()}
    values, texts = tuple(value_proposals(returned, library, layers)), tuple(text_proposals(returned, revisions, library))
    voice.tell(f"{copy.assembled.policy.facts.title}, {copy.assembled.version.title}, {site.name}")
    for line in lines_of(returned, values, texts, site.id, str(options.as_at)):
        voice.tell(line)
    if not (any(not one.why_not for one in values) or any(not one.why_not for one in texts)):
        return 0
    if not options.apply:
        voice.tell("\nNothing was written. To write what is proposed, run this again with --apply.")
        return 0
    for path in _apply(library, site, values, texts, options):
        voice.tell(f"Wrote {path}.")
    if any(not one.why_not for one in texts):
        voice.tell("The school's own wording is a decision: have it made, and record it with 'clausewright adopt'.")
    return 0


def _apply(
    library: Library, site: Site, values: Iterable[ValueProposal], texts: Iterable[TextProposal], options: argparse.Namespace
) -> Iterable[str]:
    """Write the proposals into the school's files, all of them or none; return the paths."""
    if site.school is None:
        raise UsageError("The model's values and words are changed in its own files, not from Word.")
    wanted = [one for one in texts if not one.why_not]
    if wanted and not options.reason.strip():
        raise UsageError("An amendment needs a reason. Say it with --reason; nothing was written.")
    files = dict(changed_files(library.root, tuple(_changes(library, site.school, values, options.as_at)), options.as_at, None))
    for one in wanted:
        path = f"variables/schools/{site.id}/amendments/{one.clause}/{options.as_at}.md"
        if (library.root / path).exists():
            raise UsageError(f"{path} is there already. Nothing was written.")
        facts = AmendmentFacts(amends=one.revision, action=Action.REPLACE, reason=options.reason)
        amendment = Amendment(one.clause, str(options.as_at), "school", facts, Fragment(one.body, path, 1), {})
        files[path] = amendment_text(amendment).encode()
    after, problems = load_changed(library.root, files)
    if stopping := [one for one in errors_in(check(after, problems, options.as_at)) if one.path in files]:
        raise ClausewrightError(stopping)
    write_files(library.root, files)
    return files


def _changes(library: Library, school: School, values: Iterable[ValueProposal], as_at: date) -> Iterator[ValueChange]:
    holder = next(one for one in holders(library, as_at) if one.key == ("school", school.id))
    known, problems = library.values(school, as_at), []
    for one in values:
        if not one.why_not:
            now = known[one.key].value if one.key in known else None
            try:
                yield ValueChange(holder, library.schema[one.key], from_printed(library.schema[one.key], one.part, now, one.edit.new), None)
            except Unfit as error:
                problems.append(Problem(holder.layer.path, 0, f"'{one.key}' {error}", error.hint))
    if problems:
        raise ClausewrightError(problems)


def _read(file: Path, places: Iterable[str]) -> WordFile:
    try:
        return read_word_file(file.read_bytes(), places)
    except FileNotFoundError:
        raise UsageError(f"There is no file {file}.") from None
    except IsADirectoryError:
        raise UsageError(f"{file} is a folder.") from None
    except UnreadableWordFileError as error:
        raise ClausewrightError([Problem(str(file), 0, "cannot be read", str(error))]) from None


def _found(sites: Iterable[Site], identity: Identity) -> tuple[Site, Copy]:
    """The document that a file says it is, in the newest edition that has it."""
    own = [site for site in sites if site.id == identity.reader]
    if not own:
        raise UsageError(f"The file is of '{identity.reader}', which this library does not have.")
    for site in sorted(own, key=lambda site: site.showing.day, reverse=True):
        for copy in site.copies:
            if (copy.assembled.policy.id, copy.assembled.version.name) == (identity.policy, identity.version):
                return site, copy
    raise UsageError(f"{own[0].name} shows no version {identity.version} of '{identity.policy}' any more.")


COMMAND = Command("return", "take back a Word file that was sent out and edited, and say what follows from each edit", _options, _run)
