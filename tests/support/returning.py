"""A Word file that was sent, edited, and came back: what tests of taking back share."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from clausewright.assemble.assembler import Assembler
from clausewright.assemble.sites import SchoolDocument, Site, assemble_sites
from clausewright.build.documents import make_word_file
from clausewright.model.library import Library
from clausewright.roundtrip.compare import Returned, compare
from clausewright.roundtrip.proposals import (
    LibraryState,
    TextProposal,
    ValueProposal,
    propose_texts,
    propose_values,
)
from clausewright.roundtrip.report import write_report
from clausewright.word.provenance import SentSnapshot as Origin
from clausewright.word.reader import read_word_file
from tests.conftest import TODAY

NOTHING = LibraryState()


@dataclass(frozen=True)
class Sent:
    """A file as it was sent: whose, its bytes, what it was sent with, and its page headers and footers."""

    library: Library
    site: Site
    copy: SchoolDocument
    data: bytes
    origin: Origin
    page_edges: tuple[str, ...]

    def back(self, change: Callable[[str], str], comments: str = "") -> Returned:
        """What is found when the document's text came back changed."""
        data = edited(self.data, change, comments)
        assert data != self.data
        return self.returned(data)

    def returned(self, data: bytes) -> Returned:
        """What is found in a file that came back."""
        places = [one.place for one in self.origin.paragraphs]
        return compare(self.origin.paragraphs, read_word_file(data, places), self.page_edges)

    def values(self, returned: Returned, now: LibraryState = NOTHING) -> list[ValueProposal]:
        """What follows from the values."""
        layers = {key: bound.layer for key, bound in self.copy.values.items()}
        return list(propose_values(returned, self.library, layers, now))

    def texts(self, returned: Returned, now: LibraryState = NOTHING) -> list[TextProposal]:
        """What follows from the words."""
        revisions = {clause.id: clause.revision for clause in self.origin.clauses}
        return list(propose_texts(returned, self.library, revisions, now))

    def report(self, returned: Returned) -> str:
        """The report as a person reads it."""
        return "\n".join(
            write_report(returned, self.values(returned), self.texts(returned), self.site.id, str(TODAY))
        )


def edited(
    data: bytes, change: Callable[[str], str], comments: str = "", part: str = "word/document.xml"
) -> bytes:
    """A Word file with another text of its document, or of another part, and with comments."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            if name == part:
                text = change(text.decode()).encode()
            if name == "word/comments.xml" and comments:
                root = etree.fromstring(text)
                space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
                root.extend(etree.fromstring(f'<w:comments xmlns:w="{space}">{comments}</w:comments>'))
                text = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            new.writestr(name, text)
    return packed.getvalue()


def replaced(old: str, new: str, count: int = 1) -> Callable[[str], str]:
    """Put a text in another's place; it must be there."""

    def change(text: str) -> str:
        assert old in text, old
        return text.replace(old, new, count)

    return change


def sent_file(library: Library) -> Sent:
    """Ashgrove's social media policy, made as a build makes it."""
    assembler = Assembler(library)
    site = next(
        site for site in assemble_sites(assembler, TODAY) if site.id == "ashgrove" and site.showing.is_newest
    )
    copy = next(copy for copy in site.copies if copy.id == "social-media")
    data = make_word_file(assembler, site, copy)
    file = read_word_file(data)
    assert file.sent
    return Sent(library, site, copy, data, file.sent, file.page_edges)
