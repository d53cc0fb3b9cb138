"""The model's Word file comes back: each edit goes to the clause that it was made in, and a draft version
puts them together. The draft is made into a Word file again and held against the one that came back.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ..assemble.assembler import Assembler
from ..assemble.branches import outline
from ..assemble.sites import MODEL_ID, SchoolDocument, Site, assemble_copy_as, assemble_sites
from ..build.documents import make_word_file
from ..check import check
from ..diff.align import joined_lcs_runs
from ..edit.returned_version import write_clause_text, write_draft_text, write_wording_text
from ..edit.values import write_files
from ..edit.version import NO_SUMMARY
from ..errors import ClausewrightError, Problem, UsageError, errors_in
from ..load import load_changed
from ..model.dates import first_day, month_after
from ..model.library import Library, Policy, Version
from ..model.status import PolicyStanding, PolicyStatus
from ..word.paragraphs import Paragraph
from ..word.provenance import SentSnapshot
from ..word.reader import WordFile, read_word_file
from .compare import Returned, compare
from .draft import Draft, make_draft
from .matching import match_paragraphs
from .model_report import explain_older, write_changes, write_rest
from .origins import WHOLE, SourceDocument, locate_document
from .outline import read_outline
from .reasons import Reasons
from .tokens import Token, read_tokens, restore_fields

# What stands where a reason is missing, while a draft is tried.
_TRIAL = "A reason to come."
_MOST_DIFFERENCES = 12


@dataclass(frozen=True, slots=True)
class ReturnedModel:
    """A model's Word file that came back, and the draft version that follows from it.

    `version` is the one that the file is of, `new_version` the name of the draft. `notes` say how the
    document is known and what cannot be told of it; `returned` is every edit as a school's file would have
    it; `not_taken` what the draft does not say, a sentence each; `is_sound` says that the draft has
    no error.
    """

    library: Library
    as_at: date
    policy: Policy
    version: Version
    new_version: str
    notes: tuple[str, ...]
    returned: Returned
    draft: Draft
    body: str
    not_taken: tuple[str, ...]
    newest: Version
    is_sound: bool = True

    @property
    def is_older(self) -> bool:
        """Whether the policy has a newer version than the file's."""
        return self.newest.name != self.version.name

    @property
    def is_untouched(self) -> bool:
        """Whether the file came back as it was sent, and all of it was compared."""
        return self.returned.is_untouched and self.draft.is_empty and not self.not_taken

    def lines(self) -> Iterator[str]:
        """The report for a person: which document it is, and what the draft makes of each edit."""
        yield f"{self.policy.facts.title}, {self.version.title}, the model"
        yield from self.notes
        if self.is_older:
            yield explain_older(self.version, self.newest)
        if self.is_untouched:
            yield "No changes: the file is as it was sent."
            return
        yield from write_changes(self.draft.changes, self.policy, self.new_version)
        yield from write_rest(self.returned, self.not_taken)

    @property
    def can_be_written(self) -> bool:
        """Whether there is a draft to write."""
        return not self.draft.is_empty and not self.is_older and self.is_sound


def take_back_model(
    file: WordFile,
    policy: Policy,
    version: Version,
    library: Library,
    as_at: date,
    notes: tuple[str, ...],
    new_version: str = "",
) -> ReturnedModel:
    """Hold a file against the version that it was made from, and draft the version that it asks for.

    `library` has no errors; `notes` say how the document is known; `new_version` is the name of the draft,
    the next month's where none is given. Nothing is written. Raises UsageError where that is no later than
    the policy's newest version.
    """
    newest = policy.versions[-1]
    name = new_version or _choose_name(library, newest, as_at)
    _refuse_bad_name(name, newest)
    alone = replace(library, schools={})
    assembler = Assembler(alone)
    site, copy = _find_copy(assembler, policy, version, as_at)
    sent, page_edges, more_notes = _find_sent(file, assembler, site, copy)
    returned = compare(sent.paragraphs, file, page_edges)
    revisions = {clause.id: clause.revision for clause in sent.clauses}
    document = locate_document(assembler, copy, revisions, sent.paragraphs)
    matches = match_paragraphs(document, sent.paragraphs, file.paragraphs)
    items = read_outline(document, matches, sent.paragraphs, file.paragraphs)
    draft = make_draft(library, document, matches, items, sent.paragraphs, file.paragraphs)
    back = ReturnedModel(
        library=library,
        as_at=as_at,
        policy=policy,
        version=version,
        new_version=name,
        notes=(*notes, *more_notes),
        returned=returned,
        draft=draft,
        body=draft.body if draft.body is not None else version.body.text,
        not_taken=(),
        newest=newest,
    )
    not_taken = [*draft.notes, *_list_lost_rows(document)]
    if back.can_be_written:
        compared = list_compared_paragraphs(document, matches.sent_of, file.paragraphs, sent.paragraphs)
        try:
            not_taken += _compare_with_draft(back, load_draft(back, Reasons(_TRIAL)), compared)
        except ClausewrightError as error:
            back = replace(back, is_sound=False)
            not_taken += [_explain_fault(problem) for problem in error.problems]
    return replace(back, not_taken=tuple(dict.fromkeys(not_taken)))


