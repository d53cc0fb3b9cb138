"""Front matter: what a policy says of itself, in strips of metadata, tables and sentences, on its cover, and
in the blocks for signatures at its end, is taken out of its text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ..readers.source import Grid, Joined, LeftOut, Paragraph, Source, SourceBuilder
from ..readers.words import plain
from .facts import (
    ADOPTED_ON,
    LETTERHEAD,
    WHOLE_LABEL,
    Facts,
    Pair,
    StatedLine,
    collect_facts,
    date_approvals,
    find_body,
    find_facts,
    find_pairs,
    find_pairs_in_rows,
    merge_facts,
)
from .proposals import Proposals
from .roles import Entry, Role
from .signatures import LINE_TO_WRITE_ON, is_signed_by_chair_and_head, is_signing, make_form
from .stated_dates import DATE, DATE_PATTERN, MONTHS, find_iso_date
from .values import is_name_of_body

_DATED = frozenset({"on", "reviewed", "next_review", "date"})
_DUE = re.compile(
    rf"(?P<label>(?:next )?review(?:ed)?(?: date| due(?: by| in)?)?)\s*:?\s*(?P<date>{DATE_PATTERN})\.?",
    re.IGNORECASE,
)
# What a cover says of a picture that stood there, or of who took it.
_CREDIT = re.compile(
    r"(?:photo(?:graph)?|image|picture|cover|illustration)\b[^.]{0,12}:.{0,80}", re.IGNORECASE
)
_WHY_CREDIT = "said of a picture on the cover, and no part of the policy: put it back if it is"
# As the reader of Markdown says it.
WHY_FRONT_MATTER = "front matter of the file"
_KEY = re.compile(r"(?P<key>[A-Za-z][\w -]{0,40}?)\s*:(?=\s|$)")
PAGE_EDGE = "In the page header or footer"
# As the readers say it.
_PAGE_EDGES = frozenset({"page header or footer", "menu, header or footer of the page"})
_HEAD_OF_TEXT = "at the head of the text"
_COVER = 12
_UNFINISHED = re.compile(rf"(?:\b(?:and|of|the|for|{'|'.join(MONTHS)})|[&,/])$", re.IGNORECASE)


def find_front_matter(source: Source) -> list[StatedLine]:
    """Return the lines of a Markdown file's front matter, which a reader leaves out of the text."""
    lines: list[StatedLine] = []
    for left in source.left_out:
        if left.why == WHY_FRONT_MATTER:
            key = _KEY.match(left.text)
            # Nothing stands behind the key where the reader took the title.
            if key and (text := left.text[key.end() :].strip(" \"'-")):
                lines.append(StatedLine(key["key"], text, "in the front matter of the file"))
    return lines


