"""Lines of running text become paragraphs and items, whatever broke them: the width of a page, empty lines
between all lines, an indent in the place of a bullet.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .boilerplate import Line
from .broken_words import count_whole_words, join_lines
from .labels import Kind, Mark, split_mark
from .source import Paragraph, SourceBuilder
from .words import plain

_END = re.compile(r"[.?!;:…](?:[”’\"')\]]*|:?-)$|[:;]-$")
_HEADING_WORDS, _HEADING_LENGTH = 12, 90
# A text of fewer words may be a heading or an item; and words with which no sentence ends.
_SENTENCE_WORDS = 6
_NEVER_LAST = frozenset({
    "a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "his", "her", "if", "in", "is",
    "it", "its", "must", "my", "of", "on", "or", "our", "shall", "should", "that", "the", "their",
    "these", "this", "to", "was", "were", "when", "which", "who", "whose", "will", "with", "your",
})  # fmt: skip
ADDRESS = re.compile(r"(?:https?://|www\.)\S+")


@dataclass(frozen=True, slots=True)
class Measure:
    """How a text is set: the width at which its lines turn (0 where a paragraph is one line),
    and whether empty lines mean nothing.
    """

    width: int
    double: bool
    flush: bool

    @staticmethod
    def of(lines: Sequence[Line]) -> Measure:
        """Take the measure of a text."""
        lengths = sorted(len(line.text) for line in lines)
        width = lengths[int(len(lengths) * 0.9)] if lengths else 0
        follows = list(pairwise(lines))
        runs_on = [
            (above, after)
            for above, after in follows
            if after.text[:1].islower() and not ends_sentence(above.text)
        ]
        # A line turns where the next word had no room; lines that are merely short are items of a list.
        turned = [after for above, after in runs_on if _has_no_room(above.text, after.text, width)]
        wrapped = 30 < width <= 160 and len(runs_on) > max(1, len(lines) * 0.04)
        double = wrapped and all(
            lines_after and sum(after.before == 1 for after in lines_after) > len(lines_after) * 0.7
            for lines_after in (turned, [after for _, after in runs_on])
        )
        flush = sum(line.indent == 0 for line in lines) > len(lines) * 0.6
        return Measure(width if wrapped else 0, double, flush)

    def has_gap_before(self, line: Line) -> bool:
        """Say whether there is a gap before a line that parts it from what is above."""
        return line.before > (1 if self.double else 0)

    def is_short(self, line: str, after: str) -> bool:
        """Say whether a line ends before the next word would have made it too long:
        somebody ended it there.
        """
        return bool(self.width) and not _has_no_room(line, after, self.width)


def _has_no_room(line: str, after: str, width: int) -> bool:
    """Say whether the first word of a line would not have had room at the end of the one above it."""
    return len(line) + 1 + len(after.split(" ", 1)[0]) > width * 0.92


def ends_sentence(text: str) -> bool:
    """Say whether a text ends as a sentence, a lead-in or an item does."""
    return bool(_END.search(text[-20:]))


def looks_like_heading(text: str, *, numbered: bool = False) -> bool:
    """Say whether a line by itself could be a heading: short, begun with a capital,
    not ended like a sentence.
    """
    text = plain(text).strip()
    first = next((char for char in text if char.isalnum()), "")
    return (
        len(text) <= _HEADING_LENGTH
        and len(text.split()) <= _HEADING_WORDS
        and not re.search(r"[.;,?!]$", text)
        and (first.isupper() or first.isdigit())
        and (numbered or not re.search(r"\b(and|or|of|the|to|a|in|for|with|by|that)$", text))
    )


def split_ended_lines(text: str) -> list[str]:
    """The lines of a text that its writer ended. One that goes on in lower case is no line of its own, unless
    a line that leads in to a list stands above: there a sentence was only broken.
    """
    lines: list[str] = []
    is_list = False
    for line in text.split("\n"):
        bare = plain(line).strip()
        above = plain(lines[-1]).strip() if lines else ""
        is_list = is_list or above.endswith(":")
        is_rest = bare[:1].islower() and not ends_sentence(above) and split_mark(bare)[0] is None
        if above and is_rest and not is_list:
            lines[-1] = f"{lines[-1].rstrip()} {line.lstrip()}"
        elif line.strip():
            lines.append(line)
    return lines


def build_paragraphs(lines: Sequence[Line], gathered: SourceBuilder) -> list[Paragraph]:
    """Put lines together into paragraphs and items, one line each;
    hyphenations at line ends are noted in `gathered`.
    """
    measure = Measure.of(lines)
    known = count_whole_words([line.text for line in lines])
    growing_paragraphs: list[_GrowingParagraph] = []
    last_number: Mark | None = None
    bare_items = _find_bare_items(measure, lines)
    for index, line in enumerate(lines):
        growing = growing_paragraphs[-1] if growing_paragraphs else None
        mark, _ = split_mark(line.text)
        lost = growing is not None and _is_lost_bullet(measure, line)
        if (
            growing
            and not lost
            and index not in bare_items
            and not _is_set_apart(growing, line)
            and _continues(measure, growing, line, mark, last_number)
        ):
            growing.add(line, known, gathered)
            continue
        last_number = mark if mark and mark.kind in (Kind.NUMBER, Kind.DECIMAL) else last_number
        growing_paragraphs.append(
            _GrowingParagraph(
                line.text, line.text, mark, lost and not mark, [line.indent], bold=line.bold, level=line.level
            )
        )
    return [
        Paragraph(
            " ".join(grown.text.split()),
            heading=grown.heading,
            lost=grown.lost and not grown.heading,
            strong=grown.bold,
        )
        for grown in growing_paragraphs
    ]


def _find_bare_items(measure: Measure, lines: Sequence[Line]) -> set[int]:
    """The places of items that lost their marks and go on with the line above them: several short lines in a
    row, each after a gap, that begin in lower case. One alone is the rest of a sentence.
    """
    items: set[int] = set()
    run: list[int] = []
    for index, line in enumerate(lines):
        above = lines[index - 1].text if index else ""
        is_item = (
            bool(above)
            and line.text[:1].islower()
            and measure.has_gap_before(line)
            and not line.page
            and not ends_sentence(above)
            and split_mark(line.text)[0] is None
            and (not measure.width or measure.is_short(above, line.text))
        )
        run = [*run, index] if is_item else []
        if len(run) > 1:
            items.update(run)
    return items


@dataclass(slots=True)
class _GrowingParagraph:
    text: str
    last: str
    mark: Mark | None
    lost: bool
    indents: list[int]
    bold: bool = False
    level: int = 0

    @property
    def heading(self) -> int:
        """Its level where it is set in larger letters than the text, and is no longer than a heading is."""
        title = _drop_mark(self.text)
        is_short = (
            len(title) <= _HEADING_LENGTH * 1.5
            and not re.search(r"[.;,]$", title)
            and any(map(str.isalpha, title))
        )
        return (
            self.level if self.level and is_short and not (self.mark and self.mark.kind is Kind.BULLET) else 0
        )

    def add(self, line: Line, known: Counter[str], gathered: SourceBuilder) -> None:
        self.text, joined = join_lines(self.text, line.text, known)
        if joined:
            gathered.joined.append(joined)
        self.last = line.text
        self.bold = self.bold and line.bold
        self.indents.append(line.indent)


def _is_set_apart(growing: _GrowingParagraph, line: Line) -> bool:
    """Say whether a line is set in another size or weight than what is above,
    as a heading and its text are; a sentence may run on bold.
    """
    if line.level != growing.level:
        return True
    begins = line.text[:1].isupper() or not line.text[:1].isalpha()
    return (
        line.bold != growing.bold
        and begins
        and (growing.bold or ends_sentence(growing.last) or looks_like_heading(line.text))
    )


def _is_lost_bullet(measure: Measure, line: Line) -> bool:
    """In a text set flush left, one that begins a little further in after a gap had a bullet;
    after a page's edge only the deeper one.
    """
    if not measure.flush or not line.text.lstrip("“‘\"'(")[:1].isalnum():
        return False
    return (
        1 <= line.indent <= 8
        and (measure.has_gap_before(line) or line.indent >= 2)
        and not line.text[:1].islower()
    )


def _continues(
    measure: Measure, growing: _GrowingParagraph, line: Line, mark: Mark | None, last: Mark | None
) -> bool:
    above, gap = growing.last, measure.has_gap_before(line)
    unfinished = not ends_sentence(above)
    if mark:
        # A figure at a line's head may be the sentence's own: "under the age of / 18. ..."
        stray = (
            mark.kind in (Kind.NUMBER, Kind.DECIMAL)
            and not (last and mark.follows(last))
            and mark.value[-1] > 1
        )
        dash = mark.text in "-–—" and not (growing.mark and growing.mark.text == mark.text)
        return (
            (stray or dash)
            and unfinished
            and not gap
            and bool(measure.width)
            and not measure.is_short(above, line.text)
            and above[-1].isalnum()
        )
    if ADDRESS.fullmatch(line.text):
        # An address by itself is no part of the sentence above it.
        return False
    lower = line.text[:1].islower() or line.text[:1] in ",;)&/" or _breaks_off(growing.text, line.text)
    if gap:
        is_outdented = (
            bool(growing.mark or growing.lost) and line.indent < growing.indents[0] and not line.page
        )
        return unfinished and not is_outdented and lower and not above.endswith(":")
    if not measure.width:
        return unfinished and lower
    if not measure.is_short(above, line.text):
        return True
    if lower or re.match(r"[\d(“‘]", line.text):
        return unfinished
    if (
        growing.text == above
        and looks_like_heading(_drop_mark(above))
        and not growing.lost
        and not (growing.mark and growing.mark.kind is Kind.BULLET)
    ):
        return False
    if growing.lost and line.indent == 0:
        return True
    # An item's own lines stay together; a short line that ends a sentence ends its paragraph too.
    return len(above) > measure.width * (0.6 if unfinished else 0.85)


def _breaks_off(above: str, below: str) -> bool:
    """Say whether a sentence stops where none can end, so that it goes on below, also with a capital or a
    bracket: after "of" or "the", within a name, or before a bracket that goes on in lower case.
    """
    words = above.split()
    if len(words) < _SENTENCE_WORDS or ends_sentence(above) or not below:
        return False
    if re.match(r"\([a-z]", below):
        return True
    # What may be a heading is not taken apart: "Whom the rules belong to".
    if looks_like_heading(_drop_mark(above), numbered=True) or looks_like_heading(below):
        return False
    last = words[-1]
    is_name_cut = last.isalpha() and last[0].isupper() and not above.isupper() and below[0].isupper()
    return last in _NEVER_LAST or is_name_cut


def _drop_mark(text: str) -> str:
    return split_mark(text)[1]
