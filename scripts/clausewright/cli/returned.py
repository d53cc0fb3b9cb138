"""`clausewright return`."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ..assemble.assembler import Assembler
from ..assemble.sites import MODEL_ID, SchoolDocument, Site, every_site
from ..build import word_file
from ..check import check
from ..edit.amendments import amendment_text
from ..edit.values import changed_files, write_files
from ..errors import ClausewrightError, Problem, UsageError, did_you_mean, errors_in
from ..load import InvalidValueError, from_printed, load_changed
from ..model.library import Amendment, Fragment, Library, Policy, School, Version
from ..model.records import Action, AmendmentFacts
from ..model.table import ValueChange, holders
from ..roundtrip.compare import compare
from ..roundtrip.proposals import (
    LibraryState,
    TextProposal,
    ValueProposal,
    propose_texts,
    propose_values,
    read_library_state,
)
from ..roundtrip.recognise import Candidate, recognise_document
from ..roundtrip.report import write_report
from ..word.identity import Identity
from ..word.package import UnreadableWordFileError
from ..word.provenance import SentSnapshot
from ..word.reader import WordFile, read_word_file
from .command import Command, checked, library_options
from .output import Console

_LOST = (
    "The file has lost what it was sent with: another program saved it, or it was made before files had that."
    " It is held against the document as the library makes it today."
)


def _options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "file", type=Path, metavar="FILE", help="a Word file that clausewright made and somebody edited"
    )
    library_options(command)
    command.add_argument(
        "--apply",
        action="store_true",
        help="write the proposed values and amendments into the school's files",
    )
    command.add_argument(
        "--reason",
        default="",
        metavar="TEXT",
        help="why the school wants its own wording; amendments need one",
    )


def _run(options: argparse.Namespace, voice: Console) -> int:
    library, problems = checked(options.library, options.as_at)
    if errors_in(problems):
        raise ClausewrightError(errors_in(problems))
    document = _document(options.file, library, options.as_at)
    site, policy, sent = document.site, document.policy, document.sent
    # Bookmarks can be told from others' once it is known what was sent.
    returned = compare(sent.paragraphs, _read(options.file, [one.place for one in sent.paragraphs]))
    layers = {key: bound.layer for key, bound in site.values.items()}
    values = tuple(propose_values(returned, library, layers, document.now))
    texts = tuple(
        propose_texts(
            returned, library, {clause.id: clause.revision for clause in sent.clauses}, document.now
        )
    )
    voice.tell(f"{policy.facts.title}, {document.version.title}, {site.name}")
    for line in (*document.notes, *write_report(returned, values, texts, site.id, str(options.as_at))):
        voice.tell(line)
    if not (any(not one.why_not for one in values) or any(not one.why_not for one in texts)):
        return 0
    if not options.apply:
        voice.tell("\nNothing was written. To write what is proposed, run this again with --apply.")
        return 0
    for path in _apply(library, site, values, texts, options):
        voice.tell(f"Wrote {path}.")
    if any(not one.why_not for one in texts):
        voice.tell(
            "The school's own wording is a decision. Have it made, and record it; until then, check says that"
            " the text has changed:"
        )
        voice.tell(f"  clausewright adopt {site.id} {policy.id} {document.version.name} --on DATE --by BODY")
    return 0


@dataclass(frozen=True, slots=True)
class _Document:
    """The document that a file is: whose, of which policy and version; what it was sent with; what the
    library says of it today.
    """

    site: Site
    policy: Policy
    version: Version
    sent: SentSnapshot
    now: LibraryState
    notes: tuple[str, ...]


def _document(file: Path, library: Library, as_at: date) -> _Document:
    """Find the document. Raises UsageError where the library does not have it."""
    back = _read(file)
    identity, notes = back.identity, tuple[str, ...]()
    if identity is None:
        identity, how = _guessed(file, library, back, as_at)
        notes = (f"The file does not say which document it is; it was recognised {how}.",)
    policy, version = _in_library(file, library, identity)
    # No other school's documents are needed.
    alone = replace(
        library, schools={id: school for id, school in library.schools.items() if id == identity.reader}
    )
    assembler = Assembler(alone)
    own = sorted(
        (one for one in every_site(assembler, as_at) if one.id == identity.reader),
        key=lambda one: one.showing.day,
    )[::-1]
    found = next(((site, copy) for site in own for copy in site.copies if _is(copy, identity)), None)
    if not own:
        raise UsageError("The library has no edition yet, and so no documents.")
    if found is None:
        if back.sent is None:
            raise UsageError(
                f"{own[0].name} has no version {identity.version} of '{policy.id}' any more, and the file has"
                " lost what it said."
            )
        notes += (
            (
                f"{own[0].name} does not have this version any more: look at what is proposed with the one in"
                " force beside it."
            ),
        )
        return _Document(own[0], policy, version, back.sent, LibraryState(), notes)
    site, copy = found
    made = read_word_file(word_file(assembler, site, copy)).sent
    if made is None:
        raise AssertionError("a Word file says what it is sent with")
    if back.sent is None:
        notes += (_LOST,)
        if identity.code and identity.code != copy.code:
            notes += (
                (
                    "The document's text has changed since the file was made: some of what is listed may be"
                    " the library's own change."
                ),
            )
    now = (
        read_library_state(made.paragraphs, {clause.id: clause.revision for clause in made.clauses})
        if back.sent
        else LibraryState()
    )
    return _Document(site, policy, version, back.sent or made, now, notes)


def _in_library(file: Path, library: Library, identity: Identity) -> tuple[Policy, Version]:
    """The policy and the version that a file says it is of. Raises UsageError where this library does not
    have them, or the school.
    """
    if identity.reader != MODEL_ID and identity.reader not in library.schools:
        known = did_you_mean(identity.reader, library.schools) or "Is it another library's?"
        raise UsageError(
            f"{file} was made for the school '{identity.reader}', which this library does not have. {known}"
        )
    policy = library.policies.get(identity.policy)
    if policy is None:
        raise UsageError(
            f"{file} is of the policy '{identity.policy}', which this library does not have. Is it another"
            " library's?"
        )
    version = policy.named(identity.version)
    if version is None:
        known = ", ".join(one.name for one in policy.versions)
        raise UsageError(
            f"{file} is of version {identity.version} of '{policy.id}', which this library does not have."
            f" Known: {known}."
        )
    return policy, version


def _is(copy: SchoolDocument, identity: Identity) -> bool:
    return (copy.assembled.policy.id, copy.assembled.version.name) == (identity.policy, identity.version)


def _guessed(file: Path, library: Library, back: WordFile, as_at: date) -> tuple[Identity, str]:
    """The document whose words a file has."""
    sites = sorted(every_site(Assembler(library), as_at), key=lambda site: site.showing.day, reverse=True)
    copies = [(site, copy) for site in sites for copy in site.copies]
    at, how = recognise_document(
        back.paragraphs, [Candidate(site.name, copy.code, copy.assembled.text) for site, copy in copies]
    )
    if at < 0:
        raise UsageError(
            f"{file} does not say which document it is, and its words are those of none here: it was not made"
            " by clausewright, or not for this library. 'clausewright import' reads documents that were made"
            " elsewhere."
        )
    site, copy = copies[at]
    return Identity(site.id, copy.assembled.policy.id, copy.assembled.version.name, copy.code), how


def _apply(
    library: Library,
    site: Site,
    values: Iterable[ValueProposal],
    texts: Iterable[TextProposal],
    options: argparse.Namespace,
) -> Iterable[str]:
    """Write the proposals into the school's files, all of them or none; return the paths."""
    if site.school is None:
        raise UsageError("The model's values and words are changed in its own files, not from Word.")
    wanted = [one for one in texts if not one.why_not]
    if wanted and not options.reason.strip():
        raise UsageError("An amendment needs a reason. Say it with --reason; nothing was written.")
    files = dict(
        changed_files(
            library.root, tuple(_changes(library, site.school, values, options.as_at)), options.as_at, None
        )
    )
    for one in wanted:
        path = f"variables/schools/{site.id}/amendments/{one.clause}/{options.as_at}.md"
        if (library.root / path).exists():
            raise UsageError(f"{path} is there already. Nothing was written.")
        facts = AmendmentFacts(
            amends=one.revision, action=Action.REPLACE, title=one.new_title, reason=options.reason
        )
        amendment = Amendment(
            one.clause, str(options.as_at), "school", facts, Fragment(one.body, path, 1), {}
        )
        files[path] = amendment_text(amendment).encode()
    after, problems = load_changed(library.root, files)
    if stopping := [one for one in errors_in(check(after, problems, options.as_at)) if one.path in files]:
        raise ClausewrightError(stopping)
    write_files(library.root, files)
    return files


