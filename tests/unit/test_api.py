"""The public interface: its guided tour runs, and what it names is there and says what it is."""

from __future__ import annotations

import ast
import doctest
import inspect
from pathlib import Path

import pytest

import clausewright
from clausewright import api
from clausewright.cli import run


def test_the_guided_tour_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["new", "my-library"]) == 0
    results = doctest.testmod(clausewright)
    assert results.attempted > 8
    assert results.failed == 0


def exported_types(module_file: str) -> set[str]:
    """The names that editors and type checkers see in the TYPE_CHECKING block of a module."""
    tree = ast.parse(Path(module_file).read_text(encoding="utf-8"))
    block = next(
        node
        for node in tree.body
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    )
    return {alias.name for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names}


def test_what_type_checkers_see_is_what_there_is() -> None:
    assert exported_types(clausewright.__file__) == set(clausewright.__all__)


@pytest.mark.parametrize("name", sorted({*clausewright.__all__, *api.__all__} - {"Progress"}))
def test_everything_public_is_there_and_says_what_it_is(name: str) -> None:
    thing = getattr(clausewright if name in clausewright.__all__ else api, name)
    assert inspect.getdoc(thing)
    if inspect.isfunction(thing):
        assert all(
            parameter.annotation is not parameter.empty
            for parameter in inspect.signature(thing).parameters.values()
        )


def test_a_name_that_is_not_public_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'digests'"):
        _ = clausewright.digests
    with pytest.raises(AttributeError, match="has no attribute 'digests'"):
        _ = api.digests
