"""Which clauses a version has is read off its template, for any answers, without assembling it."""

from __future__ import annotations

import pytest

from clausewright.assemble.branches import calls
from clausewright.assemble.macros import policy_environment
from clausewright.load import load_library
from tests.support.small import Small

PLAIN = '{% if choice.phones == "handed-in" %}'


@pytest.mark.parametrize(
    ("test", "holds"),
    [
        ('choice.phones == "handed-in" and choice.lockers', {("handed-in", True)}),
        (
            'choice.phones == "handed-in" or choice.lockers',
            {("handed-in", True), ("handed-in", False), ("away", True)},
        ),
        ('choice.phones != "handed-in" and not choice.lockers', {("away", False)}),
    ],
)
def test_a_clause_is_there_where_its_test_holds(
    small: Small, test: str, holds: set[tuple[str, bool]]
) -> None:
    small.edit("policies/phones/2026-09.md", PLAIN, f"{{% if {test} %}}")
    library, _ = load_library(small.root)
    version = library.policies["phones"].versions[-1]
    found = calls(library, policy_environment(), version)
    handed_in, away = (
        next(call for call in found if call.revision.clause == clause)
        for clause in ("phones-handed-in", "phones-away")
    )
    for phones in ("handed-in", "away"):
        for lockers in (True, False):
            answers = {"choice.phones": phones, "choice.lockers": lockers}
            assert handed_in.holds(library, answers.__getitem__) == ((phones, lockers) in holds)
            assert away.holds(library, answers.__getitem__) == ((phones, lockers) not in holds)
