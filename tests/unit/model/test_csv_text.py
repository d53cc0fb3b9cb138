"""Tables as CSV: every cell comes back, and none is a formula to a spreadsheet."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from clausewright.model.csv_text import defuse, restore, write_csv

TEXTS = st.text(st.sampled_from("=+-@'\t\r\n,;\"aé "), max_size=6)


@given(TEXTS)
def test_what_was_defused_is_restored(text: str) -> None:
    assert restore(defuse(text)) == text


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), max_size=3))
def test_every_cell_comes_back_and_none_is_a_formula(rows: list[list[str]]) -> None:
    written = write_csv(["first", "second"], rows)
    assert written.startswith("\ufeff")
    head, *back = csv.reader(io.StringIO(written.removeprefix("\ufeff"), newline=""))
    assert head == ["first", "second"]
    assert [[restore(cell) for cell in row] for row in back] == rows
    assert not [cell for row in back for cell in row if cell[:1] in tuple("=+-@\t\r")]


def test_a_list_is_one_cell() -> None:
    assert (
        write_csv(["schools", "line"], [(["birch", "maple"], 3)])
        == "\ufeffschools,line\r\nbirch; maple,3\r\n"
    )
