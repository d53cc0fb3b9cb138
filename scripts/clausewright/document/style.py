"""What the formats have in common: how a document's items, and those of a redline, become pandoc's blocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..model.ast import (
    SPACE,
    Element,
    Elements,
    changed,
    classes_of,
    div,
    element,
    every,
    header,
    id_of,
    para,
    span,
    text_of,
    words,
)
from ..model.change import Mark as Standing
from ..model.change import Redline
from ..model.document import Item, PlacedClause, Prose, Section
from ..model.kinds import FragmentKind
from ..model.tokens import TOKEN, as_strings
from .redline import DELETION, INSERTION, Mark, lowered, mark_of, whole_of, without_ids

_FENCED = frozenset({FragmentKind.QUOTATION})


def is_note(item: Item) -> bool:
    """Say whether an item is a note, which has no heading."""
    return isinstance(item, PlacedClause) and item.kind is FragmentKind.NOTE


def blocks_of(items: Iterable[Item | Redline], style: Style) -> Elements:
    """The blocks of a document's items, as a format wants them."""
    found: Elements = []
    for item in items:
        found += style.redline(item) if isinstance(item, Redline) else style.item(item)
    return found


def with_number(number: Elements, title: Sequence[Element]) -> Elements:
    """A heading's words, its number before them."""
    return [*number, *([SPACE] if number else []), *title]


def number_span(number: str) -> Elements:
    """A number as a heading shows it; nothing where there is none."""
    return [span(words(number), classes=["number"])] if number else []


def in_alt_text(alt: Elements) -> Elements:
    """Alt text stands inside a string, and so do its tokens."""
    return [element("Str", as_strings(text_of(alt)))]


def fenced(clause: PlacedClause) -> bool:
    """Say whether a clause's text stands in a block quotation."""
    return clause.kind in _FENCED


def is_headed(clause: PlacedClause) -> bool:
    """Say whether a clause has a heading; without one, its text begins with its number."""
    return clause.headed and not is_note(clause)


def body(clause: PlacedClause, number: Elements, apart: tuple[Elements, Elements] = ([], [])) -> Elements:
    """A clause's blocks, begun with its number where it has no heading; a quotation's stand in a block
    quotation.

    `apart` are the old number and the new one, for a redline in which what began the clause is not what
    begins it now.
    """
    blocks = list(clause.blocks)
    if not is_headed(clause):
        blocks = _begun(blocks, number, apart)
    return [element("BlockQuote", blocks)] if fenced(clause) else blocks


def _begun(blocks: Elements, number: Elements, apart: tuple[Elements, Elements]) -> Elements:
    marks = [mark_of(block) if block["t"] == "Div" else None for block in blocks]
    firsts = [
        next((at for at, mark in enumerate(marks) if mark is None or mark.kind != other), None)
        for other in (INSERTION, DELETION)
    ]
    if firsts[0] == firsts[1] or None in firsts:
        return _with_first(number, blocks)
    change = next(mark.change for mark in marks if mark)
    found = [[block] for block in blocks]
    for at, its, kind in zip(firsts, apart, (DELETION, INSERTION), strict=True):
        if at is not None and its:
            mark = marks[at]
            found[at] = (
                [mark.div(_with_first(its, blocks[at]["c"][1]))]
                if mark
                else _with_first([Mark(kind, change).span(its)], found[at])
            )
    return [block for some in found for block in some]


def _with_first(number: Elements, blocks: Elements) -> Elements:
    """Blocks of which the first begins with a number."""
    if not number:
        return blocks
    first = blocks[0] if blocks and blocks[0]["t"] in ("Para", "Plain") else None
    return (
        [element("Para", with_number(number, first["c"])), *blocks[1:]]
        if first
        else [element("Para", number), *blocks]
    )


def numbers_apart(one: Redline) -> tuple[Elements, Elements]:
    """The number that an item of a redline had, and the one that it has."""
    return number_span(one.old_number), number_span(one.new_number)


def is_local_mark(node: Element) -> bool:
    """Say whether a block tells readers that a school or trust has worded the clause."""
    return node["t"] == "Div" and "local-wording" in classes_of(node)


