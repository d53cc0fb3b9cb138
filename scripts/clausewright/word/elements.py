"""The elements of a Word file: their names and properties, what stands around them, and the blocks that they
hold in the order in which they are read.
"""

from __future__ import annotations

from collections.abc import Iterator

from .package import Element, w

# What stands between paragraphs and is none.
_BETWEEN_PARAGRAPHS = frozenset(
    {"bookmarkStart", "bookmarkEnd", "proofErr", "permStart", "permEnd", "moveFromRangeStart"}
    | {"moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd", "commentRangeStart", "commentRangeEnd"}
)
# What stands around paragraphs, rows and cells.
_HOLDERS = frozenset(
    {"sdt", "sdtContent", "customXml", "ins", "smartTag", "moveTo", "AlternateContent", "Choice"}
)
# Nothing that a person writes is nested deeper.
DEEPEST = 60


def local_name(node: Element) -> str:
    """A node's name without its namespace."""
    return str(node.tag).rpartition("}")[2]


def value_of(properties: Element | None, name: str) -> str:
    """What a property says, empty where it is not there."""
    node = properties.find(w(name)) if properties is not None else None
    return node.get(w("val"), "") if node is not None else ""


def is_on(run: Element, name: str, style: str = "") -> bool:
    """Say whether a run's property is on: as the run says itself, else as its style does."""
    node = run.find(f"{w('rPr')}/{w(name)}")
    setting = node.get(w("val"), "1") if node is not None else style or "0"
    return setting not in ("0", "false", "none", "off")


def walk_blocks(holder: Element, depth: int = 0) -> Iterator[Element]:
    """The paragraphs, tables, lists of contents and bookmarks that stand in a body, a cell or a text box, in
    order, whatever Word put around them.
    """
    for node in holder if depth < DEEPEST else ():
        name = local_name(node)
        if name in ("p", "tbl", "bookmarkStart", "altChunk") or (name == "sdt" and _is_contents(node)):
            yield node
        elif name in _HOLDERS:
            yield from walk_blocks(node, depth + 1)


def walk_children(node: Element, name: str) -> Iterator[Element]:
    """The rows of a table, or the cells of a row, whatever Word put around them."""
    for child in node:
        if local_name(child) == name:
            yield child
        elif local_name(child) in _HOLDERS:
            yield from walk_children(child, name)


def find_deletion(part: Element) -> Element | None:
    """The tracked change that deleted a row, or a cell with its column; None where it is in force."""
    deletion = part.find(f"{w('trPr')}/{w('del')}")
    return deletion if deletion is not None else part.find(f"{w('tcPr')}/{w('cellDel')}")


def find_shown_content(node: Element) -> Element | None:
    """The part of a node that is shown: a control's content, and of what stands there twice,
    for newer and for older programs, the first.
    """
    match local_name(node):
        case "sdt":
            return node.find(w("sdtContent"))
        case "AlternateContent":
            for alternative in node:
                if local_name(alternative) == "Choice":
                    return alternative
            return next(iter(node), None)
    return node


def list_run_parts(run: Element) -> Iterator[Element]:
    """What stands in a run; of what stands there twice, for newer and for older programs, the first."""
    for node in run:
        if local_name(node) != "AlternateContent":
            yield node
        elif (content := find_shown_content(node)) is not None:
            yield from list_run_parts(content)


def join_split_paragraphs(tree: Element) -> None:
    """Join what is one paragraph for a reader: one whose mark was deleted by a tracked change with the one
    after it, as Word does when the change is accepted, and a large first letter with its word. The paragraph
    that is left is the second.
    """
    for paragraph in reversed(list(tree.iter(w("p")))):
        properties = paragraph.find(w("pPr"))
        if properties is None or not (_is_mark_deleted(properties) or _is_first_letter(properties)):
            continue
        follower = paragraph.getnext()
        while follower is not None and local_name(follower) in _BETWEEN_PARAGRAPHS:
            follower = follower.getnext()
        parent = paragraph.getparent()
        if follower is None or follower.tag != w("p") or parent is None:
            continue
        content = [node for node in paragraph if node.tag != w("pPr")]
        place = 1 if len(follower) and follower[0].tag == w("pPr") else 0
        follower[place:place] = content
        parent.remove(paragraph)


def _is_mark_deleted(properties: Element) -> bool:
    marks = properties.find(w("rPr"))
    return marks is not None and (marks.find(w("del")) is not None or marks.find(w("moveFrom")) is not None)


def _is_first_letter(properties: Element) -> bool:
    frame = properties.find(w("framePr"))
    return frame is not None and frame.get(w("dropCap"), "none") != "none"


def is_repeated(node: Element) -> bool:
    """Say whether a node repeats, for older programs, what stands beside it."""
    return any(
        local_name(parent) == "Fallback" and parent.getprevious() is not None
        for parent in node.iterancestors()
    )


def list_parents(node: Element, top: Element) -> Iterator[Element]:
    """The elements that stand around a node, the nearest first, up to `top`, which is not among them."""
    for parent in node.iterancestors():
        if parent is top:
            return
        yield parent


def _is_contents(node: Element) -> bool:
    """Say whether a content control is Word's list of contents."""
    gallery = node.find(f"{w('sdtPr')}/{w('docPartObj')}/{w('docPartGallery')}")
    return gallery is not None and gallery.get(w("val")) == "Table of Contents"
