"""The door for files that are packages of XML, Word's and OpenDocument's: bounded, and closed to everything
outside the file.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from .source import refuse

LARGEST_PART, LARGEST_PACKAGE, MOST_PARTS = 60_000_000, 400_000_000, 20_000
_LARGEST_RATIO = 400
# Word's other way to save, "Strict Open XML", differs in the names of its namespaces.
_STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": (
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    ),
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
}


@dataclass(frozen=True, slots=True)
class Package:
    """An opened package: its parts by name, none of them unpacked yet."""

    name: str
    archive: zipfile.ZipFile

    @staticmethod
    def opened(name: str, data: bytes) -> Package:
        """Open a package. Raises the error of a file that cannot be read."""
        try:
            archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError) as error:
            raise refuse(
                name, f"is a damaged file: {error}", "Open it in the program that wrote it and save it again."
            ) from None
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_PACKAGE:
            raise refuse(
                name,
                "unpacks to more than any policy holds",
                "It was not read. Ask its sender for the file as PDF or plain text.",
            )
        return Package(name, archive)

    def __contains__(self, part: str) -> bool:
        """Say whether a part is there."""
        return part in self.archive.NameToInfo

    def names(self) -> Iterable[str]:
        """The names of its parts."""
        return self.archive.namelist()

    def tree(self, part: str) -> etree._Element | None:
        """A part as XML, None where it is not there. Entities are never resolved, and nothing is fetched."""
        if part not in self:
            return None
        info = self.archive.getinfo(part)
        if info.file_size > LARGEST_PART or info.file_size > max(
            5_000_000, info.compress_size * _LARGEST_RATIO
        ):
            raise refuse(
                self.name,
                f"unpacks to more than any policy holds ({part})",
                "It was not read. Ask its sender for it as PDF or plain text.",
            )
        if info.flag_bits & 1:
            raise refuse(
                self.name, "is protected by a password", "Open it, take the password off, and save it again."
            )
        try:
            data = self.archive.read(info)
            for strict, usual in _STRICT.items():
                data = data.replace(strict, usual)
            return parsed(self.name, data)
        except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, ValueError, zlib.error) as error:
            raise refuse(
                self.name,
                f"is damaged in its part {part}: {error}",
                "Open it in the program that wrote it and save it again.",
            ) from None


def parsed(name: str, data: bytes) -> etree._Element:
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
        raise refuse(
            name,
            f"is not valid inside: {error.msg}",
            "Open it in the program that wrote it and save it again.",
        ) from None
    info = root.getroottree().docinfo
    if info.internalDTD is not None or info.externalDTD is not None:
        raise refuse(
            name,
            "declares entities, which a policy never needs and attacks use",
            "It was not read. Ask its sender for it as PDF or plain text.",
        )
    return root
