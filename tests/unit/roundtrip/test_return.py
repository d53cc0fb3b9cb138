"""Taking back: a Word file comes back as it was sent or edited, and every edit is named, with what follows
from it.

The files are those of the shared build; edits are made in the file itself, as a word processor writes them.
"""

from __future__ import annotations

import contextlib
import io
import random
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clausewright.assemble.assembler import Assembler
from clausewright.assemble.sites import assemble_sites
from clausewright.build.documents import make_word_file
from clausewright.cli import run
from clausewright.errors import ClausewrightError
from clausewright.load import load_library
from clausewright.model.library import Library
from clausewright.readers.reading import read_source
from clausewright.roundtrip.compare import Returned, compare
from clausewright.roundtrip.proposals import LibraryState, NotWritableError, write_markdown
from clausewright.roundtrip.recognise import Candidate, recognise_document
from clausewright.roundtrip.report import describe_edits
from clausewright.word.package import UnreadableWordFileError
from clausewright.word.paragraphs import Paragraph, Piece
from clausewright.word.provenance import Identity
from clausewright.word.reader import read_word_file
from tests.conftest import TODAY, Built, copy_library
from tests.support import REPOSITORY
from tests.support.examples import examples, sample
from tests.support.returning import Sent, edited, replaced, sent_file
from tests.support.small import Small, tree

pytestmark = pytest.mark.usefixtures("texts_parsed_once")
TRACKED = 'w:author="A Governor" w:date="2026-11-02T10:00:00Z"'


@pytest.fixture(scope="module")
def sent(library: Library) -> Sent:
    """Ashgrove's social media policy."""
    return sent_file(library)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository's library with two of its schools. Nobody changes it."""
    root = copy_library(REPOSITORY, tmp_path_factory.mktemp("two schools") / "library")
    for school in (root / "variables/schools").iterdir():
        if school.name not in ("ashgrove", "fernhill"):
            shutil.rmtree(school)
    return root


def free_clause() -> str:
    """A line of a clause that schools may edit."""
    return "Switch location sharing off."


# -- untouched -----------------------------------------------------------------------------------------------


def test_a_published_file_says_what_it_was_sent_with(built: Built) -> None:
    """What a file says of itself is what stands in it, and what the library makes again."""
    assembler = Assembler(built.library)
    site = next(
        site for site in assemble_sites(assembler, TODAY) if site.id == "ashgrove" and site.showing.is_newest
    )
    for copy in sample(site.copies, 3):
        published = read_word_file((built.public / site.path / "files" / f"{copy.id}.docx").read_bytes())
        again = read_word_file(make_word_file(assembler, site, copy))
        assert published.sent, copy.id
        assert again.sent, copy.id
        assert compare(published.sent.paragraphs, published, again.page_edges).is_untouched, copy.id
        assert compare(again.sent.paragraphs, published, again.page_edges).is_untouched, copy.id
        assert again.identity == Identity(
            "ashgrove", copy.assembled.policy.id, copy.assembled.version.name, copy.code
        )


def test_an_untouched_file_has_no_changes_and_says_so(sent: Sent) -> None:
    returned = sent.returned(sent.data)
    assert returned.is_untouched
    assert sent.report(returned) == "No changes: the file is as it was sent."


def test_what_word_processors_do_to_every_file_is_no_change(sent: Sent) -> None:
    """Runs cut in two, names of fields dropped, proofing marks put in, bookmarks lost."""

    def change(text: str) -> str:
        text = text.replace(
            "The rule holds on every",
            'The rule</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:t xml:space="preserve"> holds on'
            " every",
        )
        text = re.sub(r'<w:tag w:val="[^"]*"/>', "", text)
        return re.sub(r'<w:bookmarkStart [^>]*w:name="approval"[^>]*/>', "", text)

    assert sent.back(change).is_untouched


# -- each kind of edit ---------------------------------------------------------------------------------------


