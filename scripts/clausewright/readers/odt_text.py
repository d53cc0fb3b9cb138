"""The text of one paragraph of an OpenDocument text, with the marks of its emphasis, links and notes.
What its styles hide or strike through is named and left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from ..word.package import Package
from .odt_elements import (
    DEEPEST,
    DRAW,
    DRAWN,
    FO,
    HREF,
    LEFT_OUT,
    SHAPES,
    SPACES,
    STYLE,
    T,
    describe,
    get_local_name,
    is_hidden,
    list_pieces,
    list_texts,
)
from .source import SourceBuilder
from .words import clean, mark_emphasis, write_note_mark


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around a text: what its styles say, where it leads, and whether it is only looked at."""

    style: Mapping[str, str]
    target: str = ""
    quiet: bool = False


@dataclass(slots=True)
class ParagraphText:
    """A paragraph's text with the marks of its emphasis, whether each piece is bold,
    and the boxes that stand in it.
    """

    pieces: list[str] = field(default_factory=list)
    strong: list[bool] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)


class TextReader:
    """Reads paragraphs, and notes in `gathered` what is not kept. The notes of the text wait in `waiting`,
    each with its key.

    `styles` says what each style of text says, by its name.
    """

    def __init__(
        self, styles: Mapping[str, Mapping[str, str]], package: Package, gathered: SourceBuilder
    ) -> None:
        self.styles = styles
        self.package = package
        self.gathered = gathered
        self.waiting: list[tuple[str, etree._Element]] = []
        self.notes = 0

    def read_paragraph(self, node: etree._Element, *, quiet: bool = False) -> ParagraphText:
        """Read a paragraph. `quiet` only looks: nothing is noted."""
        if not quiet:
            self.gathered.arrive(" ".join(list_texts(node)))
        text = ParagraphText()
        style = self.styles.get(str(node.get(f"{T}style-name", "")), {})
        self._read_into(text, node, _Around(style, quiet=quiet), 0)
        return text

    def _read_into(self, text: ParagraphText, node: etree._Element, around: _Around, depth: int) -> None:
        if depth >= DEEPEST:
            if not around.quiet:
                self.leave_too_deep(node)
            return
        self._add(text, node.text, around)
        for child in node:
            match local := get_local_name(child):
                case _ if local in SPACES:
                    text.pieces.append(SPACES[local])
                case "note":
                    text.pieces.append(self._keep_note(child, around))
                case "frame":
                    text.pieces.append(self.read_frame(child, text, around))
                case _ if local in SHAPES:
                    self._add_shape(child, text, around)
                case _ if local in LEFT_OUT or is_hidden(child):
                    if not around.quiet:
                        self.leave_node(child)
                case _:
                    style = self.styles.get(str(child.get(f"{T}style-name", "")), {})
                    target = child.get(HREF, "") or around.target
                    inside = _Around({**around.style, **style}, target, quiet=around.quiet)
                    self._read_into(text, child, inside, depth + 1)
            self._add(text, child.tail, around)

    def _add(self, read: ParagraphText, text: str | None, around: _Around) -> None:
        text = re.sub(r"\s", " ", clean(text or ""))
        style = around.style
        why = _explain_left_out(style)
        if why:
            if not around.quiet:
                self.gathered.leave(text, why)
            return
        bold, italic = style.get("weight", "") == "bold", style.get("slant", "") in ("italic", "oblique")
        if text.strip():
            read.strong.append(bold or style.get("underline", "none") != "none")
        marked = mark_emphasis(text, bold=bold, italic=italic)
        if around.target and not around.quiet:
            marked = self.gathered.mark_link(marked, around.target)
        read.pieces.append(marked)

    def _keep_note(self, node: etree._Element, around: _Around) -> str:
        """Keep a note for the end; what its mark prints is left out,
        and the mark itself stands in its place.
        """
        if around.quiet:
            return ""
        self.notes += 1
        key = f"note {self.notes}"
        # A note in a note is met when that one is read.
        for citation in node.iterchildren(f"{T}note-citation"):
            self.gathered.leave(clean(citation.text or ""), "mark of a note, which leads to it")
        self.waiting += [(key, body) for body in node.iterchildren(f"{T}note-body")]
        return write_note_mark(key)

    def read_frame(self, frame: etree._Element, text: ParagraphText, around: _Around) -> str:
        """What a frame shows: a text box is read; a picture's mark stands in its place;
        anything else is named.
        """
        if frame.find(f"{DRAW}text-box") is not None:
            text.boxes.append(frame)
            return ""
        if around.quiet:
            return ""
        described = describe(frame)
        image = frame.find(f"{DRAW}image")
        shown = frame.find(f"{DRAW}object")
        shown = shown if shown is not None else frame.find(f"{DRAW}object-ole")
        if shown is not None:
            part = f"{shown.get(HREF, '').removeprefix('./').rstrip('/')}/content.xml"
            tree = self.package.tree(part) if part in self.package else None
            words = " ".join(" ".join(list_texts(tree)).split()) if tree is not None else ""
            self.gathered.leave_unit(
                "object", ": ".join(filter(None, (described, words))) or "without a description"
            )
            return ""
        if image is None:
            self.gathered.leave_unit("drawing", described or "without a description")
            return ""
        part = image.get(HREF, "").removeprefix("./")
        data = self.package.data(part) if part in self.package else b""
        return self.gathered.add_picture(part.rpartition("/")[2] if data else part, described, data)

    def read_free_frame(self, frame: etree._Element, text: ParagraphText) -> str:
        """Read a frame that stands between paragraphs, as `read_frame` does."""
        return self.read_frame(frame, text, _Around({}))

    def _add_shape(self, node: etree._Element, text: ParagraphText, around: _Around) -> None:
        text.boxes.append(node)
        if not around.quiet:
            self.name_shape(node)

    def name_shape(self, node: etree._Element) -> None:
        """Name a shape that has no words and holds nothing that is told by itself."""
        holds_something = any(part.tag != node.tag for part in node.iter(f"{DRAW}frame", *DRAWN))
        if not holds_something and not any(text.strip() for text in list_texts(node)):
            described = describe(node) or node.get(f"{DRAW}name", "") or "without a description"
            self.gathered.leave_unit("drawing", described)

    def leave_node(self, node: etree._Element) -> None:
        """Leave out what is no part of the text, or is hidden, and say why."""
        # A field that is hidden has words and no paragraph.
        texts = list(list_texts(node)) or ["".join(list_pieces(node))]
        for text in texts:
            self.gathered.leave(clean(text), LEFT_OUT.get(get_local_name(node), "hidden text"))

    def leave_too_deep(self, node: etree._Element) -> None:
        """Leave out the texts of a node because of how deep it stands."""
        for text in list_texts(node):
            self.gathered.leave(clean(text), "nested deeper than any policy is")


