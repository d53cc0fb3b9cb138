"""Decisions: adding one leaves every line that people wrote; what was adopted stays what was adopted until it
is decided on again (law 6).
"""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clausewright.edit.adoptions import add_decision
from clausewright.load.yaml import read_yaml
from tests.support.examples import examples
from tests.support.small import Said, Small, tree

BIRCH = "variables/schools/birch"
ADOPTIONS = f"{BIRCH}/adoptions.yml"


def adopt(
    small: Small,
    *more: str,
    school: str = "birch",
    policy: str = "phones",
    version: str = "2026-09",
    on: str = "2026-11-18",
    by: str = "board",
) -> Said:
    return small.say("adopt", school, policy, version, "--on", on, "--by", by, *more)


# -- the file ------------------------------------------------------------------------------------------------

entries = st.sampled_from(
    [
        "{version: 2025-09, on: 2025-10-08, by: board}",
        '{version: 2025-09, minute: "7.1, second part", by: board}  # agreed at once',
        "version: 2025-09\n    on: 2025-10-08\n    by: board",
        "{status: not-applicable, reason: 'No visits; see {the minutes}'}",
    ]
)
comments = st.sampled_from(["", "\n", "# A note.\n", "\n  # More of it.\n\n"])


@st.composite
def files(draw: st.DrawFn) -> str:
    """An adoptions.yml as somebody may have written it."""
    text = draw(comments)
    for policy in draw(
        st.lists(st.sampled_from(["phones", "visits", "phones-at-home", "staff"]), unique=True)
    ):
        indent = draw(st.sampled_from(["", "  ", "    "]))
        text += draw(st.sampled_from(["{}:", '"{}":', "{}:   # of old"])).format(policy) + "\n"
        for entry in draw(st.lists(entries, max_size=3)):
            text += f"{indent}- {entry}\n".replace("\n    ", f"\n{indent}  ") + draw(comments)
    return text[:-1] if draw(st.booleans()) and text.endswith("\n") else text


@settings(max_examples=examples(50))
@given(
    text=files(),
    policy=st.sampled_from(["phones", "visits"]),
    minute=st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=8),
)
def test_a_decision_is_added_and_every_line_of_the_file_stays(text: str, policy: str, minute: str) -> None:
    facts = {"version": "2026-09", "on": "2026-11-18", "minute": minute, "digest": "0e12345678"}
    added = add_decision(text, policy, facts)
    lines = added.text.splitlines()
    new = lines.pop(added.line - 1)
    assert added.entry in new
    if lines != text.splitlines():
        assert lines.pop(added.line - 2) == f"{policy}:"
    assert lines == text.splitlines()
    problems: list[object] = []
    before, after = (read_yaml("x", one, problems).mapping() for one in (text, added.text))  # type: ignore[arg-type]
    there = before.get(policy)
    assert problems == []
    assert after == {**before, policy: [*(there if isinstance(there, list) else []), facts]}


def test_a_list_in_brackets_is_left_to_a_person(small: Small) -> None:
    small.write(ADOPTIONS, b"phones: [{version: 2025-09, on: 2025-10-08, from: 2025-10-13, by: board}]\n")
    before = tree(small.root)
    said = adopt(small)
    assert said.code == 1
    assert "nothing can be added safely" in said.out
    assert "Add this under 'phones' by hand: - {version: 2026-09, on: 2026-11-18" in said.out
    assert tree(small.root) == before


# -- adopting ------------------------------------------------------------------------------------------------


