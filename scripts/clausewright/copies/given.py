"""Which values a school has at all: many clauses of a library say something else where a value is not given,
and a copy shows which. What runs of words cannot tell, because the difference is a value and a comma, is told
by what stands in the copy of that clause.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..assemble.answers import GIVEN, Answer
from ..importer.similarity import Reading
from ..model.library import Library, Policy, Revision, Version
from .library_texts import LibraryTexts, Piece
from .pairing import Paired, capture_values, read_parts

# So many values of one clause are changed at most.
_STEPS = 6
Fits = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class _Question:
    """A clause of a copy beside what the library can say in it."""

    revision: Revision
    piece: Piece
    reading: Reading


def find_given(
    texts: LibraryTexts,
    policy: Policy,
    version: Version,
    answers: Mapping[str, Answer],
    pieces: Sequence[Paired],
    fits: Fits,
) -> dict[str, Answer]:
    """Find for the clauses of which a copy says something else than the library whether it says the same
    where other values are given, and return which are.

    `answers` are those with which `pieces` were made, each with the parts of the copy that stand for it.
    """
    settled: dict[str, Answer] = {}
    for question in _list_questions(texts.library, pieces, fits):
        settled |= _settle(texts, policy, version, {**answers, **settled}, question, fits)
    return settled


def _list_questions(library: Library, pieces: Sequence[Paired], fits: Fits) -> Iterator[_Question]:
    """The clauses of which a copy says something else."""
    for paired in pieces:
        placed = paired.piece.placed
        clause = library.clauses.get(paired.piece.clause)
        revision = clause.named(placed.revision) if clause and placed else None
        if revision and paired.parts and not paired.piece.is_heading:
            reading = read_parts(paired.parts)
            if capture_values(paired.piece, reading, fits)[0] < 1:
                yield _Question(revision, paired.piece, reading)


def _settle(
    texts: LibraryTexts,
    policy: Policy,
    version: Version,
    answers: Mapping[str, Answer],
    question: _Question,
    fits: Fits,
) -> dict[str, Answer]:
    """The answers with which a clause is most like the copy's: again and again that value is taken to be
    given, or not, which brings it nearest (steepest ascent).
    """
    chosen: dict[str, Answer] = {}
    best = capture_values(question.piece, question.reading, fits)[0]
    for _ in range(_STEPS):
        now = {**answers, **chosen}
        asked = texts.read_clause(policy, version, question.revision, now).answers
        steps: list[tuple[float, str]] = []
        for name in asked:
            if name.startswith(GIVEN):
                other = texts.read_clause(policy, version, question.revision, {**now, name: not asked[name]})
                scores = [capture_values(piece, question.reading, fits)[0] for piece in other.pieces]
                steps.append((max(scores, default=0.0), name))
        score, name = max(steps, default=(0.0, ""))
        if score <= best:
            break
        best, chosen[name] = score, not asked[name]
    return chosen
