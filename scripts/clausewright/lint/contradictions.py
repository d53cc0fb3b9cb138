"""Contradictions: two rules of one policy about the same thing that bind differently."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from ..errors import Severity
from ..model.modality import Force, Statement, read_statements
from .engine import Finding, LintText, Rule, report, shorten
from .repetition import Sentence, are_comparable, collect_sentences, find_opposites


class Stance(StrEnum):
    """What a sentence does with what it speaks of."""

    FORBIDS = "forbids"
    OBLIGES = "obliges"
    ADVISES = "advises"
    PERMITS = "permits"


_STANCES = {
    Force.MUST_NOT: Stance.FORBIDS,
    Force.SHOULD_NOT: Stance.FORBIDS,
    Force.MAY_NOT: Stance.FORBIDS,
    Force.CANNOT: Stance.FORBIDS,
    Force.DO_NOT: Stance.FORBIDS,
    Force.NEVER: Stance.FORBIDS,
    Force.MUST: Stance.OBLIGES,
    Force.SHOULD: Stance.ADVISES,
    Force.MAY: Stance.PERMITS,
    Force.CAN: Stance.PERMITS,
    Force.NEED_NOT: Stance.PERMITS,
}
# What binds without a modal verb, and only lightly.
_ADVICE = re.compile(
    r"\b(?:is|are) (?:strongly )?(?:advised|recommended|encouraged)\b(?: to| not to)?", re.IGNORECASE
)
_INVITATION = re.compile(r"\b(?:(?:is|are) (?:welcome|able) to|optional)\b", re.IGNORECASE)
# "It does not apply" says how something is.
_DESCRIBES = re.compile(r"does", re.IGNORECASE)

# What narrows a sentence: where it stands in one of two sentences only, both may hold.
_CONDITION = re.compile(
    r"\b(?:unless|except|without|if|when|where|while|until|only|other than|apart from|normally|usually"
    r"|wherever|possible|practicable|before|after|during|outside|in an emergency|some|certain)\b",
    re.IGNORECASE,
)

_WORD = re.compile(r"[a-z0-9’'-]+")
_SMALL_WORDS = re.compile(
    r"a|all|also|always|and?|any|are|as|at|be|been|by|each|every|for|from|h[ae]s|have|h[ei]r|his|in|into|is"
    r"|its?|of"
    r"|on|or|our|that|the|their|them|therefore|they|this|those|to|was|we|were|which|who|will|with|your?"
)

# Of the words that either sentence has, how many both have (Jaccard's index), and how few are too few to
# tell.
_ALIKE = 0.75
_FEW_WORDS = 4


@dataclass(frozen=True, slots=True)
class _RuleSentence:
    """A sentence that binds in one way, the words of what it speaks of, and those that narrow it."""

    sentence: Sentence
    stance: Stance
    words: frozenset[str]
    conditions: frozenset[str]


def read_stance(text: str) -> Stance | None:
    """Return how a sentence binds; None where it does not, or in more than one way."""
    stances = {_STANCES[statement.force] for statement in _list_binding_statements(text)}
    if _ADVICE.search(text):
        stances.add(Stance.ADVISES)
    if _INVITATION.search(text):
        stances.add(Stance.PERMITS)
    return stances.pop() if len(stances) == 1 else None


def _list_binding_statements(text: str) -> list[Statement]:
    statements = read_statements(text)
    return [
        statement
        for statement in statements
        if statement.force in _STANCES and not _DESCRIBES.match(statement.phrase)
    ]


def _drop_binding_words(text: str) -> str:
    """What a sentence speaks of, without the words by which it binds."""
    for statement in reversed(_list_binding_statements(text)):
        text = f"{text[: statement.start]} {text[statement.end :]}"
    return _INVITATION.sub(" ", _ADVICE.sub(" ", text))


def _collect_rules(policy_text: LintText) -> list[_RuleSentence]:
    rules = []
    for sentence in collect_sentences(policy_text):
        stance = read_stance(sentence.text)
        if stance is None:
            continue
        text = _drop_binding_words(sentence.text).lower()
        words = frozenset(word for word in _WORD.findall(text) if not _SMALL_WORDS.fullmatch(word))
        if len(words) >= _FEW_WORDS:
            rules.append(_RuleSentence(sentence, stance, words, frozenset(_CONDITION.findall(text))))
    return rules


def _contradict(stance: Stance, other: Stance) -> bool:
    """Whether both cannot be meant. Advice beside a permission can: one may, and is advised to."""
    return stance is not other and {stance, other} != {Stance.ADVISES, Stance.PERMITS}


def _find_contradictions(policy_text: LintText) -> Iterator[Finding]:
    opposites = {(id(first.line), id(other.line)) for first, other in find_opposites(policy_text)}
    for rule, other in combinations(_collect_rules(policy_text), 2):
        alike = len(rule.words & other.words) / len(rule.words | other.words)
        is_told = (id(rule.sentence.line), id(other.sentence.line)) in opposites
        if (
            alike >= _ALIKE
            and rule.conditions == other.conditions
            and _contradict(rule.stance, other.stance)
            and are_comparable(rule.sentence, other.sentence)
            and not is_told
        ):
            place = f"line {rule.sentence.line.line} of {rule.sentence.line.path}"
            message = (
                f"{other.stance} what {place} {rule.stance}: “{shorten(other.sentence.text)}” and"
                f" “{shorten(rule.sentence.text)}”"
            )
            yield report(other.sentence.line, message, "Say it in one way, or say when which holds.")


RULES = (
    Rule(
        "MOD-STANCE",
        Severity.WARNING,
        "Two sentences about the same thing bind differently.",
        _find_contradictions,
    ),
)
