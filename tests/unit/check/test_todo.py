"""`todo` lists what is missing and what nobody has checked for too long, by who sets it, and with the file to
write it in.
"""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from tests.support.small import Small

SCHEMA = "variables/schema.yml"
MAPLE = "variables/schools/maple/school.yml"


def listed(small: Small, *arguments: str) -> list[dict[str, Any]]:
    """What is to do, as data."""
    said = small.say("todo", *arguments, "--format", "json")
    assert said.code == 0, said.err
    found: list[dict[str, Any]] = json.loads(said.out)
    return found


def ask_for_checks(small: Small, key: str = "school.phone: {type: phone") -> None:
    """Let the schema ask for a check every six months."""
    small.edit(SCHEMA, key, f"{key}, check_months: 6")


def test_nothing_is_to_do_where_all_is_there(small: Small) -> None:
    said = small.say("todo")
    assert said.code == 0
    assert said.out == (
        "Nothing is missing, every contact has been checked in time, and no older edition of guidance is"
        " cited.\n"
    )


def test_a_missing_value_names_its_school_its_file_and_who_prints_it(small: Small) -> None:
    small.edit(MAPLE, "  phone: 01632 960203\n", "")
    (found,) = listed(small)
    assert (found["why"], found["value"], found["set_by"], found["file"]) == (
        "missing",
        "school.phone",
        "school",
        MAPLE,
    )
    assert found["schools"] == ["maple"]
    assert found["policies"]


def test_a_value_that_the_next_version_will_print_is_missing_already(small: Small) -> None:
    """A policy that nobody has adopted asks for its values before the meeting, not after it."""
    adoptions = small.root / "variables/schools/maple/adoptions.yml"
    adoptions.unlink()
    small.edit(MAPLE, "  phone: 01632 960203\n", "")
    assert small.say("check").code == 0
    (found,) = listed(small, "maple")
    assert (found["value"], found["policies"]) == ("school.phone", ["Mobile phones policy, September 2026"])


def test_what_a_trust_sets_is_the_trusts_to_do_once_for_all_its_schools(small: Small) -> None:
    small.edit(
        SCHEMA, "school.phone: {type: phone, set_by: school", "school.phone: {type: phone, set_by: trust"
    )
    for school in ("birch", "cedar", "maple"):
        number = {"birch": 1, "cedar": 2, "maple": 3}[school]
        small.edit(f"variables/schools/{school}/school.yml", f"  phone: 01632 96020{number}\n", "")
    found = {one["file"]: one for one in listed(small)}
    assert found["variables/trusts/grove/trust.yml"]["schools"] == ["birch", "cedar"]
    assert found[MAPLE]["set_by"] == "school"


def test_a_value_that_was_never_checked_is_to_check(small: Small) -> None:
    ask_for_checks(small)
    assert {(one["why"], one["owner"]) for one in listed(small)} == {
        ("never checked", id) for id in ("birch", "cedar", "maple")
    }


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("[{value: 01632 960203, checked_on: 2026-05-21}]", None),
        ("[{value: 01632 960203, checked_on: 2026-05-20}]", "old"),
        ("[{from: 2026-05-21, value: 01632 960203}]", None),
        ("[{from: 2026-05-20, value: 01632 960203}]", "old"),
        ("[{from: 2025-09-01, value: 01632 960203, checked_on: 2026-11-01}]", None),
        ("[{value: 01632 960203, checked_on: 2026-11-01}, {from: 2026-12-01, value: 01632 960204}]", None),
        ("[{value: 01632 960203, checked_on: 2026-11-01}, {from: 2026-01-01, value: 01632 960204}]", "old"),
    ],
)
def test_a_value_is_old_when_its_months_are_over(small: Small, written: str, why: str | None) -> None:
    ask_for_checks(small)
    small.edit(MAPLE, "phone: 01632 960203", f"phone: {written}")
    assert next((one["why"] for one in listed(small, "maple")), None) == why


def test_an_undated_value_counts_from_the_beginning_until_a_dated_one_follows(small: Small) -> None:
    small.edit(
        MAPLE,
        "phone: 01632 960203",
        "phone: [{value: 01632 960203}, {from: 2026-11-01, value: 01632 960204}]",
    )
    small.build("--school", "maple", "--only", "site")
    latest = "".join(path.read_text(encoding="utf-8") for path in (small.public / "maple").rglob("*.html"))
    assert "01632 960204" in latest


def test_the_three_formats_say_the_same(small: Small) -> None:
    ask_for_checks(small)
    small.edit(MAPLE, "role:\n  head: {name: Jo Marsh, email: head@maple.example}", "")
    data = listed(small)
    written = small.say("todo", "--format", "csv").out.removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(written)))
    assert [(row["why"], row["value"], row["file"]) for row in rows] == [
        (one["why"], one["value"], one["file"]) for one in data
    ]
    text = small.say("todo").out
    assert [one["value"] for one in data if f"{one['value']}: " not in text] == []
    assert (
        "For schools to do\n\n  variables/schools/birch/school.yml\n    school.phone: never checked" in text
    )


def test_an_unknown_school_is_wrong_use(small: Small) -> None:
    said = small.say("todo", "mapel")
    assert (said.code, said.err) == (2, "There is no school 'mapel'. Did you mean 'maple'?\n")
