"""What a Word file was sent with: a hidden part of the file says what stood in it, so that it can be held
against itself when it is back.

The library may have changed since, or be another. Word and LibreOffice keep the part; other formats lose it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lxml import etree

from ..model.tokens import TOKEN
from .paragraphs import Paragraph, Piece, joined
from .xml import Element

_SPACE = "urn:clausewright:sent"
_FOLDER = "customXml/"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_ID = "{7B0B7F0C-3B9E-4B5D-9C57-6C1D5A0E2F41}"


@dataclass(frozen=True, slots=True)
class SentClause:
    """A clause of a file that was sent: its id and its revision."""

    id: str
    revision: str


@dataclass(frozen=True, slots=True)
class SentSnapshot:
    """What a file was sent with: its clauses and its paragraphs."""

    clauses: tuple[SentClause, ...]
    paragraphs: tuple[Paragraph, ...]


def _named(name: str) -> str:
    return f"{{{_SPACE}}}{name}"


def sent_part(sent: SentSnapshot) -> bytes:
    """Write the hidden part. Words may be tokens."""
    root = etree.Element(_named("sent"), nsmap={None: _SPACE})  # type: ignore[dict-item]  # None is lxml's name for the default
    for clause in sent.clauses:
        etree.SubElement(root, _named("clause"), id=clause.id, revision=clause.revision)
    for one in sent.paragraphs:
        marks = {"place": one.place, "style": one.style, "level": "" if one.level is None else str(one.level)}
        flags = {"numbered": one.is_numbered, "table": one.in_table}
        paragraph = etree.SubElement(root, _named("p"), _given({**marks, **_flagged(flags)}))
        for piece in one.pieces:
            link = "" if TOKEN.search(piece.link) else piece.link
            given = _given({"link": link, **_flagged({"strong": piece.strong, "emphasis": piece.emphasis})})
            run = etree.SubElement(paragraph, _named("r"), given)
            if piece.key is not None:
                run.set("key", piece.key)
            run.text = piece.text
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _given(marks: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in marks.items() if value}


def _flagged(flags: Mapping[str, bool]) -> dict[str, str]:
    return {name: "1" for name, flag in flags.items() if flag}


def sent_in(parts: Mapping[str, Element]) -> SentSnapshot | None:
    """Read it back from the parts of a Word file; None where they have none, as in a file of others."""
    root = next(
        (part for name, part in parts.items() if name.startswith(_FOLDER) and part.tag == _named("sent")),
        None,
    )
    if root is None:
        return None
    clauses = (SentClause(one.get("id", ""), one.get("revision", "")) for one in root.iter(_named("clause")))
    return SentSnapshot(tuple(clauses), tuple(map(_paragraph, root.iter(_named("p")))))


def _paragraph(one: Element) -> Paragraph:
    level = one.get("level", "")
    return Paragraph(
        place=one.get("place", ""),
        style=one.get("style", ""),
        pieces=tuple(joined(map(_piece, one.iter(_named("r"))))),
        level=int(level) if level.isdigit() else None,
        is_numbered="numbered" in one.attrib,
        in_table="table" in one.attrib,
    )


def _piece(run: Element) -> Piece:
    return Piece(
        run.text or "", run.get("key"), "strong" in run.attrib, "emphasis" in run.attrib, run.get("link", "")
    )


def with_sent(parts: Mapping[str, bytes], sent: SentSnapshot) -> dict[str, bytes]:
    """Put the hidden part into a Word file, given and returned as its parts by name."""
    number = next(at for at in range(1, len(parts) + 2) if f"{_FOLDER}item{at}.xml" not in parts)
    found = dict(parts)
    found["[Content_Types].xml"] = _with_type(
        found["[Content_Types].xml"], f"/{_FOLDER}itemProps{number}.xml"
    )
    found["word/_rels/document.xml.rels"] = _with_relation(
        found["word/_rels/document.xml.rels"], f"../{_FOLDER}item{number}.xml"
    )
    found[f"{_FOLDER}item{number}.xml"] = sent_part(sent)
    space = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
    properties = etree.Element(f"{{{space}}}datastoreItem", {f"{{{space}}}itemID": _ID}, nsmap={"ds": space})
    schemas = etree.SubElement(properties, f"{{{space}}}schemaRefs")
    etree.SubElement(schemas, f"{{{space}}}schemaRef", {f"{{{space}}}uri": _SPACE})
    found[f"{_FOLDER}itemProps{number}.xml"] = etree.tostring(
        properties, xml_declaration=True, encoding="UTF-8", standalone=True
    )
    nothing = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
    found[f"{_FOLDER}_rels/item{number}.xml.rels"] = _with_relation(
        nothing, f"itemProps{number}.xml", "customXmlProps"
    )
    return found


def _with_type(part: bytes, name: str) -> bytes:
    root = etree.fromstring(part)
    kind = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
    etree.SubElement(root, f"{{{root.nsmap[None]}}}Override", PartName=name, ContentType=kind)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _with_relation(part: bytes, target: str, kind: str = "customXml") -> bytes:
    root = etree.fromstring(part)
    known: Iterable[str] = {one.get("Id", "") for one in root}
    name = next(f"rIdSent{at}" for at in range(1, len(root) + 2) if f"rIdSent{at}" not in known)
    etree.SubElement(
        root, f"{{{root.nsmap[None]}}}Relationship", Id=name, Type=f"{_KINDS}{kind}", Target=target
    )
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
