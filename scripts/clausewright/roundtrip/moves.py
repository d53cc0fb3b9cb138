"""Moves: which clauses were cut and pasted elsewhere, and which were copied."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from .pairs import ParagraphPair, pair_paragraphs, read_own_words

HEADING = "Heading"


@dataclass(frozen=True, slots=True)
class Move:
    """A clause that stands somewhere else now, or once more: its id and heading, and the heading that it now
    stands after.

    `changed` are the paragraphs of a copy that are not what the clause says; a moved clause's own edits are
    told like any others.
    """

    place: str
    heading: str
    after: str
    is_copy: bool
    changed: tuple[ParagraphPair, ...] = ()


def find_moves(pairs: Sequence[ParagraphPair]) -> tuple[tuple[ParagraphPair, ...], tuple[Move, ...]]:
    """Find the clauses that were moved or copied: one that was cut and pasted stands elsewhere, and one that
    was copied stands twice.

    Returns the pairs without copies and with every moved clause's paragraphs at their own clause; and the
    moves.
    """
    clauses: dict[str, list[ParagraphPair]] = {}
    for pair in pairs:
        if pair.sent:
            clauses.setdefault(pair.place, []).append(pair)
    places = {
        read_own_words(clause[0].sent): place for place, clause in clauses.items() if _find_heading(clause)
    }
    pairs = _settle_insertions(pairs, places)
    gone = {place for place, clause in clauses.items() if all(pair.back is None for pair in clause)}
    moved: dict[str, list[ParagraphPair]] = {}
    moves: list[Move] = []
    taken: set[int] = set()
    for run in _list_runs_from_headings(pairs, places):
        back = [paragraph for index in run if (paragraph := pairs[index].back)]
        place = places[read_own_words(back[0])]
        sent = [paragraph for pair in clauses[place] if (paragraph := pair.sent)]
        paired_again = [replace(pair, place=place) for pair in pair_paragraphs(sent, back)]
        is_copy = place not in gone or place in moved
        changed = tuple(pair for pair in paired_again if pair.is_changed) if is_copy else ()
        after = _find_heading_before(pairs[: run.start], clauses)
        moves.append(Move(place, _find_heading(clauses[place]), after, is_copy, changed))
        taken.update(run)
        if not is_copy:
            moved[place] = paired_again
    moved_places = {move.place for move in moves}
    kept: list[ParagraphPair] = []
    for index, pair in enumerate(pairs):
        if pair.sent and pair.place in gone and pair.place in moved_places:
            # The paragraphs of a moved clause stand where its first one stood.
            kept += moved.pop(pair.place, ())
        elif index not in taken:
            kept.append(pair)
    return tuple(kept), tuple(moves)


def _find_heading(clause: Sequence[ParagraphPair]) -> str:
    """The heading of a clause as it was sent, "" where it has none."""
    first = clause[0].sent
    return first.numbered_text if first and first.style.startswith(HEADING) else ""


def _find_heading_before(
    pairs: Sequence[ParagraphPair], clauses: Mapping[str, Sequence[ParagraphPair]]
) -> str:
    """The heading of the last clause of some pairs that has one and stayed, "" where there is none."""
    for pair in reversed(pairs):
        if pair.sent and pair.back:
            heading = _find_heading(clauses[pair.place])
            if heading:
                return heading
    return ""


def _settle_insertions(pairs: Sequence[ParagraphPair], headings: Container[str]) -> list[ParagraphPair]:
    """Let what was put in begin with a heading where it can: of "A a A a", either A is the first."""
    settled = list(pairs)
    for run in _list_inserted_runs(pairs):
        start, end = run.start, run.stop
        while start and read_own_words(settled[start].back) not in headings:
            before, last = settled[start - 1], settled[end - 1]
            if not before.sent or not before.back:
                break
            if read_own_words(before.back) != read_own_words(last.back):
                break
            start, end = start - 1, end - 1
            settled[start] = replace(before, sent=None)
            settled[end] = replace(last, sent=before.sent, place=before.place)
    return settled


def _list_inserted_runs(pairs: Sequence[ParagraphPair]) -> Iterator[range]:
    """Where paragraphs that were put in follow each other."""
    for is_inserted, group in groupby(range(len(pairs)), key=lambda index: pairs[index].sent is None):
        if is_inserted:
            indexes = list(group)
            yield range(indexes[0], indexes[-1] + 1)


def _list_runs_from_headings(pairs: Sequence[ParagraphPair], headings: Container[str]) -> Iterator[range]:
    """What was put in, from a known heading to the next."""
    for run in _list_inserted_runs(pairs):
        starts = [index for index in run if read_own_words(pairs[index].back) in headings]
        for start, end in pairwise([*starts, run.stop]):
            yield range(start, end)
