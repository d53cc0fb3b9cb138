"""Marks: the numbers and bullets at the head of a paragraph, in every scheme that policies use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from ..word.symbols import ANSWERS


class Kind(StrEnum):
    """What a mark counts with."""

    DECIMAL = "1.1"
    NUMBER = "1"
    ROMAN = "i"
    ALPHA = "a"
    BULLET = "bullet"


@dataclass(frozen=True, slots=True)
class Mark:
    """A number or bullet as it was written. `value` is what it counts, one figure a level; `style` tells (i)
    from i. and I).
    """

    text: str
    kind: Kind
    value: tuple[int, ...] = ()
    style: str = ""

    def follows(self, other: Mark) -> bool:
        """Say whether this mark is the next one after another of its kind."""
        return (
            bool(self.value and other.value)
            and self.kind is other.kind
            and self.value[:-1] == other.value[:-1]
            and self.value[-1:] == (other.value[-1] + 1,)
        )


# Bullets as they are typed, and as the fonts of word processors leave them behind (private characters).
_GLYPHS = "•·▪▫●○◦‣∙■□◆◇➢➤►▸✓✔✗✘☐☑☒❖⮚\ue000-\uf8ff\U000f0000-\U000ffffd"
_BULLET = re.compile(
    rf"(?P<mark>[{_GLYPHS}]|[*+](?=\s)|[-–—](?=[\s\u00a0])|[o§](?=\s+\S))\s*(?P<rest>.*)", re.DOTALL
)
_DECIMAL = re.compile(
    r"(?P<mark>(?P<value>\d{1,3}(?:\.\d{1,3}){1,4})\.?[:)]?)(?:\s+|(?=[A-Z“‘\"']))(?P<rest>\S.*)", re.DOTALL
)
_NUMBER = re.compile(
    r"(?P<mark>\(?(?P<value>\d{1,3})(?:[.:)]|\.\)))(?:\s+|(?=[A-Z]))(?P<rest>\S.*)", re.DOTALL
)
_ROMAN = re.compile(r"(?P<mark>\(?(?P<value>[ivx]{1,6}|[IVX]{1,6})[.:)]\.?)\s+(?P<rest>\S.*)", re.DOTALL)
_ALPHA = re.compile(r"(?P<mark>\(?(?P<value>[a-zA-Z])[.:)]\.?)\s+(?P<rest>\S.*)", re.DOTALL)
_FIGURES = {"i": 1, "v": 5, "x": 10}


def split_mark(text: str) -> tuple[Mark | None, str]:
    """Split a paragraph into its mark and the rest. A mark without text after it is none."""
    if match := _DECIMAL.fullmatch(text):
        figures = tuple(int(part) for part in match["value"].split("."))
        return Mark(match["mark"], Kind.DECIMAL, figures, _style(match["mark"])), match["rest"]
    if match := _NUMBER.fullmatch(text):
        return Mark(match["mark"], Kind.NUMBER, (int(match["value"]),), _style(match["mark"])), match["rest"]
    if (match := _ROMAN.fullmatch(text)) and (value := _read_roman(match["value"].lower())):
        return Mark(match["mark"], Kind.ROMAN, (value,), _style(match["mark"])), match["rest"]
    if (match := _ALPHA.fullmatch(text)) and not re.fullmatch(r"[A-Z]\.", match["mark"]):
        return (
            Mark(match["mark"], Kind.ALPHA, (ord(match["value"].lower()) - 96,), _style(match["mark"])),
            match["rest"],
        )
    if (match := _BULLET.fullmatch(text)) and match["rest"].strip():
        # A tick or a cross is an answer: it marks an item, and is part of what the item says.
        # A ticked box and an empty one are items of one list.
        is_answer = match["mark"] in ANSWERS
        style = "☐" if is_answer else match["mark"]
        return Mark(match["mark"], Kind.BULLET, (), style), text if is_answer else match["rest"]
    return None, text


def read_label(label: str) -> Mark | None:
    """The mark that a writing program printed."""
    return split_mark(f"{label} x")[0] if label else None


def read_as_letter(mark: Mark) -> Mark:
    """A roman numeral of one letter, read as that letter: (i) after (h)."""
    letter = re.sub(r"\W", "", mark.text)
    return (
        Mark(mark.text, Kind.ALPHA, (ord(letter.lower()) - 96,), mark.style)
        if mark.kind is Kind.ROMAN and len(letter) == 1
        else mark
    )


def read_as_roman(mark: Mark) -> Mark:
    """A letter that is a roman numeral too, read as that."""
    letter = re.sub(r"\W", "", mark.text).lower()
    return (
        Mark(mark.text, Kind.ROMAN, (_read_roman(letter),), mark.style)
        if mark.kind is Kind.ALPHA and _read_roman(letter)
        else mark
    )


def _style(mark: str) -> str:
    case = "A" if re.search(r"[A-Z]", mark) else "a"
    return re.sub(r"[\dA-Za-z.]*[\dA-Za-z]", case, mark)


def _read_roman(text: str) -> int:
    """The value of a roman numeral up to 39, or 0."""
    if not re.fullmatch(r"x{0,3}(ix|iv|v?i{0,3})", text):
        return 0
    total = 0
    for letter, after in zip(text, [*text[1:], ""], strict=True):
        total += -_FIGURES[letter] if after and _FIGURES[after] > _FIGURES[letter] else _FIGURES[letter]
    return total
