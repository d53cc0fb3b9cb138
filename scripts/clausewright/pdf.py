"""PDF: the only Typst. One compiler is used again and again, so that a school's copy costs only what differs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import typst

from .bind import TYPST, Mould
from .errors import Problem
from .model.tokens import string_token, token

Standard = Literal["ua-1", "a-3a"]
STANDARDS: list[Standard] = ["ua-1", "a-3a"]


def page_source(template: str, title: str, version: str, body: str) -> str:
    """Join the page template and a document's body into one Typst text, still with tokens.

    `version` is plain text for the footer. The school's name and the mark across the pages ("DRAFT" or nothing) are tokens.
    """
    school, mark = token("site.name"), string_token("document.mark")
    settings = f'title: {_string(title)}, school: [{school}], version: [#{_string(version)};], mark: "{mark}"'
    return f"{template}\n#show: policy.with({settings})\n{body}"


def _string(text: str) -> str:
    return '"' + TYPST.string(text) + '"'


class PdfWriter:
    """Compiles PDF/UA-1 and PDF/A-3a files from Typst texts, one after the other.

    `root` is the folder that the pictures' paths start from, `fonts` the one with the fonts to embed, `made` the time in the files.
    """

    def __init__(self, root: Path, fonts: Path, made: datetime) -> None:
        """Load the fonts and start a compiler."""
        known = typst.Fonts(include_system_fonts=False, font_paths=[str(fonts)])
        self._compiler = typst.Compiler(root=str(root), font_paths=known)
        self._made = int(made.astimezone(UTC).timestamp())

    def write(self, source: Mould, values: dict[str, str]) -> bytes:
        """Fill a source with a school's values and compile it; raise typst.TypstError where Typst refuses it."""
        text = source.fill(TYPST, values).encode()
        made = self._compiler.compile(text, format="pdf", pdf_standards=[*STANDARDS], timestamp=self._made)
        if not isinstance(made, bytes):
            raise TypeError("Typst gave no PDF")
        return made


def refusal(path: str, error: Exception) -> Problem:
    """What a person is told when Typst refuses a document."""
    first = str(error).strip().splitlines()[0]
    return Problem(path, 0, f"cannot be made into a PDF: {first}", "Look at what the document prints last in this policy.")
