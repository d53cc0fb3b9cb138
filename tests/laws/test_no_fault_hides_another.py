"""Law 3, the other half: of independent faults in a library that had none, each is told, whatever others stand
beside it, with the right path and on the right line.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clausewright.check import check
from clausewright.errors import Problem
from clausewright.load import load_library
from tests.support.examples import examples
from tests.support.small import AS_AT, BIRCH, CEDAR, CONSENT, MAPLE, WHO, copied

PHONES, VISITS = "policies/phones/2026-09.md", "policies/visits/2025-09.md"
STEPS = "policies/clauses/visit-steps/2025-09.md"
AWAY = "policies/clauses/phones-away/2025-09.md"
URGENT = "policies/clauses/urgent-messages/2025-09.md"
HANDED_IN = "policies/clauses/phones-handed-in/2025-09.md"
ASK = "policies/clauses/who-to-ask/2025-09.md"
SCHEMA, TERMS, TRUST = "variables/schema.yml", "policies/terms.yml", "variables/trusts/grove/trust.yml"


@dataclass(frozen=True, slots=True)
class Fault:
    """An edit of one file, the words of the problem that it makes, and the words of the line on which it
    stands; no words where it is about a whole file.
    """

    path: str
    old: str
    new: str
    message: str
    place: str = ""

    def plant(self, root: Path) -> None:
        """Make the edit."""
        text = (root / self.path).read_text(encoding="utf-8")
        assert self.old in text, (self.path, self.old)
        (root / self.path).write_text(text.replace(self.old, self.new, 1), encoding="utf-8")

    def is_told(self, root: Path, problems: Sequence[Problem]) -> bool:
        """Say whether one of the problems is the one that the edit makes."""
        lines = [0]
        if self.place:
            text = (root / self.path).read_text(encoding="utf-8").splitlines()
            lines = [number for number, line in enumerate(text, 1) if self.place in line]
        return any(
            problem.path == self.path and problem.line in lines and self.message in problem.message
            for problem in problems
        )


@dataclass(frozen=True, slots=True)
class StrayFault(Fault):
    """A fault that is made otherwise than by an edit."""

    make: Callable[[Path], object] = lambda _: None

    def plant(self, root: Path) -> None:
        """Make it."""
        self.make(root)


def rename(old: str, new: str) -> StrayFault:
    return StrayFault(
        new, "", "", "is a file that nothing reads", make=lambda root: (root / old).rename(root / new)
    )


FAULTS = (
    Fault(BIRCH, "01632 960201", "call us", "which is not a telephone number", "call us"),
    Fault(BIRCH, "  name: Birch Primary School\n", "", "'school.name' has no value at birch"),
    Fault(BIRCH, "4711", "no digits", "which is not a number", "no digits"),
    Fault(BIRCH, "office@birch.example", "at the office", "not an e-mail address", "at the office"),
    Fault(CEDAR, "Cedar High School", '"Cedar High School', "that is not closed on its line", '"Cedar'),
    Fault(CEDAR, "trust: grove", "trust: grvoe", "names the trust 'grvoe'", "trust:"),
    Fault(CEDAR, "lockers: true", "lockers: perhaps", "which is neither yes nor no", "perhaps"),
    Fault(MAPLE, "phase: ", "phase: x", "which is not known here", "phase: x"),
    Fault(MAPLE, "head@maple.example", "at the door", "which is not an e-mail address", "at the door"),
    Fault(MAPLE, "Maple Infant School", "Maple #2 School", "keeps only 'Maple'", "#2"),
    Fault(MAPLE, "role:", "scholl: {name: x}\nrole:", "'scholl.name' is not a variable", "scholl"),
    Fault(PHONES, '{{ clause("urgent-messages") }}', '{{ clause("urgent-messages") }}\n\n{{ clause("urgent-messages") }}', "has the clause 'urgent-messages' twice", 'clause("urgent-messages")'),
    Fault(PHONES, "status: issued", "status: isued", "'status' is 'isued'", "isued"),
    Fault(VISITS, 'clause("visit-steps")', 'clause("visit-stesp")', "names the clause 'visit-stesp'", "visit-stesp"),
    Fault(VISITS, "summary: First version.", "summry: First version.", "'summry' is not a key", "summry"),
    Fault("policies/visits/policy.yml", "approver: board", "approver: board\ntier: turst", "'tier' is 'turst'", "turst"),
    Fault("policies/phones/policy.yml", "basis: [behaviour]", "basis: [behavior]", "names the citation 'behavior'", "basis"),
    Fault(TERMS, "  meaning:", "  term: again\n  meaning:", "has the key 'term' twice", "again"),
    Fault("policies/citations.yml", "2026-11-02", "last week", "which is not a date", "last week"),
    Fault("policies/editions.yml", "id: 2026-27", "id: 2025-26", "repeats an edition's id", "title: 2026-27"),
    Fault(CONSENT, "No {{ word.pupil }}", "No <b>{{ word.pupil }}</b>", "has raw html: <b>", "<b>"),
    Fault(CONSENT, "| Half a day |", "| Half | a day |", "has a table row with 3 cells", "| Half |"),
    Fault(CONSENT, "strength: must", "strength: mst", "'strength' is 'mst'", "mst"),
    Fault(WHO, "{{ school.name }}", "{{ school.nmae }}", "'school.nmae' is not a field", "nmae"),
    Fault(STEPS, "![Three boxes joined by arrows: ask for a date, write down the risks, tell families.]", "![]", "has a picture without alt text", "![]"),
    Fault(WHO, "all staff", "all [staff](nowhere.md) {{ school.nmae }}", "has a link that names no site", "nowhere"),
    Fault(STEPS, "2. Write down the risks.", "2. Write [down](nowhere.md) the risks.", "has a link that names no site", "nowhere"),
    Fault(STEPS, "title: Steps before a visit\n", "", "'title' is missing", "concept:"),
    Fault(ASK, "{{ role.head.email }}", "{{ role.head.email }", "has a template tag that cannot be read", "role.head.email }"),
    Fault(AWAY, "switched off", 'switched off, not as {{ ref("phones-handed-in") }} says', "refers to 'phones-handed-in', which is left out", "ref("),
    Fault(URGENT, "\n\n{{ table(school.contacts) }}", " {{ table(school.contacts) }}", "has table() inside a line", "table("),
    Fault(HANDED_IN, "choice.lockers", "choice.phones", "tests the choice 'choice.phones'", "choice.phones"),
    Fault(SCHEMA, "school.colour: {type: colour", "school.colour: {type: color", "'type' is 'color'", "school.colour"),
    Fault(TRUST, "word:", "words: {x: y}\nword:", "'words.x' is not a variable", "words:"),
    Fault("variables/common.yml", "# Nothing", "word: here\n# Nothing", "'word' is not a group of values", "word: here"),
    Fault("variables/authorities/rivermouth.yml", "name:", "nmae:", "'authority.nmae' is not a variable", "nmae"),
    Fault("variables/schools/birch/adoptions.yml", "version: 2026-09", "version: 2026-08", "names the version '2026-08'", "2026-08"),
    Fault("variables/schools/birch/adoptions.yml", "on: 2026-10-07", "on: last week", "'on' is 'last week', which is not a date", "last week"),
    Fault("variables/schools/birch/adoptions.yml", 'by: board, minute: "3.2"', 'by: bord, minuet: "3.2"', "names the body 'bord'", "by: bord"),
    Fault("variables/schools/cedar/adoptions.yml", "next_review: 2026-11-10", "next_review: 2024-11-10", "has the next review of 'phones' (2024-11-10)", "2024-11-10"),
    Fault("variables/schools/cedar/adoptions.yml", "reason: The school makes no visits.", "", "does not apply, but not why", "not-applicable"),
    rename("variables/schools/maple/adoptions.yml", "variables/schools/maple/adoption.yml"),
    StrayFault("variables/schools/oak", "", "", "is a link to a folder", make=lambda root: (root / "variables/schools/oak").symlink_to("birch")),
    StrayFault("policies/images/pipe.png", "", "", "is no file but a pipe", make=lambda root: os.mkfifo(root / "policies/images/pipe.png")),
    StrayFault("mkdocs.yml", "", "", "is missing", make=lambda root: (root / "mkdocs.yml").unlink()),
)  # fmt: skip


def assert_all_told(faults: Sequence[Fault], root: Path) -> None:
    for fault in faults:
        fault.plant(root)
    library, loaded = load_library(root)
    problems = check(library, loaded, date.fromisoformat(AS_AT))
    assert [fault for fault in faults if not fault.is_told(root, problems)] == []


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    assert_all_told(FAULTS, copied(tmp_path / "library"))


@settings(max_examples=examples(12), derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(faults=st.lists(st.sampled_from(FAULTS), min_size=1, max_size=len(FAULTS), unique=True))
def test_any_of_them_are_told_together(faults: list[Fault], tmp_path_factory: pytest.TempPathFactory) -> None:
    assert_all_told(faults, copied(tmp_path_factory.mktemp("faults") / "library"))
