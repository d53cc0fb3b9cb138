"""How many examples a law is tried with: few at each run, and ten times as many in the monthly one, which sets
`CLAUSEWRIGHT_EXAMPLES=10`.
"""

from __future__ import annotations

import os

_TIMES = int(os.environ.get("CLAUSEWRIGHT_EXAMPLES", "1"))


def examples(few: int) -> int:
    """Return how many examples to try where `few` are enough for a usual run."""
    return few * _TIMES
