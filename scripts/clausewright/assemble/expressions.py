"""Small questions about the expressions of a template."""

from __future__ import annotations

from jinja2 import nodes


def read_dotted_names(node: nodes.Node) -> tuple[str, ...] | None:
    """The dotted names of an expression, two at least; None where it is anything else."""
    names: list[str] = []
    while isinstance(node, nodes.Getattr):
        names.append(node.attr)
        node = node.node
    return (node.name, *reversed(names)) if isinstance(node, nodes.Name) and names else None


def read_compared_options(operand: nodes.Operand) -> tuple[str, ...] | None:
    """The texts that a comparison compares with; None where it compares with anything else."""
    compared = operand.expr
    if operand.op in ("eq", "ne") and isinstance(compared, nodes.Const) and isinstance(compared.value, str):
        return (compared.value,)
    if operand.op in ("in", "notin") and isinstance(compared, nodes.List | nodes.Tuple):
        values = [
            item.value
            for item in compared.items
            if isinstance(item, nodes.Const) and isinstance(item.value, str)
        ]
        return tuple(values) if len(values) == len(compared.items) else None
    return None
