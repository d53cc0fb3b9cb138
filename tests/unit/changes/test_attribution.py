"""Every change has one cause: between two sources, each exchange of one thing comes out as that thing, and
all together as each.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise

import pytest

from clausewright.assemble.answers import possible
from clausewright.assemble.assembler import Assembler
from clausewright.assemble.sites import Site, assemble_sites
from clausewright.changes import (
    DiffSession,
    DocumentInputs,
    compare,
    make_copy_inputs,
    make_model_inputs,
    propose_version,
)
from clausewright.changes.answer_words import describe_where
from clausewright.diff.normalise import make_text_key
from clausewright.diff.redline import (
    accept_changes,
    apply_changes,
    mark_values,
    reject_changes,
    strip_to_text,
)
from clausewright.document.pandoc import shared_pandoc
from clausewright.load import load_library
from clausewright.model.change import Cause, Change, Changes, Effect, Kind, Mark, Size
from clausewright.model.document import PlacedClause
from clausewright.model.library import Library
from clausewright.model.tokens import keys_in
from clausewright.model.values import SHAPING, Bound, Words
from clausewright.model.values import Kind as Type
from tests.support import REPOSITORY
from tests.support.examples import sample

TODAY = date(2026, 11, 21)


@cache
def shipped() -> tuple[Library, Assembler, tuple[Site, ...], DiffSession]:
    """The shipped library, its sites as they are today, and a desk to compare at."""
    library, problems = load_library(REPOSITORY)
    assert problems == ()
    assembler = Assembler(library)
    sites = tuple(site for site in assemble_sites(assembler, TODAY) if site.school and site.showing.is_newest)
    return library, assembler, sites, DiffSession(shared_pandoc())


def source(policy: str, number: int = 0) -> DocumentInputs:
    """The document of a policy at one of the schools that have it."""
    _, assembler, sites, _ = shipped()
    found = [(site, copy) for site in sites for copy in site.copies if copy.standing.policy.id == policy]
    return make_copy_inputs(assembler, *found[number % len(found)])


def between(old: DocumentInputs, new: DocumentInputs) -> Changes:
    """The changes from one source to another, which have to be whole."""
    desk = shipped()[3]
    changes = compare(desk, old, new)
    before, after = (desk.parse(one.assemble()) for one in (old, new))
    assert apply_changes(before, changes) == strip_to_text(after)
    assert strip_to_text(accept_changes(changes)) == strip_to_text(after)
    assert strip_to_text(reject_changes(changes)) == strip_to_text(before)
    ids = [entry.id for entry in changes.entries]
    assert len(ids) == len(set(ids))
    marked = [one for one in changes.redline if one.mark is not Mark.KEPT]
    assert all(one.changes and set(one.changes) <= set(ids) for one in marked)
    in_text = {
        entry.id
        for entry in changes.entries
        if not entry.only_where
        and entry.kind is not Kind.CHOICE
        and not (entry.places and entry.kind is Kind.VALUE)
    }
    assert in_text == {id for one in marked for id in one.changes} | ({"record"} & in_text)
    return changes


def of_text(changes: Changes) -> list[Change]:
    """The entries about the text itself, without the record of the policy."""
    return [entry for entry in changes.entries if entry.kind is not Kind.RECORD]


def test_what_is_in_force_and_what_is_proposed_differ_by_the_models_text_alone() -> None:
    _, assembler, sites, _ = shipped()
    copies = [
        (site, copy)
        for site in sites
        for copy in site.copies
        if copy.standing.proposed and copy.standing.adoption
    ]
    assert copies
    for site, copy in copies:
        assert copy.standing.proposed is not None
        now = make_copy_inputs(assembler, site, copy)
        changes = between(now, propose_version(now, copy.standing.proposed))
        assert set(changes.by_cause()) <= {Cause.MODEL, Cause.CITATION, Cause.AMENDMENT}
        assert changes.size is Size.MAJOR


def schools() -> Iterator[tuple[str, int]]:
    """Every two neighbouring schools of each policy."""
    library, _, sites, _ = shipped()
    for policy in library.policies:
        having = [copy for site in sites for copy in site.copies if copy.standing.policy.id == policy]
        yield from ((policy, at) for at in range(min(3, len(having) - 1)))


@pytest.mark.parametrize(("policy", "number"), sample(list(schools()), 7))
def test_two_schools_differ_in_what_schools_decide(policy: str, number: int) -> None:
    one, other = source(policy, number), source(policy, number + 1)
    changes = between(one, other)
    if one.version == other.version:
        assert {entry.cause for entry in of_text(changes)} <= set(Cause) - {Cause.MODEL, Cause.CITATION}
    assert between(one, one).entries == ()


def choices() -> list[tuple[str, str]]:
    """Every choice, with a policy whose text depends on it."""
    library = shipped()[0]
    found: dict[str, str] = {}
    for policy in library.policies:
        for key in source(policy).assemble().answers:
            if key in library.schema and library.schema[key].kind in SHAPING:
                found.setdefault(key, policy)
    return sorted(found.items())


@pytest.mark.parametrize(("key", "policy"), sample(choices(), 9))
def test_a_choice_is_the_cause_of_all_that_it_changes(key: str, policy: str) -> None:
    old = source(policy)
    for option in possible(old.library.schema, key):
        if option != old.values[key].value and isinstance(option, str | bool):
            changes = between(old, replace(old, values={**old.values, key: Bound(option, "school")}))
            assert all((entry.cause, entry.subject) == (Cause.CHOICE, key) for entry in of_text(changes))
            assert all(entry.topic for entry in of_text(changes))


def test_an_amendment_is_the_cause_of_all_that_it_changes_and_gives_its_reason() -> None:
    found = [source(policy, number) for policy in shipped()[0].policies for number in range(8)]
    amended = [one for one in found if one.assemble().amendments]
    assert amended
    for one in amended:
        as_issued = replace(one, amended=lambda _: "")
        entries = of_text(between(as_issued, one))
        assert entries
        assert all(
            (entry.cause, entry.effect) == (Cause.AMENDMENT, Effect.DECIDE)
            for entry in entries
            if entry.kind is not Kind.EDITORIAL
        )
        reasons = {amendment.facts.reason for amendment in one.assemble().amendments.values()}
        assert {entry.reason for entry in entries} <= reasons


def test_a_word_in_many_places_is_one_change_that_lists_them_all() -> None:
    old = source("social-media")
    words = Words("child", "children", "a")
    new = replace(old, values={**old.values, "word.pupil": Bound(words, "school")})
    changes = between(old, new)
    (entry,) = changes.entries
    assert (entry.kind, entry.cause, entry.subject, entry.effect) == (
        Kind.VALUE,
        Cause.WORD,
        "word.pupil",
        Effect.NOTE,
    )
    document = shipped()[3].parse(old.assemble())
    printing = [
        item
        for item in document.clauses()
        if any(key.startswith("word.pupil") for key in keys_in(repr((item.title, item.blocks))))
    ]
    listed = {place.id for place in entry.places}
    assert {item.id for item in printing} <= listed
    assert all("child" in place.new.lower() for place in entry.places)
    assert all(one.mark is Mark.KEPT for one in changes.redline), "a value is never a change of the wording"
    assert changes.values == {key for key in document.fields() if key.startswith("word.pupil")}


@pytest.mark.parametrize(
    ("layer", "cause"),
    [
        ("school", Cause.SCHOOL),
        ("trust", Cause.TRUST),
        ("authority", Cause.AUTHORITY),
        ("common", Cause.COMMON),
    ],
)
def test_whose_value_it_is_is_said(layer: str, cause: Cause) -> None:
    old = source("social-media")
    schema = old.library.schema
    texts = (use.id for use in old.assemble().fields if use.id in schema and schema[use.id].kind is Type.TEXT)
    key = next(id for id in texts if not id.startswith("adopted."))
    changes = between(old, replace(old, values={**old.values, key: Bound("Something else", layer)}))
    (entry,) = [entry for entry in of_text(changes) if entry.subject == key and entry.places]
    assert entry.cause is cause
    assert (entry.effect is Effect.NONE) is (not old.library.schema[key].reapprove)


def test_a_new_edition_of_a_citation_is_one_change_wherever_it_prints() -> None:
    library, assembler, _, _ = shipped()
    policy = library.policies["social-media"]
    for before, after in pairwise(policy.versions):
        changes = between(
            make_model_inputs(assembler, policy, before), make_model_inputs(assembler, policy, after)
        )
        cited = [entry for entry in changes.entries if entry.cause is Cause.CITATION]
        assert cited
        assert all(entry.kind is Kind.REFERENCE and entry.places and entry.topic for entry in cited)
        assert all(place.old != place.new for entry in cited for place in entry.places)


def test_a_clause_that_changed_only_in_what_it_cites_is_not_reworded() -> None:
    library, assembler, _, _ = shipped()
    policy = library.policies["low-level-concerns"]
    changes = between(*(make_model_inputs(assembler, policy, version) for version in policy.versions[:2]))
    by_citation = {
        place.id for entry in changes.entries if entry.cause is Cause.CITATION for place in entry.places
    }
    reworded = {
        id
        for entry in changes.entries
        if entry.cause is Cause.MODEL and not entry.only_where
        for id in entry.new_ids
    }
    revisions = {
        version.name: make_model_inputs(assembler, policy, version).assemble().revisions
        for version in policy.versions[:2]
    }
    first, second = ({one.clause: one for one in some} for some in revisions.values())
    only_cited = {id for id in by_citation if first[id] is second[id]}
    assert only_cited
    assert not only_cited & reworded


def test_two_causes_in_one_clause_are_two_changes() -> None:
    library, _, _, _ = shipped()
    old = source("social-media")
    key = "choice.images_consent"
    option = next(option for option in possible(library.schema, key) if option != old.values[key].value)
    clause = library.clauses["images-of-pupils"]
    reworded = tuple(
        replace(one, body=replace(one.body, text=one.body.text + "\nA sentence more.\n"))
        for one in clause.revisions
    )
    other = Assembler(
        replace(library, clauses={**library.clauses, clause.id: replace(clause, revisions=reworded)})
    )
    new = replace(
        old,
        assembler=other,
        policy=other.library.policies[old.policy.id],
        values={**old.values, key: Bound(str(option), "school")},
    )
    entries = [entry for entry in of_text(between(old, new)) if "images-of-pupils" in entry.new_ids]
    assert {entry.cause for entry in entries} == {Cause.MODEL, Cause.CHOICE}
    assert all(Kind.REWORDED in entry.kinds for entry in entries)
    assert len(entries) == len({entry.cause for entry in entries})


def test_values_are_marked_where_they_print_and_nowhere_else() -> None:
    old = source("social-media")
    new = replace(
        old, values={**old.values, "word.head": Bound(Words("principal", "principals", "a"), "school")}
    )
    changes = between(old, new)
    marked: set[str] = set()
    for one in changes.redline:
        if isinstance(one.item, PlacedClause):
            blocks = mark_values(list(one.item.blocks), changes.values)
            keys = {key for key in keys_in(repr(one.item.blocks)) if key in changes.values}
            assert {key for key in keys_in(repr(blocks)) if key.startswith("old.")} == {
                f"old.{key}" for key in keys
            }
            assert (make_text_key(blocks) == make_text_key(one.item.blocks)) is (not keys)
            marked |= keys
    assert marked


def test_equal_texts_are_compared_once() -> None:
    library, assembler, _, _ = shipped()
    desk, policy = DiffSession(shared_pandoc()), library.policies["staff-conduct"]
    pair = [make_model_inputs(assembler, policy, version) for version in policy.versions[:2]]
    compare(desk, *pair)
    known = dict(desk._diffs), dict(desk._documents)
    compare(desk, *pair)
    assert (desk._diffs, desk._documents) == known


def test_a_term_renamed_between_two_libraries_is_one_change_wherever_it_prints() -> None:
    library, assembler, _, _ = shipped()
    policy = library.policies["social-media"]
    term = library.terms["personal-account"]
    named = replace(term, facts=term.facts.model_copy(update={"term": "own account"}))
    other = Assembler(replace(library, terms={**library.terms, term.id: named}))
    changes = between(
        make_model_inputs(assembler, policy, policy.versions[-1]),
        make_model_inputs(other, policy, policy.versions[-1]),
    )
    shared = [entry for entry in changes.entries if entry.id == "name-personal-account"]
    assert [(entry.kind, entry.topic) for entry in shared] == [(Kind.DEFINITION, "own account")]
    assert {(place.old, place.new) for place in shared[0].places} == {("personal account", "own account")}
    assert {entry.id for entry in changes.entries if not entry.only_where} == {"name-personal-account"}


def test_another_policys_title_is_one_change_wherever_it_prints() -> None:
    library, assembler, _, _ = shipped()
    conduct = library.policies["staff-conduct"]
    titled = replace(conduct, facts=conduct.facts.model_copy(update={"title": "Code of behaviour"}))
    other = Assembler(replace(library, policies={**library.policies, conduct.id: titled}))
    policy = library.policies["social-media"]
    changes = between(
        make_model_inputs(assembler, policy, policy.versions[-1]),
        make_model_inputs(other, policy, policy.versions[-1]),
    )
    (entry,) = [one for one in changes.entries if not one.only_where]
    assert (entry.kind, entry.cause, entry.id) == (Kind.REFERENCE, Cause.MODEL, "name-staff-conduct")
    assert entry.places


def test_where_something_is_seen_is_told_by_the_fewest_answers_and_no_more_than_a_line() -> None:
    library = shipped()[0]
    choices = [key for key, variable in library.schema.items() if variable.kind is Type.FLAG][:5]
    alone = [{choice: True} for choice in choices]
    covered = {choices[0]: True, choices[1]: True}
    told = describe_where(library, library, [covered, *alone[:2]])
    assert told.startswith("only where ")
    assert told.count(", or where ") == 1
    assert " and " not in told
    assert describe_where(library, library, alone).endswith(f", or in {len(alone) - 3} other cases")
