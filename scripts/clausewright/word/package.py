"""The door for files that are packages of XML, Word's and OpenDocument's: bounded, and closed to everything
outside the file.

Names are those of "Transitional" Open XML (ECMA-376 part 4), whichever way a file was saved.
"""

from __future__ import annotations

import io
import lzma
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lxml import etree

Element = etree._Element  # noqa: SLF001 - lxml names the type of an element no other way

LARGEST_PART, LARGEST_PACKAGE, MOST_PARTS = 60_000_000, 400_000_000, 20_000
_LARGEST_RATIO = 400
_SAVE_AGAIN = "Open it in the program that wrote it and save it again."
_ASK_FOR_ANOTHER = "It was not read. Ask its sender for it as PDF or plain text."
_FORMATS = b"http://schemas.openxmlformats.org/"
# Word's other way to save, "Strict Open XML" (ECMA-376 part 1), differs in the names of its namespaces.
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/([\w/-]+)")
_STRICT_NAMES = {
    b"customProperties": b"custom-properties",
    b"extendedProperties": b"extended-properties",
}
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_MAIN = "word/document.xml"
# What zipfile and the packers raise for a file that is cut short or altered, each in its own place.
_DAMAGE = (
    zipfile.BadZipFile,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    KeyError,
    OverflowError,
    zlib.error,
    lzma.LZMAError,
)


class UnreadablePackageError(Exception):
    """The file is damaged, locked, or not what a word processor writes. `message` says what it is, `hint`
    what to do; `is_hostile` marks one that is refused because of what it would unpack to or load.
    """

    def __init__(self, message: str, hint: str, *, is_hostile: bool = False) -> None:
        super().__init__(message)
        self.message, self.hint, self.is_hostile = message, hint, is_hostile


class UnreadableWordFileError(Exception):
    """The file is not a Word file that can be read; the message says why."""


def w(name: str) -> str:
    """A name of Word's own, with its namespace."""
    return f"{{{_W}}}{name}"


@dataclass(frozen=True, slots=True)
class Package:
    """An opened package: its parts by name, none of them unpacked yet."""

    archive: zipfile.ZipFile

    @staticmethod
    def opened(data: bytes) -> Package:
        """Open a package. Raises UnreadablePackageError where it is damaged or too large."""
        try:
            archive = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGE as error:
            raise UnreadablePackageError(f"is a damaged file: {error}", _SAVE_AGAIN) from None
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_PACKAGE:
            raise UnreadablePackageError(
                "unpacks to more than any policy holds",
                "It was not read. Ask its sender for the file as PDF or plain text.",
                is_hostile=True,
            )
        return Package(archive)

    def __contains__(self, part: str) -> bool:
        """Say whether a part is there."""
        return part in self.archive.NameToInfo

    def names(self) -> Sequence[str]:
        """The names of its parts."""
        return self.archive.namelist()

    def data(self, part: str) -> bytes:
        """The bytes of a part that is there. Raises UnreadablePackageError where it is too large, locked or
        damaged.
        """
        info = self.archive.getinfo(part)
        largest = min(LARGEST_PART, max(5_000_000, info.compress_size * _LARGEST_RATIO))
        if info.file_size > largest:
            raise UnreadablePackageError(
                f"unpacks to more than any policy holds ({part})", _ASK_FOR_ANOTHER, is_hostile=True
            )
        if info.flag_bits & 1:
            raise UnreadablePackageError(
                "is protected by a password", "Open it, take the password off, and save it again."
            )
        try:
            return self.archive.read(info)
        except _DAMAGE as error:
            raise UnreadablePackageError(f"is damaged in its part {part}: {error}", _SAVE_AGAIN) from None

    def tree(self, part: str) -> Element | None:
        """A part as XML, None where it is not there. Entities are never resolved, and nothing is fetched.

        Raises UnreadablePackageError as `data` does, and where the part is no XML.
        """
        return _parsed(_STRICT.sub(_transitional, self.data(part))) if part in self else None


def _transitional(address: re.Match[bytes]) -> bytes:
    """The Transitional name of a namespace or of a kind of relation of Strict Open XML."""
    name = _STRICT_NAMES.get(address[2], address[2])
    return _FORMATS + address[1] + b"/2006/" + name


def _parsed(data: bytes) -> Element:
    """XML out of bytes. A document type, which could declare entities, is refused: no word processor writes
    one.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadablePackageError(f"is not valid inside: {error.msg}", _SAVE_AGAIN) from None
    except (LookupError, ValueError) as error:
        raise UnreadablePackageError(f"is not valid inside: {error}", _SAVE_AGAIN) from None
    info = root.getroottree().docinfo
    if info.internalDTD is not None or info.externalDTD is not None:
        raise UnreadablePackageError(
            "declares entities, which a policy never needs and attacks use", _ASK_FOR_ANOTHER, is_hostile=True
        )
    return root


def main_part(package: Package) -> str:
    """The part that holds a Word file's text, empty where there is none."""
    tree = package.tree("_rels/.rels")
    for relation in tree.iter(_RELATION) if tree is not None else ():
        part = relation.get("Target", "").lstrip("/")
        if relation.get("Type", "").endswith("/officeDocument") and part in package:
            return part if part.startswith("word/") else ""
    return _MAIN if _MAIN in package else ""


def link_targets(relations: Element | None) -> dict[str, str]:
    """Where the links of a part lead, by the ids of its relations."""
    if relations is None:
        return {}
    return {relation.get("Id", ""): relation.get("Target", "") for relation in relations.iter(_RELATION)}


def name_relations(part: str) -> str:
    """The part that says where the relations of a part lead."""
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels"


def find_parts_of_kind(tree: Callable[[str], Element | None], main: str, kind: str) -> list[str]:
    """The parts of a kind, such as "header", to which the part with the text leads, whatever they are called
    (ECMA-376 part 2, Relationships). `tree` gives a part as XML by its name.
    """
    parts: list[str] = []
    relations = tree(name_relations(main))
    for relation in relations.iter(_RELATION) if relations is not None else ():
        is_inside = relation.get("TargetMode") != "External"
        if is_inside and relation.get("Type", "").rpartition("/")[2] == kind:
            address = posixpath.join("/", posixpath.dirname(main), relation.get("Target", ""))
            parts.append(posixpath.normpath(address).lstrip("/"))
    return list(dict.fromkeys(parts))
