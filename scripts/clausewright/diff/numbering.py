"""Numbers: what says the same and is counted otherwise, as a clause or heading, or as an item of a list.

A number that only follows its place, because something before it came or went, is no change: the things that
stand before are told by themselves. What is counted by another sign, from another number or under another
one is told, since whoever refers to it by its number has to follow.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from ..model.ast import Elements, is_list_mark, text_of, words
from ..model.change import Cause, Change, Edit, EditKind, Kind, Place, number_of
from ..model.document import Item, PlacedClause, Section
from .align import lcs_runs
from .match import Matched
from .moves import Moves
from .normalise import read_block_text, read_text, strip_editorial

BULLET = "•"
_LABEL = re.compile(r"(.*?)(\d{1,4}|[A-Za-z]|[ivxlIVXL]+)[.):\u2013\u2014 -]*", re.DOTALL)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}
# So many words say which item it is.
_TITLE_WORDS = 8


@dataclass(frozen=True, slots=True)
class _Numbered:
    """Something that can bear a number: its text, what it bears ("" for nothing, or a bullet), its place
    among its neighbours and among all of its depth, and the number of what it stands under. `is_counted` says
    that the file itself says the number: one that its neighbour has too is counted by the program.
    """

    text: str
    label: str
    place: Place
    local: int
    overall: int
    above: str = ""
    is_counted: bool = True


def find_renumbering(matched: Matched, moves: Moves) -> Change | None:
    """Return the change of all numbers that became others while their texts stayed where they were; None
    where none did.
    """
    olds, news = _read_numbered(matched.old), _read_numbered(matched.new)
    changed = _find_sections_with_news(matched)
    places: list[Place] = []
    recut = {j for family in matched.families for j in family.news}
    for j, i in sorted(matched.pairs.items()):
        if moves.is_moved(j) or j in recut:
            # What became of it is told by itself.
            continue
        old, new = olds[i], news[j]
        is_same = old is not None and new is not None and _is_same_text(matched.old[i], matched.new[j])
        if old and new and is_same and not _does_follow(old, new, is_among_news=j in changed):
            places.append(_make_place(old, new))
        old_items = list(_list_items(matched.old[i], new.place if new else None))
        new_items = list(_list_items(matched.new[j], new.place if new else None))
        places += _compare_items(old_items, new_items)
    if not places:
        return None
    edits = dict.fromkeys(Edit(EditKind.NUMBERING, place.old, place.new) for place in places)
    return Change(
        "numbering",
        (Kind.EDITORIAL,),
        Cause.FILE,
        topic="numbers",
        places=tuple(places),
        edits=tuple(edits),
    )


def find_edits_of_counting(old: Item | None, new: Item | None) -> Iterator[Edit]:
    """Yield how the lists of a clause count that say the same and count otherwise now."""
    olds = list(_list_counted(list(getattr(old, "blocks", ()))))
    news = list(_list_counted(list(getattr(new, "blocks", ()))))
    for before, after in zip(olds, news, strict=False):
        if before != after:
            yield Edit(EditKind.NUMBERING, before, after)


def _list_counted(node: Any) -> Iterator[str]:
    """The first number of each list of a library's clause, or a bullet."""
    if isinstance(node, list):
        for part in node:
            yield from _list_counted(part)
    elif isinstance(node, dict) and "t" in node:
        if node["t"] == "BulletList":
            yield BULLET
        elif node["t"] == "OrderedList":
            start, style, sign = node["c"][0]
            yield _write_first(start, style["t"], sign["t"])
        yield from _list_counted(node.get("c"))


def _write_first(start: int, style: str, sign: str) -> str:
    number = str(start)
    if style.endswith("Alpha"):
        number = chr(ord("a") + (start - 1) % 26)
    elif style.endswith("Roman"):
        number = "i" if start == 1 else f"{start} in Roman figures"
    number = number.upper() if style.startswith("Upper") else number
    return {"OneParen": f"{number})", "TwoParens": f"({number})"}.get(sign, f"{number}.")


def _is_same_text(old: Item, new: Item) -> bool:
    """Say whether two clauses or headings say the same, but for marks."""
    texts: list[str] = []
    for item in (old, new):
        content = item.title if isinstance(item, Section) else getattr(item, "blocks", ())
        texts.append(strip_editorial(read_block_text(list(content))))
    return texts[0] == texts[1]


def _find_sections_with_news(matched: Matched) -> set[int]:
    """The new places of everything in sections in which something numbered came, went or moved: there, every
    number may follow its place.
    """
    paired_olds = {i: j for j, i in matched.pairs.items()}
    restless: set[int] = set()
    heads: list[int] = []
    head = -1
    for place, item in enumerate(matched.new):
        head = place if isinstance(item, Section) and item.level <= 2 else head
        heads.append(head)
        if place not in matched.pairs and number_of(item):
            restless.add(head)
    for place, item in enumerate(matched.old):
        if place in paired_olds or not number_of(item):
            continue
        before = [paired_olds[i] for i in range(place) if i in paired_olds]
        restless.add(heads[before[-1]] if before else -1)
    return {place for place, head in enumerate(heads) if head in restless}


# -- what bears a number -------------------------------------------------------------------------------------


