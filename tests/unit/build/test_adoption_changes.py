"""What an adoption changed, whatever was adopted: a version again, an earlier one, one for later, or one on the day on
which a value or a choice became another.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from clausewright.assemble.assembler import Assembler
from clausewright.assemble.sites import assemble_sites
from clausewright.build.change_files import ChangeReport, report_pair
from clausewright.build.change_sets import ChangeSet, list_adoptions, make_pair_resolver
from clausewright.load import load_library
from clausewright.model.change import Kind
from tests.support.small import AS_AT, BIRCH, copied

ADOPTIONS = "variables/schools/birch/adoptions.yml"
DECISION = "  - {{version: {}, on: {}, from: {}, by: board, minute: '1', next_review: 2027-10-13}}\n"
Decisions = list[tuple[str, str, str]]


def adopt(
    tmp_path: Path, decisions: Decisions, as_at: str = AS_AT, values: tuple[str, str] = ("", "")
) -> tuple[Assembler, list[ChangeSet]]:
    """The changes at a school that decided so, each decision a version, when, and from when."""
    root = copied(tmp_path / "library")
    (root / ADOPTIONS).write_text(
        "phones:\n" + "".join(DECISION.format(*decision) for decision in decisions), encoding="utf-8"
    )
    school = root / BIRCH
    school.write_text(school.read_text(encoding="utf-8").replace(*values, 1), encoding="utf-8")
    library, problems = load_library(root)
    assert problems == ()
    assembler = Assembler(library)
    sites = assemble_sites(assembler, date.fromisoformat(as_at))
    birch = next(site for site in sites if site.id == "birch" and site.showing.is_newest)
    return assembler, list(list_adoptions(assembler, birch))


def report(tmp_path: Path, decisions: Decisions, values: tuple[str, str] = ("", "")) -> ChangeReport:
    """What is told of the last of several adoptions."""
    assembler, changes = adopt(tmp_path, decisions, values=values)
    return report_pair(assembler, changes[-1].compared)


FIRST = ("2025-09", "2025-10-08", "2025-10-13")
SECOND = ("2026-09", "2026-09-01", "2026-09-01")


def test_a_version_that_is_adopted_again_changes_its_record_alone(tmp_path: Path) -> None:
    told = report(tmp_path, [FIRST, ("2025-09", "2026-02-01", "2026-02-03")])
    assert [entry.kind for entry in told.changes.entries] == [Kind.RECORD]
    assert told.cover.summary == ""


@pytest.mark.parametrize(
    ("decisions", "summary"),
    [
        ([FIRST, SECOND], "Says what happens on visits."),
        ([SECOND, ("2025-09", "2026-11-01", "2026-11-05")], ""),
    ],
)
def test_a_version_speaks_for_itself_only_where_it_follows_the_one_before(
    tmp_path: Path, decisions: Decisions, summary: str
) -> None:
    assert report(tmp_path, decisions).cover.summary == summary


def test_what_is_decided_for_later_is_told_from_the_decision_on(tmp_path: Path) -> None:
    later = ("2026-09", "2026-11-10", "2026-12-12")
    _, changes = adopt(tmp_path / "after", [FIRST, later], "2026-11-10")
    assert [pair.folder for pair in changes] == ["birch/changes/phones/2026-12-12"]
    _, changes = adopt(tmp_path / "before", [FIRST, later], "2026-11-09")
    assert changes == []


@pytest.mark.parametrize(
    ("start", "is_told"), [("2026-09-01", True), ("2026-08-31", False), ("2026-09-02", False)]
)
def test_a_value_is_told_of_where_it_changes_with_the_adoption(
    tmp_path: Path, start: str, is_told: bool
) -> None:
    phone = f"[{{from: 2025-09-01, value: 01632 960201}}, {{from: {start}, value: 01632 960299}}]"
    told = report(tmp_path, [FIRST, SECOND], ("01632 960201", phone))
    assert ("school.phone" in {entry.subject for entry in told.changes.entries}) == is_told


def test_a_choice_of_the_day_of_adoption_is_a_cause(tmp_path: Path) -> None:
    choice = "choice: {phones: [{from: 2025-09-01, value: away}, {from: 2026-09-01, value: handed-in}]}\n"
    told = report(tmp_path, [FIRST, SECOND], ("school:\n", f"{choice}school:\n  desk: the office\n"))
    assert "choice.phones" in {entry.subject for entry in told.changes.entries}


def test_a_value_that_nobody_recorded_for_the_day_is_no_fault(tmp_path: Path) -> None:
    """A school may have begun to record a value after the text of the day had printed it."""
    phone = "[{from: 2026-10-01, value: 01632 960201}]"
    assembler, changes = adopt(tmp_path, [FIRST, SECOND], values=("01632 960201", phone))
    [pair] = changes
    printer = make_pair_resolver(assembler.library, pair, {copy.id: {} for copy in pair.site.copies})
    assert printer.resolve(["school.phone"], "html") == {"school.phone": "[school phone]"}
