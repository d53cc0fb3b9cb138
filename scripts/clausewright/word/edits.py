"""The edits between two paragraphs of Word files, word by word, so that a person can read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..diff.align import joined_lcs_runs
from .atoms import Atom

# A paragraph of which less than this stays is replaced whole.
_LEAST_KEPT = 0.3
_Kept = tuple[None, list[tuple[int, int]]]
_Replaced = tuple[list[int], list[tuple[int, int]]]


def find_edits(olds: Sequence[Atom], news: Sequence[Atom]) -> Iterator[_Kept | _Replaced]:
    """The atoms that stay, as pairs of the new place and the old one after None; and those that are replaced:
    the old places, and the new ones.
    """
    runs = list(joined_lcs_runs([atom.key for atom in olds], [atom.key for atom in news]))
    runs = _join_crumbs(runs, news)
    weight = max(_weigh(olds), _weigh(news))
    kept = sum(_weigh([news[j] for j in new_places]) for equal, _, new_places in runs if equal)
    if weight and kept / weight < _LEAST_KEPT:
        runs = [(False, list(range(len(olds))), list(range(len(news))))]
    for equal, old_places, new_places in runs:
        if equal:
            yield None, list(zip(new_places, old_places, strict=True))
        else:
            yield old_places, [(place, -1) for place in new_places]


_Run = tuple[bool, list[int], list[int]]


def _join_crumbs(runs: Sequence[_Run], news: Sequence[Atom]) -> list[_Run]:
    """Join edits between which only spaces and marks stay."""
    joined: list[_Run] = []
    for equal, old_places, new_places in runs:
        joined.append((equal, old_places, new_places))
        if len(joined) < len(("edit", "kept", "edit")):
            continue
        first, between, last = joined[-3:]
        if first[0] or not between[0] or last[0] or _weigh([news[j] for j in between[2]]):
            continue
        are_full = all(run[1] and run[2] for run in (first, last))
        if are_full:
            joined[-3:] = [(False, [*first[1], *between[1], *last[1]], [*first[2], *between[2], *last[2]])]
    return joined


def _weigh(atoms: Iterable[Atom]) -> int:
    """How many words there are."""
    return sum(1 for atom in atoms if any(letter.isalnum() for letter in atom.text))
