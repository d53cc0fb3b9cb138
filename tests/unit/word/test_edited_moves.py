"""What moved and was edited on its way keeps its edits only where LibreOffice then gives what follows its own
style; tests/office looks at LibreOffice itself.
"""

from __future__ import annotations

import pytest
from lxml import etree

from clausewright.word.edited_moves import fit_edited_passages
from clausewright.word.marks import LATER, MARK
from clausewright.word.package import Element, w

# A paragraph: its style, the mark of its end, and its runs, each a mark and words.
Lines = list[tuple[str, str, list[tuple[str, str]]]]
EDITED: list[tuple[str, str]] = [("moveTo 1", "Staff tell the "), ("ins", "deputy "), ("moveTo 1", "head.")]


def write_body(lines: Lines) -> Element:
    """The body of a Word file with these paragraphs."""
    body = etree.Element(w("body"))
    for style, mark, runs in lines:
        paragraph = etree.SubElement(body, w("p"))
        properties = etree.SubElement(paragraph, w("pPr"))
        etree.SubElement(properties, w("pStyle")).set(w("val"), style)
        if mark:
            paragraph.set(MARK, mark)
        for run_mark, words in runs:
            run = etree.SubElement(paragraph, w("r"))
            etree.SubElement(run, w("t")).text = words
            if run_mark:
                run.set(MARK, run_mark)
    return body


def read_body(body: Element) -> list[list[tuple[str, str, bool]]]:
    """The runs of each paragraph: their mark, their words, and whether they are a change of their own."""
    return [
        [
            (run.get(MARK, ""), str(run.findtext(w("t"))), LATER in run.attrib)
            for run in paragraph.iter(w("r"))
        ]
        for paragraph in body
    ]


def plain(runs: list[tuple[str, str]]) -> list[tuple[str, str, bool]]:
    return [(mark, words, False) for mark, words in runs]


@pytest.mark.parametrize(
    ("lines", "runs"),
    [
        # What follows looks like the paragraph itself.
        ([("BodyText", "moveTo 1", EDITED), ("BodyText", "", [("", "So far.")])], [plain(EDITED)]),
        # It looks like the heading of the passage, which begins with a number.
        (
            [
                ("Heading2", "moveTo 1", [("moveTo 1", "2.1"), ("moveTo 1", " Telling")]),
                ("BodyText", "moveTo 1", EDITED),
                ("Heading2", "", [("", "2.2 Asking")]),
            ],
            [[("moveTo 1", "2.1", True), ("moveTo 1", " Telling", False)], plain(EDITED)],
        ),
        # The heading is one run, and the edit at its end would take its end along.
        (
            [
                ("Heading2", "moveTo 1", [("moveTo 1", "Telling"), ("ins", " all")]),
                ("BodyText", "moveTo 1", EDITED),
                ("Heading2", "", [("", "Asking")]),
            ],
            [[("moveTo 1", "Telling", True), ("moveTo 1", " all", False)], plain(EDITED)],
        ),
        (
            [
                ("Heading2", "moveTo 1", [("moveTo 1", "Telling")]),
                ("BodyText", "moveTo 1", EDITED),
                ("Heading2", "", [("", "Asking")]),
            ],
            [[("moveTo 1", "T", True), ("moveTo 1", "elling", False)], plain(EDITED)],
        ),
        # Nothing of the passage looks like it.
        (
            [("BodyText", "moveTo 1", EDITED), ("Heading1", "", [("", "3 Asking")])],
            [plain([("moveTo 1", words) for _, words in EDITED])],
        ),
        # Nothing is edited in the midst of a paragraph whose end goes.
        (
            [
                ("BodyText", "moveTo 1", [("moveTo 1", "Staff")]),
                ("BodyText", "moveTo 1", [("ins", "They run.")]),
                ("Heading1", "", [("", "3 Asking")]),
            ],
            [plain([("moveTo 1", "Staff")]), plain([("ins", "They run.")])],
        ),
    ],
)
def test_a_change_of_an_end_begins_in_a_paragraph_that_looks_like_what_follows(
    lines: Lines, runs: list[list[tuple[str, str, bool]]]
) -> None:
    body = write_body(lines)
    fit_edited_passages(body)
    assert read_body(body)[:-1] == runs
    assert all(MARK not in run.attrib for run in body[-1])
