"""Strength: how binding the text is, and where it takes back what it says elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from rapidfuzz import fuzz

from ...errors import Severity
from .papers import Finding, Line, Paper, are_alternatives
from .rules import Rule, at, pattern, short

_WORD = re.compile(r"[a-z’']+")
_NEGATION = frozenset({"not", "never", "no", "don’t", "don't", "cannot", "mustn’t", "neither", "nor"})
_FEW_WORDS = 7
_ALIKE = 92
_THE_SAME = 95
_COMPARED = 400


def _two_strengths(paper: Paper) -> Iterator[Finding]:
    """Two clauses of one concept that bind differently; the compiler only lets both into a version where a choice keeps them apart."""
    for one, other in combinations(paper.clauses, 2):
        if one.concept and one.concept == other.concept and one.id != other.id and one.strength != other.strength:
            message = f"'{one.id}' ({one.strength}) and '{other.id}' ({other.strength}) are about one thing, {one.concept}"
            if not are_alternatives(one.arms, other.arms):
                yield Finding(other.path, 1, message, "Let one of them say it, or give them concepts of their own.")


def sentences(paper: Paper) -> list[tuple[Line, str, frozenset[str]]]:
    """A policy's sentences of some length, in small letters, with the words among them that say no."""
    found = []
    for line in paper.own:
        if line.is_heading or line.is_table:
            continue
        for sentence in re.split(r"(?<=[.!?;])\s+", line.text):
            words = _WORD.findall(sentence.lower())
            no = frozenset(words) & _NEGATION
            kept = " ".join(word for word in words if word not in _NEGATION)
            if len(words) >= _FEW_WORDS:
                found.append((line, kept, no))
    return found[:_COMPARED]


def _pairs(paper: Paper, least: float) -> Iterator[tuple[Line, Line, frozenset[str], frozenset[str]]]:
    for (one, text, no), (other, other_text, other_no) in combinations(sentences(paper), 2):
        if (one.path, one.line) == (other.path, other.line) or are_alternatives(one.arms, other.arms):
            continue
        if fuzz.ratio(text, other_text, score_cutoff=least):
            yield one, other, no, other_no


def _opposites(paper: Paper) -> Iterator[Finding]:
    for one, other, no, other_no in _pairs(paper, _ALIKE):
        if bool(no) != bool(other_no):
            message = f"says the opposite of line {one.line} of {one.path} in nearly the same words: “{short(other.text)}”"
            yield at(other, message, "Check that no 'not' was lost or put in.")


def _repeated(paper: Paper) -> Iterator[Finding]:
    for one, other, no, other_no in _pairs(paper, _THE_SAME):
        if bool(no) == bool(other_no):
            yield at(other, f"says again what line {one.line} of {one.path} says: “{short(other.text)}”", "Say it once, and refer to it.")


RULES = (
    Rule("MOD-CONTRADICT", Severity.ERROR, "One concept has two strengths in one policy.", _two_strengths),
    Rule("MOD-NEGATION", Severity.WARNING, "Two sentences say the opposite of each other in nearly the same words.", _opposites),
    Rule("STR-DUP", Severity.WARNING, "A sentence stands in the policy twice.", _repeated),
    pattern(
        "MOD-LAW",
        "What the law forbids is only advised against.",
        "Write must not.",
        r"\bshould (?:not|never|ever)?\s?(?:ever )?(?:break the law|be hacked|commit|access illegal|download illegal)\b",
        flags=re.IGNORECASE,
    ),
    pattern(
        "MOD-VAGUE",
        "A rule cannot be tested.",
        "Say what people may do and what not.",
        r"\bcommon sense\b",
        r"\bas and when (?:required|necessary|appropriate)\b",
        flags=re.IGNORECASE,
    ),
    pattern(
        "MOD-VARIANT",
        "A duty is written with shall.",
        "Write must: it is plainer, and it is what the rest of the policy says.",
        r"\bshall\b",
        on=False,
    ),
)
