"""Kinds: what sort of change it is, read off the two sides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Any

from rapidfuzz.distance import OSA

from ..model.ast import classes_of, is_list_mark, text_of, walk_elements, walk_holders
from ..model.change import Kind
from ..model.document import Inlines, Item, PlacedClause, Prose, Section
from ..model.tokens import keys_in
from .align import joined_lcs_runs
from .normalise import is_numbered, make_text_key, normalise, read_text, strip_editorial

# What the compiler makes: of the record, and (the matrix) of what the clauses say of themselves.
RECORDS = frozenset({"record", "consultation", "endorsements", "sign-off", "history", "matrix"})
_DEFINITIONS = "definitions"
# In a shorter word another letter is another word more often than another spelling.
_LONG_ENOUGH = 7
_VARIANTS = (
    (re.compile(r"(?<=\w{3})is(e|es|ed|ing|ation|ations)$"), r"iz\1"),
    (re.compile(r"(?<=\w{3})our(s|ed|ing|able|ite|)$"), r"or\1"),
)


def classify(old: Item | None, new: Item | None, *, moved: bool = False) -> tuple[Kind, ...]:
    """Return every kind that a change of one item is, the weightiest first.
    Empty where the two sides read the same and neither moved.
    """
    if old is None or new is None:
        return _classify_one_side(new or old, Kind.ADDED if old is None else Kind.REMOVED)
    kinds: set[Kind] = set()
    if moved:
        kinds.add(Kind.MOVED)
    match old, new:
        case PlacedClause(), PlacedClause():
            kinds.update(_list_kinds_of_clauses(old, new))
        case Section(), Section():
            if kind := _classify_title(old.title, new.title):
                kinds.add(kind)
            if old.level != new.level:
                kinds.add(Kind.EDITORIAL)
        case Prose(), Prose():
            if kind := classify_text(old.blocks, new.blocks):
                kinds.add(_find_special_kind(new) or _find_special_kind(old) or kind)
    return tuple(kind for kind in Kind if kind in kinds)


def _classify_one_side(item: Item | None, kind: Kind) -> tuple[Kind, ...]:
    """The kinds of a change that is an item alone, added or removed."""
    special = _find_special_kind(item) if isinstance(item, Prose) else None
    if special is None:
        return (kind,)
    return (special, kind) if special is Kind.RECORD else (kind, special)


def _list_kinds_of_clauses(old: PlacedClause, new: PlacedClause) -> Iterator[Kind]:
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
    if kind := _classify_title(old.title, new.title):
        yield kind
    if kind := classify_text(old.blocks, new.blocks):
        yield kind
        if _list_definitions(old.blocks) != _list_definitions(new.blocks):
            yield Kind.DEFINITION


def _classify_title(old: Inlines, new: Inlines) -> Kind | None:
    kind = classify_text(old, new)
    return kind if kind is None or kind is Kind.EDITORIAL else Kind.RENAMED


def _find_special_kind(prose: Prose) -> Kind | None:
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
    text = text_of(block)
    if text.endswith("It is not in force."):
        return True
    return any(key.startswith("adopted.") for key in keys_in(text))


def _list_definitions(blocks: Any) -> list[str]:
    boxes = (block for block in walk_holders(list(blocks)) if block["t"] == "Div")
    return [make_text_key(box) for box in boxes if _DEFINITIONS in classes_of(box)]


def classify_text(old: Any, new: Any) -> Kind | None:
    """Say whether two texts are reworded, differ in what they refer to, or in spelling, punctuation and
    layout; None where they are one.
    """
    if old == new or make_text_key(old) == make_text_key(new):
        return None
    before, after = normalise(old), normalise(new)
    old_words, new_words = list_significant_words(before), list_significant_words(after)
    if old_words != new_words and not _differ_in_spelling_alone(old_words, new_words):
        return Kind.REWORDED
    return Kind.REFERENCE if list(_list_targets(before)) != list(_list_targets(after)) else Kind.EDITORIAL


def list_significant_words(node: Any) -> list[str]:
    """Return the words of a piece in normal form, without what is editorial;
    a picture's are its description.
    """
    return strip_editorial(read_text(node)).split()


def _list_targets(node: Any) -> Iterator[tuple[str, str]]:
    """Where links lead, which pictures are shown, which clauses are referred to."""
    for part in walk_elements(node):
        if part["t"] in ("Link", "Image"):
            yield "", part["c"][2][0]
        elif is_numbered(part) and not is_list_mark(part):
            yield "number", part["c"][0][0]


def _differ_in_spelling_alone(old: list[str], new: list[str]) -> bool:
    """Say whether two texts differ only in how words are spelt. It is careful:
    what is in doubt is another word.
    """
    pairs = pair_differing_words(old, new)
    return bool(pairs) and all(before and after and _is_same_word(before, after) for before, after in pairs)


def pair_differing_words(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    """Return the words of two texts that took each other's place, one by one; "" stands for the other word
    where several took the place of more or fewer.
    """
    pairs: list[tuple[str, str]] = []
    for equal, olds, news in joined_lcs_runs(old, new):
        if equal:
            continue
        gone, come = [old[place] for place in olds], [new[place] for place in news]
        pairs += zip_longest(gone, come, fillvalue="")
    return pairs


def is_american_spelling(old: str, new: str) -> bool:
    """Say whether two words are one, spelt as in Britain and as in America."""
    return not set(_list_spellings(old)).isdisjoint(_list_spellings(new))


def _is_same_word(old: str, new: str) -> bool:
    if is_american_spelling(old, new):
        return True
    shorter, longer = sorted((old, new), key=len)
    if len(longer) < _LONG_ENOUGH or old[:2] != new[:2] or not (old + new).isalpha():
        return False
    if len(old) == len(new):
        # Two neighbouring letters changed places: one step of the optimal string alignment distance.
        return sorted(old) == sorted(new) and OSA.distance(old, new) == 1
    # A letter was doubled, or no longer is.
    for index in range(1, len(longer)):
        is_doubled = longer[index] == longer[index - 1]
        if is_doubled and longer[:index] + longer[index + 1 :] == shorter:
            return True
    return False


def _list_spellings(word: str) -> Iterable[str]:
    """A word, and as it is spelt in America."""
    yield word
    for pattern, american in _VARIANTS:
        yield pattern.sub(american, word)
