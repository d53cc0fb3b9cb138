"""Forms: labels in a row with nothing behind them are there to be filled in, and stay a form."""

from __future__ import annotations

from collections.abc import Sequence

from ..readers.labels import split_mark
from ..readers.source import Grid, Paragraph, Piece
from ..readers.words import plain

_FEWEST, _LONGEST = 3, 10


def restore_forms(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces, with three labels or more in a row as a table: each label beside a blank cell.

    The table is a guess, like one that was written out as lines: a person may refuse it in the report.
    """
    restored: list[Piece] = []
    labels: list[Paragraph] = []
    for piece in pieces:
        if isinstance(piece, Paragraph) and _is_label(piece):
            labels.append(piece)
            continue
        restored += _make_form(labels)
        labels = []
        restored.append(piece)
    return [*restored, *_make_form(labels)]


def _is_label(piece: Paragraph) -> bool:
    """Say whether a paragraph is a few words with a colon behind them."""
    text = plain(piece.text).strip()
    is_bare = not (piece.heading or piece.label or piece.note or piece.quoted or split_mark(text)[0])
    return is_bare and text.endswith(":") and len(text.split()) <= _LONGEST


def _make_form(labels: Sequence[Paragraph]) -> list[Piece]:
    if len(labels) < _FEWEST:
        return list(labels)
    rows = [(label.rich or label.text, "") for label in labels]
    return [Grid((("", ""), *rows), guessed=True)]
