"""Any two files can be compared: what became of what is read off their text, and accepting all gives the new
file, rejecting all the old.

On documents that hypothesis makes, on a policy of our own with one edit after the other, in every format, and
in every face of the diff.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pypandoc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clausewright.cli import run
from clausewright.comparisons.titles import read_heading_levels
from clausewright.diff import align, diff_files
from clausewright.diff.align import weighted_lis
from clausewright.diff.effects import assign_effects
from clausewright.diff.normalise import normalise, read_text
from clausewright.diff.redline import accept_changes, reject_changes
from clausewright.diff.repeated import join_repeated
from clausewright.importer.foreign_document import ForeignDocument, make_foreign_document
from clausewright.model.ast import classes_of, walk_elements
from clausewright.model.change import Changes, Effect, Kind, Mark, Side
from clausewright.model.document import Document, Section
from clausewright.model.effects import DEFAULT_RULES
from clausewright.readers.reading import read_source
from clausewright.reports.wording import describe_change
from tests.support.examples import examples
from tests.support.foreign import SHAPES, made_by, shapes
from tests.support.redlines import redline_word_file
from tests.support.tracked import paragraphs, settled

SIDES = (Side("old", "", "old"), Side("new", "", "new"))

POLICY = """# Gardening policy

## 1. Why we garden

1.1 This policy helps everyone who looks after the beds at Larkrise Primary School to do so safely.

1.2 Gardens are a part of school life. Everyone may dig, whatever the weather.

1.3 The wider use of gardens brings chances to learn about soil, seeds and the seasons of the year.

## 2. Tools

2.1 The word **tool** means anything that is *used* for digging, and includes:

- spades and forks
- secateurs, such as those in the shed
    - the red ones
    - the blue ones
- anything borrowed from a neighbour

2.2 Staff must lock the shed after each lesson. The caretaker keeps a second key in the office.

2.3 The table says who has a key.

| Who | Has a key |
|---|---|
| Caretaker | Yes |
| Pupils | No |

## 3. Afterwards

3.1 Staff should:

(a) wash their hands with soap;
(b) close the gate to the road; and
(c) count the tools.

3.2 Pupils may never carry a fork without an adult beside them. Adults walk in front. Nobody runs with a tool in the hand.

3.3 This policy was agreed on 3 June 2025 and will be reviewed every year.

## 4. Visitors

4.1 Visitors are welcome on open days, when the head gardener shows them the beds and the pond.