def test_a_value_changed_everywhere_is_proposed(sent: Sent) -> None:
    lead = str(sent.copy.values["role.dsl"].value.name)  # type: ignore[union-attr]
    returned = sent.back(lambda text: text.replace(f">{lead}<", ">Kim O’Hara<"))
    (value,) = sent.values(returned)
    assert (value.key, value.edit.new, value.why_not) == ("role.dsl", "Kim O’Hara", "")
    assert value.edit.changed == value.edit.places > 1
    assert sent.texts(returned) == []
    assert f"“{lead}” -> “Kim O’Hara”, in {value.edit.places} of {value.edit.places} places" in sent.report(
        returned
    )


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
    record = sent.back(replaced(">12\u00a0November\u00a02025<", ">13\u00a0November\u00a02025<"))
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
    added = sent.back(
        lambda text: text.replace(
            line[0], line[0] + line[0].replace(free_clause(), "Check it every half term.")
        )
    )
    (text,) = sent.texts(added)
    assert [(pair.sent, pair.back and pair.back.text) for pair in text.edit.changed] == [
        (None, "Check it every half term.")
    ]
    assert "    - Check it every half term.\n" in text.body
    gone = sent.back(lambda text: text.replace(line[0], ""))
    assert "Switch location" not in sent.texts(gone)[0].body
    assert f"- {free_clause()}" in sent.report(gone)


def test_an_edit_to_locked_words_is_shown_word_by_word_and_not_taken_over(sent: Sent) -> None:
    returned = sent.back(
        replaced(" must not use a personal account to add", " should not use a personal account to add")
    )
    (text,) = sent.texts(returned)
    assert (text.clause, text.body) == ("pupil-contact", "")
    assert "only its values may be changed" in text.why_not
    assert "[-must-] [+should+]" in sent.report(returned)


def test_tracked_changes_and_comments_are_carried_with_their_authors(sent: Sent) -> None:
    kept = "The rule holds on every service, including games, group chats and livestreams."
    run = f'<w:r><w:t xml:space="preserve">{kept}</w:t></w:r>'
    tracked = (
        '<w:commentRangeStart w:id="7"/><w:del w:id="9001"'
        f' {TRACKED}><w:r><w:delText>{kept}</w:delText></w:r></w:del><w:ins w:id="9002"'
        f" {TRACKED}><w:r><w:t>It holds everywhere.</w:t></w:r></w:ins><w:commentRangeEnd"
        ' w:id="7"/><w:r><w:commentReference w:id="7"/></w:r>'
    )
    comment = (
        '<w:comment w:id="7" w:author="U Officer" w:date="2026-11-03T09:00:00Z"><w:p><w:r><w:t>Why'
        " all?</w:t></w:r></w:p></w:comment>"
    )
    returned = sent.back(replaced(run, tracked), comment)
    said = [(remark.kind, remark.author, remark.place, remark.text) for remark in returned.remarks]
    assert said == [
        ("comment", "U Officer", "pupil-contact", "Why all?"),
        ("inserted", "A Governor", "pupil-contact", "It holds everywhere."),
        ("deleted", "A Governor", "pupil-contact", kept),
    ]
    assert "Comment by U Officer on 2026-11-03 in 4.1 Contact with pupils: “Why all?”" in sent.report(
        returned
    )


def _document(sent: Sent) -> str:
    with zipfile.ZipFile(io.BytesIO(sent.data)) as archive:
        return archive.read("word/document.xml").decode()


@settings(
    max_examples=examples(12),
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.data())
def test_no_edit_goes_unseen(sent: Sent, data: st.DataObject) -> None:
    """Whatever run of words is changed, wherever it stands, the report has the new words."""
    document = _document(sent)
    runs = list(re.finditer(r"<w:t[^>]*>([^<]*\w[^<]*)</w:t>", document))
    found = data.draw(st.sampled_from(runs))
    new = data.draw(st.sampled_from(["Zebra", "zebra crossing", "12 zebras & <b>", "(zebra)"]))
    escaped = new.replace("&", "&amp;").replace("<", "&lt;")
    returned = sent.back(lambda text: f"{text[: found.start(1)]}{escaped}{text[found.end(1) :]}")
    assert new in sent.report(returned)


