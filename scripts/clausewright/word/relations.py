"""The relations of a part of a Word file to others, and what kind of thing each part is (ECMA-376 part 2)."""

from __future__ import annotations

import posixpath
from itertools import count

from lxml import etree

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_CONTENT_TYPES = "[Content_Types].xml"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)


class Relations:
    """The relations of one part of a package, whose `parts` are its files by their names; what is added is
    written into them at once.
    """

    def __init__(self, parts: dict[str, bytes], part: str) -> None:
        """Read the relations of a part; it may have none."""
        self.parts = parts
        self.part = part
        folder, name = posixpath.split(part)
        self.file = posixpath.join(folder, "_rels", f"{name}.rels")
        self.root = (
            etree.fromstring(parts[self.file], _PARSER)
            if self.file in parts
            else etree.Element(f"{{{_RELATIONS}}}Relationships")
        )

    def find_part(self, kind: str) -> str:
        """The name of the part to which the first relation of a kind leads, "" where there is none."""
        for relation in self.root:
            if relation.get("Type") == kind:
                return self.name_target(relation)
        return ""

    def name_target(self, relation: etree._Element) -> str:
        """The name of the part to which a relation leads, "" where that is outside the file."""
        if relation.get("TargetMode") == "External":
            return ""
        target = relation.get("Target", "")
        if target.startswith("/"):
            return target[1:]
        return posixpath.normpath(posixpath.join(posixpath.dirname(self.part), target))

    def find(self, id: str) -> etree._Element | None:
        """The relation of an id."""
        return next((relation for relation in self.root if relation.get("Id") == id), None)

    def add(self, kind: str, target: str, *, is_external: bool = False) -> str:
        """Add a relation, and return its id; one that is there already is used again."""
        for relation in self.root:
            is_same = relation.get("Type") == kind and relation.get("Target") == target
            if is_same and (relation.get("TargetMode") == "External") is is_external:
                return str(relation.get("Id", ""))
        taken = {relation.get("Id") for relation in self.root}
        id = next(f"rId{number}" for number in count(1) if f"rId{number}" not in taken)
        relation = etree.SubElement(self.root, f"{{{_RELATIONS}}}Relationship")
        relation.set("Id", id)
        relation.set("Type", kind)
        relation.set("Target", target)
        if is_external:
            relation.set("TargetMode", "External")
        self.parts[self.file] = _write(self.root)
        return id

    def add_part(self, kind: str, name: str, content_type: str) -> str:
        """Add a relation to another part, say what that is, and return the relation's id."""
        declare_type(self.parts, name, content_type)
        return self.add(kind, f"/{name}")


def declare_type(parts: dict[str, bytes], name: str, content_type: str) -> None:
    """Say in a package what kind of thing a part is."""
    root = etree.fromstring(parts[_CONTENT_TYPES], _PARSER)
    override = etree.SubElement(root, f"{{{_TYPES}}}Override")
    override.set("PartName", f"/{name}")
    override.set("ContentType", content_type)
    parts[_CONTENT_TYPES] = _write(root)


def find_type(parts: dict[str, bytes], name: str) -> str:
    """What kind of thing a part of a package is, "" where the package does not say."""
    by_ending = ""
    for entry in etree.fromstring(parts[_CONTENT_TYPES], _PARSER):
        if entry.get("PartName") == f"/{name}":
            return str(entry.get("ContentType", ""))
        if entry.get("Extension", "").lower() == name.rpartition(".")[2].lower():
            by_ending = str(entry.get("ContentType", ""))
    return by_ending


def _write(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
