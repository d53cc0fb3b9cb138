"""Which document a Word file is, and what it was sent with: a property that people do not see, and a hidden
part that says what stood in the file, so that it can be held against itself when it is back.

The library may have changed since, or be another. Word and LibreOffice keep both; other formats lose them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields

from lxml import etree

from ..model.tokens import TOKEN
from .numbering import read_level_number
from .package import Element
from .paragraphs import Paragraph, Piece, joined

_SPACE = "urn:clausewright:sent"
_FOLDER = "customXml/"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_ID = "{7B0B7F0C-3B9E-4B5D-9C57-6C1D5A0E2F41}"
PART = "docProps/custom.xml"
_PROPERTY = "clausewright"
_PROPERTIES = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}"
_TYPES = "{http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes}"
# ECMA-376 part 1, 22.3: the one format identifier for properties that users define.
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"


@dataclass(frozen=True, slots=True)
class Identity:
    """A document: whose it is (a school's id, or "model"), of which policy, which version, and the code that
    names its text.
    """

    reader: str
    policy: str
    version: str
    code: str = ""


def add_identity(part: bytes, identity: Identity) -> bytes:
    """Write an identity into the part of a Word file that holds its own properties. What it says may be
    tokens.
    """
    root = etree.fromstring(part)
    entry = etree.SubElement(
        root, f"{_PROPERTIES}property", fmtid=_FORMAT, pid=str(len(root) + 2), name=_PROPERTY
    )
    etree.SubElement(entry, f"{_TYPES}lpwstr").text = json.dumps(asdict(identity), separators=(",", ":"))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def read_identity(part: Element) -> Identity | None:
    """Read the identity back; None where the file is none of ours."""
    for entry in part:
        if entry.get("name") == _PROPERTY:
            try:
                record = json.loads("".join(str(text) for text in entry.itertext()))
            except json.JSONDecodeError:
                return None
            # Files that were made before documents had codes say nothing of them.
            if isinstance(record, dict) and {"code", *record} == {field.name for field in fields(Identity)}:
                return Identity(**{name: str(value) for name, value in record.items()})
    return None


# -- what it was sent with -----------------------------------------------------------------------------------


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


def _qualify(name: str) -> str:
    return f"{{{_SPACE}}}{name}"


def write_sent_part(sent: SentSnapshot) -> bytes:
    """Write the hidden part. Words may be tokens."""
    # None is lxml's name for the default.
    root = etree.Element(_qualify("sent"), nsmap={None: _SPACE})  # type: ignore[dict-item]
    for clause in sent.clauses:
        etree.SubElement(root, _qualify("clause"), id=clause.id, revision=clause.revision)
    for sent_paragraph in sent.paragraphs:
        marks = {
            "place": sent_paragraph.place,
            "style": sent_paragraph.style,
            "level": "" if sent_paragraph.level is None else str(sent_paragraph.level),
            "number": sent_paragraph.number,
        }
        flags = {"numbered": sent_paragraph.is_numbered, "table": sent_paragraph.in_table}
        paragraph = etree.SubElement(root, _qualify("p"), _drop_empty({**marks, **_write_flags(flags)}))
        for piece in sent_paragraph.pieces:
            link = "" if TOKEN.search(piece.link) else piece.link
            given = _drop_empty(
                {"link": link, **_write_flags({"strong": piece.strong, "emphasis": piece.emphasis})}
            )
            run = etree.SubElement(paragraph, _qualify("r"), given)
            if piece.key is not None:
                run.set("key", piece.key)
            run.text = piece.text
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _drop_empty(marks: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in marks.items() if value}


def _write_flags(flags: Mapping[str, bool]) -> dict[str, str]:
    return {name: "1" for name, flag in flags.items() if flag}


def read_sent(parts: Iterable[Element | None]) -> SentSnapshot | None:
    """Read it back from the hidden parts of a Word file; None where none of them has it, as in a file of
    others.
    """
    for part in parts:
        if part is not None and part.tag == _qualify("sent"):
            clauses = []
            for clause in part.iter(_qualify("clause")):
                clauses.append(SentClause(clause.get("id", ""), clause.get("revision", "")))
            return SentSnapshot(tuple(clauses), tuple(map(_read_paragraph, part.iter(_qualify("p")))))
    return None


def _read_paragraph(element: Element) -> Paragraph:
    level = element.get("level", "")
    return Paragraph(
        place=element.get("place", ""),
        style=element.get("style", ""),
        pieces=tuple(joined(map(_read_piece, element.iter(_qualify("r"))))),
        level=read_level_number(level) if level else None,
        is_numbered="numbered" in element.attrib,
        in_table="table" in element.attrib,
        number=element.get("number", ""),
    )


def _read_piece(run: Element) -> Piece:
    return Piece(
        run.text or "", run.get("key"), "strong" in run.attrib, "emphasis" in run.attrib, run.get("link", "")
    )


def add_sent(parts: Mapping[str, bytes], sent: SentSnapshot) -> dict[str, bytes]:
    """Put the hidden part into a Word file, given and returned as its parts by name."""
    number = next(index for index in range(1, len(parts) + 2) if f"{_FOLDER}item{index}.xml" not in parts)
    new_parts = dict(parts)
    new_parts["[Content_Types].xml"] = _add_type(
        new_parts["[Content_Types].xml"], f"/{_FOLDER}itemProps{number}.xml"
    )
    new_parts["word/_rels/document.xml.rels"] = _add_relation(
        new_parts["word/_rels/document.xml.rels"], f"../{_FOLDER}item{number}.xml"
    )
    new_parts[f"{_FOLDER}item{number}.xml"] = write_sent_part(sent)
    space = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
    properties = etree.Element(f"{{{space}}}datastoreItem", {f"{{{space}}}itemID": _ID}, nsmap={"ds": space})
    schemas = etree.SubElement(properties, f"{{{space}}}schemaRefs")
    etree.SubElement(schemas, f"{{{space}}}schemaRef", {f"{{{space}}}uri": _SPACE})
    new_parts[f"{_FOLDER}itemProps{number}.xml"] = etree.tostring(
        properties, xml_declaration=True, encoding="UTF-8", standalone=True
    )
    nothing = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
    new_parts[f"{_FOLDER}_rels/item{number}.xml.rels"] = _add_relation(
        nothing, f"itemProps{number}.xml", "customXmlProps"
    )
    return new_parts


def _add_type(part: bytes, name: str) -> bytes:
    root = etree.fromstring(part)
    kind = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
    etree.SubElement(root, f"{{{root.nsmap[None]}}}Override", PartName=name, ContentType=kind)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _add_relation(part: bytes, target: str, kind: str = "customXml") -> bytes:
    root = etree.fromstring(part)
    known: Iterable[str] = {relation.get("Id", "") for relation in root}
    name = next(f"rIdSent{index}" for index in range(1, len(root) + 2) if f"rIdSent{index}" not in known)
    etree.SubElement(
        root, f"{{{root.nsmap[None]}}}Relationship", Id=name, Type=f"{_KINDS}{kind}", Target=target
    )
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
