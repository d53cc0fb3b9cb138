"""Who adopts need not be a school: one word in the settings names it, and it need not say what only a school has."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from clausewright.build.output import write_front
from clausewright.load import load_library
from clausewright.model.values import SCHOOL
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
