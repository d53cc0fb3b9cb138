"""Addresses: where a hand-written link may lead, and which attributes may stand in a text.

A link leads to a page (http, https), a mailbox (mailto), a telephone (tel) or a clause (#id), or is what a
macro or a field made. Everything else, from `javascript:` to a file beside the text, is dead or dangerous on
a page, in Word and in a PDF, which is why it is a problem here and never reaches a writer.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from urllib.parse import unquote

from ..errors import did_you_mean
from ..model.ast import Element, text_of, walk_elements
from ..model.text import shorten
from ..model.tokens import TOKEN, is_string

# What is wrong with an element: the texts to find it by, the surest first, the message and the hint.
Fault = tuple[tuple[str, ...], str, str]

SCHEMES = ("http", "https", "mailto", "tel")
_SCHEME = re.compile(r"\s*([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_HOST = re.compile(r"https?://[^\s/?#@\\]+(?:[/?#]\S*)?", re.IGNORECASE)
_MAILBOX = re.compile(r"mailto:[^\s@:]+@[^\s@:]+\.[^\s@:]+", re.IGNORECASE)
_TELEPHONE = re.compile(r"tel:\+?[\d().\s-]+(?:;ext=\d+)?", re.IGNORECASE)
# Also in a quotation or an item of a list, and with its address on the next line.
_DEFINITION = re.compile(
    r"^(?:[ >*+-]|\d+[.)])*\[(?!\^)(?:[^\]\\\n]|\\.)+\]:[ \t]*(?:\S.*|\n[ >]*\S+)$", re.MULTILINE
)
_DEFINED_LABEL = re.compile(r"^[ >*+-]*\[((?:[^\[\]\\]|\\.)+)\]:", re.MULTILINE)
_BY_LABEL = re.compile(
    r"(?<!\\)!?\[(?P<words>(?:[^\[\]\\\n]|\\.|\n(?![ \t]*\n))+)\]\[(?P<label>(?:[^\[\]\n]|\n(?![ \t]*\n))*)\]"
)
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
_EMPTY = re.compile(r"\[(?P<words>[^\[\]\n]+)\]\([ ]*(?:<[ ]*>)?[ ]*\)")
# Fences and raw text are told apart from these, as what they are.
_WITH_ATTRIBUTES = frozenset({"Link", "Image", "Span", "Code", "Header"})
# A field that prints as a link by itself, in the address of another link.
_FIELD_LINK = re.compile(r"(?:%5B|\[)…(?:%5D|\])\(…\)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def find_link_faults(blocks: list[Element], clauses: Collection[str]) -> Iterator[Fault]:
    """Yield what is wrong with each link of a parsed text.

    `clauses` are the ids of the library's clauses. Links of macros lead to a token alone, and are left out.
    """
    for node in walk_elements(blocks):
        if node["t"] == "Link":
            fault = _find_link_fault(str(node["c"][2][0]), text_of(node["c"][1]), clauses)
            if fault:
                yield fault


def find_attribute_faults(blocks: list[Element]) -> Iterator[Fault]:
    """Yield what is wrong with attributes that somebody wrote by hand. `blocks` are a text without its tags.

    A heading may say that it has no number, or which; nothing else takes attributes, because a page would run
    them (`onclick`), load them (`style`) or take them for the compiler's own marks.
    """
    for node in walk_elements(blocks):
        if node["t"] not in _WITH_ATTRIBUTES:
            continue
        where = node["c"][1] if node["t"] == "Header" else node["c"][0]
        id, classes, pairs = where
        if node["t"] == "Header":
            classes = [name for name in classes if name != "unnumbered"]
            pairs = [pair for pair in pairs if pair[0] != "number"]
        # Pandoc itself marks <https://...> and <somebody@...> as written out.
        classes = [name for name in classes if not (node["t"] == "Link" and name in ("uri", "email"))]
        if id or classes or pairs:
            written = (
                [f"#{id}"] * bool(id) + [f".{name}" for name in classes] + [f"{key}=" for key, _ in pairs]
            )
            snippet = text_of(node) or (pairs[0][1] if pairs else id or classes[0])
            message = f"has attributes that a text may not have: {{{shorten(' '.join(written), 40)}}}"
            yield (snippet,), message, "Leave out the braces; macros and styles see to how a text looks."


def find_definition_faults(text: str) -> Iterator[Fault]:
    """Yield each link definition (`[1]: https://...`) of a text.

    Clauses are put together into one document, in which the definitions of one would hold for another.
    """
    for definition in _DEFINITION.finditer(text):
        line = definition[0].strip()
        message = f"defines a link by a label: {shorten(line, 50)}"
        yield (
            (line.split("\n")[0],),
            message,
            "Write the address where the link stands: [words](https://...).",
        )


def find_undefined_links(text: str) -> Iterator[Fault]:
    """Yield each link of a text, or picture, that leads to a label (`[words][label]`) which the text does not
    define: it would print with its brackets. One that is defined is told by its definition.
    """
    labels = {_normalise_label(label[1]) for label in _DEFINED_LABEL.finditer(text)}
    text = _CODE.sub(lambda code: " " * len(code[0]), text)
    for link in _BY_LABEL.finditer(text):
        label = link["label"] or link["words"]
        if not label.startswith("^") and _normalise_label(label) not in labels:
            written = " ".join(link[0].split())
            start = text.rfind("\n", 0, link.start()) + 1
            line = text[start:].partition("\n")[0]
            hint = "Write the address where the link stands: [words](https://...); or leave the brackets out."
            yield (
                (line, written),
                f"has a link to a label that nothing defines: {shorten(written, 50)}",
                hint,
            )


def _normalise_label(label: str) -> str:
    """A label as it is compared (CommonMark 0.31, link reference definitions)."""
    return " ".join(label.split()).casefold()


def find_empty_links(text: str) -> Iterator[Fault]:
    """Yield each link of a template that was written without an address."""
    for link in _EMPTY.finditer(text):
        hint = "Write the address between the brackets, or the words alone."
        yield (link[0],), f"has a link without an address: {shorten(link['words'], 50)}", hint


def _find_link_fault(target: str, words: str, clauses: Collection[str]) -> Fault | None:
    tokens = TOKEN.findall(target)
    if not target or (len(tokens) == 1 and target == tokens[0] and is_string(target)):
        return None
    shown = shorten(_FIELD_LINK.sub("…", TOKEN.sub("…", target)), 50)
    snippets = (f"]({target}", f"<{target}>", target, f"[{words}]", words)
    if tokens:
        hint = (
            "Write the field alone, which prints as a link by itself, or [words]({{ school.email }}) for an"
            " e-mail, phone or url field."
        )
        return snippets, f"has a field inside the address of a link: {shown}", hint
    if target.startswith("#"):
        id = target[1:]
        if id in clauses:
            return None
        hint = did_you_mean(id, clauses) or "Name the id of a clause, or write {{ ref(...) }}."
        return snippets, f"has a link that leads nowhere: {shown}", hint
    scheme = _SCHEME.match(target)
    if scheme is None or scheme[1].lower() not in SCHEMES:
        kind = f"begins with {scheme[1]}:" if scheme else "names no site"
        hint = (
            "A link leads to https://..., mailto:..., tel:... or #clause; write {{ policy(...) }} for a"
            " policy."
        )
        return snippets, f"has a link that {kind}, which is not allowed: {shown}", hint
    form = {"mailto": _MAILBOX, "tel": _TELEPHONE}.get(scheme[1].lower(), _HOST)
    if (
        _CONTROL.search(unquote(target))
        or " " in target
        or not form.fullmatch(target.partition("?")[0] if form is _MAILBOX else target)
    ):
        return (
            snippets,
            f"has a link whose address is not one: {shown}",
            "Write the whole address, without blanks.",
        )
    return None
