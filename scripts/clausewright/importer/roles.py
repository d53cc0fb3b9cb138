"""Roles: what each piece of a policy is, a heading, a numbered clause, an item or a paragraph,
seen with its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from ..readers.labels import Kind, Mark, read_label, split_mark
from ..readers.line_paragraphs import looks_like_heading
from ..readers.source import Grid, Paragraph, Piece
from ..readers.words import plain, split_words

_DOS = re.compile(r"(?:do|do[’']?s|things to do|(?:.*, )?what to do)[:.]?", re.IGNORECASE)
_DONTS = re.compile(r"(?:do not|don[’']?ts?|do nots|dos not|(?:.*, )?what not to do)[:.]?", re.IGNORECASE)
_LEAD = re.compile(r":-?$|:\s*-$")
_NUMBERED_TITLE = re.compile(r"(?P<number>\d{1,2})\s+(?P<title>[A-Z“‘].*)")
_NAMED_TITLE = re.compile(
    r"(?:section|part|appendix|annex|schedule|chapter)\s+(?:\d{1,2}|[A-Z])\b.*", re.IGNORECASE
)


_CAPTION = re.compile(
    r"(?:figure|fig\.?|table|chart|diagram|photo(?:graph)?|image|picture|illustration|map)\b\s*(?:\d+"
    r"|[A-Z])?\s*[:.–-]",
    re.IGNORECASE,
)
_TO_TICK = re.compile(r"\byes\s*/\s*no\b", re.IGNORECASE)
# What is no heading, however it stands: a value, a time, an address, a greeting, a fact about the policy.
_NO_HEADING = re.compile(
    r"\d{4}\W*$|https?:|@|[…_]{2}|\d\s?[ap]\.?m\b|\d{3} ?\d{3,}"
    r"|^(?:dear|yours|tel(?:ephone)?|fax|e-?mail)\b|\b[A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2}$"
    r"|^(?:policy|document|version|revision|issued?|effective|approved|adopted|reviewed|last|next|date|author"
    r"|owner|department|category|classification|status)\b[\w ./-]{0,25}:\s*\S",
    re.IGNORECASE,
)
_LONG_LEAD = 5
_ENOUGH, _LONG_ENOUGH = 3, 8
# "Who this policy is for" may end as no other heading does.
_ASKING = re.compile(r"(?:what|who|whom|when|where|why|how)\b", re.IGNORECASE)
_SPARSE = 40


class Role(Enum):
    """What a piece is. A RULE is a bullet that is a clause of its own;
    MORE goes on with the item above it.
    """

    HEADING = auto()
    CLAUSE = auto()
    TITLED = auto()
    ITEM = auto()
    RULE = auto()
    MORE = auto()
    TEXT = auto()
    GRID = auto()


@dataclass(slots=True)
class Entry:
    """A piece with its mark, the text after the mark, and what it is. `level` is a heading's."""

    piece: Piece
    mark: Mark | None
    text: str
    role: Role = Role.TEXT
    level: int = 0

    @property
    def is_lead(self) -> bool:
        """Say whether it leads in to what follows."""
        return bool(_LEAD.search(plain(self.text)))

    @property
    def rich(self) -> str:
        """Its text with the marks of emphasis."""
        return self.paragraph.without(self.text)

    @property
    def paragraph(self) -> Paragraph:
        """The piece, where it is no table."""
        return self.piece if isinstance(self.piece, Paragraph) else Paragraph("")

    def counts(self, *kinds: Kind) -> bool:
        """Say whether its mark is of one of these kinds."""
        return self.mark is not None and self.mark.kind in kinds


def find_polarity(text: str) -> str:
    """The kind of a list of dos or of donts by its heading, else nothing."""
    if _DOS.fullmatch(text.strip()):
        return "dos"
    return "donts" if _DONTS.fullmatch(text.strip()) else ""


def make_entries(pieces: Sequence[Piece]) -> list[Entry]:
    """Every piece with its mark, and its role decided."""
    decided = [_make_entry(piece) for piece in pieces]
    _number_bare_paragraphs(decided)
    headed = sum(bool(entry.paragraph.heading) for entry in decided)
    # A few on the cover do not say that all headings are styled.
    styled = headed >= 2 and headed * _SPARSE >= len(decided)
    counted = sum(entry.counts(Kind.NUMBER) for entry in decided)
    last = 0
    for index, entry in enumerate(decided):
        before, after = (
            decided[index - 1] if index else None,
            decided[index + 1] if index + 1 < len(decided) else None,
        )
        _decide_role(entry, before, after, styled=styled)
        bare = _NUMBERED_TITLE.fullmatch(entry.text) if entry.role is Role.TEXT and not entry.mark else None
        if (
            bare
            and int(bare["number"]) == last + 1
            and looks_like_heading(bare["title"])
            and not (before and before.is_lead)
        ):
            entry.mark, entry.text = Mark(bare["number"], Kind.NUMBER, (int(bare["number"]),)), bare["title"]
            entry.role = Role.HEADING
        if entry.role is Role.HEADING and entry.mark and entry.mark.kind is Kind.NUMBER:
            last = entry.mark.value[0]
    _keep_nested_items(decided)
    _set_levels(decided, is_numbered=counted > 1 or any(entry.counts(Kind.DECIMAL) for entry in decided))
    return decided


