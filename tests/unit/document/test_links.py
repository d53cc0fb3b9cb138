"""A link inside a document leads to a clause that stands there; one that cannot is words."""

from __future__ import annotations

import pytest

from clausewright.document.pandoc import shared_pandoc
from clausewright.document.parse import parse
from clausewright.model.ast import text_of, walk_elements
from clausewright.model.document import PlacedClause

CLAUSE = (
    '::: {{#{id} .clause kind="clause" revision="2026-09" strength="must" replaces="{replaces}"}}\n'
    "### Title\n\n{text}\n\n:::\n"
)
PEN = CLAUSE.format(id="pens", replaces="quills", text="Write with a pen.")


@pytest.mark.parametrize(
    ("target", "leads"),
    [
        ("#pens", True),
        ("#quills", True),
        ("#pencils", False),
        ("#", False),
        ("", False),
        ("https://pens.example/#pencils", True),
    ],
)
def test_a_link_to_a_clause_that_is_not_there_is_words(target: str, leads: bool) -> None:
    text = f"## Writing\n\n{PEN}\n{CLAUSE.format(id='ink', replaces='', text=f'See [the rule]({target}).')}"
    document = parse(shared_pandoc(), "Writing", "1.1", text)
    ink = next(item for item in document.items if isinstance(item, PlacedClause) and item.id == "ink")
    targets = [node["c"][2][0] for node in walk_elements(ink.blocks) if node["t"] == "Link"]
    assert targets == ([target] if leads else [])
    assert text_of(ink.blocks) == "See the rule."


def test_a_note_leads_back_to_its_mark() -> None:
    mark = CLAUSE.format(id="ink", replaces="", text='Write in ink.[\\*]{.note-mark to="blots"}')
    note = CLAUSE.format(id="blots", replaces="", text="Blots dry.").replace('kind="clause"', 'kind="note"')
    document = parse(shared_pandoc(), "Writing", "1.1", f"## Writing\n\n{mark}\n{note}")
    targets = [
        node["c"][2][0]
        for item in document.clauses()
        for node in walk_elements(item.blocks)
        if node["t"] == "Link"
    ]
    assert targets == ["#blots", "#mark-blots"]
