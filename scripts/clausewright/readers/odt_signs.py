"""What an OpenDocument text shows by other means than letters is written as text, before it is read: raised
figures, signs of symbol fonts, boxes of forms, equations.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from ..word.package import Package
from ..word.symbols import EMPTY, TICKED, is_symbol_font, raise_figures, read_symbols
from .html_signs import replace_node, write_math
from .odt_elements import DRAW, FORM, HREF, XML_ID, T, get_local_name
from .source import SourceBuilder


def settle_signs(
    body: etree._Element, styles: Mapping[str, Mapping[str, str]], package: Package, gathered: SourceBuilder
) -> None:
    """Write as text what a page shows by other means: raised figures, signs of symbol fonts,
    boxes of forms, and equations.
    """
    boxes: dict[str, etree._Element] = {}
    for box in body.iter(f"{FORM}checkbox", f"{FORM}radio"):
        boxes[box.get(f"{FORM}id") or box.get(XML_ID) or ""] = box
    for control in body.iter(f"{DRAW}control"):
        form_box = boxes.get(control.get(f"{DRAW}control", ""))
        if form_box is not None:
            control.tail = _read_box(form_box) + (control.tail or "")
    for node in body.iter(f"{T}span", f"{T}p", f"{T}h"):
        style = styles.get(str(node.get(f"{T}style-name", "")), {})
        font, position = style.get("font", ""), style.get("position", "")
        if is_symbol_font(font):
            node.text = read_symbols(font, node.text or "")
            for child in node:
                child.tail = read_symbols(font, child.tail or "")
        if position.startswith("super") or re.match(r"[1-9]\d*%", position):
            node.text = raise_figures(node.text or "")
    for frame in list(body.iter(f"{DRAW}frame")):
        equation = _find_equation(frame, package)
        parent = frame.getparent()
        if equation is not None and parent is not None:
            gathered.remark("Equations are written on one line; look at them.")
            replace_node(frame, write_math(equation))


def _read_box(box: etree._Element) -> str:
    """A box of a form: whether it is ticked."""
    state = box.get(f"{FORM}current-state") or box.get(f"{FORM}state") or ""
    is_ticked = state == "checked" or box.get(f"{FORM}current-selected") == "true"
    return TICKED if is_ticked else EMPTY


def _find_equation(frame: etree._Element, package: Package) -> etree._Element | None:
    """The equation that a frame shows, None where it shows something else."""
    shown = frame.find(f"{DRAW}object")
    if shown is None:
        return None
    for inner in shown:
        if get_local_name(inner) == "math":
            return inner
    part = f"{shown.get(HREF, '').removeprefix('./').rstrip('/')}/content.xml"
    root = package.tree(part) if part in package else None
    return root if root is not None and get_local_name(root) == "math" else None
