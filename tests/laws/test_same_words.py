"""Law 1, same words: the page, the Word file and the PDF of a document say the same, in the same order, with
the same structure.

Every document of every site of the repository's library is read back: the page by its HTML, the Word file by
its styles and its numbering, the PDF by its tags.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import Built
from tests.support import REPOSITORY
from tests.support.examples import sample
from tests.support.readback import (
    Blocks,
    Heading,
    List,
    Picture,
    Quote,
    Table,
    every,
    lines,
    read_html,
    read_pdf,
    read_word,
    words,
)
from tests.support.readback.html import body_of, parsed

READERS = ("model", *sorted(path.name for path in (REPOSITORY / "variables" / "schools").iterdir()))


@cache
def _page(path: Path) -> Blocks:
    return read_html(path.read_text(encoding="utf-8"))


def _documents(built: Built, reader: str) -> Iterator[tuple[str, Blocks, Path]]:
    """Every document of a reader's sites: its place, what its page says, and the path of its files without
    the suffix.
    """
    for site in built.sites:
        if site.id == reader:
            for copy in site.copies:
                folder = built.public / site.path
                yield (
                    f"{site.path}/{copy.id}",
                    _page(folder / copy.id / "index.html"),
                    folder / "files" / copy.id,
                )


def _differences(of: str, page: Blocks, file: Blocks) -> str:
    """How a file differs from its page, as lines to read; empty where it does not."""
    if page == file:
        return ""
    compared = difflib.unified_diff(lines(page), lines(file), f"{of}, page", of, n=1, lineterm="")
    return "\n".join(compared) or f"{of}: the same lines, but not the same structure"


@pytest.mark.parametrize("reader", sample(READERS, 5))
def test_every_word_file_says_what_its_page_says(built: Built, reader: str) -> None:
    found = [
        _differences(f"{name}.docx", page, read_word(file.with_suffix(".docx")))
        for name, page, file in _documents(built, reader)
    ]
    assert found
    assert "\n".join(filter(None, found)) == ""


@pytest.mark.parametrize("reader", sample(READERS, 5))
def test_every_pdf_says_what_its_page_says(built: Built, reader: str) -> None:
    found = [
        _differences(f"{name}.pdf", page, read_pdf(file.with_suffix(".pdf")))
        for name, page, file in _documents(built, reader)
    ]
    assert found
    assert "\n".join(filter(None, found)) == ""


@pytest.mark.parametrize("reader", READERS)
def test_every_published_file_is_a_document_that_is_compared(built: Built, reader: str) -> None:
    compared = {
        f"{file.relative_to(built.public)}{suffix}"
        for _, _, file in _documents(built, reader)
        for suffix in (".pdf", ".docx")
    }
    files = [path for suffix in ("pdf", "docx") for path in (built.public / reader).rglob(f"*.{suffix}")]
    published = {path.relative_to(built.public).as_posix() for path in files}
    assert {path for path in published if "/latest/" not in path and "/changes/" not in path} == compared
    for path in files:
        if "latest" in path.parts:
            newest = max(site.showing.edition.id for site in built.sites if site.id == reader)
            same = Path(str(path).replace("/latest/", f"/{newest}/"))
            assert path.read_bytes() == same.read_bytes(), path


def test_the_readers_find_every_kind_of_structure(built: Built) -> None:
    """A reader that saw nothing would find no difference: the model's policies show that they see, and a
    quotation with a list in it, which none of them has.
    """
    newest = [site for site in built.sites if site.id == "model"][-1]
    titles = ("social-media", "mobile-devices", "staff-conduct")
    pages = [_page(built.public / newest.path / title / "index.html") for title in titles]
    found = [block for page in pages for block in every(page)]
    headings = [block for block in found if isinstance(block, Heading)]
    assert [heading.level for heading in headings if heading.level == 0] == [0] * len(pages)
    assert {heading.level for heading in headings} >= {0, 1, 2}
    assert {heading.number for heading in headings} >= {"", "1", "1.1", "2.1"}
    assert {block.labels[0] for block in found if isinstance(block, List)} >= {"•", "(i)"}
    assert any(
        isinstance(block, List) and any(isinstance(inner, List) for item in block.items for inner in item)
        for block in found
    )
    assert any(isinstance(block, Quote) for block in found)
    (quotation,) = read_html(
        "<article><div class='policy'><blockquote><p>It says:</p><ul><li>Ask.</li></ul></blockquote></div></article>"
    )
    assert isinstance(quotation, Quote)
    assert any(isinstance(inner, List) for inner in quotation.blocks)
    first = next(site for site in built.sites if site.id == "model")
    with_picture = _page(built.public / first.path / "online-safety" / "index.html")
    assert any(isinstance(block, Picture) and block.alt for block in every(with_picture))
    assert sum(isinstance(block, Table) for block in found) >= 5
    for page in pages:
        assert 2_000 < len(words(page)) < 20_000


def test_a_page_marks_exactly_the_numbers_that_its_headings_begin_with(built: Built) -> None:
    for site in built.sites:
        for copy in site.copies:
            path = built.public / site.path / copy.id / "index.html"
            body = body_of(parsed(path.read_text(encoding="utf-8")))
            marked = [
                (span.text_content(), span.getparent().text_content())
                for span in body.xpath(".//span[@class='number']")
            ]
            numbered = [block for block in _page(path) if isinstance(block, Heading) and block.number]
            assert marked == [
                (heading.number, f"{heading.number} {heading.words}") for heading in numbered
            ], path
