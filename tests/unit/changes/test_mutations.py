"""Law 7: changing any line of a clause, in any branch, shows in the model's diff.

Every revision of the shipped library is changed, and every change has to be found again in what the diff says
is new.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from clausewright.assemble.assembler import Assembler
from clausewright.assemble.branches import calls
from clausewright.changes import DiffSession, compare, make_model_inputs
from clausewright.diff.redline import reject_part
from clausewright.document.pandoc import shared_pandoc
from clausewright.load import load_library
from clausewright.model.change import Change, Changes
from clausewright.model.document import PlacedClause
from clausewright.model.library import Library, Revision
from clausewright.model.values import Kind, Variable
from tests.support import REPOSITORY
from tests.support.examples import examples, sample

TAG = re.compile(r"(\{%.*?%\}|\{#.*?#\})", re.DOTALL)
ROW_END = re.compile(r"\s*\|\s*$")


@cache
def shipped() -> Library:
    """The shipped library."""
    library, problems = load_library(REPOSITORY)
    assert problems == ()
    return library


def places(text: str) -> list[int]:
    """Where in a template a word can be added: at the end of every piece of every line that has words of its
    own.
    """
    found, at = [], 0
    for part in TAG.split(text):
        if not TAG.fullmatch(part):
            here = at
            for line in part.splitlines(keepends=True):
                kept = ROW_END.sub("", line.rstrip("\n")) if line.lstrip().startswith("|") else line.rstrip()
                if re.search(r"[A-Za-z]", kept) and not kept.lstrip().startswith(":::"):
                    found.append(here + len(kept))
                here += len(line)
        at += len(part)
    return found


def changed(revision: Revision, words: dict[int, str]) -> Revision:
    """A revision with a word added at each of these places."""
    text, body = "", revision.body
    before = 0
    for place in sorted(words):
        text += body.text[before:place] + f" {words[place]}"
        before = place
    return replace(revision, body=replace(body, text=text + body.text[before:]))


def with_words(library: Library, words: dict[tuple[str, str], dict[int, str]]) -> Library:
    """A library with words added to revisions."""
    clauses = {
        id: replace(
            clause, revisions=tuple(changed(one, words.get((id, one.name), {})) for one in clause.revisions)
        )
        for id, clause in library.clauses.items()
    }
    return replace(library, clauses=clauses)


def added_by(change: Change) -> Iterator[str]:
    """What a change says is new, also in wordings that only other choices show: the text of its items but for what
    was there before.
    """
    for one in (*change.items, *change.elsewhere):
        if isinstance(one.item, PlacedClause):
            blocks = list(one.item.blocks)
            old = "" if one.old is None else json.dumps(reject_part(blocks))
            yield from set(re.findall(r"zz\d+z", json.dumps(blocks))) - set(re.findall(r"zz\d+z", old))


@cache
def desk() -> DiffSession:
    """Where libraries are compared. What it has parsed once, such as the shipped texts, it keeps."""
    return DiffSession(shared_pandoc())


def every_change(old: Library, new: Library) -> Iterator[tuple[str, str, set[tuple[str, str]], Changes]]:
    """The model's changes from one library to another: the policy, its version, the revisions that it calls by clause
    and name, what changed. Versions in which every revision has been seen before are passed over.
    """
    before, after = Assembler(old), Assembler(new)
    known: set[tuple[str, str]] = set()
    for id, policy in sample(list(new.policies.items()), 3):
        for version in reversed(policy.versions):
            called = {
                (call.revision.clause, call.revision.name) for call in calls(new, after.environment, version)
            }
            if called <= known:
                continue
            known |= called
            pair = (
                make_model_inputs(before, old.policies[id], version),
                make_model_inputs(after, policy, version),
            )
            yield id, version.name, called, compare(desk(), *pair)


def called_by_any_version(library: Library) -> set[tuple[str, str]]:
    """The revisions that some version of some policy calls, by clause and name."""
    environment = Assembler(library).environment
    return {
        (call.revision.clause, call.revision.name)
        for policy in library.policies.values()
        for version in policy.versions
        for call in calls(library, environment, version)
    }


def test_a_change_to_any_line_in_any_branch_shows_in_the_models_diff() -> None:
    library = shipped()
    words: dict[tuple[str, str], dict[int, str]] = {}
    for clause in library.clauses.values():
        for revision in clause.revisions:
            first = sum(map(len, words.values()))
            words[clause.id, revision.name] = {
                place: f"zz{first + at}z" for at, place in enumerate(places(revision.body.text))
            }
    assert sum(map(len, words.values())) > 800
    other = with_words(library, words)
    for policy, version, called, changes in every_change(library, other):
        found = {word for change in changes.entries for word in added_by(change)}
        added_words = {word for revision in called for word in words[revision].values()}
        assert sorted(added_words - found) == [], f"{policy} {version}"
    used = called_by_any_version(library)
    assert len(words.keys() - used) < 0.1 * len(used), "most revisions are in some version"


@pytest.mark.parametrize("turn", range(min(2, examples(1))))
def test_the_same_word_added_in_each_branch_by_turns_shows_where_it_was_added(turn: int) -> None:
    """A change in a branch is not hidden by the same change elsewhere, and one that nobody reads by default
    is told with its condition.
    """
    library = shipped()
    with_branches = [
        one for clause in library.clauses.values() for one in clause.revisions if "{%" in one.body.text
    ]
    words = {
        (one.clause, one.name): {place: "zz0z"}
        for one in with_branches
        if (place := nth(places(one.body.text), turn)) is not None
    }
    other = with_words(library, words)
    for _, _, called, changes in every_change(library, other):
        changed_clauses = {clause for clause, name in called if (clause, name) in words}
        assert {
            id for change in changes.entries for id in change.new_ids if "zz0z" in added_by(change)
        } == changed_clauses
        assert {id for change in changes.entries for id in change.new_ids} == changed_clauses


def nth(places: list[int], turn: int) -> int | None:
    """The place whose turn it is."""
    return places[turn % len(places)] if places else None


def test_a_clause_with_more_branches_than_can_be_tried_together_hides_none() -> None:
    library = shipped()
    clause = library.clauses["confidentiality"]
    flags = {
        key: Variable(key, Kind.FLAG, "Whether it is so.", "school", False)
        for key in (f"choice.flag_{number}" for number in range(14))
    }
    lines = [
        f"{{% if {key} %}}\nThe school says so of {number}.\n{{% endif %}}\n"
        for number, key in enumerate(flags)
    ]
    texts = [
        replace(one, body=replace(one.body, text="Staff must.\n" + "".join(lines)))
        for one in clause.revisions
    ]
    clauses = {**library.clauses, clause.id: replace(clause, revisions=tuple(texts))}
    old = replace(library, schema={**library.schema, **flags}, clauses=clauses)
    for number in (0, 6, 13):
        other = [
            replace(
                one,
                body=replace(
                    one.body, text=one.body.text.replace(f"of {number}.", f"of {number} zz{number}z.")
                ),
            )
            for one in texts
        ]
        new = replace(old, clauses={**old.clauses, clause.id: replace(clause, revisions=tuple(other))})
        policy = new.policies["social-media"]
        pair = (make_model_inputs(Assembler(one), policy, policy.versions[-1]) for one in (old, new))
        changes = compare(desk(), *pair)
        assert {word for change in changes.entries for word in added_by(change)} == {f"zz{number}z"}
