"""Word: marks become bookmarks, which pandoc puts in the right place, and which word/ turns into tracked
changes.

A bookmark's name says all: `insertion-paragraph-12` is words that were added with the end of their paragraph.
Word must be able to give back either document, so here, unlike on a page, a new number is a change, what
moved stands at both places, with what was edited on its way marked in it, and what cannot be changed in place
is deleted whole and inserted whole. A
bookmark around an item, `change-3-5-in-12`, says which changes of the list the item has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from ..model.ast import (
    CHECK_PICTURE,
    CONTENTS,
    SPACE,
    Element,
    Elements,
    classes_of,
    div,
    element,
    id_of,
    pairs_of,
    para,
    replace_elements,
    span,
    text_of,
    walk_elements,
    words,
)
from ..model.change import Mark as Standing
from ..model.change import Redline
from ..model.document import Item, PlacedClause, Prose, Section
from .redline import (
    DELETION,
    EDIT,
    INSERTION,
    Mark,
    has_marked_words,
    read_mark,
    split_into_halves,
    split_row,
    take_side_with_edits,
)
from .style import (
    FLOW_ANSWER,
    FLOW_STEP,
    Style,
    convert_alt_text,
    is_headed,
    is_quoted,
    make_number_span,
    write_numbers_apart,
)

# -- What Word cannot change in place ------------------------------------------------------------------------

Items = list[Elements]


def replace_whole(node: Element) -> Elements | None:
    """A list or table in which what cannot be changed in place is replaced."""
    match node["t"]:
        case "BulletList":
            return [{**node, "c": _replace_items(node["c"])}]
        case "OrderedList":
            return [{**node, "c": [node["c"][0], _replace_items(node["c"][1])]}]
        case "Table":
            return [_replace_table(node)]
    return None


def _replace_items(items: Items) -> Items:
    return [part for item in items for part in _split_item(_pair_paragraphs(item))]


def _split_item(item: Elements) -> Items:
    """An item, or two where its first paragraph comes or goes without the others."""
    mark = _find_mark_at_start(item)
    if mark is None or (len(item) == 1 and read_mark(item[0])):
        return [item]
    old, new = split_into_halves(item)
    return [[Mark(kind, mark.change).div(half)] for kind, half in ((DELETION, old), (INSERTION, new)) if half]


def _find_mark_at_start(blocks: Elements) -> Mark | None:
    """The mark on the first paragraph of all, if it comes or goes with its end."""
    match blocks:
        case [{"t": "Div", "c": [_, [*inner]]} as first, *_]:
            return read_mark(first) or _find_mark_at_start(inner)
        case [
            {"t": "BlockQuote", "c": [*inner]}
            | {"t": "BulletList", "c": [[*inner], *_]}
            | {"t": "OrderedList", "c": [_, [[*inner], *_]]},
            *_,
        ]:
            return _find_mark_at_start(inner)
    return None


def _replace_table(node: Element) -> Element:
    attributes, caption, columns, head, bodies, foot = node["c"]
    new_bodies = [[body[0], body[1], _replace_rows(body[2]), _replace_rows(body[3])] for body in bodies]
    return element(
        "Table",
        attributes,
        caption,
        columns,
        [head[0], _replace_rows(head[1])],
        new_bodies,
        [foot[0], _replace_rows(foot[1])],
    )


def _replace_rows(rows: list[Any]) -> list[Any]:
    new_rows = []
    for attributes, cells in rows:
        row = [attributes, [[*cell[:-1], _pair_paragraphs(cell[-1])] for cell in cells]]
        marks = [_find_unfit_mark(cell[-1]) for cell in row[1]]
        mark = next(filter(None, marks), None)
        if mark is None or {INSERTION, DELETION} & set(attributes[1]):
            new_rows.append(row)
            continue
        new_rows += split_row(row, mark.change)
    return new_rows


def _find_unfit_mark(blocks: Elements) -> Mark | None:
    """The mark of a paragraph that would leave its end behind in a cell, if there is one."""
    marks = [mark for block in blocks if (mark := read_mark(block))]
    is_filled = (
        len(blocks) == 1 and marks and [block["t"] for block in blocks[0]["c"][1]] in (["Para"], ["Plain"])
    )
    return None if is_filled or not marks else marks[0]


def _pair_paragraphs(blocks: Elements) -> Elements:
    """Blocks in which a paragraph that takes the place of another one of its kind is one paragraph, its words
    replaced.
    """
    pairs: Elements = []
    for block in blocks:
        gone, come = read_mark(pairs[-1]) if pairs else None, read_mark(block)
        if not (gone and come and gone.kind == DELETION and come.kind == INSERTION):
            pairs.append(block)
            continue
        old, new = pairs.pop()["c"][1], block["c"][1]
        count = 0
        while (
            count < min(len(old), len(new))
            and old[count]["t"] == new[count]["t"]
            and old[count]["t"] in ("Para", "Plain")
        ):
            pairs.append(element(old[count]["t"], [gone.span(old[count]["c"]), come.span(new[count]["c"])]))
            count += 1
        pairs += [gone.div(old[count:])] if old[count:] else []
        pairs += [come.div(new[count:])] if new[count:] else []
    return pairs


# Letters from which on a document has more than about seven pages, and a list of its sections.
_LONG = 17_000
# The style of the paragraph in whose place word/ puts the list of sections.
CONTENTS_STYLE = "TOC Heading"
# The style of a number, which word/ leaves to Word to count where it can.
NUMBER_STYLE = "Section Number"
# A white dot: word/ puts the QR code in its place, copy by copy.
_DOT = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptV"
    "AAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg=="
)

# The styles of paragraphs that stand in blocks of these classes.
_PARAGRAPH_STYLES = {
    "local-wording": "Local Wording",
    "whom-to-tell": "Whom To Tell",
    FLOW_STEP: "Flow Step",
    FLOW_ANSWER: "Flow Answer",
}


def _find_paragraph_style(classes: list[str]) -> str:
    return next((style for name, style in _PARAGRAPH_STYLES.items() if name in classes), "")


# Where something stood in the old document, and where it stands in the new one.
_Places = tuple[int | None, int | None]

# -- How a Word file is written ------------------------------------------------------------------------------


class Docx(Style):
    """How a Word file writes what pandoc leaves open. A div's id becomes a bookmark around its blocks."""

    first_level = 1
    is_for_reading = False

    def __init__(
        self, images: str, numbers: Mapping[str, int] | None = None, redline: Sequence[Redline] = ()
    ) -> None:
        """`images` is the folder of pictures, ending in a slash; `numbers` are those of the changes in their
        list, by their ids; `redline` is what will be written, so that what moved is known at both its places.
        """
        super().__init__(images)
        self._numbers = count(1)
        self._change_numbers = numbers or {}
        self._changes_before: tuple[int, ...] = ()
        self._arrived: dict[_Places, Item] = {}
        for marked_item in redline:
            if marked_item.mark is Standing.MOVED_HERE and marked_item.old_at is not None:
                self._arrived[marked_item.old_at, marked_item.new_at] = marked_item.item
        self._moves: dict[_Places, int] = {}
        self._move = 0

    def plain(self, node: Element) -> Elements | None:
        """What stands in Word for an element; None where it stays."""
        if node["t"] == "Image":
            attrs, alt, (_, title) = node["c"]
            return [element("Image", attrs, convert_alt_text(alt), [self.image_path(node), title])]
        if node["t"] == "Link" and id_of(node):
            # Pandoc gives a link no bookmark.
            (id, classes, pairs), text, target = node["c"]
            return [span([element("Link", ["", classes, pairs], text, target)], id)]
        if node["t"] == "Span" and classes_of(node) == ["number"]:
            return [span(node["c"][1], custom_style=NUMBER_STYLE)]
        if node["t"] == "BlockQuote":
            # In a tight list pandoc's own style would take the place of the quotation's.
            return [element("BlockQuote", replace_elements(node["c"], _loosen))]
        if node["t"] == "Div" and CONTENTS in classes_of(node):
            is_long = int(pairs_of(node)["letters"]) > _LONG
            return [div([para(words("Contents"))], custom_style=CONTENTS_STYLE)] if is_long else []
        if node["t"] == "Div" and CHECK_PICTURE in classes_of(node):
            picture = element(
                "Image",
                ["", [], [["width", "2.7cm"], ["height", "2.7cm"]]],
                [element("Str", CHECK_PICTURE)],
                [_DOT, ""],
            )
            return [para([picture])]
        if node["t"] == "Div" and (style := _find_paragraph_style(classes_of(node))):
            return [div(node["c"][1], custom_style=style)]
        if node["t"] == "Div" and (mark := read_mark(node)):
            return [div(node["c"][1], self._name_bookmark(mark, "paragraph"))]
        return None

    # -- redlines --------------------------------------------------------------------------------------------

    def settled(self, blocks: Elements) -> Elements:
        """Blocks as Word wants them."""
        return super().settled(replace_elements(blocks, replace_whole))

    def marked(self, mark: Mark, inlines: Elements, whole: str) -> Elements:
        """Words under a mark, in a bookmark."""
        if whole == EDIT:
            return [span(inlines, self._name_bookmark(mark, "words", is_moved=False))]
        return [span(inlines, self._name_bookmark(mark, whole or "words"))]

    def redline(self, marked_item: Redline) -> Elements:
        """An item of a redline, so that accepting all gives the new one and rejecting all the old one, in a
        bookmark that names its changes; those that the item before it has too are named there.
        """
        blocks = self._write_marked(marked_item)
        numbers = tuple(self._change_numbers[id] for id in marked_item.changes if id in self._change_numbers)
        new_numbers = [str(number) for number in numbers if number not in self._changes_before]
        self._changes_before = numbers
        if not new_numbers or not blocks:
            return blocks
        return [div(blocks, f"change-{'-'.join(new_numbers)}-in-{next(self._numbers)}")]

    def _write_marked(self, marked_item: Redline) -> Elements:
        change = marked_item.changes[0] if marked_item.changes else ""
        added, removed = Mark(INSERTION, change), Mark(DELETION, change)
        match marked_item.mark:
            case Standing.ADDED:
                return self.whole(marked_item.item, added)
            case Standing.REMOVED:
                return self.whole(marked_item.item, removed)
            case Standing.MOVED_AWAY | Standing.MOVED_HERE:
                return self._write_moved(marked_item, added, removed)
        if marked_item.old is None or marked_item.new is None:
            return self.item(marked_item.item)
        if _get_frame(marked_item.old) != _get_frame(marked_item.new):
            return [*self.whole(marked_item.old, removed, id=""), *self.whole(marked_item.new, added)]
        if isinstance(marked_item.item, Section):
            return self.item(marked_item.item, _write_number(marked_item, removed, added))
        return self.item(
            _track_numbers(marked_item.item, marked_item.old, removed, added),
            _write_number(marked_item, removed, added),
            write_numbers_apart(marked_item),
        )

    def _write_moved(self, marked_item: Redline, added: Mark, removed: Mark) -> Elements:
        """The old item where it was, or the new one where it is, under marks that bear the number of the
        move; the words that were edited on its way bear none: they are deleted there, and inserted here.
        """
        places = marked_item.old_at, marked_item.new_at
        if None not in places:
            self._move = self._moves.setdefault(places, len(self._moves) + 1)
        old, new = marked_item.old or marked_item.item, marked_item.new or marked_item.item
        arrived = self._arrived.get(places)
        if arrived is not None and _get_frame(old) == _get_frame(new) and _is_edited(arrived):
            both = _track_numbers(arrived, old, removed, added)
            old, new = _show_edits(old, both, DELETION), _show_edits(new, both, INSERTION)
        is_away = marked_item.mark is Standing.MOVED_AWAY
        blocks = self.whole(old, removed, id="") if is_away else self.whole(new, added)
        self._move = 0
        return blocks

    def _name_bookmark(self, mark: Mark, of: str, *, is_moved: bool = True) -> str:
        move = f"-move-{self._move}" if self._move and is_moved else ""
        return f"{mark.kind}-{of}-{next(self._numbers)}{move}"


