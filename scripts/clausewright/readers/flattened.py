"""Flattened tables: rows that a program wrote out as lines, proposed as tables again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .boilerplate import Line
from .source import Grid

_ANSWER = r"(?:yes|no|y|n|n/a|✓|✔|✗|✘|x|X|×|-|–)"
_ANSWERS = re.compile(rf"(?:(?P<label>.*?)\s+)??(?P<answers>{_ANSWER}(?:\s+{_ANSWER})*)", re.IGNORECASE)
_LONGEST, _ROW_LINES = 70, 6


def flattened(lines: Sequence[Line], at: int) -> tuple[int, Grid | None]:
    """Try to read a table of answers from a line on: a head in capitals, then rows that each end with as many
    answers.

    Returns the line after it and the table, or `at` and None.
    """
    head_end = at
    while (
        head_end < len(lines)
        and head_end - at < 4
        and _is_capitals(lines[head_end].text)
        and (head_end == at or not lines[head_end].before)
    ):
        head_end += 1
    if head_end == at:
        return at, None
    rows: list[tuple[str, ...]] = []
    label: list[str] = []
    end = here = head_end
    while here < len(lines) and len(label) < _ROW_LINES and len(lines[here].text) <= _LONGEST:
        found = _ANSWERS.fullmatch(lines[here].text)
        answers = found["answers"].split() if found else []
        if found and (not rows or len(rows[0]) == len(answers) + 1) and (found["label"] or label):
            rows.append((" ".join((*label, found["label"] or "")).strip(), *answers))
            label, end = [], here + 1
        else:
            label.append(lines[here].text)
        here += 1
    if len(rows) < 2:
        return at, None
    head = _head(" ".join(line.text for line in lines[at:head_end]).split(), len(rows[0]))
    return end, Grid((head, *rows), guessed=True)


def _is_capitals(text: str) -> bool:
    return text.isupper() and len(text) <= _LONGEST and not re.search(r"[.:;]$", text)


def _head(words: Sequence[str], width: int) -> tuple[str, ...]:
    """Cut a head into as many cells. Where words with one stem recur as often as there are answers, a cell
    ends with each of them.
    """
    for length in (6, 5, 4):
        for stem in dict.fromkeys(word[:length] for word in words if len(word) >= length):
            ends = [at + 1 for at, word in enumerate(words) if word.startswith(stem)]
            if len(ends) == width - 1 and ends[-1] == len(words):
                # The first answer's head has two words at most, and one is left for the head of the rows.
                first = max(1, ends[0] - min(2, ends[0] - 1))
                starts = [first, *ends[:-1]]
                cells = [" ".join(words[start:end]) for start, end in zip(starts, ends, strict=True)]
                return (" ".join(words[:first]), *cells)
    size = max(1, len(words) // width)
    cuts = [*range(0, size * width, size)]
    return tuple(
        " ".join(words[start : cuts[at + 1] if at + 1 < width else len(words)])
        for at, start in enumerate(cuts)
    )