def test_a_proposal_becomes_an_adoption_that_check_and_build_accept(small: Small) -> None:
    before = (small.root / "variables/schools/cedar/adoptions.yml").read_text(encoding="utf-8")
    said = adopt(small, "--minute", "5.10", "--from", "2026-11-20", school="cedar")
    assert said.code == 0, said.out + said.err
    assert (
        said.out.splitlines()[1]
        == "Recorded: cedar has 'phones' of September 2026 in force from 2026-11-20. Next review: 2027-11-20."
    )
    after = (small.root / "variables/schools/cedar/adoptions.yml").read_text(encoding="utf-8")
    new = re.sub(r"(digest|record): [0-9a-f]{24}", r"\1: ...", after.splitlines()[3])
    assert (
        new
        == '  - {version: 2026-09, on: 2026-11-18, from: 2026-11-20, by: board, minute: "5.10", next_review:'
        " 2027-11-20, digest: ..., record: ...}"
    )
    assert [line for line in after.splitlines() if "5.10" not in line] == before.splitlines()
    assert small.say("check").code == 0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("on: 2026-11-18", "on: 2026-11-17"),
        ("from: 2026-11-20", "from: 2026-11-19"),
        ("from: 2026-11-20, by: board", "from: 2026-11-20, by: staff"),
        ('minute: "5.10"', 'minute: "5.1"'),
        ("next_review: 2027-11-20", "next_review: 2029-11-20"),
    ],
)
def test_a_decision_that_is_changed_after_it_was_recorded_is_named(old: str, new: str, small: Small) -> None:
    path = "variables/schools/cedar/adoptions.yml"
    assert adopt(small, "--minute", "5.10", "--from", "2026-11-20", school="cedar").code == 0
    small.edit(path, old, new)
    said = small.say("check")
    assert said.code == 1
    assert f"error {path}:4: has been changed since it was recorded: what was decided on 'phones'" in said.out


def test_a_decision_taken_before_the_first_day_of_a_version_counts_from_that_day(small: Small) -> None:
    assert "from: 2026-09-01" in adopt(small, on="2026-07-08", school="cedar").out


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ({"school": "brich"}, 2, "There is no school 'brich'. Did you mean 'birch'?"),
        ({"policy": "phone"}, 2, "There is no policy 'phone'. Did you mean 'phones'?"),
        ({"version": "2026-08"}, 2, "There is no version '2026-08' of 'phones'. Did you mean '2026-09'?"),
        ({"by": "bored"}, 2, "There is no body 'bored'. Did you mean 'board'?"),
        ({"on": "2099-01-01"}, 1, "was decided on 2099-01-01, which is in the future"),
        ({"on": "2026-05-01"}, 1, "was decided on 2026-05-01, before version 2026-09 was issued"),
        ({"on": "2026-10-12"}, 1, "adopts 'phones' from 2026-10-12 a second time, first on line 3"),
    ],
)
def test_a_decision_that_cannot_be_is_refused(
    small: Small, arguments: dict[str, str], code: int, told: str
) -> None:
    before = tree(small.root)
    said = adopt(small, **arguments)
    assert said.code == code
    assert told in said.out + said.err
    assert tree(small.root) == before


def test_a_version_that_is_not_issued_is_refused(small: Small) -> None:
    small.edit("policies/phones/2026-09.md", "status: issued", "status: draft")
    small.edit(
        ADOPTIONS,
        '  - {version: 2026-09, on: 2026-10-07, from: 2026-10-12, by: board, minute: "3.2", next_review:'
        " 2027-10-12}\n",
        "",
    )
    small.edit("variables/schools/maple/adoptions.yml", "2026-09, on: 2026-09-30", "2025-09, on: 2026-09-30")
    said = adopt(small)
    assert said.code == 1
    assert "which is not issued (draft)" in said.out


def test_missing_values_stop_a_decision_and_are_named(small: Small) -> None:
    """Values that only the later text will print count too."""
    small.edit(
        f"{BIRCH}/school.yml", "role:", "choice: {phones: [{from: 2027-01-01, value: handed-in}]}\nrole:"
    )
    assert small.say("check").code == 0
    before = tree(small.root)
    said = adopt(small, "--from", "2027-01-04")
    assert (said.code, tree(small.root)) == (1, before)
    assert "'school.desk' has no value at birch, and version 2026-09 of 'phones' prints it" in said.out


def test_a_fault_at_another_school_stops_nobody(small: Small) -> None:
    small.edit(
        "variables/schools/maple/school.yml",
        "role:\n  head: {name: Jo Marsh, email: head@maple.example}\n",
        "",
    )
    assert small.say("check").code == 1
    assert adopt(small).code == 0
    assert adopt(small, school="maple").code == 1


