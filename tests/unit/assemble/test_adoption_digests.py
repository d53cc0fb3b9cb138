"""What a school adopts is a text with a digest: values leave it as it is, and two texts that differ never
share one (law 6).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clausewright.assemble.adoption import (
    Choices,
    adopted_digest,
    adopted_text,
    find_choices,
    school_choices,
    trust_choices,
)
from clausewright.assemble.answers import MODEL, Answer, possible
from clausewright.assemble.assembler import assemble
from clausewright.assemble.macros import policy_environment
from clausewright.model.library import Library
from clausewright.model.values import SHAPING, Bound
from tests.conftest import load_clean
from tests.support import REPOSITORY
from tests.support.examples import examples

DAY = date(2026, 11, 21)
LIBRARY = load_clean(REPOSITORY)
ENVIRONMENT = policy_environment()
VERSIONS = [(policy, version) for policy in LIBRARY.policies.values() for version in policy.versions]
CHOICES = [variable for variable in LIBRARY.schema.values() if variable.kind in SHAPING]
some_choices = st.fixed_dictionaries(
    {variable.key: st.sampled_from(possible(LIBRARY.schema, variable.key)) for variable in CHOICES}
)


def assembled_text(version: tuple[object, object], choices: Mapping[str, Answer], are_given: bool) -> str:
    """The text that a school with these choices reads, where every value is given or none is."""

    def ask(question: str) -> Answer:
        if question == MODEL:
            return False
        if question in choices or question.startswith("amended:"):
            return choices.get(question, "")
        return (2 if are_given else 0) if question.startswith("length:") else are_given

    return assemble(LIBRARY, ENVIRONMENT, *version, ask).text  # type: ignore[arg-type]


def _asked(choices: dict[str, Answer]) -> Choices:
    return lambda key: choices.get(key, "")


@settings(max_examples=examples(25))
@given(
    which=st.sampled_from(VERSIONS),
    one=some_choices,
    other=some_choices,
    changes=st.sets(st.sampled_from([variable.key for variable in CHOICES]), max_size=2),
)
def test_texts_that_differ_have_digests_that_differ(
    which: tuple[object, object], one: dict[str, Answer], other: dict[str, Answer], changes: set[str]
) -> None:
    near = {**one, **{key: other[key] for key in changes}}
    ones, nears = (adopted_digest(LIBRARY, *which, _asked(choices)) for choices in (one, near))  # type: ignore[arg-type]
    for are_given in (True, False):
        if assembled_text(which, one, are_given) != assembled_text(which, near, are_given):
            assert ones != nears


def test_a_changed_value_is_no_change_of_what_was_adopted() -> None:
    school = LIBRARY.schools["ashgrove"]
    bare = replace(
        school,
        values=replace(
            school.values,
            values={key: value for key, value in school.values.values.items() if key.startswith("choice.")},
        ),
    )
    for policy, version in VERSIONS:
        assert adopted_digest(LIBRARY, policy, version, school_choices(LIBRARY, bare, DAY)) == adopted_digest(
            LIBRARY, policy, version, school_choices(LIBRARY, school, DAY)
        )


def test_a_changed_wording_of_a_placed_clause_is_a_change_and_of_another_is_none() -> None:
    policy = LIBRARY.policies["social-media"]
    version = policy.versions[-1]
    ask = school_choices(LIBRARY, None, DAY)

    def with_changed(clause: str) -> Library:
        found = LIBRARY.clauses[clause]
        revisions = tuple(
            replace(one, body=replace(one.body, text=one.body.text + "\nMore.\n")) for one in found.revisions
        )
        return replace(LIBRARY, clauses={**LIBRARY.clauses, clause: replace(found, revisions=revisions)})

    before = adopted_digest(LIBRARY, policy, version, ask)
    placed = [
        name for name in LIBRARY.clauses if f"{{# {name} " in adopted_text(LIBRARY, policy, version, ask)
    ]
    assert len(placed) > 20
    for clause in LIBRARY.clauses:
        assert (adopted_digest(with_changed(clause), policy, version, ask) != before) == (clause in placed), (
            clause
        )


def test_what_a_choice_leaves_out_asks_for_nothing() -> None:
    policy = LIBRARY.policies["social-media"]

    def asked(existing: str) -> tuple[str, ...]:
        values: dict[str, Bound] = LIBRARY.values(LIBRARY.schools["ashgrove"], DAY)
        answers = {key: bound.value for key, bound in values.items()} | {
            "choice.existing_relationships": existing,
            "choice.work_talk": "avoid",
        }
        return find_choices(LIBRARY, policy, policy.versions[-1], lambda key: answers.get(key, ""))  # type: ignore[return-value,arg-type]

    assert "choice.former_pupils" in asked("disclose")
    assert "choice.staff_phones" not in asked("disclose")


@pytest.mark.parametrize("trust", sorted(LIBRARY.trusts))
def test_a_trust_adopts_for_its_schools_whatever_they_choose(trust: str) -> None:
    policy = LIBRARY.policies["staff-conduct"]
    text = adopted_text(
        LIBRARY, policy, policy.versions[-1], trust_choices(LIBRARY, LIBRARY.trusts[trust], DAY)
    )
    assert "{{ word.head }}" in text
    assert "adopter" not in text