class Style:
    """How one format writes what pandoc leaves open.

    `first_level` is the heading level of a section. A format that is for reading tells in words what marks
    cannot show.
    """

    first_level = 2
    is_for_reading = True

    def __init__(self, images: str) -> None:
        """`images` is where this format finds pictures, ending in a slash."""
        self.images = images

    def item(
        self, item: Item, number: Elements | None = None, apart: tuple[Elements, Elements] = ([], [])
    ) -> Elements:
        """An item of a document. `number` is what to show for its number, if not that alone; `apart` are the
        old one and the new one.
        """
        if isinstance(item, Prose):
            return self.settled(list(item.blocks))
        number = number_span(item.number) if number is None else number
        level, title = (
            item.level - 2 + self.first_level,
            self.settled_inlines(with_number(number, item.title)),
        )
        if isinstance(item, Section):
            return [header(level, title, item.id)]
        return self.clause(
            item, [header(level, title)] if is_headed(item) else [], self.settled(body(item, number, apart))
        )

    def clause(self, clause: PlacedClause, heading: Elements, text: Elements) -> Elements:
        """A clause: its heading, if it has one, and its text."""
        return [div([*heading, *text], clause.id)]

    def settled(self, blocks: Elements) -> Elements:
        """Blocks as this format wants them."""
        blocks = lowered(blocks)
        settled: Elements = changed(changed(blocks, told) if self.is_for_reading else blocks, self.change)
        return settled

    def settled_inlines(self, inlines: Elements) -> Elements:
        """A heading's words as this format wants them."""
        [settled] = self.settled([element("Plain", inlines)])
        return list(settled["c"])

    def change(self, node: Element) -> Elements | None:
        """What stands in this format for an element; None where it stays."""
        if node["t"] == "Span" and (mark := mark_of(node)):
            content: Elements = changed(node["c"][1], without_ids) if mark.kind == DELETION else node["c"][1]
            return self.marked(mark, content, whole_of(node))
        return self.plain(node)

    def plain(self, node: Element) -> Elements | None:
        """What stands in this format for an element that is no mark; None where it stays."""
        raise NotImplementedError

    def image_path(self, node: Element) -> str:
        """Where this format finds a picture."""
        return self.images + str(node["c"][2][0]).removeprefix("images/")

    # -- redlines --------------------------------------------------------------------------------------------

    def marked(self, mark: Mark, inlines: Elements, whole: str) -> Elements:
        """Words under a mark; `whole` says how much is under it (see marks.py)."""
        raise NotImplementedError

    def redline(self, one: Redline) -> Elements:
        """An item of a redline, for reading: what moved is told in words, and an old number stands beside the
        new one.
        """
        change = one.changes[0] if one.changes else ""
        match one.mark:
            case Standing.ADDED:
                return self.whole(one.item, Mark(INSERTION, change))
            case Standing.REMOVED:
                return self.whole(one.item, Mark(DELETION, change))
            case Standing.MOVED_AWAY:
                return [div([para(self.settled_inlines(_moved_away(one)))], classes=["moved"])]
        number = number_span(one.new_number)
        if one.old_number and one.old_number != one.new_number:
            number = [
                *number,
                *([SPACE] if number else []),
                span(words(f"(was {_plain(one.old_number)})"), classes=["was"]),
            ]
        blocks = self.item(one.item, number, numbers_apart(one))
        return [*self.moved_here(one), *blocks] if one.mark is Standing.MOVED_HERE else blocks

    def moved_here(self, one: Redline) -> Elements:
        """What stands before something that stood elsewhere."""
        was = (
            f"Moved here. It was {_plain(one.old_number)}."
            if one.old_number
            else "Moved here from elsewhere."
        )
        return [div([para(words(was))], classes=["moved"])]

    def whole(self, item: Item, mark: Mark, id: str | None = None) -> Elements:
        """An item all of which stands under a mark, with the id that it is to have if not its own."""
        if isinstance(item, Prose):
            return self.settled([mark.div(list(item.blocks))])
        title = mark.span(with_number(number_span(item.number), item.title), "paragraph")
        if isinstance(item, PlacedClause):
            text = (
                list(item.blocks)
                if is_headed(item)
                else body(replace(item, kind=FragmentKind.CLAUSE), number_span(item.number))
            )
            item = replace(item, blocks=(mark.div(text),), replaces=())
        return self.item(replace(item, number="", title=(title,), id=item.id if id is None else id))


def _plain(number: str) -> str:
    return number.rstrip(".:")


def _moved_away(one: Redline) -> Elements:
    title = [] if isinstance(one.item, Prose) else with_number(number_span(one.old_number), one.item.title)
    where = f"is now {_plain(one.new_number)}." if one.new_number else "now stands elsewhere."
    return [*words("Moved:" if title else "A passage moved: it"), SPACE, *title, SPACE, *words(where)]


def told(node: Element) -> Elements | None:
    """A mark in which what else may have changed there, and cannot be seen, is put into words; None for what
    is no mark.

    That is where a link leads, and what a picture shows. Nothing that is gone is a link.
    """
    mark = mark_of(node) if node["t"] == "Span" else None
    if mark is None:
        return None
    whole = whole_of(node)

    def change(node: Element) -> Elements | None:
        said: Elements = []
        if node["t"] == "Link":
            _, text, (target, _) = node["c"]
            said = (
                [element("Str", f"({target})")] if not whole and _is_to_be_read(target, text_of(text)) else []
            )
        elif node["t"] == "Image" and not whole:
            said = [*words("(picture:"), SPACE, *node["c"][1], element("Str", ")")]
        else:
            return None
        kept = node["c"][1] if node["t"] == "Link" and mark.kind == DELETION else [node]
        return [*kept, *([span([SPACE, *said], classes=["told"])] if said else [])]

    return [{**node, "c": [node["c"][0], changed(node["c"][1], change)]}]


def _is_to_be_read(target: str, text: str) -> bool:
    return target.startswith(("http:", "https:")) and not TOKEN.search(target) and target not in text


def with_live_links(blocks: Elements) -> Elements:
    """Blocks in which every link inside the document leads somewhere; a redline holds less than a document,
    or more.
    """
    ids = {id_of(node) for node in every(blocks) if node["t"] in ("Div", "Span", "Link", "Table", "Figure")}
    ids |= {str(node["c"][1][0]) for node in every(blocks) if node["t"] == "Header"}

    def change(node: Element) -> Elements | None:
        target = str(node["c"][2][0]) if node["t"] == "Link" else ""
        return list(node["c"][1]) if target.startswith("#") and target[1:] not in ids else None

    found: Elements = changed(blocks, change)
    return found
