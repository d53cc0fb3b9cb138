"""Patterns: the rules that are nothing but patterns of wording. The entries are data, in wording.yml."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ..errors import Severity
from ..model.known import Known
from ..model.rule_records import WordingFacts
from .engine import Finding, LintText, Rule, report, shorten


def build_pattern_rules(known: Known) -> tuple[Rule, ...]:
    """Make a rule of each entry of wording.yml."""
    rules = []
    for id, facts in known.wording.items():
        find = partial(_find_matches, facts)
        rules.append(Rule(id, Severity(facts.severity), facts.says, find, facts.on))
    return tuple(rules)


def _find_matches(facts: WordingFacts, policy_text: LintText) -> Iterator[Finding]:
    """Name every place where one of an entry's patterns is found, outside quotations."""
    pattern = facts.compile_pattern()
    message = f"{facts.says[0].lower()}{facts.says[1:].rstrip('.')}"
    for line in policy_text.own_lines:
        for match in pattern.finditer(line.text):
            yield report(line, f"{message}: “{shorten(match[0])}”", facts.do)
