"""Who adopts need not be a school: one word in the settings names it, and it need not say what only a school has."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from clausewright.build.front import write_front
from clausewright.check.unit_words import name_unit as name_unit_in
from clausewright.check.unit_words import speak_of_unit
from clausewright.errors import Problem
from clausewright.load import load_library
from clausewright.model.local_records import SchoolFacts
from clausewright.model.values import SCHOOL, Words
from clausewright.override_files import overrides_for
from clausewright.templates import load_templates
from tests.support.small import Small

OFFICE = "extra:\n  title: Policies of Example Ltd\n  unit: {singular: office, plural: offices}\n"


def name_unit(small: Small, text: str = OFFICE) -> None:
    """Write into the settings what the body is called that adopts."""
    path = small.root / "mkdocs.yml"
    settings = path.read_text(encoding="utf-8")
    assert "\nextra:\n" in settings
    path.write_text(settings.replace("extra:\n", text, 1), encoding="utf-8")


def test_without_a_word_it_is_a_school(small: Small) -> None:
    library, _ = load_library(small.root)
    assert (library.unit, library.title) == (SCHOOL, "School policies")


def test_bodies_of_another_kind_need_no_authority_phase_or_type(small: Small) -> None:
    name_unit(small)
    for school in (small.root / "variables" / "schools").iterdir():
        path = school / "school.yml"
        text = re.sub(r"(?m)^(authority|phase|type):.*\n", "", path.read_text(encoding="utf-8"))
        path.write_text(text, encoding="utf-8")
    shutil.rmtree(small.root / "variables" / "authorities")
    said = small.say("check")
    assert "authority" not in said.out.replace("authority.", "")
    said = small.say("new-school", "leeds", "--name", "Leeds")
    assert said.code == 0, said.err
    text = (small.root / "variables/schools/leeds/school.yml").read_text(encoding="utf-8")
    assert re.findall(r"(?m)^(authority|phase|type):", text) == []
    library, _ = load_library(small.root)
    assert (library.schools["leeds"].facts.phase, library.schools["leeds"].facts.authority) == (
        "not-stated",
        "",
    )


def test_a_library_may_have_phases_and_types_of_its_own(small: Small) -> None:
    schema = small.root / "variables" / "schema.yml"
    kinds = (
        "school.type: {type: choice, set_by: school, help: The kind of office., default: branch,"
        " options: [branch, headquarters]}\n"
    )
    schema.write_text(schema.read_text(encoding="utf-8") + kinds, encoding="utf-8")
    schools = sorted((small.root / "variables" / "schools").iterdir())
    for school, kind in zip(schools, ("branch", *["maintained"] * len(schools)), strict=False):
        path = school / "school.yml"
        path.write_text(re.sub(r"(?m)^type:.*$", f"type: {kind}", path.read_text(encoding="utf-8")))
    library, problems = load_library(small.root)
    assert library.types == ("branch", "headquarters")
    assert library.phases[0] == "nursery"
    assert type(library.schools[schools[0].name].facts) is SchoolFacts
    told = [problem for problem in problems if problem.message.startswith("'type' is")]
    assert [problem.path.split("/")[2] for problem in told] == [school.name for school in schools[1:]]
    assert "Known: branch, headquarters, not-stated." in told[0].hint or "'type: branch'" in told[0].hint


def test_a_phase_that_is_declared_is_a_choice(small: Small) -> None:
    schema = small.root / "variables" / "schema.yml"
    line = "school.phase: {type: text, set_by: school, help: The phase.}\n"
    schema.write_text(schema.read_text(encoding="utf-8") + line, encoding="utf-8")
    problem = next(problem for problem in load_library(small.root)[1] if "school.phase" in problem.message)
    assert (problem.path, problem.line) == ("variables/schema.yml", len(schema.read_text().splitlines()))
    assert "type: choice" in problem.hint


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("A school's file is in variables/schools/; schools set 'school.name'.",
         "An office's file is in variables/schools/; offices set 'school.name'."),
        ("Schools and a school of “High School” at Ashgrove School.",
         "Offices and an office of “High School” at Ashgrove School."),
        ("Write it once. School files: see {{ school.email }}, preschool or school-wide.",
         "Write it once. Office files: see {{ school.email }}, preschool or school-wide."),
    ],
)  # fmt: skip
def test_what_check_says_has_the_word_of_the_library(written: str, said: str) -> None:
    office = Words("office", "offices", "an")
    assert name_unit_in(written, office) == said
    problem = Problem("a.md", 1, written, written)
    assert list(speak_of_unit([problem], office)) == [Problem("a.md", 1, said, said)]
    assert list(speak_of_unit([problem], SCHOOL)) == [problem]


def test_the_pages_around_the_sites_speak_of_the_unit(small: Small, tmp_path: Path) -> None:
    name_unit(small)
    pages: dict[str, str] = {}

    class Written:
        """Takes what is written, and keeps it."""

        files: tuple[str, ...] = ()

        def write(self, path: str, text: str) -> None:
            """Keep a page."""
            pages[path] = text

    library, problems = load_library(small.root)
    assert problems == ()
    write_front(Written(), load_templates(overrides_for(tmp_path)), (), {}, library)  # type: ignore[arg-type]
    assert "<h1>Policies of Example Ltd</h1>" in pages["index.html"]
    assert "Choose an office to read its policies." in pages["index.html"]
    assert "Choose an office and find" in pages["404.html"]
    for page in pages.values():
        assert re.findall(r"(?i)schools?\b", page) == []


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("unit: office", "has a unit that should have the parts singular, plural, article"),
        ("unit: {singular: office}", "has a unit that needs both a singular and a plural"),
        ("title: [a]", "has a title that is no text"),
    ],
)
def test_a_slip_in_the_settings_is_told_with_the_line_to_write(written: str, told: str, small: Small) -> None:
    name_unit(small, f"extra:\n  {written}\n")
    said = small.say("check")
    assert said.code == 1
    assert told in said.out
    assert "Write under 'extra:' a line such as '" in said.out
