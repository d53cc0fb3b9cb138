"""Kinds: what sort of change it is, read off the two sides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from rapidfuzz.distance import OSA

from ..model.ast import classes_of, every, is_list_mark, text_of
from ..model.change import Kind
from ..model.document import Item, PlacedClause, Prose, Section
from ..model.tokens import keys_in
from .align import lcs_runs
from .normalise import is_numbered, key, normalise, read_text, strip_editorial

# What the compiler makes: of the record, and (the matrix) of what the clauses say of themselves.
RECORDS = frozenset({"record", "consultation", "endorsements", "sign-off", "history", "matrix"})
_DEFINITIONS = "definitions"
_LONG_ENOUGH = 7
_VARIANTS = (
    (re.compile(r"is(e|es|ed|ing|ation|ations)$"), r"iz\1"),
    (re.compile(r"our(s|ed|ing|able|ite|)$"), r"or\1"),
)


def classify(old: Item | None, new: Item | None, *, moved: bool = False) -> tuple[Kind, ...]:
    """Every kind that a change of one item is, the weightiest first. Empty where the two sides read the same
    and neither moved.
    """
    if old is None or new is None:
        item = new or old
        first = Kind.ADDED if old is None else Kind.REMOVED
        special = _special(item) if isinstance(item, Prose) else None
        return (special, first) if special is Kind.RECORD else (first, special) if special else (first,)
    found = {Kind.MOVED} if moved else set[Kind]()
    match old, new:
        case PlacedClause(), PlacedClause():
            found |= set(_of_clauses(old, new))
        case Section(), Section():
            found |= {_title(old.title, new.title)} - {None}  # type: ignore[arg-type]
            found |= {Kind.EDITORIAL} if old.level != new.level else set()
        case Prose(), Prose():
            found |= set(_of_prose(old, new))
    return tuple(kind for kind in Kind if kind in found)


def _of_clauses(old: PlacedClause, new: PlacedClause) -> Iterator[Kind]:
    if old.strength != new.strength:
        yield Kind.STRENGTH
    if set(old.audience) != set(new.audience):
        yield Kind.SCOPE
    elif old.audience != new.audience:
        yield Kind.EDITORIAL
    if old.kind != new.kind:
        yield Kind.REWORDED
    if old.id != new.id:
        yield Kind.RENAMED
    if kind := _title(old.title, new.title):
        yield kind
    if kind := classify_text(old.blocks, new.blocks):
        yield kind
        if _boxes(old.blocks, _DEFINITIONS) != _boxes(new.blocks, _DEFINITIONS):
            yield Kind.DEFINITION


def _title(old: Any, new: Any) -> Kind | None:
    return Kind.RENAMED if (kind := classify_text(old, new)) and kind is not Kind.EDITORIAL else kind


def _of_prose(old: Prose, new: Prose) -> Iterator[Kind]:
    if kind := classify_text(old.blocks, new.blocks):
        special = _special(new) or _special(old)
        yield special or kind


def _special(prose: Prose) -> Kind | None:
    """The kind that a block which the compiler makes has whenever it changes."""
    block = prose.blocks[0] if prose.blocks else None
    if block is None:
        return None
    classes = set(classes_of(block)) if block["t"] == "Div" else set()
    if classes & RECORDS or is_adoption(block):
        return Kind.RECORD
    return Kind.DEFINITION if _DEFINITIONS in classes else None


def is_adoption(block: Any) -> bool:
    """Say whether a block is the statement of adoption under a policy's record."""
    return any(found.startswith("adopted.") for found in keys_in(text_of(block))) or text_of(block).endswith(
        "It is not in force."
    )


def _boxes(blocks: Any, name: str) -> list[str]:
    return [key(block) for block in every(list(blocks)) if block["t"] == "Div" and name in classes_of(block)]


def classify_text(old: Any, new: Any) -> Kind | None:
    """Whether two texts are reworded, differ in what they refer to, or in spelling, punctuation and layout;
    None where they are one.
    """
    if old == new or key(old) == key(new):
        return None
    before, after = normalise(old), normalise(new)
    first, second = significant_words(before), significant_words(after)
    if first != second and not _spelt_otherwise(first, second):
        return Kind.REWORDED
    return Kind.REFERENCE if list(_targets(before)) != list(_targets(after)) else Kind.EDITORIAL


def significant_words(node: Any) -> list[str]:
    """The words of a piece in normal form, without what is editorial; a picture's are its description."""
    return strip_editorial(read_text(node)).split()


def _targets(node: Any) -> Iterator[tuple[str, str]]:
    """Where links lead, which pictures are shown, which clauses are referred to."""
    for part in every(node):
        if part["t"] in ("Link", "Image"):
            yield "", part["c"][2][0]
        elif is_numbered(part) and not is_list_mark(part):
            yield "number", part["c"][0][0]


def _spelt_otherwise(old: list[str], new: list[str]) -> bool:
    """Say whether two texts differ only in how words are spelt. It is careful: what is in doubt is another
    word.
    """
    pairs: list[tuple[str, str]] = []
    for equal, olds, news in lcs_runs(old, new):
        if equal:
            continue
        if len(olds) != len(news):
            return False
        pairs += [(old[i], new[j]) for i, j in zip(olds, news, strict=True)]
    return bool(pairs) and all(_one_word(*pair) for pair in pairs)


def _one_word(old: str, new: str) -> bool:
    if any(one == other for one in _spellings(old) for other in _spellings(new)):
        return True
    shorter, longer = sorted((old, new), key=len)
    if len(longer) < _LONG_ENOUGH or old[:2] != new[:2] or not (old + new).isalpha():
        return False
    if len(old) == len(new):
        # Two neighbouring letters changed places.
        return sorted(old) == sorted(new) and OSA.distance(old, new) == 1
    # A letter was doubled, or no longer is.
    return any(
        longer[:at] + longer[at + 1 :] == shorter and longer[at] == longer[at - 1]
        for at in range(1, len(longer))
    )


def _spellings(word: str) -> Iterable[str]:
    yield word
    for pattern, other in _VARIANTS:
        yield pattern.sub(other, word)
