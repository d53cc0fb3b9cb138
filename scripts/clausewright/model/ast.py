"""Pandoc's document as plain data: what is needed to make, find and change its elements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

Element = dict[str, Any]
Elements = list[Element]

SPACE: Element = {"t": "Space"}
LIST_MARK = "list-mark"
_LISTS = (list, tuple)
# What most elements are.
_WORDS = frozenset({"Str", "Space"})
# What stands between words, or in their midst: a note's mark.
_BLANK = frozenset({"Space", "SoftBreak", "LineBreak", "Note"})
_VERBATIM = frozenset({"Code", "Math"})
# Classes of empty divs, where a file has what a page does not need: the list of a document's sections, and as
# a picture the address at which its copy can be looked up.
CONTENTS, CHECK_PICTURE = "contents", "check-picture"


def attributes(id: str = "", classes: Iterable[str] = (), **pairs: str) -> list[Any]:
    """The attributes of an element; underscores in names become hyphens."""
    return [id, list(classes), [[name.replace("_", "-"), value] for name, value in pairs.items()]]


def element(kind: str, *content: Any) -> Element:
    """An element of any kind; one piece of content stands alone, more are a list."""
    return {"t": kind, "c": content[0] if len(content) == 1 else list(content)}


def words(text: str) -> Elements:
    """Text as inlines: words with spaces between."""
    inlines: Elements = []
    for index, word in enumerate(text.split()):
        inlines += [SPACE] if index else []
        inlines.append(element("Str", word))
    return inlines


def para(inlines: Elements) -> Element:
    """A paragraph."""
    return element("Para", inlines)


def link(inlines: Elements, target: str, id: str = "", classes: Iterable[str] = (), **pairs: str) -> Element:
    """A link."""
    return element("Link", attributes(id, classes, **pairs), inlines, [target, ""])


def span(inlines: Elements, id: str = "", classes: Iterable[str] = (), **pairs: str) -> Element:
    """A span."""
    return element("Span", attributes(id, classes, **pairs), inlines)


def div(blocks: Elements, id: str = "", classes: Iterable[str] = (), **pairs: str) -> Element:
    """A div."""
    return element("Div", attributes(id, classes, **pairs), blocks)


def list_mark(mark: str) -> Element:
    """What an item of a list begins with in a foreign file: a number,
    which like every number is not compared, or nothing.
    """
    return span([element("Str", mark), SPACE] if mark else [], classes=["number", LIST_MARK])


def is_list_mark(node: Element) -> bool:
    """Say whether an element is the mark of an item of a list."""
    return node["t"] == "Span" and LIST_MARK in classes_of(node)


def header(level: int, inlines: Elements, id: str = "", classes: Iterable[str] = ()) -> Element:
    """A heading."""
    return element("Header", level, attributes(id, classes), inlines)


def table(head: list[Elements], rows: list[list[Elements]]) -> Element:
    """A table with one head row; cells hold inlines."""

    def cell(inlines: Elements) -> list[Any]:
        return [attributes(), {"t": "AlignDefault"}, 1, 1, [element("Plain", inlines)] if inlines else []]

    def row(cells: list[Elements]) -> list[Any]:
        return [attributes(), [cell(inlines) for inlines in cells]]

    columns = [[{"t": "AlignDefault"}, {"t": "ColWidthDefault"}] for _ in head]
    body = [attributes(), 0, [], [row(cells) for cells in rows]]
    return element(
        "Table", attributes(), [None, []], columns, [attributes(), [row(head)]], [body], [attributes(), []]
    )


def id_of(node: Element) -> str:
    """The id of an element that has attributes first."""
    return str(node["c"][0][0])


def classes_of(node: Element) -> list[str]:
    """The classes of an element that has attributes first."""
    return list(node["c"][0][1])


def pairs_of(node: Element) -> dict[str, str]:
    """The other attributes of an element that has attributes first."""
    return dict(node["c"][0][2])


def walk_elements(node: Any) -> Iterator[Element]:
    """Every element in a piece of a document, in reading order, from outside in."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            if "t" in node:
                yield node
                node = node.get("c")
            else:
                node = list(node.values())
        if isinstance(node, dict):
            waiting.append(node)
        elif isinstance(node, _LISTS):
            waiting.extend(reversed(node))


def walk_holders(node: Any) -> Iterator[Element]:
    """Every element but words and the spaces between them, in the same order: what can have an id or a class,
    and what is asked about it costs a fraction.
    """
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            kind = node.get("t")
            if kind in _WORDS:
                continue
            if kind:
                yield node
                node = node.get("c")
            else:
                node = list(node.values())
        if isinstance(node, dict):
            waiting.append(node)
        elif isinstance(node, _LISTS):
            waiting.extend(reversed(node))


def replace_elements(node: Any, change: Callable[[Element], Elements | None]) -> Any:
    """Return a piece of a document with every element for which `change` gives others replaced by them, from
    inside out. Words and the spaces between them stay: it is not asked about those, which most elements are.

    Parts in which nothing changes are not copied.
    """
    if isinstance(node, dict):
        content = node.get("c")
        inner = replace_elements(content, change) if isinstance(content, list) else content
        return node if inner is content else {**node, "c": inner}
    if not isinstance(node, list):
        return node
    new_parts: list[Any] | None = None
    for index, part in enumerate(node):
        inner, others = part, None
        if isinstance(part, dict):
            kind, content = part.get("t"), part.get("c")
            if kind not in _WORDS:
                if isinstance(content, list):
                    new_content = replace_elements(content, change)
                    inner = part if new_content is content else {**part, "c": new_content}
                others = change(inner) if kind else None
        elif isinstance(part, list):
            inner = replace_elements(part, change)
        if new_parts is None and (others is not None or inner is not part):
            new_parts = node[:index]
        if new_parts is not None:
            new_parts += [inner] if others is None else others
    return node if new_parts is None else new_parts


def text_of(node: Any) -> str:
    """The words of a piece of a document, as plain text."""
    texts: list[str] = []
    _collect_texts(node, texts)
    return "".join(texts)


def _collect_texts(node: Any, texts: list[str]) -> None:
    """Add the words of a piece of a document to `texts`, in reading order."""
    if isinstance(node, dict):
        kind: str = node.get("t", "")
        content: Any = node.get("c")
        if kind == "Str":
            texts.append(content)
        elif kind in _BLANK:
            texts.append(" ")
            _collect_texts(content, texts)
        elif kind in _VERBATIM:
            texts.append(content[1])
        else:
            _collect_texts(content if kind else list(node.values()), texts)
    elif isinstance(node, _LISTS):
        for part in node:
            _collect_texts(part, texts)
