"""What counts as text: the normal form in which two pieces of documents are compared."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ..model.ast import Element, Elements, classes_of
from ..model.document import Document, Item, PlacedClause, Prose, Section

# Inlines that hold inlines, and where in their content these stand; -1 where they are all of it.
HOLDERS = {
    "Emph": -1, "Strong": -1, "Underline": -1, "Strikeout": -1, "Superscript": -1, "Subscript": -1,
    "SmallCaps": -1, "Quoted": 1, "Cite": 1, "Link": 1, "Span": 1,
}  # fmt: skip
_NUMBERED = frozenset({"ref", "number", "section-number"})
_write_compactly = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def get_inlines(node: Element) -> Elements:
    """The inlines that an inline holds."""
    position = HOLDERS[node["t"]]
    inlines: Elements = node["c"] if position < 0 else node["c"][position]
    return inlines


def replace_inlines(node: Element, inlines: Elements) -> Element:
    """The same inline with other inlines in it."""
    position = HOLDERS[node["t"]]
    if position < 0:
        return {**node, "c": inlines}
    return {**node, "c": [*node["c"][:position], inlines, *node["c"][position + 1 :]]}


def is_numbered(node: Element) -> bool:
    """Say whether the words of an inline are a number that the compiler gives, or a reference by number."""
    return node["t"] in ("Link", "Span") and not _NUMBERED.isdisjoint(classes_of(node))


def normalise(node: Any) -> Any:
    """A piece of a document in normal form, in which what is laid out differently but reads the same is
    equal.

    Numbers and the words of references are dropped; a line's end is a space; a tight list's text is a
    paragraph; pieces of a word, and neighbours with the same formatting, are one.
    """
    if isinstance(node, list | tuple):
        # Most parts are words, which are in normal form.
        return _join_neighbours([part if _is_word_or_space(part) else normalise(part) for part in node])
    if not isinstance(node, dict):
        return node
    match node.get("t"):
        case "SoftBreak":
            return {"t": "Space"}
        case "Plain":
            return {"t": "Para", "c": normalise(node["c"])}
        case "Link" | "Span" if is_numbered(node):
            return replace_inlines(node, [])
        case "Link" if "note-mark" in classes_of(node):
            # Only the first mark of a note has an id, and which is first follows from the order.
            return replace_inlines(
                {**node, "c": [["", *node["c"][0][1:]], *node["c"][1:]]}, normalise(node["c"][1])
            )
    return {**node, "c": normalise(node["c"])} if isinstance(node.get("c"), list) else node


def _is_word_or_space(part: Any) -> bool:
    return type(part) is dict and part.get("t") in ("Str", "Space")


def _join_neighbours(parts: list[Any]) -> list[Any]:
    joined: list[Any] = []
    for part in parts:
        before = joined[-1] if joined else None
        if isinstance(part, dict) and isinstance(before, dict) and part.get("t") == before.get("t"):
            if part["t"] == "Str":
                joined[-1] = {"t": "Str", "c": before["c"] + part["c"]}
                continue
            if part["t"] in HOLDERS and not is_numbered(part) and _is_same_shell(part, before):
                joined[-1] = replace_inlines(
                    part, _join_neighbours([*get_inlines(before), *get_inlines(part)])
                )
                continue
        joined.append(part)
    return joined


def _is_same_shell(inline: Element, other: Element) -> bool:
    """Say whether two inlines are the same formatting, whatever stands in them."""
    return replace_inlines(inline, []) == replace_inlines(other, [])


def make_text_key(node: Any) -> str:
    """A piece of a document as a string: equal for what is equal in normal form."""
    return _write_compactly(normalise(node))


def strip_generated(document: Document) -> Document:
    """A document without what the compiler gives it: numbers, the words of references, levels and the ids of
    headings.

    The name of a clause's revision and the ids that it replaces go too: they stand behind the text and not in
    it.
    """
    return Document(document.title, tuple(strip_items(document.items)))


def strip_items(items: Iterable[Item]) -> Iterable[Item]:
    """Items without what the compiler gives them."""
    for item in items:
        match item:
            case Section():
                yield replace(item, id="", number="", title=tuple(normalise(item.title)))
            case PlacedClause():
                title, blocks = tuple(normalise(item.title)), tuple(normalise(item.blocks))
                yield replace(item, level=2, number="", revision="", replaces=(), title=title, blocks=blocks)
            case Prose():
                yield Prose(tuple(normalise(item.blocks)))


_BETWEEN_LETTERS = re.compile(r"(?<=\w)[’'](?=\w)")
_MARKS = r"[.,:;!?…\u2018’“”\"'()\[\]\u2013\u2014-]+"
_IDLE = re.compile(rf"(?<!\w){_MARKS}|{_MARKS}(?!\w)")


def strip_editorial(text: str) -> str:
    """Text without what is editorial: quotation marks, punctuation at the edge of words, capitals, spaces.

    Punctuation inside a word or number ("3.5", "1,000", "a.b@c.example") stays: it can mean something.
    """
    return " ".join(_IDLE.sub(" ", _BETWEEN_LETTERS.sub("", text)).lower().split())


_SINGLE_QUOTED = re.compile(r"(?<!\w)['\u2018](?=\w)((?:[^'\u2018’]|(?<=\w)['’](?=\w))+)['’](?!\w)")
_DOUBLE_QUOTES = re.compile("[“”„«»]")
# A dash before a figure can be its sign.
_DASHES = re.compile(r"(?<!\w)[-\u2013\u2014]+(?!\s?\d)|(?<=\w)[-\u2013\u2014]+(?!\w)")
_ENDING = re.compile(r"[.,;…\s]*([\"')\]]*)[.,;…\s]*$")
_WORDS = re.compile(r"\w+")


def read_marks(sentence: str) -> str:
    """Return the marks of a sentence that can turn its sense, with a "w" for each word between them: commas,
    brackets, apostrophes, quotation marks of whatever kind, and what it ends with but for a full stop.
    """
    quoted = _DOUBLE_QUOTES.sub('"', _SINGLE_QUOTED.sub(r'"\1"', sentence)).replace("’", "'")
    text = _ENDING.sub(r"\1", _DASHES.sub(" ", quoted), count=1)
    return "".join(_WORDS.sub("w", text).split())


def read_capitals(sentence: str) -> list[str]:
    """Return how each word of a sentence begins and whether it is all capitals; the first may begin as it
    likes.
    """
    words = _WORDS.findall(sentence)
    capitals: list[str] = []
    for word in words:
        if len(word) > 1 and word.isupper():
            capitals.append("all")
        else:
            capitals.append("first" if capitals and word[0].isupper() else "")
    return capitals


_LEAVES = frozenset({"Str", "Code", "Math", "CodeBlock", "RawBlock", "RawInline"})
_BREAKS = frozenset(
    {"Space", "SoftBreak", "LineBreak", "Note", "Para", "Plain", "Header", "CodeBlock", "Image"}
)


def read_text(node: Any) -> str:
    """Return the words of a piece of a document, with a space between any two blocks;
    a picture's are its description.
    """
    pieces: list[str] = []
    _collect_pieces(node, pieces)
    return "".join(pieces)


def _collect_pieces(node: Any, pieces: list[str]) -> None:
    """Add the words of a piece of a document to `pieces`, in reading order."""
    if isinstance(node, dict):
        kind: str = node.get("t", "")
        content: Any = node.get("c") if kind else list(node.values())
        if kind in _BREAKS:
            pieces.append(" ")
        if kind in _LEAVES:
            pieces.append(content if isinstance(content, str) else content[1])
        elif content:
            _collect_pieces(content, pieces)
    elif isinstance(node, list | tuple):
        for part in node:
            _collect_pieces(part, pieces)


def read_block_text(block: object) -> str:
    """Return the words of a block or of several, without numbers and marks of lists,
    a space between any two.
    """
    return " ".join(read_text(normalise(block)).split())
