"""Many schools' copies of one policy: what is found of what is there, and how the work grows with the schools."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from clausewright.api import SchoolsOptions, import_schools
from tests.support.drawer import Drawer, make_drawer

# The first is not told: what is started with it is there for the others.
_SIZES = (3, 8, 16, 30)
_AS_AT = date(2026, 11, 30)
# Names, e-mail addresses and persons; what the head and the pupils are called.
_FIELDS, _WORDS = 3, 2


def many_schools(work: Path) -> Iterator[tuple[str, str, str, str]]:
    """Yield rows of the report: what was found of each kind, and the seconds a copy."""
    first = 0.0
    for schools in _SIZES:
        drawer = make_drawer(work / f"drawer-{schools}", schools, schools)
        began = time.perf_counter()
        result = import_schools(
            SchoolsOptions([drawer.folder], _AS_AT, work / f"of-{schools}", version="2026-09")
        )
        seconds = (time.perf_counter() - began) / schools
        if schools == _SIZES[0]:
            continue
        first = first or seconds
        found = Counter(decision.kind for decision in result.decisions.asked)
        back = sum(proof.comes_back for proof in result.proofs)
        told = ", ".join(_tell(kind, found[kind], count) for kind, count in _count_there(drawer).items())
        yield f"{schools} schools' copies come back", f"{back} of {schools}", "all", told
        yield "  time a copy, of that with few schools", f"{seconds / first:.2f}", "1", f"{seconds:.2f} s"


def _count_there(drawer: Drawer) -> dict[str, int]:
    """What is in a drawer to be found, by kind."""
    options = Counter(drawer.options.values())
    return {
        "field": _FIELDS,
        "word": _WORDS,
        "choice": int(len(options) > 1 and min(options.values()) > 1),
        "addition": len(drawer.additions),
        "omission": len(drawer.omissions),
        "order": len(drawer.moved),
    }


def _tell(kind: str, found: int, there: int) -> str:
    return f"{kind} {min(found, there)}/{there}, {max(0, found - there)} invented"
