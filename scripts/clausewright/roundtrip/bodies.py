"""The new text of a clause, or of what a version says itself, out of what stands in a Word file that came
back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..word.numbering import write_number
from ..word.paragraphs import Paragraph, words_of
from .arranging import Entry, arrange_rows
from .matching import Matches, find_table_rows
from .origins import TITLE, WHOLE, Origin, SourceDocument
from .outline import Block
from .rewording import CannotPlaceError, Reference, Rewording, type_units
from .rows import BodyRow, RowKind, replace_texts, write_body_rows
from .tokens import Token, read_tokens, restore_fields
from .units import write_units

_MARK = re.compile(r"(\(?)(\w+)([.)])")
_FIGURES = re.compile(r"\d+")
_FIRST_LETTERS = {"i": "lowerRoman", "I": "upperRoman", "a": "lowerLetter", "A": "upperLetter"}


@dataclass(slots=True)
class BodyWriter:
    """Writes texts of a document that came back. `notes` takes what cannot be taken over, a sentence each."""

    document: SourceDocument
    matches: Matches
    sent: Sequence[Paragraph]
    back: Sequence[Paragraph]
    refer: Reference
    notes: list[str] = field(default_factory=list)

    def write_body(self, clause: str, rows: Sequence[BodyRow], blocks: Sequence[Block]) -> str | None:
        """Write the body of a clause that has rows and now says what stands in some blocks; None where that
        is what it said. `clause` is "" for a new one, which has no rows.
        """
        entries = self.list_entries(clause, rows, blocks)
        if rows and _is_unchanged(rows, entries):
            return None
        return write_body_rows(_renumber(rows, arrange_rows(rows, entries, self.notes).rows))

    def list_entries(self, clause: str, rows: Sequence[BodyRow], blocks: Sequence[Block]) -> list[Entry]:
        """What stands in a body now, each entry with its row where it had one."""
        entries: list[Entry] = []
        known: set[int] = set()
        last: BodyRow | None = None
        for block in blocks:
            origin = block.origin
            is_known = origin is not None and origin.clause == clause and bool(rows)
            if origin is not None and origin.cell == WHOLE:
                more = self.keep_whole(origin, rows, known) if is_known else self.bring_whole(origin, entries)
            elif block.table is not None:
                more = self.write_table(rows, block, origin if is_known else None)
            else:
                more = [self.write_paragraph(rows, block.paragraphs[0], origin if is_known else None, last)]
            more = [entry for entry in more if entry.row is None or entry.row not in known]
            known |= {entry.row for entry in more if entry.row is not None}
            entries += more
            if more and more[-1].written:
                last = more[-1].written[-1]
        return entries

    def keep_whole(self, origin: Origin, rows: Sequence[BodyRow], known: set[int]) -> list[Entry]:
        """A row that is not taken apart: it stays as it is, whatever was done to it."""
        if origin.row in known or origin.row == TITLE:
            return []
        paragraphs = self.document.list_paragraphs(origin.clause, origin.row)
        for index in paragraphs:
            self.compare_whole(index, rows[origin.row])
        weight = sum(len(words_of(self.sent[index].text)) for index in paragraphs)
        return [Entry(origin.row, (rows[origin.row],), weight + 1)]

    def bring_whole(self, origin: Origin, entries: Sequence[Entry]) -> list[Entry]:
        """A row that is not taken apart and has come from another clause, once."""
        if not origin.clause or origin.row == TITLE:
            return []
        row = self.document.clauses[origin.clause].rows[origin.row]
        written = replace(row, gap=1, spans=())
        return [] if any(entry.written == (written,) for entry in entries) else [Entry(None, (written,))]

    def compare_whole(self, index: int, row: BodyRow) -> None:
        """Note what was done to a paragraph of a row that stays as it is."""
        made_by = row.text.split("\n")[0]
        if index not in self.matches.back_of:
            if self.sent[index].text.strip():
                self.notes.append(f"“{self.sent[index].text}” is gone, and stays: {made_by} prints it")
            return
        text = self.back[self.matches.back_of[index]].text
        if words_of(text) != words_of(self.sent[index].text):
            self.notes.append(f"“{text}” is not what {made_by} prints, which stays as it was")

    # -- paragraphs ------------------------------------------------------------------------------------------

    def write_paragraph(
        self, rows: Sequence[BodyRow], index: int, origin: Origin | None, above: BodyRow | None
    ) -> Entry:
        """Write a paragraph or an item: the row that it was, changed or not, or a new one below `above`."""
        paragraph = self.back[index]
        weight = len(words_of(paragraph.text)) + 1
        if origin is not None and self.has_kept_its_kind(origin, index, rows[origin.row]):
            row = rows[origin.row]
            text = self.reword(origin, index, begins_lines=row.kind is RowKind.PARAGRAPH)
            return Entry(origin.row, (row if text is None else replace_texts(row, [text]),), weight)
        text = self.write_words(index, begins_lines=paragraph.level is None)
        if paragraph.level is None:
            return Entry(None, (BodyRow(RowKind.PARAGRAPH, text),), weight)
        mark = _choose_mark(rows, paragraph, above)
        indent = " " * 4 * paragraph.level
        row = BodyRow(RowKind.ITEM, f"{indent}{mark} {text}", 0, level=paragraph.level, mark=mark)
        return Entry(None, (row,), weight)

    def has_kept_its_kind(self, origin: Origin, index: int, row: BodyRow) -> bool:
        """Say whether a paragraph is one still, or an item an item, as deep and counted or not as before."""
        sent, back = self.sent[self.matches.sent_of[index]], self.back[index]
        is_known = origin.row != TITLE and row.kind in (RowKind.PARAGRAPH, RowKind.ITEM)
        return is_known and (sent.level, sent.is_numbered) == (back.level, back.is_numbered)

    def reword(self, origin: Origin, index: int, *, begins_lines: bool) -> str | None:
        """The text of a template as it was changed in Word, None where it was not."""
        located = self.document.texts[origin]
        sent = _begin(located.tokens[located.label :])
        back = restore_fields(located.tokens, read_tokens(self.back[index]))
        back = _drop_label(located.tokens[: located.label], back)
        if _list_faces(sent) == _list_faces(back):
            return None
        rewording = Rewording(located.units, located.spans, sent, back, self.refer, begins_lines)
        try:
            units = rewording.write()
        except CannotPlaceError as error:
            self.notes.append(f"“{self.back[index].text}” is not taken over: {error}")
            return None
        self.notes += rewording.notes
        return None if units == list(located.units) else write_units(units, located.source)

    def find_new_number(self, origin: Origin, index: int) -> tuple[str, str]:
        """The number that the compiler wrote before the words of a paragraph, and what it became in Word;
        twice "" where it has none or is not known again.
        """
        located = self.document.texts.get(origin)
        label = located.tokens[: located.label] if located else ()
        typed = read_tokens(self.back[index])[: len(label)]
        if not label or not _is_numbered_alike(label, typed):
            return "", ""
        return "".join(token.text for token in label), "".join(token.text for token in typed)

    def write_words(self, index: int, *, begins_lines: bool) -> str:
        """The text of a paragraph that stands where none was: with what stands for its words in the template
        that it came from, if it came from one.
        """
        place = self.matches.sent_of.get(index)
        origin = self.document.origins[place] if place is not None else None
        if origin in self.document.texts and origin is not None:
            text = self.reword(origin, index, begins_lines=begins_lines)
            located = self.document.texts[origin]
            return write_units(located.units, located.source) if text is None else text
        try:
            units, notes = type_units(read_tokens(self.back[index]), self.refer, begins_lines=begins_lines)
        except CannotPlaceError as error:
            self.notes.append(f"“{self.back[index].text}” is not taken over: {error}")
            return ""
        self.notes += notes
        return write_units(units)

    # -- tables ----------------------------------------------------------------------------------------------

    def write_table(self, rows: Sequence[BodyRow], block: Block, origin: Origin | None) -> list[Entry]:
        """Write a table: row by row where it is as wide as it was, else all of it."""
        if block.table is None:
            raise AssertionError("a block with a table")
        table_rows = find_table_rows(self.document, origin) if origin is not None else []
        row_of = self.find_rows(block, origin)
        width = len(block.table.rows[0])
        is_as_wide = bool(table_rows) and len(rows[table_rows[0]].spans) == width
        is_even = all(len(row) == width for row in block.table.rows)
        if is_as_wide and is_even and row_of[0] == table_rows[0]:
            return [
                self.write_table_row(rows, row, cells)
                for row, cells in zip(row_of, block.table.rows, strict=True)
            ]
        if table_rows and any(not row.spans for row in rows[table_rows[0] : table_rows[-1] + 1]):
            self.notes.append(
                "A table has other columns now, and rows that depend on a choice: change it in the file"
            )
            return [Entry(row, (rows[row],)) for row in table_rows]
        return [Entry(None, tuple(self.write_new_table(block.table.rows, width)))]

    def find_rows(self, block: Block, origin: Origin | None) -> list[int | None]:
        """Of each row of a table that came back, the row of the template that it was."""
        found_rows: list[int | None] = []
        for cells in block.table.rows if block.table is not None else ():
            row = None
            for index in (index for cell in cells for index in cell):
                place = self.matches.sent_of.get(index)
                known = self.document.origins[place] if place is not None else None
                if known is not None and origin is not None and known.clause == origin.clause:
                    row = known.row
            found_rows.append(row)
        return found_rows

    def write_table_row(
        self, rows: Sequence[BodyRow], row: int | None, cells: Sequence[Sequence[int]]
    ) -> Entry:
        """Write a row of a table that has the columns that it had."""
        weight = sum(len(words_of(self.back[index].text)) for cell in cells for index in cell) + 1
        if row is None:
            texts = [self.write_cell(cell) for cell in cells]
            return Entry(None, (_make_table_row(texts),), weight)
        spans = rows[row].spans
        written = [rows[row].text[span.start : span.end] for span in spans]
        texts = list(written)
        for place, cell in enumerate(cells):
            texts[place] = self.write_known_cell(cell, written[place])
        if texts == written:
            return Entry(row, (rows[row],), weight)
        return Entry(row, (replace_texts(rows[row], texts),), weight)

    def write_known_cell(self, cell: Sequence[int], written: str) -> str:
        """Write a cell of a row that was there, in which `written` stood."""
        place = self.matches.sent_of.get(cell[0]) if len(cell) == 1 else None
        origin = self.document.origins[place] if place is not None else None
        if origin is None:
            return self.write_cell(cell)
        text = self.reword(origin, cell[0], begins_lines=False)
        return written if text is None else text

    def write_cell(self, cell: Sequence[int]) -> str:
        """Write a cell on one line, whatever paragraphs it has."""
        texts = [self.write_words(index, begins_lines=False).replace("\n", " ") for index in cell]
        return " ".join(filter(None, texts))

    def write_new_table(self, rows: Sequence[Sequence[Sequence[int]]], width: int) -> list[BodyRow]:
        """Write a table that was not there, or not so wide."""
        written: list[BodyRow] = []
        for index, cells in enumerate(rows):
            texts = [self.write_cell(cell) for cell in cells]
            row = _make_table_row([*texts, *[""] * (width - len(texts))])
            if index == 0:
                head = f"{row.text}\n|{'---|' * width}"
                row = replace(row, kind=RowKind.TABLE_HEAD, text=head, gap=1)
            written.append(row)
        return written


def _make_table_row(texts: Sequence[str]) -> BodyRow:
    return BodyRow(RowKind.TABLE_ROW, f"| {' | '.join(texts)} |", 0)


def _is_unchanged(rows: Sequence[BodyRow], entries: Sequence[Entry]) -> bool:
    printing = [index for index, row in enumerate(rows) if row.kind not in (RowKind.TAG, RowKind.HIDDEN)]
    return [entry.row for entry in entries] == printing and all(
        entry.row is not None and entry.written == (rows[entry.row],) for entry in entries
    )


def _list_faces(tokens: Sequence[Token]) -> list[tuple[object, ...]]:
    """What tokens say, how they are set and where they lead."""
    return [(token.identity, token.look, token.link) for token in tokens]


def _drop_label(label: Sequence[Token], tokens: Sequence[Token]) -> list[Token]:
    """The tokens of a paragraph without the number or the mark that the compiler writes before it."""
    if _is_numbered_alike(label, tokens[: len(label)]):
        return _begin(tokens[len(label) :])
    count = 0
    while count < min(len(label), len(tokens)) and label[count].text == tokens[count].text:
        count += 1
    return _begin(tokens[count:])


def _is_numbered_alike(label: Sequence[Token], typed: Sequence[Token]) -> bool:
    """Say whether two numbers are of one shape, as 2.1 and 2.3 are."""
    shapes = [[_FIGURES.sub("0", token.text) for token in tokens] for tokens in (label, typed)]
    return shapes[0] == shapes[1]


def _begin(tokens: Sequence[Token]) -> list[Token]:
    """Tokens of which the first stands at the beginning."""
    return [replace(tokens[0], has_gap=False), *tokens[1:]] if tokens else []


# -- items ---------------------------------------------------------------------------------------------------


def _choose_mark(rows: Sequence[BodyRow], paragraph: Paragraph, above: BodyRow | None) -> str:
    """What a new item begins with: as its neighbour does, where that is as deep and counted or not too."""
    for row in (above, *rows) if above is not None else rows:
        is_as_deep = row.kind is RowKind.ITEM and row.level == paragraph.level
        if is_as_deep and (row.mark not in "-*+") == paragraph.is_numbered:
            return row.mark
    return "1." if paragraph.is_numbered else "-"


def _renumber(before: Sequence[BodyRow], rows: Sequence[BodyRow]) -> list[BodyRow]:
    """Rows whose counted items are counted on, each list from where it began."""
    starts = _list_first_marks(before)
    renumbered: list[BodyRow] = []
    counts: dict[int, tuple[int, str]] = {}
    for row in rows:
        if row.kind in (RowKind.TAG, RowKind.HIDDEN):
            renumbered.append(row)
            continue
        counts = {
            level: count for level, count in counts.items() if row.kind is RowKind.ITEM and level <= row.level
        }
        label = _MARK.fullmatch(row.mark) if row.kind is RowKind.ITEM else None
        if label is None:
            counts.pop(row.level, None)
            renumbered.append(row)
            continue
        number, kind = counts.get(row.level, _read_first(starts.get(row.mark, label[2])))
        mark = f"{label[1]}{write_number(number, kind)}{label[3]}"
        counts[row.level] = number + 1, kind
        start = row.text.index(row.mark)
        text = f"{row.text[:start]}{mark}{row.text[start + len(row.mark) :]}"
        renumbered.append(row if mark == row.mark else replace(row, text=text, mark=mark))
    return renumbered


def _list_first_marks(rows: Sequence[BodyRow]) -> Mapping[str, str]:
    """For each mark of an item, the label of the first item of its list."""
    firsts: dict[str, str] = {}
    first = ""
    for row in rows:
        label = _MARK.fullmatch(row.mark) if row.kind is RowKind.ITEM else None
        if row.kind is RowKind.ITEM and label is not None:
            first = first or label[2]
            firsts.setdefault(row.mark, first)
        elif row.kind not in (RowKind.TAG, RowKind.HIDDEN):
            first = ""
    return firsts


def _read_first(label: str) -> tuple[int, str]:
    """The number and the way of counting of a list's first label."""
    if label.isdigit():
        return int(label), "decimal"
    return 1, _FIRST_LETTERS.get(label, "lowerRoman" if label.islower() else "upperRoman")
