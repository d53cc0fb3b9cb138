"""A Word file that was sent out and edited comes back: it is held against what was sent, each edit becomes a
proposal or a remark, and what a person approves is written into the school's files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ..assemble.assembler import Assembler
from ..assemble.sites import MODEL_ID, SchoolDocument, Site, assemble_sites
from ..build.documents import make_word_file
from ..check import check
from ..edit.amendments import write_amendment_text
from ..edit.values import change_files, write_files
from ..errors import ClausewrightError, Problem, UsageError, did_you_mean, errors_in
from ..load import InvalidValueError, load_changed, load_library, read_printed
from ..model.library import Amendment, Fragment, Library, Policy, School, Version
from ..model.local_records import Action, AmendmentFacts
from ..model.table import ValueChange, list_holders
from ..model.text import join_words
from ..word.package import UnreadableWordFileError
from ..word.provenance import Identity, SentSnapshot
from ..word.reader import WordFile, read_word_file
from .compare import Returned, compare
from .model_file import ReturnedModel, take_back_model
from .proposals import (
    LibraryState,
    TextProposal,
    ValueProposal,
    propose_texts,
    propose_values,
    read_library_state,
)
from .reasons import Reasons
from .recognise import Candidate, recognise_document
from .report import write_report

_LOST = (
    "The file has lost what it was sent with: another program saved it, or it was made before files had that."
    " It is held against the document as the library makes it today."
)


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What came back in a Word file.

    `site`, `policy` and `version` say which document it is; `notes` how that is known, and what cannot be
    told. `returned` is every edit; `values` and `texts` are the proposals that follow, in the document's
    order: one with a `why_not` cannot be written.
    """

    library: Library
    as_at: date
    site: Site
    policy: Policy
    version: Version
    notes: tuple[str, ...]
    returned: Returned
    values: tuple[ValueProposal, ...]
    texts: tuple[TextProposal, ...]

    @property
    def acceptable_values(self) -> tuple[ValueProposal, ...]:
        """The proposed values that can be written."""
        return tuple(value for value in self.values if not value.why_not)

    @property
    def acceptable_texts(self) -> tuple[TextProposal, ...]:
        """The proposed amendments that can be written."""
        return tuple(text for text in self.texts if not text.why_not)

    def lines(self) -> Iterator[str]:
        """The report for a person: which document it is, and what follows from each edit."""
        yield f"{self.policy.facts.title}, {self.version.title}, {self.site.name}"
        yield from self.notes
        yield from write_report(self.returned, self.values, self.texts, self.site.id, str(self.as_at))


def take_back(file: Path, root: Path, as_at: date, version: str = "") -> TakenBack | ReturnedModel:
    """Hold a Word file against the document that was sent out, and propose what follows from each edit.

    `root` is the folder of the library that made the file, `as_at` the day that counts as today. Of a file of
    the model the result is a draft version, of the name `version` or of the next month. Nothing is written.
    Raises UsageError where there is no such file, or the library does not have its document;
    ClausewrightError where the library has errors, or the file cannot be read.
    """
    library, loaded = load_library(root.resolve())
    if stopping := errors_in(check(library, loaded, as_at)):
        raise ClausewrightError(stopping)
    back = _read(file)
    identity, notes = _identify(file, library, back, as_at)
    if identity.reader == MODEL_ID:
        policy, model_version = _find_in_library(file, library, identity)
        # Bookmarks can be told from others by the ids of clauses.
        back = _read(file, library.clauses)
        return take_back_model(back, policy, model_version, library, as_at, notes, version)
    if version:
        raise UsageError("Only a file of the model becomes a version: leave out --version.")
    document = _find_document(file, library, back, identity, notes, as_at)
    site, sent = document.site, document.sent
    # Bookmarks can be told from others' once it is known what was sent.
    back = _read(file, [paragraph.place for paragraph in sent.paragraphs])
    returned = compare(sent.paragraphs, back, document.page_edges)
    layers = {key: bound.layer for key, bound in site.values.items()}
    values = tuple(propose_values(returned, library, layers, document.now))
    revisions = {clause.id: clause.revision for clause in sent.clauses}
    texts = tuple(propose_texts(returned, library, revisions, document.now))
    return TakenBack(
        library, as_at, site, document.policy, document.version, document.notes, returned, values, texts
    )


def write_proposals(back: TakenBack, reasons: Reasons) -> Sequence[str]:
    """Write the proposals that can be written into the school's files, all of them or none.

    `reasons` say why the school wants its own wording; each amendment needs one. Returns the paths in the
    library. Raises UsageError where a reason is missing, an amendment of the day is there already, or the
    document is the model's; ClausewrightError where a value is not of its variable's type, or the library
    would have errors in what is written.
    """
    library, site, as_at = back.library, back.site, back.as_at
    if site.school is None:
        raise UsageError("The model's values and words are changed in its own files, not from Word.")
    missing = [text.clause for text in back.acceptable_texts if not reasons.find(text.clause)]
    if missing:
        raise UsageError(
            f"An amendment needs a reason. Say it with --reason, here for {join_words(missing)}; nothing was"
            " written."
        )
    unknown = sorted(set(reasons.by_clause) - {text.clause for text in back.texts})
    if unknown:
        raise UsageError(f"Nothing was changed in '{unknown[0]}', for which a reason was given.")
    changes = tuple(_list_value_changes(library, site.school, back.acceptable_values, as_at))
    files = dict(change_files(library.root, changes, as_at, None))
    for text in back.acceptable_texts:
        path = f"variables/schools/{site.id}/amendments/{text.clause}/{as_at}.md"
        if (library.root / path).exists():
            raise UsageError(f"{path} is there already. Nothing was written.")
        facts = AmendmentFacts(
            amends=text.revision,
            action=Action.REPLACE,
            title=text.new_title,
            reason=reasons.find(text.clause),
        )
        amendment = Amendment(text.clause, str(as_at), "school", facts, Fragment(text.body, path, 1), {})
        files[path] = write_amendment_text(amendment).encode()
    after, problems = load_changed(library.root, files)
    stopping = [problem for problem in errors_in(check(after, problems, as_at)) if problem.path in files]
    if stopping:
        raise ClausewrightError(stopping)
    write_files(library.root, files)
    return list(files)


