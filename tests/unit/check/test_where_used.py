"""`where-used` names everything that a change would touch, and nothing that it would not: proved by making
the change.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from clausewright.assemble.assembler import Assembler
from clausewright.check.todo import assemble_documents
from clausewright.check.usage import find_things, find_uses
from clausewright.load import load_library
from clausewright.model.library import Library
from tests.support.small import Small

AS_AT = date(2026, 11, 21)
KINDS = {
    "field": "schema",
    "clause": "clauses",
    "citation": "citations",
    "term": "terms",
    "policy": "policies",
}


def found(small: Small, name: str) -> dict[str, Any]:
    """What uses a thing, as data."""
    said = small.say("where-used", name, "--format", "json")
    assert said.code == 0, said.err
    (only,) = json.loads(said.out)
    return dict(only)


def places(data: dict[str, Any]) -> set[str]:
    """The places found, in short."""
    return {f"{place['path']}:{place['line']} {place['what']}" for place in data["places"]}


def test_a_field_is_found_where_it_prints_and_where_it_has_values(small: Small) -> None:
    data = found(small, "school.phone")
    assert places(data) == {
        "variables/schema.yml:3 declares it",
        "policies/clauses/urgent-messages/2025-09.md:7 prints it or asks for it",
        *(
            f"variables/schools/{id}/school.yml:{line} gives it a value"
            for id, line in (("birch", 7), ("cedar", 7), ("maple", 6))
        ),
    }
    assert [(one["policy"], one["version"], one["clauses"]) for one in data["versions"]] == [
        ("phones", "2025-09", ["urgent-messages"]),
        ("phones", "2026-09", ["urgent-messages"]),
    ]
    assert data["schools"]["maple"] == ["Mobile phones policy, September 2026"]


def test_a_choice_touches_the_schools_whose_text_asks_for_it(small: Small) -> None:
    data = found(small, "choice.phones")
    assert {one["version"] for one in data["versions"] if "" in one["clauses"]} == {"2025-09", "2026-09"}
    assert set(data["schools"]) == {"birch", "cedar", "maple"}


def test_a_clause_that_a_school_leaves_out_does_not_touch_it(small: Small) -> None:
    assert set(found(small, "phones-handed-in")["schools"]) == {"cedar"}
    assert set(found(small, "phones-away")["schools"]) == {"birch", "maple"}


def test_a_word_may_be_named_without_its_group(small: Small) -> None:
    assert found(small, "pupil") == found(small, "word.pupil")
    assert "policies/clauses/urgent-messages/2025-09.md:5 is for them" in places(found(small, "pupil"))


def test_a_citation_a_term_and_a_policy_are_found(small: Small) -> None:
    library, _ = load_library(small.root)
    for name in (*library.citations, *library.terms, *library.policies):
        data = found(small, name)
        assert data["kind"] in ("citation", "term", "policy")
        assert [place for place in places(data) if "declares it" in place]


def test_the_text_says_what_the_data_says(small: Small) -> None:
    said = small.say("where-used", "phones-handed-in").out
    data = found(small, "phones-handed-in")
    for place in data["places"]:
        assert f"  {place['path']}:{place['line']}: {place['what']}\n" in said
    assert "The clause 'phones-handed-in' is used in" in said
    assert "1 school has it in a document in force, proposed or newly issued.\n  cedar: " in said


def test_an_unknown_name_is_wrong_use(small: Small) -> None:
    said = small.say("where-used", "school.phne")
    assert said.code == 2
    assert "Did you mean 'school.phone'?" in said.err


def texts(library: Library) -> dict[tuple[str, str], str]:
    """Every school's documents as assembled, by school and document."""
    assembler = Assembler(library)
    return {
        (school.id, f"{policy.facts.title}, {version.title}"): assembled.text
        for school in library.schools.values()
        for policy, version, assembled in assemble_documents(assembler, school, AS_AT)
    }


@pytest.mark.parametrize(
    "path",
    ["phones-away", "phones-handed-in", "who-to-ask", "visit-steps", "visit-consent", "who-is-covered"],
)
def test_changing_a_clause_changes_exactly_the_schools_that_were_named(small: Small, path: str) -> None:
    library, loaded = load_library(small.root)
    before = texts(library)
    named = {
        (school, title)
        for school, titles in find_uses(library, loaded, "clause", path, AS_AT).schools
        for title in titles
    }
    for revision in library.clauses[path].revisions:
        file = small.root / revision.body.path
        file.write_text(
            file.read_text(encoding="utf-8").rstrip("\n") + "\n\nA new sentence.\n", encoding="utf-8"
        )
    after = texts(load_library(small.root)[0])
    assert {key for key, text in after.items() if text != before[key]} == named


def test_everything_in_the_shipped_library_can_be_asked_for(library: Library) -> None:
    for kind, name in (
        ("field", "word.pupil"),
        ("clause", "pupil-contact"),
        ("citation", "kcsie"),
        ("policy", "social-media"),
    ):
        if name not in getattr(library, KINDS[kind]):
            continue
        assert (kind, name) in find_things(library, name)
        one = find_uses(library, (), kind, name, AS_AT)
        assert one.places
        assert one.schools
