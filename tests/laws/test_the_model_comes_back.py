"""The model comes back from Word: a file that nobody touched changes nothing, and the draft that follows from an
edited one says the same words in the same order.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clausewright.assemble.assembler import Assembler
from clausewright.assemble.branches import outline
from clausewright.assemble.sites import assemble_sites
from clausewright.build.documents import make_word_file
from clausewright.check import check
from clausewright.load import load_changed, load_library
from clausewright.model.kinds import VersionStatus
from clausewright.model.library import Library, Version
from clausewright.roundtrip.draft import make_draft
from clausewright.roundtrip.matching import match_paragraphs
from clausewright.roundtrip.model_file import ReturnedModel, list_draft_files, take_back_model
from clausewright.roundtrip.origins import locate_document
from clausewright.roundtrip.outline import read_outline
from clausewright.roundtrip.reasons import Reasons
from clausewright.word.package import w
from clausewright.word.reader import read_word_file
from tests.conftest import TODAY, Built
from tests.support.examples import examples
from tests.support.small import copied
from tests.support.word_edits import EDITS, WordEditor, read_text

REASONS = Reasons("Schools asked for it.")
# What a file can be asked for and a draft cannot say, which is told.
TOLD = re.compile(
    r"refers to .* which is removed|with nothing under it"
    r"|prints, which stays as it was|prints, and is left as it was"
)
_NUMBER = re.compile(r"clause \d+(\.\d+)*( of the \S+)?")


class SmallModel:
    """The small library, and the model's Word files of its newest versions. No dataclass: a failing law would
    print all of it.
    """

    def __init__(self, library: Library, files: Mapping[str, bytes]) -> None:
        """Keep both."""
        self.library, self.files = library, files

    def take_back(self, policy: str, data: bytes) -> ReturnedModel:
        """Take a file back."""
        file = read_word_file(data, self.library.clauses)
        newest = self.library.policies[policy].versions[-1]
        return take_back_model(file, self.library.policies[policy], newest, self.library, TODAY, ())

    def make_file(self, back: ReturnedModel) -> tuple[Library, Version, bytes]:
        """The library with a draft, the draft, and its Word file."""
        files = {path: text.encode() for path, text in list_draft_files(back, REASONS, "Better.").items()}
        after, problems = load_changed(self.library.root, files)
        of_draft = [problem for problem in check(after, problems, TODAY) if problem.path in files]
        assert of_draft == []
        draft = after.policies[back.policy.id].versions[-1]
        assert draft.name == back.new_version
        return after, draft, make_newest_files(replace(after, schools={}), drafts=True)[back.policy.id]


def make_newest_files(library: Library, *, drafts: bool = False) -> dict[str, bytes]:
    """The model's Word file of each policy's newest version."""
    if drafts:
        policies = {}
        for id, policy in library.policies.items():
            *earlier, newest = policy.versions
            issued = replace(newest, facts=newest.facts.model_copy(update={"status": VersionStatus.ISSUED}))
            policies[id] = replace(policy, versions=(*earlier, issued))
        library = replace(library, policies=policies)
    assembler = Assembler(library)
    day = max(policy.versions[-1].date for policy in library.policies.values())
    sites = [site for site in assemble_sites(assembler, max(day, TODAY)) if site.showing.is_newest]
    site = next(site for site in sites if site.school is None)
    return {copy.id: make_word_file(assembler, site, copy) for copy in site.copies}


@pytest.fixture(scope="module")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> SmallModel:
    """The small library, copied."""
    library, problems = load_library(copied(tmp_path_factory.mktemp("model") / "library"))
    assert problems == ()
    return SmallModel(library, make_newest_files(replace(library, schools={})))


def test_a_file_that_nobody_touched_changes_nothing_whatever_policy_it_is_of(built: Built) -> None:
    """Of every policy that is shipped, in the files that a build publishes."""
    assembler = Assembler(replace(built.library, schools={}))
    seen = 0
    for site in (site for site in built.sites if site.school is None):
        for copy in site.copies:
            path = next((built.public / site.path).rglob(f"{copy.id}.docx"))
            file = read_word_file(path.read_bytes(), built.library.clauses)
            assert file.sent is not None
            sent = file.sent.paragraphs
            revisions = {clause.id: clause.revision for clause in file.sent.clauses}
            document = locate_document(assembler, copy, revisions, sent)
            assert document.lost == []
            assert all(clause.is_located for clause in document.clauses.values())
            matches = match_paragraphs(document, sent, file.paragraphs)
            items = read_outline(document, matches, sent, file.paragraphs)
            draft = make_draft(built.library, document, matches, items, sent, file.paragraphs)
            assert (draft.is_empty, draft.changes, draft.notes) == (True, [], []), path
            seen += 1
    assert seen > len(built.library.policies)


@pytest.mark.parametrize("policy", ["phones", "visits"])
def test_untouched_is_said_where_all_of_a_file_was_compared(small_model: SmallModel, policy: str) -> None:
    back = small_model.take_back(policy, small_model.files[policy])
    assert back.is_untouched
    assert list(back.lines())[-1] == "No changes: the file is as it was sent."
    assert not back.can_be_written


@settings(max_examples=examples(4))
@given(st.sampled_from(sorted(EDITS)), st.sampled_from(["phones", "visits"]), st.integers(0, 10**6))
@example("a row added", "visits", 1)
@example("a clause split", "visits", 1)
@example("a clause moved", "phones", 3)
@example("a paragraph reworded", "phones", 1)
@example("a paragraph reworded", "phones", 62)
def test_the_draft_says_the_words_of_the_edited_file_in_their_order(
    small_model: SmallModel, edit: str, policy: str, seed: int
) -> None:
    editor = WordEditor(small_model.files[policy])
    EDITS[edit](editor, random.Random(seed))  # noqa: S311
    edited = editor.save()
    back = small_model.take_back(policy, edited)
    expected_notes = [note for note in back.not_taken if TOLD.search(note)]
    # Where something is told, the draft differs from the file there, and that is said too.
    differing = [note for note in back.not_taken if note.startswith("The draft says") and expected_notes]
    if len(expected_notes) + len(differing) < len(back.not_taken):
        raise AssertionError(back.not_taken)
    if back.not_taken or back.draft.is_empty:
        return
    after, draft, draft_file = small_model.make_file(back)
    assert list_words(draft_file) == list_words(edited)
    known = {placed.clause for placed in outline(small_model.library, back.version)}
    new = {clause.id for clause in back.draft.clauses}
    assert {placed.clause for placed in outline(after, draft)} >= known - set(back.draft.removed) | new


def list_words(data: bytes) -> list[str]:
    """What a file says in headings, paragraphs and items, and in the table of who agrees; without numbers of
    clauses, which follow from their places.
    """
    editor = WordEditor(data)
    texts = [
        read_text(paragraph)
        for paragraph in editor.list_paragraphs(
            "Heading1", "Heading2", "FirstParagraph", "BodyText", "Compact"
        )
    ]
    for table in editor.body.iter(w("tbl")):
        cells = [read_text(cell) for cell in table.iter(w("tc"))]
        texts += cells if cells[0] == "Visit" else []
    return [text for line in texts if (text := " ".join(_NUMBER.sub("clause", line).split()))]


def test_every_kind_of_edit_does_something(small_model: SmallModel) -> None:
    """The law above would hold of edits that do nothing."""
    for edit, change in EDITS.items():
        editor = WordEditor(small_model.files["visits"])
        before = list_words(small_model.files["visits"])
        change(editor, random.Random(2))  # noqa: S311
        assert list_words(editor.save()) != before, edit
