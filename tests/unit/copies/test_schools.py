"""Many schools' copies become one library, and each copy comes back from it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from clausewright.api import SchoolsOptions, SchoolsResult, import_schools
from clausewright.cli import run
from clausewright.errors import ClausewrightError
from clausewright.load.drawer_answers import read_drawer_answers
from tests.support.drawer import Drawer, make_drawer
from tests.support.examples import examples

AS_AT = date(2026, 11, 30)


def _import(drawer: Drawer, into: Path) -> SchoolsResult:
    return import_schools(SchoolsOptions([drawer.folder], AS_AT, into, version="2026-09"))


def _count_kinds(result: SchoolsResult) -> Counter[str]:
    return Counter(decision.kind for decision in result.decisions.asked)


@given(schools=st.integers(3, 6), seed=st.integers(0, 10_000))
@settings(max_examples=examples(2))
def test_each_copy_comes_back(schools: int, seed: int) -> None:
    with TemporaryDirectory() as folder:
        drawer = make_drawer(Path(folder) / "drawer", schools, seed)
        result = _import(drawer, Path(folder) / "library")
        assert result.is_written, result.problems
        assert [proof.differences for proof in result.proofs] == [()] * schools
        assert len(result.policies) == 1
        kinds = _count_kinds(result)
        is_shared = min(Counter(drawer.options.values()).values()) > 1
        assert kinds["choice"] == (is_shared and len(set(drawer.options.values())) > 1)
        assert kinds["order"] == len(drawer.moved)
        assert kinds["addition"] == len(drawer.additions)
