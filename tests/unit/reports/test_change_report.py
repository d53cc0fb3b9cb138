"""The report of changes: every face says the same changes, in words that a governor can read, and the data
fits its schema.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from clausewright.document.pandoc import shared_pandoc
from clausewright.document.writer import redline_to_html, sides_to_html, to_plain
from clausewright.model.ast import text_of, walk_elements
from clausewright.model.change import Cause, Change, Changes, Edit, EditKind, Effect, Kind, Mark, Place, Size
from clausewright.model.document import Prose, Section
from clausewright.override_files import shipped_overrides
from clausewright.reports import (
    SCHEMA_NAME,
    build_front_page,
    build_markdown,
    build_redline,
    build_text,
    change_names,
    read_schema,
    wording,
    write_json,
)
from clausewright.reports.change_list import list_changes
from clausewright.reports.wording import describe_change, summarise_change
from clausewright.site.changes import Pieces, make_piece, render_changes_page
from clausewright.templates import load_templates
from tests.support import CASES
from tests.support.changes import COVER, NEW, OLD, clause, compared

GOLDEN = CASES / "change_report"
CHANGES = compared()


def markdown() -> str:
    return to_plain(shared_pandoc(), build_markdown(CHANGES, COVER), "gfm")


def terminal() -> str:
    return to_plain(shared_pandoc(), build_text(CHANGES, COVER), "plain")


def data() -> Any:
    return json.loads(write_json(CHANGES, COVER))


def page() -> str:
    return page_of(CHANGES)


def page_of(changes: Changes) -> str:
    items = changes.redline
    marked = redline_to_html(shared_pandoc(), items, "images/")
    pieces = [
        make_piece(one, *sides)
        for one, sides in zip(marked.items, sides_to_html(shared_pandoc(), items, "images/"), strict=True)
    ]
    return render_changes_page(
        load_templates(shipped_overrides()), changes, COVER, Pieces(pieces, {}, {}, marked.notes)
    )[0]


# -- the faces agree -----------------------------------------------------------------------------------------

Counts = tuple[int, dict[str, int]]


def counts_in_table(rows: list[list[str]]) -> Counts:
    """What a table of counts says: all, and each kind; the sums of its rows and columns are checked on the
    way.
    """
    head, *kinds, total = rows
    numbers = [[int(cell) for cell in row[1:]] for row in (*kinds, total)]
    assert head[-1] == total[0] == "All"
    assert [sum(column) for column in zip(*numbers[:-1], strict=True)] == numbers[-1]
    assert [sum(row[:-1]) for row in numbers] == [row[-1] for row in numbers]
    return numbers[-1][-1], {row[0].lower(): int(row[-1]) for row in kinds}


def pipe_table(text: str) -> list[list[str]]:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("|")
    ]
    return [
        row
        for row in rows[: next(at for at, row in enumerate(rows) if row[0] == "All") + 1]
        if not row[0].startswith("--")
    ]


def of_markdown() -> Counts:
    text = markdown()
    found = counts_in_table(pipe_table(text))
    assert len(re.findall(r"^- \*\*Change \d+\*\*,", text, re.MULTILINE)) == found[0]
    assert len(re.findall(r"^### Change \d+: ", text, re.MULTILINE)) == found[0]
    return found


def of_terminal() -> Counts:
    text = terminal()
    found = len(re.findall(r"^- Change \d+, ", text, re.MULTILINE))
    assert len(re.findall(r"^Change \d+: ", text, re.MULTILINE)) == found
    rows = [
        re.split(r"\s{2,}", line.strip())
        for line in text[: text.index("For decision (")].splitlines()
        if line.startswith("  ")
    ]
    return counts_in_table([row for row in rows if not row[0].startswith("--")])


def of_data() -> Counts:
    counts, listed = data()["counts"], data()["changes"]
    assert counts["effect"] == Counter(one["effect"] for one in listed)
    assert counts["cause"] == Counter(one["cause"] for one in listed)
    assert counts["kind"] == Counter(one["kind"] for one in listed)
    assert [one["number"] for one in listed] == list(range(1, counts["all"] + 1))
    return counts["all"], counts["kind"]


def of_page() -> Counts:
    text = page()
    rows = [
        re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)
        for row in re.findall(r"<tr>(.*?)</tr>", text.partition("change-list")[0])
    ]
    found = counts_in_table(rows)
    assert text.count('class="labels"') == found[0]
    assert (
        sum(part.count("<li ") for part in re.findall(r'<ul class="change-list">(.*?)</ul>', text))
        == found[0]
    )
    return found


def of_document() -> Counts:
    """The front page of the Word file and of the PDF."""
    items = build_front_page(CHANGES, COVER).items
    tables = [
        node
        for node in walk_elements([item.blocks for item in items if isinstance(item, Prose)])
        if node["t"] == "Table"
    ]
    rows = [
        [text_of(cell[4]) for cell in row[1]]
        for part in (tables[0]["c"][3][1], tables[0]["c"][4][0][3])
        for row in part
    ]
    found = counts_in_table(rows)
    lists = [
        node
        for node in walk_elements([item.blocks for item in items if isinstance(item, Prose)])
        if node["t"] == "BulletList"
    ]
    assert sum(len(one["c"]) for one in lists) == found[0]
    return found


def test_all_faces_count_the_same_changes() -> None:
    expected = len(CHANGES.entries), {kind.value: number for kind, number in CHANGES.by_kind().items()}
    assert expected[0] == 5
    assert [face() for face in (of_markdown, of_terminal, of_data, of_page, of_document)] == [expected] * 5


@pytest.mark.parametrize("face", [markdown, terminal, page], ids=lambda face: str(face.__name__))
def test_every_face_says_of_every_change_what_happened_and_why(face: Any) -> None:
    text = re.sub(r"<[^>]*>|\*\*", "", face()).replace("&#x27;", "’")
    for entry in CHANGES.entries:
        assert change_names.name_change(entry) in text
        assert wording.describe_change(entry) in text
        assert entry.reason in text


# -- what a governor reads -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "face"), [("changes.md", markdown), ("changes.txt", terminal)])
def test_the_report_reads_as_it_was_approved(name: str, face: Any) -> None:
    assert face() == (GOLDEN / name).read_text(encoding="utf-8")


def signs(text: str) -> Iterator[str]:
    """What GitHub's reader takes for signs, with the words in them."""
    for node in walk_elements(shared_pandoc().read(text, "gfm")["blocks"]):
        if node["t"] in ("Strong", "Strikeout"):
            yield f"{node['t']} {text_of(node['c'])}"


