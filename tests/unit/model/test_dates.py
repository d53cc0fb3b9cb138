"""Days as people write them, and telephone numbers as telephones want them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clausewright.model.dates import advise_on_day, in_words, short_day, suggest_iso
from clausewright.model.values import Kind, printed


@settings(max_examples=60)
@given(day=st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_way_to_write_a_day_in_britain_is_that_day(day: date) -> None:
    iso = day.isoformat()
    written = (
        in_words(day),
        short_day(day),
        f"{day:%d/%m/%Y}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day:%A}, {day.day}th of {day:%B} {day.year}",
        f"{day:%Y%m%d}",
    )
    assert {suggest_iso(text) for text in written} == {iso}


@pytest.mark.parametrize(
    "text", ["31/02/2026", "13/13/2026", "next week", "", "2026-13", "Smarch 2026", "1 2 3"]
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert suggest_iso(text) == ""


def test_a_month_is_a_month() -> None:
    assert suggest_iso("Sept 2026") == suggest_iso("September 2026") == "2026-09"


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("01632 960123", "tel:+441632960123"),
        ("(01632) 960123", "tel:+441632960123"),
        ("+44 (0)1632 960123", "tel:+441632960123"),
        ("01632 960123 ext. 12", "tel:+441632960123;ext=12"),
        ("01632 960123, extension 4", "tel:+441632960123;ext=4"),
        ("01632 960123 x12", "tel:+441632960123;ext=12"),
    ],
)
def test_an_extension_is_no_part_of_the_number_that_is_dialled(written: str, address: str) -> None:
    assert printed(Kind.PHONE, written, ("href",)) == address
    assert printed(Kind.PHONE, written) == written


@pytest.mark.parametrize(
    ("written", "advice"),
    [
        ("1 September 2026", "Write 2026-09-01."),
        ("2027-02-30", "February 2027 has 28 days; write one of them."),
        ("31/04/2026", "April 2026 has 30 days; write one of them."),
        ("2028-13-01", "Write a date as 2026-09-01."),
        ("soon", "Write a date as 2026-09-01."),
    ],
)
def test_of_a_day_that_no_calendar_has_the_month_is_told(written: str, advice: str) -> None:
    assert advise_on_day(written) == advice
