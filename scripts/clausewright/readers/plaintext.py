"""Plain text, and the text of PDFs: lines of running text become paragraphs and tables,
whatever broke them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from .boilerplate import Line, cut_lines, remove_boilerplate
from .labels import Kind, Mark, split_mark
from .source import Grid, Joined, Paragraph, Piece, Source, SourceBuilder
from .words import clean, split_words

# A line drawn under a heading, and how much longer than it the heading may be.
_DRAWN, _OVERHANG = re.compile(r"([=~^`*#+\"'-])\1{2,}"), 3
_GAP = re.compile(r"\t+| {3,}")


def read_text(name: str, text: str, format: str = "text", gathered: SourceBuilder | None = None) -> Source:
    """Read running text."""
    gathered = gathered or SourceBuilder()
    text = clean(text)
    lines = _read_underlines(remove_boilerplate(cut_lines(text), gathered), gathered)
    gathered.pieces += build_pieces(lines, gathered)
    return gathered.build_source(name, format, split_words(text))


def _read_underlines(lines: Sequence[Line], gathered: SourceBuilder) -> list[Line]:
    """The lines without those drawn of one sign. Text right above a drawn line is a heading: its level is the
    place of the sign among those that are drawn, the first the highest.
    """
    read: list[Line] = []
    styles: list[str] = []
    for index, line in enumerate(lines):
        sign = line.text[0] if _DRAWN.fullmatch(line.text) else ""
        if not sign:
            read.append(line)
            continue
        above = lines[index - 1] if index else None
        if (
            above is not None
            and not line.before
            and not _DRAWN.fullmatch(above.text)
            and len(above.text) <= len(line.text) + _OVERHANG
            and looks_like_heading(above.text, numbered=True)
        ):
            styles += [sign] if sign not in styles else []
            read[-1] = replace(read[-1], level=styles.index(sign) + 1)
        else:
            gathered.remark("Lines drawn of signs, such as =====, are not kept.")
    return read


def build_pieces(
    lines: Sequence[Line], gathered: SourceBuilder, known: Mapping[str, Grid] | None = None
) -> list[Piece]:
    """Tables are found first; what stands between them is put together into paragraphs.
    For each that is `known` stands a line.
    """
    lines = join_lone_marks(lines)
    pieces: list[Piece] = []
    loose: list[Line] = []
    for start, end, grid in _find_tables(lines, known or {}):
        loose = list(lines[start:end]) if grid is None else []
        pieces += [grid] if grid else build_paragraphs(loose, gathered)
    return pieces


def _find_tables(lines: Sequence[Line], known: Mapping[str, Grid]) -> list[tuple[int, int, Grid | None]]:
    """The lines cut into tables and what stands between them."""
    cuts: list[tuple[int, int, Grid | None]] = []
    index = loose = 0
    while index < len(lines):
        end, grid = (
            (index + 1, known[lines[index].text])
            if lines[index].text in known
            else _read_columns(lines, index)
        )
        if grid is None:
            end, grid = find_flattened_table(lines, index)
        if grid is None:
            index += 1
            continue
        if index > loose:
            cuts.append((loose, index, None))
        cuts.append((index, end, grid))
        index = loose = end
    if loose < len(lines):
        cuts.append((loose, len(lines), None))
    return cuts


def _read_columns(lines: Sequence[Line], start: int) -> tuple[int, Grid | None]:
    """A table whose columns are set apart by tabs or wide gaps: three lines or more with as many cells,
    two at least.
    """
    cells = [part.strip() for part in _GAP.split(lines[start].text)]
    if len(cells) < 2 or _is_lone_mark(cells[0]) or not re.search(r"[^\W\d]", cells[0]):
        return start, None
    rows, end = [tuple(cells)], start + 1
    while end < len(lines):
        row = [part.strip() for part in _GAP.split(lines[end].text)]
        if len(row) != len(cells):
            break
        rows.append(tuple(row))
        end += 1
    # Numbers that hang beside their clauses are no column.
    numbered = sum(_is_lone_mark(row[0]) for row in rows)
    if len(rows) <= 2 or (len(cells) == 2 and numbered > len(rows) / 2):
        return start, None
    return end, Grid(tuple(rows), guessed=True)


def _is_lone_mark(text: str) -> bool:
    """Say whether a text is the number, letter or bullet of an item, and nothing else."""
    mark, rest = split_mark(f"{text} x")
    return mark is not None and rest in ("x", f"{text} x") and mark.text == text


def join_lone_marks(lines: Sequence[Line]) -> list[Line]:
    """Lines, each mark that stands on a line of its own together with the text after it:
    some programs set the two apart.
    """
    joined: list[Line] = []
    for line in lines:
        above = joined[-1] if joined else None
        if (
            above is not None
            and line.before <= 1
            and not line.page
            and _is_lone_mark(above.text)
            and split_mark(line.text)[0] is None
        ):
            text = f"{above.text} {line.text}"
            joined[-1] = replace(above, text=text, bold=line.bold, level=line.level)
        else:
            joined.append(line)
    return joined


# -- paragraphs ---------------------------------------------------------------------------------------------


_END = re.compile(r"[.?!;:…](?:[”’\"')\]]*|:?-)$|[:;]-$")
# First parts of words that keep their hyphen.
_HYPHENATED = frozenset(
    [
        "self",
        "non",
        "co",
        "on",
        "off",
        "e",
        "ex",
        "well",
        "full",
        "part",
        "long",
        "short",
        "face",
        "day",
        "year",
        "one",
        "two",
        "three",
        "first",
        "up",
        "check",
        "follow",
        "work",
        "school",
        "cyber",
        "multi",
        "anti",
        "pre",
        "post",
        "re",
        "un",
    ]
)
_HEADING_WORDS, _HEADING_LENGTH = 12, 90
# A text of fewer words may be a heading or an item; and words with which no sentence ends.
_SENTENCE_WORDS = 6
_NEVER_LAST = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "for",
        "from",
        "his",
        "her",
        "if",
        "in",
        "is",
        "it",
        "its",
        "must",
        "my",
        "of",
        "on",
        "or",
        "our",
        "shall",
        "should",
        "that",
        "the",
        "their",
        "these",
        "this",
        "to",
        "was",
        "were",
        "when",
        "which",
        "who",
        "whose",
        "will",
        "with",
        "your",
    ]
)
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

    def gap(self, line: Line) -> bool:
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
    first = next((char for char in text if char.isalnum()), "")
    return (
        len(text) <= _HEADING_LENGTH
        and len(text.split()) <= _HEADING_WORDS
        and not re.search(r"[.;,?!]$", text)
        and (first.isupper() or first.isdigit())
        and (numbered or not re.search(r"\b(and|or|of|the|to|a|in|for|with|by|that)$", text))
    )


def build_paragraphs(lines: Sequence[Line], gathered: SourceBuilder) -> list[Paragraph]:
    """Put lines together into paragraphs and items, one line each;
    hyphenations at line ends are noted in `gathered`.
    """
    measure = Measure.of(lines)
    known = count_whole_words([line.text for line in lines])
    growing_paragraphs: list[_Growing] = []
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
            and not _set_apart(growing, line)
            and _continues(measure, growing, line, mark, last_number)
        ):
            growing.add(line, known, gathered)
            continue
        last_number = mark if mark and mark.kind in (Kind.NUMBER, Kind.DECIMAL) else last_number
        growing_paragraphs.append(
            _Growing(
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
            and measure.gap(line)
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
class _Growing:
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


def _set_apart(growing: _Growing, line: Line) -> bool:
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
    return 1 <= line.indent <= 8 and (measure.gap(line) or line.indent >= 2) and not line.text[:1].islower()


def _continues(measure: Measure, growing: _Growing, line: Line, mark: Mark | None, last: Mark | None) -> bool:
    above, gap = growing.last, measure.gap(line)
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


def count_whole_words(lines: Sequence[str]) -> Counter[str]:
    """Count the words of a text, all in lower case. What stands at a break may be half a word,
    and proves nothing.
    """
    known = Counter(word.casefold() for line in lines for word in split_words(re.sub(r"\w+[-‐]$", "", line)))
    known.subtract(
        split_words(after)[0].casefold()
        for line, after in pairwise(lines)
        if line.endswith("-") and split_words(after)
    )
    return known


def join_lines(above: str, below: str, known: Counter[str]) -> tuple[str, Joined | None]:
    """Two lines as one. A word that was broken at the end of the first is whole again,
    unless the hyphen is its own.
    """
    broken = re.search(r"(\w+)([-‐\u00ad\ufffe])$", above)
    rest = re.match(r"[a-z]\w*", below)
    if not broken or not rest:
        # Dashes and slashes that end a line keep the space that they had.
        return f"{above}{'' if above.endswith('/') and above[-2:-1].strip() else ' '}{below}", None
    first, second = broken[1], rest[0]
    whole = f"{first}{second}"
    keeps_hyphen = first.casefold() in _HYPHENATED or (
        known[first.casefold()] > 1 and known[second.casefold()] > 0 and not known[whole.casefold()]
    )
    if keeps_hyphen and not known[whole.casefold()]:
        return f"{above}{below}", None
    return f"{above[: broken.start(2)]}{below}", Joined((first, second), whole)


# -- tables that were written out as lines ------------------------------------------------------------------


_ANSWER = r"(?:yes|no|y|n|n/a|✓|✔|✗|✘|x|X|×|-|–)"
_ANSWERS = re.compile(rf"(?:(?P<label>.*?)\s+)??(?P<answers>{_ANSWER}(?:\s+{_ANSWER})*)", re.IGNORECASE)
_LONGEST, _ROW_LINES = 70, 6


def find_flattened_table(lines: Sequence[Line], start: int) -> tuple[int, Grid | None]:
    """Try to read a table of answers from a line on: a head in capitals, then rows that each end with as many
    answers.

    Returns the line after it and the table, or `at` and None.
    """
    head_end = start
    while (
        head_end < len(lines)
        and head_end - start < 4
        and _is_capitals(lines[head_end].text)
        and (head_end == start or not lines[head_end].before)
    ):
        head_end += 1
    if head_end == start:
        return start, None
    rows: list[tuple[str, ...]] = []
    label: list[str] = []
    end = index = head_end
    while index < len(lines) and len(label) < _ROW_LINES and len(lines[index].text) <= _LONGEST:
        match = _ANSWERS.fullmatch(lines[index].text)
        answers = match["answers"].split() if match else []
        if match and (not rows or len(rows[0]) == len(answers) + 1) and (match["label"] or label):
            rows.append((" ".join((*label, match["label"] or "")).strip(), *answers))
            label, end = [], index + 1
        else:
            label.append(lines[index].text)
        index += 1
    if len(rows) < 2:
        return start, None
    head = _cut_head(" ".join(line.text for line in lines[start:head_end]).split(), len(rows[0]))
    return end, Grid((head, *rows), guessed=True)


def _is_capitals(text: str) -> bool:
    return text.isupper() and len(text) <= _LONGEST and not re.search(r"[.:;]$", text)


def _cut_head(words: Sequence[str], width: int) -> tuple[str, ...]:
    """Cut a head into as many cells. Where words with one stem recur as often as there are answers,
    a cell ends with each of them.
    """
    for length in (6, 5, 4):
        for stem in dict.fromkeys(word[:length] for word in words if len(word) >= length):
            ends = [index + 1 for index, word in enumerate(words) if word.startswith(stem)]
            if len(ends) == width - 1 and ends[-1] == len(words):
                # The first answer's head has two words at most, and one is left for the head of the rows.
                first = max(1, ends[0] - min(2, ends[0] - 1))
                starts = [first, *ends[:-1]]
                cells = [" ".join(words[start:end]) for start, end in zip(starts, ends, strict=True)]
                return (" ".join(words[:first]), *cells)
    size = max(1, len(words) // width)
    cuts = [*range(0, size * width, size)]
    return tuple(
        " ".join(words[start : cuts[index + 1] if index + 1 < width else len(words)])
        for index, start in enumerate(cuts)
    )
