"""Slips in YAML: each is told as what it is, on the line where somebody made it, with what to write; the rest
of the file is read all the same, so that it hides nothing else.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from clausewright.check import check
from clausewright.errors import Problem, Severity
from clausewright.load import load_library
from clausewright.model.values import Doubt
from tests.support.small import AS_AT, BIRCH, copied

# What stands in place of line 6, "  name: Birch Primary School", what is said of it, and of what the hint speaks.
SLIPS = (
    ('  name: "Birch Primary School', 'has a quote mark (") that is not closed', 'Write " at the end'),
    ("  name: 'Birch Primary School", "has a quote mark (') that is not closed", "Write ' at the end"),
    ("  name: 'St Mary's School'", "has an apostrophe between single quotes", "name: \"St Mary's School\""),
    ('  name: "Birch" Primary', "has letters after a text in quotes", "name: '\"Birch\" Primary'"),
    ('  name: "The "Birch" School"', "has a quote mark inside a text", "name: 'The \"Birch\" School'"),
    ("  name: Birch: the school", "has a colon inside a text", 'name: "Birch: the school"'),
    ("  name: @birch", "has a text that begins with @", "double quotes"),
    ("  name: `birch`", "has a text that begins with `", "double quotes"),
    ("  name: %birch", "has a text that begins with %", "double quotes"),
    ("  name: *birch", "has a text that begins with *", "double quotes"),
    ('  name: "C:\\Users\\x"', "has a backslash between double quotes", "single quotes"),
    ("  name: {singular: Birch", "has a { that is not closed", "Write a }"),
    ("  name: [Birch", "has a [ that is not closed", "Write a ]"),
    ("  name: Birch #1 School", "keeps only 'Birch' of 'Birch #1 School'", '"Birch #1 School"'),
    ("  name: #1 School", "keeps nothing of '#1 School'", '"#1 School"'),
    ("  name: !important Birch", "uses the YAML tag !important", "Remove the tag"),
    ("    name: Birch\n  short: x", "is indented differently", "Begin it below the line above"),
    ("  name Birch", "has a line that is no 'key: value'", "key: value"),
)  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the small library."""
    return copied(tmp_path / "library")


def doubts_in(root: Path) -> tuple[Doubt, ...]:
    return load_library(root)[0].schools["birch"].values.doubts


