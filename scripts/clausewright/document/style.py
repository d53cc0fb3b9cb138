"""What the formats have in common: how a document's items, and those of a redline, become pandoc's blocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..model.ast import (
    SPACE,
    Element,
    Elements,
    div,
    element,
    header,
    id_of,
    para,
    replace_elements,
    span,
    text_of,
    walk_holders,
    words,
)
from ..model.change import Mark as Standing
from ..model.change import Redline
from ..model.document import Item, PlacedClause, Prose, Section
from ..model.kinds import FragmentKind
from ..model.tokens import TOKEN, as_strings
from .redline import DELETION, INSERTION, Mark, lower_marks, read_mark, read_whole

_FENCED = frozenset({FragmentKind.QUOTATION})
_LISTS = frozenset({"OrderedList", "BulletList"})
# Classes of the boxes of a flowchart.
FLOW_STEP, FLOW_ANSWER = "flow-step", "flow-answer"


def is_note(item: Item) -> bool:
    """Say whether an item is a note, which has no heading."""
    return isinstance(item, PlacedClause) and item.kind is FragmentKind.NOTE


def write_blocks(items: Iterable[Item | Redline], style: Style) -> Elements:
    """The blocks of a document's items, as a format wants them."""
    written: Elements = []
    for item in items:
        written += style.redline(item) if isinstance(item, Redline) else style.item(item)
    return written


def prepend_number(number: Elements, title: Sequence[Element]) -> Elements:
    """A heading's words, its number before them."""
    return [*number, *([SPACE] if number else []), *title]


def make_number_span(number: str) -> Elements:
    """A number as a heading shows it; nothing where there is none."""
    return [span(words(number), classes=["number"])] if number else []


def convert_alt_text(alt: Elements) -> Elements:
    """Alt text stands inside a string, and so do its tokens."""
    return [element("Str", as_strings(text_of(alt)))]


def is_quoted(clause: PlacedClause) -> bool:
    """Say whether a clause's text stands in a block quotation."""
    return clause.kind in _FENCED


def is_headed(clause: PlacedClause) -> bool:
    """Say whether a clause has a heading; without one, its text begins with its number."""
    return clause.headed and not is_note(clause)


def write_body(
    clause: PlacedClause, number: Elements, apart: tuple[Elements, Elements] = ([], [])
) -> Elements:
    """A clause's blocks, begun with its number where it has no heading; a quotation's stand in a block
    quotation.

    `apart` are the old number and the new one, for a redline in which what began the clause is not what
    begins it now.
    """
    blocks = list(clause.blocks)
    if clause.kind is FragmentKind.FLOWCHART:
        blocks = replace_elements(blocks, _frame_steps)
    if not is_headed(clause):
        blocks = _begin_with_number(blocks, number, apart)
    return [element("BlockQuote", blocks)] if is_quoted(clause) else blocks


def _frame_steps(node: Element) -> Elements | None:
    """A list of a flowchart with every item in a box of its own: numbered items are steps and questions,
    those with bullets the answers to one, with what to do then. What follows stays below the box.
    """
    match node:
        case {"t": "OrderedList", "c": [numbering, items]}:
            return [element("OrderedList", numbering, [_frame_item(item, FLOW_STEP) for item in items])]
        case {"t": "BulletList", "c": items}:
            return [element("BulletList", [_frame_item(item, FLOW_ANSWER) for item in items])]
    return None


def _frame_item(blocks: Elements, name: str) -> Elements:
    loose = [element("Para", block["c"]) if block["t"] == "Plain" else block for block in blocks]
    boxed = [block for block in loose if block["t"] not in _LISTS]
    return [div(boxed, classes=[name]), *(block for block in loose if block["t"] in _LISTS)]