@dataclass(frozen=True, slots=True)
class _Document:
    """The document that a file is: whose, of which policy and version; what it was sent with;
    what the library says of it today.
    """

    site: Site
    policy: Policy
    version: Version
    sent: SentSnapshot
    now: LibraryState
    notes: tuple[str, ...]
    # The texts of the page headers and footers, None where the library makes this text no more.
    page_edges: tuple[str, ...] | None = None


def _identify(file: Path, library: Library, back: WordFile, as_at: date) -> tuple[Identity, tuple[str, ...]]:
    """Which document a file is, and how that is known where it does not say so. Raises UsageError where its
    words are those of none.
    """
    if back.identity is not None:
        return back.identity, ()
    identity, how = _guess_document(file, library, back, as_at)
    return identity, (f"The file does not say which document it is; it was recognised {how}.",)


def _find_document(
    file: Path,
    library: Library,
    back: WordFile,
    identity: Identity,
    notes: tuple[str, ...],
    as_at: date,
) -> _Document:
    """Find the document. Raises UsageError where the library does not have it."""
    policy, version = _find_in_library(file, library, identity)
    # No other school's documents are needed.
    alone = replace(
        library, schools={id: school for id, school in library.schools.items() if id == identity.reader}
    )
    assembler = Assembler(alone)
    sites = sorted(
        (candidate for candidate in assemble_sites(assembler, as_at) if candidate.id == identity.reader),
        key=lambda candidate: candidate.showing.day,
    )[::-1]
    match = next(((site, copy) for site in sites for copy in site.copies if _is(copy, identity)), None)
    if not sites:
        raise UsageError("The library has no edition yet, and so no documents.")
    if match is None:
        if back.sent is None:
            raise UsageError(
                f"{sites[0].name} has no version {identity.version} of '{policy.id}' any more, and the file"
                " has lost what it said."
            )
        notes += (
            (
                f"{sites[0].name} does not have this version any more: look at what is proposed with the one"
                " in force beside it."
            ),
        )
        return _Document(sites[0], policy, version, back.sent, LibraryState(), notes)
    site, copy = match
    file_today = read_word_file(make_word_file(assembler, site, copy))
    snapshot = file_today.sent
    if snapshot is None:
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
        read_library_state(snapshot.paragraphs, {clause.id: clause.revision for clause in snapshot.clauses})
        if back.sent
        else LibraryState()
    )
    is_same_text = not back.sent or identity.code in ("", copy.code)
    page_edges = file_today.page_edges if is_same_text else None
    return _Document(site, policy, version, back.sent or snapshot, now, notes, page_edges)


def _find_in_library(file: Path, library: Library, identity: Identity) -> tuple[Policy, Version]:
    """The policy and the version that a file says it is of.
    Raises UsageError where this library does not have them, or the school.
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
        known = ", ".join(version_of_policy.name for version_of_policy in policy.versions)
        raise UsageError(
            f"{file} is of version {identity.version} of '{policy.id}', which this library does not have."
            f" Known: {known}."
        )
    return policy, version


def _is(copy: SchoolDocument, identity: Identity) -> bool:
    return (copy.assembled.policy.id, copy.assembled.version.name) == (identity.policy, identity.version)


def _guess_document(file: Path, library: Library, back: WordFile, as_at: date) -> tuple[Identity, str]:
    """The document whose words a file has."""
    sites = sorted(assemble_sites(Assembler(library), as_at), key=lambda site: site.showing.day, reverse=True)
    copies = [(site, copy) for site in sites for copy in site.copies]
    index, how = recognise_document(
        back.paragraphs, [Candidate(site.name, copy.code, copy.assembled.text) for site, copy in copies]
    )
    if index < 0:
        raise UsageError(
            f"{file} does not say which document it is, and its words are those of none here: it was not made"
            " by clausewright, or not for this library. 'clausewright import' reads documents that were made"
            " elsewhere."
        )
    site, copy = copies[index]
    return Identity(site.id, copy.assembled.policy.id, copy.assembled.version.name, copy.code), how


def _list_value_changes(
    library: Library, school: School, values: Iterable[ValueProposal], as_at: date
) -> Iterator[ValueChange]:
    holder = next(
        holder_of_values
        for holder_of_values in list_holders(library, as_at)
        if holder_of_values.key == ("school", school.id)
    )
    known, problems = library.values(school, as_at), []
    for proposal in values:
        key = proposal.key
        variable, now = library.schema[key], known[key].value if key in known else None
        try:
            value = read_printed(variable, proposal.part, now, proposal.edit.new)
            yield ValueChange(holder, variable, value, None)
        except InvalidValueError as error:
            problems.append(Problem(holder.layer.path, 0, f"'{key}' {error}", error.hint))
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
