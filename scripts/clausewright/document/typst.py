"""Typst: pictures, and the marks of a redline, go through the page template, which sees to their look."""

from __future__ import annotations

from itertools import groupby

from ..model.ast import Element, Elements, element, every, id_of, text_of
from ..model.tokens import as_strings
from .redline import INSERTION, Mark
from .style import Style, is_local_mark

_MARKS = ("#redline-added[", "#redline-removed[")
_BEGUN = ("#redline-added", "#redline-removed")


class Typst(Style):
    """How Typst markup writes what pandoc leaves open."""

    first_level = 1

    def plain(self, node: Element) -> Elements | None:
        """What stands in Typst for an element; None where it stays."""
        if node["t"] == "Image":
            alt = as_strings(text_of(node["c"][1])).replace("\\", "\\\\").replace('"', '\\"')
            return [_make_raw(f'#policy-image("{self.image_path(node)}", "{alt}")')]
        if node["t"] == "Link" and _has_marks(node["c"][1]):
            # A line through words cannot be together with the line under a link.
            return list(node["c"][1])
        if node["t"] == "Link" and id_of(node):
            # Pandoc gives a link no label.
            return [node, _make_raw(f"<{id_of(node)}>")]
        if is_local_mark(node):
            return [
                element("RawBlock", "typst", "#local-wording["),
                *node["c"][1],
                element("RawBlock", "typst", "]"),
            ]
        if node["t"] in ("Para", "Plain") and _has_marks(node["c"]):
            return [{**node, "c": _wrap_in_call("#redline-changed[", node["c"])}]
        return None

    # All of a part looks as a piece of it does, so `whole` is not asked.
    def marked(self, mark: Mark, inlines: Elements, whole: str) -> Elements:  # noqa: ARG002
        """Words under a mark. No line goes through a picture: with one inside, Typst may lose count of its
        tags.
        """
        call = _MARKS[mark.kind != INSERTION]
        written: Elements = []
        for is_picture, part in groupby(inlines, _is_picture):
            written += _wrap_in_call(call.replace("[", "-picture[") if is_picture else call, list(part))
        return written


def _is_picture(node: Element) -> bool:
    return node["t"] == "RawInline" and str(node["c"][1]).startswith("#policy-image(")


def _has_marks(inlines: Elements) -> bool:
    return any(node["t"] == "RawInline" and node["c"][1].startswith(_BEGUN) for node in every(inlines))


def _wrap_in_call(call: str, inlines: Elements) -> Elements:
    """Inlines in a call of the page template's.

    What comes first in a call's brackets begins a line: `#none;` keeps "1." and "-" there from making a list.
    The last `;` keeps the brackets that follow from being taken for the call's.
    """
    return [_make_raw(f"{call}#none;"), *inlines, _make_raw("];")]


def _make_raw(text: str) -> Element:
    return element("RawInline", "typst", text)
