"""Variables, their values, and the words that a value prints."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from urllib.parse import quote

from .dates import find_newest, in_words, month_in_words

Day = date


class Kind(StrEnum):
    """The types of variables. Choices and flags shape the text; all others only fill it."""

    TEXT = "text"
    WORDS = "words"
    EMAIL = "email"
    PHONE = "phone"
    URL = "url"
    DATE = "date"
    MONTH = "month"
    NUMBER = "number"
    PERSON = "person"
    IMAGE = "image"
    COLOUR = "colour"
    FLAG = "flag"
    CHOICE = "choice"
    LIST = "list"


SHAPING = frozenset({Kind.CHOICE, Kind.FLAG})
LINKS = frozenset({Kind.EMAIL, Kind.PHONE, Kind.URL})
PRINTABLE = frozenset(Kind) - SHAPING - {Kind.LIST, Kind.IMAGE, Kind.COLOUR}
PERSON_PARTS = {"name": Kind.TEXT, "title": Kind.TEXT, "email": Kind.EMAIL, "phone": Kind.PHONE}
WORD_FORMS = ("plural", "possessive", "a", "capital")


# What stands behind a telephone number to reach somebody in the house.
EXTENSION = re.compile(r",? ?\(?(?:ext(?:ension|n)?\b[.:]?|x) ?(\d{1,6})\)?$", re.IGNORECASE)


class Blank(str):
    """What the model prints where a school's value will be."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Words:
    """A word of the school's own vocabulary, with the article that goes before it."""

    singular: str
    plural: str
    article: str


# What adopts policies, where a library does not say another word.
SCHOOL = Words("school", "schools", "a")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a role. Parts that are not known are empty."""

    name: str
    title: str = ""
    email: str = ""
    phone: str = ""


Row = Mapping[str, str]
Value = str | bool | Words | Person | tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Tell:
    """What one tells a person in a role, what the person is called there, and by what parts of it the person
    must be reached: "phone", "email". `{word.head}` stands for the school's word.
    """

    called: str
    about: str
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Variable:
    """What schema.yml says of one variable.

    `label` is its name in words, `example` what a value of it may look like. `options` maps each option of a
    choice to the phrase that explains it, `of` each column of a list to its type. `check_months` is how long
    a value may go unchecked, 0 for ever. A new value of one with `reapprove` needs a new decision. `tell`
    makes it one of those whom a school tells of a worry.
    """

    key: str
    kind: Kind
    help: str
    set_by: str
    default: Value | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    of: Mapping[str, Kind] = field(default_factory=dict)
    internal: bool = False
    label: str = ""
    path: str = ""
    line: int = 0
    check_months: int = 0
    reapprove: bool = True
    tell: Tell | None = None
    example: str = ""

    @property
    def name(self) -> str:
        """Its name in words, made from the key where the schema gives none."""
        space, _, short = self.key.partition(".")
        return self.label or f"{'' if space in ('role', 'word') else space} {short.replace('_', ' ')}".strip()

    def parts(self) -> Mapping[str, Kind]:
        """The parts of it that print by themselves: those of a person, the columns of a list."""
        return PERSON_PARTS if self.kind is Kind.PERSON else self.of


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value that counts from a day on, and the day on which somebody last made sure of it."""

    date: Day
    value: Value
    line: int
    checked_on: Day | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A value that fits its type and was hardly meant: where it stands, what it looks like, what to do."""

    line: int
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Layer:
    """One file of values: whose it is ("school"), where it stands and every key's values by date.

    `unfit` are the keys whose values are wrong or could not be read; a group stands for all its keys, and an
    empty string for the whole file. `blanks` are the lines of keys with nothing after the colon.
    """

    name: str
    path: str
    values: Mapping[str, tuple[DatedValue, ...]]
    unfit: frozenset[str] = frozenset()
    blanks: Mapping[str, int] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()

    def is_unfit(self, key: str) -> bool:
        """Say whether a value of `key` may have been written, but could not be taken; that has been told."""
        return not self.unfit.isdisjoint((key, key.partition(".")[0], ""))

    def at(self, key: str, day: date) -> DatedValue | None:
        """Return the value of `key` that counts on `day`."""
        return find_newest(self.values.get(key, ()), day)


# The layer of a value that nobody has given.
DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Bound:
    """A value together with the layer that it came from: "school", "trust" ... or "default"."""

    value: Value
    layer: str


def printed(kind: Kind, value: Value, forms: tuple[str, ...] = ()) -> str | None:
    """Return the words that a value prints, or None where it has no such part.

    `forms` are what follows the variable's key in a template: the chained forms of a word (`plural`,
    `capital` ...), a part of a person, the row number and column of a list, or `href`, the address behind an
    e-mail, phone or url.
    """
    if isinstance(value, Words):
        return _form_word(value, forms)
    if isinstance(value, Person):
        part, *rest = forms or ("name",)
        return _print_simple(PERSON_PARTS[part], getattr(value, part), tuple(rest))
    if isinstance(value, tuple):
        row, column, *rest = forms
        cell = value[int(row)].get(column, "") if int(row) < len(value) else ""
        return _print_simple(kind, cell, tuple(rest))
    return _print_simple(kind, str(value), forms)


def _print_simple(kind: Kind, text: str, forms: tuple[str, ...]) -> str | None:
    if not text:
        return None
    if forms == ("href",):
        return _make_address(kind, text)
    if kind is Kind.DATE:
        return in_words(date.fromisoformat(text))
    if kind is Kind.MONTH:
        return month_in_words(text)
    return text


def _make_address(kind: Kind, text: str) -> str:
    if kind is Kind.EMAIL:
        return "mailto:" + quote(text, safe="@+")
    if kind is Kind.PHONE:
        # RFC 3966: the nought that is dialled at home alone is left out, and an extension is a parameter.
        number, *extension = EXTENSION.split(text)
        digits = re.sub(r"[^\d+]", "", number.replace("(0)", "") if number.startswith("+") else number)
        return "tel:" + re.sub(r"^0", "+44", digits) + (f";ext={extension[0]}" if extension else "")
    return quote(text, safe=":/?#[]@!$&'()*+,;=%-._~")


def _form_word(words: Words, forms: tuple[str, ...]) -> str:
    plural = "plural" in forms
    text = words.plural if plural else words.singular
    if "possessive" in forms:
        text += "’" if plural and text.endswith("s") else "’s"
    if "a" in forms:
        text = f"{words.article} {text}"
    return text[:1].upper() + text[1:] if "capital" in forms else text
