"""Law: of a change that can turn the sense of a text it is never said that there is nothing to do, though every
word is the same; and no prohibition is told where none is.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from clausewright.cli import run
from clausewright.diff import diff, diff_files
from clausewright.diff.effects import assign_effects
from clausewright.document.pandoc import shared_pandoc
from clausewright.document.parse import parse
from clausewright.model.change import Change, EditKind, Effect, Kind, Side, Weight
from clausewright.model.document import Document, PlacedClause
from clausewright.model.effects import DEFAULT_RULES
from clausewright.model.kinds import FragmentKind, Strength
from clausewright.reports.wording import describe_change

SIDES = (Side("old", ""), Side("new", ""))


def document(text: str) -> Document:
    """A clause with a text in Markdown, filed as information."""
    [prose] = parse(shared_pandoc(), "Policy", "", text).items
    blocks = getattr(prose, "blocks", ())
    clause = PlacedClause("c", 3, "", (), FragmentKind.CLAUSE, "", Strength.INFORMATION, (), (), blocks)
    return Document("Policy", (clause,))


def judge_files(old: str, new: str) -> Change:
    """The one entry of a text of others made into another."""
    changes = diff_files("p", document(old), document(new), SIDES)
    [entry] = assign_effects(changes, DEFAULT_RULES, {}).entries
    return entry


def judge(old: str, new: str) -> Change:
    """The one entry of a clause of a library made into another."""
    [entry] = assign_effects(diff("p", document(old), document(new), SIDES), DEFAULT_RULES, {}).entries
    return entry


ORDERS = [
    ("Do not:\n\n- run\n\nshout", "Do not:\n\n- run\n- shout"),
    ("- ring the bell\n    - wait at the gate", "- ring the bell\n- wait at the gate"),
    ("Ring the bell first. Then open the gate.", "Then open the gate. Ring the bell first."),
]


@pytest.mark.parametrize(("old", "new"), ORDERS)
def test_another_order_or_list_is_to_be_read(old: str, new: str) -> None:
    entry = judge_files(old, new)
    assert entry.effect is Effect.UNJUDGED
    assert "layout" not in describe_change(entry)
    assert judge(old, new).effect is Effect.NOTE


def test_a_ground_says_only_of_what_is_alone() -> None:
    """That somebody else is written to is not all that changed where other words changed too."""
    alone = judge("Ask at <a@one.example>.", "Ask at <a@two.example>.")
    together = judge("Ask at <a@one.example>.", "Write to <a@two.example>.")
    assert (alone.effect, together.effect) == (Effect.NOTE, Effect.NOTE)
    assert "only" in alone.ground
    assert "only" not in together.ground


def test_paragraphs_cut_otherwise_are_layout() -> None:
    assert (
        judge_files("The bell rings. The gate opens.", "The bell rings.\n\nThe gate opens.").effect
        is Effect.NONE
    )


MARKS = [
    ("No, smoking is fine here.", "No smoking is fine here."),
    ("Pupils must not, smoke or vape.", "Pupils must not smoke, or vape."),
    ("Staff who drive must sign.", "Staff, who drive, must sign."),
    ("The pupil's phone is kept.", "The pupils' phone is kept."),
    ("All staff (and pupils) must sign.", "All staff and pupils must sign."),
    ("Are pupils allowed?", "Are pupils allowed."),
    ("Pupils write to US.", "Pupils write to us."),
    ("Pupils say “yes” to it.", "Pupils say yes to it."),
    ("Stop. Children cross the road here.", "Stop children. Cross the road here."),
]


@pytest.mark.parametrize(("old", "new"), MARKS)
def test_marks_and_capitals_that_turn_the_sense_are_to_be_read(old: str, new: str) -> None:
    entry = judge_files(old, new)
    assert entry.effect is Effect.UNJUDGED
    assert describe_change(entry).startswith(
        ("Only the punctuation changed: “", "Only the capitals changed: “")
    )
    assert judge(old, new).effect is Effect.NOTE


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Pupils say “yes” to it.", "Pupils say 'yes' to it"),
        ("Pupils say “it isn’t so.”", 'Pupils say "it isn\'t so".'),
        ("Staff must sign - and wait.", "Staff must sign — and wait;"),
        ("staff must sign.", "Staff must sign."),
    ],
)
def test_marks_that_turn_nothing_stay_editorial(old: str, new: str) -> None:
    assert judge_files(old, new).effect is Effect.NONE
    assert judge(old, new).effect is Effect.NONE


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Keep it at -5 degrees in the shed.", "Keep it at 5 degrees in the shed."),
        ("Keep it at + 5 degrees in the shed.", "Keep it at - 5 degrees in the shed."),
        ("Keep it at <5 degrees in the shed.", "Keep it at >5 degrees in the shed."),
        ("Keep it at < 5 degrees in the shed.", "Keep it at > 5 degrees in the shed."),
        ("Keep it at ±5 degrees in the shed.", "Keep it at 5 degrees in the shed."),
    ],
)
def test_a_sign_belongs_to_its_figure(old: str, new: str) -> None:
    entry = judge_files(old, new)
    assert Kind.FIGURE in entry.kinds
    assert entry.effect is Effect.DECIDE
    assert [edit.kind for edit in entry.edits] == [EditKind.FIGURE]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("All staff must sign the book.", "Not all staff must sign the book."),
        ("Staff must sign the book.", "Staff must not only sign the book."),
        ("Staff must sign the book.", "Staff need not sign the book."),
        ("Staff are obliged to sign the book.", "Staff are not obliged to sign the book."),
        ("Staff must sign by noon.", "Staff must sign no later than noon."),
        ("No earlier than noon staff may sign.", "After noon staff may sign."),
        ("Neither parent may sign the book.", "Either parent may sign the book."),
        ("Staff may neither run nor shout.", "Staff may either run or shout."),
    ],
)
def test_no_prohibition_is_told_where_none_is(old: str, new: str) -> None:
    for entry in (judge_files(old, new), judge_files(new, old)):
        assert {Kind.REVERSED, Kind.LIFTED}.isdisjoint(entry.kinds)
        assert Weight.PROHIBITION not in entry.weights
        assert entry.effect is Effect.DECIDE


def test_who_only_stands_elsewhere_in_a_sentence_is_not_named_anew() -> None:
    entry = judge("Staff must sign in beside a volunteer.", "A volunteer and staff must sign in.")
    assert not any(edit.kind is EditKind.AUDIENCE for edit in entry.edits)


def test_what_stands_beside_the_text_weighs_by_its_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [str(tmp_path / "old.md"), str(tmp_path / "new.md")]
    for file, rule in zip(files, ("must not", "must"), strict=True):
        text = f"# Pool\n\nIt is behind the hall.\n\n<!-- Pupils {rule} enter. -->\n"
        Path(file).write_text(text, encoding="utf-8")
    run(["diff", "--files", *files])
    output = capsys.readouterr().out
    assert "For decision (1)" in output
    assert Weight.PROHIBITION in output
