"""Write: a Document becomes web, Word and Typst text, still with tokens. One parse, three formats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..model.ast import Elements, div, element, header, text_of, words
from ..model.document import Document, PlacedClause, Section
from ..pandoc import Ast, Pandoc
from .styles import Docx, Html, Typst, blocks_of, is_note


@dataclass(frozen=True, slots=True)
class Heading:
    """One line of a page's side contents."""

    id: str
    level: int
    text: str


def headings(document: Document) -> tuple[Heading, ...]:
    """The headings of a document, with their numbers, for the side contents of its page."""
    found = []
    for item in document.items:
        if isinstance(item, Section) or (isinstance(item, PlacedClause) and item.headed and not is_note(item)):
            text = f"{item.number} {text_of(list(item.title))}".strip()
            found.append(Heading(item.id, item.level, text))
    return tuple(found)


def to_html(pandoc: Pandoc, document: Document, images: str, asides: Mapping[str, str]) -> str:
    """Write a document as the body of its page.

    `images` is where the page finds pictures, ending in a slash. `asides` is HTML to go after the text of a clause, by its id.
    """
    title = header(1, words(document.title))
    return pandoc.write(_ast([title, *blocks_of(document.items, Html(images, asides))]), "html5")


def blocks_to_html(pandoc: Pandoc, clause: PlacedClause, images: str) -> str:
    """Write one clause's text alone, as HTML without its heading."""
    return pandoc.write(_ast(Html(images, {}).settled(list(clause.blocks))), "html5")


def to_docx(pandoc: Pandoc, document: Document, file: Path, reference: Path, images: Path) -> None:
    """Write a document as a Word file. `images` is the folder that the pictures' paths start from."""
    title = div([element("Para", words(document.title))], custom_style="Title")
    pandoc.write_docx(_ast([title, *blocks_of(document.items, Docx(f"{images}/"))], lang="en-GB"), file, reference)


def to_typst(pandoc: Pandoc, document: Document, images: str) -> str:
    """Write a document as Typst markup, to be put into the page template. `images` is the folder of pictures in Typst's own files."""
    return pandoc.write(_ast(blocks_of(document.items, Typst(images))), "typst-smart")


def _ast(blocks: Elements, **meta: str) -> Ast:
    written = {name: {"t": "MetaString", "c": value} for name, value in meta.items()}
    return {"pandoc-api-version": [1, 23, 1], "meta": written, "blocks": blocks}
