"""Which paragraph of a file that came back is which that was sent, also where it was moved; and which row of
a table is which.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..diff.align import align, similarity
from ..word.paragraphs import Paragraph, words_of
from .origins import HEADING, WHOLE, Origin, SourceDocument
from .pairs import align_paragraphs
from .rows import TABLE, RowKind

# Paragraphs that were moved are recognised by so much of their words, and only where they have so many.
_SAME_ELSEWHERE = 0.6
_FEWEST_WORDS = 4
_SAME_ROW = 0.4
# What can stand among the rows of a table.
_IN_TABLE = TABLE | {RowKind.TAG, RowKind.HIDDEN}


@dataclass(slots=True)
class Matches:
    """Which sent paragraph each one is that came back, by their places."""

    sent_of: dict[int, int] = field(default_factory=dict)
    back_of: dict[int, int] = field(default_factory=dict)

    def add(self, sent: int, back: int) -> None:
        """Note that two are one."""
        self.drop(back)
        if sent in self.back_of:
            del self.sent_of[self.back_of[sent]]
        self.sent_of[back], self.back_of[sent] = sent, back

    def drop(self, back: int) -> None:
        """Forget what one was."""
        if back in self.sent_of:
            del self.back_of[self.sent_of.pop(back)]


def match_paragraphs(
    document: SourceDocument, sent: Sequence[Paragraph], back: Sequence[Paragraph]
) -> Matches:
    """Match the paragraphs of a file: in order, then those that stand elsewhere, then those of tables row by
    row.
    """
    matches = Matches()
    for i, j in align_paragraphs(sent, back):
        if i is not None and j is not None and _may_match(sent[i], back[j]):
            matches.add(i, j)
    _match_moved(document, matches, sent, back)
    _match_around_headings(matches, sent, back)
    for table in list_tables(back):
        _match_table(document, matches, sent, back, table)
    return matches


def _may_match(sent: Paragraph, back: Paragraph) -> bool:
    return sent.in_table == back.in_table and _is_heading(sent) == _is_heading(back)


def _is_heading(paragraph: Paragraph) -> bool:
    return paragraph.style.startswith(HEADING)


def _match_moved(
    document: SourceDocument, matches: Matches, sent: Sequence[Paragraph], back: Sequence[Paragraph]
) -> None:
    """Match what stands elsewhere now: first by equal words, then the most alike first."""
    gone = [
        index
        for index, origin in enumerate(document.origins)
        if origin is not None and origin.cell != WHOLE and index not in matches.back_of
        and not sent[index].in_table
    ]  # fmt: skip
    come = [
        index
        for index, paragraph in enumerate(back)
        if index not in matches.sent_of and not paragraph.in_table
    ]
    scores: list[tuple[float, int, int]] = []
    for i in gone:
        words = words_of(sent[i].text)
        for j in come:
            other_words = words_of(back[j].text)
            if not _may_match(sent[i], back[j]):
                continue
            is_short = min(len(words), len(other_words)) < _FEWEST_WORDS
            alike = similarity(words, other_words)
            enough = 1.0 if is_short else _SAME_ELSEWHERE
            if is_short and not _is_heading(sent[i]) and sent[i].place != back[j].place:
                continue
            if alike >= enough:
                scores.append((-alike, i, j))
    for _, i, j in sorted(scores):
        if i not in matches.back_of and j not in matches.sent_of:
            matches.add(i, j)


def _match_around_headings(matches: Matches, sent: Sequence[Paragraph], back: Sequence[Paragraph]) -> None:
    """Match what follows a heading with what followed it when it was sent, as far as neither is matched."""
    sent_sections, back_sections = _list_sections(sent), _list_sections(back)
    for start, stop in back_sections.items():
        if start not in matches.sent_of:
            continue
        first = matches.sent_of[start]
        olds = [i for i in range(first, sent_sections[first]) if i not in matches.back_of]
        news = [j for j in range(start, stop) if j not in matches.sent_of]
        pairs = align_paragraphs([sent[i] for i in olds], [back[j] for j in news])
        for i, j in pairs if olds and news else ():
            if i is not None and j is not None and _may_match(sent[olds[i]], back[news[j]]):
                matches.add(olds[i], news[j])


def _list_sections(paragraphs: Sequence[Paragraph]) -> dict[int, int]:
    """Where each heading stands, and where the next one does."""
    starts = [index for index, paragraph in enumerate(paragraphs) if _is_heading(paragraph)]
    return dict(zip(starts, [*starts[1:], len(paragraphs)], strict=True))


# -- tables --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BackTable:
    """A table of a file that came back: the paragraphs of each cell, row by row."""

    rows: tuple[tuple[tuple[int, ...], ...], ...]

    @property
    def paragraphs(self) -> tuple[int, ...]:
        """All its paragraphs."""
        return tuple(index for row in self.rows for cell in row for index in cell)


def list_tables(paragraphs: Sequence[Paragraph]) -> list[BackTable]:
    """The tables of a file."""
    tables: dict[int, dict[int, dict[int, list[int]]]] = {}
    for index, paragraph in enumerate(paragraphs):
        if paragraph.cell is not None:
            table, row, cell = paragraph.cell
            tables.setdefault(table, {}).setdefault(row, {}).setdefault(cell, []).append(index)
    listed: list[BackTable] = []
    for rows in tables.values():
        cells = [tuple(tuple(places) for places in rows[row].values()) for row in sorted(rows)]
        listed.append(BackTable(tuple(cells)))
    return listed


def find_table_rows(document: SourceDocument, origin: Origin) -> list[int]:
    """The rows of the template of the table of which a cell comes from there."""
    rows = document.rows if not origin.clause else document.clauses[origin.clause].rows
    first = origin.row
    while first > 0 and rows[first].kind is not RowKind.TABLE_HEAD and rows[first - 1].kind in _IN_TABLE:
        first -= 1
    last = origin.row
    while last + 1 < len(rows) and rows[last + 1].kind in _IN_TABLE - {RowKind.TABLE_HEAD}:
        last += 1
    return [index for index in range(first, last + 1) if rows[index].kind in TABLE]


def _match_table(
    document: SourceDocument,
    matches: Matches,
    sent: Sequence[Paragraph],
    back: Sequence[Paragraph],
    table: BackTable,
) -> None:
    """Match a table's cells by their rows and columns, where it is a table of a template."""
    votes: dict[tuple[str, int], int] = {}
    for index in table.paragraphs:
        origin = document.origins[matches.sent_of[index]] if index in matches.sent_of else None
        if origin is not None and origin.cell != WHOLE:
            key = (origin.clause, find_table_rows(document, origin)[0])
            votes[key] = votes.get(key, 0) + 1
    if not votes:
        return
    clause, head = max(votes, key=lambda key: votes[key])
    sent_rows = _list_sent_rows(document, clause, find_table_rows(document, Origin(clause, head)))
    for index in table.paragraphs:
        matches.drop(index)
    old_texts = [" ".join(sent[i].text for i in row.values()) for row in sent_rows]
    new_texts = [" ".join(back[j].text for cell in row for j in cell) for row in table.rows]

    def likeness(i: int, j: int) -> float:
        return similarity(words_of(old_texts[i]), words_of(new_texts[j]))

    pairs = list(align(old_texts, new_texts, likeness, _SAME_ROW))
    columns = _match_columns(sent, back, sent_rows[0], table.rows[0])
    for i, j in pairs:
        if i is None or j is None:
            continue
        for column, cell in enumerate(table.rows[j]):
            old_column = columns.get(column)
            if cell and old_column is not None and old_column in sent_rows[i]:
                matches.add(sent_rows[i][old_column], cell[0])


