"""Redline blocks made plain: for formats that know no marks,
what was added and removed is told by other means.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..model.ast import SPACE, Element, Elements, classes_of, element, replace_elements, text_of, words

Show = Callable[[Elements], Elements]
_LEAVES = ("Para", "Plain")
_BLANKS = ("Space", "SoftBreak", "LineBreak")


@dataclass(frozen=True, slots=True)
class Marking:
    """How a format shows words that were added, and words that were removed."""

    added: Show
    removed: Show

    def of(self, classes: list[str]) -> Show | None:
        """The marking for something of these classes; None where they say nothing of a change."""
        if "insertion" in classes:
            return self.added
        return self.removed if "deletion" in classes else None


def _show_as(kind: str) -> Show:
    return _show_inside_blanks(lambda inlines: [element(kind, inlines)])


def _show_between(before: str, after: str) -> Show:
    return _show_inside_blanks(lambda inlines: [element("Str", before), *inlines, element("Str", after)])


def _show_inside_blanks(show: Show) -> Show:
    """Show words, but not the blanks around them."""

    def show_words(inlines: Elements) -> Elements:
        first, last = 0, len(inlines)
        while first < last and inlines[first]["t"] in _BLANKS:
            first += 1
        while last > first and inlines[last - 1]["t"] in _BLANKS:
            last -= 1
        inner = show(inlines[first:last]) if first < last else []
        return [*inlines[:first], *inner, *inlines[last:]]

    return show_words


# Markdown has a sign for each; a terminal has none, so brackets stand in, as those who read git's word
# differences know them.
MARKDOWN = Marking(_show_as("Strong"), _show_as("Strikeout"))
TERMINAL = Marking(_show_between("{+", "+}"), _show_between("[-", "-]"))


def show_marks(blocks: Elements, marking: Marking) -> Elements:
    """Return redline blocks with every mark shown as a format can show it, and with nothing in them that
    leads or looks elsewhere.

    Bold type becomes italic, because a format may use bold for what was added. Where a link itself was added
    or removed, its address stands beside it: it may be what changed.
    """

    def show_element(node: Element) -> Elements | None:
        return _show_element(node, marking)

    def set_apart(node: Element) -> Elements | None:
        if node["t"] not in (*_LEAVES, "Emph"):
            return None
        return [{**node, "c": _set_signs_apart(node["c"])}]

    plain: Elements = replace_elements(blocks, _make_plain)
    shown: Elements = replace_elements(_mark_tables(plain, marking), show_element)
    apart: Elements = replace_elements(shown, set_apart)
    return apart


def strip_links(blocks: Elements) -> Elements:
    """Return blocks with every link as its text."""
    flat: Elements = replace_elements(
        blocks, lambda node: list(node["c"][1]) if node["t"] == "Link" else None
    )
    return flat


def strip_anchors(blocks: Elements) -> Elements:
    """Return blocks without ids, and without links that lead to one."""

    def strip(node: Element) -> Elements | None:
        if node["t"] == "Link" and str(node["c"][2][0]).startswith("#"):
            return list(node["c"][1])
        if node["t"] in ("Span", "Div", "Link") and node["c"][0][0]:
            return [{**node, "c": [["", *node["c"][0][1:]], *node["c"][1:]]}]
        return None

    stripped: Elements = replace_elements(blocks, strip)
    return stripped


def _make_plain(node: Element) -> Elements | None:
    match node["t"]:
        case "Strong":
            return [element("Emph", node["c"])]
        case "Image":
            return [*words(f"[picture: {text_of(node['c'][1])}]")]
        case "Note":
            return [SPACE, element("Str", "[note:"), *_run_on(node["c"]), element("Str", "]")]
        case "LineBreak" | "SoftBreak":
            return [SPACE]
        case "Link" if str(node["c"][2][0]).startswith("#"):
            return list(node["c"][1])
        case _:
            return None


def _run_on(blocks: Elements) -> Elements:
    """The paragraphs of a note in one line, with their marks."""
    inlines: Elements = []
    for block in blocks:
        is_leaf = block["t"] in _LEAVES
        inlines += [SPACE, *(block["c"] if is_leaf else words(" ".join(text_of(block).split())))]
    return inlines


def _show_element(node: Element, marking: Marking) -> Elements | None:
    if node["t"] not in ("Span", "Div"):
        return None
    show, content = marking.of(classes_of(node)), list(node["c"][1])
    if show is None:
        return content
    return show(_print_targets(content)) if node["t"] == "Span" else _show_paragraphs(content, show)


def _print_targets(inlines: Elements) -> Elements:
    """A link's text followed by where it leads."""

    def print_target(node: Element) -> Elements | None:
        if node["t"] != "Link":
            return None
        target = str(node["c"][2][0])
        text = list(node["c"][1])
        return [*text, SPACE, *words(f"({target})")] if "://" in target else text

    printed: Elements = replace_elements(inlines, print_target)
    return printed


