"""A school's own wording stands where the model's was, only there, and everybody can see that it does."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausewright.assemble.assembler import Assembler
from clausewright.assemble.sites import Site, assemble_sites
from clausewright.build.options import load_toolchain
from clausewright.build.variants import make_variant, make_variant_key
from clausewright.check import check
from clausewright.check.lost_amendments import is_open_decision
from clausewright.document.pandoc import shared_pandoc
from clausewright.document.parse import parse
from clausewright.errors import Severity
from clausewright.load import load_library
from clausewright.model.amendments import select_counting
from clausewright.model.ast import text_of
from clausewright.model.document import PlacedClause
from clausewright.model.library import Amendment, Fragment, Group, Library, School
from clausewright.model.local_records import Action, AmendmentFacts
from clausewright.model.tokens import token
from tests.support import REPOSITORY
from tests.support.readback.html import parsed
from tests.support.small import AS_AT, BASE

DAY = date.fromisoformat(AS_AT)
SMALL = load_library(BASE)[0]
SHIPPED = load_library(REPOSITORY)[0]


def amendment(
    clause: str,
    name: str,
    tier: str = "school",
    holder: str = "birch",
    text: str = "Our text.\n",
    **facts: object,
) -> Amendment:
    front = AmendmentFacts.model_validate(
        {"amends": "2025-09", "action": "replace", "reason": "So we do it.", **facts}
    )
    path = f"variables/{tier}s/{holder}/amendments/{clause}/{name}.md"
    return Amendment(clause, name, tier, front, Fragment(text, path, 6), {})


def amended(*amendments: Amendment) -> Library:
    """The small library, with amendments of Birch and of the trust Grove."""
    of: Mapping[str, tuple[Amendment, ...]] = {
        tier: tuple(one for one in amendments if one.tier == tier) for tier in ("school", "trust")
    }
    birch: School = replace(SMALL.schools["birch"], amendments=of["school"])
    grove: Group = replace(SMALL.trusts["grove"], amendments=of["trust"])
    return replace(SMALL, schools={**SMALL.schools, "birch": birch}, trusts={**SMALL.trusts, "grove": grove})


def clauses(library: Library, reader: str = "birch", policy: str = "phones") -> dict[str, PlacedClause]:
    """A reader's newest copy of a policy, clause by clause."""
    site = next(site for site in reversed(assemble_sites(Assembler(library), DAY)) if site.id == reader)
    copy = next(copy for copy in site.copies if copy.id == policy)
    facts = copy.standing.policy.facts
    return {
        clause.id: clause
        for clause in parse(shared_pandoc(), facts.title, facts.numbering, copy.assembled.text).clauses()
    }


def words(clause: PlacedClause) -> str:
    return " ".join(text_of(block) for block in clause.blocks)


def test_a_school_s_wording_takes_the_model_s_place_and_says_so() -> None:
    found = clauses(amended(amendment("phones-purpose", "2025-10")))
    assert words(found["phones-purpose"]) == "Our school’s wording: So we do it. Our text."
    assert found["phones-purpose"].local == "replace"
    assert "local" not in words(found["who-to-ask"])
    model = clauses(amended(amendment("phones-purpose", "2025-10")), "model")
    assert "calmer lesson" in words(model["phones-purpose"])


def test_a_clause_that_is_left_out_keeps_its_number_and_title() -> None:
    plain, found = (
        clauses(SMALL),
        clauses(amended(amendment("phones-purpose", "2025-10", text="", action="omit"))),
    )
    assert words(found["phones-purpose"]) == "Left out by our school: So we do it."
    assert {id: clause.number for id, clause in found.items()} == {
        id: clause.number for id, clause in plain.items()
    }
    assert found["phones-purpose"].audience == ()


def test_a_clause_that_is_added_takes_a_letter_and_moves_no_number() -> None:
    added = amendment("phones-purpose", "2025-10", action="add-after", id="our-bell", title="Our bell")
    plain, found = clauses(SMALL), clauses(amended(added))
    assert (found["our-bell"].number, text_of(list(found["our-bell"].title))) == ("1.1A", "Our bell")
    assert words(found["our-bell"]) == "Added by our school: So we do it. Our text."
    assert list(found)[:2] == ["phones-purpose", "our-bell"]
    assert {id: found[id].number for id in plain} == {id: clause.number for id, clause in plain.items()}


def test_a_school_goes_before_its_trust_and_may_go_back_to_the_model() -> None:
    trust = amendment("phones-purpose", "2026-10", "trust", "grove", text="The trust's text.\n")
    assert (
        words(clauses(amended(trust))["phones-purpose"])
        == "Our trust’s wording: So we do it. The trust's text."
    )
    assert "Our text." in words(
        clauses(amended(trust, amendment("phones-purpose", "2025-10")))["phones-purpose"]
    )
    back = amendment("phones-purpose", "2025-11", text="", action="model")
    assert "calmer lesson" in words(clauses(amended(trust, back))["phones-purpose"])


