"""`new-school` writes a file that loads, hides nothing that a school can set, and of which `check` says only
what is to fill in, by name.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from clausewright.load import load_library
from clausewright.model.values import Kind
from tests.conftest import copy_library
from tests.support import REPOSITORY
from tests.support.small import Small

ALDER = "variables/schools/alder/school.yml"
BLANK = re.compile(r"'([a-z]+\.[a-z_]+)' is still to fill in")


def test_the_file_explains_every_value_that_the_school_can_set(small: Small) -> None:
    assert small.say("new-school", "alder", "--trust", "grove", "--name", "Alder Primary").code == 0
    text = (small.root / ALDER).read_text(encoding="utf-8")
    library, _ = load_library(small.root)
    own = [variable for variable in library.schema.values() if variable.path and variable.set_by == "school"]
    assert own
    for variable in own:
        assert re.search(rf"^  (# )?{variable.key.split('.')[1]}:", text, re.MULTILINE), variable.key
        assert " ".join(variable.help.split())[:40] in text
        for option, phrase in variable.options.items():
            assert option in text
            assert phrase in text


def test_check_says_only_what_is_still_to_fill_in_by_name(small: Small) -> None:
    small.say("new-school", "alder", "--trust", "grove")
    library, problems = load_library(small.root)
    assert "alder" in library.schools
    named = [BLANK.match(problem.message) for problem in problems]
    assert [found[1] for found in named if found] == ["school.name", "school.phone", "role.head"]
    assert None not in named
    said = small.say("check")
    assert said.code == 0
    assert said.out.count("warning") == len(problems) + 1


def test_a_file_that_is_filled_in_has_no_problem(small: Small) -> None:
    small.say("new-school", "alder", "--trust", "grove", "--name", "Alder: a #1 'School'")
    for key, value in {
        "phone": "01632 960299",
        "head": "{name: A. Person, email: head@alder.example}",
    }.items():
        small.edit(ALDER, f"  {key}:\n", f"  {key}: {value}\n")
    said = small.say("check", "--strict")
    assert (said.code, said.out) == (0, "No problems: 2 policies, 8 clauses, 4 schools.\n")
    library, _ = load_library(small.root)
    assert (
        library.values(library.schools["alder"], date(2026, 11, 21))["school.name"].value
        == "Alder: a #1 'School'"
    )


def test_every_line_with_a_value_can_be_made_the_schools_own_by_taking_its_mark_away(small: Small) -> None:
    small.say("new-school", "alder", "--trust", "grove", "--name", "Alder")
    text = (small.root / ALDER).read_text(encoding="utf-8")
    (small.root / ALDER).write_text(
        re.sub(r"^  # (\w+: .*   # )", r"  \1", text, flags=re.MULTILINE), encoding="utf-8"
    )
    library, problems = load_library(small.root)
    assert all("still to fill in" in problem.message for problem in problems)
    taken = library.schools["alder"].values.values
    assert {"choice.phones", "choice.lockers", "word.pupil", "word.staff"} <= taken.keys()
    defaults = {key: library.schema[key].default for key in taken if library.schema[key].default is not None}
    assert {key: taken[key][0].value for key in defaults} == defaults


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("maple",), "is there already"),
        (("Maple",), "cannot be a school's id"),
        (("latest",), "cannot be a school's id"),
        (("alder", "--trust", "groves"), "Did you mean 'grove'?"),
        (("alder", "--authority", "rivermoth"), "Did you mean 'rivermouth'?"),
    ],
)
def test_wrong_use_is_refused_and_writes_nothing(small: Small, arguments: tuple[str, ...], hint: str) -> None:
    before = sorted(small.root.rglob("*"))
    said = small.say("new-school", *arguments)
    assert said.code == 2
    assert hint in said.err
    assert sorted(small.root.rglob("*")) == before


def test_a_school_without_a_trust_is_asked_for_what_a_trust_would_set(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small = Small(copy_library(REPOSITORY, tmp_path / "library"), capsys)
    small.say("new-school", "elm", "--authority", "northshire")
    small.say("new-school", "oak", "--authority", "northshire", "--trust", "tideway")
    texts = {
        id: (small.root / f"variables/schools/{id}/school.yml").read_text(encoding="utf-8")
        for id in ("elm", "oak")
    }
    assert "# trust_lead:" in texts["elm"]
    assert "trust_lead:" not in texts["oak"]
    library, _ = load_library(small.root)
    phones = next(variable for variable in library.schema.values() if variable.kind is Kind.LIST)
    assert f"  # {phones.key.split('.')[1]}:" in texts["oak"]
