"""Pairing: which paragraphs, lists and tables of a school's copy are which clause of a library's text.

The two are aligned word by word as wholes, so it does not matter how either is cut into clauses; each part of
the copy goes to the clause in which most of its words are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ..diff.align import intern_values, interned_similarity, joined_lcs_runs
from ..importer.outline import Block, list_texts
from ..importer.similarity import Reading, align_words, cut_template
from ..model.tokens import TOKEN
from ..readers.source import Grid
from ..readers.words import plain
from .library_texts import Piece
from .units import Unit

# How much of a part's words must be in a clause, where it stands between the same neighbours; how alike the
# two must be anywhere; and how many words tell a part anywhere.
_BETWEEN, _ANYWHERE, _TELLING = 0.5, 0.65, 6
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"^\d+(?:\.\d+)*\.?\s+(?=\S)")
# How many words a value usually takes.
_LONGEST_VALUE = 2


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph, a list, a table or a heading of a copy: the unit in which it stands, and its place among
    all parts.
    """

    place: int
    unit: Unit
    blocks: tuple[Block, ...]

    @property
    def texts(self) -> list[str]:
        """Its texts as people read them, each on one line; a heading's number is the compiler's."""
        texts = [" ".join(plain(text).split()) for text in list_texts(self.blocks)]
        return [_NUMBER.sub("", text) for text in texts] if self.unit.is_heading else texts

    @property
    def text(self) -> str:
        """Its text on one line."""
        return " ".join(self.texts)


@dataclass(slots=True)
class Paired:
    """A clause or heading of a library's text with the parts of a copy that stand for it, in order; none
    where the copy leaves it out.
    """

    piece: Piece
    parts: list[Part] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Pairing:
    """A library's text beside a copy: its pieces in order, and the parts of the copy that are in none of
    them.
    """

    pieces: Sequence[Paired]
    extra: Sequence[Part]


def list_parts(units: Iterable[Unit]) -> list[Part]:
    """The parts of a copy, in order. What macros print is none of them."""
    parts: list[Part] = []
    for unit in units:
        if unit.kind != "call":
            parts += [Part(len(parts) + index, unit, (block,)) for index, block in enumerate(unit.blocks)]
    return parts


def pair_pieces(pieces: Sequence[Piece], parts: Sequence[Part]) -> Pairing:
    """Pair the pieces of a library's text with the parts of a copy, in order and then by their wording
    alone.
    """
    worded = [_read_words(piece.texts) for piece in pieces] + [_read_words(part.texts) for part in parts]
    numbers = intern_values(*worded)
    theirs, ours = numbers[: len(pieces)], numbers[len(pieces) :]
    paired = [Paired(piece) for piece in pieces]
    owners: dict[int, int] = {}
    slots = [sum(len(TOKEN.findall(text)) for text in piece.texts) for piece in pieces]
    for place, counted in _count_common(theirs, ours).items():
        owner, count = max(counted.items(), key=lambda counted: (counted[1], -counted[0]))
        if count >= _count_enough(parts[place], len(ours[place]), pieces[owner], slots[owner]):
            owners[place] = owner
    _keep_one_heading(owners, pieces)
    _take_what_stands_between(owners, parts, pieces)
    for place, owner in sorted(owners.items()):
        paired[owner].parts.append(parts[place])
    waiting = [part for part in parts if part.place not in owners and _WORD.search(part.text)]

    def compare(owner: int, run: Sequence[Part]) -> float:
        words = [word for part in run for word in ours[part.place]]
        return _compare(theirs[owner], words, slots[owner])

    return Pairing(paired, _pair_elsewhere(paired, waiting, compare))


def _count_enough(part: Part, words: int, piece: Piece, slots: int) -> float:
    """How many of a part's words must be in a piece for it to be there; values may take the others."""
    others = max(1, words - slots * _LONGEST_VALUE)
    if part.unit.is_heading is not piece.is_heading:
        return others
    block = part.blocks[0]
    if slots and isinstance(block, Grid):
        # All of a table but its head may be values.
        return min(_BETWEEN * others, len(_WORD.findall(plain(" ".join(block.rows[0])))))
    return _BETWEEN * others


