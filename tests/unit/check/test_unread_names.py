"""A clause names what stands in other files: where one of these cannot be read, that is told, and nothing ends in a
traceback.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from clausewright.check import check
from clausewright.load import load_library
from tests.support.small import AS_AT, WHO, copied

NAMES = (
    'See {{ policy("visits") }}, {{ policy("phones") }}, {{ ref("who-to-ask") }}, {{ term("phone") }} and'
    ' {{ cite("behaviour") }}.\n'
)


@pytest.mark.parametrize(
    "path",
    [
        "policies/visits/policy.yml",
        "policies/phones/policy.yml",
        "policies/phones/2026-09.md",
        "policies/clauses/who-to-ask/2025-09.md",
        "policies/terms.yml",
        "policies/citations.yml",
    ],
)
@pytest.mark.parametrize("fault", ["---\ntitle: [never closed\n---\nText.\n", "", "\tone: two\n"])
def test_what_is_named_and_cannot_be_read_is_told(path: str, fault: str, tmp_path: Path) -> None:
    root = copied(tmp_path / "library")
    with (root / WHO).open("a", encoding="utf-8") as file:
        file.write(NAMES)
    (root / path).write_text(fault, encoding="utf-8")
    problems = check(*load_library(root), date.fromisoformat(AS_AT))
    assert path in {problem.path for problem in problems}
