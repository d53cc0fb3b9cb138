"""What a school must have follows from its type and phase, and each of it is in force here, kept elsewhere,
overdue or recorded by nobody.

Broken by hand to see it fail: a requirement of maintained schools that concerns academies too; a document kept
elsewhere that is never overdue; a trust's list that its schools do not have.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from clausewright.model.coverage import Coverage, CoverageState, find_coverage, is_required_of
from clausewright.model.dates import find_newest
from clausewright.model.library import Library
from clausewright.model.rule_records import RequirementFacts
from clausewright.model.status import EditionView
from clausewright.model.values import DatedValue, Kind, Variable
from clausewright.register.tables import group_lacking, required_as_csv
from tests.conftest import Built, load_clean
from tests.support.readback.html import parsed
from tests.support.small import BASE, Small

LIBRARY = load_clean(BASE)
DAY = date(2026, 11, 21)
FACTS = {"title": "Phones", "duty": "must", "publish": "must", "source": "kcsie", "checked_on": "2026-11-21"}
COLUMNS = {"title": Kind.TEXT, "address": Kind.URL, "next_review": Kind.DATE, "covers": Kind.TEXT}


def make_library(
    *, covers: tuple[str, ...] = (), elsewhere: tuple[dict[str, str], ...] = (), **facts: object
) -> Library:
    """The small library with one requirement, "phones"; a policy covers what it is told to, and birch keeps
    documents elsewhere.
    """
    policy, school = LIBRARY.policies["phones"], LIBRARY.schools["birch"]
    key = "school.other_policies"
    values = {**school.values.values, key: (DatedValue(date.min, elsewhere, 7),)}
    requirement = RequirementFacts.model_validate({**FACTS, **facts})
    return replace(
        LIBRARY,
        policies={
            **LIBRARY.policies,
            "phones": replace(policy, facts=policy.facts.model_copy(update={"covers": covers})),
        },
        schema={**LIBRARY.schema, key: Variable(key, Kind.LIST, "Others.", "school", (), {}, COLUMNS)},
        schools={**LIBRARY.schools, "birch": replace(school, values=replace(school.values, values=values))},
        known=replace(LIBRARY.known, requirements={"phones": requirement}),
    )


def coverage_of(library: Library, school: str = "birch") -> Coverage:
    edition = find_newest(library.editions, DAY)
    assert edition
    (coverage,) = find_coverage(library, library.schools[school], EditionView(edition, DAY, is_newest=True))
    return coverage


def test_of_a_library_that_keeps_no_account_nothing_is_told(small: Small) -> None:
    edition = find_newest(LIBRARY.editions, DAY)
    assert edition
    assert not find_coverage(LIBRARY, LIBRARY.schools["birch"], EditionView(edition, DAY, is_newest=True))
    assert "required" not in json.loads(small.say("status", "--format", "json").out)


@pytest.mark.parametrize(
    ("facts", "is_required"),
    [
        ({}, True),
        ({"type": ["maintained"]}, True),
        ({"type": ["academy", "free"]}, False),
        ({"phase": ["primary"]}, True),
        ({"phase": ["nursery", "special"]}, False),
        ({"type": ["maintained"], "phase": ["nursery"]}, False),
        ({"from": "2026-11-21"}, True),
        ({"from": "2026-11-22"}, False),
    ],
)
def test_it_concerns_schools_of_its_types_and_phases_from_its_day_on(
    facts: dict[str, object], is_required: bool
) -> None:
    school = LIBRARY.schools["birch"]
    school = replace(school, facts=school.facts.model_copy(update={"type": "maintained", "phase": "primary"}))
    assert is_required_of(RequirementFacts.model_validate({**FACTS, **facts}), school, DAY) is is_required


@pytest.mark.parametrize(
    ("given", "state", "title"),
    [
        ({"covers": ("phones",)}, CoverageState.IN_FORCE, LIBRARY.policies["phones"].facts.title),
        ({}, CoverageState.MISSING, ""),
        ({"duty": "if-used"}, CoverageState.NOT_APPLICABLE, ""),
        ({"elsewhere": ({"title": "Ours", "covers": "food, phones"},)}, CoverageState.ELSEWHERE, "Ours"),
        ({"elsewhere": ({"title": "Ours", "covers": "smartphones"},)}, CoverageState.MISSING, ""),
        (
            {"elsewhere": ({"title": "Ours", "covers": "phones", "next_review": "2026-11-21"},)},
            CoverageState.ELSEWHERE,
            "Ours",
        ),
        (
            {"elsewhere": ({"title": "Ours", "covers": "phones", "next_review": "2026-11-20"},)},
            CoverageState.OVERDUE,
            "Ours",
        ),
    ],
)
def test_where_it_is_follows_from_what_is_recorded(
    given: dict[str, object], state: CoverageState, title: str
) -> None:
    coverage = coverage_of(make_library(**given))  # type: ignore[arg-type]
    assert (coverage.state, coverage.title) == (state, title)
    is_to_do = state in (CoverageState.MISSING, CoverageState.OVERDUE)
    assert list(group_lacking([coverage])) == (["birch"] if is_to_do else [])
    assert f",{state.value}," in required_as_csv([coverage])


def test_what_a_trust_keeps_counts_for_its_schools_and_no_others() -> None:
    key = "trust.other_policies"
    trust = LIBRARY.trusts["grove"]
    rows = ({"title": "The trust’s", "covers": "phones"},)
    values = {**trust.values.values, key: (DatedValue(date.min, rows, 3),)}
    library = replace(
        make_library(),
        schema={**LIBRARY.schema, key: Variable(key, Kind.LIST, "Others.", "trust", (), {}, COLUMNS)},
        trusts={"grove": replace(trust, values=replace(trust.values, values=values))},
    )
    for school in library.schools.values():
        is_of_trust = school.facts.trust == "grove"
        state = CoverageState.ELSEWHERE if is_of_trust else CoverageState.MISSING
        assert coverage_of(library, school.id).state is state


def test_the_page_of_what_is_published_says_what_is_there_elsewhere_and_nowhere(built: Built) -> None:
    page = parsed((built.public / "fernhill/latest/published/index.html").read_text(encoding="utf-8"))
    rows = {
        str(row.xpath("string(th)")).strip(): row
        for row in page.xpath("//table[caption='Documents that are asked for']/tbody/tr")
    }
    assert rows["Mobile phones"].xpath(".//a/@href") == ["../mobile-devices/index.html"]
    assert rows["Complaints procedure"].xpath(".//a/@href") == [
        "https://fernhill-school.example/policies/complaints"
    ]
    assert str(rows["Uniform policy"].xpath("string(td[2])")).strip() == "Not recorded"
    assert "Provider access policy statement (careers)" not in rows
    assert "Written statement of behaviour principles" in rows


def test_who_signs_is_who_adopted(built: Built) -> None:
    """A trust's board signs what it adopted, the school's own body what that did."""
    for policy, body, name in (
        ("staff-conduct", "Chair of the board of trustees", "Augustin Delacourt-Pike"),
        ("mobile-devices", "Chair of the local governing body", "Winifred Sablon"),
    ):
        page = parsed((built.public / f"ashgrove/latest/{policy}/index.html").read_text(encoding="utf-8"))
        (row,) = page.xpath("//div[contains(@class, 'sign-off')]//tbody/tr[1]")
        assert [" ".join(str(cell.xpath("string()")).split()) for cell in row.xpath("td")][:2] == [body, name]
