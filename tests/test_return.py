"""Taking back: a Word file comes back as it was sent or edited, and every edit is named, with what follows from it.

The files are those of the shared build; edits are made in the file itself, as a word processor writes them.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clausewright.assemble.assembly import Assembler
from clausewright.assemble.sites import Copy, Site, every_site
from clausewright.cli import run
from clausewright.load import load_library
from clausewright.publish import word_file
from clausewright.returns.compare import Returned, compare
from clausewright.returns.proposals import TextProposal, ValueProposal, text_proposals, value_proposals
from clausewright.returns.report import lines_of
from clausewright.word.identity import Identity
from clausewright.word.returned import UnreadableWordFileError, WordFile, read_word_file

from .conftest import TODAY, Built, copy_library
from .small import tree

TRACKED = 'w:author="A Governor" w:date="2026-11-02T10:00:00Z"'


@dataclass(frozen=True)
class Sent:
    """A file as it was sent: whose, its bytes, and what it says."""

    built: Built
    site: Site
    copy: Copy
    data: bytes
    places: frozenset[str]
    file: WordFile

    def back(self, change: Callable[[str], str], comments: str = "") -> Returned:
        """What is found when the document's text came back changed."""
        data = edited(self.data, change, comments)
        assert data != self.data
        return compare(self.file, read_word_file(data, self.places))

    def values(self, returned: Returned) -> list[ValueProposal]:
        """What follows from the values."""
        layers = {key: bound.layer for key, bound in self.copy.values.items()}
        return list(value_proposals(returned, self.built.library, layers))

    def texts(self, returned: Returned) -> list[TextProposal]:
        """What follows from the words."""
        revisions = {revision.clause: revision for revision in self.copy.assembled.revisions}
        return list(text_proposals(returned, revisions, self.built.library))

    def report(self, returned: Returned) -> str:
        """The report as a person reads it."""
        return "\n".join(lines_of(returned, self.values(returned), self.texts(returned), self.site.id, str(TODAY)))


def edited(data: bytes, change: Callable[[str], str], comments: str = "") -> bytes:
    """A Word file with another text of its document, and with comments."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                part = change(part.decode()).encode()
            if name == "word/comments.xml" and comments:
                text = part.decode().rstrip()
                part = re.sub(r"/>$", f">{comments}</w:comments>", text).replace("</w:comments>", "", text.count("</w:comments>")).encode()
                part = part if part.endswith(b"</w:comments>") else part + b"</w:comments>"
            new.writestr(name, part)
    return packed.getvalue()


def replaced(old: str, new: str, count: int = 1) -> Callable[[str], str]:
    """Put a text in another's place; it must be there."""

    def change(text: str) -> str:
        assert old in text, old
        return text.replace(old, new, count)

    return change


@pytest.fixture(scope="module")
def sent(built: Built) -> Sent:
    """Ashgrove's social media policy."""
    assembler = Assembler(built.library)
    site = next(site for site in every_site(assembler, TODAY) if site.id == "ashgrove" and site.showing.is_newest)
    copy = next(copy for copy in site.copies if copy.id == "social-media")
    places = frozenset(site.clauses)
    data = (built.public / site.path / "files" / "social-media.docx").read_bytes()
    return Sent(built, site, copy, data, places, read_word_file(data, places))


def free_clause() -> str:
    """A line of a clause that schools may edit."""
    return "Switch location sharing off."


# -- untouched ---------------------------------------------------------------------------------------------------------------------------


def test_the_file_is_made_again_as_it_was_sent(sent: Sent) -> None:
    assembler = Assembler(sent.built.library)
    site = next(site for site in every_site(assembler, TODAY) if site.path == sent.site.path)
    for copy in site.copies:
        published = (sent.built.public / site.path / "files" / f"{copy.id}.docx").read_bytes()
        again = read_word_file(word_file(assembler, site, copy), site.clauses)
        assert compare(again, read_word_file(published, site.clauses)).is_untouched, copy.id
        assert again.identity == Identity("ashgrove", copy.assembled.policy.id, copy.assembled.version.name)


def test_an_untouched_file_has_no_changes_and_says_so(sent: Sent) -> None:
    returned = compare(sent.file, sent.file)
    assert returned.is_untouched
    assert sent.report(returned) == "No changes: the file is as it was sent."


def test_what_word_processors_do_to_every_file_is_no_change(sent: Sent) -> None:
    """Runs cut in two, names of fields dropped, proofing marks put in, bookmarks lost."""

    def change(text: str) -> str:
        text = text.replace(
            "The rule holds on every", 'The rule</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:t xml:space="preserve"> holds on every'
        )
        text = re.sub(r'<w:tag w:val="[^"]*"/>', "", text)
        return re.sub(r'<w:bookmarkStart [^>]*w:name="approval"[^>]*/>', "", text)

    assert sent.back(change).is_untouched


