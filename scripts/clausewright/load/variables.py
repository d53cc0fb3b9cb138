"""Reads variables/: the schema, the layers of values, schools, and what was adopted."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, Literal

from pydantic import create_model

from ..errors import Problem, did_you_mean, find_nearest
from ..model.built_in import DECLARABLE, NOT_STATED, make_built_in_variables
from ..model.library import Adoption, Amendment, Group, School
from ..model.local_records import AdoptionFacts, AmendmentFacts, SchoolFacts
from ..model.record_types import WORD_IN_TEXT
from ..model.records import VariableFacts
from ..model.values import Kind, Layer, Tell, Variable
from .reader import Reader
from .typed_values import InvalidValueError, read_typed_value
from .values import DATING, read_values_of_layer
from .yaml import Tree, make_record, make_stand_in

_VARIABLE = re.compile(r"[a-z]+\.[a-z][a-z0-9_]*")


def read_schema(reader: Reader) -> dict[str, Variable]:
    """Read schema.yml: every variable by its key, those that are built in among them."""
    tree = reader.read_tree("variables/schema.yml")
    variables = make_built_in_variables()
    for key in tree.mapping():
        line = tree.line(key)
        if key in variables and key not in DECLARABLE:
            reader.problems.append(
                Problem(tree.path, line, f"'{key}' is built in", "Remove it here; every library has it.")
            )
        elif not _VARIABLE.fullmatch(key):
            hint = "Write a group, a dot and a name in lower case: 'school.office_hours'."
            reader.problems.append(Problem(tree.path, line, f"'{key}' cannot be a variable", hint))
        elif variable := _read_variable(reader, key, tree.below(key)):
            variables[key] = _take_as_built_in(reader, variable) if key in DECLARABLE else variable
        else:
            reader.unread["field"].add(key)
    _find_unknown_words(reader, variables)
    return variables


def _take_as_built_in(reader: Reader, variable: Variable) -> Variable:
    """Return what a library declares instead of a built-in choice. A school says it at the margin of its
    file, so it has no place among the values.
    """
    usual = make_built_in_variables()[variable.key]
    if variable.kind is Kind.CHOICE:
        return replace(usual, help=variable.help, options=variable.options, default=variable.default)
    reader.problems.append(
        Problem(
            variable.path,
            variable.line,
            f"'{variable.key}' is a {variable.kind}, and can only be a choice",
            "Write 'type: choice', with 'options:' and a 'default:'; or remove it, and the usual ones count.",
        )
    )
    return usual


def _find_unknown_words(reader: Reader, variables: Mapping[str, Variable]) -> None:
    for variable in variables.values():
        texts = (variable.tell.called, variable.tell.about) if variable.tell else ()
        for key in WORD_IN_TEXT.findall(" ".join(texts)):
            word = variables.get(key)
            if (word is None or word.kind is not Kind.WORDS) and key not in reader.unread["field"]:
                reader.problems.append(
                    Problem(
                        variable.path,
                        variable.line,
                        f"'tell' of '{variable.key}' names {{{key}}}, which is no word of the schema",
                        did_you_mean(key, [key for key in variables if key.startswith("word.")])
                        or "Declare it with 'type: words', or name one that is declared.",
                    )
                )


def _read_variable(reader: Reader, key: str, tree: Tree) -> Variable | None:
    written = dict(tree.mapping())
    default = written.pop("default", None)
    facts = make_record(VariableFacts, replace(tree, data=written), reader.problems)
    if not facts:
        return None
    options = (
        facts.options if isinstance(facts.options, dict) else {option: option for option in facts.options}
    )
    of = {column: Kind(kind) for column, kind in facts.of.items()}
    kind = Kind(facts.type)
    months = facts.check_months or 0
    bare = Variable(
        key,
        kind,
        facts.help,
        facts.set_by,
        None,
        options,
        of,
        facts.internal,
        facts.label,
        tree.path,
        tree.line(),
        months,
    )
    faults = (
        (
            kind is Kind.CHOICE and len(options) < 2,
            "is a choice with fewer than two options",
            "Add 'options: [one, other]'.",
        ),
        (
            kind in (Kind.CHOICE, Kind.FLAG) and default is None,
            "has no default",
            "Every choice has one: add 'default: ...'.",
        ),
        (
            facts.tell is not None and (kind is not Kind.PERSON or facts.internal),
            "is told of worries, and is no person whom everybody may know",
            "Leave out 'tell', or make it 'type: person', not internal.",
        ),
        (kind is Kind.LIST and not of, "is a list of nothing", "Add 'of: {column: text}'."),
        (
            any(not re.fullmatch(r"[a-z][a-z0-9_]*", column) for column in of),
            "has a column with a name that cannot be used",
            "Use lower-case letters, digits and underscores.",
        ),
        (
            bool(DATING & set(of)),
            f"has a column named {' or '.join(sorted(DATING & set(of)))}",
            "That word marks dated values.",
        ),
    )
    for wrong, message, hint in faults:
        if wrong:
            reader.problems.append(Problem(tree.path, tree.line(), f"'{key}' {message}", hint))
    if any(wrong for wrong, *_ in faults):
        return None
    if kind is Kind.LIST and default is None:
        default = []
    try:
        value = None if default is None else read_typed_value(bare, default, {})
    except InvalidValueError as fault:
        reader.problems.append(
            Problem(tree.path, tree.line("default"), f"the default of '{key}' {fault}", fault.hint)
        )
        return None
    tell = Tell(facts.tell.called, facts.tell.about, facts.tell.needs) if facts.tell else None
    return replace(bare, default=value, reapprove=facts.reapprove, tell=tell, example=facts.example)


def read_layer(reader: Reader, name: str, path: str, schema: Mapping[str, Variable]) -> Layer:
    """Read a file of values. A trust has one; common.yml and an authority's may be left out."""
    return _read_layer(reader, name, reader.read_tree(path, expected=name == "trust"), schema)


