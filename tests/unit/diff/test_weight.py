"""Law: "nobody has to approve it" is never said of a removed or reversed prohibition, a changed figure or period,
discipline, monitoring or personal data, however a clause is filed and whatever the rules say.
"""

from __future__ import annotations

import pytest

from clausewright.diff.effects import assign_effects
from clausewright.diff.weight import Weight, weigh_change
from clausewright.model.ast import para, words
from clausewright.model.change import Cause, Change, Changes, Effect, EffectRule, Kind, Mark, Redline, Side
from clausewright.model.document import PlacedClause
from clausewright.model.kinds import FragmentKind, Strength

LENIENT = (EffectRule(effect=Effect.NONE),)


def clause(text: str) -> PlacedClause:
    """A clause that is filed as information."""
    blocks = (para(words(text)),)
    return PlacedClause(
        "c", 3, "1.1", (), FragmentKind.CLAUSE, "", Strength.INFORMATION, ("staff",), (), blocks, headed=False
    )


def change(old: str, new: str) -> Change:
    """One text made into another; "" where it came or went."""
    before, after = (clause(text) if text else None for text in (old, new))
    kind = Kind.ADDED if before is None else Kind.REMOVED if after is None else Kind.REWORDED
    mark = {Kind.ADDED: Mark.ADDED, Kind.REMOVED: Mark.REMOVED}.get(kind, Mark.CHANGED)
    item = after or before
    assert item is not None
    return Change("c", (kind,), Cause.MODEL, items=(Redline(item, mark, old=before, new=after),))


HEAVY = [
    ("Records are kept for 6 years.", "Records are kept for 1 year.", Weight.FIGURE),
    ("Records are kept for six years.", "Records are kept for two years.", Weight.FIGURE),
    ("Reply within a week.", "Reply within a month.", Weight.FIGURE),
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
    ("", "A breach may lead to dismissal.", Weight.DISCIPLINE),
    ("The school looks at accounts.", "The school monitors accounts.", Weight.MONITORING),
    ("", "The office keeps a register of private ties.", Weight.DATA),
]


@pytest.mark.parametrize(("old", "new", "weight"), HEAVY)
def test_what_weighs_by_its_words_is_for_decision(old: str, new: str, weight: Weight) -> None:
    entry = change(old, new)
    assert weight in weigh_change(entry)
    changes = Changes("p", (), Side("", ""), Side("", ""), (entry,), ())
    assert assign_effects(changes, LENIENT, {}).entries[0].effect is Effect.DECIDE


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("The office is by the gate.", "The office is beside the gate."),
        ("", "The library is open to all."),
        ("Records are kept for 6 years.", "Records are kept, for 6 years."),
    ],
)
def test_what_does_not_weigh_is_left_to_the_rules(old: str, new: str) -> None:
    assert weigh_change(change(old, new)) == ()