def test_markdown_shows_every_mark_even_beside_punctuation_and_old_bold_type() -> None:
    words = (
        "Keep **all** phones{} out of sight during the whole of the school day (not only in lessons{}) and"
        " ask the office if in doubt."
    )
    old, new = clause("a", "A", words.format("", "")), clause("a", "A", words.format(", tablets", ", either"))
    text = to_plain(shared_pandoc(), build_markdown(compared(old, new), COVER), "gfm").partition("> ")[2]
    assert " ".join(one.removeprefix("Strong ") for one in signs(text)) == ", tablets , either"
    assert "*" not in text_of(shared_pandoc().read(text, "gfm")["blocks"])


def test_the_page_tells_what_no_text_shows_too() -> None:
    places = (Place("help", "2.1", (), "head", "principal"), Place("calls", "1.3", (), "head", "principal"))
    word = Change("v-word-head", (Kind.VALUE,), Cause.WORD, subject="word.head", topic="head", places=places)
    text = page_of(replace(CHANGES, entries=(*CHANGES.entries, word)))
    assert text.count('id="v-word-head"') == 1
    assert text.count("“head” is now “principal”.") == 2
    assert "Only a value changed: head, in 2 places." in text


def test_nothing_changed_says_so_and_no_more() -> None:
    changes = compared(OLD, OLD)
    text = to_plain(shared_pandoc(), build_markdown(changes, COVER), "gfm")
    assert "No changes. Nothing has changed." in text
    assert "## " not in text.replace("# Changes", "")


