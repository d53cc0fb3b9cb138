"""Contents: a list at the head of a policy of what stands in it, which the compiler writes anew."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ..readers.source import Source, SourceBuilder
from ..readers.words import plain
from .front_matter import show_entry
from .roles import Entry, Role

LIST_OF_CONTENTS = "list of contents"
_LINE_OF_CONTENTS = re.compile(r"(?:…{2,}|\.{4,}|(?:\. ?){5,})[\s.…]*\d{1,3}$")
_CONTENTS = re.compile(r"(?:table of |list of |section )?contents(?: page)?|index", re.IGNORECASE)
# The number of a part before its name, and the page behind it.
_NUMBERS = re.compile(r"^\d{1,2}(?:\.\d{1,2})*\.?\s+|[\s.…]*\d{0,3}$")
_FEWEST_LINES, _LONGEST_LINE = 3, 20
# Without the word above them, so many lines have to come again as headings, in order, at the text's head.
_FEWEST_REPEATED, _AT_HEAD = 5, 40


def take_contents(entries: list[Entry], source: Source, gathered: SourceBuilder) -> list[Entry]:
    """Return the entries without a list of contents, which is noted in `gathered` as left out. Where the
    reader has left its lines out already, only their heading is there.
    """
    if any(left.why == LIST_OF_CONTENTS for left in source.left_out):
        entries = _take_lone_heading(entries, gathered)
    return _take_repeated_headings(_take_lines_to_pages(entries, gathered), gathered)


def _take_lone_heading(entries: list[Entry], gathered: SourceBuilder) -> list[Entry]:
    """Take out the heading of a list of contents that has no line left below it."""
    for index, (entry, after) in enumerate(pairwise(entries)):
        is_named = entry.mark is None and _CONTENTS.fullmatch(plain(entry.text).strip())
        if is_named and after.role is Role.HEADING:
            gathered.leave(show_entry(entry), LIST_OF_CONTENTS)
            return [*entries[:index], *entries[index + 1 :]]
    return entries


def _take_lines_to_pages(entries: list[Entry], gathered: SourceBuilder) -> list[Entry]:
    """Take out the lines that lead to a page by dots, and the heading above them."""
    places = [index for index, entry in enumerate(entries) if _LINE_OF_CONTENTS.search(plain(entry.text))]
    if len(places) < _FEWEST_LINES:
        return entries
    first, last = places[0], places[-1]
    taken = set(places)
    if first and _CONTENTS.fullmatch(plain(entries[first - 1].text).strip()):
        taken.add(first - 1)
    # A line that was broken between two of them is part of the list.
    for index in range(first, last):
        before_and_after = {index - 1, index + 1} & taken
        if len(before_and_after) > 1 and len(entries[index].text.split()) <= _LONGEST_LINE:
            taken.add(index)
    for index in sorted(taken):
        gathered.leave(show_entry(entries[index]), LIST_OF_CONTENTS)
    return [entry for index, entry in enumerate(entries) if index not in taken]


def _take_repeated_headings(entries: list[Entry], gathered: SourceBuilder) -> list[Entry]:
    """Take out a list of contents without pages: lines at the head that all come again below, in their
    order.
    """
    lines = [_make_line(entry) for entry in entries]
    for start in range(min(_AT_HEAD, len(entries))):
        is_named = start > 0 and bool(_CONTENTS.fullmatch(plain(entries[start - 1].text).strip()))
        end = _find_end_of_repeated(lines, start, at_most=1 if is_named else 0)
        count = end - start
        is_led_in = start > 0 and entries[start - 1].is_lead and not is_named
        if is_led_in or count < (_FEWEST_LINES if is_named else _FEWEST_REPEATED):
            continue
        first = start - 1 if is_named else start
        for entry in entries[first:end]:
            gathered.leave(show_entry(entry), LIST_OF_CONTENTS)
        return [*entries[:first], *entries[end:]]
    return entries


def _find_end_of_repeated(lines: Sequence[str], start: int, *, at_most: int) -> int:
    """Where lines end that come again below them, in order; `at_most` so many of them in a row need not."""
    end = index = start
    place, missed = 0, 0
    while index < len(lines) and missed <= at_most:
        later = next(
            (other for other in range(max(place, index) + 1, len(lines)) if lines[other] == lines[index]), 0
        )
        if lines[index] and later:
            place, missed, end = later, 0, index + 1
        else:
            missed += 1
        index += 1
    # Where the list reaches as far as its own first heading, it stops there.
    repeats = [index for index in range(start + 1, end) if lines[index] == lines[start]]
    return repeats[0] if repeats else end


def _make_line(entry: Entry) -> str:
    """What a line of contents and its heading have in common, "" for what is no line of contents."""
    text = " ".join(plain(entry.text).split())
    if entry.role is Role.GRID or not 0 < len(text.split()) <= _LONGEST_LINE:
        return ""
    return _NUMBERS.sub("", text.casefold()).strip(" :")
