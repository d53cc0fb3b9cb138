"""A variable of many schools: each one's value, and where it prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..model.values import Kind, Value, Variable, printed
from .slots import Slot, Span

_KIND_WORDS = {
    Kind.EMAIL: "an e-mail address",
    Kind.PHONE: "a telephone number",
    Kind.URL: "an address on the web",
    Kind.DATE: "a date",
    Kind.MONTH: "a month",
    Kind.NUMBER: "a number",
    Kind.PERSON: "a person",
    Kind.TEXT: "a text",
    Kind.WORDS: "a word",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a variable prints: which words of each copy of a group it takes, and in which form."""

    group: int
    spans: Mapping[int, Span]
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SharedVariable:
    """A variable of many schools: each one's value, and where it prints."""

    key: str
    kind: Kind
    help: str
    values: Mapping[str, Value]
    places: tuple[Place, ...]
    confidence: float

    @property
    def variable(self) -> Variable:
        """It as the schema has it."""
        return Variable(self.key, self.kind, self.help, "school")

    def print_at(self, school: str, forms: tuple[str, ...] = ()) -> str:
        """What it prints at a school, nothing where that has no value."""
        value = self.values.get(school)
        return (printed(self.kind, value, forms) or "") if value is not None else ""


@dataclass(slots=True)
class VariableDraft:
    """Slots that one variable may explain: what stands there at each school, in small letters and
    singular.
    """

    vector: dict[str, str]
    slots: list[Slot] = field(default_factory=list)
    key: str = ""


def describe_kind(kind: Kind) -> str:
    """A kind of value in words, "an e-mail address"."""
    return _KIND_WORDS[kind]
