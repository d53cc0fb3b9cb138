"""The parts of a Word file that came from outside: its size is limited, entities and outside references are
not followed.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from lxml import etree

from .xml import Element

_LARGEST = 100_000_000
_PARSER_LIMIT = "The file is larger than any policy is, or is not what a word processor writes."
_OTHERS = {
    "application/vnd.oasis.opendocument": (
        "It is an OpenDocument file (.odt). Open it and save it as Word (.docx)."
    ),
    "application/epub": "It is an e-book, no Word file (.docx).",
}
_OLD_WORD = b"\xd0\xcf\x11\xe0"


class UnreadableWordFileError(Exception):
    """The file is not a Word file that can be read; the message says why."""


def parts_of(data: bytes) -> Mapping[str, Element]:
    """Return the XML parts of a Word file by name. Raises UnreadableWordFileError where it is none, is
    damaged, or is too large.
    """
    if data.startswith(_OLD_WORD):
        raise UnreadableWordFileError(
            "It is locked with a password, or in the old format .doc. Open it and save it as Word (.docx)."
        )
    if data.startswith(b"%PDF"):
        raise UnreadableWordFileError("It is a PDF, no Word file (.docx). 'clausewright import' reads PDFs.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_others(archive)
            wanted = [info for info in archive.infolist() if info.filename.endswith((".xml", ".rels"))]
            if sum(info.file_size for info in wanted) > _LARGEST:
                raise UnreadableWordFileError(_PARSER_LIMIT)
            found = {}
            for info in wanted:
                text = archive.read(info)
                if b"<!DOCTYPE" in text[:2000] or b"<!ENTITY" in text[:2000]:
                    raise UnreadableWordFileError(_PARSER_LIMIT)
                found[info.filename] = etree.fromstring(text, parser)
    except (zipfile.BadZipFile, etree.XMLSyntaxError, NotImplementedError, RuntimeError, EOFError) as error:
        raise UnreadableWordFileError(
            "It is damaged, locked with a password, or no Word file (.docx)."
        ) from error
    if "word/document.xml" not in found:
        raise UnreadableWordFileError("It holds no Word document.")
    return found


def _refuse_others(archive: zipfile.ZipFile) -> None:
    """Other programs' files are zip files too, and say so in a part of their own."""
    if "mimetype" in archive.namelist() and archive.getinfo("mimetype").file_size < 200:
        kind = archive.read("mimetype").decode(errors="replace")
        for known, said in _OTHERS.items():
            if kind.startswith(known):
                raise UnreadableWordFileError(said)