def _begin_with_number(blocks: Elements, number: Elements, apart: tuple[Elements, Elements]) -> Elements:
    marks = [read_mark(block) if block["t"] == "Div" else None for block in blocks]
    firsts = [
        next((index for index, mark in enumerate(marks) if mark is None or mark.kind != other), None)
        for other in (INSERTION, DELETION)
    ]
    if firsts[0] == firsts[1] or None in firsts:
        return _prepend_to_first(number, blocks)
    change = next(mark.change for mark in marks if mark)
    groups = [[block] for block in blocks]
    for index, item_number, kind in zip(firsts, apart, (DELETION, INSERTION), strict=True):
        if index is not None and item_number:
            mark = marks[index]
            groups[index] = (
                [mark.div(_prepend_to_first(item_number, blocks[index]["c"][1]))]
                if mark
                else _prepend_to_first([Mark(kind, change).span(item_number)], groups[index])
            )
    return [block for some in groups for block in some]


def _prepend_to_first(number: Elements, blocks: Elements) -> Elements:
    """Blocks of which the first begins with a number."""
    if not number:
        return blocks
    first = blocks[0] if blocks and blocks[0]["t"] in ("Para", "Plain") else None
    return (
        [element("Para", prepend_number(number, first["c"])), *blocks[1:]]
        if first
        else [element("Para", number), *blocks]
    )


def write_numbers_apart(marked_item: Redline) -> tuple[Elements, Elements]:
    """The number that an item of a redline had, and the one that it has."""
    return make_number_span(marked_item.old_number), make_number_span(marked_item.new_number)


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
        number = make_number_span(item.number) if number is None else number
        level, title = (
            item.level - 2 + self.first_level,
            self.settled_inlines(prepend_number(number, item.title)),
        )
        if isinstance(item, Section):
            return [header(level, title, item.id)]
        return self.clause(
            item,
            [header(level, title)] if is_headed(item) else [],
            self.settled(write_body(item, number, apart)),
        )

    def clause(self, clause: PlacedClause, heading: Elements, text: Elements) -> Elements:
        """A clause: its heading, if it has one, and its text."""
        return [div([*heading, *text], clause.id)]

    def settled(self, blocks: Elements) -> Elements:
        """Blocks as this format wants them."""
        blocks = lower_marks(blocks)
        settled: Elements = replace_elements(
            replace_elements(blocks, put_into_words) if self.is_for_reading else blocks, self.change
        )
        return settled

    def settled_inlines(self, inlines: Elements) -> Elements:
        """A heading's words as this format wants them."""
        [settled] = self.settled([element("Plain", inlines)])
        return list(settled["c"])

    def change(self, node: Element) -> Elements | None:
        """What stands in this format for an element; None where it stays."""
        if node["t"] == "Span" and (mark := read_mark(node)):
            return self.marked(mark, node["c"][1], read_whole(node))
        return self.plain(node)

    def plain(self, node: Element) -> Elements | None:
        """What stands in this format for an element that is no mark; None where it stays."""
        raise NotImplementedError

    def image_path(self, node: Element) -> str:
        """Where this format finds a picture."""
        return self.images + str(node["c"][2][0]).removeprefix("images/")

    # -- redlines --------------------------------------------------------------------------------------------

    def marked(self, mark: Mark, inlines: Elements, whole: str) -> Elements:
        """Words under a mark; `whole` says how much is under it (see redline.py)."""
        raise NotImplementedError

    def redline(self, marked_item: Redline) -> Elements:
        """An item of a redline, for reading: what moved is told in words, and an old number stands beside the
        new one.
        """
        change = marked_item.changes[0] if marked_item.changes else ""
        match marked_item.mark:
            case Standing.ADDED:
                return self.whole(marked_item.item, Mark(INSERTION, change))
            case Standing.REMOVED:
                return self.whole(marked_item.item, Mark(DELETION, change))
            case Standing.MOVED_AWAY:
                return [div([para(self.settled_inlines(_write_moved_away(marked_item)))], classes=["moved"])]
        number = make_number_span(marked_item.new_number)
        if marked_item.old_number and marked_item.old_number != marked_item.new_number:
            number = [
                *number,
                *([SPACE] if number else []),
                span(words(f"(was {_strip_stop(marked_item.old_number)})"), classes=["was"]),
            ]
        blocks = self.item(marked_item.item, number, write_numbers_apart(marked_item))
        return [*self.moved_here(marked_item), *blocks] if marked_item.mark is Standing.MOVED_HERE else blocks

    def moved_here(self, marked_item: Redline) -> Elements:
        """What stands before something that stood elsewhere."""
        was = (
            f"Moved here. It was {_strip_stop(marked_item.old_number)}."
            if marked_item.old_number
            else "Moved here from elsewhere."
        )
        return [div([para(words(was))], classes=["moved"])]

    def whole(self, item: Item, mark: Mark, id: str | None = None) -> Elements:
        """An item all of which stands under a mark, with the id that it is to have if not its own."""
        if isinstance(item, Prose):
            return self.settled([mark.div(list(item.blocks))])
        title = mark.span(prepend_number(make_number_span(item.number), item.title), "paragraph")
        if isinstance(item, PlacedClause):
            text = (
                list(item.blocks)
                if is_headed(item)
                else write_body(replace(item, kind=FragmentKind.CLAUSE), make_number_span(item.number))
            )
            item = replace(item, blocks=(mark.div(text),), replaces=())
        return self.item(replace(item, number="", title=(title,), id=item.id if id is None else id))


