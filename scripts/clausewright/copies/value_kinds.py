"""Kinds of values: whether what stands at the places of a variable is an address, a number, a date, a
person, a name or a word; or wording, and no value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..importer.values import EMAIL, PHONE
from ..load import InvalidValueError, read_printed
from ..model.values import Kind, Person, Value, Variable, printed
from .vocabulary import CAPITAL, PARTICLES, is_vocabulary, list_known_words

_TITLED = re.compile(r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Rev|Revd|Sir|Dame|Canon|Father|Sister)\.? " + CAPITAL)
_PERSON = re.compile(
    rf"(?:{CAPITAL}[\w’'-]+|{CAPITAL}\.)(?: {CAPITAL}\.| (?:{PARTICLES}))*"
    rf"(?: (?:[ae]l-)?{CAPITAL}[\w’'-]+){{1,2}}"
)
_OF_A_BODY = re.compile(
    r"\b(?:School|Academy|College|Nursery|Trust|Council|Board|Committee|Team|Service|Partnership|Office"
    r"|Centre|Policy|Lane|Road|Street)\b"
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_FIGURE = re.compile(r"[£$€]?\d[\d.,:]*(?:[ap]m)?%?")
_COUNTED = frozenset(
    {"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve"}
)
_NAME_WORD = re.compile(rf"(?:[ae]l-)?(?:{CAPITAL}|[\d£])[\w’'.&-]*")
_IN_NAMES = frozenset({"of", "the", "and", "&", "for", "in", "at", "on", "St", "by"}) | frozenset(
    PARTICLES.split("|")
)
# A word stands in so many clauses at least, unless it is one of those that every policy has.
_THROUGHOUT = 2
# So many different phrases at one place are each school's own to fill in.
_OWN_PHRASES = 3


def choose_kind(texts: Sequence[str], different: frozenset[str], clauses: int) -> Kind | None:
    """Choose the kind of value that texts are; None where they are wording.

    `different` are the texts as they are compared, each once; `clauses` is in how many clauses they stand.
    """
    for kind, pattern in ((Kind.EMAIL, EMAIL), (Kind.URL, _ADDRESS), (Kind.PHONE, PHONE)):
        if all(pattern.fullmatch(text) for text in texts):
            return kind
    if all(_FIGURE.fullmatch(text) or text.casefold() in _COUNTED for text in texts):
        return Kind.NUMBER if all(text.isdecimal() for text in texts) else Kind.TEXT
    for kind in (Kind.DATE, Kind.MONTH):
        if all(read_value(kind, text) is not None for text in texts):
            return kind
    if is_vocabulary(texts):
        return _choose_kind_of_word(different, clauses)
    are_names = [is_name(text) for text in texts]
    if all(are_names):
        are_people = [bool(_TITLED.match(text) or _PERSON.fullmatch(text)) for text in texts]
        is_person = all(are_people) and not any(map(_OF_A_BODY.search, texts))
        return Kind.PERSON if is_person else Kind.TEXT
    return Kind.TEXT if any(are_names) or len(different) >= _OWN_PHRASES else None


def _choose_kind_of_word(different: frozenset[str], clauses: int) -> Kind | None:
    is_known = different <= list_known_words().keys()
    if not is_known and _is_part_of_another(different):
        return None
    if is_known or clauses >= _THROUGHOUT:
        return Kind.WORDS
    return Kind.TEXT if len(different) >= _OWN_PHRASES else None


def rate_kind(kind: Kind, texts: Sequence[str], places: int) -> float:
    """Rate how sure it is that texts are values of a kind: surer where they stand in several places."""
    often = 0.1 if places > 1 else 0.0
    if kind in (Kind.EMAIL, Kind.URL, Kind.PHONE):
        return 0.85 + often
    if kind in (Kind.DATE, Kind.MONTH, Kind.PERSON):
        return 0.8 + often
    if kind in (Kind.NUMBER, Kind.WORDS) or all(_FIGURE.fullmatch(text) for text in texts):
        return 0.75 + often
    if is_vocabulary(texts):
        return 0.65
    return (0.8 if all(map(is_name, texts)) else 0.65) + often


def _is_part_of_another(texts: Iterable[str]) -> bool:
    """Say whether one of several words is another one with more words, which say something of their own."""
    words = [text.split() for text in texts]
    return any(
        len(first) < len(second) and (second[: len(first)] == first or second[-len(first) :] == first)
        for first in words
        for second in words
    )


def is_name(text: str) -> bool:
    """Say whether a text is a name: all its words begin with capitals, but for those that names have."""
    words = text.split()
    return any(_NAME_WORD.fullmatch(word) for word in words) and all(
        _NAME_WORD.fullmatch(word.strip(",()")) or word in _IN_NAMES for word in words
    )


def read_value(kind: Kind, text: str) -> Value | None:
    """A text as a value that prints as this text; None where it is none."""
    if kind is Kind.PERSON:
        return Person(text)
    try:
        value = read_printed(Variable("value.read", kind, "", "school"), "", None, text)
    except InvalidValueError:
        return None
    if kind is Kind.MONTH and len(str(value)) != len("2026-09"):
        # A day prints as itself wherever a month may stand.
        return None
    return value if printed(kind, value) == text else None
