"""Furniture: what a page or a program put around the text. Running heads, page numbers, contents lists,
residue, links at page ends.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from .source import SourceBuilder
from .words import strip_address

_EDGE = 4
_LONGEST = 90
_RESIDUE = re.compile(
    r"\[(?:bookmark|endif|if [^\]]*|comment):?[^\]]*\]|\{ ?(?:PAGE|NUMPAGES|TOC|REF|HYPERLINK|DATE)\b[^}]*\}"
    r"|\\\* MERGEFORMAT|Error! (?:Reference source|Bookmark) not (?:found|defined)\.",
    re.IGNORECASE,
)
_PAGE = re.compile(
    r"[-–|\s]*(?:page|p\.?|pg\.?)\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?[-–|\s]*|\d{1,4}\s*(?:of|/)\s*\d{1,4}"
    r"|[-–|]\s*\d{1,4}\s*[-–|]",
    re.IGNORECASE,
)
_PAGE_WITHIN = re.compile(
    r"\bpage\s+\d{1,4}(?:\s+of\s+\d{1,4})?\s*$|^\s*page\s+\d{1,4}(?:\s+of\s+\d{1,4})?\b", re.IGNORECASE
)
_BARE_NUMBER = re.compile(r"\s*(\d{1,3})\s*")
_LINK = re.compile(r"(?:https?://|www\.)\S+")
_NAMED_PART = re.compile(r"(?:appendix|annex|section|part|schedule|chapter|stage|form)\s+[\da-z]{1,3}\b")
# What a letter ends with stands at the end of every page on which one does.
_CLOSING = re.compile(r"(?:yours|kind regards|best wishes)\b.{0,20}", re.IGNORECASE)
_LEADER = re.compile(r".*\S\s*(?:\.{4,}|…{2,}|(?:\. ){3,}|_{4,}|\t|\s[Pp]age)\s*\d{1,3}\s*")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of running text: its words, number and indent, how many empty lines stand before it, whether a
    page begins.

    `bold`, `level` and `small` are known of PDFs alone: whether all of it is bold, which of the larger sizes
    it is set in, and whether its letters are smaller than those of the text.
    """

    text: str
    number: int
    indent: int = 0
    before: int = 0
    page: bool = False
    bold: bool = False
    level: int = 0
    small: bool = False


def cut_lines(text: str) -> list[Line]:
    """Cut a text into its lines that are not empty. A form feed begins a page."""
    lines: list[Line] = []
    before, page = 0, False
    for number, raw in enumerate(re.split(r"\r\n|\r|\n", re.sub(r"(?<=[^\n])\f", "\n\f", text)), 1):
        page = page or "\f" in raw
        line = (
            raw.replace("\f", "").expandtabs(4).rstrip()
            if "\t" not in raw.strip()
            else raw.replace("\f", "").rstrip()
        )
        if not line.strip():
            before += 1
            continue
        lines.append(Line(line.strip(), number, len(line) - len(line.lstrip()), before, page))
        before, page = 0, False
    return lines


def remove_boilerplate(lines: Sequence[Line], gathered: SourceBuilder) -> list[Line]:
    """The lines that are text; what is left out goes to `gathered`."""
    kept = list(_drop_residue(lines, gathered))
    out = {**_find_running_heads(kept), **_find_contents(kept)}
    out |= {index: why for index, why in _find_printed_links(kept).items() if index not in out}
    for index in sorted(out):
        gathered.leave(kept[index].text, out[index], f"line {kept[index].number}")
    return _close_up(kept, out)


def _close_up(lines: Sequence[Line], out: Iterable[int]) -> list[Line]:
    """The lines without some. What a page's edge cut apart may run on: the gap that its furniture stood in is
    no gap of the text.
    """
    left, closed, gap, page = set(out), [], False, False
    for index, line in enumerate(lines):
        if index in left:
            gap, page = True, page or line.page
            continue
        closed.append(replace(line, before=min(line.before, 1), page=True) if gap else line)
        gap = page = False
    return closed


def _drop_residue(lines: Sequence[Line], gathered: SourceBuilder) -> Iterable[Line]:
    gap, page = 0, False
    for line in lines:
        for residue in _RESIDUE.finditer(line.text):
            gathered.leave(residue[0], "residue of the program that wrote it", f"line {line.number}")
        if text := _RESIDUE.sub("", line.text).strip():
            yield replace(line, text=text, before=line.before + gap, page=line.page or page)
            gap, page = 0, False
        else:
            gap, page = gap + line.before + 1, page or line.page


def make_shape(text: str) -> str:
    """A line with its figures alike, as a running head is that counts its pages. "Appendix 1" and "Appendix
    2" are two headings.
    """
    text = " ".join(text.split()).casefold()
    return text if _NAMED_PART.match(text) else re.sub(r"\d+", "#", text)