# -- each kind of edit ----------------------------------------------------------------------------------------------------------------------


def test_a_value_changed_everywhere_is_proposed(sent: Sent) -> None:
    lead = str(sent.copy.values["role.dsl"].value.name)  # type: ignore[union-attr]
    returned = sent.back(lambda text: text.replace(f">{lead}<", ">Kim O’Hara<"))
    (value,) = sent.values(returned)
    assert (value.key, value.edit.new, value.why_not) == ("role.dsl", "Kim O’Hara", "")
    assert value.edit.changed == value.edit.places > 1
    assert sent.texts(returned) == []
    assert f"“{lead}” -> “Kim O’Hara”, in {value.edit.places} of {value.edit.places} places" in sent.report(returned)


def test_a_value_changed_into_two_things_is_not_taken_over(sent: Sent) -> None:
    lead = str(sent.copy.values["role.dsl"].value.name)  # type: ignore[union-attr]
    returned = sent.back(lambda text: text.replace(f">{lead}<", ">Kim<", 1).replace(f">{lead}<", ">Sam<", 1))
    assert {value.edit.new for value in sent.values(returned)} == {"Kim", "Sam"}
    assert all("into 2 different things: “Kim”, “Sam”" in value.why_not for value in sent.values(returned))


def test_a_word_of_the_policy_and_a_record_are_reported_only(sent: Sent) -> None:
    returned = sent.back(replaced(">headteacher<", ">principal<"))
    (value,) = sent.values(returned)
    assert value.key == "word.head"
    assert "a word for everybody" in value.why_not
    record = sent.back(replaced(">12 November 2025<", ">13 November 2025<"))
    assert "record of the adoption" in sent.values(record)[0].why_not


def test_an_edit_to_a_free_clause_becomes_an_amendment(sent: Sent) -> None:
    returned = sent.back(replaced(free_clause(), "Switch location sharing off, and *Bluetooth*."))
    (text,) = sent.texts(returned)
    assert (text.clause, text.why_not) == ("privacy-settings", "")
    assert text.body.startswith("{{ word.staff.plural.capital }} are advised")
    assert "\n    - Switch location sharing off, and \\*Bluetooth\\*.\n" in text.body
    report = sent.report(returned)
    assert "off, and *Bluetooth*." in report
    assert f"variables/schools/ashgrove/amendments/privacy-settings/{TODAY}.md" in report


def test_a_new_paragraph_and_a_deleted_one_are_named_where_they_stand(sent: Sent) -> None:
    line = re.search(rf"<w:p>(?:(?!</w:p>).)*{re.escape(free_clause())}.*?</w:p>", _document(sent), re.DOTALL)
    assert line
    added = sent.back(lambda text: text.replace(line[0], line[0] + line[0].replace(free_clause(), "Check it every half term.")))
    (text,) = sent.texts(added)
    assert [(pair.sent, pair.back and pair.back.text) for pair in text.edit.changed] == [(None, "Check it every half term.")]
    assert "    - Check it every half term.\n" in text.body
    gone = sent.back(lambda text: text.replace(line[0], ""))
    assert "Switch location" not in sent.texts(gone)[0].body
    assert f"- {free_clause()}" in sent.report(gone)


def test_an_edit_to_locked_words_is_shown_word_by_word_and_not_taken_over(sent: Sent) -> None:
    returned = sent.back(replaced(" must not use a personal account to add", " should not use a personal account to add"))
    (text,) = sent.texts(returned)
    assert (text.clause, text.body) == ("pupil-contact", "")
    assert "only its values may be changed" in text.why_not
    assert "[-must-] [+should+]" in sent.report(returned)


def test_tracked_changes_and_comments_are_carried_with_their_authors(sent: Sent) -> None:
    kept = "The rule holds on every service, including games, group chats and livestreams."
    run = f'<w:r><w:t xml:space="preserve">{kept}</w:t></w:r>'
    tracked = (
        f'<w:commentRangeStart w:id="7"/><w:del w:id="9001" {TRACKED}><w:r><w:delText>{kept}</w:delText></w:r></w:del>'
        f'<w:ins w:id="9002" {TRACKED}><w:r><w:t>It holds everywhere.</w:t></w:r></w:ins><w:commentRangeEnd w:id="7"/>'
        '<w:r><w:commentReference w:id="7"/></w:r>'
    )
    comment = '<w:comment w:id="7" w:author="U Officer" w:date="2026-11-03T09:00:00Z"><w:p><w:r><w:t>Why all?</w:t></w:r></w:p></w:comment>'
    returned = sent.back(replaced(run, tracked), comment)
    said = [(remark.kind, remark.author, remark.place, remark.text) for remark in returned.remarks]
    assert said == [
        ("comment", "U Officer", "pupil-contact", "Why all?"),
        ("inserted", "A Governor", "pupil-contact", "It holds everywhere."),
        ("deleted", "A Governor", "pupil-contact", kept),
    ]
    assert "Comment by U Officer on 2026-11-03 at pupil-contact: “Why all?”" in sent.report(returned)


