"""Contradictions: two rules of one policy about the same thing that bind differently, name other figures for
it, or give it to other people.

What two sentences speak of is compared by the stems of their words (Jaccard's index, or whether all of one
are in the other), so that "visits are approved" and "approves the visit" are about the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from ..errors import Severity
from ..model.modality import Force, Statement, read_statements
from .engine import Finding, LintText, Rule, report, shorten
from .repetition import Sentence, are_comparable, collect_sentences, describe_place, find_opposites


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
# "Do not need a check" lets go, as "need not have a check" does.
_NEEDS = re.compile(r"\s*need\b", re.IGNORECASE)
# What binds without a modal verb, and only lightly.
_ADVICE = re.compile(
    r"\b(?:is|are) (?:strongly )?(?:advised|recommended|encouraged)\b(?: to| not to)?", re.IGNORECASE
)
_INVITATION = re.compile(r"\b(?:(?:is|are) (?:welcome|able to)|optional)\b", re.IGNORECASE)
# "It does not apply" says how something is.
_DESCRIBES = re.compile(r"does", re.IGNORECASE)

# What narrows a sentence: where it stands in one of two sentences only, both may hold.
_CONDITION = re.compile(
    r"\b(unless|except|without|if|when|where|while|until|only|other than|apart from|normally|usually"
    r"|wherever|possible|practicable|before|after|during|outside|in an emergency|some|certain)\b\W*(\w*)",
    re.IGNORECASE,
)

_WORD = re.compile(r"[a-z0-9’'-]+")
_SMALL_WORDS = re.compile(
    r"a|all|also|always|and?|any|are|as|at|be|been|by|during|each|every|for|from|h[ae]s|have|h[ei]r|his|in"
    r"|into|is|its?|of|on|or|our|that|the|their|them|therefore|they|this|those|to|was|we|were|which|who"
    r"|will|with|within|your?"
)
_ENDING = re.compile(r"(?:ies|ied|ing|ed|es|s|e|y)$")
_SHORTEST_STEM = 3

# Of the words that either sentence has, how many both have, and how few are too few to tell.
_ALIKE = 0.75
_FEW_WORDS = 4
# So short a sentence may say a rule.
_SHORT_SENTENCE = 5
# So few words are enough where all of them stand in the other sentence.
_FEW_CONTAINED = 3

_NUMBERS = {
    "a": "1",
    "an": "1",
    "each": "1",
    "every": "1",
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
    "ten": "10",
    "eleven": "11",
    "twelve": "12",
    "fifteen": "15",
    "twenty": "20",
    "thirty": "30",
}
_NUMBER = rf"(?:\d+|{'|'.join(_NUMBERS)})"
_UNIT_OF_TIME = r"(?:(?:school|working|calendar|clear|full) )?(?:minute|hour|day|week|month|term|year)"
_FIGURE = re.compile(rf"\b(?P<count>{_NUMBER})(?: |-)(?P<unit>{_UNIT_OF_TIME})s?\b", re.IGNORECASE)
_ANY_NUMBER = re.compile(r"\d")

# Those who decide, and the verbs of what only one of them does.
_DECIDERS = re.compile(
    r"\b(?:head ?teachers?|heads?|principals?|governing (?:body|board)|governors?|trustees?|trust board|board"
    r"|chairs?(?: of (?:the )?(?:governors|trustees|governing (?:body|board)|board))?|committee|dsl|senco"
    r"|chief executive|executive leader|business manager|senior leadership team|manager|director"
    r"|designated safeguarding lead)\b",
    re.IGNORECASE,
)
_DECIDES = re.compile(
    r"\b(?:approv|authoris|ratif|appoint|decid)(?:e[sd]?|ing|ies|ied|y|s|ed|al)?\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _RuleSentence:
    """A sentence that binds in one way, the stems of what it speaks of, and the words that narrow it, each
    with the word behind it.
    """

    sentence: Sentence
    stance: Stance | None
    stems: frozenset[str]
    conditions: Mapping[str, str]


def read_stance(text: str) -> Stance | None:
    """Return how a sentence binds; None where it does not, or in more than one way."""
    stances: set[Stance] = set()
    for statement in _list_binding_statements(text):
        is_let_go = statement.force is Force.DO_NOT and _NEEDS.match(text[statement.end :])
        stances.add(Stance.PERMITS if is_let_go else _STANCES[statement.force])
    if _ADVICE.search(text):
        stances.add(Stance.ADVISES)
    if _INVITATION.search(text):
        stances.add(Stance.PERMITS)
    return stances.pop() if len(stances) == 1 else None


def _list_binding_statements(text: str) -> list[Statement]:
    statements = []
    for statement in read_statements(text):
        describes = _DESCRIBES.match(statement.phrase) and not _NEEDS.match(text[statement.end :])
        if statement.force in _STANCES and not describes:
            statements.append(statement)
    return statements


def _drop_binding_words(text: str) -> str:
    """What a sentence speaks of, without the words by which it binds."""
    for statement in reversed(_list_binding_statements(text)):
        rest = text[statement.end :]
        if statement.force is Force.DO_NOT:
            rest = _NEEDS.sub("", rest, count=1) if _NEEDS.match(rest) else rest
        text = f"{text[: statement.start]} {rest}"
    return _INVITATION.sub(" ", _ADVICE.sub(" ", text))


def _list_stems(text: str) -> frozenset[str]:
    """Return the stems of the words of a text, small words left out."""
    stems = set()
    for word in _WORD.findall(text.lower()):
        if not _SMALL_WORDS.fullmatch(word):
            stem = _ENDING.sub("", word.removesuffix("’s").removesuffix("'s"))
            stems.add(stem if len(stem) >= _SHORTEST_STEM else word)
    return frozenset(stems)


def _read_rule(sentence: Sentence) -> _RuleSentence:
    text = _drop_binding_words(sentence.text).lower()
    conditions = dict(_CONDITION.findall(text))
    return _RuleSentence(sentence, read_stance(sentence.text), _list_stems(text), conditions)


def _measure_likeness(stems: frozenset[str], other: frozenset[str]) -> float:
    """Return how many of the stems that either text has both have: Jaccard's index."""
    return len(stems & other) / max(1, len(stems | other))


