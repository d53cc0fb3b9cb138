"""Problems in SARIF 2.1.0 (OASIS), which code hosts and editors show beside the line."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from .. import __version__
from ..errors import Problem
from ..lint import rules_for
from ..lint.rules import Rule
from ..load import shipped

_GENERAL = "LIBRARY"


def as_sarif(problems: Iterable[Problem]) -> dict[str, object]:
    """One run with a result for each problem; the rules of wording are described in it."""
    found = list(problems)
    rules: list[dict[str, object]] = [
        {"id": _GENERAL, "shortDescription": {"text": "The library does not compile as it should."}}
    ]
    rules += [_described(rule) for rule in rules_for(shipped())]
    # What a library's own checklists ask for is known by its id alone.
    described = {rule["id"] for rule in rules}
    rules += [{"id": id} for id in sorted({problem.rule for problem in found} - described - {""})]
    driver = {"name": "clausewright", "version": __version__, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem) for problem in found],
    }
    return {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}


def _described(rule: Rule) -> dict[str, object]:
    usual = {"enabled": rule.on, "level": str(rule.severity)}
    return {"id": rule.id, "shortDescription": {"text": rule.help}, "defaultConfiguration": usual}


def _result(problem: Problem) -> dict[str, object]:
    place: dict[str, object] = {"artifactLocation": {"uri": quote(problem.path)}}
    if problem.line:
        place["region"] = {"startLine": problem.line}
    return {
        "ruleId": problem.rule or _GENERAL,
        "level": str(problem.severity),
        "message": {"text": f"{problem.message}. {problem.hint}".strip()},
        "locations": [{"physicalLocation": place}],
    }
