"""Small questions about the expressions of a template, and what to suggest where one is wrong."""

from __future__ import annotations

from collections.abc import Iterable

from jinja2 import nodes

from ..errors import did_you_mean
from ..model.values import WORD_FORMS, Kind, Variable


def names_of(node: nodes.Node) -> tuple[str, ...] | None:
    """The dotted names of an expression, two at least; None where it is anything else."""
    names: list[str] = []
    while isinstance(node, nodes.Getattr):
        names.append(node.attr)
        node = node.node
    return (node.name, *reversed(names)) if isinstance(node, nodes.Name) and names else None


def options_of(operand: nodes.Operand) -> tuple[str, ...] | None:
    """The texts that a comparison compares with; None where it compares with anything else."""
    wanted = operand.expr
    if operand.op in ("eq", "ne") and isinstance(wanted, nodes.Const) and isinstance(wanted.value, str):
        return (wanted.value,)
    if operand.op in ("in", "notin") and isinstance(wanted, nodes.List | nodes.Tuple):
        values = [
            item.value
            for item in wanted.items
            if isinstance(item, nodes.Const) and isinstance(item.value, str)
        ]
        return tuple(values) if len(values) == len(wanted.items) else None
    return None


def forms_of(variable: Variable, forms: tuple[str, ...]) -> str:
    """What can follow a variable's name, and in which order."""
    if variable.kind is Kind.WORDS:
        return f"Forms, in this order: {', '.join(WORD_FORMS)}."
    return (
        suggest(forms[-1], variable.parts())
        if variable.kind is Kind.PERSON
        else "Write it without what follows its name."
    )


def suggest(word: str, known: Iterable[str]) -> str:
    """A hint for a word that is not known: the nearest one, or all where they are few."""
    names = list(known)
    return did_you_mean(word, names) or (
        f"Known: {', '.join(names)}." if 0 < len(names) <= 20 else "Check the spelling."
    )