def _are_narrowed_alike(rule: _RuleSentence, other: _RuleSentence) -> bool:
    """Say whether neither sentence has a condition that the other has not. "During term time" is none beside
    "in term time".
    """
    for sentence, counterpart in ((rule, other), (other, rule)):
        for narrowing, next_word in sentence.conditions.items():
            is_shared = bool(next_word) and _list_stems(next_word) <= counterpart.stems
            if narrowing not in counterpart.conditions and not (narrowing == "during" and is_shared):
                return False
    return True


def _contradict(stance: Stance, other: Stance) -> bool:
    """Whether both cannot be meant. Advice beside a permission can: one may, and is advised to."""
    return stance is not other and {stance, other} != {Stance.ADVISES, Stance.PERMITS}


def _forbids_without_exception(rule: _RuleSentence, other: _RuleSentence) -> bool:
    """Whether a rule forbids, always, what the other allows to the same people on some condition."""
    return (
        rule.stance is Stance.FORBIDS
        and other.stance is Stance.PERMITS
        and not rule.conditions
        and len(rule.stems) >= _FEW_CONTAINED
        and rule.stems <= other.stems
    )


def _find_contradictions(policy_text: LintText) -> Iterator[Finding]:
    opposites = {(id(first.line), id(other.line)) for first, other in find_opposites(policy_text)}
    rules = [rule for rule in map(_read_rule, collect_sentences(policy_text, _SHORT_SENTENCE)) if rule.stance]
    for rule, other in combinations(rules, 2):
        is_told = (id(rule.sentence.line), id(other.sentence.line)) in opposites
        if is_told or not are_comparable(rule.sentence, other.sentence):
            continue
        if rule.stance is None or other.stance is None or not _contradict(rule.stance, other.stance):
            continue
        is_alike = (
            min(len(rule.stems), len(other.stems)) >= _FEW_WORDS
            and _measure_likeness(rule.stems, other.stems) >= _ALIKE
            and _are_narrowed_alike(rule, other)
        )
        if is_alike or _forbids_without_exception(rule, other) or _forbids_without_exception(other, rule):
            message = (
                f"{other.stance} what {describe_place(rule.sentence)} {rule.stance}:"
                f" “{shorten(other.sentence.text)}” and “{shorten(rule.sentence.text)}”"
            )
            yield report(other.sentence.line, message, "Say it in one way, or say when which holds.")