# -- the data ------------------------------------------------------------------------------------------------


def test_the_data_fits_the_schema_and_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(read_schema()))
    jsonschema.validate(data(), json.loads(read_schema()))
    assert f"changes-{data()['format_version']}.schema.json" == SCHEMA_NAME


def test_the_schema_knows_every_kind_cause_effect_size_and_mark() -> None:
    text = read_schema()
    for name in (
        *Kind,
        *Cause,
        *Effect,
        *Size,
        *(mark for mark in Mark if mark not in (Mark.KEPT, Mark.MOVED_AWAY)),
    ):
        assert f'"{name.value}"' in text, name


def test_the_pieces_of_the_data_are_the_old_text_and_the_new() -> None:
    [entry] = [one for one in data()["changes"] if one["id"] == "c-away"]
    [text] = entry["texts"]
    sides = {
        side: "".join(piece["text"] for piece in text["pieces"] if piece["is"] != gone).split()
        for side, gone in (("old", "added"), ("new", "removed"))
    }
    assert " ".join(sides["old"]) == "Phones are away Staff should keep a phone in a bag. See the guidance."
    assert (
        " ".join(sides["new"])
        == "Phones and watches are away Staff must keep a phone in a bag all day. See the guidance."
    )


def test_a_cell_and_a_row_that_were_added_are_added_in_the_data() -> None:
    [entry] = [one for one in data()["changes"] if one["id"] == "c-tables"]
    added = "".join(
        piece["text"] for text in entry["texts"] for piece in text["pieces"] if piece["is"] == "added"
    )
    assert added.split() == ["10", "Tuesday", "9"]


# -- as a document -------------------------------------------------------------------------------------------


def test_the_redline_of_the_files_is_the_whole_text_and_then_what_only_other_choices_show() -> None:
    assert build_redline(CHANGES) == CHANGES.redline
    first = CHANGES.entries[0]
    hidden = Change(
        "c-other",
        (Kind.REWORDED,),
        Cause.MODEL,
        only_where="only where phones are handed in",
        items=first.items,
    )
    whole = build_redline(replace(CHANGES, entries=(*CHANGES.entries, hidden)))
    assert whole[: len(CHANGES.redline)] == CHANGES.redline
    title, told, *items = whole[len(CHANGES.redline) :]
    assert isinstance(title.item, Section)
    assert isinstance(told.item, Prose)
    assert "Only where phones are handed in." in text_of(list(told.item.blocks))
    assert [one.mark for one in items] == [one.mark for one in first.items]


def test_the_list_leads_to_the_clauses_that_are_there() -> None:
    links = [
        node["c"][2][0]
        for _, _, entries in list_changes(CHANGES)
        for node in walk_elements(entries)
        if node["t"] == "Link"
    ]
    assert sorted(links) == ["#away", "#calls", "#tables", "#watches"]


def test_the_list_at_the_head_of_a_policy_says_reasons_in_the_place_of_edits() -> None:
    """What could be chosen has been, once the policy is adopted."""
    edit = Edit(EditKind.WORDS, old="a week", new="a day")
    reworded = Change("a", (Kind.REWORDED,), Cause.MODEL, edits=(edit,), reason="Families asked.")
    assert summarise_change(reworded) == "Reworded."
    assert summarise_change(replace(reworded, reason="")) == describe_change(reworded)
    choice = Edit(EditKind.CHOICE, old="phones are handed in", new="phones stay away", way="open")
    offered = Change("b", (Kind.CHOICE,), Cause.MODEL, edits=(choice,))
    assert summarise_change(offered, is_decided=True) == "A new choice. Here it is “phones are handed in”."
    assert summarise_change(offered) == describe_change(offered)


def test_the_small_documents_differ() -> None:
    assert OLD != NEW
