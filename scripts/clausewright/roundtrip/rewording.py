"""What was done to a paragraph in Word, done to the same paragraph of a template.

Words that stayed keep what stands for them in the source: fields, references, links and the tags between
them. What was typed goes where it was typed; where a condition begins or ends there, outside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from ..diff.align import joined_lcs_runs
from ..model.text import escape_markdown
from ..word.paragraphs import NOTE, PICTURE
from .tokens import Token
from .units import WORD, Style, Unit, UnitKind, ends_sentence

_FIELD = re.compile(r"\{\{\s*([a-z_][\w.]*)\s*\}\}")
_ADDRESS = re.compile(
    r"https?://[^\s<>|{}]+|mailto:[^\s@<>|{}]+@[^\s@<>|{}]+|tel:\+?[\d().-]+", re.IGNORECASE
)
_BRANCHING = re.compile(r"\{%-?\s*(else|elif)\b")
# From which token to which one a unit reaches.
Span = tuple[int, int]
# What stands for a token in a template, "" where only its words can.
Reference = Callable[[Token], str]


class CannotPlaceError(Exception):
    """What was typed cannot be written into the template without a person; the message says why."""


def locate_units(units: Sequence[Unit], tokens: Sequence[Token]) -> list[Span] | None:
    """Find which tokens of a paragraph each unit of its template printed; None where they are not of one
    text.

    A table of which units can have printed which tokens is filled from the beginning and read from the end
    (dynamic programming): what a macro prints is not known.
    """
    reach: list[set[int]] = [{0}]
    for unit in units:
        reach.append(_list_ends(unit, tokens, reach[-1]))
        if not reach[-1]:
            return None
    if len(tokens) not in reach[-1]:
        return None
    spans: list[Span] = []
    end = len(tokens)
    for unit, starts in zip(reversed(units), reversed(reach[:-1]), strict=True):
        # Of a macro, as few tokens as can be.
        start = max(place for place in starts if place <= end and end in _list_ends(unit, tokens, {place}))
        spans.append((start, end))
        end = start
    return spans[::-1]


def _list_ends(unit: Unit, tokens: Sequence[Token], starts: set[int]) -> set[int]:
    """Where a unit can end that begins at one of some tokens."""
    if unit.kind is UnitKind.TAG:
        return starts
    printed_field = _FIELD.fullmatch(unit.raw) if unit.kind is UnitKind.PRINTED else None
    if unit.kind is UnitKind.PRINTED and not printed_field:
        return set(range(min(starts), len(tokens) + 1)) if starts else set()
    ends: set[int] = set()
    for start in starts:
        if start < len(tokens):
            token = tokens[start]
            key = token.key if printed_field else None
            fits = (
                key == printed_field[1] if printed_field else not token.is_whole and token.text == unit.shown
            )
            ends |= {start + 1} if fits else set()
    return ends


@dataclass(slots=True)
class Rewording:
    """A paragraph of a template and what became of it in Word.

    `spans` says which tokens of `sent` each of `units` printed; `back` are the tokens that came back. `refer`
    writes a reference that was typed or pasted. `begins_lines` says that each sentence has a line of its own.
    `notes` is what was done to the paragraph and cannot be taken over.
    """

    units: Sequence[Unit]
    spans: Sequence[Span]
    sent: Sequence[Token]
    back: Sequence[Token]
    refer: Reference
    begins_lines: bool
    notes: list[str] = field(default_factory=list)
    _written: list[Unit] = field(default_factory=list)
    # Whether the paragraph as a whole is set otherwise, which is no matter of its words.
    _is_restyled: bool = False

    def write(self) -> list[Unit]:
        """Return the units of the paragraph as it is now. Raises CannotPlaceError."""
        self._is_restyled = is_restyled(self.sent, self.back)
        kept: dict[int, int] = {}
        typed: dict[int, list[Token]] = {}
        position = 0
        runs = joined_lcs_runs(
            [token.identity for token in self.sent], [token.identity for token in self.back]
        )
        for is_equal, olds, news in runs:
            if is_equal:
                kept.update(zip(olds, news, strict=True))
                position = olds[-1] + 1
                continue
            typed_here = self._leave_printed(kept, olds, news, position)
            index = self._find_place(olds, position)
            typed.setdefault(index, []).extend(self.back[new] for new in typed_here)
            position = olds[-1] + 1 if olds else position
        for index, unit in enumerate(self.units):
            self._type(typed.get(index, ()))
            if unit.kind is UnitKind.TAG or self.spans[index][0] == self.spans[index][1]:
                self._written.append(unit)
            elif self.spans[index][0] in kept:
                self._keep(index, self.sent[self.spans[index][0]], self.back[kept[self.spans[index][0]]])
        self._type(typed.get(len(self.units), ()))
        return self._written

    def _leave_printed(
        self, kept: dict[int, int], olds: list[int], news: list[int], position: int
    ) -> list[int]:
        """Undo what was done inside something that the compiler prints: those of its words that are gone
        count as kept, and what was typed there is named. Returns what was typed elsewhere.
        """
        first, last = (olds[0], olds[-1] + 1) if olds else (position, position)
        for unit, (start, end) in zip(self.units, self.spans, strict=True):
            is_inside = start < first < end or start < last < end or (olds and start == first and last < end)
            if unit.kind is not UnitKind.PRINTED or not is_inside:
                continue
            if first < start or last > end:
                raise CannotPlaceError(f"the change goes across what {unit.raw} prints")
            gone = " ".join(self.sent[old].text for old in olds)
            typed = " ".join(self.back[new].text for new in news)
            self.notes.append(f"“{gone or typed}” stands in what {unit.raw} prints, and is left as it was")
            kept.update(dict.fromkeys(olds, news[0] if news else 0))
            return []
        return news

    def _find_place(self, olds: Sequence[int], position: int) -> int:
        """The unit before which what was typed goes: in the place of the units that are gone; where none is,
        or only words inside one, where the fewest conditions hold.
        """
        gone = range(olds[0], olds[-1] + 1) if olds else range(0)
        covering = [index for index, (start, end) in enumerate(self.spans) if start in gone and start < end]
        if covering:
            self._refuse_crossing(covering)
            return covering[0]
        before = [index for index, span in enumerate(self.spans) if span[0] < span[1] <= position]
        after = [index for index, span in enumerate(self.spans) if position <= span[0] < span[1]]
        first = before[-1] + 1 if before else 0
        last = after[0] if after else len(self.units)
        return min(range(first, last + 1), key=lambda index: (self._count_conditions(index), index))

    def _count_conditions(self, index: int) -> int:
        """How many conditions of the paragraph are open before a unit."""
        if index:
            return self.units[index - 1].depth
        first = self.units[0] if self.units else None
        is_opening = first is not None and first.kind is UnitKind.TAG and not _BRANCHING.match(first.raw)
        return first.depth - is_opening if first else 0

    def _refuse_crossing(self, covering: Sequence[int]) -> None:
        depths = {self.units[index].depth for index in covering}
        between = self.units[covering[0] : covering[-1]]
        lowest = min(depths)
        is_crossing = len(depths) > 1 or any(
            unit.kind is UnitKind.TAG
            and (unit.depth < lowest or (unit.depth == lowest and _BRANCHING.match(unit.raw)))
            for unit in between
        )
        if is_crossing:
            raise CannotPlaceError("the change goes across a condition: make it in the clause's own file")

    # -- writing ---------------------------------------------------------------------------------------------

    def _keep(self, index: int, sent: Token, back: Token) -> None:
        unit = self.units[index]
        style = unit.style
        if unit.kind is UnitKind.WORD or sent.key is not None:
            if sent.look != back.look and not self._is_restyled:
                style = replace(style, is_strong=back.is_strong, is_emphasised=back.is_emphasised)
            style = replace(style, link=self._choose_link(style.link, sent, back))
        gap = unit.gap
        shown = [place for place, other in enumerate(self._written) if other.kind is not UnitKind.TAG]
        between = self._written[shown[-1] + 1 :] if shown else self._written
        has_space = any(other.gap for other in between) or bool(gap)
        if not back.has_gap:
            gap = ""
            for place in range(len(self._written) - len(between), len(self._written)):
                self._written[place] = replace(self._written[place], gap="")
        elif not has_space:
            gap = self._choose_gap(back)
        self._written.append(replace(unit, style=style, gap=gap))

    def _choose_link(self, link: str, sent: Token, back: Token) -> str:
        """Where a word leads that stayed: as before, unless its address in Word is another now."""
        if sent.link.startswith("#") or unquote(sent.link).rstrip("/") == unquote(back.link).rstrip("/"):
            return link
        if not back.link:
            return ""
        if not _ADDRESS.fullmatch(back.link):
            self.notes.append(f"“{back.text}” leads to {back.link}, which is no page, mailbox or telephone")
            return link
        return f"<{back.link}>"

    def _choose_gap(self, token: Token) -> str:
        if not token.has_gap:
            return ""
        begins = self.begins_lines and ends_sentence(self._written) and token.text[:1].isupper()
        return "\n" if begins else " "

    def _type(self, tokens: Sequence[Token]) -> None:
        for token in tokens:
            self._written.extend(self._write_token(token))

    def _write_token(self, token: Token) -> list[Unit]:
        if token.link == NOTE:
            raise CannotPlaceError("it has a footnote now: write what it says in the text, or as a clause")
        if token.link == PICTURE:
            raise CannotPlaceError("it has another picture now: put the picture into the clause's own file")
        gap = self._choose_gap(token) if self._written else ""
        depth = self._written[-1].depth if self._written else 0
        style = Style(token.is_strong, token.is_emphasised)
        if token.link and not token.link.startswith("#"):
            style = replace(style, link=self._choose_link("", Token("", False), token))
        reference = self.refer(token)
        if reference:
            return [Unit(UnitKind.PRINTED, reference, token.text, gap, style, depth)]
        units: list[Unit] = []
        for word in WORD.findall(token.text):
            if word.isspace():
                gap = " "
                continue
            above = units[-1].raw if units else self._written[-1].raw if self._written else ""
            # A brace and a percent sign that were typed are no tag, also where they are words of their own.
            raw = "\\%" if word == "%" and above.endswith("{") and not gap else escape_markdown(word)
            units.append(Unit(UnitKind.WORD, raw, word, gap, style, depth))
            gap = ""
        return units


def is_restyled(sent: Sequence[Token], back: Sequence[Token]) -> bool:
    """Say whether all of a paragraph is set alike and otherwise than before, as a word processor does that
    writes the style of a table into its words.
    """
    before, after = {token.look for token in sent}, {token.look for token in back}
    return len(before) == len(after) == 1 and before != after


def type_units(
    tokens: Sequence[Token], refer: Reference, *, begins_lines: bool
) -> tuple[list[Unit], list[str]]:
    """Return the units of a paragraph that is all new, and what cannot be taken over of it.
    Raises CannotPlaceError.
    """
    rewording = Rewording((), (), (), tokens, refer, begins_lines)
    return rewording.write(), rewording.notes
