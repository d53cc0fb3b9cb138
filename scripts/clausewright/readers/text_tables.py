"""Tables in running text: columns that gaps set apart, and tables of answers, written out as lines."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from .boilerplate import Line
from .labels import split_mark
from .source import Grid

_GAP = re.compile(r"\t+| {3,}")


def find_tables(lines: Sequence[Line], known: Mapping[str, Grid]) -> list[tuple[int, int, Grid | None]]:
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
    if len(cells) < 2 or is_lone_mark(cells[0]) or not re.search(r"[^\W\d]", cells[0]):
        return start, None
    rows, end = [tuple(cells)], start + 1
    while end < len(lines):
        row = [part.strip() for part in _GAP.split(lines[end].text)]
        if len(row) != len(cells):
            break
        rows.append(tuple(row))
        end += 1
    # Numbers that hang beside their clauses are no column.
    numbered = sum(is_lone_mark(row[0]) for row in rows)
    if len(rows) <= 2 or (len(cells) == 2 and numbered > len(rows) / 2):
        return start, None
    return end, Grid(tuple(rows), guessed=True)


def is_lone_mark(text: str) -> bool:
    """Say whether a text is the number, letter or bullet of an item, and nothing else."""
    mark, rest = split_mark(f"{text} x")
    return mark is not None and rest in ("x", f"{text} x") and mark.text == text


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
