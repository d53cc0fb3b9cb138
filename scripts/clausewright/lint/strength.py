"""Strength: how binding the text is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from ..errors import Severity
from .engine import Finding, LintText, Rule, are_alternatives, report, shorten

_ANY = re.IGNORECASE


def _compare_strengths(policy_text: LintText) -> Iterator[Finding]:
    """Two clauses of one concept that bind differently;
    the compiler only lets both into a version where a choice keeps them apart.
    """
    for clause, other in combinations(policy_text.clauses, 2):
        if (
            clause.concept
            and clause.concept == other.concept
            and clause.id != other.id
            and clause.strength != other.strength
        ):
            message = (
                f"'{clause.id}' ({clause.strength}) and '{other.id}' ({other.strength}) are about one thing,"
                f" {clause.concept}"
            )
            if not are_alternatives(clause.arms, other.arms):
                yield Finding(
                    other.path, 1, message, "Let one of them say it, or give them concepts of their own."
                )


_GUIDANCE = re.compile(
    r"\b(?:this|the) (?:policy|document|guidance)\b[^.;]{0,40}?\b(?:(?:is"
    r"|are) (?:only )?(?:recommended|advisory|guidance|for guidance)|"
    r"(?:acts|serves|is intended|is designed) (?:as|to (?:give|provide|offer)|to act as) (?:advice"
    r"|guidance|guidelines)|"
    r"gives (?:broad )?guidance|"
    r"(?:does not|is not intended to) (?:form part of|be) (?:a |any )?(?:contract|rules?|polic))|"
    r"\badvice and guidance (?:outlined|contained|set out|given|in) (?:in )?th(?:is|e) (?:policy|document)\b",
    _ANY,
)

_BINDS = re.compile(
    r"\b(?:disciplinary (?:action|procedures?|proceedings|measures)"
    r"|gross misconduct|dismissal|breach(?:es|ed|ing)? (?:of )?(?:this|the) "
    r"(?:policy|code|organisation|guidance)|breached the)\b",
    _ANY,
)


def _compare_status(policy_text: LintText) -> Iterator[Finding]:
    """A policy that calls itself advice, and holds people to it all the same."""
    advice = next(
        (
            (line, guidance_match)
            for line in policy_text.own_lines
            if (guidance_match := _GUIDANCE.search(line.text))
        ),
        None,
    )
    binding = next(
        (
            (line, guidance_match)
            for line in policy_text.own_lines
            if (guidance_match := _BINDS.search(line.text))
        ),
        None,
    )
    if advice and binding:
        line, guidance_match = advice
        where = f"line {binding[0].line} of {binding[0].path}"
        message = (
            f"is guidance by its own words, “{shorten(guidance_match[0])}”, but {where} speaks of"
            f" {binding[1][0].lower()}"
        )
        yield report(line, message, "Say which of it binds, or leave out that it is guidance only.")


_DUTY = re.compile(r"\b(?:must|should|will)\b(?! (?:be noted|you))", _ANY)


def _count_shall(policy_text: LintText) -> Iterator[Finding]:
    """Shall, where the rest of the policy says must, will or should;
    a policy that says shall throughout is let be.
    """
    lines = [line for line in policy_text.own_lines if not line.is_heading]
    others = sum(len(_DUTY.findall(line.text)) for line in lines)
    with_shall = [line for line in lines for _ in re.findall(r"\bshall\b", line.text, _ANY)]
    if with_shall and len(with_shall) * 5 <= others:
        message = (
            f"says shall, {len(with_shall)} of {others + len(with_shall)} times that the policy lays down a"
            f" duty: “{shorten(with_shall[0].text)}”"
        )
        yield report(with_shall[0], message, "Write must or will, as elsewhere.")


RULES = (
    Rule(
        "MOD-CONTRADICT", Severity.ERROR, "One concept has two strengths in one policy.", _compare_strengths
    ),
    Rule(
        "MOD-VARIANT",
        Severity.WARNING,
        "A duty is written with shall, though the policy says must elsewhere.",
        _count_shall,
    ),
    Rule(
        "DOC-STATUS",
        Severity.WARNING,
        "A policy calls itself guidance, and speaks of breaches and discipline.",
        _compare_status,
    ),
)
