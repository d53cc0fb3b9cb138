"""What a policy that came in does not say of itself is told, each thing once; what it says in whatever form
is not.

Broken by hand to see it fail: `lacking` that takes everything for stated; a rule that looks for no labels in
the text.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from clausewright.cli import run
from clausewright.lint import lint
from clausewright.load import load_library
from clausewright.model.library import Library
from tests.support.small import BASE

TODAY = date(2026, 11, 21)
RULES = ("META-TITLE", "META-VERSION", "META-OWNER", "META-APPROVAL", "META-REVIEW", "META-PARTY")
BARE = """1. Introduction

1.1 This policy is about kites that fly over the yard.

2. Rules

2.1 Staff must keep kites low.
"""
WHOLE = """Kites policy

Approved by: Governing board
Date approved: 3 March 2026
Next review: March 2027
Policy owner: Site manager
Version: 3

1. Introduction

1.1 This policy of Elm Lane Primary School is about kites that fly over the yard.
"""
LABELLED = """Kites policy

Elm Lane Primary School

Our kites are blue | Owner: Site manager | Version 2 | Adopted by: Full board

Next review: Spring 2027

1. Introduction

1.1 This policy is about kites that fly over the yard.
"""


def found(library: Library) -> set[str]:
    """The rules of metadata that find something."""
    return {problem.rule for problem in lint(library, TODAY, RULES)}


def brought(tmp_path: Path, text: str) -> Library:
    """A text as an import makes a library of it."""
    (tmp_path / "kites.txt").write_text(text, encoding="utf-8")
    options = ["--into", str(tmp_path / "draft"), "--library", str(tmp_path), "--as-at", f"{TODAY}"]
    assert run(["import", str(tmp_path / "kites.txt"), *options]) == 0
    return load_library(tmp_path / "draft")[0]


def test_a_policy_that_says_nothing_of_itself_lacks_everything(tmp_path: Path) -> None:
    assert found(brought(tmp_path, BARE)) == set(RULES)


@pytest.mark.parametrize("text", [WHOLE, LABELLED])
def test_a_policy_that_says_it_lacks_nothing(tmp_path: Path, text: str) -> None:
    assert found(brought(tmp_path, text)) == set()


def test_a_library_that_people_keep_lacks_nothing_until_it_names_no_owner() -> None:
    library = load_library(BASE)[0]
    assert found(library) == set()
    policies = {
        id: replace(one, facts=one.facts.model_copy(update={"owner": "Not stated"}))
        for id, one in library.policies.items()
    }
    assert found(replace(library, policies=policies)) == {"META-OWNER"}
