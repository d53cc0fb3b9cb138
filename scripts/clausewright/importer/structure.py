"""Structure: the pieces of a source become an outline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ..model.text import shorten
from ..readers.labels import Kind, Mark, read_as_letter
from ..readers.line_paragraphs import ADDRESS
from ..readers.source import Grid, Joined, LeftOut, Source, SourceBuilder
from ..readers.words import BOLD, ITALIC, LINK_END, LINK_START, LINK_TO, plain, split_words
from .bullets import mark_continuations, mark_rules
from .contents import take_contents
from .facts import Facts
from .forms import restore_forms
from .front_matter import FrontMatter, find_front_matter, show_entry
from .lost_lists import restore_lists
from .notes import place_notes, split_notes
from .outline import Call, Clause, Lists, Outline, Part, Section, Text, list_texts, replace_texts
from .proposals import Proposals
from .roles import Entry, Role, find_polarity, make_entries
from .title import Title, find_title, join_title_lines

_NOTE = re.compile(r"\(?\*+\s*(?=\w)")


@dataclass(frozen=True, slots=True)
class OutlinedSource:
    """A source put into order: what was left out in doing so, words that were parted, what its cover and its
    records say.
    """

    outline: Outline
    title: Title
    left_out: tuple[LeftOut, ...]
    joined: tuple[Joined, ...]
    facts: Facts


def build_outline(source: Source, advice: Proposals) -> OutlinedSource:
    """Put a source's pieces into order. What is uncertain goes to `advice`."""
    gathered = SourceBuilder()
    source, notes = split_notes(source)
    entries = join_title_lines(make_entries(restore_forms(restore_lists(source, advice))))
    title = find_title(source, entries)
    front = FrontMatter(advice, gathered)
    front.take_file_front_matter(find_front_matter(source))
    entries = _take_title(title, entries, gathered)
    entries = take_contents(entries, source, gathered)
    entries = front.take_cover(entries, max(0, title.place))
    entries = front.take_edges(entries)
    front.take_page_edges(source.left_out)
    mark_continuations(entries)
    quoted = find_quotations(entries, advice)
    mark_rules(entries, [range(start, end) for start, end in quoted.items()])
    builder = _Builder(advice, quoted)
    for index, entry in enumerate(entries):
        if index in front.calls:
            builder.call(front.calls[index])
        builder.take(index, entry)
        if entry.role is Role.RULE and entry.mark:
            gathered.leave(entry.mark.text if split_words(entry.mark.text) else "", "bullet")
    builder.close()
    for place in sorted(place for place in front.calls if place >= len(entries)):
        builder.call(front.calls[place])
    parts = place_notes(builder.parts, notes, gathered)
    outline = Outline(title.text, title.place >= 0 and title.is_whole_line, tuple(parts))
    return OutlinedSource(outline, title, tuple(gathered.left_out), tuple(gathered.joined), front.facts)


def _take_title(title: Title, entries: list[Entry], gathered: SourceBuilder) -> list[Entry]:
    """Take the title's line out of the text, and the same line where it stands a second time."""
    if title.place < 0:
        return entries
    before, after = entries[: title.place], entries[title.place + 1 :]
    for entry in before:
        # Above a title stands whose text it is, however large that was set.
        if entry.role is Role.HEADING:
            entry.role = Role.TEXT
    line = title.line.casefold()
    if after and not after[0].mark and _strip_emphasis(after[0].text).casefold() == line:
        gathered.leave(after[0].text, "title, a second time")
        after = after[1:]
    return [*before, *after]


def build_outline_as_read(source: Source) -> Outline:
    """Put a source's pieces into order and take nothing out: the title stands where it was read, among the
    headings.

    What is uncertain is believed only where that moves no word: that lines are a list, or a table.
    """
    advice = Proposals(only=frozenset({"list", "table"}))
    entries = join_title_lines(make_entries(restore_forms(restore_lists(source, advice))))
    title = find_title(source, entries)
    if title.place >= 0:
        entries[title.place].role, entries[title.place].level = Role.HEADING, 2
    builder = _Builder(advice, {})
    for index, entry in enumerate(entries):
        builder.take(index, entry)
    builder.close()
    return Outline(title.line if title.is_stated else title.text, title.place >= 0, tuple(builder.parts))