@dataclass(slots=True)
class FrontMatter:
    """Takes out of the entries of a policy what it says of itself, and gathers the facts."""

    advice: Proposals
    gathered: SourceBuilder
    facts: Facts = field(default_factory=Facts)
    calls: dict[int, str] = field(default_factory=dict)

    def take_file_front_matter(self, lines: Sequence[StatedLine]) -> None:
        """Note what the front matter of a Markdown file says."""
        pairs = []
        for line in lines:
            label = WHOLE_LABEL.fullmatch(re.sub(r"[_-]", " ", line.label))
            pairs.append(Pair(label.lastgroup or "" if label else "", line.label, line.text))
        self.facts = merge_facts(self.facts, replace(collect_facts(pairs), stated=tuple(lines)))

    def take_page_edges(self, left_out: Sequence[LeftOut]) -> None:
        """Note what the headers and footers of pages say, which the reader left out of the text: when and by
        whom a policy was approved, and when it is due for review.
        """
        for left in left_out:
            if left.why not in _PAGE_EDGES:
                continue
            text = plain(left.text)
            facts = find_facts(text)
            due = _DUE.search(text)
            if due and not facts.next_review:
                facts = replace(facts, next_review=find_iso_date(due["date"]))
            lines = [StatedLine(PAGE_EDGE, text, "on the edge of a page")]
            if facts != Facts() and lines[0] not in self.facts.stated:
                self.facts = merge_facts(self.facts, replace(facts, stated=tuple(lines)))

    def take_cover(self, entries: list[Entry], title: int) -> list[Entry]:
        """Take out what stands on the cover beside the title, which stood before the entry at `title`: the
        names of bodies, a bare date, a line about a picture.
        """
        end = next((index for index, entry in enumerate(entries) if not _is_on_cover(entry)), len(entries))
        end = min(end, max(_COVER, title))
        kept = []
        for index, entry in enumerate(entries):
            text = plain(entry.text)
            if index >= end:
                kept.append(entry)
            elif is_name_of_body(text):
                line = StatedLine(LETTERHEAD, text, _HEAD_OF_TEXT)
                self.facts = merge_facts(self.facts, Facts(stated=(line,)))
            elif DATE.fullmatch(text.strip()) and entry.mark is None:
                line = StatedLine(LETTERHEAD, text, _HEAD_OF_TEXT)
                self.facts = merge_facts(self.facts, Facts(issued=find_iso_date(text), stated=(line,)))
            elif _CREDIT.fullmatch(text):
                self.gathered.leave(text, _WHY_CREDIT)
            else:
                kept.append(entry)
        return kept

    def take_edges(self, entries: list[Entry]) -> list[Entry]:
        """Take out strips of metadata and blocks for signatures that a macro prints.

        `calls` then has the macros by the place that they come before. A macro stands in for a text only
        once, and only where it says the same; a block that says more stays as a table.
        """
        kept: list[Entry] = []
        for group in _group_entries(_join_values(entries)):
            first = group[0]
            at_edge = len(kept) < _COVER or len(entries) - len(kept) < _COVER
            is_block = first.role is Role.TEXT and all(is_signing(entry.text) for entry in group)
            if is_block and any(re.search(r"\bsign", entry.text, re.IGNORECASE) for entry in group):
                kept += self._take_signatures(group, len(kept))
            elif at_edge and (pairs := _find_pairs_of(group)):
                kept += self._take_record(group, pairs, len(kept), _describe_place(kept))
            elif first.role in (Role.TEXT, Role.CLAUSE) or ADOPTED_ON.fullmatch(plain(first.text).strip()):
                # "Adopted on 26 June 2017" is no heading, however large it was printed.
                first.role = Role.TEXT if first.role is Role.HEADING else first.role
                self.facts = merge_facts(self.facts, find_facts(plain(first.text)))
                kept += group
            else:
                kept += group
        return kept

    def _take_record(self, group: list[Entry], pairs: list[Pair], place: int, where: str) -> list[Entry]:
        """Take out a strip of metadata, which stood `where`; return what is left of it in the text."""
        pairs, remainder = _cut_at_dates(pairs)
        facts = collect_facts(pairs)
        text = " / ".join(show_entry(entry) for entry in group)
        is_dated = any((facts.adopted, facts.next_review, facts.issued))
        if any(pair.kind == "signed" for pair in pairs):
            # What is also there to be signed says more than adoption() does.
            self.facts = merge_facts(self.facts, facts)
            return group
        is_short = len(text.split()) <= 12
        confidence = 0.5
        if is_dated and len(pairs) > 1:
            confidence = 0.9
        elif is_dated and is_short:
            confidence = 0.7
        proposal = self.advice.propose(
            "record",
            text,
            "A strip of metadata, which adoption() prints once the adoption is recorded",
            confidence,
            shows={"text": text, "labels": tuple(f"{pair.label}: {pair.value}" for pair in pairs)},
        )
        if not proposal.accept:
            self.facts = merge_facts(self.facts, facts)
            return group
        stated = tuple(StatedLine(pair.label, pair.value, where) for pair in pairs)
        self.facts = merge_facts(self.facts, replace(facts, stated=stated))
        for pair in pairs:
            if pair.glued:
                parts = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", pair.glued)
                self.gathered.joined.append(Joined((pair.glued, ""), parts))
        self._call("adoption", place)
        if _CREDIT.fullmatch(remainder):
            self.gathered.leave(remainder, _WHY_CREDIT)
            return []
        return [Entry(Paragraph(remainder), None, remainder)] if remainder else []

    def _take_signatures(self, group: list[Entry], place: int) -> list[Entry]:
        """Take out a block for signatures where sign_off() says the same; else return it as a table."""
        lines = [plain(entry.text) for entry in group]
        text = " / ".join(lines)
        if self.facts.body and find_body(self.facts.body) and is_signed_by_chair_and_head(lines):
            says = "A block for the signatures of the chair and the head, which sign_off() prints"
            if self.advice.propose("sign-off", text, says, 0.9, shows={"text": text}).accept:
                self.gathered.leave(text, "block for signatures: sign_off() prints it")
                self._call("sign_off", place)
                return []
        self.gathered.leave(
            " ".join(re.findall(LINE_TO_WRITE_ON, text)), "lines to write on: blank cells stand for them"
        )
        return [Entry(make_form(lines), None, "", Role.GRID)]

    def _call(self, macro: str, place: int) -> None:
        if macro not in self.calls.values():
            while place in self.calls:
                place += 1
            self.calls[place] = macro