4.2 A visitor who wants to dig must ask the head gardener first.
"""


def read(text: str | bytes, name: str = "policy.md") -> ForeignDocument:
    return make_foreign_document(read_source(name, text.encode() if isinstance(text, str) else text))


def read_with_levels(text: str) -> tuple[Document, dict[str, int]]:
    """A text of Markdown as a document, and how deep those headings stand that it calls so itself."""
    source = read_source("policy.md", text.encode())
    document = make_foreign_document(source).document
    return document, read_heading_levels(source, document)


def changes_of(old: str, new: str) -> Changes:
    return diff_files("policy", read(old).document, read(new).document, SIDES)


def texts(document: Document) -> list[str]:
    """The text of every heading and every block, in order, without numbers and marks of lists."""
    return [
        " ".join(read_text(normalise(part)).split())
        for item in document.items
        for part in ([item.title] if isinstance(item, Section) else getattr(item, "blocks", ()))
    ]


def is_whole(old: Document, new: Document, changes: Changes) -> None:
    assert texts(accept_changes(changes)) == texts(new)
    assert texts(reject_changes(changes)) == texts(old)
    ids = [entry.id for entry in changes.entries]
    assert len(ids) == len(set(ids))
    # A redline marks no numbers.
    assert {id for one in changes.redline for id in one.changes} == {*ids} - {"numbering"}
    assert all(bool(one.changes) == (one.mark is not Mark.KEPT) for one in changes.redline)


# -- documents of any make -----------------------------------------------------------------------------------

WORD = st.sampled_from(
    [
        "staff",
        "pupils",
        "must",
        "should",
        "never",
        "post",
        "names",
        "of",
        "the",
        "school",
        "online",
        "a",
        "friend",
        "phone",
        "it’s",
        "3.5",
        "2025",
        "gate;",
        "key,",
        "'shed'",
    ]
)
SENTENCE = st.lists(WORD, min_size=1, max_size=9).map(lambda words: " ".join(words).capitalize() + ".")
TEXT = st.lists(SENTENCE, min_size=1, max_size=3).map(" ".join)
ITEM = st.one_of(
    TEXT,
    TEXT,
    TEXT,
    st.lists(SENTENCE, min_size=1, max_size=4).map(
        lambda items: "\n".join(["The rules are:", "", *(f"- {item}" for item in items)])
    ),
    st.lists(SENTENCE, min_size=1, max_size=4).map(
        lambda items: "\n".join(
            ["You should:", "", *(f"({mark}) {item}" for mark, item in zip("abcd", items, strict=False))]
        )
    ),
    st.lists(st.tuples(WORD, WORD), min_size=1, max_size=3).map(
        lambda rows: "\n".join(["| Who | What |", "|---|---|", *(f"| {a} | {b} |" for a, b in rows)])
    ),
    st.lists(WORD, min_size=1, max_size=3).map(lambda words: "## " + " ".join(words).capitalize()),
)
ITEMS = st.lists(ITEM, min_size=1, max_size=9)


def numbered(items: list[str], *, by: int) -> str:
    """The items as a policy in Markdown; `by` says how its clauses are numbered, 0 not at all."""
    return "\n\n".join(
        item if not by or item.startswith(("##", "|")) else f"{by}.{at} {item}"
        for at, item in enumerate(["# A policy", *items])
    ).replace(f"{by}.0 # A policy", "# A policy")


@st.composite
def edited(draw: st.DrawFn, items: list[str]) -> list[str]:
    """The same items, some reworded, some left out, one moved, one split, and new ones among them."""
    kept = [draw(ITEM) if not draw(st.integers(0, 7)) else item for item in items if draw(st.integers(0, 5))]
    kept = [
        (
            item.replace(" ", f" {draw(WORD)} ", 1)
            if item[0] not in "#|" and not draw(st.integers(0, 3))
            else item
        )
        for item in kept
    ]
    if kept:
        at, to, is_moved, is_split = draw(
            st.tuples(*[st.integers(0, len(kept) - 1)] * 2, *[st.integers(0, 1)] * 2)
        )
        if is_moved:
            kept.insert(to, kept.pop(at))
        if is_split:
            kept[at : at + 1] = kept[at].split(". ", 1)
    return kept


@given(st.data())
@settings(max_examples=examples(25), suppress_health_check=list(HealthCheck))
def test_accepting_all_gives_the_new_file_and_rejecting_all_the_old_one(data: st.DataObject) -> None:
    items = data.draw(ITEMS)
    others = data.draw(st.one_of(edited(items), edited(items), ITEMS))
    old, new = (read(numbered(its, by=data.draw(st.integers(0, 2)))).document for its in (items, others))
    is_whole(old, new, diff_files("policy", old, new, SIDES))


@given(ITEMS, st.integers(0, 2))
@settings(max_examples=examples(25), suppress_health_check=list(HealthCheck))
def test_a_file_does_not_differ_from_itself(items: list[str], by: int) -> None:
    document = read(numbered(items, by=by)).document
    assert diff_files("policy", document, document, SIDES).entries == ()


@given(st.lists(TEXT, min_size=1, max_size=9))
@settings(max_examples=examples(25), suppress_health_check=list(HealthCheck))
def test_other_numbers_are_one_change_of_numbers(items: list[str]) -> None:
    [entry] = changes_of(numbered(items, by=1), numbered(items, by=7)).entries
    assert entry.id == "numbering"
    assert {(place.old[:2], place.new[:2]) for place in entry.places} == {("1.", "7.")}


def test_two_edits_that_several_clauses_have_are_two_changes_with_ids_of_their_own() -> None:
    text = "1.1 Bring {0} when the bell rings at noon, and ask the {1}.\n\n1.2 Leave {0} at home and write {1} letters.\n"
    changes = join_repeated(changes_of(text.format("spades", "office"), text.format("rakes", "porch")))
    assert [(edit.old, edit.new) for entry in changes.entries for edit in entry.edits] == [
        ("spades", "rakes"),
        ("office", "porch"),
    ]
    assert len({entry.id for entry in changes.entries}) == len(changes.entries)
    assert {id for line in changes.redline for id in line.changes} == {entry.id for entry in changes.entries}


COUNTED = [
    ("1. ring\n2. wait\n", "5. ring\n6. wait\n", ["1>5", "2>6"]),
    ("1. ring\n2. wait\n", "- ring\n- wait\n", ["1>•", "2>•"]),
    ("a) ring\nb) wait\n", "1) ring\n2) wait\n", ["a)>1)", "b)>2)"]),
    (
        "1. ring\n2. wait\n\nThen all this.\n\n3. go\n",
        "1. ring\n2. wait\n\nThen all this.\n\n1. go\n",
        ["3>1"],
    ),
    ("1. ring\n2. wait\n", "1. knock loudly\n2. ring\n3. wait\n", []),
]


@pytest.mark.parametrize(("old", "new", "places"), COUNTED)
def test_a_list_that_is_counted_otherwise_is_told_and_one_that_only_grew_is_not(
    old: str, new: str, places: list[str]
) -> None:
    changes = changes_of(f"# P\n\nVisitors have to:\n\n{old}", f"# P\n\nVisitors have to:\n\n{new}")
    told = [f"{place.old}>{place.new}" for entry in changes.entries for place in entry.places]
    assert told == places
    entries = assign_effects(changes, DEFAULT_RULES, {}).entries
    assert all(entry.effect is Effect.UNJUDGED for entry in entries if entry.places)
    for entry in entries:
        assert entry.id != "numbering" or "has to follow" in describe_change(entry)


def test_two_links_that_lead_to_each_others_targets_are_told_each() -> None:
    text = "See [one](https://a.example/{}) and [two](https://a.example/{}) for it."
    [entry] = changes_of(text.format(1, 2), text.format(2, 1)).entries
    assert [(edit.way, edit.old[-1], edit.new[-1]) for edit in entry.edits] == [
        ("one", "1", "2"),
        ("two", "2", "1"),
    ]


@given(st.lists(st.integers(), unique=True, max_size=30))
def test_what_stays_is_rising_and_as_heavy_as_can_be(numbers: list[int]) -> None:
    stays = [numbers[at] for at in sorted(weighted_lis(numbers, [1.0] * len(numbers)))]
    assert stays == sorted(stays)
    longest = [1] * len(numbers)
    for at, number in enumerate(numbers):
        longest[at] += max((longest[before] for before in range(at) if numbers[before] < number), default=0)
    assert len(stays) == max(longest, default=0)


@given(st.lists(st.integers(0, 5), max_size=40), st.lists(st.integers(0, 5), max_size=40))
def test_the_runs_of_two_long_sequences_cover_both(old: list[int], new: list[int]) -> None:
    """Of sequences too long for a table of all their pairs, equal pieces are found around what each has once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(align, "_LARGEST_TABLE", 20)
        patch.setattr(align, "_PIECE", 2)
        found = list(align.lcs_runs(old, new))
    assert [at for _, olds, _ in found for at in olds] == list(range(len(old)))
    assert [at for _, _, news in found for at in news] == list(range(len(new)))
    assert all([old[at] for at in olds] == [new[at] for at in news] for equal, olds, news in found if equal)


@given(st.data())
@settings(max_examples=examples(12), suppress_health_check=list(HealthCheck))
def test_word_gives_back_both_files(data: st.DataObject) -> None:
    items = data.draw(ITEMS)
    others = data.draw(edited(items))
    (old, old_levels), (new, new_levels) = (
        read_with_levels(numbered(some, by=1)) for some in (items, others)
    )
    gives_back_both(old, new, (old_levels, new_levels))


