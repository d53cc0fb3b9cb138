"""The register tells for every school and policy what is in force, who decided, what is due and what comes
next, on any day.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clausewright.model.library import Adoption, Library
from clausewright.model.local_records import AdoptionFacts
from clausewright.register.register import SOON, RegisterState, Row, register
from clausewright.register.renames import renames
from tests.conftest import load_clean
from tests.support.examples import examples
from tests.support.small import BASE, Small

LIBRARY = load_clean(BASE)
DAY = date(2026, 11, 21)


def of(rows: tuple[Row, ...], school: str, policy: str) -> Row:
    return next(row for row in rows if (row.school, row.policy) == (school, policy))


def deciding(*decisions: dict[str, object]) -> Library:
    """The small library in which cedar's only decisions about phones are these."""
    school = LIBRARY.schools["cedar"]
    made = tuple(
        Adoption(f"x{at}", at, "phones", "school", AdoptionFacts.model_validate(facts))
        for at, facts in enumerate(decisions)
    )
    return replace(LIBRARY, schools={**LIBRARY.schools, "cedar": replace(school, adoptions=made)})


ADOPTED = {"version": "2025-09", "on": "2025-11-05", "from": "2025-11-10", "by": "board"}


@pytest.mark.parametrize(
    ("decisions", "state", "step"),
    [
        ((), RegisterState.NOT_STARTED, "September 2026 has not been proposed"),
        (({"version": "2026-09", "status": "proposed"},), RegisterState.AWAITING, "September 2026 awaits approval"),
        (({**ADOPTED, "next_review": "2027-03-01"},), RegisterState.IN_FORCE, "September 2026 has not been proposed"),
        (({**ADOPTED, "next_review": "2026-11-21"},), RegisterState.DUE, "September 2026 has not been proposed"),
        (({**ADOPTED, "next_review": "2026-11-20"},), RegisterState.OVERDUE, "September 2026 has not been proposed"),
        (({**ADOPTED, "next_review": "2026-11-20"}, {"version": "2026-09", "status": "proposed"}), RegisterState.OVERDUE, "September 2026 awaits approval"),
        (({**ADOPTED, "next_review": "2027-03-01"}, {"version": "2026-09", "status": "proposed"}), RegisterState.AWAITING, "September 2026 awaits approval"),
        (({**ADOPTED, "version": "2026-09", "on": "2026-11-18", "from": "2026-12-01"},), RegisterState.ADOPTED, "version 2026-09 in force from 2026-12-01"),
        (({"status": "not-applicable", "reason": "No phones."},), RegisterState.NOT_APPLICABLE, ""),
        (
            ({**ADOPTED, "next_review": "2026-11-10"}, {"version": "2025-09", "status": "reviewed", "on": "2026-11-10", "by": "board", "next_review": "2027-11-10"}),
            RegisterState.IN_FORCE,
            "September 2026 has not been proposed",
        ),
    ],
)  # fmt: skip
def test_a_state_follows_from_the_decisions(
    decisions: tuple[dict[str, object], ...], state: RegisterState, step: str
) -> None:
    row = of(register(deciding(*decisions), DAY), "cedar", "phones")
    assert (row.state, row.step) == (state, step)


@settings(max_examples=examples(25))
@given(
    days=st.lists(st.dates(date(2025, 9, 1), date(2028, 9, 1)), min_size=1, max_size=4, unique=True),
    at=st.dates(date(2025, 9, 1), date(2028, 9, 1)),
)
def test_on_any_day_the_newest_decision_that_counts_is_in_force_and_is_due_when_it_says(
    days: list[date], at: date
) -> None:
    decisions = [
        {
            "version": "2025-09",
            "on": day,
            "from": day,
            "by": "board",
            "next_review": day + timedelta(days=300),
        }
        for day in days
    ]
    row = of(register(deciding(*decisions), at), "cedar", "phones")
    begun = [day for day in days if day <= at]
    if not begun:
        assert row.state is RegisterState.NOT_STARTED
        assert row.in_force_from is None
        return
    review = max(begun) + timedelta(days=300)
    assert (row.in_force_from, row.next_review) == (max(begun), review)
    late = row.state is RegisterState.OVERDUE
    assert late == (review < at)
    assert (row.state is RegisterState.DUE) == (not late and review <= at + SOON)


