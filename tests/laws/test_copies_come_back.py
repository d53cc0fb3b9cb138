"""Law: a library made from many schools' copies builds each school's own document again."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clausewright.api import SchoolsOptions, SchoolsResult, import_schools
from tests.support.drawer import Drawer, make_drawer
from tests.support.examples import examples

AS_AT = date(2026, 11, 30)


def _import(drawer: Drawer, into: Path) -> SchoolsResult:
    return import_schools(SchoolsOptions([drawer.folder], AS_AT, into, version="2026-09"))


@given(schools=st.sampled_from((5, 9, 30)), seed=st.integers(0, 10_000), older=st.sampled_from((0, 2)))
@settings(max_examples=examples(2), deadline=None)
def test_each_copy_comes_back(schools: int, seed: int, older: int) -> None:
    """Law 15, with libraries that are made by chance; and what is found is what was there. Copies of an
    earlier time are of an earlier version, whose differences are nobody's own.
    """
    with TemporaryDirectory() as folder:
        drawer = make_drawer(Path(folder) / "drawer", schools, seed, older)
        result = _import(drawer, Path(folder) / "library")
        assert result.is_written, result.problems
        assert [proof.differences for proof in result.proofs] == [()] * schools
        assert len(result.policies) == 1
        assert [len(policy.versions) for policy in result.policies] == [2 if older else 1]
        kinds = Counter(decision.kind for decision in result.decisions.asked)
        assert kinds["edition"] == (older > 0)
        assert kinds["optional"] == 0
        assert kinds["choice"] == drawer.count_choices()
        assert kinds["order"] == len(drawer.moved)
        assert kinds["addition"] == len(drawer.additions)
        assert kinds["omission"] == len(drawer.omissions)
        assert kinds["amendment"] == drawer.count_amendments()


def test_what_is_not_in_the_draft_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The proof reads the draft and not the plan: a clause that is lost on the way is a difference."""
    drawer = make_drawer(tmp_path / "drawer", 3, 1)
    monkeypatch.setattr("clausewright.copies.drafting.write_blocks", lambda *_: "Nothing but this.\n")
    result = _import(drawer, tmp_path / "library")
    assert not any(proof.comes_back for proof in result.proofs)
