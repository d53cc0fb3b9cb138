"""Wording: the rules that look at what policies say. They run when they are asked for: `clausewright check
--family wording`.

The catalogue is what careful readers found wrong in published school policies: residue, stale names,
contradictions, contacts without details. Quotations are left alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from ..check.templates import Readings, read_templates
from ..check.unit_words import speak_of_unit
from ..errors import Problem, Severity, did_you_mean
from ..model.known import Known
from ..model.library import Library
from ..model.records import Allowed
from . import (
    contradictions,
    documents,
    lists,
    metadata,
    names,
    positions,
    repetition,
    residue,
    reviews,
    spelling,
    strength,
    structure,
    style,
    terms,
    topics,
)
from .checklists import build_checklist_rules
from .engine import Finding, LintText, Rule, Statement, collect_allowances, collect_texts, report
from .installed import load_installed_rules
from .patterns import build_pattern_rules

__all__ = [
    "RULES",
    "Finding",
    "LintText",
    "Rule",
    "Statement",
    "check_wording",
    "collect_rules",
    "lint",
    "report",
]

# The rules with logic of their own: the same for every library.
RULES: tuple[Rule, ...] = (
    *contradictions.RULES,
    *documents.RULES,
    *lists.RULES,
    *metadata.RULES,
    *names.RULES,
    *positions.RULES,
    *repetition.RULES,
    *residue.RULES,
    *reviews.RULES,
    *spelling.RULES,
    *strength.RULES,
    *structure.RULES,
    *style.RULES,
    *terms.RULES,
    *topics.RULES,
)
_IDS = frozenset(rule.id for rule in RULES)


def collect_rules(known: Known) -> tuple[Rule, ...]:
    """Return every rule that a library is read with: those of the program and of packages that are installed
    beside it, one for each entry of wording.yml, and one for each thing that a checklist names.

    An entry of wording.yml with the id of a rule of the program is left out; `check_wording` names it. Raises
    ClausewrightError where a package offers rules that cannot be used.
    """
    patterns = [rule for rule in build_pattern_rules(known) if rule.id not in _IDS]
    rules = (*RULES, *patterns, *build_checklist_rules(known))
    return (*rules, *load_installed_rules(frozenset(rule.id for rule in rules)))


def lint(library: Library, as_at: date, rules: Collection[str] = ()) -> tuple[Problem, ...]:
    """Return what the rules of wording find, sorted by place: those on by default, or those named."""
    problems = check_wording(library, read_templates(library), as_at, rules)
    return tuple(sorted(set(speak_of_unit(problems, library.unit))))


def check_wording(
    library: Library, readings: Readings, as_at: date, rule_ids: Collection[str] = ()
) -> Iterator[Problem]:
    """Look at each policy's newest version and the clauses that it uses.

    `rule_ids` names rules; without names, those run that are on by default. A finding that its file allows,
    with a reason and until a day, is not named; an allowance that has ended, or that names no rule, is.
    """
    known_rules = collect_rules(library.known)
    rules = [rule for rule in known_rules if (rule.id in rule_ids if rule_ids else rule.on)]
    for id in sorted(_IDS & library.known.wording.keys()):
        hint = "Give the entry another id; a rule of the program is allowed in a file's front matter, or not."
        yield Problem("policies/wording.yml", 0, f"'{id}' is a rule of the program, not of patterns", hint)
    allowed = collect_allowances(library)
    for policy_text in collect_texts(library, readings, as_at):
        for rule in rules:
            for finding in rule.find(policy_text):
                if not any(
                    _allows(allowance, rule.id, as_at) for allowance, _ in allowed.get(finding.path, ())
                ):
                    yield _make_problem(rule, finding)
    for path, file_allowances in allowed.items():
        for allowance, line in file_allowances:
            yield from _check_allowance(path, line, allowance, as_at, [rule.id for rule in known_rules])


def _allows(allowance: Allowed, rule: str, as_at: date) -> bool:
    return allowance.rule == rule and as_at <= allowance.until


def _make_problem(rule: Rule, finding: Finding) -> Problem:
    return Problem(finding.path, finding.line, finding.message, finding.hint, rule.severity, rule=rule.id)


def _check_allowance(
    path: str, line: int, allowance: Allowed, as_at: date, ids: Collection[str]
) -> Iterator[Problem]:
    if allowance.rule not in ids:
        hint = did_you_mean(allowance.rule, ids) or "'clausewright check --rules' lists the rules."
        yield Problem(path, line, f"allows '{allowance.rule}', which is no rule", hint)
    elif allowance.until < as_at:
        message = f"allowed {allowance.rule} until {allowance.until}: {allowance.reason}"
        yield Problem(path, line, message, "Mend the text, or give a new date and reason.", Severity.WARNING)