def _list_sent_rows(document: SourceDocument, clause: str, rows: Sequence[int]) -> list[dict[int, int]]:
    """For each printed row of a table its paragraphs by their columns."""
    listed: list[dict[int, int]] = []
    for row in rows:
        cells: dict[int, int] = {}
        for index in document.list_paragraphs(clause, row):
            origin = document.origins[index]
            if origin is not None:
                cells[origin.cell] = index
        if cells:
            listed.append(cells)
    return listed


def _match_columns(
    sent: Sequence[Paragraph],
    back: Sequence[Paragraph],
    head: Mapping[int, int],
    new_head: Sequence[Sequence[int]],
) -> dict[int, int]:
    """Which column of a table is which that was sent: by place where there are as many, else by what stands
    above them.
    """
    if len(head) == len(new_head):
        return {column: column for column in range(len(new_head))}
    old_titles = [sent[index].text for index in head.values()]
    new_titles = [" ".join(back[index].text for index in cell) for cell in new_head]

    def likeness(i: int, j: int) -> float:
        return similarity(words_of(old_titles[i]), words_of(new_titles[j]))

    old_columns = list(head)
    return {
        j: old_columns[i]
        for i, j in align(old_titles, new_titles, likeness, _SAME_ROW)
        if i is not None and j is not None
    }
