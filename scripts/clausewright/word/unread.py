"""What stands in a Word file beside words, styles and lists: fields, shapes, controls, equations, objects.
Two files that have the same of it differ in nothing that a comparison of their texts would pass over.
"""

from __future__ import annotations

import hashlib
from collections import Counter

from .elements import local_name
from .package import Element, Package, UnreadablePackageError
from .settle import accept_all

# Properties say how something looks; the others are places, or what a word processor notes for itself.
_SILENT = frozenset(
    {"rPr", "pPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "proofErr", "lastRenderedPageBreak"}
    | {"bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "sdtPr", "tblPrEx"}
)
_PLAIN = frozenset({"document", "body", "p", "r", "t", "tbl", "tr", "tc", "hyperlink", "smartTag"})
_VOLATILE = frozenset({"id", "paraId", "textId", "anchorId", "editId", "embed", "link", "name", "dirty"})
_TEXTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml", "word/header", "word/footer")


def list_unread(data: bytes) -> Counter[str]:
    """Return what a Word file has beside its words, each thing as a text and how often it is there; the parts
    that are no XML by their bytes.

    Raises UnreadablePackageError where the file is damaged.
    """
    package = Package.opened(data)
    things: Counter[str] = Counter()
    for name in package.names():
        if name.startswith(_TEXTS) and name.endswith(".xml"):
            root = package.tree(name)
            if root is None:
                raise UnreadablePackageError(f"has no part {name}", "")
            accept_all(root)
            _count_things(root, things)
        elif name.startswith("word/") and not name.endswith((".xml", ".rels")):
            things[hashlib.sha256(package.data(name)).hexdigest()] += 1
    return things


def _count_things(node: Element, things: Counter[str]) -> None:
    for child in node:
        name = local_name(child)
        if name in _SILENT:
            continue
        if name not in _PLAIN:
            parts = [name, (child.text or "").strip()]
            for attribute, value in sorted(child.attrib.items()):
                key = str(attribute).rpartition("}")[2]
                if key not in _VOLATILE and not key.startswith("rsid"):
                    parts.append(f"{key}={value!s}")
            things[" ".join(parts)] += 1
        _count_things(child, things)