def test_what_is_typed_into_the_list_of_contents_is_told(sent: Sent) -> None:
    entry = re.search(r'<w:pStyle w:val="TOC1"/>.*?<w:t[^>]*>([^<]+)</w:t>', _document(sent), re.DOTALL)
    assert entry is not None
    line = entry[1]
    told = sent.back(lambda text: f"{text[: entry.start(1)]}{line} 3 and no phones{text[entry.end(1) :]}")
    assert told.contents == (f"{line} 3 and no phones",)
    assert "no phones" in sent.report(told)
    # Word puts the number of the page there by itself.
    paged = sent.back(
        lambda text: f"{text[: entry.start(1)]}{line}</w:t><w:tab/><w:t>3{text[entry.end(1) :]}"
    )
    assert paged.is_untouched


def test_a_clause_that_is_added_in_word_gets_the_next_number(sent: Sent) -> None:
    """Nothing that follows it counts as changed by that."""
    headings = {
        paragraph.number: paragraph.text
        for paragraph in read_word_file(sent.data).paragraphs
        if paragraph.number
    }
    second = headings["1.2"]
    title = re.search(rf"<w:p>(?:(?!<w:p>).)*?>{re.escape(second)}</w:t></w:r></w:p>", _document(sent))
    assert title is not None
    added = '<w:p><w:pPr><w:pStyle w:val="Heading2"/></w:pPr><w:r><w:t>Dogs</w:t></w:r></w:p>'
    data = edited(sent.data, lambda text: f"{text[: title.start()]}{added}{text[title.start() :]}")
    numbers = {paragraph.text: paragraph.number for paragraph in read_word_file(data).paragraphs}
    assert (numbers["Dogs"], numbers[second]) == ("1.2", "1.3")
    returned = sent.returned(data)
    [edit] = returned.texts
    assert [pair.back.text for pair in edit.changed if pair.back] == ["Dogs"]
    assert not returned.moves


