"""The schema of a library made of many copies, and each school's values by it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence

from ..importer.library_values import FoundValue
from ..importer.school_files import write_schema, write_value
from ..importer.values import Found
from ..model.values import Kind, Value, Variable
from .planned import FamilyPlan
from .reading import DrawerSchool
from .shared_variables import SharedVariable


def write_schema_file(
    variables: Sequence[SharedVariable], plans: Sequence[FamilyPlan], bodies: Container[str]
) -> str:
    """Write variables/schema.yml: fields, words, choices and headings, each with what it means."""
    words = [variable for variable in variables if variable.kind is Kind.WORDS]
    fields = [
        Found(variable.key, str(variable.kind), "school", variable.help, "")
        for variable in variables
        if variable.kind is not Kind.WORDS
    ]
    known = {variable.key: variable.variable for variable in words}
    lines = [
        "# Every variable of the imported policies: its type, who sets it, what it means.\n",
        write_schema(fields, known, bodies),
        *(_write_word(variable) for variable in words),
    ]
    for plan in plans:
        lines += _write_choices(plan)
    return "".join(lines)


def _write_word(variable: SharedVariable) -> str:
    """A word; what most schools call it stands for the model."""
    values = Counter(write_value(value) for value in variable.values.values())
    default = values.most_common(1)[0][0]
    facts = f"type: words, set_by: school, default: {default}, help: {dump_text(variable.help)}"
    return f"{variable.key}: {{{facts}}}\n"


def _write_choices(plan: FamilyPlan) -> Iterator[str]:
    for key, (default, options, help) in plan.choices.items():
        yield f"{key}:\n  type: choice\n  options:\n"
        yield from (f"    {option}: {dump_text(says)}\n" for option, says in options.items())
        yield f"  default: {default}\n  set_by: school\n  help: {dump_text(help)}\n"
    for key, (is_usual, help) in plan.flags.items():
        usual = "true" if is_usual else "false"
        yield f"{key}: {{type: flag, default: {usual}, set_by: school, help: {dump_text(help)}}}\n"
    for key, (default, help) in plan.headings.items():
        facts = f"type: text, default: {dump_text(default)}, set_by: school, help: {dump_text(help)}"
        yield f"{key}: {{{facts}}}\n"


def dump_text(text: str) -> str:
    """A text as YAML, always in quotes."""
    return json.dumps(text, ensure_ascii=False)


def list_settings(
    school: DrawerSchool,
    variables: Sequence[SharedVariable],
    plans: Sequence[FamilyPlan],
    answers: Mapping[str, str | bool],
) -> list[FoundValue]:
    """A school's values, and its answers to the choices of its policies."""
    settings = [
        FoundValue(variable.variable, variable.values[school.id])
        for variable in variables
        if school.id in variable.values and variable.key != "school.name"
    ]
    kinds: dict[str, Kind] = {}
    for plan in plans:
        kinds |= dict.fromkeys(plan.choices, Kind.CHOICE)
        kinds |= dict.fromkeys(plan.flags, Kind.FLAG)
        kinds |= dict.fromkeys(plan.headings, Kind.TEXT)
    for key, answer in answers.items():
        value: Value = answer
        settings.append(FoundValue(Variable(key, kinds[key], "", "school"), value))
    return settings
