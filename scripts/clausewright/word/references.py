"""References in running text ("see clause 4.2") as fields of Word's: when somebody adds a clause, Word counts
the headings after it anew, and updates the references to them as it updates the list of contents.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from .package import Element, w

_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# Word names the bookmarks of its own references like this, and does not list them (ECMA-376 part 1, 17.13.6).
_NAME = "_Ref{}"
_FIRST_NAME = 500_000_001
# Any number above those of the bookmarks that pandoc writes.
_FIRST_ID = 100_001


@dataclass(frozen=True, slots=True)
class CountedHeading:
    """A heading of which Word counts the number, and that number."""

    paragraph: Element
    number: str


def link_references(document: Element, headings: Iterable[CountedHeading]) -> None:
    """Let the numbers in links to headings be fields that print what Word counts there. The document is
    changed in place; what it says is the same.
    """
    targets = {name: heading for heading in headings for name in _list_bookmarks(heading.paragraph)}
    names: dict[str, str] = {}
    for link in document.iter(w("hyperlink")):
        anchor = link.get(w("anchor"), "")
        heading = targets.get(anchor)
        run = _find_last_run(link)
        if heading is None or run is None:
            continue
        text = run.find(w("t"))
        before, number, after = (text.text or "" if text is not None else "").rpartition(heading.number)
        # A number ends where it ends: "4.2" is not the end of "14.2".
        if not number or after or before[-1:].isdigit() or before.endswith("."):
            continue
        if anchor not in names:
            names[anchor] = _NAME.format(_FIRST_NAME + len(names))
            _mark_heading(heading.paragraph, names[anchor], _FIRST_ID + len(names))
        for piece in _make_field(run, before, number, names[anchor]):
            run.addprevious(piece)
        link.remove(run)


def _list_bookmarks(heading: Element) -> Iterator[str]:
    """The bookmarks that begin with a heading: in it, or just before it."""
    for mark in heading.iter(w("bookmarkStart")):
        yield mark.get(w("name"), "")
    before = heading.getprevious()
    while before is not None and before.tag in (w("bookmarkStart"), w("bookmarkEnd")):
        if before.tag == w("bookmarkStart"):
            yield before.get(w("name"), "")
        before = before.getprevious()


def _find_last_run(link: Element) -> Element | None:
    runs = link.findall(w("r"))
    return runs[-1] if runs and len(runs[-1].findall(w("t"))) == 1 else None


def _mark_heading(heading: Element, name: str, number: int) -> None:
    """Put a bookmark around a heading's words. A field could not name those of pandoc, which have hyphens."""
    start = etree.Element(w("bookmarkStart"), {w("id"): str(number), w("name"): name})
    end = etree.Element(w("bookmarkEnd"), {w("id"): str(number)})
    properties = heading.find(w("pPr"))
    heading.insert(0 if properties is None else heading.index(properties) + 1, start)
    heading.append(end)


def _make_field(run: Element, before: str, number: str, bookmark: str) -> Iterator[Element]:
    """The words before a number, then the number as the result of a field (ECMA-376 part 1, 17.16.5.51)."""
    if before:
        yield _copy_run(run, w("t"), before)
    yield _make_mark(run, "begin")
    yield _copy_run(run, w("instrText"), f" REF {bookmark} \\n ")
    yield _make_mark(run, "separate")
    yield _copy_run(run, w("t"), number)
    yield _make_mark(run, "end")


def _copy_run(run: Element, tag: str, text: str) -> Element:
    """A run that looks like another one, with a text of its own."""
    copied = etree.Element(w("r"))
    properties = run.find(w("rPr"))
    if properties is not None:
        copied.append(copy.deepcopy(properties))
    written = etree.SubElement(copied, tag)
    written.text = text
    written.set(_XML_SPACE, "preserve")
    return copied


def _make_mark(run: Element, kind: str) -> Element:
    marked = _copy_run(run, w("fldChar"), "")
    mark = marked[-1]
    mark.attrib.pop(_XML_SPACE)
    mark.text = None
    mark.set(w("fldCharType"), kind)
    return marked
