"""Moves: a clause that was cut and pasted stands elsewhere, and one that was copied stands twice."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from .pairs import ParagraphPair, pair_paragraphs, read_own_words

_HEADING = "Heading"


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
    """Find the clauses that were moved or copied.

    Returns the pairs without copies and with every moved clause's paragraphs at their own clause; and the
    moves.
    """
    sent: dict[str, list[ParagraphPair]] = {}
    for pair in pairs:
        if pair.sent:
            sent.setdefault(pair.place, []).append(pair)
    headings = {read_own_words(own[0].sent): place for place, own in sent.items() if _heading(own)}
    pairs = _settled(pairs, headings)
    gone = {place for place, own in sent.items() if all(pair.back is None for pair in own)}
    moved: dict[str, list[ParagraphPair]] = {}
    moves: list[Move] = []
    taken: set[int] = set()
    for run in _runs(pairs, headings):
        back = [one for at in run if (one := pairs[at].back)]
        place = headings[read_own_words(back[0])]
        own = [one for pair in sent[place] if (one := pair.sent)]
        again = [replace(pair, place=place) for pair in pair_paragraphs(own, back)]
        is_copy = place not in gone or place in moved
        changed = tuple(pair for pair in again if pair.is_changed) if is_copy else ()
        before = (sent[pair.place] for pair in reversed(pairs[: run.start]) if pair.sent and pair.back)
        moves.append(
            Move(
                place, _heading(sent[place]), next(filter(None, map(_heading, before)), ""), is_copy, changed
            )
        )
        taken |= set(run)
        if not is_copy:
            moved[place] = again
    kept: list[ParagraphPair] = []
    for at, pair in enumerate(pairs):
        if pair.sent and pair.place in gone and any(one.place == pair.place for one in moves):
            kept += moved.pop(pair.place, ())
        elif at not in taken:
            kept.append(pair)
    return tuple(kept), tuple(moves)


def _heading(own: Sequence[ParagraphPair]) -> str:
    """The heading of a clause as it was sent, "" where it has none."""
    first = own[0].sent
    return first.text if first and first.style.startswith(_HEADING) else ""


def _settled(pairs: Sequence[ParagraphPair], headings: Container[str]) -> list[ParagraphPair]:
    """Let what was put in begin with a heading where it can: of "A a A a", either A is the first."""
    found = list(pairs)
    for run in _inserted(pairs):
        start, end = run.start, run.stop
        while start and read_own_words(found[start].back) not in headings:
            before, last = found[start - 1], found[end - 1]
            if not before.sent or not before.back or read_own_words(before.back) != read_own_words(last.back):
                break
            start, end = start - 1, end - 1
            found[start], found[end] = (
                replace(before, sent=None),
                replace(last, sent=before.sent, place=before.place),
            )
    return found


def _inserted(pairs: Sequence[ParagraphPair]) -> Iterator[range]:
    """Where paragraphs that were put in follow each other."""
    for is_new, group in groupby(range(len(pairs)), key=lambda at: pairs[at].sent is None):
        if is_new:
            places = list(group)
            yield range(places[0], places[-1] + 1)


def _runs(pairs: Sequence[ParagraphPair], headings: Container[str]) -> Iterator[range]:
    """What was put in, from a known heading to the next."""
    for run in _inserted(pairs):
        starts = [at for at in run if read_own_words(pairs[at].back) in headings]
        for start, end in pairwise([*starts, run.stop]):
            yield range(start, end)