def _show_paragraphs(blocks: Elements, show: Show) -> Elements:
    """Every paragraph in blocks shown as added or removed."""

    def show_paragraph(node: Element) -> Elements | None:
        if node["t"] not in _LEAVES:
            return None
        return [element(node["t"], show(_print_targets(node["c"])))]

    shown: Elements = replace_elements(blocks, show_paragraph)
    return shown


def _set_signs_apart(inlines: Elements) -> Elements:
    """Inlines with a blank between a sign and a word that touch:
    Markdown takes a sign for one only where it begins or ends a word.
    """
    apart: Elements = []
    for node in inlines:
        if apart:
            before = apart[-1]
            is_at_sign = _is_sign(node) or _is_sign(before)
            if is_at_sign and _touches(before, last=True) and _touches(node, last=False):
                apart.append(SPACE)
        apart.append(node)
    return apart


def _is_sign(node: Element) -> bool:
    return node["t"] in ("Strong", "Strikeout")


def _touches(node: Element, *, last: bool) -> bool:
    text = text_of(node)
    return _is_sign(node) or (text[-1:] if last else text[:1]).isalnum()


# -- tables --------------------------------------------------------------------------------------------------


def _mark_tables(blocks: Elements, marking: Marking) -> Elements:
    """Tables whose added and removed rows and cells show it in each cell,
    and whose cells are one line each.
    """

    def mark_row(row: list[Any]) -> list[Any]:
        whole = marking.of(row[0][1])
        return [_NO_ATTRIBUTES, [mark_cell(cell, whole) for cell in row[1]]]

    def mark_cell(cell: list[Any], whole: Show | None) -> list[Any]:
        show = whole or marking.of(cell[0][1])
        content: Elements = replace_elements(cell[4], lambda node: _show_element(node, marking))
        inner = _show_paragraphs(content, show) if show else content
        return [_NO_ATTRIBUTES, *cell[1:4], _join_paragraphs(inner)]

    def mark_table(node: Element) -> Elements | None:
        if node["t"] != "Table":
            return None
        _, caption, columns, (_, head_rows), bodies, foot = node["c"]
        # Widths would make pandoc write the table as HTML.
        columns = [[alignment, {"t": "ColWidthDefault"}] for alignment, _ in columns]
        head = [_NO_ATTRIBUTES, [mark_row(row) for row in head_rows]]
        marked_bodies = []
        for body in bodies:
            intermediate, rows = [mark_row(row) for row in body[2]], [mark_row(row) for row in body[3]]
            marked_bodies.append([_NO_ATTRIBUTES, body[1], intermediate, rows])
        return [element("Table", _NO_ATTRIBUTES, caption, columns, head, marked_bodies, foot)]

    marked: Elements = replace_elements(blocks, mark_table)
    return marked


_NO_ATTRIBUTES: list[Any] = ["", [], []]


def _join_paragraphs(blocks: Elements) -> Elements:
    """The paragraphs of a cell as one, where a cell has nothing but paragraphs."""
    if len(blocks) < 2 or any(block["t"] not in _LEAVES for block in blocks):
        return blocks
    inlines: Elements = []
    for block in blocks:
        inlines += [SPACE] if inlines else []
        inlines += block["c"]
    return [element("Plain", inlines)]