def _explain_left_out(style: Mapping[str, str]) -> str:
    """Why text of a style is not in force, "" where it is."""
    if style.get("display", "") == "none":
        return "hidden text"
    return "struck through" if style.get("struck", "none") not in ("none", "") else ""


def collect_text_styles(*trees: etree._Element | None) -> dict[str, dict[str, str]]:
    """For each style its weight, slant and underline, its parent's where it is silent."""
    own_facts: dict[str, dict[str, str]] = {}
    for style in (style for tree in trees if tree is not None for style in tree.iter(f"{STYLE}style")):
        facts = {"parent": style.get(f"{STYLE}parent-style-name", "")}
        if (text := style.find(f"{STYLE}text-properties")) is not None:
            facts |= {
                "weight": text.get(f"{FO}font-weight", ""),
                "slant": text.get(f"{FO}font-style", ""),
                "underline": text.get(f"{STYLE}text-underline-style", ""),
                "struck": text.get(f"{STYLE}text-line-through-style", "")
                or text.get(f"{STYLE}text-line-through-type", ""),
                "display": text.get(f"{T}display", ""),
                "position": text.get(f"{STYLE}text-position", ""),
                "font": text.get(f"{STYLE}font-name", "") or text.get(f"{FO}font-family", ""),
            }
        own_facts[str(style.get(f"{STYLE}name", ""))] = {key: value for key, value in facts.items() if value}
    return {name: _inherit_facts(own_facts, name, 0) for name in own_facts}


def _inherit_facts(own_facts: Mapping[str, Mapping[str, str]], name: str, depth: int) -> dict[str, str]:
    facts = own_facts.get(name, {})
    if "parent" in facts and depth < 12:
        return {**_inherit_facts(own_facts, facts["parent"], depth + 1), **facts}
    return dict(facts)
