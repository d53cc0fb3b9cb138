"""A version as a list of rows: nothing is lost by reading, moving and taking out, and other rows stay as they are."""

from __future__ import annotations

import re

import pytest

from clausewright.edit.version_rows import (
    CannotMoveError,
    RowKind,
    insert_row,
    move_row,
    read_rows,
    remove_row,
    wrap_row,
    write_rows,
)
from clausewright.model.library import Library

TEXT = """\
{{ adoption() }}

## First

{{ clause("a") }}

{% if choice.x == "y" %}
{{ clause("b") }}
{% else %}
{{ clause("c") }}
{% endif %}

## Second

{{ clause("d") }}
"""


def order(text: str) -> str:
    """The clauses and sections of a text in their order, with what stands under a condition in brackets."""
    found = re.findall(r'clause\("(\w)"\)|## (\w)|(\{% if)|(\{% else)|(\{% endif)', text)
    return "".join(a or s or ("(" if i else "|" if e else ")") for a, s, i, e, _ in found)


def test_every_version_of_the_library_is_read_and_written_byte_for_byte(library: Library) -> None:
    for policy in library.policies.values():
        for version in policy.versions:
            assert write_rows(read_rows(version.body.text)) == version.body.text


@pytest.mark.parametrize(
    ("number", "up", "expected"),
    [
        (2, False, "F(ab|c)Sd"),
        (9, True, "Fa(b|c)dS"),
        (3, True, "F(b|c)aSd"),
        (8, True, "SdFa(b|c)"),
        (1, False, "SdFa(b|c)"),
        (4, True, "Fab(|c)Sd"),
        (6, True, "Fa(bc|)Sd"),
    ],
)
def test_a_row_moves_past_its_neighbour_with_all_that_belongs_to_it(
    number: int, up: bool, expected: str
) -> None:
    rows = read_rows(TEXT)
    moved = move_row(rows, number, up=up)
    assert order(write_rows(moved)) == expected
    assert sorted(row.text for row in moved) == sorted(row.text for row in rows)
    assert read_rows(write_rows(moved)) == moved


@pytest.mark.parametrize(("number", "up"), [(0, True), (9, False), (5, True), (7, False), (1, True)])
def test_what_has_no_place_to_go_stays(number: int, up: bool) -> None:
    with pytest.raises(CannotMoveError):
        move_row(read_rows(TEXT), number, up=up)


def test_rows_are_added_taken_out_and_made_to_depend() -> None:
    rows = read_rows(TEXT)
    assert order(write_rows(insert_row(rows, 3, '{{ clause("e") }}'))) == "Fae(b|c)Sd"
    assert order(write_rows(remove_row(rows, 2))) == "F(b|c)Sd"
    assert order(write_rows(remove_row(wrap_row(rows, 9, "choice.z"), 9))) == "Fa(b|c)Sd"
    wrapped = write_rows(wrap_row(rows, 9, "choice.z"))
    assert wrapped.endswith('{% if choice.z %}\n{{ clause("d") }}\n{% endif %}\n')
    with pytest.raises(CannotMoveError):
        remove_row(rows, 3)
    assert rows[3].kind is RowKind.CONDITION
