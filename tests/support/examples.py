"""How much a law is tried with: little at each run, and ten times as much in the monthly one, which sets
`CLAUSEWRIGHT_EXAMPLES=10`.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

_TIMES = int(os.environ.get("CLAUSEWRIGHT_EXAMPLES", "1"))
Case = TypeVar("Case")


def examples(few: int) -> int:
    """Return how many examples to try where `few` are enough for a usual run."""
    return few * _TIMES


def sample(cases: Sequence[Case], few: int) -> list[Case]:
    """Return `few` of the cases, spread evenly and the first among them, for a usual run."""
    count = min(examples(few), len(cases))
    return [cases[index * len(cases) // count] for index in range(count)]