@dataclass(slots=True)
class _Builder:
    """Builds the parts one after the other. `quoted` maps the first entry of each quotation to the one after
    its last.
    """

    advice: Proposals
    quoted: dict[int, int]
    parts: list[Part] = field(default_factory=list)
    number: str = ""
    mark: Mark | None = None
    title: str = ""
    kind: str = ""
    lists: Lists = field(default_factory=Lists)
    is_open: bool = False
    numbered: bool = False
    until: int = 0
    notes: int = 0

    def call(self, macro: str) -> None:
        self.close()
        self.parts.append(Call(macro))

    def close(self) -> None:
        if self.is_open and (blocks := self.lists.blocks()):
            self.parts.append(Clause(self.number, self.title, blocks, self.kind))
        elif self.is_open and self.title:
            self.parts.append(Section(3, self.number, self.title))
        self.is_open = False

    def begin(self, mark: Mark | None = None, title: str = "", kind: str = "clause") -> None:
        self.close()
        self.number, self.mark, self.title, self.kind = mark.text if mark else "", mark, title, kind
        self.lists, self.is_open = Lists(), True

    def take(self, index: int, entry: Entry) -> None:
        if index in self.quoted:
            self.begin(kind="quotation")
            self.until = self.quoted[index]
        if index < self.until:
            if not self.is_open:
                self.begin(kind="quotation")
            self.take_within(entry)
            return
        if index == self.until and self.kind == "quotation" and self.is_open:
            self.close()
            self.numbered = False
        self.take_outside(entry)

    def take_outside(self, entry: Entry) -> None:
        """Outside quotations."""
        match entry.role:
            case Role.HEADING if kind := find_polarity(entry.text):
                self.begin(entry.mark, entry.text, kind)
                self.numbered = False
            case Role.HEADING:
                self.close()
                # No level is left out: the first heading stands right below the title.
                above = next((part.level for part in reversed(self.parts) if isinstance(part, Section)), 1)
                self.parts.append(
                    Section(min(entry.level, above + 1), entry.mark.text if entry.mark else "", entry.text)
                )
                self.numbered = False
            case Role.TITLED:
                self.begin(entry.mark, entry.text)
                self.numbered = True
            case Role.CLAUSE:
                self.begin(entry.mark)
                self.lists.text(entry.rich)
                self.numbered = True
            case Role.ITEM:
                self.item(entry)
            case Role.RULE:
                self.begin()
                self.lists.text(entry.rich)
                self.numbered = False
            case Role.MORE:
                self.lists.add_more(entry.rich)
            case Role.GRID:
                self.take_grid(entry)
            case Role.TEXT:
                self.text(entry)

    def take_within(self, entry: Entry) -> None:
        """Inside a quotation numbers are the quoted text's own."""
        if entry.role is Role.GRID and isinstance(entry.piece, Grid):
            self.lists.add(entry.piece)
        elif entry.role is Role.ITEM and entry.mark:
            self.lists.item(entry.mark, entry.rich, entry.paragraph.depth if entry.paragraph.label else -1)
        else:
            self.lists.text(f"{entry.mark.text} {entry.rich}" if entry.mark else entry.rich)

    def item(self, entry: Entry) -> None:
        mark = entry.mark
        if mark is None:
            return
        if self.is_open and self.mark and read_as_letter(mark).follows(self.mark):
            # (i) is a letter after (h).
            mark = read_as_letter(mark)
        is_nested = bool(entry.paragraph.label) and entry.paragraph.depth > 0 and bool(self.lists.stack)
        is_first_of_section = not self.is_open and mark.kind is not Kind.BULLET
        counts_on = (
            self.is_open
            and not is_nested
            and self.mark is not None
            and mark.kind is self.mark.kind
            and mark.follows(self.mark)
            and not self.lists.has_open(mark)
        )
        if is_first_of_section or counts_on:
            self.begin(mark)
            self.lists.text(entry.rich)
            self.numbered = True
            return
        if not self.is_open or self.kind == "note":
            self.begin()
        self.lists.item(mark, entry.rich, entry.paragraph.depth if entry.paragraph.label else -1)

    def take_grid(self, entry: Entry) -> None:
        grid = entry.piece
        if not isinstance(grid, Grid):
            return
        if grid.guessed:
            proposal = self.advice.propose(
                "table",
                " ".join(grid.rows[0]),
                f"These {len(grid.rows)} lines are a table with {len(grid.rows[0])} columns that was"
                " written out",
                0.75,
                {"rows": grid.rows},
            )
            rows = proposal.details["rows"]
            if not proposal.accept:
                for row in grid.rows:
                    self.text(replace(entry, text=" ".join(cell for cell in row if cell), role=Role.TEXT))
                return
            if isinstance(rows, tuple):
                grid = Grid(tuple(row for row in rows if isinstance(row, tuple)), guessed=True)
        if not self.is_open or not (self.numbered or self.lists.leads_in()):
            self.begin()
        self.lists.add(grid)

    def text(self, entry: Entry) -> None:
        if entry.paragraph.quoted:
            if self.kind != "quotation" or not self.is_open:
                self.begin(kind="quotation")
                self.numbered = False
            self.lists.text(entry.rich)
        elif _NOTE.match(entry.text):
            self.note(entry)
        elif self.is_open and (not plain(entry.text).strip() or self.follows_address(entry)):
            # A picture by itself belongs to the clause above it, and addresses at a page's end to each other.
            self.lists.text(entry.rich)
        elif (
            self.is_open
            and self.kind == "clause"
            and (self.numbered or (self.title and not self.lists.blocks()))
        ):
            self.lists.text(entry.rich)
        else:
            self.begin()
            self.lists.text(entry.rich)

    def follows_address(self, entry: Entry) -> bool:
        """Say whether an address follows another, and neither is part of a sentence."""
        last = self.lists.gathered[-1] if self.lists.gathered else None
        texts = [entry.text, last.text if isinstance(last, Text) else ""]
        return all(ADDRESS.fullmatch(plain(text)) for text in texts)

    def note(self, entry: Entry) -> None:
        """A note that an asterisk begins; the same asterisk stands at a word above it."""
        marked = self._find_marked()
        says = (
            f"“{_shorten(entry.text)}” is a note to the asterisk above it"
            if marked
            else f"“{_shorten(entry.text)}” is a note"
        )
        proposal = self.advice.propose("note", entry.text, says, 0.85 if marked else 0.4)
        if not proposal.accept:
            if not self.is_open or not self.numbered:
                self.begin()
            self.lists.text(entry.rich)
            return
        target = f"note:{self.notes}"
        self.close()
        if marked:
            index, text = marked
            clause = self.parts[index]
            linked_mark = re.sub(
                r"(?<!\w)\*(?=\w)", f"{LINK_START}*{LINK_TO}{target}{LINK_END}", text, count=1
            )
            if isinstance(clause, Clause):
                self.parts[index] = replace(clause, blocks=replace_texts(clause.blocks, {text: linked_mark}))
        number, numbered, mark = self.number, self.numbered, self.mark
        self.begin(kind="note")
        self.notes += 1
        self.lists.text(re.sub(rf"^([{BOLD}{ITALIC}(]*)\*+\s*", r"\1", entry.rich) if marked else entry.rich)
        self.close()
        self.number, self.numbered, self.mark = number, numbered, mark

    def _find_marked(self) -> tuple[int, str] | None:
        """The nearest text above that has an asterisk at a word, and the place of its clause."""
        self.close()
        for index in range(len(self.parts) - 1, -1, -1):
            part = self.parts[index]
            if isinstance(part, Section) and part.level == 2:
                return None
            if isinstance(part, Clause):
                for text in reversed(list(list_texts(part.blocks))):
                    if re.search(r"(?<!\w)\*(?=\w)", text):
                        return index, text
        return None