def _keep_nested_items(entries: Sequence[Entry]) -> None:
    """Where a file says that a numbered paragraph stands deeper in lists than what is above it, it is an item
    of that, and no clause; and so is one that counts on from an item behind a list in that item.
    """
    last_by_depth: dict[int, Entry] = {}
    for entry in entries:
        depth = entry.paragraph.depth
        if entry.role is Role.HEADING or entry.paragraph.heading:
            last_by_depth.clear()
        elif entry.paragraph.label:
            if entry.role is Role.CLAUSE and entry.counts(Kind.NUMBER):
                before = last_by_depth.get(depth)
                counts_on = before is not None and before.role is Role.ITEM and _follows(entry, before)
                has_list_between = any(inner > depth for inner in last_by_depth)
                if (counts_on and has_list_between) or any(outer < depth for outer in last_by_depth):
                    entry.role = Role.ITEM
            for inner in [inner for inner in last_by_depth if inner > depth]:
                del last_by_depth[inner]
            last_by_depth[depth] = entry


def _follows(entry: Entry, before: Entry) -> bool:
    """Say whether the mark of an entry is the next one after another's."""
    return entry.mark is not None and before.mark is not None and entry.mark.follows(before.mark)


def _number_bare_paragraphs(entries: Sequence[Entry]) -> None:
    """Where paragraphs begin with 1, 2, 3 and no stop, those figures are their numbers."""
    bare: list[tuple[Entry, int, str]] = []
    for entry in entries:
        match = (
            _NUMBERED_TITLE.fullmatch(entry.text) if not entry.mark and not entry.paragraph.heading else None
        )
        if match and len(match["title"].split()) > _LONG_ENOUGH and int(match["number"]) == len(bare) + 1:
            bare.append((entry, int(match["number"]), match["title"]))
    if len(bare) >= _ENOUGH:
        for entry, number, text in bare:
            entry.mark, entry.text = Mark(str(number), Kind.NUMBER, (number,)), text


def _make_entry(piece: Piece) -> Entry:
    if isinstance(piece, Grid):
        return Entry(piece, None, "", Role.GRID)
    if piece.lost:
        return Entry(piece, Mark("•", Kind.BULLET, (), "•"), piece.text)
    if piece.label:
        mark = read_label(piece.label)
        return Entry(piece, mark, piece.text) if mark else Entry(piece, None, f"{piece.label} {piece.text}")
    mark, text = split_mark(piece.text)
    if piece.heading and mark is None and (bare := _NUMBERED_TITLE.fullmatch(piece.text)):
        return Entry(piece, Mark(bare["number"], Kind.NUMBER, (int(bare["number"]),)), bare["title"])
    if piece.heading and mark and mark.kind is Kind.BULLET:
        return Entry(piece, None, piece.text)
    return Entry(piece, mark, text)


def _decide_role(entry: Entry, before: Entry | None, after: Entry | None, *, styled: bool) -> None:
    mark, piece = entry.mark, entry.paragraph
    if entry.role is Role.GRID:
        return
    if piece.heading and split_words(entry.text):
        entry.role = Role.HEADING
        if entry.counts(Kind.DECIMAL) and not looks_like_heading(entry.text):
            # Some programs make a whole clause a heading for the sake of its number.
            entry.role = Role.CLAUSE
        elif (
            entry.counts(Kind.DECIMAL)
            and after
            and after.role is not Role.GRID
            and not after.paragraph.heading
            and not after.counts(Kind.DECIMAL)
        ):
            entry.role = Role.TITLED
    elif mark is None:
        entry.role = Role.HEADING if _is_bare_heading(entry, before, after, styled=styled) else Role.TEXT
    elif mark.kind is Kind.DECIMAL:
        short = (
            looks_like_heading(entry.text) and len(entry.text.split()) <= 9 and not entry.text.endswith(":")
        )
        deeper = (
            after is not None
            and after.counts(Kind.DECIMAL)
            and after.mark is not None
            and len(after.mark.value) > len(mark.value)
        )
        plain = after is not None and (
            after.mark is None or after.counts(Kind.BULLET, Kind.ALPHA, Kind.ROMAN)
        )
        entry.role = Role.CLAUSE
        if short and deeper:
            entry.role = Role.HEADING
        elif short and plain and not is_heading_behind(after):
            entry.role = Role.TITLED
    elif mark.kind is Kind.NUMBER:
        entry.role = _choose_role_of_number(entry, mark, before, after, styled=styled)
    else:
        entry.role = Role.ITEM