@pytest.mark.parametrize(
    ("facts", "counts"),
    [
        ({}, True),
        ({"name": "2026-12"}, False),
        ({"amends": "2026-09"}, False),
        ({"policies": ("visits",)}, False),
        ({"policies": ("phones",)}, True),
        ({"since": "2026-09"}, True),
        ({"since": "2027-09"}, False),
    ],
)
def test_an_amendment_counts_for_its_revision_its_policies_and_from_its_day_on(
    facts: dict[str, object], counts: bool
) -> None:
    name = str(facts.pop("name", "2025-10"))
    found = clauses(amended(amendment("phones-purpose", name, "school", "birch", "Our text.\n", **facts)))
    assert ("Our text." in words(found["phones-purpose"])) == counts


NAMES = st.dates(date(2025, 1, 1), date(2026, 12, 31)).map(date.isoformat)


@given(
    st.lists(
        st.tuples(NAMES, st.sampled_from(["school", "trust"]), st.sampled_from(list(Action))),
        max_size=6,
        unique_by=lambda one: one[0],
    )
)
def test_the_newest_counts_and_a_school_s_before_its_trust_s(made: list[tuple[str, str, Action]]) -> None:
    every = [amendment("phones-purpose", name, tier, action=action) for name, tier, action in made]
    found = select_counting(every, "phones", "2025-09", "phones-purpose", "2025-09", DAY)
    due = [one for one in every if one.date <= DAY]
    own = [one for one in due if one.tier == "school"] or due
    newest = max(own, key=lambda one: one.date, default=None)
    assert found == (() if newest is None or newest.facts.action is Action.MODEL else (newest,))


def test_schools_with_different_wordings_never_share_an_assembly() -> None:
    library = amended(amendment("who-is-covered", "2025-10"))
    sites = [
        site
        for site in assemble_sites(Assembler(library), DAY)
        if site.id in ("birch", "maple") and site.showing.is_newest
    ]
    phones = [next(copy for copy in site.copies if copy.id == "phones") for site in sites]
    assert phones[0].assembled.digest != phones[1].assembled.digest
    assert [bool(copy.assembled.amendments) for copy in phones] == [True, False]


def test_a_reason_is_data() -> None:
    hostile = amendment("phones-purpose", "2025-10", reason="**Bold** <b>x</b> {{ school.name }} :::")
    assert words(clauses(amended(hostile))["phones-purpose"]).startswith(
        "Our school’s wording: **Bold** <b>x</b> {{ school.name }} :::"
    )


def test_a_trust_s_wording_that_is_lost_somewhere_is_an_error_there_however_far_the_other_schools_are() -> (
    None
):
    """Birch has the version in force, Cedar has it proposed; whichever is looked at first."""
    library = amended(amendment("phones-away", "2025-10", "trust", "grove"))
    for schools in (library.schools, dict(reversed(list(library.schools.items())))):
        found = check(replace(library, schools=schools), (), DAY)
        assert [(problem.severity, problem.schools) for problem in found if is_open_decision(problem)] == [
            (Severity.ERROR, ("birch",))
        ]


# -- as it is published --------------------------------------------------------------------------------------


def shipped(reader: str) -> tuple[Assembler, Site]:
    assembler = Assembler(SHIPPED)
    return assembler, next(
        site for site in assemble_sites(assembler, DAY) if site.id == reader and site.showing.is_newest
    )


def test_the_page_shows_the_model_s_wording_on_request_and_whose_wording_it_is() -> None:
    assembler, site = shipped("fernhill")
    copy = next(copy for copy in site.copies if copy.id == "social-media")
    variant = make_variant(load_toolchain(REPOSITORY), assembler, copy, None)
    (clause,) = parsed(variant.body).xpath("//*[@id='privacy-settings']")
    assert "passphrase of three random words" in clause.text_content()
    (mark,) = clause.xpath(".//*[contains(@class, 'local-wording')]")
    assert "wording: Our county training teaches passphrases" in " ".join(mark.text_content().split())
    (model,) = clause.xpath(".//details[contains(@class, 'other-wordings')]")
    assert model.xpath("string(summary)") == "The model’s wording"
    assert "Use a long password" in model.text_content()
    assert "passphrase" not in model.text_content()
    (history,) = clause.xpath(".//details[contains(@class, 'provenance')]")
    facts = [term.text_content() for term in history.xpath(".//dt")]
    unit = token("unit.singular")
    assert facts[:4] == [
        f"The {unit}’s own since",
        f"The {unit}’s reason",
        "Approved",
        "Model’s wording of",
    ]
    for moulded in (json.dumps(variant.typst.parts), variant.body):
        assert "three random words" in moulded
    assert any("LocalWording" in str(part) for part in variant.word.parts)


def test_a_new_reason_makes_a_new_document() -> None:
    assembler, site = shipped("fernhill")
    copy = next(copy for copy in site.copies if copy.id == "social-media")
    (own,) = SHIPPED.schools["fernhill"].amendments
    changed = replace(own, facts=own.facts.model_copy(update={"approved": None}))
    school = replace(SHIPPED.schools["fernhill"], amendments=(changed,))
    other = Assembler(replace(SHIPPED, schools={**SHIPPED.schools, "fernhill": school}))
    site = next(
        site for site in assemble_sites(other, DAY) if site.id == "fernhill" and site.showing.is_newest
    )
    again = next(copy for copy in site.copies if copy.id == "social-media")
    tools = load_toolchain(REPOSITORY)
    assert make_variant_key(tools, assembler, copy, "") != make_variant_key(tools, other, again, "")
