"""Law: "nobody has to approve it" is never said of a removed or reversed prohibition, a changed figure or period,
other people, discipline, monitoring, personal data or safeguarding, however a clause is filed and whatever the
rules say; and of strength only what was read for sure is claimed.
"""

from __future__ import annotations

import pytest

from clausewright.diff import diff
from clausewright.diff.effects import assign_effects
from clausewright.model.ast import para, words
from clausewright.model.change import Change, Edit, EditKind, Effect, Kind, Side, Weight
from clausewright.model.document import Document, PlacedClause
from clausewright.model.effects import DEFAULT_RULES, EffectRule
from clausewright.model.kinds import FragmentKind, Strength

LENIENT = (EffectRule(effect=Effect.NONE),)
SIDES = (Side("old", ""), Side("new", ""))


def document(text: str) -> Document:
    """A clause that is filed as information, beside one that stays as it is; "" where it is not there."""
    clauses = []
    for id, title, body in (("c", "Rule", text), ("other", "Where", "The office is by the gate.")):
        if body:
            blocks, name = (para(words(body)),), tuple(words(title))
            clauses.append(
                PlacedClause(
                    id, 3, "", name, FragmentKind.CLAUSE, "", Strength.INFORMATION, ("staff",), (), blocks
                )
            )
    return Document("Policy", tuple(clauses))


def judge(old: str, new: str, rules: tuple[EffectRule, ...] = LENIENT) -> Change:
    """The one entry of a text made into another."""
    [entry] = assign_effects(diff("p", document(old), document(new), SIDES), rules, {}).entries
    return entry


HEAVY = [
    ("Records are kept for 6 years.", "Records are kept for 1 year.", Weight.FIGURE),
    ("Records are kept for six years.", "Records are kept for two years.", Weight.FIGURE),
    ("Reply within a week.", "Reply within a month.", Weight.FIGURE),
    ("A dozen seats are free.", "Two dozen seats are free.", Weight.FIGURE),
    ("It lasts half a term.", "It lasts a term.", Weight.FIGURE),
    ("A fine of £20 is asked.", "A fine of £25 is asked.", Weight.FIGURE),
    ("It ends in June.", "It ends in July.", Weight.FIGURE),
    ("Pupils must not bring phones.", "Pupils must bring phones.", Weight.PROHIBITION),
    ("The head may allow it.", "The head may not allow it.", Weight.PROHIBITION),
    ("Staff do not share passwords.", "Staff share passwords.", Weight.PROHIBITION),
    ("Staff don’t share passwords.", "Staff share passwords.", Weight.PROHIBITION),
    ("Staff never lend keys.", "", Weight.PROHIBITION),
    ("Smoking is prohibited on the field.", "", Weight.PROHIBITION),
    ("Staff may take a day.", "Staff take a day.", Weight.DUTY),
    ("Visitors sign the book.", "Visitors are required to sign the book.", Weight.DUTY),
    ("The rules speak of staff alone.", "The rules speak of staff and volunteers.", Weight.AUDIENCE),
    ("", "A breach may lead to dismissal.", Weight.DISCIPLINE),
    ("The school looks at accounts.", "The school monitors accounts.", Weight.MONITORING),
    ("", "The office keeps a register of private ties.", Weight.DATA),
    (
        "Tell the head of any worry.",
        "Tell the designated safeguarding lead of any worry.",
        Weight.SAFEGUARDING,
    ),
    ("Call 0161 496 0001 in an emergency.", "Call 0161 496 0002 in an emergency.", Weight.SAFEGUARDING),
    ("It is signed by the end of the day.", "It is signed by the end of the week.", Weight.FIGURE),
    ("Phones are kept in a box.", "Phones are kept in a box and may be checked.", Weight.MONITORING),
    ("Bags are closed.", "Bags are closed, and anybody may look into bags.", Weight.DUTY),
    ("Names are passed on.", "Names and dates of birth are passed on.", Weight.DATA),
    ("The list is destroyed.", "The list is kept.", Weight.DATA),
    ("The head approves it.", "The chair approves it.", Weight.POWERS),
    ("All seats are tested.", "Some seats are tested.", Weight.BOUNDS),
    ("At least two doors are open.", "At most two doors are open.", Weight.BOUNDS),
    ("It is open unless it rains.", "It is open if it rains.", Weight.BOUNDS),
    ("It is signed before the match.", "It is signed after the match.", Weight.BOUNDS),
    ("The gate is always shut.", "The gate is not always shut.", Weight.BOUNDS),
    ("Swings: ✗", "Swings: ✓", Weight.BOUNDS),
]


@pytest.mark.parametrize(("old", "new", "weight"), HEAVY)
def test_what_weighs_by_its_words_is_for_decision(old: str, new: str, weight: Weight) -> None:
    entry = judge(old, new)
    assert weight in entry.weights
    assert entry.effect is Effect.DECIDE
    assert weight in entry.ground


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("The office is by the gate.", "The office is beside the gate."),
        ("", "The library is open to all."),
        ("Books are kept for 6 years.", "Books are kept, for 6 years."),
        ("Books are kept for 6 years.", "Books are held for six years."),
        ("The gate is always shut.", "The door is always shut."),
        ("For employees the hall is heated.", "For you the hall is heated."),
    ],
)
def test_what_does_not_weigh_is_left_to_the_rules(old: str, new: str) -> None:
    entry = judge(old, new)
    assert entry.weights == ()
    assert entry.effect is Effect.NONE


