"""Law 7 in every format: a redline holds both documents, and what is gone can never be taken for text in force.

Accepting all changes of the Word file gives the new document and rejecting them the old one, paragraph by paragraph; the page and the
PDF hold the same marks, told in words.
"""

from __future__ import annotations

import difflib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from clausewright.diff import Lineage, diff
from clausewright.model import ast
from clausewright.model.change import Changes
from clausewright.model.document import Document, Item, Section

from .redlines import IMAGES, redline_word_file, word_file
from .test_diff_laws import ITEMS, SIDES, document, edited, pairs, shipped
from .tracked import paragraphs, settled

# To find a smaller example of a Word file that is wrong takes minutes.
NO_SHRINKING = [phase for phase in Phase if phase is not Phase.shrink]


def changes_of(policy: str, old: str, new: str) -> tuple[Document, Document, Changes]:
    """Two shipped versions and what differs between them."""
    library, documents = shipped()
    before, after = documents[policy, old], documents[policy, new]
    replaced = {clause.id: revision.facts.replaces for clause in library.clauses.values() for revision in clause.revisions}
    return before, after, diff(policy, before, after, SIDES, Lineage(replaced))


def difference(wanted: list[str], found: list[str]) -> str:
    """How two files differ, as lines to read; empty where they do not."""
    return "\n".join(difflib.unified_diff(wanted, found, "wanted", "found", n=2, lineterm=""))


def holds_both(old: Document, new: Document, changes: Changes, images: Path = IMAGES) -> None:
    """Assert that Word can make either document of a redline."""
    redline = redline_word_file(changes, images)
    assert difference(paragraphs(word_file(new, images=images)), paragraphs(settled(redline, accept=True))) == ""
    assert difference(paragraphs(word_file(old, images=images)), paragraphs(settled(redline, accept=False))) == ""


@pytest.mark.parametrize(("policy", "old", "new"), list(pairs()))
def test_word_makes_either_of_two_shipped_versions_out_of_their_redline(policy: str, old: str, new: str) -> None:
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
    """A made document without what no text of a policy can hold: links and notes in each other, an item that begins with no words."""

    def change(node: ast.Element) -> ast.Elements | None:
        match node["t"], node.get("c"):
            case "Link", [attributes, inlines, target]:
                return [ast.element("Link", attributes, ast.words(ast.text_of(inlines)), target)]
            case "Note", list(blocks):
                return [ast.element("Note", [ast.para(ast.words(ast.text_of(blocks)))])]
            case "BulletList", list(items):
                return [ast.element("BulletList", list(map(begun, items)))]
            case "OrderedList", [style, items]:
                return [ast.element("OrderedList", style, list(map(begun, items)))]
        return None

    def begun(item: ast.Elements) -> ast.Elements:
        item = [block for block in item if block["t"] != "HorizontalRule"]
        return item if item and item[0]["t"] in ("Para", "Plain") else [ast.para(ast.words("An item")), *item]

    def cleaned(item: Item) -> Item:
        return item if isinstance(item, Section) else replace(item, blocks=tuple(ast.changed(list(item.blocks), change)))

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
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), phases=NO_SHRINKING)
def test_word_makes_either_of_any_two_documents_out_of_their_redline(pictures: Path, made: tuple[Document, Document, Changes]) -> None:
    holds_both(*made, pictures)
