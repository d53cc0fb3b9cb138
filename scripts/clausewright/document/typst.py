"""Typst: pictures, and the marks of a redline, go through the page template, which sees to their look.

Words are handed to Typst as strings, never as markup: to Typst a hyphen, a plus, a slash or an equals sign
may begin a list, a term or a heading, two hyphens are a dash, and what looks like an address is a link. In a
string every sign is itself.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from ..model.ast import (
    CHECK_PICTURE,
    CONTENTS,
    Element,
    Elements,
    classes_of,
    element,
    id_of,
    pairs_of,
    text_of,
    walk_holders,
)
from ..model.tokens import as_strings
from .redline import INSERTION, Mark
from .style import FLOW_ANSWER, FLOW_STEP, Style

_MARKS = ("#redline-added[", "#redline-removed[")
# Classes of blocks that the page template has a call for, of the same name.
_CALLS = ("local-wording", "certificate", "whom-to-tell", "list-of-changes", FLOW_STEP, FLOW_ANSWER)
_BEGUN = ("#redline-added", "#redline-removed")


class Typst(Style):
    """How Typst markup writes what pandoc leaves open."""

    first_level = 1

    def plain(self, node: Element) -> Elements | None:
        """What stands in Typst for an element; None where it stays."""
        if node["t"] == "Image":
            path, alt = _make_string(self.image_path(node)), _make_string(text_of(node["c"][1]))
            return [_make_raw(f"#policy-image({path}, {alt});")]
        if node["t"] == "Link" and _has_marks(node["c"][1]):
            # A line through words cannot be together with the line under a link.
            return list(node["c"][1])
        if node["t"] == "Link" and id_of(node):
            # Pandoc gives a link no label.
            return [node, _make_raw(f"<{id_of(node)}>")]
        if node["t"] == "Div" and (call := _find_call(classes_of(node))):
            return [_make_block(f"#{call}["), *node["c"][1], _make_block("]")]
        if node["t"] == "OrderedList" and _is_flowchart(node):
            return [_make_block("#flowchart["), node, _make_block("]")]
        if node["t"] == "Div" and CONTENTS in classes_of(node):
            return [_make_block(f"#contents({pairs_of(node)['sections']})")]
        if node["t"] == "Div" and CHECK_PICTURE in classes_of(node):
            # The page template shows it beside the certificate.
            return []
        if node["t"] in ("Para", "Plain") and _has_marks(node["c"]):
            return [{**node, "c": _wrap_in_call("#redline-changed[", node["c"])}]
        return None

    # All of a part looks as a piece of it does, so `whole` is not asked.
    def marked(self, mark: Mark, inlines: Elements, whole: str) -> Elements:  # noqa: ARG002
        """Words under a mark. No line goes through a picture: with one inside,
        Typst may lose count of its tags.
        """
        call = _MARKS[mark.kind != INSERTION]
        written: Elements = []
        for is_picture, part in groupby(inlines, _is_picture):
            written += _wrap_in_call(call.replace("[", "-picture[") if is_picture else call, list(part))
        return written


def _is_picture(node: Element) -> bool:
    return node["t"] == "RawInline" and str(node["c"][1]).startswith("#policy-image(")


def _has_marks(inlines: Elements) -> bool:
    return any(node["t"] == "RawInline" and node["c"][1].startswith(_BEGUN) for node in walk_holders(inlines))


def _wrap_in_call(call: str, inlines: Elements) -> Elements:
    """Inlines in a call of the page template's.

    The last `;` keeps the brackets that follow from being taken for the call's.
    """
    return [_make_raw(call), *inlines, _make_raw("];")]


def _find_call(classes: list[str]) -> str:
    """The call of the page template's that blocks of these classes stand in, "" for none."""
    return next((call for call in _CALLS if call in classes), "")


def _is_flowchart(node: Element) -> bool:
    """Whether the first item of a list begins with a step, which is a call already."""
    return bool(node["c"][1][0][:1] == [_make_block(f"#{FLOW_STEP}[")])


def _make_block(text: str) -> Element:
    return element("RawBlock", "typst", text)


def _make_raw(text: str) -> Element:
    return element("RawInline", "typst", text)


# -- words ---------------------------------------------------------------------------------------------------


def write_words_as_strings(node: Any) -> Any:
    """A piece of a document in which every stretch of words is a string of Typst's, its tokens inside it.

    Only what pandoc writes as calls (emphasis, links, notes) stays for pandoc to write, so that nothing in a
    text is ever read as markup.
    """
    if isinstance(node, dict):
        return {**node, "c": write_words_as_strings(node["c"])} if isinstance(node.get("c"), list) else node
    if not isinstance(node, list):
        return node
    parts: list[Any] = []
    for is_text, stretch in groupby(node, _is_text):
        if is_text:
            parts += _write_stretch(list(stretch))
        else:
            for part in stretch:
                parts.append(_write_code(part) or write_words_as_strings(part))
    return parts


def _is_text(part: Any) -> bool:
    return isinstance(part, dict) and part.get("t") in ("Str", "Space", "SoftBreak")


def _write_stretch(inlines: Elements) -> Elements:
    if all(node["t"] != "Str" for node in inlines):
        return inlines
    return [_make_raw(f"#{_make_string(text_of(inlines))};")]


def _write_code(part: Any) -> Element | None:
    """What stands for code, in which a token is no markup either, and for a line break,
    which a heading would end at; None for anything else.
    """
    match part:
        case {"t": "Code", "c": [_, str(text)]}:
            return _make_raw(f"#raw({_make_string(text)});")
        case {"t": "CodeBlock", "c": [_, str(text)]}:
            return element("RawBlock", "typst", f"#raw(block: true, {_make_string(text)})")
        case {"t": "LineBreak"}:
            # The space keeps the words on both sides apart where somebody listens, or copies them.
            return _make_raw('#" ";#linebreak();')
    return None


def _make_string(text: str) -> str:
    """A text as a string of Typst's. Every token in it stands inside a string then."""
    escaped = as_strings(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