def _find_running_heads(lines: Sequence[Line]) -> dict[int, str]:
    """Page numbers, and lines that come again with each page. Pages are known by form feeds, else by their
    numbers.
    """
    reasons = {index: "page number" for index, line in enumerate(lines) if _PAGE.fullmatch(line.text)}
    starts = [0, *(index for index, line in enumerate(lines) if line.page and index), len(lines)]
    pages = [range(start, end) for start, end in pairwise(starts) if end > start]
    if len(pages) > 1:
        edges: defaultdict[str, set[int]] = defaultdict(set)
        for number, page in enumerate(pages):
            for index in {*page[:_EDGE], *page[-_EDGE:]}:
                if len(lines[index].text) <= _LONGEST:
                    edges[make_shape(lines[index].text)].add(number)
        often = {
            shape
            for shape, on in edges.items()
            if len(on) >= max(2, len(pages) * 0.4) and re.search(r"\w", shape)
        }
        for page in pages:
            reasons |= {
                index: "page number"
                for index in (page[0], page[-1])
                if _BARE_NUMBER.fullmatch(lines[index].text)
            }
            reasons |= _find_at_edge(lines, page, often) | _find_at_edge(lines, page[::-1], often)
    return reasons | _find_around_numbers(lines, reasons) | _find_counted_numbers(lines)


def _find_at_edge(lines: Sequence[Line], page: Sequence[int], often: set[str]) -> dict[int, str]:
    reasons: dict[int, str] = {}
    for index in page[:_EDGE]:
        shape = make_shape(lines[index].text)
        if (
            shape not in often
            and not _PAGE.fullmatch(lines[index].text)
            and not _BARE_NUMBER.fullmatch(lines[index].text)
        ):
            break
        if shape in often:
            reasons[index] = "page header or footer"
    is_letter = any(_CLOSING.fullmatch(lines[index].text) for index in reasons)
    return {} if is_letter else reasons


def _find_around_numbers(lines: Sequence[Line], numbers: Iterable[int]) -> dict[int, str]:
    """Short lines that stand in one group with a page number, where such a group comes again; and lines that
    end with one.
    """
    groups: defaultdict[tuple[str, ...], set[range]] = defaultdict(set)
    for index in numbers:
        start = end = index
        while (
            start > 0
            and index - start < 2
            and lines[start].before == 0
            and len(lines[start - 1].text) < _LONGEST / 2
        ):
            start -= 1
        while (
            end + 1 < len(lines)
            and end - index < 2
            and lines[end + 1].before <= 1
            and len(lines[end + 1].text) < _LONGEST / 2
        ):
            end += 1
        # The longest group around it that is found elsewhere too is taken; so each part of it is tried.
        for first in range(start, index + 1):
            for last in range(index, end + 1):
                if last > first:
                    groups[
                        tuple(make_shape(lines[neighbour].text) for neighbour in range(first, last + 1))
                    ].add(range(first, last + 1))
    reasons = {
        neighbour: "page header or footer"
        for places in groups.values()
        if len(places) > 1
        for place in places
        for neighbour in place
    }
    ending = Counter(
        make_shape(line.text)
        for line in lines
        if len(line.text) < _LONGEST and _PAGE_WITHIN.search(line.text)
    )
    reasons |= {
        index: "page header or footer"
        for index, line in enumerate(lines)
        if ending[make_shape(line.text)] > 1 and _PAGE_WITHIN.search(line.text)
    }
    return {index: why for index, why in reasons.items() if not _PAGE.fullmatch(lines[index].text)}


def _find_counted_numbers(lines: Sequence[Line]) -> dict[int, str]:
    """Numbers alone on their lines that count up through the text, without the rest of a table near them."""
    alone = [
        (index, int(number[1]))
        for index, line in enumerate(lines)
        if (number := _BARE_NUMBER.fullmatch(line.text))
    ]
    is_counting = len(alone) > 1 and all(
        after[1] == before[1] + 1 and after[0] - before[0] > 5 for before, after in pairwise(alone)
    )
    return {index: "page number" for index, _ in alone} if is_counting else {}


def _find_contents(lines: Sequence[Line]) -> dict[int, str]:
    """A list of contents: lines that lead to page numbers, and its heading."""
    leading = [
        index
        for index, line in enumerate(lines)
        if len(line.text) <= _LONGEST * 3 and _LEADER.fullmatch(line.text)
    ]
    if len(leading) < 3:
        return {}
    reasons = dict.fromkeys(leading, "list of contents")
    heading = leading[0] - 1
    if heading >= 0 and re.fullmatch(
        r"(table of |list of )?contents( page)?:?", lines[heading].text, re.IGNORECASE
    ):
        reasons[heading] = "list of contents"
    return reasons


def _find_printed_links(lines: Sequence[Line]) -> dict[int, str]:
    """Addresses alone on a line that the text has already: a program printed them at the end of the page."""
    alone = {index for index, line in enumerate(lines) if _LINK.fullmatch(line.text)}
    text = {
        strip_address(address.rstrip(").,;"))
        for index, line in enumerate(lines)
        if index not in alone
        for address in _LINK.findall(line.text)
    }
    seen: set[str] = set()
    reasons = {}
    for index in sorted(alone):
        address = strip_address(lines[index].text)
        if address in text or address in seen:
            reasons[index] = "link printed again at the end of a page"
        seen.add(address)
    return reasons