def test_the_register_counts_what_a_school_lacks_for_the_version_ahead(small: Small) -> None:
    small.edit("variables/schools/cedar/school.yml", "  desk: the front desk\n", "")
    rows = register(load_clean(small.root), DAY)
    assert of(rows, "cedar", "phones").missing == ("school.desk",)
    assert of(rows, "birch", "phones").missing == ()


def test_status_prints_the_register_for_people_spreadsheets_and_programs(small: Small) -> None:
    text = small.say("status").out
    assert "  Educational visits policy  not applicable  The school makes no visits.\n" in text
    assert (
        "  Mobile phones policy       overdue         2025-09 since 2025-11-10; next review 2026-11-10;"
        " September 2026 awaits approval" in text
    )
    assert "6 policies: 1 overdue, 4 in force, 1 not applicable." in text
    table = list(
        csv.DictReader(
            io.StringIO(small.say("status", "--format", "csv", "--policy", "phones").out.lstrip("\ufeff"))
        )
    )
    assert [(row["School"], row["State"], row["Next review"]) for row in table] == [
        ("birch", "in force", "2027-10-12"),
        ("cedar", "overdue", "2026-11-10"),
        ("maple", "in force", "2027-10-05"),
    ]
    data = json.loads(small.say("status", "--format", "json", "--school", "birch", "--state", "in force").out)
    assert [row["policy"] for row in data["register"]] == ["phones", "visits"]
    assert small.say("status", "--school", "brich").code == 2


def test_status_tells_what_was_in_force_on_any_day(small: Small) -> None:
    assert "2025-09 since 2025-10-13" in small.say("status", "--as-at", "2026-10-11", "--school", "birch").out
    assert "2026-09 since 2026-10-12" in small.say("status", "--as-at", "2026-10-12", "--school", "birch").out
    assert (
        "version 2025-09 in force from 2025-10-13"
        in small.say("status", "--as-at", "2025-10-12", "--school", "birch").out
    )
    assert "not started" in small.say("status", "--as-at", "2025-10-07", "--school", "birch").out
    assert "awaits approval" not in small.say("status", "--as-at", "2026-01-12", "--school", "cedar").out


def test_a_spreadsheet_takes_no_cell_for_a_formula(small: Small) -> None:
    small.edit("variables/schools/birch/school.yml", "name: Birch Primary School", 'name: "=1+1"')
    assert ",'=1+1," in small.say("status", "--format", "csv").out


def test_a_renamed_body_is_renamed_everywhere_from_its_day_and_nothing_is_approved_again(
    small: Small,
) -> None:
    small.add_digests()
    before = "word:\n  board: {singular: academy council, plural: academy councils}"
    after = """word:
  board:
    - {from: 2025-09-01, value: {singular: academy council, plural: academy councils}}
    - {from: 2026-11-15, value: {singular: local board, plural: local boards}}"""
    small.edit("variables/trusts/grove/trust.yml", before, after)
    assert small.say("check", "--strict").code == 0
    told = small.say("status").out
    assert (
        "From 15 November 2026 'academy council' is 'local board' (word.board of grove): 3 documents of 2"
        " schools say so by themselves, and nothing needs to be approved again." in told
    )
    small.build("--only", "site", "--school", "birch")
    new, old = (
        (small.public / f"birch/{edition}/phones/index.html").read_text(encoding="utf-8")
        for edition in ("2026-27", "2025-26")
    )
    assert ("Local board" in new, "cademy council" in new) == (True, False)
    assert ("Local board" in old, "cademy council" in old) == (False, True)


@pytest.mark.parametrize(
    ("day", "is_told"), [("2026-09-14", True), ("2026-09-15", True), ("2026-09-16", False)]
)
def test_a_rename_is_told_for_a_year_and_its_last_day_counts(small: Small, day: str, is_told: bool) -> None:
    before = "word:\n  board: {singular: academy council, plural: academy councils}"
    after = """word:
  board:
    - {from: 2025-09-01, value: {singular: academy council, plural: academy councils}}
    - {from: 2025-09-15, value: {singular: local board, plural: local boards}}"""
    small.edit("variables/trusts/grove/trust.yml", before, after)
    library = load_clean(small.root)
    assert [rename.new for rename in renames(library, date.fromisoformat(day))] == ["local board"] * is_told
