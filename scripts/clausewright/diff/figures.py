"""Figures: the numbers, periods, dates, times and sums in a text, in digits or in words,
and the addresses and telephone numbers, which are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .align import joined_lcs_runs

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_VALUES = {word: float(value) for value, word in enumerate(_SMALL.split())}
_VALUES |= {word: 10.0 * value for value, word in enumerate(_TENS.split(), 2)}
_VALUES |= {"dozen": 12.0, "hundred": 100.0, "thousand": 1000.0, "half": 0.5, "quarter": 0.25, "couple": 2.0}
_MULTIPLIERS = frozenset({"dozen", "hundred", "thousand", "half", "quarter", "couple"})
_ORDINALS = (
    "third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|fifteenth|twentieth|thirtieth"
)
# "May" and "march" are words too, so a month alone is known by its capital, and these two are none alone.
_MONTHS_ALONE = "January|February|April|June|July|August|September|October|November|December"
_MONTHS = rf"(?:{_MONTHS_ALONE}|March|May|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
_UNIT = (
    r"(?:(?:working|school|calendar|consecutive|full|academic|clear|business|teaching)[ -])?"
    r"(?:minutes?|hours?|days?|nights?|weekends?|weeks?|fortnights?|months?|half[ -]terms?|terms?|years?"
    r"|lessons?|sessions?|seconds?|pounds?|pence|metres?|miles?)\b"
)
_WORD = rf"(?:{'|'.join(_VALUES)})"
_COUNT = rf"{_WORD}(?:[ -](?:and )?{_WORD})*"
_ORDINAL_ENDING = "(?:st|nd|rd|th)?"
_NUMBER = rf"(?:\d+(?:[.,:/]\d+)*{_ORDINAL_ENDING}|{_COUNT})"
_MEASURE = r"(?: ?(?:%|(?:per ?cent|percent|a\.?m|p\.?m)\b))?"
_HOW_SOON = (
    r"(?:bi-?|semi-?|half-)?(?:daily|weekly|fortnightly|monthly|termly|annual(?:ly)?|yearly)|quarterly|twice"
    r"|immediately|straight away"
    r"|at once|as soon as (?:possible|practicable)|without delay|promptly"
)
_FIGURE = re.compile(
    "|".join(
        (
            r"\b\d{4}-\d\d-\d\d\b",
            rf"\b\d{{1,2}}{_ORDINAL_ENDING}(?: of)? (?-i:{_MONTHS})\b(?:,? \d{{4}})?",
            rf"\b(?-i:{_MONTHS}) \d{{1,4}}{_ORDINAL_ENDING}\b(?:,? \d{{4}})?",
            r"[£$€] ?\d(?:[\d,.]*\d)?(?: ?(?:k|m|bn|million|thousand)\b)?",
            rf"\b(?:half|a quarter) (?:of )?(?:an?|the) {_UNIT}",
            (
                rf"\b(?:an? )?{_NUMBER}(?: ?(?:-|\u2013|to) ?{_NUMBER})?{_MEASURE}(?:[ -]{_UNIT})?"
                r"(?!\w|[.,:/]\d)"
            ),
            rf"\b(?:an?|each|every|per|the same|the next|next) {_UNIT}",
            (
                r"\b(?:start|beginning|middle|end|(?:first|last) day) of (?:an?|each|every|the|this|that)"
                rf" {_UNIT}"
            ),
            rf"\b(?:{_HOW_SOON})\b",
            r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b",
            # "Sixth formers" are people.
            rf"\b(?:{_ORDINALS})\b(?![ -]form)",
            rf"\b(?-i:{_MONTHS_ALONE})\b",
        )
    ),
    re.IGNORECASE,
)
_EMAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_TELEPHONE = r"(?<![\w£.])(?:\+\d{1,3}|\(?0)[\d()]*(?:[ -]?\d[\d()]*){6,}(?!\w)"
_POSTCODE = r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b"
_CONTACT = re.compile(f"{_EMAIL}|{_TELEPHONE}|{_POSTCODE}")
_ADDRESS = re.compile(r"\b(?:https?://|www\.)[^\s<>\"”]+[^\s<>\"”.,;:)]")
_REFERENCE = re.compile(
    r"\b(?:clauses?|sections?|paragraphs?|paras?|rules?|parts?|chapters?|appendix|appendices|annex(?:es)?"
    r"|schedules?"
    r"|articles?|pages?|items?|points?|steps?|figures?|tables?)\.? (?:[A-Z][.-]?)?\d+(?:\.\d+)*(?:\(\w\))?"
    r"(?:(?:, | and | or | to |\u2013|-)\d+(?:\.\d+)*(?:\(\w\))?)*",
    re.IGNORECASE,
)
# A sign that belongs to the figure behind it. A dash with a space behind it may also part words.
_SIGN_BEFORE = re.compile(r"(?:^|(?<=[\s(]))(?:[-\u2212] ?|\u2013|(?:[<>]=?|[+\u2264\u2265\u00b1]) ?)$")
_NAME_BEFORE = re.compile(r"(\b[A-Za-z][\w’']*) $")
_SAY_NOTHING = frozenset(
    {
        "a", "an", "the", "of", "in", "to", "by", "at", "for", "and", "or", "is", "are", "was", "be",
        "than", "with", "from", "on", "below", "under", "over", "above", "about", "after", "before",
        "until", "within", "between", "beyond", "nearly", "only", "every", "each", "all"
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it is written, and its value, which is the same for "6 years" and "six years". `is_name`
    says that it numbers something: "Bylaw 0".
    """

    text: str
    value: str
    is_name: bool = False


