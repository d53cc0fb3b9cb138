"""Positions: wording that law or guidance speaks against today. The entries are data, in positions.yml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial

from ..errors import Severity
from ..model.dates import in_words
from ..model.phrases import compile_phrase
from ..model.rule_records import PositionFacts
from ..model.values import Layer
from .engine import Finding, LintText, Rule, Statement, read_printed, report, shorten

# A list that says that it is not the whole list.
_PART = re.compile(
    r"\b(?:such as|for example|e\.g\.|including|include|among|etc|particularly|especially)\b", re.IGNORECASE
)


def _find_conflicts(kind: str, policy_text: LintText) -> Iterator[Finding]:
    """Sentences that an entry speaks against, but for what makes them right in the same clause
    or anywhere in the policy.
    """
    printed = read_printed(policy_text)
    for facts in _select_positions(kind, policy_text):
        if _is_any_in(facts.unless_policy, printed.whole):
            continue
        for lines in printed.clauses():
            clause = "\n".join(line.text for line in lines)
            if not _is_any_in(facts.found, clause) or _is_any_in(facts.unless, clause):
                continue
            for line in lines:
                if match := _find_first(facts.found, line.text):
                    yield report(
                        line,
                        f"“{shorten(match)}”: {_say_since(facts, policy_text)}{facts.says}",
                        _say_what_to_do(facts),
                    )


def _find_coming(policy_text: LintText) -> Iterator[Finding]:
    """Changes that are to come, in the text and in the values that it prints; each is named once."""
    printed = read_printed(policy_text)
    for facts in _select_positions("watch", policy_text):
        line = next((line for line in printed.lines if _speaks_of(facts, line.text)), None)
        if line:
            yield report(
                line,
                f"“{shorten(_find_first(facts.found, line.text))}”: {facts.says}",
                _say_what_to_do(facts),
            )
        for layer in _collect_layers(policy_text):
            for key, values in layer.values.items():
                value = values[-1] if values else None
                if value and isinstance(value.value, str) and _speaks_of(facts, value.value):
                    yield Finding(
                        layer.path,
                        value.line,
                        f"{key} is “{shorten(value.value)}”: {facts.says}",
                        _say_what_to_do(facts),
                    )


def _collect_layers(policy_text: LintText) -> Iterator[Layer]:
    yield from (school.values for school in policy_text.library.schools.values())
    yield from (
        group.values
        for group in (*policy_text.library.authorities.values(), *policy_text.library.trusts.values())
    )


def _check_lists(policy_text: LintText) -> Iterator[Finding]:
    """A list of the law that leaves something out, where the text does not say
    that it gives only a part of it.
    """
    printed = read_printed(policy_text)
    for facts in _select_positions("list", policy_text):
        for lines in printed.clauses():
            for first, text in _collect_passages(lines, facts):
                missing = [name for name, phrases in facts.items.items() if not _is_any_in(phrases, text)]
                if missing and len(facts.items) - len(missing) >= facts.at_least and not _PART.search(text):
                    yield report(
                        first,
                        f"lists all but {' and '.join(missing)}:"
                        f" {_say_since(facts, policy_text)}{facts.says}",
                        _say_what_to_do(facts),
                    )
                    break


def _collect_passages(lines: tuple[Statement, ...], facts: PositionFacts) -> Iterator[tuple[Statement, str]]:
    """Each line that names what the list is of, with the items of the list that follows it;
    else the items of a whole list by itself.
    """
    for number, line in enumerate(lines):
        if _is_any_in(facts.found, line.text) and not line.is_heading:
            run = [line]
            for after in lines[number + 1 :]:
                if not (after.is_item or line.is_item or run[-1].text.rstrip().endswith(":")):
                    break
                run.append(after)
            yield line, "\n".join(passage_line.text for passage_line in run)


def _select_positions(kind: str, policy_text: LintText) -> Iterator[PositionFacts]:
    return (facts for facts in policy_text.library.known.positions.values() if facts.kind == kind)


def _speaks_of(facts: PositionFacts, text: str) -> bool:
    """Say whether a text is what an entry looks for, and has nothing that makes it right."""
    return _is_any_in(facts.found, text) and not _is_any_in(facts.unless, text)


def _is_any_in(phrases: Iterable[str], text: str) -> bool:
    return any(compile_phrase(phrase).search(text) for phrase in phrases)


def _find_first(phrases: Iterable[str], text: str) -> str:
    return next((match[0] for phrase in phrases if (match := compile_phrase(phrase).search(text))), "")


def _say_since(facts: PositionFacts, policy_text: LintText) -> str:
    return f"from {in_words(facts.from_day)} on, " if facts.from_day > policy_text.as_at else ""


def _say_what_to_do(facts: PositionFacts) -> str:
    sure = "" if facts.verified else " Read the source first: this entry of positions.yml is not verified."
    return f"{facts.do.rstrip('.')}. Source: {facts.source}, {in_words(facts.from_day)}.{sure}"


RULES = (
    Rule(
        "GUIDANCE-CONFLICT",
        Severity.WARNING,
        "Guidance that is in force says otherwise.",
        partial(_find_conflicts, "conflict"),
    ),
    Rule(
        "LAW-QUOTE",
        Severity.WARNING,
        "A list from law or guidance is not given as it stands there.",
        _check_lists,
    ),
    Rule(
        "LAW-OVERBROAD",
        Severity.WARNING,
        "The text forbids more than an employer may.",
        partial(_find_conflicts, "overbroad"),
    ),
    Rule(
        "LAW-RISK",
        Severity.WARNING,
        "The text could keep people from raising a concern.",
        partial(_find_conflicts, "risk"),
    ),
    Rule("MOD-SCOPE", Severity.WARNING, "A rule forbids what work needs.", partial(_find_conflicts, "scope")),
    Rule("WATCH", Severity.WARNING, "A change that is to come will concern the text.", _find_coming),
)
