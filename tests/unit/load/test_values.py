"""Values that a page would print as nothing, or otherwise than they were written, are refused; whatever a person
could mean is not.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from clausewright.load import load_library
from clausewright.load.accidents import find_accident
from clausewright.load.values import InvalidValueError, read_simple_value
from clausewright.model.values import Kind
from tests.support.small import BIRCH, copied


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
