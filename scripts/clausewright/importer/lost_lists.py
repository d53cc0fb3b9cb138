"""Lost lists: items whose marks are gone, and numbers that were taken for the column of a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ..model.text import shorten
from ..readers.labels import read_label, split_mark
from ..readers.line_paragraphs import ADDRESS
from ..readers.source import Grid, Paragraph, Piece, Source
from ..readers.words import plain
from .proposals import Proposals


def restore_lists(source: Source, advice: Proposals) -> list[Piece]:
    """Give items whose marks are gone altogether their place in a list.

    They stand after a lead-in: paragraphs that end in semicolons, that all begin in lower case, or that are
    short and end like no sentence.
    """
    pieces = _unfold_numbers(source.pieces)
    index = 0
    while index < len(pieces):
        lead = pieces[index]
        index += 1
        if not isinstance(lead, Paragraph) or lead.heading:
            continue
        end = _find_end_of_list(pieces, index, is_led=bool(re.search(r":-?$", lead.text)))
        if end - index < 2 or (not lead.text.endswith((":", "-")) and not _goes_on(lead, pieces[index])):
            continue
        first = pieces[index]
        proposal = advice.propose(
            "list",
            lead.text,
            f"{end - index} paragraphs after “{shorten(_read_plain(lead.text), 70)}” are a list that lost its"
            " bullets",
            0.8,
            shows={"first": shorten(_read_plain(first.text), 70) if isinstance(first, Paragraph) else ""},
        )
        if proposal.accept:
            for place in range(index, end):
                piece = pieces[place]
                if isinstance(piece, Paragraph):
                    pieces[place] = replace(piece, lost=True)
        index = end
    return pieces


def _unfold_numbers(pieces: Sequence[Piece]) -> list[Piece]:
    """Make paragraphs of what only looks like a table: numbers or bullets that hang before their texts."""
    unfolded: list[Piece] = []
    hangs = False
    for piece in pieces:
        is_hanging = (
            isinstance(piece, Grid)
            and piece.guessed
            and len(piece.rows) > 1
            and all(len(row) == 2 and read_label(plain(row[0]).strip()) for row in piece.rows)
        )
        last = unfolded[-1] if hangs else None
        if is_hanging and isinstance(piece, Grid):
            for label, text in piece.rows:
                unfolded.append(replace(Paragraph.of(text), label=plain(label).strip()))
        elif isinstance(last, Paragraph) and isinstance(piece, Paragraph) and _is_rest_of(last, piece):
            # The last line of the last row stood below it, and was taken for a paragraph.
            whole = Paragraph.of(f"{last.rich or last.text} {piece.rich or piece.text}")
            unfolded[-1] = replace(whole, label=last.label)
        else:
            unfolded.append(piece)
        hangs = is_hanging
    return unfolded


def _is_rest_of(before: Paragraph, piece: Paragraph) -> bool:
    """Say whether a paragraph can be the end of the sentence before it."""
    is_bare = not piece.heading and not piece.label and piece.text[:1].islower()
    return is_bare and not re.search(r"[.:;!?]$", before.text)


def _goes_on(lead: Paragraph, piece: Piece) -> bool:
    """Say whether a sentence is left open, for what begins in lower case to go on with it."""
    is_open = len(lead.text.split()) >= 3 and not re.search(r"[.!?;)”]$", lead.text)
    return is_open and isinstance(piece, Paragraph) and piece.text[:1].islower()


def _find_end_of_list(pieces: Sequence[Piece], start: int, *, is_led: bool) -> int:
    """Where the items end that may stand from `start` on; `is_led` says that a colon leads in to them."""
    by_stop = start
    while by_stop < len(pieces) and is_led and _could_be_item(pieces[by_stop]):
        by_stop += 1
        last = pieces[by_stop - 1]
        if not (isinstance(last, Paragraph) and re.search(r"[;,]$|[;,] (and|or)$", last.text)):
            break
    by_case = start
    while by_case < len(pieces) and _could_be_item(pieces[by_case]):
        piece = pieces[by_case]
        if not (isinstance(piece, Paragraph) and piece.text[:1].islower()):
            break
        by_case += 1
    return max(by_stop, by_case)


def _could_be_item(piece: Piece) -> bool:
    return (
        isinstance(piece, Paragraph)
        and not piece.heading
        and not piece.label
        and not piece.lost
        and split_mark(piece.text)[0] is None
        and not ADDRESS.fullmatch(piece.text)
        and len(piece.text) < 300
    )


def _read_plain(text: str) -> str:
    return " ".join(plain(text).split())
