"""What a web page shows by other means than letters is written as text, before it is read: raised figures,
boxes of forms, quotation marks, equations of MathML. Comments are named and taken out.
"""

from __future__ import annotations

from lxml import etree

from ..word.symbols import EMPTY, TICKED, raise_figures
from .source import SourceBuilder
from .words import split_words


def settle_signs(body: etree._Element, gathered: SourceBuilder) -> None:
    """Write as text what a page shows by other means: raised figures, boxes of forms, quotation marks and
    equations. Comments are named and taken out.
    """
    for node in list(body.iter(etree.Comment)):
        comment = " ".join((node.text or "").split())
        if split_words(comment) and not comment.startswith("["):
            gathered.leave_unit("comment", comment, "comment that no reader sees")
        replace_node(node, "")
    for node in list(body.iter("sup", "input", "q", "math")):
        match node.tag:
            case "sup" if not len(node):
                node.text = raise_figures(node.text or "")
            case "input":
                replace_node(node, _read_input(node, gathered))
            case "q":
                node.text = f"“{node.text or ''}"
                node.tail = f"”{node.tail or ''}"
            case "math" if node.getparent() is not None:
                gathered.remark("Equations are written on one line; look at them.")
                replace_node(node, write_math(node))


def replace_node(node: etree._Element, text: str) -> None:
    """Put a text in the place of a node; what follows the node stays."""
    parent = node.getparent()
    if parent is None:
        return
    text += node.tail or ""
    before = node.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + text
    else:
        parent.text = (parent.text or "") + text
    node.tail = None
    parent.remove(node)


def _read_input(node: etree._Element, gathered: SourceBuilder) -> str:
    """What a field of a form shows: a box that is ticked or not; what stands in another is named."""
    kind = node.get("type", "text").lower()
    if kind in ("checkbox", "radio"):
        return TICKED if node.get("checked") is not None else EMPTY
    shown = node.get("value") or node.get("placeholder") or ""
    if shown and kind != "hidden":
        gathered.leave_unit("field of a form", shown)
    return ""


def write_math(node: etree._Element) -> str:
    """An equation of MathML on one line; what is said twice, as TeX, is left off."""
    tag = str(node.tag).rpartition("}")[2]
    if tag in ("annotation", "annotation-xml"):
        return ""
    parts = [write_math(part) for part in node]
    if tag == "mfrac" and len(parts) == 2:
        return f"({parts[0]})/({parts[1]})"
    if tag == "msup" and len(parts) == 2:
        return f"{parts[0]}^{parts[1]}"
    if tag == "msub" and len(parts) == 2:
        return f"{parts[0]}_{parts[1]}"
    if tag == "msqrt":
        return f"√({''.join(parts)})"
    return "".join([(node.text or "").strip(), *parts])
