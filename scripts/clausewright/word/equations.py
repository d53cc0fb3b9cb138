"""Equations of Word files, written on one line: (a + b)/c, x^2, √(y)."""

from __future__ import annotations

from .package import Element

_NAMESPACE = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DEEPEST = 40


def write_equation(equation: Element) -> str:
    """Write an equation of Office Math (ECMA-376 part 1, 22.1) as text. All its signs are kept, and what
    stands above, below or under a root is put in brackets where it is more than one sign.
    """
    return _write(equation, 0).strip()


def _write(node: Element, depth: int) -> str:
    """Write what stands in a node, one thing after the other."""
    if depth > _DEEPEST:
        return "".join(text.text or "" for text in node.iter(f"{_NAMESPACE}t"))
    return "".join(_write_part(part, depth + 1) for part in node)


def _write_part(node: Element, depth: int) -> str:
    name = str(node.tag).rpartition("}")[2]
    match name:
        case "t":
            return node.text or ""
        case "f":
            return f"{_put_in_brackets(node, 'num', depth)}/{_put_in_brackets(node, 'den', depth)}"
        case "sSup" | "sSub" | "sSubSup":
            below = "" if name == "sSup" else f"_{_put_in_brackets(node, 'sub', depth)}"
            above = "" if name == "sSub" else f"^{_put_in_brackets(node, 'sup', depth)}"
            return f"{_find_child(node, 'e', depth)}{below}{above}"
        case "rad":
            degree = _find_child(node, "deg", depth)
            return f"{degree}√({_find_child(node, 'e', depth)})"
        case "nary":
            below, above = _find_child(node, "sub", depth), _find_child(node, "sup", depth)
            limits = (f"_({below})" if below else "") + (f"^({above})" if above else "")
            return f"{_sign(node, 'chr', '∫')}{limits} {_find_child(node, 'e', depth)}"
        case "d":
            parts = [_write(part, depth) for part in node.findall(f"{_NAMESPACE}e")]
            between = _sign(node, "sepChr", "|")
            return f"{_sign(node, 'begChr', '(')}{between.join(parts)}{_sign(node, 'endChr', ')')}"
        case "m" | "eqArr":
            return f"[{'; '.join(_write_rows(node, depth))}]"
    return "" if name.endswith("Pr") else _write(node, depth)


def _write_rows(node: Element, depth: int) -> list[str]:
    """The rows of a matrix, its cells parted by commas, or the equations of an array."""
    rows = node.findall(f"{_NAMESPACE}mr") or node.findall(f"{_NAMESPACE}e")
    written = []
    for row in rows:
        cells = row.findall(f"{_NAMESPACE}e")
        written.append(", ".join(_write(cell, depth) for cell in cells) if cells else _write(row, depth))
    return written


def _find_child(node: Element, name: str, depth: int) -> str:
    child = node.find(f"{_NAMESPACE}{name}")
    return _write(child, depth) if child is not None else ""


def _put_in_brackets(node: Element, name: str, depth: int) -> str:
    text = _find_child(node, name, depth)
    return text if len(text) == 1 or text.isalnum() else f"({text})"


def _sign(node: Element, name: str, otherwise: str) -> str:
    """A sign that an equation's properties name."""
    for properties in node:
        sign = properties.find(f"{_NAMESPACE}{name}")
        if sign is not None and str(properties.tag).endswith("Pr"):
            return str(sign.get(f"{_NAMESPACE}val", ""))
    return otherwise
