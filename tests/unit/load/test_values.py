"""Values that a page would print as nothing, or otherwise than they were written, are refused; whatever a person
could mean is not.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from clausewright.load import load_library
from clausewright.load.accidents import find_accident
from clausewright.load.typed_values import InvalidValueError, read_simple_value
from clausewright.model.values import Kind
from tests.support.small import BIRCH, CEDAR, copied


@pytest.mark.parametrize(
    "text", ["\u200b", "\u00ad\u00ad", "\u2800 \u2800", "\u3164", "\u200d\ufe0f", "\u0301"]
)
def test_a_value_that_nobody_sees_is_none(text: str) -> None:
    with pytest.raises(InvalidValueError, match="has no letter that can be seen"):
        read_simple_value(Kind.TEXT, text)


@pytest.mark.parametrize("letter", ["\u202a", "\u202e", "\u2066", "\u2069", "\U000e0041", "\U000e007f"])
def test_a_value_with_letters_that_turn_or_hide_others_is_refused(letter: str) -> None:
    with pytest.raises(InvalidValueError, match="has an invisible control character"):
        read_simple_value(Kind.TEXT, f"Birch {letter}School")


@pytest.mark.parametrize(
    "text",
    [
        "Ysgol \u200eBirch\u200f",
        "\U0001f469\u200d\U0001f3eb",
        "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",
        "?",
        "1",
    ],
)
def test_marks_that_writing_needs_stay(text: str) -> None:
    assert read_simple_value(Kind.TEXT, text) == text


@pytest.mark.parametrize(
    ("dated", "message"),
    [
        (
            "[{value: Birch}, {value: Oak, form: 2026-09-01}]",
            "'school.name' has the key 'form', which is not known",
        ),
        ("[{valeu: Birch, from: 2026-09-01}]", "'school.name' has the key 'valeu', which is not known"),
        ("[{from: 2026-09-01}]", "'school.name' has an entry without a value"),
    ],
)
def test_a_slip_in_a_dated_value_is_told_as_what_it_is(dated: str, message: str, tmp_path: Path) -> None:
    root = copied(tmp_path / "library")
    path = root / BIRCH
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("name: Birch Primary School", f"name: {dated}"), encoding="utf-8")
    _, problems = load_library(root)
    assert [problem.message for problem in problems] == [message]


@pytest.mark.parametrize(
    ("address", "is_gap"),
    [
        ("https://birch.example/our%20policies%20folder/", False),
        ("https://birch.example/caf%C3%A9%20menu", False),
        ("https://birch.example/%address%/", True),
        ("https://birch.example/%5Binsert%20name%5D", True),
    ],
)
def test_a_blank_in_a_web_address_is_no_gap(address: str, is_gap: bool) -> None:
    assert bool(find_accident(Kind.URL, address, is_quoted=False)) == is_gap


ENDLESS = "x" * 20_000


@pytest.mark.parametrize(
    ("file", "old"),
    [
        (BIRCH, "name: Birch Primary School"),
        (BIRCH, "phone: 01632 960201"),
        (CEDAR, "lockers: true"),
        ("variables/schools/birch/adoptions.yml", 'minute: "4.1"'),
        ("policies/phones/policy.yml", "title: Mobile phones policy"),
        ("policies/phones/policy.yml", "approver: board"),
        ("policies/phones/policy.yml", "summary: When phones are used in school, and where they are kept."),
        ("policies/clauses/phones-away/2026-09.md", "title: Phones stay in bags"),
    ],
)
def test_a_short_text_has_a_bound_that_is_told_with_its_place(file: str, old: str, tmp_path: Path) -> None:
    root = copied(tmp_path / "library")
    text = (root / file).read_text(encoding="utf-8")
    assert old in text, text
    key = old.partition(":")[0]
    (root / file).write_text(text.replace(old, f"{key}: {ENDLESS}", 1), encoding="utf-8")
    line = text[: text.index(old)].count("\n") + 1
    _, problems = load_library(root)
    (problem,) = (problem for problem in problems if "has 20,000 letters" in problem.message)
    assert (problem.path, problem.line) == (file, line)
    assert all(len(problem.message) < 300 for problem in problems)
