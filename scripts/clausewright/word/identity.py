"""Which document a Word file is: a property of the file that people do not see, and that survives editing."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields

from lxml import etree

from .xml import Element

PART = "docProps/custom.xml"
_NAME = "clausewright"
_SPACE = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}"
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


def with_identity(part: bytes, identity: Identity) -> bytes:
    """Write an identity into the part of a Word file that holds its own properties. What it says may be
    tokens.
    """
    root = etree.fromstring(part)
    entry = etree.SubElement(root, f"{_SPACE}property", fmtid=_FORMAT, pid=str(len(root) + 2), name=_NAME)
    etree.SubElement(entry, f"{_TYPES}lpwstr").text = json.dumps(asdict(identity), separators=(",", ":"))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def identity_in(part: Element) -> Identity | None:
    """Read the identity back; None where the file is none of ours."""
    for entry in part:
        if entry.get("name") == _NAME:
            try:
                found = json.loads("".join(str(text) for text in entry.itertext()))
            except json.JSONDecodeError:
                return None
            # Files that were made before documents had codes say nothing of them.
            if isinstance(found, dict) and {"code", *found} == {field.name for field in fields(Identity)}:
                return Identity(**{name: str(value) for name, value in found.items()})
    return None
