"""Choices that a version adds: what each school must choose now, and what it gets if it does nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..assemble.answers import Answer
from ..model.change import Cause, Change, Changes, Edit, EditKind, Kind
from ..model.values import DEFAULT, SHAPING, Variable
from .inputs import DocumentInputs


def add_new_choices(changes: Changes, old: DocumentInputs, new: DocumentInputs) -> Changes:
    """Return the changes with an entry for each choice that only the new text asks for, and for each option
    that a choice has more; of a school's texts it says what the school has chosen. They stand first: they are
    what a school has to do.
    """
    entries = tuple(_find_new_choices(old, new))
    return replace(changes, entries=(*entries, *changes.entries)) if entries else changes


def _find_new_choices(old: DocumentInputs, new: DocumentInputs) -> Iterator[Change]:
    asked_before = _list_asked(old)
    for key in _list_asked(new):
        variable = new.library.schema[key]
        before = old.library.schema.get(key) if key in asked_before else None
        options = _list_options(variable)
        known = _list_options(before) if before else []
        added = [option for option in options if option not in known]
        if not added:
            continue
        answer = _name_option(variable, new.answers()(key))
        way = "more" if before else ""
        if not new.model:
            way = "chosen" if key in new.values and new.values[key].layer != DEFAULT else "open"
        yield Change(
            id=f"choice-{key.replace('.', '-').replace('_', '-')}",
            kinds=(Kind.CHOICE,),
            cause=Cause.MODEL,
            subject=key,
            topic=variable.name.removeprefix("choice "),
            edits=(Edit(EditKind.CHOICE, answer, "; ".join(added), way=way),),
        )


def _list_asked(inputs: DocumentInputs) -> list[str]:
    """The choices that a text asks for, in the order in which it does."""
    schema = inputs.library.schema
    return [key for key in inputs.assemble().answers if key in schema and schema[key].kind in SHAPING]


def _list_options(variable: Variable) -> list[str]:
    return list(variable.options.values()) or ["yes", "no"]


def _name_option(variable: Variable, answer: Answer) -> str:
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return variable.options.get(str(answer), str(answer))
