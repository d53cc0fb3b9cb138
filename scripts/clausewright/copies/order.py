"""Order: where some copies have clauses elsewhere than most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..diff.align import weighted_lis
from .alignment import Column

# What stands before all columns.
START = -1


@dataclass(frozen=True, slots=True)
class MovedRun:
    """Columns that some copies have one after the other behind another column, `START` for the beginning,
    instead of where most have them.
    """

    after: int
    columns: tuple[int, ...]
    copies: tuple[int, ...]


def find_moved(columns: Sequence[Column], weights: Sequence[int], alone: frozenset[int]) -> list[MovedRun]:
    """Find what stands elsewhere in some copies. In each copy the heaviest increasing subsequence of its
    columns has kept its order; all else was moved.

    `weights` are how much is in each column; those that are `alone` in one copy stand wherever it has them.
    """
    copies = sorted({copy for column in columns for copy in column.places})
    runs: dict[tuple[int, tuple[int, ...]], list[int]] = {}
    for copy in copies:
        sequence = [index for index in _read_order(columns, copy) if index not in alone]
        kept = weighted_lis(sequence, [weights[index] for index in sequence])
        after = START
        run: list[int] = []
        for place, index in enumerate(sequence):
            if place not in kept:
                run.append(index)
                continue
            if run:
                runs.setdefault((after, tuple(run)), []).append(copy)
            after, run = index, []
        if run:
            runs.setdefault((after, tuple(run)), []).append(copy)
    return [MovedRun(after, run, tuple(by)) for (after, run), by in sorted(runs.items())]


def _read_order(columns: Sequence[Column], copy: int) -> list[int]:
    """The columns of a copy, in its own order."""
    own_columns = [index for index, column in enumerate(columns) if copy in column.places]
    return sorted(own_columns, key=lambda index: columns[index].places[copy])


def read_orders(columns: Sequence[Column]) -> Mapping[int, list[int]]:
    """The columns of every copy, in its own order."""
    copies = {copy for column in columns for copy in column.places}
    return {copy: _read_order(columns, copy) for copy in sorted(copies)}