def _keep_one_heading(owners: dict[int, int], pieces: Sequence[Piece]) -> None:
    """Leave a heading of the library the last of the headings that are like it: the one beside its clause."""
    last = {owner: place for place, owner in sorted(owners.items()) if pieces[owner].is_heading}
    for place, owner in list(owners.items()):
        if last.get(owner, place) != place:
            del owners[place]


def _count_common(
    theirs: Sequence[Sequence[int]], ours: Sequence[Sequence[int]]
) -> Mapping[int, Counter[int]]:
    """For each part how many of its words are in each piece, where both texts are aligned as wholes."""
    old = [(word, owner) for owner, words in enumerate(theirs) for word in words]
    new = [(word, place) for place, words in enumerate(ours) for word in words]
    counted: dict[int, Counter[int]] = {}
    for equal, olds, news in joined_lcs_runs([word for word, _ in old], [word for word, _ in new]):
        if equal:
            for old_index, new_index in zip(olds, news, strict=True):
                counted.setdefault(new[new_index][1], Counter())[old[old_index][1]] += 1
    return counted


def _take_what_stands_between(owners: dict[int, int], parts: Sequence[Part], pieces: Sequence[Piece]) -> None:
    """Give a part that says little but values to the clause whose other parts stand before and after it."""
    places = sorted(owners)
    for before, after in pairwise(places):
        is_one_clause = owners[before] == owners[after] and not pieces[owners[before]].is_heading
        if is_one_clause and not any(parts[place].unit.is_heading for place in range(before + 1, after)):
            owners |= dict.fromkeys(range(before + 1, after), owners[before])


def _pair_elsewhere(
    paired: Sequence[Paired], waiting: Sequence[Part], compare: Callable[[int, Sequence[Part]], float]
) -> list[Part]:
    """Pair what stands elsewhere in a copy than in the library's text: the likest first."""
    scores: list[tuple[float, int, int]] = []
    runs = list(_list_runs(waiting))
    for owner, pair in enumerate(paired):
        for index, run in enumerate(runs if not pair.parts else ()):
            is_telling = sum(len(_WORD.findall(part.text)) for part in run) >= _TELLING
            if run[0].unit.is_heading is pair.piece.is_heading:
                score = compare(owner, run)
                if score >= (_ANYWHERE if is_telling else 1.0):
                    scores.append((score, owner, index))
    taken: set[int] = set()
    for _, owner, index in sorted(scores, key=lambda scored: (-scored[0], scored[1], scored[2])):
        places = {part.place for part in runs[index]}
        if not paired[owner].parts and taken.isdisjoint(places):
            paired[owner].parts += runs[index]
            taken |= places
    return [part for part in waiting if part.place not in taken]


def _list_runs(waiting: Sequence[Part]) -> Iterator[list[Part]]:
    """The parts that wait, each by itself, and those together that stand together in one clause."""
    for part in waiting:
        yield [part]
    run: list[Part] = []
    for part in waiting:
        follows = bool(run) and part.place == run[-1].place + 1 and part.unit is run[-1].unit
        if not follows and len(run) > 1:
            yield run
        run = [*run, part] if follows else [part]
    if len(run) > 1:
        yield run


def _read_words(texts: Iterable[str]) -> tuple[str, ...]:
    """The words of texts but for the values in them, in small letters."""
    words: list[str] = []
    for text in texts:
        for part in TOKEN.split(text)[::2]:
            words += [word.casefold() for word in _WORD.findall(part)]
    return tuple(words)


def _compare(theirs: Sequence[int], ours: Sequence[int], slots: int) -> float:
    """How alike a piece and a part are, where each value of the piece takes a word of the part at least."""
    common = interned_similarity(theirs, ours) * (len(theirs) + len(ours)) / 2
    others = min(slots, max(0.0, len(ours) - common))
    return (2 * common + 2 * others) / max(1, len(theirs) + slots + len(ours))


def read_parts(parts: Iterable[Part]) -> Reading:
    """Parts of a copy as one text that is compared with a clause's."""
    return Reading("\n".join(text for part in parts for text in part.texts))


def capture_values(
    piece: Piece, reading: Reading, fits: Callable[[str, str], bool]
) -> tuple[float, Mapping[str, str]]:
    """How much a piece and a text agree, and what stands in the text where the piece prints values."""
    return align_words(cut_template(piece.texts, lambda _: None), reading, fits)
