"""Everything that a published file says anywhere: words, metadata, alt text, addresses, parts that no reader
shows.
"""

from __future__ import annotations

import html
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
from lxml import etree

TEXT = frozenset({".csv", ".html", ".json", ".xml", ".md", ".css", ".js", ".svg", ".txt", ""})
_FONT = re.compile(r"data:font/woff2;base64,[A-Za-z0-9+/=]+")
# A string in an object of a PDF, as it is written there: titles, alt text, addresses, bookmarks.
_STRING = re.compile(rb"\((?:[^()\\]|\\.)*\)|(?<!<)<[0-9A-Fa-f\s]+>", re.DOTALL)
PICTURES = frozenset({".png", ".jpg", ".jpeg", ".woff2", ".ico"})


def everything_in(path: Path) -> str:
    """Everything that a file says, as one text. A kind of file that nobody expects to be published is an
    error.
    """
    data = path.read_bytes()
    if path.suffix == ".pdf":
        return "\n".join(_in_pdf(data))
    if path.suffix in (".docx", ".xlsx", ".zip"):
        return "\n".join(_in_archive(data))
    if path.suffix in PICTURES:
        return ""
    assert path.suffix in TEXT, f"{path} is no kind of file that is published"
    # The letters in which a page carries its font say nothing.
    return html.unescape(_FONT.sub("", data.decode("utf-8")))


def squeezed(text: str) -> str:
    """Text without white space, soft hyphens and differences of composition: what is broken over lines is
    found all the same.
    """
    return "".join(unicodedata.normalize("NFC", text.replace("\u00ad", "")).split())


def _in_archive(data: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            yield name
            if name.endswith((".xml", ".rels")):
                part = archive.read(name)
                yield html.unescape(part.decode("utf-8"))
                # A value may be cut into runs: its letters are found in a row only without the tags.
                yield "".join(map(str, etree.fromstring(part).itertext()))


def _in_pdf(data: bytes) -> Iterator[str]:
    with pypdfium2.PdfDocument(data) as opened:
        for page in opened:
            yield page.get_textpage().get_text_bounded()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        yield pdf.Root.Metadata.read_bytes().decode("utf-8")
        for thing in pdf.objects:
            facts: Any = thing.stream_dict if isinstance(thing, pikepdf.Stream) else thing
            for written in _STRING.finditer(facts.unparse(resolved=True)):
                yield str(pikepdf.Object.parse(written[0]))
