"""Redline blocks made plain: for formats that know no marks, what was added and removed is told by other
means.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..model.ast import SPACE, Element, Elements, changed, classes_of, element, text_of, words

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
        return self.added if "insertion" in classes else self.removed if "deletion" in classes else None


def _as(kind: str) -> Show:
    return _around(lambda inlines: [element(kind, inlines)])


def _between(before: str, after: str) -> Show:
    return _around(lambda inlines: [element("Str", before), *inlines, element("Str", after)])


def _around(show: Show) -> Show:
    """Show words, but not the blanks around them."""

    def inside(inlines: Elements) -> Elements:
        first = next((at for at, node in enumerate(inlines) if node["t"] not in _BLANKS), len(inlines))
        last = next(
            (at for at in range(len(inlines), first, -1) if inlines[at - 1]["t"] not in _BLANKS), first
        )
        return [*inlines[:first], *(show(inlines[first:last]) if first < last else []), *inlines[last:]]

    return inside


# Markdown has a sign for each; a terminal has none, so brackets stand in, as those who read git's word
# differences know them.
MARKDOWN = Marking(_as("Strong"), _as("Strikeout"))
TERMINAL = Marking(_between("{+", "+}"), _between("[-", "-]"))


def show_marks(blocks: Elements, marking: Marking) -> Elements:
    """Redline blocks with every mark shown as a format can show it, and with nothing in them that leads or
    looks elsewhere.

    Bold type becomes italic, because a format may use bold for what was added. Where a link itself was added
    or removed, its address stands beside it: it may be what changed.
    """
    plain: Elements = changed(blocks, _plain)
    shown: Elements = changed(_rows_marked(plain, marking), lambda node: _shown(node, marking))
    apart: Elements = changed(
        shown, lambda node: [{**node, "c": _apart(node["c"])}] if node["t"] in (*_LEAVES, "Emph") else None
    )
    return apart


def strip_links(blocks: Elements) -> Elements:
    """Blocks with every link as its text."""
    flat: Elements = changed(blocks, lambda node: list(node["c"][1]) if node["t"] == "Link" else None)
    return flat


def strip_anchors(blocks: Elements) -> Elements:
    """Blocks without ids, and without links that lead to one."""

    def free(node: Element) -> Elements | None:
        if node["t"] == "Link" and str(node["c"][2][0]).startswith("#"):
            return list(node["c"][1])
        if node["t"] in ("Span", "Div", "Link") and node["c"][0][0]:
            return [{**node, "c": [["", *node["c"][0][1:]], *node["c"][1:]]}]
        return None

    found: Elements = changed(blocks, free)
    return found


def _plain(node: Element) -> Elements | None:
    match node["t"]:
        case "Strong":
            return [element("Emph", node["c"])]
        case "Image":
            return [*words(f"[picture: {text_of(node['c'][1])}]")]
        case "Note":
            return [SPACE, *words(f"[note: {' '.join(text_of(node['c']).split())}]")]
        case "LineBreak" | "SoftBreak":
            return [SPACE]
        case "Link" if str(node["c"][2][0]).startswith("#"):
            return list(node["c"][1])
        case _:
            return None


def _shown(node: Element, marking: Marking) -> Elements | None:
    if node["t"] not in ("Span", "Div"):
        return None
    show, content = marking.of(classes_of(node)), list(node["c"][1])
    if show is None:
        return content
    return show(_with_targets(content)) if node["t"] == "Span" else _each_leaf(content, show)


def _with_targets(inlines: Elements) -> Elements:
    """A link's text followed by where it leads."""

    def told(node: Element) -> Elements | None:
        if node["t"] != "Link":
            return None
        target = str(node["c"][2][0])
        return [*node["c"][1], SPACE, *words(f"({target})")] if "://" in target else list(node["c"][1])

    found: Elements = changed(inlines, told)
    return found


def _each_leaf(blocks: Elements, show: Show) -> Elements:
    """Every paragraph in blocks shown as added or removed."""
    found: Elements = changed(
        blocks,
        lambda node: [element(node["t"], show(_with_targets(node["c"])))] if node["t"] in _LEAVES else None,
    )
    return found


def _apart(inlines: Elements) -> Elements:
    """Inlines with a blank between a sign and a word that touch: Markdown takes a sign for one only where it
    begins or ends a word.
    """
    found: Elements = []
    for node in inlines:
        if (
            found
            and (_is_sign(node) or _is_sign(found[-1]))
            and _touches(found[-1], last=True)
            and _touches(node, last=False)
        ):
            found.append(SPACE)
        found.append(node)
    return found


def _is_sign(node: Element) -> bool:
    return node["t"] in ("Strong", "Strikeout")


def _touches(node: Element, *, last: bool) -> bool:
    text = text_of(node)
    return _is_sign(node) or (text[-1:] if last else text[:1]).isalnum()


# -- tables --------------------------------------------------------------------------------------------------


def _rows_marked(blocks: Elements, marking: Marking) -> Elements:
    """Tables whose added and removed rows and cells show it in each cell, and whose cells are one line each."""

    def row(one: list[Any]) -> list[Any]:
        whole = marking.of(one[0][1])
        return [_NO_ATTRIBUTES, [cell(content, whole) for content in one[1]]]

    def cell(one: list[Any], whole: Show | None) -> list[Any]:
        show = whole or marking.of(one[0][1])
        content: Elements = changed(one[4], lambda node: _shown(node, marking))
        inner = _each_leaf(content, show) if show else content
        return [_NO_ATTRIBUTES, *one[1:4], _one_line(inner)]

    def table(node: Element) -> Elements | None:
        if node["t"] != "Table":
            return None
        _, caption, columns, (_, head), bodies, foot = node["c"]
        # Widths would make pandoc write the table as HTML.
        columns = [[alignment, {"t": "ColWidthDefault"}] for alignment, _ in columns]
        inner = [
            [_NO_ATTRIBUTES, body[1], [row(one) for one in body[2]], [row(one) for one in body[3]]]
            for body in bodies
        ]
        return [
            element(
                "Table",
                _NO_ATTRIBUTES,
                caption,
                columns,
                [_NO_ATTRIBUTES, [row(one) for one in head]],
                inner,
                foot,
            )
        ]

    found: Elements = changed(blocks, table)
    return found


_NO_ATTRIBUTES: list[Any] = ["", [], []]


def _one_line(blocks: Elements) -> Elements:
    """The paragraphs of a cell as one, where a cell has nothing but paragraphs."""
    if len(blocks) < 2 or any(block["t"] not in _LEAVES for block in blocks):
        return blocks
    inlines: Elements = []
    for block in blocks:
        inlines += [SPACE] if inlines else []
        inlines += block["c"]
    return [element("Plain", inlines)]
