"""Wording: the rules that look at what policies say. They run when they are asked for: `clausewright check
--family wording`.

The catalogue is what careful readers found wrong in published school policies: residue, stale names,
contradictions, contacts without details. Quotations are left alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from ..check.templates import Readings, read_all
from ..errors import Problem, Severity, did_you_mean
from ..model.library import Known, Library
from ..model.records import Allowed
from . import (
    contents,
    documents,
    language,
    lists,
    metadata,
    names,
    numbering,
    positions,
    records,
    references,
    residue,
    spelling,
    strength,
    structure,
    style,
    terms,
    words,
)
from .engine import Finding, allowances, papers
from .rules import Rule

RULES: tuple[Rule, ...] = (
    *residue.RULES,
    *names.RULES,
    *references.RULES,
    *strength.RULES,
    *structure.RULES,
    *language.RULES,
    *spelling.RULES,
    *words.RULES,
    *style.RULES,
    *records.RULES,
    *documents.RULES,
    *lists.RULES,
    *numbering.RULES,
    *metadata.RULES,
    *terms.RULES,
    *positions.RULES,
)


def rules_for(known: Known) -> tuple[Rule, ...]:
    """Return every rule: the same for all libraries, and one for each thing that a checklist names."""
    return (*RULES, *contents.rules_of(known))


def lint(library: Library, as_at: date, rules: Collection[str] = ()) -> tuple[Problem, ...]:
    """Return what the rules of wording find, sorted by place: those on by default, or those named."""
    return tuple(sorted(set(check_wording(library, read_all(library), as_at, rules))))


def check_wording(
    library: Library, readings: Readings, as_at: date, wanted: Collection[str] = ()
) -> Iterator[Problem]:
    """Look at each policy's newest version and the clauses that it uses.

    `wanted` names rules; without names, those run that are on by default. A finding that its file allows,
    with a reason and until a day, is not named; an allowance that has ended, or that names no rule, is.
    """
    every = rules_for(library.known)
    rules = [rule for rule in every if (rule.id in wanted if wanted else rule.on)]
    allowed = allowances(library)
    for paper in papers(library, readings, as_at):
        for rule in rules:
            for finding in rule.find(paper):
                if not any(_allows(one, rule.id, as_at) for one, _ in allowed.get(finding.path, ())):
                    yield _problem(rule, finding)
    for path, own in allowed.items():
        for one, line in own:
            yield from _of_allowance(path, line, one, as_at, [rule.id for rule in every])


def _allows(one: Allowed, rule: str, as_at: date) -> bool:
    return one.rule == rule and as_at <= one.until


def _problem(rule: Rule, finding: Finding) -> Problem:
    return Problem(finding.path, finding.line, finding.message, finding.hint, rule.severity, rule=rule.id)


def _of_allowance(path: str, line: int, one: Allowed, as_at: date, ids: Collection[str]) -> Iterator[Problem]:
    if one.rule not in ids:
        hint = did_you_mean(one.rule, ids) or "'clausewright check --rules' lists the rules."
        yield Problem(path, line, f"allows '{one.rule}', which is no rule", hint)
    elif one.until < as_at:
        message = f"allowed {one.rule} until {one.until}: {one.reason}"
        yield Problem(path, line, message, "Mend the text, or give a new date and reason.", Severity.WARNING)