def read_figures(text: str) -> list[Figure]:
    """Return the figures of a text, in order. A number that names a clause or the like is none."""
    for pattern in (_ADDRESS, _CONTACT, _REFERENCE):
        text = pattern.sub(lambda match: "·" * len(match[0]), text)
    return list(_find_figures(text))


def _find_figures(text: str) -> Iterator[Figure]:
    for match in _FIGURE.finditer(text):
        words = match[0]
        # By itself "one" is anybody, and half of all things are counted with it.
        if words.lower() in ("one", "a one", "half", "a half", "zero"):
            continue
        sign = _SIGN_BEFORE.search(text[: match.start()])
        if sign and words[0] in "0123456789£$€":
            yield Figure(f"{sign[0]}{words}", f"{_read_sign(sign[0])}{_read_value(words)}")
            continue
        before = _NAME_BEFORE.search(text[: match.start()])
        shown = words
        if words.isdigit() and before and before[1].lower() not in _SAY_NOTHING:
            shown = f"{before[1]} {words}"
        yield Figure(shown, _read_value(words), is_name=shown[:1].isupper() and shown != words)


def _read_sign(sign: str) -> str:
    """A sign in one form; "" for a dash that may part words."""
    is_dash = sign.strip() in ("-", "\u2212", "\u2013")
    if is_dash:
        return "" if sign.endswith(" ") else "-"
    return sign.strip()


def _read_value(words: str) -> str:
    """A figure in one form: digits for words, units as one of them."""
    pieces: list[str] = []
    total: float | None = None
    for piece in re.findall(r"[£$€%]|\d+(?:[.,:/]\d+)*|[A-Za-z]+", words.lower()):
        value = _VALUES.get(piece)
        if value is None and piece in ("a", "an") and total is None:
            value = 1.0
        if value is not None:
            if total is not None and piece in _MULTIPLIERS:
                total *= value
            else:
                total = (total or 0.0) + value
            continue
        if piece in ("and", "of", "the", "st", "nd", "rd", "th"):
            continue
        if total is not None:
            pieces.append(f"{total:g}")
            total = None
        pieces.append(piece.replace(",", "") if piece[0].isdigit() else piece.rstrip("s"))
    if total is not None:
        pieces.append(f"{total:g}")
    return " ".join(pieces)


def pair_figures(old: Sequence[Figure], new: Sequence[Figure]) -> list[tuple[str, str]]:
    """Return what became of the figures of a sentence: the old and the new one, "" where one came or went."""
    pairs: list[tuple[str, str]] = []
    old_values, new_values = [figure.value for figure in old], [figure.value for figure in new]
    for equal, olds, news in joined_lcs_runs(old_values, new_values):
        if equal:
            continue
        for index in range(max(len(olds), len(news))):
            before = old[olds[index]] if index < len(olds) else None
            after = new[news[index]] if index < len(news) else None
            if before and after and before.is_name is not after.is_name:
                # "Bylaw 0" takes no place of "three".
                pairs += [(before.text, ""), ("", after.text)]
                continue
            pairs.append((before.text if before else "", after.text if after else ""))
    return pairs


def read_contacts(text: str) -> list[str]:
    """Return the e-mail addresses, telephone numbers and postcodes of a text, in order."""
    contacts = [" ".join(match[0].split()) for match in _CONTACT.finditer(_ADDRESS.sub(" ", text))]
    return [_drop_brackets_around(contact) for contact in contacts]


def _drop_brackets_around(contact: str) -> str:
    """An address or a number without a bracket before it that is none of its area code's."""
    if contact.startswith("(") and ")" not in contact.removesuffix(")"):
        return contact.strip("()")
    return contact


def read_references(text: str) -> list[str]:
    """Return the references by number of a text ("clause 8"), in order."""
    return [match[0] for match in _REFERENCE.finditer(text)]


def read_addresses(text: str) -> list[str]:
    """Return the web addresses of a text, in order."""
    return [match[0] for match in _ADDRESS.finditer(text)]