def test_a_reference_is_a_field_that_word_may_count_anew(sent: Sent) -> None:
    """It leads to the heading that has its number; another number in it is no edit, other words are."""
    text = _document(sent)
    field = re.search(r"REF (_Ref\d+) \\n .*?<w:t[^>]*>([\d.]+)</w:t>", text, re.DOTALL)
    assert field is not None
    [heading] = re.findall(rf'w:name="{field[1]}"/>.*?</w:p>', text, re.DOTALL)
    numbers = {paragraph.text: paragraph.number for paragraph in read_word_file(sent.data).paragraphs}
    assert numbers["".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", heading))] == field[2]

    def write(words: str) -> Returned:
        return sent.back(lambda text: f"{text[: field.start(2)]}{words}{text[field.end(2) :]}")

    assert write("14.15").is_untouched
    assert write("fourteen").texts


# -- what stands beside the text -----------------------------------------------------------------------------

BOX = (
    "<w:p><w:r><mc:AlternateContent"
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice'
    ' Requires="wps"><wps:txbx xmlns:wps="urn:wps"><w:txbxContent><w:p><w:r><w:t>Ring the office'
    " first.</w:t></w:r></w:p></w:txbxContent></wps:txbx></mc:Choice><mc:Fallback><w:pict><w:txbxContent>"
    "<w:p><w:r><w:t>Ring the office first.</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback>"
    "</mc:AlternateContent></w:r></w:p>"
)


def test_a_sentence_typed_into_a_text_box_is_an_edit(sent: Sent) -> None:
    returned = sent.back(replaced("<w:sectPr", f"{BOX}<w:sectPr"))
    assert sent.report(returned).count("+ Ring the office first.") == 1


def strict(data: bytes) -> bytes:
    """A Word file as Word saves it as "Strict Open XML": namespaces and kinds of relations have other names."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name.endswith((".xml", ".rels")):
                part = re.sub(
                    rb"http://schemas\.openxmlformats\.org/(wordprocessingml|officeDocument|drawingml)/2006/",
                    rb"http://purl.oclc.org/ooxml/\1/",
                    part,
                ).replace(b"custom-properties", b"customProperties")
            new.writestr(name, part)
    return packed.getvalue()


def test_a_file_saved_as_strict_open_xml_reads_the_same(sent: Sent) -> None:
    usual, other = read_word_file(sent.data), read_word_file(strict(sent.data))
    assert b"purl.oclc.org/ooxml/wordprocessingml/main" in zipfile.ZipFile(
        io.BytesIO(strict(sent.data))
    ).read("word/document.xml")
    assert other == usual
    assert sent.report(sent.returned(strict(sent.data))) == "No changes: the file is as it was sent."
    change = replaced(free_clause(), "Switch location sharing off at night.")
    edit = sent.report(sent.returned(strict(edited(sent.data, change))))
    assert edit == sent.report(sent.back(change))


def test_hidden_text_is_no_text_for_either_reader_and_is_named(sent: Sent) -> None:
    """Words that are hidden are gone for those who read the file."""
    hidden = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>whisper</w:t></w:r></w:p>"
    added = sent.back(replaced("<w:sectPr", f"{hidden}<w:sectPr"))
    assert (added.texts, added.is_untouched) == ((), False)
    assert "Hidden text" in sent.report(added)
    assert "which does not count: “whisper”" in sent.report(added)
    source = read_source("back.docx", edited(sent.data, replaced("<w:sectPr", f"{hidden}<w:sectPr")))
    assert ("whisper", "hidden text") in [(left.text, left.why) for left in source.left_out]
    assert "whisper" not in str(source.pieces)
    line = f'<w:r><w:t xml:space="preserve">{free_clause()}</w:t></w:r>'
    gone = sent.back(replaced(line, line.replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>")))
    assert f"- {free_clause()}" in sent.report(gone)


@pytest.mark.parametrize(
    ("part", "old", "words"),
    [
        ("word/footer1.xml", ", code ", " in the draft, code "),
        ("word/header1.xml", "Ashgrove", "Ashgrove High"),
    ],
)
def test_an_edit_to_a_page_header_or_footer_is_named(sent: Sent, part: str, old: str, words: str) -> None:
    returned = sent.returned(edited(sent.data, replaced(old, words), part=part))
    report = sent.report(returned)
    assert not returned.is_untouched
    assert words in report
    assert "Page headers and footers (2)" in report


def test_what_nobody_can_compare_is_named(sent: Sent) -> None:
    """A diagram's words stand in a part of their own; nobody knows the headers of a document that is gone."""
    packed = io.BytesIO(sent.data)
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr("word/diagrams/data1.xml", "<a/>")
    report = sent.report(sent.returned(packed.getvalue()))
    assert report.strip() == "Not compared: word/diagrams/data1.xml. Look at them in Word."
    unknown = compare(sent.origin.paragraphs, read_word_file(sent.data))
    assert unknown.not_compared == ("the page headers and footers",)


def test_an_endnote_is_read_where_its_mark_stands(sent: Sent) -> None:
    packed = io.BytesIO(
        edited(
            sent.data, replaced(free_clause(), f'{free_clause()}</w:t><w:endnoteReference w:id="3"/><w:t>')
        )
    )
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr(
            "word/endnotes.xml",
            f'<w:endnotes {space}><w:endnote w:id="3"><w:p><w:r><w:t>At home too.</w:t></w:r></w:p></w:endnote>'
            "</w:endnotes>",
        )
    assert "[At home too.]" in sent.report(sent.returned(packed.getvalue()))


# -- files that are damaged ----------------------------------------------------------------------------------


def damaged(data: bytes, chance: random.Random) -> bytes:
    """A Word file as a bad disk, a cut line or a careless program leaves it."""
    kind = chance.choice(["cut", "bytes", "part gone", "bad XML", "cut XML", "other numbers", "swapped"])
    if kind == "cut":
        return data[: chance.randrange(len(data))]
    if kind == "bytes":
        flipped = bytearray(data)
        # The folder of the archive, at its end, is where zip readers are most easily led astray.
        first = chance.choice([0, len(data) - 1500])
        for _ in range(chance.randrange(1, 9)):
            flipped[chance.randrange(first, len(data))] = chance.randrange(256)
        return bytes(flipped)
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        names = [name for name in old.namelist() if name.endswith((".xml", ".rels"))]
        victim = chance.choice(names)
        for name in old.namelist():
            part = old.read(name)
            if name == victim and kind == "part gone":
                continue
            if name == victim and kind == "bad XML":
                place = chance.randrange(len(part))
                part = part[:place] + chance.choice([b"<", b"&", b"\x00", b"</w:p>", b"\xff"]) + part[place:]
            elif name == victim and kind == "cut XML":
                part = part[: chance.randrange(len(part))]
            elif name == victim and kind == "other numbers":
                odd = chance.choice(
                    [b'"-1"', b'"x"', b'""', b'"99999999999"', '"³"'.encode(), b'"' + b"9" * 5000 + b'"']
                )
                part = re.sub(rb'"\d+"', odd, part)
            elif name == victim and kind == "swapped":
                part = old.read(chance.choice(names))
            new.writestr(name, part)
    return packed.getvalue()


@pytest.mark.parametrize("seed", range(examples(1)))
def test_a_damaged_file_gives_a_report_or_one_clear_message(sent: Sent, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - damage is no secret, and must come again
    refused = 0
    for _ in range(12):
        data = damaged(sent.data, chance)
        try:
            returned = sent.returned(data)
        except UnreadableWordFileError:
            refused += 1
        else:
            assert sent.report(returned)
        with contextlib.suppress(ClausewrightError):
            read_source("back.docx", data)
    assert 0 < refused < 12


def test_the_command_reports_damage_on_one_line(
    sent: Sent, root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, words = _back(tmp_path / "back.docx", capsys, sent.data[: len(sent.data) // 2], root)
    path = tmp_path / "back.docx"
    hint = "It is damaged, locked with a password, or no Word file (.docx)."
    assert words == f"{path}\n  error {path}: cannot be read\n        {hint}\n\n1 error.\n"
    assert code == 1


# -- files that are not what they should be ------------------------------------------------------------------


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
        (b"\xd0\xcf\x11\xe0 an old or a locked file", "locked with a password, or in the old format .doc"),
        (b"%PDF-1.7", "It is a PDF"),
        (
            zipped(mimetype=b"application/vnd.oasis.opendocument.text", content_xml=b"<a/>"),
            "OpenDocument file .*save it as Word",
        ),
        (zipped(hello_xml=b"<a/>"), "holds no Word document"),
        (zipped(word__document_xml=b"<a"), "damaged"),
        (zipped(word__document_xml=BOMB), "not what a word processor writes"),
        (zipped(word__document_xml=b"<a>" + b" " * 110_000_000 + b"</a>"), "larger than any policy"),
    ],
    ids=["empty", "locked", "PDF", "OpenDocument", "not Word", "broken", "entities", "bomb"],
)
def test_a_file_that_is_no_word_file_is_told_so(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableWordFileError, match=said):
        read_word_file(data, ())


def test_a_word_file_of_others_has_no_identity() -> None:
    space = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    file = read_word_file(zipped(word__document_xml=b"<w:document " + space + b"><w:body/></w:document>"), ())
    assert file.identity is None


def test_an_edit_to_a_footnote_is_an_edit() -> None:
    """Its words stand where its mark stands."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = (
        f"<w:document {space}><w:body><w:p><w:r><w:t>Ask.</w:t></w:r><w:r><w:footnoteReference"
        ' w:id="2"/></w:r></w:p></w:body></w:document>'
    )
    notes = [
        f"<w:footnotes {space}><w:footnote"
        f' w:id="2"><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:footnote></w:footnotes>'
        for words in ("The office.", "The head.")
    ]
    sent, back = (
        read_word_file(zipped(word__document_xml=body.encode(), word__footnotes_xml=note.encode()))
        for note in notes
    )
    (text,) = compare(sent.paragraphs, back).texts
    assert list(describe_edits(text.pairs)) == ["Ask. [The [-office.]-] [+head.]+]"]
    with pytest.raises(NotWritableError, match="footnote"):
        write_markdown(back.paragraphs, lambda _: False)


# -- the command ---------------------------------------------------------------------------------------------


def test_the_command_writes_only_when_it_is_told_to(
    sent: Sent,
    root: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Reading writes nothing; applying changes the value where it stands and adds the amendment; then the
    file has nothing new.
    """
    root = copy_library(root, tmp_path / "library")
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
    assert "name: Kim O’Hara, email:" in (root / "variables/schools/ashgrove/school.yml").read_text(
        encoding="utf-8"
    )
    assert load_library(root)[1] == ()


@pytest.mark.parametrize(
    ("name", "data", "code", "words"),
    [
        ("absent.docx", None, 2, "There is no file"),
        ("notes.docx", b"notes", 1, "no Word file"),
        (
            "other.docx",
            zipped(word__document_xml=b'<w:document xmlns:w="urn:x"/>'),
            2,
            "was not made by clausewright",
        ),
    ],
)
def test_the_command_says_what_is_wrong_with_a_file(
    small: Small,
    tmp_path: Path,
    name: str,
    data: bytes | None,
    code: int,
    words: str,
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    said = small.say("return", str(tmp_path / name))
    assert (said.code, words in said.out + said.err) == (code, True)


# -- a library that has gone on since ------------------------------------------------------------------------


def _back(file: Path, capsys: pytest.CaptureFixture[str], data: bytes, root: Path) -> tuple[int, str]:
    """What the command says of a file that came back to a library."""
    file.write_bytes(data)
    code = run(["return", str(file), "--library", str(root), "--as-at", str(TODAY)])
    said = capsys.readouterr()
    return code, said.out + said.err


def test_what_the_library_changed_is_not_taken_for_the_schools_edit(
    sent: Sent, root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file is held against what it was sent with; where both have changed, nobody's change is lost."""
    lead, words = str(sent.copy.values["role.online_safety_lead"].value.name), "Share no location."  # type: ignore[union-attr]

    def older(text: str) -> str:
        return replaced(f">{lead}<", ">Noor Haddad<")(replaced(free_clause(), words)(text))

    made_before = edited(edited(sent.data, older), older, part="customXml/item1.xml")
    assert _back(tmp_path / "back.docx", capsys, made_before, root)[1].endswith(
        "No changes: the file is as it was sent.\n"
    )
    both = edited(
        made_before,
        lambda text: text.replace(words, "Share no location at night.").replace("Noor Haddad", "Kim O’Hara"),
    )
    _, said = _back(tmp_path / "back.docx", capsys, both, root)
    assert f"since the file was made, the library has come to say “{lead}”: find out which is right" in said
    assert (
        "since the file was made, the wording in the library has changed: bring the two together by hand"
        in said
    )
    assert "--apply" not in said
    same = edited(made_before, lambda text: text.replace(words, free_clause()).replace("Noor Haddad", lead))
    _, said = _back(tmp_path / "back.docx", capsys, same, root)
    assert said.count("Not taken over: the library says so already.") == 2


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"ashgrove"', '"ashgrave"', "which this library does not have. Did you mean 'ashgrove'?"),
        (
            "2025-09",
            "2019-09",
            (
                "is of version 2019-09 of 'social-media', which this library does not have. Known: 2025-09,"
                " 2026-09."
            ),
        ),
        (
            '"social-media"',
            '"cycling"',
            "is of the policy 'cycling', which this library does not have. Is it another library's?",
        ),
    ],
    ids=["a school of others", "a version of others", "a policy of others"],
)
def test_a_file_of_another_library_is_told_so(
    sent: Sent, root: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, old: str, new: str, words: str
) -> None:
    data = edited(sent.data, replaced(old, new), part="docProps/custom.xml")
    code, said = _back(tmp_path / "back.docx", capsys, data, root)
    assert (code, words in said) == (2, True), said


def test_a_file_of_a_version_that_the_school_does_not_have_is_still_held_against_what_it_was(
    sent: Sent, root: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    gone = edited(
        sent.data,
        lambda text: text.replace("ashgrove", "fernhill").replace("2025-09", "2026-09"),
        part="docProps/custom.xml",
    )
    code, said = _back(
        tmp_path / "back.docx",
        capsys,
        edited(gone, replaced(free_clause(), "Switch location sharing off at night.")),
        root,
    )
    assert (code, "does not have this version any more" in said) == (0, True), said
    assert "Switch location sharing [-off.-] [+off at night.+]" in said


def test_a_newer_revision_in_the_library_is_named_beside_what_a_school_wrote(sent: Sent) -> None:
    returned = sent.back(replaced(free_clause(), "Switch location sharing off at night."))
    (edit,) = returned.texts
    (proposal,) = sent.texts(
        returned, LibraryState(words={edit.place: ("Share no location.",)}, revisions={edit.place: "2026-09"})
    )
    assert (proposal.why_not, proposal.note) == (
        "",
        "The model has a newer revision, 2026-09: 'clausewright update' will bring the two together.",
    )


# -- files that do not say what they are ---------------------------------------------------------------------

HENS = (
    "Hens at Elm School are fed at eight by whoever has the key. Nobody opens the coop after dark. The eggs"
    " are counted on Fridays."
)
KITES = (
    "Kites at Elm School are flown in the meadow alone. Nobody flies one near the wires. The lines are wound"
    " up by hand at the end."
)


def _pasted(text: str) -> list[Paragraph]:
    return [Paragraph("", "", (Piece(line),)) for line in text.split(". ")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"Code 00000-O0000. {KITES}", (0, "by its code, 00000-00000")),
        (KITES, (2, "by its words")),
        (KITES.replace("in the meadow alone", "on the hill, with an adult"), (2, "by its words")),
        (KITES.replace("Elm", "Ash"), (-1, "")),
        (
            f"{KITES.split('.', maxsplit=1)[0]}. {' '.join(f'Other{number} words.' for number in range(40))}",
            (-1, ""),
        ),
        ("", (-1, "")),
    ],
    ids=[
        "a code",
        "the same words",
        "most of the words",
        "the words of another school",
        "few of the words",
        "no words",
    ],
)
def test_a_pasted_file_is_recognised_by_its_code_or_else_by_its_words(
    text: str, found: tuple[int, str]
) -> None:
    candidates = [
        Candidate("Elm School", "00000-00000", HENS),
        Candidate("Elm School", "", HENS[:60]),
        Candidate("Elm School", "", KITES),
    ]
    assert recognise_document(_pasted(text), candidates) == found


# -- what is no word -----------------------------------------------------------------------------------------

_PICTURE = (
    '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<wp:docPr id="9" name="Map" descr="A map"/><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' r:embed="rId1" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/></wp:inline>'
    "</w:drawing></w:r></w:p>"
)
_BEGIN = '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData></w:fldChar></w:r>'
_TICKED = f'{_BEGIN}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
UNITS = {
    "a symbol": ('<w:r><w:sym w:font="Wingdings" w:char="F0FB"/></w:r></w:p>', "✘"),
    "a ticked box": (_TICKED, "☑"),
    "a picture": (_PICTURE, "[picture: A map]"),
    "struck words": (
        "<w:r><w:rPr><w:strike/></w:rPr><w:t>for ever</w:t></w:r></w:p>",
        "Text that is struck through",
    ),
}


@pytest.mark.parametrize("unit", UNITS)
def test_what_is_no_word_is_told_when_it_comes_back(sent: Sent, unit: str) -> None:
    xml, told = UNITS[unit]
    anchor = "</w:t></w:r></w:p>"

    def add(text: str) -> str:
        place = text.index(anchor, text.index("Heading2")) + len(anchor)
        place = text.index(anchor, place) + len("</w:t></w:r>")
        return text[:place] + xml + text[place + len("</w:p>") :]

    assert told in sent.report(sent.back(add))


def test_a_link_that_leads_elsewhere_is_told(sent: Sent) -> None:
    linked = next(
        piece
        for paragraph in sent.origin.paragraphs
        for piece in paragraph.pieces
        if piece.link.startswith("https://")
    )
    data = edited(
        sent.data,
        replaced(linked.link, "https://elsewhere.example/", 50),
        part="word/_rels/document.xml.rels",
    )
    assert f"leads to https://elsewhere.example/ now, and led to {linked.link}" in sent.report(
        sent.returned(data)
    )
