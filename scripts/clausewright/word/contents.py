"""The list of a Word file's sections: a field of Word's, which already says what Word would make of it,
but for the pages.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator

from lxml import etree

from .package import Element, w

# The style of the paragraph in whose place the list stands, and of a section's heading.
_MARK, _HEADING, _ENTRY = "TOCHeading", "Heading1", "TOC1"
_CODE = ' TOC \\o "1-1" \\h \\z \\u '
_GALLERY = "Table of Contents"


def put_contents(root: Element, numbers: Iterator[int]) -> None:
    """Put the list of sections in the place that is kept for it, if there is one; `numbers` go on from those
    of the controls that the part has.
    """
    for title in [paragraph for paragraph in root.iter(w("p")) if _style_of(paragraph) == _MARK]:
        headings = [paragraph for paragraph in root.iter(w("p")) if _style_of(paragraph) == _HEADING]
        parent = title.getparent()
        if parent is None or not headings:
            continue
        control = _make_control(next(numbers))
        parent.replace(title, control)
        content = control[-1]
        content.append(title)
        entries = [_make_entry(heading) for heading in headings]
        for run in reversed([_make_mark("begin"), _make_code(), _make_mark("separate")]):
            entries[0].insert(1, run)
        entries[-1].append(_make_mark("end"))
        content.extend(entries)


def _style_of(paragraph: Element) -> str:
    style = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
    return style.get(w("val"), "") if style is not None else ""


def _make_control(number: int) -> Element:
    """A control that Word knows as a list of contents (ECMA-376 part 1, 17.5.2.12)."""
    control = etree.Element(w("sdt"))
    properties = etree.SubElement(control, w("sdtPr"))
    for name, value in (("alias", "Contents"), ("tag", "contents"), ("id", str(number))):
        etree.SubElement(properties, w(name)).set(w("val"), value)
    part = etree.SubElement(properties, w("docPartObj"))
    etree.SubElement(part, w("docPartGallery")).set(w("val"), _GALLERY)
    etree.SubElement(part, w("docPartUnique"))
    etree.SubElement(control, w("sdtContent"))
    return control


def _make_entry(heading: Element) -> Element:
    """The line of a section, leading there."""
    entry = etree.Element(w("p"))
    etree.SubElement(etree.SubElement(entry, w("pPr")), w("pStyle")).set(w("val"), _ENTRY)
    holder = entry
    bookmark = _find_bookmark(heading)
    if bookmark:
        holder = etree.SubElement(entry, w("hyperlink"))
        holder.set(w("anchor"), bookmark)
    for run in heading.iter(w("r")):
        line = etree.SubElement(holder, w("r"))
        for text in run.findall(w("t")):
            line.append(copy.deepcopy(text))
    return entry


def _find_bookmark(heading: Element) -> str:
    """The name of the bookmark that a heading begins, in it or just before it."""
    before = heading.getprevious()
    marks = [*heading.iter(w("bookmarkStart"))]
    if before is not None and before.tag == w("bookmarkStart"):
        marks.append(before)
    return marks[0].get(w("name"), "") if marks else ""


def _make_mark(kind: str) -> Element:
    run = etree.Element(w("r"))
    mark = etree.SubElement(run, w("fldChar"))
    mark.set(w("fldCharType"), kind)
    if kind == "begin":
        # Word fills in the pages when it opens the file.
        mark.set(w("dirty"), "true")
    return run


def _make_code() -> Element:
    run = etree.Element(w("r"))
    code = etree.SubElement(run, w("instrText"))
    code.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    code.text = _CODE
    return run
