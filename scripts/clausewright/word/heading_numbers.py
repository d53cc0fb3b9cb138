"""The numbers of sections and clauses, by Word's own numbering of the heading styles: a clause that is added
in Word, with a heading of that style, gets the next number, and those after it theirs.

A number to which Word would not count, such as that of a clause which a school has added ("4.2A"), stays
typed, and Word counts nothing there. What is printed is the same either way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from .package import Element, w
from .references import CountedHeading

# The style of the runs in which a number is typed.
NUMBER_STYLE = "SectionNumber"
_STYLES = ("Heading1", "Heading2")  # of the levels that are counted
_HEADING = re.compile(r"Heading[1-9]")
_CLAUSE_NUMBER = re.compile(r"\d+\.\d+([.:]?)")
# ECMA-376 part 1, 17.3.1.26: what stands before the numbering among a paragraph's properties.
_BEFORE_NUMBERING = ("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl")
# Any eight hexadecimal digits that no other list of the file has.
_NAME_OF_LIST = "5C1A05E1"


@dataclass(slots=True)
class _Count:
    """How far Word has counted: sections, and clauses of the last one. `suffix` ends a clause's number."""

    suffix: str
    counts: list[int] = field(default_factory=lambda: [0, 0])

    def take(self, number: str) -> int | None:
        """Count on where that gives a number; return its level, or None where the number has to be typed."""
        sections, clauses = self.counts
        if number == str(sections + 1):
            self.counts = [sections + 1, 0]
            return 0
        if number == f"{sections}.{clauses + 1}{self.suffix}":
            self.counts = [sections, clauses + 1]
            return 1
        return None


def number_headings(document: Element, numbering: Element, styles: Element) -> tuple[CountedHeading, ...]:
    """Let Word count the numbers that are typed in a document, and link its headings' styles to that; return
    the headings that are counted. `numbering` and `styles` are the parts in which that is defined; all three
    are changed in place.
    """
    places = [(paragraph, *_read_place(paragraph)) for paragraph in document.iter(w("p"))]
    places = [place for place in places if place[1] or _HEADING.fullmatch(place[2])]
    suffixes = [match[1] for _, number, _ in places if (match := _CLAUSE_NUMBER.fullmatch(number))]
    count = _Count(suffixes[0] if suffixes else "")
    levels = [count.take(number) for _, number, _ in places]
    if all(level is None for level in levels):
        return ()
    used = _STYLES[: 2 if suffixes else 1]
    list_id = _define_list(numbering, used, count.suffix)
    _link_styles(styles, used, list_id)
    for (paragraph, _, style), level in zip(places, levels, strict=True):
        if level is not None:
            _drop_number(paragraph)
            if style != _STYLES[level]:
                _set_numbering(_find_properties(paragraph), list_id, level)
        elif style in used:
            _set_numbering(_find_properties(paragraph), "0", 0)
    return tuple(
        CountedHeading(paragraph, number.rstrip(".:"))
        for (paragraph, number, _), level in zip(places, levels, strict=True)
        if level is not None
    )


def _read_place(paragraph: Element) -> tuple[str, str]:
    """The number that a paragraph begins with, "" where it has none, and the paragraph's style."""
    style = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
    runs = _list_number_runs(paragraph)
    number = "".join(text.text or "" for run in runs for text in run.iter(w("t")))
    return number, style.get(w("val"), "") if style is not None else ""


def _list_number_runs(paragraph: Element) -> list[Element]:
    runs: list[Element] = []
    for node in paragraph:
        if node.tag in (w("pPr"), w("bookmarkStart"), w("bookmarkEnd")):
            continue
        style = node.find(f"{w('rPr')}/{w('rStyle')}") if node.tag == w("r") else None
        if style is None or style.get(w("val")) != NUMBER_STYLE:
            break
        runs.append(node)
    return runs


def _drop_number(paragraph: Element) -> None:
    """Take out a typed number and the space after it: Word prints both."""
    runs = _list_number_runs(paragraph)
    after = runs[-1].getnext()
    for run in runs:
        paragraph.remove(run)
    text = after.find(w("t")) if after is not None else None
    if after is not None and text is not None:
        text.text = (text.text or "").removeprefix(" ")
        if not text.text and after.tag == w("r"):
            paragraph.remove(after)


# -- the definition ------------------------------------------------------------------------------------------


def _define_list(numbering: Element, styles: tuple[str, ...], suffix: str) -> str:
    """Define the list that headings are counted by (ECMA-376 part 1, 17.9); return its id."""
    definitions = numbering.findall(w("abstractNum"))
    lists = numbering.findall(w("num"))
    definition_id = str(1 + max(_read_ids(definitions, "abstractNumId"), default=0))
    list_id = str(1 + max(_read_ids(lists, "numId"), default=0))
    definition = etree.Element(w("abstractNum"), {w("abstractNumId"): definition_id})
    _add(definition, "nsid", _NAME_OF_LIST)
    _add(definition, "multiLevelType", "multilevel")
    for level, (style, pattern) in enumerate(zip(styles, ("%1", f"%1.%2{suffix}"), strict=False)):
        entry = etree.SubElement(definition, w("lvl"), {w("ilvl"): str(level)})
        values = {"start": "1", "numFmt": "decimal", "pStyle": style, "suff": "space", "lvlText": pattern}
        for name, value in values.items():
            _add(entry, name, value)
        _add(entry, "lvlJc", "left")
        indent = etree.SubElement(etree.SubElement(entry, w("pPr")), w("ind"))
        indent.set(w("left"), "0")
        indent.set(w("firstLine"), "0")
    numbering.insert(len(definitions), definition)
    entry = etree.Element(w("num"), {w("numId"): list_id})
    _add(entry, "abstractNumId", definition_id)
    numbering.insert(len(definitions) + 1 + len(lists), entry)
    return list_id


def _read_ids(nodes: list[Element], name: str) -> Iterator[int]:
    return (int(node.get(w(name), "0")) for node in nodes)


def _add(parent: Element, name: str, value: str) -> None:
    etree.SubElement(parent, w(name)).set(w("val"), value)


def _link_styles(styles: Element, names: tuple[str, ...], list_id: str) -> None:
    """Let paragraphs of some styles be counted, and none of a style that is only based on one of them."""
    for style in styles.iter(w("style")):
        name, base = style.get(w("styleId"), ""), style.find(w("basedOn"))
        if name in names:
            _set_numbering(_find_properties(style), list_id, names.index(name))
        is_based = base is not None and base.get(w("val")) in names
        if is_based and style.find(f"{w('pPr')}/{w('numPr')}") is None:
            _set_numbering(_find_properties(style), "0", 0)


def _find_properties(node: Element) -> Element:
    """The paragraph properties of a paragraph or a style, which are made where there are none."""
    properties = node.find(w("pPr"))
    if properties is None:
        properties = etree.Element(w("pPr"))
        if node.tag == w("p"):
            node.insert(0, properties)
        else:
            after = node.find(w("rPr"))
            node.insert(len(node) if after is None else node.index(after), properties)
    return properties


def _set_numbering(properties: Element, list_id: str, level: int) -> None:
    """Let a paragraph be counted by a list, by none where its id is "0"."""
    for former in properties.findall(w("numPr")):
        properties.remove(former)
    entry = etree.Element(w("numPr"))
    _add(entry, "ilvl", str(level))
    _add(entry, "numId", list_id)
    before = [node for node in properties if node.tag in map(w, _BEFORE_NUMBERING)]
    properties.insert(len(before), entry)
