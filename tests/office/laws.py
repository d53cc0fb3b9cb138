"""Law 7 with LibreOffice: accepting all changes of a redline gives the new document, and rejecting them the
old one.

Not a `test_` file, so that `make test` needs no LibreOffice: `make test-office` runs it. LibreOffice 7.4
keeps the end of a paragraph that stands before a table, or ends the text, when the paragraph goes; and of a
column that goes it keeps the cells, emptied, because it knows no tracked columns. So empty paragraphs and
empty cells are not compared. Everything else is: style, label and words of each paragraph, rows and cells,
notes.
"""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

from clausewright.diff import diff, diff_files
from clausewright.document.pandoc import shared_pandoc
from clausewright.document.parse import parse
from clausewright.model.change import Changes
from clausewright.model.document import Document
from tests.laws.test_diff_is_whole import SIDES, pairs
from tests.support.redlines import redline_word_file, word_file
from tests.unit.diff.test_files import EDITS, POLICY, read
from tests.unit.document.test_redlines import changes_of, make_every_kind
from tests.unit.word.test_two_files import EDITS as TWO_FILES
from tests.unit.word.test_two_files import TEXT, make_redline
from tests.unit.word.test_two_files import word_file as made_file

from .libreoffice import Lines, settled

HERE = Path(__file__).parent
# The style of a paragraph that follows a heading differs from that of the others in its name alone.
SAME = {"First Paragraph": "Text body"}


def redlines() -> dict[str, tuple[Document, Document, Changes]]:
    """Every two versions that follow each other, and two documents with every kind of change."""
    made = {f"{policy} {new}": changes_of(policy, old, new) for policy, old, new in pairs() if old < new}
    old, new = (
        parse(shared_pandoc(), "A policy", "1.1", (HERE / f"{name}.md").read_text(encoding="utf-8"))
        for name in ("old", "new")
    )
    return {
        **made,
        "every kind": (old, new, diff("every-kind", old, new, SIDES)),
        "moved and edited": make_every_kind(),
        "two files": two_files(),
    }


def two_files() -> tuple[Document, Document, Changes]:
    """Two files of others, with every kind of edit."""
    text = POLICY
    for name in (
        "two clauses merged",
        "an item more",
        "a row more",
        "a clause split",
        "a heading renamed",
        "a section moved",
    ):
        text = EDITS[name][0](text)
    old, new = (read(one).document for one in (POLICY, text))
    alone = [diff_files("policy", one, one, SIDES).document() for one in (old, new)]
    return alone[0], alone[1], diff_files("policy", old, new, SIDES)


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], tuple[Lines, Lines]]:
    """For each redline, accepted and rejected: what LibreOffice has then, and what it has of the document
    itself.
    """
    folder = tmp_path_factory.mktemp("office")
    orders: list[tuple[Path, str]] = []
    names: list[tuple[str, str]] = []
    for at, (name, (old, new, changes)) in enumerate(redlines().items()):
        files = {"redline": redline_word_file(changes), "accept": word_file(new), "reject": word_file(old)}
        paths = {of: folder / f"{at}-{of}.docx" for of in files}
        for of, data in files.items():
            paths[of].write_bytes(data)
        for do in ("accept", "reject"):
            names.append((name, do))
            orders += [(paths["redline"], do), (paths[do], "")]
    found = settled(orders, folder)
    assert len(found) == len(orders)
    return dict(zip(names, zip(found[::2], found[1::2], strict=True), strict=True))


def told(found: Lines) -> list[str]:
    """What LibreOffice found, as lines to compare."""
    return [
        " | ".join([SAME.get(style, style), label, *filter(None, words)])
        for style, label, *words in found
        if "".join(words)
    ]


@pytest.mark.parametrize("do", ["accept", "reject"])
def test_libreoffice_makes_either_document_out_of_a_redline(
    said: dict[tuple[str, str], tuple[Lines, Lines]], do: str
) -> None:
    for (name, done), (redline, document) in said.items():
        if done == do:
            compared = difflib.unified_diff(
                told(document), told(redline), f"{name}, the document", f"{name}, {do} all", n=1, lineterm=""
            )
            assert "\n".join(compared) == ""


def test_libreoffice_makes_either_of_two_word_files_out_of_the_new_one(tmp_path: Path) -> None:
    text = TEXT
    for edit in (
        "words",
        "a note's words",
        "items",
        "a column",
        "moved",
        "moved and edited",
        "a picture gone",
    ):
        for before, after in TWO_FILES[edit]:
            text = text.replace(before, after)
    files = {"reject": made_file(TEXT, tmp_path), "accept": made_file(text, tmp_path)}
    redline = make_redline(files["reject"], files["accept"], tmp_path)
    orders: list[tuple[Path, str]] = []
    for do, file in files.items():
        for name, data, order in ((f"{do}-all", redline, do), (do, file, "")):
            (tmp_path / f"{name}.docx").write_bytes(data)
            orders.append((tmp_path / f"{name}.docx", order))
    found = [told(lines) for lines in settled(orders, tmp_path)]
    assert found[0] == found[1]
    assert found[2] == found[3]
    assert found[0] != found[2]


def test_there_is_something_to_accept(said: dict[tuple[str, str], tuple[Lines, Lines]]) -> None:
    assert {name for name, _ in said} >= {"every kind", "social-media 2026-09"}
    for name, _ in said:
        assert told(said[name, "accept"][0]) != told(said[name, "reject"][0]), name
