"""The draft version that follows from a model's Word file: which clauses are worded anew, new, split, merged,
moved or gone, and the version that puts them together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from ..assemble.branches import in_words
from ..edit.returned_version import NewClause, NewWording
from ..importer.classify import find_audience, find_strength
from ..importer.clause_ids import choose_id
from ..importer.outline import Clause as ImportedClause
from ..importer.outline import Text
from ..model.dates import month_in_words
from ..model.kinds import Strength
from ..model.library import Library
from ..model.text import escape_line_start, escape_markdown
from ..word.paragraphs import Paragraph, words_of
from .arranging import ArrangedRows, Entry, arrange_rows
from .bodies import BodyWriter
from .matching import Matches
from .origins import TITLE, WHOLE, Origin, SourceDocument
from .outline import ItemKind, OutlineItem
from .rows import BodyRow, RowKind, replace_texts, write_body_rows
from .tokens import Token

# So much of what a clause said makes another one its successor, or that other one a part of it.
_MOST = 0.5
# Of so many words a title is made where a clause has none.
_WORDS_OF_TITLE = 8
_REFERENCE = re.compile(r"(?:clause|section) [\d.]+|“.*”")


class ChangeKind(StrEnum):
    """What became of a clause or a section, as the report says it."""

    REWORDED = "worded anew"
    RENAMED = "renamed"
    WITHOUT_HEADING = "without its heading"
    MOVED = "moved"
    RENUMBERED = "numbered anew"
    NEW = "new"
    SPLIT = "split off"
    MERGED = "merged"
    REMOVED = "removed"


_NEED_NO_REASON = frozenset({ChangeKind.MOVED, ChangeKind.RENUMBERED})


@dataclass(frozen=True, slots=True)
class ModelChange:
    """What became of a clause, or of a section or text of the version's own, for which `clause` is "".

    `kinds` says what, `others` are the clauses that it was split off from or merged with. A change with
    `needs_reason` asks why.
    """

    kinds: tuple[ChangeKind, ...]
    clause: str
    title: str
    needs_reason: bool
    others: tuple[str, ...] = ()


@dataclass(slots=True)
class Draft:
    """A draft version: the text of the version, the wordings that it needs, and what is left out. `body` is
    None where the version's text stays as it is.
    """

    body: str | None = None
    wordings: list[NewWording] = field(default_factory=list)
    clauses: list[NewClause] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    changes: list[ModelChange] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be written."""
        return self.body is None and not self.wordings and not self.clauses


def make_draft(
    library: Library,
    document: SourceDocument,
    matches: Matches,
    outline: Sequence[OutlineItem],
    sent: Sequence[Paragraph],
    back: Sequence[Paragraph],
) -> Draft:
    """Make the draft that says what a file says that came back."""
    return _DraftMaker(library, document, matches, outline, sent, list(back)).make()