def problems_after(root: Path, path: str, old: str, new: str) -> list[Problem]:
    text = (root / path).read_text(encoding="utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new, 1), encoding="utf-8")
    return list(load_library(root)[1])


@pytest.mark.parametrize(("written", "message", "hint"), SLIPS, ids=[slip[0].strip() for slip in SLIPS])
def test_a_slip_is_told_on_its_own_line(written: str, message: str, hint: str, root: Path) -> None:
    problems = problems_after(root, BIRCH, "  name: Birch Primary School", written)
    first = problems[0]
    assert first.message.startswith(message)
    assert hint in first.hint
    assert first.line in ((6, 7) if "indented" in message else (6,))
    assert [problem for problem in problems if problem.path != BIRCH] == []


@pytest.mark.parametrize(
    "written", [slip[0] for slip in SLIPS if not slip[1].startswith(("is indented", "has a line"))]
)
def test_a_slip_in_one_value_hides_no_other(written: str, root: Path) -> None:
    text = (root / BIRCH).read_text(encoding="utf-8").replace("01632 960201", "call us")
    (root / BIRCH).write_text(text.replace('"#2e6b3f"', "'dark green"), encoding="utf-8")
    problems = problems_after(root, BIRCH, "  name: Birch Primary School", written)
    assert [problem.line for problem in problems] == [6, 7, 9]


def test_a_quote_mark_closed_by_a_later_one_swallows_no_keys(root: Path) -> None:
    problems = problems_after(root, BIRCH, "  name: Birch Primary School", '  name: "Birch')
    assert len(problems) == 1
    problems = problems_after(root, BIRCH, "  alarm_code: 4711", '  alarm_code: 4711"')
    assert [(problem.line, problem.message) for problem in problems][:1] == [
        (6, 'has a quote mark (") that is not closed on its line')
    ]


@pytest.mark.parametrize(
    "written",
    [
        "  name: Birch Primary School # as on the sign",
        "  name: Birch Primary School  #as on the sign",
        "  name: Birch No.1#School",
        '  name: "Birch #1 School"',
        '  name: "A text that goes on\n    over two lines"',
    ],
)
def test_what_is_no_slip_is_let_be(written: str, root: Path) -> None:
    assert problems_after(root, BIRCH, "  name: Birch Primary School", written) == []


def test_every_part_of_a_value_is_looked_at(root: Path) -> None:
    """Of a person and of a list too, each on its own line."""
    text = (root / BIRCH).read_text(encoding="utf-8").partition("role:")[0]
    text += "role:\n  head:\n    email: head at birch\n    phone: ring\n    nmae: Paul\n"
    (root / BIRCH).write_text(text, encoding="utf-8")
    problems_after(root, BIRCH, "office@birch.example", "the office")
    problems = problems_after(root, BIRCH, "head@birch.example", "the head")
    assert [(problem.line, problem.message.split("'")[3]) for problem in problems] == [
        (11, "the office"),
        (12, "the head"),
        (15, "head at birch"),
        (16, "ring"),
        (17, "nmae"),
    ]


def test_check_warns_of_a_value_that_was_hardly_meant(root: Path) -> None:
    problems_after(root, BIRCH, "Birch Primary School", "TBC")
    library, loaded = load_library(root)
    [problem] = check(library, loaded, date.fromisoformat(AS_AT))
    assert (problem.path, problem.line, problem.severity) == (BIRCH, 6, Severity.WARNING)


# -- values that were hardly meant ---------------------------------------------------------------------------

MEANT_BY_NOBODY = (
    ("Birch Primary School", "'[insert school name]'"),
    ("Birch Primary School", "<school name>"),
    ("Birch Primary School", "'{{ school.name }}'"),
    ("Birch Primary School", "TBC"),
    ("Birch Primary School", "To be confirmed"),
    ("Birch Primary School", "xxxx"),
    ("Birch Primary School", "Your school"),
    ("Birch Primary School", "The XXX School"),
    ("Birch Primary School", "no"),
    ("Birch Primary School", "On"),
    ("Birch Primary School", "2026-09-01"),
    ("01632 960201", "01234 567890"),
    ("01632 960201", "+44 1234 567890"),
    ("01632 960201", "00000 000000"),
    ("office@birch.example", "office@example.com"),
    ("office@birch.example", "head@yourschool.co.uk"),
    ("Paul Ester", "A. N. Other"),
    ("Paul Ester", "Name here"),
)


@pytest.mark.parametrize(("old", "new"), MEANT_BY_NOBODY, ids=[new for _, new in MEANT_BY_NOBODY])
def test_a_value_that_was_hardly_meant_is_named(old: str, new: str, root: Path) -> None:
    before = (root / BIRCH).read_text(encoding="utf-8")
    assert problems_after(root, BIRCH, old, new) == []
    [doubt] = doubts_in(root)
    assert doubt.line == before[: before.index(old)].count("\n") + 1
    assert new.strip("'") in doubt.message


def test_square_brackets_that_make_a_list_are_named_as_the_gap_that_they_are(root: Path) -> None:
    [problem] = problems_after(root, BIRCH, "Birch Primary School", "[insert school name]")
    assert (
        problem.message
        == "'school.name' is '[insert school name]', which looks like a gap that was to be filled in"
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Birch Primary School", '"no"'),
        ("Birch Primary School", "School of the Annunciation (Infants)"),
        ("Birch Primary School", "[{value: TBC, checked_on: 2026-09-04}]"),
        ("Birch Primary School", "12:30 Club"),
        ("01632 960201", "020 7946 0123"),
        ("01632 960201", "0300 123 1234"),
        ("office@birch.example", "office@example-academy.org"),
        ("Paul Ester", "Xanthe Exxon"),
        ("Paul Ester", "Tobias Tbilisi"),
    ],
)
def test_a_value_that_somebody_meant_is_let_be(old: str, new: str, root: Path) -> None:
    assert problems_after(root, BIRCH, old, new) == []
    assert doubts_in(root) == ()


@pytest.mark.parametrize("word", ["no", "on", "0123", "12:30", "1e5", "2026-09-01", "~x", "null island"])
def test_a_text_is_what_was_typed_whatever_yaml_takes_it_for(word: str, root: Path) -> None:
    problems_after(root, BIRCH, "Birch Primary School", word)
    library, _ = load_library(root)
    [dated] = library.schools["birch"].values.values["school.name"]
    assert dated.value == word