@pytest.mark.parametrize("line", ["1.2 Rakes and forks", "1.2 Rakes and forks\n\n1.3 They hang on the wall."])
def test_word_gives_back_a_heading_that_became_a_line(line: str) -> None:
    start, end = "# P\n\n## Tools\n\n1.1 Spades are counted.\n\n", "\n\n1.9 The end of it.\n"
    heading = read_with_levels(f"{start}{line.replace('1.2', '##')}{end}")
    plain = read_with_levels(f"{start}{line}{end}")
    for (old, old_levels), (new, new_levels) in ((heading, plain), (plain, heading)):
        gives_back_both(old, new, (old_levels, new_levels))


def gives_back_both(
    old: Document, new: Document, levels: tuple[dict[str, int], dict[str, int]] = ({}, {})
) -> None:
    """A Word file with everything accepted is that of the new document, which holds no change; with
    everything rejected, the old one's.
    """
    made = redline_word_file(diff_files("policy", old, new, SIDES, levels=levels))
    for accept, document in ((True, new), (False, old)):
        alone = redline_word_file(diff_files("policy", document, document, SIDES))
        assert leveled(settled(made, accept=accept)) == leveled(alone)


def leveled(file: bytes) -> list[str]:
    """The paragraphs of a Word file, the marks of lists among their words, whether Word prints them by itself
    or not.

    How deep a heading stands is guessed from a file, and not compared.
    """
    lines = [re.sub(r"^Heading\d", "Heading", line) for line in paragraphs(file)]
    return [
        re.sub(r"^(\w+ \d) (?:• ?|(\S+))?: ", lambda found: f"{found[1]}: {found[2] or ''} ", line).replace(
            ":  ", ": "
        )
        for line in lines
    ]


# -- one edit after the other --------------------------------------------------------------------------------


def swapped(old: str, new: str) -> Callable[[str], str]:
    """An edit that takes a text's place; the text must be there."""

    def edit(text: str) -> str:
        assert old in text, old
        return text.replace(old, new, 1)

    return edit


def clause(start: str) -> str:
    """A numbered clause of the policy with all that belongs to it."""
    found = re.search(
        rf"^{re.escape(start)} .*?\n\n(?=## |\d\.\d |\Z)", POLICY + "\n", re.DOTALL | re.MULTILINE
    )
    assert found
    return found[0]


def renumbered(text: str) -> str:
    """The clauses counted again, section by section."""
    lines, section, at = [], 0, 0
    for one in text.split("\n"):
        line = one
        if found := re.match(r"## \d+\. (.*)", line):
            section, at = section + 1, 0
            line = f"## {section}. {found[1]}"
        elif found := re.match(r"\d+\.\d+ (.*)", line):
            at += 1
            line = f"{section}.{at} {found[1]}"
        lines.append(line)
    return "\n".join(lines)


def moved_to_the_end(text: str) -> str:
    return text.replace(clause("1.3"), "") + "\n" + clause("1.3")


def visitors_first(text: str) -> str:
    at = text.index("## 4.")
    return text[: text.index("## 2.")] + text[at:] + "\n" + text[text.index("## 2.") : at]


EDITS: dict[str, tuple[Callable[[str], str], dict[Kind, int]]] = {
    "a typo": (swapped("whatever the weather", "whatever the wether"), {Kind.REWORDED: 1}),
    "most of a clause": (
        swapped(
            "This policy was agreed on 3 June 2025 and will be",
            "The governors agreed to this policy in the hall, and it is to be",
        ),
        {Kind.REWORDED: 1},
    ),
    "a comma": (swapped("dig, whatever", "dig whatever"), {Kind.EDITORIAL: 1}),
    "bold type gone": (swapped("**tool**", "tool"), {Kind.EDITORIAL: 1}),
    "a sentence deleted": (
        swapped(" The caretaker keeps a second key in the office.", ""),
        {Kind.REWORDED: 1},
    ),
    "a date": (swapped("3 June 2025", "4 July 2026"), {Kind.FIGURE: 1}),
    "a weaker duty": (swapped("Staff must lock", "Staff should lock"), {Kind.STRENGTH: 1}),
    "an item more": (swapped("- anything", "- wheelbarrows\n- anything"), {Kind.REWORDED: 1}),
    "an item less, and the others counted again": (
        swapped("(b) close the gate to the road; and\n(c)", "(b)"),
        {Kind.REWORDED: 1},
    ),
    "letters for numerals": (
        lambda text: text.replace("(a)", "(i)").replace("(b)", "(ii)").replace("(c)", "(iii)"),
        {Kind.EDITORIAL: 1},
    ),
    "bullets for letters": (
        lambda text: re.sub(r"^\([abc]\)", "-", text, flags=re.MULTILINE),
        {Kind.EDITORIAL: 1},
    ),
    "a cell": (swapped("| Pupils | No |", "| Pupils | On Fridays |"), {Kind.REWORDED: 1}),
    "a row more": (swapped("| Pupils | No |", "| Pupils | No |\n| Parents | No |"), {Kind.REWORDED: 1}),
    "a clause more": (swapped("4.2 A visitor", "4.2 Dogs wait outside.\n\n4.3 A visitor"), {Kind.ADDED: 1}),
    "a clause less": (lambda text: renumbered(text.replace(clause("2.2"), "")), {Kind.REMOVED: 1}),
    "a heading renamed": (swapped("## 2. Tools", "## 2. What we dig with"), {Kind.RENAMED: 1}),
    "a heading and all under it reworded a little": (
        lambda text: (
            swapped("## 4. Visitors", "## 4. Guests")(text)
            .replace("welcome on", "welcome at")
            .replace("must ask the head gardener first", "must first ask the head gardener")
        ),
        {Kind.RENAMED: 1, Kind.REWORDED: 2},
    ),
    "a clause moved": (lambda text: renumbered(moved_to_the_end(text)), {Kind.MOVED: 1}),
    "a clause moved over one heading": (
        lambda text: renumbered(text.replace(clause("3.3"), "").replace("4.1 ", clause("3.3") + "4.1 ")),
        {Kind.MOVED: 1},
    ),
    "a clause moved and reworded": (
        lambda text: renumbered(moved_to_the_end(text)).replace("soil, seeds", "soil, worms, seeds"),
        {Kind.REWORDED: 1},
    ),
    "a section moved": (lambda text: renumbered(visitors_first(text)), {Kind.MOVED: 1}),
    "a clause split": (
        lambda text: renumbered(swapped("beside them. Adults", "beside them.\n\n3.9 Adults")(text)),
        {Kind.SPLIT: 1},
    ),
    "a clause split in three": (
        lambda text: renumbered(
            swapped(
                "beside them. Adults walk in front. Nobody",
                "beside them.\n\n3.9 Adults always walk in front.\n\n3.9 Nobody",
            )(text)
        ),
        {Kind.SPLIT: 1},
    ),
    "two clauses merged": (
        lambda text: renumbered(swapped("weather.\n\n1.3 The", "weather. The")(text)),
        {Kind.MERGED: 1},
    ),
    "everything counted again": (
        lambda text: re.sub(r"^(## )?\d", lambda found: f"{found[1] or ''}9", text, flags=re.MULTILINE),
        {Kind.EDITORIAL: 1},
    ),
    "no numbers at all": (
        lambda text: re.sub(r"^(## )?\d+\.\d* ", lambda found: found[1] or "", text, flags=re.MULTILINE),
        {Kind.EDITORIAL: 1},
    ),
    "nothing": (lambda text: text, {}),
}


