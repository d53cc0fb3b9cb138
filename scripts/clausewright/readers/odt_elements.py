"""The elements of an OpenDocument text: their names, what stands in a text and is no part of it, and the
texts below an element by its text nodes alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from lxml import etree

_NAMESPACE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
T, TABLE, OFFICE, STYLE, FO = (
    _NAMESPACE % name for name in ("text", "table", "office", "style", "xsl-fo-compatible")
)
DRAW, FORM, SVG, _META = (_NAMESPACE % name for name in ("drawing", "form", "svg-compatible", "meta"))
_DC = "{http://purl.org/dc/elements/1.1/}"
HREF = "{http://www.w3.org/1999/xlink}href"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
DEEPEST = 60
SPACES = {"line-break": "\n", "tab": " ", "s": " "}
# What draws, and may have words in it (OpenDocument 1.2 part 1, 10.3).
SHAPES = frozenset({
    "text-box", "custom-shape", "g", "rect", "line", "polyline", "polygon", "regular-polygon", "path",
    "circle", "ellipse", "connector", "caption", "measure",
})  # fmt: skip
DRAWN = tuple(f"{DRAW}{name}" for name in sorted(SHAPES))
LEFT_OUT = {
    "tracked-changes": "deleted by a tracked change",
    "annotation": "comment in the margin",
    "table-of-content": "list of contents",
    "illustration-index": "list of contents",
    "table-index": "list of contents",
    "alphabetical-index": "list of contents",
    "user-index": "list of contents",
    "object-index": "list of contents",
}


def describe(frame: etree._Element) -> str:
    """The words of a picture for those who cannot see it, else its title."""
    for name in ("desc", "title"):
        node = frame.find(f"{SVG}{name}")
        if node is not None and (node.text or "").strip():
            return " ".join((node.text or "").split())
    return ""


def is_hidden(node: etree._Element) -> bool:
    """Say whether a section or a field is not shown."""
    name = get_local_name(node)
    if name == "section":
        return node.get(f"{T}display") in ("none", "condition")
    return name in ("hidden-text", "hidden-paragraph") and node.get(f"{T}is-hidden", "true") != "false"


def read_table_number(node: etree._Element, name: str) -> int:
    """A number of a table's cell, 1 where it has none."""
    text = str(node.get(f"{TABLE}{name}", ""))
    return max(1, int(text)) if text.isdecimal() and len(text) < 6 else 1


def list_rows(node: etree._Element) -> Iterator[etree._Element]:
    """The rows of a table, whatever groups them."""
    for child in node:
        if get_local_name(child) == "table-row":
            yield child
        elif get_local_name(child) in ("table-rows", "table-header-rows", "table-row-group"):
            yield from list_rows(child)


def list_texts(node: etree._Element) -> Iterator[str]:
    """Every text below a node, a paragraph at a time;
    boxes and notes within are parted from the words around them by a space.
    """
    for paragraph in node.iter(f"{T}p", f"{T}h"):
        if not any(parent.tag in (f"{T}p", f"{T}h") for parent in _walk_between(paragraph, node)):
            yield "".join(list_pieces(paragraph))


def _walk_between(node: etree._Element, top: etree._Element) -> Iterator[etree._Element]:
    return takewhile(lambda parent: parent is not top, node.iterancestors() if node is not top else ())


# What stands in a text and is no part of it.
_APART = frozenset({"p", "h", "note", "note-citation", "frame", *SHAPES, *LEFT_OUT})
# The words that tell of a picture, and who wrote a comment and when, are no words of the text.
_TOLD_APART = frozenset(
    {f"{SVG}title", f"{SVG}desc", f"{_DC}creator", f"{_DC}date", f"{_META}creator-initials"}
)


def list_pieces(node: etree._Element) -> Iterator[str]:
    """The pieces of a text; what stands in it and is no part of it comes before, parted by a space."""
    pieces = [node.text or ""]
    for child in node:
        local = get_local_name(child)
        if child.tag not in _TOLD_APART:
            inside = list_pieces(child)
            if local in _APART or is_hidden(child):
                yield from (*inside, " ")
            else:
                pieces += inside
                pieces.append(" " if local in SPACES else "")
        pieces.append(child.tail or "")
    yield from pieces


def read_number(node: etree._Element, name: str, other: int) -> int:
    """A number among a text element's attributes, `other` where it has none."""
    text = str(node.get(f"{T}{name}", ""))
    return int(text) if text.isdigit() and len(text) < 5 else other


def get_local_name(node: etree._Element) -> str:
    """An element's name without its namespace."""
    return str(node.tag).rpartition("}")[2]