def _choose_name(library: Library, newest: Version, as_at: date) -> str:
    """The month of a draft: later than the newest version and than all wordings of its clauses, so that a new
    wording is the newest.
    """
    days = [newest.date]
    for placed in outline(library, newest):
        days += [revision.date for revision in library.clauses[placed.clause].revisions]
    return month_after(max(days), as_at)


def _refuse_bad_name(name: str, newest: Version) -> None:
    try:
        day = first_day(name)
    except ValueError:
        raise UsageError(f"'{name}' is not a version's date. Write 2026-09, or 2026-09-15.") from None
    if day <= newest.date:
        raise UsageError(
            f"A version of {name} would not be the newest: there is one of {newest.title}. Choose a later"
            " date."
        )


def _find_copy(
    assembler: Assembler, policy: Policy, version: Version, as_at: date
) -> tuple[Site, SchoolDocument]:
    """The model's copy of a version, in the newest edition that shows it, else as the newest would do."""
    sites = [site for site in assemble_sites(assembler, as_at) if site.id == MODEL_ID]
    if not sites:
        raise UsageError("The library has no edition yet, and so no documents.")
    sites.sort(key=lambda site: site.showing.day, reverse=True)
    for site in sites:
        for copy in site.copies:
            assembled = copy.assembled
            if (assembled.policy.id, assembled.version.name) == (policy.id, version.name):
                return site, copy
    standing = PolicyStanding(policy, PolicyStatus.MODEL, version)
    return sites[0], assemble_copy_as(assembler, sites[0], standing)


def _find_sent(
    file: WordFile, assembler: Assembler, site: Site, copy: SchoolDocument
) -> tuple[SentSnapshot, tuple[str, ...] | None, tuple[str, ...]]:
    """What the file was sent with, the texts of its page headers and footers, and what to know of both."""
    today = read_word_file(make_word_file(assembler, site, copy, has_opening=file.sent is None))
    if today.sent is None:
        raise AssertionError("a Word file says what it is sent with")
    if file.sent is None:
        note = (
            "The file has lost what it was sent with: another program saved it. It is held against the"
            " document as the library makes it today."
        )
        return today.sent, None, (note,)
    is_same = file.identity is None or file.identity.code in ("", copy.code)
    return file.sent, today.page_edges if is_same else None, ()


def _explain_fault(problem: Problem) -> str:
    hint = problem.hint.rstrip(".")
    return f"No draft can be written as long as {problem.path} {problem.message}{f'. {hint}' if hint else ''}"


def _list_lost_rows(document: SourceDocument) -> Iterator[str]:
    for text in document.lost:
        yield (
            f"“{text}” stands in the library now, and did not when the file was made: nothing is known of"
            " what became of it"
        )


# -- the files -----------------------------------------------------------------------------------------------


def list_draft_files(back: ReturnedModel, reasons: Reasons, summary: str = "") -> dict[str, str]:
    """The texts of the files that the draft needs, by their paths in the library."""
    draft, name = back.draft, back.new_version
    removed = [{"clause": clause, "reason": reasons.find(clause)} for clause in draft.removed]
    files = {
        f"policies/{back.policy.id}/{name}.md": write_draft_text(
            back.policy, back.version, name, summary or NO_SUMMARY, back.body, removed
        )
    }
    for wording in draft.wordings:
        clause = wording.revision.clause
        text = write_wording_text(back.library.root, wording, reasons.find(clause))
        files[f"policies/clauses/{clause}/{name}.md"] = text
    for new_clause in draft.clauses:
        text = write_clause_text(new_clause, reasons.find(new_clause.id))
        files[f"policies/clauses/{new_clause.id}/{name}.md"] = text
    return files


def load_draft(back: ReturnedModel, reasons: Reasons, summary: str = "") -> Library:
    """Load the model of the library, without schools, as it would be with the draft. Raises ClausewrightError
    where the draft has errors.
    """
    after, problems, files = _load_with(back, reasons, summary)
    after = replace(after, schools={}, trusts={})
    _refuse_errors(check(after, problems, back.as_at), files)
    return after


def _load_with(
    back: ReturnedModel, reasons: Reasons, summary: str
) -> tuple[Library, tuple[Problem, ...], dict[str, bytes]]:
    files = {path: text.encode() for path, text in list_draft_files(back, reasons, summary).items()}
    return *load_changed(back.library.root, files), files