def _loosen(node: Element) -> Elements | None:
    return [element("Para", node["c"])] if node["t"] == "Plain" else None


def _get_blocks(item: Item) -> Elements:
    return [] if isinstance(item, Section) else list(item.blocks)


def _is_edited(item: Item) -> bool:
    """Say whether an item of a redline has marks on its words."""
    title = () if isinstance(item, Prose) else item.title
    return has_marked_words([*title, *_get_blocks(item)])


def _show_edits(item: Item, marked: Item, kind: str) -> Item:
    """One side of something that moved: the item with the words that only it has marked in it."""
    blocks = tuple(take_side_with_edits(_get_blocks(marked), kind))
    if isinstance(item, Prose) or isinstance(marked, Prose):
        return Prose(blocks)
    title = tuple(take_side_with_edits(list(marked.title), kind))
    if isinstance(item, Section):
        return replace(item, title=title)
    return replace(item, title=title, blocks=blocks)


def _get_frame(item: Item) -> tuple[object, ...]:
    """What an item's words stand in, which no mark can change."""
    match item:
        case PlacedClause():
            return (PlacedClause, item.level, is_quoted(item), is_headed(item))
        case Section():
            return (Section, item.level)
        case Prose():
            return (Prose,)


def _write_number(marked_item: Redline, removed: Mark, added: Mark) -> Elements:
    """An item's number, tracked where it is not what it was."""
    old, new = make_number_span(marked_item.old_number), make_number_span(marked_item.new_number)
    if marked_item.old_number == marked_item.new_number:
        return new
    if old and new:
        return [removed.span(old), added.span(new)]
    return [removed.span([*old, SPACE])] if old else [added.span([*new, SPACE])]


