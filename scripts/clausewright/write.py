"""Write: a Document becomes web, Word and Typst text, still with tokens. One parse, three formats."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from .model.ast import (
    SPACE,
    Element,
    Elements,
    changed,
    div,
    element,
    header,
    id_of,
    span,
    text_of,
    words,
)
from .model.document import Document, Item, PlacedClause, Prose, Section
from .model.records import FragmentKind
from .model.tokens import as_strings
from .pandoc import Ast, Pandoc

_FENCED = frozenset({FragmentKind.QUOTATION})


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
        if isinstance(item, Section | PlacedClause) and not _is_note(item):
            text = f"{item.number} {text_of(list(item.title))}".strip()
            found.append(Heading(item.id, item.level, text))
    return tuple(found)


def to_html(pandoc: Pandoc, document: Document, images: str, asides: Mapping[str, str]) -> str:
    """Write a document as the body of its page.

    `images` is where the page finds pictures, ending in a slash. `asides` is HTML to go after the text of a clause, by its id.
    """
    title = header(1, words(document.title))
    return pandoc.write(_ast([title, *_blocks(document.items, _Html(images, asides))]), "html5")


def blocks_to_html(pandoc: Pandoc, clause: PlacedClause, images: str) -> str:
    """Write one clause's text alone, as HTML without its heading."""
    return pandoc.write(_ast(_Html(images, {}).settled(list(clause.blocks))), "html5")


def to_docx(pandoc: Pandoc, document: Document, file: Path, reference: Path, images: Path) -> None:
    """Write a document as a Word file. `images` is the folder that the pictures' paths start from."""
    title = div([element("Para", words(document.title))], custom_style="Title")
    pandoc.write_docx(_ast([title, *_blocks(document.items, _Docx(f"{images}/"))], lang="en-GB"), file, reference)


def to_typst(pandoc: Pandoc, document: Document, images: str) -> str:
    """Write a document as Typst markup, to be put into the page template. `images` is the folder of pictures in Typst's own files."""
    return pandoc.write(_ast(_blocks(document.items, _Typst(images))), "typst-smart")


def _ast(blocks: Elements, **meta: str) -> Ast:
    written = {name: {"t": "MetaString", "c": value} for name, value in meta.items()}
    return {"pandoc-api-version": [1, 23, 1], "meta": written, "blocks": blocks}


def _is_note(item: Item) -> bool:
    return isinstance(item, PlacedClause) and item.kind is FragmentKind.NOTE


def _blocks(items: Iterable[Item], style: _Style) -> Elements:
    found: Elements = []
    for item in items:
        match item:
            case Section():
                found.append(style.heading(item))
            case PlacedClause():
                found += style.clause(item)
            case Prose():
                found += style.settled(list(item.blocks))
    return found


def _title(item: Section | PlacedClause) -> Elements:
    number = [span(words(item.number), classes=["number"]), SPACE] if item.number else []
    return [*number, *item.title]


def _body(clause: PlacedClause) -> Elements:
    """A clause's blocks; a quotation's stand in a block quotation."""
    blocks = list(clause.blocks)
    return [element("BlockQuote", blocks)] if clause.kind in _FENCED else blocks


class _Style:
    """How one format writes what pandoc leaves open. `first_level` is the heading level of a section."""

    first_level = 2

    def __init__(self, images: str) -> None:
        self.images = images

    def heading(self, item: Section) -> Element:
        return header(item.level - 2 + self.first_level, _title(item), item.id)

    def clause(self, clause: PlacedClause) -> Elements:
        raise NotImplementedError

    def settled(self, blocks: Elements) -> Elements:
        settled: Elements = changed(blocks, self.change)
        return settled

    def change(self, node: Element) -> Elements | None:
        raise NotImplementedError

    def clause_heading(self, clause: PlacedClause) -> Elements:
        return [] if _is_note(clause) else [header(clause.level - 2 + self.first_level, _title(clause))]

    def image_path(self, node: Element) -> str:
        return self.images + str(node["c"][2][0]).removeprefix("images/")


def _as_string(alt: Elements) -> Elements:
    """Alt text stands inside a string, and so do its tokens."""
    return [element("Str", as_strings(text_of(alt)))]


class _Html(_Style):
    def __init__(self, images: str, asides: Mapping[str, str]) -> None:
        super().__init__(images)
        self.asides = asides

    def clause(self, clause: PlacedClause) -> Elements:
        anchors = [element("Plain", [span([], old) for old in clause.replaces])] if clause.replaces else []
        facts = {"data_revision": clause.revision, "data_strength": clause.strength, "data_audience": " ".join(clause.audience)}
        aside = [element("RawBlock", "html", self.asides[clause.id])] if clause.id in self.asides else []
        body = self.settled(_body(clause))
        return [div([*anchors, *self.clause_heading(clause), *body, *aside], clause.id, ["clause", clause.kind], **facts)]

    def change(self, node: Element) -> Elements | None:
        if node["t"] == "Image":
            attrs, alt, (_, title) = node["c"]
            return [element("Image", attrs, _as_string(alt), [self.image_path(node), title])]
        if node["t"] == "OrderedList":
            (_, style, marks), _ = node["c"]
            return [div([node], classes=["list", style["t"].lower(), marks["t"].lower()])]
        return None


class _Docx(_Style):
    first_level = 1

    def clause(self, clause: PlacedClause) -> Elements:
        # A div's id becomes a bookmark around its blocks.
        return [div([*self.clause_heading(clause), *self.settled(_body(clause))], clause.id)]

    def change(self, node: Element) -> Elements | None:
        if node["t"] == "Image":
            attrs, alt, (_, title) = node["c"]
            return [element("Image", attrs, _as_string(alt), [self.image_path(node), title])]
        if node["t"] == "Link" and id_of(node):
            # Pandoc gives a link no bookmark.
            (id, classes, pairs), text, target = node["c"]
            return [span([element("Link", ["", classes, pairs], text, target)], id)]
        if node["t"] == "BlockQuote":
            # In a tight list pandoc's own style would take the place of the quotation's.
            return [element("BlockQuote", changed(node["c"], _loose))]
        return None


def _loose(node: Element) -> Elements | None:
    return [element("Para", node["c"])] if node["t"] == "Plain" else None


class _Typst(_Style):
    first_level = 1

    def clause(self, clause: PlacedClause) -> Elements:
        return [div([*self.clause_heading(clause), *self.settled(_body(clause))], clause.id)]

    def change(self, node: Element) -> Elements | None:
        if node["t"] == "Image":
            alt = as_strings(text_of(node["c"][1])).replace("\\", "\\\\").replace('"', '\\"')
            return [element("RawInline", "typst", f'#policy-image("{self.image_path(node)}", "{alt}")')]
        if node["t"] == "Link" and id_of(node):
            # Pandoc gives a link no label.
            return [node, element("RawInline", "typst", f"<{id_of(node)}>")]
        return None