def _shorten(text: str) -> str:
    return shorten(_strip_emphasis(text), 70)


def _strip_emphasis(text: str) -> str:
    return " ".join(plain(text).split())


def find_quotations(entries: Sequence[Entry], advice: Proposals) -> dict[int, int]:
    """Quoted texts with numbering of their own: after a lead-in a number that does not count on, until the
    document's own resumes.
    """
    ranges: dict[int, int] = {}
    numbered = [
        (index, entry)
        for index, entry in enumerate(entries)
        if entry.role in (Role.HEADING, Role.TITLED, Role.CLAUSE)
        and entry.mark
        and entry.counts(Kind.NUMBER, Kind.DECIMAL)
    ]
    last = 0
    until = 0
    for index, entry in numbered:
        if index < until or entry.mark is None:
            continue
        value = entry.mark.value[0]
        if (
            value in (last, last + 1)
            or index == 0
            or not entries[index - 1].is_lead
            or entries[index - 1].role is Role.HEADING
        ):
            last = value
            continue
        end = next(
            (
                later
                for later, other in numbered
                if later > index
                and other.role is Role.HEADING
                and other.mark
                and other.mark.value[0] == last + 1
            ),
            None,
        )
        end = (
            end
            if end is not None
            else next(
                (
                    later
                    for later in range(index + 1, len(entries))
                    if entries[later].role is Role.HEADING and entries[later].level == 2
                ),
                len(entries),
            )
        )
        title = f"{entry.mark.text} {plain(entry.text)}"
        says = (
            f"A quotation with numbers of its own begins at “{title}”, and ends before"
            f" “{_read_beginning(entries, end)}”"
        )
        if advice.propose(
            "quotation", title, says, 0.8, shows={"after": plain(entries[index - 1].text)}
        ).accept:
            ranges[index] = until = end
        else:
            last = value
    return ranges


def _read_beginning(entries: Sequence[Entry], index: int) -> str:
    return show_entry(entries[index])[:60] if index < len(entries) else "the end"