def _describe_place(before: Sequence[Entry]) -> str:
    """Say where an entry stands by the heading above it."""
    headings = [plain(entry.text) for entry in before if entry.role is Role.HEADING]
    return f"under “{headings[-1]}”" if headings else _HEAD_OF_TEXT


def _is_on_cover(entry: Entry) -> bool:
    """Say whether an entry can stand on a cover: short, unnumbered, and no sentence."""
    return (
        isinstance(entry.piece, Paragraph)
        and entry.mark is None
        and len(entry.text.split()) <= 12
        and not entry.text.endswith((".", ":", ";"))
    ) or _is_label_line(entry)


def _join_values(entries: Sequence[Entry]) -> list[Entry]:
    """The entries, with the value of a label put together where it was set on two lines: "Business and" /
    "Management Committee".
    """
    joined: list[Entry] = []
    for entry in entries:
        above = joined[-1] if joined else None
        if above is not None and _is_label_line(above) and _UNFINISHED.search(above.text):
            is_rest = entry.role in (Role.TEXT, Role.HEADING) and entry.mark is None
            is_short = isinstance(entry.piece, Paragraph) and len(entry.text.split()) <= _COVER
            if is_rest and is_short and not _is_label_line(entry) and not entry.paragraph.heading:
                piece = Paragraph.of(f"{above.rich} {entry.rich}")
                joined[-1] = replace(above, piece=piece, text=piece.text)
                continue
        joined.append(entry)
    return joined


def _group_entries(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Lines for signatures go together, and so do short lines that each begin with a label of metadata;
    every other entry stands alone.
    """
    groups: list[list[Entry]] = []
    last = ""
    for entry in entries:
        kind = ""
        if entry.role in (Role.TEXT, Role.HEADING) and is_signing(entry.text):
            kind = "signing"
        elif _is_label_line(entry):
            kind = "label"
        if kind:
            entry.role = Role.TEXT
        if kind and kind == last:
            groups[-1].append(entry)
        else:
            groups.append([entry])
        last = kind
    return groups


def _is_label_line(entry: Entry) -> bool:
    return (
        entry.role in (Role.TEXT, Role.HEADING)
        and isinstance(entry.piece, Paragraph)
        and not entry.mark
        and not entry.piece.heading
        and len(entry.text.split()) <= 25
        and bool(find_pairs(plain(entry.text)) or _DUE.fullmatch(plain(entry.text).strip()))
    )


def _find_pairs_of(group: Sequence[Entry]) -> list[Pair]:
    """Return the pairs of a strip of metadata, none where the entries are not one."""
    first = group[0]
    if isinstance(first.piece, Grid):
        rows = [[plain(cell) for cell in row] for row in first.piece.rows]
        cells = [find_pairs(cell) for row in rows for cell in row if cell]
        return find_pairs_in_rows(rows) or ([pair for pairs in cells for pair in pairs] if all(cells) else [])
    if first.mark or first.paragraph.heading or first.role is Role.ITEM:
        return []
    pairs: list[Pair] = []
    for entry in group:
        text = plain(entry.text).strip()
        due = _DUE.fullmatch(text)
        pairs += [Pair("next_review", due["label"], due["date"])] if due else find_pairs(text)
    is_dated = any(pair.kind in _DATED | {"by"} and find_iso_date(pair.value) for pair in pairs)
    return date_approvals(pairs) if len(pairs) > 1 or is_dated else []


def _cut_at_dates(pairs: list[Pair]) -> tuple[list[Pair], str]:
    """Return the pairs, the last without what stands after its date, and that."""
    if not pairs or pairs[-1].kind not in _DATED or not (date := DATE.search(pairs[-1].value)):
        return pairs, ""
    remainder = pairs[-1].value[date.end() :].strip(" .|;,\t")
    if len(remainder.split()) < 2 or not remainder[0].isupper():
        return pairs, ""
    return [*pairs[:-1], replace(pairs[-1], value=pairs[-1].value[: date.end()])], remainder


def show_entry(entry: Entry) -> str:
    """Return an entry as people see it, with its mark, or a table's cells in a row."""
    if isinstance(entry.piece, Grid):
        return " / ".join(" ".join(plain(cell) for cell in row if cell) for row in entry.piece.rows)
    return f"{entry.mark.text} {entry.text}" if entry.mark else plain(entry.text)
