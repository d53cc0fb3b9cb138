"""Law 7 in every format: a redline holds both documents, and what is gone can never be taken for text in
force.

Accepting all changes of the Word file gives the new document and rejecting them the old one, paragraph by
paragraph; the page and the PDF hold the same marks, told in words.
"""

from __future__ import annotations

import difflib
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree

from clausewright.build.changed_values import mark_changed_values
from clausewright.diff import Lineage, diff
from clausewright.document.pandoc import shared_pandoc
from clausewright.document.parse import parse
from clausewright.model import ast
from clausewright.model.change import Changes, Mark, Redline
from clausewright.model.document import Document, Item, Prose, Section
from clausewright.model.tokens import TOKEN, token
from clausewright.reports.change_list import write_comment
from tests.laws.test_diff_is_whole import ITEMS, SIDES, document, edited, pairs, shipped
from tests.support.examples import examples, sample
from tests.support.readback.marks import (
    Marked,
    copied_text,
    marks,
    page_lines,
    page_text,
    pdf_lines,
    pdf_text,
    pieces,
    word_marks,
    words_of,
)
from tests.support.readback.pdf import without_marks
from tests.support.readback.structure import plain
from tests.support.readback.word import W
from tests.support.redlines import AUTHOR, IMAGES, redline_page, redline_pdf, redline_word_file, word_file
from tests.support.tracked import paragraphs, settled

# To find a smaller example of a Word file that is wrong takes minutes.
NO_SHRINKING = [phase for phase in Phase if phase is not Phase.shrink]


def changes_of(policy: str, old: str, new: str) -> tuple[Document, Document, Changes]:
    """Two shipped versions and what differs between them."""
    library, documents = shipped()
    before, after = documents[policy, old], documents[policy, new]
    replaced = {
        clause.id: revision.facts.replaces
        for clause in library.clauses.values()
        for revision in clause.revisions
    }
    return before, after, diff(policy, before, after, SIDES, Lineage(replaced))


def difference(wanted: list[str], found: list[str]) -> str:
    """How two files differ, as lines to read; empty where they do not."""
    return "\n".join(difflib.unified_diff(wanted, found, "wanted", "found", n=2, lineterm=""))


def holds_both(old: Document, new: Document, changes: Changes, images: Path = IMAGES) -> None:
    """Assert that Word can make either document of a redline."""
    redline = redline_word_file(changes, images)
    assert (
        difference(paragraphs(word_file(new, images=images)), paragraphs(settled(redline, accept=True))) == ""
    )
    assert (
        difference(paragraphs(word_file(old, images=images)), paragraphs(settled(redline, accept=False)))
        == ""
    )