def _read_numbered(items: Sequence[Item]) -> list[_Numbered | None]:
    """The clauses and headings of a document, in order; numbers that neighbours share are no file's own."""
    numbered = list(_list_numbered(items))
    with_label = [index for index, entry in enumerate(numbered) if entry is not None and entry.label]
    for before, after in pairwise(with_label):
        first, second = numbered[before], numbered[after]
        if first is not None and second is not None and first.label == second.label:
            numbered[before], numbered[after] = (
                replace(first, is_counted=False),
                replace(second, is_counted=False),
            )
    return numbered


def _list_numbered(items: Sequence[Item]) -> Iterator[_Numbered | None]:
    """The clauses and headings of a document, in order; None for what is neither."""
    overall: Counter[int] = Counter()
    local: Counter[int] = Counter()
    above = ""
    for item in items:
        if not isinstance(item, PlacedClause | Section):
            yield None
            continue
        depth = item.level if isinstance(item, Section) else 0
        place = Place(item.id, item.number, item.title)
        under = above if not isinstance(item, Section) or item.level > 2 else ""
        yield _Numbered("", item.number, place, local[depth], overall[depth], under)
        if item.number:
            overall[depth] += 1
            local[depth] += 1
        if isinstance(item, Section):
            local = Counter({kind: count for kind, count in local.items() if 0 < kind <= item.level})
            above = item.number or ("" if item.level <= 2 else above)


def _list_items(item: Item, place: Place | None) -> Iterator[_Numbered]:
    """The items of the lists of a clause, in reading order, with what they begin with."""
    counts: Counter[int] = Counter()
    if isinstance(item, PlacedClause) and place is not None:
        for depth, blocks in _walk_items(list(item.blocks), 0):
            first: Elements = next((block["c"] for block in blocks if block["t"] in ("Para", "Plain")), [])
            marks = [text_of(node).strip() for node in first if is_list_mark(node)]
            text = " ".join(read_text([node for node in first if not is_list_mark(node)]).split())
            title = tuple(words(" ".join(text.split()[:_TITLE_WORDS])))
            label = next(filter(None, marks), BULLET)
            item_place = Place(place.id, "", title)
            yield _Numbered(f"{depth} {text}", label, item_place, counts[depth], counts[depth])
            counts[depth] += 1


def _walk_items(blocks: Elements, depth: int) -> Iterator[tuple[int, Elements]]:
    for block in blocks:
        if block["t"] == "BulletList":
            for item in block["c"]:
                yield depth, item
                yield from _walk_items(item, depth + 1)
        elif block["t"] in ("BlockQuote", "Div"):
            yield from _walk_items(block["c"] if block["t"] == "BlockQuote" else block["c"][1], depth)


def _compare_items(olds: Sequence[_Numbered], news: Sequence[_Numbered]) -> Iterator[Place]:
    for equal, old_places, new_places in lcs_runs([item.text for item in olds], [item.text for item in news]):
        if not equal:
            continue
        for i, j in zip(old_places, new_places, strict=True):
            if not _does_follow(olds[i], news[j]):
                yield _make_place(olds[i], news[j])


def _make_place(old: _Numbered, new: _Numbered) -> Place:
    place = new.place
    return Place(place.id, "", place.title, _strip_sign(old.label), _strip_sign(new.label))


def _strip_sign(label: str) -> str:
    return label.rstrip(".: \u2013\u2014-")


# -- whether a number follows its place ----------------------------------------------------------------------


def _does_follow(old: _Numbered, new: _Numbered, *, is_among_news: bool = False) -> bool:
    """Say whether a number is the same, or what its place makes of it."""
    if _strip_sign(old.label) == _strip_sign(new.label) or not (old.is_counted and new.is_counted):
        return True
    if is_among_news and old.label and new.label:
        return True
    before, after = _LABEL.fullmatch(old.label), _LABEL.fullmatch(new.label)
    if before is None or after is None:
        return False
    if before[1] != after[1] and not _is_under_new_number(before[1], old.above, after[1], new.above):
        return False
    for style, value in _read_values(before[2]).items():
        other = _read_values(after[2]).get(style)
        if other is not None and (other - value) in (new.local - old.local, new.overall - old.overall):
            return True
    return False


def _is_under_new_number(before: str, old_above: str, after: str, new_above: str) -> bool:
    """Say whether the beginnings of two numbers are the numbers of what they stand under."""
    return (
        bool(old_above and new_above)
        and (before.strip(".") == _strip_sign(old_above))
        and (after.strip(".") == _strip_sign(new_above))
    )


def _read_values(figure: str) -> dict[str, int]:
    """What a figure counts, by how it may be meant: "i" is a letter, and a Roman figure."""
    if figure.isdigit():
        return {"decimal": int(figure)}
    case = "upper" if figure.isupper() else "lower"
    values: dict[str, int] = {}
    letters = figure.lower()
    if len(letters) == 1:
        values[f"{case} letter"] = ord(letters) - ord("a") + 1
    if all(letter in _ROMAN for letter in letters):
        digits = [_ROMAN[letter] for letter in letters]
        value = 0
        for digit, follows in zip(digits, [*digits[1:], 0], strict=True):
            value += -digit if digit < follows else digit
        values[f"{case} Roman"] = value
    return values
