"""What is known of law, guidance and kinds of policy is data: phrases, positions and checklists, which any
library may extend.

Broken by hand to see it fail: the gap of a phrase crossing a full stop; a checklist that fits every title;
own entries ignored.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from rapidfuzz import fuzz

from clausewright.lint import RULES, collect_rules, lint
from clausewright.load import load_library, read_shipped
from clausewright.model.known import Known
from clausewright.model.library import Library
from clausewright.model.phrases import compile_phrase
from clausewright.model.rule_records import ChecklistFacts
from clausewright.model.values import Words
from tests.support.small import BASE

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("low-level concern*", "All Low level concerns count"),
        ("must/should not ... vet", "Heads should not look there in order to vet people"),
        ("must not ... vet", "Heads must not vet"),
        ("school's account", "the school’s account"),
        ("tell ... head", "Tell (at once) your head"),
    ],
)
def test_a_phrase_finds_its_words(phrase: str, text: str) -> None:
    assert compile_phrase(phrase).search(text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("sex", "sexual orientation"),
        ("must not ... vet", "They must not. The panel may vet"),
        ("must not ... vet", "must not a b c d e f g h i vet"),
        ("criticis*", "uncriticised"),
    ],
)
def test_a_phrase_stays_within_its_words_and_its_sentence(phrase: str, text: str) -> None:
    assert not compile_phrase(phrase).search(text)


@pytest.mark.parametrize(
    "phrase", ["... vet", "vet ...", "a ... ... b", "(vet|check)", "must not [a-z]+", "a**"]
)
def test_what_is_no_phrase_is_told(phrase: str) -> None:
    with pytest.raises(ValueError, match=r"\.\.\.|no word"):
        compile_phrase(phrase)


def test_every_shipped_entry_names_its_source_and_a_day_that_has_come() -> None:
    known = read_shipped()
    assert len(known.positions) > 10
    assert len(known.names) > 20
    needed = [needed for checklist in known.checklists.values() for needed in checklist.has.values()]
    for checked_on, source, verified in (
        *((facts.checked_on, facts.source, facts.verified) for facts in known.positions.values()),
        *((facts.checked_on, facts.source, facts.verified) for facts in needed),
    ):
        assert checked_on <= TODAY
        assert source in known.citations or source.startswith("https://") or " " in source or not verified


def test_a_library_without_data_of_its_own_is_measured_with_what_is_shipped() -> None:
    library = load_library(BASE)[0]
    assert library.known == read_shipped().with_own(
        Known({id: one.facts for id, one in library.citations.items()})
    )


def test_a_new_kind_of_policy_needs_an_entry_and_no_code() -> None:
    library = load_library(BASE)[0]
    title = next(iter(library.policies.values())).facts.title.split()[0]

    def said(library: Library) -> list[str]:
        return [problem.message for problem in lint(library, TODAY, ["COMP-ALLERGIES"])]

    assert said(library) == []
    asked = with_checklist(library, title, "allerg*")
    assert said(asked) == ["says nothing about allergies, as a policy of the kind kitchen should"]
    assert {rule.id for rule in collect_rules(asked.known)} - {
        rule.id for rule in collect_rules(library.known)
    } == {"COMP-ALLERGIES"}
    assert said(with_checklist(library, "lunch*", "allerg*")) == []
    assert said(with_checklist(library, title, "phone*/staff/school/pupil*")) == []
    club = Words("club", "clubs", "a")
    assert said(replace(asked, unit=club)) == []  # what is asked of schools is not asked of clubs


def with_checklist(library: Library, title: str, found: str) -> Library:
    """The same library, with a checklist of its own."""
    needed = {"says": "allergies", "found": [found], "source": "practice", "checked_on": "2026-11-21"}
    checklist = ChecklistFacts.model_validate({"titles": [title], "has": {"allergies": needed}})
    return replace(library, known=library.known.with_own(Known(checklists={"kitchen": checklist})))


def test_no_rule_has_the_name_of_another() -> None:
    ids = [rule.id for rule in collect_rules(read_shipped())]
    assert len(ids) == len(set(ids))
    assert len(ids) > len(RULES)


def test_a_name_is_answered_by_its_own_new_name_and_not_by_a_list() -> None:
    """ "CPOMs" was answered with "Snapchat, LinkedIn, ...": an entry has one thing, however it was called."""
    for id, facts in read_shipped().names.items():
        if facts.kind in ("renamed", "spelling"):
            assert ";" not in facts.new, id
        if facts.kind == "spelling":
            for old in facts.old:
                assert fuzz.ratio(letters(old), letters(facts.new)) > 90, (id, old)


def letters(name: str) -> str:
    """A name without its capitals and spaces, which is what a spelling changes."""
    return "".join(letter for letter in name.lower() if letter.isalnum())