def _read_only_figure(text: str) -> tuple[str, str] | None:
    """Return the one period that a sentence names, as its count and unit; None where it names several
    figures, since it is not certain then which of them answer to each other.
    """
    figures = list(_FIGURE.finditer(text))
    if len(figures) != 1:
        return None
    rest = text[: figures[0].start()] + text[figures[0].end() :]
    if _ANY_NUMBER.search(rest):
        return None
    count = figures[0]["count"].lower()
    return _NUMBERS.get(count, count), figures[0]["unit"].lower()


def _find_other_figures(policy_text: LintText) -> Iterator[Finding]:
    """Two sentences about the same thing that name another period for it."""
    timed: list[tuple[_RuleSentence, frozenset[str], tuple[str, str]]] = []
    for rule in map(_read_rule, collect_sentences(policy_text, _SHORT_SENTENCE)):
        figure = _read_only_figure(rule.sentence.text)
        if figure:
            stems = _list_stems(_FIGURE.sub(" ", _drop_binding_words(rule.sentence.text)))
            timed.append((rule, stems, figure))
    for (rule, stems, figure), (other, other_stems, other_figure) in combinations(timed, 2):
        is_alike = (
            min(len(stems), len(other_stems)) >= _FEW_CONTAINED
            and _measure_likeness(stems, other_stems) >= _ALIKE
            and _are_narrowed_alike(rule, other)
        )
        if is_alike and figure != other_figure and are_comparable(rule.sentence, other.sentence):
            message = (
                f"gives another period than {describe_place(rule.sentence)}: “{shorten(other.sentence.text)}”"
                f" and “{shorten(rule.sentence.text)}”"
            )
            yield report(other.sentence.line, message, "Give one figure, or say when which holds.")


def _find_other_deciders(policy_text: LintText) -> Iterator[Finding]:
    """Two sentences that leave the same decision to different people."""
    deciding: list[tuple[Sentence, frozenset[str], frozenset[str]]] = []
    for sentence in collect_sentences(policy_text, _SHORT_SENTENCE):
        deciders = frozenset(
            re.sub(r"\W", "", match[0].lower()) for match in _DECIDERS.finditer(sentence.text)
        )
        if len(deciders) == 1 and len(_DECIDES.findall(sentence.text)) == 1:
            text = _DECIDERS.sub(" ", _drop_binding_words(sentence.text))
            deciding.append((sentence, _list_stems(text), deciders))
    for (sentence, stems, deciders), (other, other_stems, other_deciders) in combinations(deciding, 2):
        if (
            len(stems) >= _FEW_CONTAINED
            and stems == other_stems
            and deciders != other_deciders
            and are_comparable(sentence, other)
        ):
            message = (
                f"leaves to others what {describe_place(sentence)} decides: “{shorten(other.text)}” and"
                f" “{shorten(sentence.text)}”"
            )
            yield report(other.line, message, "Name one of them, or say who decides what.")


RULES = (
    Rule(
        "MOD-STANCE",
        Severity.WARNING,
        "Two sentences about the same thing bind differently.",
        _find_contradictions,
    ),
    Rule(
        "MOD-FIGURE",
        Severity.WARNING,
        "Two sentences about the same thing name different periods.",
        _find_other_figures,
    ),
    Rule(
        "MOD-WHO",
        Severity.WARNING,
        "Two sentences leave the same decision to different people.",
        _find_other_deciders,
    ),
)