# -- numbers in running text ---------------------------------------------------------------------------------


def _is_number(node: Element) -> bool:
    """Whether an element prints a number that pandoc was given, or what a reference says instead of one."""
    return (node["t"] == "Link" and "ref" in classes_of(node)) or (
        node["t"] == "Span" and "number" in classes_of(node)
    )


def _track_numbers(marked: Item, old: Item, removed: Mark, added: Mark) -> Item:
    """A marked item in which every reference that says something else now is tracked."""
    if isinstance(marked, Section):
        return marked
    blocks = _restore_old_numbers(list(marked.blocks), _find_numbers(_get_blocks(old)), removed, added)
    return replace(marked, blocks=tuple(blocks))


def _find_numbers(blocks: Elements) -> Iterator[Element]:
    return (node for node in walk_elements(blocks) if _is_number(node))


def _restore_old_numbers(node: Any, old: Iterator[Element], removed: Mark, added: Mark) -> Any:
    """A piece of a redline in which every reference that says something else now is tracked; `old` are those
    of the old text, in order.

    A redline marks no numbers, so its references are those of the new text, but for what was removed; without
    what was added, they are as many as the old text's, and in the same order.
    """
    if isinstance(node, dict):
        return (
            {**node, "c": _restore_old_numbers(node["c"], old, removed, added)}
            if isinstance(node.get("c"), list)
            else node
        )
    if not isinstance(node, list):
        return node
    parts: list[Any] = []
    for part in node:
        mark = _read_mark_at(part)
        if mark == INSERTION:
            parts.append(part)
        elif isinstance(part, dict) and "t" in part and part["t"] in ("Link", "Span") and _is_number(part):
            was = next(old, None)
            same = was is None or mark == DELETION or text_of(was) == text_of(part)
            parts += [part] if same or was is None else [removed.span([was]), added.span([part])]
        elif mark == DELETION:
            # What was removed says what it said.
            for _ in _find_numbers([part] if isinstance(part, dict) else part):
                next(old, None)
            parts.append(part)
        else:
            parts.append(_restore_old_numbers(part, old, removed, added))
    return parts


def _read_mark_at(part: Any) -> str:
    """The mark that a part of a document begins: a Span, a Div, a row or a cell."""
    if isinstance(part, dict) and part.get("t") in ("Span", "Div"):
        mark = read_mark(part)
        return mark.kind if mark else ""
    if (
        isinstance(part, list)
        and part
        and isinstance(part[0], list)
        and len(part[0]) == 3
        and isinstance(part[0][1], list)
    ):
        return next((kind for kind in (INSERTION, DELETION) if kind in part[0][1]), "")
    return ""
