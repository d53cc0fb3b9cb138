"""Files as programs really write them come in as their reader saw them: emphasis, links, boxes, controls,
merged cells, notes, furniture.

Each case is a fault that a published file had once, in words of our own.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pypandoc
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from clausewright.importer.markdown import write_blocks, write_paragraph
from clausewright.importer.outline import Outline, Section
from clausewright.importer.proposals import Proposals
from clausewright.importer.structure import build_outline
from clausewright.readers.pdf_tags import Element, TaggedPage
from clausewright.readers.reading import read_source
from clausewright.readers.source import Grid, Paragraph, Source, SourceBuilder
from clausewright.readers.tagged_pieces import build_from_tags
from clausewright.readers.words import join_marks, mark_emphasis, split_words, write_link
from tests.support.examples import examples
from tests.support.foreign import W, package, para, word

_EMPHASISED = (
    "# Kites **policy**\n\n## Flying\n\n1.1 Staff *must* hold the **line** of ***every*** kite, as [the"
    " **wind** rules](https://wind.example/a) say.\n\n- **red** kites\n- kites that *dive*\n\n| Who | Flies"
    " |\n|---|---|\n| **Staff** | *always* |\n"
)
_AS_DRAFTED = (
    "Staff *must* hold the **line** of ***every*** kite, as [the **wind** rules](<https://wind.example/a>)"
    " say.\n\n-   **red** kites\n-   kites that *dive*\n\n| Who | Flies |\n| --- | --- |\n| **Staff** |"
    " *always* |\n"
)


def _accounted(source: Source) -> bool:
    """Whether every word of a source is in its pieces or in what was left out."""
    texts = [
        f"{piece.label} {piece.text}" if isinstance(piece, Paragraph) else " ".join(map(" ".join, piece.rows))
        for piece in source.pieces
    ]
    left_out = [left.text for left in source.left_out if not left.unit]
    there = sorted(word for text in (*texts, *left_out) for word in split_words(text))
    return there == sorted(source.words)


_SAID = (
    "Staff who fly kites in the meadow hold on to the line with both hands, and they never fly one near the"
    " wires."
)


def _read(name: str, data: bytes) -> tuple[Source, Outline]:
    source = read_source(name, data)
    return source, build_outline(source, Proposals()).outline


def _drafted(outline: Outline) -> str:
    return "\n".join(write_blocks(clause.blocks, lambda shown, _: shown) for clause in outline.clauses())


# -- emphasis and links --------------------------------------------------------------------------------------


@pytest.mark.parametrize("program", ["md", "docx", "odt", "html"])
def test_emphasis_and_links_come_out_of_every_program_alike(program: str, tmp_path: Path) -> None:
    path = tmp_path / f"kites.{program}"
    if program == "md":
        path.write_text(_EMPHASISED, encoding="utf-8")
    else:
        pypandoc.convert_text(
            _EMPHASISED, program, format="markdown", outputfile=str(path), extra_args=["--standalone"]
        )
    source, outline = _read(path.name, path.read_bytes())
    assert _accounted(source)
    assert _drafted(outline) == _AS_DRAFTED
    assert outline.title == "Kites policy"
    assert [part.title for part in outline.parts if isinstance(part, Section)] == ["Flying"]


def test_what_is_bold_all_through_is_a_heading_and_no_emphasis() -> None:
    bold = "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{}</w:t></w:r></w:p>"
    body = (
        bold.format("Kites")
        + para("Staff fly kites in the meadow, and nowhere else.")
        + bold.format("Lines")
        + para("Lines are of hemp.")
    )
    _, outline = _read("kites.docx", word(body))
    assert [part.title for part in outline.parts if isinstance(part, Section)] == ["Kites", "Lines"]
    assert "*" not in _drafted(outline)


_FRAGMENTS = [
    "a",
    "word",
    "*",
    "**",
    "_",
    "x*y",
    " ",
    "  b",
    "c ",
    " d ",
    "(",
    "). ",
    ".",
    "-",
    "1.",
    "\\",
    "`q`",
    "[l]",
    "“q”",
    "ü",
    "^",
    "~",
    "{",
    "'s",
]


@settings(max_examples=examples(25))
@given(
    st.lists(
        st.tuples(st.sampled_from(_FRAGMENTS), st.booleans(), st.booleans(), st.booleans()),
        min_size=1,
        max_size=8,
    )
)
def test_whatever_is_emphasised_pandoc_reads_the_same_letters_with_the_same_emphasis(
    runs: list[tuple[str, bool, bool, bool]],
) -> None:
    text, wanted = "", []
    for run, bold, italic, is_link in runs:
        marked = mark_emphasis(run, bold=bold, italic=italic)
        text += write_link(marked, "https://a.example/x") if is_link else marked
        wanted += [(char, bold and char != " ", italic and char != " ") for char in run]
    squeezed = [one for at, one in enumerate(wanted) if one[0] != " " or (at and wanted[at - 1][0] != " ")]
    while squeezed and squeezed[-1][0] == " ":
        squeezed.pop()
    markdown = write_paragraph(join_marks(text), lambda shown, _: shown)
    blocks = json.loads(pypandoc.convert_text(markdown, "json", format="markdown-smart"))["blocks"]
    assert len(blocks) <= 1
    assert [one for block in blocks for one in _letters(block["c"])] == squeezed


def _letters(
    inlines: list[Any], *, bold: bool = False, italic: bool = False
) -> Iterator[tuple[str, bool, bool]]:
    for inline in inlines:
        match inline["t"]:
            case "Str":
                yield from ((char, bold, italic) for char in inline["c"])
            case "Space" | "SoftBreak":
                yield (" ", False, False)
            case "Link":
                yield from _letters(inline["c"][1], bold=bold, italic=italic)
            case kind:
                yield from _letters(
                    inline["c"], bold=bold or kind == "Strong", italic=italic or kind == "Emph"
                )


# -- Word ----------------------------------------------------------------------------------------------------


def _run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def _box(text: str) -> str:
    inner = f"<w:txbxContent>{para(text)}</w:txbxContent>"
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    return (
        f"<w:r><mc:AlternateContent xmlns:mc='{mc}'><mc:Choice"
        f" Requires='wps'><w:drawing>{inner}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{inner}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def _cell(*blocks: str, span: int = 1, merged: str = "") -> str:
    properties = f"<w:tcPr><w:gridSpan w:val='{span}'/>{merged}</w:tcPr>"
    return f"<w:tc>{properties}{''.join(blocks)}</w:tc>"


def _controlled(xml: str) -> str:
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{xml}</w:sdtContent></w:sdt>"


def _row(*cells: str) -> str:
    return f"<w:tr>{''.join(cells)}</w:tr>"


def _table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def _words(*texts: str) -> list[str]:
    return [_cell(para(text)) for text in texts]


_HEAD = _row(*_words("Who", "When", "Where"))
_SHOWN = "Who | When | Where"
WORD: dict[str, tuple[str, list[str]]] = {
    "text boxes beside a paragraph": (
        f"<w:p>{_run('Staff fly kites.')}{_box('Only in wind.')}</w:p>",
        ["Staff fly kites.", "Only in wind."],
    ),
    "a text box in a cell": (
        _table(
            _HEAD, _row(_cell(f"<w:p>{_run('Staff')}{_box('and guests')}</w:p>"), *_words("noon", "here"))
        ),
        [_SHOWN, "Staff and guests | noon | here"],
    ),
    "a content control around words": (
        f"<w:p>{_run('Ask ')}{_controlled(_run('Mr Reed'))}{_run(' first.')}</w:p>",
        ["Ask Mr Reed first."],
    ),
    "content controls around cells and rows": (
        _table(
            _HEAD,
            _controlled(
                _row(_controlled(_cell(para("Staff"))), _cell(_controlled(para("noon"))), *_words("here"))
            ),
        ),
        [_SHOWN, "Staff | noon | here"],
    ),
    "merged cells": (
        _table(
            _HEAD,
            _row(_cell(para("Staff"), merged='<w:vMerge w:val="restart"/>'), _cell(para("any time"), span=2)),
            _row(_cell(para(""), merged="<w:vMerge/>"), *_words("noon", "here")),
        ),
        [_SHOWN, "Staff | any time | ", " | noon | here"],
    ),
    "a table inside a cell": (
        _table(
            _HEAD, _row(_cell(_table(_row(*_words("red", "blue"))), para("kites")), *_words("noon", "here"))
        ),
        [_SHOWN, "red blue kites | noon | here"],
    ),
    "a frame of one cell is no table": (
        _table(_row(_cell(para("Staff fly kites."), para("Guests watch.")))),
        ["Staff fly kites.", "Guests watch."],
    ),
    "two bodies": (
        f"{para('Staff fly kites.')}</w:body><w:body>{para('Guests watch.')}",
        ["Staff fly kites.", "Guests watch."],
    ),
    "soft hyphens, ligatures and hard spaces": (
        para("Sta\ufb00 fly ki\u00adtes in\u00a0wind."),
        ["Staff fly kites in wind."],
    ),
    "a line break": (
        f"<w:p>{_run('Staff fly kites.')}<w:r><w:br/></w:r>{_run('Guests watch.')}</w:p>",
        ["Staff fly kites.", "Guests watch."],
    ),
}


@pytest.mark.parametrize("case", WORD)
def test_word_s_ways_with_text_lose_nothing_and_keep_its_order(case: str) -> None:
    body, lines = WORD[case]
    source, _ = _read("kites.docx", word(body))
    assert _accounted(source)
    assert {left.unit for left in source.left_out} <= {"merged cell"}
    shown = [
        line
        for piece in source.pieces
        for line in ([piece.text] if isinstance(piece, Paragraph) else map(" | ".join, piece.rows))
    ]
    assert shown == lines


def test_a_link_that_word_keeps_as_a_field_is_a_link() -> None:
    code = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "https://wind.example/a"'
        ' </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    body = (
        f"<w:p>{_run('Read ')}{code}{_run('the rules ')}<w:r><w:fldChar"
        f" w:fldCharType='end'/></w:r>{_run('first.')}</w:p>"
    )
    _, outline = _read("kites.docx", word(body))
    assert _drafted(outline) == "Read [the rules](<https://wind.example/a>) first.\n"


def test_a_list_of_contents_is_left_out_however_word_keeps_it() -> None:
    gallery = (
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of"
        " Contents'/></w:docPartObj></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    )
    field = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC \\o "1-3"'
        ' </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    field += (
        f"{_run('Kites')}<w:r><w:tab/></w:r>{_run('2')}</w:p>{para('Lines 3')}<w:p><w:r><w:fldChar"
        " w:fldCharType='end'/></w:r></w:p>"
    )
    body = gallery.format(para("In this policy") + para("Wind 1")) + field + para("Staff fly kites in 2026")
    source, outline = _read("kites.docx", word(body))
    assert {left.why for left in source.left_out} == {"list of contents"}
    assert _drafted(outline) == "Staff fly kites in 2026\n"


@pytest.mark.parametrize("way", ["another name for the main part", "strict namespaces"])
def test_a_word_file_that_is_packed_otherwise_is_read(way: str) -> None:
    document = f'<w:document xmlns:w="{W}"><w:body>{para("Staff fly kites.")}</w:body></w:document>'
    if way == "strict namespaces":
        data = package(
            {"word/document.xml": document.replace(W, "http://purl.oclc.org/ooxml/wordprocessingml/main")}
        )
    else:
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
        names = "http://schemas.openxmlformats.org/package/2006/relationships"
        rels = (
            f'<Relationships xmlns="{names}"><Relationship Id="r1" Type="{kind}"'
            ' Target="/word/main2.xml"/></Relationships>'
        )
        data = package({"_rels/.rels": rels, "word/main2.xml": document})
    assert [getattr(piece, "text", "") for piece in read_source("kites.docx", data).pieces] == [
        "Staff fly kites."
    ]


def _numbered(id: int, level: int = 0) -> str:
    return f"<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{id}'/></w:numPr>"


_LEVELS = "".join(
    f"<w:lvl w:ilvl='{level}'><w:start w:val='{start}'/><w:numFmt w:val='{kind}'/>{more}<w:lvlText w:val='{text}'/></w:lvl>"
    for level, start, kind, more, text in (
        (0, 1, "upperRoman", "", "%1."),
        (1, 0, "decimal", "<w:isLgl/>", "%1.%2"),
        (2, 1, "lowerLetter", "<w:lvlRestart w:val='0'/>", "(%3)"),
    )
)
_NUMBERING = (
    f"<w:abstractNum w:abstractNumId='1'>{_LEVELS}</w:abstractNum>"
    "<w:num w:numId='1'><w:abstractNumId w:val='1'/></w:num>"
    "<w:num w:numId='2'><w:abstractNumId w:val='1'/>"
    "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='1'/></w:lvlOverride></w:num>"
)


def test_word_s_numbers_are_counted_as_word_counts_them() -> None:
    """Two lists of one definition count on together, and the second restarts at its first item; a level may
    begin at 0, be arabic below a roman one, and never begin again.
    """
    places = [(1, 0), (1, 1), (1, 1), (1, 2), (1, 0), (1, 1), (1, 2), (2, 0), (2, 0), (1, 0)]
    body = "".join(para("Staff fly.", _numbered(*place)) for place in places)
    source = read_source("kites.docx", word(body, numbering_xml=_NUMBERING))
    labels = [piece.label for piece in source.pieces if isinstance(piece, Paragraph)]
    assert labels == ["I.", "1.0", "1.1", "(a)", "II.", "2.0", "(b)", "I.", "II.", "III."]


# -- OpenDocument --------------------------------------------------------------------------------------------

_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in {
        "office": "office",
        "text": "text",
        "table": "table",
        "style": "style",
        "draw": "drawing",
        "fo": "xsl-fo-compatible",
    }.items()
)


def _odt(body: str, styles: str = "") -> bytes:
    content = (
        "<office:document-content"
        f" {_NAMES}><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return package({"content.xml": content})


def test_an_opendocument_text_keeps_its_spaces_notes_and_boxes() -> None:
    styles = '<style:style style:name="T1"><style:text-properties fo:font-weight="bold"/></style:style>'
    body = (
        '<text:p>Staff <text:span>fly </text:span><text:span text:style-name="T1">red'
        " </text:span><text:span>kites</text:span><text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>In"
        " wind only.</text:p></text:note-body></text:note>"
        " here.</text:p><text:p>Guests<draw:frame><draw:text-box><text:p>They may"
        " watch.</text:p></draw:text-box></draw:frame> sit.</text:p>"
    )
    source, outline = _read("kites.odt", _odt(body, styles))
    assert _accounted(source)
    assert (
        " ".join(_drafted(outline).split())
        == "Staff fly **red** kites* here. In wind only. Guests sit. They may watch."
    )


def test_an_opendocument_note_within_a_note_is_read_once_and_who_commented_is_no_word() -> None:
    note = "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>{}</text:p></text:note-body></text:note>"
    comment = (
        '<office:annotation xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>Jo Sample</dc:creator><dc:date>2026-05-01</dc:date><text:p>Why not'
        " red?</text:p></office:annotation>"
    )
    inner = note.format("Out of hemp.")
    body = f'<text:p text:style-name="Title">Kites</text:p><text:p>Staff fly kites{note.format("On lines" + inner)}{comment}.</text:p>'
    source = read_source("kites.odt", _odt(body, ""))
    assert _accounted(source)
    assert [left.text for left in source.left_out] == ["1", "Why not red?", "1"]
    pieces = [piece for piece in source.pieces if isinstance(piece, Paragraph)]
    assert [piece.note for piece in pieces] == ["", "", "note 1", "note 2"]
    assert pieces[0].heading == 1


def test_an_opendocument_list_counts_with_the_levels_that_it_shows() -> None:
    styles = (
        '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1"'
        ' style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="1"'
        ' text:display-levels="2"/></text:list-style>'
    )
    inner = "<text:list><text:list-item><text:p>{}</text:p></text:list-item><text:list-item><text:p>{}</text:p></text:list-item></text:list>"
    body = (
        '<text:list text:style-name="L1"><text:list-item><text:h text:outline-level="1">Kites</text:h>'
        f"{inner.format('Staff fly them.', 'Guests watch.')}</text:list-item>"
        "<text:list-item><text:h"
        f' text:outline-level="1">Lines</text:h>{inner.format("They are of hemp.", "They are long.")}</text:list-item></text:list>'
    )
    source, outline = _read("kites.odt", _odt(body, styles))
    assert [piece.label for piece in source.pieces if isinstance(piece, Paragraph)] == [
        "1.",
        "1.1",
        "1.2",
        "2.",
        "2.1",
        "2.2",
    ]
    assert [clause.number for clause in outline.clauses()] == ["1.1", "1.2", "2.1", "2.2"]


# -- web pages -----------------------------------------------------------------------------------------------


def test_a_page_is_its_main_part_and_not_the_site_around_it() -> None:
    page = (
        "<html><body><a href='#x'>Skip to the text</a><nav>Home Policies</nav><main><header><h1>Kites"
        " policy</h1></header><form><p>One</p><p>Two</p><p>Three</p><p>Four</p><p>Five</p><p>Six</p></form><p"
        " style='display:none'>Whisper</p><table><tr><th>Who</th><th>When</th></tr><tr><td"
        " colspan=2><ul><li>Staff</li><li>guests</li></ul></td></tr></table></main><aside>See also:"
        " hats</aside></body></html>"
    )
    source, outline = _read("kites.html", page.encode())
    assert _accounted(source)
    assert outline.title == "Kites policy"
    assert {left.text for left in source.left_out if not left.unit} == {
        "Skip to the text Home Policies See also: hats",
        "Whisper",
    }
    grid = next(piece for piece in source.pieces if isinstance(piece, Grid))
    assert grid.rows == (("Who", "When"), ("• Staff • guests", ""))


def test_an_article_s_header_and_what_can_be_folded_away_are_text() -> None:
    page = (
        "<html><head><title>Kites | The club</title></head><body><header><h2>The club</h2></header><article>"
        "<header><h2>Kites</h2></header><h2>Flying</h2><details><summary>Where</summary><p>In the meadow.</p>"
        "<details><summary>When</summary><p>At noon.</p></details></details></article></body></html>"
    )
    source, outline = _read("kites.html", page.encode())
    headings = [
        (piece.text, piece.heading)
        for piece in source.pieces
        if isinstance(piece, Paragraph) and piece.heading
    ]
    assert headings == [("Kites", 2), ("Flying", 2), ("Where", 3), ("When", 4)]
    assert outline.title == "Kites"


@pytest.mark.parametrize(
    ("rows", "is_table"),
    [
        ([("Kites policy", ""), ("", "Adopted: May 2024"), ("", "Review: May 2026")], False),
        ([("Who", ""), ("Staff", "fly"), ("", "Guests")], True),
        ([("Name", ""), ("Address", "")], True),
        ([("", "Name"), ("", "Address")], False),
    ],
)
def test_a_table_that_only_places_its_texts_is_none(rows: list[tuple[str, str]], is_table: bool) -> None:
    cells = "".join(f"<tr><td>{left}</td><td>{right}</td></tr>" for left, right in rows)
    source = read_source("kites.html", f"<html><body><table>{cells}</table></body></html>".encode())
    assert any(isinstance(piece, Grid) for piece in source.pieces) is is_table
    assert _accounted(source)


@pytest.mark.parametrize(
    ("head", "columns"), [(("Who", "When", ""), 2), (("Name", "", ""), 3), (("Who", "When", "Why"), 3)]
)
def test_a_last_column_without_a_word_is_the_edge_of_a_table(head: tuple[str, ...], columns: int) -> None:
    rows = [head, ("Staff", "At noon", "")]
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    source = read_source("kites.html", f"<html><body><table>{cells}</table></body></html>".encode())
    assert [len(piece.rows[0]) for piece in source.pieces if isinstance(piece, Grid)] == [columns]


def test_no_level_of_headings_is_left_out() -> None:
    headings = {
        "Before all else": 4,
        "Lines": 2,
        "Hemp": 4,
        "Knots": 3,
        "Reef knots": 4,
        "Wind": 2,
        "Storms": 3,
    }
    page = "".join(f"<h{level}>{title}</h{level}><p>{_SAID}</p>" for title, level in headings.items())
    _, outline = _read("kites.html", f"<h1>Kites policy</h1>{page}".encode())
    levels = {part.title: part.level for part in outline.parts if isinstance(part, Section)}
    assert levels == {**headings, "Before all else": 2, "Hemp": 3}


# -- PDFs ----------------------------------------------------------------------------------------------------


def _pdf(text: str) -> bytes:
    head = (
        '#set page(paper: "a4", margin: 2cm)\n#set text(size: 11pt)\n#set table(stroke: 0.5pt)\n#let h(size,'
        " words) = block(text(size: size, words))\n"
    )
    made = typst.compile((head + text).encode())
    assert isinstance(made, bytes)
    return made


def test_a_pdf_s_headings_are_told_by_the_size_and_the_weight_of_its_letters() -> None:
    text = (
        '#h(20pt, "Kites policy")\n#h(15pt, "what this is for")\n' + _SAID + '\n\n#h(15pt, "who flies: staff, and guests")\n' + _SAID
        + "\n\n*Lines and knots for staff who are new*\n\n" + _SAID + " *Wires* are dangerous.\n"
    )  # fmt: skip
    _, outline = _read("kites.pdf", _pdf(text))
    assert outline.title == "Kites policy"
    titles = [part.title for part in outline.parts if isinstance(part, Section)]
    assert titles == [
        "what this is for",
        "who flies: staff, and guests",
        "Lines and knots for staff who are new",
    ]
    assert len(list(outline.clauses())) == 3


def test_a_pdf_s_ruled_table_is_a_table_also_over_the_edge_of_a_page() -> None:
    rows = "".join(
        f"[row {n} of the kites that we own], [{n} long lines that staff have to carry out to the meadow],"
        " [red],"
        for n in range(1, 60)
    )
    text = (
        f"{_SAID}\n\n#table(columns: (3cm, 6cm, 3cm), table.header([Kite], [Lines], [Colour]),"
        f" {rows})\n\nGuests watch."
    )
    source, _ = _read("kites.pdf", _pdf(text))
    assert _accounted(source)
    (grid,) = [piece for piece in source.pieces if isinstance(piece, Grid)]
    assert grid.rows[0] == ("Kite", "Lines", "Colour")
    assert grid.rows[1] == (
        "row 1 of the kites that we own",
        "1 long lines that staff have to carry out to the meadow",
        "red",
    )
    assert len(grid.rows) == 60
    assert {left.why for left in source.left_out} <= {
        "head of a table, printed again",
        "page header or footer",
    }


def test_what_is_marked_or_underlined_in_a_pdf_s_table_parts_no_cells() -> None:
    said = (
        "#box(fill: yellow, outset: 3pt)[Ask the office] before you fly a #box(fill: aqua, outset: 3pt)[red"
        " kite] in the meadow."
    )
    rows = f"[Who], [What], [Staff], [{said}], [#underline[Guests]], [Watch.]"
    source, _ = _read(
        "kites.pdf", _pdf(f"{_SAID}\n\n#table(columns: (3cm, 9cm), inset: (x: 2pt, y: 12pt), {rows})")
    )
    (grid,) = [piece for piece in source.pieces if isinstance(piece, Grid)]
    assert grid.rows == (
        ("Who", "What"),
        ("Staff", "Ask the office before you fly a red kite in the meadow."),
        ("Guests", "Watch."),
    )


def test_a_frame_around_a_pdf_s_text_is_no_table_and_columns_are_read_one_after_the_other() -> None:
    columns = (
        "#columns(2)["
        + "\n\n".join(
            f"Rule {word} says that staff fly kites in the wind alone and never near wires."
            for word in ("one", "two", "three")
        )
        + "\n#colbreak()\nLast of all guests watch.]"
    )
    source, _ = _read("kites.pdf", _pdf(f"#rect(width: 100%)[{_SAID}]\n\n{columns}"))
    assert not any(isinstance(piece, Grid) for piece in source.pieces)
    texts = [piece.text for piece in source.pieces if isinstance(piece, Paragraph)]
    assert texts == [
        _SAID,
        *(
            f"Rule {word} says that staff fly kites in the wind alone and never near wires."
            for word in ("one", "two", "three")
        ),
        "Last of all guests watch.",
    ]


def test_what_stands_next_to_a_running_head_stays_where_it_is_different_on_each_page() -> None:
    pages = "\n#pagebreak()\n".join(
        f"Hill School\n\nUpdated May 2021 Page {n} of 3\n\n{title}\n\nStaff look after {title.lower()} with"
        " both hands."
        for n, title in enumerate(("AIMS", "LINES", "WIND"), 1)
    )
    source, outline = _read("kites.pdf", _pdf(pages))
    assert [part.title for part in outline.parts if isinstance(part, Section)] == ["AIMS", "LINES", "WIND"]
    assert len(source.left_out) == 6


def test_a_word_of_a_pdf_is_whole_however_its_letters_are_drawn_and_a_bold_line_after_a_list_is_a_heading() -> (
    None
):
    text = (
        "#text(kerning: false)[St#box[aff] f#text(fill: red)[l]y k#text(size: 11.2pt)[it]es.]\n\n- red kites"
        " that staff fly\n- blue kites that guests fly\n#par(spacing: 0.65em)[*Lines for"
        " Kites*]\n#par(spacing: 0.65em)[Lines are of hemp.]\n"
    )
    source, outline = _read("kites.pdf", _pdf(text))
    assert _accounted(source)
    assert _drafted(outline).split("\n")[0] == "Staff fly kites."
    assert [part.title for part in outline.parts if isinstance(part, Section)] == ["Lines for Kites"]


def test_a_strip_of_dates_in_a_frame_is_the_policy_s_record() -> None:
    text = (
        '#h(20pt, "Kites policy")\n#table(columns: 2, [Date of adoption: May 2024], [Date of next review:'
        f" May 2026])\n#rect[Date of last review: 3 June 2025]\n\n{_SAID}"
    )
    facts = build_outline(read_source("kites.pdf", _pdf(text)), Proposals()).facts
    assert len(facts.stated) == 3
    assert (facts.adopted, facts.next_review, facts.issued) == ("2024-05", "2026-05", "2025-06-03")


def test_a_merged_cell_of_a_ruled_pdf_is_one_cell_and_is_named() -> None:
    said = "Write initials for any other children who took part, unless there is a special need to name them in full."
    rows = f"[Day of note:], [], [Day of event:], [], [What happened:], table.cell(colspan: 3)[{said}]"
    path = io.BytesIO()
    with pikepdf.open(io.BytesIO(_pdf(f"#table(columns: (3cm, 3cm, 3cm, 3cm), {rows})\n{_SAID}"))) as tagged:
        del tagged.Root.StructTreeRoot
        tagged.save(path)
    for data in (path.getvalue(), _pdf(f"#table(columns: (3cm, 3cm, 3cm, 3cm), {rows})\n{_SAID}")):
        source = read_source("kites.pdf", data)
        assert _accounted(source)
        (grid,) = [piece for piece in source.pieces if isinstance(piece, Grid)]
        assert said in [cell for row in grid.rows for cell in row]
        assert [left.unit for left in source.left_out if left.unit] == ["merged cell"]


# -- text ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        (
            "Staff look after all the kites that are flown by the guests of the Exmouth\n\nValley School and of its guests.",
            1,
        ),
        ("It applies to every adult who flies\n\n(helpers and guests included) as well as to staff.", 1),
        ("Kites and lines\n\nStaff fly them in the meadow.", 2),
        ("\u2022\nStaff fly kites.\n\n2.1\nGuests watch them.", 2),
        ("Read it with our kites policy\nhttps://a.example/kites", 2),
    ],
)
def test_sentences_and_marks_of_a_text_stand_together(text: str, texts: int) -> None:
    pieces = read_source("kites.txt", text.encode()).pieces
    assert len(pieces) == texts


def test_numbers_that_hang_beside_their_clauses_are_no_table() -> None:
    text = "10.1.1.1\tStaff fly kites.\n10.1.1.2\tGuests watch.\n10.1.1.3\tNobody climbs."
    pieces = read_source("kites.txt", text.encode()).pieces
    assert not any(isinstance(piece, Grid) for piece in pieces)


def test_a_number_of_markdown_has_its_text_or_is_named_and_struck_lines_stay_apart() -> None:
    text = (
        "1. ## Kites\n2. | Who | When |\n   |---|---|\n   | Staff | noon |\n3. ~~Guests\n   watch~~\n4. ```\n   red"
        " kites\n   ```\n\nStaff fly them.[^a]\n\n[^a]: In wind only.\n"
    )
    source = read_source("kites.md", text.encode())
    assert _accounted(source)
    labels = [(piece.label, piece.text) for piece in source.pieces if isinstance(piece, Paragraph)]
    assert labels[:2] == [("1.", "Kites"), ("4.", "red kites")]
    assert labels[-1] == ("", "In wind only.")
    assert {left.text for left in source.left_out} == {"2.", "3.", "Guests watch"}


@pytest.mark.parametrize("program", ["html", "md", "pandoc", "docx", "odt"])
def test_a_line_that_the_writer_ended_is_one_in_every_program(program: str) -> None:
    lines = ["Staff fly kites.", "Guests watch", "them, and must:", "- hold the line;", "- look up."]
    if program == "html":
        data = f"<p>{'<br>'.join(lines)}</p>".encode()
    elif program == "docx":
        runs = "<w:br/>".join(f"<w:t>{line}</w:t>" for line in lines)
        data = word(f"<w:p><w:r>{runs}</w:r></w:p>")
    elif program == "odt":
        data = _odt(f"<text:p>{'<text:line-break/>'.join(lines)}</text:p>")
    else:
        end = "  " if program == "md" else "\\"
        data = f"{end}\n".join(lines).encode()
    source = read_source(f"kites.{'md' if program == 'pandoc' else program}", data)
    pieces = [
        f"{piece.label} {piece.text}".strip() for piece in source.pieces if isinstance(piece, Paragraph)
    ]
    assert pieces == ["Staff fly kites.", "Guests watch them, and must:", "- hold the line;", "- look up."]


def test_a_list_in_an_item_stays_in_it_whatever_it_counts_with() -> None:
    items = "<li>Lock it.<li>Light it.<ol reversed><li>the front<li>the rear</ol><li>Ride it."
    _, outline = _read("kites.html", f"<h1>Bicycles</h1><p>Staff must:</p><ol>{items}</ol>".encode())
    assert _drafted(outline) == (
        "Staff must:\n\n1.  Lock it.\n\n2.  Light it.\n\n    2\\. the front\n\n    1\\. the rear\n\n3.  Ride it.\n"
    )


def test_a_list_style_of_word_says_how_deep_its_items_stand() -> None:
    levels = "<w:abstractNum w:abstractNumId='1'><w:lvl w:ilvl='0'><w:numFmt w:val='bullet'/><w:lvlText w:val='•'/></w:lvl></w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='1'/></w:num>"  # fmt: skip
    styles = "".join(
        f"<w:style w:styleId='{id}'><w:name w:val='{name}'/><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:style>"
        for id, name in (("A", "List Bullet"), ("B", "List Bullet 2"))
    )  # fmt: skip
    body = "".join(
        para(text, f"<w:pStyle w:val='{style}'/>") for text, style in (("kites", "A"), ("red", "B"))
    )
    source = read_source("kites.docx", word(body, numbering_xml=levels, styles_xml=styles))
    assert [(piece.text, piece.depth) for piece in source.pieces if isinstance(piece, Paragraph)] == [
        ("kites", 0),
        ("red", 1),
    ]


def test_a_rule_that_ends_in_the_mark_of_a_note_is_no_heading() -> None:
    text = "# Rules\n\nStaff must log calls.[^a]\n\nThey also keep them for a year in the office.\n\n[^a]: By telephone.\n"
    _, outline = _read("kites.md", text.encode())
    assert [part.title for part in outline.parts if isinstance(part, Section)] == []
    assert "Staff must log calls." in _drafted(outline)


@pytest.mark.parametrize(("behind", "is_heading"), [("<p>Staff fly kites.</p>", False), ("<h2>Wires</h2>", True), ("", True)])  # fmt: skip
def test_what_is_folded_away_heads_nothing_that_follows_it(behind: str, is_heading: bool) -> None:
    page = f"<h1>Kites</h1><details><summary>For guests</summary><p>Look up.</p></details>{behind}"
    source = read_source("kites.html", page.encode())
    headings = [piece.text for piece in source.pieces if isinstance(piece, Paragraph) and piece.heading]
    assert ("For guests" in headings) is is_heading


@pytest.mark.parametrize("is_tagged", [True, False])
def test_a_footnote_of_a_pdf_is_a_note_and_no_part_of_its_sentence(
    is_tagged: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_tagged:
        monkeypatch.setattr("clausewright.readers.pdf.build_from_tags", lambda *_: False)
    text = (
        "Staff hold the line#footnote[With both hands, and never with one.] of every kite.#footnote[See the"
        f" yearly plan.] They look up.\n\n{_SAID}\n\n{_SAID}\n"
    )
    source, outline = _read("kites.pdf", _pdf(text))
    notes = [clause for clause in outline.clauses() if clause.kind == "note"]
    assert [write_blocks(note.blocks, lambda shown, _: shown) for note in notes] == [
        "With both hands, and never with one.\n",
        "See the yearly plan.\n",
    ]
    assert _drafted(outline).startswith("Staff hold the line* of every kite.* They look up.\n")
    assert _accounted(source)


def test_a_line_drawn_under_a_text_makes_a_heading_of_it_and_is_no_text() -> None:
    text = "=====\nKites\n=====\n\nFlying\n------\n\nStaff fly them.\n\nWires\n-----\n\nNobody flies near them.\n"
    source = read_source("kites.txt", text.encode())
    headings = [(piece.text, piece.heading) for piece in source.pieces if isinstance(piece, Paragraph)]
    assert headings == [
        ("Kites", 1),
        ("Flying", 2),
        ("Staff fly them.", 0),
        ("Wires", 2),
        ("Nobody flies near them.", 0),
    ]
    assert source.remarks == ("Lines drawn of signs, such as =====, are not kept.",)


@pytest.mark.parametrize("program", ["txt", "md", "html"])
def test_a_sign_that_a_font_left_behind_is_what_it_showed_or_is_named(program: str) -> None:
    lines = ["They can fly:", "\uf0b7 red kites", "\uf0fc blue kites", "Call \ue123 the office."]
    text = "".join(f"<p>{line}</p>" for line in lines) if program == "html" else "\n\n".join(lines)
    source = read_source(f"kites.{program}", text.encode())
    named = " ".join(f"{piece.label} {piece.text}" for piece in source.pieces if isinstance(piece, Paragraph))
    assert "• red" in named
    assert "✔ blue" in named
    assert "\ue123" not in named
    assert [left.unit for left in source.left_out] == ["symbol"]


def test_what_ends_a_letter_and_heads_an_appendix_is_no_running_head() -> None:
    page = (
        "Appendix {}\n\nDear parent\n\n"
        + "The kite of your child flew {} away.\n\n" * 5
        + "Yours sincerely\n\nJo Sample"
    )
    text = "\f".join(page.replace("{}", str(number)) for number in (1, 2, 3))
    source = read_source("kites.txt", text.encode())
    told = " ".join(piece.text for piece in source.pieces if isinstance(piece, Paragraph))
    assert not source.left_out
    assert told.count("Yours sincerely") == told.count("Appendix") == 3


# -- tags ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("rest", "items"), [("and hold the line.", 2), ("Nobody climbs a tree.", 3)])
def test_an_item_that_runs_over_a_page_s_end_is_one(rest: str, items: int) -> None:
    def make_item(label: str, number: int) -> Element:
        parts: list[Element | int] = [Element("Lbl", [number])] if label else []
        return Element("LI", [*parts, Element("LBody", [number + 1])])

    first = TaggedPage({0: "•", 1: "Staff fly kites.", 2: "•", 3: "Guests watch them"})
    first.roots = [Element("L", [make_item("•", 0), make_item("•", 2)])]
    second = TaggedPage({1: rest})
    second.roots = [Element("L", [make_item("", 0)])]
    gathered = SourceBuilder()
    words = split_words(f"Staff fly kites. Guests watch them {rest}")
    assert build_from_tags([first, second], words, gathered)
    assert len(gathered.pieces) == items
