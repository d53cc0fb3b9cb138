"""Positions: wording that law or guidance speaks against today. The entries are data, in positions.yml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial

from ..errors import Severity
from ..model.dates import in_words
from ..model.phrases import compiled
from ..model.records import PositionFacts
from ..model.values import Layer
from .engine import Finding, LintText, Statement
from .rules import Rule, at, short
from .said import said_in

# A list that says that it is not the whole list.
_PART = re.compile(
    r"\b(?:such as|for example|e\.g\.|including|include|among|etc|particularly|especially)\b", re.IGNORECASE
)


def _against(kind: str, paper: LintText) -> Iterator[Finding]:
    """Sentences that an entry speaks against, but for what makes them right in the same clause or anywhere in
    the policy.
    """
    said = said_in(paper)
    for facts in _of(kind, paper):
        if _any(facts.unless_policy, said.whole):
            continue
        for lines in said.clauses():
            clause = "\n".join(line.text for line in lines)
            if not _any(facts.found, clause) or _any(facts.unless, clause):
                continue
            for line in lines:
                if found := _first(facts.found, line.text):
                    yield at(line, f"“{short(found)}”: {_since(facts, paper)}{facts.says}", _do(facts))


def _coming(paper: LintText) -> Iterator[Finding]:
    """Changes that are to come, in the text and in the values that it prints; each is named once."""
    said = said_in(paper)
    for facts in _of("watch", paper):
        line = next((line for line in said.lines if _any(facts.found, line.text)), None)
        if line:
            yield at(line, f"“{short(_first(facts.found, line.text))}”: {facts.says}", _do(facts))
        for layer in _layers(paper):
            for key, values in layer.values.items():
                value = values[-1] if values else None
                if value and isinstance(value.value, str) and _any(facts.found, value.value):
                    yield Finding(
                        layer.path, value.line, f"{key} is “{short(value.value)}”: {facts.says}", _do(facts)
                    )


def _layers(paper: LintText) -> Iterator[Layer]:
    yield from (school.values for school in paper.library.schools.values())
    yield from (
        group.values for group in (*paper.library.authorities.values(), *paper.library.trusts.values())
    )


def _lists(paper: LintText) -> Iterator[Finding]:
    """A list of the law that leaves something out, where the text does not say that it gives only a part of
    it.
    """
    said = said_in(paper)
    for facts in _of("list", paper):
        for lines in said.clauses():
            for first, text in _passages(lines, facts):
                missing = [name for name, phrases in facts.items.items() if not _any(phrases, text)]
                if missing and len(facts.items) - len(missing) >= facts.at_least and not _PART.search(text):
                    yield at(
                        first,
                        f"lists all but {' and '.join(missing)}: {_since(facts, paper)}{facts.says}",
                        _do(facts),
                    )
                    break


def _passages(lines: tuple[Statement, ...], facts: PositionFacts) -> Iterator[tuple[Statement, str]]:
    """Each line that names what the list is of, with the items of the list that follows it; else the items of
    a whole list by itself.
    """
    for number, line in enumerate(lines):
        if _any(facts.found, line.text) and not line.is_heading:
            run = [line]
            for after in lines[number + 1 :]:
                if not (after.is_item or line.is_item or run[-1].text.rstrip().endswith(":")):
                    break
                run.append(after)
            yield line, "\n".join(one.text for one in run)


def _of(kind: str, paper: LintText) -> Iterator[PositionFacts]:
    return (facts for facts in paper.library.known.positions.values() if facts.kind == kind)


def _any(phrases: Iterable[str], text: str) -> bool:
    return any(compiled(phrase).search(text) for phrase in phrases)


def _first(phrases: Iterable[str], text: str) -> str:
    return next((found[0] for phrase in phrases if (found := compiled(phrase).search(text))), "")


def _since(facts: PositionFacts, paper: LintText) -> str:
    return f"from {in_words(facts.from_day)} on, " if facts.from_day > paper.as_at else ""


def _do(facts: PositionFacts) -> str:
    sure = "" if facts.verified else " Read the source first: this entry of positions.yml is not verified."
    return f"{facts.do.rstrip('.')}. Source: {facts.source}, {in_words(facts.from_day)}.{sure}"


RULES = (
    Rule(
        "GUIDANCE-CONFLICT",
        Severity.WARNING,
        "Guidance that is in force says otherwise.",
        partial(_against, "conflict"),
    ),
    Rule(
        "LAW-QUOTE", Severity.WARNING, "A list from law or guidance is not given as it stands there.", _lists
    ),
    Rule(
        "LAW-OVERBROAD",
        Severity.WARNING,
        "The text forbids more than an employer may.",
        partial(_against, "overbroad"),
    ),
    Rule(
        "LAW-RISK",
        Severity.WARNING,
        "The text could keep people from raising a concern.",
        partial(_against, "risk"),
    ),
    Rule("MOD-SCOPE", Severity.WARNING, "A rule forbids what work needs.", partial(_against, "scope")),
    Rule("WATCH", Severity.WARNING, "A change that is to come will concern the text.", _coming),
)
