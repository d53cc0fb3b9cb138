"""How each format writes what pandoc leaves open: clauses, headings, pictures, lists and links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..model.ast import (
    SPACE,
    Element,
    Elements,
    changed,
    classes_of,
    div,
    element,
    header,
    id_of,
    span,
    text_of,
    words,
)
from ..model.document import Item, PlacedClause, Prose, Section
from ..model.records import FragmentKind
from ..model.tokens import as_strings

_FENCED = frozenset({FragmentKind.QUOTATION})


def is_note(item: Item) -> bool:
    """Say whether an item is a note, which has no heading."""
    return isinstance(item, PlacedClause) and item.kind is FragmentKind.NOTE


def blocks_of(items: Iterable[Item], style: Style) -> Elements:
    """The blocks of a document's items, as a format wants them."""
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
    """A clause's blocks; a quotation's stand in a block quotation. Without a heading the text begins with the number."""
    blocks = list(clause.blocks)
    if clause.number and not clause.headed:
        number: Elements = [span(words(clause.number), classes=["number"])]
        first = blocks[0] if blocks and blocks[0]["t"] in ("Para", "Plain") else None
        blocks = [element("Para", [*number, SPACE, *first["c"]]), *blocks[1:]] if first else [element("Para", number), *blocks]
    return [element("BlockQuote", blocks)] if clause.kind in _FENCED else blocks


class Style:
    """How one format writes what pandoc leaves open. `first_level` is the heading level of a section."""

    first_level = 2

    def __init__(self, images: str) -> None:
        """`images` is where this format finds pictures, ending in a slash."""
        self.images = images

    def heading(self, item: Section) -> Element:
        """A section's heading."""
        return header(item.level - 2 + self.first_level, _title(item), item.id)

    def clause(self, clause: PlacedClause) -> Elements:
        """A clause, with its heading."""
        raise NotImplementedError

    def settled(self, blocks: Elements) -> Elements:
        """Blocks as this format wants them."""
        settled: Elements = changed(blocks, self.change)
        return settled

    def change(self, node: Element) -> Elements | None:
        """What stands in this format for an element; None where it stays."""
        raise NotImplementedError

    def clause_heading(self, clause: PlacedClause) -> Elements:
        """A clause's heading; a note has none."""
        return [] if is_note(clause) or not clause.headed else [header(clause.level - 2 + self.first_level, _title(clause))]

    def image_path(self, node: Element) -> str:
        """Where this format finds a picture."""
        return self.images + str(node["c"][2][0]).removeprefix("images/")


def _is_local_mark(node: Element) -> bool:
    """Whether a block tells readers that a school or trust has worded the clause."""
    return node["t"] == "Div" and "local-wording" in classes_of(node)


def _as_string(alt: Elements) -> Elements:
    """Alt text stands inside a string, and so do its tokens."""
    return [element("Str", as_strings(text_of(alt)))]


class Html(Style):
    """Pages: a clause is a section with its facts, and aside goes after its text."""

    def __init__(self, images: str, asides: Mapping[str, str]) -> None:
        """`asides` is HTML to go after the text of a clause, by its id."""
        super().__init__(images)
        self.asides = asides

    def clause(self, clause: PlacedClause) -> Elements:
        """A clause, with its heading."""
        anchors = [element("Plain", [span([], old) for old in clause.replaces])] if clause.replaces else []
        facts = {"data_revision": clause.revision, "data_strength": clause.strength, "data_audience": " ".join(clause.audience)}
        aside = [element("RawBlock", "html", self.asides[clause.id])] if clause.id in self.asides else []
        body = self.settled(_body(clause))
        classes = ["clause", clause.kind, *(["local"] if clause.local else [])]
        return [div([*anchors, *self.clause_heading(clause), *body, *aside], clause.id, classes, **facts)]

    def change(self, node: Element) -> Elements | None:
        """What stands in this format for an element; None where it stays."""
        if node["t"] == "Image":
            attrs, alt, (_, title) = node["c"]
            return [element("Image", attrs, _as_string(alt), [self.image_path(node), title])]
        if node["t"] == "OrderedList":
            (_, style, marks), _ = node["c"]
            return [div([node], classes=["list", style["t"].lower(), marks["t"].lower()])]
        return None


class Docx(Style):
    """Word."""

    first_level = 1

    def clause(self, clause: PlacedClause) -> Elements:
        """A clause, with its heading."""
        # A div's id becomes a bookmark around its blocks.
        return [div([*self.clause_heading(clause), *self.settled(_body(clause))], clause.id)]

    def change(self, node: Element) -> Elements | None:
        """What stands in this format for an element; None where it stays."""
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
        if _is_local_mark(node):
            return [div(node["c"][1], custom_style="Local Wording")]
        return None


def _loose(node: Element) -> Elements | None:
    return [element("Para", node["c"])] if node["t"] == "Plain" else None


class Typst(Style):
    """Typst: pictures through the page template, which sees to their size."""

    first_level = 1

    def clause(self, clause: PlacedClause) -> Elements:
        """A clause, with its heading."""
        return [div([*self.clause_heading(clause), *self.settled(_body(clause))], clause.id)]

    def change(self, node: Element) -> Elements | None:
        """What stands in this format for an element; None where it stays."""
        if node["t"] == "Image":
            alt = as_strings(text_of(node["c"][1])).replace("\\", "\\\\").replace('"', '\\"')
            return [element("RawInline", "typst", f'#policy-image("{self.image_path(node)}", "{alt}")')]
        if node["t"] == "Link" and id_of(node):
            # Pandoc gives a link no label.
            return [node, element("RawInline", "typst", f"<{id_of(node)}>")]
        if _is_local_mark(node):
            return [element("RawBlock", "typst", "#local-wording["), *node["c"][1], element("RawBlock", "typst", "]")]
        return None