def _changes(
    library: Library, school: School, values: Iterable[ValueProposal], as_at: date
) -> Iterator[ValueChange]:
    holder = next(one for one in holders(library, as_at) if one.key == ("school", school.id))
    known, problems = library.values(school, as_at), []
    for one in values:
        if not one.why_not:
            now = known[one.key].value if one.key in known else None
            try:
                yield ValueChange(
                    holder,
                    library.schema[one.key],
                    from_printed(library.schema[one.key], one.part, now, one.edit.new),
                    None,
                )
            except InvalidValueError as error:
                problems.append(Problem(holder.layer.path, 0, f"'{one.key}' {error}", error.hint))
    if problems:
        raise ClausewrightError(problems)


def _read(file: Path, places: Iterable[str] = ()) -> WordFile:
    try:
        return read_word_file(file.read_bytes(), places)
    except FileNotFoundError:
        raise UsageError(f"There is no file {file}.") from None
    except IsADirectoryError:
        raise UsageError(f"{file} is a folder.") from None
    except UnreadableWordFileError as error:
        raise ClausewrightError([Problem(str(file), 0, "cannot be read", str(error))]) from None


COMMAND = Command(
    "return",
    "take back a Word file that was sent out and edited, and say what follows from each edit",
    _options,
    _run,
)