# -- what was adopted stays ----------------------------------------------------------------------------------


def test_a_changed_choice_is_a_problem_until_it_is_decided_on_again_and_a_changed_value_is_none(
    small: Small,
) -> None:
    assert adopt(small, school="cedar").code == 0
    small.edit("variables/schools/cedar/school.yml", "the front desk", "the hatch")
    assert "error" not in small.say("check").out
    small.edit("variables/schools/cedar/school.yml", "lockers: true", "lockers: false")
    said = small.say("check")
    assert said.code == 1
    assert (
        "adopted version 2026-09 of 'phones' with another text than it has now: 'choice.lockers' was yes and"
        " is no" in said.out
    )
    assert "clausewright adopt cedar phones 2026-09 --on DATE --by board" in said.out
    assert adopt(small, school="cedar", on="2026-11-19").code == 0
    assert small.say("check").code == 0


def test_two_changed_choices_are_both_named(small: Small) -> None:
    adopt(small, school="cedar")
    small.edit(
        "variables/schools/cedar/school.yml",
        "choice: {phones: handed-in, lockers: true}",
        "choice: {phones: away}",
    )
    said = small.say("check")
    assert "'choice.phones' was 'handed-in' and is 'away'" in said.out or "or several choices" in said.out


def test_an_earlier_edition_keeps_its_choice_where_the_new_one_is_dated(small: Small) -> None:
    file = "variables/schools/cedar/school.yml"
    small.add_digests("2026-01-01")
    small.edit(file, "lockers: true", "lockers: false")
    assert adopt(small, school="cedar").code == 0
    said = small.say("check")
    assert said.code == 0
    assert "with another text than the edition 2025-26 shows: 'choice.lockers' has changed since" in said.out
    small.edit(
        file, "lockers: false", "lockers: [{from: 2025-09-01, value: true}, {from: 2026-11-18, value: false}]"
    )
    assert "than the edition 2025-26 shows" not in small.say("check").out


def test_a_changed_clause_of_what_was_adopted_is_a_problem(small: Small) -> None:
    adopt(small)
    small.edit("policies/clauses/who-to-ask/2025-09.md", ".\n", ". Always.\n")
    said = small.say("check")
    assert "with another text than it has now: the wording of a clause or of an amendment changed" in said.out
    assert said.code == 1


def test_a_decision_without_a_digest_is_named_and_adopt_gives_it_one(small: Small) -> None:
    adopt(small)
    said = small.say("check", "--strict")
    assert said.code == 1
    assert "adopts 'visits' without a digest" in said.out
    assert "record the decision with 'clausewright adopt'" in said.out
    by_hand = "visits:\n  - {version: 2025-09, on: 2025-10-08, from: 2025-10-13, by: board, next_review: 2027-10-13}\n"
    small.edit(ADOPTIONS, by_hand, "")
    again = adopt(small, "--from", "2025-10-13", policy="visits", version="2025-09", on="2025-10-08")
    assert again.code == 0, again.out + again.err
    assert ADOPTIONS not in small.say("check").out


# -- reviews and trusts --------------------------------------------------------------------------------------


def test_a_review_without_a_change_moves_the_next_review_and_nothing_else(small: Small) -> None:
    said = small.say("review", "birch", "visits", "--on", "2026-11-18", "--by", "board")
    assert said.code == 0, said.out + said.err
    assert (
        "  - {version: 2025-09, status: reviewed, on: 2026-11-18, by: board, next_review: 2028-11-18, record: "
        in (small.root / ADOPTIONS).read_text(encoding="utf-8")
    )
    assert small.say("check", "--strict").code == 0
    small.build("--school", "birch", "--only", "site")
    page = (small.public / "birch/latest/visits/index.html").read_text(encoding="utf-8")
    assert re.search(r"Reviewed, no change</td>\s*<td[^>]*>18 November 2026", page)
    assert re.search(r"Next review</td>\s*<td[^>]*>18 November 2028", page)
    assert re.search(r"In force from</td>\s*<td[^>]*>13 October 2025", page)


