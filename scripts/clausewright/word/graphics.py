"""What is drawn in a Word file: pictures, charts, diagrams and objects, each with what the file calls it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from .elements import is_repeated, list_parents, local_name
from .package import Element

RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RULE = "{urn:schemas-microsoft-com:office:office}hr"
# What draws, and the parts of it that lead to what is drawn: what each is, and by which attribute it leads.
GRAPHICS = frozenset({"drawing", "pict", "object", "contentPart", "subDoc"})
_GRAPHIC_PARTS = {
    "blip": ("picture", "embed"),
    "imagedata": ("picture", "id"),
    "chart": ("chart", "id"),
    "relIds": ("diagram", "dm"),
    "OLEObject": ("object", "id"),
}


@dataclass(frozen=True, slots=True)
class Graphic:
    """What is drawn in a paragraph. `kind` is "picture", "chart", "diagram", "object" or "drawing", "field"
    for a field whose result the file does not keep, or "document inside the document"; `name` and
    `description` are what the file calls it; `relation` leads to the part that holds it.
    """

    kind: str
    name: str = ""
    description: str = ""
    relation: str = ""


def find_graphics(node: Element) -> Iterator[Graphic]:
    """The pictures, charts, diagrams and objects that an element draws; one "drawing" where it is something
    else. There is none where it is a rule across the page, or holds words, which its paragraphs tell.
    """
    if local_name(node) == "subDoc":
        yield Graphic("document inside the document", relation=node.get(f"{RELATIONS}id", ""))
        return
    properties = next((part for part in node.iter() if local_name(part) == "docPr"), None)
    name = properties.get("name", "") if properties is not None else ""
    description = properties.get("descr", "") or properties.get("title", "") if properties is not None else ""
    shown_alternatives = [part for part in node.iter() if _is_shown_in(part, node)]
    is_object = any(local_name(part) == "OLEObject" for part in shown_alternatives)
    graphics: list[Graphic] = []
    for part in shown_alternatives:
        if local_name(part) == "textpath" and part.get("string"):
            yield Graphic("drawing", "letters as a picture", part.get("string", ""))
        kind, attribute = _GRAPHIC_PARTS.get(local_name(part), ("", ""))
        if not kind or (is_object and kind == "picture"):
            continue
        relation = part.get(f"{RELATIONS}{attribute}", "") or part.get(f"{RELATIONS}link", "")
        own_name, own_description = _describe_graphic(part)
        if kind == "object":
            own_name = part.get("ProgID", "")
        if relation or kind == "object":
            graphics.append(Graphic(kind, own_name or name, own_description, relation))
    has_text = any(local_name(part) in ("txbxContent", "t", "textpath") for part in shown_alternatives)
    # A line that runs across the page is layout, as the borders of paragraphs are.
    is_rule = any(part.get(_RULE, "") in ("t", "true", "1") for part in shown_alternatives)
    if not graphics and (description or not (has_text or is_rule)):
        yield Graphic("drawing", name, description)
    for graphic in graphics:
        # What a drawing says of itself is said of its one picture; those of a group speak for themselves.
        first = graphic.description if len(graphics) > 1 else description
        yield replace(graphic, description=first or description or graphic.description)


def _is_shown_in(part: Element, graphic: Element) -> bool:
    """Say whether a part of a drawing is shown, and stands in no text box,
    whose paragraphs tell of theirs.
    """
    above = [local_name(parent) for parent in list_parents(part, graphic)]
    return "txbxContent" not in above and not is_repeated(part)


def _describe_graphic(part: Element) -> tuple[str, str]:
    """The name and the description that a picture has for itself, in a group or in an older form."""
    for parent in part.iterancestors():
        match local_name(parent):
            case "pic":
                for properties in parent.iter():
                    if local_name(properties) == "cNvPr":
                        return properties.get("name", ""), properties.get("descr", "")
            case "shape" | "rect":
                return parent.get("title", "") or parent.get("id", ""), parent.get("alt", "")
            case "drawing" | "pict" | "object":
                break
    return "", ""