@cache
def base() -> Document:
    return read(POLICY).document


@pytest.mark.parametrize("edit", EDITS)
def test_each_edit_is_recognised_as_what_it_is(edit: str) -> None:
    change, kinds = EDITS[edit]
    new = read(change(POLICY)).document
    changes = diff_files("policy", base(), new, SIDES)
    assert changes.by_kind() == kinds
    is_whole(base(), new, changes)
    back = diff_files("policy", new, base(), SIDES)
    turned = {
        Kind.ADDED: Kind.REMOVED,
        Kind.REMOVED: Kind.ADDED,
        Kind.SPLIT: Kind.MERGED,
        Kind.MERGED: Kind.SPLIT,
    }
    assert back.by_kind() == {turned.get(kind, kind): number for kind, number in kinds.items()}
    is_whole(new, base(), back)


def test_all_edits_at_once_come_back_out_of_word() -> None:
    text = POLICY
    for name in (
        "two clauses merged",
        "an item more",
        "a cell",
        "a date",
        "a heading renamed",
        "a section moved",
    ):
        text = EDITS[name][0](text)
    gives_back_both(base(), read(text).document)


@pytest.mark.parametrize(
    "edit", ["letters for numerals", "bullets for letters", "an item less, and the others counted again"]
)
def test_the_marks_of_both_files_come_back_out_of_word(edit: str) -> None:
    gives_back_both(base(), read(EDITS[edit][0](POLICY)).document)


def test_a_clause_that_was_split_names_all_its_parts() -> None:
    changes = diff_files("policy", base(), read(EDITS["a clause split in three"][0](POLICY)).document, SIDES)
    [entry] = changes.entries
    assert entry.old_numbers == ("3.2",)
    assert entry.new_numbers == ("3.2", "3.3", "3.4")


def test_a_clause_that_was_only_cut_in_two_says_nothing_else() -> None:
    """That a duty stands in one of two clauses now weakens nothing, and nobody changed a word."""
    new = read(renumbered(POLICY.replace("after each lesson. The", "after each lesson.\n\n2.9 The"))).document
    [entry] = diff_files("policy", base(), new, SIDES).entries
    assert entry.kinds == (Kind.SPLIT,)


def test_first_words_are_no_heading_that_could_be_renamed() -> None:
    [entry] = diff_files(
        "policy", base(), read(POLICY.replace("Visitors are welcome", "Guests are welcome")).document, SIDES
    ).entries
    assert entry.kinds == (Kind.REWORDED,)


def test_a_few_words_that_stand_elsewhere_are_moved() -> None:
    first, last = "4.9 Dogs must wait outside.\n\n", "1.9 Dogs must wait outside.\n\n"
    old, new = (
        read(text).document for text in (POLICY + "\n" + first, POLICY.replace("1.1 This", last + "1.1 This"))
    )
    [entry] = diff_files("policy", old, new, SIDES).entries
    assert entry.kinds == (Kind.MOVED,)


def test_a_heading_that_stands_elsewhere_with_other_text_is_moved() -> None:
    other = "## 0. Visitors\n\n0.1 Ring the bell twice.\n\n"
    new = POLICY[: POLICY.index("## 4.")].replace("## 1. Why", other + "## 1. Why")
    entries = diff_files("policy", base(), read(new).document, SIDES).entries
    assert [entry.id for entry in entries if Kind.MOVED in entry.kinds] == ["s-at-visitors"]


def test_a_clause_moves_and_not_the_heading_that_it_passes() -> None:
    [entry] = diff_files(
        "policy", base(), read(EDITS["a clause moved over one heading"][0](POLICY)).document, SIDES
    ).entries
    assert entry.new_ids == entry.old_ids != ()


def test_a_list_with_an_item_less_counts_as_the_new_file_does() -> None:
    changes = diff_files(
        "policy", base(), read(EDITS["an item less, and the others counted again"][0](POLICY)).document, SIDES
    )
    [line] = [one for one in changes.redline if one.mark is Mark.CHANGED]
    [counted] = [
        node for node in walk_elements(list(getattr(line.item, "blocks", ()))) if node["t"] == "OrderedList"
    ]
    assert counted["c"][0] == [1, {"t": "LowerAlpha"}, {"t": "TwoParens"}]


def test_a_new_cell_is_marked_in_its_table_and_a_new_item_in_its_list() -> None:
    for edit, old, new in (("a cell", "No", "On Fridays"), ("an item more", "", "wheelbarrows")):
        changes = diff_files("policy", base(), read(EDITS[edit][0](POLICY)).document, SIDES)
        [line] = [one for one in changes.redline if one.mark is not Mark.KEPT]
        marked = {name: " ".join(read_text(part).split()) for name, part in marks(line.item)}
        assert marked == {name: text for name, text in (("deletion", old), ("insertion", new)) if text}


def marks(item: object) -> list[tuple[str, object]]:
    """The marks in an item, each with what stands under it."""
    found = []
    for node in walk_elements(list(getattr(item, "blocks", ()))):
        if node["t"] in ("Span", "Div") and {"insertion", "deletion"} & set(classes_of(node)):
            found.append((classes_of(node)[0], node["c"][1]))
    return found


