"""Write: a Document, or a redline, becomes web, Word and Typst text, still with tokens. One parse, three
formats; and blocks as plain text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..model.ast import Elements, div, element, header, para, replace_elements, text_of, words
from ..model.change import Redline
from ..model.document import Document, Inlines, Item, PlacedClause, Section
from .docx import Docx
from .html import Html
from .pandoc import Ast, Pandoc
from .redline import remove_ids
from .style import is_headed, keep_live_links, write_blocks
from .typst import Typst, write_words_as_strings

_BETWEEN = "<!-- between -->"


@dataclass(frozen=True, slots=True)
class Heading:
    """One line of a page's side contents."""

    id: str
    level: int
    text: str


def list_headings(document: Document) -> tuple[Heading, ...]:
    """The headings of a document, with their numbers, for the side contents of its page."""
    lines = []
    for item in document.items:
        if isinstance(item, Section) or (isinstance(item, PlacedClause) and is_headed(item)):
            text = f"{item.number} {text_of(list(item.title))}".strip()
            lines.append(Heading(item.id, item.level, text))
    return tuple(lines)


def to_html(pandoc: Pandoc, document: Document, images: str, asides: Mapping[str, str]) -> str:
    """Write a document as the body of its page.

    `images` is where the page finds pictures, ending in a slash. `asides` is HTML to go after the text of a
    clause, by its id.
    """
    title = header(1, words(document.title))
    return pandoc.write(_ast([title, *write_blocks(document.items, Html(images, asides))]), "html5")


def blocks_to_html(pandoc: Pandoc, clause: PlacedClause, images: str) -> str:
    """Write one clause's text alone, as HTML without its heading."""
    return pandoc.write(_ast(Html(images, {}).settled(list(clause.blocks))), "html5")


def to_docx(
    pandoc: Pandoc,
    document: Document,
    file: Path,
    reference: Path,
    images: Path,
    redline: Sequence[Redline] = (),
    title: Inlines = (),
    numbers: Mapping[str, int] | None = None,
    below_title: Sequence[tuple[str, str]] = (),
) -> None:
    """Write a document as a Word file, and after it a redline, if there is one.

    `images` is the folder that the pictures' paths start from. `title` is the document's title with marks,
    where it has changed. `numbers` are those of the changes of the redline, by their ids. `below_title` are
    lines of the title block, each a style and its words. The marks of a redline are bookmarks until
    word.finish, told whose changes they are, makes tracked changes of them.
    """
    style = Docx(f"{images}/", numbers, redline)
    title_blocks = style.settled([element("Para", list(title) or words(document.title))])
    blocks = [div(title_blocks, custom_style="Title")]
    blocks += [div([para(words(line))], custom_style=name) for name, line in below_title]
    blocks += write_blocks((*document.items, *redline), style)
    pandoc.write_docx(_ast(blocks, lang="en-GB"), file, reference)


def to_typst(pandoc: Pandoc, document: Document, images: str, redline: Sequence[Redline] = ()) -> str:
    """Write a document as Typst markup, to be put into the page template, and after it a redline, if there is
    one.

    `images` is the folder of pictures in Typst's own files.
    """
    blocks = write_blocks((*document.items, *redline), Typst(images))
    if redline:
        # Typst refuses a link that leads nowhere.
        blocks = keep_live_links(blocks)
    return pandoc.write(_ast(write_words_as_strings(blocks)), "typst-smart")


@dataclass(frozen=True, slots=True)
class RedlineHtml:
    """A redline as HTML: each item, and the notes at the foot of the page, "" where there are none."""

    items: tuple[str, ...]
    notes: str


def redline_to_html(pandoc: Pandoc, redline: Sequence[Redline], images: str) -> RedlineHtml:
    """Write a redline's items, one by one, as HTML with <ins> and <del>.

    Each is a div of class `redline` that says in `data-mark` how it stands to the two documents, and in
    `data-changes` which entries tell of it; each <ins> and <del> names its entry in `data-change`.
    """
    style = Html(images, {})
    return _apart(pandoc, [write_blocks([marked_item], style) for marked_item in redline])


def sides_to_html(pandoc: Pandoc, redline: Sequence[Redline], images: str) -> tuple[tuple[str, str], ...]:
    """Write each item of a redline as it was and as it is, as HTML without ids, "" where it was not or is not
    there.

    What stands in a footnote stands here in brackets after its mark's place, as the two sides have no foot of
    their own.
    """
    style = Html(images, {})
    sides: list[Item | None] = [
        side for marked_item in redline for side in (marked_item.old, marked_item.new)
    ]
    written = _apart(pandoc, [_alone(write_blocks([side], style)) if side else [] for side in sides]).items
    return tuple(zip(written[::2], written[1::2], strict=True))


def _alone(blocks: Elements) -> Elements:
    """Blocks that may stand on a page twice: without ids, links inside the document, and footnotes."""

    def change(node: dict[str, object]) -> Elements | None:
        match node["t"], node.get("c"):
            case "Note", list(inner):
                return [element("Span", ["", ["note"], []], words(f"({text_of(inner).strip()})"))]
            case "Header", [level, [_, classes, pairs], inlines]:
                return [element("Header", level, ["", classes, pairs], inlines)]
            case "Link", [_, list(text), [str(target), _]] if target.startswith("#"):
                return text
        return remove_ids(node)

    unlinked: Elements = replace_elements(blocks, change)
    return unlinked


def _apart(pandoc: Pandoc, parts: Sequence[Elements]) -> RedlineHtml:
    """Write several pieces in one go, and cut them apart again: a call of pandoc costs more than a clause
    does.
    """
    between = element("RawBlock", "html", _BETWEEN)
    blocks = keep_live_links([block for part in parts for block in (*part, between)])
    *items, notes = pandoc.write(_ast(blocks), "html5").split(_BETWEEN)
    return RedlineHtml(tuple(item.strip() for item in items), notes.strip())


def _ast(blocks: Elements, **meta: str) -> Ast:
    written = {name: {"t": "MetaString", "c": value} for name, value in meta.items()}
    return {"pandoc-api-version": [1, 23, 1], "meta": written, "blocks": blocks}


def to_plain(pandoc: Pandoc, blocks: Elements, to: Literal["gfm", "plain"]) -> str:
    """Write blocks as GitHub's Markdown, or as text for a terminal, still with tokens."""
    return (
        pandoc.write({"pandoc-api-version": [1, 23, 1], "meta": {}, "blocks": blocks}, to).rstrip("\n") + "\n"
    )