@dataclass(slots=True)
class _DraftMaker:
    library: Library
    document: SourceDocument
    matches: Matches
    outline: Sequence[OutlineItem]
    sent: Sequence[Paragraph]
    back: list[Paragraph]
    draft: Draft = field(default_factory=Draft)
    kinds: dict[str, list[ChangeKind]] = field(default_factory=dict)
    others: dict[str, tuple[str, ...]] = field(default_factory=dict)
    ids: dict[int, str] = field(default_factory=dict)

    def make(self) -> Draft:
        writer = BodyWriter(self.document, self.matches, self.sent, self.back, self.refer, self.draft.notes)
        merged = self.find_merged()
        for place, item in enumerate(self.outline):
            if item.kind is ItemKind.CLAUSE and item.clause:
                self.word_clause(item, writer, merged)
            elif item.kind is ItemKind.CLAUSE:
                self.write_new_clause(place, item, writer)
        self.note_removed(merged)
        self.write_version(writer)
        self.tell_clauses()
        return self.draft

    def refer(self, token: Token) -> str:
        """What stands for a field or a reference that was pasted, "" where only its words can."""
        if token.key is not None:
            name = ".".join(token.key.split(".")[:2])
            return f"{{{{ {token.key} }}}}" if name in self.library.schema else ""
        target = token.link.removeprefix("#")
        if target in self.library.clauses and _REFERENCE.fullmatch(token.text):
            called = (
                "" if token.text.startswith("clause ") or token.text.startswith("“") else ', of="section"'
            )
            return f'{{{{ ref("{target}"{called}) }}}}'
        term = self.library.terms.get(target.removeprefix("term-"))
        is_term = token.link.startswith("#term-") and term is not None and term.facts.term == token.text
        return f'{{{{ term("{term.id}") }}}}' if is_term and term is not None else ""

    # -- clauses ---------------------------------------------------------------------------------------------

    def word_clause(self, item: OutlineItem, writer: BodyWriter, merged: Mapping[str, str]) -> None:
        """Note what a clause says now that was there before."""
        source = self.document.clauses[item.clause]
        if not source.is_located:
            self.compare_unlocated(item)
            return
        title = None
        if item.heading is not None and item.heading in self.matches.sent_of:
            title = writer.reword(Origin(item.clause, TITLE), item.heading, begins_lines=False)
        elif item.heading is not None:
            title = writer.write_words(item.heading, begins_lines=False)
        loses_heading = item.heading is None and source.is_headed
        body = writer.write_body(item.clause, source.rows, item.blocks)
        newest = self.library.clauses[item.clause].revisions[-1]
        is_changed = title is not None or body is not None or loses_heading
        if newest.name != source.revision.name and is_changed:
            self.draft.notes.append(
                f"{item.clause} has a newer wording, of {month_in_words(newest.name)}, than the file: bring"
                " what was changed into it by hand"
            )
            return
        replaces = tuple(clause for clause, successor in merged.items() if successor == item.clause)
        if not is_changed and not replaces:
            return
        if body is not None and not body.strip():
            self.draft.notes.append(
                f"All that {item.clause} says is gone, and its heading is there: it stays"
            )
            return
        kinds = self.kinds.setdefault(item.clause, [])
        kinds += [ChangeKind.RENAMED] * (title is not None) + [ChangeKind.REWORDED] * (body is not None)
        kinds += [ChangeKind.WITHOUT_HEADING] * loses_heading
        if replaces:
            kinds.append(ChangeKind.MERGED)
            self.others[item.clause] = replaces
        self.draft.wordings.append(NewWording(source.revision, title, body, replaces, loses_heading))

    def compare_unlocated(self, item: OutlineItem) -> None:
        changed = [
            self.back[place].text
            for block in item.blocks
            for place in block.paragraphs
            if place not in self.matches.sent_of
            or self.sent[self.matches.sent_of[place]].text != self.back[place].text
        ]
        if changed:
            self.draft.notes.append(
                f"The wording of {item.clause} in the library is not the one that the file was made from:"
                f" bring “{changed[0]}” in by hand"
            )

    def write_new_clause(self, place: int, item: OutlineItem, writer: BodyWriter) -> None:
        self.strip_number(item)
        title = writer.write_words(item.heading, begins_lines=False) if item.heading is not None else ""
        body = writer.write_body("", (), item.blocks) or ""
        text = " ".join(self.back[index].text for block in item.blocks for index in block.paragraphs)
        plain_title = self.back[item.heading].text if item.heading is not None else ""
        if item.heading is None:
            title = escape_line_start(
                escape_markdown(" ".join(words_of(text)[:_WORDS_OF_TITLE]).rstrip(".,;:"))
            )
        if not body.strip():
            self.draft.notes.append(
                f"“{plain_title}” is a heading with nothing under it: no clause was made of it"
            )
            return
        taken = {*self.library.clauses, *self.ids.values()}
        id = choose_id(plain_title, text, taken)
        self.ids[place] = id
        source = self.find_source(item)
        revision = self.document.clauses[source].revision if source else None
        imported = ImportedClause("", plain_title, (Text(text),), "clause")
        strength = Strength(find_strength(imported)[0])
        audience = self.find_audience(imported)
        is_headed = item.heading is not None
        self.draft.clauses.append(NewClause(id, title, body, strength, audience, revision, is_headed))
        self.kinds[id] = [ChangeKind.SPLIT if source else ChangeKind.NEW]
        self.others[id] = (source,) if source else ()

    def strip_number(self, item: OutlineItem) -> None:
        """Take the number off the words of a new clause without a heading: the version's call prints it."""
        if not item.number:
            return
        index = item.blocks[0].paragraphs[0]
        first, *rest = self.back[index].pieces
        text = first.text.removeprefix(item.number).lstrip()
        self.back[index] = replace(self.back[index], pieces=(replace(first, text=text), *rest))

    def find_audience(self, clause: ImportedClause) -> tuple[str, ...]:
        """Whom a new clause speaks to, as far as the library has words for them."""
        audience, _ = find_audience(clause)
        return tuple(word for word in audience if f"word.{word}" in self.library.schema)

    def find_source(self, item: OutlineItem) -> str:
        """The clause out of which most words of a new one have come, "" where none."""
        words: Counter[str] = Counter()
        for block in item.blocks:
            if block.origin is not None and block.origin.cell == WHOLE:
                continue
            clause = block.origin.clause if block.origin is not None else ""
            words[clause] += self.count_words(block.paragraphs)
        for clause, count in words.most_common(1):
            return clause if count > _MOST * words.total() else ""
        return ""

    def count_words(self, places: Sequence[int]) -> int:
        return sum(len(words_of(self.back[place].text)) for place in places)

    def list_gone(self) -> list[str]:
        """The clauses that were in the file and are not there any more."""
        kept = {item.clause for item in self.outline}
        return [clause for clause in self.document.clauses if clause not in kept]

    def find_merged(self) -> dict[str, str]:
        """The clauses that are gone, and whose words stand in another one now."""
        words: dict[str, Counter[str]] = {}
        for item in self.outline:
            for block in item.blocks if item.clause else ():
                if block.origin is not None and block.origin.clause not in ("", item.clause):
                    counter = words.setdefault(block.origin.clause, Counter())
                    counter[item.clause] += self.count_words(block.paragraphs)
        merged: dict[str, str] = {}
        for clause in self.list_gone():
            all_words = sum(
                len(words_of(paragraph.text))
                for paragraph, origin in zip(self.sent, self.document.origins, strict=True)
                if origin is not None and origin.clause == clause and origin.row != TITLE
            )
            for successor, count in words.get(clause, Counter()).most_common(1):
                if count > _MOST * all_words:
                    merged[clause] = successor
        return merged

    def note_removed(self, merged: Mapping[str, str]) -> None:
        replaced = {clause.like.clause for clause in self.draft.clauses if clause.like}
        for clause in self.list_gone():
            if clause not in merged and clause not in replaced:
                self.draft.removed.append(clause)
                self.kinds[clause] = [ChangeKind.REMOVED]

    def tell_clauses(self) -> None:
        titles = {clause.id: clause.title for clause in self.draft.clauses}
        titles |= {wording.revision.clause: wording.title for wording in self.draft.wordings if wording.title}
        for clause, kinds in self.kinds.items():
            source = self.document.clauses.get(clause)
            title = titles.get(clause) or (source.revision.facts.title if source else "")
            needs_reason = not _NEED_NO_REASON.issuperset(kinds)
            title = self.read_title(title)
            change = ModelChange(tuple(kinds), clause, title, needs_reason, self.others.get(clause, ()))
            self.draft.changes.append(change)

    # -- the version -----------------------------------------------------------------------------------------

    def write_version(self, writer: BodyWriter) -> None:
        rows = self.document.rows
        entries: list[Entry] = []
        for place, item in enumerate(self.outline):
            known = {entry.row for entry in entries if entry.row is not None}
            entries += [
                entry for entry in self.list_item_entries(place, item, writer) if entry.row not in known
            ]
        entries = list(_keep_made_rows(rows, entries))
        arranged = arrange_rows(rows, entries, self.draft.notes)
        body = write_body_rows(arranged.rows)
        if body != write_body_rows(rows):
            self.draft.body = body
            self.note_moved(arranged)

    def list_item_entries(self, place: int, item: OutlineItem, writer: BodyWriter) -> Iterator[Entry]:
        rows = self.document.rows
        if item.kind is ItemKind.TEXT:
            yield from self.list_text_entries(item, writer)
        elif item.kind is ItemKind.CLAUSE:
            weight = self.count_words([index for block in item.blocks for index in block.paragraphs]) + 1
            if item.row is not None:
                yield Entry(item.row, (self.renumber(item, rows[item.row], writer),), weight)
            elif place in self.ids:
                number = f', number="{item.number}"' if item.number else ""
                call = f'{{{{ clause("{self.ids[place]}"{number}) }}}}'
                row = BodyRow(RowKind.CLAUSE, call, name=self.ids[place])
                yield Entry(None, (row,), weight)
        elif item.heading is not None:
            yield self.write_section(item, item.heading, writer)

    def renumber(self, item: OutlineItem, row: BodyRow, writer: BodyWriter) -> BodyRow:
        """The row of a clause or a heading with the number that was typed, where an imported one has one."""
        index = item.heading if item.heading is not None else item.blocks[0].paragraphs[0]
        place = self.matches.sent_of.get(index)
        origin = self.document.origins[place] if place is not None else None
        if origin is None:
            return row
        old, new = writer.find_new_number(origin, index)
        text = row.text.replace(f'number="{old}"', f'number="{new}"') if old != new else row.text
        if text == row.text:
            return row
        if item.clause:
            self.kinds.setdefault(item.clause, []).append(ChangeKind.RENUMBERED)
        else:
            title = f"Section “{self.back[index].text}”"
            self.draft.changes.append(ModelChange((ChangeKind.RENUMBERED,), "", title, needs_reason=False))
        return replace(row, text=text)

    def list_text_entries(self, item: OutlineItem, writer: BodyWriter) -> Iterator[Entry]:
        for entry in writer.list_entries("", self.document.rows, item.blocks):
            is_changed = entry.row is None or entry.written != (self.document.rows[entry.row],)
            if is_changed:
                text = self.back[item.blocks[0].paragraphs[0]].text
                kind = ChangeKind.NEW if entry.row is None else ChangeKind.REWORDED
                self.draft.changes.append(ModelChange((kind,), "", f"“{text}”", needs_reason=False))
            yield entry

    def write_section(self, item: OutlineItem, heading: int, writer: BodyWriter) -> Entry:
        text = self.back[heading].text
        if item.row is None:
            row = BodyRow(
                RowKind.HEADING, f"{'#' * item.level} {writer.write_words(heading, begins_lines=False)}"
            )
            self.draft.changes.append(
                ModelChange((ChangeKind.NEW,), "", f"Section “{text}”", needs_reason=False)
            )
            return Entry(None, (row,), 2)
        row = self.renumber(item, self.document.rows[item.row], writer)
        new_text = writer.reword(Origin("", item.row), heading, begins_lines=False)
        if new_text is not None:
            row = replace_texts(row, [new_text])
            self.draft.changes.append(
                ModelChange((ChangeKind.RENAMED,), "", f"Section “{text}”", needs_reason=False)
            )
        return Entry(item.row, (row,), 2)

    def note_moved(self, arranged: ArrangedRows) -> None:
        """Note which sections and clauses stand elsewhere now; clauses go along with their section."""
        before, after = _list_sections(self.document.rows), _list_sections(arranged.rows)
        for index in sorted(arranged.moved):
            row = self.document.rows[index]
            section = before.get(row.name)
            if row.kind is RowKind.HEADING:
                title = f"Section “{self.read_title(row.text.lstrip('# '))}”"
                self.draft.changes.append(ModelChange((ChangeKind.MOVED,), "", title, needs_reason=False))
            elif row.kind is RowKind.CLAUSE and not (
                section == after.get(row.name) and self.has_moved(section, arranged)
            ):
                self.kinds.setdefault(row.name, []).append(ChangeKind.MOVED)

    def has_moved(self, section: str | None, arranged: ArrangedRows) -> bool:
        """Say whether a section was moved, by its heading."""
        return any(self.document.rows[index].text == section for index in arranged.moved)

    def read_title(self, title: str) -> str:
        """A title as people read it."""
        return in_words(self.library, title)


def _list_sections(rows: Sequence[BodyRow]) -> dict[str, str]:
    """The heading under which each clause stands."""
    sections: dict[str, str] = {}
    heading = ""
    for row in rows:
        if row.kind is RowKind.HEADING:
            heading = row.text
        elif row.kind is RowKind.CLAUSE:
            sections[row.name] = heading
    return sections


def _keep_made_rows(rows: Sequence[BodyRow], entries: Sequence[Entry]) -> Iterator[Entry]:
    """Entries with those rows of a version among them that the compiler fills and that nobody can take out in
    Word, each after what it stood after.
    """
    entry_rows = {entry.row for entry in entries}
    waiting = [
        index for index, row in enumerate(rows) if row.kind is RowKind.OTHER and index not in entry_rows
    ]
    placed: dict[int, list[int]] = {}
    for index in waiting:
        before = [place for place, entry in enumerate(entries) if entry.row is not None and entry.row < index]
        placed.setdefault(before[-1] if before else -1, []).append(index)
    for index in placed.get(-1, ()):
        yield Entry(index, (rows[index],))
    for place, entry in enumerate(entries):
        yield entry
        for index in placed.get(place, ()):
            yield Entry(index, (rows[index],))
