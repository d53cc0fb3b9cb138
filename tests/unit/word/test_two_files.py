"""Law 7 for two Word files: the redline is the new file, and either file comes out of it.

The files are made by pandoc, and read by the tests' own reading of tracked changes.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from clausewright.comparisons.files import compare_files
from clausewright.document.pandoc import shared_pandoc
from tests.support.readback.word import W
from tests.support.redlines import IMAGES, OVERRIDES
from tests.support.tracked import paragraphs, settled

TEXT = f"""# The garden policy

Anyone may dig in the garden of the school after lessons.[^note]

[^note]: Ask the caretaker first.

Staff must lock the shed after each lesson, and **must** tell the head of anything broken.

1. Spades are counted.
2. Forks are counted.

   - Large ones twice.

| Tool | Who |
|:-----|:----|
| Spade | Staff |
| Fork | Pupils |

See [the guidance](https://old.example/a) of the county for what to grow.

![A plan]({IMAGES}/reporting-flowchart.png)

# The seasons

Seeds are kept in the dry cupboard of the office until spring comes.

The end of it all.
"""
EDITS: dict[str, tuple[tuple[str, str], ...]] = {
    "words": (("Anyone may dig", "Nobody may dig"), ("after each lesson", "at noon")),
    "bold": (("**must**", "must"), ("lock the shed", "*lock* the shed")),
    "a paragraph gone": (("Anyone may dig in the garden of the school after lessons.[^note]\n", ""),),
    "the end gone": (("The end of it all.\n", ""),),
    "a note's words": (("Ask the caretaker first", "Ask the head first, in writing"),),
    "a note gone": (("lessons.[^note]", "lessons."), ("[^note]: Ask the caretaker first.\n", "")),
    "a link's target": (("https://old.example/a", "https://new.example/b"),),
    "a picture gone": ((f"![A plan]({IMAGES}/reporting-flowchart.png)\n", ""),),
    "items": (
        ("2. Forks are counted.", "2. Forks stay.\n3. Rakes are counted."),
        ("Large ones", "Small ones"),
    ),
    "a list gone": (("1. Spades are counted.\n2. Forks are counted.\n\n   - Large ones twice.\n", ""),),
    "bullets for numbers": (("1. Spades", "- Spades"), ("2. Forks", "- Forks")),
    "a row": (("| Fork | Pupils |\n", ""),),
    "a row more": (("| Fork | Pupils |\n", "| Fork | Pupils |\n| Rake | Both |\n"),),
    "a column": (
        ("| Tool | Who |\n|:-----|:----|\n", "| Tool | When | Who |\n|:-----|:-----|:----|\n"),
        ("| Spade | Staff |", "| Spade | Daily | Nobody |"),
        ("| Fork | Pupils |", "| Rake | Never | Guests |"),
    ),
    "a table gone": (("| Tool | Who |\n|:-----|:----|\n| Spade | Staff |\n| Fork | Pupils |\n", ""),),
    "moved": (
        ("Seeds are kept in the dry cupboard of the office until spring comes.\n\n", ""),
        ("See [the", "Seeds are kept in the dry cupboard of the office until spring comes.\n\nSee [the"),
    ),
    "moved and edited": (
        (
            "Staff must lock the shed after each lesson, and **must** tell the head of anything broken.\n\n",
            "",
        ),
        (
            "The end of it all.",
            (
                "Staff must lock the shed after each visit, and **must** tell the office of anything broken.\n\n"
                "The end of it all."
            ),
        ),
    ),
    "moved and edited, with its note": (
        ("Anyone may dig in the garden of the school after lessons.[^note]\n\n", ""),
        (
            "The end of it all.",
            "Anyone may dig in the garden of the school after tea.[^note]\n\nThe end of it all.",
        ),
    ),
    "a heading's level": (("# The seasons", "## The seasons"),),
}


@cache
def word_file(text: str, folder: Path) -> bytes:
    """A text as a Word file."""
    file = folder / "made.docx"
    pandoc, reference = shared_pandoc(), OVERRIDES / "word" / "reference.docx"
    pandoc.write_docx(pandoc.read(text, "markdown"), file, reference)
    return file.read_bytes()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the files of these tests are."""
    return tmp_path_factory.mktemp("two-files")


def make_redline(old: bytes, new: bytes, folder: Path) -> bytes:
    """The Word file of what changed between two."""
    for name, data in (("old.docx", old), ("new.docx", new)):
        (folder / name).write_bytes(data)
    comparison = compare_files(folder / "old.docx", folder / "new.docx", date(2026, 9, 1))
    return comparison.render("docx")


def read_parts(data: bytes) -> dict[str, bytes]:
    """The parts of a Word file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("edit", EDITS)
def test_either_file_comes_out_of_the_redline(edit: str, folder: Path) -> None:
    text = TEXT
    for before, after in EDITS[edit]:
        assert before in text
        text = text.replace(before, after)
    for old_text, new_text in ((TEXT, text), (text, TEXT)):
        old, new = word_file(old_text, folder), word_file(new_text, folder)
        redline = make_redline(old, new, folder)
        assert paragraphs(settled(redline, accept=True)) == paragraphs(new)
        assert paragraphs(settled(redline, accept=False)) == paragraphs(old)
        parts, new_parts = read_parts(redline), read_parts(new)
        for name in ("word/theme/theme1.xml", "word/settings.xml", "word/fontTable.xml", "word/footer1.xml"):
            assert parts[name] == new_parts[name]
        tracked = [etree.fromstring(parts[f"word/{name}.xml"]) for name in ("document", "footnotes")]
        marks = [f"{W}{name}" for name in ("ins", "del", "pPrChange", "rPrChange", "moveTo")]
        assert any(True for root in tracked for _ in root.iter(*marks))
        comments = etree.fromstring(parts["word/comments.xml"])
        assert len(comments) > 1
        assert "Change 1." in "".join(map(str, comments.itertext()))


def test_moves_columns_and_properties_are_tracked_as_word_tracks_them(folder: Path) -> None:
    expected = {
        "moved": "moveFromRangeStart",
        "a column": "cellIns",
        "a heading's level": "pPrChange",
        "bold": "rPrChange",
    }
    for edit, name in expected.items():
        text = TEXT
        for before, after in EDITS[edit]:
            text = text.replace(before, after)
        parts = read_parts(make_redline(word_file(TEXT, folder), word_file(text, folder), folder))
        assert f"<w:{name} " in parts["word/document.xml"].decode(), edit


def test_what_was_edited_on_its_way_is_a_move_and_a_change(folder: Path) -> None:
    # LibreOffice gives what follows the look of what goes, so here that is the same.
    text = old_text = TEXT.replace("anything broken.\n", "anything broken.\n\nThe key hangs there.\n")
    for before, after in EDITS["moved and edited"]:
        text = text.replace(before, after)
    parts = read_parts(make_redline(word_file(old_text, folder), word_file(text, folder), folder))
    root = etree.fromstring(parts["word/document.xml"])
    words: dict[str, str] = {}
    for mark in ("moveFrom", "del", "moveTo", "ins"):
        holders = root.iter(f"{W}{mark}")
        words[mark] = " ".join(
            "".join(text.text or "" for text in holder.iter(f"{W}t", f"{W}delText")).strip()
            for holder in holders
        ).strip()
    assert words["moveFrom"] == words["moveTo"]
    assert "tell the" in words["moveTo"]
    assert (words["del"], words["ins"]) == ("lesson head", "visit office")


def test_a_redline_that_would_not_be_whole_is_a_document_of_its_own_and_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clausewright.comparisons.word_files.write_file_redline", lambda *_: None)
    redline = make_redline(word_file(TEXT, folder), word_file(TEXT.replace("lock", "close"), folder), folder)
    text = " ".join(paragraphs(settled(redline, accept=True)))
    assert "The changes could not be tracked in the new file itself" in text


def test_a_comment_stands_beside_what_it_is_about(folder: Path) -> None:
    text = (
        TEXT.replace("Seeds are kept", "Bulbs are kept")
        .replace("1. Spades", "- Spades")
        .replace("2. Forks", "- Forks")
    )
    parts = read_parts(make_redline(word_file(TEXT, folder), word_file(text, folder), folder))
    comments = {
        comment.get(f"{W}id"): " ".join(map(str, comment.itertext()))
        for comment in etree.fromstring(parts["word/comments.xml"])
    }
    places = {"“Seeds” is now “Bulbs”": "Bulbs are kept", "counted otherwise": "Spades are counted."}
    for told, words in places.items():
        [number] = [id for id, comment in comments.items() if told in comment and "Change" in comment]
        root = etree.fromstring(parts["word/document.xml"])
        reference = root.find(f".//{W}commentReference[@{W}id='{number}']")
        assert reference is not None
        paragraph = next(reference.iterancestors(f"{W}p"))
        assert words in "".join(text.text or "" for text in paragraph.iter(f"{W}t")), told
