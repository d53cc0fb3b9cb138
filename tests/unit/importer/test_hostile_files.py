"""Whatever is handed to the importer, it answers in words or reads it whole: no traceback, no file elsewhere,
no sign of the text lost.

Bombs, entities, passwords and pictures are in test_import.py; here are the shapes that files and folders
themselves can have.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from clausewright.cli import run
from clausewright.errors import ClausewrightError
from clausewright.importer.outline import Block, Call, Listing, Outline, list_texts
from clausewright.importer.proposals import Proposals
from clausewright.importer.structure import OutlinedSource, build_outline
from clausewright.readers.reading import read_source
from clausewright.readers.source import LeftOut, Source
from clausewright.readers.words import clean, plain
from tests.support.foreign import SHAPES, Shape, W, made_by, package, para, word

_SAID = "Staff must read this."
_ROWS = "".join(
    f"<tr>{''.join(f'<td>cell {row} {cell}</td>' for cell in range(70))}</tr>" for row in range(130)
)


def _row(number: int) -> str:
    cell = f"<w:tc>{para(str(number))}</w:tc>"
    return f"<w:tr>{cell * 3}</w:tr>"


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nested.docx": (
        lambda: package({"word/document.xml": package({"x.xml": "<a/>"})}),
        "is not valid inside",
    ),
    "zip-in-zip.zip": (
        lambda: package({"policy.docx": word(para(_SAID))}),
        "neither a Word file nor an OpenDocument text",
    ),
    "deep.docx": (lambda: word("<w:sdt>" * 5_000 + "</w:sdt>" * 5_000), "is not valid inside"),
    "deep.html": (
        lambda: b"<html>" + b"<div>" * 60_000 + b"Staff must read this.",
        "is nested deeper than any page",
    ),
    "letter.pages": (
        lambda: package({"Index/Document.iwa": b"\0" * 90}),
        "neither a Word file nor an OpenDocument text",
    ),
    "nul.txt": (lambda: b"Staff\0must\0read\0this.", "is not text"),
    "surrogate.txt": (lambda: b"\xff\xfe\x00\xd8S\x00", "is not text"),
    "no-body.docx": (
        lambda: package({"word/document.xml": f'<w:document xmlns:w="{W}"/>'}),
        "it has no text",
    ),
}
READ: dict[str, tuple[Callable[[], bytes], list[str]]] = {
    "lists.html": (lambda: b"<html>" + b"<ul><li>" * 900 + b"deep" + b"</ul>" * 900, ["deep"]),
    "columns.html": (f"<html><table>{_ROWS}</table>".encode, ["cell", "0", "0"]),
    "half.html": (lambda: b"<html><p>Staff &#xD800; &#0; must &nosuch; read", ["Staff"]),
    "rows.docx": (
        lambda: word(f"<w:tbl>{''.join(map(_row, range(3_000)))}</w:tbl>"),
        ["0", "0", "0"],
    ),
}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _bring(*arguments: str | Path) -> int:
    return run(["import", *map(str, arguments), "--library", ".", "--as-at", "2026-11-21"])


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_no_policy_is_refused_in_words(name: str) -> None:
    make, says = REFUSED[name]
    with pytest.raises(ClausewrightError) as raised:
        read_source(name, make())
    (problem,) = raised.value.problems
    assert says in problem.message
    assert problem.hint


@pytest.mark.parametrize("name", READ)
def test_a_file_of_an_absurd_shape_is_read_whole(name: str) -> None:
    make, first = READ[name]
    source = read_source(name, make())
    assert list(source.words[: len(first)]) == first
    outlined = build_outline(source, Proposals())
    assert not _lost_words(source, outlined.outline, _list_left_out(outlined))


def test_a_part_s_path_leads_nowhere(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = package(
        {
            "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{para(_SAID)}</w:body></w:document>',
            "../../out.xml": "<a/>",
            "/out.xml": "<a/>",
        }
    )
    (desk / "paths.docx").write_bytes(data)
    assert _bring("paths.docx", "--into", "draft") == 0, capsys.readouterr().err
    assert sorted(path.name for path in desk.iterdir()) == ["draft", "paths.docx"]
    assert not (desk.parent / "out.xml").exists()


def test_macros_are_neither_run_nor_kept_and_that_is_said() -> None:
    body = f'<w:document xmlns:w="{W}"><w:body>{para(_SAID)}</w:body></w:document>'
    source = read_source(
        "macros.docm", package({"word/document.xml": body, "word/vbaProject.bin": b"\xd0\xcf"})
    )
    assert any("macros" in remark for remark in source.remarks)


@pytest.mark.parametrize("kind", ["folder", "pipe", "nothing", "broken link"])
def test_what_is_no_file_is_not_read(desk: Path, kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    place = desk / "policy.docx"
    if kind == "folder":
        place.mkdir()
    elif kind == "pipe":
        os.mkfifo(place)
    elif kind == "broken link":
        place.symlink_to(desk / "gone.docx")
    assert _bring(place) == 2
    said = capsys.readouterr().err
    assert ("is a folder" if kind == "folder" else "There is no file") in said


def test_a_link_to_a_file_is_that_file(desk: Path) -> None:
    (desk / "real.txt").write_text(f"1. Aims\n\n{_SAID}\n", encoding="utf-8")
    (desk / "link.txt").symlink_to(desk / "real.txt")
    assert _bring("link.txt", "--into", "draft") == 0


@pytest.mark.parametrize("there", ["a folder with a file", "a file", "a link"])
def test_a_place_that_is_taken_is_refused_before_anything_is_done(
    desk: Path, there: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk / "policy.txt").write_text(f"1. Aims\n\n{_SAID}\n", encoding="utf-8")
    taken = desk / "draft"
    if there == "a file":
        taken.write_text("mine", encoding="utf-8")
    elif there == "a link":
        (desk / "elsewhere").mkdir()
        taken.symlink_to(desk / "elsewhere")
    else:
        taken.mkdir()
        (taken / "mine.txt").write_text("mine", encoding="utf-8")
    before = sorted(desk.rglob("*"))
    assert _bring("policy.txt", "--into", "draft") == 2
    assert "is not empty. Choose a folder that is new or empty with --into." in " ".join(
        capsys.readouterr().err.split()
    )
    assert sorted(desk.rglob("*")) == before


# -- no sign is lost -----------------------------------------------------------------------------------------


def _parts(outline: Outline, left_out: tuple[LeftOut, ...]) -> str:
    """All that an outline says, with its numbers and the marks of its lists."""
    found = [outline.title if outline.title_in_text else "", *(left.text for left in left_out)]
    for part in outline.parts:
        if not isinstance(part, Call):
            found += [part.number, part.title]
    for clause in outline.clauses():
        found += [plain(text) for text in list_texts(clause.blocks)] + list(_marks(clause.blocks))
    return "\n".join(found)


def _marks(blocks: tuple[Block, ...]) -> list[str]:
    return [
        mark
        for block in blocks
        if isinstance(block, Listing)
        for item in block.items
        for mark in (item.mark, *_marks(item.blocks))
    ]


def _signs(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\w\s]", text))


def _list_left_out(outlined: OutlinedSource) -> tuple[LeftOut, ...]:
    """What was left out of a text, the facts that it states of itself and its title included."""
    title = [] if outlined.outline.title_in_text else [outlined.title.line]
    texts = [*title, *(str(line) for line in outlined.facts.stated)]
    return (*outlined.left_out, *(LeftOut(text, "") for text in texts))


def _lost_words(source: Source, outline: Outline, left_out: tuple[LeftOut, ...]) -> Counter[str]:
    there = _parts(outline, (*source.left_out, *left_out))
    return Counter(source.words) - Counter(re.findall(r"[^\W_]+", there))


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_no_punctuation_and_no_symbol_of_a_text_is_lost(shape: Shape) -> None:
    source = read_source(shape.name, shape.data)
    outlined = build_outline(source, Proposals())
    outline, left_out = outlined.outline, _list_left_out(outlined)
    lost = _signs(clean(shape.data.decode())) - _signs(_parts(outline, (*source.left_out, *left_out)))
    # A hyphen that broke a word is told with the word; the asterisk of a note stands where its macro is;
    # underscores are no signs.
    allowed = Counter(
        {"-": len(source.joined), "*": sum(clause.kind == "note" for clause in outline.clauses())}
    )
    assert not lost - allowed


@pytest.mark.parametrize("program", ["docx", "odt", "html", "pdf"])
def test_a_text_has_the_same_signs_out_of_every_program(program: str, tmp_path: Path) -> None:
    def signs(name: str) -> Counter[str]:
        source = read_source(f"ponds.{name}", made_by(name, tmp_path).read_bytes())
        outlined = build_outline(source, Proposals())
        outline, left_out = outlined.outline, _list_left_out(outlined)
        return _signs(_parts(outline, left_out)) - Counter(dict.fromkeys("•‣\u2013-", 99))

    assert signs(program) == signs("md")