@pytest.mark.parametrize(
    ("old", "new", "edit"),
    [
        ("Keep it for 6 years.", "Keep it for 1 year.", Edit(EditKind.FIGURE, "6 years", "1 year")),
        (
            "Staff must not smoke.",
            "Staff must smoke.",
            Edit(EditKind.REVERSED, "must not smoke", "must smoke"),
        ),
        ("Staff may not smoke.", "Staff may smoke.", Edit(EditKind.REVERSED, "may not smoke", "may smoke")),
        (
            "No pupil may leave the site.",
            "A pupil may leave the site.",
            Edit(EditKind.REVERSED, "no … may leave", "may leave"),
        ),
        (
            "Staff share keys.",
            "Staff never share keys.",
            Edit(EditKind.REVERSED, "Staff share keys.", "Staff never share keys."),
        ),
        ("Staff must sign.", "Staff should sign.", Edit(EditKind.STRENGTH, "must", "should", "weaker")),
        ("Staff must sign.", "Staff needn't sign.", Edit(EditKind.STRENGTH, "must", "needn't", "weaker")),
        (
            "Staff should not smoke.",
            "Staff must not smoke.",
            Edit(EditKind.STRENGTH, "should not", "must not", "stronger"),
        ),
        (
            "Staff may sign.",
            "Staff are required to sign.",
            Edit(EditKind.STRENGTH, "may", "are required to", "stronger"),
        ),
        (
            "Staff are here. Staff must not run.",
            "Staff are here.",
            Edit(EditKind.LIFTED, "Staff must not run."),
        ),
        (
            "Staff sign in.",
            "Staff sign in unless it is late.",
            Edit(EditKind.CONDITION, "", "unless it is late"),
        ),
        (
            "Write to a@b.example.",
            "Write to c@b.example.",
            Edit(EditKind.CONTACT, "a@b.example", "c@b.example"),
        ),
        (
            "Ring 0161 496 0001.",
            "Ring 0161 496 0002.",
            Edit(EditKind.CONTACT, "0161 496 0001", "0161 496 0002"),
        ),
        ("Staff must sign.", "Volunteers must sign.", Edit(EditKind.AUDIENCE, "staff", "volunteers")),
        ("Pupils sign in.", "Pupils and staff sign in.", Edit(EditKind.AUDIENCE, "", "staff")),
        (
            "This policy applies to staff and volunteers.",
            "This policy applies to staff.",
            Edit(EditKind.AUDIENCE, "volunteers", ""),
        ),
        (
            "Avoid posting notes.",
            "Post notes.",
            Edit(EditKind.REVERSED, "Avoid posting notes.", "Post notes."),
        ),
        (
            "Staff should refrain from smoking.",
            "Staff should smoke.",
            Edit(EditKind.REVERSED, "should refrain from smoking", "should smoke"),
        ),
    ],
)
def test_an_edit_says_what_stood_there_and_what_stands_there_now(old: str, new: str, edit: Edit) -> None:
    assert edit in judge(old, new).edits


@pytest.mark.parametrize(
    ("old", "new", "edits"),
    [
        (
            "Staff sign the book by 1 March.",
            "Staff sign the book by the last day of May.",
            [("1 March", "the last day of May")],
        ),
        (
            "The trip costs no more than £30.",
            "The trip costs up to £45.",
            [("no more than £30", "up to £45")],
        ),
        ("Take 8 days of unpaid leave.", "Take 8 days leave unpaid.", [("of unpaid leave", "leave unpaid")]),
        (
            "Ring Jo Smith (0161 496 0001).",
            "Ring Ann Lee (0161 496 0002).",
            [("0161 496 0001", "0161 496 0002"), ("Jo Smith", "Ann Lee")],
        ),
    ],
)
def test_what_changed_is_told_once_and_whole(old: str, new: str, edits: list[tuple[str, str]]) -> None:
    assert [(edit.old, edit.new) for edit in judge(old, new).edits] == edits


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Staff must sign.", "Staff shall sign."),
        ("Staff must not run.", "Staff may not run."),
        ("Only staff may enter.", "Staff must enter."),
        ("Staff will sign.", "Staff must sign."),
        ("They meet in May 2025.", "They must meet in June 2025."),
    ],
)
def test_strength_is_claimed_only_where_both_verbs_are_read_for_sure(old: str, new: str) -> None:
    assert {Kind.STRENGTH, Kind.REVERSED}.isdisjoint(judge(old, new).kinds)


def test_a_rule_that_loosens_says_so_where_it_holds_and_where_it_cannot() -> None:
    heavy = judge("Keep it for 6 years.", "Keep it for 1 year.")
    assert "policies/effects.yml says “none”, which cannot hold here" in heavy.ground
    light = judge("The office is by the gate.", "The office is near the gate.")
    assert light.effect is Effect.NONE
    assert light.ground.endswith("policies/effects.yml makes “none” of “note”")
    assert (
        "effects.yml" not in judge("The office is by the gate.", "It is near the gate.", DEFAULT_RULES).ground
    )