def _document(sent: Sent) -> str:
    with zipfile.ZipFile(io.BytesIO(sent.data)) as archive:
        return archive.read("word/document.xml").decode()


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_edit_goes_unseen(sent: Sent, data: st.DataObject) -> None:
    """Whatever run of words is changed, wherever it stands, the report has the new words."""
    runs = list(re.finditer(r"<w:t[^>]*>([^<]*\w[^<]*)</w:t>", _document(sent)))
    found = data.draw(st.sampled_from(runs))
    new = data.draw(st.sampled_from(["Zebra", "zebra crossing", "12 zebras & <b>", "(zebra)"]))
    escaped = new.replace("&", "&amp;").replace("<", "&lt;")
    returned = sent.back(lambda text: f"{text[: found.start(1)]}{escaped}{text[found.end(1) :]}")
    assert new in sent.report(returned)


# -- files that are not what they should be ---------------------------------------------------------------------------------------------------


def zipped(**parts: bytes) -> bytes:
    """A zip file with these parts."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return packed.getvalue()


BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no Word file"),
        (b"\xd0\xcf\x11\xe0 an old or a locked file", "no Word file"),
        (zipped(hello_xml=b"<a/>"), "holds no Word document"),
        (zipped(word__document_xml=b"<a"), "damaged"),
        (zipped(word__document_xml=BOMB), "not what a word processor writes"),
        (zipped(word__document_xml=b"<a>" + b" " * 110_000_000 + b"</a>"), "larger than any policy"),
    ],
    ids=["empty", "locked", "not Word", "broken", "entities", "bomb"],
)
def test_a_file_that_is_no_word_file_is_told_so(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableWordFileError, match=said):
        read_word_file(data, ())


def test_a_word_file_of_others_has_no_identity() -> None:
    space = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    file = read_word_file(zipped(word__document_xml=b"<w:document " + space + b"><w:body/></w:document>"), ())
    assert file.identity is None


# -- the command ------------------------------------------------------------------------------------------------------------------------------


def test_the_command_writes_only_when_it_is_told_to(
    sent: Sent, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading writes nothing; applying changes the value where it stands and adds the amendment; then the file has nothing new."""
    root = copy_library(sent.built.root, tmp_path / "library")
    file = tmp_path / "back.docx"
    lead = str(sent.copy.values["role.dsl"].value.name)  # type: ignore[union-attr]
    at_night = replaced(free_clause(), "Switch location sharing off at night.")
    file.write_bytes(edited(sent.data, lambda text: at_night(text).replace(f">{lead}<", ">Kim O’Hara<")))
    monkeypatch.chdir(root)
    before = tree(root / "variables")

    def said(*arguments: str) -> tuple[int, str, str]:
        code = run(["return", str(file), "--as-at", str(TODAY), *arguments])
        out, err = capsys.readouterr()
        return code, out, err

    code, out, _ = said()
    assert code == 0
    assert "Nothing was written. To write what is proposed" in out
    assert tree(root / "variables") == before
    code, _, err = said("--apply")
    assert (code, "An amendment needs a reason" in err, tree(root / "variables")) == (2, True, before)
    code, out, _ = said("--apply", "--reason", "Our nights are quiet.")
    after = tree(root / "variables")
    changed = {path for path in after if after[path] != before.get(path)}
    amendment = f"schools/ashgrove/amendments/privacy-settings/{TODAY}.md"
    assert (code, changed) == (0, {"schools/ashgrove/school.yml", amendment})
    assert "reason: Our nights are quiet.\n" in (root / "variables" / amendment).read_text(encoding="utf-8")
    assert "name: Kim O’Hara, email:" in (root / "variables/schools/ashgrove/school.yml").read_text(encoding="utf-8")
    assert load_library(root)[1] == ()


@pytest.mark.parametrize(
    ("name", "data", "code", "words"),
    [
        ("absent.docx", None, 2, "There is no file"),
        ("notes.docx", b"notes", 1, "no Word file"),
        ("other.docx", zipped(word__document_xml=b'<w:document xmlns:w="urn:x"/>'), 2, "was not made by clausewright"),
    ],
)
def test_the_command_says_what_is_wrong_with_a_file(
    built: Built, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, data: bytes | None, code: int, words: str
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    assert run(["return", str(tmp_path / name), "--library", str(built.root), "--as-at", str(TODAY)]) == code
    said = capsys.readouterr()
    assert words in said.out + said.err
