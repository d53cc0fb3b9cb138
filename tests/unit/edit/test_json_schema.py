"""The JSON Schema and the compiler say the same of a file of values: what one takes, the other takes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML

from clausewright.edit.json_schema import make_json_schema
from clausewright.load import load_library
from clausewright.load.typed_values import InvalidValueError, read_typed_value
from clausewright.model.built_in import make_built_in_variables
from clausewright.model.library import Library
from clausewright.model.values import Kind, Variable
from tests.support import REPOSITORY
from tests.support.small import Small

SHIPPED = REPOSITORY / "variables" / "values.schema.json"
FILES = sorted(
    path
    for pattern in ("common.yml", "authorities/*.yml", "trusts/*/trust.yml", "schools/*/school.yml")
    for path in (REPOSITORY / "variables").glob(pattern)
)


def as_editors_read(text: str) -> Any:
    """YAML 1.2 as editors' language servers read it: days stay text."""
    yaml = YAML(typ="safe", pure=True)
    resolvers = yaml.resolver.versioned_resolver
    for first, found in list(resolvers.items()):
        resolvers[first] = [(tag, rule) for tag, rule in found if not str(tag).endswith("timestamp")]
    return yaml.load(text)


def faults(schema: Any, data: Any) -> list[str]:
    """What a kept validator has against data."""
    return [
        f"{'.'.join(map(str, error.absolute_path))}: {error.message}"
        for error in Draft7Validator(schema).iter_errors(data)
    ]


@pytest.fixture(scope="module")
def shipped() -> Any:
    """The schema that the library ships."""
    return json.loads(SHIPPED.read_text(encoding="utf-8"))


def test_the_shipped_schema_is_what_schema_yml_says_now(library: Library) -> None:
    assert SHIPPED.read_text(encoding="utf-8") == make_json_schema(
        library.schema, tuple(library.authorities), tuple(library.trusts)
    )


def test_it_is_a_valid_schema(shipped: Any) -> None:
    Draft7Validator.check_schema(shipped)


@pytest.mark.parametrize("path", FILES, ids=[path.relative_to(REPOSITORY).as_posix() for path in FILES])
def test_every_shipped_file_fits(shipped: Any, path: Path) -> None:
    assert faults(shipped, as_editors_read(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("phase: primary", "phase: infants"),
        ("authority: northshire", "authority: northshyre"),
        ("trust: tideway", "trust: {name: Tideway}"),
        ("  email: office@", "  email: office at "),
        ("  phone: ", "  phone: ring "),
        ("  phone: ", "  fone: "),
        ("  website: https", "  website: ftp"),
        ("  last_inset: 2026-09-01", "  last_inset: 2026-13-01"),
        ("  policy_month: 2026-12", "  policy_month: December"),
        ('  colour: "#', '  colour: "'),
        ("  head: {name: ", "  head: {nam: "),
        ("    - {from: 2025-09-01, value:", "    - {from: last year, value:"),
        ("checked_on: 2026-09-04", "checked_on: in September"),
        ("    - {platform: Facebook,", "    - {plattform: Facebook,"),
        ("  parent_contact: advised-against", "  parent_contact: advised"),
        ("  disclosure_register: true", "  disclosure_register: perhaps"),
        ("{singular: governor, plural: governors}", "{singular: governor}"),
        ("role:", "roles:"),
    ],
)
def test_a_seeded_fault_is_found(shipped: Any, old: str, new: str) -> None:
    text = (REPOSITORY / "variables/schools/ashgrove/school.yml").read_text(encoding="utf-8")
    assert old in text
    assert faults(shipped, as_editors_read(text.replace(old, new, 1)))


def test_help_options_and_defaults_are_told(shipped: Any) -> None:
    choice = shipped["definitions"]["group-choice"]["properties"]["former_pupils"]
    assert choice["default"] == "under-18"
    assert choice["description"].startswith(
        "Whether the rule on contact continues after a pupil has left.\nnone: "
    )
    assert choice["anyOf"][0]["enum"] == ["none", "under-18", "all", "advised"]
    assert len(choice["anyOf"][0]["enumDescriptions"]) == 4


EXAMPLES: dict[Kind, tuple[Any, ...]] = {
    Kind.TEXT: ("words", "", ["a"], {"a": "b"}),
    Kind.EMAIL: ("a@b.example", "a@b", "a b@c.example", "@b.example", "a@b.example."),
    Kind.PHONE: ("01632 960123", "+44 (0)1632 960123", "01632 960123 ext 4", "123456", "ring us", "(------)"),
    Kind.URL: (
        "https://a.example",
        "http://a.example/b?c=d",
        "a.example",
        "https://a",
        "https://a.example/<b>",
    ),
    Kind.DATE: ("2026-09-01", "2026-9-1", "1 September", "2026-13-01", "2026-09"),
    Kind.MONTH: ("2026-09", "2026-13", "2026-09-01"),
    Kind.NUMBER: ("6", "7.10", "-1", "six", "1e5"),
    Kind.COLOUR: ("#1d5c63", "#1D5C63", "1d5c63", "#fff", "red"),
    Kind.FLAG: ("yes", "no", "true", "maybe"),
    Kind.PERSON: (
        "A. Person",
        {"name": "A"},
        {"name": "A", "email": "a@b.example"},
        {"email": "a@b.example"},
        {"name": "A", "fax": "1"},
        ["A"],
    ),
    Kind.WORDS: (
        {"singular": "a", "plural": "b"},
        {"singular": "a"},
        {"singular": "a", "plural": "b", "dual": "c"},
        "a",
    ),
    Kind.CHOICE: ("one", "two", "three", ["one"]),
    Kind.LIST: ([], [{"x": "1", "y": "a@b.example"}], [{"x": "1"}], [{"z": "1"}], [{"y": "a"}], "x"),
}


@pytest.mark.parametrize("kind", EXAMPLES)
def test_the_compiler_and_the_schema_agree(kind: Kind) -> None:
    variable = Variable(
        "a.b", kind, "Help.", "school", options={"one": "1", "two": "2"} if kind is Kind.CHOICE else {},
        of={"x": Kind.TEXT, "y": Kind.EMAIL} if kind is Kind.LIST else {}, path="variables/schema.yml",
    )  # fmt: skip
    schema = json.loads(make_json_schema(make_built_in_variables() | {"a.b": variable}, (), ()))
    for example in EXAMPLES[kind]:
        try:
            read_typed_value(variable, example, {})
            fits = True
        except InvalidValueError:
            fits = False
        assert (faults(schema, {"a": {"b": example}}) == []) == fits, (kind, example)


def test_a_new_schools_file_fits_and_names_the_schema(small: Small) -> None:
    assert small.say("schema", "--out", str(small.root / "variables/values.schema.json")).code == 0
    assert small.say("new-school", "alder", "--trust", "grove").code == 0
    text = (small.root / "variables/schools/alder/school.yml").read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=../../values.schema.json\n")
    assert (
        faults(
            json.loads((small.root / "variables/values.schema.json").read_text(encoding="utf-8")),
            as_editors_read(text),
        )
        == []
    )
    library, _ = load_library(small.root)
    assert "alder" in library.schools


def test_it_is_printed_where_no_file_is_named(small: Small) -> None:
    assert json.loads(small.say("schema").out)["definitions"]
    assert small.say("schema", "--out", str(small.root)).code == 2
