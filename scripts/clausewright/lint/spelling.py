"""Spelling: a word that no dictionary has, one slip away from a word that this policy uses.

A whole spelling checker would stop at every name and short form. This one speaks only where it can name the
word that was meant: one that stands elsewhere in the policy, or a common word with two letters swapped,
doubled or not doubled.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from spellchecker import SpellChecker

from ..errors import Severity
from .engine import Finding, LintText, Rule, report

_WORD = re.compile(r"(?<![\w’'./@-])[A-Za-z]{6,}(?![\w’'@/]|-\w|\.\w)")

_COMMON = 2_000

_ADDRESS = re.compile(r"\S*(?:://|www\.|@)\S*")

# The dictionary is American: how its words become British ones.
_BRITISH = (
    (r"is(e|es|ed|ing|er|ers|ation|ations|able)$", r"iz\1"),
    (r"ys(e|es|ed|ing|er|ers)$", r"yz\1"),
    (r"our", "or"),
    (r"tre(s?)$", r"ter\1"),
    (r"enc(e|es|eless|ive)$", r"ens\1"),
    (r"ogue(s?)$", r"og\1"),
    (r"ll(ed|ing|er|ers|or|ors|ment|ful)$", r"l\1"),
    (r"l(ment|ments|ful|fully)$", r"ll\1"),
    (r"mme(s?)$", r"m\1"),
    (r"ae|oe", "e"),
)

_ENDINGS = ("s", "es", "ed", "d", "ing", "ly", "er", "ers", "ness", "able", "ment")

_BEGINNINGS = (
    "un",
    "re",
    "non",
    "pre",
    "mis",
    "over",
    "under",
    "sub",
    "inter",
    "multi",
    "anti",
    "co",
    "out",
    "cyber",
    "micro",
    "up",
)


@cache
def _load_checker() -> SpellChecker:
    return SpellChecker(language="en")


@cache
def is_word(word: str) -> bool:
    """Whether a word in small letters is one of an English dictionary, in British or American spelling, or is
    made from one.
    """
    known = _load_checker().word_frequency.dictionary
    forms = {word, *(re.sub(british, american, word) for british, american in _BRITISH)}
    forms |= {form.removesuffix(ending) for form in forms for ending in _ENDINGS}
    forms |= {form.removeprefix(beginning) for form in forms for beginning in _BEGINNINGS}
    return any(len(form) > 2 and form in known for form in forms)


def _find_misspelt(policy_text: LintText) -> Iterator[Finding]:
    counts: Counter[str] = Counter()
    for line in policy_text.lines:
        counts.update(_WORD.findall(_ADDRESS.sub(" ", line.text)))
    for line in policy_text.own_lines:
        for word in _WORD.findall(_ADDRESS.sub(" ", line.text)):
            if counts[word] <= 2 and (meant := _find_meant(word, counts)):
                yield report(
                    line,
                    f"“{word}” is in no dictionary; “{meant}” may be meant",
                    "Correct it, or allow it here with a reason.",
                )


def _find_meant(word: str, counts: Counter[str]) -> str:
    """The word that was meant, or nothing where the word is right or nobody can tell."""
    small = word.lower()
    if not (word.islower() or word.istitle() or word.isupper()) or is_word(small):
        return ""
    if word.isupper():
        meant = _find_meant(small, counts)
        return meant.upper() if meant and _is_slip(small, meant) else ""
    near = {
        other for other in _load_checker().edit_distance_1(small) if other[:1] == small[0] and is_word(other)
    }
    as_written = {other: other.title() if word.istitle() else other for other in near}
    in_policy = {
        other: counts[written] for other, written in as_written.items() if counts[written] > counts[word]
    }
    if in_policy:
        return as_written[max(in_policy, key=lambda other: (in_policy[other], other))]
    if word.istitle():
        return ""
    known = _load_checker().word_frequency.dictionary
    slips = [other for other in near if known.get(other, 0) >= _COMMON and _is_slip(small, other)]
    return max(slips, key=lambda other: (known[other], other), default="")


def _is_slip(word: str, other: str) -> bool:
    """Whether two words differ in two letters that changed places, or in one that is doubled."""
    if len(word) == len(other):
        return sorted(word) == sorted(other)
    shorter, longer = sorted((word, other), key=len)
    return re.sub(r"(.)\1", r"\1", longer) == re.sub(r"(.)\1", r"\1", shorter)


RULES = (
    Rule(
        "SPELL", Severity.WARNING, "A word is one slip away from one that this policy uses.", _find_misspelt
    ),
)
