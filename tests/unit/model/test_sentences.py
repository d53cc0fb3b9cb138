"""Law: cutting a line into sentences loses nothing, and the cuts are where a reader would put them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausewright.model.text import find_sentence_ends, split_sentences


@pytest.mark.parametrize(
    ("line", "cut"),
    [
        ("Lock it. Tell us! Why?", ["Lock it.", "Tell us!", "Why?"]),
        ("He said “Never.” She agreed.", ["He said “Never.”", "She agreed."]),
        ("Never. Ask first.", ["Never.", "Ask first."]),
        ("Since 2025. {{ word.head }} knows.", ["Since 2025.", "{{ word.head }} knows."]),
        ("Ask J. Lyle at the U.K. School.", ["Ask J. Lyle at the U.K. School."]),
        ("1. Staff must ask. (a) is first.", ["1. Staff must ask. (a) is first."]),
        ("Staff must ask. A. Okafor decides.", ["Staff must ask. A. Okafor decides."]),
        (
            "See www.school.example, e.g. the page of contacts.",
            ["See www.school.example, e.g. the page of contacts."],
        ),
    ],
)
def test_sentences_are_those_that_a_reader_sees(line: str, cut: list[str]) -> None:
    assert split_sentences(line) == cut


@given(st.text("aB1.!? “”()*\\"))
def test_no_letter_is_lost(line: str) -> None:
    assert "".join(split_sentences(line)).replace(" ", "") == line.replace(" ", "")
    ends = list(find_sentence_ends(line))
    assert ends == sorted(set(ends))
