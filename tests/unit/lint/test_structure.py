"""Rules that look at how a policy is put together: lists of policies, numbers that came in, prohibitions,
quotations.

Broken by hand to see it fail: sections counted from any number; a list of prohibitions measured by all its
sentences.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from clausewright.cli import run
from clausewright.lint import lint
from clausewright.load import load_library

TODAY = date(2026, 11, 21)
RULES = ("STR-UNNUMBERED", "STR-APPENDIX", "STR-POLARITY", "STR-QUOTE", "REF-LIST")
NUMBERED = """Kites policy

1. Purpose

1.1 This policy is about kites that fly over the yard of Elm Lane Primary School.

1.2 It belongs with the Data Protection Policy, and staff comply with the Attendance Policy and the Complaints Policy.

2. Rules

2.1 Staff must keep kites low.

2.2 Kites are blue or red.

{second}2.3 Pupils bring no kites of their own.

2.4 Nobody flies a kite near a road.

3. Help

3.1 The office keeps a list of kites.

3.2 Read this policy in conjunction with:

- Data Protection Policy
- Attendance Policy
- {last} Policy

{after}
"""


def found(tmp_path: Path, second: str = "", last: str = "Complaints", after: str = "") -> list[str]:
    """What the rules of structure find in a text that comes in."""
    (tmp_path / "kites.txt").write_text(
        NUMBERED.format(second=second, last=last, after=after), encoding="utf-8"
    )
    assert (
        run(
            [
                "import",
                str(tmp_path / "kites.txt"),
                "--into",
                str(tmp_path / "draft"),
                "--library",
                str(tmp_path),
            ]
        )
        == 0
    )
    library = load_library(tmp_path / "draft")[0]
    return [problem.rule for problem in lint(library, TODAY, RULES)]


def test_a_policy_whose_numbers_and_lists_are_whole_has_no_fault(tmp_path: Path) -> None:
    assert found(tmp_path) == []


def test_a_second_paragraph_under_a_number_has_none_of_its_own(tmp_path: Path) -> None:
    assert found(tmp_path, second="Their strings are short, and nobody ties two of them together.\n\n") == [
        "STR-UNNUMBERED"
    ]


def test_two_lists_of_policies_that_differ_are_told(tmp_path: Path) -> None:
    assert found(tmp_path, last="Grievance") == ["REF-LIST"]


def test_a_section_without_a_number_behind_numbered_ones_reads_as_part_of_the_last(tmp_path: Path) -> None:
    text = "KITE STANDARDS\n\nEverybody reads these standards once a year, and signs that they did."
    assert found(tmp_path, after=text) == ["STR-APPENDIX"]


def test_an_appendix_may_have_no_number(tmp_path: Path) -> None:
    text = "APPENDIX A\n\nEverybody reads these standards once a year, and signs that they did."
    assert "STR-APPENDIX" not in found(tmp_path, after=text)


def test_prohibitions_say_no_each_by_itself(tmp_path: Path) -> None:
    bare = "DO NOT\n\n- Fly a kite in a storm. Wires are not safe.\n- Lend a kite. It may not come back.\n"
    assert "STR-POLARITY" in found(tmp_path, after=bare)
