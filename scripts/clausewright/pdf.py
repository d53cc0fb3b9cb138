"""PDF: the only Typst. One compiler is used again and again,
so that a school's copy costs only what differs.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import typst

from .bind import TYPST, TokenTemplate, compile_template
from .errors import Problem
from .model.tokens import string_token, token
from .qr import draw_svg

Standard = Literal["ua-1", "a-3a"]
STANDARDS: list[Standard] = ["ua-1", "a-3a"]
REFUSED_LETTERS_HINT = "Write it in other letters, or put a font that has them into overrides/pdf/fonts."
# A title that differs from school to school would cost Typst its memory of the last document, and most of its
# speed. So every document is compiled with this one, and the real title takes its place in the finished file:
# as many bytes for as many bytes, so that every offset in the file still holds.
_TITLE_TO_COME = "title-to-come-" + "x" * 400

# Stands where the QR code of the copy's address will be.
_PICTURE_TO_COME = "picture-to-come"


def write_page_source(template: str, title: str, version: str, body: str, *, is_a_copy: bool = False) -> str:
    """Join the page template and a document's body into one Typst text, still with tokens.

    `version` is plain text for the footer. The school's name, the code and the mark across the pages ("DRAFT"
    or nothing) are tokens. What `is_a_copy` of a policy has its reader's colour and logo too, and the address
    at which it can be looked up.
    """
    school, code, mark = token("site.name"), token("document.code"), string_token("document.mark")
    settings = (
        f'title: {_write_string(title)}, document-title: "{_TITLE_TO_COME}", school: [{school}], version:'
        f' [#{_write_string(version)};], code: [{code}], mark: "{mark}"'
    )
    if is_a_copy:
        colour, logo, check = map(string_token, ("site.colour", "site.logo", "document.check"))
        settings += f', colour: "{colour}", logo: "/{logo}"'
        settings += f', check: (address: "{check}", picture: "{_PICTURE_TO_COME}")'
    return f"{template}\n#show: policy.with({settings})\n{body}"


def _write_string(text: str) -> str:
    return '"' + TYPST.string(text) + '"'


class PdfWriter:
    """Compiles PDF/UA-1 and PDF/A-3a files from Typst texts, one after the other.

    `root` is the folder that the pictures' paths start from, `fonts` the one with the fonts to embed.
    """

    def __init__(self, root: Path, fonts: Path) -> None:
        """Load the fonts and start a compiler."""
        known = typst.Fonts(include_system_fonts=False, font_paths=[str(fonts)])
        self._compiler = typst.Compiler(root=str(root), font_paths=known)

    def write(self, source: TokenTemplate, values: Mapping[str, str], title: str, created: datetime) -> bytes:
        """Fill a source with a school's values and compile it. `title` is the file's own, for windows and
        tabs, `created` its time.

        Raises typst.TypstError where Typst refuses the text.
        """
        text = source.fill(TYPST, values)
        if address := values.get("document.check", ""):
            text = text.replace(_PICTURE_TO_COME, TYPST.string(draw_svg(address)), 1)
        timestamp = int(created.timestamp())
        compiled = self._compiler.compile(
            text.encode(), format="pdf", pdf_standards=[*STANDARDS], timestamp=timestamp
        )
        if not isinstance(compiled, bytes):
            raise TypeError("Typst gave no PDF")
        return _set_title(compiled, title)


class LetterTrial:
    """Tells which letters a page template cannot show with the fonts beside it, by having Typst set them.

    So fonts that a trust adds count, and letters that no PDF may hold are found too.
    """

    def __init__(self, folder: Path) -> None:
        """Take `policy.typ` and the fonts out of a folder."""
        self._template = (folder / "policy.typ").read_text(encoding="utf-8")
        self._writer = PdfWriter(folder, folder / "fonts")

    def find_refused(self, texts: Sequence[str]) -> list[str]:
        """Return those of the texts that cannot be set, found by halving;
        none where the template itself is at fault.
        """
        return self._halve(texts) if self._can_set(("",)) else []

    def _halve(self, texts: Sequence[str]) -> list[str]:
        if not texts or self._can_set(texts):
            return []
        if len(texts) == 1:
            return list(texts)
        middle = len(texts) // 2
        return [*self._halve(texts[:middle]), *self._halve(texts[middle:])]

    def _can_set(self, texts: Sequence[str]) -> bool:
        body = "#parbreak();".join(f"#{_write_string(text)};" for text in texts)
        source = compile_template(write_page_source(self._template, "x", "x", body))
        try:
            self._writer.write(source, dict.fromkeys(source.keys, ""), "x", datetime.fromtimestamp(0, UTC))
        except typst.TypstError:
            return False
        return True


def _set_title(pdf: bytes, title: str) -> bytes:
    """Put the title into the two places where a PDF has it: the information dictionary,
    and the XMP metadata.
    """
    to_come = _TITLE_TO_COME.encode()
    pdf = _replace_title(pdf, b"(" + to_come + b")", title, _write_pdf_string)
    return _replace_title(
        pdf, to_come + b"</rdf:li>", title, lambda text: f"{html.escape(text)}</rdf:li>".encode()
    )


def _replace_title(pdf: bytes, old: bytes, title: str, write: Callable[[str], bytes]) -> bytes:
    if pdf.count(old) != 1:
        raise ValueError("this version of Typst writes titles in another way")
    new = write(title)
    while len(new) > len(old):
        title = title[:-2] + "…"
        new = write(title)
    return pdf.replace(old, new.ljust(len(old)))


def _write_pdf_string(text: str) -> bytes:
    """A text string of ISO 32000-1, 7.9.2.2: ASCII as it is, anything else as UTF-16 with its mark."""
    data = text.encode("ascii") if text.isascii() else b"\xfe\xff" + text.encode("utf-16-be")
    return b"(" + re.sub(rb"([()\\])", rb"\\\1", data).replace(b"\r", b"\\r").replace(b"\n", b"\\n") + b")"


def explain_refusal(path: str, error: Exception) -> Problem:
    """What a person is told when Typst refuses a document."""
    first = str(error).strip().splitlines()[0].rpartition("error: ")[2]
    hint = "Look at what changed last in this policy, or in the page template overrides/pdf/policy.typ."
    if "could not be displayed" in first:
        hint = f"{REFUSED_LETTERS_HINT} Run 'clausewright check' to see where they stand."
    return Problem(path, 0, f"cannot be made into a PDF: {first}", hint)
