"""No line of a Word file ends within a date or a telephone number, and its words are the same."""

from __future__ import annotations

import pytest

from clausewright.word.unbroken import keep_together, restore_spaces

SPACE = "\u00a0"


@pytest.mark.parametrize(
    "kept", ["29 June 2026", "1 May", "01632 960145", "020 7946 0018", "+44 1632 960145", "0808 157 0192"]
)
def test_dates_and_numbers_stay_on_a_line(kept: str) -> None:
    text = f"Ring on {kept}, please."
    written = keep_together(text)
    assert kept.replace(" ", SPACE) in written
    assert written.split() == text.split()
    assert restore_spaces(written) == text


@pytest.mark.parametrize(
    "text", ["In 5 days", "by May 2026", "100 000 pupils", "clause 10 2", f"a{SPACE}b", "May 5 pupils march?"]
)
def test_other_words_may_be_parted(text: str) -> None:
    assert keep_together(text) == restore_spaces(text) == text
