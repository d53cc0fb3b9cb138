"""The door for foreign files: what a file is, by its first bytes and not by its name, and who reads it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath

from .source import Source, refuse, refuse_if_endless

LARGEST = 60_000_000
LARGEST_TEXT = 12_000_000
# A text is refused unread where its paragraphs would be this short.
_LINES_A_PARAGRAPH = 4
_OLD_WORD, _ZIP, _RTF = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK", b"{\\rtf"
FORMATS = {
    ".docx": "Word",
    ".docm": "Word",
    ".odt": "OpenDocument",
    ".htm": "HTML",
    ".html": "HTML",
    ".md": "Markdown",
    ".pdf": "PDF",
    ".txt": "text",
}


def read_source(name: str, data: bytes) -> Source:
    """Read a foreign file, whatever its name says. Raises ClausewrightError, with what to do, where it cannot
    be read.
    """
    source = _read(name, data)
    refuse_if_endless(name, len(source.pieces))
    expected = FORMATS.get(PurePosixPath(name).suffix.lower(), source.format)
    if expected != source.format and (expected, source.format) != ("Markdown", "text"):
        remark = (
            f"The file's name says {expected}, but it is {source.format}. It was read as {source.format}."
        )
        source = replace(source, remarks=(*source.remarks, remark))
    if not source.words:
        raise refuse(name, "has no words", "Check that this is the file that you meant.")
    return source


def _read(name: str, data: bytes) -> Source:
    if len(data) > LARGEST:
        raise refuse(
            name,
            f"is larger than {LARGEST // 1_000_000} MB",
            "Take out its pictures, or save it as plain text.",
        )
    if not data.strip():
        raise refuse(name, "is empty", "Check that this is the file that you meant.")
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(_OLD_WORD):
        raise refuse(
            name,
            "is a Word file of the old kind (.doc), or one with a password",
            "Open it in Word and save it as .docx, without a password.",
        )
    if start.startswith(_RTF):
        raise refuse(
            name, "is Rich Text (.rtf)", "Open it in Word or LibreOffice and save it as .docx or .odt."
        )
    # Each format's reader is imported when there is something for it to read.
    if b"%PDF-" in data[:1024]:
        from .pdf import read_pdf

        return read_pdf(name, data)
    if data.startswith(_ZIP):
        return _read_package(name, data)
    text = _decode(name, data)
    refuse_if_endless(name, text.count("\n") // _LINES_A_PARAGRAPH)
    if start[:200].lower().startswith((b"<!doctype html", b"<html")) or PurePosixPath(
        name
    ).suffix.lower() in (".html", ".htm"):
        from .html import read_html

        return read_html(name, text)
    if PurePosixPath(name).suffix.lower() in (".md", ".markdown"):
        from .markdown import read_markdown

        return read_markdown(name, text)
    from .plaintext import read_text

    return read_text(name, text)


def _read_package(name: str, data: bytes) -> Source:
    from ..word.package import Package, UnreadablePackageError, main_part

    try:
        package = Package.opened(data)
        if main_part(package):
            from .docx import read_docx

            return read_docx(name, package)
        if "content.xml" in package:
            from .odt import read_odt

            return read_odt(name, package)
    except UnreadablePackageError as error:
        raise refuse(name, error.message, error.hint) from None
    raise refuse(
        name,
        "is a zip file, but neither a Word file nor an OpenDocument text",
        "Take the policy out of it and import that.",
    )


def _decode(name: str, data: bytes) -> str:
    if len(data) > LARGEST_TEXT:
        raise refuse(
            name,
            f"is a text of more than {LARGEST_TEXT // 1_000_000} MB",
            "No policy is that long; check that this is the right file.",
        )
    for mark, encoding in (
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
        (b"", "utf-8-sig"),
        (b"", "cp1252"),
    ):
        if data.startswith(mark):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            if "\x00" not in text:
                return text
    raise refuse(name, "is not text", "Import .docx, .odt, .html, .md, .txt or .pdf.")
