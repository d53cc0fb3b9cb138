"""What tests of redlines share: a redline written in every format, as the pipeline does it, with what its
fields print.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from clausewright.bind import HTML, compile_template
from clausewright.document.pandoc import shared_pandoc
from clausewright.document.writer import redline_to_html, to_docx, to_typst
from clausewright.model.change import Change, Changes, Redline
from clausewright.model.document import Document, Inlines
from clausewright.model.tokens import TOKEN, key_of
from clausewright.pdf import PdfWriter, write_page_source
from clausewright.reports.change_list import write_comment
from clausewright.word.tracked import ChangeAuthor
from clausewright.word.writer import finish
from tests.support import REPOSITORY

OVERRIDES = REPOSITORY / "overrides"
IMAGES = REPOSITORY / "policies" / "images"
MADE = datetime(2026, 9, 1, tzinfo=UTC)
AUTHOR = "Trust HR"


class Values(dict[str, str]):
    """A value for every key, made of it, so that none is like another."""

    def __missing__(self, key: str) -> str:
        """A value in plain words; addresses and pictures need none in these tests."""
        return f"the {key.replace('.', ' ')}"


def word_file(
    document: Document,
    redline: Sequence[Redline] = (),
    title: Inlines = (),
    images: Path = IMAGES,
    entries: Sequence[Change] = (),
) -> bytes:
    """A document, or a redline with the comments of its entries, as a Word file."""
    numbers = {entry.id: number for number, entry in enumerate(entries, 1)}
    comments = {number: write_comment(number, entry) for number, entry in enumerate(entries, 1)}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "made.docx"
        to_docx(
            shared_pandoc(),
            document,
            file,
            OVERRIDES / "word" / "reference.docx",
            images,
            redline,
            title,
            numbers,
        )
        made = file.read_bytes()
    facts = {
        "document.title": document.title,
        "document.version": "",
        "document.made": "2026-09-01T00:00:00Z",
        "school.name": "",
    }
    author = ChangeAuthor(AUTHOR, MADE)
    return finish(made, {}, facts | {"document.mark": ""}, author, comments=comments).fill(Values())


def redline_word_file(changes: Changes, images: Path = IMAGES) -> bytes:
    """Changes as a Word file with tracked changes and a comment for each."""
    return word_file(Document("", ()), changes.redline, changes.title, images, changes.entries)


def redline_page(changes: Changes) -> str:
    """Changes as the body of a page."""
    made = redline_to_html(shared_pandoc(), changes.redline, "images/")
    form = compile_template("\n".join((*made.items, made.notes)))
    return form.fill(HTML, _all(form.keys))


@cache
def _pdf_writer(root: Path) -> PdfWriter:
    return PdfWriter(root, OVERRIDES / "pdf" / "fonts")


def redline_pdf(changes: Changes, root: Path = REPOSITORY, images: str = "/policies/images/") -> bytes:
    """Changes as a PDF."""
    body = to_typst(shared_pandoc(), Document("", ()), images, changes.redline)
    template = (OVERRIDES / "pdf" / "policy.typ").read_text(encoding="utf-8")
    return _pdf_writer(root).write(
        compile_template(write_page_source(template, "Changes", "", body)), Values(), "Changes", MADE
    )


def _all(keys: frozenset[str]) -> Mapping[str, str]:
    return {key: Values()[key] for key in keys}


def bound(text: str) -> str:
    """A text with every token replaced by its value."""
    return TOKEN.sub(lambda found: Values()[key_of(found[0])], text)