def _read_layer(reader: Reader, name: str, tree: Tree, schema: Mapping[str, Variable]) -> Layer:
    return read_values_of_layer(
        name,
        tree,
        schema,
        frozenset(reader.unread["field"]),
        reader.list_images(tree.path.rpartition("/")[0]),
        reader.problems,
    )


def read_trusts(reader: Reader, schema: Mapping[str, Variable]) -> Iterator[tuple[str, Group]]:
    """Read every trust, with its id."""
    for id in reader.list_folders("variables/trusts"):
        folder = f"variables/trusts/{id}"
        if reader.is_good_id(id, folder):
            values = read_layer(reader, "trust", f"{folder}/trust.yml", schema)
            yield (
                id,
                Group(
                    id,
                    values,
                    _read_adoptions(reader, folder, "trust"),
                    tuple(_read_amendments(reader, folder, "trust")),
                ),
            )


def read_schools(reader: Reader, schema: Mapping[str, Variable]) -> Iterator[tuple[str, School]]:
    """Read every school, with its id."""
    own_keys = frozenset(SchoolFacts.model_fields)
    for id in reader.list_folders("variables/schools"):
        folder = f"variables/schools/{id}"
        if not reader.is_good_id(id, folder):
            continue
        hint = (
            "Put back what stood in it; to take the school out of the library, delete its whole folder"
            f" {id}/."
        )
        tree = reader.read_tree(f"{folder}/school.yml", must_say=hint)
        facts = _select_keys(tree, {key for key in tree.mapping() if key in own_keys})
        values = _select_keys(tree, {key for key in tree.mapping() if key not in own_keys})
        school = _read_facts(facts, schema, reader.problems) if tree.data is not None else None
        layer, adoptions = (
            _read_layer(reader, "school", values, schema),
            _read_adoptions(reader, folder, "school"),
        )
        amendments = tuple(_read_amendments(reader, folder, "school"))
        if school:
            yield id, School(id, school, layer, adoptions, tree.key_lines(), amendments)
        else:
            known, unknown = _make_stand_in_facts(facts, schema)
            if tree.data is None:  # a file of which nothing is known may have held any value
                unknown |= {""}
            layer = replace(layer, unfit=layer.unfit | unknown)
            reader.damaged_schools[id] = School(id, known, layer, adoptions, tree.key_lines(), amendments)