# -- files ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", shapes(), ids=lambda shape: shape.name)
def test_every_word_of_a_file_is_compared_or_named(shape: object) -> None:
    source = read_source(shape.name, shape.data)  # type: ignore[attr-defined]
    assert make_foreign_document(source).unplaced == ()


def test_what_import_would_take_out_stays_in_what_is_compared() -> None:
    """Strips of metadata, blocks for signatures, notes and quotations: their words are compared like all
    others.
    """
    mixed = next(shape.data for shape in SHAPES if shape.name == "mixed.txt")
    assert any(text.startswith("(*In some cases") for text in texts(read(mixed, "mixed.txt").document))
    for shape in SHAPES:
        old, new = shape.data.decode(), shape.data.decode()
        for before, after in (
            ("September 2024", "October 2024"),
            ("3rd June", "4th June"),
            ("Name of Chair", "Name of the Chair"),
        ):
            new = new.replace(before, after)
        if old != new:
            assert (
                diff_files("p", read(old, shape.name).document, read(new, shape.name).document, SIDES).entries
                != ()
            )


def as_plain_text(markdown: str) -> str:
    """A policy in Markdown as somebody would write it out: no signs for headings, a table in columns."""
    lines = [
        re.sub(r"^#+ |[*]|^ +", "", line) for line in markdown.split("\n") if not line.startswith("|---")
    ]
    return "\n".join(
        re.sub(r" \| ", "\t", line.strip("| ")) if line.startswith("|") else line for line in lines
    )


@pytest.mark.parametrize("program", ["docx", "odt", "html", "txt"])
def test_the_same_policy_out_of_two_programs_is_the_same(tmp_path: Path, program: str) -> None:
    one, other = tmp_path / "policy.md", tmp_path / f"policy.{program}"
    one.write_text(POLICY, encoding="utf-8")
    if program == "txt":
        other.write_text(as_plain_text(POLICY), encoding="utf-8")
    else:
        pypandoc.convert_text(
            POLICY, program, format="markdown", outputfile=str(other), extra_args=["--standalone"]
        )
    out = tmp_path / "changes.json"
    for old, new in ((one, other), (other, one)):
        code = run(
            ["diff", "--files", str(old), str(new), "--format", "json", "--out", str(out), "--exit-code"]
        )
        assert (code, json.loads(out.read_text(encoding="utf-8"))["counts"]["all"]) == (0, 0)


def test_the_ends_of_paragraphs_are_a_change_only_where_both_files_have_them_for_certain() -> None:
    """A PDF has lines, and where a paragraph ends in it is guessed; a number at the head of a clause is not."""
    first, second = "The beds are dug over each spring.", "Nobody walks on them until they are dry."
    apart, joined = (
        read(f"# Beds\n\n{first}\n\n{second}\n").document,
        read(f"# Beds\n\n{first} {second}\n").document,
    )
    counted = read(f"# Beds\n\n1.1 {first}\n\n1.2 {second}\n").document
    assert diff_files("p", apart, joined, SIDES).by_kind() == {Kind.MERGED: 1}
    for old, new in ((apart, joined), (joined, apart)):
        changes = diff_files("p", old, new, SIDES, layout=False)
        assert changes.entries == ()
        assert " ".join(texts(reject_changes(changes))) == " ".join(texts(old))
    assert diff_files("p", counted, joined, SIDES, layout=False).by_kind() == {Kind.MERGED: 1}