def is_heading_behind(after: Entry | None) -> bool:
    """Say whether what follows is styled as a heading."""
    return after is not None and bool(after.paragraph.heading)


def _choose_role_of_number(
    entry: Entry, mark: Mark, before: Entry | None, after: Entry | None, *, styled: bool
) -> Role:
    """A single number begins a heading, a clause or an item. Neighbours that count on make a list;
    a short title stands alone, where not all headings are `styled`.
    """
    runs_on = bool(after and after.mark and after.mark.follows(mark))
    runs_from = bool(before and before.mark and mark.follows(before.mark))
    title = looks_like_heading(entry.text.rstrip(":"), numbered=True)
    if entry.is_lead and len(entry.text.split()) > _LONG_LEAD and not entry.text.isupper():
        # "The hirer shall be responsible for:" leads in to its items.
        title = False
    if before and before.is_lead and (mark.value[0] == 1 or runs_from) and not (title and mark.value[0] != 1):
        return Role.ITEM
    if runs_from and before and before.role in (Role.ITEM, Role.CLAUSE):
        return before.role
    if runs_on or runs_from:
        if not title:
            return Role.CLAUSE
        return Role.HEADING if entry.text.isupper() else Role.ITEM
    has_clauses = after is not None and after.counts(Kind.DECIMAL)
    is_set_off = not styled or has_clauses or entry.paragraph.strong or entry.text.isupper()
    return Role.HEADING if title and is_set_off else Role.CLAUSE


def _is_bare_heading(entry: Entry, before: Entry | None, after: Entry | None, *, styled: bool) -> bool:
    """A heading without number or style: short, by itself, and followed by text."""
    text = entry.text
    if find_polarity(text):
        return True
    if (
        after is None
        or entry.paragraph.quoted
        or _CAPTION.match(text)
        or _TO_TICK.search(text)
        # Labels in a row are a form to fill in.
        or (entry.is_lead and (after.is_lead or (before is not None and before.is_lead)))
        or not looks_like_heading(text.rstrip(":-"), numbered=bool(_ASKING.match(text)))
        or _NO_HEADING.search(text)
        or not (text[:1].isalnum() or text[:1] in "“‘'\"([")
    ):
        return False
    if entry.is_lead and (len(text.split()) > 5 or after.mark is not None or after.role is Role.GRID):
        return False
    is_told = after.mark is None and len(after.text) > 60 and len(text.split()) <= 4
    if before and before.is_lead and not text.isupper() and not entry.paragraph.strong and not is_told:
        return False
    if styled:
        return entry.paragraph.strong and not after.paragraph.strong
    alone = entry.paragraph.strong or text.isupper() or bool(_NAMED_TITLE.fullmatch(text))
    # Short lines in a row are a list that lost its marks, or an address.
    in_row = (
        after.mark is None
        and after.role is not Role.GRID
        and looks_like_heading(after.text)
        and not after.is_lead
        and not after.paragraph.heading
    )
    return alone or not in_row


def _set_levels(entries_of_text: Sequence[Entry], *, is_numbered: bool) -> None:
    """Styled headings keep their order; of the others,
    those with a number or in capitals stand above the rest.
    """
    headings = [entry for entry in entries_of_text if entry.role is Role.HEADING]
    levels = sorted({entry.paragraph.heading for entry in headings if entry.paragraph.heading})
    several = [
        level for level in levels if sum(entry.paragraph.heading == level for entry in headings) > 1
    ] or levels
    for entry in headings:
        heading_level = entry.paragraph.heading
        if heading_level:
            entry.level = 2 + min(2, max(0, sorted({*several, heading_level}).index(heading_level)))
        elif entry.counts(Kind.DECIMAL):
            entry.level = 3
        elif entry.mark or entry.text.isupper() or _NAMED_TITLE.fullmatch(entry.text):
            entry.level = 2
        else:
            entry.level = 3 if levels or is_numbered else 2
    if headings and headings[0].level > 2 and not any(entry.level == 2 for entry in headings):
        for entry in headings:
            entry.level -= 1
