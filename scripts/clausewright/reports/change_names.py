"""What changes, clauses and audiences are called on one line, and how a text is quoted there."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from ..model.ast import text_of
from ..model.change import Change, Kind
from ..model.document import Inlines
from ..model.text import capitalise, join_words
from ..model.tokens import token

# So many letters has a line on a page of paper, and what is quoted in it.
_LINE, LONGEST_QUOTATION = 100, 90
# What the body is called that adopts, one and several of it.
UNIT, UNITS = token("unit.singular"), token("unit.plural")


def plain_text(inlines: Inlines) -> str:
    """Inlines as plain text, still with tokens."""
    return " ".join(text_of(list(inlines)).split())


def join_number(number: str, title: str) -> str:
    """A clause's number and title as one."""
    return f"{number.rstrip('.:')} {title}".strip()


def name_change(change: Change) -> str:
    """What a change is called, on one line: its clauses with their numbers, or what it is about."""
    titles = change.new_titles or change.old_titles
    numbers = change.new_numbers if change.new_titles else change.old_numbers
    if titles:
        padded = [*numbers, *[""] * len(titles)][: len(titles)]
        names = [join_number(number, plain_text(title)) for number, title in zip(padded, titles, strict=True)]
        return fit_line(names)
    if change.topic:
        return capitalise(change.topic)
    if change.kind is Kind.RECORD:
        return "The record of the policy"
    section = plain_text(change.section)
    return f"Text in “{section}”" if section else "Text outside the clauses"


def fit_line(names: Sequence[str]) -> str:
    """Names as one line: all of them, or the first ones and how many more there are."""
    for count in range(len(names), 1, -1):
        rest = len(names) - count
        line = join_words([*names[:count], *([f"{rest} more"] if rest else [])])
        if len(line) <= _LINE:
            return line
    ending = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f"{cut_to_line(names[0], _LINE - len(ending))}{ending}" if names else ""


def cut_to_line(text: str, most: int = _LINE) -> str:
    """The beginning of a text, whole words of it, and "…" where more follows."""
    return textwrap.shorten(text, most, placeholder=" …") if len(text) > most else text


def quote(text: str) -> str:
    """Return the beginning of a text between quotation marks, without the full stop at its end."""
    return f"“{cut_to_line(text.removesuffix('.'), LONGEST_QUOTATION)}”"


def name_audience(audience: str) -> str:
    """An audience, "pupil", as those whom it means, "pupils"."""
    name = audience.replace("-", " ").replace("_", " ")
    return name if name.endswith(("s", "staff")) else f"{name}s"
