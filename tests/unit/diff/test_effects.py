"""Effects follow from rules that a trust can read and change; nobody ticks them by hand, and what no rule
fits has to be decided.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from clausewright.diff.effects import assign_effects
from clausewright.errors import Severity
from clausewright.load import load_library
from clausewright.model.ast import para, words
from clausewright.model.change import Cause, Change, Changes, Effect, Kind, Mark, Redline, Side, Size
from clausewright.model.document import Item, PlacedClause, Prose, Section
from clausewright.model.effects import DEFAULT_RULES, EffectRule
from clausewright.model.kinds import FragmentKind, Strength
from tests.support import REPOSITORY
from tests.support.small import copied

BLOCKS = (para(words("Text.")),)


def clause(strength: Strength, audience: tuple[str, ...] = ("staff",)) -> PlacedClause:
    """A clause of some strength."""
    return PlacedClause("c", 3, "1.1", (), FragmentKind.CLAUSE, "", strength, audience, (), BLOCKS)


def change(kind: Kind, item: Item, cause: Cause = Cause.MODEL, *, removed: bool = False) -> Change:
    """A change of one item."""
    line = (
        Redline(item, Mark.REMOVED, old=item) if removed else Redline(item, Mark.CHANGED, old=item, new=item)
    )
    return Change("c", (kind,), cause, items=(line,), subject="role.head")


def of(*entries: Change, rules: tuple[EffectRule, ...] = DEFAULT_RULES, reapprove: bool = True) -> Changes:
    """The same changes with their effects."""
    return assign_effects(
        Changes("p", (), Side("", ""), Side("", ""), entries, ()), rules, {"role.head": reapprove}
    )


MUST, MAY = clause(Strength.MUST), clause(Strength.MAY)
HEADING = Section("s", 2, "1", ())


@pytest.mark.parametrize(
    ("entry", "effect"),
    [
        (change(Kind.STRENGTH, MAY), Effect.DECIDE),
        (change(Kind.SCOPE, MAY), Effect.DECIDE),
        (change(Kind.REWORDED, MUST), Effect.DECIDE),
        (change(Kind.REWORDED, MAY), Effect.NOTE),
        (change(Kind.REWORDED, Prose(BLOCKS)), Effect.DECIDE),
        (change(Kind.REMOVED, MUST, removed=True), Effect.DECIDE),
        (change(Kind.ADDED, HEADING), Effect.NOTE),
        (change(Kind.MOVED, MUST), Effect.NOTE),
        (change(Kind.REFERENCE, MUST, Cause.CITATION), Effect.NOTE),
        (change(Kind.EDITORIAL, MUST), Effect.NONE),
        (change(Kind.RECORD, Prose(BLOCKS)), Effect.NONE),
        (change(Kind.REWORDED, MAY, Cause.AMENDMENT), Effect.DECIDE),
        (change(Kind.ADDED, MAY, Cause.CHOICE), Effect.DECIDE),
        (change(Kind.VALUE, MUST, Cause.WORD), Effect.NOTE),
        (change(Kind.VALUE, MUST, Cause.SCHOOL), Effect.DECIDE),
    ],
)
def test_the_shipped_rules_say_what_follows(entry: Change, effect: Effect) -> None:
    assert of(entry).entries[0].effect is effect


def test_a_new_deputys_name_needs_no_decision() -> None:
    assert of(change(Kind.VALUE, MUST, Cause.SCHOOL), reapprove=False).entries[0].effect is Effect.NONE


def test_what_no_rule_fits_has_to_be_decided() -> None:
    assert of(change(Kind.MOVED, MAY), rules=()).entries[0].effect is Effect.DECIDE


def test_the_first_rule_that_fits_decides() -> None:
    rules = (EffectRule(Effect.NONE, audiences=frozenset({"pupil"})), EffectRule(Effect.NOTE))
    for audience, effect in ((("staff",), Effect.NOTE), (("staff", "pupil"), Effect.NONE)):
        assert (
            of(change(Kind.REWORDED, clause(Strength.MUST, audience)), rules=rules).entries[0].effect
            is effect
        )


def test_the_size_of_a_version_follows_from_its_effects() -> None:
    editorial, moved, stronger = (
        change(Kind.EDITORIAL, MUST),
        change(Kind.MOVED, MUST),
        change(Kind.STRENGTH, MUST),
    )
    record = change(Kind.RECORD, Prose(BLOCKS))
    assert of().size is Size.NOTHING
    assert of(record).size is Size.NOTHING
    assert of(record, editorial).size is Size.EDITORIAL
    assert of(editorial, moved).size is Size.MINOR
    assert of(editorial, moved, stronger).size is Size.MAJOR


def test_the_shipped_file_says_what_counts_without_it(tmp_path: Path) -> None:
    root = copied(tmp_path / "library")
    assert load_library(root)[0].effects == DEFAULT_RULES
    (root / "policies" / "effects.yml").write_text(
        (REPOSITORY / "policies" / "effects.yml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    library, problems = load_library(root)
    assert problems == ()
    assert library.effects == DEFAULT_RULES


def test_a_trust_can_have_rules_of_its_own(tmp_path: Path) -> None:
    root = copied(tmp_path / "library")
    (root / "policies" / "effects.yml").write_text(
        "- {kind: [moved, editorial], audience: pupil, effect: decide}\n- {effect: note}\n", encoding="utf-8"
    )
    library, problems = load_library(root)
    # It makes less of much, which is said.
    assert [(problem.line, problem.severity) for problem in problems] == [(2, Severity.WARNING)]
    moved = change(Kind.MOVED, clause(Strength.MAY, ("pupil",)))
    assert of(moved, replace(moved, kinds=(Kind.ADDED,)), rules=library.effects).by_effect() == {
        Effect.DECIDE: 1,
        Effect.NOTE: 1,
    }
