"""What the styles of a Word file say of paragraphs and words."""

from __future__ import annotations

from collections.abc import Mapping

from .elements import value_of
from .package import Element, w
from .runs import find_font


def read_styles(tree: Element | None) -> dict[str, dict[str, str]]:
    """What each style says, its ancestors' word where it is silent: name, outline level, numbering, font,
    bold and italics, whether its text is hidden or struck through.
    """
    own_facts: dict[str, dict[str, str]] = {}
    for style in tree.iter(w("style")) if tree is not None else ():
        properties = style.find(w("pPr"))
        numbering = properties.find(w("numPr")) if properties is not None else None
        facts = {
            "name": value_of(style, "name"),
            "based": value_of(style, "basedOn"),
            "outline": value_of(properties, "outlineLvl"),
            "number": value_of(numbering, "numId"),
            "level": value_of(numbering, "ilvl"),
        }
        for name in ("b", "i", "vanish", "strike", "dstrike"):
            switch = style.find(f"{w('rPr')}/{w(name)}")
            if switch is not None:
                facts[name] = switch.get(w("val"), "1")
        facts["font"] = find_font(style)
        own_facts[style.get(w("styleId"), "")] = {name: value for name, value in facts.items() if value}
    return {id: _inherit_facts(own_facts, id, 0) for id in own_facts}


def _inherit_facts(own_facts: Mapping[str, dict[str, str]], id: str, depth: int) -> dict[str, str]:
    facts = own_facts.get(id, {})
    if "based" in facts and depth < 12:
        return {**_inherit_facts(own_facts, facts["based"], depth + 1), **facts}
    return facts