def _refuse_errors(problems: Iterable[Problem], files: Container[str]) -> None:
    stopping = [problem for problem in errors_in(problems) if problem.path in files]
    if stopping:
        raise ClausewrightError(stopping)


def write_draft(back: ReturnedModel, reasons: Reasons, summary: str = "") -> Sequence[str]:
    """Write the draft version and its wordings into the library, all of it or nothing; return the paths.

    Raises UsageError where a change has no reason, one of the files is there already, or the file is of an
    older version; ClausewrightError where the library would have errors in what is written.
    """
    if back.is_older:
        raise UsageError(
            f"The file is of {back.version.title}, and {back.policy.facts.title} has a version of"
            f" {back.newest.title}. Make the changes in the Word file of that one. Nothing was written."
        )
    missing = [
        change.clause
        for change in back.draft.changes
        if change.needs_reason and not reasons.find(change.clause)
    ]
    if missing:
        options = " ".join(f"--reason '{clause}=WHY'" for clause in missing)
        raise UsageError(
            "Each change of a clause needs a reason, which readers can see. Say it with --reason 'WHY' for"
            f" all, or for each: {options}. Nothing was written."
        )
    unknown = set(reasons.by_clause) - {change.clause for change in back.draft.changes}
    if unknown:
        raise UsageError(f"Nothing was changed in '{min(unknown)}', for which there is a reason.")
    after, problems, files = _load_with(back, reasons, summary)
    for path in files:
        if (back.library.root / path).exists():
            raise UsageError(f"{path} is there already. Nothing was written.")
    _refuse_errors(check(after, problems, back.as_at), files)
    write_files(back.library.root, files)
    return list(files)


# -- the draft as a Word file --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ComparedParagraph:
    """What a paragraph says: its text, and that with fields by their keys and references by what they lead
    to, not by its number.
    """

    text: str
    identities: tuple[tuple[object, ...], ...]


def list_compared_paragraphs(
    document: SourceDocument,
    sent_of: Mapping[int, int],
    paragraphs: Sequence[Paragraph],
    sent: Sequence[Paragraph],
) -> list[ComparedParagraph]:
    """The paragraphs of a file whose words are in templates, without what the compiler makes."""
    compared: list[ComparedParagraph] = []
    for index, paragraph in enumerate(paragraphs):
        tokens = read_tokens(paragraph)
        if index in sent_of:
            origin = document.origins[sent_of[index]]
            if origin is None or origin.cell == WHOLE:
                continue
            tokens = restore_fields(read_tokens(sent[sent_of[index]]), tokens)
        if tokens:
            compared.append(ComparedParagraph(paragraph.numbered_text, tuple(map(_identify, tokens))))
    return compared


def _identify(token: Token) -> tuple[object, ...]:
    is_reference = token.key is None and token.link.startswith("#")
    return ("to", token.link, token.has_gap) if is_reference else token.identity


def _compare_with_draft(
    back: ReturnedModel, after: Library, file_paragraphs: Sequence[ComparedParagraph]
) -> Iterator[str]:
    """Make the draft into a Word file; yield where it says something else than the file that came back."""
    assembler = Assembler(replace(after, schools={}, editions=after.editions[-1:]))
    policy = after.policies[back.policy.id]
    version = policy.named(back.new_version)
    if version is None:
        raise AssertionError("the draft is there")
    site, copy = _find_copy(assembler, policy, version, back.as_at)
    for use in copy.assembled.refs:
        if use.id in back.draft.removed:
            yield f"{use.by} refers to {use.id}, which is removed: write the sentence without it"
    sent = read_word_file(make_word_file(assembler, site, copy, has_opening=False)).sent
    if sent is None:
        raise AssertionError("a Word file says what it is sent with")
    revisions = {clause.id: clause.revision for clause in sent.clauses}
    document = locate_document(assembler, copy, revisions, sent.paragraphs)
    itself = {index: index for index in range(len(sent.paragraphs))}
    draft_paragraphs = list_compared_paragraphs(document, itself, sent.paragraphs, sent.paragraphs)
    runs = joined_lcs_runs(
        [paragraph.identities for paragraph in draft_paragraphs],
        [paragraph.identities for paragraph in file_paragraphs],
    )
    differences = [(olds, news) for is_equal, olds, news in runs if not is_equal]
    for olds, news in differences[:_MOST_DIFFERENCES]:
        draft_says = " / ".join(draft_paragraphs[index].text for index in olds) or "nothing"
        file_says = " / ".join(file_paragraphs[index].text for index in news) or "nothing"
        yield f"The draft says “{draft_says}” where the file says “{file_says}”: look at it in the draft"
    if len(differences) > _MOST_DIFFERENCES:
        yield f"There are {len(differences) - _MOST_DIFFERENCES} more such places"