def _read_facts(tree: Tree, schema: Mapping[str, Variable], problems: list[Problem]) -> SchoolFacts | None:
    """Read what a school says of itself. What does not fit goes to `problems`, and None is returned."""
    checked = make_record(_make_facts_model(_list_kinds(schema)), tree, problems)
    # A class that is made here could not be sent to another process.
    return SchoolFacts.model_construct(**checked.model_dump()) if checked else None


def _list_kinds(schema: Mapping[str, Variable]) -> tuple[tuple[str, ...], ...]:
    """The phases and the types that a school may have."""
    return tuple(tuple(schema[f"school.{key}"].options) for key in ("phase", "type"))


@cache
def _make_facts_model(kinds: tuple[tuple[str, ...], ...]) -> type[SchoolFacts]:
    """Return a record of a school's facts that knows the given phases and types, and "not-stated"."""
    fields: dict[str, Any] = {}
    for key, options in zip(("phase", "type"), kinds, strict=True):
        fields[key] = (Literal[(*options, NOT_STATED)], NOT_STATED)
    return create_model("SchoolFacts", __base__=SchoolFacts, **fields)


def _make_stand_in_facts(tree: Tree, schema: Mapping[str, Variable]) -> tuple[SchoolFacts, frozenset[str]]:
    """What is known of a school whose facts have a fault, and the keys of those that are not."""
    kinds = _list_kinds(schema)
    stand_ins = {"authority": "nobody", "trust": "nobody", "phase": kinds[0][0], "type": kinds[1][0]}
    checked = make_stand_in(_make_facts_model(kinds), tree, stand_ins)
    facts = SchoolFacts.model_construct(**checked.model_dump())
    wrong = {key for key in ("phase", "type") if getattr(facts, key) != tree.mapping().get(key)}
    written = {key: tree.mapping().get(key) for key in ("authority", "trust")}
    named = {key: name if isinstance(name, str) else "" for key, name in written.items()}
    return facts.model_copy(update=named), frozenset(f"school.{key}" for key in wrong)


def _select_keys(tree: Tree, keys: Collection[str]) -> Tree:
    """The tree with only some of its outermost keys."""
    return replace(tree, data={key: data for key, data in tree.mapping().items() if key in keys})


def _read_adoptions(reader: Reader, folder: str, tier: str) -> tuple[Adoption, ...]:
    tree = reader.read_tree(f"{folder}/adoptions.yml", expected=False)
    adoptions = []
    for policy, items in tree.mapping().items():
        if not isinstance(items, list):
            hint = "Write one line '- {version: 2026-09, on: ..., from: ..., by: ...}' for each decision."
            reader.problems.append(
                Problem(tree.path, tree.line(policy), f"'{policy}' should be a list of decisions", hint)
            )
            continue
        for index in range(len(items)):
            below, line = tree.below(policy, index), tree.line(policy, index)
            if facts := make_record(AdoptionFacts, below, reader.problems):
                adoptions.append(Adoption(tree.path, line, policy, tier, facts))
            elif isinstance(below.data, dict):
                known, unfit = _make_stand_in_decision(below)
                reader.damaged_adoptions.append(Adoption(tree.path, line, policy, tier, known, unfit))
    return tuple(adoptions)


def _make_stand_in_decision(tree: Tree) -> tuple[AdoptionFacts, frozenset[str]]:
    """What is known of a decision that has a fault, and the keys that are not. A misspelt key is the one that
    was meant.
    """
    facts = make_stand_in(AdoptionFacts, tree, {})
    written = {info.alias or name: getattr(facts, name) for name, info in AdoptionFacts.model_fields.items()}
    unfit = {str(key[0]) for key in tree.damaged if key}
    for key, data in tree.mapping().items():
        meant = key if key in written else find_nearest(key, written)
        if data is not None and str(written.get(key, "")) != str(data):
            unfit.add(meant)
    return facts, frozenset(unfit)


def _read_amendments(reader: Reader, folder: str, tier: str) -> Iterator[Amendment]:
    for clause in reader.list_folders(f"{folder}/amendments"):
        place = f"{folder}/amendments/{clause}"
        if reader.is_good_id(clause, place):
            for name, tree, body in reader.read_fragments(place):
                if facts := make_record(AmendmentFacts, tree, reader.problems):
                    yield Amendment(clause, name, tier, facts, body, tree.key_lines())
                else:
                    reader.damaged_amendments.append(body)