def test_it_is_never_said_that_nothing_changed_where_not_all_was_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same words in two formats, a sign that no reader knows in Word, other spaces in Markdown."""
    text = "# Beds\n\nThe beds are dug over each spring.\n"
    files = {"old.md": text, "wrapped.md": text.replace("over ", "over\n")}
    for name, written in files.items():
        (tmp_path / name).write_text(written, encoding="utf-8")
    pypandoc.convert_text(text, "docx", format="markdown", outputfile=str(tmp_path / "old.docx"))
    with (
        zipfile.ZipFile(tmp_path / "old.docx") as archive,
        zipfile.ZipFile(tmp_path / "new.docx", "w") as changed,
        zipfile.ZipFile(tmp_path / "again.docx", "w") as again,
    ):
        for name in archive.namelist():
            data = archive.read(name)
            again.writestr(name, data.replace(b"<w:p>", b'<w:p w:rsidR="00AB12CD">'))
            changed.writestr(name, data.replace(b"</w:p>", b"<w:r><w:pgNum/></w:r></w:p>", 1))
    expected = {
        ("old.md", "wrapped.md"): True,
        ("old.docx", "again.docx"): True,
        ("old.docx", "new.docx"): False,
        ("old.md", "old.docx"): False,
    }
    for pair, is_all_compared in expected.items():
        assert run(["diff", "--files", *(str(tmp_path / name) for name in pair)]) == 0
        told = " ".join(capsys.readouterr().out.split())
        assert ("Nothing has changed." in told) is is_all_compared, pair
        assert ("No change was found in the words" in told) is not is_all_compared, pair


def test_counts_agree_in_every_face(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = POLICY
    for name in ("a typo", "an item more", "a cell", "a clause moved", "a clause split in three"):
        text = EDITS[name][0](text)
    old, new = tmp_path / "old.md", tmp_path / "new.md"
    old.write_text(POLICY, encoding="utf-8")
    new.write_text(text, encoding="utf-8")
    for format in ("text", "md", "json", "html", "docx", "pdf"):
        assert (
            run(
                [
                    "diff",
                    "--files",
                    str(old),
                    str(new),
                    "--format",
                    format,
                    "--out",
                    str(tmp_path / f"out.{format}"),
                ]
            )
            == 0
        )
    data = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert data["counts"]["kind"] == {"split": 1, "reworded": 3, "moved": 1}
    named = {
        "decide": "for decision",
        "unjudged": "not judged",
        "none": "with nothing to do",
    }
    said = (
        "5 changes: "
        + ", ".join(f"{number} {named[effect]}" for effect, number in data["counts"]["effect"].items())
        + "."
    )
    with zipfile.ZipFile(tmp_path / "out.docx") as archive:
        word = re.sub(r"<[^>]+>", "", archive.read("word/document.xml").decode())
    for face in ("text", "md", "html"):
        assert said in (tmp_path / f"out.{face}").read_text(encoding="utf-8")
    assert said in word
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF")
    assert all(f"Change {at}:" in (tmp_path / "out.text").read_text(encoding="utf-8") for at in range(1, 6))
    assert capsys.readouterr().out == ""


def test_what_is_left_out_of_a_file_is_named_once_with_its_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = tmp_path / "old.txt", tmp_path / "new.txt"
    flush = next(shape.data for shape in SHAPES if shape.name == "flush.txt")
    old.write_bytes(flush)
    new.write_bytes(flush.replace(b"stands are sound", b"stands are safe"))
    assert run(["diff", "--files", str(old), str(new)]) == 0
    said = capsys.readouterr().out
    assert said.count("Beside the text, alike in both files:") == 1
    assert "“Cycling Policy”, “May 2023” (page header or footer)" in " ".join(said.split())


@pytest.mark.parametrize("format", ["text", "md", "json", "html", "docx", "pdf"])
def test_nothing_in_a_file_is_a_field(tmp_path: Path, format: str) -> None:
    """Words that look like our own tokens, templates or tags print as they stand."""
    old, new, out = (tmp_path / name for name in ("old.txt", "new.txt", f"out.{format}"))
    word = "QxsiteDnamexQ QsdocumentDmarksQ QhbodyhQ {{ school.name }} <b>"
    old.write_text(f"1.1 Nothing of this is a field: {word} at all.\n", encoding="utf-8")
    new.write_text(f"1.1 Nothing of this is any field: {word} at all.\n", encoding="utf-8")
    assert run(["diff", "--files", str(old), str(new), "--format", format, "--out", str(out)]) == 0
    if format in ("docx", "pdf"):
        shown = " ".join(read_source(out.name, out.read_bytes()).words)
    else:
        shown = out.read_text(encoding="utf-8").replace("\u2060", "").replace("\\", "")
    assert "QxsiteDnamexQ" in shown
    assert "QsdocumentDmarksQ" in shown
    assert "Two files compared" not in shown.split("QhbodyhQ")[0][-120:]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["missing.md", "new.md"], 2, "There is no file missing.md."),
        (["old.md", "old.md"], 2, "Both sides are the file old.md."),
        (["old.md", "empty.docx"], 1, "is empty"),
        (["old.md", "locked.docx"], 1, "or one with a password"),
        (["old.md", "new.md", "--school", "birch"], 2, "it goes with no policy, version or school"),
        (["old.md", "new.md", "--format", "pdf"], 2, "A PDF is not for a terminal: add --out changes.pdf."),
        (["old.md", "new.md", "--out", "old.md"], 2, "old.md is one of the two documents."),
    ],
)
def test_what_cannot_be_compared_is_told(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, data in {
        "old.md": POLICY.encode(),
        "new.md": POLICY.encode(),
        "empty.docx": b"",
        "locked.docx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    }.items():
        Path(name).write_bytes(data)
    assert run(["diff", "--files", *arguments]) == code
    said = capsys.readouterr()
    assert message in " ".join((said.out + said.err).split())
    assert Path("old.md").read_bytes() == POLICY.encode()


def test_a_policy_goes_with_no_files(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["diff", "phones", "2025-09", "--files", "a.md", "b.md"]) == 2
    assert "it goes with no policy, version or school" in capsys.readouterr().err


def test_the_exit_code_says_whether_something_changed(tmp_path: Path) -> None:
    old, new = made_by("md", tmp_path), tmp_path / "new.md"
    new.write_text(old.read_text(encoding="utf-8").replace("shut", "locked"), encoding="utf-8")
    assert run(["diff", "--files", str(old), str(new)]) == 0
    assert run(["diff", "--files", str(old), str(new), "--exit-code"]) == 1


def test_a_broken_library_stops_no_comparison_of_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "terms.yml").write_text("]", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    old = made_by("md", tmp_path)
    other = tmp_path / "other.md"
    other.write_bytes(old.read_bytes())
    assert run(["diff", "--files", str(old), str(other), "--exit-code"]) == 0


# -- what each small pair is told as -------------------------------------------------------------------------

# Old text, new text, and by each entry: its kind, its effect, and words that tell of it.
PAIRS: dict[str, tuple[str, str, list[tuple[Kind, Effect, str]]]] = {
    "an address in angle brackets": (
        "1.1 Ask the office at <a@one.example>.",
        "1.1 Ask the office at <a@two.example>.",
        [(Kind.CONTACT, Effect.UNJUDGED, "“a@one.example” is now “a@two.example”")],
    ),
    "the address of whom to tell of a concern": (
        "1.1 Ask [the safeguarding lead](mailto:a@one.example).",
        "1.1 Ask [the safeguarding lead](mailto:a@two.example).",
        [(Kind.CONTACT, Effect.DECIDE, "“a@one.example” is now “a@two.example”")],
    ),
    "where a link leads": (
        "1.1 Read [the rules](/rules#one).",
        "1.1 Read [the rules](/rules#two).",
        [(Kind.LINK, Effect.UNJUDGED, "A link leads to /rules#two, no longer to /rules#one.")],
    ),
    "a note": (
        "1.1 Text one.[^1]\n\n[^1]: It lasts six weeks.",
        "1.1 Text one.[^1]\n\n[^1]: It lasts two weeks.",
        [(Kind.FIGURE, Effect.DECIDE, "In its note: “six weeks” is now “two weeks”.")],
    ),
    "the level of a heading": (
        "## Scope\n\nText one is here.\n\n## Roles\n\nText two is here.",
        "## Scope\n\nText one is here.\n\n### Roles\n\nText two is here.",
        [(Kind.EDITORIAL, Effect.NONE, "Only the layout changed. The heading stands one level lower.")],
    ),
    "a picture": (
        "1.1 See the picture.\n\n![A map](a.png)",
        "1.1 See the picture.\n\n![A plan](b.png)",
        [(Kind.REWORDED, Effect.UNJUDGED, "The picture “A map” (a.png) is now “A plan” (b.png).")],
    ),
    "bold type": (
        "1.1 Staff may **not** smoke.",
        "1.1 Staff may not smoke.",
        [
            (
                Kind.EDITORIAL,
                Effect.NONE,
                "Only the layout changed. The emphasis is another: “not” is no longer bold.",
            )
        ],
    ),
    "running numbers, and a reference that follows": (
        "7 The first rule is here.\n\n8 The second rule is here.\n\n9 The third rule: see clause 8.",
        "7 The second rule is here.\n\n8 The third rule: see clause 7.",
        [
            (Kind.REMOVED, Effect.UNJUDGED, "The clause is removed."),
            (Kind.REFERENCE, Effect.NONE, "The reference follows its clause: “clause 8” is now “clause 7”."),
        ],
    ),
    "a clause by which something was forbidden": (
        "1.1 The hall is open.\n\n1.2 Pupils must not run in it.",
        "1.1 The hall is open.",
        [(Kind.LIFTED, Effect.DECIDE, "A prohibition is removed: “Pupils must not run in it”.")],
    ),
    "a name in many clauses": (
        "1.1 Ask the School Office.\n\n1.2 Post goes to the School Office.\n\n1.3 The School Office is open.",
        "1.1 Ask the Front Desk.\n\n1.2 Post goes to the Front Desk.\n\n1.3 The Front Desk is open.",
        [(Kind.REWORDED, Effect.UNJUDGED, "The same edit in 3 places:")],
    ),
    "many edits in one sentence": (
        "1.1 The office keeps the red book of visits in the hall, where it is seen on the way in.",
        "1.1 The office keeps the green book of calls in the porch, where it is seen on the way out.",
        [
            (
                Kind.REWORDED,
                Effect.UNJUDGED,
                "“… the red book of visits in the hall, where it is seen on the way in” is now “… the green",
            )
        ],
    ),
    "bold type at the head of many clauses": (
        "1.1 Notice. It is given in writing.\n\n1.2 Quorum. It is five.\n\n1.3 Votes. They are counted.",
        (
            "1.1 **Notice**. It is given in writing.\n\n1.2 **Quorum**. It is five.\n\n"
            "1.3 **Votes**. They are counted."
        ),
        [(Kind.EDITORIAL, Effect.NONE, "some words are now bold. It is so in 3 places: 1.1 Notice")],
    ),
    "headings that are named by their place": (
        "## Section 1 - Aims\n\nWe dig.\n\n## Section 2 - Tools\n\nSpades are counted.",
        (
            "## Section 1 - Aims\n\nWe dig.\n\n## Section 2 - Beds\n\nThey are dry.\n\n"
            "## Section 3 - Tools\n\nSpades are counted."
        ),
        [(Kind.ADDED, Effect.UNJUDGED, "New section with 1 clause: They are dry.")],
    ),
    "punctuation and type at once": (
        "1.1 Ring the bell, and wait at the gate.",
        "1.1 Ring the **bell** and wait at the gate.",
        [(Kind.EDITORIAL, Effect.UNJUDGED, "The punctuation changed: “Ring the bell, and wait")],
    ),
    "a clause that moved, with a reference that follows": (
        "1.1 Plants of all kinds are watered here, see clause 1.3.\n\n1.2 It is dry.\n\n1.3 The seeds rest.",
        "1.1 It is dry.\n\n1.2 The seeds rest.\n\n1.3 Plants of all kinds are watered here, see clause 1.2.",
        [(Kind.REWORDED, Effect.UNJUDGED, "The reference follows its clause")],
    ),
    "a figure with a word that only leads up to it": (
        "1.1 The pond is shut when it is below -5 degrees.",
        "1.1 The pond is shut when it is below 5 degrees.",
        [(Kind.FIGURE, Effect.DECIDE, "“-5” is now “5”.")],
    ),
    "an assurance that went": (
        "1.1 The school lends a coat.\n\n1.2 No pupil is left out for lack of a coat.",
        "1.1 The school lends a coat.",
        [(Kind.REMOVED, Effect.DECIDE, "The clause is removed")],
    ),
    "a word that was misspelt": (
        "1.1 Recieve the parcel at the desk.",
        "1.1 Receive the parcel at the desk.",
        [(Kind.EDITORIAL, Effect.UNJUDGED, "Only the spelling changed: “recieve” is now “receive”.")],
    ),
    "a word as it is spelt in America": (
        "1.1 Organise the coats on the pegs.",
        "1.1 Organize the coats on the pegs.",
        [(Kind.EDITORIAL, Effect.NONE, "Only the spelling changed: “organise” is now “organize”.")],
    ),
    "a short word that only looks like a spelling": (
        "1.1 The coach leaves at our gate.",
        "1.1 The coach leaves at or gate.",
        [(Kind.REWORDED, Effect.UNJUDGED, "“our” is now “or”.")],
    ),
    "a member of a list": (
        "1.1 The coats hang on pegs or lie in boxes.",
        "1.1 The coats hang on pegs, lie in boxes or stay at home.",
        [(Kind.REWORDED, Effect.UNJUDGED, "“or stay at home” is added.")],
    ),
    "people who are called by a number": (
        "1.1 Everyone signs in at the desk.",
        "1.1 Everyone except sixth formers signs in at the desk.",
        [(Kind.REWORDED, Effect.DECIDE, "A condition is added: “except sixth formers”.")],
    ),
    "an item of a list that forbids": (
        "Staff must not:\n\n- smoke\n- use their own car\n- sleep",
        "Staff must not:\n\n- smoke\n- sleep",
        [(Kind.LIFTED, Effect.DECIDE, "A prohibition is removed: “use their own car”.")],
    ),
    "a right in a list": (
        "Parents may:\n\n- visit\n- write\n- ring",
        "Parents may:\n\n- visit\n- write",
        [(Kind.REWORDED, Effect.DECIDE, "Removed item: “ring”.")],
    ),
    "a rule in two sentences": (
        "Staff must not smoke on the coach and must not drink beer on the coach.",
        "Staff must not smoke on the coach. They must not drink beer on the coach.",
        [(Kind.REWORDED, Effect.DECIDE, "The same words are cut otherwise: “Staff must not smoke")],
    ),
    "a sentence cut into a list": (
        "1.1 The leader checks the coach, the hostel, the weather and the list before the group leaves.",
        "1.1 Before the group leaves, the leader checks:\n\n- the coach\n- the hostel\n- the weather\n- the list",
        [(Kind.REWORDED, Effect.UNJUDGED, "The same words are cut otherwise: “The leader checks")],
    ),
    "a split with an edit": (
        "1.1 The leader counts the group at each stop, and the helper keeps the list until the end of the day.",
        (
            "1.1 The leader counts the group at each stop.\n\n"
            "1.2 The helper keeps the list until the end of the week."
        ),
        [(Kind.SPLIT, Effect.DECIDE, "”. “end of the day” is now “end of the week”.")],
    ),
    "a split of which the first part grew": (
        (
            "1.1 The message must have the whole text of the change. The vote begins at the time of the motion,"
            " with a quorum of 75% and a period of 7 days."
        ),
        (
            "1.1 The message must have the whole text of the change. Its first line must say which rule it is"
            " about, and whoever wants to may add why it is needed, what it costs, who was asked and what they"
            " said.\n\n"
            "1.2 The vote begins at the time of the motion, with a quorum of 75% and a period of 7 days."
        ),
        [(Kind.SPLIT, Effect.DECIDE, "New: “Its first line must say which rule it is about")],
    ),
    "a line that became a heading": (
        "## Scope\n\nIn an emergency\n\nThe leader rings the school and waits for help.",
        "## Scope\n\n### In an emergency or an accident\n\nThe leader rings the school and waits for help.",
        [(Kind.RENAMED, Effect.UNJUDGED, "Renamed from “In an emergency”.")],
    ),
    "a heading that became a line": (
        "## Scope\n\n1.1 In an emergency the leader rings.\n\n## Who helps\n\n1.2 The leader waits.",
        "## Scope\n\n1.1 In an emergency the leader rings.\n\n1.2 Who helps\n\n1.3 The leader waits.",
        [(Kind.EDITORIAL, Effect.UNJUDGED, "Only the layout changed. It is no heading any more.")],
    ),
    "lines that became headings": (
        "1.1 Dogs\n\n1.2 They wait outside.\n\n1.3 Cats\n\n1.4 They may stay inside.",
        "## Dogs\n\n1.2 They wait outside.\n\n## Cats\n\n1.4 They may stay inside.",
        [(Kind.EDITORIAL, Effect.UNJUDGED, "It is a heading now. It is so in 2 places: Dogs and Cats.")],
    ),
    "a heading above text that was there": (
        "## Scope\n\nPlants are watered here.\n\nSeeds are kept dry.",
        "## Scope\n\nPlants are watered here.\n\n### Seeds\n\nSeeds are kept dry.",
        [(Kind.ADDED, Effect.UNJUDGED, "New heading.")],
    ),
    "the note of a heading": (
        "## 1. Checks[^1]\n\nPlants are watered here.\n\n[^1]: Within 14 days.",
        "## 1. Checks[^1]\n\nPlants are watered here.\n\n[^1]: Within 21 days.",
        [(Kind.FIGURE, Effect.DECIDE, "“14 days” is now “21 days”.")],
    ),
    "a section with its clauses": (
        "## Scope\n\nText one is here.",
        "## Scope\n\nText one is here.\n\n## Care\n\nPlants are watered.\n\nSeeds are kept dry.",
        [
            (
                Kind.ADDED,
                Effect.UNJUDGED,
                "New section with 2 clauses: Plants are watered and Seeds are kept dry.",
            )
        ],
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_each_edit_is_one_entry_that_says_what_changed(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    *texts, expected = PAIRS[name]
    paths = [tmp_path / "old.md", tmp_path / "new.md"]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(f"# A policy\n\n{text}\n", encoding="utf-8")
    assert run(["diff", "--files", *map(str, paths), "--format", "json", "--exit-code"]) == 1
    told = json.loads(capsys.readouterr().out)["changes"]
    assert [(entry["kind"], entry["effect"]) for entry in told] == [
        (kind.value, effect.value) for kind, effect, _ in expected
    ]
    for entry, (_, _, words) in zip(told, expected, strict=True):
        assert words in entry["what"]


def test_links_that_lead_to_another_place_of_a_page_are_one_entry(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (
        "<title>T</title><body><h2>{0}</h2>{1}<p>We dig the beds in the first weeks of the spring.</p></body>"
    )
    links = '<p><a href="#{}">Aims</a></p><p><a href="#{}">Tools</a></p><p>See <a href="{}">it</a>.</p>'
    paths = [tmp_path / "old.html", tmp_path / "new.html"]
    for path, targets in zip(
        paths, (("a", "b", "https://x.example/a"), ("c", "d", "https://x.example/b")), strict=True
    ):
        path.write_text(page.format("Aims", links.format(*targets)), encoding="utf-8")
    assert run(["diff", "--files", *map(str, paths), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)["changes"]
    within = [entry["what"] for entry in told if "#" in entry["what"]]
    assert within == ["A link leads to #c, no longer to #a. A link leads to #d, no longer to #b."]
    assert len(told) == 2


@pytest.mark.parametrize(
    ("start", "title"),
    [
        ("---\ntitle: Leave policy\nowner: HR\n---\n\n", "Changes to “Leave policy”"),
        ("# Leave and absence\n\n", "Changes to “Leave and absence”"),
        ("", "Changes to new.md"),
    ],
)
def test_changes_are_called_by_the_title_of_the_text_or_the_name_of_the_file(
    start: str, title: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = tmp_path / "old.md", tmp_path / "new.md"
    old.write_text(f"{start}Staff may take leave.\n\nIt is short.\n", encoding="utf-8")
    new.write_text(f"{start}Staff must take leave.\n\nIt is short.\n", encoding="utf-8")
    assert run(["diff", "--files", str(old), str(new)]) == 0
    assert capsys.readouterr().out.splitlines()[0] == title
    word = tmp_path / "out.docx"
    assert run(["diff", "--files", str(old), str(new), "--format", "docx", "--out", str(word)]) == 0
    with zipfile.ZipFile(word) as archive:
        footers = [archive.read(name).decode() for name in archive.namelist() if "footer" in name]
    assert footers
    assert all(", code" not in footer for footer in footers)
