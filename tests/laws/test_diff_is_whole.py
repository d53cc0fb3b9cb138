"""Law 7, the diff is whole: applying the changes to the old document gives the new one, and a redline holds
both.

On every pair of versions in the shipped library, on documents that hypothesis makes, and on a thousand
clauses.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clausewright.assemble.answers import answers_from_values
from clausewright.assemble.assembler import Assembler
from clausewright.diff import Lineage, align, diff
from clausewright.diff.redline import accept_changes, apply_changes, reject_changes, strip_to_text
from clausewright.document.pandoc import shared_pandoc
from clausewright.document.parse import parse
from clausewright.load import load_library
from clausewright.model import ast
from clausewright.model.change import Changes, Kind, Mark, Side
from clausewright.model.document import Document, Item, PlacedClause, Prose, Section
from clausewright.model.kinds import FragmentKind, Strength
from clausewright.model.library import Library
from tests.support import REPOSITORY
from tests.support.examples import examples

SIDES = (Side("old", "Old"), Side("new", "New"))


@cache
def shipped() -> tuple[Library, dict[tuple[str, str], Document]]:
    """Every version of the shipped library, as the model has it."""
    library, _ = load_library(REPOSITORY)
    assembler = Assembler(library)
    found = {}
    for policy in library.policies.values():
        for version in policy.versions:
            ask = answers_from_values(
                library.schema, library.values(None, version.date), frozenset(library.policies), model=True
            )
            text = assembler.assembled(policy, version, ask).text
            found[policy.id, version.name] = parse(
                shared_pandoc(), policy.facts.title, policy.facts.numbering, text
            )
    return library, found


def pairs() -> Iterator[tuple[str, str, str]]:
    """Every two versions of a policy, both ways round."""
    for policy in load_library(REPOSITORY)[0].policies.values():
        for old, new in permutations(policy.versions, 2):
            yield policy.id, old.name, new.name


def is_whole(old: Document, new: Document, changes: Changes) -> None:
    """Assert that nothing was left out, and nothing told twice or not at all."""
    assert apply_changes(old, changes) == strip_to_text(new)
    assert strip_to_text(accept_changes(changes)) == strip_to_text(new)
    assert strip_to_text(reject_changes(changes)) == strip_to_text(old)
    ids = [entry.id for entry in changes.entries]
    assert len(ids) == len(set(ids))
    told = {id for one in changes.redline for id in one.changes} | {"title"}
    assert set(ids) <= told
    assert told - {"title"} <= set(ids)
    assert all(bool(one.changes) == (one.mark is not Mark.KEPT) for one in changes.redline)
    assert all(entry.kinds and (entry.items or entry.id == "title") for entry in changes.entries)


@pytest.mark.parametrize(("policy", "old", "new"), list(pairs()))
def test_the_diff_of_two_shipped_versions_is_whole(policy: str, old: str, new: str) -> None:
    library, documents = shipped()
    before, after = documents[policy, old], documents[policy, new]
    replaced = {
        clause.id: revision.facts.replaces
        for clause in library.clauses.values()
        for revision in clause.revisions
    }
    is_whole(before, after, diff(policy, before, after, SIDES, Lineage(replaced)))


@pytest.mark.parametrize("policy", sorted({policy for policy, _ in shipped()[1]}))
def test_a_document_does_not_differ_from_itself(policy: str) -> None:
    document = next(document for (id, _), document in shipped()[1].items() if id == policy)
    changes = diff(policy, document, document, SIDES)
    assert changes.entries == ()
    assert all(one.mark is Mark.KEPT for one in changes.redline)


# -- documents of any make -----------------------------------------------------------------------------------

WORDS = (
    'staff must should not post pupils online a the and school names, it’s "it" friends. phone;'
    " QxwordDheadxQ’s 3.5 2025"
)
WORD = st.sampled_from(re.split(" ", WORDS))
ADDRESS = st.sampled_from(["https://a.example", "https://b.example", "#pupil-contact"])


def spaced(words: list[ast.Element]) -> ast.Elements:
    """Inlines with spaces between."""
    found: ast.Elements = []
    for at, word in enumerate(words):
        found += [ast.SPACE if at % 3 else {"t": "SoftBreak"}] if at else []
        found.append(word)
    return found


STRS = WORD.map(lambda word: ast.element("Str", word))
TEXT = st.lists(STRS, min_size=1, max_size=8).map(spaced)
INLINE = st.one_of(
    STRS,
    STRS,
    TEXT.map(lambda inlines: ast.element("Emph", inlines)),
    TEXT.map(lambda inlines: ast.element("Strong", [*inlines, ast.element("Emph", inlines[:1])])),
    st.tuples(TEXT, ADDRESS).map(lambda pair: ast.link(pair[0], pair[1])),
    st.tuples(TEXT, st.sampled_from("12")).map(
        lambda pair: ast.link(ast.words(f"clause {pair[1]}"), "#c1", "", ["ref"])
    ),
    st.tuples(TEXT, st.sampled_from(["images/a.png", "images/b.png"])).map(
        lambda pair: ast.element("Image", ast.attributes(), pair[0], [pair[1], ""])
    ),
    TEXT.map(lambda inlines: ast.element("Note", [ast.para(inlines)])),
    STRS.map(lambda node: ast.element("Code", ast.attributes(), node["c"])),
)
INLINES = st.lists(INLINE, min_size=1, max_size=9).map(spaced)
PARA = INLINES.map(ast.para)
PLAIN = INLINES.map(lambda inlines: ast.element("Plain", inlines))


def boxes(blocks: st.SearchStrategy[ast.Element]) -> st.SearchStrategy[ast.Element]:
    """Lists, quotations and boxes of blocks."""
    items = st.lists(st.lists(blocks, min_size=1, max_size=2), min_size=1, max_size=4)
    return st.one_of(
        items.map(lambda found: ast.element("BulletList", found)),
        items.map(lambda found: ast.element("OrderedList", [1, {"t": "Decimal"}, {"t": "Period"}], found)),
        st.lists(blocks, min_size=1, max_size=2).map(lambda found: ast.element("BlockQuote", found)),
        st.lists(blocks, min_size=1, max_size=2).map(lambda found: ast.div(found, "", ["dos"])),
    )


@st.composite
def tables(draw: st.DrawFn) -> ast.Element:
    """Tables of one to three columns."""
    columns = draw(st.integers(1, 3))
    head = [draw(TEXT) for _ in range(columns)]
    rows = draw(st.lists(st.lists(INLINES, min_size=columns, max_size=columns), max_size=4))
    return ast.table(head, rows)


BLOCK = st.recursive(st.one_of(PARA, PLAIN, tables(), st.just({"t": "HorizontalRule"})), boxes, max_leaves=5)
BLOCKS = st.lists(BLOCK, min_size=1, max_size=3).map(tuple)
CLAUSE = st.builds(
    PlacedClause,
    id=st.sampled_from([f"c{at}" for at in range(9)]),
    level=st.just(3),
    number=st.sampled_from(["", "1.1", "2.3"]),
    title=TEXT.map(tuple),
    kind=st.just(FragmentKind.CLAUSE),
    revision=st.sampled_from(["2025-09", "2026-09"]),
    strength=st.sampled_from([Strength.MUST, Strength.SHOULD]),
    audience=st.sampled_from([("staff",), ("staff", "pupil")]),
    replaces=st.sampled_from([(), (), ("c1",), ("c2", "c3")]),
    blocks=BLOCKS,
)
SECTION = st.builds(
    Section,
    id=st.sampled_from("abc"),
    level=st.sampled_from([2, 2, 3]),
    number=st.just("1"),
    title=TEXT.map(tuple),
)
ITEMS = st.lists(st.one_of(CLAUSE, CLAUSE, CLAUSE, SECTION, BLOCKS.map(Prose)), max_size=8)


def document(items: list[Item], title: str = "A policy") -> Document:
    """A document in which no clause stands twice."""
    seen: set[str] = set()
    kept: list[Item] = []
    for item in items:
        if not isinstance(item, PlacedClause) or item.id not in seen:
            kept.append(item)
            seen |= {item.id} if isinstance(item, PlacedClause) else set()
    return Document(title, tuple(kept))


@st.composite
def edited(draw: st.DrawFn, items: list[Item]) -> list[Item]:
    """The same items, some reworded, some left out, some shuffled, and new ones among them."""
    kept = [item for item in items if draw(st.integers(0, 5))]
    kept = [draw(reworded(item)) if not draw(st.integers(0, 2)) else item for item in kept]
    swapped = draw(st.booleans())
    if kept and swapped:
        kept.insert(draw(st.integers(0, len(kept) - 1)), kept.pop(draw(st.integers(0, len(kept) - 1))))
    for fresh in draw(st.lists(st.one_of(CLAUSE, SECTION), max_size=2)):
        kept.insert(draw(st.integers(0, len(kept))), fresh)
    return kept


@st.composite
def reworded(draw: st.DrawFn, item: Item) -> Item:
    """An item with a few words, blocks or facts changed."""
    match item:
        case Section():
            return replace(item, title=draw(TEXT.map(tuple)))
        case Prose():
            return Prose(draw(changed_blocks(item.blocks)))
        case PlacedClause():
            strength = draw(st.sampled_from([item.strength, Strength.MAY]))
            return replace(item, blocks=draw(changed_blocks(item.blocks)), strength=strength)


@st.composite
def changed_blocks(draw: st.DrawFn, blocks: tuple[ast.Element, ...]) -> tuple[ast.Element, ...]:
    """Blocks in which inlines, items, rows or columns were added or removed."""

    def change(node: ast.Element) -> ast.Elements | None:
        if node["t"] == "Str":
            choice = draw(st.integers(0, 7))
            return [draw(INLINE)] if choice == 0 else [node, ast.SPACE, draw(INLINE)] if choice == 1 else None
        if node["t"] == "BulletList" and draw(st.booleans()):
            return [ast.element("BulletList", [*node["c"][1:], [draw(PARA)]])]
        if node["t"] == "Table" and draw(st.booleans()):
            return [with_column(node, draw(TEXT), draw(st.integers(0, len(node["c"][2]))))]
        return None

    return tuple(ast.replace_elements(list(blocks), change))


def with_column(table: ast.Element, words: ast.Elements, at: int) -> ast.Element:
    """A table with one more column."""
    attr, caption, specs, head, bodies, foot = table["c"]
    cell = [ast.attributes(), {"t": "AlignDefault"}, 1, 1, [ast.element("Plain", words)]]

    def rows(some: list[list[object]]) -> list[object]:
        return [[row[0], [*row[1][:at], cell, *row[1][at:]]] for row in some]  # type: ignore[index]

    specs = [*specs[:at], [{"t": "AlignLeft"}, {"t": "ColWidthDefault"}], *specs[at:]]
    return {
        "t": "Table",
        "c": [attr, caption, specs, [head[0], rows(head[1])], [[*bodies[0][:3], rows(bodies[0][3])]], foot],
    }


@given(st.data())
@settings(max_examples=examples(30), suppress_health_check=list(HealthCheck))
def test_the_diff_of_any_two_documents_is_whole(data: st.DataObject) -> None:
    items = data.draw(ITEMS)
    other = data.draw(st.one_of(edited(items), edited(items), ITEMS))
    old, new = document(items), document(other, data.draw(st.sampled_from(["A policy", "Another policy"])))
    is_whole(old, new, diff("p", old, new, SIDES))


def numbered(node: ast.Element) -> ast.Elements | None:
    """A reference by another number."""
    is_reference = node["t"] == "Link" and "ref" in ast.classes_of(node)
    return [{**node, "c": [node["c"][0], ast.words("clause 9.9"), node["c"][2]]}] if is_reference else None


@given(st.data())
@settings(max_examples=examples(12), suppress_health_check=list(HealthCheck))
def test_numbers_are_never_a_change(data: st.DataObject) -> None:
    items = document(data.draw(ITEMS)).items
    renumbered = [
        replace(item, number="9.9") if isinstance(item, PlacedClause | Section) else item for item in items
    ]
    renumbered = [
        (
            item
            if isinstance(item, Section)
            else replace(item, blocks=tuple(ast.replace_elements(list(item.blocks), numbered)))
        )
        for item in renumbered
    ]
    assert diff("p", Document("", items), Document("", tuple(renumbered)), SIDES).entries == ()


def thousand(words: str) -> list[Item]:
    """A thousand clauses in fifty sections."""
    found: list[Item] = []
    for at in range(1000):
        if at % 20 == 0:
            found.append(Section(f"s{at}", 2, "", tuple(ast.words(f"Section {at}"))))
        blocks = (
            ast.para(ast.words(f"Staff must do thing {at}. " + words * 5)),
            ast.element("BulletList", [[ast.para(ast.words(f"item {at}"))]]),
        )
        found.append(
            PlacedClause(
                f"c{at}",
                3,
                "",
                tuple(ast.words(f"Clause {at}")),
                FragmentKind.CLAUSE,
                "",
                Strength.MUST,
                (),
                (),
                blocks,
            )
        )
    return found


def work(count: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many words and items are held against each other when so many clauses are reworded, and every tenth
    is left out.
    """
    old, new = thousand("They keep it short. ")[:count], thousand("They keep it brief. ")[:count]
    new = [item for at, item in enumerate(new) if at % 10]
    done = 0
    numbered = align.intern_values

    def counting(*sequences: Sequence[Hashable]) -> list[list[int]]:
        nonlocal done
        done += sum(map(len, sequences))
        return numbered(*sequences)

    with monkeypatch.context() as patch:
        patch.setattr(align, "intern_values", counting)
        is_whole(document(old), document(new), diff("p", document(old), document(new), SIDES))
    return done


def test_four_times_the_clauses_take_four_times_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    assert work(525, monkeypatch) < 5 * work(131, monkeypatch)


def test_a_thousand_clauses_that_stand_the_other_way_round_are_moved_sections() -> None:
    old = thousand("They keep it short. ")
    turned = document([item for at in range(len(old) - 21, -1, -21) for item in old[at : at + 21]])
    changes = diff("p", document(old), turned, SIDES)
    is_whole(document(old), turned, changes)
    assert changes.by_kind() == {Kind.MOVED: 49}
