"""Rules that are nothing but patterns are data: wording.yml, which any library may change.

Broken by hand to see it fail: own entries ignored; a pattern that does not compile let through.
"""

from __future__ import annotations

from datetime import date

import pytest

from clausewright.errors import Problem
from clausewright.lint import RULES, collect_rules, lint
from clausewright.lint.patterns import build_pattern_rules
from clausewright.load import load_changed, load_library, read_shipped
from clausewright.model.library import Library
from tests.support.small import BASE

TODAY = date(2026, 11, 21)
VERSION = load_library(BASE)[0].policies["phones"].versions[-1].body.path
ENTRY = """FISH:
  says: The text speaks of fish.
  do: Say which fish.
  severity: error
  words:
    fish: [herrings?, cod]
  found:
    - '\\b{fish}\\b'
  why: A school is no harbour.
"""


def with_wording(wording: str, added: str = "") -> tuple[Library, tuple[Problem, ...]]:
    """The small library with its own wording.yml, and with a sentence more in one version."""
    text = f"{(BASE / VERSION).read_text(encoding='utf-8').rstrip()}\n\n{added}\n"
    return load_changed(BASE, {"policies/wording.yml": wording.encode(), VERSION: text.encode()})


def find_in(library: Library) -> list[tuple[str, str]]:
    """What the rules say of the version that was changed."""
    problems = lint(library, TODAY)
    return [(problem.rule, problem.message) for problem in problems if problem.path == VERSION]


def test_a_library_without_the_file_has_the_shipped_rules() -> None:
    assert not (BASE / "policies" / "wording.yml").exists()
    library = load_library(BASE)[0]
    assert library.known.wording == read_shipped().wording
    assert len(build_pattern_rules(library.known)) > 20


def test_an_entry_of_its_own_is_a_rule() -> None:
    library, problems = with_wording(ENTRY, "Herring and cods are kept with the cod.")
    assert [problem for problem in problems if "wording.yml" in problem.path] == []
    assert ("FISH", "the text speaks of fish: “Herring”") in find_in(library)
    assert ("FISH", "the text speaks of fish: “cod”") in find_in(library)
    assert ("FISH", "the text speaks of fish: “cods”") not in find_in(library)


def test_an_entry_in_place_of_a_shipped_one_can_silence_it() -> None:
    added = "Staff must comply with regards to phones."
    assert "GRAM" in {rule for rule, _ in find_in(with_wording(ENTRY, added)[0])}
    silent = ENTRY.replace("FISH", "GRAM").replace("  severity", "  on: false\n  severity")
    assert "GRAM" not in {rule for rule, _ in find_in(with_wording(silent, added)[0])}


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("'\\b{fish}\\b'", "'(?:{fish}'", 8, "is no regular expression"),
        ("'\\b{fish}\\b'", "'{fish}*'", 8, "matches where there are no words at all"),
        ("'\\b{fish}\\b'", "'({fish}) or'", 8, "has a group without a name"),
        ("cod]", "'c[od']", 6, "is no regular expression"),
        ("{fish}", "{meat}", 7, "names {meat}, and 'words' lists none of them"),
        ("'\\b{fish}\\b'", "'(?P<x>cod)'\n    - '(?P<x>herring)'", 7, "do not go together"),
        ("  why: A school is no harbour.\n", "", 1, "'why' is missing"),
        ("FISH", "Fish", 1, "cannot be the id of a rule"),
    ],
)
def test_what_is_wrong_with_an_entry_is_a_problem_of_its_line(
    old: str, new: str, line: int, said: str
) -> None:
    assert old in ENTRY
    library, problems = with_wording(ENTRY.replace(old, new))
    told = [problem for problem in problems if problem.path == "policies/wording.yml"]
    assert [problem.line for problem in told] == [line], told
    assert said in told[0].message
    assert library.known.wording == read_shipped().wording


def test_an_entry_may_not_take_the_id_of_a_rule_of_the_program() -> None:
    library = with_wording(ENTRY.replace("FISH", "SPELL"))[0]
    assert "'SPELL' is a rule of the program, not of patterns" in {
        problem.message for problem in lint(library, TODAY)
    }
    assert [rule for rule in collect_rules(library.known) if rule.id == "SPELL"] == [
        rule for rule in RULES if rule.id == "SPELL"
    ]


def test_every_shipped_pattern_is_one_that_its_entry_can_use() -> None:
    """No list of words stands in an entry that none of its patterns names."""
    for id, facts in read_shipped().wording.items():
        for name in facts.words:
            assert any(f"{{{name}}}" in pattern for pattern in facts.found), (id, name)