def _strip_stop(number: str) -> str:
    return number.rstrip(".:")


def _write_moved_away(marked_item: Redline) -> Elements:
    title = (
        []
        if isinstance(marked_item.item, Prose)
        else prepend_number(make_number_span(marked_item.old_number), marked_item.item.title)
    )
    where = (
        f"is now {_strip_stop(marked_item.new_number)}."
        if marked_item.new_number
        else "now stands elsewhere."
    )
    return [*words("Moved:" if title else "A passage moved: it"), SPACE, *title, SPACE, *words(where)]


def put_into_words(node: Element) -> Elements | None:
    """A mark in which what else may have changed there, and cannot be seen, is put into words; None for what
    is no mark.

    That is where a link leads, and what a picture shows. Nothing that is gone is a link.
    """
    mark = read_mark(node) if node["t"] == "Span" else None
    if mark is None:
        return None
    whole = read_whole(node)

    def change(node: Element) -> Elements | None:
        inlines: Elements = []
        if node["t"] == "Link":
            _, text, (target, _) = node["c"]
            inlines = (
                [element("Str", f"({target})")] if not whole and _is_to_be_read(target, text_of(text)) else []
            )
        elif node["t"] == "Image" and not whole:
            inlines = [*words("(picture:"), SPACE, *node["c"][1], element("Str", ")")]
        else:
            return None
        kept = node["c"][1] if node["t"] == "Link" and mark.kind == DELETION else [node]
        return [*kept, *([span([SPACE, *inlines], classes=["told"])] if inlines else [])]

    return [{**node, "c": [node["c"][0], replace_elements(node["c"][1], change)]}]


def _is_to_be_read(target: str, text: str) -> bool:
    return target.startswith(("http:", "https:")) and not TOKEN.search(target) and target not in text


def keep_live_links(blocks: Elements) -> Elements:
    """Blocks in which every link inside the document leads somewhere; a redline holds less than a document,
    or more.
    """
    ids: set[str] = set()
    for holder in walk_holders(blocks):
        if holder["t"] == "Header":
            ids.add(str(holder["c"][1][0]))
        elif holder["t"] in ("Div", "Span", "Link", "Table", "Figure"):
            ids.add(id_of(holder))

    def change(node: Element) -> Elements | None:
        target = str(node["c"][2][0]) if node["t"] == "Link" else ""
        return list(node["c"][1]) if target.startswith("#") and target[1:] not in ids else None

    linked: Elements = replace_elements(blocks, change)
    return linked
