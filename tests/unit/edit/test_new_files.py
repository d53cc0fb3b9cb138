"""`new-policy`, `new-version` and `new-trust` write what the library compiles with, and nothing that is wrong."""

from __future__ import annotations

import pytest

from clausewright.load import load_library
from tests.support.small import CONSENT, Small, changed, tree


def read(small: Small, path: str) -> str:
    """The text of a file of the library."""
    return (small.root / path).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "title", ["Trips", "Visits: 'day' & #1 {trips}", "Ymweliadau â’r ysgol", "2026 [visits] *policy*"]
)
def test_a_new_policy_has_no_problem_and_keeps_its_title(title: str, small: Small) -> None:
    said = small.say("new-policy", "trips", "--title", title, "--section", title, "Who is *asked*", title)
    assert said.code == 0, said.err
    assert small.say("check", "--strict").out == "No problems: 3 policies, 11 clauses, 3 schools.\n"
    library, _ = load_library(small.root)
    assert library.policies["trips"].facts.title == title
    assert [str(version.facts.status) for version in library.policies["trips"].versions] == ["draft"]


def test_a_new_policy_is_issued_as_it_stands(small: Small) -> None:
    small.say("new-policy", "trips", "--title", "Trips", "--version", "2026-10")
    small.edit("policies/clauses/trips-purpose/2026-10.md", "Write here", "We say here")
    said = small.say("issue", "trips", "2026-10")
    assert said.code == 0, said.out
    assert small.say("check").code == 0


def test_what_nobody_has_written_yet_is_not_issued(small: Small) -> None:
    small.say("new-policy", "trips", "--title", "Trips", "--version", "2026-10")
    small.say("new-version", "phones", "2027-09")
    before = tree(small.root)
    for policy, version, told in (
        ("trips", "2026-10", "policies/clauses/trips-purpose/2026-10.md:8: has no text of its own yet"),
        ("phones", "2027-09", "policies/phones/2027-09.md:4: has no summary of its own yet"),
    ):
        said = small.say("issue", policy, version)
        assert (said.code, said.err) == (1, "Nothing was written.\n")
        assert told in said.out
    assert tree(small.root) == before


def test_the_next_version_begins_as_the_last_one_stands(small: Small) -> None:
    before = tree(small.root)
    said = small.say(
        "new-version", "phones", "2027-09", "--summary", "New: a rule.", "--clause", "visit-consent",
        "--reason", "It was unclear.",
    )  # fmt: skip
    assert said.code == 0, said.err
    new = {"policies/phones/2027-09.md", "policies/clauses/visit-consent/2027-09.md"}
    assert changed(before, tree(small.root)) == new
    library, problems = load_library(small.root)
    assert problems == ()
    earlier, latest = library.policies["phones"].versions[-2:]
    assert (latest.body.text, str(latest.facts.status)) == (earlier.body.text, "draft")
    assert latest.facts.summary == "New: a rule."
    old, revision = library.clauses["visit-consent"].revisions[-2:]
    assert revision.body.text == old.body.text
    assert revision.facts == old.facts.model_copy(update={"reason": "It was unclear."})
    assert "id: 2027-28, title: 2027-28, from: 2027-09-01" in said.out


def test_a_wording_without_a_reason_has_a_place_for_it(small: Small) -> None:
    small.edit(CONSENT, "---\n", "---\nreason: An old one.\n")
    small.say("new-version", "phones", "2027-09", "--clause", "visit-consent")
    text = read(small, "policies/clauses/visit-consent/2027-09.md")
    assert "An old one." not in text
    assert "# reason: why this wording is new" in text
    assert load_library(small.root)[1] == ()


def test_a_new_trust_takes_its_schools_with_it(small: Small) -> None:
    said = small.say("new-trust", "spinney", "--name", "Spinney: a trust", "--schools", "maple")
    assert said.code == 0, said.err
    assert "trust: spinney\n" in read(small, "variables/schools/maple/school.yml")
    library, problems = load_library(small.root)
    assert problems == ()
    assert library.schools["maple"].facts.trust == "spinney"
    assert library.trusts["spinney"].values.values["trust.name"][0].value == "Spinney: a trust"
    assert small.say("check").code == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("new-policy", "phones", "--title", "Phones"), "policies/phones/policy.yml is there already"),
        (("new-policy", "clauses", "--title", "X"), "cannot be a policy's id"),
        (("new-policy", "trips", "--title", "X", "--approver", "bord"), "Did you mean 'board'?"),
        (("new-policy", "trips", "--title", "X", "--version", "September"), "is not a version's date"),
        (("new-version", "fones"), "Did you mean 'phones'?"),
        (("new-version", "phones", "2025-01"), "would not be the newest"),
        (("new-version", "phones", "2027-09", "--clause", "visit-consnet"), "Did you mean 'visit-consent'?"),
        (("new-trust", "grove"), "variables/trusts/grove/trust.yml is there already"),
        (("new-trust", "Oak"), "cannot be a trust's id"),
        (("new-trust", "oak", "--schools", "birch"), "belongs to the trust 'grove' already"),
        (("new-trust", "oak", "--schools", "brich"), "Did you mean 'birch'?"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    arguments: tuple[str, ...], told: str, small: Small
) -> None:
    before = tree(small.root)
    said = small.say(*arguments)
    assert (said.code, tree(small.root)) == (2, before)
    assert told in said.err
