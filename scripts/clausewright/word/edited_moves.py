"""Passages that come or go with edits in them, marked so that LibreOffice settles them as Word does.

Where the end of a paragraph goes, Word gives what follows its own style (ECMA-376 part 1, 17.13.5.15).
LibreOffice 7.4 does so only where the change begins with the paragraph. Where a word in the paragraph has a
mark of its own, the change of the end begins in its midst, and what follows takes over the style of the
paragraph. LibreOffice settles from the end to the beginning, so the first such paragraph decides.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator

from lxml import etree

from .marks import BOTH, LATER, MARK, read_mark, read_side
from .package import Element, w

# The style of a paragraph that follows a heading differs from that of the others in its name alone.
_SAME_STYLES = {"FirstParagraph": "BodyText"}
_NOT_OF_LOOK = frozenset({w("rPr"), w("pPrChange"), w("sectPr")})
_BETWEEN = frozenset({w("bookmarkStart"), w("bookmarkEnd")})
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def fit_edited_passages(root: Element) -> None:
    """Mark what comes or goes so that what follows keeps its style in LibreOffice too: by a change that
    begins in a paragraph of that style, or else without marks of its own on what was edited.
    """
    for passage, follower in _list_passages(root):
        edited = next((place for place, paragraph in enumerate(passage) if _ends_midway(paragraph)), None)
        if edited is None or follower is None or not _is_filled_paragraph(follower):
            # Nothing is edited, or nothing that follows has a look to lose.
            continue
        look = _read_look(follower)
        alike = [place for place in range(edited + 1) if _read_look(passage[place]) == look]
        if edited in alike or (alike and _begin_change_within(passage[alike[-1]])):
            continue
        for paragraph in passage:
            for run in paragraph.iter(w("r")):
                run.set(MARK, read_mark(paragraph))


def _list_passages(root: Element) -> Iterator[tuple[list[Element], Element | None]]:
    """The paragraphs in a row that come, or go, with all their words and their ends; and what follows."""
    passage: list[Element] = []
    for paragraph in list(root.iter(w("p"))):
        side = _read_side_of_whole(paragraph)
        if passage:
            follower = _find_follower(passage[-1])
            if follower is not paragraph or side != _read_side_of_whole(passage[0]):
                yield passage, follower
                passage = []
        if side:
            passage.append(paragraph)
    if passage:
        yield passage, _find_follower(passage[-1])


def _read_side_of_whole(paragraph: Element) -> str:
    """In which text alone a paragraph stands with all that is in it, "" where it does not."""
    mark = read_mark(paragraph)
    if not mark or mark == BOTH:
        return ""
    marks = {mark, *(read_mark(run) for run in paragraph.iter(w("r")))}
    sides = {read_side(mark) if mark else "" for mark in marks}
    return sides.pop() if len(sides) == 1 else ""


def _find_follower(paragraph: Element) -> Element | None:
    return next((node for node in paragraph.itersiblings() if node.tag not in _BETWEEN), None)


def _is_filled_paragraph(node: Element) -> bool:
    return node.tag == w("p") and next(node.iter(w("r")), None) is not None


def _ends_midway(paragraph: Element) -> bool:
    """Say whether the change of a paragraph's end begins in the midst of its words."""
    marks = [read_mark(run) for run in paragraph.iter(w("r"))]
    return len(set(marks)) > 1 and marks[-1] == read_mark(paragraph)


def _read_look(paragraph: Element) -> list[bytes]:
    """The properties of a paragraph, but for those of its end."""
    properties = paragraph.find(w("pPr"))
    look: list[bytes] = []
    for node in properties if properties is not None else ():
        if node.tag == w("pStyle"):
            style = node.get(w("val"), "")
            look.append(_SAME_STYLES.get(style, style).encode())
        elif node.tag not in _NOT_OF_LOOK:
            look.append(etree.tostring(node))
    return look


def _begin_change_within(paragraph: Element) -> bool:
    """Let the change of a paragraph's end begin in the midst of its words, by a first word or letter that is
    a change of its own; say whether it has any.
    """
    runs = [run for run in paragraph.iter(w("r")) if "".join(map(str, run.itertext(w("t"))))]
    for run in reversed(list(paragraph.iter(w("r")))):
        if read_mark(run) == read_mark(paragraph):
            break
        run.set(MARK, read_mark(paragraph))
    if _ends_midway(paragraph):
        return True
    if not runs:
        return False
    if len(runs) == 1:
        text = runs[0].find(w("t"))
        words = text.text if text is not None else None
        if text is None or not words or len(words) == 1:
            return False
        runs[0].addprevious(_copy_with_text(runs[0], words[:1]))
        text.text = words[1:]
        runs[0].attrib.pop(LATER, "")
        return True
    runs[0].set(LATER, "yes")
    return True


def _copy_with_text(run: Element, words: str) -> Element:
    """A run of the same look and mark that says only these words, a little later."""
    copied = copy.deepcopy(run)
    for node in [node for node in copied if node.tag not in (w("rPr"), w("t"))]:
        copied.remove(node)
    for text in copied.iter(w("t")):
        text.text = words
        text.set(_XML_SPACE, "preserve")
    copied.set(LATER, "yes")
    return copied
