"""The schemas of what programs may read say what commands write: every key is in them, and none is left out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from clausewright.cli import run
from documentation.reference import DOCS
from tests.support import REPOSITORY
from tests.support.small import AS_AT, BIRCH, copied

SCHEMAS = DOCS / "pages" / "reference" / "schemas"
NAMES = sorted(path.name.removesuffix(".schema.json") for path in SCHEMAS.iterdir())
COMMANDS = {
    "problems": ["check"],
    "todo": ["todo"],
    "where-used": ["where-used", "school.name"],
    "register": ["status"],
    "impact": ["impact", "phones", "2026-09"],
}


def find_faults(name: str, data: object) -> list[str]:
    """What of the data its schema does not allow."""
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return [error.message for error in Draft202012Validator(schema).iter_errors(data)]


def list_closed_parts(schema: Any) -> Iterator[Any]:
    """Every part of a schema that is an object with keys of its own."""
    if isinstance(schema, dict):
        if "properties" in schema and isinstance(schema["properties"], dict):
            yield schema
        for part in schema.values():
            yield from list_closed_parts(part)


def say_json(root: Path, words: list[str], capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command on a library; return what it wrote as JSON."""
    capsys.readouterr()
    run([*words, "--library", str(root), "--as-at", AS_AT, "--format", "json"])
    return json.loads(capsys.readouterr().out)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small library, in which a command may keep what it remembers."""
    return copied(tmp_path_factory.mktemp("whole") / "library")


@pytest.fixture(scope="module")
def wanting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small library, with a value that is missing."""
    root = copied(tmp_path_factory.mktemp("wanting") / "library")
    file = root / BIRCH
    text = file.read_text(encoding="utf-8")
    assert "  name: Birch Primary School\n" in text
    file.write_text(text.replace("  name: Birch Primary School\n", ""), encoding="utf-8")
    return root


@pytest.mark.parametrize("name", sorted(COMMANDS))
@pytest.mark.parametrize("library", ["whole", "wanting", "shipped"])
def test_what_a_command_writes_is_as_its_schema_says(
    name: str, library: str, whole: Path, wanting: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = COMMANDS[name]
    if library == "shipped":
        if name not in ("register", "impact"):
            pytest.skip("the shipped library has nothing more of it")
        words = ["impact", "social-media", "2026-09"] if name == "impact" else words
    if library == "wanting" and name in ("register", "impact"):
        pytest.skip("a library with errors has none")
    root = {"whole": whole, "wanting": wanting, "shipped": REPOSITORY}[library]
    data = say_json(root, words, capsys)
    assert data or library == "whole"
    assert find_faults(name, data) == []


def test_a_published_folder_is_described_as_the_schemas_say(small_once: Path) -> None:
    public = small_once / "public"
    manifest = json.loads((public / "manifest.json").read_text(encoding="utf-8"))
    assert {"policy", "version"} <= manifest["files"]["birch/2026-27/phones/index.html"].keys()
    assert find_faults("manifest", manifest) == []
    for path in public.glob("*/versions.json"):
        assert find_faults("versions", json.loads(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_names_every_key_and_is_in_the_documentation(name: str) -> None:
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    parts = list(list_closed_parts(schema))
    assert parts
    assert [part for part in parts if part["additionalProperties"] is not False] == []
    assert f"(schemas/{name}.schema.json)" in (SCHEMAS.parent / "json.md").read_text(encoding="utf-8")