def test_a_review_of_what_was_not_in_force_is_a_problem(small: Small) -> None:
    assert small.say("review", "cedar", "phones", "--on", "2025-10-01", "--by", "board").code == 2
    small.edit(
        "variables/schools/cedar/adoptions.yml",
        "  - {version: 2026-09, status: proposed}",
        "  - {version: 2026-09, status: reviewed, on: 2026-11-12, by: board}",
    )
    assert (
        "reviews version 2026-09 of 'phones' on 2026-11-12, when version 2025-09 was in force"
        in small.say("check").out
    )


def test_a_trust_adopts_once_for_its_schools_and_its_schools_do_not(small: Small) -> None:
    small.edit("policies/phones/policy.yml", "approver: board", "tier: trust\napprover: board")
    assert "put 'grove' and --trust" in adopt(small).err
    assert adopt(small, school="maple").code == 0  # a school without a trust adopts for itself
    said = adopt(small, "--trust", school="grove")
    assert said.code == 0, said.out + said.err
    assert (small.root / "variables/trusts/grove/adoptions.yml").exists()
    assert (
        "is adopted by each school"
        in adopt(small, "--trust", school="grove", policy="visits", version="2025-09").err
    )
    small.edit("variables/schools/cedar/school.yml", "lockers: true", "lockers: false")
    assert small.say("check").code == 0
    small.edit("variables/trusts/grove/trust.yml", "word:", "choice: {lockers: true}\nword:")
    assert "'choice.lockers'" in small.say("check").out or "several choices" in small.say("check").out


def test_a_trust_and_its_school_do_not_decide_from_one_day(small: Small) -> None:
    small.write(
        "variables/trusts/grove/adoptions.yml",
        b"phones:\n  - {version: 2026-09, on: 2026-10-07, from: 2026-10-12, by: board}\n",
    )
    assert "as its trust does in variables/trusts/grove/adoptions.yml, line 2" in small.say("check").out


# -- amendments ----------------------------------------------------------------------------------------------

AMENDMENT = """---
amends: {amends}
action: replace
reason: The office keeps the phones of the youngest.
---
{{{{ word.pupil.plural.capital }}}} must keep a {{{{ term("phone") }}}} in their bag, or leave it at the office.
"""


def amend(small: Small, amends: str, day: str) -> str:
    path = f"{BIRCH}/amendments/phones-away/{day}.md"
    small.write(path, AMENDMENT.format(amends=amends).encode())
    return path


def test_nothing_is_adopted_while_an_amendment_waits_for_a_decision(small: Small) -> None:
    small.edit(
        ADOPTIONS,
        '  - {version: 2026-09, on: 2026-10-07, from: 2026-10-12, by: board, minute: "3.2", next_review:'
        " 2027-10-12}\n",
        "  - {version: 2026-09, status: proposed}\n",
    )
    amend(small, "2025-09", "2025-10")
    for more in ((), ("--from", "2027-01-04")):
        said = adopt(small, *more)
        assert said.code == 1
        assert "clausewright update birch phones --to 2026-09" in said.out
        assert "Nothing was recorded." in said.err
    assert "1 amendment to decide on before September 2026" in small.say("status", "--school", "birch").out
    amend(small, "2026-09", "2026-09")
    assert adopt(small).code == 0
    assert re.search(
        r"in force +2026-09 since 2026-11-18; next review 2027-11-18; 1 amendment\n",
        small.say("status", "--school", "birch").out,
    )


def test_an_amendment_made_after_the_decision_is_a_problem_that_names_it(small: Small) -> None:
    assert adopt(small).code == 0
    path = amend(small, "2026-09", "2026-09")
    said = small.say("check")
    assert said.code == 1
    assert f"with another text than it has now: 'phones-away' has been amended ({path})" in said.out
    assert adopt(small, on="2026-11-19").code == 0
    assert small.say("check").code == 0
    (small.root / path).unlink()
    assert "the wording of a clause or of an amendment changed" in small.say("check").out