@pytest.mark.parametrize(("policy", "old", "new"), sample(list(pairs()), 6))
def test_word_makes_either_of_two_shipped_versions_out_of_their_redline(
    policy: str, old: str, new: str
) -> None:
    holds_both(*changes_of(policy, old, new))


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the pictures that made documents show."""
    folder = tmp_path_factory.mktemp("pictures") / "images"
    folder.mkdir()
    for name in ("a.png", "b.png"):
        (folder / name).write_bytes((IMAGES / "reporting-flowchart.png").read_bytes())
    return folder


def as_written(document: Document) -> Document:
    """A made document without what no text of a policy holds: links and notes in each other, an item that
    begins with no words, a field in code.
    """

    def change(node: ast.Element) -> ast.Elements | None:
        match node["t"], node.get("c"):
            case "Link", [attributes, inlines, target]:
                return [ast.element("Link", attributes, ast.words(ast.text_of(inlines)), target)]
            case "Note", list(blocks):
                return [ast.element("Note", [ast.para(ast.words(ast.text_of(blocks)))])]
            case "Code", [attributes, str(text)]:
                return [ast.element("Code", attributes, TOKEN.sub("field", text))]
            case "BulletList", list(items):
                return [ast.element("BulletList", list(map(begun, items)))]
            case "OrderedList", [style, items]:
                return [ast.element("OrderedList", style, list(map(begun, items)))]
        return None

    def begun(item: ast.Elements) -> ast.Elements:
        item = [block for block in item if block["t"] != "HorizontalRule"]
        return item if item and item[0]["t"] in ("Para", "Plain") else [ast.para(ast.words("An item")), *item]

    def cleaned(item: Item) -> Item:
        return (
            item
            if isinstance(item, Section)
            else replace(item, blocks=tuple(ast.replace_elements(list(item.blocks), change)))
        )

    return Document(document.title, tuple(map(cleaned, document.items)))


@st.composite
def redlines(draw: st.DrawFn) -> tuple[Document, Document, Changes]:
    """Two documents of any make, and what differs between them."""
    items = draw(ITEMS)
    other = draw(st.one_of(edited(items), edited(items), ITEMS))
    old = as_written(document(items))
    new = as_written(document(other, draw(st.sampled_from(["A policy", "Another policy"]))))
    return old, new, diff("p", old, new, SIDES)


@given(redlines())
@settings(max_examples=examples(12), suppress_health_check=list(HealthCheck), phases=NO_SHRINKING)
def test_word_makes_either_of_any_two_documents_out_of_their_redline(
    pictures: Path, made: tuple[Document, Document, Changes]
) -> None:
    holds_both(*made, pictures)


# -- what is read, heard and copied --------------------------------------------------------------------------

FORWARD = [(policy, old, new) for policy, old, new in pairs() if old < new]


@pytest.mark.parametrize(("policy", "old", "new"), sample(FORWARD, 3))
def test_the_page_and_the_pdf_hold_the_same_marks_and_tell_them_in_words(
    policy: str, old: str, new: str
) -> None:
    _, _, changes = changes_of(policy, old, new)
    page, pdf = redline_page(changes), redline_pdf(changes)
    told = marks(pieces(page_text(page)))
    assert len(told) > 20
    assert marks(pieces(pdf_text(pdf))) == told
    assert [
        Marked(piece.mark, plain(piece.text))
        for piece in pieces(page_text(page))
        if piece.mark and piece.text.strip()
    ] == page_lines(page)


@pytest.mark.parametrize(("policy", "old", "new"), sample(FORWARD, 3))
def test_the_page_of_a_redline_has_all_words_of_the_new_document(policy: str, old: str, new: str) -> None:
    _, after, changes = changes_of(policy, old, new)
    found = pieces(page_text(redline_page(changes), furniture=False))
    whole = Changes(
        changes.policy,
        changes.title,
        *SIDES,
        entries=(),
        redline=tuple(Redline(item, Mark.KEPT, item, item) for item in after.items),
    )
    assert words_of(found, "removed") == page_text(redline_page(whole)).split()


@pytest.mark.parametrize(("policy", "old", "new"), sample(FORWARD, 3))
def test_no_removed_word_of_a_pdf_can_be_taken_for_text_in_force(policy: str, old: str, new: str) -> None:
    """Each is struck, and says that it was removed to whoever hears it, and in what is copied."""
    pdf = redline_pdf(changes_of(policy, old, new)[2])
    removed = [
        plain(piece.text) for piece in pieces(pdf_text(pdf)) if piece.mark == "removed" and piece.text.strip()
    ]
    assert [piece.text for piece in pdf_lines(pdf)] == removed
    copied = "".join(copied_text(pdf).split())
    # A picture is said to be removed beside it, and in what it says to whoever does not see it.
    pictures = [text for text in removed if text.startswith("(picture:")]
    # The heads of a table that goes over the end of a page are said again.
    assert copied.count("[removed:") >= len(removed) + len(pictures)
    for text in removed:
        # A page may end after any word.
        assert f"[removed:{text.split()[0][:12]}" in copied


def test_a_pdf_with_a_redline_is_tagged_and_says_so_of_itself() -> None:
    """Typst refuses to make a file that breaks PDF/UA-1; what it does not look at is that no text is without
    a tag.
    """
    pdf = redline_pdf(changes_of(*FORWARD[-1])[2])
    with pikepdf.open(BytesIO(pdf)) as file:
        with file.open_metadata() as metadata:
            assert metadata.get("pdfuaid:part") == "1"
        assert [without_marks(page) for page in file.pages if without_marks(page)] == []


def test_tracked_changes_say_who_and_when_under_ids_of_their_own() -> None:
    for _, _, changes in (changes_of(*pair) for pair in FORWARD):
        with zipfile.ZipFile(BytesIO(redline_word_file(changes))) as archive:
            roots = [
                etree.fromstring(archive.read(name)) for name in ("word/document.xml", "word/footnotes.xml")
            ]
        tracked = [node for root in roots for node in root.iter(f"{W}ins", f"{W}del")]
        ids = [
            node.get(f"{W}id")
            for node in [*tracked, *(node for root in roots for node in root.iter(f"{W}bookmarkStart"))]
        ]
        assert len(tracked) > 20
        assert len(set(ids)) == len(ids)
        assert {(node.get(f"{W}author"), str(node.get(f"{W}date"))[:10]) for node in tracked} == {
            (AUTHOR, "2026-09-01")
        }
        assert not [node for node in tracked if node.tag == f"{W}del" and list(node.iter(f"{W}t"))]
        assert not [node for node in tracked if node.tag == f"{W}ins" and list(node.iter(f"{W}delText"))]
        assert not [
            control
            for root in roots
            for control in root.iter(f"{W}sdt")
            if list(control.iter(f"{W}ins", f"{W}del"))
        ]
        assert any(True for root in roots for _ in root.iter(f"{W}sdt"))


# A clause where it stood, and where it stands: other words, link, note and items, a paragraph that came, and a
# reference that says another number.
WRITING = (
    (
        "### Writing\n\nStaff write to the head[^n], by [post](https://a.example). See"
        " [clause 1.1](#rule){.ref}.\n\nThey keep a copy of it.\n\n- one thing\n- another thing that goes\n\n"
        "[^n]: In an hour."
    ),
    (
        "### Writing down\n\nStaff write to the deputy head[^n], by [wire](https://a.example). See"
        " [clause 2.1](#rule){.ref}.\n\nIt is a new one.\n\nThey keep a copy of it.\n\n- one thing\n"
        "- a fourth one\n\n[^n]: In two hours."
    ),
)


def make_every_kind() -> tuple[Document, Document, Changes]:
    """Two texts with a clause moved, one that was edited on its way, a column more, one less, and a row more;
    and what differs between them.
    """
    clause = "::: {{#{} .clause kind=clause revision=2026-09 strength=must}}\n{}\n:::"
    rule = clause.format("rule", "### Telling\n\nStaff must tell the head at once.")
    old_writing, new_writing = (clause.format("writing", text) for text in WRITING)
    table = "| Who | {}What |\n|:----|{}:-----|\n| Staff | {}report |\n"
    old_text = (
        f"## One\n\n{rule}\n\nIt goes on.\n\n{old_writing}\n\nIt stops.\n\n"
        f"{table.format('', '', '')}\nThen this.\n\n| A | B |\n|:--|:--|\n| 1 | 2 |\n\n## Two\n\nThe end.\n"
    )
    new_text = (
        f"## One\n\nIt goes on.\n\nIt stops.\n\n{table.format('When | ', ':----|', 'today | ')}| Others | soon | ask |\n\n"
        f"Then this.\n\n| A |\n|:--|\n| 1 |\n\n## Two\n\n"
        f"{rule}\n\nThe end.\n\n{new_writing}\n"
    )
    old, new = (parse(shared_pandoc(), "A policy", "1.1", text) for text in (old_text, new_text))
    return old, new, diff("p", old, new, SIDES)


@pytest.fixture(scope="module")
def every_kind() -> tuple[Changes, Mapping[str, bytes]]:
    """The changes of two texts with every kind of move and of table, and the parts of their Word file."""
    old, new, changes = make_every_kind()
    holds_both(old, new, changes)
    with zipfile.ZipFile(BytesIO(redline_word_file(changes))) as archive:
        return changes, {name: archive.read(name) for name in archive.namelist()}


def test_what_moves_columns_and_rows_are_tracked_as_word_tracks_them(
    every_kind: tuple[Changes, Mapping[str, bytes]],
) -> None:
    root = etree.fromstring(every_kind[1]["word/document.xml"])
    counts = {
        name: len(list(root.iter(f"{W}{name}")))
        for name in ("moveFromRangeStart", "moveToRangeStart", "cellIns", "cellDel", "tbl")
    }
    assert counts == {"moveFromRangeStart": 2, "moveToRangeStart": 2, "cellIns": 2, "cellDel": 2, "tbl": 2}
    assert len(root.findall(f".//{W}trPr/{W}ins")) == 1
    assert " ".join(read_moved(root, "moveTo", "moveTo")).startswith(
        "2.1 Telling Staff must tell the head at once."
    )


def test_what_was_edited_on_its_way_is_tracked_where_it_was_and_where_it_is(
    every_kind: tuple[Changes, Mapping[str, bytes]],
) -> None:
    root = etree.fromstring(every_kind[1]["word/document.xml"])
    gone, come = read_moved(root, "moveFrom", "del"), read_moved(root, "moveTo", "ins")
    assert list(filter(None, gone)) == [", by post clause 1.1", "another thing that goes"]
    assert list(filter(None, come)) == [
        "down",
        "deputy , by wire clause 2.1",
        "It is a new one.",
        "a fourth one",
    ]
    assert read_moved(root, "moveFrom", "moveFrom")[-2:] == ["one thing", ""]


def read_moved(root: etree._Element, end: str, mark: str) -> list[str]:
    """For each paragraph of which the end was moved, its words under a mark."""
    texts: list[str] = []
    for paragraph in root.iter(f"{W}p"):
        if paragraph.find(f"{W}pPr/{W}rPr/{W}{end}") is not None:
            runs = [run for holder in paragraph.iter(f"{W}{mark}") for run in holder.iter(f"{W}r")]
            texts.append(" ".join("".join(map(str, run.itertext())) for run in runs).strip())
    return [" ".join(text.split()) for text in texts]


def test_each_change_has_a_comment_with_its_number_effect_and_reason(
    every_kind: tuple[Changes, Mapping[str, bytes]],
) -> None:
    changes, parts = every_kind
    root = etree.fromstring(parts["word/document.xml"])
    texts = {
        str(comment.get(f"{W}id")): "\n".join("".join(map(str, line.itertext())) for line in comment)
        for comment in etree.fromstring(parts["word/comments.xml"])
    }
    places = [str(node.get(f"{W}id")) for node in root.iter(f"{W}commentReference")]
    assert sorted(places) == sorted(texts)
    assert [node.get(f"{W}id") for node in root.iter(f"{W}commentRangeStart")] == places
    for number, entry in enumerate(changes.entries, 1):
        assert "\n".join(write_comment(number, entry)) in texts.values()


def test_word_holds_the_marks_of_the_page_where_nothing_moved_or_was_replaced() -> None:
    """Word also tracks numbers, and replaces what it cannot change in place; words within a paragraph are
    marked alike everywhere.
    """
    old, new = (
        Document("A policy", (Prose((ast.para(ast.words(text)),)),))
        for text in ("Staff must tell the head at once.", "Staff should tell the office at once, in writing.")
    )
    changes = diff("p", old, new, SIDES)
    assert word_marks(redline_word_file(changes)) == marks(pieces(page_text(redline_page(changes))))


def test_a_value_that_changed_is_tracked_and_word_gives_back_the_old_one() -> None:
    def saying(name: str) -> Document:
        text = ast.words(f"Write to {token('role.dsl')}, or ring {token(name)} at any time.")
        return Document(
            "A policy",
            (Prose((ast.para(text), ast.element("BulletList", [[ast.para(ast.words(token(name)))]]))),),
        )

    new = saying("school.name")
    changes = replace(diff("p", new, new, SIDES), values=frozenset({"school.name"}))
    redline = redline_word_file(mark_changed_values(changes))
    assert difference(paragraphs(word_file(new)), paragraphs(settled(redline, accept=True))) == ""
    assert (
        difference(
            paragraphs(word_file(saying("old.school.name"))), paragraphs(settled(redline, accept=False))
        )
        == ""
    )
    assert Marked("removed", "the old school name") in word_marks(redline)
