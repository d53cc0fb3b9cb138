"""An edition that was replaced since is named where it is printed: by check for the model, by todo with the
schools that have it in force, and by the wording check.

Broken by hand to see it fail: editions compared by the day of the check alone; versions in force at schools
passed over.
"""

from __future__ import annotations

import json

import pytest

from tests.support.small import Small

CITATIONS = "policies/citations.yml"
PURPOSE = "policies/clauses/phones-purpose/2025-09.md"
NEWER = '\n    - {label: "%s", from: %s, url: "https://guidance.example/behaviour", checked_on: 2026-11-02}'


def add_edition(small: Small, label: str, day: str) -> None:
    """Let a newer edition of the guidance come into force on a day."""
    line = next(
        line for line in (small.root / CITATIONS).read_text(encoding="utf-8").split("\n") if "2024" in line
    )
    small.edit(CITATIONS, line, line + NEWER % (label, day))


def test_an_edition_that_came_after_the_newest_version_is_told_everywhere(small: Small) -> None:
    add_edition(small, "2026", "2026-10-01")
    message = (
        "version 2026-09 of 'phones' cites “Behaviour in schools” in the edition 2024; the edition 2026 has"
        " been in force since 1 October 2026"
    )
    checked = small.say("check")
    assert checked.code == 0
    assert f"{PURPOSE}:10: {message}" in checked.out
    assert "in the edition 2024; the edition 2026" in small.say("check", "--family", "wording").out
    rows = json.loads(small.say("todo", "--format", "json").out)
    assert ("behaviour", PURPOSE, 10) in {(row["value"], row["file"], row["line"]) for row in rows}
    assert message in small.say("todo").out


def test_a_version_in_force_is_told_with_its_schools_and_the_version_to_decide_on(small: Small) -> None:
    """The newest version prints the newer edition; only todo speaks of those that have not adopted it."""
    add_edition(small, "2026", "2026-08-15")
    assert "in the edition" not in small.say("check").out
    rows = json.loads(small.say("todo", "--format", "json").out)
    assert [row["owner"] for row in rows] == ["phones"]
    assert rows[0]["schools"]
    assert "Version 2026-09 cites a newer edition" in rows[0]["help"]
    for school in rows[0]["schools"]:
        assert "in the edition 2024" in small.say("todo", school).out


@pytest.mark.parametrize(("label", "day"), [("2027", "2027-01-01"), ("2025", "2025-08-31")])
def test_an_edition_to_come_and_one_that_every_version_prints_are_no_news(
    small: Small, label: str, day: str
) -> None:
    add_edition(small, label, day)
    assert "in the edition" not in small.say("check").out + small.say("todo").out
